//! French in and out: numbers, dates, names, spelling, phones, red flags to `Meaning`; prompts to words. Pure.

pub mod birth;
pub mod form;
pub mod found;
pub mod json;
pub mod meaning;
pub mod name;
pub mod number;
pub mod phone;
pub mod say;
pub mod say_date;
pub mod spelling;
pub mod understand;
pub mod when;

pub use form::Form;
pub use json::to_json;
pub use meaning::{Answer, Asking, Family, Intent, Meaning, RedFlag, Repeat, Topic, When, Who};
pub use understand::understand;
