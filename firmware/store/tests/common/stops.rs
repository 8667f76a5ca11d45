//! A process that dies at every step of an operation in turn, each time from the same beginning.
//!
//! The child is the test binary itself, at its ignored test `child`, which does what `what()` says after
//! `steps::watch(stops::pass)`.

use super::{Place, alone};
use huisclos_store::steps;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

const PLACE: &str = "HUISCLOS_STOP_PLACE";
const DO: &str = "HUISCLOS_STOP_DO";
const AT: &str = "HUISCLOS_STOP_AT";
const WORDS: &str = "HUISCLOS_STOP_WORDS";
/// Said before each step that is passed.
const PASSED: &str = "passed ";
/// No operation here passes more steps; one that does is not tried to its end and fails.
const STEPS_MAX: usize = 200;

static PASSED_SO_FAR: AtomicUsize = AtomicUsize::new(0);

/// Passes a step, or dies there: no destructor runs, nothing is flushed, as after a kill.
pub fn pass(name: &'static str) {
    println!("\n{PASSED}{name}");
    let at = PASSED_SO_FAR.fetch_add(1, Ordering::SeqCst);
    if std::env::var(AT).is_ok_and(|wanted| wanted == at.to_string()) {
        std::process::abort();
    }
}

/// What the child is asked to do, and where; `None` in a run that is nobody's child.
pub fn asked() -> Option<(String, std::path::PathBuf)> {
    Some((std::env::var(DO).ok()?, std::env::var_os(PLACE)?.into()))
}

/// The paper key that the child was given. Test data only: the box takes it from standard input.
pub fn words() -> String {
    std::env::var(WORDS).unwrap_or_default()
}

/// Dies at each step of `what` in turn; `check` looks at what was left. Gives the steps of the last run, which came to its
/// end.
pub fn everywhere(begin: &Place, what: &str, words: &str, check: impl Fn(&Place, &str)) -> Vec<String> {
    let _alone = alone();
    for at in 0..STEPS_MAX {
        let place = begin.copy();
        let out = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "child", "--ignored", "--nocapture", "--test-threads=1"])
            .env(PLACE, place.0.path())
            .env(DO, what)
            .env(AT, at.to_string())
            .env(WORDS, words)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&out.stdout).into_owned();
        let passed: Vec<String> =
            said.lines().filter_map(|line| Some(line.strip_prefix(PASSED)?.to_string())).collect();
        let done = out.status.success();
        assert!(done || !passed.is_empty(), "{what}: {said} {}", String::from_utf8_lossy(&out.stderr));
        check(&place, passed.last().map_or("the end", String::as_str));
        if done {
            let known = |name: &String| steps::ALL.contains(&name.as_str()) || steps::BESIDE.contains(&name.as_str());
            assert!(passed.iter().all(known), "a step that is not among the named ones: {passed:?}");
            return passed;
        }
    }
    panic!("{what} passes more than {STEPS_MAX} steps");
}

/// Each of these was passed.
pub fn passes(passed: &[String], wanted: &[&str]) {
    let missing: Vec<_> = wanted.iter().filter(|name| !passed.iter().any(|p| p == *name)).collect();
    assert!(missing.is_empty(), "never passed: {missing:?} of {passed:?}");
}

/// Every named step that begins so.
pub fn named(prefix: &str) -> Vec<&'static str> {
    steps::ALL.iter().chain(steps::BESIDE).copied().filter(|name| name.starts_with(prefix)).collect()
}
