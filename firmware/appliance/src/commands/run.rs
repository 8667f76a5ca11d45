//! `huisclos run`: the appliance.

use crate::book::Book;
use crate::cli::{Common, Run};
use crate::commands::models::file;
use crate::desk::BoxDesk;
use crate::error::Error;
use crate::running::aside::Aside;
use crate::running::bell::Rung;
use crate::running::clerk::Clerk;
use crate::running::faults::Faults;
use crate::running::log::Log;
use crate::running::sim::SimBoard;
use crate::running::sound::SoundBoard;
use crate::running::{Made, Running, bell, duties, folder, front, guard_socket, keeper, lines, served, workshop};
use crate::settings::BoxSettings;
use crate::shelf::Recognisers;
use crate::studio::WithRecordings;
use crate::{parts, world};
use huisclos_agenda::Cabinet;
use huisclos_audio::{LINE_HZ, RECOGNISER_HZ, resample};
use huisclos_board_plan::{Board, Bypass, Card};
use huisclos_engine::house::Ending;
use huisclos_engine::{House, Parts, Reception, Workers};
use huisclos_operator::{Grade, Models, Parts as Hardware};
use huisclos_ports::{Pace, Recognizer, Settings, Voice};
use huisclos_speech::Asking;
use huisclos_store::Options;
use huisclos_weights::Manifest;
use nix::sys::signal::{SigSet, Signal};
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// The board file of a PC.
const SIM: &str = include_str!("../../../../board/sim.toml");
/// Longest board file that is read; the plan refuses one far under it.
const BOARD_BYTES_MAX: u64 = 1 << 20;
/// Where the page is served: to this machine by the simulated board and at a desk, to the cabinet by a box.
const PAGE_SIM: &str = "127.0.0.1:8015";
const PAGE: &str = "0.0.0.0:443";
/// Threads that end with the box have that long; what hangs is left to the kernel.
const THREADS_END: Duration = Duration::from_secs(3);
/// What the box says to itself before it answers: the whole way from voice to text.
const FIRST_WORDS: &str = "Bonjour, je voudrais un rendez-vous.";

/// The board of `--board`, or the simulated one.
///
/// # Errors
/// The file, its key, and what to write.
pub fn board(path: Option<&Path>) -> Result<Board, Error> {
    let broken = |path: &Path, reason: String| Error::Board { path: path.to_path_buf(), reason };
    let Some(path) = path else {
        return huisclos_board_plan::parse(SIM).map_err(|e| broken(Path::new("board/sim.toml"), e.to_string()));
    };
    let read = |reason| Error::Read { path: path.to_path_buf(), reason };
    if std::fs::metadata(path).map_err(read)?.len() > BOARD_BYTES_MAX {
        return Err(broken(path, "ce n'est pas un fichier de carte ; donnez le bon".into()));
    }
    let bytes = std::fs::read(path).map_err(read)?;
    let text = String::from_utf8(bytes).map_err(|_| broken(path, "ce n'est pas du texte UTF-8".into()))?;
    huisclos_board_plan::parse(&text).map_err(|e| broken(path, e.to_string()))
}

/// Which models would listen; refused where people must not be answered by the repository's own.
fn models(board: &Board) -> Result<Models, Error> {
    let is_ours = |name: &str| {
        let manifest = Manifest::built_in();
        let model = manifest.model(name)?;
        let path = file(model).ok().flatten()?;
        Some(model.verify(&path).is_ok())
    };
    if parts::chosen().is_some() {
        return Ok(Models::Installed);
    }
    // A recogniser that is nowhere is told when it is opened.
    if is_ours("whisper") != Some(true) {
        return Ok(Models::Installed);
    }
    if board.accept_demo_models {
        return Ok(Models::Demo);
    }
    Err(Error::Refused(
        "les modèles de cette boîte ne comprennent que des voix de synthèse : installez les vrais (« huisclos models \
         import »), ou écrivez accept_demo_models = true dans le fichier de la carte"
            .into(),
    ))
}

/// The store, under a key that is sealed where the board asks for one.
fn book(common: &Common, board: &Board) -> Result<Book, Error> {
    let data = world::data(common)?;
    let fresh = !data.join("journal").exists();
    let options = Options::at(&data);
    let options = if board.accept_unsealed_key { options } else { options.with_sealed_key() };
    let book = Book::open_with(common, options)?;
    if book.key_in_file() && !board.accept_unsealed_key {
        let made = if fresh { " (elle vient d'être créée ainsi, faute de puce TPM)" } else { "" };
        return Err(Error::Refused(format!(
            "la clé des données est un simple fichier{made} : scellez-la (« huisclos store key seal »), ou écrivez \
             accept_unsealed_key = true dans le fichier de la carte"
        )));
    }
    Ok(book)
}

/// What listens, understands and speaks; what is not there is told, and the box does what it can without.
struct Mindful {
    ear: Option<Box<dyn Recognizer>>,
    mind: Option<Box<dyn huisclos_ports::Understanding>>,
    mouth: Option<Box<dyn Voice>>,
    speak: bool,
}

fn mindful(cabinet: &Cabinet, board: &Board, faults: &Faults) -> Mindful {
    fn or_say<T>(faults: &Faults, what: &str, part: Result<T, Error>, without: &str) -> Option<T> {
        let say = |e: &Error| faults.say(what, Grade::Down, "sans modèle", format!("{e} ; {without}"));
        part.inspect_err(say).ok()
    }
    // Where people are answered, a model that was put live and does not open is not replaced by one that knows no people.
    let own = if board.accept_demo_models { Ok(None) } else { parts::own_ear(cabinet) };
    let ear = own.and_then(|own| own.map_or_else(|| parts::ear(cabinet), Ok));
    let mut ear = or_say(faults, "ear", ear, "la boîte répond sans comprendre la voix");
    let mind = or_say(faults, "mind", parts::mind(cabinet), "les règles comprennent seules");
    let mut mouth = or_say(faults, "mouth", parts::mouth(), "les appels sonnent au combiné");
    let speak = match (ear.as_mut(), mouth.as_mut()) {
        (Some(ear), Some(mouth)) => match first_words(ear.as_mut(), mouth.as_mut()) {
            Ok(()) => mind.is_some(),
            Err(why) => {
                faults.say("models", Grade::Down, "modèles muets", why);
                false
            }
        },
        _ => false,
    };
    Mindful { ear, mind, mouth, speak }
}

/// The voice says a sentence and the recogniser reads something back.
fn first_words(ear: &mut dyn Recognizer, mouth: &mut dyn Voice) -> Result<(), String> {
    let pcm = mouth.speak(FIRST_WORDS, Pace::Normal).map_err(|e| e.to_string())?;
    let pcm: Vec<f32> = pcm.into_iter().map(|s| f32::from(s) / 32_768.0).collect();
    let pcm = resample::convert(&pcm, LINE_HZ, RECOGNISER_HZ).map_err(|e| e.to_string())?;
    let heard = ear.transcribe(&pcm, Asking::Open, &[]).map_err(|e| e.to_string())?;
    if heard.text.matches(|text| text.trim().is_empty()) {
        return Err("la boîte ne s'entend pas elle-même : la voix ou le modèle de reconnaissance ne va pas".into());
    }
    Ok(())
}

/// # Errors
/// A wrong board file, setting or option; models or a key that the board does not accept; a broken store.
pub fn run(common: &Common, options: &Run) -> Result<(), Error> {
    let folder = folder(common, options.run_dir.as_deref())?;
    if options.health {
        return keeper::health(&folder);
    }
    // Nothing is touched before the board is read and its models are accepted.
    let board = board(options.board.as_deref())?;
    // The shelf says which recogniser was put live.
    let _ = Recognisers::beside(&world::data(common)?);
    let models = models(&board)?;
    let cabinet = world::cabinet(common)?;
    let page = options.page.map_or_else(|| page_of(&board), Ok)?;
    // Before the first thread: every one of them leaves these signals to this one.
    let signals: SigSet = [Signal::SIGTERM, Signal::SIGINT, Signal::SIGHUP].into_iter().collect();
    signals.thread_block().map_err(|e| Error::Refused(format!("les signaux ne peuvent pas être attendus : {e}")))?;
    world::tick();
    let clock = common.clone();
    let hour = move || world::now(&clock).strftime("%d/%m %H:%M:%S").to_string();
    let no_thread = |e: std::io::Error| Error::Refused(format!("le système ne donne pas de fil : {e}"));
    let log = Log::start(common.json, options.console, hour).map_err(no_thread)?;
    let faults = Faults::new(log.clone());
    let book = book(common, &board)?;
    let settings = Arc::new(BoxSettings::of(common, &book, cabinet)?);
    let cabinet = settings.cabinet.now().content;
    let aside = Aside::over(book.port()).map_err(no_thread)?;
    let Mindful { ear, mind, mouth, speak } = mindful(&cabinet, &board, &faults);
    let speaks = mouth.is_some();
    let voice = mouth.map(|mouth| WithRecordings::over(mouth, &settings));
    let workers = Workers::start(Parts { cabinet, recognizer: ear, understanding: mind, voice, store: aside.clone() });
    let code = huisclos_web::first_code();
    let desk = BoxDesk::new(common.clone(), settings.clone(), book.clone(), workers.clone(), code);
    let desk = Arc::new(desk.with_bypass(board.bypass == Bypass::Relay));
    if board.card != Card::Sim {
        desk.keep_trials_apart(aside.clone(), folder.clone());
    }
    let mut hardware = Hardware::default();
    let mut absent = |why: String| log.say(why);
    let panel = front::panel(&board, &mut hardware, &mut absent);
    let face = front::front(&board, &mut hardware, &mut absent);
    let guard = guard_socket(&folder, options.guard.as_deref());
    let (sim, sound) = (Arc::new(SimBoard::at(&folder)), Arc::new(SoundBoard::default()));
    let rung: Option<Arc<dyn Rung>> = match board.card {
        Card::Sim => Some(sim.clone()),
        Card::Sound => Some(sound.clone()),
        Card::Dahdi => None,
    };
    let running = Running::new(Made {
        common: common.clone(),
        key_in_file: book.key_in_file(),
        parts: hardware,
        models_speak: speak,
        aside: aside.clone(),
        log: log.clone(),
        board: board.clone(),
        folder: folder.clone(),
        settings: settings.clone(),
        desk: desk.clone(),
        workers: workers.clone(),
        book,
        faults,
        models,
        panel,
    });
    running.look_at_store();
    let on_sim = board.card == Card::Sim;
    let with_handset = |of: &&huisclos_board_plan::LineOf| on_sim || of.handset.is_some();
    let reception: Arc<dyn Reception> = Arc::new(Clerk {
        common: common.clone(),
        rulebook: settings,
        store: aside,
        calls: desk.calls(),
        live: desk.live.clone(),
        log,
        rung: rung.clone(),
        handsets: board.lines.iter().filter(with_handset).map(|of| of.name.clone()).collect(),
        speaks,
    });
    let house = House::open(lines::places(&board, &sim, &sound, &guard), &reception, &workers, board.calls_max);
    running.open(house.map_err(no_thread)?);
    running.faults.mend("lines");
    let mut threads: Vec<JoinHandle<()>> = vec![keeper::keep(&running)?, served::serve(&running, page)?];
    threads.push(duties::look(&running, guard).map_err(no_thread)?);
    threads.push(duties::nights(&running).map_err(no_thread)?);
    threads.push(duties::leisure(&running).map_err(no_thread)?);
    #[cfg(debug_assertions)]
    if board.accept_unsealed_key {
        threads.push(crate::running::breaking::call_back_when_told(&running).map_err(no_thread)?);
    }
    threads.extend(front::show(&running, face).map_err(no_thread)?);
    if let Some(rung) = &rung {
        bell::listen(&running, rung, &folder)?;
    }
    let technician = workshop::technician(&running)?;
    let port = options.serial.clone().or_else(|| board.serial.clone());
    if let Some(device) = port {
        workshop::on_port(&running, technician.clone(), device).map_err(no_thread)?;
    }
    if options.console {
        workshop::on_terminal(&running, technician.clone())?;
    }
    let signal = signals.wait().map_err(|e| Error::Refused(e.to_string()))?;
    let ending = Ending { finish: Duration::from_secs(options.finish), ..Ending::default() };
    end(&running, signal, &signals, ending, threads);
    Ok(())
}

fn page_of(board: &Board) -> Result<SocketAddr, Error> {
    let address = if board.card == Card::Dahdi { PAGE } else { PAGE_SIM };
    address.parse().map_err(|_| Error::Page(format!("{address} n'est pas une adresse")))
}

/// The end: calls finish or are given to the handset, then everything else stops, and the store is closed last.
fn end(running: &Arc<Running>, signal: Signal, signals: &SigSet, ending: Ending, threads: Vec<JoinHandle<()>>) {
    running.log.say(format!("arrêt demandé ({signal}) : les appels en cours se terminent ou passent au combiné"));
    // Asked twice, it is meant: whoever talks is released.
    let again = *signals;
    let _ = thread::Builder::new().name("arrêt".into()).spawn(move || {
        if again.wait().is_ok() {
            eprintln!("huisclos : arrêt immédiat");
            std::process::exit(130);
        }
    });
    let begun = Instant::now();
    if let Some(house) = running.house() {
        house.stop(ending);
        let bound = ending.bound() + Duration::from_secs(5);
        while !house.ended() && begun.elapsed() < bound {
            thread::sleep(Duration::from_millis(20));
        }
    }
    running.end();
    let until = Instant::now() + THREADS_END;
    for thread in threads {
        while !thread.is_finished() && Instant::now() < until {
            thread::sleep(Duration::from_millis(10));
        }
    }
    if let Err(error) = running.book.store().settle() {
        eprintln!("huisclos : {error}");
    }
    running.book.store().close();
    running.log.say("arrêtée");
    // The log's own thread writes its last line.
    thread::sleep(Duration::from_millis(50));
}
