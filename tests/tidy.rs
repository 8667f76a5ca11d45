//! The house's own rules, checked on the tree as it stands: arrows between crates, file lengths, where `unsafe` and
//! `open(Purpose)` may stand, what the root may hold, and that nothing reads outside the repository.

use huisclos_tests::root;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Who may know whom (ARCHITECTURE.md has the same table in words). Test dependencies do not count.
const ARROWS: &[(&str, &[&str])] = &[
    ("huisclos-agenda", &[]),
    ("huisclos-audio", &[]),
    ("huisclos-speech", &["huisclos-agenda"]),
    ("huisclos-call", &["huisclos-agenda", "huisclos-speech"]),
    ("huisclos-operator", &["huisclos-agenda"]),
    ("huisclos-console", &["huisclos-agenda", "huisclos-operator"]),
    ("huisclos-quality", &["huisclos-agenda", "huisclos-speech", "huisclos-call"]),
    (
        "huisclos-ports",
        &[
            "huisclos-agenda",
            "huisclos-audio",
            "huisclos-speech",
            "huisclos-call",
            "huisclos-operator",
            "huisclos-console",
            "huisclos-quality",
        ],
    ),
    (
        "huisclos-engine",
        &[
            "huisclos-agenda",
            "huisclos-audio",
            "huisclos-speech",
            "huisclos-call",
            "huisclos-operator",
            "huisclos-console",
            "huisclos-ports",
        ],
    ),
    ("huisclos-store", &["huisclos-agenda", "huisclos-speech", "huisclos-call", "huisclos-ports"]),
    (
        "huisclos-web",
        &[
            "huisclos-agenda",
            "huisclos-audio",
            "huisclos-speech",
            "huisclos-call",
            "huisclos-quality",
            "huisclos-ports",
        ],
    ),
    ("huisclos-board-sim", &["huisclos-agenda", "huisclos-audio", "huisclos-speech", "huisclos-ports"]),
    ("huisclos-board-plan", &[]),
    // Another licence, another process: none of ours in it.
    ("huisclos-isdn-stack", &[]),
    (
        "huisclos-board-isdn",
        &["huisclos-agenda", "huisclos-audio", "huisclos-dahdi-sys", "huisclos-ports", "huisclos-tones"],
    ),
    ("huisclos-board-sound", &["huisclos-audio", "huisclos-ports", "huisclos-tones"]),
    ("huisclos-dahdi-sys", &[]),
    (
        "huisclos-board-card-dahdi",
        &["huisclos-agenda", "huisclos-audio", "huisclos-ports", "huisclos-dahdi-sys", "huisclos-tones"],
    ),
    ("huisclos-board-exchange", &["huisclos-audio", "huisclos-dahdi-sys", "huisclos-tones"]),
    ("huisclos-tones", &["huisclos-agenda", "huisclos-audio", "huisclos-ports"]),
    ("huisclos-board-panel", &["huisclos-operator", "huisclos-ports"]),
    ("huisclos-board-serial", &["huisclos-ports"]),
    ("huisclos-board-chassis", &["huisclos-operator"]),
    ("huisclos-weights", &["huisclos-blocks"]),
    ("huisclos-blocks", &[]),
    ("huisclos-chat", &["huisclos-agenda", "huisclos-speech", "huisclos-ports", "huisclos-blocks"]),
    (
        "huisclos-whisper",
        &["huisclos-agenda", "huisclos-audio", "huisclos-speech", "huisclos-ports", "huisclos-weights"],
    ),
    (
        "huisclos-language",
        &["huisclos-agenda", "huisclos-audio", "huisclos-speech", "huisclos-ports", "huisclos-weights"],
    ),
    ("huisclos-voice", &["huisclos-agenda", "huisclos-audio", "huisclos-speech", "huisclos-ports"]),
];

/// Crates that may know anybody: they wire or they measure.
const FREE: &[&str] = &["huisclos", "huisclos-evaluate", "huisclos-tests"];

/// Libraries that one crate alone may name.
const KEPT: &[(&str, &[&str])] =
    &[("sled", &["huisclos-store"]), ("axum", &["huisclos-web"]), ("tokio", &["huisclos-web", "huisclos"])];

/// What the root may hold, beside dot files.
const ROOT: &[&str] = &[
    "Cargo.toml",
    "Cargo.lock",
    "LICENSE",
    "README.md",
    "board",
    "firmware",
    "image-build",
    "models",
    "systemd",
    "target",
    "tests",
];

/// Files that may open a private value, and for what.
const OPENERS: &[(&str, &[&str])] = &[
    ("Store", &["firmware/store/"]),
    ("Page", &["firmware/web/"]),
    (
        "Voice",
        &[
            "models/voice/",
            "firmware/engine/src/workers.rs",
            "firmware/engine/src/line.rs",
            "firmware/engine/src/leisure.rs",
            "firmware/call/src/",
            "firmware/speech/src/",
        ],
    ),
    ("Recogniser", &["firmware/appliance/src/parts.rs", "models/evaluate/"]),
    ("Handset", &["board/"]),
    ("CommandLine", &["firmware/appliance/", "firmware/speech/src/json.rs", "models/evaluate/"]),
];

#[derive(Default)]
struct Faults(Vec<String>);

impl Faults {
    fn say(&mut self, fault: String) {
        self.0.push(fault);
    }
    fn none(self, rule: &str) {
        assert!(self.0.is_empty(), "{rule}:\n  {}", self.0.join("\n  "));
    }
}

/// Every crate of the workspace with what it depends on (no test dependencies).
fn crates() -> BTreeMap<String, BTreeSet<String>> {
    let out = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--no-deps", "--offline"])
        .current_dir(root())
        .output()
        .unwrap();
    let metadata: serde_json::Value = serde_json::from_slice(&out.stdout).unwrap();
    metadata["packages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|package| {
            let depends = package["dependencies"].as_array().unwrap().iter();
            let depends = depends.filter(|d| d["kind"].is_null()).map(|d| d["name"].as_str().unwrap().to_string());
            (package["name"].as_str().unwrap().to_string(), depends.collect())
        })
        .collect()
}

/// Faults of a set of crates against `ARROWS` and `KEPT`.
fn wrong_arrows(crates: &BTreeMap<String, BTreeSet<String>>) -> Faults {
    let mut faults = Faults::default();
    for (name, depends) in crates {
        for (library, keepers) in KEPT {
            if depends.contains(*library) && !keepers.contains(&name.as_str()) {
                faults.say(format!("{name} names {library}, which only {keepers:?} may"));
            }
        }
        if FREE.contains(&name.as_str()) {
            continue;
        }
        let Some((_, may)) = ARROWS.iter().find(|(n, _)| n == name) else {
            faults.say(format!("{name} has no row in ARROWS"));
            continue;
        };
        for other in depends.iter().filter(|d| d.starts_with("huisclos")) {
            if !may.contains(&other.as_str()) {
                faults.say(format!("{name} -> {other} is not an arrow of the house"));
            }
        }
    }
    faults
}

/// The files git knows, with their text when it is text.
fn files() -> Vec<(PathBuf, String)> {
    let out = Command::new("git")
        .args(["ls-files", "--cached", "--others", "--exclude-standard"])
        .current_dir(root())
        .output()
        .unwrap();
    String::from_utf8(out.stdout)
        .unwrap()
        .lines()
        .filter_map(|name| Some((PathBuf::from(name), std::fs::read_to_string(root().join(name)).ok()?)))
        .collect()
}

fn is_rust(path: &Path) -> bool {
    path.extension().is_some_and(|e| e == "rs")
}

#[test]
fn arrows_point_to_the_domain() {
    wrong_arrows(&crates()).none("arrows");
}

#[test]
fn a_wrong_arrow_is_seen() {
    let mut crates = crates();
    crates.get_mut("huisclos-call").unwrap().insert("huisclos-store".into());
    crates.get_mut("huisclos-web").unwrap().insert("sled".into());
    assert_eq!(wrong_arrows(&crates).0.len(), 2);
}

#[test]
fn the_root_is_the_users() {
    let mut faults = Faults::default();
    for entry in std::fs::read_dir(root()).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if !name.starts_with('.') && !ROOT.contains(&name.as_str()) {
            faults.say(format!("{name} does not belong in the root"));
        }
    }
    faults.none("root");
}

/// Longest file that is not a table. Files beyond 250 lines should be rare; beyond this there is no excuse.
const LINES_MAX: usize = 800;

#[test]
fn files_are_short() {
    let mut faults = Faults::default();
    for (path, text) in files().iter().filter(|(p, _)| is_rust(p)) {
        let lines = text.lines().count();
        if lines > LINES_MAX {
            faults.say(format!("{} has {lines} lines", path.display()));
        }
    }
    faults.none("file length");
}

/// Where `unsafe` may stand.
fn may_be_unsafe(path: &Path) -> bool {
    let place = path.to_string_lossy();
    match path.file_name().and_then(|n| n.to_str()) {
        Some("sys.rs") => place.starts_with("board/") || place.starts_with("models/voice/"),
        Some("kernel.rs" | "map.rs") => place.starts_with("models/"),
        _ => false,
    }
}

fn wrong_unsafe(path: &Path, text: &str) -> Option<String> {
    let code = |line: &&str| !line.trim_start().starts_with("//");
    let word = ["unsafe", " {"].concat();
    let function = ["unsafe", " fn"].concat();
    let blocks = text.lines().filter(code).filter(|l| l.contains(&word) || l.contains(&function)).count();
    if blocks == 0 {
        return None;
    }
    if !may_be_unsafe(path) {
        return Some(format!("{} holds unsafe code", path.display()));
    }
    let reasons = text.matches("SAFETY:").count();
    let blocks = text.lines().filter(code).filter(|l| l.contains(&word)).count();
    (reasons < blocks).then(|| format!("{}: {blocks} unsafe blocks, {reasons} SAFETY lines", path.display()))
}

#[test]
fn unsafe_is_kept_in_its_files() {
    let mut faults = Faults::default();
    for (path, text) in files().iter().filter(|(p, _)| is_rust(p)) {
        wrong_unsafe(path, text).into_iter().for_each(|f| faults.say(f));
    }
    faults.none("unsafe");
    let hidden = ["fn f() { unsafe", " { g() } }"].concat();
    assert!(wrong_unsafe(Path::new("firmware/call/src/turn.rs"), &hidden).is_some());
    assert!(wrong_unsafe(Path::new("board/card/sys.rs"), &hidden).is_some(), "no SAFETY line");
    assert!(wrong_unsafe(Path::new("board/card/sys.rs"), &format!("// SAFETY: so\n{hidden}")).is_none());
}

#[test]
fn private_values_are_opened_where_it_is_allowed() {
    let mut faults = Faults::default();
    for (path, text) in files().iter().filter(|(p, _)| is_rust(p)) {
        let place = path.to_string_lossy();
        if place.starts_with("tests/") || place.contains("/tests/") || place.starts_with("firmware/agenda/src/private")
        {
            continue;
        }
        // Tests at the end of a file may look inside.
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        for (purpose, places) in OPENERS {
            if code.contains(&format!("Purpose::{purpose}")) && !places.iter().any(|p| place.starts_with(p)) {
                faults.say(format!("{place} opens private values for {purpose}"));
            }
        }
    }
    faults.none("private values");
}

#[test]
fn nothing_reads_outside_the_repository() {
    let mut faults = Faults::default();
    let outside = ["../sha", "red"].concat();
    let beside = ["/work/sha", "red"].concat();
    for (path, text) in files() {
        if text.contains(&outside) || text.contains(&beside) {
            faults.say(format!("{} names a folder beside the checkout", path.display()));
        }
    }
    faults.none("self-contained");
}

#[test]
fn shortcuts_are_not_left_behind() {
    let mut faults = Faults::default();
    let words =
        [["todo", "!("].concat(), ["unimplemented", "!("].concat(), ["#[igno", "re]"].concat(), ["FIX", "ME"].concat()];
    for (path, text) in files().iter().filter(|(p, _)| is_rust(p)) {
        for word in &words {
            if text.contains(word.as_str()) {
                faults.say(format!("{} holds {word}", path.display()));
            }
        }
    }
    faults.none("shortcuts");
}
