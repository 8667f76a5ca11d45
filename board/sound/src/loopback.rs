//! A loopback device, or any other, through ALSA itself: both directions are read and written by the line's own thread, and
//! whatever is lost is counted, recovered from, and gone on with.

use alsa::pcm::{Access, Format, HwParams, PCM};
use alsa::{Direction, ValueOr};
use huisclos_ports::{FRAME_MS, Frame};
use huisclos_tones::queue::Send;

use crate::duplex::Duplex;
use crate::error::Error;
use crate::mixer::FarEnd;
use crate::outlet::{MOST, Outlet};
use crate::pcm::{Alsa, LATER, Pcm, SUSPENDED, XRUN};
use crate::rates::{Down, RATES_HZ, Up};
use crate::settings::{Rings, Settings};

/// Frames of 20 ms that each direction's buffer holds: a thread that comes 600 ms late loses nothing of the caller.
const BUFFER_FRAMES: usize = 32;
/// Nothing heard for that long, and the device is gone.
const STILL_MS: u64 = 2_000;
/// Reads, writes and recoveries of one frame: more, and something is wrong with the device.
const TRIES_MAX: u32 = 64;

/// The two directions, with what the card's samples are.
pub struct Loopback<P> {
    device: String,
    capture: P,
    playback: P,
    channels: [usize; 2],
    down: Down,
    up: Up,
    outlet: Outlet,
    overruns: u64,
    started: bool,
    /// What is written is played at once (ALSA's `null`, a file): nothing can wait there. `None` until the first frame.
    at_once: Option<bool>,
    far_end: Option<FarEnd>,
}

/// Opens a device in both directions.
///
/// # Errors
/// No such device, no usable rate, or another program has it.
pub fn open(settings: &Settings) -> Result<Loopback<Alsa>, Error> {
    let device = &settings.device;
    let (capture, hears_hz) = direction(device, Direction::Capture, "l'écoute")?;
    let (playback, says_hz) = direction(device, Direction::Playback, "la parole")?;
    let format = |direction| Error::Format { device: device.clone(), direction };
    let down = Down::new(hears_hz).map_err(|_| format("l'écoute"))?;
    let up = Up::new(says_hz).map_err(|_| format("la parole"))?;
    let far_end = (settings.rings == Rings::Played).then(|| FarEnd::of(device, &capture.pcm)).transpose()?;
    let channels = [capture.channels, playback.channels];
    Ok(Loopback::new(device.clone(), capture, playback, channels, (down, up), far_end))
}

fn direction(device: &str, direction: Direction, name: &'static str) -> Result<(Alsa, u32), Error> {
    let failed = |e: alsa::Error| Error::Open { device: device.into(), direction: name, reason: in_words(e.errno()) };
    let pcm = PCM::new(device, direction, true).map_err(failed)?;
    let chosen = choose(&pcm).map_err(failed)?;
    let Some((rate_hz, channels)) = chosen else {
        return Err(Error::Format { device: device.into(), direction: name });
    };
    let buffer = {
        let hw = pcm.hw_params_current().map_err(failed)?;
        let buffer = hw.get_buffer_size().map_err(failed)?;
        let sw = pcm.sw_params_current().map_err(failed)?;
        let frame = i64::from(rate_hz / 50);
        // What is played begins when the first two frames are there; what is heard is told when one is.
        sw.set_start_threshold(if direction == Direction::Playback { frame } else { 1 }).map_err(failed)?;
        sw.set_avail_min(frame).map_err(failed)?;
        pcm.sw_params(&sw).map_err(failed)?;
        usize::try_from(buffer).unwrap_or(0)
    };
    Ok((Alsa { pcm, buffer, channels }, rate_hz))
}

/// The first of our rates that the device has, with one channel or two.
fn choose(pcm: &PCM) -> Result<Option<(u32, usize)>, alsa::Error> {
    for rate_hz in RATES_HZ {
        for channels in [1u32, 2] {
            let hw = HwParams::any(pcm)?;
            hw.set_access(Access::RWInterleaved)?;
            let fits = hw.set_format(Format::s16()).is_ok()
                && hw.set_channels(channels).is_ok()
                && hw.set_rate(rate_hz, ValueOr::Nearest).is_ok();
            if !fits {
                continue;
            }
            let frame = i64::from(rate_hz / 50);
            hw.set_period_size_near(frame, ValueOr::Nearest)?;
            hw.set_buffer_size_near(frame * BUFFER_FRAMES as i64)?;
            pcm.hw_params(&hw)?;
            return Ok(Some((rate_hz, channels as usize)));
        }
    }
    Ok(None)
}

fn in_words(errno: i32) -> String {
    match errno {
        2 | 19 => "elle n'existe pas".into(),
        16 => "un autre programme s'en sert".into(),
        13 => "ce programme n'y a pas droit (groupe « audio »)".into(),
        errno => std::io::Error::from_raw_os_error(errno).to_string(),
    }
}

impl<P: Pcm> Loopback<P> {
    /// Over two directions that are set up.
    pub fn new(
        device: String,
        capture: P,
        playback: P,
        channels: [usize; 2],
        (down, up): (Down, Up),
        far_end: Option<FarEnd>,
    ) -> Self {
        let outlet = Outlet::default();
        Self {
            device,
            capture,
            playback,
            channels,
            down,
            up,
            outlet,
            overruns: 0,
            started: false,
            at_once: None,
            far_end,
        }
    }

    fn failed(&self, operation: &'static str, errno: i32) -> Error {
        Error::Sound { device: self.device.clone(), operation, reason: in_words(errno) }
    }

    /// The next 20 ms of the card, mono.
    fn hear(&mut self) -> Result<Vec<f32>, Error> {
        let (wanted, channels) = (self.down.samples(), self.channels[0]);
        let mut samples = vec![0i16; wanted * channels];
        let (mut filled, mut waited_ms) = (0, 0);
        for _ in 0..TRIES_MAX {
            if !std::mem::replace(&mut self.started, true) {
                self.capture.start().map_err(|errno| self.failed("commencer à écouter", errno))?;
            }
            match self.capture.read(&mut samples[filled * channels..]) {
                Ok(frames) => filled = (filled + frames).min(wanted),
                Err(LATER) => {}
                Err(errno @ (XRUN | SUSPENDED)) => self.overrun(errno)?,
                Err(errno) => return Err(self.failed("écouter", errno)),
            }
            if filled == wanted {
                let mono = samples.chunks_exact(channels).map(|frame| {
                    let sum: f32 = frame.iter().map(|sample| f32::from(*sample)).sum();
                    sum / (channels as f32 * 32_768.0)
                });
                return Ok(mono.collect());
            }
            match self.capture.wait(FRAME_MS as u32) {
                Ok(true) => {}
                Ok(false) => waited_ms += FRAME_MS,
                Err(errno @ (XRUN | SUSPENDED)) => self.overrun(errno)?,
                Err(errno) => return Err(self.failed("attendre le son", errno)),
            }
            if waited_ms >= STILL_MS / 2 {
                break;
            }
        }
        Err(Error::Still { device: self.device.clone(), ms: waited_ms })
    }

    /// What was not read in time is lost; what comes is not.
    fn overrun(&mut self, errno: i32) -> Result<(), Error> {
        self.overruns += 1;
        self.started = false;
        self.capture.recover(errno).map_err(|errno| self.failed("reprendre l'écoute", errno))
    }

    fn say(&mut self, frame: &Frame) -> Result<(), Error> {
        let mono = self.up.frame(frame);
        let waiting = match self.playback.waiting() {
            Ok(waiting) => waiting,
            Err(errno @ (XRUN | SUSPENDED)) => self.underrun(errno)?,
            Err(errno) => return Err(self.failed("parler", errno)),
        };
        let before = match self.outlet.next(waiting, mono.len()) {
            _ if self.at_once == Some(true) => 0,
            Send::Not => return Ok(()),
            Send::It => 0,
            Send::After(silence) => silence as usize * mono.len(),
        };
        let sample = |s: f32| (s * 32_767.0).round().clamp(-32_768.0, 32_767.0) as i16;
        let samples: Vec<i16> = std::iter::repeat_n(0.0, before)
            .chain(mono)
            .flat_map(|s| std::iter::repeat_n(sample(s), self.channels[1]))
            .collect();
        let mut rest = &samples[..];
        for _ in 0..MOST {
            match self.playback.write(rest) {
                Ok(frames) => rest = rest.get(frames * self.channels[1]..).unwrap_or_default(),
                // No room: the clock of the other direction is faster.
                Err(LATER) => return Ok(()),
                Err(errno @ (XRUN | SUSPENDED)) => {
                    self.underrun(errno)?;
                }
                Err(errno) => return Err(self.failed("parler", errno)),
            }
            if rest.is_empty() {
                break;
            }
        }
        if self.at_once.is_none() {
            self.at_once = Some(self.playback.waiting() == Ok(0));
        }
        Ok(())
    }

    /// It ran dry and has stopped: nothing waits any more.
    fn underrun(&mut self, errno: i32) -> Result<usize, Error> {
        self.outlet.stopped();
        self.playback.recover(errno).map_err(|errno| self.failed("reprendre la parole", errno))?;
        Ok(0)
    }
}

impl<P: Pcm> Duplex for Loopback<P> {
    fn exchange(&mut self, say: &Frame) -> Result<Frame, Error> {
        let mono = self.hear()?;
        self.say(say)?;
        Ok(self.down.frame(&mono))
    }

    fn lost(&self) -> u64 {
        self.overruns + if self.at_once == Some(true) { 0 } else { self.outlet.lost() }
    }

    fn played_to(&mut self) -> Option<bool> {
        self.far_end.as_ref().and_then(FarEnd::plays)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::played::Played;
    use huisclos_ports::FRAME_SAMPLES;
    use proptest::prelude::*;

    fn loopback(capture: Played, playback: Played) -> Loopback<Played> {
        let rates = (Down::new(48_000).unwrap(), Up::new(48_000).unwrap());
        Loopback::new("joué".into(), capture, playback, [2, 2], rates, None)
    }

    #[test]
    fn what_is_said_is_played_and_what_is_recorded_is_heard() {
        let (mut capture, playback) = (Played::default(), Played::default());
        capture.gives = 4_000;
        let mut device = loopback(capture, playback);
        let mut heard = [0xD5; FRAME_SAMPLES];
        for _ in 0..20 {
            heard = device.exchange(&[0x2A; FRAME_SAMPLES]).unwrap();
        }
        assert_eq!(device.lost(), 0);
        assert_eq!(heard, huisclos_audio::alaw::encode_frame(&[4_000; FRAME_SAMPLES]));
        let played = &device.playback.played;
        assert_eq!(played.len(), 2 * 960 * 21, "a frame of silence first, both channels");
        assert!(played[played.len() - 1].unsigned_abs() > 1_000);
    }

    #[test]
    fn lost_sound_is_counted_and_gone_on_with() {
        let mut device = loopback(Played::failing(&[(5, XRUN)]), Played::failing(&[(9, XRUN), (12, SUSPENDED)]));
        for _ in 0..40 {
            device.exchange(&[0x2A; FRAME_SAMPLES]).unwrap();
        }
        assert_eq!((device.overruns, device.lost()), (1, 3));
        assert_eq!((device.capture.recovered, device.playback.recovered), (vec![XRUN], vec![XRUN, SUSPENDED]));
        assert_eq!(device.capture.starts, 2, "it records again");
    }

    /// ALSA's `null` and files play at once: no silence is put before what is said, and nothing is lost.
    #[test]
    fn what_has_no_queue_gets_none() {
        let mut device = loopback(Played::default(), Played { at_once: true, ..Played::default() });
        for _ in 0..20 {
            device.exchange(&[0x2A; FRAME_SAMPLES]).unwrap();
        }
        assert_eq!((device.playback.played.len(), device.lost()), (2 * 960 * 21, 0));
    }

    #[test]
    fn a_card_that_was_pulled_out_is_an_error_and_one_that_stands_still_too() {
        const GONE: i32 = 19;
        let mut device = loopback(Played::failing(&[(3, GONE)]), Played::default());
        let said = (0..9).find_map(|_| device.exchange(&[0xD5; FRAME_SAMPLES]).err()).unwrap().to_string();
        assert!(said.contains("joué") && said.contains("branchée"), "{said}");
        let mut still = loopback(Played { still: true, ..Played::default() }, Played::default());
        assert!(matches!(still.exchange(&[0xD5; FRAME_SAMPLES]), Err(Error::Still { .. })));
    }

    proptest! {
        /// Whatever a device answers, each frame is heard, or the line is told that the device is gone: it never hangs.
        #[test]
        fn every_answer_of_a_device_is_survived(
            capture in proptest::collection::vec((0usize..80, prop_oneof![Just(XRUN), Just(SUSPENDED), Just(LATER), 1i32..133]), 0..12),
            playback in proptest::collection::vec((0usize..80, prop_oneof![Just(XRUN), Just(SUSPENDED), Just(LATER), 1i32..133]), 0..12),
        ) {
            let mut device = loopback(Played::failing(&capture), Played::failing(&playback));
            for _ in 0..60 {
                if device.exchange(&[0x2A; FRAME_SAMPLES]).is_err() {
                    return Ok(());
                }
            }
            prop_assert!(device.playback.played.len() <= 2 * 960 * 60 * (MOST as usize + 1));
        }
    }
}
