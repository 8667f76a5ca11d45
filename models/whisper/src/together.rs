//! Several lines that write at once go through the decoder together: its weights are read once for all of them.
//!
//! Whoever writes hands in a transcript and its next token. As soon as everybody who writes has, the last to come reads all the tokens
//! in one pass and gives each line its own. Nobody waits for a line that does not write: it has left ([`Writing`]'s drop).

use crate::decoder::{Decoder, State};
use huisclos_weights::WeightsError;
use std::collections::HashMap;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// Where the lines meet.
#[derive(Default)]
pub(crate) struct Together {
    room: Mutex<Room>,
    changed: Condvar,
}

#[derive(Default)]
struct Room {
    next: u64,
    writing: usize,
    /// A pass is under way.
    busy: bool,
    waiting: Vec<(u64, State, u32)>,
    /// `None` where the pass failed.
    done: HashMap<u64, Option<(State, Vec<f32>)>>,
    #[cfg(test)]
    widest: usize,
}

/// One line while it writes.
pub(crate) struct Writing<'a> {
    meeting: &'a Together,
    decoder: &'a Decoder,
}

impl Together {
    /// Joins those who write.
    pub(crate) fn join<'a>(&'a self, decoder: &'a Decoder) -> Writing<'a> {
        self.lock().writing += 1;
        Writing { meeting: self, decoder }
    }

    fn lock(&self) -> MutexGuard<'_, Room> {
        self.room.lock().unwrap_or_else(PoisonError::into_inner)
    }

    #[cfg(test)]
    pub(crate) fn widest(&self) -> usize {
        self.lock().widest
    }
}

impl Writing<'_> {
    /// Reads a token of a transcript, together with those of the other lines, and gives the scores of what may follow.
    ///
    /// # Errors
    /// A product refused its sizes, here or in the pass of another line.
    pub(crate) fn read(&self, state: &mut State, token: u32) -> Result<Vec<f32>, WeightsError> {
        let mut room = self.meeting.lock();
        let id = room.next;
        room.next += 1;
        room.waiting.push((id, std::mem::take(state), token));
        // A line that waits for this one may now go on.
        self.meeting.changed.notify_all();
        loop {
            if let Some(done) = room.done.remove(&id) {
                let (after, scores) = done.ok_or(WeightsError::Interrupted)?;
                *state = after;
                return Ok(scores);
            }
            if !room.busy && !room.waiting.is_empty() && room.waiting.len() >= room.writing {
                let rows = std::mem::take(&mut room.waiting);
                room.busy = true;
                #[cfg(test)]
                {
                    room.widest = room.widest.max(rows.len());
                }
                drop(room);
                Pass { meeting: self.meeting, ids: rows.iter().map(|row| row.0).collect(), done: Vec::new() }
                    .run(self.decoder, rows);
                room = self.meeting.lock();
                continue;
            }
            room = self.meeting.changed.wait(room).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

impl Drop for Writing<'_> {
    fn drop(&mut self) {
        self.meeting.lock().writing -= 1;
        self.meeting.changed.notify_all();
    }
}

/// A pass for several lines; whatever happens to it, each of them gets an answer.
struct Pass<'a> {
    meeting: &'a Together,
    ids: Vec<u64>,
    done: Vec<(State, Vec<f32>)>,
}

impl Pass<'_> {
    fn run(mut self, decoder: &Decoder, rows: Vec<(u64, State, u32)>) {
        let (mut states, tokens): (Vec<State>, Vec<u32>) =
            rows.into_iter().map(|(_, state, token)| (state, token)).unzip();
        if let Ok(scores) = decoder.follow(&mut states.iter_mut().collect::<Vec<_>>(), &tokens) {
            self.done = states.into_iter().zip(scores).collect();
        }
    }
}

impl Drop for Pass<'_> {
    fn drop(&mut self) {
        let mut room = self.meeting.lock();
        let mut done = self.done.drain(..);
        for id in &self.ids {
            room.done.insert(*id, done.next());
        }
        room.busy = false;
        self.meeting.changed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use crate::Whisper;
    use crate::decoder::State;
    use std::sync::Barrier;

    /// A recording of the repository, at 16 kHz.
    fn recording(name: &str) -> Vec<f32> {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/recordings/");
        let mut wav = hound::WavReader::open(format!("{path}{name}.wav")).unwrap();
        let times = 16_000 / wav.spec().sample_rate as usize;
        let samples = wav.samples::<i16>().map(|sample| f32::from(sample.unwrap()) / 32_768.0);
        samples.flat_map(|sample| std::iter::repeat_n(sample, times)).collect()
    }

    /// What the decoder makes of three callers is what it makes of each alone.
    #[test]
    fn lines_write_together_what_they_write_alone() {
        let whisper = Whisper::open(&Whisper::locate(None).unwrap()).unwrap();
        let heard: Vec<Vec<f32>> = ["20-cancel", "21-move", "22-hours"]
            .map(recording)
            .map(|samples| whisper.heard(&samples, samples.len() / 320 + 8).unwrap())
            .to_vec();
        let (together, decoder) = whisper.together();
        // Sixteen tokens, the likeliest after the other, each read by `step`.
        let sixteen = |heard: &[f32], step: &dyn Fn(&mut State, u32) -> Vec<f32>| -> Vec<u32> {
            let mut state = decoder.begin(heard).unwrap();
            (0..16).scan(3, |token, _| Some(std::mem::replace(token, best(&step(&mut state, *token))))).collect()
        };
        let by_itself = |state: &mut State, token: u32| decoder.follow(&mut [state], &[token]).unwrap().remove(0);
        let alone: Vec<_> = heard.iter().map(|heard| sixteen(heard, &by_itself)).collect();
        assert!(alone.iter().any(|tokens| *tokens != alone[0]), "three callers say three things");
        let start = Barrier::new(heard.len());
        let line = |heard: &[f32]| {
            let writing = together.join(decoder);
            start.wait();
            sixteen(heard, &|state, token| writing.read(state, token).unwrap())
        };
        let written: Vec<_> = std::thread::scope(|scope| {
            let line = &line;
            let lines: Vec<_> = heard.iter().map(|heard| scope.spawn(move || line(heard))).collect();
            lines.into_iter().map(|line| line.join().unwrap()).collect()
        });
        assert_eq!(written, alone);
        assert_eq!(together.widest(), 3, "all of them met");
        let writing = together.join(decoder);
        assert_eq!(sixteen(&heard[0], &|state, token| writing.read(state, token).unwrap()), alone[0], "then one alone");
    }

    fn best(scores: &[f32]) -> u32 {
        huisclos_weights::kernel::argmax(scores).unwrap() as u32
    }
}
