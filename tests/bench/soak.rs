//! A long call with the processor taken by others beside it: no frame lost, and how late the line's thread comes. The long form:
//! `HUISCLOS_SOAK_S=600` says how many seconds the call lasts.

use super::{over, sounds};
use crate::machine::{Job, Machine, program};
use serde_json::Value;
use std::time::Duration;

/// Processor time of a call of ten minutes on a machine that never idles: emulated, several times its length.
const LIMIT: Duration = Duration::from_secs(3 * 3_600);

/// Eight nanoseconds for an instruction, a processor of 125 million a second: a call of ten minutes beside programs that never
/// rest takes five minutes of a core's time to emulate, and would take forty on one of 1,000 million, as the other tests have
/// it. The line's thread has an eighth of the time for its work: what holds here holds there.
const SHIFT: u32 = 3;

/// One call, beside so many programs that never rest.
fn call(seconds: u64, hogs: usize) -> Option<Value> {
    let mut machine = Machine::slower(SHIFT)?;
    // The line's thread has the priority that `huisclos run` gives it.
    let run = format!(
        "for n in $(seq {hogs}); do (while :; do :; done) & HOGS=\"$HOGS $!\"; done
        ./chrt -r 10 ./exchange 7 far & FAR=$!
        ./chrt -r 10 ./probe 3 near; echo \"ended near $?\"
        wait $FAR; echo \"ended far $?\"; kill $HOGS"
    );
    let (ms, plays) = (seconds * 1_000, "play sounds.al\n".repeat(usize::try_from(seconds / 2).unwrap()));
    let job = Job::new(&run)
        .program("exchange", program("huisclos-exchange"))
        .program("probe", program("examples/probe"))
        .program("chrt", "/usr/bin/chrt".into())
        .file("sounds.al", sounds())
        .file("far", format!("wait 2500\nring 3 withheld\n{plays}tone busy 3000\nexpect onhook 30000\n"))
        .file("near", format!("until Rang 20000\nuntil Identified 6000\nanswer\nrun {ms}\nhangup\nrun 200\n"));
    let came = machine.run(&job, LIMIT);
    assert!(came.output.contains("ended near 0"), "the box's end did not do all of its script");
    Some(over(&came, "3"))
}

#[test]
fn a_long_call_loses_no_frame_under_load() {
    let Some(seconds) = std::env::var("HUISCLOS_SOAK_S").ok().and_then(|s| s.parse().ok()) else { return };
    let (Some(idle), Some(loaded)) = (call(seconds, 0), call(seconds, 4)) else { return };
    let late = |told: &Value| told["p999_us"].as_f64().unwrap();
    println!(
        "a call of {seconds} s: p99.9 between two frames {:.1} ms idle, {:.1} ms beside four busy programs, ratio {:.2}; \
         the longest {} and {} us; frames {} and {}",
        late(&idle) / 1_000.0,
        late(&loaded) / 1_000.0,
        late(&loaded) / late(&idle),
        idle["max_us"],
        loaded["max_us"],
        idle["frames"],
        loaded["frames"],
    );
    assert_eq!((&idle["lost"], &loaded["lost"]), (&Value::from(0), &Value::from(0)), "frames were lost");
}
