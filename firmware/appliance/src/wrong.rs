//! What is wrong with a model, in French: the libraries say it in English, to whoever builds on them. Their reason, which names the
//! tensor, stands behind the sentence for whoever is asked for help.

use huisclos_chat::ChatError;
use huisclos_language::LanguageError;
use huisclos_store::in_french;
use huisclos_voice::VoiceError;
use huisclos_weights::WeightsError;
use huisclos_whisper::WhisperError;

/// A fault that a technician or a secretary reads.
pub trait French {
    /// One sentence: the file, what is wrong with it, the remedy.
    fn french(self) -> String;
}

impl French for WeightsError {
    fn french(self) -> String {
        match self {
            Self::Missing { model, places } => {
                let what = if model == "language" { "de compréhension" } else { "de reconnaissance de la parole" };
                format!(
                    "aucun modèle {what} (cherché : {places}) ; copiez-y son fichier, ou importez-en un : huisclos models import"
                )
            }
            Self::Read { path, source } => {
                let why = in_french(&source);
                format!("{} ne se lit pas : {why} ; vérifiez que le fichier est là et que la boîte peut le lire", path.display())
            }
            Self::Write { path, source } => {
                let why = in_french(&source);
                format!("{} ne s'écrit pas : {why} ; vérifiez la place qui reste sur le disque", path.display())
            }
            Self::Damaged { path, why } => {
                format!("{} est abîmé ou n'est pas un modèle ; copiez-le de nouveau et comparez son SHA-256 (détail : {why})", path.display())
            }
            Self::Unsuitable { path, why } => {
                format!("{} n'est pas un modèle qui puisse servir ici ; prenez-en un autre (détail : {why})", path.display())
            }
            Self::Arithmetic(why) => {
                format!("le calcul du modèle a échoué ; vérifiez son fichier : huisclos models verify (détail : {why})")
            }
            Self::Interrupted => {
                "le calcul du modèle a échoué pour plusieurs lignes à la fois ; vérifiez son fichier : huisclos models verify".into()
            }
        }
    }
}

impl French for WhisperError {
    fn french(self) -> String {
        match self {
            Self::Weights(error) => error.french(),
            Self::TooLong { seconds, max } => {
                format!("l'enregistrement dure {seconds} s, {max} s au plus sont transcrites d'un coup ; coupez-le")
            }
            Self::NotANumber => "l'enregistrement contient ce qui n'est pas un nombre ; refaites le fichier WAV".into(),
        }
    }
}

impl French for LanguageError {
    fn french(self) -> String {
        match self {
            Self::Weights(error) => error.french(),
            Self::CabinetTooLong { tokens, max } => format!(
                "les praticiens et les motifs du cabinet prennent {tokens} unités, le modèle en a {max} ; raccourcissez leurs noms"
            ),
        }
    }
}

impl French for ChatError {
    fn french(self) -> String {
        match self {
            Self::File(error) => WeightsError::from(error).french(),
            Self::TooLong { tokens, max } => {
                format!(
                    "les listes du cabinet prennent {tokens} unités, le modèle en a {max} ; raccourcissez les noms de ses motifs"
                )
            }
        }
    }
}

impl French for VoiceError {
    fn french(self) -> String {
        let install = "en root : apt install libttspico0 libttspico-data (section non-free), ou apt install espeak-ng";
        match self {
            Self::Missing { pico, espeak } => {
                format!("aucune voix n'est installée ; {install} (détail : {pico} ; {espeak})")
            }
            Self::Library { library, why } => format!("la voix {library} ne s'ouvre pas ; {install} (détail : {why})"),
            Self::Lingware { path, why } => format!(
                "{} ne s'ouvre pas ; en root : apt install --reinstall libttspico-data (section non-free ; détail : {why})",
                path.display()
            ),
            Self::Pico { doing, status } => {
                format!(
                    "la voix SVOX Pico s'est arrêtée ; redémarrez le programme de la boîte (détail : {doing}, {status})"
                )
            }
            Self::Espeak { why } => {
                format!("espeak-ng s'est arrêté ; en root : apt install --reinstall espeak-ng (détail : {why})")
            }
            Self::Resample(why) => format!(
                "la voix ne se laisse pas porter sur la ligne ; redémarrez le programme de la boîte (détail : {why})"
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;

    #[test]
    fn the_file_the_tensor_and_the_remedy_are_named_in_french() {
        let path = PathBuf::from("/tmp/petit.gguf");
        let check = |error: WeightsError, words: &[&str]| {
            let (english, french) = (error.to_string(), error.french());
            for word in words {
                assert!(french.contains(word), "{word}: {french}");
            }
            for word in ["damaged", "copy it", "cannot", "import another", "looked at", "the model"] {
                assert!(!french.contains(word), "{word}: {french}");
            }
            assert!(
                ["damaged", "cannot", "not a model", "no whisper"].iter().any(|word| english.contains(word)),
                "the twin: {english}"
            );
        };
        let why = "encoder.conv1.weight lies past the file's end".to_string();
        let gone = || std::io::Error::from(std::io::ErrorKind::NotFound);
        check(
            WeightsError::Damaged { path: path.clone(), why },
            &["petit.gguf", "abîmé", "encoder.conv1.weight", "copiez-le"],
        );
        let why = "it has no tensor decoder.ln.bias".to_string();
        check(
            WeightsError::Unsuitable { path: path.clone(), why },
            &["petit.gguf", "decoder.ln.bias", "prenez-en un autre"],
        );
        check(WeightsError::Read { path: path.clone(), source: gone() }, &["petit.gguf", "n'existe pas", "vérifiez"]);
        check(WeightsError::Write { path, source: gone() }, &["petit.gguf", "place"]);
        check(
            WeightsError::Missing { model: "whisper", places: "/a, /b".into() },
            &["/a, /b", "reconnaissance", "importez"],
        );
    }
}
