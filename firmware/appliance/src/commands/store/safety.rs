//! Backups, and the key that opens them.

use super::{data, failed, opened, tell};
use crate::cli::{Common, KeyAction};
use crate::error::Error;
use crate::world;
use huisclos_store::{
    By, Options, Zeroizing, forget_older_keys, paper_key, restore as bring_back, restore_key, rotate_all, rotate_root,
    seal_key,
};
use serde_json::json;
use std::io::{IsTerminal, Read};
use std::path::Path;

/// Longest paper key, typed with numbers and commas: 24 words of at most 10 letters.
const TYPED_MAX: u64 = 4096;

/// `backup`
pub(super) fn backup(common: &Common, folder: &Path) -> Result<(), Error> {
    let (store, _) = opened(common)?;
    let user = world::user();
    let done = store.backup(folder, By::CommandLine(&user), world::now(common)).map_err(failed)?;
    if common.json {
        let removed: Vec<String> = done.removed.iter().map(|p| p.display().to_string()).collect();
        let line = json!({
            "set": done.set.display().to_string(), "files": done.files, "bytes": done.bytes, "frames": done.frames,
            "removed": removed,
        });
        world::out(&line.to_string());
        return Ok(());
    }
    let (files, bytes, frames) = (done.files, done.bytes, done.frames);
    world::out(&format!(
        "sauvegarde faite et relue : {} ({files} fichiers, {bytes} octets, {frames} enregistrements)",
        done.set.display()
    ));
    done.removed.iter().for_each(|old| world::out(&format!("  ancienne sauvegarde retirée : {}", old.display())));
    world::out("Elle ne s'ouvre qu'avec la clé papier : rangez les deux à des endroits différents.");
    Ok(())
}

/// `restore`
pub(super) fn restore(common: &Common, folder: &Path, set: Option<&str>) -> Result<(), Error> {
    let options = Options::at(world::data(common)?);
    let words = typed("Clé papier (24 mots, puis une ligne vide) :")?;
    let (user, now) = (world::user(), world::now(common));
    let done = bring_back(folder, set, &options, &words, By::CommandLine(&user), now).map_err(failed)?;
    tell(&done.warnings);
    let made = done.made_at.strftime("%d/%m/%Y à %H:%M");
    if common.json {
        let aside: Vec<String> = done.aside.iter().map(|p| p.display().to_string()).collect();
        let line = json!({
            "set": done.set.display().to_string(), "made_at": done.made_at.strftime("%Y-%m-%dT%H:%M:%S").to_string(),
            "frames": done.frames, "set_aside": aside,
        });
        world::out(&line.to_string());
        return Ok(());
    }
    world::out(&format!("sauvegarde du {made} remise en place : {} enregistrements, tous relus", done.frames));
    for path in &done.aside {
        world::out(&format!("  ce qui était là est gardé : {}", path.display()));
    }
    Ok(())
}

/// `key`
pub(super) fn key(common: &Common, action: &KeyAction) -> Result<(), Error> {
    match action {
        KeyAction::Show => {
            let words = paper_key(&data(common)?).map_err(failed)?;
            eprintln!("huisclos : qui lit ces mots et tient une sauvegarde lit tout ; recopiez-les à la main.");
            words.lines().for_each(world::out);
            Ok(())
        }
        KeyAction::Confirm => {
            let words = typed("Retapez la clé papier (24 mots, puis une ligne vide) :")?;
            let (store, _) = opened(common)?;
            store.confirm_paper_key(&words, world::now(common)).map_err(failed)?;
            world::out("la clé papier est la bonne ; la preuve est gardée");
            Ok(())
        }
        KeyAction::Restore => {
            let words = typed("Clé papier (24 mots, puis une ligne vide) :")?;
            restore_key(&data(common)?, &words).map_err(failed)?;
            world::out("la clé est remise à sa place");
            Ok(())
        }
        KeyAction::Seal => {
            seal_key(&data(common)?).map_err(failed)?;
            world::out("la clé est scellée par cette machine ; son fichier est détruit");
            Ok(())
        }
        KeyAction::Rotate { all } => {
            let options = data(common)?;
            let done = if *all { rotate_all(&options) } else { rotate_root(&options) }.map_err(failed)?;
            tell(&done.warnings);
            world::out(&format!("la clé est changée (trousseau n° {}, clés n° {})", done.generation, done.epoch));
            refreshed(common, "l'ancienne clé papier l'ouvre encore")?;
            eprintln!(
                "huisclos : l'ancienne clé papier n'ouvre plus que d'anciennes copies du trousseau ; recopiez la nouvelle \
                 (« huisclos store key show », puis « confirm ») et refaites une sauvegarde."
            );
            Ok(())
        }
        KeyAction::Forget => {
            forget_older_keys(&data(common)?).map_err(failed)?;
            world::out(
                "les clés d'avant sont oubliées : les sauvegardes d'avant le dernier changement ne s'ouvrent plus",
            );
            refreshed(common, "elle s'ouvre encore")
        }
    }
}

/// Brings the new keyring to the backups that can be reached, and names the others: until then `still` is true of them.
fn refreshed(common: &Common, still: &str) -> Result<(), Error> {
    let (store, _) = opened(common)?;
    for backup in store.refresh_backups().map_err(failed)? {
        world::out(&format!(
            "  La sauvegarde {} n'a pas pu être mise à jour ({still}) : branchez-la et refaites une sauvegarde.",
            backup.folder.display()
        ));
    }
    Ok(())
}

/// What is typed: to an empty line on a terminal, else to the end. Never an argument, which every process could read.
fn typed(question: &str) -> Result<Zeroizing<String>, Error> {
    let unreadable =
        |e: std::io::Error| Error::Refused(format!("la clé papier ne se lit pas sur l'entrée standard : {e}"));
    let stdin = std::io::stdin();
    let mut words = Zeroizing::new(String::with_capacity(TYPED_MAX as usize));
    if !stdin.is_terminal() {
        stdin.lock().take(TYPED_MAX).read_to_string(&mut words).map_err(unreadable)?;
        return Ok(words);
    }
    eprintln!("{question}");
    loop {
        let before = words.len();
        stdin.read_line(&mut words).map_err(unreadable)?;
        if words[before..].trim().is_empty() || words.len() as u64 >= TYPED_MAX {
            return Ok(words);
        }
    }
}
