//! `huisclos run` at a cabinet whose handset rings first: callers who give up, a line that is cut in a call and comes back,
//! a secretary who takes a call from the box, and the 15 dialled at her telephone.

use super::whole::{BOARD, events, outcomes, whole_box_of};
use super::{LIMIT, arrived, sounds};
use crate::machine::{Came, Machine};
use serde_json::Value;

/// Twenty seconds for the secretary, at any hour.
const HANDSET_FIRST: &str = "[[periods]]\nname = \"Toujours\"\nanswering = { handset_first = { seconds = 20 } }\n";
/// Whoever picks up is in the conversation by then.
const TAKEN_MS: u64 = 500;

/// When the first sound of the file was heard, in the machine's milliseconds.
fn first_heard_ms(came: &Came, channel: u32, step: &str, file: &str) -> u64 {
    let sounds = sounds();
    let began = *times_ms(came, channel, "step", step).first().unwrap_or_else(|| panic!("{step} was not done"));
    let known: std::collections::BTreeSet<&[u8]> = sounds.windows(64).collect();
    let at = came.files[file].windows(64).position(|heard| known.contains(heard));
    // What is recorded after `began` was heard in the 20 ms after it.
    began + at.unwrap_or_else(|| panic!("nothing of it in {file}")) as u64 / 8
}

/// Every time at which this was done or happened there.
fn times_ms(came: &Came, channel: u32, key: &str, value: &str) -> Vec<u64> {
    let lines = came.lines();
    let of = lines.iter().filter(|l| l["channel"] == channel && l[key] == value);
    of.map(|l| l["t_ms"].as_u64().unwrap()).collect()
}

/// Two minutes and a half of the machine's time, most of it idle: half a minute of a core's.
#[test]
fn a_day_at_the_telephone() {
    let Some(mut machine) = Machine::restore() else { return };
    let then = "
        (./exchange 11 rings; echo \"rings $?\") & D=$!
        ./exchange 5 leaves; echo \"leaves $?\"; wait $D
        ./exchange 5 cut; echo \"cut $?\"
        ./exchange 5 talker > talker.log & T=$!
        until grep -q '\"expected\":\"Voice\"' talker.log; do kill -0 $T || break; sleep 0.2; done
        sleep 2; ./exchange 11 secretary; echo \"secretary $?\"
        wait $T; echo \"talker $?\"; cat talker.log
        sleep 3; (./exchange 5 samu; echo \"samu $?\") & X=$!
        ./exchange 11 dials; echo \"dials $?\"; wait $X
        sleep 3; (./exchange 5 first; echo \"first $?\") & X=$!
        ./exchange 11 picks; echo \"picks $?\"; wait $X";
    let restored = "restore 1:1 5:fxoks,6:fxoks,7:fxols,8:fxols";
    let job = whole_box_of(BOARD, HANDSET_FIRST, then)
        .file(
            "leaves",
            "wait 1000\nring 1 0612345678\nwait 11000\ncadence 1000 4000\nring 2 0623456789\nwait 11000\n\
             cadence 2000 4000\nring 3 withheld\nwait 11000\n",
        )
        .file("rings", "expect ring 20000\nexpect ringover 20000\n".repeat(3))
        .file("cut", format!("ring 8 0698765432\nexpect voice 9000\nwait 1500\ncut 1:1 4\nwait 5000\n{restored}\nwait 4000\n"))
        .file(
            "talker",
            format!(
                "ring 8 0698765432\nexpect voice 9000\nrecord out/talker.al\n{}onhook\nexpect onhook 20000\nwait 500\n",
                "play sounds.al\n".repeat(6)
            ),
        )
        .file(
            "secretary",
            "wait 100\noffhook\nrecord out/secretary.al\nplay sounds.al\nexpect busytone 40000\nonhook\nwait 500\n",
        )
        .file(
            "samu",
            "expect offhook 20000\ntone dial 1500\nexpect keys 2 9000\nplay sounds.al\nexpect onhook 20000\nonhook\nwait 500\n",
        )
        .file("dials", "wait 500\noffhook\nexpect dialtone 9000\nkeys 15\nrecord out/samu.al\nwait 3500\nonhook\nwait 500\n")
        // Picked up at the second ring: the box has no part in it.
        .file("first", "wait 1000\nring 6 0655667788\nrecord out/first.al\nwait 300\nplay sounds.al\nwait 1000\nonhook\nexpect onhook 20000\nwait 500\n")
        .file("picks", "expect ring 20000\nexpect number 9000\nexpect ring 20000\noffhook\nrecord out/picks.al\nwait 300\nplay sounds.al\nexpect busytone 40000\nonhook\nwait 500\n");
    let came = machine.run(&job, 2 * LIMIT);
    let events = events(&came);
    let told = format!("{}\n{events:#?}", came.output);
    for program in ["rings", "leaves", "cut", "secretary", "talker", "samu", "dials", "first", "picks"] {
        assert!(came.output.contains(&format!("{program} 0")), "{program}: {told}");
    }
    // Three who gave up, at the first, second and third ring; one who was cut off; one whom the secretary took.
    let expect = ["abandoned", "abandoned", "abandoned", "abandoned", "transferred", "transferred"];
    assert_eq!(outcomes(&events, "dahdi/1"), expect, "{told}");
    let answered = events.iter().filter(|e| e["event"] == "answered").count();
    assert_eq!(answered, 2, "the box answered nobody who had given up\n{told}");
    let from: Vec<&Value> = events.iter().filter(|e| e["event"] == "ring").map(|e| &e["from"]).collect();
    assert_eq!(
        from,
        ["+33612345678", "+33623456789", "withheld", "+33698765432", "+33698765432", "+33655667788"],
        "{told}"
    );
    // Who picks up before the box sees who calls, and both hear each other from the first sound on.
    let shown = came.lines().into_iter().rfind(|l| l["expected"] == "Number").unwrap();
    assert_eq!(shown["number"], "0655667788", "{told}");
    assert_eq!((arrived(&came.files["picks.al"]), arrived(&came.files["first.al"])), (16_000, 16_000), "{told}");
    // Taken from the box: both are in the conversation from the moment when the telephone was lifted.
    let [taken, lifted, _] = times_ms(&came, 11, "step", "OffHook")[..] else { panic!("{told}") };
    let hears = first_heard_ms(&came, 11, "Record(\"out/secretary.al\")", "secretary.al") - taken;
    let heard = first_heard_ms(&came, 5, "Record(\"out/talker.al\")", "talker.al") - taken;
    println!("the telephone lifted in a call hears the caller after {hears} ms, the caller hears it after {heard} ms");
    assert!(hears.max(heard) < TAKEN_MS, "{hears} ms, {heard} ms");
    // The 15: the line at once, and whoever answers there.
    let lines = came.lines();
    let seized = times_ms(&came, 5, "event", "RingOffHook").into_iter().find(|at| *at >= lifted).unwrap();
    println!("the telephone lifted without a call has the line after {} ms", seized - lifted);
    assert!(seized - lifted < 200, "{} ms", seized - lifted);
    assert_eq!(lines.iter().rfind(|l| l["channel"] == 5 && !l["keys"].is_null()).unwrap()["keys"], "15");
    assert_eq!(arrived(&came.files["samu.al"]), 16_000, "whoever answers the 15 is heard bit for bit");
}
