//! The units: whole, tight, and the lock really shut.

use huisclos_tests::{Folder, root};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

const UNITS: [&str; 4] =
    ["huisclos.service", "huisclos-guard.service", "huisclos-egress.service", "huisclos-egress-count.service"];
/// Exposure that `systemd-analyze security` may report, of 10: the issue's own bound.
const EXPOSURE_MAX: f64 = 2.0;

/// A root with our units, the system's own targets, and the programs that the units start.
fn image(folder: &Folder) -> PathBuf {
    let image = folder.file("root");
    let units = image.join("usr/lib/systemd/system");
    fs::create_dir_all(&units).unwrap();
    for entry in fs::read_dir("/lib/systemd/system").unwrap() {
        let path = entry.unwrap().path();
        let kind = path.extension().and_then(|e| e.to_str()).unwrap_or_default();
        if path.is_file() && ["target", "slice", "socket", "mount"].contains(&kind) {
            fs::copy(&path, units.join(path.file_name().unwrap())).unwrap();
        }
    }
    for unit in UNITS {
        fs::copy(root().join("systemd").join(unit), units.join(unit)).unwrap();
    }
    fs::copy(root().join("systemd/huisclos-egress-count.timer"), units.join("huisclos-egress-count.timer")).unwrap();
    for program in ["usr/bin/huisclos", "usr/sbin/nft"] {
        let path = image.join(program);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, "#!/bin/sh\n").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    }
    image
}

/// What `systemd-analyze verify` has to say; empty when all is well.
fn verified(image: &Path) -> String {
    let out = Command::new("systemd-analyze")
        .args(["verify", "--man=no", &format!("--root={}", image.display())])
        .args(UNITS)
        .arg("huisclos-egress-count.timer")
        .output()
        .expect("systemd-analyze, of the package systemd");
    String::from_utf8_lossy(&out.stderr).into_owned()
}

fn exposure(unit: &Path) -> f64 {
    let out = Command::new("systemd-analyze").args(["security", "--offline=true"]).arg(unit).output().unwrap();
    let text = String::from_utf8_lossy(&out.stdout).into_owned();
    let line = text.lines().find(|l| l.contains("Overall exposure level")).unwrap_or_else(|| panic!("{text}"));
    line.split_whitespace().find_map(|word| word.parse().ok()).unwrap()
}

#[test]
fn units_are_whole() {
    let folder = Folder::new();
    let image = image(&folder);
    assert_eq!(verified(&image), "");
    // The twin: a misspelt protection protects nothing, and is seen.
    let unit = image.join("usr/lib/systemd/system/huisclos.service");
    let text = fs::read_to_string(&unit).unwrap();
    fs::write(&unit, text.replace("ProtectHome", "ProtectHom")).unwrap();
    assert!(verified(&image).contains("ProtectHom"));
}

#[test]
fn units_are_tight() {
    for unit in UNITS {
        let exposure = exposure(&root().join("systemd").join(unit));
        println!("{unit}: {exposure}");
        assert!(exposure < EXPOSURE_MAX, "{unit}: {exposure}");
    }
    let folder = Folder::new();
    let open = folder.file("open.service");
    fs::create_dir_all(open.parent().unwrap()).unwrap();
    fs::write(&open, "[Service]\nExecStart=/bin/true\n").unwrap();
    assert!(exposure(&open) > 8.0, "the twin: a unit without protections");
}

/// What `huisclos store key seal` leaves is what systemd unseals for the service: `<data>.key.cred`, under the store's name
/// for it (`firmware/store/src/creds.rs`).
#[test]
fn the_service_is_given_the_key_that_the_store_seals() {
    let unit = fs::read_to_string(root().join("systemd/huisclos.service")).unwrap();
    let value = |name: &str| unit.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_else(|| panic!("{name}"));
    let mut words = value("ExecStart=").split_whitespace();
    let data = words.find(|word| *word == "--data").and_then(|_| words.next()).unwrap();
    let (name, path) = value("LoadCredentialEncrypted=").split_once(':').unwrap();
    assert_eq!(path, format!("{data}.key.cred"));
    let store = fs::read_to_string(root().join("firmware/store/src/creds.rs")).unwrap();
    assert!(store.contains(&format!("--name={name}\"")) && store.contains(&format!("DELIVERED: &str = \"{name}\"")));
    // Where nothing is sealed yet the unit starts all the same, with a word that the store knows.
    let (default, word) = value("SetCredential=").split_once(':').unwrap();
    assert!(default == name && store.contains(&format!("ABSENT: &[u8] = b\"{word}\"")), "{default} {word}");
}

/// A unit's standard output is opened before its own folder is made: the counters' folder is the lock's, and the box reads them
/// where they are written.
#[test]
fn the_counters_are_written_into_a_folder_that_is_there() {
    let read = |name: &str| fs::read_to_string(root().join(name)).unwrap();
    let (lock, count) = (read("systemd/huisclos-egress.service"), read("systemd/huisclos-egress-count.service"));
    let folder = lock.lines().find_map(|line| line.strip_prefix("RuntimeDirectory=")).unwrap();
    let written = count.lines().find_map(|line| line.strip_prefix("StandardOutput=truncate:")).unwrap();
    assert!(written.starts_with(&format!("/run/{folder}/")), "{written}");
    assert!(!count.contains("\nRuntimeDirectory="), "it would be made too late, and taken away at the end");
    assert!(count.contains("\nRequires=huisclos-egress.service\nAfter=huisclos-egress.service\n"));
    assert!(read("firmware/appliance/src/technician/egress.rs").contains(&format!("\"{written}\"")), "{written}");
}

/// The box waits for its guard's start: one that is queued again at once would keep it waiting for ever, and no bad version would be
/// given up (`image-build/try container-bad`).
#[test]
fn a_guard_that_never_starts_does_not_keep_the_box_from_being_given_up() {
    let guard = fs::read_to_string(root().join("systemd/huisclos-guard.service")).unwrap();
    let pause = guard.lines().find_map(|line| line.strip_prefix("RestartSec=")).unwrap();
    assert_eq!(pause, "250ms");
}

/// The lock in two network namespaces: what the far host saw, what was refused.
fn tried(how: &str) -> serde_json::Value {
    let script = root().join("tests/systemd/egress.sh");
    let out = Command::new("unshare").arg("-rn").arg(script).arg(how).output().unwrap();
    let said = String::from_utf8_lossy(&out.stderr).into_owned();
    assert!(out.status.success(), "{said}");
    serde_json::from_slice(&out.stdout).unwrap_or_else(|e| panic!("{e}: {said}"))
}

#[test]
fn nothing_leaves_the_local_network() {
    let allowed = Command::new("unshare").args(["-rn", "true"]).status().is_ok_and(|status| status.success());
    if !allowed {
        // Said, not hidden: a container without namespaces cannot try it.
        println!("NOT TRIED: this machine gives no network namespace");
        return;
    }
    let shut = tried("shut");
    assert_eq!((&shut["seen_far"], &shut["left"]), (&0.into(), &0.into()), "{shut}");
    assert!(shut["refused"].as_u64() >= Some(5), "TCP and UDP, IPv4 and IPv6, and the router as a name server: {shut}");
    assert_eq!(shut["named"], 2, "by destination: {shut}");
    assert_eq!(shut["sent"], "192.168.77.1", "who was sent anything: {shut}");
    assert!(shut["page_answers"].as_u64() >= Some(1), "the cabinet reaches the page: {shut}");
    assert_eq!(shut["shell_answers"], 0, "{shut}");
    // The twin: with the lock open the same attempts arrive, and the far host sees them.
    let open = tried("open");
    assert!(open["seen_far"].as_u64() >= Some(3), "{open}");
}
