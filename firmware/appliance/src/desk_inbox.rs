//! The inbox and the accounts, as the page asks for them.

use crate::desk::BoxDesk;
use crate::desk_book::refused;
use huisclos_agenda::{NoteId, Private};
use huisclos_ports::{Account, AccountId, Accounts, AccountsError, Care, Inbox, Kept, Refused};
use huisclos_store::{Deed, Kind};

impl Inbox for BoxDesk {
    fn notes(&self, by: AccountId) -> Result<Vec<Kept>, Refused> {
        let all = self.store.notes_summed_up().map_err(refused)?;
        self.trace(by, Deed::Listed, Kind::Notes, all.iter().filter_map(|(n, _)| n.patient).collect())?;
        all.into_iter()
            .map(|(note, summary)| {
                // A card may have been erased; its note then goes the same night.
                let card = note.patient.and_then(|id| self.store.identity_of(id).ok());
                let patient = card.map(|identity| (identity.last_name, identity.first_name));
                let care = self.store.care_of(note.id).map_err(refused)?;
                Ok(Kept { note, patient, care, summary })
            })
            .collect()
    }

    fn waiting(&self) -> Result<usize, Refused> {
        let all = self.store.notes().map_err(refused)?;
        let done = |note: NoteId| self.store.care_of(note).map(|care| care.done.is_some()).map_err(refused);
        all.iter().try_fold(0, |count, note| Ok(count + usize::from(!done(note.id)?)))
    }

    fn look_after(&self, _by: AccountId, note: NoteId, care: Care) -> Result<Care, Refused> {
        let known = self.store.notes().map_err(refused)?.iter().any(|n| n.id == note);
        if !known {
            return Err(Refused::Gone);
        }
        self.store.look_after(note, care).map_err(refused)?.ok_or(Refused::Changed)
    }
}

impl Accounts for BoxDesk {
    fn accounts(&self) -> Result<Vec<Account>, AccountsError> {
        self.store.accounts().map_err(|e| AccountsError::Failed(e.to_string()))
    }

    fn put_account(&self, account: &Account) -> Result<Account, AccountsError> {
        self.store.put_account(account)
    }

    fn first_code(&self) -> Private<String> {
        self.first_code.clone()
    }
}
