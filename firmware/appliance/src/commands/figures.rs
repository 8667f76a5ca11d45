//! `huisclos figures`: the cabinet's figures on the command line. They name nobody, so that reading them is no access.

use crate::book::Book;
use crate::cli::{Common, Figures as Options, FiguresBy};
use crate::error::Error;
use crate::world;
use huisclos_quality::{Alert, By, Cell, Figures, Period, Rate, Sheet, Spread, Table};
use serde_json::{Map, Value, json};

/// # Errors
/// The store cannot be read, or there is no such table.
pub fn run(common: &Common, options: &Options) -> Result<(), Error> {
    let sheet = match &options.csv {
        None => None,
        Some(word) => Some(Sheet::from_word(word).ok_or_else(|| {
            let all: Vec<&str> = Sheet::WORDS.iter().map(|(_, word)| *word).collect();
            Error::Refused(format!("figures : --csv {word} n'existe pas ; écrivez {}", all.join(", ")))
        })?),
    };
    let by = options.by.map(|by| match by {
        FiguresBy::Day => By::Day,
        FiguresBy::Week => By::Week,
    });
    let period = Period::new(options.from, options.to, by, world::now(common).date());
    let book = Book::open(common)?;
    let calls = book.store().calls_between(period.from, period.to).map_err(|e| Error::Store(e.to_string()))?;
    let figures = Figures::of(&calls, period);
    match sheet {
        Some(sheet) => figures.table(sheet).csv().trim_end().lines().for_each(world::out),
        None if common.json => world::out(&as_json(&figures).to_string()),
        None => told(&figures.table(Sheet::Summary)),
    }
    Ok(())
}

fn told(summary: &Table) {
    for row in &summary.rows {
        let [name, value, unit, low, high, of] = &row[..] else { continue };
        let between = match (low, high) {
            (Cell::Number(low, _), Cell::Number(high, _)) => format!("  entre {low:.0} et {high:.0}"),
            _ => String::new(),
        };
        world::out(&format!("{:<40} {:>9} {}{between}  (sur {})", text(name), text(value), text(unit), text(of)));
    }
}

fn text(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => text.clone(),
        Cell::Number(n, decimals) => format!("{n:.decimals$}").replace('.', ","),
        Cell::Empty => "–".into(),
    }
}

fn rate(rate: Rate) -> Value {
    let (low, high) = rate.interval().unzip();
    json!({ "share": rate.share(), "hits": rate.hits, "of": rate.of, "low": low, "high": high })
}

fn spread(s: Spread) -> Value {
    if s.n == 0 { Value::Null } else { json!({ "n": s.n, "mean": s.mean, "median": s.median, "p95": s.p95 }) }
}

fn as_json(f: &Figures) -> Value {
    let alert = match f.alert() {
        Alert::TooFew => "too_few",
        Alert::Well => "well",
        Alert::Doubtful => "doubtful",
        Alert::Low => "low",
    };
    let counts = |rows: Vec<(String, usize)>| rows.into_iter().map(|(k, n)| (k, json!(n))).collect::<Map<_, _>>();
    let points: Vec<Value> = f
        .points
        .iter()
        .map(|p| {
            json!({
                "from": p.day.to_string(), "calls": p.calls, "success": rate(p.success), "transfers": rate(p.transfers),
                "abandons": rate(p.abandons), "handling_s": spread(p.handling_s), "waits_ms": spread(p.waits_ms),
                "mark": p.marks.mean(), "marks": p.marks.n(),
            })
        })
        .collect();
    let links: Vec<Value> = f
        .links
        .iter()
        .map(|l| {
            let (low, high) = l.interval.unzip();
            json!({ "pair": format!("{:?}", l.pair), "n": l.n, "rho": l.rho, "low": low, "high": high })
        })
        .collect();
    let mut all = json!({
        "from": f.period.from.to_string(), "to": f.period.to.to_string(), "calls": f.calls, "filtered": f.filtered,
        "unknown": f.unknown, "alert": alert, "success": rate(f.success), "transfers": rate(f.transfers),
        "rung_in_vain": rate(f.rung_in_vain), "abandons": rate(f.abandons),
        "steps": counts(f.steps.iter().map(|(s, n)| (s.word().to_string(), *n)).collect()),
        "wanted": counts(f.wanted.iter().map(|(w, n)| (w.word().to_string(), *n)).collect()),
        "handling_s": spread(f.handling_s), "waits_ms": spread(f.waits_ms), "marks": f.marks.counts,
        "unclear": rate(f.unclear), "hours": f.hours, "points": points, "links": links,
    });
    // Absent where no chat model has marked a call.
    if f.quality.n > 0 {
        all["quality"] = json!({ "mean": f.quality.mean, "n": f.quality.n });
    }
    all
}
