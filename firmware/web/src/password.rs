//! Passwords and PINs by Argon2id, one at a time, so that a crowd at the door does not take the box's memory.

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use std::sync::{Arc, LazyLock};
use tokio::sync::Semaphore;
use zeroize::Zeroizing;

/// Argon2id with 19 MiB and two passes: what OWASP's sheet asks at least; some 40 ms on the box.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
/// Fewest characters: the CNIL (délibération 2022-100) and the ANSSI take 12 where tries are limited.
pub const PASSWORD_CHARS_MIN: usize = 12;
/// Most: longer ones are only work for the box.
pub const PASSWORD_CHARS_MAX: usize = 128;
/// A PIN brings back a page of somebody who has signed in: five tries, then the password again.
pub const PIN_DIGITS: std::ops::RangeInclusive<usize> = 4..=8;

/// Hashes and compares.
pub struct Passwords {
    one_at_a_time: Arc<Semaphore>,
}

/// Compared where there is no account, so that the time taken does not tell.
static NOBODY: LazyLock<String> = LazyLock::new(|| hash(&crate::secret::token()));

fn argon2() -> Argon2<'static> {
    let params = Params::new(MEMORY_KIB, PASSES, 1, None).expect("the constants are within Argon2's bounds");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

fn hash(secret: &str) -> String {
    let hashed = argon2().hash_password(secret.as_bytes());
    hashed.expect("a short password and a random salt can be hashed").to_string()
}

fn matches(secret: &str, hash: &str) -> bool {
    PasswordHash::new(hash).is_ok_and(|hash| argon2().verify_password(secret.as_bytes(), &hash).is_ok())
}

impl Default for Passwords {
    fn default() -> Self {
        Self { one_at_a_time: Arc::new(Semaphore::new(1)) }
    }
}

impl Passwords {
    async fn turn<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
        let turn = self.one_at_a_time.clone().acquire_owned().await.ok()?;
        let done = tokio::task::spawn_blocking(work).await.ok();
        drop(turn);
        done
    }

    /// The PHC string of a secret; `None` when the box has no thread for it.
    pub async fn hash(&self, secret: Zeroizing<String>) -> Option<String> {
        self.turn(move || hash(&secret)).await
    }

    /// Whether the secret is the one that was hashed; takes as long where there is no hash.
    pub async fn matches(&self, secret: Zeroizing<String>, hashed: Option<String>) -> bool {
        let there = hashed.is_some();
        self.turn(move || matches(&secret, hashed.as_ref().unwrap_or(&NOBODY))).await.unwrap_or(false) && there
    }
}

/// Why a password is too weak; one French sentence.
pub fn weakness(password: &str, known: &[&str]) -> Option<String> {
    let chars = password.chars().count();
    if chars < PASSWORD_CHARS_MIN {
        let missing = PASSWORD_CHARS_MIN - chars;
        return Some(format!(
            "Le mot de passe est trop court : il manque {missing} caractère{}. Quatre mots sans rapport font un bon mot de passe.",
            if missing > 1 { "s" } else { "" }
        ));
    }
    if chars > PASSWORD_CHARS_MAX {
        return Some(format!("Le mot de passe est trop long : {PASSWORD_CHARS_MAX} caractères au plus."));
    }
    let low = password.to_lowercase();
    let mut letters: Vec<char> = low.chars().collect();
    letters.sort_unstable();
    letters.dedup();
    if letters.len() < 5 {
        return Some("Le mot de passe répète les mêmes caractères : choisissez-en un autre.".into());
    }
    let common = ["motdepasse", "password", "azerty", "qwerty", "123456", "cabinet", "secretaire", "docteur"];
    let found = common.iter().chain(known).find(|word| word.chars().count() >= 4 && low.contains(&word.to_lowercase()));
    found.map(|word| format!("Le mot de passe contient « {word} », qui se devine : choisissez-en un autre."))
}

/// True for a PIN that is neither one digit repeated nor a run.
pub fn is_pin(pin: &str) -> bool {
    let digits: Vec<i16> = pin.chars().filter_map(|c| c.to_digit(10)).filter_map(|d| i16::try_from(d).ok()).collect();
    let steps: Vec<i16> = digits.windows(2).map(|pair| pair[1] - pair[0]).collect();
    digits.len() == pin.chars().count()
        && PIN_DIGITS.contains(&digits.len())
        && ![0, 1, -1].iter().any(|run| steps.iter().all(|step| step == run))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_opens_only_its_own_hash() {
        let passwords = Passwords::default();
        let secret = |text: &str| Zeroizing::new(text.to_string());
        let hash = passwords.hash(secret("cheval pile agrafe")).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(passwords.matches(secret("cheval pile agrafe"), Some(hash.clone())).await);
        assert!(!passwords.matches(secret("cheval pile agrafes"), Some(hash)).await);
        assert!(!passwords.matches(secret(""), None).await);
        assert!(!passwords.matches(secret("x"), Some("no hash".into())).await);
    }

    #[test]
    fn weak_ones_are_told_why() {
        let check = |password: &str, good: bool| {
            assert_eq!(weakness(password, &["sgarnier", "Sophie"]).is_none(), good, "{password}");
        };
        check("lampe verte sous la neige", true);
        check("courte", false);
        check("aaaaaaaaaaaaaaaa", false);
        check("Sophie aime la mer", false);
        check("azertyuiop789!", false);
        check(&"é".repeat(200), false);
        for (pin, good) in
            [("2580", true), ("1234", false), ("0000", false), ("98765", false), ("12a4", false), ("19", false)]
        {
            assert_eq!(is_pin(pin), good, "{pin}");
        }
    }
}
