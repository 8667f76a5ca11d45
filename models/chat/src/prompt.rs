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

/// What the model is told to sum a message up, with examples: a small model that is only told writes an answer to the caller.
pub(crate) const SUMMARY: &str = "\
Tu écris pour le secrétariat d'un cabinet médical le résumé d'un message laissé au téléphone : une seule phrase en français, \
vingt-cinq mots au plus, à la troisième personne, avec les mots mêmes de la personne. N'ajoute rien : ni conseil, ni diagnostic, \
ni supposition, ni salutation.\n\n\
Exemple\nmessage : bonjour voilà c'est pour mon mari il a fini sa boîte de tensiol hier et on aurait besoin que le docteur refasse \
l'ordonnance avant samedi parce qu'on part en vacances merci\nrésumé : Demande que le docteur refasse l'ordonnance de tensiol de \
son mari avant samedi, car ils partent en vacances.\n\n\
Exemple\nmessage : j'ai eu mes radios je comprends pas ce qui est écrit et je voudrais que le docteur m'appelle\nrésumé : Demande que le \
docteur l'appelle au sujet de ses radios : ne comprend pas ce qui est écrit.\n\n\
Exemple\nmessage : oui je vous rappelle parce que j'ai toujours mal au genou depuis ma chute de vélo la radio est faite je voulais \
savoir si je dois reprendre rendez-vous\nrésumé : Demande s'il faut reprendre rendez-vous : toujours mal au genou depuis sa chute de \
vélo, la radio est faite.\n\n\
Exemple\nmessage : alors je viens pas lundi ma voiture est en panne il faudra me redonner une date\nrésumé : Prévient de son absence \
lundi, sa voiture est en panne, et demande une autre date.\n\n\
Exemple\nmessage : ma fille tousse depuis quatre jours elle a trente-huit cinq est-ce que je peux passer ce soir\nrésumé : Demande \
à passer ce soir : sa fille tousse depuis quatre jours et a trente-huit cinq.";

/// How its sentence begins: a verb without a subject, so that nobody is made a man or a woman who did not say so.
pub(crate) const VERBS: [&str; 4] = ["Demande", "Prévient", "Signale", "Souhaite"];

/// What the model is told to judge how a call went.
pub(crate) const SCORE: &str = "\
Tu notes de 1 à 5 comment s'est passé un appel au répondeur d'un cabinet médical, d'après ce qui a été dit.\n\
5 : l'appelant a obtenu ce qu'il voulait, sans répéter. 4 : il l'a obtenu, en répétant une fois. 3 : il l'a obtenu avec peine, ou \
a seulement laissé un message. 2 : il n'a presque rien obtenu. 1 : il a raccroché sans rien obtenir, ou s'est plaint.\n\n\
Exemple\nrépondeur : Que puis-je faire pour vous ?\nappelant : annuler mon rendez-vous de lundi\nrépondeur : C'est annulé. Autre \
chose ?\nappelant : non merci\nnote : 5\n\n\
Exemple\nrépondeur : Que puis-je faire pour vous ?\nappelant : passez-moi quelqu'un\nrépondeur : Je n'ai pas compris.\nappelant : \
c'est nul votre machine\nnote : 1\n\n\
Exemple\nrépondeur : Quel jour souhaitez-vous ?\nappelant : jeudi\nrépondeur : Je n'ai pas compris. Quel jour ?\nappelant : jeudi je \
vous dis\nrépondeur : Jeudi à dix heures ?\nappelant : bon d'accord\nrépondeur : C'est noté.\nnote : 3";
