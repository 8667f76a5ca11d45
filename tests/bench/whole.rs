//! `huisclos run` itself, with its guard, in the bench machine.

use super::{LIMIT, arrived, is_long_form, sounds};
use crate::machine::{Came, Job, Machine, program};
use huisclos_tests::root;
use serde_json::Value;

/// The board file of the machine: a line with its handset behind a kewlstart exchange, one without on loopstart.
pub const BOARD: &str = "card = \"dahdi\"\nbypass = \"none\"\naccept_demo_models = true\naccept_unsealed_key = true\n\
    release_when_stuck = false\n[[lines]]\nchannel = 1\nsignalling = \"fxsks\"\nhandset = 9\n\
    [[lines]]\nchannel = 3\nsignalling = \"fxsls\"\n";

/// The box and its guard in the machine, then this. The shell has `start` and `stop` for both of them, with `$BOX` and `$GUARD`;
/// the log of calls is `box.log`.
pub fn whole_box(board: &str, then: &str) -> Job {
    whole_box_of(board, "", then)
}

/// The same at the demonstration's cabinet with this more in its settings.
pub fn whole_box_of(board: &str, settings: &str, then: &str) -> Job {
    let demo = std::fs::read_to_string(root().join("firmware/agenda/data/demo.toml")).unwrap();
    let mut run = String::new();
    let mut job = Job::new("");
    // Where the binary looks for them: what the recogniser knows by sound is beside its weights.
    for (model, file) in [("whisper", "default.gguf"), ("whisper", "default.words"), ("language", "default.gguf")] {
        let folder = root().join("models").join(model).join("weights");
        let carried = format!("{model}-{file}");
        run += &format!("mkdir -p {0}; ln -s /job/{carried} {0}/{file}\n", folder.display());
        job = job.file(&carried, std::fs::read(folder.join(file)).unwrap());
    }
    let common = "--cabinet cabinet.toml --data /tmp/data --now 2026-11-23T09:00 --run-dir /tmp/run --board board.toml";
    run += &format!(
        "mkdir -p /tmp/data /tmp/run
        start() {{
            # What a box that was killed left of its health is not this one's.
            rm -rf /tmp/run; mkdir -p /tmp/run
            ./huisclos guard {common} --json & GUARD=$!
            ./huisclos run {common} --page 127.0.0.1:8015 --json >> box.log & BOX=$!
            for i in $(seq 90); do sleep 1; ./huisclos run {common} --health 2>/dev/null && break; done
        }}
        stop() {{ kill $BOX; wait $BOX; kill $GUARD; wait $GUARD; }}
        start
        {then}
        stop; cp box.log out/box.log\n"
    );
    let job = Job { run: format!("{}{run}", job.run), ..job };
    job.program("huisclos", program("huisclos"))
        .program("exchange", program("huisclos-exchange"))
        .file("board.toml", board)
        .file("cabinet.toml", format!("{demo}\n{settings}"))
        .file("sounds.al", sounds())
}

/// What the box wrote of its calls.
pub fn events(came: &Came) -> Vec<Value> {
    let log = came.files.get("box.log").unwrap_or_else(|| panic!("no log:\n{}", came.output));
    String::from_utf8_lossy(log).lines().filter_map(|line| serde_json::from_str(line).ok()).collect()
}

pub fn outcomes(events: &[Value], line: &str) -> Vec<String> {
    let over = events.iter().filter(|e| e["event"] == "over" && e["line"] == line);
    over.map(|e| e["outcome"].as_str().unwrap().to_string()).collect()
}

/// `huisclos run` itself: two callers at once, one who leaves by busy tone and another by congestion, one who presses the star
/// and is put through to the handset; then the box is killed, and the handset has the line without it.
#[test]
fn the_box_answers_puts_through_and_dies_without_harm() {
    let Some(mut machine) = Machine::restore() else { return };
    let job = whole_box(
        BOARD,
        "(./exchange 7 leaver) & L=$!
        (./exchange 11 desk) & D=$!
        ./exchange 5 star; wait $L $D
        (./exchange 5 dialled) & X=$!
        (./exchange 11 dials) & D=$!
        sleep 1; echo \"killed $(cat /proc/uptime)\"; kill -9 $BOX
        wait $X $D",
    );
    let job = job
        .file(
            "leaver",
            "wait 3000\nring 6 withheld\nexpect voice 9000\nwait 2000\ntone busy 5000\nexpect onhook 100\nonhook\nwait 2500\n\
             ring 6 withheld\nexpect voice 9000\nwait 2000\ntone congestion 5000\nexpect onhook 100\nonhook\nwait 500\n",
        )
        .file(
            "star",
            "wait 1000\nring 6 0612345678\nexpect voice 9000\nwait 3000\nkeys *\nwait 7000\nplay sounds.al\nwait 1000\nonhook\nexpect onhook 9000\nwait 500\n",
        )
        .file(
            "desk",
            "expect ring 120000\nexpect number 9000\noffhook\nwait 500\nrecord out/desk.al\nplay sounds.al\nexpect busytone 20000\nonhook\nwait 500\n",
        )
        .file("dialled", "wait 1500\nexpect offhook 20000\ntone dial 3000\nexpect onhook 9000\n")
        .file("dials", "wait 1100\noffhook\nexpect dialtone 9000\nwait 500\nonhook\nwait 500\n");
    let came = machine.run(&job, LIMIT);
    let events = events(&came);
    let told = format!("{}\n{events:#?}", came.output);
    assert_eq!(outcomes(&events, "dahdi/3"), ["abandoned", "abandoned"], "{told}");
    assert_eq!(outcomes(&events, "dahdi/1"), ["transferred"], "{told}");
    let ring = events.iter().find(|e| e["event"] == "ring" && e["line"] == "dahdi/1").unwrap();
    assert_eq!(ring["from"], "+33612345678");
    assert!(events.iter().any(|e| e["event"] == "ring" && e["from"] == "withheld"), "{told}");
    // Release by a tone alone, 440 Hz of 500/500 and of 250/250: three bursts, and the hook.
    let lines = came.lines();
    let times = |key: &str, value: &str| -> Vec<u64> {
        let of = lines.iter().filter(|l| l["channel"] == 7 && l[key] == value);
        of.map(|l| l["t_ms"].as_u64().unwrap()).collect()
    };
    for (tone, began) in ["busy", "congestion"].into_iter().zip(times("step", "Wait(2000)")) {
        let after_ms = times("event", "OnHook").into_iter().find(|left| *left > began).unwrap() - began;
        println!("the line is released {after_ms} ms after the {tone} tone began");
        assert!(after_ms < 4_000, "{tone}: {after_ms} ms");
    }
    // The handset: the caller's number, then the caller.
    let shown = lines.iter().find(|l| l["expected"] == "Number").unwrap();
    assert_eq!(shown["number"], "0612345678", "{told}");
    assert_eq!(arrived(&came.files["desk.al"]), 16_000, "the secretary hears the caller bit for bit");
    // Killed: the handset was lifted a tenth of a second later.
    let killed = came.output.lines().find_map(|l| l.strip_prefix("killed ")).unwrap();
    let killed_ms = (killed.split(' ').next().unwrap().parse::<f64>().unwrap() * 1_000.0) as u64;
    let tone = lines.iter().rfind(|l| l["expected"] == "DialTone").unwrap()["t_ms"].as_u64().unwrap();
    println!("dial tone {} ms after the box was killed", tone - killed_ms);
    // Six hundred of them are what the telephone takes to believe a dial tone.
    assert!(tone - killed_ms < 2_600, "dial tone {} ms after", tone - killed_ms);
}

/// A whole booking by voice through the kernel's A-law path, with the box's own models: the long form (`HUISCLOS_LONG`), for
/// the models are slow under emulation.
#[test]
fn a_booking_is_spoken_over_the_line() {
    if !is_long_form() {
        return;
    }
    let Some(mut machine) = Machine::restore() else { return };
    let answers = ["open", "consent", "last-name", "first-name", "birth-date", "phone", "slot", "confirm", "other"];
    let job = whole_box(BOARD, "./exchange 5 caller");
    let job =
        job.file("caller", "wait 1000\nring 6 0612345678\nconverse box.log dahdi/1 300000\nexpect onhook 20000\n");
    let job = answers.iter().fold(job, |job, name| {
        let wav = root().join(format!("firmware/appliance/demo/{name}.wav"));
        job.file(&format!("{}.wav", name.replace('-', "_")), std::fs::read(wav).unwrap())
    });
    let came = machine.run(&job, 2 * LIMIT);
    let events = events(&came);
    let told = format!("{}\n{events:#?}", came.output);
    let booked: Vec<_> = events.iter().filter(|e| e["event"] == "booked").collect();
    assert_eq!(booked.len(), 1, "{told}");
    assert_eq!(booked[0]["practitioner"], "martin", "{told}");
    assert!(booked[0]["start"].as_str().unwrap().starts_with("2026-11-26T"), "{told}");
    assert_eq!(outcomes(&events, "dahdi/1"), ["booked"], "{told}");
}

/// Two analogue lines and both channels of an ISDN access at once, all greeted, while a third ISDN caller hears the busy tone;
/// then a caller whom the secretary takes from the box by lifting the handset. The long form.
#[test]
fn two_lines_and_an_isdn_access_are_answered_at_once() {
    if !is_long_form() {
        return;
    }
    let Some(mut machine) = Machine::restore() else { return };
    let isdn = [13, 14].map(|channel| {
        format!("[[lines]]\nchannel = {channel}\nsignalling = \"bri\"\nd_channel = 15\naccess = \"multipoint\"\n")
    });
    let job = whole_box(
        &format!("calls_max = 4\n{BOARD}{}", isdn.concat()),
        "(./exchange 5 caller-5; echo \"far 5 $?\") & A=$!
        (./exchange 7 caller-7; echo \"far 7 $?\") & B=$!
        ./network ./huisclos-isdn 18 network-script; echo \"network $?\"
        wait $A $B
        ./exchange 5 talker > talker.log & T=$!
        until grep -q '\"expected\":\"Voice\"' talker.log; do kill -0 $T || break; sleep 0.2; done
        sleep 2; ./exchange 11 secretary; echo \"desk $?\"
        wait $T; echo \"talker $?\"; cat talker.log",
    );
    let job = job
        .file("talker", format!("wait 1000\nring 6 0698765432\nexpect voice 20000\n{}onhook\nexpect onhook 20000\nwait 500\n", "play sounds.al\n".repeat(6)))
        .file("secretary", "wait 100\noffhook\nexpect voice 5000\nexpect busytone 40000\nonhook\nwait 500\n")
        .program("huisclos-isdn", program("huisclos-isdn"))
        .program("network", program("examples/network"))
        .file("caller-5", "wait 1000\nring 6 0612345678\nexpect voice 20000\nwait 12000\nonhook\nexpect onhook 20000\nwait 500\n")
        .file("caller-7", "wait 1000\nring 6 withheld\nexpect voice 20000\nwait 12000\ntone busy 6000\nexpect onhook 20000\nonhook\nwait 500\n")
        .file(
            "network-script",
            "wait 1000\nrecord 1 out/net-1.al\nrecord 2 out/net-2.al\n\
             say dial 1000001 1 145671234 33 3 698765432\nexpect 20000 answered 1000001 1\n\
             say dial 1000002 2 145671234 33 35 -\nexpect 20000 answered 1000002 2\n\
             voice 1 20000\nvoice 2 20000\n\
             say dial 1000003 none 145671234 33 3 611223344\nexpect 15000 hangup 1000003 17\n\
             wait 3000\nsay hangup 1000001 16\nexpect 9000 hangup 1000001 16\n\
             say hangup 1000002 16\nexpect 9000 hangup 1000002 16\nwait 2000\n",
        );
    let came = machine.run(&job, 2 * LIMIT);
    let events = events(&came);
    let told = format!("{}\n{events:#?}", came.output);
    for far in ["far 5 0", "far 7 0", "network 0", "desk 0", "talker 0"] {
        assert!(came.output.contains(far), "{far}: {told}");
    }
    let lines = ["dahdi/1", "dahdi/3", "dahdi/13", "dahdi/14"];
    let at = |line: &str, event: &str| {
        let found = events.iter().find(|e| e["event"] == event && e["line"] == line);
        found.unwrap_or_else(|| panic!("{line}: no {event}\n{told}"))["t_ms"].as_u64().unwrap()
    };
    for line in lines {
        at(line, "answered");
        at(line, "saying");
        assert_eq!(outcomes(&events, line)[0], "abandoned", "{line}: {told}");
    }
    assert_eq!(outcomes(&events, "dahdi/1")[1..], ["transferred"], "{told}");
    // In the conversation within half a second; a fifth is what the telephone takes to believe a voice.
    let lines_told = came.lines();
    let voice = lines_told.iter().find(|l| l["channel"] == 11 && l["expected"] == "Voice").unwrap();
    println!("the handset hears the caller {} ms after it was lifted", voice["after_ms"]);
    assert!(voice["after_ms"].as_u64().unwrap() < 700, "{voice}");
    // At once: each was answered before any had ended, in the order of the log.
    let place =
        |event: &str, n: usize| events.iter().enumerate().filter(|(_, e)| e["event"] == event).nth(n).unwrap().0;
    assert!(place("answered", 3) < place("over", 0), "{told}");
    // Numbers: national ones come over ISDN without their 0.
    let from: std::collections::BTreeSet<_> =
        events.iter().filter(|e| e["event"] == "ring").filter_map(|e| e["from"].as_str()).collect();
    assert_eq!(from, ["+33612345678", "+33698765432", "withheld"].into(), "{told}");
}
