//! How much sound waits to be played: as little as never runs dry. Pure.
//!
//! A card says what waits, and microphone and loudspeaker may be two cards with two clocks: each frame is put, put after some
//! silence, or left out, by what waits now.

use huisclos_tones::queue::Send;

/// Frames that wait at first: 20 ms are played while 20 ms are made.
pub const LEAST: u32 = 2;
/// And at most, for cards that take their sound in large pieces: 300 ms, past which people talk over each other.
pub const MOST: u32 = 15;
/// Frames over what is aimed at that are still put: the jitter of a good machine.
const SLACK: u32 = 2;

/// What waits on one card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outlet {
    target: u32,
    begun: bool,
    lost: u64,
}

impl Default for Outlet {
    fn default() -> Self {
        Self { target: LEAST, begun: false, lost: 0 }
    }
}

impl Outlet {
    /// What to do with the next frame, while so many samples wait, of which a frame has `frame`.
    pub fn next(&mut self, waiting: usize, frame: usize) -> Send {
        if waiting == 0 {
            if self.begun {
                // Once each time it runs dry, and next time there is more.
                self.lost += 1;
                self.target = (self.target + 1).min(MOST);
            }
            self.begun = true;
            return Send::After(self.target - 1);
        }
        if waiting > (self.target + SLACK) as usize * frame {
            self.lost += 1;
            return Send::Not;
        }
        Send::It
    }

    /// The card stopped by itself, which it does when it runs dry.
    pub fn stopped(&mut self) {
        self.lost += 1;
        self.target = (self.target + 1).min(MOST);
        self.begun = false;
    }

    /// Times that it ran dry, and frames left out.
    #[must_use]
    pub fn lost(&self) -> u64 {
        self.lost
    }

    /// Frames that are to wait.
    #[must_use]
    pub fn target(&self) -> u32 {
        self.target
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const FRAME: usize = 960;

    /// A card that plays `piece` samples at a time, by a clock that is `ppm` fast; a box that makes a frame each 20 ms.
    fn play(outlet: &mut Outlet, frames: usize, piece: usize, ppm: i64) -> (u64, usize) {
        let (mut waiting, mut owed, mut longest) = (0usize, 0i64, 0usize);
        let before = outlet.lost();
        for _ in 0..frames {
            owed += FRAME as i64 * (1_000_000 + ppm);
            while owed >= piece as i64 * 1_000_000 {
                owed -= piece as i64 * 1_000_000;
                waiting = waiting.saturating_sub(piece);
            }
            match outlet.next(waiting, FRAME) {
                Send::Not => {}
                Send::It => waiting += FRAME,
                Send::After(silence) => waiting += FRAME * (silence as usize + 1),
            }
            longest = longest.max(waiting);
        }
        (outlet.lost() - before, longest)
    }

    #[test]
    fn one_clock_loses_nothing() {
        let mut outlet = Outlet::default();
        assert_eq!(play(&mut outlet, 30_000, FRAME, 0), (0, LEAST as usize * FRAME));
    }

    #[test]
    fn two_clocks_lose_what_they_differ_and_the_delay_stays() {
        // 100 millionths: a bad pair of cards, six frames in twenty minutes.
        for ppm in [-100, 100] {
            let (lost, longest) = play(&mut Outlet::default(), 60_000, FRAME, ppm);
            assert!((1..=9).contains(&lost), "{ppm}: {lost}");
            assert!(longest <= (LEAST + SLACK + 6) as usize * FRAME, "{ppm}: {longest}");
        }
    }

    #[test]
    fn a_card_that_takes_large_pieces_gets_a_longer_queue_and_then_none_is_lost() {
        // As many are lost in four minutes as in the first four seconds.
        let lost = |frames| play(&mut Outlet::default(), frames, 4_096, 0).0;
        assert_eq!(lost(12_000), lost(200));
        assert!(lost(200) > 0, "the twin: it did run dry");
    }

    proptest! {
        #[test]
        fn what_waits_is_bounded(waits in proptest::collection::vec(0usize..40_000, 1..300)) {
            let mut outlet = Outlet::default();
            for waiting in waits {
                let add = match outlet.next(waiting, FRAME) {
                    Send::Not => 0,
                    Send::It => 1,
                    Send::After(silence) => silence + 1,
                };
                prop_assert!(add <= MOST && (add == 0 || waiting + add as usize * FRAME <= (MOST + SLACK + 1) as usize * FRAME));
            }
        }
    }
}
