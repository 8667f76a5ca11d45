//! `secretariat.local`, found from another machine of the network as every desk finds it (RFC 6762), and the page behind it.
//! Two network namespaces and a cable between them; where the system gives none, the test says so.

use huisclos_tests::{Folder, huisclos, root};
use std::net::{Ipv4Addr, UdpSocket};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const WITHIN: Duration = Duration::from_secs(240);

fn is_possible() -> bool {
    let tried = "ip link add essai type veth peer name essai2";
    let quiet =
        Command::new("unshare").args(["--net", "sh", "-c", tried]).stdout(Stdio::null()).stderr(Stdio::null()).status();
    quiet.is_ok_and(|status| status.success())
}

#[test]
fn the_name_is_found_from_another_machine_and_the_page_answers_there() {
    if !is_possible() {
        eprintln!("skipped: no network of its own here (root, util-linux and iproute2 are wanted)");
        return;
    }
    let folder = Folder::new();
    let box_ = huisclos();
    // This program, whatever is built meanwhile in its place.
    let tests = folder.file("essai");
    std::fs::copy("/proc/self/exe", &tests).unwrap();
    let out = Command::new("unshare")
        .args(["--net", "--pid", "--fork", "--kill-child", "--mount-proc", "bash"])
        .arg(root().join("tests/browser/name.sh"))
        .arg(box_.get_program())
        .arg(folder.path())
        .arg(&tests)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let (said, wrong) = (String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr));
    assert!(said.contains("secretariat.local est 10.9.0.1"), "{said}\n{wrong}");
    assert!(said.contains("personne.local : aucune réponse"), "the twin: {said}\n{wrong}");
    assert!(said.contains("page 200"), "{said}\n{wrong}");
}

/// A question for a name's address, as a desk sends it.
fn question(name: &str) -> Vec<u8> {
    let mut asked = vec![0, 7, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0];
    for part in name.split('.') {
        asked.push(part.len() as u8);
        asked.extend(part.as_bytes());
    }
    asked.extend([0, 0, 1, 0, 1]);
    asked
}

/// Asks the network until somebody answers, or time is up.
fn address_of(name: &str, within: Duration) -> Option<Ipv4Addr> {
    let socket = UdpSocket::bind((Ipv4Addr::new(10, 9, 0, 2), 0)).unwrap();
    socket.set_read_timeout(Some(Duration::from_millis(500))).unwrap();
    let end = Instant::now() + within;
    while Instant::now() < end {
        socket.send_to(&question(name), "224.0.0.251:5353").unwrap();
        let mut answer = [0; 1500];
        if let Ok((n, _)) = socket.recv_from(&mut answer) {
            // One answer, its address in the last four bytes.
            let (count, last) = (u16::from_be_bytes([answer[6], answer[7]]), answer[..n].last_chunk::<4>());
            if count >= 1 {
                return last.map(|bytes| Ipv4Addr::from(*bytes));
            }
        }
    }
    None
}

/// The desk's side of the cable: run by `name.sh` in its own network.
#[test]
#[ignore = "name.sh runs it on the other side of the cable"]
fn a_desk_asks() {
    let found = address_of("secretariat.local", WITHIN).expect("nobody answers to secretariat.local");
    println!("secretariat.local est {found}");
    assert!(address_of("personne.local", Duration::from_secs(2)).is_none());
    println!("personne.local : aucune réponse");
}
