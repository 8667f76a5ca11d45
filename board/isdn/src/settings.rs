//! What a basic access is made of.

use std::os::fd::OwnedFd;
use std::path::PathBuf;
use std::sync::Arc;

/// An access, as the board file has it.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where its D channel is.
    pub d_channel: DChannel,
    /// How many terminals may be on it.
    pub mode: Mode,
    /// A third caller, while both B channels are in use.
    pub call_waiting: CallWaiting,
    /// The cabinet's numbers (MSN), as the network writes them or as people do; every call is taken where there are none.
    pub numbers: Vec<String>,
    /// `huisclos-isdn`.
    pub program: PathBuf,
    /// Our side is the network's: the bench alone.
    pub network: bool,
}

/// Where a D channel is.
#[derive(Clone, Debug)]
pub enum DChannel {
    /// A channel of DAHDI.
    Dahdi(u32),
    /// A datagram socket in its place: tests.
    Socket(Arc<OwnedFd>),
}

/// How many terminals may be on an access.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// The box alone (a private exchange's access).
    PointToPoint,
    /// Several terminals on one bus, the box among them.
    Multipoint,
}

/// What a third caller gets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CallWaiting {
    /// The busy tone.
    #[default]
    Refused,
    /// The ringing tone, until one of the two calls is over.
    Offered,
}
