//! The motifs and their rules.

use crate::reply::{encoded, redirect};
use crate::session::Visit;
use crate::settings::fields::Form;
use crate::settings::save::Part;
use crate::settings::sheet::{Done, Sheet, id_of, indexed, show_found, take_found};
use crate::settings::typed::{Faults, Typed};
use crate::settings::{frame, is_doctor};
use crate::site::Site;
use crate::{french, notice};
use axum::Extension;
use axum::extract::{Form as Body, Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use huisclos_agenda::{Cabinet, Motif, MotifId, Patients, PractitionerId};
use huisclos_ports::NotChanged;
use maud::{Markup, html};
use std::sync::Arc;

type Shared = State<Arc<Site>>;
/// The address of a motif that is not there yet.
const NEW: &str = "nouveau";

const PATIENTS: [(Patients, &str, &str); 3] = [
    (Patients::Any, "tous", "tous les patients"),
    (Patients::Known, "connus", "patients déjà venus"),
    (Patients::New, "nouveaux", "nouveaux patients"),
];

/// One motif; `None`: to be added.
pub struct Reason(Option<MotifId>);

impl Part<Cabinet> for Reason {
    fn fields(&self, cabinet: &Cabinet) -> Typed {
        let mut typed = Typed::default();
        if let Some(m) = self.0.as_ref().and_then(|id| cabinet.motif(id)) {
            typed.put("dit", m.said.clone());
            typed.put("minutes", m.minutes.to_string());
            for p in &m.practitioners {
                typed.put("qui", p.0.clone());
            }
            typed.put("patients", PATIENTS.iter().find(|(p, ..)| *p == m.patients).map_or("", |(_, word, _)| word));
            typed.put("age-moins", m.age_under.map(|a| a.to_string()).unwrap_or_default());
            typed.put("mots", m.words.join("\n"));
            typed.put("nouveau", m.when_new.as_ref().map(|id| id.0.clone()).unwrap_or_default());
            typed.put("consignes", m.instructions.clone().unwrap_or_default());
            for (name, on) in [("defaut", m.for_lay_reasons), ("urgence", m.urgent_slots)] {
                if on {
                    typed.put(name, "oui");
                }
            }
        }
        typed
    }

    fn put(&self, typed: &Typed, cabinet: &mut Cabinet) -> Result<(), Faults> {
        let mut faults = Faults::default();
        if typed.get("dit").is_empty() {
            faults.say("dit", "Écrivez comment on le dit, par exemple « un vaccin ».");
        }
        let minutes = faults.number::<u16>(typed, "minutes");
        let age_under = faults.number_or_none(typed, "age-moins");
        let patients = PATIENTS.iter().find(|(_, word, _)| *word == typed.get("patients"));
        if patients.is_none() {
            faults.say("patients", "Choisissez pour quels patients.");
        }
        let (Some(minutes), Some((patients, ..)), true) = (minutes, patients, faults.is_empty()) else {
            return Err(faults);
        };
        let said = typed.text("dit").unwrap_or_default();
        let id = match &self.0 {
            Some(id) if cabinet.motif(id).is_none() => {
                return Err(Faults::one("", "Ce motif n'existe plus."));
            }
            Some(id) => id.clone(),
            None => {
                let name = ["un ", "une ", "des ", "l'", "le ", "la "].iter().find_map(|a| said.strip_prefix(a));
                MotifId(id_of(name.unwrap_or(&said), |id| cabinet.motifs.iter().any(|m| m.id.0 == id)))
            }
        };
        let motif = Motif {
            id: id.clone(),
            said,
            minutes,
            practitioners: typed.all("qui").map(PractitionerId::from).collect(),
            patients: *patients,
            age_under,
            words: typed.words("mots"),
            for_lay_reasons: typed.is("defaut"),
            when_new: Some(typed.get("nouveau")).filter(|id| !id.is_empty()).map(MotifId::from),
            urgent_slots: typed.is("urgence"),
            instructions: typed.text("consignes"),
        };
        match cabinet.motifs.iter_mut().find(|m| m.id == id) {
            Some(there) => *there = motif,
            None => cabinet.motifs.push(motif),
        }
        Ok(())
    }

    fn field(&self, key: &str, _: &Typed) -> Option<String> {
        if key == "motifs.for_lay_reasons" {
            return Some("defaut".into());
        }
        let (_, field) = indexed(key, "motifs")?;
        let name = match field {
            "id" | "said" => "dit",
            "minutes" => "minutes",
            "age_under" => "age-moins",
            "when_new" => "nouveau",
            "instructions" => "consignes",
            f if f.starts_with("practitioners") => "qui",
            f if f.starts_with("words") => "mots",
            _ => return None,
        };
        Some(name.into())
    }
}

impl Sheet for Reason {
    fn title(&self, cabinet: &Cabinet) -> String {
        let known = self.0.as_ref().and_then(|id| cabinet.motif(id));
        known.map_or_else(|| "Nouveau motif".into(), |m| french::plain(&m.said))
    }

    fn place(&self) -> String {
        let id = self.0.as_ref().map_or_else(|| NEW.into(), |id| encoded(&id.0));
        format!("/reglages/motifs/{id}")
    }

    fn section(&self) -> &'static str {
        "/reglages/motifs"
    }

    fn shut(&self, visit: &Visit) -> bool {
        !is_doctor(visit)
    }

    fn then(&self) -> String {
        "/reglages/motifs".into()
    }

    fn draw(&self, form: Form<'_>, cabinet: &Cabinet) -> Markup {
        let people: Vec<(String, String)> =
            cabinet.practitioners.iter().map(|p| (p.id.0.clone(), french::plain(&p.said))).collect();
        let patients = PATIENTS.map(|(_, word, name)| (word.to_string(), name.to_string()));
        let mut others = vec![(String::new(), "le même motif".to_string())];
        let rest = cabinet.motifs.iter().filter(|m| Some(&m.id) != self.0.as_ref());
        others.extend(rest.map(|m| (m.id.0.clone(), french::plain(&m.said))));
        html! {
            div.deux {
                (form.line("dit", "Dit au téléphone", "après « pour » : « un vaccin »", 120))
                (form.kind("minutes", "Durée", "minutes, de 1 à 240", "number"))
            }
            (form.ticks("qui", "Qui le fait (personne de coché : tous)", &people))
            div.deux {
                (form.choice("patients", "Pour", "", &patients))
                (form.kind("age-moins", "Patients de moins de", "ans, vide : tous les âges", "number"))
            }
            (form.choice("nouveau", "Pour un nouveau patient, il devient", "", &others))
            (form.text("mots", "Autres mots des patients", "un par ligne : « piqûre », « rappel »", 4))
            (form.text("consignes", "Consignes dites après la réservation", "« Venez à jeun. »", 3))
            (form.tick("urgence", "Peut prendre les heures gardées pour les urgences", ""))
            (form.tick("defaut", "Motif par défaut", "pour une raison sans motif à elle : « mal au genou » ; un seul motif l'est"))
        }
    }

    fn beside(&self, _: &Site, visit: &Visit, _: &Cabinet) -> (Markup, Markup) {
        let below = html! {
            @if self.0.is_some() && is_doctor(visit) {
                details.retrait {
                    summary { "Retirer ce motif" }
                    form method="post" action=(format!("{}/retirer", self.place())) {
                        input type="hidden" name="jeton" value=(visit.jeton);
                        p { "On ne le proposera plus. Les rendez-vous déjà pris restent ; l'historique permet de revenir en arrière." }
                        button.danger { "Retirer" }
                    }
                }
            }
        };
        (html! {}, below)
    }
}

/// `GET /reglages/motifs`
pub async fn list(State(site): Shared, Extension(visit): Extension<Visit>, Query(done): Query<Done>) -> Response {
    let cabinet = site.cabinet();
    let who = |m: &Motif| {
        let said = m.practitioners.iter().filter_map(|id| cabinet.practitioner(id)).map(|p| french::plain(&p.said));
        let said: Vec<String> = said.collect();
        if said.is_empty() { "tous".into() } else { said.join(", ") }
    };
    let rules = |m: &Motif| {
        let mut rules = Vec::new();
        if m.patients != Patients::Any {
            rules.push(PATIENTS.iter().find(|(p, ..)| *p == m.patients).map_or("", |(.., name)| name).to_string());
        }
        rules.extend(m.age_under.map(|age| format!("moins de {age} ans")));
        rules.extend(m.when_new.as_ref().map(|id| format!("nouveau patient : {}", id.0)));
        rules.extend(m.urgent_slots.then(|| "créneaux d'urgence".to_string()));
        rules.extend(m.for_lay_reasons.then(|| "par défaut".to_string()));
        rules.join(" · ")
    };
    let body = html! {
        (notice::done(&done.fait))
        table.liste {
            thead { tr { th scope="col" { "Motif" } th scope="col" { "Durée" } th scope="col" { "Praticiens" } th scope="col" { "Règles" } } }
            tbody {
                @for m in &cabinet.motifs {
                    tr {
                        td { a href=(format!("/reglages/motifs/{}", encoded(&m.id.0))) { (french::plain(&m.said)) } }
                        td { (m.minutes) " min" } td { (who(m)) } td.discret { (rules(m)) }
                    }
                }
            }
        }
        @if is_doctor(&visit) { p { a.bouton href="/reglages/motifs/nouveau" { "Ajouter un motif" } } }
    };
    frame(&site, &visit, "/reglages/motifs", "Motifs", body)
}

fn of(site: &Site, id: String) -> Option<Reason> {
    if id == NEW {
        return Some(Reason(None));
    }
    let id = MotifId(id);
    site.cabinet().motif(&id).is_some().then_some(Reason(Some(id)))
}

/// `GET /reglages/motifs/{id}`
pub async fn page(
    State(site): Shared,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    Query(done): Query<Done>,
) -> Response {
    show_found(&site, &visit, of(&site, id), &done.fait)
}

/// `POST /reglages/motifs/{id}/enregistrer`
pub async fn saved(
    State(site): Shared,
    Extension(visit): Extension<Visit>,
    Path(id): Path<String>,
    Body(pairs): Body<Vec<(String, String)>>,
) -> Response {
    take_found(&site, &visit, of(&site, id), &Typed::of(pairs))
}

/// `POST /reglages/motifs/{id}/retirer`
pub async fn removed(State(site): Shared, Extension(visit): Extension<Visit>, Path(id): Path<String>) -> Response {
    let id = MotifId(id);
    let now = site.settings.now();
    let mut cabinet = (*now.content).clone();
    cabinet.motifs.retain(|m| m.id != id);
    let leads_here = cabinet.motifs.iter().find(|m| m.when_new.as_ref() == Some(&id));
    let sentence = match leads_here {
        Some(m) => format!("« {} » devient ce motif pour un nouveau patient : changez-le d'abord.", m.said),
        None => match site.settings.change(visit.account, now.version, cabinet) {
            Ok(_) => return redirect("/reglages/motifs?fait=retire"),
            Err(NotChanged::Wrong(_)) => "Un cabinet a au moins un motif.".into(),
            Err(error) => error.to_string(),
        },
    };
    let body =
        html! { p.erreur role="alert" { (sentence) } p { a.bouton href="/reglages/motifs" { "Revenir aux motifs" } } };
    (StatusCode::CONFLICT, frame(&site, &visit, "/reglages/motifs", "Retirer un motif", body)).into_response()
}
