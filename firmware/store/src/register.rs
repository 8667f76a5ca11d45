//! What the box really does with personal data: the facts behind the register of processing (GDPR, article 30) and the
//! impact assessment. They are taken from the open store, the cabinet's settings and this crate's own tables and constants,
//! so that a table without a description does not compile and a changed period cannot be forgotten.

use crate::audit::Deed;
use crate::audit_read::TrailReport;
use crate::backup::KnownBackup;
use crate::change::Tree;
use crate::error::Error;
use crate::register_kinds::{Described, described, trail_described};
use crate::register_security::security;
use crate::store::Store;
use huisclos_agenda::Cabinet;
use huisclos_call::Texts;
use jiff::civil::DateTime;
use serde::Serialize;

/// Who receives personal data besides the cabinet. A part of the box that sends something to somebody adds its line here.
pub const RECIPIENTS: &[Recipient] = &[];

/// One recipient.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Recipient {
    /// Who.
    pub who: &'static str,
    /// Which data, and why.
    pub what: &'static str,
    /// In which country.
    pub country: &'static str,
}

/// The recipients in one French sentence.
pub(crate) fn recipients_said() -> String {
    if RECIPIENTS.is_empty() {
        return "le cabinet seul ; la boîte n'envoie rien à personne".to_string();
    }
    RECIPIENTS.iter().map(|r| format!("{} ({}, {})", r.who, r.what, r.country)).collect::<Vec<_>>().join(" ; ")
}

/// What only the program around the store knows.
#[derive(Clone, Copy, Debug)]
pub struct Surroundings<'a> {
    /// True when the root key is a plain file, as on a PC.
    pub key_in_file: bool,
    /// Where the page answers ("127.0.0.1:8015, cette machine seulement").
    pub page: &'a str,
    /// The program's version.
    pub version: &'a str,
    /// What callers hear as it stands now, the cabinet's own words in it.
    pub texts: &'a Texts,
}

/// What the register and the assessment are written from.
#[derive(Clone, Debug, Serialize)]
pub struct Register {
    /// When it was generated.
    pub made_at: DateTime,
    /// By which version.
    pub version: String,
    /// Who is responsible: the cabinet.
    pub cabinet: String,
    /// Where it is.
    pub address: String,
    /// Who works there.
    pub practitioners: Vec<String>,
    /// Every kind of data.
    pub kinds: Vec<Described>,
    /// Security measures, one sentence each.
    pub security: Vec<String>,
    /// Recipients, one sentence.
    pub recipients: String,
    /// What every caller hears first (AI Act, article 50).
    pub announcement: String,
    /// Version of the consent's wording, and its variants word for word.
    pub consent_version: String,
    /// The variants.
    pub consent_wordings: Vec<String>,
    /// What the trail writes down.
    pub traced: Vec<&'static str>,
    /// Accesses in the trail now.
    pub accesses: u64,
    /// What is wrong with the trail.
    pub trail_faults: Vec<String>,
    /// Backups this store has written.
    pub backups: Vec<KnownBackup>,
    /// Erasures proved so far, of patients and of notes without a card, by request or by their time.
    pub erased: u64,
    /// True when the root key is a plain file.
    pub key_in_file: bool,
    /// Where the page answers.
    pub page: String,
}

impl Store {
    /// Gathers the facts.
    ///
    /// # Errors
    /// A damaged state, or the disk.
    pub fn register(&self, cabinet: &Cabinet, around: &Surroundings<'_>, now: DateTime) -> Result<Register, Error> {
        let r = &cabinet.retention;
        let mut kinds = Vec::new();
        for tree in Tree::ALL {
            if let Some(described) = described(tree, r) {
                let records = self.read(|state| state.count(tree))?;
                kinds.push(Described { records, ..described });
            }
        }
        let TrailReport { entries, faults, .. } = self.verify_trail()?;
        kinds.push(trail_described(r, entries));
        let texts = around.texts;
        Ok(Register {
            made_at: now,
            version: around.version.to_string(),
            cabinet: cabinet.name.clone(),
            address: cabinet.address.clone(),
            practitioners: cabinet.practitioners.iter().map(|p| p.said.clone()).collect(),
            kinds,
            security: security(r, around),
            recipients: recipients_said(),
            announcement: texts.announcement(&cabinet.name, cabinet.greeting.as_deref()),
            consent_version: texts.consent_version.clone(),
            consent_wordings: texts.consent_wordings().to_vec(),
            traced: Deed::ALL.iter().map(|deed| deed.said()).collect(),
            accesses: entries,
            trail_faults: faults,
            backups: self.known_backups()?,
            erased: self.erasures()?.len() as u64,
            key_in_file: around.key_in_file,
            page: around.page.to_string(),
        })
    }
}
