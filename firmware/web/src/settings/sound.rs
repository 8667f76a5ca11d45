//! Hearing a sentence in the box's voice, and a doctor's own voice for the greeting: sounds in and out, as WAV files.

use crate::assets::address;
use crate::site::Site;
use axum::Form as Body;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use huisclos_agenda::RecordingId;
use huisclos_ports::{RECORDING_S_MAX, Studio};
use maud::{Markup, html};
use serde::Deserialize;
use std::sync::Arc;
use tokio::task::spawn_blocking;

/// What is sent to be said: the longest text of the settings.
const TEXT_CHARS_MAX: usize = 1_300;
/// The line's rate.
const LINE_HZ: u32 = 8_000;

/// A button that says a field of the same form.
pub fn listen(field: &str) -> Markup {
    html! { button.ecouter type="button" data-ecouter=(field) { "Écouter" } }
}

/// A button that plays a recording.
pub fn play(id: RecordingId) -> Markup {
    html! { button.ecouter type="button" data-voix=(id) { "Écouter l'enregistrement" } }
}

/// The recorder: microphone or file; `field` takes the number of what was kept.
pub fn recorder(field: &str) -> Markup {
    html! {
        div.magnetophone data-magneto=(address("/magneto.js")) data-champ=(field) data-secondes=(RECORDING_S_MAX) {
            div.actions {
                button type="button" data-acte="enregistrer" { "Enregistrer au micro" }
                button type="button" data-acte="arreter" hidden { "Arrêter" }
                label.bouton.fichier { "Choisir un fichier WAV" input.lu type="file" accept=".wav,audio/wav" data-acte="fichier"; }
            }
            meter.niveau min="0" max="1" low="0.05" high="0.9" optimum="0.5" value="0" hidden aria-label="Niveau du micro" {}
            p.etat-son role="status" aria-live="polite" {}
        }
    }
}

/// 16 bits, mono, as a WAV file (RIFF, PCM).
pub fn wav(pcm: &[i16]) -> Vec<u8> {
    let bytes = u32::try_from(pcm.len() * 2).unwrap_or(0);
    let mut out = Vec::with_capacity(pcm.len() * 2 + 44);
    out.extend_from_slice(b"RIFF");
    out.extend_from_slice(&(bytes + 36).to_le_bytes());
    out.extend_from_slice(b"WAVEfmt ");
    for word in [16u32, 1 | 1 << 16, LINE_HZ, LINE_HZ * 2, 2 | 16 << 16] {
        out.extend_from_slice(&word.to_le_bytes());
    }
    out.extend_from_slice(b"data");
    out.extend_from_slice(&bytes.to_le_bytes());
    out.extend(pcm.iter().flat_map(|s| s.to_le_bytes()));
    out
}

fn sounded(pcm: Result<Vec<i16>, String>) -> Response {
    match pcm {
        Ok(pcm) => ([(header::CONTENT_TYPE, "audio/wav")], wav(&pcm)).into_response(),
        Err(sentence) => (StatusCode::CONFLICT, sentence).into_response(),
    }
}

/// Asks the box's voice or ear, away from the page's own thread.
pub async fn studio<T: Send + 'static>(
    site: &Arc<Site>,
    ask: impl FnOnce(&dyn Studio) -> Result<T, String> + Send + 'static,
) -> Result<T, String> {
    let studio = site.studio.clone();
    let asked = spawn_blocking(move || ask(studio.as_ref())).await;
    asked.unwrap_or_else(|_| Err("La boîte n'y est pas arrivée ; recommencez.".into()))
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Said {
    texte: String,
}

/// `POST /reglages/ecouter`: a sentence in the box's voice. Places to fill in are said as they will sound.
pub async fn listened(State(site): State<Arc<Site>>, Body(said): Body<Said>) -> Response {
    let text = filled(&said.texte);
    if text.trim().is_empty() {
        return (StatusCode::UNPROCESSABLE_ENTITY, "Il n'y a rien à dire.").into_response();
    }
    if text.chars().count() > TEXT_CHARS_MAX {
        return (StatusCode::PAYLOAD_TOO_LARGE, "Ce texte est trop long à écouter.").into_response();
    }
    sounded(studio(&site, move |studio| studio.say(&text)).await)
}

/// What stands for the places to fill in, when a sentence is tried.
const EXAMPLES: [(&str, &str); 25] = [
    ("moment", "jeudi vingt-six novembre à neuf heures"),
    ("with", "avec le docteur Martin"),
    ("motif", "une consultation"),
    ("motifs", "une consultation, un certificat ou un vaccin"),
    ("practitioners", "le docteur Martin ou le docteur Bernard"),
    ("keys", "un pour une consultation, deux pour un certificat"),
    ("first", "jeudi vingt-six novembre à neuf heures"),
    ("second", "vendredi vingt-sept novembre à quinze heures"),
    ("letters", "M, O, R, E, A, U"),
    ("ending", "cinquante-six, soixante-dix-huit"),
    ("phone", "zéro six, douze, trente-quatre, cinquante-six, soixante-dix-huit"),
    ("name", "Camille Moreau"),
    ("birth", "le douze mars mille neuf cent soixante-quatre"),
    ("appointments", "Vous avez deux rendez-vous : jeudi à neuf heures, et vendredi à quinze heures"),
    ("who", "au docteur Martin"),
    ("until", "mardi vingt-cinq mai"),
    ("asked", "le docteur Bernard"),
    ("other", "le docteur Martin"),
    ("age", "seize"),
    ("instructions", "Pensez à apporter votre carte Vitale."),
    ("cabinet", "cabinet médical des Lilas"),
    ("count", "deux"),
    ("list", "jeudi à neuf heures ; vendredi à quinze heures"),
    ("words", "je voudrais un rendez-vous"),
    ("what", "une consultation"),
];

fn filled(text: &str) -> String {
    let filled =
        EXAMPLES.iter().fold(text.to_string(), |text, (hole, value)| text.replace(&format!("{{{hole}}}"), value));
    // The rest is nothing a voice should meet: its own marks, and what nobody fills in.
    filled.chars().filter(|c| !"<>{}\\".contains(*c) && (!c.is_control() || *c == ' ')).collect()
}

/// `GET /reglages/voix/{id}`
pub async fn played(State(site): State<Arc<Site>>, Path(id): Path<String>) -> Response {
    let Ok(id) = id.parse::<RecordingId>() else { return StatusCode::NOT_FOUND.into_response() };
    match studio(&site, move |studio| studio.recording(id)).await {
        Ok(pcm) => sounded(Ok(pcm)),
        Err(sentence) => (StatusCode::NOT_FOUND, sentence).into_response(),
    }
}

/// `POST /reglages/voix`: a greeting, recorded or chosen; the answer is its number and what was made of it.
pub async fn recorded(State(site): State<Arc<Site>>, wav: Bytes) -> Response {
    match studio(&site, move |studio| studio.record(&wav)).await {
        Ok(kept) => {
            let tenths = (kept.seconds * 10.0).round() as u32;
            let told = serde_json::json!({
                "voix": kept.id.to_string(),
                "phrase": format!("{},{} secondes, niveau correct. Écoutez, puis enregistrez la page.", tenths / 10, tenths % 10),
            });
            ([(header::CONTENT_TYPE, "application/json")], told.to_string()).into_response()
        }
        Err(sentence) => (StatusCode::UNPROCESSABLE_ENTITY, sentence).into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wav_file_is_one() {
        let file = wav(&[0, 1, -1]);
        assert_eq!(
            (file.len(), &file[..4], &file[8..16], &file[36..40]),
            (50, &b"RIFF"[..], &b"WAVEfmt "[..], &b"data"[..])
        );
        assert_eq!(&file[20..36], [1, 0, 1, 0, 0x40, 0x1F, 0, 0, 0x80, 0x3E, 0, 0, 2, 0, 16, 0]);
    }

    #[test]
    fn a_sentence_is_tried_with_its_places_filled_and_without_the_voices_marks() {
        assert_eq!(filled("C'est {moment}."), "C'est jeudi vingt-six novembre à neuf heures.");
        assert_eq!(filled("<speed level=\"9\">{rien}\u{7}"), "speed level=\"9\"rien");
        for line in huisclos_call::script::every_line() {
            for hole in line.holes {
                let known = EXAMPLES.iter().any(|(name, _)| name == hole);
                assert!(known || ["greeting", "first_name", "last_name", "rank", "goal"].contains(hole), "{hole}");
            }
        }
    }
}
