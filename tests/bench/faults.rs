//! The firmware stopped, killed and broken, idle and in a call: within two seconds the handset has dial tone, and rings, as
//! without the box; and the line is released when nobody takes it.

use super::whole::{BOARD, events, whole_box};
use super::{LIMIT, is_long_form};
use crate::machine::{Came, Machine};
use serde_json::Value;

/// What somebody at the handset waits for.
const WITHIN_MS: u64 = 2_000;
/// What the telephone needs to believe a dial tone that is there.
const BELIEVED_MS: u64 = 600;

/// Each fault with its far end (`./exchange 5`) and its telephone (`./exchange 11`). A fault comes once the caller hears the box.
const SCENES: &str = r#"
# breaks HOW: the file is there whole or not at all.
breaks() { echo "$1" > /tmp/panne; mv /tmp/panne /tmp/run/panne; }
fault() { echo "fault $1 $(cut -d' ' -f1 /proc/uptime)"; }
# caller NAME: calls, and comes back when the box is heard.
caller() {
    ./exchange 5 caller > $1.caller & CALLER=$!
    until grep -q '"expected":"Voice"' $1.caller; do kill -0 $CALLER || break; sleep 0.2; done
    sleep 1
}
# ends NAME: both far ends are over, and what they told is told.
ends() { wait $CALLER || echo "caller of $1 failed"; wait $PHONE || echo "phone of $1 failed"; sed "s/^{/{\"scene\":\"$1\",/" $1.caller $1.phone; }

./exchange 11 rung > panic-call.phone & PHONE=$!
cp caller-panic caller; caller panic-call
fault panic-call; breaks 'une fois dahdi/1'
ends panic-call

cp caller-dead caller; caller stop-call
fault stop-call; kill -STOP $BOX
./exchange 11 lifts-rung > stop-call.phone & PHONE=$!
ends stop-call
kill -CONT $BOX; wait $BOX; kill $GUARD; wait $GUARD; start

caller kill-call
fault kill-call; kill -9 $BOX
./exchange 11 lifts-rung > kill-call.phone & PHONE=$!
ends kill-call
wait $BOX; kill $GUARD; wait $GUARD; start

./exchange 5 free > stop-idle.caller & CALLER=$!
fault stop-idle; kill -STOP $BOX
./exchange 11 lifts-rung > stop-idle.phone & PHONE=$!
ends stop-idle
kill -CONT $BOX; wait $BOX; kill $GUARD; wait $GUARD; start

./exchange 5 free > kill-idle.caller & CALLER=$!
fault kill-idle; kill -9 $BOX
./exchange 11 lifts-rung > kill-idle.phone & PHONE=$!
ends kill-idle
wait $BOX; kill $GUARD; wait $GUARD; start

./exchange 5 free > panic-idle.caller & CALLER=$!
fault panic-idle; breaks toujours
./exchange 11 lifts-rung > panic-idle.phone & PHONE=$!
ends panic-idle
rm /tmp/run/panne
"#;

fn ms(came: &Came, scene: &str, holds: &[(&str, &str)]) -> Vec<u64> {
    let told =
        |line: &Value, key: &str, value: &str| line[key].as_str() == Some(value) || line[key].to_string() == value;
    let of = |line: &Value| line["scene"] == scene && holds.iter().all(|(key, value)| told(line, key, value));
    came.lines().iter().filter(|line| of(line)).filter_map(|line| line["t_ms"].as_u64()).collect()
}

fn fault_ms(came: &Came, scene: &str) -> u64 {
    let line = came.output.lines().find_map(|line| line.strip_prefix(&format!("fault {scene} ")));
    (line.unwrap_or_else(|| panic!("no fault {scene}")).trim().parse::<f64>().unwrap() * 1_000.0) as u64
}

/// The only one of these after the fault, in milliseconds.
fn after(came: &Came, scene: &str, what: &str, holds: &[(&str, &str)]) -> u64 {
    let fault = fault_ms(came, scene);
    let first = ms(came, scene, holds).into_iter().find(|at| *at >= fault);
    let after = first.unwrap_or_else(|| panic!("{scene}: {what} did not come")) - fault;
    println!("{scene}: {what} {after} ms after");
    after
}

#[test]
fn a_box_that_is_stopped_killed_or_broken_leaves_the_telephone_working() {
    // Six scenes, five starts of the box: the long form.
    if !is_long_form() {
        return;
    }
    let Some(mut machine) = Machine::restore() else { return };
    let board = BOARD.replace("release_when_stuck = false", "release_when_stuck = true");
    let dial = "onhook\nexpect offhook 20000\ntone dial 3000\nexpect onhook 9000\nonhook\nwait 500\n";
    let rings = "wait 2500\nring 2 0612345678\nwait 500\n";
    let job = whole_box(&board, SCENES)
        .file("caller-panic", "wait 1000\nring 6 0612345678\nexpect voice 9000\nwait 3000\nexpect ringback 9000\nexpect onhook 40000\nonhook\nwait 500\n")
        .file("caller-dead", format!("wait 1000\nring 6 0612345678\nexpect voice 9000\nexpect onhook 9000\n{dial}{rings}"))
        .file("rung", "expect ring 60000\nwait 100\n")
        .file("free", format!("{}{rings}", &dial["onhook\n".len()..]))
        .file("lifts-rung", "wait 100\noffhook\nexpect dialtone 9000\nwait 300\nonhook\nexpect ring 20000\nexpect ring 20000\n");
    let came = machine.run(&job, 2 * LIMIT);
    assert!(!came.output.contains("failed"), "a far end did not do all of its script");
    let all = ["stop-call", "kill-call", "stop-idle", "kill-idle", "panic-idle"];
    for scene in all {
        let seized = after(&came, scene, "seizure of the line", &[("channel", "5"), ("event", "RingOffHook")]);
        assert!(seized < WITHIN_MS, "{scene}: the handset had the line after {seized} ms");
        let tone = after(&came, scene, "dial tone", &[("expected", "DialTone")]);
        assert!(tone < WITHIN_MS + BELIEVED_MS, "{scene}: dial tone after {tone} ms");
    }
    for scene in ["stop-call", "kill-call"] {
        let released = after(&came, scene, "release", &[("channel", "5"), ("event", "OnHook")]);
        assert!(released < WITHIN_MS, "{scene}: the line was released after {released} ms");
    }
    for scene in all {
        // In a call the first that rang was the one that broke.
        let rings = *ms(&came, scene, &[("channel", "5"), ("what", "rings")]).last().unwrap();
        let rung = ms(&came, scene, &[("channel", "11"), ("expected", "Ring")]);
        let late = rung.into_iter().find(|at| *at >= rings).unwrap() - rings;
        println!("{scene}: the handset rings {late} ms after the line");
        assert!(late < WITHIN_MS, "{scene}: the handset rang {late} ms after the line");
    }
    // A call that breaks is not lost: the handset rings for its caller, who is let go when nobody takes it.
    let rung = after(&came, "panic-call", "ring at the handset", &[("channel", "11"), ("expected", "Ring")]);
    assert!(rung < WITHIN_MS, "the handset rang {rung} ms after the panic");
    let released = after(&came, "panic-call", "release", &[("channel", "5"), ("event", "OnHook")]);
    assert!((19_000..24_000).contains(&released), "the caller was let go after {released} ms");
    assert!(events(&came).iter().any(|e| e["event"] == "over" && e["outcome"] == "failed"), "the broken call is told");
}
