//! What the first page of a day would wait for, read once beside the calls when the page begins to be served: the week's
//! agenda, the calls behind the figures, the cards that are searched, the places that came free. Nothing of it is shown to
//! anybody, so nothing of it is traced.

use crate::desk::BoxDesk;
use huisclos_agenda::Private;
use huisclos_ports::{Clock, Records};
use jiff::ToSpan;
use std::sync::Arc;
use std::thread;

impl BoxDesk {
    /// Reads it, in a thread of its own. What cannot be read is said by the page that asks for it.
    pub fn warm(self: &Arc<Self>) {
        let desk = self.clone();
        let read = move || {
            let today = desk.civil().date();
            let from = today.saturating_sub(6.days());
            for appointment in desk.store.appointments(from, today.saturating_add(13.days())).unwrap_or_default() {
                let _ = desk.entry(appointment);
            }
            let _ = Records::calls(&*desk, today, today);
            let _ = desk.search.find(&desk.store, &Private::new(String::new()), 0);
            let _ = desk.places_now();
        };
        // Without this thread the first page only comes a little later.
        let _ = thread::Builder::new().name("préparation".into()).spawn(read);
    }
}
