//! What stands beside each figure, in French: what it is, and what it is not.

use crate::link::{Finding, Link, PAIRS_MIN, Pair};
use crate::record::Step;
use huisclos_speech::{Asking, Intent};

/// A figure that has a definition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Defined {
    /// The calls.
    Calls,
    /// The success rate.
    Success,
    /// The transfer rate.
    Transfers,
    /// The abandon rate, and its steps.
    Abandons,
    /// The mean handling time.
    Handling,
    /// The waits.
    Waits,
    /// Satisfaction.
    Marks,
    /// The chat model's marks.
    Quality,
    /// Turns that were not understood.
    Unclear,
    /// Busiest hours.
    Hours,
    /// What callers wanted.
    Wanted,
    /// Correlations.
    Links,
    /// Scripts set against each other.
    Scripts,
}

impl Defined {
    /// All of them.
    pub const ALL: [Defined; 13] = [
        Defined::Calls,
        Defined::Success,
        Defined::Transfers,
        Defined::Abandons,
        Defined::Handling,
        Defined::Waits,
        Defined::Marks,
        Defined::Quality,
        Defined::Unclear,
        Defined::Hours,
        Defined::Wanted,
        Defined::Links,
        Defined::Scripts,
    ];

    /// Its name on the page.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Defined::Calls => "Appels",
            Defined::Success => "Réussite",
            Defined::Transfers => "Appels passés au cabinet",
            Defined::Abandons => "Abandons",
            Defined::Handling => "Durée d'un appel",
            Defined::Waits => "Attente après chaque phrase",
            Defined::Marks => "Satisfaction",
            Defined::Quality => "Qualité des appels, d'après le modèle",
            Defined::Unclear => "Phrases non comprises",
            Defined::Hours => "Heures les plus chargées",
            Defined::Wanted => "Ce que les appelants demandent",
            Defined::Links => "Ce qui va ensemble",
            Defined::Scripts => "Les scripts comparés",
        }
    }
}

/// What a figure is, in one or two sentences.
#[must_use]
pub fn definition(of: Defined) -> &'static str {
    match of {
        Defined::Calls => {
            "Tous les appels auxquels la boîte a répondu. Démarchages et faux numéros sont comptés ici, et dans aucun des \
             taux qui suivent."
        }
        Defined::Success => {
            "Part des appelants qui ont eu ce pour quoi ils appelaient : rendez-vous pris, déplacé, annulé ou confirmé, \
             renseignement donné, quelqu'un du cabinet au bout du fil, urgence envoyée au 15, message laissé quand c'est un \
             message qu'on voulait laisser. Une note prise faute de mieux n'est pas une réussite. Alerte sous 80 %."
        }
        Defined::Transfers => {
            "Part des appelants à qui quelqu'un du cabinet a parlé au combiné pendant l'appel. « En vain » : le combiné a \
             sonné et personne n'a décroché."
        }
        Defined::Abandons => {
            "Part des appelants qui ont raccroché sans rien avoir obtenu. L'étape est la dernière question que la boîte avait \
             posée."
        }
        Defined::Handling => {
            "De la première sonnerie à la fin de l'appel, conversation avec le cabinet comprise. « La plupart » : 95 appels sur \
             100 sont plus courts."
        }
        Defined::Waits => {
            "De la fin de la phrase de l'appelant au premier son de la réponse. « La plupart » : 95 attentes sur 100 sont plus \
             courtes."
        }
        Defined::Marks => {
            "Note de 1 à 5 donnée à la fin de l'appel, par ceux qui ont bien voulu répondre : ils ne ressemblent pas forcément \
             aux autres."
        }
        Defined::Quality => {
            "Note de 1 à 5 qu'un modèle de langage installé sur la boîte donne à chaque appel une fois qu'il est fini, d'après ce \
             qui s'y est dit : ce que l'appelant voulait, ce qu'il a obtenu, ce qu'il a dû répéter. C'est un avis de machine : \
             il se lit sur beaucoup d'appels, jamais sur un seul."
        }
        Defined::Unclear => {
            "Part des phrases dites par les appelants dont la boîte n'a rien compris et qu'elle a fait répéter. Une phrase mal \
             comprise sans que rien ne le montre n'y est pas."
        }
        Defined::Hours => "Appels reçus par jour de semaine et par heure, à la première sonnerie.",
        Defined::Wanted => "La première demande de chaque appel, telle que la boîte l'a comprise.",
        Defined::Links => {
            "Corrélation de rangs de Spearman (de −1 à 1) et son intervalle à 95 %. Deux choses qui vont ensemble : cela ne dit \
             pas que l'une est la cause de l'autre, et de trois comparaisons, l'une sort du hasard une fois sur sept. Sous 30 \
             appels notés, rien n'est dit."
        }
        Defined::Scripts => {
            "Chaque script est comparé à celui qui a eu le plus d'appels, avec l'intervalle à 95 % de la différence. Si \
             l'intervalle contient zéro, le hasard suffit à l'expliquer. Sous 50 appels par script, rien n'est comparé."
        }
    }
}

/// Where a caller was, as people read it.
#[must_use]
pub fn step_in_french(step: Step) -> &'static str {
    match step {
        Step::Greeting => "avant la première question",
        Step::Ringing => "pendant que le combiné sonnait",
        Step::Asked(asking) => match asking {
            Asking::Open => "« Que puis-je faire pour vous ? »",
            Asking::Consent => "l'accord pour garder les données",
            Asking::Motif => "le motif",
            Asking::Practitioner => "le choix du praticien",
            Asking::Date => "le jour souhaité",
            Asking::Slot => "le choix du créneau",
            Asking::Confirm => "une confirmation",
            Asking::LastName => "le nom de famille",
            Asking::FirstName => "le prénom",
            Asking::Name => "le nom",
            Asking::BirthDate => "la date de naissance",
            Asking::Phone => "le numéro de téléphone",
            Asking::Choice => "un choix",
            Asking::Rating => "la note de satisfaction",
            Asking::Other => "le message, ou « autre chose ? »",
        },
    }
}

/// What a caller wanted, as people read it.
#[must_use]
pub fn wanted_in_french(wanted: Intent) -> &'static str {
    match wanted {
        Intent::Book => "prendre rendez-vous",
        Intent::Move => "déplacer un rendez-vous",
        Intent::Cancel => "annuler un rendez-vous",
        Intent::Confirm => "confirmer, ou demander l'heure",
        Intent::Info => "un renseignement",
        Intent::Results => "des résultats",
        Intent::Document => "un document",
        Intent::Message => "laisser un message",
        Intent::Human => "parler à quelqu'un",
        Intent::Emergency => "une urgence",
        Intent::OffTopic => "démarchage ou erreur",
        Intent::None => "rien d'exprimé",
    }
}

/// What is set against what, as people read it.
#[must_use]
pub fn pair_in_french(pair: Pair) -> &'static str {
    match pair {
        Pair::MarkDuration => "la note et la durée de l'appel",
        Pair::MarkWait => "la note et l'attente après chaque phrase",
        Pair::MarkUnclear => "la note et les phrases non comprises",
    }
}

/// What was found, in one sentence that says how sure it is.
#[must_use]
pub fn finding_in_french(link: &Link) -> String {
    let n = link.n;
    match (link.finding, link.rho) {
        (Finding::TooFew, _) => format!("trop peu d'appels : {n} ; il en faut {PAIRS_MIN}"),
        (Finding::Flat, _) => "l'une des deux valeurs ne change jamais : rien à comparer".into(),
        (Finding::Found(strength), Some(rho)) if rho < 0.0 => {
            format!("lien {strength} : la note baisse quand l'autre monte")
        }
        (Finding::Found(strength), _) => format!("lien {strength} : la note monte avec l'autre"),
        (Finding::Nothing, _) => "aucun lien établi : le hasard suffit à l'expliquer".into(),
    }
}
