//! The addresses of this machine.

use nix::ifaddrs::getifaddrs;
use std::collections::BTreeMap;
use std::net::IpAddr;

/// Addresses of a cabinet's own network, for which the box's authority may vouch: one outside of them in a certificate, and
/// browsers refuse it whole.
fn of_a_cabinet(ip: &IpAddr) -> bool {
    match ip {
        IpAddr::V4(v4) => v4.is_private() || v4.is_link_local(),
        IpAddr::V6(v6) => v6.is_unique_local(),
    }
}

/// The addresses by which the cabinet reaches this machine, IPv4 first.
pub fn addresses() -> Vec<IpAddr> {
    let all = getifaddrs().map(|all| all.collect::<Vec<_>>()).unwrap_or_default();
    let of = |one: &nix::ifaddrs::InterfaceAddress| {
        let address = one.address.as_ref()?;
        let v4 = address.as_sockaddr_in().map(|a| IpAddr::V4(a.ip()));
        v4.or(address.as_sockaddr_in6().map(|a| IpAddr::V6(a.ip())))
    };
    let mut found: Vec<IpAddr> = all.iter().filter_map(of).filter(of_a_cabinet).collect();
    found.sort();
    found.dedup();
    found
}

/// A row for each interface, and for each of its addresses.
pub fn rows() -> Result<Vec<String>, String> {
    let all = getifaddrs().map_err(|e| format!("les interfaces du réseau ne peuvent pas être lues : {e}"))?;
    let mut found: BTreeMap<String, Vec<IpAddr>> = BTreeMap::new();
    for one in all.filter(|one| one.interface_name != "lo") {
        let addresses = found.entry(one.interface_name).or_default();
        if let Some(address) = &one.address {
            let v4 = address.as_sockaddr_in().map(|a| IpAddr::V4(a.ip()));
            let v6 = address.as_sockaddr_in6().map(|a| IpAddr::V6(a.ip()));
            addresses.extend(v4.or(v6));
        }
    }
    if found.is_empty() {
        return Ok(vec!["Aucune interface réseau : vérifiez le câble et la carte.".into()]);
    }
    let mut rows = Vec::new();
    for (name, addresses) in found {
        let carrier = std::fs::read_to_string(format!("/sys/class/net/{name}/carrier")).unwrap_or_default();
        let plugged = if carrier.trim() == "1" { "câble branché" } else { "câble débranché" };
        rows.push(format!("{name:<10} {plugged}"));
        rows.extend(addresses.iter().map(|address| format!("           {address}")));
        if addresses.is_empty() {
            rows.push("           sans adresse".into());
        }
    }
    Ok(rows)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn only_a_cabinets_own_addresses_are_vouched_for() {
        for (address, own) in [
            ("192.168.1.20", true),
            ("10.0.0.3", true),
            ("169.254.7.7", true),
            ("fd00::2", true),
            ("192.0.2.2", false),
            ("127.0.0.1", false),
            ("fe80::1", false),
            ("2001:db8::1", false),
        ] {
            assert_eq!(of_a_cabinet(&address.parse().unwrap()), own, "{address}");
        }
        assert!(addresses().iter().all(of_a_cabinet));
    }
}
