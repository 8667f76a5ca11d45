//! The script's language: one step a line. Pure.

use crate::error::Error;

/// What is waited for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Awaited {
    /// The other end went off-hook.
    OffHook,
    /// It went on-hook.
    OnHook,
    /// It pressed its R key.
    Flash,
    /// A burst of ringing began (on a telephone).
    Ring,
    /// Ringing stopped for 5 s (on a telephone).
    RingOver,
    /// A caller's number came (on a telephone).
    Number,
    /// The loop was broken: the far end hung up (on a telephone of kewlstart).
    Released,
    /// So many keys.
    Keys(usize),
    /// A voice, or anything loud that is no tone.
    Voice,
    /// Dial tone.
    DialTone,
    /// Busy or congestion tone.
    BusyTone,
    /// Ringback.
    Ringback,
    /// Nothing louder than -50 dBm0 for 600 ms.
    Silence,
    /// A file, written by another program, holds this text beyond what was read of it before.
    Text {
        /// Which file.
        file: String,
        /// Which text, without spaces.
        text: String,
    },
}

/// A caller's number as the network sends it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shows {
    /// Nothing at all.
    Nothing,
    /// Withheld.
    Withheld,
    /// Unavailable.
    Unavailable,
    /// This number.
    Number(String),
}

/// One step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// `cadence 1500 3500`: how it rings from now on.
    Cadence(Vec<u16>),
    /// `ring 3 0612345678`: so many bursts, or until answered; the number after the first.
    Ring { bursts: u32, shows: Shows },
    /// `expect offhook 5000`.
    Expect(Awaited, u64),
    /// `offhook`, `onhook`, `flash`.
    OffHook,
    /// See above. On an exchange of kewlstart this breaks the loop.
    OnHook,
    /// See above.
    Flash,
    /// `play FILE`: raw A-law, or a WAV file of 8 kHz, mono, 16 bits.
    Play(String),
    /// `tone busy 4000`: dial, busy, congestion, ringback, information, hold, or a frequency in Hz.
    Tone(String, u64),
    /// `converse LOG dahdi/1 120000`: at each `"asking":"WORD"` that the box writes to its log for that line, plays
    /// `WORD.wav`, until the call is over there or the time is.
    Converse(String, String, u64),
    /// `keys 12*#`.
    Keys(String),
    /// `wait 1000`.
    Wait(u64),
    /// `record FILE`: what is heard from now on, raw A-law.
    Record(String),
    /// `level 500`: tells how loud the far end is.
    Level(u64),
    /// `cut 1:1 4`: destroys the local span of that address and size.
    Cut(String, u32),
    /// `restore 1:1 5:fxoks,6:fxoks`: makes it again, with these channels.
    Restore(String, Vec<(u32, String)>),
}

/// Reads a script. Empty lines and what follows `#` at the beginning of a line are skipped.
pub fn parse(text: &str) -> Result<Vec<Step>, Error> {
    let lines = text.lines().enumerate().map(|(n, line)| (n + 1, line.trim()));
    let lines = lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
    lines.map(|(n, line)| step(line).ok_or_else(|| Error::Script { line: n, text: line.into() })).collect()
}

fn step(line: &str) -> Option<Step> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let number = |at: usize| words.get(at).and_then(|word| word.parse::<u64>().ok());
    let text = |at: usize| words.get(at).map(|word| (*word).to_string());
    Some(match *words.first()? {
        "cadence" => Step::Cadence(words[1..].iter().map(|w| w.parse().ok()).collect::<Option<_>>()?),
        "ring" => {
            let shows = match words.get(2) {
                None => Shows::Nothing,
                Some(&"withheld") => Shows::Withheld,
                Some(&"unavailable") => Shows::Unavailable,
                Some(number) => Shows::Number((*number).into()),
            };
            Step::Ring { bursts: u32::try_from(number(1)?).ok()?, shows }
        }
        "expect" => {
            let (what, ms) = match *words.get(1)? {
                "keys" => (Awaited::Keys(usize::try_from(number(2)?).ok()?), number(3)?),
                "text" => (Awaited::Text { file: text(2)?, text: text(3)? }, number(4)?),
                word => (awaited(word)?, number(2)?),
            };
            Step::Expect(what, ms)
        }
        "offhook" => Step::OffHook,
        "onhook" => Step::OnHook,
        "flash" => Step::Flash,
        "play" => Step::Play(text(1)?),
        "tone" => Step::Tone(text(1)?, number(2)?),
        "converse" => Step::Converse(text(1)?, text(2)?, number(3)?),
        "keys" => Step::Keys(text(1)?),
        "wait" => Step::Wait(number(1)?),
        "record" => Step::Record(text(1)?),
        "level" => Step::Level(number(1)?),
        "cut" => Step::Cut(text(1)?, u32::try_from(number(2)?).ok()?),
        "restore" => {
            let channels = words.get(2)?.split(',').map(|one| {
                let (channel, word) = one.split_once(':')?;
                Some((channel.parse().ok()?, word.to_string()))
            });
            Step::Restore(text(1)?, channels.collect::<Option<_>>()?)
        }
        _ => return None,
    })
}

fn awaited(word: &str) -> Option<Awaited> {
    Some(match word {
        "offhook" => Awaited::OffHook,
        "onhook" => Awaited::OnHook,
        "flash" => Awaited::Flash,
        "ring" => Awaited::Ring,
        "ringover" => Awaited::RingOver,
        "number" => Awaited::Number,
        "released" => Awaited::Released,
        "voice" => Awaited::Voice,
        "dialtone" => Awaited::DialTone,
        "busytone" => Awaited::BusyTone,
        "ringback" => Awaited::Ringback,
        "silence" => Awaited::Silence,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_read() {
        let text = "# a call\nring 3 0612345678\nexpect offhook 20000\n\nexpect keys 4 9000\ncut 1:1 4\nrestore 1:1 5:fxoks,6:fxols";
        let steps = parse(text).unwrap_or_default();
        assert_eq!(steps[0], Step::Ring { bursts: 3, shows: Shows::Number("0612345678".into()) });
        assert_eq!(steps[2], Step::Expect(Awaited::Keys(4), 9_000));
        assert_eq!(steps[4], Step::Restore("1:1".into(), vec![(5, "fxoks".into()), (6, "fxols".into())]));
    }

    #[test]
    fn what_is_no_step_is_named() {
        for text in ["dance", "wait soon", "expect rain 3", "ring", "ring x", "restore 1:1 5", "tone busy"] {
            let error = parse(&format!("wait 1\n{text}")).err().map(|e| e.to_string()).unwrap_or_default();
            assert!(error.contains("ligne 2") && error.contains(text), "{error}");
        }
    }
}
