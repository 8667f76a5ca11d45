//! What one direction of an ALSA device can do: the library's, or one played in tests. Errors are errno.

use alsa::pcm::PCM;

/// `EPIPE`: ALSA lost sound, because it was not read or not written in time, and has stopped.
pub const XRUN: i32 = 32;
/// `ESTRPIPE`: the machine slept.
pub const SUSPENDED: i32 = 86;
/// `EAGAIN`.
pub const LATER: i32 = 11;

/// One direction, in frames of its channels.
pub trait Pcm: Send {
    /// Reads what is there, at most this; frames.
    fn read(&mut self, into: &mut [i16]) -> Result<usize, i32>;
    /// Writes what there is room for; frames.
    fn write(&mut self, from: &[i16]) -> Result<usize, i32>;
    /// Frames that wait to be played.
    fn waiting(&mut self) -> Result<usize, i32>;
    /// Waits for sound, or room; false when the time is over.
    fn wait(&mut self, ms: u32) -> Result<bool, i32>;
    /// After [`XRUN`] or [`SUSPENDED`]: ready again.
    fn recover(&mut self, errno: i32) -> Result<(), i32>;
    /// Begins to record; what plays begins by itself.
    fn start(&mut self) -> Result<(), i32>;
}

/// ALSA's own.
pub struct Alsa {
    pub pcm: PCM,
    /// Frames that its buffer holds.
    pub buffer: usize,
    pub channels: usize,
}

fn errno<T>(result: Result<T, alsa::Error>) -> Result<T, i32> {
    result.map_err(|error| error.errno())
}

impl Pcm for Alsa {
    fn read(&mut self, into: &mut [i16]) -> Result<usize, i32> {
        errno(self.pcm.io_i16().and_then(|io| io.readi(into)))
    }

    fn write(&mut self, from: &[i16]) -> Result<usize, i32> {
        errno(self.pcm.io_i16().and_then(|io| io.writei(from)))
    }

    fn waiting(&mut self) -> Result<usize, i32> {
        let room = usize::try_from(errno(self.pcm.avail())?).unwrap_or(0);
        Ok(self.buffer.saturating_sub(room))
    }

    fn wait(&mut self, ms: u32) -> Result<bool, i32> {
        errno(self.pcm.wait(Some(ms)))
    }

    fn recover(&mut self, errno: i32) -> Result<(), i32> {
        self::errno(self.pcm.recover(errno, true))
    }

    fn start(&mut self) -> Result<(), i32> {
        errno(self.pcm.start())
    }
}
