//! What a file is, told before it goes live, and how fast it is here.

use crate::{Chat, ChatError, Config, Decoder, Template, Vocabulary};
use huisclos_blocks::{Gguf, Hands};
use huisclos_speech::Asking;
use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

/// What a chat model's file says of itself, checked.
#[derive(Clone, Debug, PartialEq)]
pub struct Card {
    /// "qwen2.5 0.5b instruct", as its maker wrote it; empty when it does not say.
    pub name: String,
    /// Its licence, as its maker wrote it; empty when it does not say.
    pub licence: String,
    /// Sizes.
    pub config: Config,
    /// How it wants to be spoken to.
    pub template: Template,
    /// Number of weights.
    pub weights: usize,
    /// The block format most of them are kept in: "Q8_0".
    pub kept: &'static str,
    /// Length of the file.
    pub bytes: usize,
}

/// Checks a file whole: header, every tensor's shape and place, every block's scale, tokens, template. Reads all of it once.
///
/// # Errors
/// The key or the tensor that does not fit.
pub fn check(path: &Path) -> Result<Card, ChatError> {
    let file = Gguf::open(path)?;
    let decoder = Decoder::open(&file, Hands::new(1))?;
    let vocabulary = Vocabulary::open(&file, decoder.config().vocabulary)?;
    let template = Template::find(&file, &vocabulary, decoder.config().architecture)?;
    file.verify()?;
    let mut kinds: BTreeMap<&'static str, usize> = BTreeMap::new();
    for (_, tensor) in file.tensors() {
        *kinds.entry(tensor.kind.name()).or_default() += tensor.shape.iter().product::<usize>();
    }
    let text = |key: &str| file.text(key).unwrap_or_default().to_string();
    Ok(Card {
        name: text("general.name"),
        licence: text("general.license"),
        config: decoder.config().clone(),
        template,
        weights: kinds.values().sum(),
        kept: kinds.into_iter().max_by_key(|(_, count)| *count).map_or("", |(name, _)| name),
        bytes: file.len(),
    })
}

/// How fast a model is on this machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Measured {
    /// Opened, with the instructions of the demo cabinet read.
    pub opened: Duration,
    /// Tokens of these instructions.
    pub prefix: usize,
    /// One turn to its form: the mean.
    pub turn: Duration,
    /// The slowest.
    pub turn_most: Duration,
}

/// Turns as callers say them.
const TURNS: [(&str, Asking); 4] = [
    ("bonjour je voudrais un rendez-vous pour mon fils jeudi après-midi avec le docteur martin", Asking::Open),
    ("non plutôt mardi prochain en fin de matinée", Asking::Slot),
    ("garnier sophie", Asking::Name),
    ("j'ai mal à la poitrine et du mal à respirer depuis ce matin", Asking::Open),
];

/// Opens a model and reads a few turns to it.
///
/// # Errors
/// It does not open.
pub fn measure(path: &Path, threads: usize) -> Result<Measured, ChatError> {
    let begin = Instant::now();
    let mut chat = Chat::open(path, threads)?;
    let opened = begin.elapsed();
    let (mut all, mut most) = (Duration::ZERO, Duration::ZERO);
    for (said, asking) in TURNS {
        let begin = Instant::now();
        chat.read(said, asking);
        let took = begin.elapsed();
        all += took;
        most = most.max(took);
    }
    Ok(Measured { opened, prefix: chat.prefix(), turn: all / TURNS.len() as u32, turn_most: most })
}
