//! Everything that can come into a line's inbox.

use huisclos_agenda::Private;
use huisclos_call::{JobId, Reply, SayingId};
use huisclos_ports::{AccountId, Expected};
use huisclos_speech::{Meaning, RedFlag};
use std::sync::Arc;

/// What a worker has to tell. Line facts and ear facts come with the frames themselves.
#[derive(Debug)]
pub enum Event {
    /// A turn was transcribed and understood.
    Understood(Understood),
    /// The recogniser failed on this turn.
    NotHeard {
        /// Which.
        turn: u32,
    },
    /// What was said so far of a turn that goes on.
    Hearing(Hearing),
    /// A secretary's whisper was understood.
    Whispered {
        /// What was written.
        text: Private<String>,
        /// Who.
        by: AccountId,
        /// What it means.
        meaning: Box<Meaning>,
        /// Time rules and language model took.
        compute_ms: u64,
    },
    /// Samples of a sentence.
    Voiced {
        /// Which.
        saying: SayingId,
        /// 8 kHz mono.
        pcm: Vec<i16>,
        /// Nothing more of it will come.
        last: bool,
        /// Time the voice took.
        compute_ms: u64,
    },
    /// The voice failed; the sentence cannot be said.
    NotVoiced {
        /// Which.
        saying: SayingId,
    },
    /// Who may be calling, or be called for.
    Expected {
        /// Nearest first; none where the store failed.
        people: Arc<[Expected]>,
        /// Time it took.
        compute_ms: u64,
    },
    /// The store answered.
    Told {
        /// Which job.
        job: JobId,
        /// What it says; a failure is a reply too.
        reply: Reply,
        /// Time it took.
        compute_ms: u64,
    },
}

/// A turn, transcribed and understood.
#[derive(Debug)]
pub struct Understood {
    /// Its number.
    pub turn: u32,
    /// Empty when nothing intelligible was said.
    pub text: Private<String>,
    /// 0 to 1.
    pub confidence: f32,
    /// What it means.
    pub meaning: Meaning,
    /// Time the recogniser took.
    pub recognise_ms: u64,
    /// Time rules and language model took.
    pub understand_ms: u64,
}

/// What was said so far of a turn that goes on.
#[derive(Debug)]
pub struct Hearing {
    /// The job's number.
    pub job: u32,
    /// Empty when nothing could be made of it yet.
    pub text: Private<String>,
    /// 0 to 1.
    pub confidence: f32,
    /// A red flag that no later word takes back.
    pub alarm: Option<RedFlag>,
    /// Time recogniser and rules took.
    pub compute_ms: u64,
}

impl Event {
    /// The same, as if the work had taken no time.
    pub(crate) fn timeless(mut self) -> Self {
        match &mut self {
            Event::Understood(u) => (u.recognise_ms, u.understand_ms) = (0, 0),
            Event::Hearing(Hearing { compute_ms, .. })
            | Event::Voiced { compute_ms, .. }
            | Event::Told { compute_ms, .. }
            | Event::Expected { compute_ms, .. }
            | Event::Whispered { compute_ms, .. } => *compute_ms = 0,
            Event::NotHeard { .. } | Event::NotVoiced { .. } => {}
        }
        self
    }

    /// How long the work took: in simulated time, the fact comes that much later.
    pub fn compute_ms(&self) -> u64 {
        match self {
            Event::Understood(u) => u.recognise_ms + u.understand_ms,
            Event::Hearing(hearing) => hearing.compute_ms,
            Event::Voiced { compute_ms, .. }
            | Event::Told { compute_ms, .. }
            | Event::Expected { compute_ms, .. }
            | Event::Whispered { compute_ms, .. } => *compute_ms,
            Event::NotHeard { .. } | Event::NotVoiced { .. } => 0,
        }
    }
}
