//! A caller who follows a list of acts.

use std::collections::VecDeque;

use huisclos_audio::{alaw, level, tones};
use huisclos_ports::{FRAME_MS, Frame};

use crate::{Caller, Uttered};

/// Louder than this, the box is speaking.
pub(crate) const BOX_SPEAKS_DBM0: f32 = -45.0;
/// A key as a telephone sends it.
const KEY_MS: u64 = 100;
/// And the silence after it.
const KEY_GAP_MS: u64 = 100;
/// Level of each tone of a key.
const KEY_DBM0: f32 = -10.0;
/// The box does not begin to speak at all: go on. Longer than any answer of the box may take.
const BOX_WAITED_MAX_MS: u64 = 20_000;

/// One act of a script.
#[derive(Clone, Debug, PartialEq)]
pub enum Act {
    /// Waits until the box has spoken and then been silent for this long.
    Listen {
        /// A person's reaction is 300 to 600 ms.
        then_ms: u64,
    },
    /// Says these samples (8 kHz).
    Say(Vec<i16>),
    /// Says these samples once the box has been speaking for this long, over its voice.
    Interrupt {
        /// Since the beginning of what the box is saying.
        after_ms: u64,
        /// What is said (8 kHz).
        pcm: Vec<i16>,
    },
    /// Is silent.
    Silence(u64),
    /// Presses a key.
    Key(char),
    /// Hangs up.
    HangUp,
}

/// Follows a list of acts, then is silent.
#[derive(Debug)]
pub struct ScriptCaller {
    acts: VecDeque<Act>,
    saying: VecDeque<Frame>,
    spoken_ms: u64,
    silent_ms: u64,
    waited_ms: u64,
    heard_box: bool,
}

impl ScriptCaller {
    /// A caller who will do these things from the moment the box answers.
    #[must_use]
    pub fn new(acts: impl IntoIterator<Item = Act>) -> Self {
        Self {
            acts: acts.into_iter().collect(),
            saying: VecDeque::new(),
            spoken_ms: 0,
            silent_ms: 0,
            waited_ms: 0,
            heard_box: false,
        }
    }

    fn hear(&mut self, heard: &Frame) {
        if level::dbm0(&alaw::decode(heard)) > BOX_SPEAKS_DBM0 {
            self.heard_box = true;
            self.spoken_ms += FRAME_MS;
            self.silent_ms = 0;
        } else {
            self.silent_ms += FRAME_MS;
            // Pauses of a sentence do not end it.
            if self.silent_ms > 400 {
                self.spoken_ms = 0;
            }
        }
    }

    /// True once the act at hand may be done.
    fn ripe(&mut self) -> bool {
        let ripe = match self.acts.front() {
            Some(Act::Listen { then_ms }) => self.heard_box && self.silent_ms >= *then_ms,
            Some(Act::Interrupt { after_ms, .. }) => self.spoken_ms >= *after_ms,
            Some(_) => return true,
            None => return false,
        };
        self.waited_ms += FRAME_MS;
        ripe || self.waited_ms >= BOX_WAITED_MAX_MS
    }
}

impl Caller for ScriptCaller {
    fn exchange(&mut self, heard: &Frame) -> Uttered {
        self.hear(heard);
        while self.saying.is_empty() && self.ripe() {
            self.waited_ms = 0;
            match self.acts.pop_front() {
                Some(Act::Listen { .. }) => self.heard_box = false,
                Some(Act::Say(pcm) | Act::Interrupt { pcm, .. }) => self.saying.extend(alaw::frames(&pcm)),
                Some(Act::Silence(ms)) => self.saying.extend(alaw::frames(&vec![0; tones::samples(ms)])),
                Some(Act::Key(key)) => {
                    let mut pcm = tones::key(key, KEY_DBM0, KEY_MS).unwrap_or_default();
                    pcm.resize(tones::samples(KEY_MS + KEY_GAP_MS), 0);
                    self.saying.extend(alaw::frames(&pcm));
                }
                Some(Act::HangUp) => return Uttered::HANGS_UP,
                None => break,
            }
        }
        self.saying.pop_front().map_or(Uttered::SILENCE, Uttered::sound)
    }
}
