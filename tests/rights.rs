//! A patient's data from the first call to their erasure, through the binary alone: booked, exported, backed up, erased,
//! verified, restored on a blank box; and nothing of it in clear anywhere on the way.

use huisclos_tests::{Folder, huisclos};
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::Stdio;

pub(crate) const NOW: &str = "2026-11-23T09:00";
/// A call that has not ended after so many questions is stuck.
const QUESTIONS_MAX: usize = 40;
/// What must be nowhere in clear: a name that stands in no word list, a number, a birth date.
const CANARIES: [&str; 5] = ["Canarivel", "CANARIVEL", "canarivel", "698765432", "1931-02-27"];

/// Runs a command; gives its exit status, stdout and stderr. Everything it wrote to stderr is kept in `log`.
pub(crate) fn run(args: &[&str], stdin: &str, log: &mut String) -> (i32, String, String) {
    let mut child =
        huisclos().args(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let _ = child.stdin.take().unwrap().write_all(stdin.as_bytes());
    let out = child.wait_with_output().unwrap();
    let (stdout, stderr) = (String::from_utf8(out.stdout).unwrap(), String::from_utf8(out.stderr).unwrap());
    log.push_str(&stderr);
    (out.status.code().unwrap_or(-1), stdout, stderr)
}

/// Done, with what it printed.
pub(crate) fn done(args: &[&str], stdin: &str, log: &mut String) -> String {
    let (status, stdout, stderr) = run(args, stdin, log);
    assert_eq!(status, 0, "{args:?}: {stderr}");
    stdout
}

/// Refused with one sentence that holds these words.
pub(crate) fn refused(args: &[&str], stdin: &str, words: &[&str], log: &mut String) {
    let (status, _, sentence) = run(args, stdin, log);
    assert_eq!(status, 1, "{args:?}: {sentence}");
    for word in words {
        assert!(sentence.contains(word), "{args:?}: « {word} » is not in: {sentence}");
    }
    assert!(!sentence.contains("panicked"), "{args:?}: {sentence}");
}

pub(crate) fn objects(lines: &str) -> Vec<Value> {
    lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Plays a caller who answers by what is asked (the second answer after a bar); gives the appointment that was booked and
/// what the box said.
pub(crate) fn book(data: &Path, from: &str, says: &[(&str, &str)], log: &mut String) -> (Value, Vec<String>) {
    let mut child = huisclos()
        .args(["call", "--text", "--json", "--rules-only", "--now", NOW, "--from", from, "--data"])
        .arg(data)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take();
    let (mut booked, mut said) = (Value::Null, Vec::new());
    let mut asked: BTreeMap<String, usize> = BTreeMap::new();
    for line in BufReader::new(child.stdout.take().unwrap()).lines() {
        let event: Value = serde_json::from_str(&line.unwrap()).unwrap();
        if event["event"] == "booked" {
            booked = event.clone();
        }
        if event["event"] == "said" {
            said.push(event["text"].as_str().unwrap().to_string());
        }
        if event["event"] == "listening" {
            let asking = event["asking"].as_str().unwrap().to_string();
            let times = asked.entry(asking.clone()).or_default();
            let answers = says.iter().find(|(a, _)| *a == asking).map_or("oui", |(_, said)| said);
            let answer = answers.split('|').nth(*times).or(answers.split('|').next_back()).unwrap();
            *times += 1;
            if asked.values().sum::<usize>() > QUESTIONS_MAX {
                stdin = None;
            }
            if let Some(stdin) = stdin.as_mut() {
                writeln!(stdin, "{answer}").unwrap();
            }
        }
    }
    drop(stdin);
    child.stderr.take().unwrap().read_to_string(log).unwrap();
    assert!(child.wait().unwrap().success());
    assert!(booked.is_object(), "nothing was booked: {asked:?}");
    (booked, said)
}

pub(crate) fn files(under: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(under) else { return Vec::new() };
    let mut found = Vec::new();
    for path in entries.map(|entry| entry.unwrap().path()) {
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found
}

/// Canaries in clear, in UTF-8 or UTF-16, in bytes.
fn sung(bytes: &[u8]) -> Vec<&'static str> {
    let holds = |form: &[u8]| bytes.windows(form.len()).any(|w| w == form);
    let wide = |canary: &str| canary.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    CANARIES.into_iter().filter(|c| holds(c.as_bytes()) || holds(&wide(c))).collect()
}

fn sung_under(under: &Path) -> Vec<String> {
    files(under)
        .into_iter()
        .flat_map(|path| {
            let found = sung(&std::fs::read(&path).unwrap());
            found.into_iter().map(move |c| format!("{c} in {}", path.display()))
        })
        .collect()
}

pub(crate) const SINGER: &[(&str, &str)] = &[
    ("open", "Bonjour, je voudrais un rendez-vous avec le docteur Martin jeudi matin pour une consultation"),
    ("consent", "patati patata|oui"),
    ("last_name", "Canarivel, C A N A R I V E L"),
    ("first_name", "Sophie"),
    ("birth_date", "le vingt-sept février mille neuf cent trente et un"),
    ("phone", "zéro six quatre-vingt-dix-huit soixante-seize cinquante-quatre trente-deux"),
    ("slot", "le premier"),
    ("choice", "le premier"),
    ("confirm", "oui"),
    ("other", "non merci, au revoir"),
];

pub(crate) const OTHER: &[(&str, &str)] = &[
    ("open", "Je voudrais un rendez-vous avec le docteur Martin vendredi matin pour une consultation"),
    ("consent", "oui"),
    ("last_name", "Garnier, G A R N I E R"),
    ("first_name", "Paul"),
    ("birth_date", "le douze mars mille neuf cent soixante-quatre"),
    ("phone", "zéro six douze trente-quatre cinquante-six soixante-dix-huit"),
    ("slot", "le premier"),
    ("choice", "le premier"),
    ("confirm", "oui"),
    ("other", "non merci, au revoir"),
];

#[test]
fn from_the_first_call_to_the_erasure_and_back_from_a_backup() {
    let (folder, blank) = (Folder::new(), Folder::new());
    let mut log = String::new();
    let data = folder.path();
    let at = data.to_str().unwrap();
    let store = |action: &[&'static str]| -> Vec<String> {
        ["store"].iter().chain(action).chain(&["--now", NOW, "--data"]).map(|s| (*s).to_string()).collect()
    };
    let with = |mut args: Vec<String>, more: &[&str]| -> Vec<String> {
        args.push(at.to_string());
        args.extend(more.iter().map(|s| (*s).to_string()));
        args
    };
    fn borrowed(args: &[String]) -> Vec<&str> {
        args.iter().map(String::as_str).collect()
    }
    let (singer, said) = book(&data, "0698765432", SINGER, &mut log);
    let (other, _) = book(&data, "0612345678", OTHER, &mut log);
    let (id, other) = (singer["patient"].as_str().unwrap(), other["patient"].as_str().unwrap());
    assert_ne!(id, other);

    // Exported: the one place where it may be read.
    let dossier = folder.file("dossier");
    let args = with(store(&["export-patient"]), &[id, "--to", dossier.to_str().unwrap(), "--json"]);
    let told = &objects(&done(&borrowed(&args), "", &mut log))[0];
    assert_eq!((told["appointments"].as_u64(), told["consents"].as_u64()), (Some(1), Some(1)), "{told}");
    let page = std::fs::read_to_string(dossier.join("dossier.html")).unwrap();
    assert!(page.contains("Canarivel") && page.contains("27/02/1931") && page.contains("06 98 76 54 32"), "{page}");
    let json: Value = serde_json::from_slice(&std::fs::read(dossier.join("dossier.json")).unwrap()).unwrap();
    assert_eq!(json["patient"]["last_name"], "Canarivel");
    assert_eq!(json["calls"].as_array().unwrap().len(), 1, "{}", json["calls"]);
    // The proof of consent: the very words that were heard last, the second wording of the question.
    let consent = &json["consents"][0];
    let wording = consent["wording"].as_str().unwrap();
    assert!(said.iter().any(|text| text.contains(wording)), "{wording} was never said: {said:?}");
    assert!(
        wording.contains("oui ou non") && consent["agreed"] == true && consent["channel"] == "de vive voix",
        "{consent}"
    );
    assert!(
        consent["version"].as_str().unwrap().starts_with("20")
            && consent["at"].as_str().unwrap().starts_with("2026-11-23T09:0")
    );
    refused(&borrowed(&args), "", &["dossier", "--to"], &mut log);

    // Backed up, with the paper key typed back.
    let disk = folder.file("disque");
    let backup = with(store(&["backup"]), &[disk.to_str().unwrap()]);
    let said = done(&borrowed(&backup), "", &mut log);
    assert!(said.contains("faite et relue") && said.contains("clé papier"), "{said}");
    let words = done(&["store", "key", "show", "--data", at], "", &mut String::new());
    assert_eq!(words.split_whitespace().count(), 24);
    done(&["store", "key", "confirm", "--data", at, "--now", NOW], &words, &mut log);

    // Erased: the proof is printed, and again the second time.
    let erase = with(store(&["erase-patient"]), &[id]);
    let said = done(&borrowed(&erase), "", &mut log);
    assert!(
        said.contains("est effacé") && said.contains("preuve du 23/11/2026") && said.contains("détruite"),
        "{said}"
    );
    let again = with(store(&["erase-patient"]), &[id, "--json"]);
    let again = &objects(&done(&borrowed(&again), "", &mut log))[0];
    assert_eq!((again["already"].as_bool(), again["erased"].as_bool()), (Some(true), Some(true)));
    refused(&borrowed(&with(store(&["erase-patient"]), &["00000000000000aa"])), "", &["n'existe pas"], &mut log);
    refused(&borrowed(&with(store(&["export-patient"]), &[id])), "", &["n'existe pas"], &mut log);

    // Verified, and what was done is in the trail.
    let said = done(&["store", "verify", "--data", at], "", &mut log);
    for told in ["base intacte", "trace des accès", "chaîne", "journal"] {
        assert!(said.contains(told), "{said}");
    }
    let verified = &objects(&done(&["store", "verify", "--data", at, "--json"], "", &mut log))[0];
    assert!(verified["audit"]["entries"].as_u64().unwrap() > 5, "{verified}");
    let trail = done(&["store", "audit", "--data", at, "--now", NOW, "--patient", id], "", &mut log);
    for did in ["rendez-vous pris", "dossier remis au patient", "patient effacé"] {
        assert!(trail.contains(did), "{did} is not in the trail: {trail}");
    }

    // Restored on a blank box: the other patient is there, the erased one is not, although the set is older.
    let there = blank.path();
    let there = there.to_str().unwrap();
    let disk = disk.to_str().unwrap();
    let wrong = words.replacen(words.split_whitespace().next().unwrap(), "zzzz", 1);
    refused(&["store", "restore", disk, "--data", there], &wrong, &["mot n° 1"], &mut log);
    refused(&["store", "restore", disk, "--data", there], "", &["24 mots"], &mut log);
    refused(&["store", "restore", at, "--data", there], &words, &["sauvegarde"], &mut log);
    assert!(!blank.path().exists(), "a refusal left something behind");
    let said = done(&["store", "restore", disk, "--data", there, "--now", NOW], &words, &mut log);
    assert!(said.contains("remise en place"), "{said}");
    let listed = objects(&done(&["agenda", "list", "--json", "--now", NOW, "--data", there], "", &mut log));
    let patients: Vec<&str> = listed.iter().map(|row| row["patient"].as_str().unwrap()).collect();
    assert_eq!(patients, [other], "{listed:?}");
    done(&["store", "verify", "--data", there], "", &mut log);
    let again = done(&["store", "restore", disk, "--data", there, "--now", NOW], &words, &mut log);
    assert!(again.contains("est gardé"), "{again}");

    // Nothing was ever in clear, but in the dossier.
    let clear: Vec<String> = sung_under(folder.path().parent().unwrap())
        .into_iter()
        .chain(sung_under(blank.path().parent().unwrap()))
        .filter(|found| !found.contains("/dossier/"))
        .collect();
    assert_eq!(clear, Vec::<String>::new());
    assert_eq!(sung(log.as_bytes()), Vec::<&str>::new(), "{log}");
    assert!(sung_under(&dossier).len() >= 3, "the twin: the same look finds what is there");
}

#[test]
fn papers_of_the_law_are_printed_and_written() {
    let folder = Folder::new();
    let mut log = String::new();
    let data = folder.path();
    let at = data.to_str().unwrap();
    refused(&["store", "register", "--data", at], "", &["n'existe pas", "--data"], &mut log);
    book(&data, "0612345678", OTHER, &mut log);
    let register = done(&["store", "register", "--data", at, "--now", NOW], "", &mut log);
    assert!(register.contains("Registre des activités de traitement") && register.contains("30 jours"), "{register}");
    let facts = &objects(&done(&["store", "register", "--json", "--data", at, "--now", NOW], "", &mut log))[0];
    assert_eq!(facts["kinds"][0]["records"], 1);
    let out = folder.file("aipd.md");
    done(&["store", "dpia", "--data", at, "--now", NOW, "--out", out.to_str().unwrap()], "", &mut log);
    assert!(std::fs::read_to_string(&out).unwrap().contains("Analyse d'impact"));
    // A cabinet's own periods are told, and a senseless one is refused by its name.
    let settings = huisclos_tests::root().join("firmware/agenda/data/demo.toml");
    let settings = std::fs::read_to_string(settings).unwrap();
    let cabinet = folder.file("cabinet.toml");
    std::fs::write(&cabinet, settings.replace("transcripts_days = 30", "transcripts_days = 9")).unwrap();
    let cabinet_at = cabinet.to_str().unwrap();
    let register = done(&["store", "register", "--data", at, "--cabinet", cabinet_at], "", &mut log);
    assert!(register.contains("| 9 jours |") && !register.contains("| 30 jours |"));
    std::fs::write(&cabinet, settings.replace("audit_months = 12", "audit_months = 99")).unwrap();
    refused(
        &["store", "retain", "--data", at, "--cabinet", cabinet_at],
        "",
        &["retention.audit_months", "6 à 12"],
        &mut log,
    );
    // Nothing is old yet; a clock that has jumped is not gone by until somebody has looked at it.
    let said = done(&["store", "retain", "--data", at, "--now", NOW], "", &mut log);
    assert!(said.contains("0 messages, 0 rendez-vous"), "{said}");
    let later = ["store", "retain", "--data", at, "--now", "2038-01-19T03:14"];
    refused(&later, "", &["19/01/2038", "--trust-clock"], &mut log);
    let mut trusted = later.to_vec();
    trusted.push("--trust-clock");
    assert!(done(&trusted, "", &mut log).contains("1 fiches"));
}

#[test]
fn a_backup_refuses_what_is_not_its_own() {
    let folder = Folder::new();
    let mut log = String::new();
    let data = folder.path();
    let at = data.to_str().unwrap();
    done(&["agenda", "list", "--data", at], "", &mut log);
    let photos = folder.file("photos");
    std::fs::create_dir(&photos).unwrap();
    std::fs::write(photos.join("chat.jpg"), "un chat").unwrap();
    refused(&["store", "backup", photos.to_str().unwrap(), "--data", at], "", &["photos", "vide"], &mut log);
    refused(&["store", "backup", at, "--data", at], "", &["data"], &mut log);
    refused(&["store", "backup", "/proc/rien", "--data", at], "", &["/proc/rien"], &mut log);
    assert_eq!(files(&photos).len(), 1);
    let full = ["store", "backup", "/dev/full/x", "--data", at];
    refused(&full, "", &["/dev/full/x"], &mut log);
    done(&["store", "verify", "--data", at], "", &mut log);
}
