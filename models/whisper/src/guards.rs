//! Was that speech or a phantom? Whisper writes fluent sentences for noise, and sometimes the same one for ever.
//!
//! Candle's example compares the compression ratio with NaN, so that its guard never fires: here it is computed.

/// zlib's ratio above which text repeats itself, and mean log-probability under which a silent verdict is believed
/// (OpenAI's `transcribe.py`).
const COMPRESSION_MAX: f32 = 2.4;
const LOG_PROBABILITY_MIN: f32 = -1.0;
const NO_SPEECH_MIN: f32 = 0.6;
/// Worse than this is noise put into words whatever the model says of silence: a third of the way to a blind guess among
/// twenty tokens. OpenAI retries under -1; the dialogue sees every confidence, so only the hopeless is dropped.
const LOG_PROBABILITY_HOPELESS: f32 = -1.6;
/// Longest period of a loop that is looked for, tokens.
const PERIOD_MAX: usize = 16;
/// A loop is at least so many tokens of repetition, and at least so many times: "non non non" and "zéro zéro" are speech.
const LOOP_TOKENS_MIN: usize = 10;
const LOOP_TIMES_MIN: usize = 4;

/// Letters written for each sound heard, and those of the shortest word, beyond which nothing was heard.
const LETTERS_A_SOUND_MAX: usize = 4;
const LETTERS_FREE: usize = 2;

/// French sentences Whisper learnt from subtitles and writes over silence. Compared without case, accents or punctuation.
const PHANTOMS: [&str; 14] = [
    "sous titres realises",
    "sous titrage",
    "sous titres par",
    "soustitreur com",
    "amara org",
    "radio canada",
    "merci d avoir regarde",
    "merci d avoir visionne",
    "abonnez vous",
    "n oubliez pas de vous abonner",
    "a la prochaine video",
    "cliquez sur le lien",
    "traduction par",
    "transcription par",
];

/// True when the last tokens are the same few over and over.
pub(crate) fn loops(tokens: &[u32]) -> bool {
    (1..=PERIOD_MAX.min(tokens.len() / 2)).any(|period| {
        let same = tokens.iter().rev().zip(tokens.iter().rev().skip(period)).take_while(|(a, b)| a == b).count();
        let covered = same + period;
        same > 0 && covered >= LOOP_TOKENS_MIN && covered / period >= LOOP_TIMES_MIN
    })
}

/// True when the text compresses as only a repetition does.
pub(crate) fn repeats(text: &str) -> bool {
    let packed = miniz_oxide::deflate::compress_to_vec_zlib(text.as_bytes(), 6);
    text.len() as f32 / packed.len() as f32 > COMPRESSION_MAX
}

/// True when the text is one of the sentences Whisper makes up.
pub(crate) fn phantom(text: &str) -> bool {
    let plain = plain(text);
    PHANTOMS.iter().any(|phantom| plain.contains(phantom))
}

/// Leaves out what standard Whispers write of what they hear without its being said: "[Musique]", "(rires)", "*bruit*".
#[derive(Default)]
pub(crate) struct Spoken {
    until: Option<char>,
}

impl Spoken {
    /// The said part of the next piece of a text.
    pub(crate) fn of(&mut self, text: &str) -> String {
        let mut out = String::new();
        for c in text.chars() {
            match (self.until, c) {
                (None, '[') => self.until = Some(']'),
                (None, '(') => self.until = Some(')'),
                (None, '*') => self.until = Some('*'),
                (None, c) => out.push(c),
                (Some(end), c) if c == end => self.until = None,
                _ => {}
            }
        }
        out
    }
}

/// What was said of a whole text; empty when no letter of it was: some models write dots or notes where nobody speaks.
pub(crate) fn spoken(text: &str) -> String {
    let said = Spoken::default().of(text);
    if said.chars().any(char::is_alphanumeric) { said } else { String::new() }
}

/// True when the model itself thinks that nobody spoke, or does not believe a word it wrote.
pub(crate) fn silent(no_speech: f32, mean_log_probability: f32) -> bool {
    no_speech > NO_SPEECH_MIN && mean_log_probability < LOG_PROBABILITY_MIN
}

/// True when the words are worth a second try.
pub(crate) fn doubtful(mean_log_probability: f32) -> bool {
    mean_log_probability < LOG_PROBABILITY_MIN
}

/// True when the words are worth nothing.
pub(crate) fn hopeless(mean_log_probability: f32) -> bool {
    mean_log_probability < LOG_PROBABILITY_HOPELESS
}

/// True when the words have no sounds under them: the decoder, which knows sentences, wrote what the phoneme head, which
/// knows none, did not hear. French writes 1.4 letters a sound; a head that misses two sounds of three still passes. Noise gave
/// 8 to 50 letters for 0 to 2 sounds ("je suis tombée au travail" for a breath), speech never more than 2 letters a sound.
pub(crate) fn unheard(text: &str, sounds: usize) -> bool {
    text.chars().filter(|c| c.is_alphabetic()).count() > LETTERS_A_SOUND_MAX * sounds + LETTERS_FREE
}

fn plain(text: &str) -> String {
    let letters = text.chars().flat_map(char::to_lowercase).map(|c| match c {
        'à' | 'â' => 'a',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'î' | 'ï' => 'i',
        'ô' => 'o',
        'ù' | 'û' => 'u',
        'ç' => 'c',
        c if c.is_alphanumeric() => c,
        _ => ' ',
    });
    letters.collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loops_are_found_and_stammering_is_not() {
        for (tokens, expect) in [
            (vec![1, 2, 3], false),
            (vec![5; 9], false),
            (vec![5; 10], true),
            ([9, 8, 7].repeat(3), false),
            ([9, 8, 7].repeat(4), true),
            ([vec![1, 2, 3, 4], [9, 8, 7].repeat(4)].concat(), true),
            ([[9, 8, 7].repeat(4), vec![1, 2, 3, 4]].concat(), false), // over: the words went on
            ((0..40).collect(), false),
            ([vec![3, 3, 3, 4, 4, 4], (5..20).collect()].concat(), false),
        ] {
            assert_eq!(loops(&tokens), expect, "{tokens:?}");
        }
    }

    #[test]
    fn what_compresses_too_well_repeats_itself() {
        let said = "bonjour je voudrais prendre rendez-vous avec le docteur martin pour ma fille qui a de la fièvre depuis hier";
        assert!(!repeats(said) && !repeats("") && !repeats("non non non c'est non"));
        assert!(repeats(&"je voudrais un rendez-vous ".repeat(6)));
    }

    #[test]
    fn what_is_heard_without_being_said_is_not_written() {
        for (text, expect) in [
            (" [Musique]", ""),
            (" [Musique] [Musique", ""),
            ("...", ""),
            (" ♪♪", ""),
            ("*bruit* Allô (rires) oui ?", " Allô  oui ?"),
            ("je voudrais un rendez-vous à 10h.", "je voudrais un rendez-vous à 10h."),
        ] {
            assert_eq!(spoken(text), expect, "{text}");
        }
    }

    #[test]
    fn phantoms_are_known_in_any_dress() {
        for text in [
            "Sous-titres réalisés par la communauté d'Amara.org",
            "sous-titrage société radio-canada",
            " Merci d'avoir regardé cette vidéo !",
            "Abonnez-vous !",
        ] {
            assert!(phantom(text), "{text}");
        }
        for text in ["merci d'avoir rappelé", "je voudrais un rendez-vous", "la radio du canal", ""] {
            assert!(!phantom(text), "{text}");
        }
    }

    #[test]
    fn words_need_sounds_under_them() {
        for (text, sounds, expect) in [
            ("je suis tombée au travail en fin de journée", 0, true),
            ("k comme ah", 1, true),
            ("p l e g l e n e i n e i n e i n e", 2, true),
            ("oui", 1, false),
            ("oui c'est parfait", 12, false),
            ("rendez-vous", 3, false),
            ("", 0, false),
        ] {
            assert_eq!(unheard(text, sounds), expect, "{text}");
        }
    }

    #[test]
    fn silence_needs_both_signs() {
        assert!(silent(0.9, -1.5) && !silent(0.9, -0.2) && !silent(0.1, -1.5));
        assert!(hopeless(-2.0) && !hopeless(-1.2) && doubtful(-1.2) && !doubtful(-0.5));
    }
}
