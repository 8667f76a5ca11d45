//! What can go wrong, with the file and the remedy. None of these sentences holds patient data.

use std::io;
use std::path::{Path, PathBuf};

/// The errors of a booking are those of the store; `Taken` is the one to expect.
pub type BookError = Error;

/// Why the store did not do it. Nothing was changed, unless `InDoubt` says so.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Another appointment of this practitioner holds a minute of that slot.
    #[error("Le créneau est déjà pris.")]
    Taken,
    /// No such appointment, or it was given back.
    #[error("Ce rendez-vous n'existe pas, ou il a été annulé.")]
    Gone,
    /// No such card.
    #[error("Cette fiche de patient n'existe pas.")]
    UnknownPatient,
    /// A slot of no length, or longer than a day.
    #[error("Un rendez-vous de {minutes} minutes n'est pas possible : donnez une durée de 1 à 1440 minutes.")]
    SlotLength {
        /// What was asked.
        minutes: u16,
    },
    /// The waiting list has no place left.
    #[error("La liste d'attente est pleine : {max} personnes y sont ; retirez-en d'abord.")]
    ListFull {
        /// The bound.
        max: usize,
    },
    /// A text that is too long for one record.
    #[error("Texte trop long ({bytes} octets) : {max} au plus ; raccourcissez-le.")]
    TooLong {
        /// Its length.
        bytes: usize,
        /// The bound.
        max: usize,
    },
    /// Another process holds the data folder.
    #[error("Le dossier {} est déjà utilisé par {holder} : arrêtez-le d'abord, ou donnez un autre dossier.", path.display())]
    InUse {
        /// The data folder.
        path: PathBuf,
        /// Name and number of the process, as it wrote them.
        holder: String,
    },
    /// There is data, but not the key it was sealed with.
    #[error("La clé {} manque : les données de {} ne se lisent pas sans elle. Remettez ce fichier à sa place, ou restaurez une sauvegarde avec la clé papier.", key.display(), data.display())]
    KeyMissing {
        /// Where the key file should be.
        key: PathBuf,
        /// The data folder.
        data: PathBuf,
    },
    /// The key is of another box, or of other data.
    #[error("La clé {} n'est pas celle des données de {} : remettez le fichier qui allait avec ce dossier.", key.display(), data.display())]
    KeyWrong {
        /// The key file.
        key: PathBuf,
        /// The data folder.
        data: PathBuf,
    },
    /// The key file does not have the form of one.
    #[error("Le fichier {} n'est pas une clé de Huisclos : remettez une copie intacte.", key.display())]
    KeyUnreadable {
        /// The key file.
        key: PathBuf,
    },
    /// The credential does not open on this machine.
    #[error("La clé scellée {} ne s'ouvre pas sur cette machine ({why}) : retapez la clé papier avec « huisclos store key restore ».", path.display())]
    KeySealed {
        /// The credential.
        path: PathBuf,
        /// What the program said.
        why: String,
    },
    /// `systemd-creds` failed or is not there.
    #[error("{} n'a pas pu sceller la clé : {why}. Sans TPM, gardez la clé dans son fichier.", program.display())]
    Creds {
        /// The program.
        program: PathBuf,
        /// What it said.
        why: String,
    },
    /// No TPM2 that could be used.
    #[error("{} ne trouve pas de TPM 2 utilisable ici : la clé reste dans son fichier.", program.display())]
    NoTpm {
        /// The program that was asked.
        program: PathBuf,
    },
    /// There is data, but not its keyring.
    #[error("Le trousseau {} manque : les données ne se lisent pas sans lui. Remettez ce fichier à sa place, ou restaurez une sauvegarde avec la clé papier.", path.display())]
    KeyringMissing {
        /// Where it should be.
        path: PathBuf,
    },
    /// Neither the keyring nor its twin can be read.
    #[error("Le trousseau {} et son double sont abîmés : remettez-en une copie, ou restaurez une sauvegarde avec la clé papier.", path.display())]
    KeyringDamaged {
        /// The keyring.
        path: PathBuf,
    },
    /// The keyring is sealed under another root.
    #[error("Le trousseau {} n'est pas celui de cette clé : remettez les deux fichiers qui allaient ensemble.", path.display())]
    KeyringWrong {
        /// The keyring.
        path: PathBuf,
    },
    /// The keyring is of another box than the data.
    #[error("Le trousseau {} est celui d'autres données : remettez celui qui allait avec ce dossier.", path.display())]
    KeyringOther {
        /// The keyring.
        path: PathBuf,
    },
    /// The keyring was written by a later version.
    #[error("Le trousseau {} vient d'une version plus récente du logiciel : mettez le logiciel à jour.", path.display())]
    KeyringNewer {
        /// The keyring.
        path: PathBuf,
    },
    /// The keyring is older than the data.
    #[error("Le trousseau {} est plus ancien que les données : la clé d'une fiche y manque. Remettez le plus récent ; ne supprimez rien.", path.display())]
    KeyringBehind {
        /// The keyring.
        path: PathBuf,
    },
    /// A typed word is not of the list.
    #[error("Le mot n° {position} de la clé papier n'est pas de la liste : relisez-le.")]
    PaperWord {
        /// Which, from 1.
        position: usize,
    },
    /// Too few or too many words.
    #[error("La clé papier a {wanted} mots, {words} ont été donnés : relisez-la.")]
    PaperCount {
        /// How many were typed.
        words: usize,
        /// How many there should be.
        wanted: usize,
    },
    /// The checksum does not hold.
    #[error("La clé papier ne se vérifie pas : un mot en est un autre, ou deux sont échangés ; relisez-la.")]
    PaperSum,
    /// A sound paper key, but not of these data.
    #[error("Cette clé papier n'est pas celle des données de {} : prenez celle qui a été écrite à leur installation, ou à leur dernier changement de clé.", data.display())]
    PaperWrong {
        /// The data folder.
        data: PathBuf,
    },
    /// The folder for a patient's dossier holds something already.
    #[error("Le dossier {} existe déjà et n'est pas vide : donnez-en un autre avec --to ; rien n'y a été écrit.", path.display())]
    ExportThere {
        /// The folder.
        path: PathBuf,
    },
    /// The folder for a backup holds something else.
    #[error("{} contient autre chose que des sauvegardes de Huisclos : donnez un dossier neuf ou vide ; rien n'y a été écrit.", path.display())]
    BackupForeign {
        /// The folder.
        path: PathBuf,
    },
    /// The folder holds the backups of another box.
    #[error("{} contient les sauvegardes d'une autre boîte : donnez un autre dossier ; rien n'y a été écrit.", path.display())]
    BackupOther {
        /// The folder.
        path: PathBuf,
    },
    /// The folder is the data folder, lies in it, or holds it.
    #[error("{} est le dossier des données, ou l'un des deux contient l'autre : mettez les sauvegardes sur un autre disque.", path.display())]
    BackupInside {
        /// The folder.
        path: PathBuf,
    },
    /// Nothing there to restore.
    #[error("{} n'est pas une sauvegarde de Huisclos, ou n'en contient aucune d'entière : donnez le dossier où « huisclos store backup » écrit.", path.display())]
    BackupNotOne {
        /// The folder.
        path: PathBuf,
    },
    /// A backup that is not whole.
    #[error("La sauvegarde est abîmée, {} : {why}. Rien n'a été changé ; essayez une autre sauvegarde avec --set.", path.display())]
    BackupDamaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// A restore was stopped while it put things in their place.
    #[error("Une restauration de {} a été interrompue : relancez « huisclos store restore » avec la même sauvegarde.", path.display())]
    RestoreUnfinished {
        /// The data folder.
        path: PathBuf,
    },
    /// A hundred restores at one place.
    #[error("Trop de données ont été mises à l'écart à côté de {} : supprimez celles qui ne servent plus.", path.display())]
    TooManyAside {
        /// The data folder.
        path: PathBuf,
    },
    /// There is a state but no journal.
    #[error("Le journal {} manque alors que le dossier contient des données : restaurez une sauvegarde ; ne supprimez rien.", path.display())]
    JournalMissing {
        /// Where it should be.
        path: PathBuf,
    },
    /// A frame that was acknowledged cannot be read any more.
    #[error("Le journal {} est abîmé à l'enregistrement {frame} (octet {at}) : {why}. Lancez « huisclos store verify », puis restaurez une sauvegarde.", path.display())]
    JournalDamaged {
        /// The journal.
        path: PathBuf,
        /// Number of the first frame that cannot be read.
        frame: u64,
        /// Its place in the file.
        at: u64,
        /// What is wrong with it.
        why: &'static str,
    },
    /// A write failed and could not be taken back; the store takes no more until it is opened again.
    #[error("Le journal {} est dans le doute après une erreur du disque : plus rien n'est écrit. Vérifiez le disque, puis redémarrez.", path.display())]
    InDoubt {
        /// The journal.
        path: PathBuf,
    },
    /// The operating system refused.
    #[error("{operation} a échoué sur {} : {}. {remedy}", path.display(), in_french(source))]
    Io {
        /// What was being done.
        operation: &'static str,
        /// On which file.
        path: PathBuf,
        /// Why.
        source: io::Error,
        /// What to do.
        remedy: &'static str,
    },
    /// sled failed; it will be built again from the journal.
    #[error("L'état {} ne répond pas : {why}. Redémarrez : il sera reconstruit depuis le journal.", path.display())]
    State {
        /// Its folder.
        path: PathBuf,
        /// What it said.
        why: String,
    },
    /// sled has not opened in time, and may still be at it.
    #[error("L'état {} est trop long à ouvrir. Redémarrez : il sera reconstruit depuis le journal.", path.display())]
    StateSlow {
        /// Its folder.
        path: PathBuf,
    },
    /// A record of the state does not open; the journal still has it.
    #[error(
        "Une donnée de la table « {} » est abîmée. Redémarrez : elle sera reconstruite depuis le journal.",
        crate::table_in_french(table)
    )]
    Damaged {
        /// Of which table.
        table: &'static str,
    },
    /// The operating system gave no random bytes.
    #[error("Le système ne donne pas de nombres aléatoires : redémarrez la machine.")]
    Random,
}

impl Error {
    /// True when the disk had no room.
    pub(crate) fn is_full(&self) -> bool {
        let full = |e: &io::Error| matches!(e.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded);
        matches!(self, Self::Io { source, .. } if full(source))
    }

    pub(crate) fn io(operation: &'static str, path: &Path, source: io::Error) -> Self {
        let remedy = match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "Le disque est plein : libérez de la place.",
            io::ErrorKind::PermissionDenied => "Vérifiez le propriétaire et les droits de ce fichier.",
            io::ErrorKind::ReadOnlyFilesystem => "Le disque est en lecture seule : vérifiez-le.",
            _ => "Vérifiez le disque.",
        };
        Self::Io { operation, path: path.to_path_buf(), source, remedy }
    }
}

/// What the operating system said, in French where it is what a cabinet may meet; else in its own words.
pub fn in_french(error: &io::Error) -> String {
    /// EIO: the medium itself.
    const EIO: i32 = 5;
    let said = match error.kind() {
        _ if error.raw_os_error() == Some(EIO) => "le disque ne répond pas",
        io::ErrorKind::StorageFull => "il n'y a plus de place",
        io::ErrorKind::QuotaExceeded => "la place accordée est prise",
        io::ErrorKind::ReadOnlyFilesystem => "le disque est en lecture seule",
        io::ErrorKind::PermissionDenied => "l'accès est refusé",
        io::ErrorKind::NotFound => "ce fichier n'existe pas",
        io::ErrorKind::AlreadyExists => "ce fichier existe déjà",
        io::ErrorKind::NotADirectory => "ce n'est pas un dossier",
        io::ErrorKind::IsADirectory => "c'est un dossier",
        io::ErrorKind::DirectoryNotEmpty => "ce dossier n'est pas vide",
        io::ErrorKind::BrokenPipe => "la base est fermée",
        _ => return error.to_string(),
    };
    said.to_string()
}
