//! What somebody typed in a form of the settings, and what is wrong with it: nothing that was typed is lost when it is refused.

use crate::french;
use crate::secret;
use huisclos_agenda::{Error, Hours};
use jiff::civil::{Date, Time};
use std::str::FromStr;

/// Fields of one form: a page of twenty openings has two hundred.
pub const FIELDS_MAX: usize = 2_000;

/// The fields of a form, in order; a name may come several times (checkboxes).
#[derive(Clone, Debug, Default)]
pub struct Typed(Vec<(String, String)>);

impl Typed {
    /// As a form brought it.
    pub fn of(pairs: Vec<(String, String)>) -> Self {
        Self(pairs.into_iter().take(FIELDS_MAX).collect())
    }

    /// The first value of a name, without the spaces around it; empty when there is none.
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(n, _)| n == name).map_or("", |(_, v)| v.trim())
    }

    /// Every value of a name.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> + 'a {
        self.0.iter().filter(move |(n, _)| n == name).map(|(_, v)| v.trim())
    }

    /// True for a checkbox that is ticked.
    pub fn is(&self, name: &str) -> bool {
        !self.get(name).is_empty()
    }

    /// One of several ticked boxes.
    pub fn has(&self, name: &str, value: &str) -> bool {
        self.all(name).any(|v| v == value)
    }

    pub fn put(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.0.push((name.into(), value.into()));
    }

    /// A text, absent where the field is empty; line ends as one space: it is said.
    pub fn text(&self, name: &str) -> Option<String> {
        let words: Vec<&str> = self.get(name).split_whitespace().collect();
        (!words.is_empty()).then(|| words.join(" "))
    }

    /// Lines or commas part words.
    pub fn words(&self, name: &str) -> Vec<String> {
        let parts = self.get(name).split(['\n', ',']).map(|w| w.split_whitespace().collect::<Vec<_>>().join(" "));
        parts.filter(|w| !w.is_empty()).collect()
    }

    /// A mark of what the form showed: two forms that show the same have the same.
    pub fn mark(&self) -> String {
        let mut pairs: Vec<String> = self.0.iter().map(|(n, v)| format!("{n}={v}")).collect();
        pairs.sort_unstable();
        secret::hex(&secret::digest(&pairs.join("\n"))).chars().take(16).collect()
    }
}

/// What is wrong, field by field; "" is the form as a whole.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Faults(Vec<(String, String)>);

impl Faults {
    pub fn say(&mut self, field: impl Into<String>, sentence: impl Into<String>) {
        self.0.push((field.into(), sentence.into()));
    }

    pub fn one(field: impl Into<String>, sentence: impl Into<String>) -> Self {
        let mut faults = Self::default();
        faults.say(field, sentence);
        faults
    }

    pub fn at(&self, field: &str) -> Option<&str> {
        self.0.iter().find(|(f, _)| f == field).map(|(_, s)| s.as_str())
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Those of no field that the page draws.
    pub fn general(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter(|(f, _)| f.is_empty()).map(|(_, s)| s.as_str())
    }

    /// A number, in bounds that the settings know better.
    pub fn number<N: FromStr>(&mut self, typed: &Typed, name: &str) -> Option<N> {
        let text = typed.get(name);
        let number = text.parse().ok();
        if number.is_none() {
            let fault = if text.is_empty() { "Écrivez un nombre." } else { "Ce n'est pas un nombre possible ici." };
            self.say(name, fault);
        }
        number
    }

    /// A number, or nothing.
    pub fn number_or_none<N: FromStr>(&mut self, typed: &Typed, name: &str) -> Option<N> {
        if typed.get(name).is_empty() { None } else { self.number(typed, name) }
    }

    /// A date as people type it.
    pub fn date(&mut self, typed: &Typed, name: &str) -> Option<Date> {
        let date = french::typed_date(typed.get(name));
        if date.is_none() {
            self.say(name, "Écrivez une date, par exemple 24/12/2026.");
        }
        date
    }

    /// An hour.
    pub fn hour(&mut self, typed: &Typed, name: &str) -> Option<Time> {
        let time = typed_hour(typed.get(name));
        if time.is_none() {
            self.say(name, "Écrivez une heure, par exemple 09:00.");
        }
        time
    }

    /// Two hours, or none where both are empty.
    pub fn hours(&mut self, typed: &Typed, from: &str, to: &str) -> Option<Hours> {
        if typed.get(from).is_empty() && typed.get(to).is_empty() {
            return None;
        }
        let (from, to) = (self.hour(typed, from), self.hour(typed, to));
        Some(Hours { from: from?, to: to? })
    }
}

/// "09:00", "9h", "9 h 30", "930".
pub fn typed_hour(text: &str) -> Option<Time> {
    let digits: Vec<&str> = text.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
    let (hour, minute) = match digits[..] {
        [hour, minute] if hour.len() <= 2 && minute.len() == 2 => (hour, minute),
        [hour] if hour.len() <= 2 => (hour, "0"),
        [both] if both.len() <= 4 => both.split_at(both.len() - 2),
        _ => return None,
    };
    Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()
}

/// A refusal of the settings, beside the field that `field` finds for its key; as a whole where it finds none.
pub fn refused(error: &Error, field: impl Fn(&str) -> Option<String>) -> Faults {
    match error {
        Error::Unreadable(sentence) => Faults::one("", sentence.clone()),
        Error::Setting { key, fault, remedy } => {
            let mut chars = fault.chars();
            let fault = chars.next().map_or_else(String::new, |c| c.to_uppercase().chain(chars).collect());
            // Some remedies speak of the file; on the page the field itself is the remedy.
            let of_the_file =
                ["[", " = ", "_", "guillemets", " id", "cette ligne"].iter().any(|sign| remedy.contains(sign));
            let sentence = if of_the_file || remedy.is_empty() { fault } else { format!("{fault} {remedy}") };
            Faults::one(field(key).unwrap_or_default(), sentence)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::time;

    #[test]
    fn hours_are_read_as_people_type_them() {
        for (text, expect) in [
            ("09:00", Some(time(9, 0, 0, 0))),
            ("9h", Some(time(9, 0, 0, 0))),
            ("9 h 30", Some(time(9, 30, 0, 0))),
            ("930", Some(time(9, 30, 0, 0))),
            ("18h05", Some(time(18, 5, 0, 0))),
            ("00:00", Some(time(0, 0, 0, 0))),
            ("24:00", None),
            ("9:5", None),
            ("midi", None),
            ("", None),
            ("12:00:00:00", None),
        ] {
            assert_eq!(typed_hour(text), expect, "{text}");
        }
    }

    #[test]
    fn a_form_is_read_and_marked() {
        let pairs = [("a", " x \r\n y "), ("j", "monday"), ("j", "friday"), ("mots", "un mot,  deux \n\ntrois")];
        let typed = Typed::of(pairs.map(|(n, v)| (n.to_string(), v.to_string())).to_vec());
        assert_eq!((typed.text("a").as_deref(), typed.text("b")), (Some("x y"), None));
        assert!(typed.has("j", "friday") && !typed.has("j", "sunday") && typed.is("j"));
        assert_eq!(typed.words("mots"), ["un mot", "deux", "trois"]);
        let mut same = Typed::default();
        for (n, v) in pairs.iter().rev() {
            same.put(*n, *v);
        }
        assert_eq!(typed.mark(), same.mark());
        same.put("c", "1");
        assert_ne!(typed.mark(), same.mark());
        assert_eq!(Typed::of(vec![("a".into(), "1".into()); 9_000]).0.len(), FIELDS_MAX);
    }

    #[test]
    fn a_refusal_stands_beside_its_field_in_the_pages_words() {
        let error = Error::Setting {
            key: "motifs[2].minutes".into(),
            fault: "une durée de 0 minutes n'est pas possible.".into(),
            remedy: "Écrivez un nombre de 1 à 240.".into(),
        };
        let faults = refused(&error, |key| key.ends_with(".minutes").then(|| "minutes".into()));
        assert_eq!(
            faults.at("minutes"),
            Some("Une durée de 0 minutes n'est pas possible. Écrivez un nombre de 1 à 240.")
        );
        let error = Error::Setting {
            key: "practitioners".into(),
            fault: "aucun praticien.".into(),
            remedy: "Ajoutez au moins une partie [[practitioners]].".into(),
        };
        assert_eq!(refused(&error, |_| None).general().collect::<Vec<_>>(), ["Aucun praticien."]);
    }
}
