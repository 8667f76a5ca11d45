//! Changes of keys by hand, with backups before and after them; what an erasure leaves on the disk; a journal that rots. All
//! through the binary alone.

use crate::rights::{NOW, OTHER, SINGER, book, done, files, objects, refused};
use huisclos_tests::Folder;
use serde_json::Value;
use std::collections::HashSet;
use std::path::{Path, PathBuf};

/// A data folder and what is done to it.
struct Cabinet {
    folder: Folder,
    log: String,
}

impl Cabinet {
    fn new() -> Self {
        Self { folder: Folder::new(), log: String::new() }
    }

    fn data(&self) -> PathBuf {
        self.folder.path()
    }

    /// `huisclos store …`, done.
    fn store(&mut self, words: &[&str], stdin: &str) -> String {
        let at = self.data();
        let mut args: Vec<&str> =
            ["store"].iter().chain(words).chain(&["--data", at.to_str().unwrap()]).copied().collect();
        if !words.contains(&"--now") {
            args.extend(["--now", NOW]);
        }
        done(&args, stdin, &mut self.log)
    }

    fn paper(&mut self) -> String {
        self.store(&["key", "show"], "")
    }

    fn booked(&mut self, at: &Path) -> usize {
        let args = ["agenda", "list", "--json", "--now", NOW, "--data", at.to_str().unwrap()];
        objects(&done(&args, "", &mut self.log)).len()
    }

    /// Restores on a blank box; gives how many appointments it then has, or asserts the refusal.
    fn restored(&mut self, disk: &Path, set: Option<&str>, words: &str, expect: Result<usize, &str>) {
        let blank = Folder::new();
        let at = blank.path();
        let mut args = vec!["store", "restore", disk.to_str().unwrap(), "--now", NOW, "--data", at.to_str().unwrap()];
        if let Some(set) = set {
            args.extend(["--set", set]);
        }
        match expect {
            Ok(wanted) => {
                done(&args, words, &mut self.log);
                assert_eq!(self.booked(&at), wanted, "{set:?}");
                done(&["store", "verify", "--data", at.to_str().unwrap()], "", &mut self.log);
            }
            Err(why) => refused(&args, words, &[why], &mut self.log),
        }
    }
}

/// The sets of a backup folder, oldest first.
fn sets(disk: &Path) -> Vec<String> {
    let names = std::fs::read_dir(disk).unwrap().map(|entry| entry.unwrap());
    let folders = names.filter(|entry| entry.path().is_dir());
    let mut found: Vec<String> = folders.map(|entry| entry.file_name().into_string().unwrap()).collect();
    found.sort_unstable();
    found
}

#[test]
fn keys_are_changed_by_hand_and_backups_go_along() {
    let mut cabinet = Cabinet::new();
    let data = cabinet.data();
    book(&data, "0612345678", OTHER, &mut cabinet.log);
    let first = cabinet.paper();
    cabinet.store(&["key", "confirm"], &first);
    let (disk, away) = (cabinet.folder.file("disque"), cabinet.folder.file("coffre"));
    for to in [&disk, &away] {
        cabinet.store(&["backup", to.to_str().unwrap()], "");
    }
    let before = sets(&disk);
    // One disk is in a safe while the keys change.
    let safe = cabinet.folder.file("ailleurs");
    std::fs::rename(&away, &safe).unwrap();

    // Another root: another paper; the data, and the backup that can be reached, open with it alone.
    let said = cabinet.store(&["key", "rotate"], "");
    assert!(said.contains("la clé est changée") && said.contains("coffre"), "{said}");
    let second = cabinet.paper();
    assert_ne!(first, second);
    let at = data.to_str().unwrap().to_string();
    refused(&["store", "key", "confirm", "--data", &at], &first, &["n'est pas celle"], &mut cabinet.log);
    cabinet.store(&["key", "confirm"], &second);
    assert_eq!(cabinet.booked(&data), 1);
    cabinet.restored(&disk, None, &second, Ok(1));
    cabinet.restored(&disk, None, &first, Err("papier"));
    // The twin, and what the sentence says of it: the one in the safe still opens with the old paper.
    cabinet.restored(&safe, None, &first, Ok(1));

    // Everything anew: the data are written again under other keys, older backups still open.
    let said = cabinet.store(&["key", "rotate", "--all"], "");
    assert!(said.contains("clés n° 2"), "{said}");
    let third = cabinet.paper();
    assert!(third != second && third != first);
    book(&data, "0698765432", SINGER, &mut cabinet.log);
    assert_eq!(cabinet.booked(&data), 2);
    cabinet.store(&["verify"], "");
    cabinet.store(&["backup", disk.to_str().unwrap(), "--now", "2026-11-24T09:00"], "");
    let newest = sets(&disk).into_iter().find(|set| !before.contains(set)).expect("a set more");
    cabinet.restored(&disk, Some(&newest), &third, Ok(2));
    cabinet.restored(&disk, Some(&before[0]), &third, Ok(1));
    cabinet.restored(&disk, None, &second, Err("papier"));

    // Forgotten: what was made before opens no more, where the new keyring could be brought; the rest does.
    let said = cabinet.store(&["key", "forget"], "");
    assert!(said.contains("oubliées") && said.contains("coffre") && !said.contains("disque"), "{said}");
    assert_eq!(cabinet.booked(&data), 2);
    let said = cabinet.store(&["verify"], "");
    assert!(said.contains("base intacte") && said.contains("détruites exprès"), "{said}");
    cabinet.restored(&disk, Some(&newest), &third, Ok(2));
    cabinet.restored(&disk, Some(&before[0]), &third, Err("trousseau"));
    // The safe is opened: a backup to it brings the new keyring, and what lay there before is closed too.
    std::fs::rename(&safe, &away).unwrap();
    let old = sets(&away);
    cabinet.store(&["backup", away.to_str().unwrap(), "--now", "2026-11-25T09:00"], "");
    cabinet.restored(&away, None, &third, Ok(2));
    cabinet.restored(&away, Some(&old[0]), &first, Err("papier"));
    cabinet.restored(&away, Some(&old[0]), &third, Err("trousseau"));
}

/// Length of what is looked for: of sealed bytes no two such pieces are alike by chance.
const PIECE: usize = 16;

fn pieces(path: &Path, from: usize) -> HashSet<Vec<u8>> {
    let bytes = std::fs::read(path).unwrap();
    // The header says the same as long as the box lives, and the ballast is zeros.
    bytes[from.min(bytes.len())..]
        .chunks_exact(PIECE)
        .filter(|p| p.iter().any(|b| *b != 0))
        .map(<[u8]>::to_vec)
        .collect()
}

fn found_in(data: &Path, looked_for: &HashSet<Vec<u8>>) -> Vec<PathBuf> {
    let holds = |path: &PathBuf| {
        let bytes = std::fs::read(path).unwrap();
        bytes.windows(PIECE).any(|window| looked_for.contains(window))
    };
    files(data).into_iter().filter(holds).collect()
}

#[test]
fn an_erasure_leaves_no_byte_of_the_journal_before_it() {
    /// Of the journal's header.
    const HEADER: usize = 152;
    let mut cabinet = Cabinet::new();
    let data = cabinet.data();
    let (singer, _) = book(&data, "0698765432", SINGER, &mut cabinet.log);
    let before = pieces(&data.join("journal"), HEADER);
    book(&data, "0612345678", OTHER, &mut cabinet.log);
    assert!(before.len() > 100 && !found_in(&data, &before).is_empty(), "the twin: a booking leaves what was there");
    cabinet.store(&["erase-patient", singer["patient"].as_str().unwrap()], "");
    assert_eq!(found_in(&data, &before), Vec::<PathBuf>::new());
    assert_eq!(cabinet.booked(&data), 1);
    let trail = cabinet.store(&["audit", "--patient", singer["patient"].as_str().unwrap()], "");
    assert!(trail.contains("patient effacé"), "the proof is kept: {trail}");
    let register: Value = objects(&cabinet.store(&["register", "--json"], ""))[0].clone();
    assert!(register.to_string().contains("2026-11-23"), "and the register tells of it: {register}");
}

#[test]
fn a_journal_that_rotted_comes_back_from_the_state_or_is_refused() {
    let mut cabinet = Cabinet::new();
    let data = cabinet.data();
    book(&data, "0612345678", OTHER, &mut cabinet.log);
    let journal = data.join("journal");
    let flip = || {
        let mut bytes = std::fs::read(&journal).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        std::fs::write(&journal, bytes).unwrap();
    };
    flip();
    let at = data.to_str().unwrap();
    let mut log = String::new();
    let said = done(&["store", "verify", "--data", at], "", &mut log);
    assert!(said.contains("base intacte"), "{said}");
    assert!(log.contains("refait depuis l'état") && log.contains("rien n'est perdu"), "{log}");
    assert_eq!(cabinet.booked(&data), 1);
    // The twin: without a state that answers for it.
    std::fs::remove_dir_all(data.join("state")).unwrap();
    flip();
    refused(&["store", "verify", "--data", at], "", &["journal", "ne se lit pas"], &mut log);
    refused(&["agenda", "list", "--data", at], "", &["journal", "sauvegarde"], &mut log);
}
