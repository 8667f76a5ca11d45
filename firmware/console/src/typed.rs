//! Dates and addresses as technicians type them.

use crate::act::Network;
use crate::lay::folded;
use jiff::civil::{Date, DateTime, Time};
use std::net::Ipv4Addr;

/// The years a box may live in: the firmware is younger than the first, and 2038 tells a broken clock.
const YEARS: std::ops::RangeInclusive<i16> = 2026..=2037;

/// "23/11/2026 9h05", "23/11/2026 09:05", "2026-11-23 09:05".
pub fn date_time(text: &str) -> Result<DateTime, String> {
    const HOW: &str = "Écrivez par exemple 23/11/2026 9h05.";
    let mut words = text.split_whitespace();
    let (Some(day), Some(hour), None) = (words.next(), words.next(), words.next()) else { return Err(HOW.into()) };
    let number = |text: &str| text.parse::<i16>().map_err(|_| HOW.to_string());
    let parts = |text: &str, by: &[char]| text.split(by).map(number).collect::<Result<Vec<_>, _>>();
    let (year, month, day) = match (&parts(day, &['/', '.'])?[..], day.contains('-')) {
        ([d, m, y], false) => (*y, *m, *d),
        _ => return Err(HOW.into()),
    };
    let (hour, minute) = match &parts(hour, &['h', 'H', ':'])?[..] {
        [h, m] => (*h, *m),
        _ => return Err(HOW.into()),
    };
    let year = if (26..100).contains(&year) { year + 2000 } else { year };
    if !YEARS.contains(&year) {
        return Err(format!("L'année {year} n'est pas possible."));
    }
    let small = |n: i16| i8::try_from(n).map_err(|_| HOW.to_string());
    let date = Date::new(year, small(month)?, small(day)?).map_err(|_| "Ce jour n'existe pas.".to_string())?;
    let time = Time::new(small(hour)?, small(minute)?, 0, 0).map_err(|_| "Cette heure n'existe pas.".to_string())?;
    Ok(date.to_datetime(time))
}

/// "192.168.1.20/24".
pub fn address(text: &str) -> Result<(Ipv4Addr, u8), String> {
    const HOW: &str = "Écrivez par exemple 192.168.1.20/24.";
    let (address, prefix) = text.trim().split_once('/').ok_or(HOW)?;
    let address: Ipv4Addr = address.trim().parse().map_err(|_| HOW.to_string())?;
    let prefix: u8 = prefix.trim().parse().map_err(|_| HOW.to_string())?;
    if !(8..=30).contains(&prefix) {
        return Err("Le réseau compte 8 à 30 bits, 24 le plus souvent.".into());
    }
    // The firewall lets the box speak to private networks only; another address would make it deaf.
    if !(address.is_private() || address.is_link_local()) {
        return Err(format!("{address} n'est pas une adresse de réseau privé : la boîte ne parle qu'au cabinet."));
    }
    let host = u32::from(address) & (u32::MAX >> prefix);
    if host == 0 || host == u32::MAX >> prefix {
        return Err(format!("{address} est l'adresse du réseau lui-même, pas celle d'une machine."));
    }
    Ok((address, prefix))
}

/// The router, or nothing for a network without one.
pub fn gateway(text: &str, address: Ipv4Addr, prefix: u8) -> Result<Network, String> {
    let text = text.trim();
    if text.is_empty() || folded(text) == "aucune" {
        return Ok(Network::Fixed { address, prefix, gateway: None });
    }
    let gateway: Ipv4Addr = text.parse().map_err(|_| "Écrivez par exemple 192.168.1.1, ou rien.".to_string())?;
    let net = |a: Ipv4Addr| u32::from(a) >> (32 - prefix);
    if net(gateway) != net(address) || gateway == address {
        return Err(format!("{gateway} n'est pas une autre machine du réseau {address}/{prefix}."));
    }
    Ok(Network::Fixed { address, prefix, gateway: Some(gateway) })
}

/// "oui", "non"; `None` for anything else.
pub fn yes(text: &str) -> Option<bool> {
    match folded(text.trim()).as_str() {
        "oui" | "o" => Some(true),
        "non" | "n" => Some(false),
        _ => None,
    }
}

/// A cabinet's name: what fits a greeting.
pub fn cabinet(text: &str) -> Result<String, String> {
    let name = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match name.chars().count() {
        3..=60 if name.chars().any(char::is_alphabetic) => Ok(name),
        3..=60 => Err("Ce nom n'a pas de lettres.".into()),
        n => Err(format!("Le nom a 3 à 60 signes ; celui-ci en a {n}.")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates() {
        for (text, expect) in [
            ("23/11/2026 9h05", Some("2026-11-23T09:05:00")),
            ("23/11/26 09:05", Some("2026-11-23T09:05:00")),
            ("1.2.2030 0:00", Some("2030-02-01T00:00:00")),
            ("29/02/2027 8:00", None),
            ("23/11/1970 8:00", None),
            ("23/11/2026 25:00", None),
            ("23/11/2026", None),
            ("demain 9h", None),
            ("23/11/2026 9h05 Paris", None),
            ("999999999999/1/2026 9:00", None),
        ] {
            assert_eq!(date_time(text).ok().map(|d| d.to_string()).as_deref(), expect, "{text}");
        }
    }

    #[test]
    fn addresses() {
        for (text, good) in [
            ("192.168.1.20/24", true),
            ("10.0.0.5/8", true),
            ("192.168.1.0/24", false),
            ("192.168.1.255/24", false),
            ("8.8.8.8/24", false),
            ("192.168.1.20", false),
            ("192.168.1.20/33", false),
            ("192.168.1.300/24", false),
        ] {
            assert_eq!(address(text).is_ok(), good, "{text}");
        }
        let own = Ipv4Addr::new(192, 168, 1, 20);
        for (text, good) in [("192.168.1.1", true), ("", true), ("192.168.2.1", false), ("192.168.1.20", false)] {
            assert_eq!(gateway(text, own, 24).is_ok(), good, "{text}");
        }
    }
}
