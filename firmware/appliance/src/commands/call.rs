//! `huisclos call`: one call on a simulated line, typed or spoken, or by whoever is at the microphone (`mic.rs`).

use super::mic::Mic;
use crate::book::Book;
use crate::cli::{Call as Options, Common, HandsetIs};
use crate::error::Error;
use crate::mind::reader;
use crate::settings::BoxSettings;
use crate::studio::WithRecordings;
use crate::{json, parts, spoken, world};
use huisclos_agenda::CallId;
use huisclos_board_sim::{Caller, Handset, Hybrid, Settings as LineSettings, SimLine, WavCaller};
use huisclos_call::Call;
use huisclos_engine::leisure::Leisure;
use huisclos_engine::line::LineCall;
use huisclos_engine::text::{Act, TextCall, Typist};
use huisclos_engine::{Calls, Conversation, Parts, Workers};
use huisclos_ports::{CallerId, Line, Live, Report, Rulebook, Rules, Settings, What};
use huisclos_speech::Asking;
use std::io::BufRead;
use std::sync::Arc;

/// The handset is lifted at its second ring, and put back after half a minute of talking.
const LIFTED_AFTER_MS: u64 = 6_000;
const TALKS_MS: u64 = 30_000;
/// Rings nobody can fail to notice: a line that has given no ring by then never will.
const FRAMES_TO_RING_MAX: u32 = 500;

/// # Errors
/// A broken setting, store, model or file.
pub fn run(common: &Common, options: &Options) -> Result<(), Error> {
    let cabinet = world::cabinet(common)?;
    let caller = world::caller(options.from.as_deref())?;
    // The caller's files are read, and the card is opened, before the store is touched: a wrong one changes nothing.
    let far = match &options.mic {
        Some(device) => Far::Microphone(Mic::at(device)?),
        None if options.text => Far::Typist,
        None => Far::Files(WavCaller::from_arguments(&options.wav).map_err(|e| Error::Line(e.to_string()))?),
    };
    let book = Book::open(common)?;
    let settings = Arc::new(BoxSettings::of(common, &book, cabinet)?);
    let cabinet = settings.cabinet.now().content;
    let mind = if options.rules_only {
        None
    } else {
        parts::or_without(parts::mind(&cabinet), "les règles comprennent seules")
    };
    let mut parts =
        Parts { cabinet: cabinet.clone(), recognizer: None, understanding: mind, voice: None, store: book.port() };
    if !matches!(far, Far::Typist) {
        parts.recognizer = parts::or_without(parts::ear(&cabinet), "la boîte répond sans comprendre la voix");
        parts.voice = Some(WithRecordings::over(parts::mouth()?, &settings));
    }
    let workers = Workers::start(parts);
    let as_json = common.json;
    let live = Arc::new(Live::default());
    let heard = live.clone();
    let print = move |report: &Report| {
        heard.push(report.clone());
        if as_json {
            world::out(&json::event(report).to_string());
        } else if let Some(line) = spoken::line(report) {
            world::out(&line);
        }
    };
    let begin = Begin { common, rulebook: &*settings, book: &book, workers: &workers, calls: None };
    match far {
        Far::Typist => {
            let mut typist = Stdin::default();
            begin.typed(caller, options.handset, &mut typist, print);
        }
        Far::Files(wav) => {
            let line = LineSettings {
                noise_dbm0: options.noise,
                hybrid: options.echo.map(|gain| Hybrid { loss_db: gain.abs(), delay_ms: 4.0 }),
                handset: handset(options.handset),
                ..LineSettings::lifelike()
            };
            begin.heard(caller, line, wav, print)?;
        }
        Far::Microphone(mic) => mic.call(&begin, caller, print)?,
    }
    // Nobody calls any more: where a chat model is installed, it reads what the call has left.
    Leisure::over(Box::new(reader), Arc::new(book.store().clone()), live, Arc::default()).finish();
    // The workers hold it too, and are not waited for.
    book.store().close();
    Ok(())
}

/// Who calls.
enum Far {
    Typist,
    Files(WavCaller),
    Microphone(Mic),
}

/// What every call begins with.
pub struct Begin<'a> {
    /// The clock.
    pub common: &'a Common,
    /// By what rules.
    pub rulebook: &'a dyn Rulebook,
    /// Where they are kept.
    pub book: &'a Book,
    /// Who works for them.
    pub workers: &'a Workers,
    /// Where the page reaches them, where there is one.
    pub calls: Option<Arc<Calls>>,
}

impl Begin<'_> {
    fn conversation(&self, id: CallId, watch: Box<dyn FnMut(Report) + Send>) -> Conversation {
        let now = world::now(self.common);
        let Rules { cabinet, call, texts } = self.rulebook.rules(id, now);
        let call = Call::new(cabinet, now, call).in_words(texts);
        Conversation::new(id, call, self.book.port(), now, watch)
    }

    /// A typed call.
    pub fn typed(
        &self,
        caller: CallerId,
        handset: HandsetIs,
        typist: &mut dyn Typist,
        watch: impl FnMut(&Report) + Send + 'static,
    ) {
        self.typed_as(world::call_id(), caller, handset, typist, watch);
    }

    /// The same, as this call.
    pub fn typed_as(
        &self,
        id: CallId,
        caller: CallerId,
        handset: HandsetIs,
        typist: &mut dyn Typist,
        mut watch: impl FnMut(&Report) + Send + 'static,
    ) {
        let handset = match handset {
            HandsetIs::Answers => huisclos_engine::text::HandsetIs::Answered,
            HandsetIs::Busy => huisclos_engine::text::HandsetIs::Busy,
            HandsetIs::Absent => huisclos_engine::text::HandsetIs::Absent,
        };
        let conversation = self.conversation(id, Box::new(move |report| watch(&report)));
        let call = TextCall::new(conversation, self.workers, typist, handset, caller);
        match &self.calls {
            Some(calls) => call.behind(calls.enter(id, false)).run(),
            None => call.run(),
        };
    }

    /// A spoken call on a simulated line.
    ///
    /// # Errors
    /// The line failed.
    pub fn heard(
        &self,
        caller: CallerId,
        settings: LineSettings,
        far: impl Caller + 'static,
        watch: impl FnMut(&Report) + Send + 'static,
    ) -> Result<(), Error> {
        self.heard_as(world::call_id(), caller, settings, far, watch)
    }

    /// The same, as this call.
    ///
    /// # Errors
    /// The line failed.
    pub fn heard_as(
        &self,
        id: CallId,
        caller: CallerId,
        settings: LineSettings,
        far: impl Caller + 'static,
        mut watch: impl FnMut(&Report) + Send + 'static,
    ) -> Result<(), Error> {
        let failed = |e: &dyn std::fmt::Display| Error::Line(e.to_string());
        let (mut line, handle) = SimLine::new(settings);
        handle.call(caller, Box::new(far)).map_err(|e| failed(&e))?;
        let asked = move |report: &Report| {
            if let What::Listening { asking } = &report.what {
                // A line that is gone says so at its next frame.
                let _ = handle.asked(*asking);
            }
            watch(report);
        };
        self.on_line(id, &mut line, asked)
    }

    /// A call on a line that rings, or is about to.
    ///
    /// # Errors
    /// The line failed.
    pub fn on_line(
        &self,
        id: CallId,
        line: &mut dyn Line,
        mut watch: impl FnMut(&Report) + Send + 'static,
    ) -> Result<(), Error> {
        let failed = |e: &dyn std::fmt::Display| Error::Line(e.to_string());
        for _ in 0..FRAMES_TO_RING_MAX {
            let silence = [huisclos_ports::SILENCE; huisclos_ports::FRAME_SAMPLES];
            if !line.exchange(&silence).map_err(|e| failed(&e))?.facts.is_empty() {
                break;
            }
        }
        let conversation = self.conversation(id, Box::new(move |report| watch(&report)));
        let call = LineCall::new(conversation, line, self.workers);
        match &self.calls {
            Some(calls) => call.behind(calls.enter(id, true)).run(),
            None => call.run(),
        }
        .map_err(|e| failed(&e))?;
        Ok(())
    }
}

/// The handset of a simulated line.
pub fn handset(is: HandsetIs) -> Handset {
    match is {
        HandsetIs::Answers => Handset::Answers { after_ms: LIFTED_AFTER_MS, talks_ms: TALKS_MS },
        HandsetIs::Busy => Handset::Busy,
        HandsetIs::Absent => Handset::Absent,
    }
}

/// A caller who types on standard input; its end is a hang-up.
#[derive(Default)]
pub struct Stdin {
    lines: usize,
}

impl Typist for Stdin {
    fn next(&mut self, _asking: Asking) -> Act {
        loop {
            let mut line = String::new();
            self.lines += 1;
            match std::io::stdin().lock().read_line(&mut line) {
                Ok(0) => return Act::HangUp,
                Ok(_) => match Act::parse(&line) {
                    Ok(act) => return act,
                    Err(sentence) => eprintln!("huisclos : ligne {} de l'entrée standard : {sentence}", self.lines),
                },
                Err(error) => {
                    let n = self.lines;
                    eprintln!("huisclos : ligne {n} de l'entrée standard : {error} ; il faut du texte UTF-8");
                    return Act::HangUp;
                }
            }
        }
    }
}
