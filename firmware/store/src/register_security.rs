//! The security measures the register tells, each from a constant or a fact of this crate.

use crate::keys::KEY_LEN;
use crate::register::Surroundings;
use huisclos_agenda::Retention;

/// One sentence each.
pub(crate) fn security(r: &Retention, around: &Surroundings<'_>) -> Vec<String> {
    let root = if around.key_in_file {
        "La clé racine est un simple fichier, hors du dossier des données : qui prend les deux lit tout. Sur la boîte du \
         cabinet, elle doit être scellée par la puce TPM."
    } else {
        "La clé racine est scellée par la machine (systemd-creds, puce TPM2 s'il y en a une)."
    };
    vec![
        format!("Tout est chiffré sur le disque : XChaCha20-Poly1305, clés de {} bits.", KEY_LEN * 8),
        "Chaque patient a sa clé ; l'effacer la détruit, ce qui rend illisible tout ce qui le concernait.".into(),
        root.into(),
        "Une clé sur papier, gardée par le cabinet, est le seul autre moyen de relire une sauvegarde.".into(),
        "Les recherches par nom, date de naissance ou numéro passent par des empreintes à clé (HMAC-SHA-256).".into(),
        "Chaque écriture est dans un journal chaîné et synchronisé avant d'être annoncée à l'appelant.".into(),
        format!(
            "Chaque accès est dans une trace chaînée et pseudonyme, gardée {} mois ; sa troncature se voit.",
            r.audit_months
        ),
        "Aucun son n'est enregistré : il n'y a ni table ni fichier pour cela.".into(),
        format!("La page du cabinet répond sur {}.", around.page),
        "La reconnaissance de la parole et la compréhension se font sur l'appareil.".into(),
        "Les sauvegardes sont chiffrées ; la clé racine n'y est pas.".into(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cipher_that_is_told_is_the_one_in_use() {
        let texts = huisclos_call::Texts::french();
        let around = |key_in_file| Surroundings { texts, key_in_file, page: "", version: "" };
        let said = security(&Retention::default(), &around(true));
        assert!(said[0].contains("256 bits"));
        assert!(include_str!("seal.rs").contains("use chacha20poly1305::{XChaCha20Poly1305"));
        assert!(said.iter().any(|s| s.contains("simple fichier")));
        let sealed = security(&Retention::default(), &around(false));
        assert!(sealed.iter().all(|s| !s.contains("simple fichier")));
    }
}
