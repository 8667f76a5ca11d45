//! When a boot is good: only then does the boot loader keep the version that booted.

/// What has to hold before a boot is blessed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Boot {
    /// The store is open and its journal was read whole.
    pub store_open: bool,
    /// The page answered a request.
    pub page_answers: bool,
    /// Lines that the board file names.
    pub lines_named: usize,
    /// Lines that exchange frames.
    pub lines_turning: usize,
    /// The models said a first word and read it back.
    pub models_speak: bool,
}

/// Whether the boot is good.
///
/// # Errors
/// What is lacking, in a sentence each; the boot loader's tries then run out and the old version comes back.
pub fn blessed(boot: &Boot) -> Result<(), Vec<&'static str>> {
    let mut lacking = Vec::new();
    let mut must = |holds: bool, what| {
        if !holds {
            lacking.push(what);
        }
    };
    must(boot.store_open, "la base n'est pas ouverte");
    must(boot.page_answers, "la page ne répond pas");
    must(boot.lines_named > 0, "aucune ligne n'est réglée");
    must(boot.lines_turning >= boot.lines_named, "une ligne ne tourne pas");
    must(boot.models_speak, "les modèles ne travaillent pas");
    if lacking.is_empty() { Ok(()) } else { Err(lacking) }
}
