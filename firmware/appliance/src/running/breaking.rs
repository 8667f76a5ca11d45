//! A line whose loop breaks when it is told to, for the bench: a file named `panne` beside the sockets makes the next frame
//! panic; one that says `une fois dahdi/1` breaks that line alone, once. Only in builds with assertions, never in a box.

use huisclos_agenda::{Phone, Private};
use huisclos_ports::{Exchange, Frame, Line, LineError, LineHealth};
use std::path::PathBuf;

/// A line that can be broken.
pub struct Breaking {
    line: Box<dyn Line>,
    name: String,
    file: PathBuf,
}

impl Breaking {
    /// This line, broken by this file.
    pub fn over(line: Box<dyn Line>, name: String, file: PathBuf) -> Box<dyn Line> {
        Box::new(Self { line, name, file })
    }
}

impl Line for Breaking {
    fn exchange(&mut self, say: &Frame) -> Result<Exchange, LineError> {
        if let Ok(told) = std::fs::read_to_string(&self.file) {
            if let Some(whose) = told.trim().strip_prefix("une fois ") {
                if whose != self.name {
                    return self.line.exchange(say);
                }
                let _ = std::fs::remove_file(&self.file);
            }
            panic!("une panne demandée par {}", self.file.display());
        }
        self.line.exchange(say)
    }
    fn answer(&mut self) -> Result<(), LineError> {
        self.line.answer()
    }
    fn hang_up(&mut self) -> Result<(), LineError> {
        self.line.hang_up()
    }
    fn ring_handset(&mut self, on: bool) -> Result<(), LineError> {
        self.line.ring_handset(on)
    }
    fn join_handset(&mut self) -> Result<(), LineError> {
        self.line.join_handset()
    }
    fn part_handset(&mut self) -> Result<(), LineError> {
        self.line.part_handset()
    }
    fn dial(&mut self, number: &Private<Phone>) -> Result<(), LineError> {
        self.line.dial(number)
    }
    fn try_line(&mut self) -> Result<(), LineError> {
        self.line.try_line()
    }
    fn flash(&mut self) -> Result<(), LineError> {
        self.line.flash()
    }
    fn health(&self) -> Option<LineHealth> {
        self.line.health()
    }
    fn simulated(&self) -> bool {
        self.line.simulated()
    }
}
