//! The knowledge base (feature A12): what the box answers to practical questions.

use crate::session::Visit;
use crate::settings::fields::Form;
use crate::settings::save::Part;
use crate::settings::sheet::{Done, Sheet, show, take};
use crate::settings::typed::{Faults, Typed};
use crate::site::Site;
use axum::Extension;
use axum::extract::{Form as Body, Query, State};
use axum::response::Response;
use huisclos_agenda::{Cabinet, Knowledge};
use maud::{Markup, html};
use std::sync::Arc;

type Field = fn(&mut Knowledge) -> &mut Option<String>;

/// Field, key in the settings, label, example of the question.
const TOPICS: [(&str, &str, &str, &str, Field); 7] = [
    ("horaires", "hours", "Horaires", "« Vous êtes ouverts le samedi ? »", |k| &mut k.hours),
    ("adresse", "address", "Adresse", "« C'est où, le cabinet ? »", |k| &mut k.address),
    ("acces", "access", "Accès", "« Quel métro ? On peut entrer en fauteuil ? »", |k| &mut k.access),
    ("parking", "parking", "Stationnement", "« On peut se garer ? »", |k| &mut k.parking),
    ("tarifs", "fees", "Tarifs", "« Combien coûte une consultation ? »", |k| &mut k.fees),
    ("documents", "documents", "Documents à apporter", "« Je dois amener quoi ? »", |k| &mut k.documents),
    ("consignes", "instructions", "Consignes", "« Il faut être à jeun ? »", |k| &mut k.instructions),
];

/// The knowledge base.
pub struct Answers;

impl Part<Cabinet> for Answers {
    fn fields(&self, cabinet: &Cabinet) -> Typed {
        let (mut typed, mut knowledge) = (Typed::default(), cabinet.knowledge.clone());
        for (name, .., field) in TOPICS {
            typed.put(name, field(&mut knowledge).clone().unwrap_or_default());
        }
        typed
    }

    fn put(&self, typed: &Typed, cabinet: &mut Cabinet) -> Result<(), Faults> {
        for (name, .., field) in TOPICS {
            *field(&mut cabinet.knowledge) = typed.text(name);
        }
        Ok(())
    }

    fn field(&self, key: &str, _: &Typed) -> Option<String> {
        let key = key.strip_prefix("knowledge.")?;
        TOPICS.iter().find(|(_, k, ..)| *k == key).map(|(name, ..)| (*name).to_string())
    }
}

impl Sheet for Answers {
    fn title(&self, _: &Cabinet) -> String {
        "Renseignements donnés".into()
    }

    fn place(&self) -> String {
        "/reglages/renseignements".into()
    }

    fn section(&self) -> &'static str {
        "/reglages/renseignements"
    }

    fn shut(&self, _: &Visit) -> bool {
        false
    }

    fn draw(&self, form: Form<'_>, _: &Cabinet) -> Markup {
        html! {
            p.discret { "Dit mot pour mot à l'appelant qui le demande : des phrases entières, les heures et les nombres en toutes lettres. Vide : la boîte propose de prendre un message." }
            @for (name, _, label, hint, _) in TOPICS {
                div.a-ecouter { (form.text(name, label, hint, 3)) (crate::settings::sound::listen(name)) }
            }
        }
    }
}

/// `GET /reglages/renseignements`
pub async fn page(
    State(site): State<Arc<Site>>,
    Extension(visit): Extension<Visit>,
    Query(done): Query<Done>,
) -> Response {
    show(&site, &visit, &Answers, &done.fait)
}

/// `POST /reglages/renseignements/enregistrer`
pub async fn saved(
    State(site): State<Arc<Site>>,
    Extension(visit): Extension<Visit>,
    Body(pairs): Body<Vec<(String, String)>>,
) -> Response {
    take(&site, &visit, &Answers, &Typed::of(pairs))
}
