//! Which words follow which: a trigram model in backoff form.

use std::collections::HashMap;

/// A place that no word fills: the word before the last one says nothing of what follows.
pub(crate) const ANY: u32 = u32::MAX;

/// A pair of words that was seen.
struct Pair {
    second: u32,
    /// Natural logarithm of the second's probability after the first.
    score: f32,
    /// What followers of both, unseen there, are scaled by.
    backoff: f32,
}

/// Scores of words alone, after one word, after two.
#[derive(Default)]
pub(crate) struct Grams {
    /// Each word's own score and what its unseen followers are scaled by.
    single: Vec<(f32, f32)>,
    pairs: Vec<Vec<Pair>>,
    triples: HashMap<(u32, u32), Vec<(u32, f32)>>,
}

impl Grams {
    /// A further word.
    pub(crate) fn add(&mut self, score: f32, backoff: f32) {
        self.single.push((score, backoff));
        self.pairs.push(Vec::new());
    }

    /// Reads a row "first second:score[:backoff] …" of indices and hundredths of decimal logarithms; `None`: it is none.
    pub(crate) fn pair_row(&mut self, line: &str) -> Option<()> {
        let mut fields = line.split(' ');
        let row = self.pairs.get_mut(fields.next()?.parse::<usize>().ok()?)?;
        for field in fields {
            let mut parts = field.split(':');
            let second = parts.next()?.parse().ok().filter(|w| (*w as usize) < self.single.len())?;
            let score = natural(parts.next()?)?;
            let backoff = parts.next().map_or(Some(0.0), natural)?;
            row.push(Pair { second, score, backoff });
        }
        row.is_sorted_by_key(|pair| pair.second).then_some(())
    }

    /// Reads a row "first second third:score …".
    pub(crate) fn triple_row(&mut self, line: &str) -> Option<()> {
        let known = |text: &str| text.parse().ok().filter(|w: &u32| (*w as usize) < self.single.len());
        let mut fields = line.split(' ');
        let history = (known(fields.next()?)?, known(fields.next()?)?);
        let row: Option<Vec<_>> = fields
            .map(|field| field.split_once(':').and_then(|(third, score)| Some((known(third)?, natural(score)?))))
            .collect();
        let row = row.filter(|row| row.is_sorted_by_key(|(third, _)| *third))?;
        self.triples.insert(history, row);
        Some(())
    }

    /// Score of a word of which nothing before it is known.
    pub(crate) fn alone(&self, word: u32) -> f32 {
        self.single[word as usize].0
    }

    /// What of `first` still matters once `second` has followed it: itself, or `ANY`.
    pub(crate) fn kept(&self, first: u32, second: u32) -> u32 {
        if self.triples.contains_key(&(first, second)) { first } else { ANY }
    }

    /// Natural logarithm of the probability of `word` after `first` (or `ANY`) and `second`.
    pub(crate) fn after(&self, first: u32, second: u32, word: u32) -> f32 {
        let mut scale = 0.0;
        if first != ANY
            && let Some(row) = self.triples.get(&(first, second))
        {
            if let Ok(at) = row.binary_search_by_key(&word, |(third, _)| *third) {
                return row[at].1;
            }
            scale = self.pair(first, second).map_or(0.0, |pair| pair.backoff);
        }
        scale
            + match self.pair(second, word) {
                Some(pair) => pair.score,
                None => self.single[second as usize].1 + self.alone(word),
            }
    }

    fn pair(&self, first: u32, second: u32) -> Option<&Pair> {
        let row = &self.pairs[first as usize];
        row.binary_search_by_key(&second, |pair| pair.second).ok().map(|at| &row[at])
    }
}

/// "-123" is 10 to the power of -1.23, here as a natural logarithm.
pub(crate) fn natural(hundredths_of_log10: &str) -> Option<f32> {
    hundredths_of_log10.parse::<i32>().ok().map(|n| n as f32 / 100.0 * std::f32::consts::LN_10)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[&str], triples: &[&str]) -> Option<Grams> {
        let mut grams = Grams::default();
        for _ in 0..4 {
            grams.add(-10.0, -1.0);
        }
        pairs.iter().try_for_each(|row| grams.pair_row(row))?;
        triples.iter().try_for_each(|row| grams.triple_row(row))?;
        Some(grams)
    }

    #[test]
    fn the_longest_row_that_was_seen_decides() {
        let grams = read(&["0 1:-100:-50", "1 2:-200 3:-100"], &["0 1 2:-10"]).expect("it is well formed");
        let log10 = |x: f32| (grams_round(x / std::f32::consts::LN_10 * 100.0)) as i32;
        assert_eq!(log10(grams.after(0, 1, 2)), -10, "three words were seen");
        assert_eq!(log10(grams.after(ANY, 1, 2)), -200, "two");
        assert_eq!(log10(grams.after(0, 1, 3)), -150, "two, scaled down by what followed all three");
        assert_eq!(grams.after(ANY, 2, 3), -11.0, "none");
        assert_eq!((grams.kept(0, 1), grams.kept(1, 2)), (0, ANY));
    }

    fn grams_round(x: f32) -> f32 {
        x.round()
    }

    #[test]
    fn rows_that_are_none_are_refused() {
        for (pairs, triples) in
            [("9 1:-1", ""), ("0 9:-1", ""), ("0 2:-1 1:-1", ""), ("0 1", ""), ("0 1:-1", "0 1 9:-1")]
        {
            let triples: Vec<_> = [triples].into_iter().filter(|t| !t.is_empty()).collect();
            assert!(read(&[pairs], &triples).is_none(), "{pairs} {triples:?}");
        }
    }
}
