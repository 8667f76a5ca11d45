//! The cabinet's settings: who works there, for what, when, and what is answered to practical questions.

use crate::ids::{MotifId, PractitionerId, RecordingId};
use crate::periods::{Hours, Period};
use crate::retention::Retention;
use jiff::civil::{Date, Time, Weekday};
use serde::{Deserialize, Serialize};

/// A cabinet, as its settings file describes it (TOML). `demo()` is built in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cabinet {
    /// "cabinet médical des Lilas".
    pub name: String,
    /// As it is said to callers.
    pub address: String,
    /// Who works there.
    pub practitioners: Vec<Practitioner>,
    /// For what one comes.
    pub motifs: Vec<Motif>,
    /// No opening on French public holidays.
    #[serde(default = "yes")]
    pub closed_on_public_holidays: bool,
    /// When somebody sits at the handset.
    #[serde(default)]
    pub secretary: Vec<Opening>,
    /// Answers to practical questions.
    pub knowledge: Knowledge,
    /// Greeting in the cabinet's own words; the legal sentences are added by the box.
    #[serde(default)]
    pub greeting: Option<String>,
    /// The greeting in a doctor's own voice (feature A2); `greeting` then has its words.
    #[serde(default)]
    pub greeting_recording: Option<RecordingId>,
    /// How the telephone is answered by day, hour and date; the first that holds counts.
    #[serde(default)]
    pub periods: Vec<Period>,
    /// Days on which the whole cabinet is closed, beside public holidays.
    #[serde(default)]
    pub closures: Vec<Absence>,
    /// Ask for a mark from 1 to 5 at the end of a call (A17).
    #[serde(default)]
    pub satisfaction: bool,
    /// Offer freed slots to those who wait (G4).
    #[serde(default)]
    pub waiting_list: bool,
    /// How soon and how far ahead the box books.
    #[serde(default)]
    pub booking: Booking,
    /// How long each kind of data is kept.
    #[serde(default)]
    pub retention: Retention,
}

/// How soon and how far ahead the box books.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Booking {
    /// Least time between the call and the slot, so that the cabinet sees the patient coming. Urgent slots ignore it.
    pub notice_minutes: u16,
    /// Last day that is offered, counted from today.
    pub horizon_days: u16,
}

impl Default for Booking {
    /// Half an hour to come; six months ahead, as long as an ordinary prescription's follow-up.
    fn default() -> Self {
        Self { notice_minutes: 30, horizon_days: 180 }
    }
}

impl Cabinet {
    /// The practitioner of that id.
    #[must_use]
    pub fn practitioner(&self, id: &PractitionerId) -> Option<&Practitioner> {
        self.practitioners.iter().find(|p| p.id == *id)
    }

    /// The motif of that id.
    #[must_use]
    pub fn motif(&self, id: &MotifId) -> Option<&Motif> {
        self.motifs.iter().find(|m| m.id == *id)
    }

    /// The motif that stands for a lay reason ("mal au genou"), where the cabinet has one.
    #[must_use]
    pub fn lay_motif(&self) -> Option<&Motif> {
        self.motifs.iter().find(|m| m.for_lay_reasons)
    }
}

fn yes() -> bool {
    true
}

/// A practitioner.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Practitioner {
    /// `martin`.
    pub id: PractitionerId,
    /// "docteur Martin", as it is said.
    pub said: String,
    /// "Martin".
    pub last_name: String,
    /// "Claire".
    pub first_name: String,
    /// "généraliste".
    pub speciality: String,
    /// Other words callers use for this person ("la pédiatre").
    #[serde(default)]
    pub words: Vec<String>,
    /// Weekly openings.
    pub openings: Vec<Opening>,
    /// Times kept back for urgent requests: inside or outside the openings, never offered otherwise.
    #[serde(default)]
    pub urgent: Vec<Opening>,
    /// Days away, inclusive.
    #[serde(default)]
    pub absences: Vec<Absence>,
    /// Youngest patient, whole years, inclusive.
    #[serde(default)]
    pub age_from: Option<u8>,
    /// Only patients under this age, whole years.
    #[serde(default)]
    pub age_under: Option<u8>,
}

/// A motif: a reason for an appointment with its rules.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Motif {
    /// `renouvellement d'ordonnance`, without accents.
    pub id: MotifId,
    /// "un renouvellement d'ordonnance", as it is said after "pour".
    pub said: String,
    /// Length of the slot.
    pub minutes: u16,
    /// Who does it; empty means everybody.
    #[serde(default)]
    pub practitioners: Vec<PractitionerId>,
    /// Known patients, new patients, or anybody.
    #[serde(default)]
    pub patients: Patients,
    /// Only patients under this age, whole years.
    #[serde(default)]
    pub age_under: Option<u8>,
    /// The cabinet's other words for it ("rappel", "piqûre").
    #[serde(default)]
    pub words: Vec<String>,
    /// A lay reason without a word of its own ("mal au genou") is this motif.
    #[serde(default)]
    pub for_lay_reasons: bool,
    /// A new patient's booking of this motif becomes that one (id).
    #[serde(default)]
    pub when_new: Option<MotifId>,
    /// Emergency slots may be used for it by the protocol when the caller says it is urgent.
    #[serde(default)]
    pub urgent_slots: bool,
    /// Said after booking ("venez à jeun").
    #[serde(default)]
    pub instructions: Option<String>,
}

/// Which patients a motif is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Patients {
    /// Anybody.
    #[default]
    Any,
    /// Those with a past appointment.
    Known,
    /// Those without.
    New,
}

/// A weekly opening.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Opening {
    /// `monday` … `sunday`.
    #[serde(with = "crate::cabinet::weekdays")]
    pub days: Vec<Weekday>,
    /// First minute.
    #[serde(with = "crate::cabinet::hour")]
    pub from: Time,
    /// End, exclusive.
    #[serde(with = "crate::cabinet::hour")]
    pub to: Time,
}

/// Days away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Absence {
    /// First day.
    pub from: Date,
    /// Last day, inclusive.
    pub to: Date,
    /// On each of these days, away at these hours only; none means the whole day.
    #[serde(default)]
    pub hours: Option<Hours>,
}

/// What is answered to practical questions, in whole French sentences. An absent one goes to a note.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)] // the topics of `Topic`
pub struct Knowledge {
    pub hours: Option<String>,
    pub address: Option<String>,
    pub access: Option<String>,
    pub parking: Option<String>,
    pub fees: Option<String>,
    pub documents: Option<String>,
    pub instructions: Option<String>,
}

/// Weekdays as English words in the settings file.
pub mod weekdays {
    use jiff::civil::Weekday;
    use serde::{Deserialize, Deserializer, Serializer, de::Error, ser::SerializeSeq};

    const WORDS: [(&str, Weekday); 7] = [
        ("monday", Weekday::Monday),
        ("tuesday", Weekday::Tuesday),
        ("wednesday", Weekday::Wednesday),
        ("thursday", Weekday::Thursday),
        ("friday", Weekday::Friday),
        ("saturday", Weekday::Saturday),
        ("sunday", Weekday::Sunday),
    ];

    #[allow(missing_docs)]
    pub fn serialize<S: Serializer>(days: &[Weekday], s: S) -> Result<S::Ok, S::Error> {
        let mut seq = s.serialize_seq(Some(days.len()))?;
        for day in days {
            let word = WORDS.iter().find(|(_, d)| d == day).map_or("", |(w, _)| w);
            seq.serialize_element(word)?;
        }
        seq.end()
    }

    #[allow(missing_docs)]
    pub fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<Vec<Weekday>, D::Error> {
        Vec::<String>::deserialize(d)?
            .into_iter()
            .map(|word| {
                WORDS.iter().find(|(w, _)| *w == word).map(|(_, d)| *d).ok_or_else(|| {
                    D::Error::custom(format!("« {word} » n'est pas un jour : écrivez monday, tuesday … sunday"))
                })
            })
            .collect()
    }
}

/// Hours as "09:00" in the settings file.
pub mod hour {
    use jiff::civil::Time;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    #[allow(missing_docs)]
    pub fn serialize<S: Serializer>(time: &Time, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(&time.strftime("%H:%M").to_string())
    }

    #[allow(missing_docs)]
    pub fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<Time, D::Error> {
        let word = String::deserialize(d)?;
        Time::strptime("%H:%M", &word)
            .map_err(|_| D::Error::custom(format!("« {word} » n'est pas une heure : écrivez par exemple 09:00")))
    }
}
