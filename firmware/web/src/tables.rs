//! A table of the figures on the page: the same cells as in its file.

use huisclos_quality::{Cell, Table};
use maud::{Markup, html};

/// The table; numbers stand right.
pub fn table(of: &Table) -> Markup {
    html! {
        table.liste.nombres {
            thead { tr { @for name in &of.head { th scope="col" { (name) } } } }
            tbody { @for row in &of.rows { tr { @for cell in row { (shown(cell)) } } } }
        }
    }
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
