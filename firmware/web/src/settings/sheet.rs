//! A sheet: one form over part of the cabinet's settings, drawn from them or from what was typed.

use crate::notice;
use crate::reply::redirect;
use crate::session::Visit;
use crate::settings::fields::Form;
use crate::settings::frame;
use crate::settings::save::{Part, Refusal, overtaken, save};
use crate::settings::typed::{Faults, Typed};
use crate::site::Site;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use huisclos_agenda::Cabinet;
use maud::{Markup, html};
use serde::Deserialize;

/// What an address may carry after something was done.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Done {
    pub fait: String,
}

/// A sheet of the cabinet's settings.
pub trait Sheet: Part<Cabinet> {
    /// "Docteur Martin".
    fn title(&self, cabinet: &Cabinet) -> String;

    /// Its address; forms go to `{place}/enregistrer`.
    fn place(&self) -> String;

    /// Which of the settings' pages it belongs to.
    fn section(&self) -> &'static str;

    /// Whoever looks may not change it.
    fn shut(&self, visit: &Visit) -> bool;

    /// The fields.
    fn draw(&self, form: Form<'_>, cabinet: &Cabinet) -> Markup;

    /// What stands above the form, and below it.
    fn beside(&self, _site: &Site, _visit: &Visit, _cabinet: &Cabinet) -> (Markup, Markup) {
        (html! {}, html! {})
    }

    /// Where one goes once it is saved.
    fn then(&self) -> String {
        self.place()
    }
}

/// The sheet as the settings have it.
pub fn show(site: &Site, visit: &Visit, sheet: &impl Sheet, done: &str) -> Response {
    let cabinet = site.cabinet();
    let typed = sheet.fields(&cabinet);
    let mark = typed.mark();
    draw(site, visit, sheet, (&typed, &Faults::default()), &mark, done)
}

/// The sheet of what was asked for, where there is such a thing.
pub fn show_found(site: &Site, visit: &Visit, sheet: Option<impl Sheet>, done: &str) -> Response {
    sheet.map_or_else(|| StatusCode::NOT_FOUND.into_response(), |sheet| show(site, visit, &sheet, done))
}

/// Takes what was typed about it, where there is such a thing.
pub fn take_found(site: &Site, visit: &Visit, sheet: Option<impl Sheet>, typed: &Typed) -> Response {
    sheet.map_or_else(|| StatusCode::NOT_FOUND.into_response(), |sheet| take(site, visit, &sheet, typed))
}

/// Takes what was typed.
pub fn take(site: &Site, visit: &Visit, sheet: &impl Sheet, typed: &Typed) -> Response {
    match save(&site.settings, visit, sheet, typed) {
        Ok(()) => redirect(&format!("{}?fait=enregistre", sheet.then())),
        Err(Refusal::Faults(faults)) => {
            let page = draw(site, visit, sheet, (typed, &faults), typed.get("vu"), "");
            (StatusCode::UNPROCESSABLE_ENTITY, page).into_response()
        }
        Err(Refusal::Overtaken(last)) => {
            let faults = Faults::one("", overtaken(site, last.as_ref()));
            // Saved again, it is over what now stands.
            let mark = sheet.fields(&site.cabinet()).mark();
            (StatusCode::CONFLICT, draw(site, visit, sheet, (typed, &faults), &mark, "")).into_response()
        }
    }
}

fn draw(
    site: &Site,
    visit: &Visit,
    sheet: &impl Sheet,
    (typed, faults): (&Typed, &Faults),
    mark: &str,
    done: &str,
) -> Response {
    let cabinet = site.cabinet();
    let form = Form { typed, faults, shut: sheet.shut(visit) };
    let (above, below) = sheet.beside(site, visit, &cabinet);
    let body = html! {
        (notice::done(done))
        (above)
        form.fiche data-tient method="post" action=(format!("{}/enregistrer", sheet.place())) autocomplete="off" {
            (form.general())
            (sheet.draw(form, &cabinet))
            (form.end(&visit.jeton, mark, "Enregistrer"))
            @if form.shut { p.discret { "Seul le compte d'un médecin peut changer cette page." } }
        }
        (below)
    };
    frame(site, visit, sheet.section(), &sheet.title(&cabinet), body)
}

/// "motifs[3].minutes" as 3 and "minutes".
pub fn indexed<'a>(key: &'a str, list: &str) -> Option<(usize, &'a str)> {
    let rest = key.strip_prefix(list)?.strip_prefix('[')?;
    let (index, rest) = rest.split_once(']')?;
    Some((index.parse().ok()?, rest.trim_start_matches('.')))
}

/// A key of the settings in ASCII from what people call a thing: "Suivi pédiatrique" is "suivi pediatrique".
pub fn id_of(name: &str, taken: impl Fn(&str) -> bool) -> String {
    let words = name.split(|c: char| !c.is_alphanumeric() && c != '\'').map(|word| {
        let bare: Vec<String> = word.split('\'').map(huisclos_agenda::fold_name).collect();
        bare.join("'").chars().filter(|c| c.is_ascii_alphanumeric() || *c == '\'').collect::<String>()
    });
    let id = words.filter(|w| w.chars().any(|c| c != '\'')).collect::<Vec<_>>().join(" ");
    let id: String =
        if id.is_empty() { "sans nom".into() } else { id.chars().take(60).collect::<String>().trim().into() };
    if !taken(&id) {
        return id;
    }
    // There are at most sixty of them.
    (2..).map(|n| format!("{id} {n}")).find(|id| !taken(id)).unwrap_or(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_taken_apart_and_ids_are_made() {
        assert_eq!(indexed("motifs[3].minutes", "motifs"), Some((3, "minutes")));
        assert_eq!(indexed("openings[0]", "openings"), Some((0, "")));
        assert_eq!(indexed("name", "motifs"), None);
        assert_eq!(id_of("Suivi  pédiatrique !", |_| false), "suivi pediatrique");
        assert_eq!(id_of("Martin", |id| id == "martin" || id == "martin 2"), "martin 3");
        assert_eq!(id_of("<script>", |_| false), "script");
        assert_eq!(id_of("医生", |_| false), "sans nom");
    }
}
