//! What every page of the site stands on.

use crate::authority::Authority;
use crate::limits::Limits;
use crate::news::News;
use crate::password::Passwords;
use crate::presence::Presence;
use crate::session::Sessions;
use huisclos_agenda::Cabinet;
use huisclos_call::{Draft, Scripts};
use huisclos_ports::{
    Account, AccountId, Accounts, AccountsError, Book, Clock, Health, Inbox, Live, Records, Rights, Role, Settings,
    Shelf, Studio, Switchboard, Telephone, WaitingList,
};
use huisclos_speech::red_flags::Signature;
use std::sync::Arc;
use tokio::sync::Semaphore;

/// The box as the page sees it.
#[derive(Clone)]
pub struct Parts {
    /// Who works there, for what, when.
    pub cabinet: Arc<dyn Settings<Cabinet>>,
    /// The words calls are spoken by.
    pub scripts: Arc<dyn Settings<Scripts>>,
    /// The words that are tried.
    pub draft: Arc<dyn Settings<Draft>>,
    /// Who signed the list of red flags.
    pub signature: Arc<dyn Settings<Signature>>,
    /// The box's voice and ear.
    pub studio: Arc<dyn Studio>,
    /// The models.
    pub shelf: Arc<dyn Shelf>,
    /// The agenda and the cards.
    pub book: Arc<dyn Book>,
    /// The notes.
    pub inbox: Arc<dyn Inbox>,
    /// Who waits for an earlier place.
    pub waiting: Arc<dyn WaitingList>,
    /// What is kept of the calls.
    pub records: Arc<dyn Records>,
    /// Patients' rights.
    pub rights: Arc<dyn Rights>,
    /// Who may sign in.
    pub accounts: Arc<dyn Accounts>,
    /// The hour.
    pub clock: Arc<dyn Clock>,
    /// A call typed or spoken in the browser.
    pub telephone: Arc<dyn Telephone>,
    /// The calls under way, to be taken over.
    pub switchboard: Arc<dyn Switchboard>,
    /// The calls as they happen.
    pub live: Arc<Live>,
    /// One click signs in as an invented secretary. On loopback only.
    pub demo: bool,
    /// Names and addresses the box is reached by, beside loopback's.
    pub hosts: Vec<String>,
    /// Without power, a relay joins handset and line.
    pub bypass: bool,
    /// How the box is.
    pub health: Arc<dyn Health>,
}

/// An account is written by its owner and by the doctor: more than two in one moment is a fault elsewhere.
const WRITES_MAX: usize = 3;

/// The site.
pub struct Site {
    pub settings: Arc<dyn Settings<Cabinet>>,
    pub scripts: Arc<dyn Settings<Scripts>>,
    pub draft: Arc<dyn Settings<Draft>>,
    pub signature: Arc<dyn Settings<Signature>>,
    pub studio: Arc<dyn Studio>,
    pub shelf: Arc<dyn Shelf>,
    pub book: Arc<dyn Book>,
    pub inbox: Arc<dyn Inbox>,
    pub waiting: Arc<dyn WaitingList>,
    pub records: Arc<dyn Records>,
    pub rights: Arc<dyn Rights>,
    pub accounts: Arc<dyn Accounts>,
    pub clock: Arc<dyn Clock>,
    pub telephone: Arc<dyn Telephone>,
    pub switchboard: Arc<dyn Switchboard>,
    /// Places for browsers with sound.
    pub headsets: Arc<Semaphore>,
    pub live: Arc<Live>,
    pub demo: bool,
    pub hosts: Vec<String>,
    pub bypass: bool,
    pub health: Arc<dyn Health>,
    pub tls: bool,
    /// SHA-256 of the box's own authority, as console and display show it.
    pub fingerprint: Option<String>,
    /// The authority's certificate, for browsers to trust (DER).
    pub certificate: Option<Vec<u8>>,
    pub sessions: Sessions,
    pub passwords: Passwords,
    pub limits: Limits,
    pub news: News,
    pub presence: Presence,
}

/// The account of the demonstration: it is in no store, and no real one has this id.
pub const DEMO_ACCOUNT: AccountId = AccountId(0);
/// As it signs.
pub const DEMO_NAME: &str = "Camille (démonstration)";

impl Site {
    /// A site over the box's parts, under the authority it is served by; without one, on loopback.
    pub fn new(parts: Parts, authority: Option<&Authority>) -> Arc<Self> {
        let tls = authority.is_some();
        let Parts {
            cabinet,
            scripts,
            draft,
            signature,
            studio,
            shelf,
            book,
            inbox,
            waiting,
            records,
            rights,
            accounts,
            clock,
            telephone,
            switchboard,
            live,
            demo,
            hosts,
            bypass,
            health,
        } = parts;
        let news = News::over(live.clone());
        Arc::new(Self {
            settings: cabinet,
            scripts,
            draft,
            signature,
            studio,
            shelf,
            book,
            inbox,
            waiting,
            records,
            rights,
            accounts,
            clock,
            telephone,
            switchboard,
            headsets: Arc::new(Semaphore::new(crate::sound::HEADSETS_MAX)),
            live,
            demo: demo && !tls,
            hosts,
            bypass,
            health,
            tls,
            fingerprint: authority.map(Authority::fingerprint),
            certificate: authority.map(|a| a.certificate.clone()),
            sessions: Sessions::default(),
            passwords: Passwords::default(),
            limits: Limits::default(),
            news,
            presence: Presence::default(),
        })
    }

    /// The cabinet as it stands now: one page is drawn by one.
    pub fn cabinet(&self) -> Arc<Cabinet> {
        self.settings.now().content
    }

    /// The name behind an account's id.
    pub fn name_of(&self, id: AccountId) -> String {
        if id == DEMO_ACCOUNT {
            return DEMO_NAME.into();
        }
        let all = self.accounts.accounts().unwrap_or_default();
        all.into_iter().find(|a| a.id == id).map_or_else(|| "quelqu'un".into(), |a| crate::french::plain(&a.name))
    }

    /// The open account of a login.
    pub fn account(&self, login: &str) -> Result<Option<Account>, String> {
        let login = login.trim().to_lowercase();
        let all = self.accounts.accounts().map_err(|e| e.to_string())?;
        Ok(all.into_iter().find(|a| a.login == login && !a.closed))
    }

    /// True while nobody can sign in: the box is new.
    pub fn is_blank(&self) -> Result<bool, String> {
        let all = self.accounts.accounts().map_err(|e| e.to_string())?;
        Ok(!all.iter().any(|a| a.role == Role::Doctor && a.password.is_some() && !a.closed))
    }

    /// Reads an account, changes it and writes it; again where somebody else wrote in between.
    pub fn change_account(&self, id: AccountId, change: impl Fn(&mut Account)) -> Result<Account, String> {
        for _ in 0..WRITES_MAX {
            let all = self.accounts.accounts().map_err(|e| e.to_string())?;
            let mut account = all.into_iter().find(|a| a.id == id).ok_or("ce compte n'existe plus")?;
            change(&mut account);
            match self.accounts.put_account(&account) {
                Err(AccountsError::Changed) => {}
                Err(e) => return Err(e.to_string()),
                Ok(written) => return Ok(written),
            }
        }
        Err(AccountsError::Changed.to_string())
    }
}
