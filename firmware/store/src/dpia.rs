//! A template of the data protection impact assessment (GDPR, article 35), in the CNIL's order: context, principles,
//! risks. What the box knows is filled in; what only the cabinet can judge is left to it, in so many words.

use crate::export_words::hour;
use crate::register::Register;
use crate::register_text::cell;

/// What the cabinet has to write itself.
const TO_JUDGE: &str = "______ (à évaluer par le cabinet)";

/// A risk, what could cause it, and which measures of the box answer it.
struct Risk {
    name: &'static str,
    sources: &'static str,
    effects: &'static str,
    answers: &'static [&'static str],
}

const RISKS: [Risk; 3] = [
    Risk {
        name: "Accès illégitime aux données",
        sources: "vol de l'appareil ou d'une sauvegarde, curiosité d'une personne du cabinet, attaque par le réseau, \
                  appelant qui se fait passer pour un autre",
        effects: "atteinte au secret médical, chantage, discrimination",
        answers: &["chiffr", "clé racine", "page du cabinet", "trace", "empreintes"],
    },
    Risk {
        name: "Modification non désirée des données",
        sources: "erreur de compréhension d'un appel, erreur de saisie, panne de disque",
        effects: "rendez-vous manqué, message remis à la mauvaise personne",
        answers: &["journal", "trace"],
    },
    Risk {
        name: "Disparition des données",
        sources: "coupure de courant, panne ou vol de l'appareil, effacement par erreur",
        effects: "rendez-vous perdus, cabinet désorganisé",
        answers: &["journal", "sauvegarde", "papier"],
    },
];

impl Register {
    /// The assessment as Markdown.
    #[must_use]
    pub fn dpia(&self) -> String {
        let mut out = format!(
            "# Analyse d'impact relative à la protection des données (AIPD)\n\n{}, {}\n\nModèle rempli le {} par \
             l'assistant téléphonique Huisclos, version {}, avec ce qu'il fait réellement. Les lignes « {} » sont au \
             cabinet ; un juriste relit l'ensemble.\n\n",
            self.cabinet,
            self.address,
            hour(self.made_at),
            self.version,
            TO_JUDGE
        );
        let mut put = |text: &str| out.push_str(text);
        put("## 1. Contexte\n\n");
        put(
            "L'assistant répond au téléphone du cabinet, comprend l'appelant sur l'appareil même, prend, déplace, annule \
             et confirme des rendez-vous, prend des messages et reconnaît les signes d'urgence.\n\n",
        );
        put(&format!("- Responsable : {}, {}\n- Destinataires : {}\n", self.cabinet, self.address, self.recipients));
        put("- Sous-traitants : ______ (à compléter : installateur, maintenance)\n");
        for k in &self.kinds {
            put(&format!("- {} ({} aujourd'hui) : {} ; gardé : {}\n", k.kind, k.records, k.holds, k.kept));
        }
        put("- Son des appels : jamais gardé\n\n");
        put(
            "Pourquoi une analyse : données de santé (motifs, messages), personnes vulnérables, usage d'une intelligence \
             artificielle (critères de la CNIL).\n\n",
        );
        put("## 2. Principes fondamentaux\n\n| donnée | à quoi elle sert | base | nécessaire ? |\n|---|---|---|---|\n");
        for k in &self.kinds {
            put(&format!("| {} | {} | {} | {TO_JUDGE} |\n", cell(k.kind), cell(k.purpose), cell(k.basis)));
        }
        put("\n### Information et accord\n\nAnnonce au début de chaque appel (règlement sur l'IA, article 50) :\n\n");
        put(&format!("> {}\n\nAccord, version « {} » :\n\n", cell(&self.announcement), self.consent_version));
        for wording in &self.consent_wordings {
            put(&format!("> {}\n\n", cell(wording)));
        }
        put(
            "Un refus mène à une personne ou à un message sans nom. Les signes d'urgence sont notés sans accord (intérêts \
             vitaux).\n\n### Droits\n\n- Accès et portabilité : `store export-patient`\n- Effacement : \
             `store erase-patient`\n- Rectification : par le secrétariat\n- Affichage en salle d'attente et mention sur \
             le site : ______ (à compléter)\n\n## 3. Risques\n\n",
        );
        for risk in &RISKS {
            put(&format!("### {}\n\n- Sources : {}\n- Effets : {}\n", risk.name, risk.sources, risk.effects));
            for measure in self.answering(risk) {
                put(&format!("- Mesure : {measure}\n"));
            }
            put(&format!("- Gravité : {TO_JUDGE}\n- Vraisemblance : {TO_JUDGE}\n\n"));
        }
        put(
            "### Erreurs de l'assistant\n\n- L'assistant peut mal comprendre. Ce qui change l'agenda est relu à l'appelant \
             et attend un oui clair ; touche étoile ou « secrétariat » mène à une personne.\n- Il ne donne aucun avis \
             médical ; il ne décide ni d'un diagnostic ni d'une priorité de soin.\n",
        );
        put(&format!("- Taux d'erreur accepté : {TO_JUDGE}\n\n"));
        put(&self.security_text());
        if self.key_in_file {
            put("\n**Point à traiter avant la mise en service** : la clé racine est un simple fichier.\n");
        }
        put(
            "\n## 4. Avis et décision\n\n- Délégué à la protection des données : ______\n- Personnes concernées ou leurs \
             représentants : ______\n- Décision du responsable, date et signature : ______\n",
        );
        out
    }

    fn answering(&self, risk: &Risk) -> Vec<&String> {
        self.security.iter().filter(|m| risk.answers.iter().any(|a| m.to_lowercase().contains(a))).collect()
    }
}
