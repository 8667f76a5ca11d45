//! What stands before and after a date and changes it: "à partir de", "avant", "pas", "sauf", "…je ne peux pas".

use crate::words::Words;

/// The sense of the words before a date or an hour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Before {
    /// Nothing that changes it.
    #[default]
    Plain,
    /// "de", "du".
    Of,
    /// "à", "au", "pour".
    To,
    /// "entre".
    Between,
    /// "à partir de", "dès", "pas avant": from then on.
    From,
    /// "après": once it is over.
    After,
    /// "avant": until the day before.
    Until,
    /// "d'ici", "jusqu'à", "pas après", "au plus tard": until then, included.
    UpTo,
    /// "vers".
    About,
    /// "au lieu de", "plutôt que".
    InsteadOf,
    /// "pas", "sauf", "ni".
    Refused,
    /// "depuis", "il y a": no date of an appointment.
    Since,
}

/// Phrases that end just before the article of a date, the longest first within a sense.
const PHRASES: &[(&str, Before)] = &[
    ("pas avant", Before::From),
    ("avant mon depart du", Before::Until),
    ("avant mon depart", Before::Until),
    ("avant notre depart du", Before::Until),
    ("avant notre depart", Before::Until),
    ("avant mon voyage du", Before::Until),
    ("avant mon operation du", Before::Until),
    ("avant l operation du", Before::Until),
    ("avant le mariage du", Before::Until),
    ("avant mes vacances du", Before::Until),
    ("apres mon retour du", Before::After),
    ("apres mon retour", Before::After),
    ("pas la avant", Before::From),
    ("pas libre avant", Before::From),
    ("pas disponible avant", Before::From),
    ("pas dispo avant", Before::From),
    ("pas de libre avant", Before::From),
    ("peux rien avant", Before::From),
    ("peux pas avant", Before::From),
    ("pourrai pas avant", Before::From),
    ("dans un peu plus de", Before::From),
    ("dans un peu plus d", Before::From),
    ("pas au dela du", Before::UpTo),
    ("pas au dela de", Before::UpTo),
    ("au dela du", Before::After),
    ("au dela de", Before::After),
    ("pas plus loin que", Before::UpTo),
    ("une fois", Before::After),
    ("grand maximum", Before::UpTo),
    ("maximum", Before::UpTo),
    ("maxi", Before::UpTo),
    ("dans plus de", Before::From),
    ("dans plus d", Before::From),
    ("dans au moins", Before::From),
    ("jamais avant", Before::From),
    ("ni avant", Before::From),
    ("ni apres", Before::UpTo),
    ("et pas apres", Before::UpTo),
    ("pas plus tot que", Before::From),
    ("plus tot que", Before::Until),
    ("pas plus tard que", Before::UpTo),
    ("pas apres", Before::UpTo),
    ("jamais apres", Before::UpTo),
    ("plus tard que", Before::After),
    ("au plus tard", Before::UpTo),
    ("au plus tot", Before::From),
    ("a partir de", Before::From),
    ("a partir du", Before::From),
    ("a partir d", Before::From),
    ("a partir", Before::From),
    ("partir de", Before::From),
    ("partir du", Before::From),
    ("a compter de", Before::From),
    ("a compter du", Before::From),
    ("d ici a", Before::UpTo),
    ("d ici au", Before::UpTo),
    ("d ici", Before::UpTo),
    ("ici", Before::UpTo),
    ("jusqu a", Before::UpTo),
    ("jusqu au", Before::UpTo),
    ("jusqu", Before::UpTo),
    ("jusque", Before::UpTo),
    ("avant", Before::Until),
    ("passe", Before::After),
    ("apres", Before::After),
    ("aux alentours de", Before::About),
    ("aux alentours du", Before::About),
    ("aux alentours d", Before::About),
    ("aux environs de", Before::About),
    ("aux environs du", Before::About),
    ("autour de", Before::About),
    ("autour du", Before::About),
    ("a peu pres a", Before::About),
    ("a peu pres vers", Before::About),
    ("a peu pres", Before::About),
    ("grosso modo", Before::About),
    ("plus ou moins", Before::About),
    ("plus ou moins a", Before::About),
    ("plus ou moins vers", Before::About),
    ("sur les", Before::About),
    ("disons vers", Before::About),
    ("au plus tot a", Before::From),
    ("au plus tard a", Before::UpTo),
    ("sur les coups de", Before::About),
    ("coups de", Before::About),
    ("dans les", Before::About),
    ("environ", Before::About),
    ("vers", Before::About),
    ("entre", Before::Between),
    ("au lieu de", Before::InsteadOf),
    ("au lieu du", Before::InsteadOf),
    ("au lieu d", Before::InsteadOf),
    ("a la place de", Before::InsteadOf),
    ("a la place du", Before::InsteadOf),
    ("plutot que", Before::InsteadOf),
    ("plutot qu", Before::InsteadOf),
    ("depuis", Before::Since),
    ("il y a", Before::Since),
    ("y a", Before::Since),
    ("ca fait", Before::Since),
];

/// Words that refuse what follows.
const REFUSALS: [&str; 13] = [
    "et non",
    "et non pas",
    "non pas",
    "pas",
    "sauf",
    "excepte",
    "hormis",
    "a part",
    "ni",
    "surtout pas",
    "jamais",
    "en dehors de",
    "en dehors du",
];

/// The sense of the words before `at`, and the first word that belongs to it. `exact`: a clock time follows.
pub fn before(words: &Words, at: usize, exact: bool) -> (Before, usize) {
    let mut p = at;
    for _ in 0..2 {
        if p > 0
            && !words.pause(p)
            && matches!(words.back(p, 1), "le" | "la" | "l" | "les" | "ce" | "cet" | "cette" | "un" | "une")
        {
            p -= 1;
        }
    }
    // "dans les seize heures": about then.
    if exact && words.back(at, 1) == "les" && matches!(words.back(at, 2), "dans" | "sur") {
        return (Before::About, at - 2);
    }
    // "toute la journée de jeudi": said of the day.
    if words.back(p, 1) == "de" && words.back(p, 2) == "journee" {
        let start = p.saturating_sub(2 + usize::from(words.back(p, 3) == "la"));
        return (Before::Plain, start);
    }
    if let Some((sense, start)) = phrase(words, p, exact) {
        return (sense, start);
    }
    // "plutôt jeudi que vendredi".
    if matches!(words.back(p, 1), "que" | "qu") && (2..=6).any(|k| words.back(p, k) == "plutot") {
        return (Before::InsteadOf, p - 1);
    }
    // A plain preposition, and behind it a refusal or "au lieu de".
    let (sense, q) = match words.back(p, 1) {
        _ if words.pause(p) => (Before::Plain, p),
        "de" | "du" | "d" => (Before::Of, p - 1),
        "a" | "au" | "aux" | "pour" => (Before::To, p - 1),
        "en" | "dans" | "pendant" | "durant" | "courant" => (Before::Plain, p - 1),
        _ => (Before::Plain, p),
    };
    if q < p
        && let Some((
            inner @ (Before::InsteadOf | Before::Refused | Before::Since | Before::About | Before::UpTo | Before::From),
            start,
        )) = phrase(words, q, exact)
    {
        return (inner, start);
    }
    if q == p {
        return (sense, p);
    }
    // "dans", "en" behind an article: "pas en semaine", "dans la matinée".
    let (sense, q) = if sense == Before::Plain && matches!(words.back(q, 1), "a" | "pour") && !words.pause(q) {
        (Before::To, q - 1)
    } else {
        (sense, q)
    };
    (sense, q)
}

fn ends_with(words: &Words, p: usize, phrase: &str) -> Option<usize> {
    let count = phrase.split(' ').count();
    let start = p.checked_sub(count)?;
    // A pause inside the phrase, or between it and the date, breaks it.
    (words.are(start, phrase) && (start + 1..=p).all(|k| !words.pause(k))).then_some(start)
}

fn phrase(words: &Words, p: usize, exact: bool) -> Option<(Before, usize)> {
    if let Some((mut sense, start)) = PHRASES.iter().find_map(|(t, s)| ends_with(words, p, t).map(|at| (*s, at))) {
        // "vous n'avez pas avant dix heures ?" asks for before ten.
        if matches!(words.bare(start), "pas") && asked(words, start) {
            sense = match sense {
                Before::From => Before::Until,
                Before::UpTo => Before::After,
                s => s,
            };
        }
        // "on peut passé cette semaine": a verb.
        let verb =
            |w: &str| matches!(w, "peu" | "peux" | "peut" | "pouvez" | "on" | "je" | "pour" | "de" | "y" | "vous");
        if words.bare(start) == "passe" && start + 1 == p && verb(words.back(start, 1)) {
            return None;
        }
        if sense == Before::About && matches!(words.bare(start), "dans" | "sur") && !exact {
            return None;
        }
        return Some((sense, start));
    }
    if words.back(p, 1) == "des" && !words.pause(p) && words.get(p - 1).is_some_and(|w| w.raw == "dès" || exact) {
        return Some((Before::From, p - 1));
    }
    let start = REFUSALS.iter().find_map(|t| ends_with(words, p, t))?;
    // "vous n'avez pas vendredi ?", "pourquoi pas jeudi": wishes.
    (!asked(words, start)).then_some((Before::Refused, start))
}

/// True when "pas" follows a verb that asks the cabinet.
fn asked(words: &Words, pas: usize) -> bool {
    words.bare(pas) == "pas"
        && !words.pause(pas)
        && (matches!(
            words.back(pas, 1),
            "avez"
                | "etes"
                | "travaille"
                | "bosse"
                | "seriez"
                | "auriez"
                | "aviez"
                | "aurez"
                | "pourquoi"
                | "pouvez"
                | "pourriez"
                | "a"
                | "aurait"
                | "serait"
                | "reste"
                | "resterait"
        ) || (words.back(pas, 1) == "vous"
            && matches!(words.back(pas, 2), "avez" | "auriez" | "pouvez" | "pourriez" | "aviez")))
}

/// True when what the caller says right after a date refuses it: "jeudi je peux pas", "mardi c'est pas possible".
pub fn refused_after(words: &Words, end: usize, next: usize) -> bool {
    const REFUSALS: [&str; 54] = [
        "j y arriverai pas",
        "j y serai pas",
        "je peux plus",
        "je pourrai plus",
        "ca m arrange plus",
        "ca m arrange vraiment pas",
        "ca m arrange plus du tout",
        "ca tombe mal",
        "tombe mal",
        "c est fichu",
        "c est mort",
        "c est rape",
        "c est foutu",
        "c est trop tot",
        "c est trop tard",
        "ca coince",
        "on peut pas",
        "on est pas la",
        "je peux pas",
        "je ne peux pas",
        "je peux vraiment pas",
        "je pourrai pas",
        "je ne pourrai pas",
        "je pourrais pas",
        "je ne pourrais pas",
        "j peux pas",
        "c est pas possible",
        "ce n est pas possible",
        "ce n est vraiment pas possible",
        "est pas possible",
        "impossible",
        "c est impossible",
        "ca va pas",
        "ca ne va pas",
        "ca m arrange pas",
        "ca ne m arrange pas",
        "ne me convient pas",
        "me convient pas",
        "ca me va pas",
        "ca ne me va pas",
        "je suis pas la",
        "je ne suis pas la",
        "je suis pas disponible",
        "je ne suis pas disponible",
        "je suis pas libre",
        "je ne suis pas libre",
        "je suis absent",
        "je suis absente",
        "serai absent",
        "serai absente",
        "serai pas la",
        "suis en deplacement",
        "serai en deplacement",
        "je suis pris",
    ];
    // "mardi je travaille" refuses; "le soir, moi je travaille" says why the evening.
    if words.are(end, "je travaille") && !words.pause(end) && words.bare(end + 2) != "pas" {
        return true;
    }
    let start = end + words.first_of(end, &["par contre", "non", "la", "moi", "du coup", "finalement", "en fait"]);
    let used = words.first_of(start, &REFUSALS);
    // "je peux pas avant lundi": a bound.
    let bound = used > 0
        && (matches!(words.bare(start + used), "avant" | "apres")
            || words.first_of(start + used, &["plus tot", "plus tard", "venir plus", "venir avant", "venir apres"])
                > 0);
    start < next && (used > 0 && !bound || taken(words, start))
}

/// "le vingt-huit j'ai l'inventaire", "jeudi j'ai cours": something else is on that day.
fn taken(words: &Words, at: usize) -> bool {
    const FREE: [&str; 16] = [
        "rendez",
        "besoin",
        "journee",
        "matinee",
        "matin",
        "apresmidi",
        "temps",
        "droit",
        "creux",
        "trou",
        "possibilite",
        "disponibilite",
        "mal",
        "plus",
        "pas",
        "rien",
    ];
    let what = at + 2 + usize::from(words.bare(at + 2) == "deja");
    let led = matches!(
        words.bare(what),
        "l" | "un" | "une" | "le" | "la" | "mon" | "ma" | "mes" | "des" | "cours" | "piscine"
    );
    // "il faudrait me le mettre demain, j'ai une fuite": wished right before.
    let wished = (2..=4).any(|k| matches!(words.back(at, k), "mettre" | "mettez" | "passer" | "decaler" | "deplacer"));
    words.are(at, "j ai")
        && !words.pause(at)
        && !wished
        && led
        && !(what..what + 3).any(|k| FREE.contains(&words.bare(k)))
        // "après dix-sept heures, j'ai cours avant": that is why.
        && !(what + 1..what + 4).any(|k| words.bare(k) == "avant")
}

/// True when the words just before a date say the caller is not free then: "je ne peux pas jeudi", "je travaille mardi".
pub fn refused_before(words: &Words, start: usize) -> bool {
    const REFUSALS: [&str; 25] = [
        "je peux pas",
        "ne peux pas",
        "peux pas venir",
        "pourrai pas",
        "pourrai pas venir",
        "suis pas la",
        "suis pas libre",
        "suis pas disponible",
        "suis pas dispo",
        "pas possible",
        "pas libre",
        "pas disponible",
        "je travaille",
        "je suis absent",
        "je suis absente",
        "serai absent",
        "serai absente",
        "serai pas la",
        "suis en deplacement",
        "serai en deplacement",
        "je suis pris",
        "je suis prise",
        "je suis occupe",
        "je suis occupee",
        "impossible",
    ];
    // "ce serait pas possible jeudi ?" asks.
    let asks = (1..=5).any(|k| matches!(words.back(start, k), "serait" | "sera" | "vous" | "que" | "il"));
    let asks = asks || (1..=6).any(|k| words.back(start, k) == "si");
    !words.pause(start) && !asks && REFUSALS.iter().any(|t| ends_with(words, start, t).is_some())
}

/// True when the words before an hour say that the caller is busy until then: "je finis à", "je travaille jusqu'à".
pub fn busy_before(words: &Words, start: usize) -> bool {
    (1..=5).any(|k| {
        matches!(
            words.back(start, k),
            "finis" | "fini" | "finit" | "termine" | "terminer" | "sors" | "sort" | "travaille" | "bosse" | "cours"
        )
    })
}

/// True when the words before an hour say that the caller is taken from then on: "je commence à neuf heures".
pub fn begins_before(words: &Words, start: usize) -> bool {
    (1..=3).any(|k| {
        matches!(
            words.back(start, k),
            "commence" | "commencons" | "embauche" | "embauchons" | "reprends" | "attaque" | "bosse"
        ) && matches!(words.back(start, k + 1), "je" | "on" | "j" | "nous" | "il" | "elle")
    })
}

/// "je pars vendredi": it must be before; "je rentre le sept": from then on.
pub fn leaving_before(words: &Words, start: usize) -> Option<Before> {
    if words.pause(start) {
        return None;
    }
    // "je pars en vacances le quinze".
    let away = matches!(words.back(start, 1), "vacances" | "voyage" | "deplacement" | "weekend" | "conge" | "conges")
        && matches!(words.back(start, 2), "en" | "de");
    let start = if away { start - 2 } else { start };
    let by_me = |k: usize| matches!(words.back(start, k), "je" | "on" | "nous" | "j");
    match words.back(start, 1) {
        "pars" | "part" | "partons" if by_me(2) => Some(Before::Until),
        "rentre" | "rentrons" | "reviens" | "revient" | "revenons" if by_me(2) => Some(Before::From),
        "retour" if words.back(start, 2) == "de" => Some(Before::From),
        _ => None,
    }
}

/// True when the words right before say the caller is away from then on: "en vacances à partir du cinq".
pub fn away_from(words: &Words, start: usize) -> bool {
    start > 0
        && !words.pause(start)
        // "pendant les vacances, donc à partir du vingt et un".
        && !(1..=2).any(|k| matches!(words.back(start, k), "donc" | "alors" | "mais"))
        && (1..=2).take_while(|k| *k == 1 || !words.pause(start - 1)).any(|k| {
            matches!(
                words.back(start, k),
                "absent" | "absente" | "vacances" | "deplacement" | "conge" | "conges" | "voyage"
            ) && words.back(start, k + 1) != "de"
        })
}

/// True when the words before say the caller is away: "absent jusqu'à vendredi" then means after Friday.
pub fn away_before(words: &Words, start: usize) -> bool {
    (1..=6).any(|k| {
        matches!(
            words.back(start, k),
            "absent" | "absente" | "vacances" | "deplacement" | "parti" | "partie" | "conge" | "conges" | "voyage"
        ) || (words.back(start, k) == "la" && words.back(start, k + 1) == "pas")
    })
}
