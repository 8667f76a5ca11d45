//! `huisclos store`: the encrypted store, its backups, the patients' rights and what the law asks to be written down.

mod papers;
mod rights;
mod safety;

pub(crate) use papers::PAGE;

use crate::cli::{Common, StoreAction, StoreCommand};
use crate::error::Error;
use crate::world;
use huisclos_store::{Options, Store, Warning, verify};
use serde_json::json;

/// # Errors
/// The store is not there, or not whole: the file, and what to do.
pub fn run(common: &Common, options: &StoreCommand) -> Result<(), Error> {
    match &options.action {
        StoreAction::Verify => verified(common),
        StoreAction::Backup { folder } => safety::backup(common, folder),
        StoreAction::Restore { folder, set } => safety::restore(common, folder, set.as_deref()),
        StoreAction::Key { action } => safety::key(common, action),
        StoreAction::ExportPatient { patient, to } => rights::export(common, *patient, to.as_deref()),
        StoreAction::ErasePatient { patient } => rights::erase(common, *patient),
        StoreAction::Retain { trust_clock } => rights::retain(common, *trust_clock),
        StoreAction::Audit { from, to, patient } => papers::audit(common, *from, *to, *patient),
        StoreAction::Register { out } => papers::register(common, out.as_deref()),
        StoreAction::Dpia { out } => papers::dpia(common, out.as_deref()),
    }
}

fn failed(error: huisclos_store::Error) -> Error {
    Error::Store(error.to_string())
}

/// The data folder, which has to be there: these commands make none.
fn data(common: &Common) -> Result<Options, Error> {
    let data = world::data(common)?;
    if !data.exists() {
        let said = format!("{} n'existe pas ; donnez le dossier des données avec --data", data.display());
        return Err(Error::Store(said));
    }
    Ok(Options::at(data))
}

/// The store, open; what a technician should know goes to stderr. True when its key is a plain file.
fn opened(common: &Common) -> Result<(Store, bool), Error> {
    let opened = Store::open(&data(common)?).map_err(failed)?;
    tell(&opened.warnings);
    let in_file = opened.warnings.iter().any(|w| matches!(w, Warning::KeyInFile { .. }));
    Ok((opened.store, in_file))
}

/// Warnings of an opening, but those that every command would repeat.
fn tell(warnings: &[Warning]) {
    for warning in warnings.iter().filter(|w| !matches!(w, Warning::KeyInFile { .. } | Warning::Replayed { .. })) {
        eprintln!("huisclos : {warning}");
    }
}

fn verified(common: &Common) -> Result<(), Error> {
    let options = data(common)?;
    // First as it lies, changing nothing; then opened, which makes a damaged state or journal anew where the other has
    // everything, and says so.
    let lying = verify(&options);
    let opened = match (Store::open(&options), lying) {
        (Ok(opened), _) => opened,
        (Err(_), Ok(report)) if !report.is_sound() => return Err(Error::Store(report.faults.join(" "))),
        (Err(e), _) => return Err(failed(e)),
    };
    tell(&opened.warnings);
    let mut report = opened.store.verify().map_err(failed)?;
    let trail = opened.store.verify_trail().map_err(failed)?;
    report.faults.extend(trail.faults.iter().cloned());
    if !report.is_sound() {
        return Err(Error::Store(report.faults.join(" ")));
    }
    if common.json {
        let line = json!({
            "ok": true, "frames": report.frames, "journal_bytes": report.journal_bytes, "records": report.records,
            "audit": {
                "entries": trail.entries, "files": trail.segments, "untraced": trail.untraced, "closed": trail.forgotten,
            },
        });
        world::out(&line.to_string());
        return Ok(());
    }
    let records: u64 = report.records.values().sum();
    world::out(&format!(
        "base intacte : {} enregistrements au journal ({} octets), {records} fiches et index",
        report.frames, report.journal_bytes
    ));
    world::out("  journal : en-tête, chaîne et sceau de chaque enregistrement, fin comparée au repère");
    world::out("  fiches : sceau de chacune, rendez-vous sans chevauchement, état comparé au journal");
    for (table, count) in &report.records {
        world::out(&format!("    {count:>8}  {}", huisclos_store::table_in_french(table)));
    }
    let hours = trail.hours.map_or(String::new(), |(from, to)| {
        format!(", du {} au {}", from.strftime("%d/%m/%Y %H:%M"), to.strftime("%d/%m/%Y %H:%M"))
    });
    let (entries, files) = (trail.entries, trail.segments);
    world::out(&format!(
        "  trace des accès : {entries} entrées en {files} fichiers{hours} ; sceaux, chaîne, et fin comparée au journal"
    ));
    if trail.forgotten > 0 {
        let files = trail.forgotten;
        world::out(&format!("  {files} fichiers de la trace ne se lisent plus : leurs clés ont été détruites exprès"));
    }
    if trail.untraced > 0 {
        world::out(&format!("  {} accès n'ont pas pu être tracés (disque plein ou en panne)", trail.untraced));
    }
    Ok(())
}
