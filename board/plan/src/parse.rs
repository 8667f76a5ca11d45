//! A board file's text, read.

use crate::board::{
    AtHandset, Board, Bypass, Card, Display, DisplayKind, Gpio, Isdn, LineOf, Output, Signalling, Sound, SoundKind,
};
use crate::error::Error;
use crate::section::Section;
use crate::{BYTES_MAX, CALLS_DEFAULT, CALLS_MAX, CHANNEL_MAX, LINES_MAX, NUMBERS_MAX};
use std::collections::BTreeMap;

const CARDS: [(&str, Card); 3] = [("sim", Card::Sim), ("dahdi", Card::Dahdi), ("sound", Card::Sound)];
const BYPASSES: [(&str, Bypass); 2] = [("relay", Bypass::Relay), ("none", Bypass::None)];
const SIGNALLINGS: [(&str, Signalling); 3] =
    [("fxsks", Signalling::FxsKs), ("fxsls", Signalling::FxsLs), ("bri", Signalling::Bri)];
const AT_HANDSET: [(&str, AtHandset); 3] =
    [("absent", AtHandset::Absent), ("answers", AtHandset::Answers), ("busy", AtHandset::Busy)];
const SOUND_KINDS: [(&str, SoundKind); 2] = [("desk", SoundKind::Desk), ("loopback", SoundKind::Loopback)];
const RINGS: [(&str, bool); 2] = [("asked", false), ("played", true)];
const ACCESSES: [(&str, bool); 2] = [("multipoint", false), ("point-to-point", true)];
const WAITINGS: [(&str, bool); 2] = [("refused", false), ("offered", true)];
const DISPLAYS: [(&str, DisplayKind); 3] =
    [("ssd1306", DisplayKind::Ssd1306), ("sh1106", DisplayKind::Sh1106), ("framebuffer", DisplayKind::Framebuffer)];
/// Lines of a GPIO chip (`GPIO_V2_LINES_MAX` is 64 a request; the largest chips have some 400 lines).
const GPIO_MAX: i64 = 1_023;
/// 7-bit I2C addresses that devices may have.
const I2C: (i64, i64) = (0x08, 0x77);
/// Where nearly every OLED module is; the others have a solder bridge for 0x3d.
const OLED: u8 = 0x3c;

/// Reads a board file.
///
/// # Errors
/// The first key that is wrong, with what to write.
pub fn parse(text: &str) -> Result<Board, Error> {
    if text.len() > BYTES_MAX {
        return Err(Error::TooLong { bytes: text.len() });
    }
    let table = text.parse::<toml::Table>().map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        let before = text.as_bytes().get(..at).unwrap_or_default();
        Error::NotToml { line: before.iter().filter(|byte| **byte == b'\n').count() + 1 }
    })?;
    let mut file = Section::new(String::new(), table);
    let card = file.word("card", &CARDS)?;
    let card = file.must("card", card, "card = \"sim\", \"dahdi\" ou \"sound\"")?;
    let bypass = file.word("bypass", &BYPASSES)?;
    // A simulated line has no current to lose; everywhere else it is said, because everybody has to know it.
    let bypass = if card == Card::Dahdi {
        file.must(
            "bypass",
            bypass,
            "bypass = \"relay\" ou \"none\" (sans relais, le téléphone est coupé avec le courant)",
        )?
    } else {
        bypass.unwrap_or(Bypass::None)
    };
    let calls_max = file.number("calls_max", 1, CALLS_MAX)?.map_or(CALLS_DEFAULT, |n| n as usize);
    let accept_demo_models = file.flag("accept_demo_models")?;
    let accept_unsealed_key = file.flag("accept_unsealed_key")?;
    let release_when_stuck = file.flag("release_when_stuck")?;
    let lines = lines(&mut file, card)?;
    let display = file.section("display")?.map(display).transpose()?;
    let serial = file.section("serial")?.map(|section| device(section, "/dev/", "device = \"/dev/ttyS0\""));
    let watchdog = file.section("watchdog")?.map(|section| device(section, "/dev/", "device = \"/dev/watchdog\""));
    let gpio = file.section("gpio")?.map(gpio).transpose()?;
    file.done()?;
    let has_relay = gpio.as_ref().is_some_and(|gpio| gpio.relay.is_some());
    match (bypass, has_relay) {
        (Bypass::Relay, false) => Err(Error::Missing {
            key: "gpio.relay".into(),
            write: "le numéro de la sortie du relais, ou bypass = \"none\"".into(),
        }),
        (Bypass::None, true) => Err(Error::Against {
            key: "gpio.relay".into(),
            why: "il y a un relais et bypass vaut \"none\"".into(),
            remedy: "écrivez bypass = \"relay\"".into(),
        }),
        _ => Ok(()),
    }?;
    Ok(Board {
        card,
        lines,
        bypass,
        calls_max,
        accept_demo_models: accept_demo_models.unwrap_or(card == Card::Sim),
        accept_unsealed_key: accept_unsealed_key.unwrap_or(card == Card::Sim),
        release_when_stuck: release_when_stuck.unwrap_or(card == Card::Dahdi),
        display,
        serial: serial.transpose()?,
        gpio,
        watchdog: watchdog.transpose()?,
    })
}

fn lines(file: &mut Section, card: Card) -> Result<Vec<LineOf>, Error> {
    let sections = file.sections("lines")?;
    if sections.is_empty() {
        return Err(Error::Missing { key: "lines".into(), write: "une section [[lines]] par ligne".into() });
    }
    if sections.len() > LINES_MAX {
        let (key, found) = ("lines".into(), format!("{} lignes", sections.len()));
        return Err(Error::Wrong { key, found, write: format!("{LINES_MAX} sections [[lines]] au plus") });
    }
    let mut lines = Vec::with_capacity(sections.len());
    // A channel is used once, be it for a line or for a handset.
    let mut used: BTreeMap<u32, String> = BTreeMap::new();
    let mut named: BTreeMap<String, String> = BTreeMap::new();
    for section in sections {
        let (channel_key, handset_key) = (section.name("channel"), section.name("handset"));
        let d_channel_key = section.name("d_channel");
        let line = line(section, card)?;
        agrees(&line, &lines, &d_channel_key)?;
        let d_channel = line.isdn.as_ref().map(|isdn| isdn.d_channel);
        // Both lines of an access name its D channel: it is the first one's.
        let shared =
            d_channel.is_some_and(|d| lines.iter().any(|l: &LineOf| l.isdn.as_ref().is_some_and(|i| i.d_channel == d)));
        let channels = [
            d_channel.filter(|_| !shared).map(|d| (d, d_channel_key)),
            (card != Card::Sound).then_some((line.channel, channel_key)),
            line.handset.map(|h| (h, handset_key.clone())),
        ];
        for (channel, key) in channels.into_iter().flatten() {
            if let Some(other) = used.insert(channel, key.clone()) {
                let why = format!("le canal {channel} sert déjà à « {other} »");
                return Err(Error::Against { key, why, remedy: "donnez à chacun le sien".into() });
            }
        }
        if let Some(other) = named.insert(line.name.clone(), handset_key.clone()) {
            let why = format!("« {} » sert déjà à {}", line.name, other.trim_end_matches(".handset"));
            return Err(Error::Against {
                key: handset_key.replace("handset", "device"),
                why,
                remedy: "donnez à chacune la sienne".into(),
            });
        }
        lines.push(line);
    }
    Ok(lines)
}

/// Both lines of an access say the same of it.
fn agrees(line: &LineOf, others: &[LineOf], key: &str) -> Result<(), Error> {
    let Some(isdn) = &line.isdn else { return Ok(()) };
    let same = |other: &Isdn| Isdn { b_channel: isdn.b_channel, ..other.clone() } == *isdn;
    let access = |other: &&Isdn| other.d_channel == isdn.d_channel;
    match others.iter().filter_map(|other| other.isdn.as_ref()).find(access) {
        Some(other) if !same(other) => Err(Error::Against {
            key: key.into(),
            why: "les deux lignes de cet accès n'en disent pas la même chose".into(),
            remedy: "écrivez les mêmes access, call_waiting et numbers".into(),
        }),
        _ => Ok(()),
    }
}

fn line(mut section: Section, card: Card) -> Result<LineOf, Error> {
    let line = match card {
        Card::Sim => {
            let channel = section.number("channel", 1, LINES_MAX as i64)?;
            let channel = section.must("channel", channel, "channel = 1")?;
            let at_handset = section.word("at_handset", &AT_HANDSET)?.unwrap_or_default();
            LineOf {
                name: format!("sim/{channel}"),
                channel,
                signalling: Signalling::FxsLs,
                handset: None,
                at_handset,
                sound: None,
                isdn: None,
            }
        }
        Card::Dahdi => {
            let channel = section.number("channel", 1, CHANNEL_MAX)?;
            let channel =
                section.must("channel", channel, "channel = 1, le numéro du canal dans /etc/dahdi/system.conf")?;
            let signalling = section.word("signalling", &SIGNALLINGS)?;
            let write = "signalling = \"fxsls\" (ligne analogique), \"fxsks\" ou \"bri\" (RNIS)";
            let signalling = section.must("signalling", signalling, write)?;
            let bri = signalling == Signalling::Bri;
            let isdn = if bri { Some(isdn(&mut section, channel)?) } else { None };
            // The telephones of an ISDN access are on its bus, beside the box.
            let handset = if bri { None } else { section.number("handset", 1, CHANNEL_MAX)? };
            let at_handset = AtHandset::Absent;
            LineOf { name: format!("dahdi/{channel}"), channel, signalling, handset, at_handset, sound: None, isdn }
        }
        Card::Sound => {
            let sound = sound(&mut section)?;
            let (signalling, at_handset) = (Signalling::FxsLs, AtHandset::Absent);
            let name = format!("sound/{}", sound.device);
            LineOf { name, channel: 0, signalling, handset: None, at_handset, sound: Some(sound), isdn: None }
        }
    };
    section.done()?;
    Ok(line)
}

fn isdn(section: &mut Section, channel: u32) -> Result<Isdn, Error> {
    let d_channel = section.number("d_channel", 3, CHANNEL_MAX)?;
    let write = "d_channel = 3, le canal D de cet accès (« dchan » ou « hardhdlc » dans /etc/dahdi/system.conf)";
    let d_channel = section.must("d_channel", d_channel, write)?;
    let Some(behind @ (1 | 2)) = d_channel.checked_sub(channel) else {
        let why = format!("le canal {channel} n'est pas un canal B de l'accès dont le canal D est {d_channel}");
        let remedy = format!("écrivez channel = {} ou {}", d_channel.saturating_sub(2), d_channel.saturating_sub(1));
        return Err(Error::Against { key: section.name("d_channel"), why, remedy });
    };
    let point_to_point = section.word("access", &ACCESSES)?.unwrap_or(false);
    let call_waiting = section.word("call_waiting", &WAITINGS)?.unwrap_or(false);
    let numbers = section.texts("numbers", NUMBERS_MAX, "numbers = [\"0145671234\"]")?;
    Ok(Isdn { d_channel, b_channel: 3 - behind, point_to_point, call_waiting, numbers })
}

fn sound(section: &mut Section) -> Result<Sound, Error> {
    let device = section.text("device", "device = \"default\"")?;
    let device = section.must("device", device, "device = \"default\" ou \"hw:1\"")?;
    let kind = section.word("kind", &SOUND_KINDS)?.unwrap_or_default();
    let rings_when_played = section.word("rings", &RINGS)?;
    if rings_when_played == Some(true) && kind == SoundKind::Desk {
        let (key, why) = (section.name("rings"), "personne ne fait sonner un micro en parlant".into());
        return Err(Error::Against { key, why, remedy: "écrivez kind = \"loopback\", ou retirez cette clé".into() });
    }
    let mut percent = |key| Ok(section.number(key, 0, 100)?.and_then(|n| u8::try_from(n).ok()));
    let (capture_percent, playback_percent) = (percent("capture_percent")?, percent("playback_percent")?);
    let rings_when_played = rings_when_played.unwrap_or(kind == SoundKind::Loopback);
    Ok(Sound { device, kind, rings_when_played, capture_percent, playback_percent })
}

fn device(mut section: Section, prefix: &str, write: &str) -> Result<String, Error> {
    let device = section.device("device", prefix, write)?;
    let device = section.must("device", device, write)?;
    section.done()?;
    Ok(device)
}

fn display(mut section: Section) -> Result<Display, Error> {
    let kind = section.word("kind", &DISPLAYS)?;
    let kind = section.must("kind", kind, "kind = \"ssd1306\", \"sh1106\" ou \"framebuffer\"")?;
    let (prefix, write) = match kind {
        DisplayKind::Framebuffer => ("/dev/fb", "device = \"/dev/fb0\""),
        DisplayKind::Ssd1306 | DisplayKind::Sh1106 => ("/dev/i2c-", "device = \"/dev/i2c-1\""),
    };
    let device = section.device("device", prefix, write)?;
    let device = section.must("device", device, write)?;
    let address = match kind {
        DisplayKind::Framebuffer => None,
        DisplayKind::Ssd1306 | DisplayKind::Sh1106 => section.number("address", I2C.0, I2C.1)?,
    };
    section.done()?;
    Ok(Display { kind, device, address: address.and_then(|n| u8::try_from(n).ok()).unwrap_or(OLED) })
}

fn gpio(mut section: Section) -> Result<Gpio, Error> {
    let write = "chip = \"/dev/gpiochip0\"";
    let chip = section.device("chip", "/dev/gpiochip", write)?;
    let chip = section.must("chip", chip, write)?;
    let low = section.words("active_low", &["relay", "button", "lights"])?;
    let low = |name: &str| low.iter().any(|word| word == name);
    let one = |name: &str, line: u32| Output { line, active_low: low(name) };
    let relay = section.number("relay", 0, GPIO_MAX)?.map(|line| one("relay", line));
    let button = section.number("button", 0, GPIO_MAX)?.map(|line| one("button", line));
    let lights = section.numbers::<6>("lights", GPIO_MAX)?.map(|lines| lines.map(|line| one("lights", line)));
    section.done()?;
    let mut used = BTreeMap::new();
    let lamps = lights.iter().flatten().map(|output| ("gpio.lights", output.line));
    let others = [("gpio.relay", relay), ("gpio.button", button)];
    let others = others.into_iter().filter_map(|(key, output)| output.map(|output| (key, output.line)));
    for (key, line) in others.chain(lamps) {
        if let Some(other) = used.insert(line, key) {
            let why = format!("la sortie {line} sert déjà à « {other} »");
            return Err(Error::Against { key: key.into(), why, remedy: "donnez à chacun la sienne".into() });
        }
    }
    Ok(Gpio { chip, relay, button, lights })
}
