//! Sessions as technicians see them: `tests/sessions/*.console`. `UPDATE=1 cargo test` writes the screens anew: read them.
//!
//! `> text` types a line, `< text` types without Enter (`\t \x03 \xff`), `@ ms` lets time pass, `! ring lift gone plug`
//! happens to the box; `= N` says how many destructive acts were begun so far; rows that begin with `|` are the screen.
#![allow(clippy::unwrap_used)]

mod rig;

use rig::{Rig, everything};
use std::path::Path;

fn unescaped(text: &str) -> Vec<u8> {
    let mut out = Vec::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if let Some(hex) = rest.strip_prefix("\\x") {
            out.push(u8::from_str_radix(&hex[..2], 16).unwrap());
            rest = &hex[2..];
        } else if let Some(after) = rest.strip_prefix("\\t") {
            out.push(b'\t');
            rest = after;
        } else {
            out.extend(c.to_string().bytes());
            rest = &rest[c.len_utf8()..];
        }
    }
    out
}

/// The same session with the screens that it really shows.
fn played(text: &str) -> String {
    let mut rig: Option<Rig> = None;
    let mut out = String::new();
    let mut screens = text.lines().peekable();
    while let Some(row) = screens.next() {
        if row.starts_with('|') {
            // Written again below, once for each block.
            if screens.peek().is_none_or(|next| !next.starts_with('|')) {
                let seen = rig.as_ref().map(Rig::seen).unwrap_or_default();
                seen.lines().for_each(|row| out.push_str(&format!("|{row}\n")));
            }
            continue;
        }
        out.push_str(row);
        out.push('\n');
        let (what, rest) = row.split_at(row.len().min(1));
        let rest = rest.strip_prefix(' ').unwrap_or(rest);
        match (what, &mut rig) {
            ("#" | "", _) => {}
            ("!", none @ None) => {
                *none = Some(match rest {
                    "blank" => Rig::new(&everything(), false, 0),
                    "small" => Rig::new(&[huisclos_console::Ability::Pin, huisclos_console::Ability::Logs], true, 0),
                    "refused" => Rig::new(&everything(), true, 3),
                    "box" => Rig::new(&everything(), true, 0),
                    other => panic!("no such box: {other}"),
                });
            }
            (">", Some(rig)) => rig.line(rest),
            ("<", Some(rig)) => rig.bytes(&unescaped(rest)),
            ("@", Some(rig)) => rig.wait(rest.parse().unwrap()),
            ("=", Some(rig)) => {
                let destroyed = rig.acts.iter().filter(|act| act.danger().is_some()).count();
                assert_eq!(destroyed, rest.parse::<usize>().unwrap(), "destructive acts: {:?}", rig.acts);
            }
            ("!", Some(rig)) => match rest {
                "ring" => rig.rings(),
                "lift" => rig.lifts(),
                "facts" => rig.show_facts(),
                "gone" => rig.input(huisclos_console::Input::Gone),
                "plug" => rig.input(huisclos_console::Input::Connected),
                other => panic!("no such thing happens: {other}"),
            },
            _ => panic!("cannot read: {row}"),
        }
    }
    out
}

#[test]
fn sessions_show_what_they_show() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sessions");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(files.len() >= 8);
    let mut wrong = Vec::new();
    for file in files {
        let expect = std::fs::read_to_string(&file).unwrap();
        let real = played(&expect);
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(&file, real).unwrap();
        } else if real != expect {
            wrong.push(format!("{}:\n{real}", file.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
