//! A caller the box cannot talk with: given to the handset, as without a box.

use super::stop::{HAND_OVER, Stop};
use super::watched::Watched;
use huisclos_audio::tones::{Cadence, ProgressTone};
use huisclos_ports::{FRAME_MS, FRAME_SAMPLES, Frame, Line, LineError, LineFact, SILENCE};

/// Level at which networks send their tones.
const TONE_DBM0: f32 = -15.0;
/// Frames for which the handset is rung for a caller who is on the line already.
const RING_FRAMES: u64 = HAND_OVER.as_secs() * 1_000 / FRAME_MS;
/// Frames for which a caller may ring in vain: networks give up after three minutes.
const THROUGH_FRAMES: u64 = 5 * 60 * 1_000 / FRAME_MS;
/// Frames that handset and line may stay joined: two hours; a release was lost then.
const JOINED_FRAMES: u64 = 7_200_000 / FRAME_MS;

const HUSH: Frame = [SILENCE; FRAME_SAMPLES];

/// What became of the caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Handed {
    /// Somebody lifted the handset and spoke with them.
    Spoken,
    /// Nobody did, or the caller left.
    Released,
}

/// Rings the handset for a caller whose call the box has answered and cannot go on with; lets them go when nobody lifts it.
///
/// # Errors
/// The line failed.
pub fn hand_over(line: &mut Watched<'_>, stop: &Stop) -> Result<Handed, LineError> {
    if line.is_joined() {
        return joined(line, stop);
    }
    let mut tone = ProgressTone::new(Cadence::Ringback, TONE_DBM0);
    line.ring_handset(true)?;
    'ringing: for _ in 0..RING_FRAMES {
        for fact in line.exchange(&tone.frame())?.facts {
            match fact {
                LineFact::HandsetLifted => {
                    line.ring_handset(false)?;
                    line.join_handset()?;
                    return joined(line, stop);
                }
                LineFact::HungUp | LineFact::Cut | LineFact::HandsetBusy => break 'ringing,
                _ => {}
            }
        }
    }
    line.ring_handset(false)?;
    line.hang_up()?;
    Ok(Handed::Released)
}

/// Rings the handset for a caller whom the box does not answer: while the line rings, as without a box.
///
/// # Errors
/// The line failed.
pub(super) fn ring_through(line: &mut Watched<'_>, stop: &Stop) -> Result<Handed, LineError> {
    line.ring_handset(true)?;
    for _ in 0..THROUGH_FRAMES {
        // A box that ends leaves the ring to its guard.
        if stop.talked() {
            break;
        }
        for fact in line.exchange(&HUSH)?.facts {
            match fact {
                LineFact::HandsetLifted => {
                    line.ring_handset(false)?;
                    line.answer()?;
                    line.join_handset()?;
                    return joined(line, stop);
                }
                LineFact::Abandoned | LineFact::HungUp | LineFact::Cut => {
                    line.ring_handset(false)?;
                    line.hang_up()?;
                    return Ok(Handed::Released);
                }
                _ => {}
            }
        }
    }
    line.ring_handset(false)?;
    line.hang_up()?;
    Ok(Handed::Released)
}

/// Handset and line are joined, until one of them ends it.
pub(super) fn joined(line: &mut Watched<'_>, stop: &Stop) -> Result<Handed, LineError> {
    for _ in 0..JOINED_FRAMES {
        let facts = line.exchange(&HUSH)?.facts;
        let over = |fact: &LineFact| matches!(fact, LineFact::HandsetReplaced | LineFact::HungUp | LineFact::Cut);
        if facts.iter().any(over) || stop.talked() {
            break;
        }
    }
    line.hang_up()?;
    Ok(Handed::Spoken)
}
