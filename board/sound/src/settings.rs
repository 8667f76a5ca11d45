//! What a line over a sound card is made of.

/// A line, as the board file has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Its name everywhere: `sound/default`.
    pub name: String,
    /// The ALSA device: `default`, `hw:1,0`, `hw:Loopback,1,0`.
    pub device: String,
    /// Who is at its other end.
    pub kind: Kind,
    /// What makes it ring.
    pub rings: Rings,
    /// Where the mixer's capture is set, in percent; untouched otherwise.
    pub capture_percent: Option<u8>,
    /// Where the mixer's playback is set, in percent; untouched otherwise.
    pub playback_percent: Option<u8>,
}

/// Who is at the other end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    /// A person with a headset.
    #[default]
    Desk,
    /// Another program of this machine, through ALSA's loopback driver (`snd-aloop`).
    Loopback,
}

/// What makes it ring.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Rings {
    /// Only [`SoundHandle::call`](crate::SoundHandle::call).
    #[default]
    Asked,
    /// That, and a program that begins to play at the other end of the loopback; when it ends, the caller has hung up.
    Played,
}
