//! The figures as tables: what stands behind each chart, what is downloaded, what the command line prints.

use crate::csv::{Cell, Csv};
use crate::figures::Figures;
use crate::rate::Rate;
use crate::spread::Spread;
use crate::words::{Defined, finding_in_french, pair_in_french, step_in_french, wanted_in_french};
use crate::{Difference, Link};

/// A table.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// Names of the columns.
    pub head: Vec<&'static str>,
    /// Rows as long as the head.
    pub rows: Vec<Vec<Cell>>,
}

impl Table {
    /// As a file for a spreadsheet.
    #[must_use]
    pub fn csv(&self) -> String {
        let mut out = Csv::new(&self.head);
        self.rows.iter().for_each(|row| out.row(row));
        out.done()
    }
}

/// Which table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sheet {
    /// One figure a row.
    Summary,
    /// One day or week a row.
    Points,
    /// One step a row.
    Abandons,
    /// One weekday and hour a row.
    Hours,
    /// One request a row.
    Wanted,
    /// One mark a row.
    Marks,
    /// One correlation a row.
    Links,
    /// One script a row.
    Scripts,
}

impl Sheet {
    /// All of them, with their words in addresses and file names.
    pub const WORDS: [(Sheet, &'static str); 8] = [
        (Sheet::Summary, "resume"),
        (Sheet::Points, "periodes"),
        (Sheet::Abandons, "abandons"),
        (Sheet::Hours, "heures"),
        (Sheet::Wanted, "demandes"),
        (Sheet::Marks, "satisfaction"),
        (Sheet::Links, "liens"),
        (Sheet::Scripts, "scripts"),
    ];

    /// Its word.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(sheet, _)| *sheet == self).map_or("resume", |(_, word)| word)
    }

    /// The table of a word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::WORDS.iter().find(|(_, w)| *w == word).map(|(sheet, _)| *sheet)
    }
}

/// Weekdays as the figures number them.
pub const WEEKDAYS: [&str; 7] = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"];

/// A share as a percentage with one decimal.
fn percent(share: Option<f64>) -> Cell {
    share.map_or(Cell::Empty, |s| Cell::Number(s * 100.0, 1))
}

fn seconds(spread: Spread, of: f64) -> Cell {
    if spread.n == 0 { Cell::Empty } else { Cell::Number(of, 1) }
}

fn interval(of: Option<(f64, f64)>, scale: f64, decimals: usize) -> [Cell; 2] {
    of.map_or([Cell::Empty, Cell::Empty], |(low, high)| {
        [Cell::Number(low * scale, decimals), Cell::Number(high * scale, decimals)]
    })
}

impl Figures {
    /// One table of them.
    #[must_use]
    pub fn table(&self, sheet: Sheet) -> Table {
        match sheet {
            Sheet::Summary => self.summary(),
            Sheet::Points => self.points_table(),
            Sheet::Abandons => Table {
                head: vec!["étape", "appels abandonnés"],
                rows: self.steps.iter().map(|(step, n)| vec![step_in_french(*step).into(), (*n).into()]).collect(),
            },
            Sheet::Hours => Table { head: vec!["jour", "heure", "appels"], rows: self.hour_rows() },
            Sheet::Wanted => Table {
                head: vec!["demande", "appels"],
                rows: self.wanted.iter().map(|(what, n)| vec![wanted_in_french(*what).into(), (*n).into()]).collect(),
            },
            Sheet::Marks => Table {
                head: vec!["note", "appels"],
                rows: self.marks.counts.iter().zip(1_usize..).map(|(n, mark)| vec![mark.into(), (*n).into()]).collect(),
            },
            Sheet::Links => Table {
                head: vec!["ce qui est comparé", "appels", "rho de Spearman", "de", "à", "conclusion"],
                rows: self.links.iter().map(link_row).collect(),
            },
            Sheet::Scripts => self.scripts_table(),
        }
    }

    fn summary(&self) -> Table {
        let rate = |name: &str, rate: Rate| {
            let [low, high] = interval(rate.interval(), 100.0, 1);
            vec![name.into(), percent(rate.share()), "%".into(), low, high, rate.of.into()]
        };
        let number = |name: &str, value: Cell, unit: &str, n: usize| {
            vec![name.into(), value, unit.into(), Cell::Empty, Cell::Empty, n.into()]
        };
        let (h, w) = (self.handling_s, self.waits_ms);
        let mean = self.marks.mean().map_or(Cell::Empty, |m| Cell::Number(m, 2));
        let q = self.quality;
        let judged = (q.n > 0).then(|| number(Defined::Quality.name(), Cell::Number(q.mean, 2), "sur 5", q.n));
        let mut table = Table {
            head: vec!["chiffre", "valeur", "unité", "de (95 %)", "à (95 %)", "sur"],
            rows: vec![
                number(Defined::Calls.name(), self.calls.into(), "appels", self.calls),
                number("dont démarchages et erreurs", self.filtered.into(), "appels", self.calls),
                number("dont notes anciennes sans objet connu", self.unknown.into(), "appels", self.calls),
                rate(Defined::Success.name(), self.success),
                rate(Defined::Transfers.name(), self.transfers),
                rate("combiné sonné en vain", self.rung_in_vain),
                rate(Defined::Abandons.name(), self.abandons),
                rate(Defined::Unclear.name(), self.unclear),
                number("durée moyenne d'un appel", seconds(h, h.mean), "s", h.n),
                number("durée médiane d'un appel", seconds(h, h.median), "s", h.n),
                number("durée de 95 appels sur 100, au plus", seconds(h, h.p95), "s", h.n),
                number("attente médiane", seconds(w, w.median), "ms", w.n),
                number("attente de 95 fois sur 100, au plus", seconds(w, w.p95), "ms", w.n),
                number(Defined::Marks.name(), mean, "sur 5", self.marks.n()),
            ],
        };
        table.rows.extend(judged);
        table
    }

    fn points_table(&self) -> Table {
        let row = |p: &crate::Point| {
            vec![
                Cell::Text(p.day.to_string()),
                p.calls.into(),
                percent(p.success.share()),
                percent(p.transfers.share()),
                percent(p.abandons.share()),
                seconds(p.handling_s, p.handling_s.mean),
                seconds(p.waits_ms, p.waits_ms.median),
                seconds(p.waits_ms, p.waits_ms.p95),
                p.marks.mean().map_or(Cell::Empty, |m| Cell::Number(m, 2)),
                p.marks.n().into(),
            ]
        };
        Table {
            head: vec![
                "à partir du",
                "appels",
                "réussite (%)",
                "passés au cabinet (%)",
                "abandons (%)",
                "durée moyenne (s)",
                "attente médiane (ms)",
                "attente, 95 sur 100 (ms)",
                "note moyenne",
                "notes",
            ],
            rows: self.points.iter().map(row).collect(),
        }
    }

    fn hour_rows(&self) -> Vec<Vec<Cell>> {
        let mut rows = Vec::new();
        for (day, hours) in WEEKDAYS.iter().zip(&self.hours) {
            for (hour, n) in hours.iter().enumerate().filter(|(_, n)| **n > 0) {
                rows.push(vec![(*day).into(), hour.into(), (*n).into()]);
            }
        }
        rows
    }

    fn scripts_table(&self) -> Table {
        let against = |d: Option<Difference>| {
            let [low, high] = interval(d.map(|d| d.interval), 100.0, 1);
            [percent(d.map(|d| d.by)), low, high]
        };
        let row = |s: &crate::ScriptRow| {
            let name = s.script.as_deref().unwrap_or("script d'origine");
            let mut row = vec![name.into(), s.calls.into(), percent(s.success.share()), percent(s.abandons.share())];
            row.extend(against(s.success_against));
            row.extend(against(s.abandons_against));
            row
        };
        Table {
            head: vec![
                "script",
                "appels",
                "réussite (%)",
                "abandons (%)",
                "réussite : écart (points)",
                "de",
                "à",
                "abandons : écart (points)",
                "de",
                "à",
            ],
            rows: self.scripts.iter().map(row).collect(),
        }
    }
}

fn link_row(link: &Link) -> Vec<Cell> {
    let [low, high] = interval(link.interval, 1.0, 2);
    vec![
        pair_in_french(link.pair).into(),
        link.n.into(),
        link.rho.map_or(Cell::Empty, |rho| Cell::Number(rho, 2)),
        low,
        high,
        Cell::Text(finding_in_french(link)),
    ]
}
