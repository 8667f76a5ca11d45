//! The models: what listens, what else is on the box, brought by a file or a USB key, measured, read to by the doctor, put
//! live, put back. For the doctor and the technician; no patient is here.

use crate::french;
use crate::layout::{Tab, page as whole};
use crate::reply::redirect;
use crate::session::Visit;
use crate::settings::frame;
use crate::settings::sound::{recorder, studio};
use crate::site::Site;
use axum::Extension;
use axum::Form as Body;
use axum::body::Body as Stream;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use futures_util::StreamExt;
use huisclos_agenda::Purpose;
use huisclos_ports::{OnShelf, Origin, Reading, Role, Shelf, Shelved};
use maud::{Markup, html};
use serde::Deserialize;
use std::sync::Arc;
use tokio::sync::mpsc;
use tokio::task::spawn_blocking;

type Shared = State<Arc<Site>>;
/// Pieces of a file waiting for the disk: a megabyte or two.
const PIECES_MAX: usize = 16;
/// Longest origin or licence somebody types.
const ORIGIN_CHARS_MAX: usize = 200;

/// What is told of a model that is on the box now.
const INSTALLED: &str = "Installé. Une reconnaissance de la parole : mesurez-la et lisez-lui dix phrases avant de la mettre en service. Un modèle de compréhension : il sert dès le prochain démarrage.";

/// What the doctor reads aloud: the turns that calls are made of, with the sounds that telephones blur.
const SENTENCES: [&str; 10] = [
    "Bonjour, je voudrais un rendez-vous avec le docteur Martin jeudi matin.",
    "Je dois déplacer mon rendez-vous de mardi à vendredi après-midi.",
    "C'est pour renouveler mon ordonnance, le plus tôt possible.",
    "Garnier, G, A, R, N, I, E, R.",
    "Je suis née le douze mars mille neuf cent soixante-quatre.",
    "Mon numéro est le zéro six, douze, trente-quatre, cinquante-six, soixante-dix-huit.",
    "Mon fils a trente-neuf de fièvre et il tousse depuis hier.",
    "J'ai une douleur dans la poitrine et j'ai du mal à respirer.",
    "Non merci, plutôt à seize heures trente.",
    "Est-ce que vous prenez la carte bancaire, et où peut-on se garer ?",
];

/// Asks the shelf, away from the page's own thread.
async fn shelf<T: Send + 'static>(
    site: &Arc<Site>,
    ask: impl FnOnce(&dyn Shelf) -> Result<T, String> + Send + 'static,
) -> Result<T, String> {
    let shelf = site.shelf.clone();
    let asked = spawn_blocking(move || ask(shelf.as_ref())).await;
    asked.unwrap_or_else(|_| Err("La boîte n'y est pas arrivée ; recommencez.".into()))
}

/// `GET /modeles`
pub async fn page(State(site): Shared, Extension(visit): Extension<Visit>) -> Response {
    show(&site, &visit, None, &[]).await
}

async fn show(site: &Arc<Site>, visit: &Visit, told: Option<Result<&str, &str>>, rows: &[String]) -> Response {
    let on_usb = shelf(site, |s| Ok(s.on_usb())).await.unwrap_or_default();
    let all = shelf(site, |s| s.models()).await;
    let body = html! {
        @match told {
            Some(Ok(done)) => { p.fait role="status" { (done) } }
            Some(Err(wrong)) => { p.erreur role="alert" { (wrong) } }
            None => {}
        }
        @if !rows.is_empty() { ul.mesures { @for row in rows { li { (row) } } } }
        @match &all {
            Err(e) => { p.erreur role="alert" { (e) } }
            Ok(all) => {
                ul.modeles { @for model in all { li { (one(visit, model)) } } }
                (install(visit, &on_usb))
                @let tried = all.iter().find(|m| m.tried);
                (reading(tried))
            }
        }
    };
    if visit.role == Role::Technician {
        let body = html! { div.reglages.seule { section.page { h1 { "Modèles" } (body) } } };
        return whole(site, visit, "Modèles", Some(Tab::Machine), body);
    }
    frame(site, visit, "/modeles", "Modèles", body)
}

fn stands(model: &OnShelf) -> &'static str {
    match model.stands {
        Shelved::Live => "écoute les appels",
        Shelved::Previous => "précédent",
        Shelved::Ready => "prêt",
        Shelved::Only => "en service",
        Shelved::Broken(_) => "inutilisable",
    }
}

/// What a model is for, where its name does not say it.
fn called(name: &str) -> &'static str {
    match name {
        "words" => "Mots connus",
        "language" | "chat" => "Compréhension",
        "voice" => "Voix",
        _ => "Reconnaissance de la parole",
    }
}

fn one(visit: &Visit, model: &OnShelf) -> Markup {
    let listens = matches!(model.stands, Shelved::Live | Shelved::Previous | Shelved::Ready);
    let act = |word: &str, name: &str, class: &str| {
        html! { button class=[(!class.is_empty()).then_some(class)] name="acte" value=(word) { (name) span.lu { " " (model.name) } } }
    };
    // What was brought to understand beside our own can be measured and taken away, and is read from the next start on.
    let beside = model.installed && model.stands == Shelved::Only;
    html! {
        h2 { (called(&model.name)) " " span.discret { (french::plain(&model.name)) } " " span.etiquette { (stands(model)) } @if model.tried { " " span.etiquette { "à l'essai" } } }
        p { (model.what) }
        @if let Shelved::Broken(why) = &model.stands { p.erreur { (why) } }
        dl.faits {
            dt { "Source" } dd { (said(&model.source)) }
            dt { "Licence" } dd { (said(&model.licence)) }
            // What lies outside the models' folder has no size here.
            @if model.bytes > 0 { dt { "Taille" } dd { (model.bytes.div_ceil(1 << 20)) " Mio" } }
            @if let Some(sha256) = &model.sha256 { dt { "SHA-256" } dd { code.empreinte { (sha256) } } }
        }
        @if listens || beside {
            form.enligne method="post" action="/modeles/acte" {
                input type="hidden" name="jeton" value=(visit.jeton);
                input type="hidden" name="modele" value=(model.name);
                (act("mesurer", "Mesurer", ""))
                @if beside { (act("retirer", "Retirer", "danger")) }
                @if listens && model.stands != Shelved::Live {
                    @if model.tried { (act("laisser", "Finir l'essai", "")) } @else { (act("essayer", "Essayer : lire dix phrases", "")) }
                    (act("servir", if model.stands == Shelved::Previous { "Le remettre" } else { "Le mettre en service" }, "principal"))
                    @if model.installed { (act("retirer", "Retirer", "danger")) }
                }
            }
        }
    }
}

fn said(text: &str) -> String {
    if text.is_empty() {
        "non dite".into()
    } else {
        text.chars().filter(|c| !c.is_control()).take(ORIGIN_CHARS_MAX).collect()
    }
}

fn install(visit: &Visit, on_usb: &[String]) -> Markup {
    html! {
        h2 { "Installer un modèle" }
        p.discret { "Un modèle Whisper tel que Hugging Face le donne (config.json, tokenizer.json et model.safetensors), celui de whisper.cpp (ggml-….bin), ou celui de candle (.gguf avec ses deux .json) ; ou un modèle de compréhension (.gguf de Llama, Qwen ou Gemma 3), qui comprendra à côté de celui d'origine. Rien n'est téléchargé d'ici : apportez les fichiers. Ils sont vérifiés et essayés avant d'être installés, et n'écoutent personne avant d'être mis en service." }
        form.fiche data-tient method="post" action="/modeles/acte" autocomplete="off" data-televerse {
            input type="hidden" name="jeton" value=(visit.jeton);
            label.champ { span { "Nom" } small { "minuscules, chiffres, tirets : « whisper-small-fr »" } input name="modele" maxlength="40" pattern="[a-z0-9][a-z0-9-]*" spellcheck="false"; }
            div.deux {
                label.champ { span { "D'où il vient" } input name="source" maxlength="200"; }
                label.champ { span { "Licence" } input name="licence" maxlength="200"; }
            }
            label.champ { span { "SHA-256 des poids" } small { "s'il est donné : il est comparé" } input name="sha256" maxlength="64" spellcheck="false"; }
            div.actions {
                label.bouton.fichier { "Choisir les fichiers" input.lu type="file" multiple data-modele accept=".json,.safetensors,.bin,.gguf,.txt"; }
                button.principal name="acte" value="installer" { "Installer ce qui est arrivé" }
            }
            progress max="1" value="0" hidden aria-label="Envoi" {}
            p.etat-son role="status" aria-live="polite" {}
            @if on_usb.is_empty() { p.discret { "Ou branchez une clé USB avec le modèle, fichier ou dossier, attendez dix secondes et rechargez cette page." } } @else {
                label.champ { span { "Sur la clé USB" } select name="dossier" { @for folder in on_usb { option value=(folder) { (folder) } } } }
                div.actions { button name="acte" value="cle" { "Installer depuis la clé" } }
            }
        }
    }
}

fn reading(tried: Option<&OnShelf>) -> Markup {
    html! {
        h2 { "Lire dix phrases" }
        p {
            "Lisez-les comme au téléphone, ou choisissez un enregistrement WAV. "
            @match tried { Some(model) => { "C'est le modèle à l'essai, " b { (model.name) } ", qui écoute." } None => { "C'est le modèle en service qui écoute." } }
            " Rien de ce qui est lu n'est gardé."
        }
        ol.lecture {
            @for (i, sentence) in SENTENCES.iter().enumerate() {
                li { (sentence) (for_sentence(i)) p.lu-ainsi {} }
            }
        }
    }
}

fn for_sentence(i: usize) -> Markup {
    html! { div data-phrase=(i) { (recorder(&i.to_string())) } }
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Act {
    acte: String,
    modele: String,
    dossier: String,
    source: String,
    licence: String,
    sha256: String,
}

/// `POST /modeles/acte`
pub async fn acted(State(site): Shared, Extension(visit): Extension<Visit>, Body(act): Body<Act>) -> Response {
    let cut = |text: &str| said(text.trim()).replace("non dite", "");
    let origin = Origin { source: cut(&act.source), licence: cut(&act.licence), sha256: cut(&act.sha256) };
    let Act { acte, modele, dossier, .. } = act;
    let done = match acte.as_str() {
        "mesurer" => {
            return match shelf(&site, move |s| s.bench(&modele)).await {
                Ok(rows) => show(&site, &visit, Some(Ok("Voici ce qu'il prend sur cette boîte.")), &rows).await,
                Err(e) => refused(&site, &visit, &e).await,
            };
        }
        "essayer" => {
            shelf(&site, move |s| s.try_out(&modele)).await.map(|()| "Il est prêt : lisez-lui les dix phrases.")
        }
        "laisser" => shelf(&site, |s| s.try_out("")).await.map(|()| "L'essai est fini."),
        "servir" => shelf(&site, move |s| s.put_live(&modele))
            .await
            .map(|()| "Il écoute les appels dès le prochain tour de parole."),
        "retirer" => shelf(&site, move |s| s.remove(&modele)).await.map(|()| "Retiré."),
        "installer" => shelf(&site, move |s| s.install(&modele, &origin)).await.map(|()| INSTALLED),
        "cle" => shelf(&site, move |s| s.install_from_usb(&dossier, &origin)).await.map(|()| INSTALLED),
        _ => Err("Cet acte n'existe pas.".into()),
    };
    match done {
        Ok(sentence) if visit.fragment => show(&site, &visit, Some(Ok(sentence)), &[]).await,
        Ok(_) => redirect("/modeles"),
        Err(e) => refused(&site, &visit, &e).await,
    }
}

async fn refused(site: &Arc<Site>, visit: &Visit, sentence: &str) -> Response {
    (StatusCode::UNPROCESSABLE_ENTITY, show(site, visit, Some(Err(sentence)), &[]).await).into_response()
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Sent {
    modele: String,
    fichier: String,
}

/// `POST /modeles/fichier`: a file of a model, written to disk as it comes.
pub async fn uploaded(State(site): Shared, Query(sent): Query<Sent>, body: Stream) -> Response {
    let shelf = site.shelf.clone();
    streamed(body, move |pieces| shelf.receive(&sent.modele, &sent.fichier, pieces)).await
}

/// A file that is written down as it comes, by whoever takes its pieces; answered with its length.
pub async fn streamed(
    body: Stream,
    take: impl FnOnce(&mut dyn Iterator<Item = Result<Vec<u8>, String>>) -> Result<u64, String> + Send + 'static,
) -> Response {
    let (piece, mut pieces) = mpsc::channel::<Result<Vec<u8>, String>>(PIECES_MAX);
    let writer = spawn_blocking(move || take(&mut std::iter::from_fn(|| pieces.blocking_recv())));
    let mut stream = body.into_data_stream();
    while let Some(next) = stream.next().await {
        let next = next.map(|bytes| bytes.to_vec()).map_err(|_| "L'envoi s'est arrêté ; recommencez.".to_string());
        let last = next.is_err();
        // A writer that has refused listens no more: its sentence is what is told.
        if piece.send(next).await.is_err() || last {
            break;
        }
    }
    drop(piece);
    match writer.await {
        Ok(Ok(bytes)) => format!("{bytes}").into_response(),
        Ok(Err(sentence)) => (StatusCode::UNPROCESSABLE_ENTITY, sentence).into_response(),
        Err(_) => (StatusCode::INTERNAL_SERVER_ERROR, "La boîte n'y est pas arrivée ; recommencez.").into_response(),
    }
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Which {
    phrase: String,
}

/// `POST /modeles/lire`: a sentence that was read aloud, with what was made of it.
pub async fn read(State(site): Shared, Query(which): Query<Which>, wav: axum::body::Bytes) -> Response {
    let Some(sentence) = which.phrase.parse::<usize>().ok().and_then(|i| SENTENCES.get(i)) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let sound = wav.clone();
    let heard = match shelf(&site, move |s| s.hear(&sound)).await {
        Ok(Some(heard)) => Ok(heard),
        Ok(None) => studio(&site, move |studio| studio.hear(&wav)).await,
        Err(e) => Err(e),
    };
    match heard {
        Ok(heard) => Html(compared(sentence, &heard).into_string()).into_response(),
        Err(sentence) => (StatusCode::UNPROCESSABLE_ENTITY, sentence).into_response(),
    }
}

fn words(text: &str) -> Vec<String> {
    let folded = text.to_lowercase().replace(['’', '\''], "' ");
    let words = folded.split(|c: char| !c.is_alphanumeric() && c != '\'').filter(|w| !w.is_empty());
    words.map(str::to_string).collect()
}

/// For each word that was heard, whether it was read there; and the number of words that were not heard as read.
fn errors(read: &[String], heard: &[String]) -> (Vec<bool>, usize) {
    let (n, m) = (read.len(), heard.len());
    let mut cost = vec![vec![0usize; m + 1]; n + 1];
    for (i, row) in cost.iter_mut().enumerate() {
        row[0] = i;
    }
    cost[0] = (0..=m).collect();
    for i in 1..=n {
        for j in 1..=m {
            let same = usize::from(read[i - 1] != heard[j - 1]);
            cost[i][j] = (cost[i - 1][j - 1] + same).min(cost[i - 1][j] + 1).min(cost[i][j - 1] + 1);
        }
    }
    let (mut right, mut i, mut j) = (vec![false; m], n, m);
    while i > 0 && j > 0 {
        let same = usize::from(read[i - 1] != heard[j - 1]);
        if cost[i][j] == cost[i - 1][j - 1] + same {
            right[j - 1] = same == 0;
            (i, j) = (i - 1, j - 1);
        } else if cost[i][j] == cost[i - 1][j] + 1 {
            i -= 1;
        } else {
            j -= 1;
        }
    }
    (right, cost[n][m])
}

fn compared(sentence: &str, heard: &Reading) -> Markup {
    let (read, told) = (words(sentence), words(heard.text.open(Purpose::Page)));
    let (right, wrong) = errors(&read, &told);
    html! {
        "Compris : « "
        @for (word, right) in told.iter().zip(&right) { span class=(if *right { "juste" } else { "errone" }) { (word) @if !right { span.lu { " (erroné)" } } } " " }
        "» " b { (wrong) " mot" @if wrong > 1 { "s" } " sur " (read.len()) " en erreur" }
        span.discret { ", " (heard.compute_ms) " ms de calcul" }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn word_errors_are_counted_as_everybody_counts_them() {
        let check = |read: &str, heard: &str, wrong: usize, right: &[bool]| {
            assert_eq!(errors(&words(read), &words(heard)), (right.to_vec(), wrong), "{read} / {heard}");
        };
        check("Bonjour, docteur.", "bonjour docteur", 0, &[true, true]);
        check("un deux trois", "un douze trois", 1, &[true, false, true]);
        check("un deux trois", "un trois", 1, &[true, true]);
        check("un trois", "un deux trois", 1, &[true, false, true]);
        check("un deux", "", 2, &[]);
        check("", "un", 1, &[false]);
        check("Qu'est-ce que c’est ?", "qu est ce que c'est", 1, &[false, true, true, true, true, true]);
    }
}
