//! The kinds of data the register tells, out of this crate's own tables.

use crate::change::Tree;
use huisclos_agenda::{Appointment, Identity, Note, Retention, WAIT_DAYS_MAX, Waiting};
use huisclos_ports::{CallRecord, Course};
use serde::Serialize;

/// A kind of data the box keeps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Described {
    /// Its table's name on disk.
    pub table: &'static str,
    /// What it is called in French.
    pub kind: &'static str,
    /// What it holds.
    pub holds: &'static str,
    /// What for.
    pub purpose: &'static str,
    /// On which ground.
    pub basis: &'static str,
    /// How long.
    pub kept: String,
    /// How many there are now.
    pub records: u64,
}

/// Never called: the patterns name every field of what is kept, so that one that is added does not compile until somebody
/// has come here and described it below.
const _: fn(&Identity, &Appointment, &Note, &CallRecord, &Course, &Waiting) =
    |identity, appointment, note, call, course, waiting| {
        let Identity { last_name: _, first_name: _, birth_date: _, phone: _ } = identity;
        let Appointment { id: _, patient: _, slot: _, status: _, made_by: _ } = appointment;
        let Note { id: _, at: _, reason: _, priority: _, patient: _, phone: _, practitioner: _, text: _ } = note;
        let CallRecord { id: _, at: _, seconds: _, outcomes: _, waits_ms: _, script: _, course: _ } = call;
        let Course { wanted: _, left: _, rung: _, note: _, turns: _, unclear: _, mark: _, quality: _ } = course;
        let Waiting { id: _, patient: _, motif: _, practitioner: _, hours: _, until: _, since: _, urgent: _, .. } =
            waiting;
        let Waiting { instead_of: _, made_by: _, .. } = waiting;
    };

/// Asked by the assistant before the first fact is kept (feature A6).
const CONSENT: &str = "consentement, demandé par l'assistant avant la première donnée (RGPD art. 6-1-a et 9-2-a)";

/// What a table is told as; `None` for what only serves to find or to check the others. The match is whole: a table that is
/// added does not compile until it is told or left out on purpose.
pub(crate) fn described(tree: Tree, r: &Retention) -> Option<Described> {
    let (kind, holds, purpose, basis, kept) = match tree {
        Tree::Patients => (
            "fiches des patients",
            "nom, prénom, date de naissance, numéro de téléphone",
            "reconnaître le patient, prendre et gérer ses rendez-vous",
            CONSENT,
            format!("{} mois après le dernier rendez-vous, message ou accord", r.appointments_months),
        ),
        Tree::Appointments => (
            "rendez-vous",
            "praticien, motif, jour, heure, durée, état, qui l'a pris",
            "tenir l'agenda du cabinet",
            CONSENT,
            format!("{} mois après le rendez-vous", r.appointments_months),
        ),
        Tree::Notes => (
            "messages et passages d'appels",
            "heure, objet, degré d'urgence, fiche ou numéro à rappeler, praticien, ce que l'appelant a dit ; là où un \
             modèle de langage est installé, le résumé qu'il en fait",
            "transmettre au cabinet ce qu'un appelant demande",
            "consentement ; urgences : intérêts vitaux (art. 6-1-d et 9-2-c)",
            format!("{} jours", r.transcripts_days),
        ),
        Tree::Consents => (
            "preuves de consentement",
            "question mot pour mot et sa version, réponse, voix ou touche, heure, appel",
            "prouver l'accord donné ou refusé",
            "obligation de preuve (art. 7-1)",
            format!("la dernière avec la fiche ; les autres {} mois", r.consents_months),
        ),
        Tree::Calls => (
            "issue des appels",
            "heure, durée, issue, temps d'attente, script lu, demande, question à laquelle l'appelant a raccroché, phrases comprises \
             ou non, note de satisfaction, note d'un modèle de langage installé sur la boîte ; ni nom ni numéro",
            "suivre la qualité du service",
            "intérêt légitime du cabinet (art. 6-1-f)",
            format!("{} mois", r.calls_months),
        ),
        Tree::Waiting => (
            "liste d'attente",
            "fiche, motif, praticien, jours et heures souhaités, urgence, depuis quand, rendez-vous à avancer",
            "rappeler le patient quand une place se libère",
            CONSENT,
            format!("jusqu'à ce qu'une place soit trouvée, {WAIT_DAYS_MAX} jours au plus"),
        ),
        Tree::Freed => (
            "places libérées",
            "praticien, jour, heure et durée d'un rendez-vous rendu ; aucun nom",
            "proposer la place à qui attend",
            "sans donnée personnelle",
            "jusqu'au jour de la place".to_string(),
        ),
        Tree::Measures => (
            "mesures de fonctionnement",
            "chiffres, sans donnée personnelle",
            "surveiller l'appareil",
            "sans donnée personnelle",
            format!("{} mois", r.calls_months),
        ),
        Tree::Erasures => (
            "preuves d'effacement",
            "numéro de l'ancienne fiche, heure, par qui, génération du trousseau ; aucun nom",
            "prouver qu'un effacement a été fait",
            "obligation de preuve (art. 5-2)",
            "sans limite".to_string(),
        ),
        Tree::Proofs => (
            "comptes du personnel et état de la boîte",
            "identifiant, nom, rôle et empreinte du mot de passe de chaque compte de la page ; qui s'occupe d'un message ; \
             réglages du cabinet et qui les a changés, message d'accueil enregistré par un médecin (tant qu'il sert, puis 30 jours) ; \
             dernières sauvegardes, dernière nuit, clé papier relue",
            "savoir qui agit, et tenir la boîte en état",
            "intérêt légitime du cabinet (art. 6-1-f)",
            "tant que le cabinet utilise la boîte".to_string(),
        ),
        Tree::Meta
        | Tree::Wordings
        | Tree::PatientsByPhone
        | Tree::PatientsByName
        | Tree::PatientsBySound
        | Tree::PatientsByBirth
        | Tree::AppointmentsByDay
        | Tree::AppointmentsOfPatient
        | Tree::CallsByDay
        | Tree::MeasuresByDay
        | Tree::Asked => return None,
    };
    Some(Described { table: tree.name(), kind, holds, purpose, basis, kept, records: 0 })
}

/// The audit trail, which is no table.
pub(crate) fn trail_described(r: &Retention, entries: u64) -> Described {
    Described {
        table: "audit",
        kind: "trace des accès",
        holds: "heure, sorte d'acteur, pseudonymes de l'acteur et des patients, action, raison ; aucun nom",
        purpose: "savoir qui a consulté ou changé quoi",
        basis: "obligation de sécurité (art. 32)",
        kept: format!("{} mois, par mois entiers", r.audit_months),
        records: entries,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_settings_are_told_as_they_are() {
        let told = |r: &Retention| {
            let kept = Tree::ALL.into_iter().filter_map(|t| described(t, r)).map(|d| d.kept);
            kept.chain([trail_described(r, 0).kept]).collect::<Vec<_>>().join(" | ")
        };
        let other = Retention {
            transcripts_days: 7,
            appointments_months: 13,
            consents_months: 17,
            calls_months: 19,
            audit_months: 11,
        };
        for (months, r) in [
            (["30 jours", "36 mois", "60 mois", "25 mois", "12 mois"], Retention::default()),
            (["7 jours", "13 mois", "17 mois", "19 mois", "11 mois"], other),
        ] {
            for kept in months {
                assert!(told(&r).contains(kept), "{kept}: {}", told(&r));
            }
        }
        assert!(!told(&other).contains("30 jours"));
    }
}
