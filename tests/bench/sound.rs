//! A line over a sound card with a clock of its own: `snd-aloop` of the bench machine's kernel, the caller at its other end.

use super::LIMIT;
use crate::machine::{Came, Job, Machine, program};

fn ends(run: &str) -> Option<Came> {
    let mut machine = Machine::restore()?;
    let job = Job::new(run).program("ends", program("examples/ends"));
    let came = machine.run(&job, LIMIT);
    assert!(came.output.contains("line 0") && came.output.contains("far 0"), "{}", came.output);
    Some(came)
}

/// Seconds in which somebody heard the other end, and nearly nothing else.
fn clear_seconds(came: &Came) -> usize {
    came.lines().iter().filter(|line| line["share"].as_f64().is_some_and(|share| share > 0.98)).count()
}

fn lost(came: &Came, whose: &str) -> u64 {
    came.lines().iter().find_map(|line| line[whose].as_u64()).unwrap_or_else(|| panic!("{}", came.output))
}

fn facts(came: &Came) -> Vec<String> {
    came.lines().iter().filter_map(|line| line["fact"].as_str().map(String::from)).collect()
}

/// A program that begins to play at the other end rings the line; both hear each other; it ends, and the caller has hung up.
/// Then the line's process stands still for two seconds: what was lost is counted, and both go on hearing each other.
#[test]
fn a_loopback_rings_carries_and_recovers() {
    let run = "(./ends line loopback hw:Loopback,1,0 34 > line.log; echo \"line $?\"; cat line.log) & sleep 2
        ./ends far hw:Loopback,0,0 9; sleep 3
        (sleep 8; killall -STOP ends; sleep 2; killall -CONT ends) &
        ./ends far hw:Loopback,0,0 16; echo \"far $?\"; wait";
    let Some(came) = ends(run) else { return };
    let told = &came.output;
    let call = ["Rang", "Identified(Unavailable)", "HungUp"];
    let facts = facts(&came);
    assert_eq!(facts.iter().filter(|fact| *fact == "Rang").count(), 2, "{told}");
    assert_eq!(facts[..3], call, "{told}");
    // Some six seconds of each call, at either end; a second in which sound was lost is not clear.
    assert!(clear_seconds(&came) > 18, "{} clear seconds\n{told}", clear_seconds(&came));
    assert!(lost(&came, "line_lost") > 0, "two seconds were lost, and counted\n{told}");
    assert!(lost(&came, "line_lost") < 12, "once lost, it goes on\n{told}");
}

/// The same card through cpal, as a desk's headset: rung by hand, at the card's own rate, nothing lost.
#[test]
fn a_desk_hears_and_is_heard() {
    let run = "(./ends far hw:Loopback,0,0 14 > far.log; echo \"far $?\"; cat far.log) & sleep 1
        ./ends line desk hw:Loopback,1 11 ring; echo \"line $?\"; wait";
    let Some(came) = ends(run) else { return };
    assert!(clear_seconds(&came) >= 12, "{} clear seconds\n{}", clear_seconds(&came), came.output);
    assert!(lost(&came, "line_lost") <= 3, "{}", came.output);
}
