//! The recogniser as a whole.

mod joined;
mod measured;

use crate::again::{self, Names};
use crate::beam;
use crate::bias::Words;
use crate::decoder::Decoder;
use crate::encoder::Encoder;
use crate::greedy::{self, Pen, Written};
use crate::hints::Tree;
use crate::layout::{BINS, FILTERS};
use crate::mel::HOP;
use crate::music::{Music, Told};
use crate::phonemes::Phonemes;
use crate::readings::others;
use crate::search::{Found, search};
use crate::together::Together;
use crate::tuning::TUNED;
use crate::{
    Config, Files, Hints, Lexicon, Mel, RATE_HZ, Rejection, Transcript, WhisperError, config, gate, guards, music,
    window,
};
use huisclos_weights::{Bpe, Precision, WeightsError, locate};
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Most audio transcribed at once: an hour, more than any call; a longer file is a mistake.
const AUDIO_S_MAX: usize = 3600;
/// Samples of one encoder position: two frames.
const POSITION: usize = 2 * HOP;
/// Known words are the transcript when the best sounds of all are, for each sound, at most so much likelier than theirs
/// (natural logarithm). Chosen on the open set: beyond it a word is missing from the list, a name mostly.
const GAP_MAX: f32 = 1.5;
/// Contexts grow by whole steps, so that buffers of like sizes are used again.
const CONTEXT_STEP: usize = 16;

/// A Whisper model, loaded and warm. It keeps nothing between two transcripts and can be shared between threads; the
/// matrix products use candle's own pool (one thread a core).
pub struct Whisper {
    config: Config,
    bpe: Bpe,
    tokens: config::Tokens,
    mel: Mel,
    encoder: Encoder,
    decoder: Decoder,
    together: Together,
    music: Music,
    phonemes: Option<Phonemes>,
    lexicon: Option<Lexicon>,
}

/// What is expected in a turn.
struct Bias<'a> {
    tree: Tree,
    words: Option<Words<'a>>,
    names: Names,
}

/// What one window gave.
struct Window {
    /// What the encoder gave; empty where no words are looked at again.
    heard: Vec<f32>,
    written: Written,
    phonemes: Vec<String>,
    /// The known words that explain what was heard, when they do: then nothing was `written`.
    found: Option<Found>,
    /// How unsure the head was of its sounds, nats; `None` without a head.
    doubt: Option<f32>,
}

/// The likeliest words; without what was expected where an expected word is strained to fit: a name that was said
/// otherwise must explain its sounds as well as a whole utterance must.
fn unstrained(words: &Words, scores: &[f32], symbols: usize) -> Option<Found> {
    let found = search(words, scores, symbols, &TUNED)?;
    if found.strain <= GAP_MAX {
        return Some(found);
    }
    search(&Words::new(words.lexicon, &Hints::default()), scores, symbols, &TUNED)
}

impl Whisper {
    /// Where the model's file lies: `asked`, else beside the program, else the repository's default.
    pub fn locate(asked: Option<&Path>) -> Result<PathBuf, WhisperError> {
        Ok(locate("whisper", asked, concat!(env!("CARGO_MANIFEST_DIR"), "/weights/default.gguf"))?)
    }

    /// Opens a GGUF file of ours or a folder of Hugging Face's, quantized for this CPU, and runs it once: the first products
    /// put the weights in order, which must not happen while a caller waits.
    pub fn open(path: &Path) -> Result<Self, WhisperError> {
        Self::open_with(path, Precision::Quick)
    }

    /// The same in a chosen precision.
    pub fn open_with(path: &Path, precision: Precision) -> Result<Self, WhisperError> {
        Self::load(Files::open(path)?, precision)
    }

    /// From files already read.
    pub fn load(files: Files, precision: Precision) -> Result<Self, WhisperError> {
        let Files { weights, config, bpe, tokens, phonemes, lexicon, .. } = files;
        let w = &weights;
        let whisper = Self {
            mel: match w.shape(FILTERS) {
                Some(_) => Mel::from_filters(&w.values(FILTERS, &[config.num_mel_bins, BINS])?),
                None => Mel::new(config.num_mel_bins),
            },
            encoder: Encoder::read(w, &config, precision)?,
            decoder: Decoder::read(w, &config, precision)?,
            together: Together::default(),
            music: Music::new(),
            phonemes: Phonemes::read(w, phonemes, config.d_model, precision)?,
            lexicon,
            config,
            bpe,
            tokens,
        };
        whisper.warm_up()?;
        Ok(whisper)
    }

    fn warm_up(&self) -> Result<(), WeightsError> {
        // Each kind of product is warmed: many rows (encoder), some rows (prompt), one row (token).
        let hum: Vec<f32> = (0..RATE_HZ).map(|i| (0.05 * i as f32).sin() * 0.1).collect();
        self.window(&hum, 8, &self.bias(&Hints::default()), false).map(|_| ())
    }

    /// What a turn's hints are to both ways of writing.
    fn bias(&self, hints: &Hints) -> Bias<'_> {
        Bias {
            tree: Tree::new(hints, &self.bpe),
            words: self.lexicon.as_ref().map(|lexicon| Words::new(lexicon, hints)),
            // Beside the known words the decoder is only asked for what they do not explain.
            names: if self.lexicon.is_some() { Names::default() } else { Names::new(hints) },
        }
    }

    /// The model's sizes.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Longest audio transcribed in one go, seconds; longer audio is cut where it is quiet.
    pub fn window_s(&self) -> f32 {
        (self.window_samples() / RATE_HZ) as f32
    }

    fn window_samples(&self) -> usize {
        let [silence, _] = self.config.silence_positions();
        self.config.max_source_positions.saturating_sub(silence).max(1) * POSITION
    }

    /// The words of some audio (16 kHz, mono, -1 to 1). Audio without speech gives an empty text and why.
    pub fn transcribe(&self, samples: &[f32], hints: &Hints) -> Result<Transcript, WhisperError> {
        let begin = Instant::now();
        if samples.len() > AUDIO_S_MAX * RATE_HZ {
            return Err(WhisperError::TooLong { seconds: samples.len() / RATE_HZ, max: AUDIO_S_MAX });
        }
        if samples.iter().any(|x| !x.is_finite()) {
            return Err(WhisperError::NotANumber);
        }
        let bias = self.bias(hints);
        let (mut parts, mut played) = (Vec::new(), Vec::new());
        let mut rejected = None;
        for piece in window::pieces(samples, self.window_samples()) {
            match self.piece(piece, &bias)? {
                Ok(window) => match self.played(piece, &window) {
                    Some(text) => {
                        let beside = window.found.as_ref().map(|found| others(&[found]));
                        played.push((text, beside.unwrap_or_default()));
                        rejected = rejected.or(Some(Rejection::Music));
                    }
                    None => parts.push(window),
                },
                Err(why) => rejected = rejected.or(Some(why)),
            }
        }
        let mut out = self.joined(parts);
        out.others = music::perhaps(played, out.others);
        out.rejected = if out.text.is_empty() { rejected.or(Some(Rejection::NoSpeech)) } else { None };
        out.compute_ms = begin.elapsed().as_millis() as u64;
        Ok(out)
    }

    /// The words so far of a turn that goes on: one quick try, in a fraction of a transcript's time where the model has the
    /// known words (no decoder, no second context). Words that hardly explain what was heard come with their doubt; those of
    /// music come too, since red flags are read here.
    pub fn sketch(&self, samples: &[f32], hints: &Hints) -> Result<Transcript, WhisperError> {
        let begin = Instant::now();
        if samples.len() > AUDIO_S_MAX * RATE_HZ {
            return Err(WhisperError::TooLong { seconds: samples.len() / RATE_HZ, max: AUDIO_S_MAX });
        }
        if samples.iter().any(|x| !x.is_finite()) {
            return Err(WhisperError::NotANumber);
        }
        let bias = self.bias(hints);
        let [silence, _] = self.config.silence_positions();
        let mut parts = Vec::new();
        for piece in window::pieces(samples, self.window_samples()) {
            if gate::closed(piece).is_some() {
                continue;
            }
            let window = match self.sketched(piece, silence, &bias)? {
                Some(window) => window,
                None => self.window(piece, silence, &bias, false)?,
            };
            if window.found.is_some() || self.unbelievable(&window).is_none() {
                parts.push(window);
            }
        }
        let gap = parts.iter().filter_map(|part| part.found.as_ref()).map(|found| found.gap).fold(0.0, f32::max);
        let mut out = self.joined(parts);
        out.others.clear();
        if gap > GAP_MAX {
            out.confidence *= (GAP_MAX - gap).exp();
        }
        out.compute_ms = begin.elapsed().as_millis() as u64;
        Ok(out)
    }

    /// A window by its sounds and the known words alone; `None` where the model has none.
    fn sketched(&self, samples: &[f32], silence: usize, bias: &Bias) -> Result<Option<Window>, WeightsError> {
        let (Some(head), Some(words)) = (&self.phonemes, &bias.words) else { return Ok(None) };
        let heard = self.encode(samples, silence)?;
        let scores = head.scores(&heard)?;
        let found = unstrained(words, &scores, head.symbols());
        Ok(found.map(|found| Window {
            heard: Vec::new(),
            written: Written::default(),
            phonemes: Vec::new(),
            found: Some(found),
            doubt: None,
        }))
    }

    fn encode(&self, samples: &[f32], silence: usize) -> Result<Vec<f32>, WeightsError> {
        let positions = (samples.len().div_ceil(POSITION) + silence).next_multiple_of(CONTEXT_STEP);
        let positions = positions.min(self.config.max_source_positions);
        self.encoder.run(&self.mel.features(samples, 2 * positions))
    }

    /// One window through all guards, with a second try on a longer context when the first loops or doubts.
    fn piece(&self, samples: &[f32], bias: &Bias) -> Result<Result<Window, Rejection>, WhisperError> {
        if let Some(why) = gate::closed(samples) {
            return Ok(Err(why));
        }
        let [silence, more] = self.config.silence_positions();
        let mut window = self.window(samples, silence, bias, false)?;
        if window.found.is_some() {
            return Ok(Ok(window));
        }
        if let Some(first) = self
            .unbelievable(&window)
            .or(guards::doubtful(window.written.mean_log_probability).then_some(Rejection::Unsure))
        {
            // Several rows cost as many decodings: not for what only went round in circles.
            let again = self.window(samples, more, bias, first == Rejection::Unsure)?;
            let better = self.unbelievable(&again).is_none()
                && (first != Rejection::Unsure
                    || again.written.mean_log_probability > window.written.mean_log_probability);
            if better {
                window = again;
            }
        }
        if let Some(why) = self.unbelievable(&window) {
            return Ok(Err(why));
        }
        let (heard, seconds) = (std::mem::take(&mut window.heard), samples.len() as f32 / RATE_HZ as f32);
        window.written =
            again::look((&self.pen(&bias.tree), &self.bpe), &bias.names, (&heard, seconds), window.written)?;
        Ok(Ok(window))
    }

    /// The words of a piece, when they are music's. Standard weights have no head of sounds, and need no such guard: over music they
    /// write "[Musique]", which is no word; their surprise in its place took a telephone number in figures for music.
    fn played(&self, samples: &[f32], window: &Window) -> Option<String> {
        let doubt = window.doubt?;
        let text = match &window.found {
            Some(found) => found.words.iter().map(|(word, _)| word.as_str()).collect::<Vec<_>>().join(" "),
            None => guards::spoken(&self.bpe.decode(&window.written.tokens)).trim().to_string(),
        };
        let letters = text.chars().filter(|c| c.is_alphabetic()).count();
        let gap = window.found.as_ref().map_or(f32::INFINITY, |found| found.gap);
        self.music.plays(samples, &Told { letters, doubt, gap }).then_some(text)
    }

    fn unbelievable(&self, window: &Window) -> Option<Rejection> {
        let written = &window.written;
        let unheard = |text: &str| self.phonemes.is_some() && guards::unheard(text, window.phonemes.len());
        let text = guards::spoken(&self.bpe.decode(&written.tokens));
        if written.looped || guards::repeats(&text) {
            Some(Rejection::Repetition)
        } else if text.trim().is_empty()
            || guards::silent(written.no_speech, written.mean_log_probability)
            || unheard(&text)
        {
            Some(Rejection::NoSpeech)
        } else if guards::phantom(&text) {
            Some(Rejection::Phantom)
        } else if guards::hopeless(written.mean_log_probability) {
            Some(Rejection::Unsure)
        } else {
            None
        }
    }

    fn pen<'a>(&'a self, hints: &'a Tree) -> Pen<'a> {
        Pen {
            decoder: &self.decoder,
            together: &self.together,
            tokens: &self.tokens,
            hints,
            context_max: self.config.max_target_positions,
        }
    }

    #[cfg(test)]
    pub(crate) fn together(&self) -> (&Together, &Decoder) {
        (&self.together, &self.decoder)
    }

    /// Encodes and decodes one window followed by `silence` positions of silence; one whose first words were `doubted` with
    /// several transcripts side by side.
    fn window(&self, samples: &[f32], silence: usize, bias: &Bias, doubted: bool) -> Result<Window, WeightsError> {
        let heard = self.encode(samples, silence)?;
        let (phonemes, found, doubt) = match &self.phonemes {
            Some(head) => {
                let scores = head.scores(&heard)?;
                // What follows the samples is silence.
                let own = scores.len().min(samples.len().div_ceil(POSITION) * head.symbols());
                let doubt = music::doubt(&scores[..own], head.symbols());
                let found = bias.words.as_ref().and_then(|words| unstrained(words, &scores, head.symbols()));
                (head.heard(&scores), found.filter(|f| f.gap <= GAP_MAX), Some(doubt))
            }
            None => (Vec::new(), None, None),
        };
        // Words that explain all the sounds are the transcript; the decoder writes what no list of words holds.
        let written = match &found {
            Some(_) => Written::default(),
            None => {
                let seconds = samples.len() as f32 / RATE_HZ as f32;
                let pen = self.pen(&bias.tree);
                if doubted {
                    beam::write(&pen, &heard, seconds, beam::WIDTH)?
                } else {
                    greedy::write(&pen, &heard, seconds)?
                }
            }
        };
        Ok(Window { heard, written, phonemes, found, doubt })
    }
}
