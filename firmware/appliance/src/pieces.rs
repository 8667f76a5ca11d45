//! A file that the page sends, written down piece by piece as it comes.

use crate::shelf::{failed, free_bytes};
use std::fs::{self, File};
use std::io::Write;
use std::path::Path;

/// What such a file may not do, each with the sentence that says so.
pub struct Bounds {
    /// Its longest length.
    pub bytes_max: u64,
    /// Said of a longer one.
    pub too_long: String,
    /// What must stay free on the disk.
    pub free_bytes_min: u64,
    /// Said where it does not.
    pub full: &'static str,
}

/// Writes it whole, to the disk itself, or leaves nothing of it; gives its length.
///
/// # Errors
/// The disk, a bound, or the sender, who gave up: one French sentence.
pub fn write(
    pieces: &mut dyn Iterator<Item = Result<Vec<u8>, String>>,
    to: &Path,
    bounds: &Bounds,
) -> Result<u64, String> {
    let mut out = File::create(to).map_err(failed("L'écriture de", to))?;
    let mut length = 0u64;
    let take = || -> Result<u64, String> {
        for piece in pieces {
            let piece = piece?;
            length += piece.len() as u64;
            if length > bounds.bytes_max {
                return Err(bounds.too_long.clone());
            }
            if free_bytes(to.parent().unwrap_or(to)).is_some_and(|free| free < bounds.free_bytes_min) {
                return Err(bounds.full.into());
            }
            out.write_all(&piece).map_err(failed("L'écriture de", to))?;
        }
        out.sync_all().map_err(failed("L'écriture de", to))?;
        Ok(length)
    };
    let done = take();
    if done.is_err() {
        let _ = fs::remove_file(to);
    }
    done
}
