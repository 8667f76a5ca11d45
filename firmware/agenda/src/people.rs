//! Patients and how they are told apart.

use crate::ids::PatientId;
use crate::private::Private;
use jiff::civil::Date;

/// A telephone number in E.164, `+33612345678`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Phone(pub String);

/// What identifies a patient before a card exists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// As spelled.
    pub last_name: Private<String>,
    /// As said.
    pub first_name: Private<String>,
    /// Civil date of birth.
    pub birth_date: Private<Date>,
    /// To call back; `None` where the caller gave none.
    pub phone: Option<Private<Phone>>,
}

/// A patient's card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Patient {
    /// Random id.
    pub id: PatientId,
    /// Names, birth date, phone.
    pub identity: Identity,
    /// True once an appointment of this patient lies in the past ("known" in the sense of the motifs' rules).
    pub has_past_appointment: bool,
    /// The wording version of the consent that was given, if any.
    pub consent: Option<String>,
}
