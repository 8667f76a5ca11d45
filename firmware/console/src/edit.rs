//! One line being typed: what it holds, and what is sent to draw it.

use crate::keys::Key;
use crate::limits::{COLUMNS, HISTORY_MAX, LINE_CHARS_MAX};
use crate::secret::Secret;
use std::collections::VecDeque;
use zeroize::Zeroize;

/// What a key did to the line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Typed {
    /// Send this to the terminal.
    Draw(String),
    /// The line is whole. `None`: noise fell into it, and it must not be obeyed.
    Whole(Option<Secret>),
    /// A key that is none of the line's.
    Other(Key),
}

/// The line.
#[derive(Debug, Default)]
pub struct Edit {
    prompt: String,
    text: Vec<char>,
    at: usize,
    hidden: bool,
    dirty: bool,
    history: VecDeque<String>,
    /// Which line of the history is shown, counted from the newest.
    recalled: Option<usize>,
}

impl Edit {
    /// A fresh line behind a prompt. `hidden`: stars are shown.
    pub fn begin(&mut self, prompt: impl Into<String>, hidden: bool) -> String {
        self.text.zeroize();
        self.text.clear();
        self.prompt = prompt.into();
        (self.at, self.hidden, self.dirty, self.recalled) = (0, hidden, false, None);
        self.draw()
    }

    /// The line as it stands, to be drawn again.
    pub fn draw(&self) -> String {
        let width = COLUMNS.saturating_sub(self.prompt.chars().count() + 1).max(8);
        // The window follows the cursor.
        let from = self.at.saturating_sub(width);
        let shown: String =
            self.text.iter().skip(from).take(width).map(|c| if self.hidden { '*' } else { *c }).collect();
        let back = shown.chars().count() - (self.at - from);
        let back = if back > 0 { format!("\x1b[{back}D") } else { String::new() };
        format!("\r{}{shown}\x1b[K{back}", self.prompt)
    }

    /// What is typed so far.
    pub fn text(&self) -> String {
        self.text.iter().collect()
    }

    /// Puts another text in, the cursor at its end.
    pub fn put(&mut self, text: &str) -> String {
        self.text = text.chars().take(LINE_CHARS_MAX).collect();
        self.at = self.text.len();
        self.draw()
    }

    /// Takes a key.
    pub fn key(&mut self, key: Key) -> Typed {
        match key {
            Key::Char(c) => return Typed::Draw(self.insert(c)),
            Key::Garbage => {
                self.dirty = true;
                return Typed::Draw(String::new());
            }
            Key::Enter => return Typed::Whole(self.whole()),
            Key::Back if self.at > 0 => {
                self.at -= 1;
                self.text.remove(self.at);
            }
            Key::Delete if self.at < self.text.len() => {
                self.text.remove(self.at);
            }
            Key::Left => self.at = self.at.saturating_sub(1),
            Key::Right => self.at = (self.at + 1).min(self.text.len()),
            Key::Home => self.at = 0,
            Key::End => self.at = self.text.len(),
            Key::EraseLine => {
                self.text.drain(..self.at);
                self.at = 0;
            }
            Key::EraseWord => {
                let word = |c: &char| !c.is_whitespace();
                let end = self.text[..self.at].iter().rposition(word).map_or(0, |i| i + 1);
                let begin = self.text[..end].iter().rposition(|c| c.is_whitespace()).map_or(0, |i| i + 1);
                self.text.drain(begin..self.at);
                self.at = begin;
            }
            Key::Up => self.recall(true),
            Key::Down => self.recall(false),
            Key::Back | Key::Delete => return Typed::Draw(String::new()),
            Key::Redraw => {}
            Key::Tab | Key::Cancel | Key::Leave => return Typed::Other(key),
        }
        Typed::Draw(self.draw())
    }

    /// Nothing is sent for a character that has no room: on a cable looped back, a bell would come back as well.
    fn insert(&mut self, c: char) -> String {
        if self.text.len() >= LINE_CHARS_MAX {
            return String::new();
        }
        let at_end = self.at == self.text.len();
        self.text.insert(self.at, c);
        self.at += 1;
        let fits = self.prompt.chars().count() + self.text.len() < COLUMNS;
        if at_end && fits { String::from(if self.hidden { '*' } else { c }) } else { self.draw() }
    }

    fn whole(&mut self) -> Option<Secret> {
        let text = Secret::new(self.text.iter().collect::<String>());
        self.text.zeroize();
        self.text.clear();
        self.at = 0;
        if std::mem::take(&mut self.dirty) {
            return None;
        }
        let line = text.expose();
        if !self.hidden && !line.trim().is_empty() && self.history.back().is_none_or(|last| last != line) {
            self.history.push_back(line.to_string());
            if self.history.len() > HISTORY_MAX {
                self.history.pop_front();
            }
        }
        Some(text)
    }

    /// Secrets are never in the history, and are not looked for there.
    fn recall(&mut self, older: bool) {
        if self.hidden || self.history.is_empty() {
            return;
        }
        let next = match (self.recalled, older) {
            (None, true) => Some(0),
            (Some(n), true) => Some((n + 1).min(self.history.len() - 1)),
            // Below the newest there is nothing: what is being typed stays.
            (None, false) => return,
            (Some(0), false) => None,
            (Some(n), false) => Some(n - 1),
        };
        self.recalled = next;
        let line = next.and_then(|n| self.history.iter().rev().nth(n)).cloned().unwrap_or_default();
        self.put(&line);
    }

    /// Forgets everything, history included: another person may hold the cable next.
    pub fn forget(&mut self) {
        let _ = self.begin("", false);
        self.history.clear();
    }
}
