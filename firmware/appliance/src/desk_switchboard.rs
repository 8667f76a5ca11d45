//! The calls under way in the page's hands: what is done to one goes into the audit trail first, by whom; and calls spoken
//! at a browser, on a simulated line of their own beside the real ones.

use crate::commands::call::Begin;
use crate::desk::BoxDesk;
use crate::settings::Trying;
use crate::world;
use huisclos_agenda::{CallId, Private};
use huisclos_board_sim::{ChannelCaller, Pacing, Settings as LineSettings};
use huisclos_ports::{AccountId, Headset, NotTaken, Report, Rulebook, Switchboard, Take, UnderWay};
use huisclos_store::{Deed, Kind};
use std::sync::{Arc, PoisonError};
use std::thread;

impl BoxDesk {
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
        let (common, book, workers, live, calls) =
            (self.common().clone(), self.book.clone(), self.workers.clone(), self.live.clone(), self.calls());
        let call = thread::Builder::new().name("appel-parlé".into()).spawn(move || {
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

impl Switchboard for BoxDesk {
    fn under_way(&self) -> Vec<UnderWay> {
        self.calls().under_way()
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
}
