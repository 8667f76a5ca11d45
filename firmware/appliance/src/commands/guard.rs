//! `huisclos guard`: joins handset and line when the box is not well. No model, no store, no network.

use crate::cli::{Common, Guard as Options};
use crate::commands::run::board;
use crate::error::Error;
use crate::running::beats::Listener;
use crate::running::notify::Notify;
use crate::running::{folder, front, guard_socket, lines};
use crate::world;
use huisclos_board_chassis::Relay;
use huisclos_operator::{Guard, Order, Stand, Told};
use huisclos_ports::Bridge;
use serde_json::json;
use std::time::{Duration, Instant};

/// Longest wait for a word; a joined line is turned that often.
const TURN: Duration = Duration::from_millis(20);
/// Words taken in before the lines are looked at again: sixteen lines say one each in 100 ms.
const WORDS_MAX: usize = 64;
/// The service manager hears of the guard that often.
const ALIVE: Duration = Duration::from_millis(500);

/// What joins the lines.
struct Joins {
    bridges: Vec<Box<dyn Bridge>>,
    /// Joined by the card; what the relay joins, it joins for all lines at once.
    by_card: Vec<bool>,
    /// Not the box's, as far as the relay goes.
    joined: Vec<bool>,
    /// Joined because the guard said so, and not only because nobody has taken it yet.
    ordered: Vec<bool>,
    relay: Option<Relay>,
    /// What failed last, so that it is told once.
    told: Vec<Option<String>>,
}

impl Joins {
    /// Without power the relay joins, so it falls when no line is the box's any more, and is drawn when one is.
    fn relay_follows(&mut self) {
        let Some(relay) = &self.relay else { return };
        let held = !self.joined.iter().all(|joined| *joined);
        if let Err(error) = relay.hold_line(held) {
            eprintln!("huisclos : {error}");
        }
        if held {
            // Lines that were joined by the relay alone are joined by the card from now on.
            for n in 0..self.bridges.len() {
                if self.ordered[n] && !self.by_card[n] {
                    self.by_card[n] = self.bridges[n].join().is_ok();
                }
            }
        }
    }

    /// The box's loop turns on a line that the guard has not joined: it was taken before the guard began.
    fn taken(&mut self, n: usize) {
        if self.joined[n] && !self.by_card[n] {
            self.joined[n] = false;
            self.relay_follows();
        }
    }

    /// Joins a line; true when it is.
    fn join(&mut self, n: usize) -> bool {
        if self.by_card[n] {
            return true;
        }
        let others = self.joined.iter().enumerate().all(|(m, joined)| m == n || *joined);
        if self.relay.is_some() && others {
            (self.joined[n], self.ordered[n]) = (true, true);
            self.relay_follows();
            return true;
        }
        match self.bridges[n].join() {
            Ok(()) => {
                (self.joined[n], self.ordered[n], self.by_card[n], self.told[n]) = (true, true, true, None);
                true
            }
            Err(error) => {
                self.tell(n, error.to_string());
                false
            }
        }
    }

    fn give_back(&mut self, n: usize) {
        (self.joined[n], self.ordered[n]) = (false, false);
        self.relay_follows();
        if std::mem::take(&mut self.by_card[n])
            && let Err(error) = self.bridges[n].give_back()
        {
            self.tell(n, error.to_string());
        }
    }

    /// Turns a joined line; true while somebody talks on it.
    fn turn(&mut self, n: usize) -> bool {
        if !self.by_card[n] {
            return false;
        }
        match self.bridges[n].turn() {
            Ok(used) => used,
            Err(error) => {
                self.tell(n, error.to_string());
                // Joined anew: a card that was reset has forgotten it.
                self.by_card[n] = self.bridges[n].join().is_ok();
                false
            }
        }
    }

    fn tell(&mut self, n: usize, why: String) {
        if self.told[n].as_ref() != Some(&why) {
            eprintln!("huisclos : {why}");
            self.told[n] = Some(why);
        }
    }
}

/// # Errors
/// A wrong board file; another guard; the socket.
pub fn run(common: &Common, options: &Options) -> Result<(), Error> {
    let board = board(options.board.as_deref())?;
    let folder = folder(common, options.run_dir.as_deref())?;
    let names: Vec<String> = board.lines.iter().map(|line| line.name.clone()).collect();
    let listener = Listener::at(&guard_socket(&folder, options.guard.as_deref()), TURN)?;
    let relay = board.gpio.as_ref().and_then(|gpio| Some(front::pin(&gpio.chip, gpio.relay?)));
    let relay = relay.and_then(|pin| Relay::open(pin).inspect_err(|e| eprintln!("huisclos : {e}")).ok());
    let mut joins = Joins {
        bridges: lines::bridges(&board, &folder),
        by_card: vec![false; names.len()],
        // Nothing is taken from the handset before the box's loop is heard on it.
        joined: vec![true; names.len()],
        ordered: vec![false; names.len()],
        relay,
        told: vec![None; names.len()],
    };
    let begun = Instant::now();
    let now = || u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
    let tell = |event: &str, said: &str, line: &str| {
        if common.json {
            world::out(&json!({ "t_ms": now(), "event": event, "line": line }).to_string());
        } else {
            eprintln!("huisclos : {line} : {said}");
        }
    };
    let mut guard = Guard::new(names.len(), now());
    let notify = Notify::from_environment();
    notify.tell("READY=1\nSTATUS=veille");
    tell("watching", "la garde veille", &names.join(", "));
    let mut alive = Instant::now();
    loop {
        for _ in 0..WORDS_MAX {
            match listener.next(&names) {
                Some((line, told)) => {
                    guard.heard(line, told, now());
                    if told == Told::Turning && guard.stand(line) == Some(Stand::Box) {
                        joins.taken(line);
                    }
                }
                None => break,
            }
        }
        while let Some(order) = guard.poll(now()) {
            match order {
                Order::Join(n) => {
                    let done = joins.join(n);
                    guard.joined(n, done, now());
                    if done {
                        tell("joined", "combiné et ligne sont joints, comme sans la boîte", &names[n]);
                    }
                }
                Order::GiveBack(n) => {
                    joins.give_back(n);
                    tell("given_back", "la ligne est rendue à la boîte", &names[n]);
                }
            }
        }
        for n in 0..names.len() {
            if joins.joined[n] {
                guard.in_use(n, joins.turn(n));
            }
        }
        if alive.elapsed() >= ALIVE {
            alive = Instant::now();
            notify.tell("WATCHDOG=1");
        }
    }
}
