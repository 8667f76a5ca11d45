//! A-law, resampling, level, voice activity, end of turn, tones. Pure.
