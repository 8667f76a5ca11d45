//! A table of the figures on the page: the same cells as in its file.

use huisclos_quality::{Cell, Table};
use maud::{Markup, html};

/// The table; numbers stand right.
pub fn table(of: &Table) -> Markup {
    html! {
        table.liste.nombres {
            thead { tr { @for (at, name) in of.head.iter().enumerate() { th.mots[is_text(of, at)] scope="col" { (name) } } } }
            tbody { @for row in &of.rows { tr { @for cell in row { (shown(cell)) } } } }
        }
    }
}

/// True for a column of words: its head stands left like them.
fn is_text(of: &Table, at: usize) -> bool {
    of.rows.first().is_some_and(|row| matches!(row.get(at), Some(Cell::Text(_))))
}

fn shown(cell: &Cell) -> Markup {
    html! {
        @match cell {
            Cell::Text(text) => td { (crate::french::plain(text)) }
            Cell::Number(n, decimals) => td.nombre { (format!("{n:.decimals$}").replace('.', ",").replace('-', "−")) }
            Cell::Empty => td.nombre { "–" }
        }
    }
}
