//! A call that somebody at the cabinet has the box place: the handset rings, whoever lifts it hears the number being
//! dialled, and speaks with whoever answers.

use super::gauge::Gauge;
use super::handover::joined;
use super::stop::Stop;
use super::watched::Watched;
use huisclos_agenda::{Phone, Private};
use huisclos_operator::{Kind, LineState};
use huisclos_ports::{FRAME_MS, FRAME_SAMPLES, Frame, Line, LineError, LineFact, Progress, SILENCE};
use std::sync::Arc;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::time::Duration;

/// Frames for which the handset is rung for whoever asked for it: they stand beside it.
const RING_FRAMES: u64 = 30_000 / FRAME_MS;
/// Frames from the digits to a tone that is told: past any network's.
const PROGRESS_FRAMES: u64 = 60_000 / FRAME_MS;
/// Frames after which a handset that cannot ring has said so.
const BUSY_FRAMES: u64 = 10;
/// A line turns to what is asked of it every 20 ms; one that has not by then is busy with something else.
const TURNS_BY: Duration = Duration::from_secs(3);

const HUSH: Frame = [SILENCE; FRAME_SAMPLES];

/// A call to be placed, and who waits to hear that the handset rings.
pub(super) struct Wanted {
    number: Private<Phone>,
    told: SyncSender<Result<(), String>>,
}

/// Finds a free line and waits until its handset rings.
pub(super) fn ask(gauges: &[Arc<Gauge>], number: &Private<Phone>) -> Result<String, String> {
    // The telephones of an ISDN bus are their own; a sound card has none.
    let can = |gauge: &&Arc<Gauge>| {
        let line = gauge.line();
        let handset = matches!(line.kind, Kind::Analog | Kind::Simulated);
        handset && gauge.is_open() && matches!(line.state, LineState::Free)
    };
    let (told, answer) = sync_channel(1);
    let want = |gauge: &&Arc<Gauge>| gauge.want(Wanted { number: number.clone(), told: told.clone() });
    let Some(gauge) = gauges.iter().filter(can).find(want) else {
        return Err("Aucune ligne avec un combiné n'est libre : attendez la fin de l'appel en cours.".into());
    };
    drop(told);
    let rings = answer.recv_timeout(TURNS_BY).unwrap_or_else(|_| {
        // Nobody may be called by a line that turns to it after they were told that it does not.
        let late = "La ligne vient d'être prise par un autre appel ; recommencez après lui.";
        gauge.take_wanted().map_or(Ok(()), |_| Err(late.into()))
    });
    rings.map(|()| gauge.name().to_string())
}

/// Rings the handset, dials, joins. True when the handset is still lifted at the end.
pub(super) fn call_back(line: &mut Watched<'_>, stop: &Stop, wanted: &Wanted) -> Result<bool, LineError> {
    line.places(true);
    line.ring_handset(true)?;
    let Some(lifted) = lift(line, stop, wanted)? else { return Ok(false) };
    line.give_again(lifted);
    if let Err(error) = line.dial(&wanted.number) {
        // The line is fine, and in somebody's hand: they hear it, or the busy tone.
        eprintln!("huisclos : {error}");
        return Ok(true);
    }
    for _ in 0..PROGRESS_FRAMES {
        for fact in line.exchange(&HUSH)?.facts {
            match fact {
                LineFact::Progressed(Progress::DialTone) => {}
                LineFact::Progressed(Progress::Nothing) | LineFact::HungUp => {
                    line.hang_up()?;
                    return Ok(true);
                }
                // Whatever the network answers, whoever holds the handset hears it.
                LineFact::Progressed(_) => {
                    line.join_handset()?;
                    joined(line, stop)?;
                    return Ok(false);
                }
                LineFact::HandsetReplaced | LineFact::Cut => {
                    line.hang_up()?;
                    return Ok(false);
                }
                _ => {}
            }
        }
    }
    line.hang_up()?;
    Ok(true)
}

/// Waits for the handset. What came with its lifting, or `None`: nobody lifted, or a caller was quicker.
fn lift(line: &mut Watched<'_>, stop: &Stop, wanted: &Wanted) -> Result<Option<Vec<LineFact>>, LineError> {
    for frame in 0..RING_FRAMES {
        if frame == BUSY_FRAMES {
            let _ = wanted.told.try_send(Ok(()));
        }
        let facts = line.exchange(&HUSH)?.facts;
        let mut rest = facts.clone().into_iter();
        while let Some(fact) = rest.next() {
            match fact {
                LineFact::HandsetLifted => {
                    let _ = wanted.told.try_send(Ok(()));
                    return Ok(Some(rest.collect()));
                }
                LineFact::HandsetBusy => {
                    let _ = wanted.told.try_send(Err(
                        "Le combiné est décroché, ou il n'y en a pas sur cette ligne : raccrochez-le d'abord.".into(),
                    ));
                    line.places(false);
                    return Ok(None);
                }
                LineFact::Rang | LineFact::Cut => {
                    let _ = wanted.told.try_send(Err(
                        "Un appel arrive sur la ligne : il passe d'abord, recommencez après lui.".into(),
                    ));
                    line.ring_handset(false)?;
                    line.places(false);
                    line.give_again(facts);
                    return Ok(None);
                }
                _ => {}
            }
        }
        if stop.asked() {
            break;
        }
    }
    line.ring_handset(false)?;
    line.places(false);
    Ok(None)
}
