//! Checks what the page lets people write: periods, closures, and texts that a voice will say.

use crate::cabinet::Cabinet;
use crate::check::{check_absences, filled, wrong};
use crate::error::Error;
use crate::periods::{Answering, HANDSET_FIRST_S_MAX};

/// Practitioners: a house of thirty is the largest that shares one secretary's desk.
pub const PRACTITIONERS_MAX: usize = 30;
/// Motifs: past sixty nobody finds one in a list, and the language model's prompt is full.
pub const MOTIFS_MAX: usize = 60;
/// Openings, absences, periods or closures in one list: two a day for two months.
pub const ROWS_MAX: usize = 120;
/// Other words for one person or motif.
pub const WORDS_MAX: usize = 40;
/// A name, or one word.
pub const NAME_CHARS_MAX: usize = 120;
/// A text that is said: a minute and a half of speech, which nobody listens to.
pub const TEXT_CHARS_MAX: usize = 1_200;

/// Numbers that are never forwarded to: the 15 must see the patient's own number (feature A5).
const EMERGENCY: [&str; 9] = ["15", "17", "18", "112", "114", "115", "119", "116", "196"];

/// A text that a voice says: not too long, and without what the voice or the table of sentences would take for a sign.
pub(crate) fn sayable(key: &str, text: &str, chars_max: usize) -> Result<(), Error> {
    let count = text.chars().count();
    if count > chars_max {
        let fault = format!("ce texte a {count} caractères.");
        return Err(wrong(key, fault, format!("Gardez-en {chars_max} au plus.")));
    }
    if let Some(c) = text.chars().find(|c| "<>{}\\".contains(*c) || is_unseen(*c)) {
        let fault = if is_unseen(c) {
            "ce texte contient un caractère invisible.".into()
        } else {
            format!("« {c} » ne se dit pas.")
        };
        return Err(wrong(key, fault, "Retirez-le : tout ce qui est écrit ici est dit à voix haute."));
    }
    Ok(())
}

/// Controls, marks that turn the direction of what follows, and spaces without width.
fn is_unseen(c: char) -> bool {
    (c.is_control() && c != '\n' && c != '\r')
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

fn at_most(key: &str, count: usize, max: usize) -> Result<(), Error> {
    if count > max {
        return Err(wrong(key, format!("{count} lignes, c'est trop."), format!("Gardez-en {max} au plus.")));
    }
    Ok(())
}

impl Cabinet {
    /// Lengths and signs of every text, numbers of every list.
    pub(crate) fn check_texts(&self) -> Result<(), Error> {
        sayable("name", &self.name, NAME_CHARS_MAX)?;
        sayable("address", &self.address, NAME_CHARS_MAX)?;
        let greeting = self.greeting.as_deref();
        greeting.map_or(Ok(()), |text| sayable("greeting", text, TEXT_CHARS_MAX))?;
        at_most("practitioners", self.practitioners.len(), PRACTITIONERS_MAX)?;
        at_most("motifs", self.motifs.len(), MOTIFS_MAX)?;
        at_most("secretary", self.secretary.len(), ROWS_MAX)?;
        at_most("closures", self.closures.len(), ROWS_MAX)?;
        at_most("periods", self.periods.len(), ROWS_MAX)?;
        for (i, p) in self.practitioners.iter().enumerate() {
            let key = |field: &str| format!("practitioners[{i}].{field}");
            for (field, text) in [
                ("id", &p.id.0),
                ("said", &p.said),
                ("last_name", &p.last_name),
                ("first_name", &p.first_name),
                ("speciality", &p.speciality),
            ] {
                sayable(&key(field), text, NAME_CHARS_MAX)?;
            }
            at_most(&key("openings"), p.openings.len(), ROWS_MAX)?;
            at_most(&key("urgent"), p.urgent.len(), ROWS_MAX)?;
            at_most(&key("absences"), p.absences.len(), ROWS_MAX)?;
            words(&key("words"), &p.words)?;
        }
        for (i, m) in self.motifs.iter().enumerate() {
            let key = |field: &str| format!("motifs[{i}].{field}");
            sayable(&key("id"), &m.id.0, NAME_CHARS_MAX)?;
            sayable(&key("said"), &m.said, NAME_CHARS_MAX)?;
            let said = m.instructions.as_deref();
            said.map_or(Ok(()), |text| sayable(&key("instructions"), text, TEXT_CHARS_MAX))?;
            words(&key("words"), &m.words)?;
        }
        let k = &self.knowledge;
        for (field, text) in [
            ("hours", &k.hours),
            ("address", &k.address),
            ("access", &k.access),
            ("parking", &k.parking),
            ("fees", &k.fees),
            ("documents", &k.documents),
            ("instructions", &k.instructions),
        ] {
            let key = format!("knowledge.{field}");
            text.as_deref().map_or(Ok(()), |text| sayable(&key, text, TEXT_CHARS_MAX))?;
        }
        if self.greeting_recording.is_some() && self.greeting.is_none() {
            return Err(wrong(
                "greeting",
                "la voix enregistrée n'a pas de texte.",
                "Écrivez ce qu'elle dit : il est dit à sa place si l'enregistrement ne peut pas être lu.",
            ));
        }
        Ok(())
    }

    pub(crate) fn check_periods(&self) -> Result<(), Error> {
        check_absences("closures", &self.closures)?;
        for (i, p) in self.periods.iter().enumerate() {
            let key = |field: &str| format!("periods[{i}].{field}");
            filled(key("name"), &p.name)?;
            sayable(&key("name"), &p.name, NAME_CHARS_MAX)?;
            if let Some(hours) = p.hours
                && hours.from == hours.to
            {
                return Err(wrong(
                    key("hours"),
                    "le début et la fin sont la même heure.",
                    "Laissez les deux vides pour la journée entière.",
                ));
            }
            if let Some(dates) = p.dates
                && dates.to < dates.from
            {
                return Err(wrong(
                    key("dates"),
                    format!("la période finit le {} mais commence le {}.", dates.to, dates.from),
                    "Écrivez un dernier jour égal ou postérieur au premier.",
                ));
            }
            if let Answering::HandsetFirst { seconds } = p.answering
                && seconds > HANDSET_FIRST_S_MAX
            {
                return Err(wrong(
                    key("answering"),
                    format!("{seconds} secondes de sonnerie, c'est trop : l'appelant raccroche."),
                    format!("Écrivez un nombre de 0 à {HANDSET_FIRST_S_MAX}."),
                ));
            }
            p.greeting.as_deref().map_or(Ok(()), |text| sayable(&key("greeting"), text, TEXT_CHARS_MAX))?;
            if p.greeting_recording.is_some() && p.greeting.is_none() {
                return Err(wrong(
                    key("greeting"),
                    "la voix enregistrée n'a pas de texte.",
                    "Écrivez ce qu'elle dit : il est dit à sa place si l'enregistrement ne peut pas être lu.",
                ));
            }
            p.forward_to.as_deref().map_or(Ok(()), |number| check_number(key("forward_to"), number))?;
        }
        Ok(())
    }
}

fn words(key: &str, words: &[String]) -> Result<(), Error> {
    at_most(key, words.len(), WORDS_MAX)?;
    for (i, word) in words.iter().enumerate() {
        let key = format!("{key}[{i}]");
        filled(key.clone(), word)?;
        sayable(&key, word, NAME_CHARS_MAX)?;
    }
    Ok(())
}

fn check_number(key: String, number: &str) -> Result<(), Error> {
    let digits: String = number.chars().filter(|c| !" .-".contains(*c)).collect();
    if EMERGENCY.contains(&digits.as_str()) || digits == "3114" || digits == "116117" {
        return Err(wrong(
            key,
            "la boîte ne renvoie jamais vers un numéro d'urgence : il doit voir le numéro du patient.",
            "Écrivez le numéro du cabinet ou d'un confrère.",
        ));
    }
    let national = digits.strip_prefix('+').unwrap_or(&digits);
    if !(9..=15).contains(&national.len()) || !national.bytes().all(|b| b.is_ascii_digit()) {
        return Err(wrong(key, "ce n'est pas un numéro.", "Écrivez-le en entier, par exemple 01 23 45 67 89."));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_said_is_refused() {
        for (text, good) in [
            ("Bonjour, vous êtes bien au cabinet.", true),
            ("Deux lignes,\nc'est permis.", true),
            ("Bonjour {moment}", false),
            ("<speed level=\"500\">Bonjour", false),
            ("a\u{202e}b", false),
            ("sonnerie \u{7}", false),
        ] {
            assert_eq!(sayable("greeting", text, 1_000).is_ok(), good, "{text}");
        }
        assert!(sayable("greeting", &"é".repeat(11), 11).is_ok());
        assert!(sayable("greeting", &"é".repeat(12), 11).is_err_and(|e| e.to_string().contains("11 au plus")));
    }

    #[test]
    fn numbers_are_whole_and_never_those_of_emergencies() {
        for (number, good) in [
            ("01 23 45 67 89", true),
            ("+33123456789", true),
            ("15", false),
            ("1 1 2", false),
            ("3114", false),
            ("0123", false),
            ("bonjour", false),
        ] {
            assert_eq!(check_number("periods[0].forward_to".into(), number).is_ok(), good, "{number}");
        }
    }
}
