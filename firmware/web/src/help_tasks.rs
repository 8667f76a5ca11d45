//! The tasks of the help, in the order in which a day brings them. A table.

/// One task.
pub struct Task {
    /// Its word in the address.
    pub slug: &'static str,
    /// What one wants to do.
    pub title: &'static str,
    /// Other words it is looked for by.
    pub words: &'static str,
    /// What one does.
    pub does: &'static [&'static str],
    /// What one then sees.
    pub sees: &'static str,
    /// What may go wrong, and the remedy.
    pub wrong: &'static [(&'static str, &'static str)],
    /// Tasks beside it.
    pub see_also: &'static [&'static str],
}

impl Task {
    /// Everything that is searched.
    pub fn text(&self) -> String {
        let wrong = self.wrong.iter().flat_map(|(what, remedy)| [*what, *remedy]);
        let parts = [self.title, self.words, self.sees].into_iter().chain(self.does.iter().copied()).chain(wrong);
        parts.collect::<Vec<_>>().join(" ")
    }
}

/// Keys of the page.
pub const KEYS: &[(&str, &str)] = &[
    ("/", "chercher un patient"),
    ("N", "nouveau rendez-vous"),
    ("A", "revenir à aujourd'hui"),
    ("G", "aller dans la grille de l'agenda"),
    ("← ↑ → ↓", "aller d'un rendez-vous ou d'une place libre à l'autre, dans l'agenda"),
    ("Entrée", "ouvrir le rendez-vous, ou noter sur la place libre"),
    ("P", "prendre l'appel au casque, sur la page Appels"),
    ("R", "rendre à l'assistant l'appel que l'on a pris"),
    ("M", "prendre le rendez-vous pour le déplacer ; les flèches le portent, Entrée le pose, Échap le laisse"),
    ("Échap", "fermer le détail"),
    ("Ctrl + L", "masquer l'écran en quittant le poste"),
    ("?", "l'aide de la page où l'on est"),
];

/// The tasks.
pub const TASKS: &[Task] = &[
    Task {
        slug: "voir",
        title: "Voir ce que la boîte a fait, et le défaire",
        words: "assistant automatique double barre annuler erreur",
        does: &[
            "Dans l'agenda, les rendez-vous notés par la boîte ont une double barre à gauche.",
            "Ouvrez-en un : l'heure, le motif et le patient tels que la boîte les a compris.",
            "« Défaire ce que la boîte a noté » libère la place ; prévenez ensuite le patient, la boîte ne le rappelle pas.",
        ],
        sees: "La place redevient libre sur tous les postes, et qui attendait une place est proposé.",
        wrong: &[
            (
                "Vous avez défait par erreur",
                "Rouvrez le rendez-vous annulé et choisissez « Remettre dans l'agenda », tant que la place est libre.",
            ),
            ("Le nom est mal écrit", "Ouvrez la fiche du patient, puis « Corriger la fiche »."),
        ],
        see_also: &["rendez-vous", "attente"],
    },
    Task {
        slug: "rendez-vous",
        title: "Noter un rendez-vous",
        words: "agenda prendre nouveau patient créneau réserver",
        does: &[
            "Cliquez sur une place libre de l'agenda, ou appuyez sur N.",
            "Cherchez le patient par son nom ou son numéro, ou ouvrez « Nouveau patient ».",
            "Choisissez le motif : la durée vient avec.",
            "« Noter le rendez-vous ».",
        ],
        sees: "Le rendez-vous apparaît dans l'agenda, sur tous les postes.",
        wrong: &[
            (
                "« Selon les règles du cabinet… »",
                "Une règle s'y oppose (âge, nouveau patient, fermeture). Vous pouvez cocher « Noter quand même ».",
            ),
            (
                "« Ce créneau vient d'être pris »",
                "Quelqu'un, ou la boîte, a été plus rapide. Rien n'a été noté : choisissez une autre heure.",
            ),
        ],
        see_also: &["deplacer", "attente"],
    },
    Task {
        slug: "deplacer",
        title: "Déplacer, annuler ou confirmer un rendez-vous",
        words: "glisser souris changer heure",
        does: &[
            "Glissez le rendez-vous à sa nouvelle place, ou ouvrez-le et choisissez « Déplacer ».",
            "Pour l'annuler ou le confirmer, ouvrez-le : les boutons sont sous le nom.",
            "Au clavier : flèches pour le trouver, M pour le prendre, flèches pour le porter, Entrée pour le poser.",
        ],
        sees: "« Défaire » apparaît en bas à droite pendant quelques secondes.",
        wrong: &[
            (
                "« Quelqu'un d'autre vient de le modifier »",
                "Rien n'a été déplacé ; la page montre ce qu'il en est. Recommencez si c'est toujours utile.",
            ),
            (
                "Le patient avait confirmé",
                "Un rendez-vous déplacé est à confirmer de nouveau : il avait dit oui à une autre heure.",
            ),
        ],
        see_also: &["rendez-vous", "voir"],
    },
    Task {
        slug: "attente",
        title: "Tenir la liste d'attente",
        words: "place libérée plus tôt annulation rappeler avancer",
        does: &[
            "Depuis la fiche d'un patient ou son rendez-vous, choisissez « Liste d'attente » ; dites pour quoi, avec qui, quels jours et à quelles heures.",
            "Quand une place se libère, l'agenda et les notes disent « Une place s'est libérée » et qui appeler d'abord : les pressés, puis ceux qui attendent depuis le plus longtemps.",
            "Appelez la première personne. Si elle veut la place : « Donner la place ».",
        ],
        sees: "Le rendez-vous est noté (ou avancé) et la personne n'est plus sur la liste.",
        wrong: &[
            (
                "« Cette place vient d'être prise »",
                "Un autre poste ou un appel l'a prise. La personne reste sur la liste ; appelez-la pour la prochaine.",
            ),
            (
                "Une place est libre et rien ne s'affiche",
                "Personne de la liste ne peut y venir : heure, jour, praticien, durée du motif ou âge.",
            ),
            ("Quelqu'un a disparu de la liste", "On n'y reste que six mois, ou jusqu'à la date donnée."),
        ],
        see_also: &["notes", "rendez-vous"],
    },
    Task {
        slug: "appels",
        title: "Suivre un appel",
        words: "direct transcription parole comprendre écouter en cours",
        does: &[
            "La barre du bas montre l'appel en cours ; cliquez-la, ou ouvrez « Appels ».",
            "À gauche les appels, au milieu ce qui se dit, à droite ce que la boîte a compris.",
            "Si le numéro est connu, la fiche du patient est à droite dès la sonnerie.",
        ],
        sees: "Les phrases s'affichent à mesure qu'elles sont dites ; celles dont la boîte doute sont en italique.",
        wrong: &[
            (
                "Le point vert en haut à droite est rouge",
                "La page a perdu la boîte. Elle réessaie seule ; sinon, voyez « Si la boîte ne répond plus ».",
            ),
            (
                "Aucun son à la sonnerie",
                "Cliquez une fois dans la page : les navigateurs n'autorisent le son qu'après.",
            ),
        ],
        see_also: &["reprendre", "urgence"],
    },
    Task {
        slug: "reprendre",
        title: "Prendre un appel à la place de la boîte",
        words: "transfert combiné casque étoile secrétariat reprise intervenir",
        does: &[
            "Quand l'appelant demande quelqu'un (« secrétariat », ou la touche étoile), le combiné sonne : décrochez.",
            "Vous pouvez aussi prendre l'appel vous-même, sur la page « Appels » : « Prendre au casque » (touche P), ou décrochez simplement le combiné.",
            "La boîte se tait dès que vous parlez à l'appelant. « Rendre à l'assistant » (touche R) lui rend l'appel ; elle le dit à l'appelant et continue.",
            "Sans prendre l'appel, « Souffler » lui dit quoi proposer : « propose jeudi », « plutôt avec le docteur Bernard », « plus lentement ». L'appelant ne l'entend pas.",
        ],
        sees: "L'appel est marqué « transféré », et ce qui a été dit avant reste affiché.",
        wrong: &[
            (
                "Le micro est refusé",
                "Autorisez le micro pour cette page, à gauche de l'adresse, puis recommencez. La page doit être ouverte en https.",
            ),
            (
                "La page s'est fermée pendant que vous parliez",
                "La boîte a repris l'appel et l'a dit à l'appelant. Reprenez-le sur « Appels ».",
            ),
            (
                "Vous n'avez pas décroché à temps",
                "La boîte prend une note : elle est dans « Notes », avec le numéro à rappeler.",
            ),
            (
                "Le combiné ne sonne jamais",
                "Regardez dans les réglages les heures du secrétariat : hors de ces heures, la boîte prend une note.",
            ),
        ],
        see_also: &["appels", "notes"],
    },
    Task {
        slug: "urgence",
        title: "Quand une urgence est dite au téléphone",
        words: "15 samu alarme rouge 112 vital douleur",
        does: &[
            "La boîte a déjà dit de raccrocher et de composer le 15, puis le combiné sonne vingt secondes : décrochez.",
            "Si vous ne l'avez pas eu, ouvrez « Notes » : l'urgence est en haut, en rouge, avec le numéro. Rappelez tout de suite.",
            "Ne composez pas le 15 à la place du patient si vous pouvez l'éviter : le 15 doit voir son numéro.",
        ],
        sees: "Un bandeau rouge et un son sur tous les postes, même masqués.",
        wrong: &[
            ("L'alarme était une fausse alerte", "Marquez la note « Fait ». La boîte préfère une alerte de trop."),
            (
                "Le poste est resté muet",
                "Vérifiez le son de l'ordinateur ; le bandeau rouge, lui, ne dépend pas du son.",
            ),
        ],
        see_also: &["appels", "notes"],
    },
    Task {
        slug: "notes",
        title: "Traiter les notes des appels",
        words: "message boîte de réception rappeler priorité résultats document",
        does: &[
            "Ouvrez « Notes » : les plus pressées sont en haut.",
            "« Je m'en occupe » prévient les autres postes.",
            "« Rappeler » fait sonner le combiné : décrochez, la boîte compose le numéro. La note est à vous.",
            "« depuis ce poste » appelle avec le mobile ou le poste que vous tenez, s'il a un téléphone.",
            "« Fait » range la note.",
        ],
        sees: "Le nombre à côté de « Notes » est celui des notes que personne n'a finies.",
        wrong: &[
            ("La note est marquée faite par erreur", "Ouvrez « Faites », puis « Rouvrir »."),
            (
                "« Rappeler » n'appelle pas",
                "La ligne est prise, le combiné est décroché, ou la boîte n'a pas de ligne (essai) : la page le dit. Composez au combiné le numéro affiché ; la note est déjà à vous.",
            ),
            (
                "Le texte n'a pas de sens",
                "La boîte a mal entendu : rappelez le numéro. Le son de l'appel n'est jamais gardé.",
            ),
            (
                "Le résumé dit autre chose que la note",
                "Il est écrit par un modèle de langage, là où il y en a un : seules les paroles de l'appelant, dessous, font foi.",
            ),
            ("Une vieille note manque", "Les notes partent au bout de trente jours (réglable)."),
        ],
        see_also: &["urgence", "attente"],
    },
    Task {
        slug: "patients",
        title: "Trouver et corriger une fiche",
        words: "chercher nom téléphone historique naissance adresse doublon",
        does: &[
            "Appuyez sur / et tapez le début du nom, du prénom, ou des chiffres du numéro.",
            "La fiche a les rendez-vous à venir et passés.",
            "« Corriger la fiche » change le nom, la naissance ou le numéro.",
        ],
        sees: "« Fiche corrigée » ; la boîte reconnaîtra la personne sous ses nouvelles données.",
        wrong: &[
            (
                "Deux fiches pour une personne",
                "Déplacez les rendez-vous de l'une vers l'autre en les notant de nouveau, puis demandez au médecin d'effacer la fiche vide.",
            ),
            (
                "« Quelqu'un d'autre vient de le modifier »",
                "La page montre la fiche telle qu'elle est maintenant ; corrigez de nouveau.",
            ),
        ],
        see_also: &["droits", "rendez-vous"],
    },
    Task {
        slug: "droits",
        title: "Répondre à un patient qui demande ses données",
        words: "rgpd effacer exporter supprimer trace accès consulter registre cnil oubli",
        does: &[
            "Ouvrez sa fiche, puis « Droits du patient », tout en bas.",
            "« Tout ce qui est gardé, à imprimer » télécharge une page à remettre ; la version JSON est pour une machine.",
            "« Qui a consulté cette fiche » donne les douze derniers mois.",
            "Effacer : le médecin seul le peut ; il tape le nom de famille pour confirmer. C'est sans retour.",
        ],
        sees: "Une preuve d'effacement avec son numéro ; elle reste dans « Données », sans nom.",
        wrong: &[
            (
                "« La sauvegarde … n'a pas pu être mise à jour »",
                "Branchez ce disque et effacez de nouveau la même fiche : la boîte recommence pour lui seul.",
            ),
            (
                "La personne a encore des rendez-vous",
                "Ils disparaissent avec elle : annulez-les d'abord et prévenez-la.",
            ),
            ("Le fichier téléchargé traîne sur le poste", "Il n'est pas chiffré : remettez-le, puis supprimez-le."),
        ],
        see_also: &["patients"],
    },
    Task {
        slug: "chiffres",
        title: "Lire les chiffres",
        words: "statistiques réussite taux abandon satisfaction tableau csv excel courbe",
        does: &[
            "Ouvrez « Chiffres » et choisissez la période.",
            "Sous chaque chiffre, « Comment c'est compté » le définit.",
            "Sous chaque courbe, le tableau et son fichier pour un tableur.",
        ],
        sees: "Un bandeau quand la réussite passe sous 80 %, et « trop peu d'appels » quand il n'y a rien à conclure.",
        wrong: &[
            ("Un chiffre manque", "Il n'y a pas eu d'appel qui le donne sur cette période."),
            (
                "Une baisse d'un jour à l'autre",
                "Regardez l'intervalle (« entre … et … ») : s'il est large, c'est sans doute le hasard.",
            ),
        ],
        see_also: &["appels"],
    },
    Task {
        slug: "reglages",
        title: "Changer les horaires, les absences, ce que dit la boîte",
        words: "congés vacances ouverture motif durée message accueil script règles praticien",
        does: &[
            "Ouvrez « Réglages » (médecin).",
            "Changez, enregistrez : les appels qui commencent ensuite suivent les nouveaux réglages.",
            "Essayez le téléphone sur la page « Appels » avant de laisser répondre.",
        ],
        sees: "L'historique garde chaque changement, avec qui l'a fait, et permet d'y revenir.",
        wrong: &[
            ("La page refuse un réglage", "La phrase dit lequel et pourquoi ; rien n'a été changé."),
            (
                "La boîte propose une heure fermée",
                "Ajoutez l'absence ou corrigez l'ouverture du praticien : la boîte les lit à chaque appel.",
            ),
        ],
        see_also: &["appels", "comptes"],
    },
    Task {
        slug: "comptes",
        title: "Se connecter, inviter quelqu'un, retrouver un accès perdu",
        words: "mot de passe code pin identifiant téléphone authentification compte première fois",
        does: &[
            "La toute première fois, la page demande un code : il est sur l'afficheur de la boîte, ou sur sa console.",
            "Ensuite, le médecin invite chacun depuis « Comptes » : la page lui montre un code à donner, valable 24 heures.",
            "Chacun choisit son mot de passe et un PIN ; le médecin et le technicien ont aussi un code sur leur téléphone.",
        ],
        sees: "Votre nom en haut à droite, et les rubriques de votre rôle.",
        wrong: &[
            (
                "Mot de passe ou téléphone perdu",
                "Le médecin ouvre « Comptes », « Nouveau code » : on recommence comme la première fois.",
            ),
            ("« Trop d'essais »", "Attendez quelques minutes ; la console de la boîte n'est jamais bloquée."),
            (
                "Le médecin lui-même est bloqué",
                "Le technicien fait afficher un nouveau code sur la console de la boîte.",
            ),
        ],
        see_also: &["certificat", "quitter"],
    },
    Task {
        slug: "certificat",
        title: "Faire reconnaître la boîte par un ordinateur",
        words: "certificat autorité empreinte https sécurité avertissement navigateur windows mac firefox installer",
        does: &[
            "Ouvrez l'adresse de la page suivie de /autorite, et téléchargez l'autorité de la boîte.",
            "Comparez l'empreinte de la page à celle de l'afficheur ou de la console : elles doivent être les mêmes.",
            "Suivez les étapes de votre système : Windows, macOS ou Firefox.",
        ],
        sees: "L'adresse https://secretariat.local s'ouvre sans avertissement, avec un cadenas.",
        wrong: &[
            (
                "Les empreintes diffèrent",
                "N'installez rien et n'entrez aucun mot de passe : ce n'est pas la boîte, ou quelqu'un est entre elle et vous. Prévenez le technicien.",
            ),
            (
                "secretariat.local ne s'ouvre pas",
                "Prenez l'adresse chiffrée que l'afficheur montre (par exemple https://192.168.1.20).",
            ),
        ],
        see_also: &["comptes", "panne"],
    },
    Task {
        slug: "quitter",
        title: "Quitter le poste",
        words: "masquer écran verrouiller déconnecter pin pause",
        does: &[
            "Ctrl + L masque l'écran ; votre PIN le rouvre.",
            "En fin de journée : « Se déconnecter », dans le menu à votre nom.",
        ],
        sees: "Un écran sans aucune donnée. Les appels sonnent et les urgences s'affichent toujours.",
        wrong: &[
            (
                "Vous avez oublié",
                "Au bout de vingt minutes sans geste, l'écran se masque tout seul ; au bout de douze heures, il faut se reconnecter.",
            ),
            ("Le PIN est refusé", "Après plusieurs essais, reconnectez-vous avec votre mot de passe."),
        ],
        see_also: &["comptes"],
    },
    Task {
        slug: "panne",
        title: "Si la boîte ne répond plus, ou si le courant est coupé",
        words: "panne électricité électrique courant ligne téléphone lente redémarrer afficheur technicien",
        does: &[
            "Regardez l'afficheur de la boîte : il dit ce qui ne va pas.",
            "Le combiné du cabinet sonne comme sans la boîte quand son logiciel s'arrête : décrochez-le.",
            "Éteignez et rallumez la boîte une fois ; rien de ce qu'elle a confirmé n'est perdu.",
            "La fiche du poste dit ce qui se passe quand le courant est coupé.",
        ],
        sees: "L'afficheur montre l'heure, les lignes et l'adresse de la page quand tout va bien.",
        wrong: &[
            (
                "La page ne s'ouvre pas",
                "Essayez l'adresse chiffrée de l'afficheur, puis un autre ordinateur : si lui l'ouvre, c'est le premier.",
            ),
            (
                "Le combiné est muet",
                "Branchez un téléphone directement dans la prise de la ligne, sans la boîte, et appelez le technicien.",
            ),
        ],
        see_also: &["certificat", "appels"],
    },
];
