//! The sound cards of a running box: their lines, and whoever rings them to try a script by voice.

use super::bell::{Asked, Rung, chosen};
use huisclos_board_plan::{LineOf, SoundKind};
use huisclos_board_sound::{Kind, Rings, Settings, SoundHandle};
use huisclos_ports::{CallerId, Line, LineError, Report, What};
use std::collections::BTreeMap;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Facts of a call that wait for whoever rang it: a call has some two hundred.
const FACTS_MAX: usize = 1_000;

struct SoundLineHere {
    handle: SoundHandle,
    /// Who rang it.
    tap: Option<SyncSender<Report>>,
}

/// The lines over sound cards.
#[derive(Default)]
pub struct SoundBoard {
    lines: Mutex<BTreeMap<String, SoundLineHere>>,
}

impl SoundBoard {
    /// Opens a line.
    ///
    /// # Errors
    /// Its device.
    pub fn open(&self, of: &LineOf) -> Result<Box<dyn Line>, LineError> {
        let missing = || {
            let reason = "le fichier de la carte ne nomme pas de carte son".into();
            LineError { device: of.name.clone(), operation: "ouvrir", reason }
        };
        let sound = of.sound.as_ref().ok_or_else(missing)?;
        let settings = Settings {
            name: of.name.clone(),
            device: sound.device.clone(),
            kind: match sound.kind {
                SoundKind::Desk => Kind::Desk,
                SoundKind::Loopback => Kind::Loopback,
            },
            rings: if sound.rings_when_played { Rings::Played } else { Rings::Asked },
            capture_percent: sound.capture_percent,
            playback_percent: sound.playback_percent,
        };
        let (line, handle) = huisclos_board_sound::open(settings)?;
        self.lines().insert(of.name.clone(), SoundLineHere { handle, tap: None });
        Ok(Box::new(line))
    }

    fn lines(&self) -> MutexGuard<'_, BTreeMap<String, SoundLineHere>> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Rung for SoundBoard {
    fn ring(&self, asked: &Asked, from: CallerId) -> Result<(String, Receiver<Report>), String> {
        if !asked.wav.is_empty() {
            return Err("l'appelant d'une carte son parle dans son micro : les fichiers (--wav) sont pour la carte \
                        simulée"
                .into());
        }
        if asked.breaks.is_some() {
            return Err("une panne (--breaks) ne se montre que sur la carte simulée".into());
        }
        let mut lines = self.lines();
        if lines.is_empty() {
            return Err(
                "aucune carte son n'est ouverte : voyez ce que la boîte en dit (« huisclos run --health »)".into()
            );
        }
        let free = lines.iter().map(|(name, here)| (name, !here.handle.engaged()));
        let name = chosen(asked.line.as_deref(), free)?;
        let here = lines.get_mut(&name).ok_or("la ligne vient d'être fermée ; recommencez")?;
        if !here.handle.call(from) {
            return Err(format!("la ligne {name} est occupée, ou sa carte son a été débranchée"));
        }
        let (tap, facts) = sync_channel(FACTS_MAX);
        here.tap = Some(tap);
        Ok((name, facts))
    }

    fn engaged(&self, line: &str) -> bool {
        self.lines().get(line).is_some_and(|here| here.handle.engaged())
    }

    fn hangs_up(&self, line: &str) {
        if let Some(here) = self.lines().get_mut(line) {
            here.tap = None;
            here.handle.hang_up();
        }
    }

    fn presses(&self, line: &str, key: char) {
        if let Some(here) = self.lines().get(line) {
            here.handle.press(key);
        }
    }

    fn happened(&self, line: &str, report: &Report) {
        let mut lines = self.lines();
        let Some(here) = lines.get_mut(line) else { return };
        if let Some(tap) = &here.tap {
            let _ = tap.try_send(report.clone());
        }
        if matches!(report.what, What::Over { .. }) {
            here.tap = None;
        }
    }
}
