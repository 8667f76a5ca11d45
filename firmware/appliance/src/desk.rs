//! The box as the page sees it: what the page's ports ask, answered by the store, the clock and a call typed in the
//! browser. The agenda is in `desk_book.rs`, the inbox and the accounts in `desk_inbox.rs`.

use crate::book::Book;
use crate::cli::{Common, HandsetIs};
use crate::commands::call::Begin;
use crate::desk_rights::CallsKept;
use crate::desk_search::Search;
use crate::desk_switchboard::{Apart, TYPED_LANE};
use crate::desk_trail::Trail;
use crate::desk_waiting::Places;
use crate::mind::reader;
use crate::settings::BoxSettings;
use crate::world;
use huisclos_agenda::{Cabinet, CallId, Private};
use huisclos_engine::leisure::Leisure;
use huisclos_engine::text::{Act, Typist};
use huisclos_engine::{Calls, Workers};
use huisclos_ports::{CallsOut, Clock, Headset, Health, Live, Report, Settings, Telephone};
use huisclos_speech::Asking;
use huisclos_store::Store;
use huisclos_web::Parts;
use jiff::Timestamp;
use jiff::civil::DateTime;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// Lines typed ahead of the box: nobody types four before the first is answered.
const LINES_MAX: usize = 4;
/// Someone who types nothing for that long has left.
const IDLE_MAX: Duration = Duration::from_secs(300);
/// How often a typed call looks, while nothing is typed, whether it was whispered to.
const LOOK_EVERY: Duration = Duration::from_millis(100);

/// The box as the page sees it.
pub struct BoxDesk {
    common: Common,
    pub(crate) settings: Arc<BoxSettings>,
    pub(crate) book: Book,
    pub(crate) store: Store,
    pub(crate) workers: Workers,
    pub(crate) live: Arc<Live>,
    pub(crate) search: Search,
    pub(crate) trail: Trail,
    pub(crate) first_code: Private<String>,
    bypass: bool,
    pub(crate) places: Places,
    pub(crate) calls_kept: CallsKept,
    /// The running box behind this desk, where there is one.
    pub(crate) health: OnceLock<Arc<dyn Health>>,
    /// Its lines, where it has some.
    pub(crate) lines: OnceLock<Arc<dyn CallsOut>>,
    started: Instant,
    calls: Arc<Calls>,
    /// The typed call under way, if there is one.
    typing: Mutex<Option<Typing>>,
    /// The call spoken at a browser.
    pub(crate) speaking: Mutex<Option<JoinHandle<()>>>,
    pub(crate) apart: OnceLock<Apart>,
}

impl BoxDesk {
    /// A desk over what the box has opened. `first_code` is what a blank box shows for its first account.
    pub fn new(common: Common, settings: Arc<BoxSettings>, book: Book, workers: Workers, first_code: String) -> Self {
        Self {
            common,
            settings,
            store: book.store().clone(),
            book,
            workers,
            live: Arc::default(),
            search: Search::default(),
            trail: Trail::default(),
            first_code: Private::new(first_code),
            bypass: false,
            places: Places::default(),
            calls_kept: CallsKept::default(),
            health: OnceLock::new(),
            lines: OnceLock::new(),
            started: Instant::now(),
            calls: Arc::default(),
            typing: Mutex::default(),
            speaking: Mutex::default(),
            apart: OnceLock::new(),
        }
    }

    /// The calls as they happen.
    pub fn live(&self) -> &Live {
        &self.live
    }

    /// The calls under way, which the page can take over; every line enters its own there.
    pub fn calls(&self) -> Arc<Calls> {
        self.calls.clone()
    }

    /// Whoever reads what ended calls leave, when nobody calls.
    pub fn leisure(&self) -> Leisure {
        Leisure::over(Box::new(reader), Arc::new(self.store.clone()), self.live.clone(), self.calls.clone())
    }

    /// The same on a board whose relay joins handset and line when the power fails.
    #[must_use]
    pub fn with_bypass(self, bypass: bool) -> Self {
        Self { bypass, ..self }
    }

    /// The cabinet's settings as they stand.
    pub(crate) fn cabinet(&self) -> Arc<Cabinet> {
        self.settings.cabinet.now().content
    }

    /// The options of the command that opened all this.
    pub(crate) fn common(&self) -> &Common {
        &self.common
    }

    /// As the page takes it. `demo`: one click signs in, on loopback only.
    pub fn parts(self: &Arc<Self>, demo: bool, hosts: Vec<String>) -> Parts {
        Parts {
            cabinet: self.settings.cabinet.clone(),
            scripts: self.settings.scripts.clone(),
            draft: self.settings.draft.clone(),
            signature: self.settings.signature.clone(),
            studio: self.clone(),
            shelf: self.settings.shelf.clone(),
            book: self.clone(),
            inbox: self.clone(),
            waiting: self.clone(),
            records: self.clone(),
            rights: self.clone(),
            accounts: self.clone(),
            clock: self.clone(),
            telephone: self.clone(),
            switchboard: self.clone(),
            live: self.live.clone(),
            demo,
            hosts,
            bypass: self.bypass,
            health: self.health.get().cloned().unwrap_or_else(|| Arc::new(())),
        }
    }
}

impl Clock for BoxDesk {
    fn civil(&self) -> DateTime {
        world::now(&self.common)
    }

    fn since_start(&self) -> Duration {
        self.started.elapsed()
    }

    fn unix_s(&self) -> u64 {
        u64::try_from(Timestamp::now().as_second()).unwrap_or(0)
    }
}

struct Typing {
    lines: SyncSender<String>,
    call: JoinHandle<()>,
}

/// Turns the lines of the browser into what a caller does.
struct Browser {
    lines: Receiver<String>,
    silent: Duration,
}

impl Typist for Browser {
    fn next(&mut self, _asking: Asking) -> Act {
        match self.lines.recv_timeout(LOOK_EVERY) {
            Ok(line) => {
                self.silent = Duration::ZERO;
                // What is no act is said as it stands: nobody types a slash by intent.
                Act::parse(&line).unwrap_or(Act::Say(line))
            }
            // Nothing typed yet: the call looks whether somebody has whispered meanwhile.
            Err(RecvTimeoutError::Timeout) if self.silent < IDLE_MAX => {
                self.silent += LOOK_EVERY;
                Act::Wait
            }
            Err(_) => Act::HangUp,
        }
    }
}

impl Telephone for BoxDesk {
    fn dial(&self, from: Option<String>, script: Option<String>) -> Result<(), String> {
        let caller = world::caller(from.as_deref()).map_err(|e| e.to_string())?;
        let mut typing = self.typing.lock().unwrap_or_else(PoisonError::into_inner);
        if typing.as_ref().is_some_and(|typing| !typing.call.is_finished()) {
            return Err("Un appel tapé est déjà en cours.".into());
        }
        let (lines, heard) = sync_channel(LINES_MAX);
        let rulebook = self.words(script)?;
        let id = world::call_id();
        let trial = self.trial(id)?;
        let book = trial.as_ref().map_or_else(|| self.book.clone(), |trial| trial.book.clone());
        let workers = self.workers.of_line(TYPED_LANE);
        let (common, live, calls) = (self.common.clone(), self.live.clone(), self.calls());
        let call = thread::Builder::new()
            .name("appel-tapé".into())
            .spawn(move || {
                let _trial = trial;
                let begin =
                    Begin { common: &common, rulebook: &*rulebook, book: &book, workers: &workers, calls: Some(calls) };
                begin.typed_as(
                    id,
                    caller,
                    HandsetIs::Absent,
                    &mut Browser { lines: heard, silent: Duration::ZERO },
                    move |report: &Report| live.push(report.clone()),
                );
            })
            .map_err(|e| format!("Le téléphone du navigateur ne peut pas commencer : {e}"))?;
        *typing = Some(Typing { lines, call });
        Ok(())
    }

    fn dial_spoken(&self, from: Option<String>, script: Option<String>, headset: Headset) -> Result<CallId, String> {
        self.begin_spoken(from, script, headset)
    }

    fn type_line(&self, line: String) -> Result<(), String> {
        let typing = self.typing.lock().unwrap_or_else(PoisonError::into_inner);
        match typing.as_ref().map(|typing| typing.lines.try_send(line)) {
            Some(Ok(())) => Ok(()),
            Some(Err(TrySendError::Full(_))) => Err("La boîte n'a pas encore répondu ; attendez.".into()),
            Some(Err(TrySendError::Disconnected(_))) | None => {
                Err("Aucun appel en cours ; appelez d'abord le cabinet.".into())
            }
        }
    }
}
