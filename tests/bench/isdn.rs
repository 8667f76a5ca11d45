//! An ISDN basic access through the kernel: libpri as the network at one end, libpri as the box's at the other, two B channels.

use super::{LIMIT, arrived, sounds};
use crate::machine::{Came, Job, Machine, program};

/// The network plays its script; the box's two lines answer whoever calls.
fn access(options: &str, network: &str, seconds: u32) -> Option<Came> {
    let mut machine = Machine::restore()?;
    let ptp = if options.contains("--ptp") { "--ptp" } else { "" };
    let run = format!(
        "(./access {options} ./huisclos-isdn 15 {seconds} sounds.al; echo \"box $?\") & sleep 1\n\
         ./network {ptp} ./huisclos-isdn 18 script; echo \"network $?\"; wait\n"
    );
    let job = Job::new(&run)
        .program("huisclos-isdn", program("huisclos-isdn"))
        .program("access", program("examples/access"))
        .program("network", program("examples/network"))
        .file("sounds.al", sounds())
        .file("script", network);
    let came = machine.run(&job, LIMIT);
    assert!(came.output.contains("box 0") && came.output.contains("network 0"), "{}", came.output);
    Some(came)
}

fn facts(came: &Came, line: u32) -> Vec<String> {
    let lines = came.lines();
    let told = lines.iter().filter(|l| l["line"] == line);
    told.filter_map(|l| l["fact"].as_str().map(String::from)).collect()
}

/// Two callers at once, sound bit for bit on both channels, a third who is refused, and one who comes after.
const TWO_AND_A_THIRD: &str = "wait 1500
record 1 out/net-1.al
record 2 out/net-2.al
say dial 1000001 1 145671234 33 3 612345678
expect 9000 answered 1000001 1
say dial 1000002 2 145671234 33 35 -
expect 9000 answered 1000002 2
wait 200
play 1 sounds.al
play 2 sounds.al
wait 3000
say dial 1000003 none 145671234 33 3 698765432
expect 15000 hangup 1000003 17
say hangup 1000001 16
expect 9000 hangup 1000001 16
say hangup 1000002 16
expect 9000 hangup 1000002 16
";

fn two_and_a_third(options: &str) {
    let Some(came) = access(options, TWO_AND_A_THIRD, 30) else { return };
    assert_eq!(facts(&came, 1), ["Rang", "Identified(+33612345678)", "HungUp"]);
    assert_eq!(facts(&came, 2), ["Rang", "Identified(Withheld)", "HungUp"]);
    for file in ["net-1.al", "net-2.al"] {
        assert_eq!(arrived(&came.files[file]), 16_000, "{file}: what the box said");
    }
    for file in ["box-1.al", "box-2.al"] {
        assert_eq!(arrived(&came.files[file]), 16_000, "{file}: what the caller said");
    }
    for line in came.lines().iter().filter(|line| !line["lost"].is_null()) {
        assert_eq!(line["lost"], 0, "{line}");
    }
}

#[test]
fn an_isdn_access_in_multipoint_carries_two_calls() {
    two_and_a_third("");
}

#[test]
fn an_isdn_access_in_point_to_point_carries_two_calls() {
    two_and_a_third("--ptp");
}

/// A third caller hears it ring while both channels are in use, and has the box as soon as one of them is free.
#[test]
fn a_third_isdn_caller_may_wait() {
    let script = "wait 1500
say dial 1000001 1 145671234 33 3 612345678
expect 9000 answered 1000001 1
say dial 1000002 2 145671234 33 35 -
expect 9000 answered 1000002 2
say dial 1000003 none 145671234 33 3 698765432
expect 15000 ringing 1000003
wait 1000
say hangup 1000001 16
expect 9000 hangup 1000001 16
expect 9000 answered 1000003 1
wait 200
play 1 sounds.al
wait 3000
say hangup 1000003 16
expect 9000 hangup 1000003 16
say hangup 1000002 16
expect 9000 hangup 1000002 16
";
    let Some(came) = access("--offered", script, 25) else { return };
    let third = ["Rang", "Identified(+33698765432)", "HungUp"];
    assert_eq!(facts(&came, 1)[3..], third, "after whom he waited for");
    assert_eq!(facts(&came, 2), ["Rang", "Identified(Withheld)", "HungUp"]);
    assert_eq!(arrived(&came.files["box-1.al"]), 16_000, "what the third caller said");
}
