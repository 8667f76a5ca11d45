//! Stretches of one day, in minutes since midnight.

use jiff::civil::Time;

/// Minutes since midnight of one day, end exclusive. Never empty inside this crate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// First minute.
    pub from_min: u32,
    /// End, exclusive.
    pub to_min: u32,
}

/// Minutes since midnight; seconds are dropped (the settings have none).
#[must_use]
pub fn minute_of(time: Time) -> u32 {
    u32::from(time.hour().unsigned_abs()) * 60 + u32::from(time.minute().unsigned_abs())
}

/// What is left of `spans` once `cut` is taken out.
#[must_use]
pub fn minus(spans: Vec<Span>, cut: Span) -> Vec<Span> {
    let mut left = Vec::with_capacity(spans.len() + 1);
    for s in spans {
        let before = Span { from_min: s.from_min, to_min: s.to_min.min(cut.from_min) };
        let after = Span { from_min: s.from_min.max(cut.to_min), to_min: s.to_min };
        if cut.from_min >= cut.to_min {
            left.push(s);
        } else {
            left.extend([before, after].into_iter().filter(|part| part.from_min < part.to_min));
        }
    }
    left
}

/// The same minutes as `spans`, in order, touching stretches joined.
#[must_use]
pub fn joined(mut spans: Vec<Span>) -> Vec<Span> {
    spans.retain(|s| s.from_min < s.to_min);
    spans.sort_unstable();
    let mut whole: Vec<Span> = Vec::with_capacity(spans.len());
    for s in spans {
        match whole.last_mut() {
            Some(last) if s.from_min <= last.to_min => last.to_min = last.to_min.max(s.to_min),
            _ => whole.push(s),
        }
    }
    whole
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spans(of: &[(u32, u32)]) -> Vec<Span> {
        of.iter().map(|&(from_min, to_min)| Span { from_min, to_min }).collect()
    }

    #[test]
    fn cutting_leaves_the_sides() {
        let check = |from: &[(u32, u32)], cut: (u32, u32), left: &[(u32, u32)]| {
            assert_eq!(minus(spans(from), spans(&[cut])[0]), spans(left), "{from:?} minus {cut:?}");
        };
        check(&[(10, 20)], (12, 15), &[(10, 12), (15, 20)]);
        check(&[(10, 20)], (10, 15), &[(15, 20)]);
        check(&[(10, 20)], (15, 25), &[(10, 15)]);
        check(&[(10, 20)], (5, 25), &[]);
        check(&[(10, 20)], (20, 25), &[(10, 20)]);
        check(&[(10, 20)], (15, 15), &[(10, 20)]);
        check(&[(10, 20), (30, 40)], (15, 35), &[(10, 15), (35, 40)]);
    }

    #[test]
    fn joining_keeps_the_minutes() {
        assert_eq!(joined(spans(&[(30, 40), (10, 20), (20, 25), (12, 14), (7, 7)])), spans(&[(10, 25), (30, 40)]));
    }
}
