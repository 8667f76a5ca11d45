//! `huisclos run` calls out: for somebody at the cabinet, who lifts the telephone and hears what comes of it, and for a
//! caller who is handed to another number by the R key; and at night it takes each line up and calls nobody.

use super::whole::{BOARD, events, outcomes, whole_box_of};
use super::{LIMIT, arrived, is_long_form};
use crate::machine::Machine;

/// Nobody is at the handset, and whoever asks for somebody is handed on.
const FORWARDS: &str =
    "[[periods]]\nname = \"Toujours\"\nanswering = \"at_once\"\ntransfer = false\nforward_to = \"01 45 67 12 34\"\n";

/// What somebody at the cabinet hears of a call that the box places for them: a busy tone, a ring that nobody takes, a person,
/// an answering machine that is told something.
#[test]
fn the_box_calls_for_the_cabinet_and_for_its_callers() {
    if !is_long_form() {
        return;
    }
    let Some(mut machine) = Machine::restore() else { return };
    let then = "
        for call in busy nobody person machine; do
            (./exchange 5 far-$call; echo \"far-$call $?\") & X=$!
            (./exchange 11 at-$call; echo \"at-$call $?\") & D=$!
            sleep 1; echo +33612345678 > /tmp/rappel; mv /tmp/rappel /tmp/run/rappel
            wait $X $D; sleep 3
        done
        ./exchange 5 handed; echo \"handed $?\"; sleep 3
        ./exchange 5 in-vain; echo \"in-vain $?\"";
    let dials = "expect offhook 40000\ntone dial 800\nexpect keys 10 8000\nwait 500\n";
    let ends = "expect onhook 20000\nonhook\nwait 500\n";
    let lifts = "expect ring 20000\noffhook\n";
    let puts_back = "onhook\nwait 500\n";
    let asks = "wait 1000\nring 6 0612345678\nexpect voice 20000\nwait 3000\nkeys *\nexpect flash 40000\n\
                tone dial 800\nexpect keys 10 8000\nwait 500\n";
    let job = whole_box_of(BOARD, FORWARDS, then)
        .file("far-busy", format!("{dials}tone busy 8000\n{ends}"))
        .file("at-busy", format!("{lifts}expect busytone 20000\n{puts_back}"))
        .file("far-nobody", format!("{dials}tone ringback 21500\n{ends}"))
        .file("at-nobody", format!("{lifts}expect ringback 20000\nwait 8000\n{puts_back}"))
        .file("far-person", format!("{dials}tone ringback 6500\nrecord out/person.al\nplay sounds.al\nwait 3000\n{ends}"))
        .file("at-person", format!("{lifts}expect ringback 20000\nrecord out/at-person.al\nexpect voice 20000\nwait 1000\nplay sounds.al\nwait 500\n{puts_back}"))
        .file(
            "far-machine",
            format!("{dials}tone ringback 11500\nplay sounds.al\ntone 1000 400\nrecord out/machine.al\nwait 6000\n{ends}"),
        )
        .file(
            "at-machine",
            format!("{lifts}expect ringback 20000\nrecord out/at-machine.al\nexpect voice 20000\nexpect silence 9000\nplay sounds.al\nwait 1000\n{puts_back}"),
        )
        // Held, and handed on once it rings there; and taken back from a number that is busy.
        .file("handed", format!("{asks}tone ringback 6500\nexpect onhook 9000\nonhook\nwait 500\n"))
        .file("in-vain", format!("{asks}tone busy 4000\nexpect flash 9000\nexpect voice 9000\nonhook\n{ends}"));
    let came = machine.run(&job, 2 * LIMIT);
    let events = events(&came);
    let told = format!("{}\n{events:#?}", came.output);
    for call in ["busy", "nobody", "person", "machine"] {
        for end in ["far", "at"] {
            assert!(came.output.contains(&format!("{end}-{call} 0")), "{end}-{call}: {told}");
        }
    }
    assert!(came.output.contains("handed 0") && came.output.contains("in-vain 0"), "{told}");
    let lines = came.lines();
    let dialled: Vec<_> = lines.iter().filter(|l| l["channel"] == 5).filter_map(|l| l["keys"].as_str()).collect();
    let (patient, colleague) = ("0612345678", "0145671234");
    assert_eq!(dialled, [[patient; 4].as_slice(), &[colleague; 2]].concat(), "{told}");
    // A person and a machine: both ways, bit for bit.
    for (file, of) in [
        ("at-person.al", "the person"),
        ("person.al", "the telephone"),
        ("at-machine.al", "the greeting"),
        ("machine.al", "what the machine was told"),
    ] {
        assert_eq!(arrived(&came.files[file]), 16_000, "{of}\n{told}");
    }
    assert_eq!(outcomes(&events, "dahdi/1")[0], "transferred", "{told}");
    assert_eq!(outcomes(&events, "dahdi/1").len(), 2, "{told}");
}

/// At three in the morning every line is taken up for its dial tone; one that has none is told.
#[test]
fn every_night_each_line_is_tried() {
    if !is_long_form() {
        return;
    }
    let Some(mut machine) = Machine::restore() else { return };
    let then = "
        (./exchange 5 alive; echo \"alive $?\") & X=$!
        ./exchange 7 dead; echo \"dead $?\"; wait $X; sleep 12";
    let mut job = whole_box_of(BOARD, "", then)
        .file("alive", "expect offhook 120000\ntone dial 3000\nexpect onhook 9000\nonhook\nwait 500\n")
        .file("dead", "expect offhook 120000\nexpect onhook 9000\nonhook\nwait 500\n");
    job.run = job.run.replace("--now 2026-11-23T09:00", "--now 2026-11-23T02:59");
    let came = machine.run(&job, LIMIT);
    // -15 dBm0 at the exchange, to a decibel or so.
    for said in [
        "alive 0",
        "dead 0",
        "nuit : dahdi/1 : essai de la nuit : tonalité à -1",
        "nuit : dahdi/3 : essai de la nuit : pas de tonalité",
    ] {
        assert!(came.output.contains(said), "{said}: {}", came.output);
    }
}
