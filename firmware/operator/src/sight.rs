//! What the front display shows: which page, in which words. How it is drawn is the panel's affair.
//!
//! Never a name, never a number: whoever passes the desk sees it.

use crate::findings::{Grade, findings};
use crate::line::LineState;
use crate::status::{Bypass, Destination, Status};
use crate::wear::{contrast, shift};

/// Seconds of one round of pages when nothing is going on.
pub const CYCLE_S: u64 = 24;
/// Refused destinations that are shown in turn; the console and the page know more.
const REFUSED_MAX: usize = 4;
/// Characters of a row.
const ROW: usize = 20;

/// A picture in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sight {
    /// The row at the top: each line's mark, and the hour.
    pub marks: Vec<Mark>,
    /// "09:41".
    pub clock: String,
    /// What fills the rest.
    pub page: Page,
    /// How far the picture is moved to the right and down, in pixels.
    pub shift: (u8, u8),
    /// 0 to 255.
    pub contrast: u8,
}

/// A line in the top row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// Free: an empty ring.
    Free,
    /// Rings: a ring with a dot.
    Ringing,
    /// Somebody is on it: a full disc.
    Busy,
    /// Cut: a cross.
    Cut,
}

/// What fills the display under the top row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Page {
    /// The one thing to know, readable at 1 m.
    Main(Main),
    /// Where the page is.
    Address {
        /// Without `https://`, which every browser adds.
        host: String,
        /// Under it, when there is something to add.
        below: String,
    },
    /// SHA-256 of the box's authority, four groups a row.
    Authority([String; 4]),
    /// What left the local network.
    Privacy {
        /// "0", or "?" where nobody counts.
        figure: String,
        /// Under it.
        below: String,
    },
    /// A sentence on three rows of 20 characters.
    Sentence(Vec<String>),
    /// The technician's test of the glass.
    Pattern(Pattern),
}

/// What shows a dead point, a dead row, a shifted column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pattern {
    /// Every point.
    Lit,
    /// A chessboard.
    Checks,
    /// The border and two diagonals.
    Border,
}

/// The one thing to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Main {
    /// The biggest letters: 6 characters at most.
    pub figure: String,
    /// Under it: 12 characters at most.
    pub below: String,
    /// White on black turned round, for what must be seen from the door.
    pub alarm: bool,
    /// Smaller and elsewhere, every other round of a quiet box: the largest figures would wear the glass where they stand.
    pub rests: bool,
}

/// What the display shows at `seconds` of its round (any monotonic count of seconds).
#[must_use]
pub fn sight(status: &Status, seconds: u64) -> Sight {
    let (main, busy) = main(status);
    let page = if busy { Page::Main(main) } else { quiet(status, main, seconds) };
    Sight {
        marks: status.lines.iter().map(|line| mark(line.state)).collect(),
        clock: status.now.strftime("%H:%M").to_string(),
        page,
        shift: shift(status.now),
        contrast: contrast(status.now, busy),
    }
}

fn mark(state: LineState) -> Mark {
    match state {
        LineState::Free => Mark::Free,
        LineState::Ringing => Mark::Ringing,
        LineState::Answering { .. } | LineState::Calling { .. } | LineState::Handset | LineState::Testing => Mark::Busy,
        LineState::Cut => Mark::Cut,
    }
}

/// The one thing to know, and whether it keeps the display to itself.
fn main(status: &Status) -> (Main, bool) {
    let said = |figure: &str, below: &str, alarm: bool| {
        let cut = |text: &str, max: usize| text.chars().take(max).collect::<String>();
        Main { figure: cut(figure, 6), below: cut(below, 12), alarm, rests: false }
    };
    if let Some(update) = &status.update {
        let said = match update.percent {
            Some(percent) => said(&format!("{} %", percent.min(100)), "mise à jour", false),
            None => said("MISE À", "jour", false),
        };
        return (said, true);
    }
    if status.notes.urgent > 0 {
        return (said("URGENT", &many(status.notes.urgent, "note", "notes"), true), true);
    }
    let worst = findings(status).into_iter().next().filter(|finding| finding.grade == Grade::Down);
    let talking = status.lines.iter().filter_map(|line| match line.state {
        LineState::Answering { seconds } | LineState::Calling { seconds } => Some(seconds),
        _ => None,
    });
    if let Some(seconds) = talking.max() {
        let figure = format!("{}:{:02}", seconds / 60, seconds % 60);
        let below = match status.calls() {
            0 | 1 => "en appel".to_string(),
            n => format!("{n} appels"),
        };
        return (said(&figure, &below, false), true);
    }
    if let Some(which) = status.lines.iter().position(|line| line.state == LineState::Ringing) {
        let below = if status.lines.len() > 1 { format!("ligne {}", which + 1) } else { String::new() };
        return (said("SONNE", &below, false), true);
    }
    if let Some(worst) = worst {
        return (said("PANNE", &worst.short, true), true);
    }
    if status.notes.waiting > 0 {
        let below = if status.notes.waiting == 1 { "note" } else { "notes" };
        return (said(&status.notes.waiting.min(9_999).to_string(), below, false), false);
    }
    (said("PRÊT", "aucune note", false), false)
}

fn many(n: impl Into<u64>, one: &str, more: &str) -> String {
    let n = n.into();
    format!("{n} {}", if n == 1 { one } else { more })
}

/// Half of the round is for the one thing to know, the rest for what is read once in a while.
fn quiet(status: &Status, mut main: Main, seconds: u64) -> Page {
    main.rests = !(seconds / CYCLE_S).is_multiple_of(2);
    let mut others = Vec::new();
    if let Some(page) = &status.page {
        let host = page.url.trim_start_matches("https://").trim_start_matches("http://").trim_end_matches('/');
        others.push(Page::Address { host: host.to_string(), below: "page du cabinet".into() });
        others.extend(page.rows().map(Page::Authority));
        // Shown to whoever stands before the box, until somebody has made an account with it.
        let code = page.first_code.as_ref();
        others.extend(code.map(|code| Page::Sentence(vec!["premier compte :".into(), "code".into(), spaced(code)])));
    }
    others.push(privacy(status));
    others.extend(status.egress.refused.iter().take(REFUSED_MAX).map(refused));
    if status.bypass == Bypass::None {
        others.push(Page::Sentence(["téléphone coupé", "si panne", "de courant"].map(String::from).to_vec()));
    }
    // How each line carries sound: for whoever installs the box or looks for a fault.
    others.extend(status.lines.iter().enumerate().filter_map(|(n, line)| {
        let [call, rest] = line.figures()?;
        Some(Page::Sentence(vec![format!("ligne {}", n + 1), call, rest]))
    }));
    let worst = findings(status).into_iter().next().filter(|finding| finding.grade == Grade::Worn);
    if let Some(worst) = worst {
        others.push(Page::Sentence(vec!["à surveiller :".into(), worst.short]));
    }
    // Main, other, main, other…: a round of 24 s shows two others, the next round the two after them.
    let quarter = seconds / (CYCLE_S / 4);
    if quarter.is_multiple_of(2) {
        return Page::Main(main);
    }
    let index = usize::try_from(quarter / 2).unwrap_or(0) % others.len();
    others.swap_remove(index)
}

/// Digits in fours: `1234 5678`.
fn spaced(code: &str) -> String {
    let digits: Vec<char> = code.chars().take(16).collect();
    digits.chunks(4).map(|four| four.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

/// Who was tried to be reached, on three rows.
fn refused(to: &Destination) -> Page {
    let address: Vec<char> = to.address.chars().collect();
    let mut rows = vec!["refusé :".to_string()];
    rows.extend(address.chunks(ROW).take(2).map(|row| row.iter().collect()));
    if rows.len() < 3 {
        rows.push(many(to.packets.min(999_999), "paquet", "paquets"));
    }
    Page::Sentence(rows)
}

fn privacy(status: &Status) -> Page {
    let egress = &status.egress;
    if !egress.counted {
        return Page::Privacy { figure: "?".into(), below: "sorties non comptées".into() };
    }
    let below = match (egress.refused_packets(), egress.sms + egress.calendar) {
        (0, 0) => "octet sorti".to_string(),
        (0, sent) => format!("octet ; {sent} envois choisis"),
        (refused, _) => format!("octet ; {refused} refusés"),
    };
    Page::Privacy { figure: egress.left_bytes.to_string(), below }
}
