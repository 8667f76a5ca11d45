//! Whole spoken calls on the simulated line, with recordings in a voice left out of training.

use huisclos_tests::{Folder, huisclos, root};
use serde_json::Value;

fn recording(name: &str) -> String {
    root().join("tests/recordings").join(name).display().to_string()
}

fn demo(name: &str) -> String {
    root().join("firmware/appliance/demo").join(name).display().to_string()
}

fn call(data: &Folder, wav: &[String]) -> Vec<Value> {
    let out = huisclos()
        .args(["call", "--json", "--now", "2026-11-23T09:00", "--from", "0612345678", "--data"])
        .arg(data.path())
        .arg("--wav")
        .args(wav)
        .output()
        .unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8(out.stdout).unwrap().lines().map(|l| serde_json::from_str(l).unwrap()).collect()
}

fn shown(events: &[Value]) -> String {
    events.iter().map(|e| format!("\n  {e}")).collect()
}

/// Issue "the first call": the booking of an unseen voice is right.
#[test]
fn a_spoken_call_ends_in_the_right_booking() {
    let data = Folder::new();
    let answers = [
        ("open", "open.wav"),
        ("consent", "consent.wav"),
        ("last_name", "last-name.wav"),
        ("first_name", "first-name.wav"),
        ("birth_date", "birth-date.wav"),
        ("phone", "phone.wav"),
        ("slot", "slot.wav"),
        ("confirm", "confirm.wav"),
        ("other", "other.wav"),
    ];
    let wav: Vec<_> = answers.iter().map(|(asking, file)| format!("{asking}={}", demo(file))).collect();
    let events = call(&data, &wav);
    let booked: Vec<_> = events.iter().filter(|e| e["event"] == "booked").collect();
    assert_eq!(booked.len(), 1, "{}", shown(&events));
    assert_eq!(booked[0]["practitioner"], "martin", "{}", shown(&events));
    // Thursday morning, as she asked.
    let start = booked[0]["start"].as_str().unwrap();
    assert!(start.starts_with("2026-11-26T") && start[11..13].parse::<u32>().unwrap() < 12, "{start}");
    assert_eq!(events.last().unwrap()["outcome"], "booked");
    let said_in_time = events.iter().find(|e| e["event"] == "said").unwrap();
    assert!(said_in_time["start_ms"].as_u64().unwrap() < 7_000, "A1: picks up within 6 s");
}

/// A red flag that is spoken is answered by the sentence, whatever else was wanted.
#[test]
fn a_spoken_alarm_is_an_emergency() {
    let data = Folder::new();
    let events = call(&data, &[format!("open={}", recording("24-alarm.wav"))]);
    assert_eq!(events.last().unwrap()["outcome"], "emergency", "{}", shown(&events));
    assert!(events.iter().any(|e| e["event"] == "said" && e["text"].as_str().unwrap().contains("composez le 15")));
    assert!(events.iter().any(|e| e["event"] == "note" && e["priority"] == "highest"));
}

/// Nobody speaks: the box asks again and says goodbye; it never invents a caller's words.
#[test]
fn silence_ends_politely() {
    let data = Folder::new();
    let silence = data.file("silence.wav");
    huisclos_tests::write_silence(&silence, 1_000);
    let events = call(&data, &[format!("open={}", silence.display())]);
    assert_eq!(events.last().unwrap()["outcome"], "abandoned", "{}", shown(&events));
    assert!(!events.iter().any(|e| e["event"] == "heard"), "{}", shown(&events));
}
