//! The language model on candle.
