//! The board file, changed at random: a board or one sentence, never a panic. Short by default; the long form is
//! `HUISCLOS_FUZZ_S=600` and prints how many files it tried.
#![allow(clippy::unwrap_used)]

use huisclos_board_plan::{BYTES_MAX, LINES_MAX, parse};
use std::collections::BTreeSet;
use std::time::{Duration, Instant};

const FILES: [&str; 2] = [include_str!("../../dahdi-example.toml"), include_str!("../../sim.toml")];
/// Files tried in the short form.
const SHORT: u64 = 20_000;
/// What files like this hold, and what they should not.
const WORDS: [&str; 40] = [
    "card",
    "lines",
    "[[lines]]",
    "[gpio]",
    "[display]",
    "[serial]",
    "channel",
    "handset",
    "signalling",
    "\"fxsls\"",
    "\"bri\"",
    "device",
    "\"/dev/i2c-1\"",
    "bypass",
    "\"relay\"",
    "\"none\"",
    "calls_max",
    "= ",
    "\n",
    "\"",
    "'''",
    "\"\"\"",
    "[",
    "]",
    "{",
    "}",
    "0",
    "-1",
    "1e9",
    "9223372036854775808",
    "0x7f",
    "nan",
    "true",
    "false",
    "1979-05-27",
    "\u{0}",
    "\u{feff}",
    "é",
    "\r\n",
    "#",
];

struct Random(u64);

impl Random {
    fn next(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % below.max(1)
    }

    /// A place between two letters.
    fn place(&mut self, text: &str) -> usize {
        let mut at = self.next(text.len() + 1);
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    }

    fn changed(&mut self, text: &str) -> String {
        let mut out = text.to_string();
        for _ in 0..=self.next(5) {
            let (a, b) = (self.place(&out), self.place(&out));
            let (from, to) = (a.min(b), a.max(b));
            match self.next(7) {
                0 => out.insert_str(a, WORDS[self.next(WORDS.len())]),
                1 => out.replace_range(from..near(&out, to, from + 12), ""),
                2 => {
                    let end = out[from..].find(|c: char| !c.is_ascii_digit()).map_or(out.len(), |n| from + n);
                    out.replace_range(from..end, ["0", "-1", "99999999999999999999", "1.5", "17"][self.next(5)]);
                }
                3 => {
                    let lines: Vec<&str> = out.lines().collect();
                    let line = lines.get(self.next(lines.len())).map(|line| format!("{line}\n")).unwrap_or_default();
                    out.insert_str(a, &line);
                }
                4 => {
                    let mut lines: Vec<&str> = out.lines().collect();
                    let (m, n) = (self.next(lines.len()), self.next(lines.len()));
                    if !lines.is_empty() {
                        lines.swap(m, n);
                    }
                    out = lines.join("\n");
                }
                5 => {
                    let piece = out[from..near(&out, to, from + 200)].to_string();
                    out.insert_str(b, &piece);
                }
                _ => out.insert(a, char::from_u32(self.next(0x3000) as u32).unwrap_or('?')),
            }
        }
        out
    }
}

/// The end of a piece, no further than `most`, between two letters.
fn near(text: &str, to: usize, most: usize) -> usize {
    let mut end = to.min(most);
    while !text.is_char_boundary(end) {
        end += 1;
    }
    end
}

fn try_one(text: &str) {
    match parse(text) {
        Ok(board) => {
            assert!((1..=LINES_MAX).contains(&board.lines.len()), "{text}");
            let names: BTreeSet<&str> = board.lines.iter().map(|line| line.name.as_str()).collect();
            assert_eq!(names.len(), board.lines.len(), "two lines of one name: {text}");
            let channels: Vec<u32> = board.lines.iter().flat_map(|line| line.handset.into_iter()).collect();
            assert_eq!(
                channels.iter().collect::<BTreeSet<_>>().len(),
                channels.len(),
                "two lines with one handset: {text}"
            );
        }
        Err(error) => {
            let said = error.to_string();
            assert!(!said.contains('\n') && said.chars().count() < 500, "{said}");
            assert!(text.len() <= BYTES_MAX || said.contains("octets"));
        }
    }
}

#[test]
fn any_change_of_a_board_file_is_taken_or_refused_in_a_sentence() {
    let seconds = std::env::var("HUISCLOS_FUZZ_S").ok().and_then(|s| s.parse().ok());
    let (mut random, mut tried, began) = (Random(0x9e37_79b9_7f4a_7c15), 0u64, Instant::now());
    // What was taken is a place to go on from: a walk gets further away than one step.
    let mut kept: Vec<String> = FILES.iter().map(|file| (*file).to_string()).collect();
    while seconds.map_or(tried < SHORT, |s| began.elapsed() < Duration::from_secs(s)) {
        let from = random.next(kept.len());
        let text = random.changed(&kept[from]);
        // The text is on the way out of a panic.
        let told = std::panic::catch_unwind(|| try_one(&text));
        assert!(told.is_ok(), "after {tried} files:\n{text:?}");
        tried += 1;
        if parse(&text).is_ok() && text.len() < 4_000 {
            if kept.len() < 500 { kept.push(text) } else { kept[from.max(2)] = text }
        }
    }
    println!("board files: {tried} tried, {} kept, {:.0} s", kept.len(), began.elapsed().as_secs_f32());
}
