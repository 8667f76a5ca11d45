//! Handset and line as the kernel joins them.

use huisclos_dahdi_sys::Error;

use crate::port::Port;

/// Joins two channels in the kernel: each sends what the other hears, a millisecond later, whatever this program does.
/// They stay joined while both are open, even when it stands still.
pub struct Pair;

impl Pair {
    /// Both ways.
    ///
    /// # Errors
    /// The kernel refuses; neither is joined then.
    pub fn join<P: Port>(line: &P, handset: &P) -> Result<(), Error> {
        line.send_what_hears(Some(handset.number()))?;
        handset.send_what_hears(Some(line.number())).inspect_err(|_| {
            let _ = line.send_what_hears(None);
        })
    }

    /// The handset hears the line, and not the other way: a number on its way to the display.
    ///
    /// # Errors
    /// The kernel refuses.
    pub fn listen<P: Port>(line: &P, handset: &P) -> Result<(), Error> {
        handset.send_what_hears(Some(line.number()))
    }

    /// Neither hears the other any more.
    ///
    /// # Errors
    /// The card was taken out.
    pub fn part<P: Port>(line: &P, handset: &P) -> Result<(), Error> {
        let first = line.send_what_hears(None);
        handset.send_what_hears(None).and(first)
    }
}
