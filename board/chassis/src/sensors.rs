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

/// The most worn of the disks under a folder (`/sys/block`), as [`worn_percent`].
#[must_use]
pub fn most_worn_percent(disks: &Path) -> Option<u8> {
    let disks = std::fs::read_dir(disks).ok()?;
    disks.filter_map(|disk| worn_percent(&disk.ok()?.path().join("device"))).max()
}

/// Errors that the file systems under a folder (`/sys/fs/ext4`) met on their disks and wrote down, since they were made.
#[must_use]
pub fn disk_errors(systems: &Path) -> u64 {
    let Ok(systems) = std::fs::read_dir(systems) else { return 0 };
    let counts = systems.filter_map(|system| std::fs::read_to_string(system.ok()?.path().join("errors_count")).ok());
    counts.filter_map(|text| text.trim().parse::<u64>().ok()).fold(0, u64::saturating_add)
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

    #[test]
    fn the_worst_disk_and_every_error_count() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!((most_worn_percent(folder.path()), disk_errors(folder.path())), (None, 0));
        for (disk, text) in [("sda", None), ("mmcblk0", Some("0x02 0x01")), ("mmcblk1", Some("0x09 0x01"))] {
            fs::create_dir_all(folder.path().join(disk).join("device")).unwrap();
            if let Some(text) = text {
                fs::write(folder.path().join(disk).join("device/life_time"), text).unwrap();
            }
        }
        for (system, count) in [("dm-0", "2\n"), ("sda1", "1\n"), ("features", "?")] {
            fs::create_dir_all(folder.path().join(system)).unwrap();
            fs::write(folder.path().join(system).join("errors_count"), count).unwrap();
        }
        assert_eq!((most_worn_percent(folder.path()), disk_errors(folder.path())), (Some(90), 3));
    }
}
