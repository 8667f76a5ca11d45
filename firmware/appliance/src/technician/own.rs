//! A box that is not running: `huisclos console` opens the store itself, and watches a simulated line.

use super::bench::Bench;
use super::lines::Watched;
use super::{Kept, With, egress, held, machine, test_call};
use crate::book::Book;
use crate::cli::Common;
use crate::error::Error;
use crate::world;
use huisclos_agenda::Cabinet;
use huisclos_operator::{Bypass, Models, Notes, Part, Parts, Status, sight};
use huisclos_ports::Panel;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// The store is asked for its notes that often: facts are wanted twice a second, and notes come by the hour.
const NOTES_EVERY: Duration = Duration::from_secs(5);

/// The box.
pub struct Own {
    common: Common,
    cabinet: Arc<Cabinet>,
    /// `None` while the data are being destroyed.
    book: Mutex<Option<Book>>,
    notes: Mutex<Option<(Instant, Result<Notes, String>)>>,
    line: Watched,
    panel: Option<Mutex<Box<dyn Panel>>>,
    /// The display's name, told while somebody draws on it.
    panel_device: Option<String>,
    /// The last picture did not reach it.
    panel_lost: AtomicBool,
}

impl Own {
    /// Opens the store and the line, and takes the display.
    ///
    /// # Errors
    /// A broken setting, store or line; the file or device, and the remedy.
    pub fn open(common: &Common, panel: Option<Box<dyn Panel>>) -> Result<Self, Error> {
        Ok(Self {
            common: common.clone(),
            cabinet: Arc::new(world::cabinet(common)?),
            book: Mutex::new(Some(Book::open(common)?)),
            notes: Mutex::default(),
            line: Watched::simulated()?,
            panel_device: panel.as_ref().map(|panel| panel.device().to_string()),
            panel: panel.map(Mutex::new),
            panel_lost: AtomicBool::new(false),
        })
    }

    /// Shows the box on its display, if it has one; `seconds` counts the round of pages.
    pub fn show(&self, seconds: u64) -> Result<(), String> {
        let Some(panel) = &self.panel else { return Ok(()) };
        let sight = sight(&self.status(), seconds);
        let shown = held(panel).show(&sight).map_err(|e| e.0);
        self.panel_lost.store(shown.is_err(), Ordering::Relaxed);
        shown
    }

    fn notes(&self) -> Result<Notes, String> {
        let mut notes = held(&self.notes);
        if let Some((at, known)) = &*notes
            && at.elapsed() < NOTES_EVERY
        {
            return known.clone();
        }
        let counted = match &*held(&self.book) {
            Some(book) => book.open_notes().map_err(|e| e.to_string()),
            None => Err("les données viennent d'être effacées".into()),
        };
        *notes = Some((Instant::now(), counted.clone()));
        counted
    }
}

impl Bench for Own {
    fn status(&self) -> Status {
        let mut status = Status::unknown(world::now(&self.common));
        status.version = env!("CARGO_PKG_VERSION").into();
        status.cabinet = self.cabinet.name.clone();
        status.lines = vec![self.line.line()];
        match self.notes() {
            Ok(notes) => status.notes = notes,
            Err(why) => status.store_fault = Some(why),
        }
        if let Some(device) = &self.panel_device {
            let lost = self.panel_lost.load(Ordering::Relaxed);
            let display = if lost { Part::Missing(device.clone()) } else { Part::Found(device.clone()) };
            status.parts = Parts { display, ..Parts::default() };
        }
        status.egress = egress::counted(Path::new(egress::COUNTERS));
        status.bypass = Bypass::None;
        status.models = Models::Demo;
        status.key_in_file = true;
        status.temperature_c = machine::temperature_c();
        let data = world::data(&self.common).ok();
        status.disk_free_percent = data.and_then(|data| machine::disk_free_percent(&data));
        status
    }

    fn book(&self) -> Result<Book, String> {
        held(&self.book).clone().ok_or_else(|| "les données viennent d'être effacées".into())
    }

    fn cabinet(&self) -> Arc<Cabinet> {
        self.cabinet.clone()
    }

    fn test_call(&self, folder: &Path, tell: &mut dyn FnMut(String)) -> Result<Vec<String>, String> {
        test_call(&self.common, &self.cabinet, folder, With::OwnModels, tell)
    }

    fn loop_back(&self, line: &str, tell: &mut dyn FnMut(String)) -> Result<Vec<String>, String> {
        if line != self.line.line().name {
            return Err(format!("la ligne {line} n'existe pas"));
        }
        super::loop_back(tell)
    }

    fn panel(&self) -> Option<&Mutex<Box<dyn Panel>>> {
        self.panel.as_ref()
    }

    /// The key first: from then on the data are noise, whatever happens to the rest.
    fn destroy(&self, kept: &Kept) -> Result<(), String> {
        let data = world::data(&self.common).map_err(|e| e.to_string())?;
        let mut book = held(&self.book);
        // Closed first: nothing is written any more.
        *book = None;
        kept.destroy(&data)?;
        *held(&self.notes) = None;
        *book = Some(Book::open(&self.common).map_err(|e| e.to_string())?);
        Ok(())
    }
}
