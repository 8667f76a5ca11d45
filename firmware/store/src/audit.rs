//! Who looked at what: the words of the audit trail.
//!
//! Every access to patients' data by a call, a command, the page, the console or the box by itself is one entry: when,
//! by whom, what was done, for which purpose, of whose data. Nobody is named: patients and actors stand as keyed hashes
//! (`audit_form`), which whoever holds the keys can compute again for a given card, and nobody else.

use huisclos_agenda::{CallId, PatientId};
use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};

/// Who reaches for the data. The trail keeps the sort in clear (inside its seal) and a keyed hash of the rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By<'a> {
    /// The box, for a caller.
    Call(CallId),
    /// Somebody at the command line: the system's user (`uid:1000`).
    CommandLine(&'a str),
    /// Somebody on the page, by their account.
    Page(&'a str),
    /// Somebody at the technician's console.
    Console(&'a str),
    /// The box by itself, at night.
    Night,
}

impl By<'_> {
    pub(crate) fn sort(&self) -> Sort {
        match self {
            By::Call(_) => Sort::Call,
            By::CommandLine(_) => Sort::CommandLine,
            By::Page(_) => Sort::Page,
            By::Console(_) => Sort::Console,
            By::Night => Sort::Night,
        }
    }

    /// What the keyed hash stands for.
    pub(crate) fn name(&self) -> String {
        match self {
            By::Call(call) => call.to_string(),
            By::CommandLine(who) | By::Page(who) | By::Console(who) => (*who).to_string(),
            By::Night => String::new(),
        }
    }
}

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$of:meta])* $variant:ident $french:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$of])* $variant),* }

        impl $name {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// In French, for whoever reads the trail.
            #[must_use]
            pub fn said(self) -> &'static str {
                match self { $(Self::$variant => $french),* }
            }
        }
    };
}

words! {
    /// The sort of actor.
    Sort {
        /// The box, for a caller.
        Call "la boîte, pendant un appel",
        /// A person at the command line.
        CommandLine "une personne, en ligne de commande",
        /// A person on the page.
        Page "une personne, sur la page du cabinet",
        /// A technician at the console.
        Console "un technicien, à la console",
        /// The box by itself.
        Night "la boîte, pendant la nuit",
    }
}

words! {
    /// What was done. Free and taken hours alone, which name nobody, are no access.
    Deed {
        /// Cards were looked for, by number or name.
        Found "fiche recherchée",
        /// Appointments of one patient were read.
        Read "rendez-vous lus",
        /// Days of the agenda, or the inbox, were read with names.
        Listed "agenda ou messages affichés avec les noms",
        /// An appointment was put in the book.
        Booked "rendez-vous pris",
        /// Moved.
        Moved "rendez-vous déplacé",
        /// Given back.
        Cancelled "rendez-vous annulé",
        /// Confirmed.
        Confirmed "rendez-vous confirmé",
        /// A note was taken.
        Noted "message noté",
        /// An answer to the consent question was kept.
        Consented "consentement ou refus enregistré",
        /// Somebody was put on the waiting list.
        Enlisted "mis sur la liste d'attente",
        /// Somebody was taken off it.
        Struck "retiré de la liste d'attente",
        /// A card was corrected.
        Corrected "fiche corrigée",
        /// Everything of a patient was written out.
        Exported "dossier remis au patient",
        /// A patient was erased.
        Erased "patient effacé",
        /// Data went because its time was over.
        Expired "données supprimées, leur durée étant passée",
        /// A backup was written.
        BackedUp "sauvegarde faite",
        /// A backup was restored.
        Restored "sauvegarde restaurée",
        /// The trail itself was read.
        Inspected "trace des accès consultée",
        /// A setting was changed.
        Set "réglage changé",
        /// A piece of the trail was lost or cut, and was begun again here.
        Resumed "trace reprise après une perte",
        /// A person took a call over from the box.
        TookOver "appel pris à la boîte",
        /// And gave it back.
        HandedBack "appel rendu à la boîte",
        /// A person told the box what to offer.
        Whispered "consigne soufflée à la boîte",
        /// A person had the box call a number.
        CalledBack "numéro rappelé par la boîte",
    }
}

words! {
    /// For which purpose.
    Why {
        /// To answer a caller.
        Caller "répondre à un appel",
        /// The cabinet's own work.
        Cabinet "travail du cabinet",
        /// A patient exercised a right.
        Rights "droits du patient",
        /// Retention periods.
        Retention "durées de conservation",
        /// To keep the data safe.
        Safety "sécurité des données",
    }
}

words! {
    /// Which kind of data, where the deed does not say it.
    Kind {
        /// Patients' cards.
        Cards "fiches",
        /// Appointments.
        Appointments "rendez-vous",
        /// Notes.
        Notes "messages",
        /// Proofs of consent.
        Consents "consentements",
        /// Outcomes and waits of calls.
        Calls "appels",
        /// Measures.
        Measures "mesures",
        /// The waiting list.
        Waiting "liste d'attente",
        /// What calls asked, kept so that nothing is done twice.
        Asked "demandes déjà faites",
        /// The trail.
        Trail "trace des accès",
        /// Everything.
        All "tout",
    }
}

/// One access, to be traced.
#[derive(Clone, Copy, Debug)]
pub struct Access<'a> {
    /// When, civil time.
    pub at: DateTime,
    /// By whom.
    pub by: By<'a>,
    /// What was done.
    pub did: Deed,
    /// What for.
    pub why: Why,
    /// Of which kind of data.
    pub what: Kind,
    /// Of whose data.
    pub of: &'a [PatientId],
    /// How many records, where that says more than `of`.
    pub count: u32,
}

/// One access as the trail tells it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Seen {
    /// Its number in the trail.
    pub seq: u64,
    /// When.
    pub at: DateTime,
    /// The sort of actor.
    pub by: Sort,
    /// The actor's keyed hash: the same actor has the same one.
    pub who: String,
    /// What was done.
    pub did: Deed,
    /// What for.
    pub why: Why,
    /// Of which kind of data.
    pub what: Kind,
    /// How many records.
    pub count: u32,
    /// How many patients, by their keyed hashes.
    pub patients: u32,
    /// Accesses before this one that could not be written (a full disk while a caller was being answered).
    pub untraced: u32,
}
