//! Calls through the kernel's own telephony, in the bench machine: lines and handsets of `board/card-dahdi`, and the whole
//! box, against scripted exchanges and telephones. `tests/bench/README.md` says what stands behind each channel.

mod calls_out;
mod desk;
mod faults;
mod isdn;
mod soak;
mod sound;
mod whole;

use crate::machine::{Came, Job, Machine, program};
use serde_json::Value;
use std::time::Duration;

/// Processor time that a job may take: most take half a minute, and another computer may be several times slower.
const LIMIT: Duration = Duration::from_secs(600);

/// True where the scenes that take minutes are wanted too (README, "Long forms").
fn is_long_form() -> bool {
    std::env::var_os("HUISCLOS_LONG").is_some()
}

/// Programs and what each is to do, run side by side.
fn side_by_side(parts: &[(&str, &str)]) -> Job {
    let mut run = String::new();
    for (n, (who, _)) in parts.iter().enumerate() {
        run += &format!("(./{who} script{n}; echo \"ended {n} $?\") &\n");
    }
    run += "wait\n";
    let job = Job::new(&run)
        .program("exchange", program("huisclos-exchange"))
        .program("probe", program("examples/probe"))
        .file("sounds.al", sounds());
    parts.iter().enumerate().fold(job, |job, (n, (_, script))| job.file(&format!("script{n}"), *script))
}

/// Two seconds of bytes that stand nowhere else.
fn sounds() -> Vec<u8> {
    let mut state = 1u64;
    (0..16_000)
        .map(|_| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 56) as u8
        })
        .collect()
}

fn calls(parts: &[(&str, &str)]) -> Option<Came> {
    let mut machine = Machine::restore()?;
    let came = machine.run(&side_by_side(parts), LIMIT);
    for n in 0..parts.len() {
        assert!(
            came.output.contains(&format!("ended {n} 0")),
            "program {n}, {}, did not do all of its script",
            parts[n].0
        );
    }
    Some(came)
}

/// What a line's probe told, in order.
fn facts(came: &Came, line: &str) -> Vec<String> {
    let lines = came.lines();
    let told = lines.iter().filter(|l| l["line"] == line && l["what"] == "fact");
    told.map(|l| l["fact"].as_str().unwrap().to_string()).collect()
}

/// When a probe or an exchange told something, by this much of it.
fn at(came: &Came, holds: &[(&str, &str)]) -> u64 {
    let lines = came.lines();
    let line = lines.iter().find(|line| {
        holds
            .iter()
            .all(|(key, value)| line[*key].as_str().map_or_else(|| line[*key].to_string(), String::from) == *value)
    });
    line.unwrap_or_else(|| panic!("{holds:?} not told"))["t_ms"].as_u64().unwrap()
}

fn over(came: &Came, line: &str) -> Value {
    came.lines().into_iter().find(|l| l["line"] == line && l["what"] == "over").unwrap()
}

/// How many bytes of the sounds arrived, one after the other and untouched.
fn arrived(recording: &[u8]) -> usize {
    let sounds = sounds();
    let at = recording.windows(64).position(|window| window == &sounds[..64]);
    at.map_or(0, |at| recording[at..].iter().zip(&sounds).take_while(|(a, b)| a == b).count())
}

/// Eight calls at once on four lines: caller ID of every sort, sound bit for bit, abandoned rings of three cadences, calls
/// out to a busy, a wrong and an answering number, and a call handed to the handset with its number and its R key.
#[test]
fn lines_and_handset_carry_calls() {
    let Some(came) = calls(&[
        (
            "exchange 7",
            "wait 2500\nring 3 withheld\nrecord out/far.al\nwait 300\nplay sounds.al\nwait 2500\ntone busy 3000\nexpect onhook 9000\n",
        ),
        (
            "probe 3",
            "until Rang 20000\nuntil Identified 6000\nanswer\nrecord out/near.al\nplay sounds.al\nrun 5000\nhangup\nrun 200\n",
        ),
        (
            "exchange 8",
            "wait 2500\nring 1 unavailable\nwait 11000\ncadence 1000 4000\nring 2\nwait 11000\ncadence 2000 4000\nring 3 0800123456\nwait 11000\n",
        ),
        (
            "probe 4",
            "until Rang 20000\nuntil Abandoned 12000\nuntil Rang 20000\nuntil Abandoned 20000\nuntil Rang 20000\nuntil Abandoned 30000\n",
        ),
        (
            "exchange 5",
            "wait 2500\nring 5 0145671234\nexpect voice 20000\nplay sounds.al\nexpect flash 9000\nexpect onhook 9000\nonhook\n",
        ),
        (
            "exchange 11",
            "expect ring 30000\nexpect number 6000\noffhook\nwait 600\nrecord out/handset.al\nplay sounds.al\nexpect voice 9000\nwait 2500\nflash\nwait 1500\nonhook\nwait 1500\n",
        ),
        (
            "probe 1:9",
            "until Rang 20000\nuntil Identified 6000\nanswer\nrun 300\nring\nuntil HandsetLifted 15000\njoin\nuntil HandsetReplaced 20000\nrun 500\n",
        ),
        (
            "exchange 6",
            "expect offhook 20000\ntone dial 800\nexpect keys 10 8000\nwait 500\ntone busy 4000\nexpect onhook 6000\nonhook\nwait 1500\n\
             expect offhook 20000\ntone dial 800\nexpect keys 10 8000\nwait 500\ntone information 1\nexpect onhook 6000\nonhook\nwait 1500\n\
             expect offhook 20000\ntone dial 800\nexpect keys 10 8000\nwait 500\ntone ringback 6500\nplay sounds.al\nexpect onhook 6000\n",
        ),
        (
            "probe 2",
            "run 1000\ndial +33145671234\nuntil Progressed(Busy) 15000\nhangup\nrun 2500\n\
             dial +33145670000\nuntil Progressed(Information) 15000\nhangup\nrun 2500\n\
             dial +33612345678\nuntil Progressed(Ringing) 15000\nuntil Progressed(Answered) 15000\nrun 300\nhangup\nrun 300\n",
        ),
    ]) else {
        return;
    };
    // Sound: two seconds each way, no byte lost and none changed.
    assert_eq!((arrived(&came.files["near.al"]), arrived(&came.files["far.al"])), (16_000, 16_000));
    assert_eq!(over(&came, "3")["lost"], 0);
    assert_eq!(facts(&came, "3")[..2], ["Rang", "Identified(Withheld)"]);
    // Abandoned: after one ring with a reason, after two without a word, after three with a number.
    let told = facts(&came, "4");
    let expect = [
        "Rang",
        "Identified(Unavailable)",
        "Abandoned",
        "Rang",
        "Rang",
        "Abandoned",
        "Rang",
        "Identified(+33800123456)",
        "Rang",
        "Rang",
        "Abandoned",
    ];
    assert_eq!(told, expect);
    // The handset: number on its display, two voices through the kernel, its R key on the line.
    let shown = came.lines().into_iter().find(|l| l["expected"] == "Number").unwrap();
    assert_eq!(shown["number"], "0145671234");
    assert_eq!(arrived(&came.files["handset.al"]), 16_000, "the caller's voice at the handset, bit for bit");
    // Calls out.
    let dialled: Vec<_> = came.lines().iter().filter_map(|l| l["keys"].as_str().map(String::from)).collect();
    assert_eq!(dialled, ["0145671234", "0145670000", "0612345678"]);
    assert_eq!(facts(&came, "2").iter().filter(|f| f.contains("DialTone")).count(), 3);
}

/// Calls out that nobody takes: one rings in vain and is given up after half a minute; an answering machine takes another,
/// says its greeting, beeps and is told something; the third is dropped because the telephone is lifted, and the 15 goes out.
#[test]
fn a_call_out_rings_in_vain_or_meets_a_machine_or_makes_way() {
    let Some(came) = calls(&[
        (
            "exchange 6",
            "expect offhook 20000\ntone dial 800\nexpect keys 10 8000\nwait 500\ntone ringback 40000\nexpect onhook 100\n",
        ),
        ("probe 2", "run 1000\ndial +33145671234\nuntil Progressed(NoAnswer) 40000\nhangup\nrun 2500\n"),
        (
            "exchange 7",
            "expect offhook 20000\ntone dial 800\nexpect keys 10 8000\nwait 500\ntone ringback 11500\nplay sounds.al\n\
             tone 1000 400\nrecord out/message.al\nexpect voice 9000\nwait 2500\ntone busy 3000\nexpect onhook 9000\n",
        ),
        (
            "probe 3",
            "run 1000\ndial +33612345678\nuntil Progressed(Answered) 25000\nrecord out/greeting.al\nrun 3000\n\
             play sounds.al\nrun 5000\nhangup\nrun 300\n",
        ),
        (
            "exchange 5",
            "expect offhook 20000\ntone dial 800\nexpect keys 10 8000\nwait 500\ntone ringback 6500\nexpect onhook 9000\n\
             expect offhook 9000\ntone dial 1500\nexpect keys 2 9000\nplay sounds.al\nexpect onhook 20000\nonhook\nwait 500\n",
        ),
        (
            "exchange 11",
            "wait 10000\noffhook\nexpect dialtone 9000\nkeys 15\nrecord out/samu.al\nwait 6500\nonhook\nwait 500\n",
        ),
        (
            "probe 1:9",
            "run 1000\ndial +33612345678\nuntil Progressed(Ringing) 15000\nuntil HungUp 9000\nuntil HandsetLifted 100\n\
             until HandsetReplaced 20000\nrun 300\n",
        ),
    ]) else {
        return;
    };
    // The box's own call makes way: the exchange has its second and a half on-hook, and the dial tone is there.
    let lines = came.lines();
    let keys: Vec<_> = lines.iter().filter(|l| l["channel"] == 5).filter_map(|l| l["keys"].as_str()).collect();
    assert_eq!(keys, ["0612345678", "15"]);
    let tone = lines.iter().find(|l| l["channel"] == 11 && l["expected"] == "DialTone").unwrap();
    assert!(tone["after_ms"].as_u64().unwrap() < 2_600, "{tone}");
    assert_eq!(arrived(&came.files["samu.al"]), 16_000, "whoever answers the 15 is heard bit for bit");
    let told = facts(&came, "2");
    let rings = told.iter().filter(|fact| *fact == "Progressed(Ringing)").count();
    assert!((5..=7).contains(&rings) && told.last().unwrap() == "Progressed(NoAnswer)", "half a minute: {told:?}");
    let told = facts(&came, "3");
    assert_eq!(told.iter().filter(|fact| *fact == "Progressed(Ringing)").count(), 3, "{told:?}");
    assert_eq!(told.last().unwrap(), "Progressed(Answered)", "{told:?}");
    // What it said, from where it was known to have answered, and what it was told.
    let (greeting, sounds) = (&came.files["greeting.al"], sounds());
    let second = greeting.windows(64).position(|window| window == &sounds[8_000..8_064]);
    let heard = second.map_or(0, |at| greeting[at..].iter().zip(&sounds[8_000..]).take_while(|(a, b)| a == b).count());
    assert_eq!((heard, arrived(&came.files["message.al"])), (8_000, 16_000));
}

/// The line's cable is pulled in a call and comes back; the next call is as any other.
#[test]
fn a_cut_line_comes_back() {
    let Some(came) = calls(&[
        (
            "exchange 5",
            "wait 2500\nring 3 0612345678\nwait 1500\ncut 1:1 4\nwait 5000\n\
             restore 1:1 5:fxoks,6:fxoks,7:fxols,8:fxols\nwait 4000\nring 3 0698765432\nwait 1500\nonhook\nexpect onhook 9000\n",
        ),
        (
            "probe 1",
            "until Identified 20000\nanswer\nuntil Cut 9000\nuntil Restored 20000\nuntil Identified(+33698765432) 20000\nanswer\nuntil HungUp 9000\nhangup\nrun 300\n",
        ),
    ]) else {
        return;
    };
    let (cut, told) =
        (at(&came, &[("channel", "5"), ("step", "Cut(\"1:1\", 4)")]), at(&came, &[("line", "1"), ("fact", "Cut")]));
    assert!(told - cut < 3_500, "told {} ms after", told - cut);
}

/// Handset and line as the guard joins them: out with the exchange's dial tone and the handset's keys, in with its ring.
#[test]
fn a_joined_handset_is_a_telephone() {
    let Some(came) = calls(&[
        (
            "exchange 5",
            "expect offhook 20000\ntone dial 1500\nexpect keys 2 9000\nplay sounds.al\nexpect onhook 20000\nonhook\nwait 3000\n\
             ring 4 0612345678\nexpect voice 9000\nonhook\nexpect onhook 15000\n",
        ),
        (
            "exchange 11",
            "wait 1000\noffhook\nexpect dialtone 9000\nkeys 15\nrecord out/heard.al\nwait 3500\nonhook\n\
             expect ring 20000\nexpect number 9000\nexpect ring 20000\noffhook\nwait 500\nplay sounds.al\nexpect busytone 9000\nonhook\nwait 500\n",
        ),
        ("probe 1:9", "bridge 32000\n"),
    ]) else {
        return;
    };
    assert_eq!(arrived(&came.files["heard.al"]), 16_000, "the far end's voice, bit for bit");
    let lifted = at(&came, &[("channel", "11"), ("step", "OffHook")]);
    let seized = at(&came, &[("channel", "5"), ("what", "event"), ("event", "RingOffHook")]);
    assert!(seized - lifted < 200, "the line was taken {} ms after", seized - lifted);
}
