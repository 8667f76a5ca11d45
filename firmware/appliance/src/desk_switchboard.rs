//! The calls under way in the page's hands: what is done to one goes into the audit trail first, by whom; and calls spoken
//! at a browser, on a simulated line of their own beside the real ones.

use crate::book::Book;
use crate::cli::Common;
use crate::commands::call::Begin;
use crate::desk::BoxDesk;
use crate::running::aside::Aside;
use crate::settings::Trying;
use crate::world;
use huisclos_agenda::{CallId, PatientId, Phone, Private};
use huisclos_board_sim::{ChannelCaller, Pacing, Settings as LineSettings};
use huisclos_ports::{AccountId, Headset, NotTaken, Report, Rulebook, Switchboard, Take, UnderWay};
use huisclos_store::{Deed, Kind};
use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

/// The workers serve lines in turn; these are lines beside all real ones.
const SPOKEN_LANE: u32 = u32::MAX - 1;
pub(crate) const TYPED_LANE: u32 = u32::MAX - 2;
/// Trial calls that are remembered: more than the page shows calls.
const TRIED_MAX: usize = 64;

/// Where trial calls keep what they note on a box that takes real calls: nobody who tries a script fills the agenda.
pub struct Apart {
    aside: Arc<Aside>,
    folder: PathBuf,
    /// Those there were, the oldest first: the page tells them from patients' calls.
    tried: Mutex<VecDeque<CallId>>,
}

/// A trial call's own store; it goes with the call.
pub(crate) struct Trial {
    aside: Arc<Aside>,
    call: CallId,
    folder: PathBuf,
    pub(crate) book: Book,
}

impl Drop for Trial {
    fn drop(&mut self) {
        self.aside.trial_over(self.call);
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

impl BoxDesk {
    /// From now on trial calls have a store of their own, under this folder.
    pub fn keep_trials_apart(&self, aside: Arc<Aside>, folder: PathBuf) {
        let _ = self.apart.set(Apart { aside, folder, tried: Mutex::default() });
    }

    /// A trial call's own store, where the box keeps them apart.
    pub(crate) fn trial(&self, call: CallId) -> Result<Option<Trial>, String> {
        let Some(Apart { aside, folder, tried }) = self.apart.get() else { return Ok(None) };
        let mut tried = tried.lock().unwrap_or_else(PoisonError::into_inner);
        tried.push_back(call);
        if tried.len() > TRIED_MAX {
            tried.pop_front();
        }
        drop(tried);
        let (aside, folder) = (aside.clone(), folder.join(format!("essai-{call}")));
        std::fs::create_dir_all(&folder).map_err(|e| format!("{} : {e}", folder.display()))?;
        let common = Common { data: Some(folder.join("data")), ..self.common().clone() };
        let book = Book::open_quietly(&common).map_err(|e| e.to_string())?;
        aside.trial(call, book.port());
        Ok(Some(Trial { aside, call, folder, book }))
    }

    fn traced(&self, did: Deed, by: AccountId) -> Result<(), NotTaken> {
        self.trace(by, did, Kind::Calls, Vec::new()).map_err(|e| NotTaken::Failed(e.to_string()))
    }

    /// A call by the words that stand, or those that are tried.
    pub(crate) fn words(&self, script: Option<String>) -> Result<Arc<dyn Rulebook>, String> {
        Ok(match script {
            Some(which) => Arc::new(Trying::of(&self.settings, &which)?),
            None => self.settings.clone(),
        })
    }

    /// Starts a call spoken at a browser.
    pub(crate) fn begin_spoken(
        &self,
        from: Option<String>,
        script: Option<String>,
        headset: Headset,
    ) -> Result<CallId, String> {
        let caller = world::caller(from.as_deref()).map_err(|e| e.to_string())?;
        let mut speaking = self.speaking.lock().unwrap_or_else(PoisonError::into_inner);
        if speaking.as_ref().is_some_and(|call| !call.is_finished()) {
            return Err("Quelqu'un essaie déjà la boîte au micro ; attendez la fin de son appel.".into());
        }
        let rulebook = self.words(script)?;
        let id = world::call_id();
        let trial = self.trial(id)?;
        let book = trial.as_ref().map_or_else(|| self.book.clone(), |trial| trial.book.clone());
        let workers = self.workers.of_line(SPOKEN_LANE);
        let (common, live, calls) = (self.common().clone(), self.live.clone(), self.calls());
        let call = thread::Builder::new().name("appel-parlé".into()).spawn(move || {
            let _trial = trial;
            let begin =
                Begin { common: &common, rulebook: &*rulebook, book: &book, workers: &workers, calls: Some(calls) };
            let line = LineSettings { device: "essai/1".into(), pacing: Pacing::Real, ..LineSettings::lifelike() };
            let watch = move |report: &Report| live.push(report.clone());
            if let Err(error) = begin.heard_as(id, caller, line, ChannelCaller::new(headset), watch) {
                eprintln!("appel d'essai : {error}");
            }
        });
        *speaking = Some(call.map_err(|e| format!("Le téléphone du navigateur ne peut pas commencer : {e}"))?);
        Ok(id)
    }
}

/// A whole number of a person: neither one of emergencies, which the box never dials, nor one that costs whoever calls it
/// back (the 089 of the French plan, decision 2019-0954 of Arcep), a trick of those who leave messages.
fn is_ordinary(e164: &str) -> bool {
    e164.strip_prefix('+').is_some_and(|n| (7..=15).contains(&n.len()) && n.bytes().all(|b| b.is_ascii_digit()))
        && !e164.starts_with("+3389")
}

impl Switchboard for BoxDesk {
    fn under_way(&self) -> Vec<UnderWay> {
        self.calls().under_way()
    }

    fn is_trial(&self, call: CallId) -> bool {
        let tried = |apart: &Apart| apart.tried.lock().unwrap_or_else(PoisonError::into_inner).contains(&call);
        self.apart.get().is_some_and(tried)
    }

    fn take_over(&self, call: CallId, take: Take, by: AccountId) -> Result<(), NotTaken> {
        self.traced(Deed::TookOver, by)?;
        self.calls().take_over(call, take, by)
    }

    fn hand_back(&self, call: CallId, by: AccountId) -> Result<(), NotTaken> {
        self.traced(Deed::HandedBack, by)?;
        self.calls().hand_back(call, by)
    }

    fn hang_up(&self, call: CallId, by: AccountId) -> Result<(), NotTaken> {
        self.calls().hang_up(call, by)
    }

    fn whisper(&self, call: CallId, text: Private<String>, by: AccountId) -> Result<(), NotTaken> {
        self.traced(Deed::Whispered, by)?;
        self.calls().whisper(call, text, by)
    }

    fn calls_out(&self) -> bool {
        self.lines.get().is_some()
    }

    fn call_back(&self, number: &Private<Phone>, whose: Option<PatientId>, by: AccountId) -> Result<String, NotTaken> {
        let failed = |why: &str| NotTaken::Failed(why.into());
        let lines = self.lines.get().ok_or_else(|| failed("Cette boîte n'a pas de ligne pour appeler."))?;
        if !number.matches(|phone| is_ordinary(&phone.0)) {
            return Err(failed(
                "La boîte ne compose ni numéro court ni numéro surtaxé : composez-le vous-même au combiné.",
            ));
        }
        let patients = whose.into_iter().collect();
        self.trace(by, Deed::CalledBack, Kind::Notes, patients).map_err(|e| NotTaken::Failed(e.to_string()))?;
        lines.call_back(number).map_err(NotTaken::Failed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_box_dials_in_one_click() {
        for (number, dials) in [
            ("+33612345678", true),
            ("+33123456789", true),
            ("+32470123456", true),
            ("+33899123456", false),
            ("15", false),
            ("112", false),
            ("+112", false),
            ("3114", false),
            ("0612345678", false),
            ("+33 6", false),
            ("", false),
        ] {
            assert_eq!(is_ordinary(number), dials, "{number}");
        }
    }
}
