//! The sound of a B channel: A-law as the network sends it, 20 ms at a time.

use huisclos_audio::FRAME_MS;
use huisclos_dahdi_sys::{Audio, Channel, Error};
use huisclos_ports::{FRAME_SAMPLES, Frame, SILENCE};
use huisclos_tones::queue::{self, Queue, Send as Put};
use std::collections::VecDeque;

/// Without a call, many networks switch the first layer off, and no sound comes: time passes all the same.
const STILL_MS: u64 = 60;
/// Reads, writes and events of one frame: more, and something is wrong with the card.
const TRIES_MAX: u32 = 64;

/// Sound both ways.
pub trait Sound: Send {
    /// Says 20 ms (nothing, with `None`) and gives the 20 ms that were heard; waits for them.
    ///
    /// # Errors
    /// The card was taken out.
    fn exchange(&mut self, say: Option<&Frame>) -> Result<Frame, Error>;

    /// A call begins: what was left of the last one is dropped.
    ///
    /// # Errors
    /// The card was taken out.
    fn begin(&mut self) -> Result<(), Error>;

    /// Frames lost since it was opened.
    fn lost(&self) -> u64;
}

/// A B channel of DAHDI.
pub struct BChannel {
    channel: Channel,
    queue: Queue,
    heard: VecDeque<Frame>,
    reading: (Frame, usize),
    still_ms: u64,
    lost: u64,
}

impl BChannel {
    /// Takes a channel.
    ///
    /// # Errors
    /// It is not there, or another program has it.
    pub fn open(number: u32) -> Result<Self, Error> {
        let channel = Channel::open_clear(number, FRAME_SAMPLES, queue::BUFFERS)?;
        let reading = ([SILENCE; FRAME_SAMPLES], 0);
        Ok(Self { channel, queue: Queue::default(), heard: VecDeque::new(), reading, still_ms: 0, lost: 0 })
    }

    /// Reads whatever is there, so that it is known how many frames were sent meanwhile.
    fn read_all(&mut self, talks: bool) -> Result<(), Error> {
        for _ in 0..TRIES_MAX {
            // Alarms are the D channel's to tell.
            while self.channel.event()?.is_some() {}
            let (frame, filled) = &mut self.reading;
            match self.channel.read(&mut frame[*filled..])? {
                Audio::Done(bytes) => *filled += bytes,
                Audio::Event => continue,
                Audio::Later => break,
            }
            if *filled == FRAME_SAMPLES {
                *filled = 0;
                let frame = *frame;
                self.heard.push_back(frame);
                if self.queue.heard() && talks {
                    self.lost += 1;
                }
            }
        }
        Ok(())
    }

    fn hear(&mut self, talks: bool) -> Result<Frame, Error> {
        let mut waited_ms = 0;
        let patience_ms = if self.still_ms > 0 { FRAME_MS } else { STILL_MS };
        for _ in 0..TRIES_MAX {
            self.read_all(talks)?;
            if let Some(frame) = self.heard.pop_front() {
                self.still_ms = 0;
                return Ok(frame);
            }
            if waited_ms >= patience_ms {
                break;
            }
            if !Channel::wait(&[&self.channel], FRAME_MS as u16)? {
                waited_ms += FRAME_MS;
            }
        }
        self.still_ms += FRAME_MS;
        Ok([SILENCE; FRAME_SAMPLES])
    }

    fn say(&mut self, frame: &Frame) -> Result<(), Error> {
        let before = match self.queue.next() {
            Put::Not => return Ok(()),
            Put::It => 0,
            Put::After(silence) => silence as usize,
        };
        let silence = [SILENCE; FRAME_SAMPLES];
        for frame in std::iter::repeat_n(&silence, before).chain([frame]) {
            for _ in 0..TRIES_MAX {
                match self.channel.write(frame)? {
                    Audio::Done(_) | Audio::Later => break,
                    Audio::Event => while self.channel.event()?.is_some() {},
                }
            }
        }
        Ok(())
    }
}

impl Sound for BChannel {
    fn exchange(&mut self, say: Option<&Frame>) -> Result<Frame, Error> {
        let heard = self.hear(say.is_some())?;
        if let Some(frame) = say {
            self.say(frame)?;
        }
        Ok(heard)
    }

    fn begin(&mut self) -> Result<(), Error> {
        self.queue.begin();
        self.heard.clear();
        self.reading.1 = 0;
        self.channel.flush_written()?;
        self.channel.flush_read()
    }

    fn lost(&self) -> u64 {
        self.lost
    }
}
