//! One turn with what of the tables is heard in it.

use super::lexicon::Hits;
use super::pattern::open;
use super::tables::{Line, Tables, tables};
use super::turn::Turn;
use crate::Asking;
use std::ops::Range;

/// A turn, the words of the tables in it, and what had been asked.
#[derive(Debug)]
pub struct Heard {
    /// Its words.
    pub turn: Turn,
    /// Which words of the tables they may be.
    pub hits: Hits,
    /// What the box had asked.
    pub asking: Asking,
    /// The tables.
    pub tables: &'static Tables,
}

impl Heard {
    /// Hears a turn that is already cut into words.
    pub fn new(turn: Turn, asking: Asking) -> Self {
        let tables = tables();
        Self { hits: tables.lexicon.hits(&turn), turn, asking, tables }
    }

    /// True when nothing precise was asked.
    pub fn open(&self) -> bool {
        matches!(self.asking, Asking::Open | Asking::Other)
    }

    /// Every place where a line of a list is found.
    pub fn places(&self, lines: &[Line]) -> Vec<Range<usize>> {
        lines.iter().flat_map(|line| line.find(&self.turn, &self.hits, open).into_iter().flatten()).collect()
    }

    /// The first place where a line of a list is found.
    pub fn first(&self, lines: &[Line]) -> Option<Range<usize>> {
        self.places(lines).into_iter().min_by_key(|r| (r.start, usize::MAX - r.end))
    }

    /// The last place where a line of a list is found.
    pub fn last(&self, lines: &[Line]) -> Option<Range<usize>> {
        self.places(lines).into_iter().max_by_key(|r| (r.start, r.end))
    }

    /// True when a line of a list is found.
    pub fn any(&self, lines: &[Line]) -> bool {
        lines.iter().any(|line| !line.find(&self.turn, &self.hits, open).is_empty())
    }

    /// The folded word at a place, or nothing.
    pub fn word(&self, at: usize) -> &str {
        self.turn.fold(at)
    }
}
