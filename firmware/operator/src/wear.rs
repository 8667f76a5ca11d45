//! Care for an OLED: it wears where it is lit, and so the picture moves and dims.

use jiff::civil::DateTime;

/// The picture wanders that far to the right: what is drawn leaves the room for it.
pub const SHIFT_X_MAX: u8 = 4;
/// And that far down.
pub const SHIFT_Y_MAX: u8 = 2;
/// By day, in a lit room: half of the display's range already doubles its life.
pub const CONTRAST_DAY: u8 = 0x8f;
/// At night nobody reads it, but a doctor on call may.
pub const CONTRAST_NIGHT: u8 = 0x10;
/// Something is going on: seen from across the room.
pub const CONTRAST_FULL: u8 = 0xff;

/// Where the picture is put at that minute: all places of the room in turn, so that each is held equally long.
#[must_use]
pub fn shift(now: DateTime) -> (u8, u8) {
    let minute =
        i64::from(now.date().days_since_epoch()) * 1_440 + i64::from(now.hour()) * 60 + i64::from(now.minute());
    let (wide, high) = (i64::from(SHIFT_X_MAX) + 1, i64::from(SHIFT_Y_MAX) + 1);
    let x = minute.rem_euclid(wide);
    // Each row of places is gone through before the next.
    let y = minute.div_euclid(wide).rem_euclid(high);
    (u8::try_from(x).unwrap_or(0), u8::try_from(y).unwrap_or(0))
}

/// How bright, by the hour and by whether something is going on.
#[must_use]
pub fn contrast(now: DateTime, busy: bool) -> u8 {
    match (busy, now.hour()) {
        (true, _) => CONTRAST_FULL,
        (false, 7..=20) => CONTRAST_DAY,
        (false, _) => CONTRAST_NIGHT,
    }
}

/// Days since some fixed day; which one does not matter.
trait DaysSinceEpoch {
    fn days_since_epoch(self) -> i32;
}

impl DaysSinceEpoch for jiff::civil::Date {
    fn days_since_epoch(self) -> i32 {
        let epoch = jiff::civil::date(2000, 1, 1);
        self.since(epoch).map_or(0, |span| span.get_days())
    }
}
