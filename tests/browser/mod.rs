//! The secretary's page in a real browser: Debian's Chromium, driven over its own protocol, against the real binary.
//!
//! Every scene leaves screenshots under `target/captures`, to be looked at. Nothing sleeps for luck: a scene waits for what it
//! wants to see, with a deadline.

mod agenda;
mod axe;
mod box_;
mod calls;
mod eyes;
mod fight;
mod figures;
mod first;
mod fit;
mod handset;
mod home;
mod keyboard;
mod models;
mod name;
mod rights;
mod settings;
mod veil;

use box_::Cabinet;
use eyes::Eyes;
use std::path::Path;

/// Debian's Chromium; `.ci/prepare tests` installs it.
const CHROMIUM: &str = "/usr/bin/chromium";

/// False where no browser is installed: the scene says so and ends.
fn browser_is_here() -> bool {
    let here = Path::new(CHROMIUM).exists();
    if !here {
        eprintln!("skipped: {CHROMIUM} is not installed (.ci/prepare tests)");
    }
    here
}
