//! What people do on the page goes into the audit trail: every change, and every reading with names, before it is shown.

use crate::desk::BoxDesk;
use huisclos_agenda::PatientId;
use huisclos_ports::{AccountId, Clock, Refused};
use huisclos_store::{Access, By, Deed, Kind, Why};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// An open page reads its own view again at each change: the same person who sees the same patients again within that time
/// is one access.
const SAME_FOR: Duration = Duration::from_secs(10 * 60);
/// Accesses remembered for that; beyond, an access is written twice rather than not.
const REMEMBERED_MAX: usize = 500;

type Which = (AccountId, Deed, Kind, Vec<PatientId>);

/// The last accesses of each person.
#[derive(Default)]
pub struct Trail(Mutex<HashMap<Which, Instant>>);

impl BoxDesk {
    /// Writes an access down; it is on the medium when this returns. `Ok` at once for what was just written.
    ///
    /// # Errors
    /// The disk: a person at a screen then is not shown it.
    pub(crate) fn trace(&self, by: AccountId, did: Deed, what: Kind, mut of: Vec<PatientId>) -> Result<(), Refused> {
        of.sort_unstable();
        of.dedup();
        let which = (by, did, what, of);
        let mut last = self.trail.0.lock().unwrap_or_else(PoisonError::into_inner);
        last.retain(|_, at| at.elapsed() < SAME_FOR);
        let reading = matches!(did, Deed::Found | Deed::Read | Deed::Listed);
        if reading && last.contains_key(&which) {
            return Ok(());
        }
        let of = &which.3;
        let count = u32::try_from(of.len()).unwrap_or(u32::MAX);
        let who = by.to_string();
        let access = Access { at: self.civil(), by: By::Page(&who), did, why: Why::Cabinet, what, of, count };
        self.store.trace_and_settle(&access).map_err(|e| Refused::Failed(e.to_string()))?;
        if reading && last.len() < REMEMBERED_MAX {
            last.insert(which, Instant::now());
        }
        Ok(())
    }
}
