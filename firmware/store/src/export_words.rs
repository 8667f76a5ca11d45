//! What is written for patients, in French. Every match is whole: a new word of the domain does not compile without one.

use huisclos_agenda::{MadeBy, NoteReason, Priority, Status};
use huisclos_call::Channel;
use huisclos_ports::Outcome;
use jiff::civil::{Date, DateTime};

pub(crate) fn status(status: Status) -> &'static str {
    match status {
        Status::Booked => "pris",
        Status::Confirmed => "confirmé",
        Status::Cancelled => "annulé",
    }
}

pub(crate) fn made_by(by: MadeBy) -> &'static str {
    match by {
        MadeBy::Box => "par téléphone, avec l'assistant automatique",
        MadeBy::Secretary => "par le secrétariat",
    }
}

pub(crate) fn priority(priority: Priority) -> &'static str {
    match priority {
        Priority::Highest => "urgence",
        Priority::Today => "à rappeler aujourd'hui",
        Priority::Normal => "ordinaire",
        Priority::Low => "pour information",
    }
}

pub(crate) fn reason(reason: NoteReason) -> &'static str {
    match reason {
        NoteReason::Emergency => "signes d'urgence entendus",
        NoteReason::Human => "demande à parler à quelqu'un",
        NoteReason::Results => "résultats d'examen",
        NoteReason::Document => "document demandé",
        NoteReason::Message => "message",
        NoteReason::Clinical => "question de santé",
        NoteReason::Appointment => "rendez-vous non trouvé",
        NoteReason::NotUnderstood => "appel non compris",
        NoteReason::ConsentRefused => "refus que des données soient gardées",
        NoteReason::Failure => "panne pendant l'appel",
        NoteReason::Opinion => "avis sur l'appel",
    }
}

pub(crate) fn channel(channel: Channel) -> &'static str {
    match channel {
        Channel::Voice => "de vive voix",
        Channel::Key => "par une touche du téléphone",
    }
}

pub(crate) fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Emergency => "urgence",
        Outcome::Failed => "panne",
        Outcome::Transferred => "passé à quelqu'un",
        Outcome::Booked => "rendez-vous pris",
        Outcome::Moved => "rendez-vous déplacé",
        Outcome::Cancelled => "rendez-vous annulé",
        Outcome::Confirmed => "rendez-vous confirmé",
        Outcome::Noted => "message noté",
        Outcome::Informed => "renseignement donné",
        Outcome::Filtered => "appel écarté",
        Outcome::Abandoned => "appel abandonné",
    }
}

/// A number as it is written in France: +33612345678 is 06 12 34 56 78.
pub(crate) fn phone(e164: &str) -> String {
    match e164.strip_prefix("+33").filter(|rest| rest.len() == 9 && rest.bytes().all(|b| b.is_ascii_digit())) {
        Some(rest) => {
            let national = format!("0{rest}");
            let pairs: Vec<&str> = (0..5).filter_map(|i| national.get(2 * i..2 * i + 2)).collect();
            pairs.join(" ")
        }
        None => e164.to_string(),
    }
}

pub(crate) fn day(date: Date) -> String {
    date.strftime("%d/%m/%Y").to_string()
}

pub(crate) fn hour(at: DateTime) -> String {
    at.strftime("%d/%m/%Y à %H:%M").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_in_france_and_others_left_alone() {
        for (e164, expect) in [
            ("+33612345678", "06 12 34 56 78"),
            ("+33145678901", "01 45 67 89 01"),
            ("+32470123456", "+32470123456"),
            ("+3361234567é", "+3361234567é"),
            ("", ""),
        ] {
            assert_eq!(phone(e164), expect, "{e164}");
        }
    }
}
