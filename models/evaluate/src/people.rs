//! Two people, who said days, months, numbers and letters for the telephone exchange Asterisk: dates and telephone numbers put together
//! from their words. The only human voices that a bare Debian has in French (`asterisk-core-sounds-fr-wav`, June Wallack, CC BY-SA 3.0;
//! `asterisk-prompt-fr-armelle`, Armelle Desjardins, BSD); listened to for measuring, never trained on.

use crate::channel;
use crate::score::{edits, words};
use crate::speech::{NOISES, opened};
use crate::understand::now;
use huisclos_agenda::Cabinet;
use huisclos_audio::LINE_HZ;
use huisclos_speech::{Asking, say, say_date, understand};
use huisclos_whisper::Hints;
use jiff::civil::Date;
use std::path::{Path, PathBuf};
use std::process::Command;

const PEOPLE: [(&str, &str, &str); 2] = [
    ("June (Québec)", "/usr/share/asterisk/sounds/fr_CA_f_June", "wav"),
    ("Armelle (France)", "/usr/share/asterisk/sounds/fr", "gsm"),
];
/// Between two words of a row, as who dictates leaves.
const GAP_MS: usize = 60;
/// Quieter than this at the edges of a word is cut off.
const QUIET: f32 = 0.004;

/// A date of the year to come, or a telephone number in pairs: the recordings' names, and what they say.
struct Row {
    files: Vec<String>,
    text: String,
    date: Option<Date>,
}

fn number(n: u32) -> Vec<String> {
    match n {
        0..=20 | 30 | 40 | 50 | 60 => vec![format!("digits/{n}")],
        _ => vec![format!("digits/{}", n / 10 * 10), format!("digits/{}", n % 10)],
    }
}

/// One date a week and one number each; no "vingt et un", which has no recording of its own.
fn rows(count: usize) -> Vec<Row> {
    let today = now().date();
    let (mut out, mut day) = (Vec::new(), today.saturating_add(jiff::Span::new().days(3)));
    let mut seed = 7u32;
    while out.len() < count {
        day = day.saturating_add(jiff::Span::new().days(8));
        let n = u32::from(day.day().unsigned_abs());
        if n == 1 || n % 10 == 1 && n > 20 {
            continue;
        }
        let weekday = day.weekday().to_sunday_zero_offset();
        let mut files = vec![format!("digits/day-{weekday}")];
        files.extend(number(n));
        files.push(format!("digits/mon-{}", day.month() - 1));
        let text = format!("{} {} {}", say_date::weekday(day), say::number(n), say_date::month(day));
        out.push(Row { files, text, date: Some(day) });
        let pairs: Vec<u32> = (0..4)
            .map(|_| {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                10 + (seed >> 16) % 50
            })
            .map(|pair| if pair % 10 == 1 && pair > 20 { pair + 1 } else { pair })
            .collect();
        let mut files = vec!["digits/0".to_string(), "digits/6".to_string()];
        files.extend(pairs.iter().flat_map(|pair| number(*pair)));
        let said: Vec<String> = pairs.iter().map(|pair| say::number(*pair)).collect();
        out.push(Row { files, text: format!("zéro six {}", said.join(" ")), date: None });
    }
    out
}

/// A recording at the line's rate, without the silence at its edges.
fn recording(path: &Path) -> Option<Vec<f32>> {
    let out = Command::new("sox").arg(path).args(["-t", "raw", "-r", "8000", "-e", "signed", "-b", "16", "-"]).output();
    let pcm: Vec<f32> =
        out.ok()?.stdout.chunks_exact(2).map(|b| f32::from(i16::from_le_bytes([b[0], b[1]])) / 32768.0).collect();
    let first = pcm.iter().position(|x| x.abs() > QUIET)?;
    let last = pcm.iter().rposition(|x| x.abs() > QUIET)?;
    pcm.get(first..=last).map(<[f32]>::to_vec)
}

/// What a row sounds like on a person's own line.
fn line(folder: &str, ending: &str, row: &Row) -> Vec<f32> {
    let mut line = Vec::new();
    for file in &row.files {
        let path = PathBuf::from(folder).join(format!("{file}.{ending}"));
        line.extend(recording(&path).unwrap_or_else(|| panic!("{}: not readable by sox", path.display())));
        line.extend(vec![0.0; GAP_MS * LINE_HZ as usize / 1000]);
    }
    line
}

/// Prints the table: word errors of dates and of numbers, and the dates understood; with `misses` also, on standard error, each row
/// that was written or understood otherwise.
pub fn run(model: Option<&Path>, count: usize, misses: bool) {
    let whisper = opened(model);
    let cabinet = Cabinet::demo();
    println!("| person | noise | word errors in dates | dates understood | word errors in numbers |");
    println!("|---|---|---|---|---|");
    for (person, folder, ending) in PEOPLE {
        if !Path::new(folder).is_dir() {
            println!("| {person} | recordings not installed | | | |");
            continue;
        }
        let rows = rows(count);
        let lines: Vec<Vec<f32>> = rows.iter().map(|row| line(folder, ending, row)).collect();
        for (noise, snr_db) in NOISES {
            let (mut dates, mut numbers, mut right, mut asked) = ((0, 0), (0, 0), 0, 0);
            for (i, (row, line)) in rows.iter().zip(&lines).enumerate() {
                let heard = channel::telephone(line, LINE_HZ, snr_db, i as u64);
                let heard = whisper.transcribe(&heard, &Hints::default()).unwrap_or_default().text;
                let reference = words(&row.text);
                let wrong = edits(&reference, &words(&heard));
                let cell = if row.date.is_some() { &mut dates } else { &mut numbers };
                cell.0 += wrong;
                cell.1 += reference.len();
                let mut missed = wrong > 0;
                if let Some(date) = row.date {
                    let when = understand(&heard, Asking::Date, now(), &cabinet, None).when;
                    let found = when.is_some_and(|w| w.from == Some(date) && w.to == Some(date));
                    asked += 1;
                    right += usize::from(found);
                    missed = !found;
                }
                if misses && missed {
                    eprintln!("{person}, {noise}: « {} » écrit « {heard} »", row.text);
                }
            }
            let percent = |(wrong, all): (usize, usize)| 100.0 * wrong as f64 / all.max(1) as f64;
            println!("| {person} | {noise} | {:.1} | {right} of {asked} | {:.1} |", percent(dates), percent(numbers));
        }
    }
}
