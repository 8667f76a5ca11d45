//! The channel of the script, kept running: sound out, sound in, events, all told.

use crate::error::Error;
use crate::seen::Seen;
use huisclos_audio::alaw::{self, SILENCE};
use huisclos_audio::{FRAME_MS, FRAME_SAMPLES};
use huisclos_dahdi_sys::{Audio, Channel, Event};
use nix::time::{ClockId, clock_gettime};
use serde_json::{Map, Value};
use std::collections::VecDeque;
use std::fs::File;
use std::io::Write;

/// Frames that wait to be sent: 60 ms, so that a slow emulator does not cut the sound.
const AHEAD: u32 = 3;
/// A channel that gives no sound for this long stands still (its line is cut): time passes by the clock.
const STILL_MS: u16 = 40;

/// One end of a line.
pub struct FarEnd {
    number: u32,
    channel: Option<Channel>,
    says: VecDeque<[u8; FRAME_SAMPLES]>,
    recording: Option<File>,
    /// Frames written and not sent yet: sending and hearing go by the same clock.
    waiting: u32,
    pub seen: Seen,
}

impl FarEnd {
    /// Takes the channel.
    pub fn open(number: u32) -> Result<Self, Error> {
        let channel = Some(take(number)?);
        Ok(Self { number, channel, says: VecDeque::new(), recording: None, waiting: 0, seen: Seen::default() })
    }

    /// The channel.
    pub fn channel(&self) -> Result<&Channel, Error> {
        self.channel.as_ref().ok_or(Error::Late { what: format!("le canal {}", self.number), ms: 0 })
    }

    /// Lets the channel go, so that its span can be destroyed.
    pub fn let_go(&mut self) {
        self.channel = None;
    }

    /// Takes it again.
    pub fn take_again(&mut self) -> Result<(), Error> {
        self.channel = Some(take(self.number)?);
        Ok(())
    }

    /// One JSON line: when (ms of the monotonic clock, the same for every program), which channel, what.
    #[allow(clippy::print_stdout)]
    pub fn tell(&self, what: &str, more: &[(&str, Value)]) {
        let mut line = Map::new();
        line.insert("t_ms".into(), now_ms().into());
        line.insert("channel".into(), self.number.into());
        line.insert("what".into(), what.into());
        more.iter().for_each(|(key, value)| {
            line.insert((*key).into(), value.clone());
        });
        println!("{}", Value::Object(line));
        let _ = std::io::stdout().flush();
    }

    /// Sound to send, after what is being sent.
    pub fn say(&mut self, pcm: &[i16]) {
        self.says.extend(alaw::frames(pcm));
    }

    /// Bytes of A-law to send as they are.
    pub fn say_bytes(&mut self, bytes: &[u8]) {
        self.says.extend(bytes.chunks(FRAME_SAMPLES).map(|chunk| {
            let mut frame = [SILENCE; FRAME_SAMPLES];
            frame[..chunk.len()].copy_from_slice(chunk);
            frame
        }));
    }

    /// Stops saying.
    pub fn hush(&mut self) {
        self.says.clear();
    }

    /// True when all is said.
    pub fn is_silent(&self) -> bool {
        self.says.is_empty()
    }

    /// Writes what is heard from now on to a file.
    pub fn record(&mut self, file: &str) -> Result<(), Error> {
        let opened = File::create(file).map_err(|reason| Error::File { file: file.into(), reason })?;
        self.recording = Some(opened);
        Ok(())
    }

    /// 20 ms pass.
    pub fn frame(&mut self) -> Result<(), Error> {
        let Some(channel) = self.channel.as_ref() else {
            std::thread::sleep(std::time::Duration::from_millis(FRAME_MS));
            return Ok(());
        };
        /// Turns of one frame: more, and the channel is broken.
        const TRIES_MAX: u32 = 100;
        let mut frame = [SILENCE; FRAME_SAMPLES];
        let mut filled = 0;
        let mut events = Vec::new();
        for _ in 0..TRIES_MAX {
            while let Some(event) = channel.event()? {
                events.push(event);
            }
            match channel.read(&mut frame[filled..])? {
                Audio::Done(bytes) => filled += bytes,
                Audio::Event => continue,
                Audio::Later if !Channel::wait(&[channel], STILL_MS)? => break,
                Audio::Later => continue,
            }
            if filled == FRAME_SAMPLES {
                break;
            }
        }
        self.waiting = self.waiting.saturating_sub(1);
        while self.waiting < AHEAD {
            let next = self.says.front().copied().unwrap_or([SILENCE; FRAME_SAMPLES]);
            match channel.write(&next)? {
                Audio::Done(_) => {
                    self.waiting += 1;
                    self.says.pop_front();
                }
                Audio::Event => {
                    while let Some(event) = channel.event()? {
                        events.push(event);
                    }
                }
                Audio::Later => break,
            }
        }
        for event in events {
            self.happened(event);
        }
        if let Some(file) = &mut self.recording {
            let _ = file.write_all(&frame);
        }
        if let Some(key) = self.seen.hear(&alaw::decode_frame(&frame)) {
            self.tell("key", &[("key", key.to_string().into())]);
        }
        Ok(())
    }

    fn happened(&mut self, event: Event) {
        self.seen.event(event);
        self.tell("event", &[("event", format!("{event:?}").into())]);
    }
}

fn take(number: u32) -> Result<Channel, Error> {
    /// Buffers each way: a tenth of a second of a slow emulator.
    const BUFFERS: u32 = 8;
    /// The R key of a French telephone, and the longest break that an exchange takes for one.
    const FLASH_MS: (u16, u16) = (270, 600);
    let channel = Channel::open(number, FRAME_SAMPLES, BUFFERS)?;
    channel.flash_ms(FLASH_MS.0, FLASH_MS.1)?;
    Ok(channel)
}

/// Milliseconds of the machine's monotonic clock.
pub fn now_ms() -> u64 {
    clock_gettime(ClockId::CLOCK_MONOTONIC).map_or(0, |time| {
        let ms = time.tv_sec() * 1_000 + time.tv_nsec() / 1_000_000;
        u64::try_from(ms).unwrap_or(0)
    })
}
