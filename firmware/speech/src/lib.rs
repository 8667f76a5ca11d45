//! French in and out: numbers, dates, names, spelling, phones, red flags to `Meaning`; prompts to words. Pure.

pub mod birth;
pub mod calendar;
mod clause;
mod day;
pub mod faithful;
pub mod form;
pub mod found;
mod hour;
pub mod json;
mod lead;
pub mod meaning;
mod mention;
pub mod name;
pub mod number;
pub mod phone;
pub mod phonetic;
pub mod red_flags;
mod role;
pub mod say;
pub mod say_date;
pub mod sentences;
mod shift;
mod slips;
mod soon;
pub mod spelling;
pub mod understand;
pub mod when;
pub mod words;

pub use faithful::{Invented, invented};
pub use form::Form;
pub use json::to_json;
pub use meaning::{Answer, Asking, Family, Intent, Meaning, RedFlag, Repeat, Topic, When, Who};
pub use understand::{alarm_among, alarm_so_far, understand};
