//! What can be wrong with what the simulated line was given.

use std::path::PathBuf;

/// A sound file or a call that the simulated line cannot use.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file cannot be opened.
    #[error("« {} » ne peut pas être lu : {reason} ; vérifiez le chemin et les droits", path.display())]
    Open {
        /// Which file.
        path: PathBuf,
        /// What the system says.
        reason: String,
    },
    /// Not a WAV file that can be read.
    #[error(
        "« {} » n'est pas un fichier WAV lisible ({reason}) ; convertissez-le, par exemple : ffmpeg -i FICHIER -ac 1 -ar 8000 -c:a pcm_s16le sortie.wav",
        path.display()
    )]
    NotWav {
        /// Which file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// A WAV file without any sample.
    #[error("« {} » ne contient aucun son ; enregistrez-le à nouveau", path.display())]
    Empty {
        /// Which file.
        path: PathBuf,
    },
    /// Longer than any turn of a call.
    #[error("« {} » dure {seconds} s, plus que les {longest_s} s admises ; coupez-le en plusieurs fichiers", path.display())]
    TooLong {
        /// Which file.
        path: PathBuf,
        /// How long it is.
        seconds: u64,
        /// How long it may be.
        longest_s: u64,
    },
    /// A sample rate that cannot be converted.
    #[error("« {} » : {source}", path.display())]
    Rate {
        /// Which file.
        path: PathBuf,
        /// What the conversion says.
        source: huisclos_audio::Error,
    },
    /// `ASKING=FILE` with a word that is not in the interface.
    #[error("« {word} » n'est pas une question de la boîte ; les mots admis sont : {known}")]
    Asking {
        /// What was given.
        word: String,
        /// The words there are.
        known: String,
    },
    /// Another call is on the line.
    #[error("la ligne simulée « {device} » est occupée ; attendez la fin de l'appel en cours")]
    Engaged {
        /// Which line.
        device: String,
    },
    /// The line was dropped, or does not turn any more.
    #[error("la ligne simulée « {device} » ne répond plus ; redémarrez la boîte")]
    Gone {
        /// Which line.
        device: String,
    },
}
