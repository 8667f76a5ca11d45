//! How long to wait for the caller, depending on what was asked.

/// What kind of answer the caller was asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Patience {
    /// "Oui", "non", a choice among what was offered.
    YesNo,
    /// A few words: a practitioner, a reason, a day.
    Short,
    /// Free speech: "que puis-je faire pour vous ?", a message.
    #[default]
    Open,
    /// A name, maybe spelled letter by letter.
    Name,
    /// A number dictated in pairs, a date of birth.
    Digits,
}

/// The waits of one kind of answer, in milliseconds of line time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waits {
    /// Silence after speech that ends the turn.
    pub pause_ms: u64,
    /// Silence from the start that means that nothing will be said; counted from the end of the box's own voice.
    pub nothing_ms: u64,
    /// A turn is cut here, whatever is still being said.
    pub longest_ms: u64,
}

impl Patience {
    /// Every kind.
    pub const ALL: [Patience; 5] = [Patience::YesNo, Patience::Short, Patience::Open, Patience::Name, Patience::Digits];

    /// The table. Pauses inside a turn of telephone speech are mostly under 400 ms and rarely over 800 ms when the
    /// words are the speaker's own; who spells or dictates stops between groups, to think or to let the other write.
    #[must_use]
    pub const fn waits(self) -> Waits {
        match self {
            // One word: whoever goes on after "oui" ("oui, mais pas avant dix heures") does so within half a second.
            Patience::YesNo => Waits { pause_ms: 550, nothing_ms: 5_000, longest_ms: 12_000 },
            // A group of words, one breath.
            Patience::Short => Waits { pause_ms: 700, nothing_ms: 6_000, longest_ms: 15_000 },
            // A sentence being made up: a breath between clauses is 600 to 800 ms.
            Patience::Open => Waits { pause_ms: 900, nothing_ms: 7_000, longest_ms: 25_000 },
            // "M, O, R … E, A, U": a second between groups of letters is common.
            Patience::Name => Waits { pause_ms: 1_300, nothing_ms: 7_000, longest_ms: 20_000 },
            // Five pairs, read from a card, with a stop after each.
            Patience::Digits => Waits { pause_ms: 1_500, nothing_ms: 8_000, longest_ms: 20_000 },
        }
    }
}

impl Waits {
    /// The same waits for someone slower (over 1.0) or quicker. Kept between 0.5 and 3 times: under that words are
    /// cut, over it the caller believes the line dead. The longest turn stays, recognisers cannot take more.
    #[must_use]
    pub fn scaled(self, factor: f32) -> Waits {
        let factor = if factor.is_finite() { factor.clamp(0.5, 3.0) } else { 1.0 };
        let scale = |ms: u64| (ms as f32 * factor).round() as u64;
        Waits { pause_ms: scale(self.pause_ms), nothing_ms: scale(self.nothing_ms), longest_ms: self.longest_ms }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_longer_for_what_is_dictated() {
        let pauses: Vec<u64> = Patience::ALL.iter().map(|kind| kind.waits().pause_ms).collect();
        assert!(pauses.is_sorted_by(|a, b| a < b), "{pauses:?}");
        assert!(Patience::ALL.iter().all(|kind| kind.waits().longest_ms < 30_000), "Whisper hears 30 s at most");
    }

    #[test]
    fn scales_within_reason() {
        let waits = Patience::YesNo.waits();
        assert_eq!(waits.scaled(2.0).pause_ms, 1_100);
        assert_eq!(waits.scaled(1000.0).pause_ms, 1_650);
        assert_eq!(waits.scaled(0.0).pause_ms, 275);
        assert_eq!(waits.scaled(f32::NAN), waits);
        assert_eq!(waits.scaled(2.0).longest_ms, waits.longest_ms);
    }
}
