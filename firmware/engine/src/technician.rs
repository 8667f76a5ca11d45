//! The technician's console: the loop between the cable and the box.
//!
//! One thread a cable; each act runs on a thread of its own, two at most (a long one, and the PIN checked beside it), so
//! that a slow disk never keeps the cable from being read.

use huisclos_console::{Answer, Console, Input, JobId, Output, WATCH_REFRESH_MS};
use huisclos_ports::{Cable, CableError, Came, Technician};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

/// Bytes read at a time: 20 ms of a cable at full speed.
const BYTES_MAX: usize = 256;
/// Longest wait for bytes: what else happens (an act done, facts to be shown) is seen that late at most.
const WAIT_MAX: Duration = Duration::from_millis(50);
/// Ctrl-D.
const LEAVE: u8 = 0x04;

/// Why the loop ended.
#[derive(Debug)]
pub enum Ended {
    /// `stop` was set.
    Stopped,
    /// Ctrl-D where no session is open, on a cable where that means leaving.
    Left,
    /// The device is gone; opened again, the loop can begin anew.
    Failed(CableError),
}

/// What an act's thread tells.
enum Told {
    Going(JobId, String),
    Done(JobId, Result<Answer, String>),
}

/// Runs a console on a cable until it ends. `may_leave`: Ctrl-D without a session ends it (a terminal, not a port).
pub fn run(
    cable: &mut dyn Cable,
    technician: &Arc<dyn Technician>,
    seed: u64,
    may_leave: bool,
    stop: &AtomicBool,
) -> Ended {
    let begun = Instant::now();
    let now = move || u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
    let mut console = Console::new(technician.facts(), technician.refusals(), seed);
    let (tell, told) = channel();
    console.handle(now(), Input::Connected);
    let mut plugged = true;
    let mut facts_at = 0;
    loop {
        let until = match drained(&mut console, cable, technician, &tell) {
            Ok(until) => until,
            Err(error) => {
                console.handle(now(), Input::Gone);
                let _ = drained(&mut console, cable, technician, &tell);
                return Ended::Failed(error);
            }
        };
        if stop.load(Ordering::Relaxed) {
            return Ended::Stopped;
        }
        let wait = Duration::from_millis(until.saturating_sub(now())).clamp(Duration::from_millis(1), WAIT_MAX);
        let mut bytes = [0; BYTES_MAX];
        match cable.read(&mut bytes, wait) {
            Ok(Came::Bytes(n)) => {
                if !plugged {
                    plugged = true;
                    console.handle(now(), Input::Facts(Box::new(technician.facts())));
                    console.handle(now(), Input::Connected);
                }
                if may_leave && !console.is_unlocked() && bytes[..n].contains(&LEAVE) {
                    return Ended::Left;
                }
                console.handle(now(), Input::Bytes(bytes[..n].to_vec()));
            }
            Ok(Came::Nothing) => {}
            Ok(Came::Pulled) => {
                if plugged {
                    plugged = false;
                    console.handle(now(), Input::Gone);
                }
            }
            Err(error) => {
                console.handle(now(), Input::Gone);
                let _ = drained(&mut console, cable, technician, &tell);
                return Ended::Failed(error);
            }
        }
        answers(&mut console, &told, now());
        if plugged && now() >= facts_at {
            facts_at = now() + WATCH_REFRESH_MS;
            console.handle(now(), Input::Facts(Box::new(technician.facts())));
        }
        if now() >= until {
            console.handle(now(), Input::Passed);
        }
    }
}

fn answers(console: &mut Console, told: &Receiver<Told>, now: u64) {
    // Two acts at most are under way; an act that tells a lot is shown as far as it came.
    for what in told.try_iter().take(64) {
        console.handle(
            now,
            match what {
                Told::Going(job, words) => Input::Going(job, words),
                Told::Done(job, answer) => Input::Done(job, answer),
            },
        );
    }
}

/// Does everything that the console wants; gives its deadline.
fn drained(
    console: &mut Console,
    cable: &mut dyn Cable,
    technician: &Arc<dyn Technician>,
    tell: &Sender<Told>,
) -> Result<u64, CableError> {
    // What goes on while the cable fails is still done and traced; the first failure is given back at the end.
    let mut failed = None;
    loop {
        match console.poll() {
            Output::Write(text) => {
                if failed.is_none() {
                    failed = cable.write(&text).err();
                }
            }
            Output::Remember(refusals) => technician.remember_refusals(refusals),
            Output::Trace(trace) => technician.trace(&trace),
            Output::Do(job, act) => {
                let (technician, tell) = (technician.clone(), tell.clone());
                let refused = tell.clone();
                let work = move || {
                    let mut going = |words| {
                        let _ = tell.send(Told::Going(job, words));
                    };
                    let done = catch_unwind(AssertUnwindSafe(|| technician.act(&act, &mut going)));
                    let done = done.unwrap_or_else(|_| {
                        Err(format!(
                            "« {} » s'est interrompu par une faute du programme ; voyez le journal",
                            act.said()
                        ))
                    });
                    let _ = tell.send(Told::Done(job, done));
                };
                if let Err(why) = thread::Builder::new().name("technicien".into()).spawn(work) {
                    let _ = refused.send(Told::Done(job, Err(format!("l'action ne peut pas commencer : {why}"))));
                }
            }
            Output::Wait(until) => return failed.map_or(Ok(until), Err),
        }
    }
}
