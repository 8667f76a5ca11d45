//! `huisclos call --mic`: the caller is whoever is at this machine's microphone, in real time.

use super::call::Begin;
use crate::error::Error;
use crate::world;
use huisclos_board_sound::{Kind, Rings, Settings, SoundHandle};
use huisclos_ports::{CallerId, FRAME_SAMPLES, Line, LineError, Report, SILENCE};
use nix::sys::signal::{SigSet, Signal};
use std::io::{BufRead, IsTerminal};
use std::sync::{Arc, OnceLock};
use std::thread;

/// What the shell gives of a program that Ctrl-C ended.
const INTERRUPTED: i32 = 130;
/// The end of the box's last word, and a second of busy tone.
const AFTER_FRAMES: u32 = 50;

fn failed(error: &LineError) -> Error {
    Error::Line(error.to_string())
}

/// A microphone and a loudspeaker that can be opened.
pub struct Mic {
    settings: Settings,
    /// The line, once it rings: keys and Ctrl-C go there.
    rung: Arc<OnceLock<SoundHandle>>,
}

impl Mic {
    /// On this card; `default` is the machine's own. From here on Ctrl-C hangs up.
    ///
    /// # Errors
    /// The card is not there or is used by another program; the system gives no thread.
    pub fn at(device: &str) -> Result<Self, Error> {
        let settings = Settings {
            name: format!("sound/{device}"),
            device: device.into(),
            kind: Kind::Desk,
            rings: Rings::Asked,
            capture_percent: None,
            playback_percent: None,
        };
        // Opened and closed again: the models take seconds to load, and what was said meanwhile is not the call's.
        drop(huisclos_board_sound::open(settings.clone()).map_err(|e| failed(&e))?);
        // Before the first thread: each leaves this signal to the one that waits for it.
        let signals: SigSet = [Signal::SIGINT].into_iter().collect();
        signals.thread_block().map_err(|e| Error::Refused(format!("Ctrl-C ne peut pas être attendu : {e}")))?;
        let no_thread = |e: std::io::Error| Error::Refused(format!("le système ne donne pas de fil : {e}"));
        let rung = Arc::new(OnceLock::new());
        let here = rung.clone();
        thread::Builder::new().name("ctrl-c".into()).spawn(move || hang_up(&signals, &here)).map_err(no_thread)?;
        let here = rung.clone();
        // It ends with this process: a terminal cannot be asked to stop waiting for its user.
        thread::Builder::new().name("touches".into()).spawn(move || press(&here)).map_err(no_thread)?;
        Ok(Self { settings, rung })
    }

    /// The call, to its end.
    ///
    /// # Errors
    /// The card was taken out.
    pub fn call(
        self,
        begin: &Begin<'_>,
        from: CallerId,
        watch: impl FnMut(&Report) + Send + 'static,
    ) -> Result<(), Error> {
        let (mut line, handle) = huisclos_board_sound::open(self.settings).map_err(|e| failed(&e))?;
        if std::io::stdin().is_terminal() {
            eprintln!("huisclos : parlez ; tapez les touches du téléphone (0-9 * #) puis Entrée ; Ctrl-C raccroche");
        }
        // A line that was just opened is free.
        let _ = handle.call(from);
        let _ = self.rung.set(handle);
        begin.on_line(world::call_id(), &mut line, watch)?;
        for _ in 0..AFTER_FRAMES {
            line.exchange(&[SILENCE; FRAME_SAMPLES]).map_err(|e| failed(&e))?;
        }
        Ok(())
    }
}

/// Ctrl-C hangs up; before the line rings, and when the box does not end the call, it ends the program.
fn hang_up(signals: &SigSet, rung: &OnceLock<SoundHandle>) {
    let mut asked = false;
    while signals.wait().is_ok() {
        match rung.get().filter(|handle| handle.engaged() && !asked) {
            Some(handle) => asked = handle.hang_up(),
            None => std::process::exit(INTERRUPTED),
        }
    }
}

/// Keys that are typed.
fn press(rung: &OnceLock<SoundHandle>) {
    for line in std::io::stdin().lock().lines() {
        let Ok(line) = line else { return };
        if let Some(handle) = rung.get() {
            for key in line.chars() {
                // What is no key is not taken.
                let _ = handle.press(key);
            }
        }
    }
}
