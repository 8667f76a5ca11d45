//! The card's mixer, and the controls of the loopback driver.

use alsa::ctl::{ElemId, ElemIface};
use alsa::hctl::HCtl;
use alsa::mixer::{Mixer, Selem};
use alsa::pcm::PCM;
use std::ffi::CString;

use crate::error::Error;
use crate::settings::Settings;

/// Names of what hears, best first; else the first element that has a level.
const HEARS: [&str; 6] = ["Headset", "Mic", "Capture", "Internal Mic", "Line", "Digital"];
/// Names of what speaks.
const SPEAKS: [&str; 6] = ["Headset", "Headphone", "Master", "Speaker", "PCM", "Digital"];

/// Sets the levels that the board file asks for, and opens their switches; asked for none, touches nothing.
///
/// # Errors
/// The card has no such mixer element; the key that asked for it is named.
pub fn set(settings: &Settings) -> Result<(), Error> {
    let asked = [("capture_percent", settings.capture_percent), ("playback_percent", settings.playback_percent)];
    for (key, percent) in asked {
        let Some(percent) = percent else { continue };
        let refused = |reason: String| Error::Mixer { device: settings.device.clone(), key, reason };
        let failed = |e: alsa::Error| refused(std::io::Error::from_raw_os_error(e.errno()).to_string());
        let mixer = Mixer::new(&card(&settings.device), false).map_err(failed)?;
        let hears = key == "capture_percent";
        let element = element(&mixer, hears).ok_or_else(|| refused("la carte n'a pas ce réglage".into()))?;
        level(&element, hears, percent).map_err(failed)?;
    }
    Ok(())
}

/// `hw:Loopback` of `plughw:Loopback,1,0`; any other name is its own mixer's.
fn card(device: &str) -> String {
    let Some((plugin, rest)) = device.split_once(':') else { return device.into() };
    if !matches!(plugin, "hw" | "plughw") {
        return device.into();
    }
    let card = rest.split(',').next().unwrap_or(rest);
    format!("hw:{}", card.trim_start_matches("CARD="))
}

/// Device and subdevice of `hw:Loopback,1,0`.
fn place(device: &str) -> (u32, u32) {
    let rest = device.split_once(':').map_or("", |(_, rest)| rest);
    let mut numbers = rest.split(',').skip(1).map(|part| {
        let number = part.rsplit('=').next().unwrap_or(part);
        number.parse().unwrap_or(0)
    });
    (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0))
}

fn element(mixer: &Mixer, hears: bool) -> Option<Selem<'_>> {
    let able = |element: &Selem<'_>| if hears { element.has_capture_volume() } else { element.has_playback_volume() };
    let all: Vec<Selem<'_>> = mixer.iter().filter_map(Selem::new).filter(able).collect();
    let names = if hears { HEARS } else { SPEAKS };
    let rank = |element: &Selem<'_>| {
        let id = element.get_id();
        names.iter().position(|name| id.get_name().is_ok_and(|known| known == *name)).unwrap_or(names.len())
    };
    all.into_iter().min_by_key(rank)
}

fn level(element: &Selem<'_>, hears: bool, percent: u8) -> Result<(), alsa::Error> {
    let at = |(low, high): (i64, i64)| low + (high - low) * i64::from(percent) / 100;
    if hears {
        element.set_capture_volume_all(at(element.get_capture_volume_range()))?;
        if element.has_capture_switch() {
            element.set_capture_switch_all(1)?;
        }
    } else {
        element.set_playback_volume_all(at(element.get_playback_volume_range()))?;
        if element.has_playback_switch() {
            element.set_playback_switch_all(1)?;
        }
    }
    Ok(())
}

/// The other end of a loopback, as its driver tells of it: the control `PCM Slave Active` of the end that listens.
pub struct FarEnd {
    control: HCtl,
    id: ElemId,
}

impl FarEnd {
    /// Of a device that is being opened.
    ///
    /// # Errors
    /// It is no loopback.
    pub fn of(device: &str, pcm: &PCM) -> Result<Self, Error> {
        let none = |reason: String| Error::Open { device: device.into(), direction: "l'autre bout", reason };
        let failed = |e: alsa::Error| none(std::io::Error::from_raw_os_error(e.errno()).to_string());
        // The kernel's own numbers, where the device has them: a name may stand for any of them.
        let (number, subdevice) = match pcm.info() {
            Ok(info) if info.get_card() >= 0 => (info.get_device(), info.get_subdevice()),
            _ => place(device),
        };
        let control = HCtl::new(&card(device), false).map_err(failed)?;
        control.load().map_err(failed)?;
        let mut id = ElemId::new(ElemIface::PCM);
        let name = CString::new("PCM Slave Active").map_err(|e| none(e.to_string()))?;
        id.set_name(&name);
        id.set_device(number);
        id.set_subdevice(subdevice);
        if control.find_elem(&id).is_none() {
            let reason = "ce n'est pas une carte en boucle (snd-aloop) : écrivez rings = \"asked\"";
            return Err(none(reason.into()));
        }
        Ok(Self { control, id })
    }

    /// Somebody plays there.
    pub fn plays(&self) -> Option<bool> {
        let element = self.control.find_elem(&self.id)?;
        element.read().ok()?.get_boolean(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_devices_card_and_place_are_in_its_name() {
        for (device, at, mixer) in [
            ("hw:Loopback,1,0", (1, 0), "hw:Loopback"),
            ("plughw:1,2", (2, 0), "hw:1"),
            ("hw:CARD=Headset,DEV=1,SUBDEV=3", (1, 3), "hw:Headset"),
            ("default", (0, 0), "default"),
        ] {
            assert_eq!((place(device), card(device).as_str()), (at, mixer), "{device}");
        }
    }
}
