//! What can be dialled into the simulated line.

/// How time passes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Pacing {
    /// 20 ms of sleep for 20 ms of line, for a person or a browser at the far end.
    Real,
    /// At once: line time is what the frames say.
    #[default]
    Simulated,
}

/// How the line says that the far end hung up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Release {
    /// A loop break: told at once, as a private exchange does.
    Kewlstart,
    /// Busy tone and nothing else: what a French line really is.
    #[default]
    Loopstart,
}

/// The echo of what the box says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hybrid {
    /// How much weaker the echo is, in dB; 12 is a bad line, 20 a good one.
    pub loss_db: f32,
    /// How much later it comes; 0 to 10 ms on a line, up to 100 ms behind a card with deep buffers.
    pub delay_ms: f32,
}

/// The cabinet's handset.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Handset {
    /// Nobody lifts it.
    #[default]
    Absent,
    /// In use elsewhere: it cannot ring.
    Busy,
    /// Somebody lifts it.
    Answers {
        /// After this much ringing.
        after_ms: u64,
        /// And puts it back after this much talking, the caller hanging up too.
        talks_ms: u64,
    },
}

/// Whoever the box dials.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Dialled {
    /// It rings there, then somebody answers and says nothing.
    #[default]
    Answers,
    /// On the telephone.
    Busy,
}

/// A simulated line.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// Its name in errors, logs and pages.
    pub device: String,
    /// How time passes.
    pub pacing: Pacing,
    /// How the far end's release is told.
    pub release: Release,
    /// The echo, if there is one.
    pub hybrid: Option<Hybrid>,
    /// Level of the line's noise in dBm0, if there is any; -65 is a good line, -45 a bad one.
    pub noise_dbm0: Option<f32>,
    /// Gain of the far end, in dB: 0 leaves it bit-exact.
    pub gain_db: f32,
    /// Who is at the handset.
    pub handset: Handset,
    /// Whoever the box dials.
    pub dialled: Dialled,
    /// Rings after which an unanswered caller gives up.
    pub rings_max: u32,
}

impl Default for Settings {
    /// A clean line, bit-exact, in simulated time, with nobody at the handset.
    fn default() -> Self {
        Self {
            device: "sim/1".into(),
            pacing: Pacing::default(),
            release: Release::default(),
            hybrid: None,
            noise_dbm0: None,
            gain_db: 0.0,
            handset: Handset::default(),
            dialled: Dialled::default(),
            rings_max: 12,
        }
    }
}

impl Settings {
    /// A line as it is in a cabinet: 16 dB of hybrid, 4 ms away, and a faint noise.
    #[must_use]
    pub fn lifelike() -> Self {
        Self { hybrid: Some(Hybrid { loss_db: 16.0, delay_ms: 4.0 }), noise_dbm0: Some(-60.0), ..Self::default() }
    }
}
