//! Joining neighbours, the best pair first, until none is left.

use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::ops::Range;

/// A part of a text and the token it is, if it is one.
#[derive(Clone, Debug)]
pub(super) struct Part {
    pub place: Range<usize>,
    pub id: Option<u32>,
}

struct Pair {
    worth: f32,
    left: usize,
    right: usize,
    /// Where the two ended when they were seen: if one has changed since, the pair is no more.
    seen: (usize, usize),
    id: u32,
}

impl Ord for Pair {
    fn cmp(&self, other: &Self) -> Ordering {
        self.worth.total_cmp(&other.worth).then(other.left.cmp(&self.left))
    }
}
impl PartialOrd for Pair {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl PartialEq for Pair {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}
impl Eq for Pair {}

/// Merges parts as long as `join` gives a worth and a token for two neighbours; of equals the leftmost first.
pub(super) fn merge(
    start: impl Iterator<Item = (Range<usize>, Option<u32>)>,
    join: impl Fn(&Part, &Part) -> Option<(f32, u32)>,
) -> Vec<Part> {
    let mut parts: Vec<Option<Part>> = start.map(|(place, id)| Some(Part { place, id })).collect();
    let count = parts.len();
    let mut after: Vec<usize> = (1..=count).collect();
    let mut before: Vec<Option<usize>> = (0..count).map(|i| i.checked_sub(1)).collect();
    let mut heap = BinaryHeap::new();
    let look = |parts: &[Option<Part>], left: usize, right: usize, heap: &mut BinaryHeap<Pair>| {
        if let (Some(Some(a)), Some(Some(b))) = (parts.get(left), parts.get(right))
            && let Some((worth, id)) = join(a, b)
        {
            heap.push(Pair { worth, left, right, seen: (a.place.end, b.place.end), id });
        }
    };
    for i in 1..count {
        look(&parts, i - 1, i, &mut heap);
    }
    while let Some(pair) = heap.pop() {
        let ends = |i: usize| parts[i].as_ref().map(|p: &Part| p.place.end);
        if (ends(pair.left), ends(pair.right)) != (Some(pair.seen.0), Some(pair.seen.1))
            || after[pair.left] != pair.right
        {
            continue;
        }
        let Some(right) = parts[pair.right].take() else { continue };
        if let Some(left) = &mut parts[pair.left] {
            (left.place.end, left.id) = (right.place.end, Some(pair.id));
        }
        let next = after[pair.right];
        after[pair.left] = next;
        if next < count {
            before[next] = Some(pair.left);
            look(&parts, pair.left, next, &mut heap);
        }
        if let Some(previous) = before[pair.left] {
            look(&parts, previous, pair.left, &mut heap);
        }
    }
    parts.into_iter().flatten().collect()
}
