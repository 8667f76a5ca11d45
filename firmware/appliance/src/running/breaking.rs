//! What the bench has the box do, by files beside its sockets; only in builds with assertions, and only where the board file
//! accepts a key that is not sealed, as no cabinet's does. `panne` makes the next frame of every line panic, and breaks one
//! line once when it says `une fois dahdi/1`. `rappel` holds a number that is called back as by the page's button: the bench
//! has no browser.

use super::Running;
use huisclos_agenda::{Phone, Private};
use huisclos_ports::{Exchange, Frame, Line, LineError, LineHealth};
use std::path::PathBuf;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

/// The file is looked for that often.
const LOOK: Duration = Duration::from_millis(100);

/// Calls back whomever the file names, until the box ends.
///
/// # Errors
/// The system gives no thread.
pub fn call_back_when_told(running: &Arc<Running>) -> std::io::Result<thread::JoinHandle<()>> {
    let (running, file) = (running.clone(), running.folder.join("rappel"));
    thread::Builder::new().name("rappel".into()).spawn(move || {
        while !running.is_over() {
            if let Ok(number) = std::fs::read_to_string(&file)
                && !number.is_empty()
                && let Some(house) = running.house()
            {
                let _ = std::fs::remove_file(&file);
                let said = house.call_back(&Private::new(Phone(number.trim().into())));
                running.log.say(format!("rappel : {}", said.unwrap_or_else(|why| why)));
            }
            running.pause(LOOK);
        }
    })
}

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
        // A file that is empty is just being written.
        if let Ok(told) = std::fs::read_to_string(&self.file)
            && !told.is_empty()
        {
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
