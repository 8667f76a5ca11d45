//! Absences and closures: slots that are not offered, and the appointments that already stand in them.

use crate::booking::{Appointment, Slot};
use crate::cabinet::{Absence, Cabinet};
use crate::ids::PractitionerId;
use crate::openings::Times;
use crate::span::{Span, minute_of};
use jiff::civil::Date;

impl Absence {
    /// The minutes of that day that it takes away.
    pub(crate) fn on(&self, day: Date) -> Option<Span> {
        let whole = Span { from_min: 0, to_min: 24 * 60 };
        let span = self.hours.map_or(whole, |h| Span { from_min: minute_of(h.from), to_min: minute_of(h.to) });
        (self.from <= day && day <= self.to).then_some(span)
    }

    /// True when it takes a minute of the slot away.
    #[must_use]
    pub fn touches(&self, slot: &Slot) -> bool {
        let from = minute_of(slot.start.time());
        let to = from + u32::from(slot.minutes);
        self.on(slot.start.date()).is_some_and(|span| span.from_min < to && from < span.to_min)
    }
}

impl Cabinet {
    /// The appointments among `all` that still hold and that this practitioner's openings no longer carry: an absence or a
    /// closure has come over them, or the hours have changed. They are to be moved.
    #[must_use]
    pub fn outside<'a>(&self, practitioner: &PractitionerId, all: &'a [Appointment]) -> Vec<&'a Appointment> {
        let Some(p) = self.practitioner(practitioner) else {
            return all.iter().filter(|a| a.holds() && a.slot.practitioner == *practitioner).collect();
        };
        let carried = |slot: &Slot| {
            let from = minute_of(slot.start.time());
            let to = from + u32::from(slot.minutes);
            let open = self.openings_on(p, slot.start.date(), Times::Urgent);
            open.iter().any(|s| s.from_min <= from && to <= s.to_min)
        };
        all.iter().filter(|a| a.holds() && a.slot.practitioner == *practitioner && !carried(&a.slot)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::booking::{MadeBy, Status};
    use crate::ids::{AppointmentId, PatientId};
    use crate::periods::Hours;
    use jiff::civil::{date, time};

    fn at(id: u64, practitioner: &str, hour: i8, minute: i8) -> Appointment {
        let slot = Slot {
            start: date(2026, 11, 24).at(hour, minute, 0, 0),
            minutes: 15,
            practitioner: practitioner.into(),
            motif: "consultation".into(),
        };
        Appointment { id: AppointmentId(id), patient: PatientId(1), slot, status: Status::Booked, made_by: MadeBy::Box }
    }

    #[test]
    fn an_absence_closes_slots_and_names_the_appointments_in_it() {
        let mut cabinet = Cabinet::demo();
        let all = [at(1, "martin", 9, 0), at(2, "martin", 11, 50), at(3, "martin", 14, 0), at(4, "bernard", 9, 0)];
        let outside = |cabinet: &Cabinet| -> Vec<u64> {
            cabinet.outside(&"martin".into(), &all).iter().map(|a| a.id.0).collect()
        };
        // 11:50 to 12:05 runs over noon: a secretary did that, and it is told.
        assert_eq!(outside(&cabinet), [2]);
        let day = date(2026, 11, 24);
        let morning = Some(Hours { from: time(8, 0, 0, 0), to: time(12, 0, 0, 0) });
        cabinet.practitioners[0].absences = vec![Absence { from: day, to: day, hours: morning }];
        assert_eq!(outside(&cabinet), [1, 2]);
        let (martin, bernard) = (&cabinet.practitioners[0], &cabinet.practitioners[1]);
        assert_eq!(cabinet.openings_on(martin, day, Times::Ordinary), [Span { from_min: 14 * 60, to_min: 18 * 60 }]);
        assert_eq!(cabinet.openings_on(bernard, day, Times::Ordinary).len(), 2);
        cabinet.closures = vec![Absence { from: day, to: day, hours: None }];
        assert_eq!(outside(&cabinet), [1, 2, 3]);
        assert!(cabinet.openings_on(&cabinet.practitioners[1], day, Times::Urgent).is_empty());
        cabinet.practitioners.remove(0);
        assert_eq!(outside(&cabinet), [1, 2, 3], "nobody carries them");
    }

    #[test]
    fn an_absence_touches_what_shares_a_minute_with_it() {
        let day = date(2026, 11, 24);
        let absence =
            Absence { from: day, to: day, hours: Some(Hours { from: time(9, 0, 0, 0), to: time(10, 0, 0, 0) }) };
        for (hour, minute, touched) in [(8, 45, false), (8, 50, true), (9, 30, true), (10, 0, false)] {
            assert_eq!(absence.touches(&at(1, "martin", hour, minute).slot), touched, "{hour}:{minute}");
        }
    }
}
