//! A telephone line with its handset, as the engine sees it: clocked in frames of 20 ms.

use huisclos_agenda::{Phone, Private};
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
    /// How a call that the box makes ([`Line::dial`]) goes.
    Progressed(Progress),
}

/// How a call that the box makes goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// The exchange waits for digits.
    DialTone,
    /// The far end rings: told at each burst.
    Ringing,
    /// Somebody, or a machine, answered: what is said from now on is heard there.
    Answered,
    /// The called person is on the telephone.
    Busy,
    /// The network has no way through.
    Congestion,
    /// The number does not exist, or not any more.
    Information,
    /// It rang, and nobody came.
    NoAnswer,
    /// The line stayed dead, or the tone was none that is known.
    Nothing,
}

impl Progress {
    /// True when nothing more will be told. After anything but `Answered` the line is to be hung up.
    #[must_use]
    pub fn is_last(self) -> bool {
        !matches!(self, Self::DialTone | Self::Ringing)
    }
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

    /// Parts handset and line again: the caller stays with the box. A board that cannot says so, and they stay joined.
    ///
    /// # Errors
    /// The device, and why not.
    fn part_handset(&mut self) -> Result<(), LineError> {
        let reason = "cette carte ne sait pas reprendre un appel au combiné".into();
        Err(LineError { device: "combiné".into(), operation: "reprendre l'appel", reason })
    }

    /// Goes off-hook and calls a number. How it goes comes with the frames, as [`LineFact::Progressed`]; a call that is not
    /// answered is left with `hang_up`.
    ///
    /// # Errors
    /// The line is in use, or the board cannot call.
    fn dial(&mut self, _number: &Private<Phone>) -> Result<(), LineError> {
        let reason = "cette carte ne sait pas appeler".into();
        Err(LineError { device: "ligne".into(), operation: "appeler", reason })
    }

    /// Goes off-hook and calls nobody: `Progressed(DialTone)` is told, or `Progressed(Nothing)` when none came; then it is to
    /// be left with `hang_up`.
    ///
    /// # Errors
    /// The line is in use or cut, or the board cannot.
    fn try_line(&mut self) -> Result<(), LineError> {
        let reason = "cette carte ne sait pas essayer sa ligne".into();
        Err(LineError { device: "ligne".into(), operation: "essayer la ligne", reason })
    }

    /// Presses the R key: breaks the loop for as long as the exchange takes for it.
    ///
    /// # Errors
    /// The line is on-hook, or the board has no such key.
    fn flash(&mut self) -> Result<(), LineError> {
        let reason = "cette carte n'a pas de touche R".into();
        Err(LineError { device: "ligne".into(), operation: "touche R", reason })
    }

    /// Levels, noise, echo and lost frames since the line was opened; `None` where they are not measured.
    fn health(&self) -> Option<LineHealth> {
        None
    }

    /// True when time passes only as frames are exchanged (the engine then adds its own compute time as frames).
    fn simulated(&self) -> bool {
        false
    }
}

/// How well a line carries sound.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LineHealth {
    /// Level of the far end's voice in the last call.
    pub heard_dbm0: Option<f32>,
    /// Level of its quietest tenth.
    pub noise_dbm0: Option<f32>,
    /// How much weaker the box's own voice comes back (echo return loss), in dB.
    pub echo_loss_db: Option<f32>,
    /// Frames exchanged off-hook.
    pub frames: u64,
    /// Frames that the far end did not get in time, and frames of it that were lost.
    pub frames_lost: u64,
    /// The last failure, in a sentence.
    pub last_error: Option<String>,
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
