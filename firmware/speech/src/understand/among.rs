//! Red flags in what else a caller may have said: a recogniser that is in doubt between two readings must not choose the
//! calm one alone.

use super::alarm::{Alarm, listen};
use super::hear::Heard;
use super::tables::tables;
use super::turn::Turn;
use crate::{Asking, RedFlag};
use huisclos_agenda::Private;

/// Readings that are alarms make one when they hold this much of the probability together. Chosen on the open and spent
/// sets, spoken at 10 dB: three more alarms of 60 are found, for one more false alarm of 138.
const SHARE_MIN: f32 = 0.2;
/// Readings that are looked at, likeliest first: a turn's answer waits for them, some milliseconds each.
const READINGS_MAX: usize = 8;

/// The red flag among other readings of a turn (each with its probability, likeliest first), when together they are likely
/// enough; the likeliest of them says the words. The reading believed most is not among them: `understand` has it.
pub fn alarm_among(others: &[(&str, f32)], asking: Asking) -> Option<RedFlag> {
    let others = &others[..others.len().min(READINGS_MAX)];
    if others.iter().map(|(_, chance)| chance).sum::<f32>() < SHARE_MIN {
        return None;
    }
    let names = matches!(asking, Asking::Name | Asking::LastName | Asking::FirstName);
    let mut found: Option<RedFlag> = None;
    let mut share = 0.0;
    for (text, chance) in others {
        for turn in Turn::hear(text, &tables().lexicon).cut() {
            let heard = Heard::new(turn, asking);
            if let Alarm::Flag(family, words) = listen(&heard.turn, &heard.hits, heard.tables, names) {
                let words = Private::new(heard.turn.quote(words).to_string());
                found.get_or_insert(RedFlag { words, family });
                share += chance;
                break;
            }
        }
    }
    found.filter(|_| share >= SHARE_MIN)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Family;

    #[test]
    fn doubt_is_an_alarm_and_a_whisper_of_it_is_none() {
        for (others, expect) in [
            (&[("j'arrive plus à respirer", 0.3)][..], Some(Family::Breath)),
            (&[("j'arrive plus à respirer", 0.15), ("j'arrive pas à respirer", 0.1)], Some(Family::Breath)),
            (&[("j'arrive plus à respirer", 0.1), ("j'arrive à vous respirer", 0.4)], None),
            (&[("je n'ai pas mal à la poitrine", 0.4)], None),
            (&[("j'arrive bien à respirer", 0.4)], None),
            (&[], None),
        ] {
            assert_eq!(alarm_among(others, Asking::Open).map(|flag| flag.family), expect, "{others:?}");
        }
    }

    #[test]
    fn a_name_that_was_asked_is_a_name() {
        assert!(alarm_among(&[("malaise", 0.4)], Asking::LastName).is_none());
        assert!(alarm_among(&[("je fais un malaise", 0.4)], Asking::LastName).is_some());
    }
}
