//! The site as a scanner walks it: every page that a link leads to, over a cabinet where every text is hostile. Nothing
//! inline, nothing from elsewhere, every form with its token; then every form of every page, filled with anything.

use super::memory::Memory;
use super::memory::settings::Held;
use super::{Answer, Page, account, identity, now, page};
use crate::site::Site;
use huisclos_agenda::{Availability, Cabinet, CallId, MadeBy, Note, NoteId, NoteReason, Period, Phone, Priority};
use huisclos_agenda::{Private, Slot, Status, Waiting, WaitingId};
use huisclos_ports::{
    AccountId, Accounts, Amend, Book, By, CallRecord, CallerId, Care, Course, Outcome, Report, Role, Settings,
    WaitingList, What,
};
use jiff::civil::date;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

/// What nobody is called.
const HOSTILE: &str = "\"><script>alert(1)</script>'{{7*7}}\u{202e}\u{2066}\u{0}\r\nSet-Cookie: a=b";
/// The same in a setting: hidden characters are refused by the settings themselves (`Cabinet::check`).
const HOSTILE_SETTING: &str = "\"><script>alert(1)</script>'{{7*7}}";
/// Addresses walked of one path: a calendar has no end.
const PER_PATH_MAX: usize = 6;
/// Pages walked: a walk that does not end is a fault of its own.
const PAGES_MAX: usize = 600;
/// Fillings of each form.
const FILLINGS: usize = 12;

/// Everything that a page shows is hostile.
fn worst() -> Page {
    let mut cabinet = Cabinet::demo();
    let bad = || HOSTILE_SETTING.to_string();
    (cabinet.name, cabinet.address, cabinet.greeting) = (bad(), bad(), Some(bad()));
    for p in &mut cabinet.practitioners {
        (p.said, p.last_name, p.first_name, p.speciality) = (bad(), bad(), bad(), bad());
        p.words = vec![bad()];
    }
    for m in &mut cabinet.motifs {
        (m.said, m.instructions) = (bad(), Some(bad()));
        m.words = vec![bad()];
    }
    cabinet.periods = vec![Period {
        name: bad(),
        days: vec![],
        hours: None,
        dates: None,
        answering: Default::default(),
        transfer: true,
        greeting: Some(bad()),
        greeting_recording: None,
        forward_to: Some(bad()),
    }];
    cabinet.waiting_list = true;
    let mut memory = Memory::still(now());
    memory.cabinet = Arc::new(Held::new(cabinet, now(), |_| Ok(()), |_, _| vec![HOSTILE_SETTING.into()]));
    let memory = Arc::new(memory);
    let site = Site::new(memory.parts(false), None);
    let page = Page { memory, router: crate::router(&site), site };
    fill(&page);
    page
}

fn fill(page: &Page) {
    let memory = &page.memory;
    let now_changed = (*memory.cabinet.now().content).clone();
    memory.cabinet.change(AccountId(9), 0, now_changed).unwrap();
    for id in [1, 9] {
        let role = if id == 9 { Role::Doctor } else { Role::Secretary };
        memory.put_account(&account(id, &format!("compte{id}"), HOSTILE, role)).unwrap();
    }
    let patient = memory.add_card(identity(HOSTILE, &HOSTILE.repeat(100)));
    let slot = |day: i8, hour: i8| Slot {
        start: date(2026, 11, day).at(hour, 0, 0, 0),
        minutes: 15,
        practitioner: "martin".into(),
        motif: "consultation".into(),
    };
    memory.put(slot(24, 11), patient, MadeBy::Box, Status::Booked).unwrap();
    memory.put(slot(23, 11), patient, MadeBy::Box, Status::Confirmed).unwrap();
    let gone = memory.put(slot(25, 11), patient, MadeBy::Box, Status::Booked).unwrap();
    memory.amend(AccountId(1), &gone, &Amend::Cancel).unwrap();
    let waiting = Waiting {
        id: WaitingId(0),
        patient,
        motif: "consultation".into(),
        practitioner: None,
        hours: Availability::default(),
        until: None,
        since: now(),
        urgent: true,
        instead_of: None,
        made_by: MadeBy::Box,
    };
    memory.enlist(AccountId(1), &waiting).unwrap();
    for (n, priority) in [(1, Priority::Highest), (2, Priority::Normal)] {
        let note = Note {
            id: NoteId(n),
            at: now(),
            reason: NoteReason::Message,
            priority,
            patient: Some(patient),
            phone: Some(Private::new(Phone(HOSTILE.into()))),
            practitioner: Some(HOSTILE.into()),
            text: Private::new(HOSTILE.into()),
        };
        memory.rows().notes.push((note, Care { version: 1, taken_by: Some(AccountId(1)), done: None }));
    }
    let call = CallId(5);
    memory.lines.begin(call, true);
    let from = CallerId::Number(Private::new(Phone(HOSTILE.into())));
    let text = || Private::new(HOSTILE.to_string());
    for what in [
        What::Ring { from },
        What::Answered,
        What::Heard { turn: 1, text: text(), confidence: 0.2, speech_end_ms: 0, compute_ms: 0 },
        What::Whispered { text: text(), by: AccountId(1), made: huisclos_ports::Whisper::Kept },
        What::Hearing { turn: 2, text: text() },
        What::Saying { text: text() },
    ] {
        memory.live.push(Report { call, t_ms: 0, what });
    }
    let script = || Some(HOSTILE.to_string());
    memory.rows().calls = (0..40)
        .map(|i| CallRecord {
            id: CallId(i),
            at: now(),
            seconds: 40.0,
            outcomes: vec![Outcome::Booked],
            waits_ms: vec![700],
            script: if i % 2 == 0 { script() } else { None },
            course: Some(Course { mark: Some(3), ..Course::default() }),
        })
        .collect();
    memory.look(AccountId(1), "fiche consultée", "fiches", 1);
    let _ = By::Caller;
}

/// The tags of a page. Text has no `<` of its own: that is what is being shown here.
fn tags(html: &str) -> impl Iterator<Item = &str> {
    html.split('<').skip(1).map(|part| part.split('>').next().unwrap_or_default())
}

fn attributes(tag: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut rest = tag.split_once(char::is_whitespace).map(|(_, rest)| rest).unwrap_or_default();
    while let Some((name, after)) = rest.split_once('=') {
        let name = name.split_whitespace().last().unwrap_or_default().to_string();
        let Some(after) = after.strip_prefix('"') else { break };
        let Some((value, left)) = after.split_once('"') else { break };
        found.push((name, value.replace("&amp;", "&").replace("&quot;", "\"").replace("&lt;", "<")));
        rest = left;
    }
    found
}

/// What a scanner would say of an answer.
fn faults(answer: &Answer) -> Vec<String> {
    let mut found = Vec::new();
    let header = |name: &str| answer.headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let policy = header("content-security-policy");
    for part in ["default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "form-action 'self'"] {
        if !policy.contains(part) {
            found.push(format!("policy without {part}"));
        }
    }
    for (name, value) in
        [("x-content-type-options", "nosniff"), ("x-frame-options", "DENY"), ("cache-control", "no-store")]
    {
        // What every browser loads beside the pages says nothing of anybody, and is kept.
        let kept = name == "cache-control" && header(name).contains("immutable");
        if header(name) != value && !kept {
            found.push(format!("{name}: {}", header(name)));
        }
    }
    if answer.headers.contains_key("set-cookie") {
        found.push("a cookie that nobody asked for".into());
    }
    // A dossier is a file that the store writes (its own tests fill it with such names); it is never shown in the page.
    if !header("content-type").starts_with("text/html") || header("content-disposition").starts_with("attachment") {
        return found;
    }
    if header("cache-control") != "no-store" {
        found.push("a page that is kept".into());
    }
    let html = &answer.body;
    let hidden =
        |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{0}');
    if html.contains("<script>alert") || html.chars().any(hidden) {
        found.push("a hostile text as it stands".into());
    }
    if html.starts_with("<!DOCTYPE") && !html.contains("<html lang=\"fr\">") {
        found.push("no language".into());
    }
    for tag in tags(html) {
        let all = attributes(tag);
        let value = |name: &str| all.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str());
        match tag.split(char::is_whitespace).next().unwrap_or_default() {
            "script" if value("src").is_none() => found.push(format!("script in the page: <{tag}>")),
            "style" | "iframe" | "object" | "embed" | "base" => found.push(format!("<{tag}>")),
            "form" if value("method") == Some("post") => {
                let action = value("action").unwrap_or_default();
                let form = html.split(&format!("<{tag}>")).nth(1).and_then(|rest| rest.split("</form>").next());
                let public = ["/connexion", "/premiere", "/demonstration"].contains(&action);
                if !public && !form.unwrap_or_default().contains("name=\"jeton\" value=\"") {
                    found.push(format!("form without its token: <{tag}>"));
                }
            }
            _ => {}
        }
        for (name, value) in &all {
            let name = name.to_lowercase();
            let place = matches!(name.as_str(), "href" | "src" | "action" | "formaction" | "srcset" | "data");
            let telephone = value.strip_prefix("tel:+").is_some_and(|n| n.bytes().all(|b| b.is_ascii_digit()));
            let own = telephone || (value.starts_with('/') && !value.starts_with("//")) || value.starts_with('#');
            if name == "style" || name.starts_with("on") || (place && !own) {
                found.push(format!("{name}={value}"));
            }
        }
    }
    found
}

/// A form as a page has it: where it goes, and its fields.
type Forms = BTreeMap<(String, bool), BTreeSet<String>>;

/// Walks the site as somebody; every page's faults, and every form.
async fn walk(page: &Page, role: Role, id: u64) -> (BTreeMap<String, Vec<String>>, Forms) {
    let mut browser = page.signed(id, role);
    let home = if role == Role::Technician { "/boitier" } else { "/agenda" };
    let mut waiting: VecDeque<String> = [home, "/aide", "/autorite"].map(String::from).into();
    let (mut seen, mut of_path, mut forms) = (BTreeMap::new(), BTreeMap::<String, usize>::new(), Forms::new());
    while let Some(place) = waiting.pop_front() {
        let path = place.split('?').next().unwrap_or_default().to_string();
        let walked = of_path.entry(path).or_default();
        if seen.contains_key(&place) || *walked >= PER_PATH_MAX {
            continue;
        }
        *walked += 1;
        assert!(seen.len() < PAGES_MAX, "no end: {place}");
        let answer = browser.get(&place).await;
        let mut wrong = faults(&answer);
        if !answer.status.is_success() && !answer.status.is_redirection() {
            wrong.push(format!("{} behind a link", answer.status));
        }
        let mut form: Option<(String, bool)> = None;
        for tag in tags(&answer.body) {
            let all = attributes(tag);
            let value = |name: &str| all.iter().find(|(n, _)| n == name).map(|(_, v)| v.clone());
            let kind = tag.split(char::is_whitespace).next().unwrap_or_default();
            match kind {
                "a" | "link" => waiting.extend(
                    value("href")
                        .filter(|place| place.starts_with('/'))
                        .map(|p| p.split('#').next().unwrap_or_default().to_string()),
                ),
                "form" => {
                    let posts = value("method").as_deref() == Some("post");
                    form = value("action").map(|action| (action, posts));
                    if let Some(key) = &form {
                        forms.entry(key.clone()).or_default();
                    }
                }
                "/form" => form = None,
                "input" | "select" | "textarea" | "button" => {
                    if let (Some(key), Some(name)) = (&form, value("name").filter(|n| n != "jeton")) {
                        forms.entry(key.clone()).or_default().insert(name);
                    }
                }
                _ => {}
            }
        }
        seen.insert(place, wrong);
    }
    (seen, forms)
}

#[tokio::test]
async fn every_page_that_a_link_leads_to_is_clean_whatever_people_are_called() {
    for (role, id, pages_min) in [(Role::Doctor, 9, 80), (Role::Secretary, 1, 60), (Role::Technician, 3, 5)] {
        let page = worst();
        let (seen, forms) = walk(&page, role, id).await;
        let wrong: Vec<String> =
            seen.iter().filter(|(_, w)| !w.is_empty()).map(|(place, w)| format!("{place}: {}", w.join("; "))).collect();
        assert!(wrong.is_empty(), "{role:?}\n{}", wrong.join("\n"));
        assert!(seen.len() >= pages_min, "{role:?} walked {} pages only", seen.len());
        println!("{role:?}: {} pages, {} forms", seen.len(), forms.len());
    }
}

#[tokio::test]
async fn the_scanner_sees_what_it_looks_for() {
    let page = page(false);
    let clean = page.signed(1, Role::Secretary).get("/agenda").await;
    assert!(faults(&clean).is_empty(), "{:?}", faults(&clean));
    for (bad, says) in [
        ("<script>alert(1)</script>", "script in the page"),
        ("<p style=\"color:red\">", "style="),
        ("<a onclick=\"x()\">", "onclick="),
        ("<img src=\"http://ailleurs.example/x.png\">", "src=http"),
        ("<link href=\"//ailleurs.example/a.css\">", "href=//"),
        ("<a href=\"javascript:alert(1)\">", "javascript:"),
        ("<iframe src=\"/x\">", "<iframe"),
        ("<a href=\"tel:+33612;ext=1\">", "href=tel:"),
        ("<form method=\"post\" action=\"/comptes\"><input name=\"x\"></form>", "without its token"),
        ("\u{202e}", "hostile text"),
    ] {
        let answer =
            Answer { status: clean.status, headers: clean.headers.clone(), body: format!("{}{bad}", clean.body) };
        assert!(faults(&answer).iter().any(|f| f.contains(says)), "{bad}: {:?}", faults(&answer));
    }
    for name in ["content-security-policy", "x-frame-options", "x-content-type-options", "cache-control"] {
        let mut headers = clean.headers.clone();
        headers.remove(name);
        let answer = Answer { status: clean.status, headers, body: clean.body.clone() };
        assert!(!faults(&answer).is_empty(), "{name}");
    }
}

/// Anything that can be typed or sent.
fn anything() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => ".{0,60}",
        1 => Just(HOSTILE.to_string()),
        1 => Just("é".repeat(10_000)),
        1 => Just("<script>alert(1)</script>".to_string()),
        1 => prop::sample::select(vec![
            "-1", "0", "999999999999999999999", "2026-02-30", "9999-12-31", "-009999-01-01", "24:00", "25:99", "martin",
            "consultation", "oui", "retirer", "enregistrer", "/verrou", "//evil.example", "http://evil.example", "0000000000000001",
            "../../etc/passwd", "%00", "\u{feff}", "1e309", "NaN", "' OR 1=1 --", "=HYPERLINK(1)", "{moment}", "<speed level=\"9\">",
        ])
        .prop_map(String::from),
    ]
}

#[tokio::test]
async fn every_form_of_every_page_full_of_anything_gets_an_answer() {
    let (_, mut forms) = walk(&worst(), Role::Doctor, 9).await;
    // Those that a blank box and a stranger see, and the sheets of what is not there yet.
    for (action, fields) in [
        ("/connexion", "login password"),
        ("/premiere", "code login name password again pin"),
        ("/verrou", "pin vers"),
        ("/connexion/code", "code"),
    ] {
        forms.insert((action.into(), true), fields.split(' ').map(String::from).collect());
    }
    assert!(forms.len() >= 45, "{} forms only: {:?}", forms.len(), forms.keys());
    let mut runner = TestRunner::deterministic();
    let mut wrong = Vec::new();
    for ((action, posts), fields) in &forms {
        let page = worst();
        for _ in 0..FILLINGS {
            let mut doctor = page.signed(9, Role::Doctor);
            let values: Vec<(String, String)> =
                fields.iter().map(|name| (name.clone(), anything().new_tree(&mut runner).unwrap().current())).collect();
            let pairs: Vec<(&str, &str)> = values.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
            let answer = if *posts {
                doctor.post(action, &pairs).await
            } else {
                let query: Vec<String> = pairs
                    .iter()
                    .map(|(n, v)| format!("{n}={}", crate::reply::encoded(&v[..v.floor_char_boundary(2_000)])))
                    .collect();
                doctor.get(&format!("{action}?{}", query.join("&"))).await
            };
            let to = answer.to();
            let away = !to.is_empty() && (!to.starts_with('/') || to.starts_with("//"));
            // As text it runs nothing: browsers are told to take it for what it is.
            let html = answer.headers.get("content-type").is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
            let reflected = html && answer.body.contains("<script>alert");
            if answer.status.is_server_error() || away || reflected {
                wrong.push(format!("{action}: {} to « {to} », script: {reflected}", answer.status));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    println!("{} forms, {FILLINGS} fillings each", forms.len());
}
