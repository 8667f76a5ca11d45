//! Numbers as ISDN writes them: digits, a plan, a presentation.

use huisclos_agenda::{Phone, Private};
use huisclos_ports::CallerId;
use huisclos_tones::number::e164;

/// Type of number, the three bits above the plan (Q.931, 4.5.10).
const INTERNATIONAL: u8 = 1;
const NATIONAL: u8 = 2;
/// Presentation, the two bits above the screening.
const RESTRICTED: u8 = 1;
const UNAVAILABLE: u8 = 2;

/// Who calls.
#[must_use]
pub fn caller(plan: u8, presentation: u8, digits: &Private<String>) -> CallerId {
    match (presentation >> 5) & 3 {
        RESTRICTED => return CallerId::Withheld,
        UNAVAILABLE => return CallerId::Unavailable,
        _ => {}
    }
    let known = digits.map(|digits| normal(plan, digits));
    if known.matches(Option::is_some) {
        // The wrapper stays closed: what is inside is known to be there.
        CallerId::Number(known.map(|phone| phone.clone().unwrap_or(Phone(String::new()))))
    } else {
        CallerId::Unavailable
    }
}

/// E.164 of a number. National numbers come without the leading 0, from some private exchanges with it; a plan that says
/// nothing is read as the digits are.
#[must_use]
pub fn normal(plan: u8, digits: &str) -> Option<Phone> {
    let national = |digits: &str| digits.len() == 9 && !digits.starts_with('0');
    match (plan >> 4) & 7 {
        INTERNATIONAL if !digits.starts_with("00") => e164(&format!("00{digits}")),
        NATIONAL if national(digits) => e164(&format!("0{digits}")),
        INTERNATIONAL | NATIONAL => e164(digits),
        _ if national(digits) => e164(&format!("0{digits}")),
        _ => e164(digits),
    }
}

/// True when a called number is one of the cabinet's, however either is written: the last nine digits count, or all where
/// there are fewer (extensions).
#[must_use]
pub fn is_ours(called: &str, ours: &[String]) -> bool {
    fn tail(number: &str) -> String {
        let digits: Vec<char> = number.chars().filter(char::is_ascii_digit).collect();
        let from = digits.len().saturating_sub(9);
        digits[from..].iter().collect::<String>().trim_start_matches('0').to_string()
    }
    // An access that is called without a number is called by its only one.
    let called = tail(called);
    ours.is_empty() || called.is_empty() || ours.iter().any(|number| tail(number) == called)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_the_network_are_e164() {
        for (plan, digits, expect) in [
            (0x21, "612345678", Some("+33612345678")),
            (0x21, "0612345678", Some("+33612345678")),
            (0x21, "696123456", Some("+596696123456")),
            (0x11, "33612345678", Some("+33612345678")),
            (0x11, "32470123456", Some("+32470123456")),
            (0x11, "0032470123456", Some("+32470123456")),
            (0x01, "0145671234", Some("+33145671234")),
            (0x00, "145671234", Some("+33145671234")),
            (0x00, "0032470123456", Some("+32470123456")),
            (0x41, "671234", None),
            (0x00, "201", None),
            (0x21, "", None),
        ] {
            assert_eq!(normal(plan, digits).map(|phone| phone.0).as_deref(), expect, "{plan:#x} {digits}");
        }
    }

    #[test]
    fn withheld_and_absent_are_two_things() {
        let number = || Private::new("612345678".to_string());
        assert_eq!(caller(0x21, 0x23, &number()), CallerId::Withheld);
        assert_eq!(caller(0x21, 0x43, &number()), CallerId::Unavailable);
        assert_eq!(caller(0x21, 0x03, &Private::new("-".into())), CallerId::Unavailable);
        assert!(
            matches!(caller(0x21, 0x03, &number()), CallerId::Number(phone) if phone.matches(|p| p.0 == "+33612345678"))
        );
    }

    #[test]
    fn a_call_for_the_fax_is_not_ours() {
        let ours = ["01 45 67 12 34".to_string()];
        for called in ["145671234", "0145671234", "33145671234", "-"] {
            assert!(is_ours(called, &ours), "{called}");
        }
        assert!(!is_ours("145671235", &ours));
        assert!(is_ours("145671235", &[]));
        assert!(is_ours("201", &["201".into()]) && !is_ours("202", &["201".into()]));
    }
}
