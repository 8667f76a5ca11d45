//! Steps, done.

use crate::error::Error;
use crate::far_end::{FarEnd, now_ms};
use crate::script::{Awaited, Shows, Step};
use huisclos_audio::tones::{self, Cadence, ProgressTone};
use huisclos_dahdi_sys::{Control, Event, Hook, LocalSpan};
use huisclos_tones::{Hidden, compose, modulate};

/// Level of the network's tones, and of its FSK.
const TONE_DBM0: f32 = -15.0;
const FSK_DBM0: f32 = -13.5;
/// From the end of the first burst to the number.
const NUMBER_AFTER_MS: u64 = 500;
/// A burst of ringing ends by then.
const BURST_MAX_MS: u64 = 6_000;
/// Keys of a hurried caller.
const KEY_MS: u64 = 80;
/// A span that was just let go may be held for a moment more.
const SPAN_TRIES: u32 = 50;

/// Does one step.
pub fn follow(far_end: &mut FarEnd, step: &Step) -> Result<(), Error> {
    match step {
        Step::Cadence(on_off_ms) => far_end.channel()?.cadence(on_off_ms)?,
        Step::Ring { bursts, shows } => return ring(far_end, *bursts, shows),
        Step::Expect(awaited, ms) => return expect(far_end, awaited, *ms),
        Step::OffHook => far_end.channel()?.hook(Hook::Off)?,
        Step::OnHook => {
            far_end.hush();
            far_end.channel()?.hook(Hook::On)?;
        }
        Step::Flash => far_end.channel()?.hook(Hook::Flash)?,
        Step::Play(file) => {
            play(far_end, file)?;
            say_it_all(far_end)?;
        }
        Step::Converse(log, line, ms) => converse(far_end, log, line, *ms)?,
        Step::Tone(name, ms) => {
            far_end.say(&tone(name, *ms).ok_or_else(|| Error::Script { line: 0, text: name.clone() })?);
            say_it_all(far_end)?;
        }
        Step::Keys(keys) => {
            for key in keys.chars() {
                far_end.say(&tones::key(key, -9.0, KEY_MS).unwrap_or_default());
                far_end.say(&tones::sines(&[], 0.0, KEY_MS));
            }
            say_it_all(far_end)?;
        }
        Step::Wait(ms) => run(far_end, *ms)?,
        Step::Record(file) => far_end.record(file)?,
        Step::Level(ms) => {
            let mut sum = 0.0;
            let frames = (ms / 20).max(1);
            for _ in 0..frames {
                far_end.frame()?;
                sum += 10f64.powf(f64::from(far_end.seen.level_dbm0) / 10.0);
            }
            let dbm0 = 10.0 * (sum / frames as f64).log10();
            far_end.tell("level", &[("dbm0", ((dbm0 * 10.0).round() / 10.0).into())]);
            return Ok(());
        }
        Step::Cut(address, channels) => {
            far_end.let_go();
            let span = LocalSpan { address: address.clone(), channels: *channels };
            again(|| Ok(Control::open()?.destroy(&span)?))?;
        }
        Step::Restore(address, channels) => {
            let span = LocalSpan { address: address.clone(), channels: u32::try_from(channels.len()).unwrap_or(0) };
            let control = Control::open()?;
            control.create(&span)?;
            for (channel, word) in channels {
                control.signalling(*channel, word)?;
            }
            again(|| far_end.take_again())?;
        }
    }
    far_end.tell("did", &[("step", format!("{step:?}").into())]);
    Ok(())
}

fn play(far_end: &mut FarEnd, file: &str) -> Result<(), Error> {
    let bytes = std::fs::read(file).map_err(|reason| Error::File { file: file.into(), reason })?;
    match bytes.windows(4).position(|word| word == b"data").filter(|_| bytes.starts_with(b"RIFF")) {
        Some(at) => {
            let samples = bytes.get(at + 8..).unwrap_or_default().chunks_exact(2);
            far_end.say(&samples.map(|two| i16::from_le_bytes([two[0], two[1]])).collect::<Vec<_>>());
        }
        None => far_end.say_bytes(&bytes),
    }
    Ok(())
}

/// Answers what the box asks, as its log tells it.
fn converse(far_end: &mut FarEnd, log: &str, line: &str, ms: u64) -> Result<(), Error> {
    /// People take that long to begin.
    const BEGINS_AFTER_MS: u64 = 400;
    /// The log is looked at that often.
    const LOOK_MS: u64 = 100;
    let end = now_ms() + ms;
    while now_ms() < end && !far_end.seen.events.contains(&Event::OnHook) {
        match far_end.seen.logs.asked(log, line) {
            Some(Ok(asked)) => {
                far_end.tell("asked", &[("asking", asked.clone().into())]);
                run(far_end, BEGINS_AFTER_MS)?;
                // What it has no answer for it leaves unanswered.
                if play(far_end, &format!("{asked}.wav")).is_ok() {
                    say_it_all(far_end)?;
                }
            }
            Some(Err(())) => break,
            None => run(far_end, LOOK_MS)?,
        }
    }
    Ok(())
}

fn again(mut act: impl FnMut() -> Result<(), Error>) -> Result<(), Error> {
    let mut last = Ok(());
    for _ in 0..SPAN_TRIES {
        last = act();
        if last.is_ok() {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    last
}

fn run(far_end: &mut FarEnd, ms: u64) -> Result<(), Error> {
    let end = now_ms() + ms;
    while now_ms() < end {
        far_end.frame()?;
    }
    Ok(())
}

fn say_it_all(far_end: &mut FarEnd) -> Result<(), Error> {
    while !far_end.is_silent() {
        far_end.frame()?;
    }
    Ok(())
}

fn expect(far_end: &mut FarEnd, awaited: &Awaited, ms: u64) -> Result<(), Error> {
    let what = format!("{awaited:?}");
    let began = now_ms();
    if matches!(awaited, Awaited::DialTone | Awaited::BusyTone | Awaited::Ringback | Awaited::Voice | Awaited::Silence)
    {
        far_end.seen.begin();
    }
    while !far_end.seen.take(awaited) {
        if now_ms() > began + ms {
            far_end.tell("late", &[("expected", what.clone().into())]);
            return Err(Error::Late { what, ms });
        }
        far_end.frame()?;
    }
    let mut more = vec![("expected", what.into()), ("after_ms", (now_ms() - began).into())];
    match awaited {
        Awaited::Keys(_) => more.push(("keys", std::mem::take(&mut far_end.seen.keys).into())),
        Awaited::Number => {
            let message = far_end.seen.number.take().unwrap_or_default();
            let hidden = message.hidden.map(|hidden| format!("{hidden:?}"));
            // A made-up number of the bench: it may be told.
            let length = message.number.map(|number| {
                let mut digits = String::new();
                number.matches(|number| {
                    digits.clone_from(number);
                    true
                });
                digits
            });
            more.push(("number", length.into()));
            more.push(("hidden", hidden.into()));
        }
        _ => {}
    }
    far_end.tell("came", &more);
    Ok(())
}

/// Rings so many bursts, or until somebody answers.
fn ring(far_end: &mut FarEnd, bursts: u32, shows: &Shows) -> Result<(), Error> {
    far_end.seen.events.clear();
    far_end.channel()?.hook(Hook::Ring)?;
    far_end.tell("rings", &[]);
    for burst in 0..bursts {
        let end = now_ms() + BURST_MAX_MS;
        // The burst, to its end.
        while !far_end.seen.events.contains(&Event::RingerOff) && !answered(far_end) && now_ms() < end {
            far_end.frame()?;
        }
        far_end.seen.events.retain(|event| *event != Event::RingerOff);
        if answered(far_end) {
            break;
        }
        if burst == 0 {
            run(far_end, NUMBER_AFTER_MS)?;
            let number = match shows {
                Shows::Nothing => None,
                Shows::Withheld => Some(Err(Hidden::Withheld)),
                Shows::Unavailable => Some(Err(Hidden::Unavailable)),
                Shows::Number(number) => Some(Ok(number.as_str())),
            };
            if let Some(number) = number {
                far_end.say(&modulate(&compose(Some(*b"11220936"), number, None), FSK_DBM0));
            }
        }
        if burst + 1 == bursts {
            // The last burst's number still goes out.
            say_it_all(far_end)?;
            break;
        }
        // The rest, to the next burst.
        while !far_end.seen.events.contains(&Event::RingerOn) && !answered(far_end) && now_ms() < end {
            far_end.frame()?;
        }
        far_end.seen.events.retain(|event| *event != Event::RingerOn);
        if answered(far_end) {
            break;
        }
    }
    far_end.hush();
    if answered(far_end) {
        far_end.channel()?.hook(Hook::Off)?;
        far_end.tell("answered", &[]);
    } else {
        far_end.channel()?.hook(Hook::RingStop)?;
        far_end.tell("rang", &[("bursts", bursts.into())]);
    }
    Ok(())
}

fn answered(far_end: &FarEnd) -> bool {
    far_end.seen.events.contains(&Event::RingOffHook)
}

fn tone(name: &str, ms: u64) -> Option<Vec<i16>> {
    let cadence = match name {
        "dial" => Cadence::Dial,
        "busy" => Cadence::Busy,
        "congestion" => Cadence::Congestion,
        "ringback" => Cadence::Ringback,
        "waiting" => Cadence::CallWaiting,
        "information" => {
            let three = [950.0, 1_400.0, 1_800.0].map(|hz| tones::sines(&[hz], TONE_DBM0, 330)).concat();
            let silence = tones::sines(&[], 0.0, 1_000);
            return Some([three, silence].concat());
        }
        hz => return Some(tones::sines(&[hz.parse().ok()?], TONE_DBM0, ms)),
    };
    let mut tone = ProgressTone::new(cadence, TONE_DBM0);
    Some((0..ms / 20).flat_map(|_| tone.pcm()).collect())
}
