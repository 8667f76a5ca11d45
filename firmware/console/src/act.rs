//! What the console asks of the box, and what the box can do at all.

use crate::facts::Step;
use crate::secret::Secret;
use jiff::civil::DateTime;

/// Something that a box can do. What it cannot is not in the menu.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs)] // the acts say it
pub enum Ability {
    Pin,
    Clock,
    ShowNetwork,
    SetNetwork,
    Cabinet,
    Account,
    PaperKey,
    TestCall,
    LoopBack,
    ListModels,
    VerifyModels,
    BenchModels,
    ImportModels,
    Display,
    Logs,
    Update,
    Backup,
    Restart,
    FactoryReset,
}

/// What the console asks. Each is answered by one [`Answer`], or by a sentence that says what failed and what to do.
#[derive(Clone, Debug, PartialEq)]
pub enum Act {
    /// Is it the technician's PIN? `Answer::Right` or `Answer::Wrong`.
    CheckPin(Secret),
    /// From now on it is this one.
    SetPin(Secret),
    /// The civil time is this (Europe/Paris).
    SetClock(DateTime),
    /// The addresses of this box: `Answer::Rows`.
    ShowNetwork,
    /// Takes these settings.
    SetNetwork(Network),
    /// The cabinet's name.
    NameCabinet(String),
    /// A fresh code with which the first secretary makes her account: `Answer::Code`.
    NewAccountCode,
    /// The words of the paper key: `Answer::Words`.
    PaperKey,
    /// A step of the installation is done.
    Remember(Step),
    /// A whole call into the box: `Answer::Rows`.
    TestCall,
    /// A tone sent on a line and measured as it comes back: `Answer::Rows`.
    LoopBack(String),
    /// `Answer::Rows`.
    ListModels,
    /// Against their digests: `Answer::Rows`.
    VerifyModels,
    /// How fast they are here: `Answer::Rows`.
    BenchModels,
    /// From a USB key: `Answer::Rows`.
    ImportModels,
    /// Every pixel, then the real picture: `Answer::Rows`.
    TestDisplay,
    /// The newest lines, without patient data: `Answer::Rows`.
    ReadLogs,
    /// From a USB key.
    Update,
    /// To a USB key, sealed.
    Backup,
    /// Starts again.
    Restart,
    /// Destroys the key and the data.
    FactoryReset,
}

impl Act {
    /// What the box must be able to do.
    #[must_use]
    pub fn needs(&self) -> Option<Ability> {
        Some(match self {
            Self::CheckPin(_) | Self::Remember(_) => return None,
            Self::SetPin(_) => Ability::Pin,
            Self::SetClock(_) => Ability::Clock,
            Self::ShowNetwork => Ability::ShowNetwork,
            Self::SetNetwork(_) => Ability::SetNetwork,
            Self::NameCabinet(_) => Ability::Cabinet,
            Self::NewAccountCode => Ability::Account,
            Self::PaperKey => Ability::PaperKey,
            Self::TestCall => Ability::TestCall,
            Self::LoopBack(_) => Ability::LoopBack,
            Self::ListModels => Ability::ListModels,
            Self::VerifyModels => Ability::VerifyModels,
            Self::BenchModels => Ability::BenchModels,
            Self::ImportModels => Ability::ImportModels,
            Self::TestDisplay => Ability::Display,
            Self::ReadLogs => Ability::Logs,
            Self::Update => Ability::Update,
            Self::Backup => Ability::Backup,
            Self::Restart => Ability::Restart,
            Self::FactoryReset => Ability::FactoryReset,
        })
    }

    /// For the trail and while one waits: no secret in it.
    #[must_use]
    pub fn said(&self) -> String {
        match self {
            Self::CheckPin(_) => "contrôle du code".into(),
            Self::SetPin(_) => "nouveau code du technicien".into(),
            Self::SetClock(at) => format!("heure réglée au {}", at.strftime("%d/%m/%Y %H:%M")),
            Self::ShowNetwork => "adresses du réseau".into(),
            Self::SetNetwork(network) => format!("réseau réglé : {network}"),
            Self::NameCabinet(_) => "nom du cabinet".into(),
            Self::NewAccountCode => "code du premier compte".into(),
            Self::PaperKey => "clé papier montrée".into(),
            Self::Remember(step) => format!("étape « {} »", step.title()),
            Self::TestCall => "appel d'essai".into(),
            Self::LoopBack(line) => format!("essai en boucle de {line}"),
            Self::ListModels => "liste des modèles".into(),
            Self::VerifyModels => "contrôle des modèles".into(),
            Self::BenchModels => "vitesse des modèles".into(),
            Self::ImportModels => "modèles pris sur la clé USB".into(),
            Self::TestDisplay => "essai de l'afficheur".into(),
            Self::ReadLogs => "lecture du journal".into(),
            Self::Update => "mise à jour".into(),
            Self::Backup => "sauvegarde".into(),
            Self::Restart => "redémarrage".into(),
            Self::FactoryReset => "remise à l'état d'usine".into(),
        }
    }

    /// The word that must be typed before it is done, and what it costs; `None` for what harms nothing.
    #[must_use]
    pub fn danger(&self) -> Option<(&'static str, &'static str)> {
        match self {
            Self::FactoryReset => Some((
                "EFFACER",
                "La clé et toutes les données seront détruites : agenda, patients, notes. Rien ne les rendra, sauf une sauvegarde et la clé papier.",
            )),
            Self::Restart => Some(("REDEMARRER", "Le téléphone n'est pas répondu pendant le redémarrage.")),
            Self::Update => Some((
                "INSTALLER",
                "La boîte redémarre sur la nouvelle version ; l'ancienne revient si elle ne va pas.",
            )),
            _ => None,
        }
    }
}

/// How the box is on the network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Network {
    /// DHCP.
    Automatic,
    /// By hand.
    Fixed {
        /// `192.168.1.20`.
        address: std::net::Ipv4Addr,
        /// Bits of the network, 8 to 30.
        prefix: u8,
        /// The LAN's router; the box only answers through it, and never beyond.
        gateway: Option<std::net::Ipv4Addr>,
    },
}

impl std::fmt::Display for Network {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Automatic => f.write_str("automatique (DHCP)"),
            Self::Fixed { address, prefix, gateway: None } => write!(f, "{address}/{prefix}"),
            Self::Fixed { address, prefix, gateway: Some(gateway) } => write!(f, "{address}/{prefix} par {gateway}"),
        }
    }
}

/// What the box answers.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// Done.
    Done,
    /// The PIN is right.
    Right,
    /// The PIN is wrong.
    Wrong,
    /// Rows of text to be shown.
    Rows(Vec<String>),
    /// A code to be shown once.
    Code(Secret),
    /// The words of the paper key, in order.
    Words(Vec<Secret>),
}
