//! The test call: the demonstration's caller, through the box's own ear, mind and voice, on a line of her own and into a
//! store of her own, which is destroyed after. The cabinet's agenda never sees her.

use crate::book::Book;
use crate::cli::Common;
use crate::commands::call::Begin;
use crate::commands::demo::{NUMBER, caller};
use crate::parts;
use crate::running::aside::Aside;
use crate::settings::BoxSettings;
use huisclos_agenda::{Cabinet, Phone, Private};
use huisclos_board_sim::Settings as LineSettings;
use huisclos_engine::{Parts, Workers};
use huisclos_ports::{CallerId, Report, Settings, What, in_french};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// The test call's place among the lines that the workers serve in turn.
const TRIAL: u32 = u32::MAX;

/// What the call told, for the rows.
#[derive(Default)]
struct Told {
    ends_ms: std::collections::BTreeMap<u32, u64>,
    waits_ms: Vec<u64>,
    heard: u32,
    confidence: f32,
    over: Option<(String, f64)>,
    booked: bool,
}

/// The scratch store, gone when this is dropped, whatever happened.
struct Scratch(PathBuf);

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Whose models hear the call.
pub enum With<'a> {
    /// Models that are loaded for it.
    OwnModels,
    /// The running box's own workers, as a caller has them; its store is set aside for the call.
    Running(&'a Workers, &'a Arc<Aside>),
}

/// Makes the call.
///
/// # Errors
/// One sentence: what failed, and what to do.
pub fn call(
    common: &Common,
    cabinet: &Cabinet,
    folder: &Path,
    with: With<'_>,
    tell: &mut dyn FnMut(String),
) -> Result<Vec<String>, String> {
    let failed = |e: crate::error::Error| e.to_string();
    let scratch = Scratch(folder.join("essai"));
    let _ = std::fs::remove_dir_all(&scratch.0);
    std::fs::create_dir_all(&scratch.0).map_err(|e| format!("{} : {e}", scratch.0.display()))?;
    let common = Common { data: Some(scratch.0.join("data")), ..common.clone() };
    let book = Book::open_quietly(&common).map_err(failed)?;
    let settings = BoxSettings::of(&common, &book, cabinet.clone()).map_err(failed)?;
    let cabinet = settings.cabinet.now().content;
    let (workers, aside) = match with {
        With::Running(workers, aside) => (workers.of_line(TRIAL), Some(aside.clone())),
        With::OwnModels => {
            tell("je charge les modèles".into());
            let workers = Workers::start(Parts {
                cabinet: cabinet.clone(),
                recognizer: Some(parts::ear(&cabinet).map_err(failed)?),
                understanding: Some(parts::mind(&cabinet).map_err(failed)?),
                voice: Some(parts::mouth().map_err(failed)?),
                store: book.port(),
            });
            (workers, None)
        }
    };
    tell("j'appelle (en temps simulé)".into());
    let told = Arc::new(Mutex::new(Told::default()));
    let (watched, port) = (told.clone(), book.port());
    let from = CallerId::Number(Private::new(Phone(NUMBER.into())));
    let begin = Begin { common: &common, rulebook: &settings, book: &book, workers: &workers, calls: None };
    let wav = caller().map_err(failed)?;
    let routed = aside.clone();
    let mut id = None;
    let watch = move |report: &Report| {
        // The call is known by its first fact, which comes before it asks anything of the store.
        if let (Some(aside), None) = (&routed, id) {
            id = Some(report.call);
            aside.trial(report.call, port.clone());
        }
        if let (Some(aside), What::Over { .. }) = (&routed, &report.what) {
            aside.trial_over(report.call);
        }
        note(&watched, report);
    };
    begin.heard(from, LineSettings::lifelike(), wav, watch).map_err(failed)?;
    let told = told.lock().unwrap_or_else(PoisonError::into_inner);
    rows(&told)
}

fn note(told: &Mutex<Told>, report: &Report) {
    let mut told = told.lock().unwrap_or_else(PoisonError::into_inner);
    match &report.what {
        What::Heard { turn, confidence, speech_end_ms, .. } => {
            told.ends_ms.insert(*turn, *speech_end_ms);
            told.heard += 1;
            told.confidence += confidence;
        }
        What::Said { answers_turn: Some(turn), start_ms, .. } => {
            if let Some(end_ms) = told.ends_ms.get(turn).copied() {
                told.waits_ms.push(start_ms.saturating_sub(end_ms));
            }
        }
        What::Booked { .. } => told.booked = true,
        What::Over { seconds, outcome, .. } => told.over = Some((in_french(*outcome).into(), *seconds)),
        _ => {}
    }
}

fn rows(told: &Told) -> Result<Vec<String>, String> {
    let Some((outcome, seconds)) = &told.over else { return Err("l'appel n'a pas de fin".into()) };
    let mut waits = told.waits_ms.clone();
    waits.sort_unstable();
    let rows = vec![
        format!("issue            {outcome}, {seconds:.0} s de ligne, {} tours entendus", told.heard),
        format!(
            "confiance        {:.0} % en moyenne",
            f64::from(told.confidence) * 100.0 / f64::from(told.heard.max(1))
        ),
        format!(
            "attente          {} ms au milieu, {} ms au pire",
            waits.get(waits.len() / 2).copied().unwrap_or_default(),
            waits.last().copied().unwrap_or_default()
        ),
    ];
    if !told.booked {
        return Err(format!("le rendez-vous d'essai n'a pas été pris ; {}", rows[0].trim()));
    }
    Ok(rows)
}
