//! "le plus tôt possible", "n'importe quand": the caller leaves the day to the cabinet.

use super::{Days, Shape};
use crate::number::weekday;
use crate::words::Words;
use jiff::civil::Date;

/// From today on, earliest first.
pub(super) fn vague(words: &Words, at: usize, today: Date) -> Option<Days> {
    const PHRASES: [&str; 72] = [
        "plus tot que vous pourrez",
        "plus tot que vous pouvez",
        "plus tot que vous avez",
        "plus tot que possible",
        "plus vite que vous pourrez",
        "plus vite que vous pouvez",
        "des que vous pourrez",
        "des que vous aurez",
        "quand vous aurez",
        "quand vous pourrez",
        "quand vous voudrez",
        "plus tot possible",
        "plutot possible",
        "plus rapidement possible",
        "plus vite possible",
        "plus rapide possible",
        "plus proche possible",
        "plus tot sera le mieux",
        "plus tot serait le mieux",
        "plus tot c est le mieux",
        "plus vite sera le mieux",
        "des que possible",
        "des que c est possible",
        "des que vous pouvez",
        "des que vous avez",
        "aussi vite que possible",
        "aussi tot que possible",
        "aussitot que possible",
        "au plus vite",
        "au plus tot",
        "au plus rapide",
        "meilleurs delais",
        "plus brefs delais",
        "de plus proche",
        "de plus rapide",
        "de plus tot",
        "petite place",
        "petit creneau",
        "petit trou",
        "petite disponibilite",
        "petit rendez vous",
        "premier creneau",
        "premiere place",
        "premiere disponibilite",
        "premieres disponibilites",
        "premier rendez vous disponible",
        "premier rendez vous possible",
        "premier rendez vous que vous avez",
        "premiere date",
        "premier disponible",
        "prochain creneau",
        "prochaine disponibilite",
        "prochaines disponibilites",
        "prochaine place",
        "prochain rendez vous disponible",
        "prochain rendez vous possible",
        "n importe quand",
        "n importe quel jour",
        "n importe quelle date",
        "quand vous voulez",
        "quand vous pouvez",
        "quand vous avez",
        "quand ca vous arrange",
        "le jour m importe",
        "jour m est egal",
        "jour que vous voulez",
        "jour qui vous arrange",
        "jour ou vous voulez",
        "importe quand",
        "importe quel jour",
        "peu importe le jour",
        "peu importe quand",
    ];
    let used = words.first_of(at, &PHRASES) + words.first_of(at, &["peu importe la date", "tous les jour"]);
    let used = if used > 0 { used } else { alone(words, at) };
    // "au plus tôt à quinze heures" bounds an hour.
    let bounds = words.are(at, "au plus tot")
        && matches!(words.bare(at + 3), "a" | "le" | "vers")
        && (crate::number::cardinal(words, at + 4).is_some() || words.bare(at + 4) == "midi");
    if used == 0 || bounds || (words.are(at, "des que vous pouvez") && words.back(at, 1) == "rappelez") {
        return None;
    }
    // "le premier créneau de la matinée" is an hour; "trois fois tous les jours", "ouverts tous les jours" no wish.
    if crate::hour::first_or_last(words, at).is_some() || matches!(words.back(at, 1), "fois" | "ouverts" | "ouvert") {
        return None;
    }
    Some(Days::one(today, at, at + used, Shape::Vague))
}

/// "rapidement", "assez vite", "tout sauf mardi": vague only in these company.
fn alone(words: &Words, at: usize) -> usize {
    match words.bare(at) {
        "rapidement"
            if !(1..=2).any(|k| {
                let w = words.back(at, k);
                matches!(w, "plus" | "moins" | "trop" | "aussi" | "si" | "rappeler" | "repond" | "repondre")
                    || w.starts_with("parl")
            }) =>
        {
            1
        }
        "vite" if words.back(at, 1) == "assez" && !words.back(at, 2).starts_with("parl") => 1,
        "tout" | "tous" if words.bare(at + 1) == "sauf" => {
            let day = at + 2 + words.first_of(at + 2, &["le", "les"]);
            usize::from(weekday(words.bare(day)).is_some())
        }
        _ => 0,
    }
}
