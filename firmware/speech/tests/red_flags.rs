//! Red flags and sentences that look like them, written by hand: all of the first, none of the second.

#![allow(clippy::print_stdout, clippy::unwrap_used)]

use huisclos_agenda::Cabinet;
use huisclos_speech::{Asking, Intent, understand};

/// False alarms allowed among the sentences that only look like alarms: one costs a sentence, a miss may cost a life.
const FALSE_ALARMS_MAX: f64 = 0.02;

#[test]
fn every_red_flag_is_heard_and_few_others() {
    let now = "2026-11-23T09:00".parse().unwrap();
    let cabinet = Cabinet::demo();
    let (mut missed, mut false_alarms, mut calm, mut flags, mut families) = (0, 0, 0, 0, 0);
    for line in include_str!("red_flags.txt").lines().filter(|l| !l.is_empty() && !l.starts_with('#')) {
        let [family, asking, say] = line.splitn(3, '|').map(str::trim).collect::<Vec<_>>()[..] else {
            panic!("{line}")
        };
        let meaning = understand(say, Asking::from_word(asking).unwrap(), now, &cabinet, None);
        let heard = meaning.emergency.as_ref().map(|e| e.family.word());
        assert_eq!(heard.is_some(), meaning.intent == Intent::Emergency, "{say}");
        if family == "-" {
            calm += 1;
            false_alarms += usize::from(heard.is_some());
        } else {
            flags += 1;
            missed += usize::from(heard.is_none());
            families += usize::from(heard == Some(family) || family == "any");
        }
        let right = if family == "-" { heard.is_none() } else { heard.is_some_and(|h| h == family || family == "any") };
        if !right {
            println!("{family} -> {} [{asking}] {say}", heard.unwrap_or("-"));
        }
    }
    println!("{missed} of {flags} missed, {families} in their family, {false_alarms} false alarms of {calm}");
    assert_eq!(missed, 0, "a red flag was not heard");
    assert!(f64::from(false_alarms as u32) <= FALSE_ALARMS_MAX * f64::from(calm), "{false_alarms} false alarms");
    assert!(families * 100 >= flags * 95, "the family is wrong too often");
}
