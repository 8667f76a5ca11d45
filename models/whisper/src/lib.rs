//! Whisper on candle.
