//! Who has which appointment, card or note open: two people who edit at once see each other before they meet.

use huisclos_ports::AccountId;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Somebody who opened it that long ago and did nothing since has turned to something else.
const OPEN_FOR: Duration = Duration::from_secs(120);
/// Openings remembered; a cabinet's people open a few things at a time.
const OPENINGS_MAX: usize = 500;

/// Openings by thing and person.
#[derive(Default)]
pub struct Presence(Mutex<HashMap<(String, AccountId), (String, Duration)>>);

impl Presence {
    /// Somebody opens it; the names of the others who have it open.
    pub fn open(&self, what: &str, who: AccountId, name: &str, now: Duration) -> Vec<String> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|_, (_, at)| now.saturating_sub(*at) < OPEN_FOR);
        if all.len() < OPENINGS_MAX {
            all.insert((what.into(), who), (name.into(), now));
        }
        let mut others: Vec<String> =
            all.iter().filter(|((w, a), _)| w == what && *a != who).map(|(_, (name, _))| name.clone()).collect();
        others.sort();
        others
    }

    /// Somebody is done with it.
    pub fn leave(&self, what: &str, who: AccountId) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&(what.to_string(), who));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_people_see_each_other_for_a_while() {
        let presence = Presence::default();
        let at = Duration::from_secs;
        assert!(presence.open("rdv", AccountId(1), "Sophie", at(0)).is_empty());
        assert_eq!(presence.open("rdv", AccountId(2), "Luc", at(5)), ["Sophie"]);
        assert!(presence.open("autre", AccountId(2), "Luc", at(5)).is_empty());
        assert_eq!(presence.open("rdv", AccountId(1), "Sophie", at(6)), ["Luc"]);
        assert!(presence.open("rdv", AccountId(1), "Sophie", at(200)).is_empty());
        presence.leave("rdv", AccountId(1));
        assert!(presence.open("rdv", AccountId(2), "Luc", at(201)).is_empty());
    }
}
