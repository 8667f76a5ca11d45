//! Every bound of the console, with the sentence that says why.

/// Columns used of the 80: the last one makes some terminals wrap.
pub const COLUMNS: usize = 79;
/// Rows of one page of the 24: one for the hint under it, one for the prompt, one to spare.
pub const PAGE_ROWS: usize = 21;
/// Longest line typed: a network's settings, or four words of the paper key, take under 60.
pub const LINE_CHARS_MAX: usize = 120;
/// Lines remembered for the up arrow.
pub const HISTORY_MAX: usize = 20;
/// Digits of the technician's PIN: a million combinations at ten tries an hour are eleven years.
pub const PIN_DIGITS_MIN: usize = 6;
/// Longer is no PIN any more, and a noisy cable should not be taken for one.
pub const PIN_DIGITS_MAX: usize = 12;
/// Longest wait between two tries: ten an hour, and never a lock-out that needs the workshop.
pub const PIN_DELAY_MS_MAX: u64 = 360_000;
/// Nobody types for that long: the session is locked. A technician who climbs to the socket is back before.
pub const IDLE_MS_MAX: u64 = 600_000;
/// The same while something is watched (levels, a ring to come): hands are on the cables, not on the keys.
pub const WATCH_MS_MAX: u64 = 1_800_000;
/// Time to type the word that confirms: read, understood, typed.
pub const CONFIRM_MS_MAX: u64 = 60_000;
/// Lines within `FLOOD_MS` that no hand types: the cable is looped back, or hums.
pub const FLOOD_LINES_MAX: usize = 20;
/// See `FLOOD_LINES_MAX`; pasting a few lines stays under it.
pub const FLOOD_MS: u64 = 2_000;
/// After a flood nothing is read for that long.
pub const HUSH_MS: u64 = 10_000;
/// Rows kept of what an act tells: the newest thousand lines of a log are more than anybody reads on a console.
pub const ROWS_MAX: usize = 1_000;
/// Wrong rows of the paper key before the words are shown again.
pub const PAPER_MISSES_MAX: u8 = 3;
/// How often facts are wanted while something is watched; 79x20 characters take 0.14 s at 115200 baud.
pub const WATCH_REFRESH_MS: u64 = 500;
/// Words of the paper key typed back at a time.
pub const PAPER_ROW_WORDS: usize = 4;
