//! Practitioners, motifs, rules, openings, slots, patients, bookings. Pure: no I/O, no clock, no thread.
//!
//! Everything here is civil time in Europe/Paris (`jiff::civil`); whoever calls says what "now" is.

mod absences;
pub mod booking;
pub mod cabinet;
mod changes;
mod check;
mod check_periods;
pub mod eligibility;
pub mod error;
pub mod holidays;
pub mod ids;
mod load;
pub mod offer;
pub mod openings;
pub mod people;
pub mod periods;
pub mod private;
pub mod retention;
pub mod slots;
pub mod span;
pub mod waiting;
pub mod wish;

pub use booking::{Appointment, MadeBy, Note, NoteReason, Priority, Slot, Status};
pub use cabinet::{Absence, Booking, Cabinet, Knowledge, Motif, Opening, Patients, Practitioner};
pub use eligibility::{Candidate, Refusal, age_on};
pub use error::Error;
pub use ids::{AppointmentId, CallId, MotifId, NoteId, PatientId, PractitionerId, RecordingId, WaitingId};
pub use load::DEMO_TOML;
pub use offer::{Ask, OFFERS_MAX, Offer};
pub use openings::Times;
pub use people::{Identity, Patient, Phone, fold_name, same_first_name};
pub use periods::{Answering, Dates, Hours, Period};
pub use private::{Private, Purpose};
pub use retention::Retention;
pub use slots::{Agenda, overlaps, upcoming_of};
pub use waiting::{Availability, InLine, WAIT_DAYS_MAX, Waiting};
pub use wish::Wish;
