//! Charts as inline SVG: drawn by plotters, which writes attributes only, so that the policy lets them through; the style
//! sheet gives each of the few inks below its colour of the day or of the night. Every chart has a sentence for who does
//! not see it, and the page puts its table behind it.

use jiff::civil::Date;
use maud::{Markup, PreEscaped, html};
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

/// The inks: `pages.css` names them by their values.
const INK: RGBColor = RGBColor(11, 92, 91);
const SECOND: RGBColor = RGBColor(176, 74, 18);
const LINE: RGBColor = RGBColor(213, 217, 212);
const WORDS: RGBColor = RGBColor(76, 90, 86);
const ALERT: RGBColor = RGBColor(165, 18, 29);

/// Pixels of the drawing, which the page scales to its width.
const WIDTH: u32 = 540;
const HEIGHT: u32 = 210;
/// Height of one bar that lies.
const BAR: u32 = 26;
/// Labels under the axis: more would touch each other.
const LABELS_MAX: usize = 10;
const LETTERS: u32 = 13;

type Failed = Box<dyn std::error::Error>;

/// A line of a chart; `None` leaves a gap.
pub struct Series<'a> {
    /// Its values, one a place on the axis.
    pub values: &'a [Option<f64>],
    /// Drawn in the second ink, dashed by its dots.
    pub second: bool,
}

/// The drawing inside its element, with the sentence that stands for it.
fn framed(drawn: Result<String, Failed>, (width, height): (u32, u32), says: &str) -> Markup {
    // What plotters writes before the first shape says its size in pixels; the page says it in its own way.
    let inner = drawn.ok().and_then(|svg| Some(svg.split_once('>')?.1.rsplit_once("</svg>")?.0.to_string()));
    html! {
        @match inner {
            Some(inner) => {
                // Only numbers, dates and words of this crate are drawn, and plotters escapes text.
                svg.graphe viewBox=(format!("0 0 {width} {height}")) role="img" aria-label=(says) { (PreEscaped(inner)) }
            }
            None => { p.vide { "Le graphique n'a pas pu être dessiné ; le tableau dit la même chose." } }
        }
    }
}

/// A short label for each place, thinned so that none touches another.
fn labels(days: &[Date]) -> Vec<String> {
    let every = days.len().div_ceil(LABELS_MAX).max(1);
    let label = |(i, day): (usize, &Date)| {
        if i % every == 0 { format!("{:02}/{:02}", day.day(), day.month()) } else { String::new() }
    };
    days.iter().enumerate().map(label).collect()
}

/// A round number at or over `max`, so that the axis has whole steps.
fn top(max: f64) -> f64 {
    let steps = [1.0, 2.0, 5.0, 10.0];
    let power = 10_f64.powf(max.max(1.0).log10().floor());
    steps.iter().map(|s| s * power).find(|t| *t >= max).unwrap_or(max).max(4.0)
}

/// Bars, one a day or week.
pub fn bars(days: &[Date], values: &[usize], says: &str) -> Markup {
    let values: Vec<Option<f64>> = values.iter().map(|v| Some(*v as f64)).collect();
    let high = top(values.iter().flatten().copied().fold(0.0, f64::max));
    let drawn =
        draw(&labels(days), high, &|v| format!("{v:.0}"), None, &[Series { values: &values, second: false }], true);
    framed(drawn, (WIDTH, HEIGHT), says)
}

/// Lines over days or weeks. `high` is the end of the axis; `threshold` a line to stay on the right side of.
pub fn lines(
    days: &[Date],
    series: &[Series<'_>],
    high: Option<f64>,
    unit: &dyn Fn(f64) -> String,
    threshold: Option<f64>,
    says: &str,
) -> Markup {
    let most = series.iter().flat_map(|s| s.values.iter().flatten()).copied().fold(0.0, f64::max);
    let drawn = draw(&labels(days), high.unwrap_or_else(|| top(most)), unit, threshold, series, false);
    framed(drawn, (WIDTH, HEIGHT), says)
}

fn words(anchor: Pos) -> TextStyle<'static> {
    ("sans-serif", LETTERS).into_font().color(&WORDS).pos(anchor)
}

fn draw(
    labels: &[String],
    high: f64,
    unit: &dyn Fn(f64) -> String,
    threshold: Option<f64>,
    series: &[Series<'_>],
    as_bars: bool,
) -> Result<String, Failed> {
    let mut out = String::new();
    {
        let root = SVGBackend::with_string(&mut out, (WIDTH, HEIGHT)).into_drawing_area();
        let mut chart = ChartBuilder::on(&root)
            .margin_top(10)
            .margin_right(8)
            .x_label_area_size(24)
            .y_label_area_size(52)
            .build_cartesian_2d(0.0..labels.len().max(1) as f64, 0.0..high)?;
        chart
            .configure_mesh()
            .disable_x_mesh()
            .x_labels(0)
            .y_labels(5)
            .y_label_formatter(&|v| unit(*v))
            .label_style(words(Pos::new(HPos::Right, VPos::Center)))
            .bold_line_style(LINE)
            .light_line_style(TRANSPARENT)
            .axis_style(LINE)
            .draw()?;
        for (i, label) in labels.iter().enumerate().filter(|(_, label)| !label.is_empty()) {
            let (x, y) = chart.backend_coord(&(i as f64 + 0.5, 0.0));
            root.draw(&Text::new(label.as_str(), (x, y + 6), words(Pos::new(HPos::Center, VPos::Top))))?;
        }
        for one in series {
            let ink = if one.second { SECOND } else { INK };
            let dots: Vec<(f64, f64)> =
                one.values.iter().enumerate().filter_map(|(i, v)| Some((i as f64, (*v)?))).collect();
            if as_bars {
                chart.draw_series(
                    dots.iter().map(|(x, v)| Rectangle::new([(x + 0.15, 0.0), (x + 0.85, *v)], ink.filled())),
                )?;
                continue;
            }
            // A gap is a gap: what nobody measured is not drawn through.
            for run in dots.chunk_by(|a, b| b.0 - a.0 < 1.5) {
                chart.draw_series(LineSeries::new(run.iter().map(|(x, v)| (x + 0.5, *v)), ink.stroke_width(2)))?;
            }
            let size = if one.second { 2 } else { 3 };
            chart.draw_series(dots.iter().map(|(x, v)| Circle::new((x + 0.5, *v), size, ink.filled())))?;
        }
        if let Some(at) = threshold {
            let ends = [(0.0, at), (labels.len().max(1) as f64, at)];
            chart.draw_series(LineSeries::new(ends, ALERT.stroke_width(1)))?;
        }
        root.present()?;
    }
    Ok(out)
}

/// Bars that lie, each with its words before and its count behind.
pub fn lying(rows: &[(String, usize)], says: &str) -> Markup {
    let height = BAR * rows.len().max(1) as u32 + 8;
    framed(draw_lying(rows, height), (WIDTH, height), says)
}

fn draw_lying(rows: &[(String, usize)], height: u32) -> Result<String, Failed> {
    /// Room for the words, and for the count.
    const WORDS_WIDTH: i32 = 210;
    const COUNT_WIDTH: i32 = 50;
    let mut out = String::new();
    {
        let root = SVGBackend::with_string(&mut out, (WIDTH, height)).into_drawing_area();
        let most = rows.iter().map(|(_, n)| *n).max().unwrap_or(0).max(1) as f64;
        let room = f64::from(WIDTH as i32 - WORDS_WIDTH - COUNT_WIDTH);
        for (i, (name, count)) in rows.iter().enumerate() {
            let middle = (i as u32 * BAR + BAR / 2 + 4) as i32;
            let end = WORDS_WIDTH + (*count as f64 / most * room) as i32;
            let half = BAR as i32 / 3;
            root.draw(&Text::new(
                name.as_str(),
                (WORDS_WIDTH - 8, middle),
                words(Pos::new(HPos::Right, VPos::Center)),
            ))?;
            root.draw(&Rectangle::new(
                [(WORDS_WIDTH, middle - half), (end.max(WORDS_WIDTH + 2), middle + half)],
                INK.filled(),
            ))?;
            root.draw(&Text::new(count.to_string(), (end + 8, middle), words(Pos::new(HPos::Left, VPos::Center))))?;
        }
        root.present()?;
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn drawings_are_attributes_only_and_say_what_they_show() {
        let days: Vec<Date> = (1..=28).map(|d| date(2026, 11, d)).collect();
        let counts: Vec<usize> = (0..28).collect();
        let shares: Vec<Option<f64>> = (0..28).map(|i| (i % 5 != 0).then_some(f64::from(i) / 28.0)).collect();
        let percent = |v: f64| format!("{:.0} %", v * 100.0);
        let one = [Series { values: &shares, second: false }];
        for drawn in [
            bars(&days, &counts, "Vingt-huit jours"),
            bars(&[], &[], "Aucun jour"),
            lines(&days, &one, Some(1.0), &percent, Some(0.8), "Réussite"),
            lying(&[("le motif <b>".into(), 3), ("le jour".into(), 0)], "Étapes"),
            lying(&[], "Rien"),
        ] {
            let text = drawn.into_string();
            assert!(
                text.starts_with("<svg class=\"graphe\" viewBox=\"0 0 540 ")
                    && text.contains("role=\"img\" aria-label=")
            );
            for forbidden in ["style=", "<style", "<script", "href", " on", "<b>", "NaN", "inf"] {
                assert!(!text.contains(forbidden), "{forbidden}: {text}");
            }
        }
        // Every ink that is drawn is one the style sheet recolours.
        let css = include_str!("../assets/pages.css");
        for ink in [INK, SECOND, LINE, WORDS, ALERT] {
            let named = format!("#{:02X}{:02X}{:02X}", ink.0, ink.1, ink.2);
            assert!(
                css.contains(&format!("[fill=\"{named}\"]")) || css.contains(&format!("[stroke=\"{named}\"]")),
                "{named}"
            );
        }
    }

    #[test]
    fn axes_end_on_round_numbers() {
        for (max, expect) in
            [(0.0, 4.0), (3.0, 5.0), (7.0, 10.0), (12.0, 20.0), (49.0, 50.0), (180.0, 200.0), (501.0, 1000.0)]
        {
            assert!((top(max) - expect).abs() < 1e-9, "{max}: {}", top(max));
        }
        let days: Vec<Date> = (1..=30).map(|d| date(2026, 11, d)).collect();
        assert!(labels(&days).iter().filter(|l| !l.is_empty()).count() <= LABELS_MAX);
    }
}
