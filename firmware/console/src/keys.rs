//! Bytes of a terminal into keys.
//!
//! Not `vte`: it reads what programs write to terminals, not what terminals send (arrows as `ESC O A`), and here every
//! byte that is no key has to be seen, because it spoils the line it fell into.

/// One key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // the names say it
pub enum Key {
    Char(char),
    Enter,
    Tab,
    Back,
    Delete,
    Left,
    Right,
    Up,
    Down,
    Home,
    End,
    /// Ctrl-U: the whole line.
    EraseLine,
    /// Ctrl-W: the word before.
    EraseWord,
    /// Ctrl-C.
    Cancel,
    /// Ctrl-D.
    Leave,
    /// Ctrl-L.
    Redraw,
    /// A byte that no key sends: noise, a break, another speed.
    Garbage,
}

/// Longest escape sequence that a terminal sends; past it, noise began with an ESC.
const SEQUENCE_MAX: usize = 12;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    #[default]
    Plain,
    Escape,
    /// After `ESC [`: the number read so far, and how long the sequence is.
    Sequence(u16, usize),
    /// After `ESC O`.
    Application,
}

/// The decoder; one per cable.
#[derive(Clone, Debug, Default)]
pub struct Keys {
    state: State,
    /// Bytes of a UTF-8 character that is not whole yet.
    pending: Vec<u8>,
    after_return: bool,
}

impl Keys {
    /// Takes a byte; gives a key when one is whole.
    pub fn feed(&mut self, byte: u8) -> Option<Key> {
        let after_return = std::mem::replace(&mut self.after_return, byte == b'\r');
        match self.state {
            State::Plain if byte >= 0x80 => self.wide(byte),
            State::Plain if !self.pending.is_empty() => {
                // A character was cut short: it is noise, and this byte may be the first good one.
                self.pending.clear();
                self.after_return = false;
                Some(Key::Garbage)
            }
            State::Plain => self.plain(byte, after_return),
            State::Escape => self.escape(byte, after_return),
            State::Sequence(number, length) => self.sequence(byte, number, length),
            State::Application => {
                self.state = State::Plain;
                arrow(byte)
            }
        }
    }

    fn plain(&mut self, byte: u8, after_return: bool) -> Option<Key> {
        match byte {
            b'\r' => Some(Key::Enter),
            // CR LF is one Enter.
            b'\n' if after_return => None,
            b'\n' => Some(Key::Enter),
            b'\t' => Some(Key::Tab),
            0x08 | 0x7f => Some(Key::Back),
            0x01 => Some(Key::Home),
            0x02 => Some(Key::Left),
            0x03 => Some(Key::Cancel),
            0x04 => Some(Key::Leave),
            0x05 => Some(Key::End),
            0x06 => Some(Key::Right),
            0x0c => Some(Key::Redraw),
            0x0e => Some(Key::Down),
            0x10 => Some(Key::Up),
            0x15 => Some(Key::EraseLine),
            0x17 => Some(Key::EraseWord),
            0x1b => {
                self.state = State::Escape;
                None
            }
            0x20..=0x7e => Some(Key::Char(char::from(byte))),
            _ => Some(Key::Garbage),
        }
    }

    fn escape(&mut self, byte: u8, after_return: bool) -> Option<Key> {
        self.state = State::Plain;
        match byte {
            b'[' => {
                self.state = State::Sequence(0, 0);
                None
            }
            b'O' => {
                self.state = State::Application;
                None
            }
            0x1b => {
                self.state = State::Escape;
                None
            }
            // The Escape key, or noise: no line it fell into is obeyed. The byte after it goes with it, Enter excepted.
            b'\r' | b'\n' => self.plain(byte, after_return),
            _ => Some(Key::Garbage),
        }
    }

    fn sequence(&mut self, byte: u8, number: u16, length: usize) -> Option<Key> {
        self.state = State::Plain;
        match byte {
            b'0'..=b'9' if length < SEQUENCE_MAX => {
                let number = number.saturating_mul(10).saturating_add(u16::from(byte - b'0'));
                self.state = State::Sequence(number, length + 1);
                None
            }
            b';' | b'?' if length < SEQUENCE_MAX => {
                self.state = State::Sequence(0, length + 1);
                None
            }
            b'~' => match number {
                1 | 7 => Some(Key::Home),
                3 => Some(Key::Delete),
                4 | 8 => Some(Key::End),
                // Page up, function keys: keys, but none of ours.
                _ => None,
            },
            b'A'..=b'Z' | b'a'..=b'z' => arrow(byte),
            _ => Some(Key::Garbage),
        }
    }

    fn wide(&mut self, byte: u8) -> Option<Key> {
        self.pending.push(byte);
        match std::str::from_utf8(&self.pending) {
            Ok(text) => {
                let key = text.chars().next().filter(|c| !c.is_control()).map_or(Key::Garbage, Key::Char);
                self.pending.clear();
                Some(key)
            }
            // Not whole yet.
            Err(error) if error.error_len().is_none() => None,
            Err(_) => {
                self.pending.clear();
                Some(Key::Garbage)
            }
        }
    }
}

fn arrow(byte: u8) -> Option<Key> {
    match byte {
        b'A' => Some(Key::Up),
        b'B' => Some(Key::Down),
        b'C' => Some(Key::Right),
        b'D' => Some(Key::Left),
        b'H' => Some(Key::Home),
        b'F' => Some(Key::End),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(bytes: &[u8]) -> Vec<Key> {
        let mut keys = Keys::default();
        bytes.iter().filter_map(|b| keys.feed(*b)).collect()
    }

    #[test]
    fn terminals_send_this() {
        use Key::*;
        for (bytes, expect) in [
            (&b"a\r\nb\n\r"[..], vec![Char('a'), Enter, Char('b'), Enter, Enter]),
            ("é€".as_bytes(), vec![Char('é'), Char('€')]),
            (b"\x1b[A\x1bOB\x1b[3~\x1b[1;5C\x1b[5~x", vec![Up, Down, Delete, Right, Char('x')]),
            (b"\x1b\x1b[D\x1b\r", vec![Left, Enter]),
            (b"\x7f\x08\t\x03\x04\x0c\x15\x17", vec![Back, Back, Tab, Cancel, Leave, Redraw, EraseLine, EraseWord]),
        ] {
            assert_eq!(keys(bytes), expect, "{bytes:?}");
        }
    }

    #[test]
    fn noise_is_seen() {
        for bytes in
            [&b"\x00"[..], b"\xff", b"\xc3a", b"\x1b[\x01", b"\xe2\x82\r", b"\xf8", b"\x1b[9999999999999999", b"\x1bq"]
        {
            assert!(keys(bytes).contains(&Key::Garbage), "{bytes:?}");
        }
    }
}
