//! How well a line carries sound, from its frames.

use huisclos_audio::{alaw, level};
use huisclos_ports::{Frame, LineHealth};

/// Frames of a call whose levels are kept: 30 s, enough for a voice and its pauses.
const KEPT: usize = 1_500;
/// Louder than this the box speaks.
const BOX_SPEAKS_DBM0: f32 = -30.0;

/// Levels of a call under way.
#[derive(Clone, Debug, Default)]
pub struct Meter {
    heard: Vec<f32>,
    next: usize,
    said: f64,
    echoed: f64,
    speaks: u64,
    /// What is known so far; the boards count lost frames in it.
    pub health: LineHealth,
}

impl Meter {
    /// A call begins.
    pub fn begin(&mut self) {
        let health = std::mem::take(&mut self.health);
        *self = Self { health, ..Self::default() };
    }

    /// 20 ms of it.
    pub fn frame(&mut self, heard: &Frame, said: &Frame) {
        let heard_dbm0 = level::dbm0(&alaw::decode_frame(heard));
        let said_dbm0 = level::dbm0(&alaw::decode_frame(said));
        self.health.frames += 1;
        if said_dbm0 > BOX_SPEAKS_DBM0 {
            self.said += f64::from(said_dbm0);
            self.echoed += f64::from(heard_dbm0);
            self.speaks += 1;
            return;
        }
        if self.heard.len() < KEPT {
            self.heard.push(heard_dbm0);
        } else {
            self.heard[self.next % KEPT] = heard_dbm0;
        }
        self.next += 1;
    }

    /// It is over: its levels are the line's until the next.
    pub fn end(&mut self) {
        if self.heard.len() >= 50 {
            let mut levels = self.heard.clone();
            levels.sort_by(f32::total_cmp);
            self.health.noise_dbm0 = Some(levels[levels.len() / 10]);
            self.health.heard_dbm0 = Some(levels[levels.len() * 9 / 10]);
        }
        if self.speaks >= 50 {
            self.health.echo_loss_db = Some(((self.said - self.echoed) / self.speaks as f64) as f32);
        }
    }
}
