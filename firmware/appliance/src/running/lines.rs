//! The lines of the board file, opened: the one place that knows which card is which.

use super::beats::Pulse;
use super::sim::SimBoard;
use super::sound::SoundBoard;
use huisclos_board_isdn::{Access, CallWaiting, DChannel, Mode};
use huisclos_board_plan::{Board, Card, Isdn, LineOf, Signalling};
use huisclos_engine::Place;
use huisclos_engine::house::Open;
use huisclos_operator::Kind;
use huisclos_ports::{Bridge, Line, LineError};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
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

#[cfg(debug_assertions)]
fn breakable(line: Box<dyn Line>, name: &str, file: &Path) -> Box<dyn Line> {
    super::breaking::Breaking::over(line, name.to_string(), file.to_path_buf())
}

#[cfg(not(debug_assertions))]
fn breakable(line: Box<dyn Line>, _name: &str, _file: &Path) -> Box<dyn Line> {
    line
}

/// `huisclos-isdn`: beside this program where it was built, or where the image has it.
fn isdn_program() -> PathBuf {
    let beside = std::env::current_exe().ok().and_then(|exe| Some(exe.parent()?.join("huisclos-isdn")));
    beside.filter(|path| path.is_file()).unwrap_or_else(|| "/usr/lib/huisclos/huisclos-isdn".into())
}

/// The ISDN accesses of a board, by their D channel: two lines share one.
fn accesses(board: &Board) -> BTreeMap<u32, Access> {
    let access = |isdn: &Isdn| {
        let settings = huisclos_board_isdn::Settings {
            d_channel: DChannel::Dahdi(isdn.d_channel),
            mode: if isdn.point_to_point { Mode::PointToPoint } else { Mode::Multipoint },
            call_waiting: if isdn.call_waiting { CallWaiting::Offered } else { CallWaiting::Refused },
            numbers: isdn.numbers.clone(),
            program: isdn_program(),
            network: false,
        };
        (isdn.d_channel, Access::new(settings))
    };
    board.lines.iter().filter_map(|line| line.isdn.as_ref()).map(access).collect()
}

fn isdn(of: &LineOf, access: Option<&Access>) -> Result<Box<dyn Line>, LineError> {
    let missing = || {
        let reason = "le fichier de la carte ne nomme pas son canal D".into();
        LineError { device: of.name.clone(), operation: "ouvrir", reason }
    };
    let (isdn, access) = of.isdn.as_ref().zip(access).ok_or_else(missing)?;
    let line = access.line(&of.name, isdn.b_channel as usize, of.channel)?;
    Ok(Box::new(line))
}

/// What keeps a line from being opened is written down, once as long as it is the same.
fn told_once(mut open: Open) -> Open {
    let mut told = None;
    Box::new(move || {
        let opened = open();
        let why = opened.as_ref().err().map(ToString::to_string);
        if let Some(why) = why.as_ref().filter(|why| told.as_ref() != Some(*why)) {
            eprintln!("huisclos : {why}");
        }
        told = why;
        opened
    })
}

/// Every line as the house opens it.
pub fn places(board: &Board, sim: &Arc<SimBoard>, sound: &Arc<SoundBoard>, guard: &Path) -> Vec<Place> {
    let accesses = accesses(board);
    let place = |line: &LineOf| {
        let of = line.clone();
        let (kind, open, begin): (Kind, Open, fn()) = match (board.card, line.signalling) {
            (Card::Sim, _) => {
                let sim = sim.clone();
                (Kind::Simulated, Box::new(move || sim.open(&of)), || {})
            }
            (Card::Dahdi, Signalling::Bri) => {
                let access = of.isdn.as_ref().and_then(|isdn| accesses.get(&isdn.d_channel)).cloned();
                (Kind::Isdn, Box::new(move || isdn(&of, access.as_ref())), real_time)
            }
            (Card::Dahdi, Signalling::FxsKs | Signalling::FxsLs) => {
                // A cabinet's board accepts no key in a file; the bench's does.
                let broken = board.accept_unsealed_key.then(|| guard.with_file_name("panne"));
                let open = move || {
                    let line: Box<dyn Line> = Box::new(huisclos_board_card_dahdi::open(settings(&of))?);
                    Ok(match &broken {
                        Some(file) => breakable(line, &of.name, file),
                        None => line,
                    })
                };
                (Kind::Analog, Box::new(open), real_time)
            }
            (Card::Sound, _) => {
                let sound = sound.clone();
                (Kind::Sound, Box::new(move || sound.open(&of)), || {})
            }
        };
        Place { name: line.name.clone(), kind, open: told_once(open), heart: Box::new(Pulse::to(guard)), begin }
    };
    board.lines.iter().map(place).collect()
}

/// What the guard joins handset and line with, line by line.
pub fn bridges(board: &Board, folder: &Path) -> Vec<Box<dyn Bridge>> {
    let bridge = |line: &LineOf| -> Box<dyn Bridge> {
        match board.card {
            // The telephones of an ISDN bus are there without the box: nothing is to be joined.
            Card::Dahdi if line.signalling == Signalling::Bri => {
                Box::new(huisclos_board_sim::Trunk::at(folder).bridge(&line.name))
            }
            Card::Dahdi => Box::new(huisclos_board_card_dahdi::CardBridge::new(settings(line))),
            // A sound card has no handset: its bridge is a channel like the simulated one.
            Card::Sim | Card::Sound => Box::new(huisclos_board_sim::Trunk::at(folder).bridge(&line.name)),
        }
    };
    board.lines.iter().map(bridge).collect()
}
