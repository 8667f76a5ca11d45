//! The box as the technician's console sees it: what exists today, and nothing else (`Facts::able`).

mod egress;
mod kept;
mod lines;
mod machine;
mod models;
mod network;
mod trial;
mod usb;

use crate::book::Book;
use crate::cli::Common;
use crate::error::Error;
use crate::world;
use huisclos_agenda::Cabinet;
use huisclos_console::{Ability, Act, Answer, Facts, Secret, Step, Trace};
use huisclos_operator::{Bypass, Models, Notes, Part, Parts, Status, sight};
use huisclos_ports::{Panel, Technician};
use kept::Kept;
use lines::Watched;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// The store is asked for its notes that often: facts are wanted twice a second, and notes come by the hour.
const NOTES_EVERY: Duration = Duration::from_secs(5);

/// The box.
pub struct Workshop {
    common: Common,
    cabinet: Cabinet,
    kept: Kept,
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

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Workshop {
    /// Opens the store and the line, and takes the display.
    ///
    /// # Errors
    /// A broken setting, store or line; the file or device, and the remedy.
    pub fn open(common: &Common, panel: Option<Box<dyn Panel>>) -> Result<Self, Error> {
        let data = world::data(common)?;
        Ok(Self {
            common: common.clone(),
            cabinet: world::cabinet(common)?,
            book: Mutex::new(Some(Book::open(common)?)),
            kept: Kept::beside(&data)?,
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
        let sight = sight(&self.facts().status, seconds);
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
            Some(book) => book.notes().map_err(|e| e.to_string()),
            None => Err("les données viennent d'être effacées".into()),
        };
        *notes = Some((Instant::now(), counted.clone()));
        counted
    }

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
        status.disk_free_percent = machine::disk_free_percent(self.kept.folder());
        status
    }

    /// Destroys the key first: from then on the data are noise, whatever happens to the rest.
    fn factory_reset(&self) -> Result<Answer, String> {
        let data = world::data(&self.common).map_err(|e| e.to_string())?;
        let mut book = held(&self.book);
        // Closed first: nothing is written any more.
        *book = None;
        self.kept.destroy(&data)?;
        *held(&self.notes) = None;
        *book = Some(Book::open(&self.common).map_err(|e| e.to_string())?);
        Ok(Answer::Done)
    }

    fn paper_key(&self) -> Result<Vec<Secret>, String> {
        let data = world::data(&self.common).map_err(|e| e.to_string())?;
        let words = huisclos_store::paper_key(&huisclos_store::Options::at(data)).map_err(|e| e.to_string())?;
        Ok(words.split_whitespace().map(Secret::new).collect())
    }

    /// A step is done. The paper key's proof is the store's own: it is what a backup's restoration rests on.
    fn remember(&self, step: Step) -> Result<(), String> {
        if step == Step::PaperKey {
            // The console compared what was typed with these very words, one by one.
            let words: Vec<String> = self.paper_key()?.iter().map(|word| word.expose().to_string()).collect();
            let book = held(&self.book);
            let book = book.as_ref().ok_or("les données viennent d'être effacées")?;
            book.confirm_paper_key(&words.join(" ")).map_err(|e| e.to_string())?;
        }
        self.kept.remember_step(step)
    }

    fn backup(&self, tell: &mut dyn FnMut(String)) -> Result<Vec<String>, String> {
        let folder = usb::key()?.join("huisclos");
        tell(format!("j'écris et je relis {}", folder.display()));
        let book = held(&self.book).clone().ok_or("les données viennent d'être effacées")?;
        let done = book.backup(&folder).map_err(|e| e.to_string())?;
        Ok(vec![
            format!("Sauvegarde faite et relue : {}", done.set.display()),
            format!("{} fichiers, {} octets, {} enregistrements.", done.files, done.bytes, done.frames),
            "Elle ne s'ouvre qu'avec la clé papier : rangez les deux à des endroits différents.".into(),
        ])
    }

    fn test_display(&self, tell: &mut dyn FnMut(String)) -> Result<Answer, String> {
        let Some(panel) = &self.panel else { return Err("cette boîte n'a pas d'afficheur".into()) };
        let real = sight(&self.status(), 0);
        machine::test_display(&mut **held(panel), &real, tell)?;
        Ok(Answer::Rows(vec!["Tout s'est allumé, damier, cadre, puis l'image vraie : l'avez-vous vu ?".into()]))
    }
}

impl Technician for Workshop {
    fn facts(&self) -> Facts {
        let mut able = vec![
            Ability::Pin,
            Ability::ShowNetwork,
            Ability::PaperKey,
            Ability::Backup,
            Ability::TestCall,
            Ability::LoopBack,
            Ability::ListModels,
            Ability::VerifyModels,
            Ability::BenchModels,
            Ability::Logs,
            Ability::FactoryReset,
        ];
        if self.panel.is_some() {
            able.push(Ability::Display);
        }
        Facts {
            status: self.status(),
            able: able.into_iter().collect(),
            has_pin: self.kept.has_pin(),
            installed: self.kept.installed(),
        }
    }

    fn act(&self, act: &Act, tell: &mut dyn FnMut(String)) -> Result<Answer, String> {
        match act {
            Act::CheckPin(pin) => Ok(if self.kept.is_pin(pin)? { Answer::Right } else { Answer::Wrong }),
            Act::SetPin(pin) => self.kept.set_pin(pin).map(|()| Answer::Done),
            Act::Remember(step) => self.remember(*step).map(|()| Answer::Done),
            Act::PaperKey => self.paper_key().map(Answer::Words),
            Act::ShowNetwork => network::rows().map(Answer::Rows),
            Act::TestCall => trial::call(&self.common, &self.cabinet, self.kept.folder(), tell).map(Answer::Rows),
            Act::LoopBack(line) => self.line.loop_back(line, tell).map(Answer::Rows),
            Act::ListModels => models::list().map(Answer::Rows),
            Act::VerifyModels => models::verify(tell).map(Answer::Rows),
            Act::BenchModels => models::bench(&self.cabinet, tell).map(Answer::Rows),
            Act::Backup => self.backup(tell).map(Answer::Rows),
            Act::TestDisplay => self.test_display(tell),
            Act::ReadLogs => self.kept.trail().map(Answer::Rows),
            Act::FactoryReset => self.factory_reset(),
            // The menu does not offer it; a console that asks all the same is told so.
            other => Err(format!("cette boîte ne sait pas faire : {}", other.said())),
        }
    }

    fn trace(&self, trace: &Trace) {
        if let Err(why) =
            self.kept.write_trail(&format!("{} {trace}", world::now(&self.common).strftime("%d/%m/%Y %H:%M:%S")))
        {
            eprintln!("huisclos : {why}");
        }
    }

    fn refusals(&self) -> u32 {
        self.kept.refusals()
    }

    fn remember_refusals(&self, refusals: u32) {
        if let Err(why) = self.kept.remember_refusals(refusals) {
            eprintln!("huisclos : {why}");
        }
    }
}
