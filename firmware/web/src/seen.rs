//! What somebody saw when they decided: a mark of it goes out with the page and comes back with the change.

use crate::secret;
use huisclos_agenda::{Appointment, Identity, Purpose};

/// The mark of an appointment as it stands. The same content has the same mark: nobody is disturbed by a change that
/// came back to what they saw.
pub fn mark(a: &Appointment) -> String {
    let what =
        format!("{}|{}|{}|{}|{}|{:?}", a.id, a.slot.start, a.slot.minutes, a.slot.practitioner, a.slot.motif, a.status);
    short(&what)
}

/// The mark of a card as it stands.
pub fn card_mark(i: &Identity) -> String {
    let phone = i.phone.as_ref().map(|p| p.open(Purpose::Page).0.as_str());
    let (last, first) = (i.last_name.open(Purpose::Page), i.first_name.open(Purpose::Page));
    short(&format!("{last}|{first}|{}|{phone:?}", i.birth_date.open(Purpose::Page)))
}

fn short(what: &str) -> String {
    secret::hex(&secret::digest(what)).chars().take(16).collect()
}
