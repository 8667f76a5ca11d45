//! Consents: the proof of each answer, and what a card says of it.

use crate::batch::wording_key;
use crate::change::Tree;
use crate::error::Error;
use crate::frame::{Hash, hash};
use crate::store::{Store, Transaction, id_at_end};
use huisclos_agenda::{CallId, PatientId};
use huisclos_call::Channel;
use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};

/// An answer to the consent question, with what proves it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsentGiven {
    /// The card; `None` when the answer came before one was known.
    pub patient: Option<PatientId>,
    /// The call in which it was given.
    pub call: Option<CallId>,
    /// Version of the wording.
    pub version: String,
    /// The exact words the caller heard.
    pub wording: String,
    /// By voice or key.
    pub channel: Channel,
    /// True for yes.
    pub agreed: bool,
    /// When.
    pub at: DateTime,
}

/// An answer as it is kept: the words it answers lie once in their own table, under this hash (SHA-256).
#[derive(Serialize, Deserialize)]
pub(crate) struct ConsentRecord {
    pub(crate) call: Option<CallId>,
    pub(crate) version: String,
    pub(crate) wording: Hash,
    pub(crate) by_key: bool,
    pub(crate) agreed: bool,
    pub(crate) at: DateTime,
}

impl Store {
    /// Keeps an answer as proof. The same answer of one call, given twice, is kept once.
    ///
    /// # Errors
    /// `TooLong`, or the disk; nothing is changed then.
    pub fn give_consent(&self, given: &ConsentGiven) -> Result<(), Error> {
        self.write(|t| t.give_consent(given))
    }

    /// Every proof kept for a card (or, with `None`, those given before a card was known), oldest first.
    ///
    /// # Errors
    /// A damaged state.
    pub fn consents(&self, patient: Option<PatientId>) -> Result<Vec<ConsentGiven>, Error> {
        let prefix = patient.map_or(0, |p| p.0).to_be_bytes();
        let mut found: Vec<(DateTime, Option<u64>, ConsentGiven)> = Vec::new();
        for (key, r) in self.all::<ConsentRecord>(Tree::Consents, &prefix)? {
            let channel = if r.by_key { Channel::Key } else { Channel::Voice };
            let ConsentRecord { call, version, wording, agreed, at, .. } = r;
            let wording = self.wording(&wording)?.ok_or(Error::Damaged { table: Tree::Wordings.name() })?;
            found.push((at, id_at_end(&key), ConsentGiven { patient, call, version, wording, channel, agreed, at }));
        }
        found.sort_by_key(|(at, id, _)| (*at, *id));
        Ok(found.into_iter().map(|(_, _, given)| given).collect())
    }

    /// The wording version that the card's last answer agreed to.
    pub(crate) fn consent_of(&self, patient: PatientId) -> Result<Option<String>, Error> {
        Ok(self.consents(Some(patient))?.pop().filter(|given| given.agreed).map(|given| given.version))
    }

    /// The exact words of a hash; checked against it, whatever its seal says.
    fn wording(&self, of: &Hash) -> Result<Option<String>, Error> {
        let found: Option<String> = self.record(Tree::Wordings, &wording_key(self.keys(), of))?;
        Ok(found.filter(|words| hash(words.as_bytes()) == *of))
    }
}

impl Transaction<'_> {
    pub(crate) fn give_consent(&mut self, given: &ConsentGiven) -> Result<(), Error> {
        let patient = given.patient.map_or(0, |p| p.0);
        let what = format!("consent|{patient}|{}|{}", given.version, given.agreed);
        if let Some(call) = given.call
            && self.store.asked_before(call, &what)?.is_some()
        {
            return Ok(());
        }
        let id = u64::from_le_bytes(crate::keys::random()?);
        let wording = hash(given.wording.as_bytes());
        if self.store.wording(&wording)?.is_none() {
            self.batch.put_wording(&given.wording)?;
        }
        let record = ConsentRecord {
            call: given.call,
            version: given.version.clone(),
            wording,
            by_key: given.channel == Channel::Key,
            agreed: given.agreed,
            at: given.at,
        };
        let key = [patient.to_be_bytes(), id.to_be_bytes()].concat();
        self.batch.put_consent(&key, patient, &record)?;
        match given.call {
            Some(call) => self.remember_asked(call, &what, id),
            None => Ok(()),
        }
    }
}
