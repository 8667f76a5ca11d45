//! What came of a job, and what is said of one that failed: the reason first, then the machine's own console, then all.

use std::collections::BTreeMap;

/// What came of a job.
pub struct Came {
    /// The status that its shell ended with.
    pub code: i32,
    pub output: String,
    /// What the machine's kernel and shell said.
    pub console: String,
    pub files: BTreeMap<String, Vec<u8>>,
}

impl Came {
    /// The JSON lines among the output.
    pub fn lines(&self) -> Vec<serde_json::Value> {
        self.output.lines().filter_map(|line| serde_json::from_str(line).ok()).collect()
    }
}

/// A test that stops after its job tells, behind the reason, all that the job had told.
impl Drop for Came {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let what = format!("the job's status: {}", self.code);
            eprintln!("{}", failure(&what, &self.console, &self.output));
        }
    }
}

/// The words of a failure: what did not hold, what stopped in the machine, its console, and all that was told.
pub fn failure(what: &str, console: &str, output: &str) -> String {
    let stopped: Vec<&str> = output.lines().filter(|line| tells_of_a_failure(line)).collect();
    let console = console.trim();
    let console = if console.is_empty() { "(nothing)" } else { console };
    format!("{what}\nWHAT STOPPED:\n{}\nCONSOLE:\n{console}\nALL THAT WAS TOLD:\n{output}", stopped.join("\n"))
}

/// Something awaited that did not come, a program that ended badly, anything that is no event.
fn tells_of_a_failure(line: &str) -> bool {
    let told = line.trim();
    let ended_well = told.starts_with("ended ") && told.ends_with(" 0");
    let event = told.starts_with('{') && !told.contains("\"what\":\"late\"");
    !(told.is_empty() || ended_well || event || told.starts_with("BANC "))
}

#[test]
fn a_failure_begins_with_its_reason() {
    let output = "{\"what\":\"did\"}\n{\"what\":\"late\",\"expected\":\"Ring\"}\nended 0 1\nended 1 0\nhuisclos : pas de canal\n";
    let told = failure("no ring", "Kernel panic", output);
    let head: Vec<&str> = told.lines().take(7).collect();
    let late = "{\"what\":\"late\",\"expected\":\"Ring\"}";
    let expect = ["no ring", "WHAT STOPPED:", late, "ended 0 1", "huisclos : pas de canal", "CONSOLE:", "Kernel panic"];
    assert_eq!(head, expect);
}
