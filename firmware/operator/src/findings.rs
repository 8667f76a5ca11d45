//! What is wrong with the box, worst first, each with what to do.

use crate::line::LineState;
use crate::status::{Bypass, Models, Status};

/// How serious.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grade {
    /// Callers are not served, or something left the premises.
    Down,
    /// Something works less well, or will stop.
    Worn,
    /// Good to know; nothing to be done today.
    Told,
    /// Nothing.
    Well,
}

impl Grade {
    /// As the display and the console write it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Down => "EN PANNE",
            Self::Worn => "à surveiller",
            Self::Told | Self::Well => "en bon état",
        }
    }
}

/// One thing to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// How serious.
    pub grade: Grade,
    /// For the display: 20 characters at most.
    pub short: String,
    /// For console and page: what, and what to do.
    pub sentence: String,
}

/// Hotter than this, processors slow themselves down and the recogniser is late.
const HOT_C: f32 = 80.0;
/// Nearer than this to a shutdown by the processor itself.
const TOO_HOT_C: f32 = 95.0;
/// Below this the journal's ballast is near.
const DISK_LOW_PERCENT: u8 = 10;
const DISK_FULL_PERCENT: u8 = 2;
/// From here on an eMMC may refuse to be written any day.
const DISK_WORN_PERCENT: u8 = 90;
/// A clock before this year was never set: the firmware is younger.
const YEAR_MIN: i16 = 2026;

/// The worst of what was found.
#[must_use]
pub fn grade(status: &Status) -> Grade {
    findings(status).first().map_or(Grade::Well, |finding| finding.grade)
}

/// Everything to know, worst first.
#[must_use]
pub fn findings(status: &Status) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut say = |grade, short: &str, sentence: String| {
        found.push(Finding { grade, short: short.chars().take(20).collect(), sentence });
    };
    if let Some(why) = &status.store_fault {
        say(Grade::Down, "base fermée", format!("La base chiffrée ne travaille pas : {why}"));
    }
    if status.egress.left_bytes > 0 {
        let bytes = status.egress.left_bytes;
        say(
            Grade::Down,
            "FUITE RÉSEAU",
            format!("{bytes} octets ont quitté le réseau du cabinet : débranchez le réseau et appelez l'installateur."),
        );
    }
    for line in &status.lines {
        if line.state == LineState::Cut {
            let name = &line.name;
            say(
                Grade::Down,
                "ligne coupée",
                format!("La ligne {name} est coupée : vérifiez le câble et la prise, puis appelez l'opérateur."),
            );
        } else if let Some(error) = &line.last_error {
            say(Grade::Worn, "défaut de ligne", format!("Ligne {} : {error}", line.name));
        }
    }
    if status.lines.is_empty() {
        say(Grade::Down, "aucune ligne", "Aucune ligne : vérifiez la carte et le fichier de la carte.".into());
    }
    match status.temperature_c {
        Some(c) if c >= TOO_HOT_C => {
            say(
                Grade::Down,
                "trop chaud",
                format!("{c:.0} °C : la boîte va s'arrêter ; dégagez les ouïes d'aération."),
            );
        }
        Some(c) if c >= HOT_C => {
            say(Grade::Worn, "chaud", format!("{c:.0} °C : la boîte ralentit ; dégagez les ouïes d'aération."));
        }
        _ => {}
    }
    match status.disk_free_percent {
        Some(free) if free <= DISK_FULL_PERCENT => say(
            Grade::Down,
            "disque plein",
            format!(
                "Disque : {free} % de libre ; les notes passent encore, les rendez-vous non. Faites une sauvegarde."
            ),
        ),
        Some(free) if free <= DISK_LOW_PERCENT => {
            say(Grade::Worn, "disque presque plein", format!("Disque : {free} % de libre."));
        }
        _ => {}
    }
    if status.disk_errors > 0 {
        let errors = status.disk_errors;
        say(
            Grade::Worn,
            "disque abîmé",
            format!("Le disque a rendu {errors} erreurs : faites une sauvegarde, puis faites-le remplacer."),
        );
    }
    if let Some(worn) = status.disk_worn_percent.filter(|worn| *worn >= DISK_WORN_PERCENT) {
        say(
            Grade::Worn,
            "disque usé",
            format!("Disque usé à {worn} % : faites une sauvegarde, puis faites-le remplacer."),
        );
    }
    if status.now.year() < YEAR_MIN {
        say(Grade::Worn, "horloge à régler", "L'horloge n'a jamais été réglée : commande « heure ».".into());
    }
    for (name, device) in status.parts.missing() {
        say(
            Grade::Worn,
            &format!("{name} absent"),
            format!("{name} introuvable ({device}) : vérifiez la nappe, ou retirez-le du fichier de la carte."),
        );
    }
    let refused = status.egress.refused_packets();
    if refused > 0 {
        say(
            Grade::Worn,
            "sorties refusées",
            format!("{refused} paquets vers l'extérieur ont été refusés ; rien n'est sorti."),
        );
    }
    if status.models == Models::Demo {
        say(
            Grade::Worn,
            "modèles de démo",
            "Modèles de démonstration : ils ne comprennent que des voix de synthèse. Installez les vrais.".into(),
        );
    }
    if status.flags_unsigned {
        say(
            Grade::Worn,
            "alertes non signées",
            "La liste d'alertes est non signée : un médecin doit la relire et la signer sur la page, Réglages, Liste d'alertes."
                .into(),
        );
    }
    if status.key_in_file {
        say(
            Grade::Worn,
            "clé non scellée",
            "La clé des données est un simple fichier : qui vole la boîte lit tout.".into(),
        );
    }
    if status.bypass == Bypass::None {
        say(
            Grade::Told,
            "sans relais",
            "Téléphone coupé si panne de courant : cette boîte n'a pas de relais de secours.".into(),
        );
    }
    if !status.egress.counted {
        say(
            Grade::Told,
            "sorties non comptées",
            "Les sorties du réseau ne sont pas comptées sur cette machine.".into(),
        );
    }
    if let Some(absent) = status.parts.absent() {
        say(Grade::Told, "matériel réduit", format!("Cette boîte est {absent}."));
    }
    found.extend(
        status.faults.iter().map(|fault| Finding { short: fault.short.chars().take(20).collect(), ..fault.clone() }),
    );
    // Stable: what was found first stays first among equals.
    found.sort_by_key(|finding| finding.grade);
    found
}
