//! The answers that make sense to a question: the choices are narrowed before the model chooses.

use crate::words::INTENTS;
use huisclos_speech::{Asking, Intent};

/// Which intents may be chosen, in the order of `INTENTS`.
///
/// Asked for a name, a birth date, a number or a mark, a caller may still change their mind, ask something, want a person or
/// be in danger; but nobody then asks for results, a document, or at what time their appointment is, and a sales call does
/// not get that far: what looks like it there is a name misheard. Everything else stays open in every question, an
/// emergency and a human above all.
pub(crate) fn intents(asking: Asking) -> [bool; INTENTS.len()] {
    let data = matches!(
        asking,
        Asking::LastName | Asking::FirstName | Asking::Name | Asking::BirthDate | Asking::Phone | Asking::Rating
    );
    INTENTS.map(|(_, intent, _)| {
        !(data && matches!(intent, Intent::Results | Intent::Document | Intent::Confirm | Intent::OffTopic))
    })
}

/// Sets what is not allowed to nothing, and the rest to a sum of one.
pub(crate) fn narrow(shares: &mut [f32], allowed: &[bool]) {
    for (share, allowed) in shares.iter_mut().zip(allowed) {
        if !allowed {
            *share = 0.0;
        }
    }
    let sum: f32 = shares.iter().sum();
    if sum > 0.0 {
        shares.iter_mut().for_each(|share| *share /= sum);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn danger_and_a_person_are_heard_in_every_question() {
        for (asking, word) in Asking::WORDS {
            let allowed = intents(asking);
            for (i, (_, intent, _)) in INTENTS.iter().enumerate() {
                if matches!(intent, Intent::Emergency | Intent::Human | Intent::Cancel | Intent::None | Intent::Info) {
                    assert!(allowed[i], "{intent:?} at {word}");
                }
            }
        }
        assert!(intents(Asking::Open).iter().all(|a| *a));
        assert!(!intents(Asking::LastName).iter().all(|a| *a));
    }

    #[test]
    fn what_is_left_sums_to_one() {
        let mut shares = [0.5, 0.25, 0.25];
        narrow(&mut shares, &[false, true, true]);
        assert_eq!(shares, [0.0, 0.5, 0.5]);
    }
}
