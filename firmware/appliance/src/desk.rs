//! What the page asks, answered by the store and by a call typed in the browser.

use crate::book::Book;
use crate::cli::{Common, HandsetIs};
use crate::commands::call::Begin;
use crate::world;
use huisclos_agenda::Cabinet;
use huisclos_engine::Workers;
use huisclos_engine::text::{Act, Typist};
use huisclos_ports::{AgendaRow, Desk, Live, Report};
use huisclos_speech::Asking;
use jiff::civil::Date;
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// Lines typed ahead of the box: nobody types four before the first is answered.
const LINES_MAX: usize = 4;
/// Someone who types nothing for that long has left.
const IDLE_MAX: Duration = Duration::from_secs(300);

/// The box as the page sees it.
pub struct BoxDesk {
    common: Common,
    cabinet: Arc<Cabinet>,
    book: Book,
    workers: Workers,
    live: Arc<Live>,
    /// The typed call under way, if there is one.
    typing: Mutex<Option<Typing>>,
}

impl BoxDesk {
    /// A desk over what the box has opened.
    pub fn new(common: Common, cabinet: Arc<Cabinet>, book: Book, workers: Workers) -> Self {
        Self { common, cabinet, book: book.of_page(), workers, live: Arc::default(), typing: Mutex::default() }
    }
}

struct Typing {
    lines: SyncSender<String>,
    call: JoinHandle<()>,
}

/// Turns the lines of the browser into what a caller does.
struct Browser(Receiver<String>);

impl Typist for Browser {
    fn next(&mut self, _asking: Asking) -> Act {
        match self.0.recv_timeout(IDLE_MAX) {
            // What is no act is said as it stands: nobody types a slash by intent.
            Ok(line) => Act::parse(&line).unwrap_or(Act::Say(line)),
            Err(_) => Act::HangUp,
        }
    }
}

impl Desk for BoxDesk {
    fn cabinet_name(&self) -> String {
        self.cabinet.name.clone()
    }

    fn today(&self) -> Date {
        world::now(&self.common).date()
    }

    fn agenda(&self, from: Date, to: Date) -> Result<Vec<AgendaRow>, String> {
        let rows = self.book.appointments(from, to).map_err(|e| e.to_string())?;
        Ok(rows
            .into_iter()
            .map(|(appointment, patient)| {
                let slot = appointment.slot;
                let practitioner = self.cabinet.practitioners.iter().find(|p| p.id == slot.practitioner);
                AgendaRow {
                    start: slot.start,
                    minutes: slot.minutes,
                    practitioner: practitioner.map_or(slot.practitioner.0, |p| p.said.clone()),
                    motif: slot.motif.0,
                    patient,
                    status: appointment.status,
                    by_the_box: appointment.made_by == huisclos_agenda::MadeBy::Box,
                }
            })
            .collect())
    }

    fn live(&self) -> &Live {
        &self.live
    }

    fn dial(&self, from: Option<String>) -> Result<(), String> {
        let caller = world::caller(from.as_deref()).map_err(|e| e.to_string())?;
        let mut typing = self.typing.lock().unwrap_or_else(PoisonError::into_inner);
        if typing.as_ref().is_some_and(|typing| !typing.call.is_finished()) {
            return Err("un appel tapé est déjà en cours".into());
        }
        let (lines, heard) = sync_channel(LINES_MAX);
        let (common, cabinet, book, workers, live) =
            (self.common.clone(), self.cabinet.clone(), self.book.clone(), self.workers.clone(), self.live.clone());
        let call = thread::Builder::new()
            .name("appel-tapé".into())
            .spawn(move || {
                let begin = Begin { common: &common, cabinet, book: &book, workers: &workers };
                begin.typed(caller, HandsetIs::Absent, &mut Browser(heard), move |report: &Report| {
                    live.push(report.clone())
                });
            })
            .map_err(|e| format!("le téléphone du navigateur ne peut pas commencer : {e}"))?;
        *typing = Some(Typing { lines, call });
        Ok(())
    }

    fn type_line(&self, line: String) -> Result<(), String> {
        let typing = self.typing.lock().unwrap_or_else(PoisonError::into_inner);
        match typing.as_ref().map(|typing| typing.lines.try_send(line)) {
            Some(Ok(())) => Ok(()),
            Some(Err(TrySendError::Full(_))) => Err("la boîte n'a pas encore répondu ; attendez".into()),
            Some(Err(TrySendError::Disconnected(_))) | None => {
                Err("aucun appel en cours ; appelez d'abord le cabinet".into())
            }
        }
    }
}
