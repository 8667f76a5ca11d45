//! What 20 ms of a line sound like: nothing, one of the network's tones, or something else.

use huisclos_audio::goertzel::{Bin, mean_square};
use huisclos_audio::{FRAME_SAMPLES, level};

/// Weaker than this is nothing: networks send their tones at -15 dBm0 and a long line takes 20 dB.
const SOUND_MIN_DBM0: f32 = -42.0;
/// Part of the energy that a tone holds; 10 dB of noise leave 0.9.
const SHARE_MIN: f32 = 0.75;
/// Dial, busy, ringback and congestion: 440 Hz in France, 425 or 450 in boxes made for other countries.
const PROGRESS_HZ: [f32; 3] = [425.0, 440.0, 455.0];
/// The three tones that come before "the number you have dialled".
const INFORMATION_HZ: [f32; 3] = [950.0, 1_400.0, 1_800.0];

/// What was heard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sound {
    /// Nothing.
    Silence,
    /// 440 Hz.
    Tone,
    /// One of the information tones: 0, 1 or 2.
    Information(u8),
    /// A voice, music, noise, a fax.
    Other,
}

/// Names the sound of a frame.
pub fn sound(pcm: &[i16; FRAME_SAMPLES]) -> Sound {
    let pcm = pcm.map(f32::from);
    let all = mean_square(&pcm);
    if level::energy_dbm0(all) < SOUND_MIN_DBM0 {
        return Sound::Silence;
    }
    let holds = |hz: f32| Bin::of(&pcm, hz).power() >= SHARE_MIN * all;
    if PROGRESS_HZ.into_iter().any(holds) {
        return Sound::Tone;
    }
    match INFORMATION_HZ.into_iter().position(holds) {
        Some(n) => Sound::Information(n as u8),
        None => Sound::Other,
    }
}
