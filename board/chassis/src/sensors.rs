//! Temperature and disk wear, from sysfs.

use std::path::Path;

/// What a sensor can honestly say; one that is not wired says anything.
const POSSIBLE_C: std::ops::Range<f32> = -40.0..150.0;

/// The hottest of the sensors under a folder (`/sys/class/thermal`); `None` without any.
#[must_use]
pub fn hottest_c(thermal: &Path) -> Option<f32> {
    let zones = std::fs::read_dir(thermal).ok()?;
    let sensed = zones.filter_map(|zone| {
        let text = std::fs::read_to_string(zone.ok()?.path().join("temp")).ok()?;
        // Thousandths of a degree.
        let c = text.trim().parse::<f32>().ok()? / 1_000.0;
        POSSIBLE_C.contains(&c).then_some(c)
    });
    sensed.fold(None, |hottest: Option<f32>, c| Some(hottest.map_or(c, |h| h.max(c))))
}

/// How much of its life an eMMC says it has used, in percent rounded up to ten (`life_time` of its sysfs folder: JEDEC 5.0,
/// 0x01 is 0 to 10 %, 0x0b is past its life); `None` for a disk that does not say.
#[must_use]
pub fn worn_percent(device: &Path) -> Option<u8> {
    let text = std::fs::read_to_string(device.join("life_time")).ok()?;
    // Two kinds of cells, two figures: the worse counts.
    let figures = text.split_whitespace().filter_map(|word| u8::from_str_radix(word.trim_start_matches("0x"), 16).ok());
    figures.filter(|n| (1..=0x0b).contains(n)).max().map(|n| (n * 10).min(110))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn sensors_are_read_and_nonsense_is_not() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(hottest_c(folder.path()), None);
        for (name, temp) in [("zone0", "41500\n"), ("zone1", "62000\n"), ("zone2", "-273000\n"), ("zone3", "chaud")] {
            fs::create_dir(folder.path().join(name)).unwrap();
            fs::write(folder.path().join(name).join("temp"), temp).unwrap();
        }
        assert_eq!(hottest_c(folder.path()), Some(62.0));
        assert_eq!(worn_percent(folder.path()), None);
        for (text, worn) in [("0x01 0x03\n", Some(30)), ("0x0b 0x01", Some(110)), ("0x00 0x00", None), ("?", None)] {
            fs::write(folder.path().join("life_time"), text).unwrap();
            assert_eq!(worn_percent(folder.path()), worn, "{text}");
        }
    }
}
