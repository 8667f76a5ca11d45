//! Something read in a caller's words, with the bytes it was read from.

use std::ops::Range;

/// A value and the bytes of the original text it was read from, so that the caller of the function can take them out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found<T> {
    /// What was read. A name or a number is wrapped in `Private` before it leaves the crate.
    pub value: T,
    /// Byte ranges of the original text, in order, never overlapping, always on character boundaries.
    pub spans: Vec<Range<usize>>,
}

impl<T> Found<T> {
    /// One value from one stretch of text.
    pub fn new(value: T, span: Range<usize>) -> Self {
        Self { value, spans: vec![span] }
    }

    /// The same place, another value.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Found<U> {
        Found { value: change(self.value), spans: self.spans }
    }

    /// From the first byte to the last.
    pub fn hull(&self) -> Range<usize> {
        let start = self.spans.first().map_or(0, |s| s.start);
        start..self.spans.last().map_or(start, |s| s.end)
    }

    /// The text with what was read taken out (each span becomes one space).
    pub fn rest(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut at = 0;
        for span in &self.spans {
            out.push_str(text.get(at..span.start).unwrap_or_default());
            out.push(' ');
            at = span.end;
        }
        out.push_str(text.get(at..).unwrap_or_default());
        out
    }
}
