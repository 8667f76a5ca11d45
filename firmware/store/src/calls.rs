//! Calls: outcome and waits, which are kept without consent and say nothing of who called (feature A6).

use crate::audit_trail::Trail;
use crate::change::Tree;
use crate::error::Error;
use crate::keys::Field;
use crate::store::{Store, Transaction, id_at_end};
use huisclos_agenda::{CallId, NoteReason};
use huisclos_ports::{CallRecord, Course, Outcome, Step};
use huisclos_speech::Intent;
use jiff::ToSpan;
use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
pub(crate) struct CallKept {
    pub(crate) at: DateTime,
    seconds: f64,
    outcomes: Vec<String>,
    waits_ms: Vec<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    script: Option<String>,
    /// Since 22 November 2026; what was written before has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    course: Option<CourseKept>,
}

#[derive(Serialize, Deserialize)]
struct CourseKept {
    wanted: String,
    left: Option<String>,
    rung: u8,
    note: Option<NoteReason>,
    turns: u16,
    unclear: u16,
    mark: Option<u8>,
    /// Since the evening of 22 November 2026.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    quality: Option<u16>,
}

impl From<&Course> for CourseKept {
    fn from(c: &Course) -> Self {
        let (wanted, left) = (c.wanted.word().to_string(), c.left.map(|step| step.word().to_string()));
        let Course { rung, note, turns, unclear, mark, quality, .. } = *c;
        Self { wanted, left, rung, note, turns, unclear, mark, quality }
    }
}

impl From<CourseKept> for Course {
    fn from(c: CourseKept) -> Self {
        let wanted = Intent::from_word(&c.wanted).unwrap_or_default();
        let left = c.left.as_deref().and_then(Step::from_word);
        let CourseKept { rung, note, turns, unclear, mark, quality, .. } = c;
        Self { wanted, left, rung, note, turns, unclear, mark, quality }
    }
}

impl Store {
    /// Keeps a call. The same call again replaces it.
    ///
    /// # Errors
    /// The disk; nothing is changed then.
    pub fn record_call(&self, call: &CallRecord) -> Result<(), Error> {
        self.write(|t| t.record_call(call))
    }

    /// The same, with the end of the audit trail in the same frame: the call's accesses are on the medium then. A trail that
    /// cannot be synced does not keep a call from being recorded.
    ///
    /// # Errors
    /// As [`Store::record_call`].
    pub(crate) fn record_call_and_trail(&self, call: &CallRecord) -> Result<(), Error> {
        let synced = self.trail(Trail::sync).is_ok();
        let mark = self.write(|t| {
            t.record_call(call)?;
            if synced { t.mark_trail() } else { Ok(None) }
        })?;
        self.trail_marked(mark)
    }

    /// Every call, in order.
    ///
    /// # Errors
    /// A damaged state.
    pub fn every_call(&self) -> Result<Vec<CallRecord>, Error> {
        let all = self.all::<CallKept>(Tree::Calls, &[])?.into_iter();
        let mut found: Vec<CallRecord> =
            all.filter_map(|(key, kept)| Some(kept.with_id(CallId(id_at_end(&key)?)))).collect();
        found.sort_by_key(|call| (call.at, call.id));
        Ok(found)
    }

    /// The calls of some days, both inclusive, in order.
    ///
    /// # Errors
    /// A damaged state.
    pub fn calls_between(&self, from: Date, to: Date) -> Result<Vec<CallRecord>, Error> {
        let mut found = Vec::new();
        for day in from.series(1.day()).take_while(|day| *day <= to) {
            found.extend(self.calls(day)?);
        }
        Ok(found)
    }

    /// The calls of a day, in order.
    ///
    /// # Errors
    /// A damaged state.
    pub fn calls(&self, day: Date) -> Result<Vec<CallRecord>, Error> {
        let mut found = Vec::new();
        for id in self.ids_under(Tree::CallsByDay, &self.day_key(Field::CallDay, day))? {
            let kept: Option<CallKept> = self.record(Tree::Calls, &id.to_be_bytes())?;
            found.push(kept.ok_or(Error::Damaged { table: Tree::Calls.name() })?.with_id(CallId(id)));
        }
        found.sort_by_key(|call| (call.at, call.id));
        Ok(found)
    }
}

impl Transaction<'_> {
    /// Keeps what a model made of a call, in hundredths; false where the call, or how it went, is not kept.
    pub(crate) fn judge(&mut self, call: CallId, quality: u16) -> Result<bool, Error> {
        let kept: Option<CallKept> = self.store.record(Tree::Calls, &call.0.to_be_bytes())?;
        let Some(mut kept) = kept else { return Ok(false) };
        let Some(course) = kept.course.as_mut() else { return Ok(false) };
        course.quality = Some(quality);
        self.batch.put_call(call.0, &kept).map(|()| true)
    }

    fn record_call(&mut self, call: &CallRecord) -> Result<(), Error> {
        let kept = CallKept {
            at: call.at,
            seconds: call.seconds,
            outcomes: call.outcomes.iter().map(|o| o.word().to_string()).collect(),
            waits_ms: call.waits_ms.clone(),
            script: call.script.clone(),
            course: call.course.as_ref().map(CourseKept::from),
        };
        let old: Option<CallKept> = self.store.record(Tree::Calls, &call.id.0.to_be_bytes())?;
        if let Some(old) = old {
            self.unfile(Tree::CallsByDay, &self.store.day_key(Field::CallDay, old.at.date()), call.id.0, 0);
        }
        self.batch.put_call(call.id.0, &kept)
    }
}

impl CallKept {
    fn with_id(self, id: CallId) -> CallRecord {
        let Self { at, seconds, outcomes, waits_ms, script, course } = self;
        let outcomes = outcomes.iter().filter_map(|word| outcome(word)).collect();
        CallRecord { id, at, seconds, outcomes, waits_ms, script, course: course.map(Course::from) }
    }
}

fn outcome(word: &str) -> Option<Outcome> {
    Outcome::WORDS.iter().find(|(_, w)| *w == word).map(|(o, _)| *o)
}
