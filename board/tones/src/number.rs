//! Numbers as the network writes them, and as they are dialled.

use huisclos_agenda::{Phone, Private};
use huisclos_ports::CallerId;

use crate::{CallerIdMessage, Hidden};

/// What national numbers of the French overseas begin with, and the country code of each: dialled like any other
/// ten-digit number, they are not of +33.
const OVERSEAS: [(&str, &str); 13] = [
    ("0590", "+590"),
    ("0690", "+590"),
    ("0691", "+590"),
    ("0594", "+594"),
    ("0694", "+594"),
    ("0596", "+596"),
    ("0696", "+596"),
    ("0697", "+596"),
    ("0262", "+262"),
    ("0263", "+262"),
    ("0692", "+262"),
    ("0693", "+262"),
    ("0639", "+262"),
];

/// E.164 of a number as the network shows it: ten digits from 0, `00` and a country, `+` and a country. `None` for what
/// cannot be called back that way: an extension, a service number.
#[must_use]
pub fn e164(shown: &str) -> Option<Phone> {
    let all_digits = |digits: &str| digits.bytes().all(|byte| byte.is_ascii_digit());
    if let Some(abroad) = shown.strip_prefix("00").or_else(|| shown.strip_prefix('+')) {
        let fits = (7..=15).contains(&abroad.len()) && all_digits(abroad) && !abroad.starts_with('0');
        return fits.then(|| Phone(format!("+{abroad}")));
    }
    if shown.len() != 10 || !shown.starts_with('0') || !all_digits(shown) {
        return None;
    }
    let country = OVERSEAS.iter().find(|(prefix, _)| shown.starts_with(prefix)).map_or("+33", |(_, country)| country);
    Some(Phone(format!("{country}{}", &shown[1..])))
}

/// The digits to dial for a number, from France: `+33612345678` is `0612345678`, another country comes after `00`.
#[must_use]
pub fn dialled(phone: &str) -> String {
    if let Some(national) = phone.strip_prefix("+33") {
        return format!("0{national}");
    }
    // Nine digits after an overseas code are a national number too.
    let overseas = OVERSEAS.iter().find_map(|(prefix, country)| {
        let national = phone.strip_prefix(country)?;
        (national.len() == 9 && national.starts_with(&prefix[1..])).then(|| format!("0{national}"))
    });
    overseas.unwrap_or_else(|| match phone.strip_prefix('+') {
        Some(abroad) => format!("00{abroad}"),
        None => phone.to_string(),
    })
}

/// Who calls, by the network's message.
#[must_use]
pub fn caller(message: &CallerIdMessage) -> CallerId {
    match (&message.number, message.hidden) {
        (Some(number), _) => {
            let known = number.map(|number| e164(number));
            if known.matches(Option::is_some) {
                // The wrapper stays closed: what is inside is known to be there.
                CallerId::Number(known.map(|phone| phone.clone().unwrap_or(Phone(String::new()))))
            } else {
                CallerId::Unavailable
            }
        }
        (None, Some(Hidden::Withheld)) => CallerId::Withheld,
        (None, Some(Hidden::Unavailable) | None) => CallerId::Unavailable,
    }
}

/// What the handset's display is sent for a caller: digits as they are dialled, or why there are none.
#[must_use]
pub fn shown(caller: &CallerId) -> Result<Private<String>, Hidden> {
    match caller {
        CallerId::Number(phone) => Ok(phone.map(|phone| dialled(&phone.0))),
        CallerId::Withheld => Err(Hidden::Withheld),
        CallerId::Unavailable => Err(Hidden::Unavailable),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_the_network_are_e164() {
        for (shown, expect) in [
            ("0612345678", Some("+33612345678")),
            ("0033612345678", Some("+33612345678")),
            ("+33612345678", Some("+33612345678")),
            ("0032470123456", Some("+32470123456")),
            ("0596123456", Some("+596596123456")),
            ("0692123456", Some("+262692123456")),
            ("201", None),
            ("3103", None),
            ("0000000", None),
            ("06123456789", None),
        ] {
            assert_eq!(e164(shown).map(|phone| phone.0).as_deref(), expect, "{shown}");
        }
    }

    #[test]
    fn what_was_shown_is_what_is_dialled() {
        for shown in ["0612345678", "0596123456", "0693123456", "0032470123456", "0145671234"] {
            let phone = e164(shown).map(|phone| phone.0).unwrap_or_default();
            assert_eq!(dialled(&phone), shown);
        }
        assert_eq!(dialled("15"), "15");
    }
}
