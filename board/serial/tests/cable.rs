//! A pseudo-terminal pair stands for the cable: the port is opened by its name, as `/dev/ttyS0` would be.
#![allow(clippy::unwrap_used)]

use huisclos_board_serial::SerialCable;
use huisclos_ports::{Cable, Came};
use nix::pty::openpty;
use nix::unistd::ttyname;
use std::fs::File;
use std::io::{Read, Write};
use std::time::{Duration, Instant};

const SOON: Duration = Duration::from_secs(60);

fn pair() -> (SerialCable, File) {
    let pair = openpty(None, None).unwrap();
    let name = ttyname(&pair.slave).unwrap();
    let cable = SerialCable::open(name.to_str().unwrap()).unwrap();
    (cable, File::from(pair.master))
}

#[test]
fn bytes_go_both_ways_untouched() {
    let (mut cable, mut terminal) = pair();
    // Every byte: a port left in line mode would eat some and echo others.
    let all: Vec<u8> = (0..=255).collect();
    terminal.write_all(&all).unwrap();
    let mut got = Vec::new();
    while got.len() < all.len() {
        let mut bytes = [0; 64];
        match cable.read(&mut bytes, SOON).unwrap() {
            Came::Bytes(n) => got.extend_from_slice(&bytes[..n]),
            other => panic!("{other:?} after {} bytes", got.len()),
        }
    }
    assert_eq!(got, all);
    cable.write("Code refusé.\r\n\x1b[K").unwrap();
    let mut back = [0; 18];
    terminal.read_exact(&mut back).unwrap();
    assert_eq!(&back[..], "Code refusé.\r\n\x1b[K".as_bytes());
}

#[test]
fn silence_is_nothing_and_a_pulled_end_is_an_error() {
    let (mut cable, terminal) = pair();
    let mut bytes = [0; 8];
    let begun = Instant::now();
    assert_eq!(cable.read(&mut bytes, Duration::from_millis(30)).unwrap(), Came::Nothing);
    assert!(begun.elapsed() >= Duration::from_millis(25), "it waits, it does not spin");
    drop(terminal);
    let failed = cable.read(&mut bytes, SOON).unwrap_err();
    assert!(failed.to_string().contains("/dev/pts/"), "{failed}");
}

#[test]
fn nobody_reading_holds_nothing_up() {
    let (mut cable, _terminal) = pair();
    let begun = Instant::now();
    cable.write(&"x".repeat(200_000)).unwrap();
    assert!(begun.elapsed() < Duration::from_secs(60), "{:?}", begun.elapsed());
}

#[test]
fn a_port_that_is_not_there_is_named() {
    let failed = SerialCable::open("/dev/ttyNULLE").err().unwrap().to_string();
    assert!(failed.contains("/dev/ttyNULLE") && failed.contains("vérifiez"), "{failed}");
}
