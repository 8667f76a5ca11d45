//! A caller made of WAV files, one per question of the box.

use std::collections::{HashMap, VecDeque};
use std::path::Path;

use huisclos_audio::{alaw, level};
use huisclos_ports::{FRAME_MS, Frame};
use huisclos_speech::Asking;

use crate::script::BOX_SPEAKS_DBM0;
use crate::{Caller, Error, Uttered, wav};

/// How long after the box's last word a person answers, in turn: the same at every run, and not always the same.
const REACTIONS_MS: [u64; 4] = [400, 300, 600, 500];
/// The same question again, at once or later in the call (two things to confirm, a name not understood): the caller says
/// the answer to it again, this often; then this caller has nothing more to say.
const REPEATS_MAX: u32 = 5;
/// Neither speaks for this long: a person hangs up.
const GIVES_UP_MS: u64 = 30_000;

#[derive(Clone, Debug)]
struct Clip {
    asking: Option<Asking>,
    /// Milliseconds of the box's voice after which it is said over it.
    interrupts_after_ms: Option<u64>,
    frames: Vec<Frame>,
}

/// Plays the file that the box asks for.
#[derive(Debug, Default)]
pub struct WavCaller {
    clips: VecDeque<Clip>,
    /// What each question was last answered with, and how often it was said.
    said: HashMap<Asking, (Clip, u32)>,
    wanted: VecDeque<Clip>,
    saying: VecDeque<Frame>,
    answers: usize,
    box_spoken_ms: u64,
    box_silent_ms: u64,
    all_silent_ms: u64,
    hangs_up_after_ms: Option<u64>,
}

impl WavCaller {
    /// A caller with nothing to say yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A caller from the command line's arguments: `FILE`, or `ASKING=FILE` for the answer to one question.
    ///
    /// # Errors
    /// The file or the question, what is wrong and what to do.
    pub fn from_arguments<S: AsRef<str>>(arguments: impl IntoIterator<Item = S>) -> Result<Self, Error> {
        let mut caller = Self::new();
        for argument in arguments {
            let (asking, file) = split(argument.as_ref())?;
            caller.add(asking, Path::new(file))?;
        }
        Ok(caller)
    }

    /// Adds a file: the answer to `asking`, or to the next question that no file answers.
    ///
    /// # Errors
    /// The file, what is wrong with it and what to do.
    pub fn add(&mut self, asking: Option<Asking>, path: &Path) -> Result<(), Error> {
        self.add_pcm(asking, &wav::read_for_line(path)?);
        Ok(())
    }

    /// Adds samples (8 kHz) as [`WavCaller::add`] adds a file.
    pub fn add_pcm(&mut self, asking: Option<Asking>, pcm: &[i16]) {
        self.clips.push_back(Clip { asking, interrupts_after_ms: None, frames: alaw::frames(pcm) });
    }

    /// Says the last file added over the box's voice, once it has been speaking for this long.
    pub fn interrupting(&mut self, after_ms: u64) {
        if let Some(clip) = self.clips.back_mut() {
            clip.interrupts_after_ms = Some(after_ms);
        }
    }

    /// Hangs up once everything is said and the box has been silent for this long after its answer.
    pub fn hangs_up_after(&mut self, silence_ms: u64) {
        self.hangs_up_after_ms = Some(silence_ms);
    }

    fn answer_to(&mut self, asking: Asking) -> Option<Clip> {
        if let Some((clip, times)) = self.said.get_mut(&asking)
            && !self.clips.iter().any(|clip| answers(clip.asking, asking))
            && *times <= REPEATS_MAX
        {
            *times += 1;
            return Some(clip.clone());
        }
        let keyed = self.clips.iter().position(|clip| answers(clip.asking, asking));
        let next = keyed.or_else(|| self.clips.iter().position(|clip| clip.asking.is_none()))?;
        let clip = self.clips.remove(next)?;
        self.said.insert(asking, (clip.clone(), 1));
        Some(clip)
    }

    fn hear(&mut self, heard: &Frame) {
        if level::dbm0(&alaw::decode(heard)) > BOX_SPEAKS_DBM0 {
            self.box_spoken_ms += FRAME_MS;
            self.box_silent_ms = 0;
        } else {
            self.box_silent_ms += FRAME_MS;
            if self.box_silent_ms > 400 {
                self.box_spoken_ms = 0;
            }
        }
    }

    fn begin(&mut self) {
        let reaction_ms = REACTIONS_MS[self.answers % REACTIONS_MS.len()];
        let Some(clip) = self.wanted.front() else { return };
        let over_voice = clip.interrupts_after_ms.is_some_and(|after_ms| self.box_spoken_ms >= after_ms);
        if (over_voice || self.box_silent_ms >= reaction_ms)
            && let Some(clip) = self.wanted.pop_front()
        {
            self.answers += 1;
            self.saying.extend(clip.frames);
        }
    }

    fn hangs_up(&self) -> bool {
        let nothing_left = self.clips.is_empty() && self.wanted.is_empty();
        self.all_silent_ms >= GIVES_UP_MS
            || (nothing_left && self.hangs_up_after_ms.is_some_and(|ms| self.all_silent_ms >= ms))
    }
}

impl Caller for WavCaller {
    fn exchange(&mut self, heard: &Frame) -> Uttered {
        self.hear(heard);
        if self.saying.is_empty() {
            self.begin();
        }
        let frame = self.saying.pop_front();
        self.all_silent_ms = if frame.is_some() || self.box_silent_ms == 0 { 0 } else { self.all_silent_ms + FRAME_MS };
        match frame {
            Some(frame) => Uttered::sound(frame),
            None if self.hangs_up() => Uttered::HANGS_UP,
            None => Uttered::SILENCE,
        }
    }

    fn asked(&mut self, asking: Asking) {
        // What was wanted before and not said yet was the answer to another question.
        self.wanted.clear();
        let clip = self.answer_to(asking);
        self.wanted.extend(clip);
    }
}

/// `name` stands for both names.
fn answers(keyed: Option<Asking>, asking: Asking) -> bool {
    match keyed {
        Some(Asking::Name) => matches!(asking, Asking::Name | Asking::LastName | Asking::FirstName),
        Some(word) => word == asking,
        None => false,
    }
}

fn split(argument: &str) -> Result<(Option<Asking>, &str), Error> {
    let Some((word, file)) = argument.split_once('=') else {
        return Ok((None, argument));
    };
    // A path may hold "=": only a plain word before it is a question.
    if word.is_empty() || !word.chars().all(|c| c.is_ascii_alphabetic() || c == '_') || Path::new(argument).exists() {
        return Ok((None, argument));
    }
    match Asking::from_word(word) {
        Some(asking) => Ok((Some(asking), file)),
        None => {
            let known: Vec<&str> = Asking::WORDS.iter().map(|(_, word)| *word).collect();
            Err(Error::Asking { word: word.into(), known: known.join(" ") })
        }
    }
}
