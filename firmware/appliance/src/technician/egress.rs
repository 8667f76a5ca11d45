//! What left the local network, as the firewall counted it (`systemd/huisclos-egress-count.service` writes the file).

use huisclos_operator::{Destination, Egress};
use serde_json::Value;
use std::path::Path;
use std::time::{Duration, SystemTime};

/// The file.
pub const COUNTERS: &str = "/run/huisclos-egress/counters.json";
/// Written every ten seconds: older than this, nobody counts any more, and nothing is claimed.
const FRESH: Duration = Duration::from_secs(60);

/// What the counters say; nothing counted when they are absent, old or broken.
pub fn counted(path: &Path) -> Egress {
    let age = std::fs::metadata(path)
        .and_then(|m| m.modified())
        .ok()
        .and_then(|at| SystemTime::now().duration_since(at).ok());
    if age.is_none_or(|age| age > FRESH) {
        return Egress::default();
    }
    std::fs::read_to_string(path).ok().and_then(|text| read(&text)).unwrap_or_default()
}

/// The output of `nft -j list table inet huisclos`.
fn read(text: &str) -> Option<Egress> {
    let all: Value = serde_json::from_str(text).ok()?;
    let items = all["nftables"].as_array()?;
    let left = items.iter().map(|item| &item["counter"]).find(|counter| counter["name"] == "left")?;
    let (refused, sent) = (destinations(items, ["refused4", "refused6"]), destinations(items, ["sent4", "sent6"]));
    Some(Egress { counted: true, left_bytes: left["bytes"].as_u64()?, refused, sent, ..Egress::default() })
}

/// What two sets counted, the most wanted first.
fn destinations(items: &[Value], sets: [&str; 2]) -> Vec<Destination> {
    let sets =
        items.iter().map(|item| &item["set"]).filter(|set| set["name"].as_str().is_some_and(|n| sets.contains(&n)));
    let elements = sets.flat_map(|set| set["elem"].as_array().into_iter().flatten()).map(|element| &element["elem"]);
    let mut found: Vec<Destination> = elements
        .filter_map(|element| {
            let address = element["val"].as_str()?.to_string();
            Some(Destination { address, packets: element["counter"]["packets"].as_u64()? })
        })
        .collect();
    found.sort_by(|a, b| b.packets.cmp(&a.packets).then_with(|| a.address.cmp(&b.address)));
    found
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// As nft 1.0.6 writes it.
    const SAID: &str = r#"{"nftables": [{"metainfo": {"version": "1.0.6"}},
        {"counter": {"family": "inet", "name": "refused", "table": "huisclos", "packets": 9, "bytes": 300}},
        {"counter": {"family": "inet", "name": "left", "table": "huisclos", "packets": 0, "bytes": 0}},
        {"set": {"name": "refused4", "elem": [{"elem": {"val": "198.51.100.7", "counter": {"packets": 2, "bytes": 60}}},
            {"elem": {"val": "203.0.113.9", "expires": 86399, "counter": {"packets": 7, "bytes": 240}}}]}},
        {"set": {"name": "sent4", "elem": [{"elem": {"val": "192.168.1.20", "counter": {"packets": 40, "bytes": 9000}}}]}},
        {"set": {"name": "refused6", "stmt": [{"counter": null}]}}]}"#;

    #[test]
    fn counters_are_read_and_nothing_is_claimed_without_them() {
        let egress = read(SAID).unwrap();
        assert_eq!((egress.counted, egress.left_bytes, egress.refused_packets()), (true, 0, 9));
        assert_eq!(egress.refused[0].address, "203.0.113.9");
        assert_eq!(egress.sent, [Destination { address: "192.168.1.20".into(), packets: 40 }]);
        let leaked = SAID.replace(r#""packets": 0, "bytes": 0"#, r#""packets": 1, "bytes": 60"#);
        assert_eq!(read(&leaked).unwrap().left_bytes, 60);
        for broken in ["", "{", "{\"nftables\": []}", &SAID[..200]] {
            assert_eq!(read(broken), None, "{broken}");
        }
        assert!(!counted(Path::new("/nulle/part")).counted);
    }
}
