//! The greeting (feature A2): written, or in a doctor's own voice. What must be said follows it whatever it is.

use crate::session::Visit;
use crate::settings::fields::Form;
use crate::settings::is_doctor;
use crate::settings::save::Part;
use crate::settings::sheet::{Done, Sheet, show, take};
use crate::settings::sound::{listen, play, recorder};
use crate::settings::typed::{Faults, Typed};
use crate::site::Site;
use axum::Extension;
use axum::extract::{Form as Body, Query, State};
use axum::response::Response;
use huisclos_agenda::{Cabinet, RecordingId};
use maud::{Markup, html};
use std::sync::Arc;

/// Puts a greeting into a form.
pub fn put_fields(typed: &mut Typed, words: Option<&str>, recording: Option<RecordingId>) {
    typed.put("accueil", words.unwrap_or_default());
    typed.put("voix", recording.map(|id| id.to_string()).unwrap_or_default());
}

/// Reads it back. A recording without words is refused by the settings themselves.
pub fn read_fields(typed: &Typed) -> (Option<String>, Option<RecordingId>) {
    (typed.text("accueil"), typed.get("voix").parse().ok())
}

/// The words, the recorder, and what is recorded.
pub fn draw_fields(form: Form<'_>) -> Markup {
    let kept = form.typed.get("voix").parse::<RecordingId>().ok();
    html! {
        div.a-ecouter {
            (form.text("accueil", "Texte de l'accueil", "vide : « Bonjour, vous êtes bien au… »", 3))
            (listen("accueil"))
        }
        fieldset.voix {
            legend { "Dans votre voix" }
            p.discret { "Enregistrez exactement le texte ci-dessus : la boîte le dit elle-même si l'enregistrement manque. Vingt secondes au plus. Un enregistrement remplacé est gardé trente jours, puis effacé." }
            input type="hidden" name="voix" value=(form.typed.get("voix"));
            p.gardee hidden[kept.is_none()] {
                @if let Some(id) = kept { (play(id)) }
                @if !form.shut { " " button type="button" data-acte="oublier" { "Revenir à la voix de la boîte" } }
            }
            @if !form.shut { (recorder("voix")) }
        }
    }
}

/// The cabinet's greeting.
pub struct Welcome;

impl Part<Cabinet> for Welcome {
    fn fields(&self, cabinet: &Cabinet) -> Typed {
        let mut typed = Typed::default();
        put_fields(&mut typed, cabinet.greeting.as_deref(), cabinet.greeting_recording);
        typed
    }

    fn put(&self, typed: &Typed, cabinet: &mut Cabinet) -> Result<(), Faults> {
        (cabinet.greeting, cabinet.greeting_recording) = read_fields(typed);
        Ok(())
    }

    fn field(&self, key: &str, _: &Typed) -> Option<String> {
        (key == "greeting").then(|| "accueil".to_string())
    }
}

impl Sheet for Welcome {
    fn title(&self, _: &Cabinet) -> String {
        "Message d'accueil".into()
    }

    fn place(&self) -> String {
        "/reglages/accueil".into()
    }

    fn section(&self) -> &'static str {
        "/reglages/accueil"
    }

    fn shut(&self, visit: &Visit) -> bool {
        !is_doctor(visit)
    }

    fn draw(&self, form: Form<'_>, _: &Cabinet) -> Markup {
        draw_fields(form)
    }

    fn beside(&self, site: &Site, _: &Visit, cabinet: &Cabinet) -> (Markup, Markup) {
        let texts = site.scripts.now().content.texts(None);
        let whole = texts.announcement(&cabinet.name, cabinet.greeting.as_deref());
        let below = html! {
            h2 { "Ce que l'appelant entend" }
            blockquote.entendu { (whole) }
            p.discret { "Après votre accueil, enregistré ou non, la boîte dit toujours elle-même qu'elle est un assistant automatique, quoi faire en cas d'urgence vitale, et comment parler à quelqu'un. Les périodes peuvent avoir un accueil à elles." }
        };
        (html! {}, below)
    }
}

/// `GET /reglages/accueil`
pub async fn page(
    State(site): State<Arc<Site>>,
    Extension(visit): Extension<Visit>,
    Query(done): Query<Done>,
) -> Response {
    show(&site, &visit, &Welcome, &done.fait)
}

/// `POST /reglages/accueil/enregistrer`
pub async fn saved(
    State(site): State<Arc<Site>>,
    Extension(visit): Extension<Visit>,
    Body(pairs): Body<Vec<(String, String)>>,
) -> Response {
    take(&site, &visit, &Welcome, &Typed::of(pairs))
}
