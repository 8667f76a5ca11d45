//! Who takes the calls of a running box: each begins with the rules that stand at its first ring.

use super::bell::Rung;
use super::log::Log;
use crate::cli::Common;
use crate::world;
use huisclos_agenda::CallId;
use huisclos_call::{Call, Settings};
use huisclos_engine::house::Begun;
use huisclos_engine::{Calls, Conversation, Reception};
use huisclos_ports::{CallRecord, Live, Outcome, Report, Rulebook, Rules, Store};
use jiff::ToSpan;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The clerk.
pub struct Clerk {
    /// The clock.
    pub common: Common,
    /// By what rules.
    pub rulebook: Arc<dyn Rulebook>,
    /// Where calls are kept.
    pub store: Arc<dyn Store>,
    /// The calls under way, for the page.
    pub calls: Arc<Calls>,
    /// What happens in them.
    pub live: Arc<Live>,
    /// For the terminal and the technician.
    pub log: Arc<Log>,
    /// The board, where its lines are rung from outside.
    pub rung: Option<Arc<dyn Rung>>,
    /// Lines that have a handset.
    pub handsets: BTreeSet<String>,
    /// False while the box has no voice: the handset rings then, as without a box.
    pub speaks: bool,
}

impl Reception for Clerk {
    fn begin(&self, line: &str) -> Option<Begun> {
        if !self.speaks {
            self.log.say(format!("{line} : appel laissé au combiné, la boîte n'a pas de voix"));
            return None;
        }
        let now = world::now(&self.common);
        let id = world::call_id();
        let Rules { cabinet, call, texts } = self.rulebook.rules(id, now);
        let call = Settings { handset: call.handset && self.handsets.contains(line), ..call };
        let call = Call::new(cabinet, now, call).in_words(texts);
        let (live, log, rung, line) = (self.live.clone(), self.log.clone(), self.rung.clone(), line.to_string());
        let watch = move |report: Report| {
            if let Some(rung) = &rung {
                rung.happened(&line, &report);
            }
            log.call(&line, &report);
            live.push(report);
        };
        let conversation = Conversation::new(id, call, self.store.clone(), now, Box::new(watch));
        Some(Begun { conversation, door: Some(self.calls.enter(id, true)) })
    }

    fn broke(&self, line: &str, call: CallId, seconds: f64) {
        self.log.say(format!("{line} : un appel s'est interrompu par une faute après {seconds:.0} s"));
        let now = world::now(&self.common);
        let at = now.checked_sub((seconds as i64).seconds()).unwrap_or(now);
        let record = CallRecord {
            id: call,
            at,
            seconds,
            outcomes: vec![Outcome::Failed],
            waits_ms: Vec::new(),
            script: None,
            course: None,
        };
        if let Err(error) = self.store.record_call(&record) {
            self.log.say(error.to_string());
        }
        let over = huisclos_ports::What::Over { seconds, outcome: Outcome::Failed, outcomes: vec![Outcome::Failed] };
        let report = Report { call, t_ms: (seconds * 1_000.0) as u64, what: over };
        if let Some(rung) = &self.rung {
            rung.happened(line, &report);
        }
        self.log.call(line, &report);
        self.live.push(report);
    }
}
