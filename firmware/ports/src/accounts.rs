//! Who may sign in on the page, and how that is kept.

use huisclos_agenda::Private;
use std::fmt;

/// Accounts of one cabinet: a cabinet with fifty people at its desk is a hospital.
pub const ACCOUNTS_MAX: usize = 50;

/// One account. Random: it says nothing about who it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AccountId(pub u64);

impl fmt::Display for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl std::str::FromStr for AccountId {
    type Err = std::num::ParseIntError;
    fn from_str(s: &str) -> Result<Self, Self::Err> {
        u64::from_str_radix(s, 16).map(Self)
    }
}

/// What somebody is in the cabinet, and so what they may see (feature W7).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// The agenda, the calls, the inbox.
    Secretary,
    /// The same, and the accounts: the doctor answers for the data.
    Doctor,
    /// The box itself; no patient's data.
    Technician,
}

impl Role {
    /// Every role, with its word in records and forms and its name as people read it.
    pub const WORDS: [(Role, &'static str, &'static str); 3] = [
        (Role::Secretary, "secretary", "secrétaire"),
        (Role::Doctor, "doctor", "médecin"),
        (Role::Technician, "technician", "technicien"),
    ];

    /// Its word in records and forms.
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(role, ..)| *role == self).map_or("", |(_, word, _)| word)
    }

    /// As people read it.
    pub fn in_french(self) -> &'static str {
        Self::WORDS.iter().find(|(role, ..)| *role == self).map_or("", |(.., name)| name)
    }

    /// The role of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::WORDS.iter().find(|(_, w, _)| *w == word).map(|(role, ..)| *role)
    }
}

/// An account. Hashes are PHC strings (Argon2id); a stolen store gives no password away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Which.
    pub id: AccountId,
    /// Raised at each change: who writes over a change they have not seen is refused.
    pub version: u32,
    /// What is typed to sign in: lower case, unique.
    pub login: String,
    /// As colleagues read it.
    pub name: String,
    /// What they may see.
    pub role: Role,
    /// Closed accounts stay, so that traces keep a name.
    pub closed: bool,
    /// `None` until the person has chosen one.
    pub password: Option<Private<String>>,
    /// Brings a page back that was left for a while.
    pub pin: Option<Private<String>>,
    /// Secret of the one-time codes (RFC 6238), 20 bytes, base 32.
    pub totp: Option<Private<String>>,
    /// Last step of a one-time code that was taken: none is taken twice.
    pub totp_step: u64,
    /// Hash of the code that lets the person choose a password, and until when (seconds since 1970).
    pub invitation: Option<(Private<String>, u64)>,
    /// SHA-256 (hex) of the tokens of browsers that have signed in before; the last ones.
    pub browsers: Vec<String>,
}

/// Why the accounts could not be read or written; one French sentence.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AccountsError {
    /// Somebody else changed it in between.
    #[error("ce compte vient d'être modifié par quelqu'un d'autre ; rouvrez la page")]
    Changed,
    /// No place left.
    #[error("il y a déjà {ACCOUNTS_MAX} comptes ; fermez-en un")]
    Full,
    /// The store.
    #[error("{0}")]
    Failed(String),
}

/// Where accounts are kept.
pub trait Accounts: Send + Sync + 'static {
    /// All, closed ones too.
    ///
    /// # Errors
    /// The store cannot be read.
    fn accounts(&self) -> Result<Vec<Account>, AccountsError>;

    /// Writes an account over the version it was read with (0: a new one), and gives it the next.
    ///
    /// # Errors
    /// Changed in between, full, or the store.
    fn put_account(&self, account: &Account) -> Result<Account, AccountsError>;

    /// The code that a blank box shows on its console and display, asked for by its first account.
    fn first_code(&self) -> Private<String>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_come_back_from_their_words() {
        for (role, word, name) in Role::WORDS {
            assert_eq!((Role::from_word(word), role.word(), role.in_french()), (Some(role), word, name));
        }
        assert_eq!(Role::from_word("root"), None);
    }
}
