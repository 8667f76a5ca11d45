//! The caller-ID message: MDMF of ETSI EN 300 659-3, as French networks send it; and the older SDMF.

use huisclos_agenda::Private;
use std::fmt;

/// Call setup, multiple data.
const MDMF: u8 = 0x80;
/// Call setup, single data: month, day, hour, minute, number.
const SDMF: u8 = 0x04;
const DATE: u8 = 0x01;
const NUMBER: u8 = 0x02;
const NO_NUMBER: u8 = 0x04;
const NAME: u8 = 0x07;
/// Longest number that is one: E.164 has 15 digits, and a network may put `+` or a prefix before.
const DIGITS_MAX: usize = 20;
/// Longest name a network sends.
const NAME_MAX: usize = 50;

/// Why there is no number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hidden {
    /// The caller withheld it (`P`).
    Withheld,
    /// The network has none (`O`).
    Unavailable,
}

/// What the network says of a caller.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CallerIdMessage {
    /// As sent: `0612345678`.
    pub number: Option<Private<String>>,
    /// Why there is none.
    pub hidden: Option<Hidden>,
    /// As sent, ASCII.
    pub name: Option<Private<String>>,
    /// `MMDDhhmm`.
    pub at: Option<[u8; 8]>,
}

/// A message that is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CallerIdError {
    /// Bytes are missing, or more than said.
    #[error("longueur fausse")]
    Length,
    /// The sum does not fit: the line garbled it.
    #[error("somme de contrôle fausse")]
    Checksum,
    /// Not a call setup (a message-waiting lamp, a test).
    #[error("message de type {0:#04x}, qui n'annonce pas d'appel")]
    Kind(u8),
}

/// Reads a whole message: type, length, body, checksum.
///
/// # Errors
/// What is wrong with it.
pub fn read(bytes: &[u8]) -> Result<CallerIdMessage, CallerIdError> {
    let [kind, length, rest @ ..] = bytes else { return Err(CallerIdError::Length) };
    if rest.len() != usize::from(*length) + 1 {
        return Err(CallerIdError::Length);
    }
    if bytes.iter().fold(0u8, |sum, byte| sum.wrapping_add(*byte)) != 0 {
        return Err(CallerIdError::Checksum);
    }
    let body = &rest[..usize::from(*length)];
    match *kind {
        MDMF => fields(body),
        SDMF => {
            let (at, number) = body.split_at_checked(8).ok_or(CallerIdError::Length)?;
            let mut message = CallerIdMessage { at: date(at), ..CallerIdMessage::default() };
            match number {
                b"P" => message.hidden = Some(Hidden::Withheld),
                b"O" | b"" => message.hidden = Some(Hidden::Unavailable),
                number => message.number = digits(number),
            }
            Ok(message)
        }
        kind => Err(CallerIdError::Kind(kind)),
    }
}

fn fields(mut body: &[u8]) -> Result<CallerIdMessage, CallerIdError> {
    let mut message = CallerIdMessage::default();
    while let [kind, length, rest @ ..] = body {
        let (value, after) = rest.split_at_checked(usize::from(*length)).ok_or(CallerIdError::Length)?;
        match (*kind, value) {
            (DATE, at) => message.at = date(at),
            (NUMBER, number) => message.number = digits(number),
            (NO_NUMBER, b"P") => message.hidden = Some(Hidden::Withheld),
            (NO_NUMBER, _) => message.hidden = Some(Hidden::Unavailable),
            (NAME, name) => message.name = text(name),
            // Kind of call, first called number, network operator: nothing that the box uses.
            _ => {}
        }
        body = after;
    }
    if body.is_empty() { Ok(message) } else { Err(CallerIdError::Length) }
}

fn date(bytes: &[u8]) -> Option<[u8; 8]> {
    let at: [u8; 8] = bytes.try_into().ok()?;
    at.iter().all(u8::is_ascii_digit).then_some(at)
}

fn digits(bytes: &[u8]) -> Option<Private<String>> {
    let good = |(n, byte): (usize, &u8)| byte.is_ascii_digit() || (n == 0 && *byte == b'+');
    let fits = (1..=DIGITS_MAX).contains(&bytes.len()) && bytes.iter().enumerate().all(good);
    fits.then(|| Private::new(bytes.iter().map(|byte| char::from(*byte)).collect()))
}

fn text(bytes: &[u8]) -> Option<Private<String>> {
    let name: String = bytes.iter().take(NAME_MAX).map(|byte| char::from(*byte)).filter(|c| !c.is_control()).collect();
    (!name.trim().is_empty()).then(|| Private::new(name.trim().to_string()))
}

/// The bytes of a message with these parts. `number` is `Err` where there is none to show.
#[must_use]
pub fn compose(at: Option<[u8; 8]>, number: Result<&str, Hidden>, name: Option<&str>) -> Vec<u8> {
    let mut body = Vec::new();
    let mut field = |kind: u8, value: &[u8]| {
        let value = &value[..value.len().min(NAME_MAX)];
        body.extend([kind, value.len() as u8]);
        body.extend(value);
    };
    if let Some(at) = at {
        field(DATE, &at);
    }
    match number {
        Ok(number) => field(NUMBER, number.as_bytes()),
        Err(Hidden::Withheld) => field(NO_NUMBER, b"P"),
        Err(Hidden::Unavailable) => field(NO_NUMBER, b"O"),
    }
    if let Some(name) = name {
        field(NAME, name.as_bytes());
    }
    let mut bytes = vec![MDMF, body.len() as u8];
    bytes.append(&mut body);
    let sum = bytes.iter().fold(0u8, |sum, byte| sum.wrapping_add(*byte));
    bytes.push(sum.wrapping_neg());
    bytes
}

impl fmt::Display for Hidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Withheld => "masqué",
            Self::Unavailable => "inconnu du réseau",
        })
    }
}
