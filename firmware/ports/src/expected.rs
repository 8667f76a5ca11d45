//! Who may be calling, or be called for: names that the recogniser expects, and how much of each by what was asked.

use huisclos_agenda::Private;
use huisclos_speech::Asking;

/// People given at most. Among two hundred, three strangers of a hundred are heard as one of them; among a thousand it was one of six
/// in a voice heard badly (models/README.md, "Names").
pub const EXPECTED_MAX: usize = 200;

/// Why somebody is expected, nearest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Nearness {
    /// On a card with the calling number.
    Number,
    /// Has an appointment in the coming days, or had one lately.
    Soon,
    /// Is on a card.
    Card,
}

/// Somebody expected. Prints no name.
#[derive(Clone, Debug, PartialEq)]
pub struct Expected {
    /// As on the card.
    pub last_name: Private<String>,
    /// As on the card.
    pub first_name: Private<String>,
    /// Why.
    pub nearness: Nearness,
}

/// How much of what is said to each question is a patient's name, for any one word of it: asked for a name every second or
/// third word is one, of those on the cards or not; in an open answer hardly one in a hundred.
const ASKED: f32 = 0.3;
const OPEN: f32 = 0.01;
/// A first name beside the family name that was asked for, and the other way round.
const BESIDE: f32 = 0.1;

impl Nearness {
    /// How much likelier than somebody who is only on a card.
    fn weight(self) -> f32 {
        match self {
            Nearness::Number => 50.0,
            Nearness::Soon => 5.0,
            Nearness::Card => 1.0,
        }
    }
}

/// Shares of family names and first names among the words of an answer.
fn shares(asking: Asking) -> Option<(f32, f32)> {
    match asking {
        Asking::LastName => Some((ASKED, BESIDE)),
        Asking::FirstName => Some((BESIDE, ASKED)),
        Asking::Name => Some((ASKED, ASKED)),
        Asking::Open | Asking::Motif | Asking::Other => Some((OPEN, OPEN)),
        // Days, hours, digits, yes and no: no name may draw them to itself.
        Asking::Consent
        | Asking::Practitioner
        | Asking::Date
        | Asking::Slot
        | Asking::Confirm
        | Asking::BirthDate
        | Asking::Phone
        | Asking::Choice
        | Asking::Rating => None,
    }
}

/// The names to expect in an answer, each with the chance that any one word of it is this one; the likeliest people first.
#[must_use]
pub fn chances(people: &[Expected], asking: Asking) -> Vec<(&Private<String>, f32)> {
    let Some((last, first)) = shares(asking) else { return Vec::new() };
    let mut near: Vec<&Expected> = people.iter().collect();
    near.sort_by_key(|who| who.nearness);
    near.truncate(EXPECTED_MAX);
    let all: f32 = near.iter().map(|who| who.nearness.weight()).sum();
    near.iter()
        .flat_map(|who| {
            let share = who.nearness.weight() / all;
            [(&who.last_name, last * share), (&who.first_name, first * share)]
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn people() -> Vec<Expected> {
        let who = |last: &str, first: &str, nearness| Expected {
            last_name: Private::new(last.into()),
            first_name: Private::new(first.into()),
            nearness,
        };
        vec![
            who("Madec", "Yann", Nearness::Card),
            who("Garnier", "Sophie", Nearness::Number),
            who("Bouchard", "Paul", Nearness::Soon),
        ]
    }

    fn check(asking: Asking, most: f32, least: f32) {
        let people = people();
        let found = chances(&people, asking);
        let sum: f32 = found.iter().map(|(_, chance)| chance).sum();
        assert!((least..=most).contains(&sum), "{asking:?}: {sum}");
    }

    #[test]
    fn names_are_expected_by_what_was_asked() {
        check(Asking::LastName, 0.5, 0.3);
        check(Asking::Name, 0.7, 0.5);
        check(Asking::FirstName, 0.5, 0.3);
        check(Asking::Open, 0.03, 0.01);
        for asking in [Asking::Date, Asking::Slot, Asking::BirthDate, Asking::Phone, Asking::Confirm, Asking::Consent] {
            check(asking, 0.0, 0.0);
        }
    }

    #[test]
    fn whoever_is_near_is_likelier_and_the_list_is_bounded() {
        let people = people();
        let found = chances(&people, Asking::LastName);
        let of = |name: &str| found.iter().find(|(n, _)| n.matches(|n| n == name)).map_or(0.0, |(_, c)| *c);
        assert!(of("Garnier") > 5.0 * of("Bouchard") && of("Bouchard") > 2.0 * of("Madec") && of("Madec") > 0.0);
        assert!(of("Garnier") > of("Sophie"), "a family name was asked for");
        let many: Vec<Expected> = people.iter().cycle().take(5 * EXPECTED_MAX).cloned().collect();
        let kept = chances(&many, Asking::LastName);
        assert_eq!(kept.len(), 2 * EXPECTED_MAX);
        assert!(kept[0].0.matches(|name| name == "Garnier"), "the nearest are kept");
        assert!(!format!("{people:?}").contains("Garnier"));
    }
}
