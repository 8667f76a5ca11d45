//! French in and out: numbers, dates, names, spelling, phones, red flags to `Meaning`; prompts to words. Pure.

pub mod form;
pub mod meaning;

pub use form::Form;
pub use meaning::{Answer, Asking, Family, Intent, Meaning, RedFlag, Repeat, Topic, When, Who};
