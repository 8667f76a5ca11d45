//! The lines of the board file, opened: the one place that knows which card is which.

use super::beats::Pulse;
use super::sim::SimBoard;
use super::sound::SoundBoard;
use huisclos_board_plan::{Board, Card, LineOf, Signalling};
use huisclos_engine::Place;
use huisclos_engine::house::Open;
use huisclos_operator::Kind;
use huisclos_ports::{Bridge, Line, LineError};
use std::path::Path;
use std::sync::Arc;

/// Priority of a line's thread: above everything of ours, below the kernel's own.
const PRIORITY: i32 = 10;

/// Real time for a line's thread. A machine that gives none says so once, and its frames come late under load.
fn real_time() {
    if let Err(error) = huisclos_board_chassis::real_time(PRIORITY) {
        eprintln!("huisclos : la ligne n'a pas de temps réel ({error}) : réglez LimitRTPRIO dans l'unité de service.");
    }
}

fn settings(line: &LineOf) -> huisclos_board_card_dahdi::Settings {
    huisclos_board_card_dahdi::Settings { name: line.name.clone(), channel: line.channel, handset: line.handset }
}

fn not_here(line: &LineOf, what: &str) -> LineError {
    let reason = format!("cette version ne conduit pas {what} ; changez le fichier de la carte");
    LineError { device: line.name.clone(), operation: "ouvrir", reason }
}

/// Every line as the house opens it.
pub fn places(board: &Board, sim: &Arc<SimBoard>, sound: &Arc<SoundBoard>, guard: &Path) -> Vec<Place> {
    let place = |line: &LineOf| {
        let of = line.clone();
        let (kind, open, begin): (Kind, Open, fn()) = match (board.card, line.signalling) {
            (Card::Sim, _) => {
                let sim = sim.clone();
                (Kind::Simulated, Box::new(move || sim.open(&of)), || {})
            }
            (Card::Dahdi, Signalling::Bri) => {
                (Kind::Isdn, Box::new(move || Err(not_here(&of, "encore les lignes RNIS (bri)"))), real_time)
            }
            (Card::Dahdi, Signalling::FxsKs | Signalling::FxsLs) => {
                let open =
                    move || huisclos_board_card_dahdi::open(settings(&of)).map(|line| Box::new(line) as Box<dyn Line>);
                (Kind::Analog, Box::new(open), real_time)
            }
            (Card::Sound, _) => {
                let sound = sound.clone();
                (Kind::Sound, Box::new(move || sound.open(&of)), || {})
            }
        };
        Place { name: line.name.clone(), kind, open, heart: Box::new(Pulse::to(guard)), begin }
    };
    board.lines.iter().map(place).collect()
}

/// What the guard joins handset and line with, line by line.
pub fn bridges(board: &Board, folder: &Path) -> Vec<Box<dyn Bridge>> {
    let bridge = |line: &LineOf| -> Box<dyn Bridge> {
        match board.card {
            Card::Dahdi => Box::new(huisclos_board_card_dahdi::CardBridge::new(settings(line))),
            // A sound card has no handset: its bridge is a channel like the simulated one.
            Card::Sim | Card::Sound => Box::new(huisclos_board_sim::Trunk::at(folder).bridge(&line.name)),
        }
    };
    board.lines.iter().map(bridge).collect()
}
