//! The questions the console asks, one line each.

use crate::act::{Act, Network};
use crate::facts::{Facts, Step};
use crate::paper::{self, Paper};
use crate::secret::Secret;
use crate::tries::weak_pin;
use crate::typed;
use std::net::Ipv4Addr;

/// A question that is out.
#[derive(Clone, Debug, PartialEq)]
pub enum Form {
    /// A new PIN.
    NewPin,
    /// The same again.
    NewPinAgain(Secret),
    /// Date and hour.
    Clock,
    /// By DHCP or by hand.
    Network,
    /// Address and prefix.
    Address,
    /// The router.
    Gateway(Ipv4Addr, u8),
    /// The cabinet's name.
    Cabinet,
    /// The words of the paper key are on the screen.
    Copied(Paper),
    /// They are typed back.
    TypedBack(Paper),
    /// A word that confirms, and until when it may be typed.
    Confirm(Act, String, u64),
    /// Something was shown; Enter goes on.
    Read,
}

/// What an answer leads to.
#[derive(Clone, Debug, PartialEq)]
pub enum Next {
    /// Another question.
    Ask(Form),
    /// The words leave the screen before they are typed back.
    Hide(Form),
    /// The words are shown again.
    Show(Paper),
    /// Do it.
    Do(Act),
    /// The same question, with why.
    Again(Form, String),
    /// Nothing more is asked: this step is done.
    Done,
    /// A destructive act was not confirmed.
    Refused(Act),
    /// It was.
    Confirmed(Act),
}

impl Form {
    /// What stands before the cursor.
    pub fn prompt(&self) -> String {
        match self {
            Self::NewPin => "Nouveau code (6 à 12 chiffres) : ".into(),
            Self::NewPinAgain(_) => "Le même, encore une fois : ".into(),
            Self::Clock => "Date et heure : ".into(),
            Self::Network => "Adresse automatique (oui/non) : ".into(),
            Self::Address => "Adresse/bits : ".into(),
            Self::Gateway(..) => "Passerelle (rien s'il n'y en a pas) : ".into(),
            Self::Cabinet => "Nom du cabinet : ".into(),
            Self::Copied(_) => "Entrée quand les mots sont sur le papier : ".into(),
            Self::TypedBack(paper) => paper.prompt(),
            Self::Confirm(..) => "Confirmation : ".into(),
            Self::Read => "Entrée pour continuer : ".into(),
        }
    }

    /// True when stars are shown.
    pub fn hidden(&self) -> bool {
        matches!(self, Self::NewPin | Self::NewPinAgain(_))
    }

    /// What `?` answers.
    pub fn help(&self) -> &'static str {
        match self {
            Self::NewPin | Self::NewPinAgain(_) => {
                "Le code ouvre cette console. Choisissez-le difficile à deviner et gardez-le hors du cabinet."
            }
            Self::Clock => "L'heure de Paris, par exemple 23/11/2026 9h05. Elle date les rendez-vous et les traces.",
            Self::Network => "« oui » si une box Internet distribue les adresses ; « non » pour une adresse fixe.",
            Self::Address => "Une adresse libre du réseau du cabinet, par exemple 192.168.1.20/24.",
            Self::Gateway(..) => {
                "La box Internet, par exemple 192.168.1.1. La boîte ne lui parle que pour le réseau local."
            }
            Self::Cabinet => "Le nom que les appelants entendent, par exemple : cabinet médical des Lilas.",
            Self::Copied(_) => "Écrivez les mots à la main, dans l'ordre. Ils ouvrent les données si la boîte meurt.",
            Self::TypedBack(_) => {
                "Retapez les mots depuis votre papier, quatre par ligne, sans accents si vous voulez."
            }
            Self::Confirm(..) => "Tapez le mot demandé, entier et tel quel. Tout le reste annule.",
            Self::Read => "Appuyez sur Entrée.",
        }
    }

    /// What a line leads to. `now_ms` only counts for confirmations.
    pub fn answered(self, text: &str, facts: &Facts, now_ms: u64) -> Next {
        match self {
            Self::NewPin => match weak_pin(text) {
                Some(why) => Next::Again(Self::NewPin, why.into()),
                None => Next::Ask(Self::NewPinAgain(Secret::new(text))),
            },
            Self::NewPinAgain(first) if first.expose() == text => Next::Do(Act::SetPin(first)),
            Self::NewPinAgain(_) => Next::Again(Self::NewPin, "Les deux ne sont pas pareils.".into()),
            Self::Clock => match typed::date_time(text) {
                Ok(at) => Next::Do(Act::SetClock(at)),
                // The clock is right as it is.
                Err(_) if text.trim().is_empty() && facts.status.now.year() >= 2026 => Next::Done,
                Err(why) => Next::Again(Self::Clock, why),
            },
            Self::Network => match typed::yes(text) {
                Some(true) => Next::Do(Act::SetNetwork(Network::Automatic)),
                Some(false) => Next::Ask(Self::Address),
                None => Next::Again(Self::Network, "Répondez oui ou non.".into()),
            },
            Self::Address => match typed::address(text) {
                Ok((address, prefix)) => Next::Ask(Self::Gateway(address, prefix)),
                Err(why) => Next::Again(Self::Address, why),
            },
            Self::Gateway(address, prefix) => match typed::gateway(text, address, prefix) {
                Ok(network) => Next::Do(Act::SetNetwork(network)),
                Err(why) => Next::Again(Self::Gateway(address, prefix), why),
            },
            Self::Cabinet if text.trim().is_empty() && !facts.status.cabinet.is_empty() => Next::Done,
            Self::Cabinet => match typed::cabinet(text) {
                Ok(name) => Next::Do(Act::NameCabinet(name)),
                Err(why) => Next::Again(Self::Cabinet, why),
            },
            Self::Copied(paper) => Next::Hide(Self::TypedBack(paper)),
            Self::TypedBack(mut paper) => match paper.typed(text) {
                paper::Next::Row => Next::Ask(Self::TypedBack(paper)),
                paper::Next::Whole => Next::Do(Act::Remember(Step::PaperKey)),
                paper::Next::Again(why) => Next::Again(Self::TypedBack(paper), why),
                paper::Next::ShowAgain => Next::Show(paper.again()),
            },
            // Exactly the word, in time: nothing is trimmed, folded or guessed here.
            Self::Confirm(act, word, until) if text == word && now_ms <= until => Next::Confirmed(act),
            Self::Confirm(act, ..) => Next::Refused(act),
            Self::Read => Next::Done,
        }
    }
}
