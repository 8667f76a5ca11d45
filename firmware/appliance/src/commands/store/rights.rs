//! What a patient may ask for, and what goes by itself.

use super::{failed, opened};
use crate::cli::Common;
use crate::error::Error;
use crate::{erasure, settings, world};
use huisclos_agenda::PatientId;
use huisclos_store::By;
use serde_json::json;
use std::path::{Path, PathBuf};

/// `export-patient`
pub(super) fn export(common: &Common, patient: PatientId, to: Option<&Path>) -> Result<(), Error> {
    let cabinet = world::cabinet(common)?;
    let (store, _) = opened(common)?;
    let cabinet = settings::standing(&store, cabinet)?;
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
    let data = world::data(common)?;
    let said = "le cabinet, en ligne de commande";
    let done = erasure::erase(&store, &data, patient, By::CommandLine(&user), said, now).map_err(failed)?;
    let erasure::Erased { proof, already: again, backups: left, aside } = done;
    let day = proof.at.strftime("%d/%m/%Y à %H:%M");
    if common.json {
        let paths = |all: &[PathBuf]| all.iter().map(|p| p.display().to_string()).collect::<Vec<_>>();
        let line = json!({
            "patient": patient.to_string(), "erased": true, "already": again,
            "at": proof.at.strftime("%Y-%m-%dT%H:%M:%S").to_string(), "by": proof.by,
            "keyring_generation": proof.generation, "records": proof.records,
            "backups_not_reached": paths(&left), "set_aside": paths(&aside),
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
            backup.display()
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

/// `retain`
pub(super) fn retain(common: &Common, trusted: bool) -> Result<(), Error> {
    let cabinet = world::cabinet(common)?;
    let (store, _) = opened(common)?;
    let cabinet = settings::standing(&store, cabinet)?;
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
