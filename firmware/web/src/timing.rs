//! Day, hour, length and practitioner of an appointment, as a form asks for them.

use crate::appointment::select;
use crate::french;
use crate::layout::field;
use huisclos_agenda::{Cabinet, MotifId, Slot};
use jiff::civil::Time;
use maud::{Markup, html};
use serde::Deserialize;

/// Longest appointment a form takes: a working day's half.
const MINUTES_MAX: u16 = 240;

/// What was typed; what is empty stays as it was.
#[derive(Deserialize, Default, Clone)]
#[serde(default)]
pub struct Typed {
    pub jour: String,
    pub heure: String,
    pub minutes: String,
    pub praticien: String,
    pub motif: String,
}

impl Typed {
    /// The slot, over what it was.
    ///
    /// # Errors
    /// One sentence that names the field.
    pub fn slot(&self, cabinet: &Cabinet, was: Option<&Slot>) -> Result<Slot, String> {
        let day = match (french::typed_date(&self.jour), was) {
            (Some(day), _) => day,
            (None, Some(was)) if self.jour.is_empty() => was.start.date(),
            _ => return Err("Donnez le jour, par exemple 24/11/2026.".into()),
        };
        let hour = match (typed_hour(&self.heure), was) {
            (Some(hour), _) => hour,
            (None, Some(was)) if self.heure.is_empty() => was.start.time(),
            _ => return Err("Donnez l'heure, par exemple 09:15.".into()),
        };
        let practitioner = match (cabinet.practitioners.iter().find(|p| p.id.0 == self.praticien), was) {
            (Some(practitioner), _) => practitioner.id.clone(),
            (None, Some(was)) if self.praticien.is_empty() => was.practitioner.clone(),
            _ => return Err("Choisissez un praticien du cabinet.".into()),
        };
        let motif = match (cabinet.motif(&MotifId(self.motif.clone())), was) {
            (Some(motif), _) => motif.id.clone(),
            (None, Some(was)) if self.motif.is_empty() => was.motif.clone(),
            _ => return Err("Choisissez un motif.".into()),
        };
        let usual = || cabinet.motif(&motif).map(|m| m.minutes);
        let minutes = match (self.minutes.trim().parse::<u16>(), was) {
            (Ok(minutes), _) => minutes,
            (Err(_), Some(was)) if self.minutes.is_empty() => was.minutes,
            (Err(_), None) if self.minutes.is_empty() => usual().unwrap_or(15),
            _ => return Err("Donnez la durée en minutes, par exemple 15.".into()),
        };
        if !(1..=MINUTES_MAX).contains(&minutes) {
            return Err(format!("Une durée de {minutes} minutes n'est pas possible : de 1 à {MINUTES_MAX}."));
        }
        Ok(Slot { start: day.to_datetime(hour), minutes, practitioner, motif })
    }
}

/// "09:15", "9h15", "9 h", "0915".
fn typed_hour(typed: &str) -> Option<Time> {
    let digits: Vec<&str> = typed.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
    let (hour, minute) = match digits[..] {
        [hour, minute] | [hour, minute, _] => (hour.parse().ok()?, minute.parse().ok()?),
        [both] if both.len() == 4 => (both.get(..2)?.parse().ok()?, both.get(2..)?.parse().ok()?),
        [hour] => (hour.parse().ok()?, 0),
        _ => return None,
    };
    Time::new(hour, minute, 0, 0).ok()
}

/// The fields, filled with what it is now.
pub fn fields(cabinet: &Cabinet, now: &Slot) -> Markup {
    let practitioners: Vec<(String, String)> =
        cabinet.practitioners.iter().map(|p| (p.id.0.clone(), p.said.clone())).collect();
    html! {
        div.deux {
            (field("Jour", None, html! { input type="date" name="jour" value=(now.start.date()) required; }))
            (field("Heure", None, html! { input type="time" name="heure" value=(french::clock(now.start.time())) step="300" required; }))
        }
        div.deux {
            (select("praticien", "Praticien", &practitioners, &now.practitioner.0))
            (field("Durée", Some("minutes"), html! {
                input type="number" name="minutes" value=(now.minutes) min="1" max=(MINUTES_MAX) required;
            }))
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn what_is_typed_becomes_a_slot_or_a_sentence() {
        let cabinet = Cabinet::demo();
        let typed = |jour: &str, heure: &str, minutes: &str, praticien: &str, motif: &str| Typed {
            jour: jour.into(),
            heure: heure.into(),
            minutes: minutes.into(),
            praticien: praticien.into(),
            motif: motif.into(),
        };
        let slot = typed("2026-11-24", "9h15", "", "martin", "vaccin").slot(&cabinet, None).unwrap();
        assert_eq!((slot.start, slot.minutes), (date(2026, 11, 24).at(9, 15, 0, 0), 10));
        let moved = typed("", "0930", "20", "", "").slot(&cabinet, Some(&slot)).unwrap();
        assert_eq!(
            (moved.start, moved.minutes, moved.motif.0.as_str()),
            (date(2026, 11, 24).at(9, 30, 0, 0), 20, "vaccin")
        );
        for (wrong, says) in [
            (typed("hier", "9h", "", "martin", "vaccin"), "jour"),
            (typed("2026-11-24", "25:00", "", "martin", "vaccin"), "heure"),
            (typed("2026-11-24", "9h", "", "durand", "vaccin"), "praticien"),
            (typed("2026-11-24", "9h", "", "martin", "<script>"), "motif"),
            (typed("2026-11-24", "9h", "-3", "martin", "vaccin"), "durée"),
            (typed("2026-11-24", "9h", "999", "martin", "vaccin"), "durée"),
        ] {
            let said = wrong.slot(&cabinet, None).unwrap_err();
            assert!(said.contains(says), "{said}");
        }
    }
}
