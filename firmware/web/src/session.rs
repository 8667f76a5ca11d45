//! Who is signed in. Sessions live in memory: a restart asks for the passwords again.
//!
//! A session that nobody has touched for 20 minutes hides patients' data and keeps ring and alarm; the PIN brings it
//! back. After 12 hours it ends.

use crate::secret;
use huisclos_ports::{AccountId, Role};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Untouched for that long, the page hides patients' data.
pub const IDLE_MAX: Duration = Duration::from_secs(20 * 60);
/// A working day.
pub const WHOLE_MAX: Duration = Duration::from_secs(12 * 3_600);
/// Between the password and the one-time code.
pub const HALF_MAX: Duration = Duration::from_secs(5 * 60);
/// Sessions at one time: 50 accounts on a few machines each. Beyond, the one untouched for longest ends.
const SESSIONS_MAX: usize = 200;
/// Wrong PINs or one-time codes before the session ends.
pub const TRIES_MAX: u8 = 5;

/// A session by the SHA-256 of its cookie: memory holds no cookie.
pub type Key = [u8; 32];

/// How far the sign-in got.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The password was right; the one-time code is awaited.
    Code,
    /// The password was right; an authenticator application has to be joined first. Its secret, base 32.
    Enrol(String),
    /// Signed in.
    Open,
}

/// A session as a request finds it.
#[derive(Clone, Debug)]
pub struct Visit {
    /// Whose.
    pub account: AccountId,
    /// As colleagues read it.
    pub name: String,
    /// What they may see.
    pub role: Role,
    /// What every form of this session carries (CSRF).
    pub jeton: String,
    /// How far the sign-in got.
    pub stage: Stage,
    /// True when it was left alone for too long: patients' data stay hidden until the PIN.
    pub idle: bool,
    /// Which.
    pub key: Key,
    /// True when the browser asks for a piece of a page (`X-Fragment`).
    pub fragment: bool,
}

struct Session {
    visit: Visit,
    began: Duration,
    touched: Duration,
    tries: u8,
}

/// The sessions.
#[derive(Default)]
pub struct Sessions(Mutex<HashMap<Key, Session>>);

impl Sessions {
    fn with<T>(&self, f: impl FnOnce(&mut HashMap<Key, Session>) -> T) -> T {
        f(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Begins a session; the cookie's token.
    pub fn begin(&self, account: AccountId, name: &str, role: Role, stage: Stage, now: Duration) -> String {
        let token = secret::token();
        let key = secret::digest(&token);
        let visit = Visit {
            account,
            name: name.into(),
            role,
            jeton: secret::token(),
            stage,
            idle: false,
            key,
            fragment: false,
        };
        self.with(|all| {
            if all.len() >= SESSIONS_MAX {
                let oldest = all.iter().min_by_key(|(_, s)| s.touched).map(|(key, _)| *key);
                oldest.and_then(|key| all.remove(&key));
            }
            all.insert(key, Session { visit, began: now, touched: now, tries: 0 });
        });
        token
    }

    /// The session of a cookie. `by_hand`: somebody did something, as opposed to a page that refreshes itself.
    pub fn find(&self, token: &str, now: Duration, by_hand: bool) -> Option<Visit> {
        self.look(&secret::digest(token), now, by_hand)
    }

    /// The same by its key.
    pub fn look(&self, key: &Key, now: Duration, by_hand: bool) -> Option<Visit> {
        self.with(|all| {
            let session = all.get_mut(key)?;
            let whole = if session.visit.stage == Stage::Open { WHOLE_MAX } else { HALF_MAX };
            if now.saturating_sub(session.began) >= whole {
                all.remove(key);
                return None;
            }
            if now.saturating_sub(session.touched) >= IDLE_MAX {
                session.visit.idle = true;
            } else if by_hand && !session.visit.idle {
                session.touched = now;
            }
            Some(session.visit.clone())
        })
    }

    /// The PIN was right.
    pub fn wake(&self, key: &Key, now: Duration) {
        self.with(|all| {
            if let Some(session) = all.get_mut(key) {
                (session.visit.idle, session.touched, session.tries) = (false, now, 0);
            }
        });
    }

    /// Somebody leaves their desk: hidden at once.
    pub fn hide(&self, key: &Key) {
        self.with(|all| all.get_mut(key).map(|session| session.visit.idle = true));
    }

    /// Counts a wrong PIN or code; true when it was the last one and the session is over.
    pub fn was_wrong(&self, key: &Key) -> bool {
        self.with(|all| {
            let tries = all.get_mut(key).map_or(TRIES_MAX, |session| {
                session.tries += 1;
                session.tries
            });
            if tries >= TRIES_MAX {
                all.remove(key);
            }
            tries >= TRIES_MAX
        })
    }

    /// Ends one.
    pub fn end(&self, key: &Key) {
        self.with(|all| all.remove(key));
    }

    /// Ends all of an account (it was closed, or its password changed).
    pub fn end_all(&self, account: AccountId) {
        self.with(|all| all.retain(|_, session| session.visit.account != account));
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn minutes(n: u64) -> Duration {
        Duration::from_secs(60 * n)
    }

    #[test]
    fn a_page_left_alone_hides_and_the_pin_brings_it_back() {
        let sessions = Sessions::default();
        let token = sessions.begin(AccountId(1), "Sophie", Role::Secretary, Stage::Open, minutes(0));
        let find = |at, by_hand| sessions.find(&token, minutes(at), by_hand);
        assert!(!find(19, true).unwrap().idle);
        assert!(!find(38, false).unwrap().idle, "touched at 19");
        let idle = find(39, true).unwrap();
        assert!(idle.idle && find(40, true).unwrap().idle, "a click does not bring it back");
        sessions.wake(&idle.key, minutes(41));
        assert!(!find(42, true).unwrap().idle);
        assert!(sessions.find("another", minutes(42), true).is_none());
    }

    #[test]
    fn a_page_that_refreshes_itself_is_not_somebody() {
        let sessions = Sessions::default();
        let token = sessions.begin(AccountId(1), "Sophie", Role::Secretary, Stage::Open, minutes(0));
        for at in 1..20 {
            assert!(!sessions.find(&token, minutes(at), false).unwrap().idle);
        }
        assert!(sessions.find(&token, minutes(20), false).unwrap().idle);
    }

    #[test]
    fn twelve_hours_end_it_however_busy() {
        let sessions = Sessions::default();
        let token = sessions.begin(AccountId(1), "Sophie", Role::Doctor, Stage::Open, minutes(0));
        for at in 0..720 {
            assert!(sessions.find(&token, minutes(at), true).is_some(), "{at}");
        }
        assert!(sessions.find(&token, minutes(720), true).is_none());
        let half = sessions.begin(AccountId(1), "Sophie", Role::Doctor, Stage::Code, minutes(0));
        assert!(sessions.find(&half, minutes(5), true).is_none(), "the code came too late");
    }

    #[test]
    fn wrong_pins_end_it_and_sessions_are_bounded() {
        let sessions = Sessions::default();
        let token = sessions.begin(AccountId(1), "Sophie", Role::Secretary, Stage::Open, minutes(0));
        let key = sessions.find(&token, minutes(1), true).unwrap().key;
        let over: Vec<bool> = (0..5).map(|_| sessions.was_wrong(&key)).collect();
        assert_eq!(over, [false, false, false, false, true]);
        assert!(sessions.find(&token, minutes(1), true).is_none());
        for _ in 0..SESSIONS_MAX + 5 {
            sessions.begin(AccountId(2), "Luc", Role::Secretary, Stage::Open, minutes(1));
        }
        assert_eq!(sessions.with(|all| all.len()), SESSIONS_MAX);
        sessions.end_all(AccountId(2));
        assert_eq!(sessions.with(|all| all.len()), 0);
    }
}
