//! The waiting list, as the page asks for it (feature G4).

use crate::accounts::AccountId;
use crate::book::{Entry, Refused};
use huisclos_agenda::{InLine, Phone, Private, Slot, Waiting, WaitingId};

/// Somebody on the list, with the name.
#[derive(Clone, Debug, PartialEq)]
pub struct Waits {
    /// What they wait for, and what the rules ask of them.
    pub line: InLine,
    /// As on the card.
    pub last_name: Private<String>,
    /// As on the card.
    pub first_name: Private<String>,
    /// To call.
    pub phone: Option<Private<Phone>>,
}

/// Places shown and counted at one time, the soonest: as they go, the next ones come up.
pub const PLACES_MAX: usize = 20;

/// A place that was given back and is still free, with whom it suits, the first to be asked first.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// When, how long, with whom. Its motif is that of who left it.
    pub slot: Slot,
    /// Who, and the slot each would take in it.
    pub suits: Vec<(Waits, Slot)>,
}

/// The waiting list. What it acknowledges is on disk; `by` is who asks.
pub trait WaitingList: Send + Sync + 'static {
    /// Everybody on it, who presses first, then who has waited longest.
    ///
    /// # Errors
    /// The store cannot be read.
    fn line(&self, by: AccountId) -> Result<Vec<Waits>, Refused>;

    /// Freed places that are free at this moment and suit somebody, soonest first, [`PLACES_MAX`] of them.
    ///
    /// # Errors
    /// The store cannot be read.
    fn places(&self, by: AccountId) -> Result<Vec<Place>, Refused>;

    /// How many such places there are: a number, which names nobody.
    ///
    /// # Errors
    /// The store cannot be read.
    fn open_places(&self) -> Result<usize, Refused>;

    /// Puts somebody on it; its id is given.
    ///
    /// # Errors
    /// `Gone` (the card), or the store.
    fn enlist(&self, by: AccountId, waiting: &Waiting) -> Result<WaitingId, Refused>;

    /// Takes somebody off it.
    ///
    /// # Errors
    /// `Gone`, or the store.
    fn strike(&self, by: AccountId, id: WaitingId) -> Result<(), Refused>;

    /// Books (or moves to) this slot for somebody on it, who is on it no more: one transaction.
    ///
    /// # Errors
    /// `Gone` (served or struck meanwhile), `Taken` (the slot), or the store.
    fn serve(&self, by: AccountId, id: WaitingId, slot: &Slot) -> Result<Entry, Refused>;
}
