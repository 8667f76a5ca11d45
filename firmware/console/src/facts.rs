//! What the console knows of the box.

use crate::act::Ability;
use huisclos_operator::Status;
use std::collections::BTreeSet;

/// One look at the box, for the console.
#[derive(Clone, Debug, PartialEq)]
pub struct Facts {
    /// What everybody sees.
    pub status: Status,
    /// What this box can do.
    pub able: BTreeSet<Ability>,
    /// False on a blank box: the first technician chooses the PIN.
    pub has_pin: bool,
    /// Steps of the installation that were done.
    pub installed: BTreeSet<Step>,
}

impl Facts {
    /// True when the box can do it.
    #[must_use]
    pub fn can(&self, ability: Ability) -> bool {
        self.able.contains(&ability)
    }

    /// Steps that this box has, in order, each with whether it is done.
    #[must_use]
    pub fn steps(&self) -> Vec<(Step, bool)> {
        let has = |step: &Step| match step {
            Step::Pin => self.can(Ability::Pin),
            Step::Clock => self.can(Ability::Clock),
            Step::Network => self.can(Ability::ShowNetwork),
            Step::Line | Step::Handset => !self.status.lines.is_empty(),
            Step::Cabinet => self.can(Ability::Cabinet),
            Step::Account => self.can(Ability::Account),
            Step::PaperKey => self.can(Ability::PaperKey),
            Step::TestCall => self.can(Ability::TestCall),
        };
        let done = |step: Step| if step == Step::Pin { self.has_pin } else { self.installed.contains(&step) };
        Step::ALL.into_iter().filter(has).map(|step| (step, done(step))).collect()
    }
}

/// A step of the installation. What was done stays done when the cable is pulled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs)] // the titles say it
pub enum Step {
    Pin,
    Clock,
    Network,
    Line,
    Handset,
    Cabinet,
    Account,
    PaperKey,
    TestCall,
}

impl Step {
    /// In the order in which they are done: the clock dates everything, the paper key is last before the test.
    pub const ALL: [Self; 9] = [
        Self::Pin,
        Self::Clock,
        Self::Network,
        Self::Line,
        Self::Handset,
        Self::Cabinet,
        Self::Account,
        Self::PaperKey,
        Self::TestCall,
    ];

    /// As the technician reads it.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Pin => "Code du technicien",
            Self::Clock => "Date et heure",
            Self::Network => "Réseau du cabinet",
            Self::Line => "Ligne téléphonique",
            Self::Handset => "Combiné",
            Self::Cabinet => "Nom du cabinet",
            Self::Account => "Premier compte du secrétariat",
            Self::PaperKey => "Clé papier",
            Self::TestCall => "Appel d'essai",
        }
    }

    /// As it is kept in the box's file.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Pin => "pin",
            Self::Clock => "clock",
            Self::Network => "network",
            Self::Line => "line",
            Self::Handset => "handset",
            Self::Cabinet => "cabinet",
            Self::Account => "account",
            Self::PaperKey => "paper-key",
            Self::TestCall => "test-call",
        }
    }

    /// The step of that word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.word() == word)
    }
}
