//! Tables as files that a French spreadsheet opens: semicolons, decimal commas, UTF-8 with its mark (RFC 4180 otherwise).
//! A text that a spreadsheet would take for a formula is kept a text.

use std::fmt::Write;

/// What stands in one cell.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Words.
    Text(String),
    /// A number with so many decimals.
    Number(f64, usize),
    /// Nothing: not known.
    Empty,
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_string())
    }
}

impl From<usize> for Cell {
    fn from(n: usize) -> Self {
        Self::Number(n as f64, 0)
    }
}

/// A table that grows row by row.
#[derive(Clone, Debug, PartialEq)]
pub struct Csv(String);

/// Spreadsheets run what begins so (OWASP, "CSV Injection"), full-width signs too.
const FORMULA: [char; 10] = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];

impl Csv {
    /// With its head.
    #[must_use]
    pub fn new(head: &[&str]) -> Self {
        let mut table = Self("\u{feff}".into());
        table.row(&head.iter().map(|name| Cell::from(*name)).collect::<Vec<_>>());
        table
    }

    /// One more row.
    pub fn row(&mut self, cells: &[Cell]) {
        for (i, cell) in cells.iter().enumerate() {
            if i > 0 {
                self.0.push(';');
            }
            match cell {
                Cell::Empty => {}
                Cell::Number(n, _) if !n.is_finite() => {}
                Cell::Number(n, decimals) => {
                    // Writing to a string does not fail. A number has no quote and no semicolon.
                    let mut text = String::new();
                    let _ = write!(text, "{n:.decimals$}");
                    self.0.push_str(&text.replace('.', ","));
                }
                Cell::Text(text) => self.text(text),
            }
        }
        self.0.push_str("\r\n");
    }

    fn text(&mut self, text: &str) {
        let guarded = text.trim_start_matches(' ').starts_with(FORMULA);
        let quoted = guarded || text.contains([';', '"', '\n', '\r', ',', '\t']);
        let guard = if guarded { "'" } else { "" };
        if quoted {
            let _ = write!(self.0, "\"{guard}{}\"", text.replace('"', "\"\""));
        } else {
            self.0.push_str(text);
        }
    }

    /// The file.
    #[must_use]
    pub fn done(self) -> String {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn line(cells: &[Cell]) -> String {
        let mut table = Csv(String::new());
        table.row(cells);
        table.done()
    }

    #[test]
    fn formulas_stay_words_and_quotes_stay_quotes() {
        for (text, expect) in [
            ("mardi", "mardi"),
            ("=HYPERLINK(\"http://x\")", "\"'=HYPERLINK(\"\"http://x\"\")\""),
            ("+33612345678", "\"'+33612345678\""),
            ("-2", "\"'-2\""),
            ("@SUM(A1)", "\"'@SUM(A1)\""),
            ("\t=1", "\"'\t=1\""),
            ("\r=1", "\"'\r=1\""),
            ("  =1", "\"'  =1\""),
            ("＝1", "\"'＝1\""),
            ("a;b", "\"a;b\""),
            ("dit « non »\npuis \"oui\"", "\"dit « non »\npuis \"\"oui\"\"\""),
            ("", ""),
        ] {
            assert_eq!(line(&[text.into()]), format!("{expect}\r\n"), "{text}");
        }
    }

    #[test]
    fn numbers_are_written_as_in_france() {
        let cells = [Cell::Number(-0.42, 2), Cell::Number(1234.5, 1), 7.into(), Cell::Empty, Cell::Number(f64::NAN, 1)];
        assert_eq!(line(&cells), "-0,42;1234,5;7;;\r\n");
        assert_eq!(Csv::new(&["jour", "appels"]).done(), "\u{feff}jour;appels\r\n");
    }

    /// Reads a line back as RFC 4180 says.
    fn read(line: &str) -> Vec<String> {
        let (mut cells, mut cell, mut quoted) = (Vec::new(), String::new(), false);
        let mut chars = line.strip_suffix("\r\n").unwrap_or(line).chars().peekable();
        while let Some(c) = chars.next() {
            match c {
                '"' if quoted && chars.peek() == Some(&'"') => cell.extend(chars.next()),
                '"' => quoted = !quoted,
                ';' if !quoted => cells.push(std::mem::take(&mut cell)),
                c => cell.push(c),
            }
        }
        cells.push(cell);
        cells
    }

    proptest! {
        #[test]
        fn any_text_comes_back_or_is_guarded(texts in prop::collection::vec("[=+@\\-;\"\t\r\n' a-zé＝,]{0,12}", 1..5)) {
            let cells: Vec<Cell> = texts.iter().map(|t| Cell::from(t.as_str())).collect();
            let back = read(&line(&cells));
            prop_assert_eq!(back.len(), texts.len());
            for (back, text) in back.iter().zip(&texts) {
                let guarded = format!("'{text}");
                prop_assert!(back == text || *back == guarded);
                prop_assert!(!back.trim_start_matches(' ').starts_with(FORMULA), "{back:?}");
            }
        }
    }
}
