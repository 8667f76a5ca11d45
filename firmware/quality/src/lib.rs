//! How well the box answers: figures, what they rest on, and how sure they are. Pure: no I/O, no clock, no thread.
//!
//! Everything comes out of what is kept of each call ([`CallRecord`]), which names nobody. A figure says on how many
//! calls it stands and, where it is a share, between which two numbers it lies (95 %); under a named minimum it is
//! told as "too few calls" and no alert is given.

mod compare;
mod csv;
mod figures;
mod judged;
mod link;
mod period;
mod rate;
mod record;
mod spread;
mod tables;
mod words;

pub use compare::{Difference, SCRIPT_CALLS_MIN, ScriptRow};
pub use csv::{Cell, Csv};
pub use figures::{Alert, Figures, Marks, Point, SUCCESS_MIN};
pub use judged::{Came, came};
pub use link::{Finding, Link, PAIRS_MIN, Pair};
pub use period::{By, DAYS_MAX, Period};
pub use rate::{CALLS_MIN, Rate};
pub use record::{CallRecord, Course, Step};
pub use spread::Spread;
pub use tables::{Sheet, Table, WEEKDAYS};
pub use words::{Defined, definition, finding_in_french, pair_in_french, step_in_french, wanted_in_french};
