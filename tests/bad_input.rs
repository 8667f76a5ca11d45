//! Bad input gets one clear sentence that names the thing and the remedy, the right exit status, and loses nothing.

use huisclos_tests::{Folder, huisclos, root};
use std::io::Write;
use std::process::{Output, Stdio};

fn run(args: &[&str], stdin: &str) -> Output {
    let mut child =
        huisclos().args(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // A command that refuses at once does not read its input.
    let _ = child.stdin.take().unwrap().write_all(stdin.as_bytes());
    child.wait_with_output().unwrap()
}

/// The exit status and the words that the sentence must hold.
fn check(args: &[&str], stdin: &str, status: i32, words: &[&str]) {
    let out = run(args, stdin);
    let sentence = String::from_utf8_lossy(&out.stderr).into_owned();
    assert_eq!(out.status.code(), Some(status), "{args:?}: {sentence}");
    for word in words {
        assert!(sentence.contains(word), "{args:?}: « {word} » is not in: {sentence}");
    }
    assert!(!sentence.contains("panicked"), "{args:?}: {sentence}");
}

#[test]
fn wrong_usage_is_2() {
    check(&["call"], "", 2, &[]);
    check(&["danse"], "", 2, &["danse"]);
    check(&["agenda", "list", "--from", "jeudi"], "", 2, &["jeudi"]);
}

#[test]
fn a_file_that_is_not_what_it_says() {
    let folder = Folder::new();
    let not_wav = folder.file("photo.wav");
    std::fs::write(&not_wav, b"this is a picture of a cat").unwrap();
    let not_wav = not_wav.to_str().unwrap();
    check(&["transcribe", not_wav], "", 1, &["photo.wav"]);
    let data = folder.path();
    check(&["call", "--wav", not_wav, "--data", data.to_str().unwrap()], "", 1, &["photo.wav"]);
    check(&["transcribe", "/nulle/part.wav"], "", 1, &["/nulle/part.wav"]);
    let not_weights = folder.file("weights.gguf");
    std::fs::write(&not_weights, [7u8; 4096]).unwrap();
    let recording = root().join("tests/recordings/02-consent.wav");
    let (weights, recording) = (not_weights.to_str().unwrap(), recording.to_str().unwrap());
    check(&["transcribe", "--model", weights, recording], "", 1, &["weights.gguf"]);
}

#[test]
fn a_truncated_model_is_refused() {
    let folder = Folder::new();
    let whole = std::fs::read(root().join("models/whisper/weights/default.gguf")).unwrap();
    let cut = folder.file("cut.gguf");
    std::fs::write(&cut, &whole[..whole.len() / 2]).unwrap();
    let recording = root().join("tests/recordings/02-consent.wav");
    check(&["transcribe", "--model", cut.to_str().unwrap(), recording.to_str().unwrap()], "", 1, &["cut.gguf"]);
}

#[test]
fn understand_names_the_line() {
    check(&["understand", "--rules-only"], "{\"say\":\"oui\"}\npas du json\n", 1, &["ligne 2"]);
    check(&["understand", "--rules-only"], "{\"say\":\"oui\",\"asking\":\"couleur\"}\n", 1, &["couleur", "confirm"]);
    let out = run(&["understand", "--rules-only"], "{\"say\":\"\"}\n{\"say\":\"oui\",\"asking\":\"confirm\"}\n");
    assert_eq!(String::from_utf8(out.stdout).unwrap().lines().count(), 2, "one for one, the empty one too");
}

#[test]
fn a_cabinet_file_with_a_wrong_key_is_named() {
    let folder = Folder::new();
    let file = folder.file("cabinet.toml");
    std::fs::write(&file, "nom = 3\n").unwrap();
    check(&["understand", "--cabinet", file.to_str().unwrap()], "", 1, &["cabinet.toml", "nom"]);
}

#[test]
fn a_store_without_its_key_is_refused_and_left_alone() {
    let folder = Folder::new();
    let data = folder.path();
    let data = data.to_str().unwrap();
    run(&["call", "--text", "--rules-only", "--data", data], "/hangup\n");
    let key = format!("{data}.key");
    let kept = std::fs::read(&key).unwrap();
    std::fs::remove_file(&key).unwrap();
    check(&["agenda", "list", "--data", data], "", 1, &[".key"]);
    std::fs::write(&key, vec![b'0'; kept.len()]).unwrap();
    check(&["agenda", "list", "--data", data], "", 1, &[".key"]);
    std::fs::write(&key, kept).unwrap();
    check(&["store", "verify", "--data", data], "", 0, &[]);
}

#[test]
fn a_hang_up_at_every_step_leaves_a_sound_store() {
    let turns = [
        "Je voudrais un rendez-vous jeudi matin avec le docteur Martin pour une consultation",
        "oui",
        "Garnier",
        "Sophie",
        "le douze mars 1964",
        "06 12 34 56 78",
        "le premier",
        "oui",
        "non merci",
    ];
    for step in 0..=turns.len() {
        let folder = Folder::new();
        let data = folder.path();
        let data = data.to_str().unwrap();
        let said: String = turns[..step].iter().map(|t| format!("{t}\n")).collect::<String>() + "/hangup\n";
        let out =
            run(&["call", "--text", "--json", "--rules-only", "--now", "2026-11-23T09:00", "--data", data], &said);
        assert!(out.status.success(), "step {step}");
        let events = String::from_utf8(out.stdout).unwrap();
        assert!(events.lines().last().unwrap().contains("\"over\""), "step {step}: {events}");
        check(&["store", "verify", "--data", data], "", 0, &[]);
    }
}
