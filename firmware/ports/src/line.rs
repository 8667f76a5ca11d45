//! A telephone line with its handset, as the engine sees it: clocked in frames of 20 ms.

use huisclos_call::CallerId;

/// Samples of a frame: 20 ms at 8 kHz (G.711).
pub const FRAME_SAMPLES: usize = 160;
/// Length of a frame.
pub const FRAME_MS: u64 = 20;

/// 20 ms of G.711 A-law.
pub type Frame = [u8; FRAME_SAMPLES];

/// What A-law calls silence (+0 with the even bits inverted).
pub const SILENCE: u8 = 0xD5;

/// Something that happened on the line or the handset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LineFact {
    /// A ring burst began.
    Rang,
    /// Between the first and the second burst.
    Identified(CallerId),
    /// No further burst: the caller gave up before an answer.
    Abandoned,
    /// The far end hung up (loop break, or busy tone).
    HungUp,
    /// A key that the hardware detected (`0`-`9`, `*`, `#`).
    Pressed(char),
    /// Somebody lifted the cabinet's handset.
    HandsetLifted,
    /// The cabinet's handset was put back.
    HandsetReplaced,
    /// The handset is in use elsewhere and cannot ring.
    HandsetBusy,
    /// The line is cut.
    Cut,
    /// The line is back.
    Restored,
}

/// What one exchange of frames brought.
#[derive(Clone, Debug)]
pub struct Exchange {
    /// What the far end said during these 20 ms.
    pub heard: Frame,
    /// What happened, in order.
    pub facts: Vec<LineFact>,
}

/// One telephone line.
///
/// `exchange` is the clock: a real board blocks until the next 20 ms are there; a simulated one returns at once when it
/// runs in simulated time.
pub trait Line: Send {
    /// Sends 20 ms and receives 20 ms. On-hook, what is sent goes nowhere.
    ///
    /// # Errors
    /// The device, and what failed.
    fn exchange(&mut self, say: &Frame) -> Result<Exchange, LineError>;

    /// Goes off-hook.
    ///
    /// # Errors
    /// The device, and what failed.
    fn answer(&mut self) -> Result<(), LineError>;

    /// Goes on-hook.
    ///
    /// # Errors
    /// The device, and what failed.
    fn hang_up(&mut self) -> Result<(), LineError>;

    /// Rings the cabinet's handset, or stops.
    ///
    /// # Errors
    /// The device, and what failed.
    fn ring_handset(&mut self, on: bool) -> Result<(), LineError>;

    /// Joins handset and line; from then on the box neither hears nor speaks.
    ///
    /// # Errors
    /// The device, and what failed.
    fn join_handset(&mut self) -> Result<(), LineError>;

    /// True when time passes only as frames are exchanged (the engine then adds its own compute time as frames).
    fn simulated(&self) -> bool {
        false
    }
}

/// A line failed.
#[derive(Debug, thiserror::Error)]
#[error("ligne « {device} » : {operation} a échoué : {reason}")]
pub struct LineError {
    /// Which device.
    pub device: String,
    /// Which operation.
    pub operation: &'static str,
    /// Why, and what to do.
    pub reason: String,
}
