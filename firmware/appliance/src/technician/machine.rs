//! The machine's own figures, and the test of its display.

use huisclos_operator::{Page, Pattern, Sight};
use huisclos_ports::Panel;
use nix::sys::statvfs::statvfs;
use std::path::Path;
use std::time::Duration;

/// Each pattern of the test stays that long: seen, and a dead row looked for.
const PATTERN_STAYS: Duration = Duration::from_secs(3);

/// The hottest sensor.
pub fn temperature_c() -> Option<f32> {
    huisclos_board_chassis::hottest_c(Path::new("/sys/class/thermal"))
}

/// How much of its life the most worn disk has used, where one says it.
pub fn disk_worn_percent() -> Option<u8> {
    huisclos_board_chassis::most_worn_percent(Path::new("/sys/block"))
}

/// Errors that the disks made.
pub fn disk_errors() -> u64 {
    huisclos_board_chassis::disk_errors(Path::new("/sys/fs/ext4"))
}

/// Free part of the file system of a folder, in percent.
pub fn disk_free_percent(folder: &Path) -> Option<u8> {
    let stat = statvfs(folder).ok()?;
    let percent = stat.blocks_available().saturating_mul(100).checked_div(stat.blocks())?;
    u8::try_from(percent).ok()
}

/// Every point, a chessboard, the border; then what it really shows.
pub fn test_display(panel: &mut dyn Panel, real: &Sight, tell: &mut dyn FnMut(String)) -> Result<(), String> {
    let patterns =
        [(Pattern::Lit, "tout allumé"), (Pattern::Checks, "damier"), (Pattern::Border, "cadre et diagonales")];
    for (pattern, said) in patterns {
        tell(said.into());
        let sight = Sight { page: Page::Pattern(pattern), ..real.clone() };
        panel.show(&sight).map_err(|e| e.0)?;
        std::thread::sleep(PATTERN_STAYS);
    }
    panel.show(real).map_err(|e| e.0)
}
