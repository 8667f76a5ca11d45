//! Who signs in on the page, who looks after which note, and the page's own authority: records of nobody, under names of
//! their own beside what the box keeps of itself.

use crate::change::Tree;
use crate::error::Error;
use crate::store::{Store, id_at_end};
use huisclos_agenda::{NoteId, Private, Purpose};
use huisclos_ports::{ACCOUNTS_MAX, Account, AccountId, AccountsError, Care, Role};
use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

const ACCOUNT: &[u8] = b"page account ";
/// Followed by the number of the note: goes with it (`retention`).
pub(crate) const CARE: &[u8] = b"page care ";
const AUTHORITY: &[u8] = b"page authority";

#[derive(Serialize, Deserialize)]
struct AccountRecord {
    version: u32,
    login: String,
    name: String,
    role: String,
    closed: bool,
    password: Option<String>,
    pin: Option<String>,
    totp: Option<String>,
    totp_step: u64,
    invitation: Option<(String, u64)>,
    browsers: Vec<String>,
}

#[derive(Serialize, Deserialize, Default)]
struct CareRecord {
    version: u32,
    taken_by: Option<u64>,
    done: Option<(DateTime, u64)>,
}

#[derive(Serialize, Deserialize)]
struct AuthorityRecord {
    certificate: Vec<u8>,
    key: String,
}

fn open(text: &Private<String>) -> String {
    text.open(Purpose::Store).clone()
}

fn record(a: &Account, version: u32) -> AccountRecord {
    AccountRecord {
        version,
        login: a.login.clone(),
        name: a.name.clone(),
        role: a.role.word().into(),
        closed: a.closed,
        password: a.password.as_ref().map(open),
        pin: a.pin.as_ref().map(open),
        totp: a.totp.as_ref().map(open),
        totp_step: a.totp_step,
        invitation: a.invitation.as_ref().map(|(code, until)| (open(code), *until)),
        browsers: a.browsers.clone(),
    }
}

fn account(id: u64, r: AccountRecord) -> Option<Account> {
    Some(Account {
        id: AccountId(id),
        version: r.version,
        login: r.login,
        name: r.name,
        role: Role::from_word(&r.role)?,
        closed: r.closed,
        password: r.password.map(Private::new),
        pin: r.pin.map(Private::new),
        totp: r.totp.map(Private::new),
        totp_step: r.totp_step,
        invitation: r.invitation.map(|(code, until)| (Private::new(code), until)),
        browsers: r.browsers,
    })
}

fn key(prefix: &[u8], id: u64) -> Vec<u8> {
    [prefix, &id.to_be_bytes()].concat()
}

fn failed(error: Error) -> AccountsError {
    AccountsError::Failed(error.to_string())
}

impl Store {
    /// Every account of the page, closed ones too.
    ///
    /// # Errors
    /// A damaged state.
    pub fn accounts(&self) -> Result<Vec<Account>, Error> {
        let damaged = || Error::Damaged { table: Tree::Proofs.name() };
        let all: Vec<(Vec<u8>, AccountRecord)> = self.all(Tree::Proofs, ACCOUNT)?;
        let accounts =
            all.into_iter().map(|(key, r)| id_at_end(&key).and_then(|id| account(id, r)).ok_or_else(damaged));
        let mut accounts = accounts.collect::<Result<Vec<_>, _>>()?;
        accounts.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
        Ok(accounts)
    }

    /// Writes an account over the version it was read with (0: a new one).
    ///
    /// # Errors
    /// Changed in between, a login that another has, no place left, or the disk; nothing is changed then.
    pub fn put_account(&self, new: &Account) -> Result<Account, AccountsError> {
        let written = self.write(|t| {
            let all = t.store.accounts()?;
            let now = all.iter().find(|a| a.id == new.id).map_or(0, |a| a.version);
            if now != new.version || all.iter().any(|a| a.id != new.id && a.login == new.login) {
                return Ok(Err(AccountsError::Changed));
            }
            if now == 0 && all.iter().filter(|a| !a.closed).count() >= ACCOUNTS_MAX {
                return Ok(Err(AccountsError::Full));
            }
            let version = now.saturating_add(1);
            t.put(Tree::Proofs, &key(ACCOUNT, new.id.0), 0, &record(new, version))?;
            Ok(Ok(Account { version, ..new.clone() }))
        });
        written.map_err(failed)?
    }

    /// Who looks after a note.
    ///
    /// # Errors
    /// A damaged state.
    pub fn care_of(&self, note: NoteId) -> Result<Care, Error> {
        let r: CareRecord = self.record(Tree::Proofs, &key(CARE, note.0))?.unwrap_or_default();
        let done = r.done.map(|(at, by)| (at, AccountId(by)));
        Ok(Care { version: r.version, taken_by: r.taken_by.map(AccountId), done })
    }

    /// Says who looks after a note, over the version that was seen; `None`, and nothing changed, when another is there.
    ///
    /// # Errors
    /// The disk; nothing is changed then.
    pub fn look_after(&self, note: NoteId, care: Care) -> Result<Option<Care>, Error> {
        self.write(|t| {
            if t.store.care_of(note)?.version != care.version {
                return Ok(None);
            }
            let new = Care { version: care.version.saturating_add(1), ..care };
            let taken_by = new.taken_by.map(|id| id.0);
            let done = new.done.map(|(at, by)| (at, by.0));
            t.put(Tree::Proofs, &key(CARE, note.0), 0, &CareRecord { version: new.version, taken_by, done })?;
            Ok(Some(new))
        })
    }

    /// The page's authority: its certificate (DER) and its key (PEM).
    ///
    /// # Errors
    /// A damaged state.
    pub fn page_authority(&self) -> Result<Option<(Vec<u8>, Zeroizing<String>)>, Error> {
        let kept: Option<AuthorityRecord> = self.record(Tree::Proofs, AUTHORITY)?;
        Ok(kept.map(|r| (r.certificate, Zeroizing::new(r.key))))
    }

    /// Keeps it.
    ///
    /// # Errors
    /// The disk; nothing is changed then.
    pub fn keep_page_authority(&self, certificate: &[u8], key: &str) -> Result<(), Error> {
        let record = AuthorityRecord { certificate: certificate.to_vec(), key: key.to_string() };
        self.write(|t| t.put(Tree::Proofs, AUTHORITY, 0, &record))
    }
}
