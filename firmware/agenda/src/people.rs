//! Patients and how they are told apart.

use crate::ids::PatientId;
use crate::private::Private;
use jiff::civil::Date;
use unicode_normalization::UnicodeNormalization;

/// A telephone number in E.164, `+33612345678`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Phone(pub String);

impl Phone {
    /// Digits as people in France dial or write them, without what stands between: `00` and a country, `0` and the nation's
    /// nine, or `+` and a country already. Whether it is a number at all, whoever reads it knows.
    #[must_use]
    pub fn dialled(digits: &str) -> Self {
        Self(match (digits.strip_prefix("00"), digits.strip_prefix('0')) {
            (Some(abroad), _) => format!("+{abroad}"),
            (None, Some(national)) => format!("+33{national}"),
            (None, None) => digits.to_string(),
        })
    }
}

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

/// A name as names compare: without case, accents, hyphens, apostrophes or spaces. "Lefèvre-Ønsk" is "lefevreonsk".
#[must_use]
pub fn fold_name(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in name.nfd().flat_map(char::to_lowercase).filter(|c| c.is_alphanumeric()) {
        match c {
            // Letters that Unicode does not take apart.
            'œ' => out.push_str("oe"),
            'æ' => out.push_str("ae"),
            'ß' => out.push_str("ss"),
            'ø' => out.push('o'),
            'ł' => out.push('l'),
            'đ' | 'ð' => out.push('d'),
            'ı' => out.push('i'),
            c => out.push(c),
        }
    }
    out
}

/// True when two first names may be one person's: the same, or the first words of the other ("Marie", "Marie-Claude").
#[must_use]
pub fn same_first_name(a: &str, b: &str) -> bool {
    let words = |name: &str| -> Vec<String> {
        name.split([' ', '-', '\u{2010}', '\u{2011}']).map(fold_name).filter(|w| !w.is_empty()).collect()
    };
    let (a, b) = (words(a), words(b));
    let all = a.len().min(b.len());
    fold_name(&a.concat()) == fold_name(&b.concat()) || (all > 0 && a[..all] == b[..all])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_compare_without_signs() {
        let check = |name: &str, folded: &str| assert_eq!(fold_name(name), folded);
        check("Lefèvre", "lefevre");
        check("LEFE\u{300}VRE", "lefevre");
        check("d'Œillet-Dupré", "doeilletdupre");
        check("d’Artagnan", "dartagnan");
        check("NGUYỄN", "nguyen");
        check("Łukasz Ðorđe", "lukaszdorde");
        check("  ", "");
        assert!(same_first_name("Marie", "marie-Claude") && same_first_name("Jean Luc", "Jean-luc"));
        assert!(same_first_name("Jeanluc", "Jean-Luc"));
        assert!(
            !same_first_name("Jean", "Jeanne") && !same_first_name("", "Anne") && !same_first_name("Luc", "Jean-Luc")
        );
    }
}
