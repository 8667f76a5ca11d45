//! What is watched live: the lines' levels, a ring to come, a handset to be lifted.

use crate::facts::Facts;
use crate::lay::{ends, fit, rule, wrap};
use huisclos_operator::Line;

/// Something watched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Watch {
    /// Levels, until the technician has seen enough.
    Levels,
    /// A call must come in: rings of each line when the wait began.
    Ring(Vec<u64>),
    /// The handset must be lifted and put back: lifts of each line when the wait began.
    Lift(Vec<u64>),
}

impl Watch {
    /// Waits for a ring from now on.
    pub fn ring(facts: &Facts) -> Self {
        Self::Ring(facts.status.lines.iter().map(|line| line.rings).collect())
    }

    /// Waits for the handset from now on.
    pub fn lift(facts: &Facts) -> Self {
        Self::Lift(facts.status.lines.iter().map(|line| line.lifts).collect())
    }

    /// What was waited for has come.
    pub fn came(&self, facts: &Facts) -> bool {
        let more = |before: &[u64], now: fn(&Line) -> u64| {
            facts.status.lines.iter().zip(before).any(|(line, before)| now(line) > *before)
        };
        match self {
            Self::Levels => false,
            Self::Ring(before) => more(before, |line| line.rings),
            Self::Lift(before) => more(before, |line| line.lifts),
        }
    }

    /// The screen, 22 rows at most.
    pub fn rows(&self, facts: &Facts) -> Vec<String> {
        let (title, hint) = match self {
            Self::Levels => ("Lignes, en direct", "q : finir"),
            Self::Ring(_) => ("J'attends un appel", "p : passer   q : menu"),
            Self::Lift(_) => ("J'attends le combiné", "p : passer   q : menu"),
        };
        let mut rows = vec![ends(title, &facts.status.now.strftime("%H:%M:%S").to_string()), rule()];
        match self {
            Self::Levels => {}
            Self::Ring(_) => {
                rows.extend(wrap("Appelez le cabinet avec un autre téléphone et laissez sonner deux fois.", 0));
            }
            Self::Lift(_) => {
                rows.extend(wrap("Décrochez le combiné du cabinet, écoutez la tonalité, puis raccrochez.", 0));
            }
        }
        rows.push("ligne       état               reçu dBm0          crête   émis   écho  trames".into());
        // Four rows a line at most: five lines fill the screen, and no card of ours has more at one handset.
        for line in facts.status.lines.iter().take(5) {
            rows.extend(of_line(line));
        }
        if facts.status.lines.is_empty() {
            rows.push("aucune ligne : vérifiez la carte et le fichier de la carte".into());
        }
        rows.truncate(21);
        rows.push(hint.into());
        rows.into_iter().map(|row| fit(&row)).collect()
    }
}

fn of_line(line: &Line) -> Vec<String> {
    let name = crate::lay::fit_to(&line.name, 11);
    let state = crate::lay::fit_to(line.state.word(), 16);
    let mut rows = match &line.levels {
        None => vec![format!("{name:<11} {state:<16} niveaux non mesurés")],
        Some(levels) => {
            let echo = levels.echo_return_loss_db.map_or("  —".into(), |loss| format!("{loss:>3.0}"));
            vec![format!(
                "{name:<11} {state:<16} {:>4.0} {} {:>5.1} {:>6.0} {echo:>6} {:>7}",
                levels.received_dbm0,
                bar(levels.received_dbm0),
                levels.peak_dbm0,
                levels.sent_dbm0,
                levels.lost_frames
            )]
        }
    };
    let advice = line.levels.map(|levels| levels.advice(line.talks())).unwrap_or_default();
    rows.extend(advice.into_iter().take(2).map(|advice| format!("            ! {advice}")));
    rows.extend(line.known.row().map(|row| format!("            {row}")));
    rows.extend(line.last_error.iter().map(|error| format!("            ! {error}")));
    rows
}

/// -60 to +3 dBm0 as twelve blocks.
fn bar(dbm0: f32) -> String {
    let full = ((dbm0 + 60.0) / 63.0 * 12.0).round().clamp(0.0, 12.0) as usize;
    format!("{}{}", "█".repeat(full), "·".repeat(12 - full))
}
