//! How often somebody may try. A try beyond the limit is answered at once, without looking at the password.
//!
//! Each account has its tries, each machine on the network has its own, and a browser that has signed in before has
//! others still ("device cookies", OWASP): who hammers an account from elsewhere does not lock its owner out. The
//! console is not on the network and has no part in this.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Effective tries in any hour, per account, machine or browser.
pub const TRIES_MAX: usize = 10;
const HOUR: Duration = Duration::from_secs(3_600);
/// Keys kept: 50 accounts, their browsers, the machines of a cabinet's network. Beyond, the oldest goes.
const KEYS_MAX: usize = 2_000;

/// Whose tries are counted.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Whose {
    /// Of one login, from browsers that are not known. Logins that nobody has share the empty one.
    Login(String),
    /// Of one machine.
    Machine(String),
    /// Of one browser that has signed in before.
    Browser(String),
    /// At the code of a blank box or of an invitation.
    FirstCode,
}

/// The tries of the last hour.
#[derive(Default)]
pub struct Limits(Mutex<HashMap<Whose, Vec<Duration>>>);

impl Limits {
    /// Counts a try for all of these; false, and nothing counted, when one of them has none left.
    pub fn may_try(&self, whose: &[Whose], now: Duration) -> bool {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for tries in kept.values_mut() {
            tries.retain(|at| now.saturating_sub(*at) < HOUR);
        }
        kept.retain(|_, tries| !tries.is_empty());
        if whose.iter().any(|key| kept.get(key).is_some_and(|tries| tries.len() >= TRIES_MAX)) {
            return false;
        }
        for key in whose {
            if kept.len() >= KEYS_MAX && !kept.contains_key(key) {
                let oldest = kept.iter().min_by_key(|(_, tries)| tries.last().copied()).map(|(key, _)| key.clone());
                oldest.and_then(|key| kept.remove(&key));
            }
            kept.entry(key.clone()).or_default().push(now);
        }
        true
    }

    /// Gives the last try back: it was right.
    pub fn was_right(&self, whose: &[Whose]) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for key in whose {
            kept.get_mut(key).and_then(Vec::pop);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_thousand_tries_are_ten_an_hour_and_the_owner_still_gets_in() {
        let limits = Limits::default();
        let sophie = Whose::Login("sophie".into());
        let at = |s: u64| Duration::from_secs(s);
        // 10,000 tries, one a second, from as many machines.
        let taken: Vec<u64> =
            (0..10_000).filter(|s| limits.may_try(&[sophie.clone(), Whose::Machine(s.to_string())], at(*s))).collect();
        for hour in 0..3 {
            let within = taken.iter().filter(|s| (hour * 3_600..(hour + 1) * 3_600).contains(*s)).count();
            assert!(within <= TRIES_MAX, "{within} in hour {hour}");
        }
        assert!(limits.may_try(&[Whose::Browser("hers".into())], at(10_000)), "her own browser");
        // One machine that goes from login to login has ten in all.
        let other = Limits::default();
        let tries = (0..100)
            .filter(|n| other.may_try(&[Whose::Login(format!("l{n}")), Whose::Machine("10.0.0.9".into())], at(1)));
        assert_eq!(tries.count(), TRIES_MAX);
    }

    #[test]
    fn right_tries_do_not_count_and_memory_is_bounded() {
        let limits = Limits::default();
        let key = [Whose::Login("sophie".into())];
        for n in 0..100 {
            assert!(limits.may_try(&key, Duration::from_secs(n)));
            limits.was_right(&key);
        }
        for n in 0..(KEYS_MAX as u64 + 500) {
            limits.may_try(&[Whose::Machine(n.to_string())], Duration::from_millis(n));
        }
        assert!(limits.0.lock().map(|kept| kept.len() <= KEYS_MAX).unwrap_or(false));
    }
}
