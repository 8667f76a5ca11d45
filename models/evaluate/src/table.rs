//! Every measurement after the other, as one page of Markdown, and kept in `models/README.md`.

use crate::speech::root;
use std::path::Path;
use std::process::Command;

const BEGIN: &str = "<!-- huisclos-evaluate table: begin -->";
const END: &str = "<!-- huisclos-evaluate table: end -->";

/// Title and arguments of each part. The sealed halves are not among them.
const PARTS: [(&str, &[&str]); 8] = [
    ("Word errors, %", &["speech", "--count", "8"]),
    ("Dates and telephone numbers said by people", &["people", "--count", "24"]),
    ("Where nobody speaks", &["phantoms", "--minutes", "60"]),
    ("Confidence of words", &["calibration", "--count", "6"]),
    ("Spoken red flags, rules alone", &["alarms", "tests/understand/spent.jsonl", "--every", "2"]),
    ("Red flags cut into", &["along", "tests/understand/spent.jsonl", "--every", "6", "--noise", "clean"]),
    ("Intent and slots, closing.jsonl", &["understand", "tests/understand/closing.jsonl"]),
    ("Intent and slots, fifth.jsonl", &["understand", "tests/understand/fifth.jsonl"]),
];

/// Prints it; `keep` writes it between the two marks of the README as well.
pub fn run(model: Option<&Path>, keep: bool) {
    let program = std::env::current_exe().expect("this program's own path");
    let mut page = String::new();
    for (title, arguments) in PARTS {
        let mut command = Command::new(&program);
        command.args(arguments).current_dir(root());
        if let Some(model) = model.filter(|_| arguments[0] != "understand") {
            command.arg("--model").arg(model);
        }
        let done = command.output().unwrap_or_else(|e| panic!("{}: {e}", program.display()));
        assert!(done.status.success(), "{title}: {}", String::from_utf8_lossy(&done.stderr));
        let part = format!("### {title} (`{}`)\n\n{}\n", arguments.join(" "), String::from_utf8_lossy(&done.stdout));
        print!("{part}");
        page.push_str(&part);
    }
    if keep {
        let path = root().join("models/README.md");
        let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        let kept = between(&text, &page).unwrap_or_else(|| panic!("{}: no {BEGIN}", path.display()));
        std::fs::write(&path, kept).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    }
}

/// The text with the page between its marks; `None` where it has none.
fn between(text: &str, page: &str) -> Option<String> {
    let (before, rest) = text.split_once(BEGIN)?;
    let (_, after) = rest.split_once(END)?;
    Some(format!("{before}{BEGIN}\n\n{}\n{END}{after}", page.trim_end()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_table_takes_the_place_of_the_one_before() {
        let page = |held: &str| format!("# Title\n{BEGIN}{held}{END}\nafter\n");
        let once = between(&page("\nold\n"), "new\n\n").expect("marks");
        assert_eq!(once, page("\n\nnew\n"));
        assert_eq!(between(&once, "new\n").as_deref(), Some(once.as_str()));
        assert_eq!(between("no marks", "new"), None);
    }
}
