//! The box while it runs: everything that lives from its start to its end, and what is seen of it.

pub mod aside;
pub mod ask;
pub mod beats;
pub mod bell;
#[cfg(debug_assertions)]
pub mod breaking;
pub mod clerk;
pub mod deadman;
pub mod duties;
pub mod faults;
pub mod front;
pub mod keeper;
pub mod lines;
pub mod log;
pub mod notify;
pub mod renewal;
pub mod served;
pub mod sim;
pub mod sound;
pub mod workshop;

use crate::book::Book;
use crate::cli::Common;
use crate::desk::BoxDesk;
use crate::error::Error;
use crate::settings::BoxSettings;
use crate::technician::{egress, machine};
use crate::world;
use aside::Aside;
use faults::Faults;
use huisclos_agenda::{Phone, Private, Purpose};
use huisclos_board_plan::{Board, Bypass as Plan};
use huisclos_engine::{House, Workers};
use huisclos_operator::{Bypass, Egress, Finding, Grade, Models, Notes, PageAddress, Part, Parts, Status, findings};
use huisclos_ports::{Accounts, CallsOut, Health, Panel, Renewal, Role, Settings};
use log::Log;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, Weak};
use std::time::{Duration, Instant};

/// The box.
pub struct Running {
    /// Options of the command.
    pub common: Common,
    /// What the box is made of.
    pub board: Board,
    /// Its folder for sockets and the health file.
    pub folder: PathBuf,
    /// The store.
    pub book: Book,
    /// The store as the workers see it.
    pub aside: Arc<Aside>,
    /// The cabinet's settings.
    pub settings: Arc<BoxSettings>,
    /// What the page asks.
    pub desk: Arc<BoxDesk>,
    /// Models and store at work.
    pub workers: Workers,
    /// What it has found out about itself.
    pub faults: Faults,
    /// What it has told.
    pub log: Arc<Log>,
    /// Which models listen.
    pub models: Models,
    /// The key of the data is a plain file.
    pub key_in_file: bool,
    /// The models said a first word and read it back.
    pub models_speak: bool,
    /// The display, when it was found.
    pub panel: Option<Mutex<Box<dyn Panel>>>,
    house: OnceLock<House>,
    parts: Mutex<Parts>,
    page: Mutex<Option<PageAddress>>,
    page_answers: AtomicBool,
    notes: Mutex<Result<Notes, String>>,
    has_account: AtomicBool,
    /// The store's last answer, in milliseconds since the start, plus one.
    answered: AtomicU64,
    begun: Instant,
    over: AtomicBool,
}

/// What the box is put together from.
pub struct Made {
    pub common: Common,
    pub board: Board,
    pub folder: PathBuf,
    pub book: Book,
    pub aside: Arc<Aside>,
    pub settings: Arc<BoxSettings>,
    pub desk: Arc<BoxDesk>,
    pub workers: Workers,
    pub faults: Faults,
    pub log: Arc<Log>,
    pub models: Models,
    pub key_in_file: bool,
    pub models_speak: bool,
    pub panel: Option<Box<dyn Panel>>,
    pub parts: Parts,
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Running {
    /// Puts it together; its lines do not turn yet.
    pub fn new(made: Made) -> Arc<Self> {
        let running = Arc::new(Self {
            common: made.common,
            board: made.board,
            folder: made.folder,
            book: made.book,
            aside: made.aside,
            settings: made.settings,
            desk: made.desk,
            workers: made.workers,
            faults: made.faults,
            log: made.log,
            models: made.models,
            key_in_file: made.key_in_file,
            models_speak: made.models_speak,
            panel: made.panel.map(Mutex::new),
            house: OnceLock::new(),
            parts: Mutex::new(made.parts),
            page: Mutex::default(),
            page_answers: AtomicBool::new(false),
            notes: Mutex::new(Ok(Notes::default())),
            has_account: AtomicBool::new(false),
            answered: AtomicU64::new(0),
            begun: Instant::now(),
            over: AtomicBool::new(false),
        });
        let _ = running.desk.health.set(Arc::new(Seen(Arc::downgrade(&running))));
        let _ = running.desk.lines.set(Arc::new(Seen(Arc::downgrade(&running))));
        running
    }

    /// The lines turn.
    pub fn open(&self, house: House) {
        let _ = self.house.set(house);
    }

    /// The lines, once they turn.
    pub fn house(&self) -> Option<&House> {
        self.house.get()
    }

    /// Calls in which the box speaks, and handsets that are in use.
    pub fn calls(&self) -> usize {
        let talking = self.house().map_or(0, |house| house.lines().iter().filter(|line| line.state.is_call()).count());
        talking.max(self.house().map_or(0, House::calls))
    }

    /// Milliseconds since the start.
    pub fn now_ms(&self) -> u64 {
        u64::try_from(self.begun.elapsed().as_millis()).unwrap_or(u64::MAX - 1)
    }

    /// True once the box ends: threads leave their loops.
    pub fn is_over(&self) -> bool {
        self.over.load(Ordering::Acquire)
    }

    /// The box ends.
    pub fn end(&self) {
        self.over.store(true, Ordering::Release);
    }

    /// Waits, but not past the end of the box.
    pub fn pause(&self, wait: Duration) {
        let until = Instant::now() + wait;
        while !self.is_over() && Instant::now() < until {
            std::thread::sleep(until.saturating_duration_since(Instant::now()).min(Duration::from_millis(100)));
        }
    }

    /// Asks this process to end in good order, as the service manager does.
    pub fn ask_to_end(&self) {
        // A process may always signal itself.
        let _ = kill(Pid::this(), Signal::SIGTERM);
    }

    /// Looks at the store: its notes, and whether the box has an account. What it says is a sign of life.
    pub fn look_at_store(&self) {
        let counted = self.book.open_notes();
        if counted.is_ok() {
            self.answered.store(self.now_ms() + 1, Ordering::Release);
        }
        *held(&self.notes) = counted.map_err(|e| e.to_string());
        let made = self.desk.accounts().unwrap_or_default();
        let made = made.iter().any(|a| a.role == Role::Doctor && a.password.is_some() && !a.closed);
        self.has_account.store(made, Ordering::Release);
    }

    /// When the store last answered.
    pub fn store_answered_ms(&self) -> Option<u64> {
        self.answered.load(Ordering::Acquire).checked_sub(1)
    }

    /// What is known of a piece of hardware.
    pub fn part(&self, change: impl FnOnce(&mut Parts)) {
        change(&mut held(&self.parts));
    }

    /// The page is served there.
    pub fn set_page(&self, page: Option<PageAddress>) {
        *held(&self.page) = page;
    }

    /// Whether the page answered a request.
    pub fn page_answers(&self) -> bool {
        self.page_answers.load(Ordering::Acquire)
    }

    /// It did, or did not.
    pub fn set_page_answers(&self, answers: bool) {
        self.page_answers.store(answers, Ordering::Release);
    }

    /// The code of the first account, while there is none.
    pub fn first_code(&self) -> Option<String> {
        let code = || self.desk.first_code().open(Purpose::CommandLine).clone();
        (!self.has_account.load(Ordering::Acquire)).then(code)
    }

    /// One look at the whole box.
    pub fn status(&self) -> Status {
        let mut status = Status::unknown(world::now(&self.common));
        status.version = env!("CARGO_PKG_VERSION").into();
        status.cabinet = self.settings.cabinet.now().content.name.clone();
        match self.house() {
            Some(house) => status.lines = house.lines(),
            None => self.faults.say(
                "lines",
                Grade::Down,
                "démarrage",
                "La boîte démarre : les lignes ne tournent pas encore.",
            ),
        }
        match &*held(&self.notes) {
            Ok(notes) => status.notes = *notes,
            Err(why) => status.store_fault = Some(why.clone()),
        }
        status.page = held(&self.page).clone().map(|page| PageAddress { first_code: self.first_code(), ..page });
        status.egress = egress::counted(Path::new(egress::COUNTERS));
        status.parts = held(&self.parts).clone();
        status.bypass = match self.board.bypass {
            Plan::Relay => Bypass::Relay,
            Plan::None => Bypass::None,
        };
        status.models = self.models;
        status.flags_unsigned = !huisclos_web::red_flags_signed(&self.settings.signature.now().content);
        status.key_in_file = self.key_in_file;
        status.temperature_c = machine::temperature_c();
        if status.temperature_c.is_some() {
            status.parts.thermometer = Part::Found("/sys/class/thermal".into());
        }
        status.disk_worn_percent = machine::disk_worn_percent();
        status.disk_errors = machine::disk_errors();
        status.disk_free_percent = machine::disk_free_percent(self.book.folder());
        status.update = renewal::under_way(Path::new(workshop::UPDATE_STATE));
        status.faults = self.faults.all();
        status
    }
}

/// The box as its page asks how it is. The page lives in it, so it is not held.
struct Seen(Weak<Running>);

impl Health for Seen {
    fn findings(&self) -> Vec<Finding> {
        self.0.upgrade().map(|running| findings(&running.status())).unwrap_or_default()
    }

    fn lines(&self) -> Vec<(String, String)> {
        let lines = self.0.upgrade().and_then(|running| Some(running.house()?.lines())).unwrap_or_default();
        lines.into_iter().map(|line| (line.name.clone(), line.sentence())).collect()
    }

    fn egress(&self) -> Egress {
        egress::counted(Path::new(egress::COUNTERS))
    }

    fn renewal(&self) -> Option<Arc<dyn Renewal>> {
        let running = self.0.upgrade()?;
        renewal::ByPage::here(&running.folder, &running.log)
    }
}

impl CallsOut for Seen {
    fn call_back(&self, number: &Private<Phone>) -> Result<String, String> {
        let running = self.0.upgrade().ok_or("La boîte s'arrête.")?;
        running.house().ok_or("La boîte démarre : ses lignes ne tournent pas encore.")?.call_back(number)
    }
}

/// The box's folder: `--run-dir`, the service manager's, or beside the data.
///
/// # Errors
/// It cannot be made.
pub fn folder(common: &Common, asked: Option<&Path>) -> Result<PathBuf, Error> {
    let given = asked.map(Path::to_path_buf);
    // Several folders may stand in it, after a colon each.
    let service = || std::env::var("RUNTIME_DIRECTORY").ok().and_then(|all| all.split(':').next().map(PathBuf::from));
    let folder = match given.or_else(service) {
        Some(folder) => folder,
        None => {
            let data = world::data(common)?;
            let mut name = data.file_name().unwrap_or_default().to_os_string();
            name.push(".run");
            data.with_file_name(name)
        }
    };
    let failed = |reason| Error::Write { path: folder.clone(), reason };
    std::os::unix::fs::DirBuilderExt::mode(std::fs::DirBuilder::new().recursive(true), 0o700)
        .create(&folder)
        .map_err(failed)?;
    std::path::absolute(&folder).map_err(failed)
}

/// Where the guard listens: as asked, or in the box's folder.
pub fn guard_socket(folder: &Path, asked: Option<&Path>) -> PathBuf {
    asked.map_or_else(|| folder.join("garde"), Path::to_path_buf)
}
