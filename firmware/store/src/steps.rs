//! Named moments at which a stop is tried.
//!
//! The box does nothing here. A test's child process sets a watch that kills it at the n-th visit of a name, so that every
//! moment at which a stop could hurt is tried, not only those that a random kill happens to find.

use std::sync::OnceLock;

/// Every name, in the order in which an operation passes them.
pub const ALL: &[&str] = &[
    "booking.begun",
    "booking.journal.written",
    "booking.journal.synced",
    "booking.anchored",
    "booking.applied",
    "bring-up.copied",
    "bring-up.set-aside",
    "bring-up.filled",
    "snapshot.begun",
    "snapshot.compared",
    "snapshot.caught-up",
    "snapshot.renamed",
    "snapshot.done",
    "rehearsal.filled",
    "rehearsal.old-gone",
    "rehearsal.new-in-place",
    "rehearsal.done",
    "night.begun",
    "night.verified",
    "night.retained",
    "night.snapshot",
    "night.trail",
    "night.done",
    "keyring.drawn",
    "keyring.written",
    "keyring.aside",
    "keyring.renamed",
    "keyring.twin",
    "keyring.shredded",
    "erase.begun",
    "erase.keyring",
    "erase.proof",
    "erase.state",
    "erase.done",
    "rewrite.written",
    "rewrite.compared",
    "rewrite.renamed",
    "migrate.begun",
    "migrate.keyring",
    "migrate.done",
    "rotate.begun",
    "rotate.key",
    "rotate.keyring",
    "rotate.journal",
    "rotate.done",
];

/// Those of what stands beside the journal: the audit trail, backup, restore, and of a damaged journal that is made anew.
pub const BESIDE: &[&str] = &[
    "trail.begun",
    "trail.synced",
    "trail.marked",
    "trail.expired",
    "backup.begun",
    "backup.keyring",
    "backup.copied",
    "backup.compared",
    "backup.renamed",
    "restore.copied",
    "restore.checked",
    "restore.aside",
    "restore.keyring",
    "restore.key",
    "restore.renamed",
    "mend.begun",
    "mend.kept",
    "mend.done",
];

static WATCH: OnceLock<fn(&'static str)> = OnceLock::new();

/// Has every step of this process told to `watch`; the first one set stays.
pub fn watch(watch: fn(&'static str)) {
    let _ = WATCH.set(watch);
}

/// Passes a step.
pub(crate) fn step(name: &'static str) {
    if let Some(watch) = WATCH.get() {
        watch(name);
    }
}
