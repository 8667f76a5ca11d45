//! The level of the line when nobody speaks, followed through speech.

/// Stretches whose minima are kept: with [`STRETCH_FRAMES`] they span 3 s, longer than anybody speaks without a dip.
const STRETCHES: usize = 6;
/// Frames of a stretch (0.5 s).
const STRETCH_FRAMES: u32 = 25;
/// No line is as noisy as this: what is louder is somebody who spoke from the first frame on.
const HIGHEST_DBM0: f32 = -26.0;
/// And none is as quiet.
const LOWEST_DBM0: f32 = -62.0;
/// Quieter than A-law's smallest step, a frame is no line's noise but a far end that sends nothing until it speaks (a
/// mobile's, a recording's). It tells nothing of the noise that then comes with the voice.
const NOTHING_SENT_DBM0: f32 = -65.0;
/// When something is sent again, noise or voice, the floor is held to be no higher than this …
const UNKNOWN_DBM0: f32 = -50.0;
/// … for this many frames (240 ms): by then a word has shown a dip.
const UNKNOWN_FRAMES: u32 = 12;
/// Minima of a noise lie this much under its mean, with the smoothing used.
const BIAS_DB: f32 = 1.5;

/// What is known of the line's noise.
#[derive(Clone, Copy, Debug)]
pub struct Noise {
    /// Its level.
    pub dbm0: f32,
    /// What its level would be if all that was heard so far were noise.
    pub at_most_dbm0: f32,
    /// It has been heard for long enough.
    pub known: bool,
}

/// Follows the minima of the level ("minimum statistics", Martin 2001, without its spectrum).
#[derive(Clone, Debug)]
pub struct Floor {
    minima_dbm0: [f32; STRETCHES],
    running_dbm0: f32,
    smooth_dbm0: Option<f32>,
    frames: u32,
    /// Frames since something is sent.
    sent_frames: u32,
}

impl Default for Floor {
    fn default() -> Self {
        Self {
            minima_dbm0: [f32::INFINITY; STRETCHES],
            running_dbm0: f32::INFINITY,
            smooth_dbm0: None,
            frames: 0,
            sent_frames: 0,
        }
    }
}

impl Floor {
    /// The level of one more frame.
    pub fn frame(&mut self, level_dbm0: f32) -> Noise {
        let smooth = match self.smooth_dbm0 {
            Some(before) => before + 0.4 * (level_dbm0 - before),
            None => level_dbm0,
        };
        let smooth = if level_dbm0 > NOTHING_SENT_DBM0 { Some(smooth) } else { None };
        self.sent_frames = if smooth.is_some() { self.sent_frames.saturating_add(1) } else { 0 };
        self.smooth_dbm0 = smooth;
        self.running_dbm0 = self.running_dbm0.min(smooth.unwrap_or(f32::INFINITY));
        self.frames += 1;
        if self.frames == STRETCH_FRAMES {
            self.frames = 0;
            self.minima_dbm0.rotate_left(1);
            self.minima_dbm0[STRETCHES - 1] = std::mem::replace(&mut self.running_dbm0, f32::INFINITY);
        }
        let lowest = self.minima_dbm0.iter().copied().fold(self.running_dbm0, f32::min);
        if lowest.is_infinite() {
            return Noise { dbm0: LOWEST_DBM0, at_most_dbm0: LOWEST_DBM0, known: false };
        }
        let at_most_dbm0 = (lowest + BIAS_DB).clamp(LOWEST_DBM0, HIGHEST_DBM0);
        let known = self.sent_frames >= UNKNOWN_FRAMES;
        let dbm0 = if known { at_most_dbm0 } else { at_most_dbm0.min(UNKNOWN_DBM0) };
        Noise { dbm0, at_most_dbm0, known }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(levels_dbm0: &[(f32, usize)]) -> Noise {
        let mut floor = Floor::default();
        let mut noise = floor.frame(-90.0);
        for (dbm0, frames) in levels_dbm0 {
            for _ in 0..*frames {
                noise = floor.frame(*dbm0);
            }
        }
        noise
    }

    #[test]
    fn follows_noise_and_not_speech() {
        assert!((after(&[(-50.0, 100)]).dbm0 + 50.0).abs() < 2.0);
        // Two seconds of speech do not raise it; four of louder noise do.
        assert!(after(&[(-50.0, 100), (-20.0, 100)]).dbm0 < -47.0);
        assert!((after(&[(-50.0, 100), (-35.0, 200)]).dbm0 + 35.0).abs() < 2.0);
        // Quieter is believed at once.
        assert!(after(&[(-35.0, 200), (-50.0, 15)]).dbm0 < -46.0);
    }

    #[test]
    fn is_careful_with_what_it_has_just_begun_to_hear() {
        assert_eq!(after(&[]).dbm0, LOWEST_DBM0);
        let first = after(&[(-20.0, 3)]);
        assert!(!first.known && first.dbm0 == UNKNOWN_DBM0 && first.at_most_dbm0 > -27.0, "{first:?}");
        // Digital silence tells nothing of the noise that comes with speech.
        assert!(!after(&[(-50.0, 100), (-90.0, 5), (-50.0, 3)]).known);
    }
}
