//! One look at the whole box.

use crate::findings::Finding;
use crate::line::Line;
use crate::parts::Parts;
use jiff::civil::DateTime;

/// Everything that console, display and page show of the box.
#[derive(Clone, Debug, PartialEq)]
pub struct Status {
    /// Civil time, Europe/Paris.
    pub now: DateTime,
    /// The firmware's version.
    pub version: String,
    /// The cabinet's name, as its settings have it.
    pub cabinet: String,
    /// The telephone lines, in the board file's order.
    pub lines: Vec<Line>,
    /// Notes that nobody has handled yet.
    pub notes: Notes,
    /// Where the page is, when it is served.
    pub page: Option<PageAddress>,
    /// What left the local network.
    pub egress: Egress,
    /// What the box is made of.
    pub parts: Parts,
    /// What happens to the telephone without power.
    pub bypass: Bypass,
    /// The update under way.
    pub update: Option<Update>,
    /// Which models listen.
    pub models: Models,
    /// True while no doctor has signed the list of red flags as it stands.
    pub flags_unsigned: bool,
    /// What keeps the encrypted store from working, in a sentence; `None` when it works.
    pub store_fault: Option<String>,
    /// True when the key of the data is a plain file (on a PC) instead of sealed by the TPM.
    pub key_in_file: bool,
    /// Hottest sensor, where there is one.
    pub temperature_c: Option<f32>,
    /// Free part of the data's file system, 0 to 100.
    pub disk_free_percent: Option<u8>,
    /// How much of its life the disk has used, in percent, where it says so.
    pub disk_worn_percent: Option<u8>,
    /// Errors that the file systems met on their disk.
    pub disk_errors: u64,
    /// What the firmware found out about itself: a thread that broke, a model that is not there, a night that failed.
    pub faults: Vec<Finding>,
}

impl Status {
    /// A box about which nothing is known yet: no line, no page, nothing counted.
    #[must_use]
    pub fn unknown(now: DateTime) -> Self {
        Self {
            now,
            version: String::new(),
            cabinet: String::new(),
            lines: Vec::new(),
            notes: Notes::default(),
            page: None,
            egress: Egress::default(),
            parts: Parts::default(),
            bypass: Bypass::None,
            update: None,
            models: Models::Installed,
            flags_unsigned: false,
            store_fault: None,
            key_in_file: false,
            temperature_c: None,
            disk_free_percent: None,
            disk_worn_percent: None,
            disk_errors: 0,
            faults: Vec::new(),
        }
    }

    /// How many of the lines have somebody on them.
    #[must_use]
    pub fn calls(&self) -> usize {
        self.lines.iter().filter(|line| line.state.is_call()).count()
    }
}

/// How many notes wait.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Notes {
    /// All of them.
    pub waiting: u32,
    /// Of the highest priority: somebody who was told to dial the 15, or who must be called back today.
    pub urgent: u32,
}

/// Where the page is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PageAddress {
    /// As a browser wants it: `https://192.168.1.20`.
    pub url: String,
    /// SHA-256 of the box's own authority, in hexadecimal, where the page has one.
    pub authority: Option<String>,
    /// The code with which the first account is made; there while the box has none.
    pub first_code: Option<String>,
}

impl PageAddress {
    /// The fingerprint as four rows of four groups of four, to be compared by eye; `None` without an authority.
    #[must_use]
    pub fn rows(&self) -> Option<[String; 4]> {
        let digits: Vec<char> =
            self.authority.as_ref()?.chars().filter(char::is_ascii_hexdigit).map(|c| c.to_ascii_uppercase()).collect();
        // Anything but 64 digits is no SHA-256: it is not shown half.
        (digits.len() == 64).then(|| {
            std::array::from_fn(|row| {
                let groups = digits[row * 16..row * 16 + 16].chunks(4);
                groups.map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
            })
        })
    }
}

/// What left the local network, as the firewall counted it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Egress {
    /// False on a machine whose firewall does not count for us: then nothing is claimed.
    pub counted: bool,
    /// Bytes that went beyond the local network. The firewall lets none pass, so anything but 0 is a fault.
    pub left_bytes: u64,
    /// What was tried and refused, by destination.
    pub refused: Vec<Destination>,
    /// What was sent, by destination: the cabinet's own machines, as long as the firewall holds.
    pub sent: Vec<Destination>,
    /// Messages that the cabinet chose to send (the modem's SMS: date, hour, cabinet).
    pub sms: u32,
    /// Calendar entries sent to a server that the cabinet named.
    pub calendar: u32,
}

impl Egress {
    /// Packets refused, to all destinations.
    #[must_use]
    pub fn refused_packets(&self) -> u64 {
        self.refused.iter().map(|r| r.packets).fold(0, u64::saturating_add)
    }
}

/// Packets that were for one address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Destination {
    /// Where they went, or wanted to go.
    pub address: String,
    /// How many.
    pub packets: u64,
}

/// What joins handset and line when the power fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bypass {
    /// A relay that falls back by itself.
    Relay,
    /// Nothing: the telephone is cut, and everybody must know it.
    None,
}

/// An update under way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Update {
    /// How much is written, 0 to 100, where the machine says it.
    pub percent: Option<u8>,
}

/// Which models listen to callers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Models {
    /// Models that a technician installed.
    Installed,
    /// The repository's own, trained on synthetic voices: they do not understand people.
    Demo,
}
