//! The register of processing as Markdown, in French.

use crate::export_words::hour;
use crate::register::Register;
use std::fmt::Write;

/// Text in a cell of a Markdown table.
pub(crate) fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace(['\n', '\r'], " ")
}

impl Register {
    /// The register (GDPR, article 30), complete but for what only the cabinet knows, which is left to fill in.
    #[must_use]
    pub fn markdown(&self) -> String {
        let mut out = format!(
            "# Registre des activités de traitement\n\n{}, {}\n\nÉtabli le {} par l'assistant téléphonique Huisclos, \
             version {}, d'après ses propres tables et réglages (RGPD, article 30).\n\n",
            self.cabinet,
            self.address,
            hour(self.made_at),
            self.version
        );
        let mut put = |text: &str| out.push_str(text);
        put("## Responsable du traitement\n\n");
        put(&format!("- Cabinet : {}, {}\n", self.cabinet, self.address));
        put(&format!("- Praticiens : {}\n", self.practitioners.join(", ")));
        put("- Représentant et contact : ______________________ (à compléter)\n");
        put("- Délégué à la protection des données, s'il y en a un : ______________________ (à compléter)\n\n");
        put("## Traitement : répondre au téléphone du cabinet\n\n");
        put("Personnes concernées : patients et autres appelants. ");
        put(&format!("Destinataires : {}. ", self.recipients));
        put("Transferts hors de l'Union européenne : ");
        put(if crate::register::RECIPIENTS.is_empty() { "aucun.\n\n" } else { "voir les destinataires.\n\n" });
        put("| données | ce qu'elles contiennent | à quoi elles servent | base | gardées | aujourd'hui |\n");
        put("|---|---|---|---|---|---|\n");
        for k in &self.kinds {
            put(&format!(
                "| {} | {} | {} | {} | {} | {} |\n",
                cell(k.kind),
                cell(k.holds),
                cell(k.purpose),
                cell(k.basis),
                cell(&k.kept),
                k.records
            ));
        }
        put("| son des appels | rien | – | – | jamais gardé | 0 |\n\n");
        put("## Information et accord des personnes\n\n");
        put("Chaque appel commence par cette annonce (règlement européen sur l'IA, article 50) :\n\n");
        put(&format!("> {}\n\n", cell(&self.announcement)));
        put(&format!("Accord demandé avant la première donnée gardée, version « {} » :\n\n", self.consent_version));
        for wording in &self.consent_wordings {
            put(&format!("> {}\n\n", cell(wording)));
        }
        put(
            "Droits : `huisclos store export-patient` remet tout au patient, `huisclos store erase-patient` efface.\n\n",
        );
        put(&self.security_text());
        out
    }

    pub(crate) fn security_text(&self) -> String {
        let mut out = String::from("## Mesures de sécurité\n\n");
        for measure in &self.security {
            let _ = writeln!(out, "- {measure}");
        }
        let _ = writeln!(out, "- Accès tracés ({} aujourd'hui) : {}.", self.accesses, self.traced.join(", "));
        for fault in &self.trail_faults {
            let _ = writeln!(out, "- **Défaut constaté** : {fault}");
        }
        let _ = writeln!(
            out,
            "- Effacements prouvés à ce jour (patients et messages sans fiche, sur demande ou par échéance) : {}.",
            self.erased
        );
        if self.backups.is_empty() {
            let _ = writeln!(out, "- **Aucune sauvegarde n'a été faite** (`huisclos store backup DOSSIER`).");
        }
        for backup in &self.backups {
            let _ = writeln!(out, "- Sauvegarde dans {}, la dernière le {}.", backup.folder.display(), hour(backup.at));
        }
        out
    }
}
