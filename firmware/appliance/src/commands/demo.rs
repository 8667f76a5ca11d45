//! `huisclos demo`: one whole spoken call on the simulated board, then the page, where the browser is the telephone.

use crate::book::Book;
use crate::cli::{Common, Demo};
use crate::commands::call::Begin;
use crate::desk::BoxDesk;
use crate::error::Error;
use crate::settings::BoxSettings;
use crate::studio::WithRecordings;
use crate::{json, page, parts, spoken, world};
use huisclos_agenda::{Phone, Private};
use huisclos_board_sim::{Pacing, Settings as LineSettings, WavCaller};
use huisclos_engine::{Parts, Workers};
use huisclos_ports::{CallerId, Report, Settings};
use huisclos_speech::Asking;
use std::sync::Arc;

/// Camille Moreau, who does not exist: espeak-ng's voice variant "Alicia", left out of every training.
pub const CALLER: [(Asking, &[u8]); 9] = [
    (Asking::Open, include_bytes!("../../demo/open.wav")),
    (Asking::Consent, include_bytes!("../../demo/consent.wav")),
    (Asking::LastName, include_bytes!("../../demo/last-name.wav")),
    (Asking::FirstName, include_bytes!("../../demo/first-name.wav")),
    (Asking::BirthDate, include_bytes!("../../demo/birth-date.wav")),
    (Asking::Phone, include_bytes!("../../demo/phone.wav")),
    (Asking::Slot, include_bytes!("../../demo/slot.wav")),
    (Asking::Confirm, include_bytes!("../../demo/confirm.wav")),
    (Asking::Other, include_bytes!("../../demo/other.wav")),
];
/// Her number.
pub const NUMBER: &str = "+33612345678";

/// # Errors
/// A broken model, store or setting; a port that is taken.
pub fn run(common: &Common, options: &Demo) -> Result<(), Error> {
    let cabinet = world::cabinet(common)?;
    let book = Book::open(common)?;
    let settings = Arc::new(BoxSettings::of(common, &book, cabinet)?);
    let cabinet = settings.cabinet.now().content;
    let workers = Workers::start(Parts {
        cabinet: cabinet.clone(),
        recognizer: Some(parts::ear(&cabinet)?),
        understanding: Some(parts::mind(&cabinet)?),
        voice: Some(WithRecordings::over(parts::mouth()?, &settings)),
        store: book.port(),
    });
    let desk = Arc::new(BoxDesk::new(
        common.clone(),
        settings.clone(),
        book.clone(),
        workers.clone(),
        huisclos_web::first_code(),
    ));
    let as_json = common.json;
    if !as_json {
        world::out("Huisclos : une patiente inventée appelle le cabinet de démonstration (voix de synthèse).");
        world::out("B : la boîte, A : l'appelante, comme la boîte l'a comprise [confiance, durée du calcul].\n");
    }
    let begin = Begin { common, rulebook: &*settings, book: &book, workers: &workers, calls: Some(desk.calls()) };
    let line = LineSettings { pacing: Pacing::Real, ..LineSettings::lifelike() };
    let shown = desk.clone();
    let print = move |report: &Report| {
        shown.live().push(report.clone());
        if as_json {
            world::out(&json::event(report).to_string());
        } else if let Some(line) = spoken::line(report) {
            world::out(&line);
        }
    };
    begin.heard(CallerId::Number(Private::new(Phone(NUMBER.into()))), line, caller()?, print)?;
    if options.once {
        return Ok(());
    }
    let reading = desk.clone();
    // It ends with the process, as everything of the demonstration does.
    let _ = std::thread::Builder::new().name("relecture".into()).spawn(move || reading.leisure().run(&|| false));
    page::serve(&desk, options.page)
}

/// Her samples where the box asks that, 8 kHz.
///
/// # Errors
/// The recording is broken.
pub fn samples(asking: Asking, wav: &[u8]) -> Result<Vec<i16>, Error> {
    let broken = |e: hound::Error| Error::Line(format!("enregistrement de démonstration {} : {e}", asking.word()));
    let reader = hound::WavReader::new(wav).map_err(broken)?;
    reader.into_samples::<i16>().collect::<Result<Vec<_>, _>>().map_err(broken)
}

/// Her, at the far end of a line.
///
/// # Errors
/// A recording is broken.
pub fn caller() -> Result<WavCaller, Error> {
    let mut caller = WavCaller::new();
    for (asking, wav) in CALLER {
        let pcm = samples(asking, wav)?;
        // Some questions may come twice (a name read back, then the appointment).
        caller.add_pcm(Some(asking), &pcm);
    }
    Ok(caller)
}
