//! What a chat model is told, in French, and the words of its form.

use huisclos_agenda::Cabinet;
use huisclos_speech::{Answer, Asking, Intent, Topic, Who};

/// Every intent with its word; no word begins another.
pub(crate) const INTENTS: [(&str, Intent, Option<Topic>); 18] = [
    ("rendez-vous", Intent::Book, None),
    ("déplacer", Intent::Move, None),
    ("annuler", Intent::Cancel, None),
    ("confirmer", Intent::Confirm, None),
    ("résultats", Intent::Results, None),
    ("document", Intent::Document, None),
    ("message", Intent::Message, None),
    ("secrétariat", Intent::Human, None),
    ("démarchage", Intent::OffTopic, None),
    ("aucune", Intent::None, None),
    ("horaires", Intent::Info, Some(Topic::Hours)),
    ("adresse", Intent::Info, Some(Topic::Address)),
    ("accès", Intent::Info, Some(Topic::Access)),
    ("stationnement", Intent::Info, Some(Topic::Parking)),
    ("tarifs", Intent::Info, Some(Topic::Fees)),
    ("pièces", Intent::Info, Some(Topic::Documents)),
    ("consignes", Intent::Info, Some(Topic::Instructions)),
    ("renseignement", Intent::Info, Some(Topic::Other)),
];

pub(crate) const ANSWERS: [(&str, Option<Answer>); 3] =
    [("aucune", None), ("oui", Some(Answer::Yes)), ("non", Some(Answer::No))];
pub(crate) const WHO: [(&str, Option<Who>); 3] =
    [("inconnu", None), ("soi", Some(Who::Myself)), ("proche", Some(Who::Other))];

/// Fields of the caller's own words, in their order, then the lists; "fin" ends the form.
pub(crate) const FIELDS: [&str; 10] =
    ["motif", "souhait", "existant", "nom", "prénom", "naissance", "téléphone", "danger", "praticien", "acte"];
/// Where the lists stand in `FIELDS`.
pub(crate) const PRACTITIONER: usize = 8;
pub(crate) const MOTIF: usize = 9;
pub(crate) const END: &str = "fin";

/// More would only make the prompt longer: a house with more is matched by name (`speech`).
const LISTED_MAX: usize = 24;

/// What was asked, as the model reads it.
pub(crate) fn question(asking: Asking) -> &'static str {
    match asking {
        Asking::Open | Asking::Other => "que puis-je faire pour vous",
        Asking::Consent => "acceptez-vous que je note votre demande",
        Asking::Confirm => "est-ce bien cela",
        Asking::Slot | Asking::Choice => "ce créneau vous convient-il",
        Asking::Date => "quel jour souhaitez-vous",
        Asking::Practitioner => "avec quel médecin",
        Asking::Motif => "pour quel motif",
        Asking::LastName | Asking::Name => "quel est votre nom",
        Asking::FirstName => "quel est votre prénom",
        Asking::BirthDate => "quelle est votre date de naissance",
        Asking::Phone => "à quel numéro vous rappeler",
        Asking::Rating => "quelle note de un à cinq",
    }
}

/// Names of the cabinet, as the form copies them: (what is written, how the cabinet calls it).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Lists {
    pub practitioners: Vec<(String, String)>,
    pub motifs: Vec<(String, String)>,
}

impl Lists {
    pub(crate) fn of(cabinet: &Cabinet) -> Self {
        // A name that came from a file of the cabinet must not end its line.
        let clean = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let practitioners = cabinet.practitioners.iter().take(LISTED_MAX);
        let motifs = cabinet.motifs.iter().take(LISTED_MAX);
        Self {
            practitioners: practitioners.map(|p| (clean(&p.last_name), p.last_name.clone())).collect(),
            motifs: motifs.map(|m| (clean(&m.said), m.id.to_string())).collect(),
        }
    }
}

/// The instructions with the cabinet's lists and examples: read once a cabinet.
pub(crate) fn system(lists: &Lists) -> String {
    let names = |list: &[(String, String)]| list.iter().map(|(n, _)| n.as_str()).collect::<Vec<_>>().join(" ; ");
    let intents = INTENTS.map(|(word, ..)| word).join(", ");
    let practitioner = lists.practitioners.first().map_or("Martin", |(n, _)| n.as_str());
    format!(
        "Tu lis ce que dit une personne qui téléphone à un cabinet médical, et tu remplis une fiche, ligne par ligne.\n\
         urgence : oui si une vie peut être en danger maintenant (douleur à la poitrine, étouffement, malaise, paralysie, \
         saignement abondant, envie de mourir), sinon non.\n\
         demande : {intents}. « rendez-vous » en demande un nouveau ; « aucune » répond seulement à la question posée.\n\
         réponse : oui, non ou aucune.\n\
         pour : soi, proche ou inconnu.\n\
         Puis seulement les lignes utiles, dans cet ordre, avec les mots mêmes de la personne : motif, souhait (jour ou heure \
         voulus), existant (date d'un rendez-vous déjà pris), nom, prénom, naissance, téléphone, danger (mots de l'urgence), \
         praticien, acte. Enfin « fin ».\n\
         Praticiens : {}.\nActes : {}.\n\n\
         Exemple\nquestion : que puis-je faire pour vous\ndit : bonjour c'est pour le vaccin de ma fille jeudi matin avec le docteur \
         {practitioner}\nurgence : non\ndemande : rendez-vous\nréponse : aucune\npour : proche\nmotif : vaccin\nsouhait : jeudi \
         matin\nfin\n\n\
         Exemple\nquestion : ce créneau vous convient-il\ndit : ah non plutôt le mardi\nurgence : non\ndemande : aucune\nréponse : \
         non\npour : inconnu\nsouhait : le mardi\nfin\n\n\
         Exemple\nquestion : que puis-je faire pour vous\ndit : mon mari n'arrive plus à respirer\nurgence : oui\ndemande : \
         message\nréponse : aucune\npour : proche\ndanger : n'arrive plus à respirer\nfin\n\n\
         Exemple\nquestion : quel est votre nom\ndit : dupont marie\nurgence : non\ndemande : aucune\nréponse : aucune\npour : \
         inconnu\nnom : dupont\nprénom : marie\nfin",
        names(&lists.practitioners),
        names(&lists.motifs),
    )
}

/// What the model is told to sum a message up.
pub(crate) const SUMMARY: &str = "Tu résumes pour le secrétariat d'un cabinet médical ce qu'une personne a dit au téléphone. \
    Une seule phrase en français, à la troisième personne, vingt-cinq mots au plus. Rien qui n'ait été dit : ni conseil, ni \
    diagnostic, ni supposition.";

/// What the model is told to judge how a call went.
pub(crate) const SCORE: &str = "Tu notes de 1 à 5 comment s'est passé un appel au répondeur d'un cabinet médical, d'après ce qui a été \
    dit. 5 : la personne a obtenu ce qu'elle voulait sans répéter. 3 : elle l'a obtenu avec peine. 1 : elle a raccroché sans rien \
    obtenir, ou s'est plainte. Réponds par un seul chiffre.";
