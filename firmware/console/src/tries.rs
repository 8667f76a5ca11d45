//! The technician's PIN: how long each refusal makes the next try wait, and which PINs are none.

use crate::limits::{PIN_DELAY_MS_MAX, PIN_DIGITS_MAX, PIN_DIGITS_MIN};

/// The wait after that many refusals in a row: 1 s, doubled each time, six minutes at most.
#[must_use]
pub fn delay_ms(refusals: u32) -> u64 {
    match refusals {
        0 => 0,
        n => 1_000u64.checked_shl(n - 1).unwrap_or(PIN_DELAY_MS_MAX).min(PIN_DELAY_MS_MAX),
    }
}

/// True for what has the form of a PIN. Anything else is no try, and costs none.
pub(crate) fn is_pin(text: &str) -> bool {
    let length = text.chars().count();
    (PIN_DIGITS_MIN..=PIN_DIGITS_MAX).contains(&length) && text.chars().all(|c| c.is_ascii_digit())
}

/// Why a PIN is too easy to guess; `None` when it will do.
#[must_use]
pub fn weak_pin(pin: &str) -> Option<&'static str> {
    if !is_pin(pin) {
        return Some("Le code a 6 à 12 chiffres.");
    }
    let digits: Vec<i16> = pin.bytes().map(|b| i16::from(b - b'0')).collect();
    let steps: Vec<i16> = digits.windows(2).map(|pair| (pair[1] - pair[0]).rem_euclid(10)).collect();
    if steps.iter().all(|step| *step == steps[0]) {
        return Some("Ce code se devine : des chiffres égaux, ou qui se suivent.");
    }
    let repeated = |period: &usize| {
        digits.len().is_multiple_of(*period) && digits.iter().skip(*period).eq(&digits[..digits.len() - period])
    };
    if (1..=digits.len() / 2).any(|period| repeated(&period)) {
        return Some("Ce code se devine : les mêmes chiffres reviennent.");
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_and_stop_doubling() {
        let waits: Vec<_> = [0, 1, 2, 5, 9, 10, 40, u32::MAX].into_iter().map(delay_ms).collect();
        assert_eq!(waits, [0, 1_000, 2_000, 16_000, 256_000, 360_000, 360_000, 360_000]);
    }

    #[test]
    fn a_thousand_guesses_take_four_days() {
        let all: u64 = (0..1_000).map(delay_ms).sum();
        assert!(all > 4 * 86_400_000, "{all}");
        // The twin: without the slow-down a program would be through in no time.
        assert!(delay_ms(0) == 0);
    }

    #[test]
    fn easy_pins_are_refused() {
        for (pin, good) in [
            ("123456", false),
            ("987654", false),
            ("000000", false),
            ("135791", false),
            ("121212", false),
            ("123123", false),
            ("12345", false),
            ("1234567890123", false),
            ("12a456", false),
            ("481516", true),
            ("20402026", true),
        ] {
            assert_eq!(weak_pin(pin).is_none(), good, "{pin}");
        }
    }
}
