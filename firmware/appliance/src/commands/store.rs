//! `huisclos store verify`.

use crate::cli::{Common, StoreAction, StoreCommand};
use crate::error::Error;
use crate::world;
use huisclos_store::{Options, Store, Warning, verify};
use serde_json::json;

/// # Errors
/// The store is not there, or not whole: the file, and what to do.
pub fn run(common: &Common, options: &StoreCommand) -> Result<(), Error> {
    let StoreAction::Verify = options.action;
    let data = world::data(common)?;
    if !data.exists() {
        return Err(Error::Store(format!(
            "{} n'existe pas ; donnez le dossier des données avec --data",
            data.display()
        )));
    }
    let options = Options::at(data);
    let failed = |e: huisclos_store::Error| Error::Store(e.to_string());
    // First as it lies, changing nothing; then opened, which rebuilds a damaged state and says so.
    let mut report = verify(&options).map_err(failed)?;
    if report.is_sound() {
        let opened = Store::open(&options).map_err(failed)?;
        for warning in
            opened.warnings.iter().filter(|w| !matches!(w, Warning::KeyInFile { .. } | Warning::Replayed { .. }))
        {
            eprintln!("huisclos : {warning}");
        }
        report = opened.store.verify().map_err(failed)?;
    }
    if !report.is_sound() {
        return Err(Error::Store(report.faults.join(" ")));
    }
    let records: u64 = report.records.values().sum();
    world::out(&if common.json {
        json!({ "ok": true, "frames": report.frames, "journal_bytes": report.journal_bytes, "records": report.records })
            .to_string()
    } else {
        let bytes = report.journal_bytes;
        format!(
            "base intacte : {} enregistrements au journal ({bytes} octets), {records} fiches et index",
            report.frames
        )
    });
    Ok(())
}
