//! The fields of the settings' forms: label, hint, value, and what is wrong beside it.

use crate::settings::typed::{Faults, Typed};
use maud::{Markup, html};

/// A form that is being drawn.
#[derive(Clone, Copy)]
pub struct Form<'a> {
    pub typed: &'a Typed,
    pub faults: &'a Faults,
    /// Whoever looks may not change it.
    pub shut: bool,
}

/// An id for a field, so that its fault is read with it.
fn id(name: &str) -> String {
    name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect()
}

impl Form<'_> {
    fn fault(&self, name: &str) -> Markup {
        html! { @if let Some(sentence) = self.faults.at(name) { small.faute id=(format!("faute-{}", id(name))) { (sentence) } } }
    }

    fn described(&self, name: &str) -> Option<String> {
        self.faults.at(name).map(|_| format!("faute-{}", id(name)))
    }

    fn wrong(&self, name: &str) -> Option<&'static str> {
        self.faults.at(name).map(|_| "true")
    }

    /// One line of text.
    pub fn line(&self, name: &str, label: &str, hint: &str, max: usize) -> Markup {
        self.input(name, label, hint, "text", Some(max))
    }

    /// A number, a date or an hour. Dates and hours are typed: browsers show their own fields in the machine's language,
    /// and "02:00 PM" is no hour of a French cabinet.
    pub fn kind(&self, name: &str, label: &str, hint: &str, kind: &str) -> Markup {
        self.input(name, label, hint, kind, None)
    }

    fn input(&self, name: &str, label: &str, hint: &str, kind: &str, max: Option<usize>) -> Markup {
        html! {
            label.champ {
                span { (label) } @if !hint.is_empty() { small { (hint) } }
                input.(kind) type=(if kind == "number" { "number" } else { "text" }) name=(name) value=(self.typed.get(name)) maxlength=[max] disabled[self.shut]
                    aria-invalid=[self.wrong(name)] aria-describedby=[self.described(name)]
                    placeholder=[match kind { "time" => Some("00:00"), "date" => Some("jj/mm/aaaa"), _ => None }]
                    inputmode=[(kind == "number").then_some("numeric")] autocomplete="off" spellcheck="false";
                (self.fault(name))
            }
        }
    }

    /// Several lines of text.
    pub fn text(&self, name: &str, label: &str, hint: &str, rows: u8) -> Markup {
        html! {
            label.champ {
                span { (label) } @if !hint.is_empty() { small { (hint) } }
                textarea name=(name) rows=(rows) maxlength="4000" disabled[self.shut]
                    aria-invalid=[self.wrong(name)] aria-describedby=[self.described(name)] { (self.typed.get(name)) }
                (self.fault(name))
            }
        }
    }

    /// A box to tick.
    pub fn tick(&self, name: &str, label: &str, hint: &str) -> Markup {
        html! {
            label.case {
                input type="checkbox" name=(name) value="oui" checked[self.typed.is(name)] disabled[self.shut];
                span { (label) @if !hint.is_empty() { small { (hint) } } }
                (self.fault(name))
            }
        }
    }

    /// Several boxes of one name.
    pub fn ticks(&self, name: &str, legend: &str, choices: &[(String, String)]) -> Markup {
        html! {
            fieldset.cases aria-describedby=[self.described(name)] {
                legend { (legend) }
                @for (value, label) in choices {
                    label { input type="checkbox" name=(name) value=(value) checked[self.typed.has(name, value)] disabled[self.shut]; span { (label) } }
                }
                (self.fault(name))
            }
        }
    }

    /// One of several.
    pub fn choice(&self, name: &str, label: &str, hint: &str, choices: &[(String, String)]) -> Markup {
        html! {
            label.champ {
                span { (label) } @if !hint.is_empty() { small { (hint) } }
                select name=(name) disabled[self.shut] aria-invalid=[self.wrong(name)] aria-describedby=[self.described(name)] {
                    @for (value, shown) in choices { option value=(value) selected[self.typed.get(name) == value] { (shown) } }
                }
                (self.fault(name))
            }
        }
    }

    /// What is wrong with the form as a whole, read aloud at once.
    pub fn general(&self) -> Markup {
        let count = usize::from(!self.faults.is_empty());
        html! {
            @for sentence in self.faults.general() { p.erreur role="alert" { (sentence) } }
            @if count > 0 && self.faults.general().next().is_none() {
                p.erreur role="alert" { "Rien n'a été enregistré : corrigez ce qui est signalé plus bas." }
            }
        }
    }

    /// What goes back with every form, and its button.
    pub fn end(&self, jeton: &str, mark: &str, button: &str) -> Markup {
        html! {
            input type="hidden" name="jeton" value=(jeton);
            input type="hidden" name="vu" value=(mark);
            @if !self.shut { div.actions { button.principal { (button) } } }
        }
    }
}
