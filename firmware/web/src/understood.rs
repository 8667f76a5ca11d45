//! What the turns of a call have told so far, as people read it.

use crate::call_view::{CallView, last, text};
use crate::french;
use crate::grid::motif;
use crate::site::Site;
use huisclos_agenda::Purpose;
use huisclos_speech::{Intent, When};

/// What the turns have told so far; the last word counts.
pub fn facts(site: &Site, call: &CallView) -> Vec<(&'static str, String)> {
    let m = &call.meanings;
    let cabinet = &*site.cabinet();
    let mut facts = Vec::new();
    let mut add = |name: &'static str, value: Option<String>| facts.extend(value.map(|value| (name, value)));
    add("Veut", last(m, |m| intent(m.intent)).map(String::from));
    add("Pour", last(m, |m| m.motif.clone()).map(|id| motif(cabinet, &id)));
    add(
        "Avec",
        last(m, |m| m.practitioner.clone())
            .map(|id| cabinet.practitioner(&id).map_or(id.0.clone(), |p| p.said.clone())),
    );
    add("Quand", last(m, |m| m.when.filter(|w| !w.is_empty())).map(|w| wish(&w)));
    add("Rendez-vous existant", last(m, |m| m.existing.filter(|w| !w.is_empty())).map(|w| wish(&w)));
    add("Nom", last(m, |m| m.last_name.clone()).map(|n| proper(&text(&n))));
    add("Prénom", last(m, |m| m.first_name.clone()).map(|n| proper(&text(&n))));
    add("Né(e) le", last(m, |m| m.birth_date.clone()).map(|d| french::figures(*d.open(Purpose::Page))));
    add("Téléphone", last(m, |m| m.phone.clone()).map(|p| french::phone(&p.open(Purpose::Page).0)));
    add("Pressé", m.iter().any(|m| m.urgent).then(|| "dit que c'est urgent".into()));
    facts
}

/// "le goff-martin" as a card writes it, "Le Goff-Martin": what was heard has no capitals.
fn proper(name: &str) -> String {
    let mut begins = true;
    let letter = |c: char| {
        let written = if begins { c.to_uppercase().to_string() } else { c.to_string() };
        begins = !c.is_alphanumeric();
        written
    };
    name.chars().map(letter).collect()
}

fn intent(intent: Intent) -> Option<&'static str> {
    Some(match intent {
        Intent::Book => "prendre un rendez-vous",
        Intent::Move => "déplacer un rendez-vous",
        Intent::Cancel => "annuler un rendez-vous",
        Intent::Confirm => "confirmer un rendez-vous",
        Intent::Info => "un renseignement",
        Intent::Results => "des résultats",
        Intent::Document => "un document",
        Intent::Message => "laisser un message",
        Intent::Human => "parler à quelqu'un",
        Intent::Emergency => "urgence",
        Intent::OffTopic => "hors sujet",
        Intent::None => return None,
    })
}

/// "mardi 24 novembre, après 14 h".
fn wish(when: &When) -> String {
    let days = match (when.from, when.to) {
        (Some(from), Some(to)) if from == to => french::day(from),
        (Some(from), Some(to)) => format!("du {} au {}", french::day(from), french::day(to)),
        (Some(from), None) => format!("dès {}", french::day(from)),
        (None, Some(to)) => format!("jusqu'à {}", french::day(to)),
        (None, None) => String::new(),
    };
    let hours = match (when.after, when.before) {
        (Some(a), Some(b)) if a == b => format!("à {}", french::hour(a)),
        (Some(a), Some(b)) => format!("entre {} et {}", french::hour(a), french::hour(b)),
        (Some(a), None) => format!("après {}", french::hour(a)),
        (None, Some(b)) => format!("avant {}", french::hour(b)),
        (None, None) => String::new(),
    };
    [days, hours].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::{date, time};

    #[test]
    fn a_name_that_was_heard_has_its_capitals() {
        for (heard, shown) in [
            ("moreau", "Moreau"),
            ("le goff-martin", "Le Goff-Martin"),
            ("élise", "Élise"),
            ("d'hondt", "D'Hondt"),
            ("", ""),
        ] {
            assert_eq!(proper(heard), shown);
        }
    }

    #[test]
    fn wishes_are_said_in_french() {
        let day = Some(date(2026, 11, 24));
        let check = |when: When, says: &str| assert_eq!(wish(&when), says);
        check(
            When { from: day, to: day, after: Some(time(14, 0, 0, 0)), before: None },
            "mardi 24 novembre, après 14 h",
        );
        check(
            When { from: day, to: Some(date(2026, 11, 27)), ..When::default() },
            "du mardi 24 novembre au vendredi 27 novembre",
        );
        let nine = Some(time(9, 30, 0, 0));
        check(When { after: nine, before: nine, ..When::default() }, "à 9 h 30");
    }
}
