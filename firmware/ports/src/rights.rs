//! Patients' rights, who looked at what, and what the law asks to be written down (feature W8), as the page asks for them.

use crate::accounts::AccountId;
use crate::book::Refused;
use huisclos_agenda::{PatientId, Private};
use jiff::civil::{Date, DateTime};

/// Which accesses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Which {
    /// First day.
    pub from: Date,
    /// Last day, inclusive.
    pub to: Date,
    /// Of one account of the page only.
    pub who: Option<AccountId>,
    /// To one patient's data only.
    pub patient: Option<PatientId>,
}

/// One access, in French.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Looked {
    /// Its number in the trail.
    pub seq: u64,
    /// When.
    pub at: DateTime,
    /// The sort of actor: "la boîte, pendant un appel".
    pub by: &'static str,
    /// The account, where one of the page's is behind it.
    pub who: Option<AccountId>,
    /// What was done.
    pub did: &'static str,
    /// To which kind of data.
    pub what: &'static str,
    /// For which purpose.
    pub why: &'static str,
    /// Of how many patients.
    pub patients: u32,
    /// Accesses before this one that could not be written down.
    pub untraced: u32,
}

/// Accesses, the newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trail {
    /// The newest of them.
    pub shown: Vec<Looked>,
    /// How many there are in all.
    pub all: usize,
}

/// What a check of the whole trail found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checked {
    /// Entries read: seal, chain, and the end that the journal knows.
    pub entries: u64,
    /// Accesses that could not be written, as the entries tell.
    pub untraced: u64,
    /// What is wrong, in French sentences; empty when all is well.
    pub faults: Vec<String>,
}

/// Everything known of one patient, twice: to be read or printed, and to be taken elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dossier {
    /// A page of its own.
    pub html: Private<String>,
    /// The same as JSON.
    pub json: Private<String>,
}

/// The proof of an erasure. It names nobody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// The number of what was erased, a card or a note without one.
    pub subject: u64,
    /// When.
    pub at: DateTime,
    /// By whom.
    pub by: String,
    /// The keyring's generation that has the key no more.
    pub generation: u64,
    /// Records that opened until then.
    pub records: u64,
    /// It had been erased before.
    pub already: bool,
    /// Backup folders that could not be reached: they and the paper key still give the patient.
    pub backups: Vec<String>,
    /// What an earlier restore has set aside, which still holds the patient.
    pub aside: Vec<String>,
}

/// One kind of data and when it goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaving {
    /// "messages et passages d'appels".
    pub kind: &'static str,
    /// "30 jours".
    pub kept: String,
    /// How many there are.
    pub records: u64,
    /// How many of them go within the next thirty days; `None` where that depends on what happens until then.
    pub soon: Option<u64>,
}

/// What the law asks to be written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paper {
    /// The record of processing (GDPR, article 30).
    Register,
    /// The impact assessment (article 35).
    Assessment,
}

/// Patients' rights. Every reading and every act goes into the trail before anything is given.
pub trait Rights: Send + Sync + 'static {
    /// Accesses, at most `max` of them, the newest first.
    ///
    /// # Errors
    /// The store cannot be read.
    fn looked(&self, by: AccountId, which: &Which, max: usize) -> Result<Trail, Refused>;

    /// Reads the whole trail again: every seal, the chain and the end.
    ///
    /// # Errors
    /// The store cannot be read.
    fn check_trail(&self) -> Result<Checked, Refused>;

    /// Everything known of a patient.
    ///
    /// # Errors
    /// `Gone`, or the store.
    fn dossier(&self, by: AccountId, patient: PatientId) -> Result<Dossier, Refused>;

    /// Erases a patient; there is no way back. Asked again, it gives the proof again and reaches for the backups once more.
    ///
    /// # Errors
    /// `Gone` (never there), or the store.
    fn erase(&self, by: AccountId, patient: PatientId) -> Result<Proof, Refused>;

    /// The proofs of erasures that were asked for or came with the time, the newest first.
    ///
    /// # Errors
    /// The store cannot be read.
    fn erasures(&self) -> Result<Vec<Proof>, Refused>;

    /// Every kind of data with when it goes.
    ///
    /// # Errors
    /// The store cannot be read.
    fn leaving(&self) -> Result<Vec<Leaving>, Refused>;

    /// A paper, in Markdown.
    ///
    /// # Errors
    /// The store cannot be read.
    fn paper(&self, paper: Paper) -> Result<String, Refused>;
}
