//! One direction of a device, played by a test.

use crate::pcm::{LATER, Pcm};

#[derive(Default)]
pub struct Played {
    /// What it records, on every channel.
    pub gives: i16,
    pub played: Vec<i16>,
    /// At which call what goes wrong.
    pub errors: Vec<(usize, i32)>,
    pub recovered: Vec<i32>,
    pub starts: usize,
    /// Its clock has stopped.
    pub still: bool,
    /// What is written is played at once.
    pub at_once: bool,
    /// The first write was just made.
    pub wrote: bool,
    pub calls: usize,
    pub waiting: usize,
}

impl Played {
    pub fn failing(errors: &[(usize, i32)]) -> Self {
        Self { errors: errors.to_vec(), ..Self::default() }
    }

    fn call(&mut self) -> Result<(), i32> {
        self.calls += 1;
        match self.errors.iter().find(|(at, _)| *at == self.calls) {
            Some((_, errno)) => Err(*errno),
            None => Ok(()),
        }
    }
}

impl Pcm for Played {
    fn read(&mut self, into: &mut [i16]) -> Result<usize, i32> {
        self.call()?;
        if self.still {
            return Err(LATER);
        }
        into.fill(self.gives);
        Ok(into.len() / 2)
    }

    fn write(&mut self, from: &[i16]) -> Result<usize, i32> {
        self.call()?;
        self.played.extend(from);
        self.waiting += from.len() / 2;
        self.wrote = self.played.len() == from.len();
        Ok(from.len() / 2)
    }

    fn waiting(&mut self) -> Result<usize, i32> {
        self.call()?;
        if self.at_once {
            return Ok(0);
        }
        // A frame is played between two writes.
        if std::mem::take(&mut self.wrote) {
            return Ok(self.waiting);
        }
        self.waiting = self.waiting.saturating_sub(960);
        Ok(self.waiting)
    }

    fn wait(&mut self, _ms: u32) -> Result<bool, i32> {
        self.call()?;
        Ok(!self.still)
    }

    fn recover(&mut self, errno: i32) -> Result<(), i32> {
        self.recovered.push(errno);
        self.waiting = 0;
        Ok(())
    }

    fn start(&mut self) -> Result<(), i32> {
        self.starts += 1;
        Ok(())
    }
}
