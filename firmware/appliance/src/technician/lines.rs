//! The line, watched while nobody calls: its levels every second, and a loop-back test on demand.
//!
//! Until the telephony card has its board, this is the simulated line; the watch itself knows only the port.

use crate::error::Error;
use huisclos_audio::{alaw, level, tones};
use huisclos_board_sim::{Pacing, Settings, SilentCaller, SimHandle, SimLine};
use huisclos_operator::{Kind, Levels, Line as Shown, LineState};
use huisclos_ports::{CallerId, FRAME_SAMPLES, Frame, Line, LineFact, SILENCE};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};

/// Frames of a second: levels are told over that.
const SECOND: usize = 50;
/// The tones of the loop-back test, across the telephone band: a hybrid that is balanced at one frequency may sing at
/// another. 1004 Hz is the field's own.
const TONES_HZ: [f32; 4] = [500.0, 1_004.0, 1_800.0, 2_500.0];
/// 0 dBm0 is a full voice; -10 never overloads a hybrid.
const TONE_DBM0: f32 = -10.0;
/// Length of each tone, and of the silence before.
const TONE_MS: u64 = 1_000;

/// A line under watch.
pub struct Watched {
    shown: Arc<Mutex<Shown>>,
    stop: Arc<AtomicBool>,
    watch: Option<JoinHandle<()>>,
}

impl Watched {
    /// The simulated line, in real time.
    ///
    /// # Errors
    /// Its thread cannot begin.
    pub fn simulated() -> Result<Self, Error> {
        let (line, _) = simulated();
        let shown = Arc::new(Mutex::new(Shown::free("sim/1", Kind::Simulated)));
        let stop = Arc::new(AtomicBool::new(false));
        let (to_show, to_stop) = (shown.clone(), stop.clone());
        let watch = thread::Builder::new()
            .name("veille de ligne".into())
            .spawn(move || watch(line, &to_show, &to_stop))
            .map_err(|e| Error::Line(format!("la ligne ne peut pas être veillée : {e}")))?;
        Ok(Self { shown, stop, watch: Some(watch) })
    }

    /// How it is.
    pub fn line(&self) -> Shown {
        self.shown.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        // It ends within one frame.
        let _ = self.watch.take().map(JoinHandle::join);
    }
}

/// A tone goes out on a simulated line; what comes back is measured.
///
/// # Errors
/// The line failed.
pub fn loop_back(tell: &mut dyn FnMut(String)) -> Result<Vec<String>, String> {
    let (mut line, handle) = simulated();
    handle.call(CallerId::Withheld, Box::new(SilentCaller)).map_err(|e| e.to_string())?;
    // The box answers a call whose far end is silent: all that comes back is the line's own.
    line.exchange(&[SILENCE; FRAME_SAMPLES]).map_err(|e| e.to_string())?;
    line.answer().map_err(|e| e.to_string())?;
    tell("silence".into());
    let quiet = measured(&mut line, &vec![0; tones::samples(TONE_MS)])?;
    let mut rows = vec![format!("bruit             {quiet:>6.1} dBm0")];
    let mut power = 0.0;
    let mut loudest = f32::MIN;
    for hz in TONES_HZ {
        tell(format!("{hz:.0} Hz à {TONE_DBM0:.0} dBm0"));
        let back = measured(&mut line, &tones::sines(&[hz], TONE_DBM0, TONE_MS))?;
        rows.push(format!("{hz:>5.0} Hz revenu   {back:>6.1} dBm0, soit {:.1} dB de perte", TONE_DBM0 - back));
        power += 10f32.powf(back / 10.0) / TONES_HZ.len() as f32;
        loudest = loudest.max(back);
    }
    line.hang_up().map_err(|e| e.to_string())?;
    // The mean of the powers is what a voice gets back.
    let loss = TONE_DBM0 - 10.0 * power.log10();
    rows.push(match loss {
        _ if loudest - quiet < 6.0 => "rien ne revient au-dessus du bruit : pas de boucle, bon équilibre".into(),
        l if l < 6.0 => format!("la boucle est fermée : {l:.1} dB de perte en moyenne"),
        l if l < 12.0 => format!("écho fort : {l:.1} dB en moyenne ; réglez l'impédance (FRANCE)"),
        l => format!("bon équilibre : l'écho est affaibli de {l:.1} dB en moyenne"),
    });
    Ok(rows)
}

fn simulated() -> (SimLine, SimHandle) {
    SimLine::new(Settings { pacing: Pacing::Real, ..Settings::lifelike() })
}

/// Sends samples and gives the level of what came back, the first quarter left out: echo and filters settle there.
fn measured(line: &mut dyn Line, pcm: &[i16]) -> Result<f32, String> {
    let mut back = Vec::with_capacity(pcm.len());
    for frame in alaw::frames(pcm) {
        let got = line.exchange(&frame).map_err(|e| e.to_string())?;
        back.extend(alaw::decode_frame(&got.heard));
    }
    Ok(level::dbm0(&back[back.len() / 4..]))
}

fn watch(mut line: impl Line, shown: &Mutex<Shown>, stop: &AtomicBool) {
    let silence: Frame = [SILENCE; FRAME_SAMPLES];
    let mut second: Vec<i16> = Vec::with_capacity(SECOND * FRAME_SAMPLES);
    while !stop.load(Ordering::Relaxed) {
        let told = line.exchange(&silence);
        let mut shown = shown.lock().unwrap_or_else(PoisonError::into_inner);
        let got = match told {
            Ok(got) => got,
            Err(error) => {
                shown.last_error = Some(error.to_string());
                shown.state = LineState::Cut;
                return;
            }
        };
        for fact in got.facts {
            match fact {
                LineFact::Rang => {
                    shown.rings += 1;
                    shown.state = LineState::Ringing;
                }
                LineFact::HandsetLifted => {
                    shown.lifts += 1;
                    shown.state = LineState::Handset;
                }
                LineFact::Cut => shown.state = LineState::Cut,
                LineFact::Abandoned | LineFact::HungUp | LineFact::HandsetReplaced | LineFact::Restored => {
                    shown.state = LineState::Free;
                }
                LineFact::Identified(_) | LineFact::Pressed(_) | LineFact::HandsetBusy | LineFact::Progressed(_) => {}
            }
        }
        second.extend(alaw::decode_frame(&got.heard));
        if second.len() >= SECOND * FRAME_SAMPLES {
            let peak = second.iter().map(|s| s.unsigned_abs()).max().unwrap_or(0);
            shown.levels = Some(Levels {
                received_dbm0: level::dbm0(&second),
                sent_dbm0: level::FLOOR_DBM0,
                // A sine of that peak.
                peak_dbm0: level::energy_dbm0(f32::from(peak).powi(2) / 2.0),
                echo_return_loss_db: None,
                lost_frames: 0,
            });
            second.clear();
        }
    }
}
