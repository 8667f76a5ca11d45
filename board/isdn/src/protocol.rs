//! Lines between the box and `huisclos-isdn` (`PROTOCOL.md`). What comes from that process is outside bytes.

use huisclos_agenda::{Private, Purpose};
use std::fmt;

/// The version that is spoken.
pub const VERSION: u8 = 1;
/// Longest line: `ring` with two numbers is under 120 bytes.
pub const LINE_MAX_BYTES: usize = 256;
/// Identifiers from here on are ours.
pub const OUTGOING_MIN: u32 = 1_000_000;
/// Digits of a number, as the process cuts them.
const DIGITS_MAX: usize = 32;

/// Which B channel a caller comes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum On {
    /// 1 or 2.
    Channel(u8),
    /// Whichever is free.
    Any,
    /// Both are in use.
    Waiting,
}

/// What the process tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// Its version.
    Hello(u8),
    /// The second layer is there.
    Up,
    /// It is not.
    Down,
    /// No line (true), or a line.
    Alarm(bool),
    /// Somebody calls.
    Ring {
        /// Which call.
        call: u32,
        /// On which channel.
        on: On,
        /// Type and plan of the caller's number.
        plan: u8,
        /// Whether it may be shown.
        presentation: u8,
        /// The caller's number, `-` for none.
        from: Private<String>,
        /// The number that was called, `-` for none.
        to: String,
    },
    /// A call that was dialled has its channel.
    Proceeding {
        /// Which call.
        call: u32,
        /// Which channel.
        channel: u8,
    },
    /// It rings there.
    Ringing(u32),
    /// Somebody answered there.
    Answered {
        /// Which call.
        call: u32,
        /// Which channel.
        channel: u8,
    },
    /// Our answer was acknowledged.
    Connected(u32),
    /// Keys that came as messages.
    Keys {
        /// Which call.
        call: u32,
        /// `0`-`9`, `*`, `#`.
        keys: String,
    },
    /// Over.
    Hangup {
        /// Which call.
        call: u32,
        /// Q.850.
        cause: u8,
    },
    /// A command of ours was none.
    Fault,
}

/// A line that is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unread;

/// Reads one line, without its end.
///
/// # Errors
/// It is not one of `PROTOCOL.md`.
pub fn read(line: &[u8]) -> Result<Event, Unread> {
    if line.len() > LINE_MAX_BYTES || !line.is_ascii() {
        return Err(Unread);
    }
    let text = std::str::from_utf8(line).map_err(|_| Unread)?;
    let words: Vec<&str> = text.split(' ').collect();
    Ok(match words.as_slice() {
        ["hello", version] => Event::Hello(number(version)?),
        ["up"] => Event::Up,
        ["down"] => Event::Down,
        ["alarm", "0"] => Event::Alarm(false),
        ["alarm", "1"] => Event::Alarm(true),
        ["ring", call, on, plan, presentation, from, to] => Event::Ring {
            call: call_id(call)?,
            on: match *on {
                "any" => On::Any,
                "none" => On::Waiting,
                channel => On::Channel(self::channel(channel)?),
            },
            plan: number(plan)?,
            presentation: number(presentation)?,
            from: Private::new(digits(from)?),
            to: digits(to)?,
        },
        ["proceeding", call, channel] => Event::Proceeding { call: call_id(call)?, channel: self::channel(channel)? },
        ["ringing", call] => Event::Ringing(call_id(call)?),
        ["answered", call, channel] => Event::Answered { call: call_id(call)?, channel: self::channel(channel)? },
        ["connected", call] => Event::Connected(call_id(call)?),
        ["keys", call, keys] => Event::Keys { call: call_id(call)?, keys: digits(keys)? },
        ["hangup", call, cause] => Event::Hangup { call: call_id(call)?, cause: number(cause)? },
        ["fault", ..] => Event::Fault,
        _ => return Err(Unread),
    })
}

/// A number without sign or leading zeros, as `printf` writes it.
fn plain<T: std::str::FromStr>(word: &str) -> Result<T, Unread> {
    let good = !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit()) && (word == "0" || !word.starts_with('0'));
    if good { word.parse().map_err(|_| Unread) } else { Err(Unread) }
}

/// One octet of Q.931, of which the highest bit is never part.
fn number(word: &str) -> Result<u8, Unread> {
    plain(word).and_then(|n: u8| if n < 128 { Ok(n) } else { Err(Unread) })
}

fn call_id(word: &str) -> Result<u32, Unread> {
    plain(word).and_then(|n: u32| if n > 0 { Ok(n) } else { Err(Unread) })
}

fn channel(word: &str) -> Result<u8, Unread> {
    number(word).and_then(|n| if n == 1 || n == 2 { Ok(n) } else { Err(Unread) })
}

fn digits(word: &str) -> Result<String, Unread> {
    let good = |b: u8| b.is_ascii_digit() || b == b'*' || b == b'#';
    let fits = word == "-" || (!word.is_empty() && word.len() <= DIGITS_MAX && word.bytes().all(good));
    if fits { Ok(word.into()) } else { Err(Unread) }
}

/// What the process is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// The caller hears it ring.
    Alert(u32),
    /// Through-connect.
    Answer {
        /// Which call.
        call: u32,
        /// On which channel.
        channel: u8,
    },
    /// End, or refuse.
    Hangup {
        /// Which call.
        call: u32,
        /// Q.850.
        cause: u8,
    },
    /// Call out.
    Dial {
        /// As which call.
        call: u32,
        /// On which channel.
        channel: u8,
        /// The digits, as they are dialled.
        to: Private<String>,
    },
}

impl fmt::Display for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Alert(call) => write!(f, "alert {call}"),
            Self::Answer { call, channel } => write!(f, "answer {call} {channel}"),
            Self::Hangup { call, cause } => write!(f, "hangup {call} {cause}"),
            Self::Dial { call, channel, to } => write!(f, "dial {call} {channel} {}", to.open(Purpose::Handset)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn lines_are_events() {
        let from = || Private::new("612345678".to_string());
        for (line, expect) in [
            ("hello 1", Event::Hello(1)),
            ("up", Event::Up),
            ("alarm 1", Event::Alarm(true)),
            (
                "ring 7 2 33 3 612345678 145671234",
                Event::Ring {
                    call: 7,
                    on: On::Channel(2),
                    plan: 33,
                    presentation: 3,
                    from: from(),
                    to: "145671234".into(),
                },
            ),
            (
                "ring 8 none 1 67 - -",
                Event::Ring {
                    call: 8,
                    on: On::Waiting,
                    plan: 1,
                    presentation: 67,
                    from: Private::new("-".into()),
                    to: "-".into(),
                },
            ),
            ("answered 1000001 1", Event::Answered { call: 1_000_001, channel: 1 }),
            ("keys 3 *1", Event::Keys { call: 3, keys: "*1".into() }),
            ("hangup 3 16", Event::Hangup { call: 3, cause: 16 }),
            ("fault command", Event::Fault),
        ] {
            assert_eq!(read(line.as_bytes()), Ok(expect), "{line}");
        }
    }

    #[test]
    fn anything_else_is_none() {
        for line in [
            "",
            "up ",
            " up",
            "hello",
            "hello -1",
            "hello 01",
            "ring 0 1 33 3 1 1",
            "ring 1 3 33 3 1 1",
            "ring 1 1 256 3 1 1",
            "ring 1 1 33 3 +336 1",
            "ring 1 1 33 3  1",
            "hangup 1 128",
            "hangup 4294967296 16",
            "answered 1 none",
            "alarm 2",
            "keys 1 abc",
            "UP",
        ] {
            assert_eq!(read(line.as_bytes()), Err(Unread), "{line}");
        }
        assert_eq!(read(&[b'1'; LINE_MAX_BYTES + 1]), Err(Unread));
        assert_eq!(read("ringing é".as_bytes()), Err(Unread));
        let long = format!("keys 1 {}", "1".repeat(33));
        assert_eq!(read(long.as_bytes()), Err(Unread));
    }

    #[test]
    fn commands_are_lines() {
        let dial = Command::Dial { call: OUTGOING_MIN, channel: 2, to: Private::new("0145671234".into()) };
        assert_eq!(dial.to_string(), "dial 1000000 2 0145671234");
        assert_eq!(Command::Hangup { call: 3, cause: 17 }.to_string(), "hangup 3 17");
    }

    proptest! {
        #[test]
        fn noise_never_panics(line in proptest::collection::vec(any::<u8>(), 0..300)) {
            let _ = read(&line);
        }

        #[test]
        fn words_in_any_order_never_panic(line in "(ring|hangup|answered|keys|alarm|hello|up)( (any|none|-|[0-9]{1,12}|[*#]|[+-]1)){0,8}") {
            if let Ok(Event::Ring { call, plan, .. }) = read(line.as_bytes()) {
                prop_assert!(call > 0 && plan < 128);
            }
        }
    }
}
