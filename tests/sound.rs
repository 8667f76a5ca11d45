//! `huisclos run` on a sound card, without one: ALSA's own library with a card made of files (`type file` over `null`), so
//! that the caller's microphone is a recording and what they hear can be looked at.

use crate::running::Program;
use huisclos_tests::{Folder, huisclos, root};
use std::path::Path;
use std::process::{Command, Stdio};

/// The caller waits that long before each time that they say it: the greeting is in between, twice at least.
const PAUSE_S: usize = 5;
/// The card's rate.
const CARD_HZ: usize = 48_000;

/// A caller who says the same thing again and again for two minutes, as a card's microphone records it.
fn microphone(path: &Path) {
    let wav = std::fs::read(root().join("tests/recordings/23-secretary.wav")).unwrap();
    let line: Vec<i16> = wav[44..].chunks_exact(2).map(|b| i16::from_le_bytes([b[0], b[1]])).collect();
    let said: Vec<i16> = (0..line.len() * CARD_HZ / 8_000).map(|n| line[n * 8_000 / CARD_HZ]).collect();
    let once = std::iter::repeat_n(0, PAUSE_S * CARD_HZ).chain(said);
    let all = once.cycle().take(120 * CARD_HZ);
    std::fs::write(path, all.flat_map(i16::to_le_bytes).collect::<Vec<u8>>()).unwrap();
}

/// A card made of files, and a board file with these lines.
fn card(folder: &Folder, lines: &str) -> [Command; 2] {
    let (out, microphone, conf) = (folder.file("out.raw"), folder.file("in.raw"), folder.file("asound.conf"));
    let text = format!(
        "pcm.hears {{ type file slave.pcm {{ type null }} file /dev/null infile \"{}\" format raw }}\n\
         pcm.says {{ type file slave.pcm {{ type null }} file \"{}\" format raw }}\n\
         pcm.card {{ type asym\n\
           capture.pcm {{ type plug slave {{ pcm hears format S16_LE rate {CARD_HZ} channels 1 }} }}\n\
           playback.pcm {{ type plug slave {{ pcm says format S16_LE rate {CARD_HZ} channels 1 }} }} }}\n\
         pcm.!default {{ type plug slave {{ pcm {{ type null }} format S16_LE rate {CARD_HZ} channels 2 }} }}\n",
        microphone.display(),
        out.display(),
    );
    std::fs::write(&conf, text).unwrap();
    let board = folder.file("board.toml");
    let common = "card = \"sound\"\naccept_demo_models = true\naccept_unsealed_key = true\n";
    std::fs::write(&board, format!("{common}[[lines]]\n{lines}\n")).unwrap();
    ["run", "ring"].map(|name| {
        let mut command = huisclos();
        command.arg(name).arg("--run-dir").arg(folder.file("run")).arg("--data").arg(folder.path());
        command.arg("--json").env("ALSA_CONFIG_PATH", &conf).stdin(Stdio::null());
        if name == "run" {
            command.arg("--board").arg(&board).args(["--page", "127.0.0.1:0", "--now", "2026-11-23T20:00"]);
            command.args(["--finish", "1"]);
        }
        command
    })
}

/// Somebody calls from a sound card, is greeted, asks for the secretary and is understood.
#[test]
fn a_caller_on_a_sound_card_is_heard_and_hears() {
    let folder = Folder::new();
    microphone(&folder.file("in.raw"));
    let [run, mut ring] = card(&folder, "device = \"card\"\nkind = \"loopback\"\nrings = \"asked\"");
    let mut run = Program::start(run);
    run.says("prête : un appel serait pris");
    ring.args(["--from", "0612345678"]);
    let mut ring = Program::start(ring);
    let rang = ring.says("\"event\":\"ring\"");
    assert!(rang.contains("+33612345678") && rang.contains("sound/card"), "{rang}");
    ring.says("\"event\":\"said\"");
    let heard = ring.says("secrétaire");
    assert!(heard.contains("\"event\":\"hear"), "{heard}");
    // The caller hangs up; the box hears of it and the line is free again.
    ring.signal("TERM");
    run.says("\"event\":\"over\"");
    run.signal("TERM");
    assert_eq!(run.ends(), Some(0));
    // What was heard in the caller's ear: the ringback (a second and a half), then a voice until they spoke into it.
    let out = std::fs::read(folder.file("out.raw")).unwrap();
    let loud = |tenth: &[u8]| tenth.chunks_exact(2).any(|b| i16::from_le_bytes([b[0], b[1]]).unsigned_abs() > 1_000);
    let tenths = out.chunks_exact(CARD_HZ / 10 * 2).filter(|tenth| loud(tenth)).count();
    assert!(tenths > 18, "{tenths} tenths of a second of sound");
}

/// A headset, through cpal: it opens, rings and speaks. (ALSA's `null` is no microphone: nobody is heard.)
#[test]
fn a_headset_opens_rings_and_speaks() {
    let folder = Folder::new();
    let [run, mut ring] = card(&folder, "device = \"default\"");
    let mut run = Program::start(run);
    run.says("prête : un appel serait pris");
    ring.args(["--wav", "x.wav"]);
    let mut refused = Program::start(ring);
    refused.says("l'appelant d'une carte son parle dans son micro");
    assert_eq!(refused.ends(), Some(1));
    let [_, ring] = card(&folder, "device = \"default\"");
    let mut ring = Program::start(ring);
    ring.says("\"event\":\"answered\"");
    ring.says("\"event\":\"saying\"");
    ring.signal("TERM");
    run.says("\"event\":\"over\"");
    run.signal("TERM");
    assert_eq!(run.ends(), Some(0));
}

/// A card that is not there is named, with what to do; the box runs on and says that the line is cut.
#[test]
fn a_card_that_is_not_there_is_named() {
    let folder = Folder::new();
    let [run, ring] = card(&folder, "device = \"hw:7\"");
    let mut run = Program::start(run);
    run.says("la carte son « hw:7 » n'existe pas");
    let mut refused = Program::start(ring);
    refused.says("aucune carte son n'est ouverte");
    assert_eq!(refused.ends(), Some(1));
    run.signal("TERM");
    assert_eq!(run.ends(), Some(0));
}

/// `huisclos call --mic`: no box beside it; whoever is at the microphone is the caller, keys are typed, Ctrl-C hangs up.
#[test]
fn a_call_by_the_microphone_is_one_on_this_machine() {
    let folder = Folder::new();
    let [_, ring] = card(&folder, "device = \"default\"");
    let conf = ring.get_envs().find_map(|(name, value)| (name == "ALSA_CONFIG_PATH").then_some(value?)).unwrap();
    let call = |mic: &str| {
        let mut call = huisclos();
        call.args(["call", mic, "--from", "0612345678", "--json", "--now", "2026-11-23T20:00", "--data"]);
        call.arg(folder.path()).env("ALSA_CONFIG_PATH", conf);
        call
    };
    let mut one = Program::start(call("--mic"));
    one.says("\"event\":\"answered\"");
    one.says("\"event\":\"listening\"");
    one.signal("INT");
    let over = one.says("\"event\":\"over\"");
    assert!(over.contains("abandoned"), "{over}");
    assert_eq!(one.ends(), Some(0));
    // The twin: a card that is not there, and nothing was begun.
    let mut other = Program::start(call("--mic=hw:7"));
    other.says("la carte son « hw:7 » n'existe pas");
    assert_eq!(other.ends(), Some(1));
    let mut both = call("--mic");
    both.arg("--text");
    assert_eq!(Program::start(both).ends(), Some(2), "one caller");
}
