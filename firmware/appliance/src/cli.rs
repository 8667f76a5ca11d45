//! The command line (interfaces.md). Exit status 0 done, 1 failed with one sentence on stderr, 2 wrong usage.

use clap::{Args, Parser, Subcommand, ValueEnum};
use huisclos_agenda::PatientId;
use jiff::civil::{Date, DateTime};
use std::net::SocketAddr;
use std::path::PathBuf;

/// La boîte qui répond au téléphone du cabinet : elle comprend, elle note, rien ne sort.
#[derive(Parser, Debug)]
#[command(name = "huisclos", version, about, disable_help_subcommand = true)]
pub struct Cli {
    /// What applies to every command.
    #[command(flatten)]
    pub common: Common,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// Options of every command.
#[derive(Args, Debug, Clone)]
pub struct Common {
    /// Un objet JSON par ligne sur la sortie standard, et rien d'autre.
    #[arg(long, global = true)]
    pub json: bool,
    /// L'heure civile (Europe/Paris), par exemple 2026-11-23T09:00.
    #[arg(long, global = true, value_name = "DATE-HEURE")]
    pub now: Option<DateTime>,
    /// Le dossier des données, créé à la première utilisation.
    #[arg(long, global = true, value_name = "DOSSIER")]
    pub data: Option<PathBuf>,
    /// Les réglages du cabinet (TOML) ; un cabinet de démonstration est intégré.
    #[arg(long, global = true, value_name = "FICHIER")]
    pub cabinet: Option<PathBuf>,
}

/// The subcommands.
#[derive(Subcommand, Debug)]
pub enum Command {
    /// Un appel parlé entier sur la carte simulée, puis la page sur cette machine.
    Demo(Demo),
    /// La boîte : toutes les lignes de sa carte, la page, la console, l'afficheur.
    Run(Run),
    /// La garde : joint le combiné à la ligne quand la boîte ne va pas.
    Guard(Guard),
    /// Fait sonner une ligne, simulée ou sur carte son, de la boîte qui tourne sur cette machine.
    Ring(Ring),
    /// Un appel sur une ligne simulée.
    Call(Call),
    /// Du JSONL de phrases vers du JSONL de sens.
    Understand(Understand),
    /// Transcrit des fichiers WAV.
    Transcribe(Transcribe),
    /// Dit un texte dans un fichier WAV, comme l'appelant l'entendrait.
    Speak(Speak),
    /// Les modèles présents sur la boîte.
    Models(Models),
    /// L'agenda.
    Agenda(Agenda),
    /// Les chiffres du cabinet : réussite, transferts, abandons, attentes, satisfaction. Aucun nom.
    Figures(Figures),
    /// La base chiffrée.
    Store(StoreCommand),
    /// La console du technicien, sur ce terminal ou sur un port série.
    Console(Console),
}

/// `demo`
#[derive(Args, Debug)]
pub struct Demo {
    /// S'arrête après l'appel.
    #[arg(long)]
    pub once: bool,
    /// L'adresse de la page ; hors de la boucle locale, en TLS sous l'autorité de la boîte, avec des comptes.
    #[arg(long, value_name = "ADRESSE:PORT", default_value = "127.0.0.1:8015")]
    pub page: SocketAddr,
}

/// `run`
#[derive(Args, Debug)]
pub struct Run {
    /// Le fichier de la carte (board/*.toml) ; la carte simulée s'il est absent.
    #[arg(long, value_name = "FICHIER")]
    pub board: Option<PathBuf>,
    /// L'adresse de la page : 0.0.0.0:443 en TLS, ou 127.0.0.1:8015 sur la carte simulée.
    #[arg(long, value_name = "ADRESSE:PORT")]
    pub page: Option<SocketAddr>,
    /// La console du technicien sur ce terminal ; Ctrl-D arrête la boîte.
    #[arg(long)]
    pub console: bool,
    /// La console du technicien sur ce port série, au lieu de celui du fichier de la carte.
    #[arg(long, value_name = "PORT")]
    pub serial: Option<String>,
    /// Ce que les appels en cours ont pour se terminer quand la boîte s'arrête, en secondes ; le combiné sonne ensuite.
    #[arg(long, value_name = "SECONDES", default_value_t = 30, value_parser = clap::value_parser!(u64).range(0..=120))]
    pub finish: u64,
    /// Dit si la boîte qui tourne prendrait un appel, et rien d'autre.
    #[arg(long)]
    pub health: bool,
    /// Le dossier des sockets et de la santé ; à côté des données s'il est absent.
    #[arg(long, value_name = "DOSSIER")]
    pub run_dir: Option<PathBuf>,
    /// Où la garde écoute ; dans le dossier des sockets s'il est absent.
    #[arg(long, value_name = "SOCKET")]
    pub guard: Option<PathBuf>,
}

/// `guard`
#[derive(Args, Debug)]
pub struct Guard {
    /// Le fichier de la carte, le même que celui de la boîte.
    #[arg(long, value_name = "FICHIER")]
    pub board: Option<PathBuf>,
    /// Le dossier des sockets de la boîte ; à côté des données s'il est absent.
    #[arg(long, value_name = "DOSSIER")]
    pub run_dir: Option<PathBuf>,
    /// Où la garde écoute ; dans le dossier des sockets s'il est absent.
    #[arg(long, value_name = "SOCKET")]
    pub guard: Option<PathBuf>,
}

/// `ring`
#[derive(Args, Debug)]
pub struct Ring {
    /// La ligne, par exemple sim/1 ou sound/default ; la première qui est libre si elle est absente.
    #[arg(long, value_name = "LIGNE")]
    pub line: Option<String>,
    /// Le numéro qui appelle ; masqué s'il est absent.
    #[arg(long, value_name = "NUMÉRO")]
    pub from: Option<String>,
    /// Ce que dit l'appelant simulé, [ASKING=]FICHIER ; personne ne dit rien s'il est absent. Sur carte son, vous parlez.
    #[arg(long, num_args = 1.., value_name = "[ASKING=]FICHIER")]
    pub wav: Vec<String>,
    /// Casse le fil de la ligne au milieu de l'appel, pour voir ce que fait la boîte.
    #[arg(long, value_name = "PANNE", value_parser = ["panic", "hang"])]
    pub breaks: Option<String>,
    /// Le dossier des sockets de la boîte ; à côté des données s'il est absent.
    #[arg(long, value_name = "DOSSIER")]
    pub run_dir: Option<PathBuf>,
}

/// `call`
#[derive(Args, Debug)]
#[command(group(clap::ArgGroup::new("caller").required(true).args(["text", "wav", "mic"])))]
pub struct Call {
    /// L'appelant est du texte : une ligne de l'entrée standard par tour (`/key *`, `/silence 4000`, `/interrupt TEXTE`, `/hangup`).
    #[arg(long)]
    pub text: bool,
    /// L'appelant est une suite de fichiers WAV, [ASKING=]FICHIER.
    #[arg(long, num_args = 1.., value_name = "[ASKING=]FICHIER")]
    pub wav: Vec<String>,
    /// L'appelant, c'est vous, au micro et à l'écouteur de cette machine, ou de la carte son nommée (--mic=hw:1), en temps réel.
    #[arg(
        long,
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "default",
        value_name = "CARTE",
        conflicts_with_all = ["handset", "noise", "echo"]
    )]
    pub mic: Option<String>,
    /// Le numéro qui appelle ; masqué s'il est absent.
    #[arg(long, value_name = "NUMÉRO")]
    pub from: Option<String>,
    /// Ce que fait le combiné du cabinet quand il sonne.
    #[arg(long, value_enum, default_value = "absent")]
    pub handset: HandsetIs,
    /// Bruit de la ligne en dBFS (avec --wav), par exemple -50.
    #[arg(long, value_name = "DBFS", allow_negative_numbers = true)]
    pub noise: Option<f32>,
    /// Gain de l'écho hybride en dB (avec --wav), par exemple -16.
    #[arg(long, value_name = "DB", allow_negative_numbers = true)]
    pub echo: Option<f32>,
    /// Sans le modèle de langage.
    #[arg(long)]
    pub rules_only: bool,
}

/// What the handset does.
#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum HandsetIs {
    /// Somebody picks up.
    Answers,
    /// It is in use.
    Busy,
    /// It rings in vain.
    Absent,
}

/// `console`
#[derive(Args, Debug)]
pub struct Console {
    /// Le port série, à 115200 bauds 8N1 : /dev/ttyS0, /dev/ttyUSB0, /dev/ttyGS0.
    #[arg(long, value_name = "PORT")]
    pub serial: Option<String>,
    /// L'afficheur : /dev/i2c-1 (SSD1306), sh1106:/dev/i2c-1, /dev/fb0.
    #[arg(long, value_name = "AFFICHEUR")]
    pub panel: Option<String>,
}

/// `understand`
#[derive(Args, Debug)]
pub struct Understand {
    /// Sans le modèle de langage.
    #[arg(long)]
    pub rules_only: bool,
    /// Un modèle de conversation (Llama, Qwen, Gemma, fichier GGUF) à côté de celui d'origine.
    #[arg(long, value_name = "FICHIER", conflicts_with = "rules_only")]
    pub model: Option<PathBuf>,
}

/// `transcribe`
#[derive(Args, Debug)]
pub struct Transcribe {
    /// Un modèle installé (nom ou chemin) ; sinon celui par défaut.
    #[arg(long, value_name = "NOM")]
    pub model: Option<String>,
    /// Des fichiers WAV, à n'importe quelle fréquence, mono ou stéréo.
    #[arg(required = true)]
    pub files: Vec<PathBuf>,
}

/// `speak`
#[derive(Args, Debug)]
pub struct Speak {
    /// Ce qu'il faut dire.
    pub text: String,
    /// Où l'écrire.
    #[arg(long, value_name = "FICHIER.wav")]
    pub out: PathBuf,
    /// Plus lentement et plus fort.
    #[arg(long)]
    pub slow: bool,
}

/// `models`
#[derive(Args, Debug)]
pub struct Models {
    /// What to do with them.
    #[command(subcommand)]
    pub action: ModelsAction,
}

/// Actions on models.
#[derive(Subcommand, Debug)]
pub enum ModelsAction {
    /// Les modèles, leur source, leur licence, leur sha256.
    List,
    /// Compare les fichiers à leur sha256.
    Verify,
    /// Convertit une fois un modèle et l'installe : un dossier Hugging Face, un .gguf de candle, un ggml-….bin de whisper.cpp.
    Import(Import),
    /// Mesure les modèles de cette boîte : millisecondes jusqu'aux mots et jusqu'au sens, et lequel utiliser.
    Bench,
}

/// `models import`
#[derive(Args, Debug)]
pub struct Import {
    /// Le fichier ou le dossier du modèle.
    pub path: PathBuf,
    /// Son nom sur la boîte : minuscules, chiffres, tirets ; celui du fichier sinon.
    #[arg(long, value_name = "NOM")]
    pub name: Option<String>,
    /// D'où il vient.
    #[arg(long, value_name = "TEXTE")]
    pub source: Option<String>,
    /// Sous quelle licence.
    #[arg(long, value_name = "TEXTE")]
    pub licence: Option<String>,
    /// Le sha256 de ses poids, tel que sa source le donne : il est comparé.
    #[arg(long, value_name = "SHA256")]
    pub sha256: Option<String>,
}

/// `agenda`
#[derive(Args, Debug)]
pub struct Agenda {
    /// What to do.
    #[command(subcommand)]
    pub action: AgendaAction,
}

/// Actions on the agenda.
#[derive(Subcommand, Debug)]
pub enum AgendaAction {
    /// Les rendez-vous.
    List {
        /// Premier jour.
        #[arg(long, value_name = "JOUR")]
        from: Option<Date>,
        /// Dernier jour, inclus.
        #[arg(long, value_name = "JOUR")]
        to: Option<Date>,
    },
}

/// `figures`
#[derive(Args, Debug)]
pub struct Figures {
    /// Premier jour ; les quatre dernières semaines sinon.
    #[arg(long, value_name = "JOUR")]
    pub from: Option<Date>,
    /// Dernier jour, inclus ; aujourd'hui sinon.
    #[arg(long, value_name = "JOUR")]
    pub to: Option<Date>,
    /// Jour par jour, ou semaine par semaine.
    #[arg(long, value_enum)]
    pub by: Option<FiguresBy>,
    /// Un tableau pour un tableur : resume, periodes, abandons, heures, demandes, satisfaction, liens ou scripts.
    #[arg(long, value_name = "TABLEAU")]
    pub csv: Option<String>,
}

/// How the figures are cut.
#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum FiguresBy {
    /// Jour par jour.
    Day,
    /// Semaine par semaine.
    Week,
}

/// `store`
#[derive(Args, Debug)]
pub struct StoreCommand {
    /// What to do.
    #[command(subcommand)]
    pub action: StoreAction,
}

/// Actions on the store.
#[derive(Subcommand, Debug)]
pub enum StoreAction {
    /// Relit tout le journal, compare la base à ce qu'il dit, et vérifie la trace des accès.
    Verify,
    /// Écrit une sauvegarde dans un dossier, et la relit.
    Backup {
        /// Un dossier neuf, vide, ou celui des sauvegardes de cette boîte.
        folder: PathBuf,
    },
    /// Remet une sauvegarde en place ; la clé papier est lue sur l'entrée standard.
    Restore {
        /// Le dossier des sauvegardes.
        folder: PathBuf,
        /// Laquelle, par son nom ; la plus récente sinon.
        #[arg(long, value_name = "NOM")]
        set: Option<String>,
    },
    /// Écrit tout ce que la boîte sait d'un patient dans un dossier (HTML et JSON).
    ExportPatient {
        /// Le numéro de sa fiche (« agenda list --json » le donne).
        patient: PatientId,
        /// Où ; dossier-NUMÉRO dans le dossier courant sinon.
        #[arg(long, value_name = "DOSSIER")]
        to: Option<PathBuf>,
    },
    /// Efface un patient, sans retour, et en imprime la preuve.
    ErasePatient {
        /// Le numéro de sa fiche.
        patient: PatientId,
    },
    /// Supprime ce dont la durée de conservation est passée (chaque nuit, la boîte le fait seule).
    Retain {
        /// Vous avez regardé l'heure de la machine : elle est juste, même si elle a sauté.
        #[arg(long)]
        trust_clock: bool,
    },
    /// La trace des accès : qui a consulté ou changé quoi, et pourquoi.
    Audit {
        /// Premier jour.
        #[arg(long, value_name = "JOUR")]
        from: Option<Date>,
        /// Dernier jour, inclus.
        #[arg(long, value_name = "JOUR")]
        to: Option<Date>,
        /// Seulement les accès aux données d'un patient, par son numéro.
        #[arg(long, value_name = "NUMÉRO")]
        patient: Option<PatientId>,
    },
    /// Le registre des traitements (RGPD, article 30), d'après ce que la boîte fait.
    Register {
        /// Où l'écrire ; sur la sortie standard sinon.
        #[arg(long, value_name = "FICHIER")]
        out: Option<PathBuf>,
    },
    /// Un modèle d'analyse d'impact (AIPD), rempli de ce que la boîte sait.
    Dpia {
        /// Où l'écrire ; sur la sortie standard sinon.
        #[arg(long, value_name = "FICHIER")]
        out: Option<PathBuf>,
    },
    /// La clé papier.
    Key {
        /// What to do.
        #[command(subcommand)]
        action: KeyAction,
    },
}

/// Actions on the root key.
#[derive(Subcommand, Debug)]
pub enum KeyAction {
    /// Montre la clé papier, à recopier à la main et à ranger hors du cabinet.
    Show,
    /// Relit la clé papier sur l'entrée standard : la preuve qu'elle a été écrite.
    Confirm,
    /// Remet une clé perdue d'après le papier, lu sur l'entrée standard.
    Restore,
    /// Scelle la clé dans la puce TPM de cette machine et détruit son fichier.
    Seal,
    /// Change la clé, donc la clé papier ; avec --all, change aussi toutes celles qui scellent les données et réécrit tout.
    Rotate {
        /// Tout : la machine ou le fichier de la clé a été en de mauvaises mains.
        #[arg(long)]
        all: bool,
    },
    /// Oublie les clés d'avant le dernier `rotate --all` : sauvegardes et journal des accès d'alors ne s'ouvrent plus.
    Forget,
}
