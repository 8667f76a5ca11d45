//! A whole session over a pseudo-terminal pair: the port opened by name, the engine's loop, a terminal that draws.
#![allow(clippy::unwrap_used)]

use huisclos_board_serial::SerialCable;
use huisclos_console::*;
use huisclos_engine::technician::{Ended, run};
use huisclos_operator::{Kind, Line, Status};
use huisclos_ports::Technician;
use jiff::civil::date;
use nix::pty::openpty;
use nix::unistd::ttyname;
use std::fs::File;
use std::io::{Read, Write};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::thread;
use std::time::{Duration, Instant};

#[derive(Default)]
struct Fake {
    traces: Mutex<Vec<String>>,
    refusals: AtomicU32,
}

impl Technician for Fake {
    fn facts(&self) -> Facts {
        let mut status = Status::unknown(date(2026, 11, 23).at(9, 0, 0, 0));
        status.lines = vec![Line::free("dahdi/1", Kind::Analog)];
        status.cabinet = "cabinet des Lilas".into();
        let able = [Ability::Pin, Ability::Logs, Ability::ListModels, Ability::FactoryReset].into();
        Facts { status, able, has_pin: true, installed: [].into() }
    }
    fn act(&self, act: &Act, tell: &mut dyn FnMut(String)) -> Result<Answer, String> {
        match act {
            Act::CheckPin(pin) if pin.expose() == "481516" => Ok(Answer::Right),
            Act::CheckPin(_) => Ok(Answer::Wrong),
            Act::ReadLogs => {
                tell("je lis".into());
                Ok(Answer::Rows(vec!["première ligne".into()]))
            }
            // The engine survives an act that panics.
            Act::ListModels => panic!("a fault of ours"),
            _ => Ok(Answer::Done),
        }
    }
    fn trace(&self, trace: &Trace) {
        self.traces.lock().unwrap().push(trace.to_string());
    }
    fn refusals(&self) -> u32 {
        self.refusals.load(Ordering::SeqCst)
    }
    fn remember_refusals(&self, refusals: u32) {
        self.refusals.store(refusals, Ordering::SeqCst);
    }
}

/// The technician's end: what is typed, and the screen.
struct Far {
    terminal: File,
    came: mpsc::Receiver<Vec<u8>>,
    screen: vt100::Parser,
}

impl Far {
    fn new(master: File) -> Self {
        let (send, came) = mpsc::channel();
        let mut reading = master.try_clone().unwrap();
        thread::spawn(move || {
            let mut bytes = [0; 512];
            while let Ok(n @ 1..) = reading.read(&mut bytes) {
                if send.send(bytes[..n].to_vec()).is_err() {
                    return;
                }
            }
        });
        Self { terminal: master, came, screen: vt100::Parser::new(24.try_into().unwrap(), 80.try_into().unwrap(), 0) }
    }
    fn types(&mut self, text: &str) {
        self.terminal.write_all(text.as_bytes()).unwrap();
    }
    /// Reads until the screen holds the words; thirty seconds are plenty on a busy machine.
    fn sees(&mut self, words: &str) -> String {
        self.sees_after("", words)
    }
    /// Reads until the screen holds the words below others.
    fn sees_after(&mut self, above: &str, words: &str) -> String {
        let end = Instant::now() + Duration::from_secs(30);
        loop {
            let seen = self.screen.screen().contents();
            if seen.split_once(above).is_some_and(|(_, below)| below.contains(words)) {
                return seen;
            }
            match self.came.recv_timeout(end.saturating_duration_since(Instant::now())) {
                Ok(bytes) => self.screen.process(&bytes),
                Err(_) => panic!("« {words} » never came:\n{seen}"),
            }
        }
    }
}

#[test]
fn a_session_over_a_cable() {
    let pair = openpty(None, None).unwrap();
    let name = ttyname(&pair.slave).unwrap();
    let mut cable = SerialCable::open(name.to_str().unwrap()).unwrap();
    let fake = Arc::new(Fake::default());
    let technician: Arc<dyn Technician> = fake.clone();
    let box_side = thread::spawn(move || run(&mut cable, &technician, 1, false, &AtomicBool::new(false)));
    let mut far = Far::new(File::from(pair.master));

    far.sees("code du technicien");
    far.types("111222\r");
    // The wait of a second passes by the driver's clock; what is typed in it does not count.
    far.sees_after("Code refusé 1 fois", "Huisclos — code du technicien :");
    far.types("481516\r");
    far.sees("usine");
    far.types("jour\t\r");
    far.sees("première ligne");
    far.types("modeles\r");
    far.sees("s'est interrompu");
    far.types("usine\r");
    far.sees("EFFACER");
    // The cable is pulled in mid-word.
    far.types("EFFA");
    drop(far);
    drop(pair.slave);
    let ended = box_side.join().unwrap();
    assert!(matches!(ended, Ended::Failed(_)), "{ended:?}");
    let traces = fake.traces.lock().unwrap().join("\n");
    for trace in [
        "code du technicien refusé (1 de suite)",
        "code du technicien accepté",
        "fait : lecture du journal",
        "échec : liste des modèles",
        "non confirmé : remise à l'état d'usine",
        "console débranchée",
    ] {
        assert!(traces.contains(trace), "« {trace} » is not in:\n{traces}");
    }
    assert!(!traces.contains("481516"));
    assert_eq!(fake.refusals.load(Ordering::SeqCst), 0);
}
