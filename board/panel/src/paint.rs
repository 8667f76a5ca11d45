//! A sight, drawn.
//!
//! Sizes: on the smallest glass in use (0.96 inch, 0.17 mm a point) the figures of the main page are 24 or 36 points high,
//! 4 to 6 mm: 14 to 21 minutes of arc at 1 m, where 5 are the limit of good eyes and 10 are comfortable. What is under
//! them and the other pages is read from nearer.

use crate::font::{BIG_WIDTH, GROUPS, SMALL, fitting, width, write, write_big};
use crate::picture::{HEIGHT, Picture, WIDTH};
use huisclos_operator::{Main, Mark, Page, Pattern, SHIFT_X_MAX, SHIFT_Y_MAX, Sight};

/// What is drawn is that wide; the rest is the room in which it wanders.
const WIDE: i32 = WIDTH as i32 - SHIFT_X_MAX as i32;
const HIGH: i32 = HEIGHT as i32 - SHIFT_Y_MAX as i32;
/// The top row with its marks and the hour.
const TOP: i32 = 11;

/// Draws a sight.
#[must_use]
pub fn draw(sight: &Sight) -> Picture {
    let mut still = Picture::default();
    if let Page::Pattern(pattern) = &sight.page {
        // A test of the glass: it does not wander, or its border would be cut.
        return test(*pattern);
    }
    match &sight.page {
        Page::Main(main) => {
            // On this page only: what stands in one place on every page wears the glass.
            top(&mut still, sight);
            main_page(&mut still, main);
        }
        Page::Address { host, below } => address(&mut still, host, below),
        Page::Authority(rows) => rows_of(&mut still, rows, |_| GROUPS),
        Page::Privacy { figure, below } => {
            let main = Main { figure: figure.clone(), below: below.clone(), alarm: false, rests: false };
            main_page(&mut still, &main);
        }
        Page::Sentence(rows) => rows_of(&mut still, rows, |row| fitting(row, WIDE as u32, 17)),
        Page::Pattern(_) => {}
    }
    moved(&still, sight.shift)
}

fn moved(still: &Picture, (right, down): (u8, u8)) -> Picture {
    let mut picture = Picture::default();
    for y in 0..HIGH as usize {
        for x in 0..WIDE as usize {
            picture.put(x + usize::from(right), y + usize::from(down), still.at(x, y));
        }
    }
    picture
}

fn top(on: &mut Picture, sight: &Sight) {
    // Nine marks fit beside the hour; no board of ours has more lines.
    for (i, mark) in sight.marks.iter().take(9).enumerate() {
        draw_mark(on, *mark, i * 10);
    }
    let x = WIDE - width(&sight.clock, SMALL, 1) as i32;
    write(on, &sight.clock, (x, 0), SMALL, true);
}

/// Nine points wide: told apart by shape, since there is one colour.
fn draw_mark(on: &mut Picture, mark: Mark, left: usize) {
    for y in 0..9usize {
        for x in 0..9usize {
            let (dx, dy) = (x as i32 - 4, y as i32 - 4);
            let far = dx * dx + dy * dy;
            let ring = (11..=19).contains(&far);
            let lit = match mark {
                Mark::Free => ring,
                Mark::Ringing => ring || far <= 4,
                Mark::Busy => far <= 19,
                Mark::Cut => dx.abs() == dy.abs() || (dx - dy).abs() == 1 && dx.signum() == dy.signum(),
            };
            if lit {
                on.put(left + x, y, true);
            }
        }
    }
}

fn main_page(on: &mut Picture, main: &Main) {
    let count = main.figure.chars().count() as u32;
    if main.rests {
        let font = fitting(&main.below, WIDE as u32, 13);
        write(on, &main.below, (WIDE - width(&main.below, font, 1) as i32, TOP + 2), font, true);
        return write_big(on, &main.figure, (0, 24), 2, true);
    }
    // Four figures fill the width three times enlarged, six twice.
    let by = if count <= 4 { 3 } else { 2 };
    if main.alarm {
        for y in TOP..HIGH {
            for x in 0..WIDE {
                on.put(x as usize, y as usize, true);
            }
        }
    }
    let lit = !main.alarm;
    let x = (WIDE - (count * BIG_WIDTH * by) as i32) / 2;
    // Capitals of the font stand on rows 3 to 15 of 20: what is above is left to the top row, or to an accent.
    let y = match (by, main.below.is_empty()) {
        (3, _) => 1,
        (_, false) => 7,
        (_, true) => 16,
    };
    write_big(on, &main.figure, (x, y), by, lit);
    let font = fitting(&main.below, WIDE as u32 - 2, if by == 3 { 13 } else { 15 });
    let x = (WIDE - width(&main.below, font, 1) as i32) / 2;
    write(on, &main.below, (x, HIGH - 1 - font.character_size.height as i32), font, lit);
}

fn address(on: &mut Picture, host: &str, below: &str) {
    let font = fitting(host, WIDE as u32, 20);
    let room = (WIDE as u32 / font.character_size.width) as usize;
    let chars: Vec<char> = host.chars().collect();
    // A name that is wider than the display goes on in a second row.
    let rows: Vec<String> = chars.chunks(room.max(1)).take(2).map(|row| row.iter().collect()).collect();
    for (i, row) in rows.iter().enumerate() {
        let x = (WIDE - width(row, font, 1) as i32) / 2;
        write(on, row, (x, 16 + i as i32 * 12), font, true);
    }
    let font = fitting(below, WIDE as u32, 13);
    write(on, below, ((WIDE - width(below, font, 1) as i32) / 2, HIGH - 16), font, true);
}

fn rows_of(
    on: &mut Picture,
    rows: &[String],
    font: impl Fn(&str) -> &'static embedded_graphics::mono_font::MonoFont<'static>,
) {
    let room = (HIGH - TOP) / (rows.len().clamp(1, 4) as i32);
    for (i, row) in rows.iter().take(4).enumerate() {
        let font = font(row);
        let x = (WIDE - width(row, font, 1) as i32) / 2;
        let y = TOP + i as i32 * room + (room - font.character_size.height as i32) / 2;
        write(on, row, (x.max(0), y), font, true);
    }
}

fn test(pattern: Pattern) -> Picture {
    let mut picture = Picture::default();
    for y in 0..HEIGHT {
        for x in 0..WIDTH {
            let border = x == 0 || y == 0 || x == WIDTH - 1 || y == HEIGHT - 1;
            let lit = match pattern {
                Pattern::Lit => true,
                Pattern::Checks => (x / 8 + y / 8) % 2 == 0,
                Pattern::Border => border || x == y || x == 2 * y,
            };
            picture.put(x, y, lit);
        }
    }
    picture
}
