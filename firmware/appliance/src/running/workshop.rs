//! The running box as the technician's console sees it.

use super::Running;
use super::ask::{Answers, SET_MAX, UPDATE_MAX, ask, is_image, words};
use crate::book::Book;
use crate::technician::{Bench, Kept, With, Workshop, loop_back, test_call, usb};
use crate::world;
use huisclos_agenda::Cabinet;
use huisclos_board_plan::Card;
use huisclos_board_serial::{SerialCable, Terminal};
use huisclos_console::{Ability, Network, Secret};
use huisclos_engine::technician::{Ended, run as console};
use huisclos_operator::Status;
use huisclos_ports::{AccountId, Panel, Settings, Technician};
use jiff::civil::DateTime;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

/// A serial adapter that was unplugged is looked for that often.
const AGAIN: Duration = Duration::from_secs(2);
/// Whoever holds the cable has no account: the console's own trail says that it was there.
const AT_THE_CONSOLE: AccountId = AccountId(0);
/// Where the image says what it did.
pub const UPDATE_STATE: &str = "/run/huisclos-update/state";
const CLOCK_STATE: &str = "/run/huisclos-machine/clock";
const NETWORK_STATE: &str = "/run/huisclos-machine/network";

impl Bench for Running {
    fn status(&self) -> Status {
        Running::status(self)
    }

    fn book(&self) -> Result<Book, String> {
        Ok(self.book.clone())
    }

    fn cabinet(&self) -> Arc<Cabinet> {
        self.settings.cabinet.now().content
    }

    fn test_call(&self, folder: &Path, tell: &mut dyn FnMut(String)) -> Result<Vec<String>, String> {
        if !self.models_speak {
            return Err("les modèles ne travaillent pas : voyez « etat »".into());
        }
        let cabinet = self.settings.cabinet.now().content;
        test_call(&self.common, &cabinet, folder, With::Running(&self.workers, &self.aside), tell)
    }

    fn loop_back(&self, line: &str, tell: &mut dyn FnMut(String)) -> Result<Vec<String>, String> {
        let known = self.board.lines.iter().any(|of| of.name == line);
        match self.board.card {
            Card::Sim if known => loop_back(tell),
            Card::Sim => Err(format!("la ligne {line} n'existe pas")),
            // Off-hook, an exchange answers with its dial tone: what comes back would not be the box's own.
            Card::Dahdi | Card::Sound => {
                Err("l'essai en boucle d'une vraie ligne n'est pas possible pendant que la boîte \
                                              répond ; « niveaux » montre ses niveaux pendant un appel"
                    .into())
            }
        }
    }

    fn panel(&self) -> Option<&Mutex<Box<dyn Panel>>> {
        self.panel.as_ref()
    }

    fn logs(&self) -> Vec<String> {
        self.log.newest()
    }

    fn able(&self) -> Vec<Ability> {
        let mut able = vec![Ability::Account, Ability::Cabinet, Ability::Restart];
        if is_image() {
            able.extend([Ability::Clock, Ability::SetNetwork, Ability::Update]);
        }
        able
    }

    fn update(&self, tell: &mut dyn FnMut(String)) -> Result<Vec<String>, String> {
        if !is_image() {
            return Err("cette machine n'est pas une boîte : mettez le programme à jour à la main".into());
        }
        self.log.say("mise à jour demandée à la console");
        usb::key()?;
        let answers = Answers::of(UPDATE_STATE);
        ask(&self.folder, "update-asked", "")?;
        answers.wait(UPDATE_MAX, tell).map(|said| vec![said])
    }

    fn set_clock(&self, at: DateTime) -> Result<(), String> {
        self.log.say("heure réglée à la console");
        let answers = Answers::of(CLOCK_STATE);
        ask(&self.folder, "clock-asked", &at.strftime("%Y-%m-%d %H:%M:%S").to_string())?;
        answers.wait(SET_MAX, &mut |_| {}).map(|_| ())
    }

    fn set_network(&self, network: &Network) -> Result<(), String> {
        self.log.say(format!("réseau réglé à la console : {network}"));
        let answers = Answers::of(NETWORK_STATE);
        ask(&self.folder, "network-asked", &words(network))?;
        answers.wait(SET_MAX, &mut |_| {}).map(|_| ())
    }

    fn name_cabinet(&self, name: &str) -> Result<(), String> {
        let now = self.settings.cabinet.now();
        let named = Cabinet { name: name.to_string(), ..(*now.content).clone() };
        let changed = self.settings.cabinet.change(AT_THE_CONSOLE, now.version, named);
        changed.map(|_| ()).map_err(|e| e.to_string())
    }

    fn account_code(&self) -> Result<Secret, String> {
        self.look_at_store();
        let code = self.first_code().map(|code| Secret::new(&code));
        code.ok_or_else(|| "il y a déjà un compte de médecin : c'est lui qui en donne d'autres, sur la page".into())
    }

    fn restart(&self) -> Result<(), String> {
        self.log.say("redémarrage demandé à la console");
        self.ask_to_end();
        Ok(())
    }

    /// The key first: from then on the data are noise, whatever happens to the rest. The box then starts again, blank.
    fn destroy(&self, kept: &Kept) -> Result<(), String> {
        let data = world::data(&self.common).map_err(|e| e.to_string())?;
        self.log.say("remise à l'état d'usine demandée à la console");
        kept.destroy(&data)?;
        if is_image() {
            // The disk's own keys go next, before the box starts again.
            return ask(&self.folder, "factory-reset", "");
        }
        self.ask_to_end();
        Ok(())
    }
}

/// The console's side of the box, for every cable.
///
/// # Errors
/// The console's own folder cannot be made.
pub fn technician(running: &Arc<Running>) -> Result<Arc<dyn Technician>, crate::error::Error> {
    let kept = Arc::new(Kept::beside(&world::data(&running.common)?)?);
    Ok(Arc::new(Workshop::over(&running.common, kept, running.clone())))
}

/// A console on a serial port, until the box ends.
///
/// # Errors
/// The system gives no thread.
pub fn on_port(running: &Arc<Running>, technician: Arc<dyn Technician>, device: String) -> std::io::Result<()> {
    let running = running.clone();
    let stop = stop_with(&running)?;
    let turn = move || {
        while !running.is_over() {
            match SerialCable::open(&device) {
                Ok(mut cable) => {
                    running.faults.mend("console");
                    if let Ended::Failed(error) = console(&mut cable, &technician, world::call_id().0, false, &stop) {
                        running.log.say(error.to_string());
                    }
                }
                Err(error) => {
                    running.faults.say("console", huisclos_operator::Grade::Told, "sans console", error.to_string());
                }
            }
            running.pause(AGAIN);
        }
    };
    thread::Builder::new().name("console".into()).spawn(turn).map(|_| ())
}

/// A console on this terminal; left with Ctrl-D, the box ends too.
///
/// # Errors
/// This is no terminal, or the system gives no thread.
pub fn on_terminal(running: &Arc<Running>, technician: Arc<dyn Technician>) -> Result<(), crate::error::Error> {
    let refused = |e: &dyn std::fmt::Display| crate::error::Error::Refused(e.to_string());
    let mut terminal = Terminal::open().map_err(|e| refused(&e))?;
    let stop = stop_with(running).map_err(|e| refused(&e))?;
    let running = running.clone();
    let turn = move || {
        let _ = console(&mut terminal, &technician, world::call_id().0, true, &stop);
        running.ask_to_end();
    };
    thread::Builder::new().name("console".into()).spawn(turn).map(|_| ()).map_err(|e| refused(&e))
}

/// The flag that ends a console's loop, set when the box ends.
fn stop_with(running: &Arc<Running>) -> std::io::Result<Arc<AtomicBool>> {
    let stop = Arc::new(AtomicBool::new(false));
    let (running, set) = (running.clone(), stop.clone());
    let wait = move || {
        while !running.is_over() {
            running.pause(Duration::from_secs(3_600));
        }
        set.store(true, Ordering::Relaxed);
    };
    thread::Builder::new().name("console".into()).spawn(wait)?;
    Ok(stop)
}
