//! What changed from one version of the settings to the next, in words: the history that the cabinet reads.

use crate::cabinet::{Absence, Cabinet, Motif, Opening, Practitioner};
use crate::periods::Period;
use jiff::civil::{Date, Time, Weekday};
use std::fmt::Display;

/// Sentences of one change: a history is read, not studied.
const SENTENCES_MAX: usize = 40;
/// Letters of a value that is told.
const VALUE_CHARS_MAX: usize = 80;

const DAYS: [(Weekday, &str); 7] = [
    (Weekday::Monday, "lundi"),
    (Weekday::Tuesday, "mardi"),
    (Weekday::Wednesday, "mercredi"),
    (Weekday::Thursday, "jeudi"),
    (Weekday::Friday, "vendredi"),
    (Weekday::Saturday, "samedi"),
    (Weekday::Sunday, "dimanche"),
];

impl Cabinet {
    /// What changed from `old`, one sentence a thing; empty when they are the same.
    #[must_use]
    pub fn changed_from(&self, old: &Self) -> Vec<String> {
        let mut told = Told(Vec::new());
        told.value("Nom du cabinet", &old.name, &self.name);
        told.value("Adresse", &old.address, &self.address);
        told.people(&old.practitioners, &self.practitioners);
        told.motifs(&old.motifs, &self.motifs);
        told.value("Jours fériés fermés", yes(old.closed_on_public_holidays), yes(self.closed_on_public_holidays));
        told.rows("Fermetures", old.closures.iter().map(absence), self.closures.iter().map(absence));
        told.rows("Heures du secrétariat", openings(&old.secretary), openings(&self.secretary));
        told.text("Accueil", old.greeting.as_deref(), self.greeting.as_deref());
        told.whether("Accueil enregistré", old.greeting_recording, self.greeting_recording);
        told.periods(&old.periods, &self.periods);
        let (was, is) = (&old.knowledge, &self.knowledge);
        for (name, old, new) in [
            ("Renseignements, horaires", &was.hours, &is.hours),
            ("Renseignements, adresse", &was.address, &is.address),
            ("Renseignements, accès", &was.access, &is.access),
            ("Renseignements, stationnement", &was.parking, &is.parking),
            ("Renseignements, tarifs", &was.fees, &is.fees),
            ("Renseignements, documents à apporter", &was.documents, &is.documents),
            ("Renseignements, consignes", &was.instructions, &is.instructions),
        ] {
            told.text(name, old.as_deref(), new.as_deref());
        }
        told.value("Délai avant un rendez-vous (minutes)", old.booking.notice_minutes, self.booking.notice_minutes);
        told.value("Réservation jusqu'à (jours)", old.booking.horizon_days, self.booking.horizon_days);
        let (was, is) = (&old.retention, &self.retention);
        told.value("Conservation des notes (jours)", was.transcripts_days, is.transcripts_days);
        told.value("Conservation des rendez-vous (mois)", was.appointments_months, is.appointments_months);
        told.value("Conservation des consentements (mois)", was.consents_months, is.consents_months);
        told.value("Conservation des appels (mois)", was.calls_months, is.calls_months);
        told.value("Conservation de la trace des accès (mois)", was.audit_months, is.audit_months);
        told.value("Question de satisfaction", yes(old.satisfaction), yes(self.satisfaction));
        told.value("Liste d'attente", yes(old.waiting_list), yes(self.waiting_list));
        let mut told = told.0;
        if told.is_empty() && self != old {
            told.push("L'ordre a changé.".into());
        }
        let more = told.len().saturating_sub(SENTENCES_MAX);
        if more > 0 {
            told.truncate(SENTENCES_MAX);
            told.push(format!("Et {more} autres changements."));
        }
        told
    }
}

struct Told(Vec<String>);

impl Told {
    fn say(&mut self, sentence: String) {
        self.0.push(sentence);
    }

    fn value<T: Display + PartialEq>(&mut self, what: &str, old: T, new: T) {
        if old != new {
            let (old, new) = (cut(&old.to_string()), cut(&new.to_string()));
            self.say(format!("{what} : {} au lieu de {}.", quoted(&new), quoted(&old)));
        }
    }

    fn text(&mut self, what: &str, old: Option<&str>, new: Option<&str>) {
        match (old, new) {
            (Some(_), None) => self.say(format!("{what} : retiré.")),
            (None, Some(new)) => self.say(format!("{what} : {}.", quoted(&cut(new)))),
            (Some(old), Some(new)) => self.value(what, old, new),
            (None, None) => {}
        }
    }

    fn whether<T: PartialEq>(&mut self, what: &str, old: Option<T>, new: Option<T>) {
        match (&old, &new) {
            (old, new) if old == new => {}
            (_, None) => self.say(format!("{what} : retiré.")),
            (None, _) => self.say(format!("{what} : ajouté.")),
            _ => self.say(format!("{what} : remplacé.")),
        }
    }

    fn rows(&mut self, what: &str, old: impl Iterator<Item = String>, new: impl Iterator<Item = String>) {
        let (old, new): (Vec<String>, Vec<String>) = (old.collect(), new.collect());
        let gone: Vec<&str> = old.iter().filter(|row| !new.contains(row)).map(String::as_str).collect();
        let come: Vec<&str> = new.iter().filter(|row| !old.contains(row)).map(String::as_str).collect();
        if !come.is_empty() {
            self.say(format!("{what} : ajouté {}.", come.join(", ")));
        }
        if !gone.is_empty() {
            self.say(format!("{what} : retiré {}.", gone.join(", ")));
        }
    }

    fn people(&mut self, old: &[Practitioner], new: &[Practitioner]) {
        for p in old.iter().filter(|p| new.iter().all(|n| n.id != p.id)) {
            self.say(format!("{} : retiré du cabinet.", cut(&p.said)));
        }
        for n in new {
            let who = cut(&n.said);
            let Some(p) = old.iter().find(|p| p.id == n.id) else {
                self.say(format!("{who} : ajouté au cabinet."));
                continue;
            };
            self.value(&format!("{who}, dit au téléphone"), &p.said, &n.said);
            self.value(&format!("{who}, nom"), &p.last_name, &n.last_name);
            self.value(&format!("{who}, prénom"), &p.first_name, &n.first_name);
            self.value(&format!("{who}, spécialité"), &p.speciality, &n.speciality);
            self.rows(&format!("{who}, autres mots"), words(&p.words), words(&n.words));
            self.value(&format!("{who}, à partir de (ans)"), age(p.age_from), age(n.age_from));
            self.value(&format!("{who}, moins de (ans)"), age(p.age_under), age(n.age_under));
            self.rows(&format!("{who}, horaires"), openings(&p.openings), openings(&n.openings));
            self.rows(&format!("{who}, urgences"), openings(&p.urgent), openings(&n.urgent));
            let absences = |p: &Practitioner| p.absences.iter().map(absence).collect::<Vec<_>>().into_iter();
            self.rows(&format!("{who}, absences"), absences(p), absences(n));
        }
    }

    fn motifs(&mut self, old: &[Motif], new: &[Motif]) {
        for m in old.iter().filter(|m| new.iter().all(|n| n.id != m.id)) {
            self.say(format!("Motif « {} » : retiré.", cut(&m.id.0)));
        }
        for n in new {
            let what = format!("Motif « {} »", cut(&n.id.0));
            let Some(m) = old.iter().find(|m| m.id == n.id) else {
                self.say(format!("{what} : ajouté."));
                continue;
            };
            self.value(&format!("{what}, dit au téléphone"), &m.said, &n.said);
            self.value(&format!("{what}, minutes"), m.minutes, n.minutes);
            let ids = |m: &Motif| m.practitioners.iter().map(|id| id.0.clone()).collect::<Vec<_>>().into_iter();
            self.rows(&format!("{what}, praticiens"), ids(m), ids(n));
            self.value(&format!("{what}, patients"), patients(m), patients(n));
            self.value(&format!("{what}, moins de (ans)"), age(m.age_under), age(n.age_under));
            self.rows(&format!("{what}, autres mots"), words(&m.words), words(&n.words));
            self.value(&format!("{what}, pour les raisons sans motif"), yes(m.for_lay_reasons), yes(n.for_lay_reasons));
            let when_new = |m: &Motif| m.when_new.as_ref().map_or("le même".to_string(), |id| id.0.clone());
            self.value(&format!("{what}, pour un nouveau patient"), when_new(m), when_new(n));
            self.value(&format!("{what}, créneaux d'urgence"), yes(m.urgent_slots), yes(n.urgent_slots));
            self.text(&format!("{what}, consignes"), m.instructions.as_deref(), n.instructions.as_deref());
        }
    }

    fn periods(&mut self, old: &[Period], new: &[Period]) {
        for p in old.iter().filter(|p| new.iter().all(|n| n.name != p.name)) {
            self.say(format!("Période « {} » : retirée.", cut(&p.name)));
        }
        for n in new {
            match old.iter().find(|p| p.name == n.name) {
                None => self.say(format!("Période « {} » : ajoutée.", cut(&n.name))),
                Some(p) if p != n => self.say(format!("Période « {} » : changée.", cut(&n.name))),
                Some(_) => {}
            }
        }
    }
}

fn quoted(text: &str) -> String {
    if text.chars().all(|c| c.is_ascii_digit()) || matches!(text, "oui" | "non") {
        text.to_string()
    } else {
        format!("« {text} »")
    }
}

fn cut(text: &str) -> String {
    let mut shown: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(VALUE_CHARS_MAX).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    shown.trim_end_matches('.').to_string()
}

fn yes(so: bool) -> &'static str {
    if so { "oui" } else { "non" }
}

fn age(years: Option<u8>) -> String {
    years.map_or("sans limite".into(), |years| years.to_string())
}

fn patients(m: &Motif) -> &'static str {
    match m.patients {
        crate::cabinet::Patients::Any => "tous",
        crate::cabinet::Patients::Known => "déjà venus",
        crate::cabinet::Patients::New => "nouveaux",
    }
}

fn words(of: &[String]) -> impl Iterator<Item = String> + '_ {
    of.iter().map(|word| format!("« {} »", cut(word)))
}

fn hour(t: Time) -> String {
    t.strftime("%H:%M").to_string()
}

fn day(d: Date) -> String {
    d.strftime("%d/%m/%Y").to_string()
}

/// Day by day: "mardi 09:00-12:00".
fn openings(of: &[Opening]) -> impl Iterator<Item = String> + '_ {
    of.iter().flat_map(|o| {
        let days = DAYS.iter().filter(|(d, _)| o.days.contains(d));
        days.map(|(_, name)| format!("{name} {}-{}", hour(o.from), hour(o.to)))
    })
}

fn absence(a: &Absence) -> String {
    let days = if a.from == a.to { day(a.from) } else { format!("du {} au {}", day(a.from), day(a.to)) };
    a.hours.map_or(days.clone(), |h| format!("{days} de {} à {}", hour(h.from), hour(h.to)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::periods::Answering;
    use jiff::civil::{date, time};

    #[test]
    fn each_change_is_told_in_words() {
        let check = |change: fn(&mut Cabinet), expect: &[&str]| {
            let old = Cabinet::demo();
            let mut new = old.clone();
            change(&mut new);
            assert_eq!(new.changed_from(&old), expect);
        };
        check(|_| {}, &[]);
        check(
            |c| c.name = "cabinet du Parc".into(),
            &["Nom du cabinet : « cabinet du Parc » au lieu de « cabinet médical des Lilas »."],
        );
        check(
            |c| c.practitioners[0].openings[0].to = time(11, 0, 0, 0),
            &[
                "docteur Martin, horaires : ajouté lundi 09:00-11:00, mardi 09:00-11:00, mercredi 09:00-11:00, jeudi 09:00-11:00, vendredi 09:00-11:00, samedi 09:00-11:00.",
                "docteur Martin, horaires : retiré lundi 09:00-12:00, mardi 09:00-12:00, mercredi 09:00-12:00, jeudi 09:00-12:00, vendredi 09:00-12:00, samedi 09:00-12:00.",
            ],
        );
        check(
            |c| {
                c.practitioners[1].absences.push(Absence {
                    from: date(2026, 12, 24),
                    to: date(2027, 1, 2),
                    hours: None,
                })
            },
            &["docteur Bernard, absences : ajouté du 24/12/2026 au 02/01/2027."],
        );
        check(|c| c.motifs[3].minutes = 20, &["Motif « vaccin », minutes : 20 au lieu de 10."]);
        check(|c| c.motifs.truncate(5), &["Motif « suivi pediatrique » : retiré."]);
        check(|c| c.knowledge.parking = None, &["Renseignements, stationnement : retiré."]);
        check(|c| c.satisfaction = true, &["Question de satisfaction : oui au lieu de non."]);
        check(|c| c.motifs.swap(0, 1), &["L'ordre a changé."]);
        check(|c| c.periods.push(night()), &["Période « Nuit » : ajoutée."]);
        check(
            |c| c.name = "x".repeat(4_000),
            &[&format!("Nom du cabinet : « {}… » au lieu de « cabinet médical des Lilas ».", "x".repeat(80))],
        );
    }

    fn night() -> Period {
        Period {
            name: "Nuit".into(),
            days: Vec::new(),
            hours: None,
            dates: None,
            answering: Answering::MessageOnly,
            transfer: false,
            greeting: None,
            greeting_recording: None,
            forward_to: None,
        }
    }

    #[test]
    fn a_change_of_everything_is_still_short() {
        let mut new = Cabinet::demo();
        let model = new.motifs[0].clone();
        new.motifs.extend((0..60).map(|i| Motif { id: format!("motif {i}").as_str().into(), ..model.clone() }));
        let told = new.changed_from(&Cabinet::demo());
        assert_eq!((told.len(), told.last().map(String::as_str)), (41, Some("Et 20 autres changements.")));
    }
}
