//! What a board file describes.

/// A box, as its board file has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Board {
    /// What carries the lines.
    pub card: Card,
    /// The lines, in the order of the file: at least one.
    pub lines: Vec<LineOf>,
    /// What joins handset and line when the power fails.
    pub bypass: Bypass,
    /// Calls in which the box speaks at once; past that the handset rings as it did before the box came.
    pub calls_max: usize,
    /// The repository's own models, which know synthetic voices only, may answer people.
    pub accept_demo_models: bool,
    /// The data may lie under a key that is a plain file.
    pub accept_unsealed_key: bool,
    /// The firmware kills itself when a line's loop stands still for a second, so that the guard gets the channel.
    pub release_when_stuck: bool,
    /// The front display.
    pub display: Option<Display>,
    /// The technician's cable: `/dev/ttyS0`.
    pub serial: Option<String>,
    /// Relay, button, lights.
    pub gpio: Option<Gpio>,
    /// The hardware watchdog: `/dev/watchdog`.
    pub watchdog: Option<String>,
}

/// What carries the lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Card {
    /// Played by this machine.
    Sim,
    /// A telephony card under DAHDI.
    Dahdi,
    /// A sound card, to try a script by voice.
    Sound,
}

impl Card {
    /// Its word in the file.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Sim => "sim",
            Self::Dahdi => "dahdi",
            Self::Sound => "sound",
        }
    }
}

/// One telephone line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineOf {
    /// Its name everywhere: `dahdi/1`, `sim/1`, `sound/hw:1`.
    pub name: String,
    /// Its channel on the card; 0 on a sound card.
    pub channel: u32,
    /// How the exchange and the card speak to each other.
    pub signalling: Signalling,
    /// The channel of the cabinet's handset, where it has one.
    pub handset: Option<u32>,
    /// Who is at the handset of a simulated line.
    pub at_handset: AtHandset,
    /// What a line over a sound card is made of.
    pub sound: Option<Sound>,
    /// What a B channel of ISDN is part of.
    pub isdn: Option<Isdn>,
}

/// A B channel's basic access: the same for both of its lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Isdn {
    /// DAHDI's number of its D channel, which comes after its two B channels.
    pub d_channel: u32,
    /// Which B channel of it this line is: 1 or 2.
    pub b_channel: u32,
    /// The box alone, and not one terminal of several.
    pub point_to_point: bool,
    /// A third caller hears it ring, instead of the busy tone.
    pub call_waiting: bool,
    /// The numbers that the box answers; all of them where none is named.
    pub numbers: Vec<String>,
}

/// A line over a sound card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sound {
    /// The ALSA device: `default`, `hw:1,0`, `hw:Loopback,1,0`.
    pub device: String,
    /// Who is at its other end.
    pub kind: SoundKind,
    /// A program that plays at the other end of a loopback rings it, and not only `huisclos ring`.
    pub rings_when_played: bool,
    /// Where the mixer's capture is set.
    pub capture_percent: Option<u8>,
    /// Where the mixer's playback is set.
    pub playback_percent: Option<u8>,
}

/// Who is at the other end of a sound card.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SoundKind {
    /// A person with a headset.
    #[default]
    Desk,
    /// Another program of this machine, through ALSA's loopback driver.
    Loopback,
}

/// How the exchange and the card speak to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signalling {
    /// Analog, the exchange tells by a loop break that the caller hung up (kewlstart).
    FxsKs,
    /// Analog, it does not (loopstart): what a French line is.
    FxsLs,
    /// A B channel of an ISDN basic access.
    Bri,
}

/// Who is at the handset of a simulated line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AtHandset {
    /// Nobody.
    #[default]
    Absent,
    /// Somebody who lifts it at the second ring.
    Answers,
    /// Somebody who is talking on it.
    Busy,
}

/// What joins handset and line when the power fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bypass {
    /// A relay that falls back by itself.
    Relay,
    /// Nothing.
    None,
}

/// The front display.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Display {
    /// Which sort.
    pub kind: DisplayKind,
    /// `/dev/i2c-1`, `/dev/fb0`.
    pub device: String,
    /// On the I2C bus.
    pub address: u8,
}

/// Sorts of display.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DisplayKind {
    /// OLED of 0.96 inch.
    Ssd1306,
    /// OLED of 1.3 inch.
    Sh1106,
    /// A screen that the kernel drives.
    Framebuffer,
}

/// Relay, button and lights.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gpio {
    /// `/dev/gpiochip0`.
    pub chip: String,
    /// The bypass relay.
    pub relay: Option<Output>,
    /// The front button.
    pub button: Option<Output>,
    /// Green and red of health, of call, of privacy.
    pub lights: Option<[Output; 6]>,
}

/// One line of the chip.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Output {
    /// Its number.
    pub line: u32,
    /// True when 0 V means on.
    pub active_low: bool,
}
