//! What a patient may ask for, and what goes by itself.

use super::{failed, opened};
use crate::cli::Common;
use crate::error::Error;
use crate::world;
use huisclos_agenda::PatientId;
use huisclos_store::{Access, By, Deed, Kind, Why};
use serde_json::json;
use std::path::{Path, PathBuf};

/// `export-patient`
pub(super) fn export(common: &Common, patient: PatientId, to: Option<&Path>) -> Result<(), Error> {
    let cabinet = world::cabinet(common)?;
    let (store, _) = opened(common)?;
    let to = to.map_or_else(|| PathBuf::from(format!("dossier-{patient}")), Path::to_path_buf);
    let (user, now) = (world::user(), world::now(common));
    let done = store.export_patient(patient, &cabinet, &to, By::CommandLine(&user), now).map_err(failed)?;
    let [appointments, notes, consents, calls, accesses] = done.counts;
    if common.json {
        let files: Vec<String> = done.files.iter().map(|f| f.display().to_string()).collect();
        let line = json!({
            "patient": patient.to_string(), "folder": done.folder.display().to_string(), "files": files,
            "appointments": appointments, "notes": notes, "consents": consents, "calls": calls, "accesses": accesses,
        });
        world::out(&line.to_string());
        return Ok(());
    }
    world::out(&format!(
        "dossier du patient {patient} : {appointments} rendez-vous, {notes} messages, {consents} consentements, {calls} \
         appels, {accesses} accès"
    ));
    done.files.iter().for_each(|file| world::out(&format!("  {}", file.display())));
    world::out("Ces fichiers ne sont pas chiffrés : remettez-les au patient, puis supprimez-les.");
    Ok(())
}

/// `erase-patient`
pub(super) fn erase(common: &Common, patient: PatientId) -> Result<(), Error> {
    let (store, _) = opened(common)?;
    let (user, now) = (world::user(), world::now(common));
    let known = store.erasures().map_err(failed)?.into_iter().find(|proof| proof.subject == patient.0);
    let again = known.is_some();
    let proof = match known {
        Some(proof) => proof,
        None => {
            store.patient(patient, now).map_err(failed)?;
            // Before: an erasure that a stop finishes at the next opening is in the trail all the same.
            let (by, did, why) = (By::CommandLine(&user), Deed::Erased, Why::Rights);
            let access = Access { at: now, by, did, why, what: Kind::All, of: &[patient], count: 1 };
            store.trace_and_settle(&access).map_err(failed)?;
            store.erase_patient(patient, "le cabinet, en ligne de commande", now).map_err(failed)?
        }
    };
    // Also the second time: a backup that was not plugged in the first time may be now.
    let left = store.refresh_backups().map_err(failed)?;
    let aside = kept_aside(&world::data(common)?);
    let day = proof.at.strftime("%d/%m/%Y à %H:%M");
    if common.json {
        let paths = |all: &[PathBuf]| all.iter().map(|p| p.display().to_string()).collect::<Vec<_>>();
        let backups: Vec<PathBuf> = left.iter().map(|b| b.folder.clone()).collect();
        let line = json!({
            "patient": patient.to_string(), "erased": true, "already": again,
            "at": proof.at.strftime("%Y-%m-%dT%H:%M:%S").to_string(), "by": proof.by,
            "keyring_generation": proof.generation, "records": proof.records,
            "backups_not_reached": paths(&backups), "set_aside": paths(&aside),
        });
        world::out(&line.to_string());
        return Ok(());
    }
    let said = if again { "était déjà effacé" } else { "est effacé" };
    world::out(&format!("Le patient {patient} {said} : preuve du {day}, par {}.", proof.by));
    world::out(&format!(
        "  Sa clé a été détruite (génération {} du trousseau) ; {} données ne se lisent plus nulle part.",
        proof.generation, proof.records
    ));
    for backup in &left {
        world::out(&format!(
            "  La sauvegarde {} n'a pas pu être mise à jour : branchez-la et relancez cette commande ; jusque-là, elle \
             et la clé papier permettraient de relire ce patient.",
            backup.folder.display()
        ));
    }
    for path in &aside {
        world::out(&format!(
            "  Mis à l'écart par une restauration, {} le contient encore : supprimez-le.",
            path.display()
        ));
    }
    Ok(())
}

/// What earlier restores have set aside beside the data folder.
fn kept_aside(data: &Path) -> Vec<PathBuf> {
    let parent = data.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let name = data.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let Ok(entries) = std::fs::read_dir(parent) else { return Vec::new() };
    let mut found: Vec<PathBuf> = entries
        .filter_map(|entry| {
            let path = entry.ok()?.path();
            let is = path.file_name()?.to_str()?;
            (is.starts_with(&name) && is.contains(".avant-")).then(|| path.clone())
        })
        .collect();
    found.sort_unstable();
    found
}

/// `retain`
pub(super) fn retain(common: &Common, trusted: bool) -> Result<(), Error> {
    let cabinet = world::cabinet(common)?;
    let (store, _) = opened(common)?;
    let done = store.retain(&cabinet.retention, world::now(common), trusted).map_err(failed)?;
    if !done.clock_doubted {
        // What was taken away still lies sealed in the journal until that is written anew.
        store.snapshot().map_err(failed)?;
    }
    if common.json {
        world::out(&serde_json::to_string(&done).map_err(|e| Error::Store(e.to_string()))?);
        return Ok(());
    }
    if done.clock_doubted {
        return Err(Error::Refused(format!(
            "rien n'a été supprimé : l'horloge a sauté au {} ; vérifiez-la, puis relancez avec --trust-clock",
            world::now(common).strftime("%d/%m/%Y")
        )));
    }
    world::out(&format!(
        "supprimés, leur durée étant passée : {} messages, {} rendez-vous, {} fiches, {} consentements, {} appels, {} \
         mesures, {} fichiers de trace",
        done.notes, done.appointments, done.cards, done.consents, done.calls, done.measures, done.trail
    ));
    Ok(())
}
