//! The figures of the default models on the box's own code: the same recogniser, rules and language model as in a call.
//!
//! `speech`: word error rate by voice and noise. `understand`: a written test set, with and without the language model.
//! `alarms`: the red flags and near-misses of the written sets, spoken. `waits`: how long a caller waits for an answer. Everything is measured on sentences that no
//! training text holds.
#![allow(clippy::print_stdout, clippy::expect_used)]

mod alarms;
mod along;
mod calibration;
mod channel;
mod names;
mod people;
mod phantoms;
mod score;
mod sets;
mod speech;
mod speed;
mod table;
mod understand;
mod voices;
mod waits;

use clap::{Parser, Subcommand};
use std::path::PathBuf;

/// Les mesures des modèles.
#[derive(Parser)]
struct Cli {
    #[command(subcommand)]
    what: What,
    /// Dossier ou fichier de poids Whisper ; sinon celui par défaut.
    #[arg(long, global = true)]
    model: Option<PathBuf>,
}

#[derive(Subcommand)]
enum What {
    /// Taux d'erreur de mots, par voix et par bruit.
    Speech {
        /// Phrases par voix.
        #[arg(long, default_value_t = 40)]
        count: usize,
    },
    /// Un jeu de phrases écrites (JSONL), avec et sans modèle de langage.
    Understand {
        /// Le jeu.
        set: PathBuf,
        /// Montre chaque faute (jamais sur le jeu scellé).
        #[arg(long)]
        misses: bool,
        /// Un autre modèle de langage que celui par défaut.
        #[arg(long)]
        language: Option<PathBuf>,
    },
    /// Alarmes et presque-alarmes des jeux de phrases, dites à voix haute.
    Alarms {
        /// Les jeux.
        #[arg(required = true)]
        sets: Vec<PathBuf>,
        /// Ces voix seulement (une partie du nom de leur groupe).
        #[arg(long, default_value = "")]
        voices: String,
        /// Ce bruit seulement : clean, 10 dB.
        #[arg(long, default_value = "")]
        noise: String,
        /// Une phrase sur tant, pour aller vite.
        #[arg(long, default_value_t = 1)]
        every: usize,
        /// Montre chaque faute (jamais sur le jeu scellé).
        #[arg(long)]
        misses: bool,
        /// Avec les noms de tant de patients attendus.
        #[arg(long, default_value_t = 0)]
        patients: usize,
    },
    /// Alarmes et presque-alarmes entendues pendant qu'elles sont dites : ce que gagne et ce que coûte de couper la parole.
    Along {
        /// Les jeux.
        #[arg(required = true)]
        sets: Vec<PathBuf>,
        /// Ces voix seulement (une partie du nom de leur groupe).
        #[arg(long, default_value = "")]
        voices: String,
        /// Ce bruit seulement : clean, 10 dB.
        #[arg(long, default_value = "")]
        noise: String,
        /// Une phrase sur tant, pour aller vite.
        #[arg(long, default_value_t = 1)]
        every: usize,
        /// Montre chaque coupure à tort (jamais sur le jeu scellé).
        #[arg(long)]
        misses: bool,
    },
    /// Durée d'un travail toujours le même, une ligne JSON par cas ; voir models/evaluate/peers.
    Speed {
        /// Jetons écrits.
        #[arg(long, default_value_t = 20)]
        tokens: usize,
        /// Comme un processeur qui n'a pas d'instructions plus larges : « avx2 », ou « avxvnni » (N100).
        #[arg(long, value_parser = speed::isa)]
        isa: Option<huisclos_weights::Isa>,
        /// Autant d'appels à la fois : l'un après l'autre et ensemble.
        #[arg(long, conflicts_with_all = ["isa", "tokens"])]
        lines: Option<usize>,
        /// SECONDES:POSITIONS, par exemple 3:200.
        #[arg(required = true, value_parser = speed::case)]
        cases: Vec<(usize, usize)>,
    },
    /// Dates et numéros de téléphone dits par deux personnes (enregistrements d'Asterisk, paquets Debian).
    People {
        /// Dates et numéros, ensemble.
        #[arg(long, default_value_t = 48)]
        count: usize,
        /// Écrit aussi ce qui a été mal écrit ou mal compris.
        #[arg(long)]
        misses: bool,
    },
    /// Du texte là où personne ne parle : silence, bruits, musique d'attente.
    Phantoms {
        /// Durée totale.
        #[arg(long, default_value_t = 60)]
        minutes: usize,
    },
    /// Ce que vaut la confiance d'un mot.
    Calibration {
        /// Phrases par voix.
        #[arg(long, default_value_t = 12)]
        count: usize,
    },
    /// Noms dits au téléphone : à quelle fiche ils mènent, avec et sans les noms du cabinet.
    Names {
        /// Noms de patients par groupe de voix, et autant d'inconnus au plus.
        #[arg(long, default_value_t = 30)]
        count: usize,
        /// Ces voix seulement (une partie du nom de leur groupe).
        #[arg(long, default_value = "")]
        voices: String,
        /// Montre chaque faute.
        #[arg(long)]
        misses: bool,
    },
    /// Toutes les mesures l'une après l'autre.
    Table {
        /// Garde la table dans models/README.md.
        #[arg(long)]
        keep: bool,
    },
    /// Attente entre la fin des mots de l'appelant et la réponse, au fil d'appels simulés.
    Waits {
        /// Le programme de la boîte ; sinon celui à côté de celui-ci.
        #[arg(long)]
        huisclos: Option<PathBuf>,
    },
}

fn main() {
    let cli = Cli::parse();
    let model = cli.model.as_deref();
    match cli.what {
        What::Speech { count } => speech::run(model, count),
        What::Understand { set, misses, language } => understand::run(&set, misses, language.as_deref()),
        What::Alarms { sets, voices, noise, every, misses, patients } => {
            let wanted = alarms::Wanted { paths: &sets, voices: &voices, noise: &noise, every, misses, patients };
            alarms::run(model, &wanted);
        }
        What::Along { sets, voices, noise, every, misses } => {
            along::run(
                model,
                &alarms::Wanted { paths: &sets, voices: &voices, noise: &noise, every, misses, patients: 0 },
            );
        }
        What::Speed { lines: Some(lines), cases, .. } => speed::lines(model, lines, &cases),
        What::Speed { tokens, isa, cases, .. } => speed::run(model, tokens, &cases, isa),
        What::People { count, misses } => people::run(model, count, misses),
        What::Phantoms { minutes } => phantoms::run(model, minutes),
        What::Calibration { count } => calibration::run(model, count),
        What::Names { count, voices, misses } => {
            names::run(model, &names::Wanted { count, voices: &voices, misses });
        }
        What::Table { keep } => table::run(model, keep),
        What::Waits { huisclos } => waits::run(huisclos.as_deref()),
    }
}
