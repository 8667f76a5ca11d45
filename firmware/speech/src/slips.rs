//! What a recogniser writes for the words this crate lives on, and what was said.
//!
//! Three nets, from the narrowest: a table of spellings seen, two known words glued or one cut in two, and last the same
//! sounds as a long enough known word. Short slips that are French words themselves ("dis", "si", "vin") are mended in
//! `words`, where the words around are known.

use crate::number::MONTHS;
use crate::phonetic::sounds;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// The words that dates, hours and numbers are made of, without accents.
const KNOWN: &str = "lundi mardi mercredi jeudi vendredi samedi dimanche janvier fevrier mars avril mai juin juillet aout \
    septembre octobre novembre decembre zero un une deux trois quatre cinq six sept huit neuf dix onze douze treize \
    quatorze quinze seize vingt trente quarante cinquante soixante septante huitante octante nonante cent mille million \
    premier premiere deuxieme troisieme quatrieme cinquieme second seconde dernier derniere demain aujourdhui hier \
    lendemain surlendemain veille semaine weekend mois jour annee an heure minute matin matinee midi apresmidi soir \
    soiree journee quart demi demie prochain prochaine suivant suivante passe passee debut milieu fin avant apres vers \
    entre pendant depuis possible quinzaine huitaine dizaine plutot noel";

/// Spellings seen, and the words meant (several where the recogniser glued them).
const SEEN: &[(&str, &str)] = &[
    ("heures", "heure"),
    ("eure", "heure"),
    ("eures", "heure"),
    ("heur", "heure"),
    ("heurs", "heure"),
    ("zeure", "heure"),
    ("zeures", "heure"),
    ("h", "heure"),
    ("hrs", "heure"),
    ("jours", "jour"),
    ("semaines", "semaine"),
    ("semene", "semaine"),
    ("semenes", "semaine"),
    ("annees", "annee"),
    ("ans", "an"),
    ("minutes", "minute"),
    ("matins", "matin"),
    ("soirs", "soir"),
    ("quarts", "quart"),
    ("lundis", "lundi"),
    ("mardis", "mardi"),
    ("mercredis", "mercredi"),
    ("jeudis", "jeudi"),
    ("vendredis", "vendredi"),
    ("samedis", "samedi"),
    ("dimanches", "dimanche"),
    ("prochains", "prochain"),
    ("prochaines", "prochaine"),
    ("suivants", "suivant"),
    ("suivantes", "suivante"),
    ("aujourdui", "aujourdhui"),
    ("ojourdui", "aujourdhui"),
    ("ojourdhui", "aujourdhui"),
    ("aujourduit", "aujourdhui"),
    ("apremidi", "apresmidi"),
    ("apresmidis", "apresmidi"),
    ("aprem", "apresmidi"),
    ("aprems", "apresmidi"),
    ("apremmidi", "apresmidi"),
    ("apmidi", "apresmidi"),
    ("apresdemain", "apresdemain"),
    ("apredemain", "apresdemain"),
    ("apredemin", "apresdemain"),
    ("apresdemin", "apresdemain"),
    ("avanthier", "avanthier"),
    ("week", "week"),
    ("wikend", "weekend"),
    ("wickend", "weekend"),
    ("ouikend", "weekend"),
    ("weekends", "weekend"),
    ("rendevous", "rendez vous"),
    ("rendevou", "rendez vous"),
    ("rendezvous", "rendez vous"),
    ("randevous", "rendez vous"),
    ("rendesvous", "rendez vous"),
    ("rdv", "rendez vous"),
    ("ver", "vers"),
    ("apre", "apres"),
    ("vint", "vingt"),
    ("vingts", "vingt"),
    ("vins", "vingt"),
    ("uit", "huit"),
    ("uite", "huit"),
    ("set", "sept"),
    ("sette", "sept"),
    ("cis", "six"),
    ("sis", "six"),
    ("disse", "dix"),
    ("diz", "dix"),
    ("sinq", "cinq"),
    ("sink", "cinq"),
    ("cinc", "cinq"),
    ("sinc", "cinq"),
    ("katre", "quatre"),
    ("catre", "quatre"),
    ("kat", "quatre"),
    ("quat", "quatre"),
    ("quatres", "quatre"),
    ("deus", "deux"),
    ("troi", "trois"),
    ("troie", "trois"),
    ("zeros", "zero"),
    ("zerot", "zero"),
    ("onz", "onze"),
    ("douse", "douze"),
    ("doux", "deux"),
    ("treze", "treize"),
    ("traize", "treize"),
    ("quinz", "quinze"),
    ("kinze", "quinze"),
    ("quainze", "quinze"),
    ("seze", "seize"),
    ("saize", "seize"),
    ("neufs", "neuf"),
    ("nef", "neuf"),
    ("mil", "mille"),
    ("milles", "mille"),
    ("mile", "mille"),
    ("cents", "cent"),
    ("millions", "million"),
    ("trante", "trente"),
    ("karante", "quarante"),
    ("carante", "quarante"),
    ("soissante", "soixante"),
    ("soisante", "soixante"),
    ("swasante", "soixante"),
    ("er", "er"),
    ("1er", "premier"),
    ("premie", "premier"),
    ("out", "aout"),
    ("aoute", "aout"),
    ("mar", "mars"),
    ("plasse", "place"),
    ("desembre", "decembre"),
    ("septanbre", "septembre"),
    ("demin", "demain"),
    ("demains", "demain"),
    ("deumain", "demain"),
    ("prochin", "prochain"),
    ("prochene", "prochaine"),
    ("jusqua", "jusqu a"),
    ("jusquau", "jusqu au"),
    ("dici", "d ici"),
    ("plustot", "plus tot"),
    ("moin", "moins"),
    ("couran", "courant"),
    ("cest", "c est"),
    ("jai", "j ai"),
    ("sil", "s il"),
    ("deusieme", "deuxieme"),
    ("deuzieme", "deuxieme"),
    ("mecredi", "mercredi"),
    ("mercedi", "mercredi"),
    ("vendedi", "vendredi"),
    ("nimport", "n importe"),
    ("dissi", "d ici"),
    ("disi", "d ici"),
    ("dicette", "dix sept"),
    ("disette", "dix sept"),
    ("dissette", "dix sept"),
    ("disneuf", "dix neuf"),
    ("diseneuf", "dix neuf"),
    ("disuit", "dix huit"),
    ("dizuit", "dix huit"),
    ("dizneuf", "dix neuf"),
    ("quinse", "quinze"),
    ("quinces", "quinze"),
    ("moie", "mois"),
    ("moits", "mois"),
    ("oujourdhui", "aujourdhui"),
    ("vere", "vers"),
    ("neuve", "neuf"),
    ("katorze", "quatorze"),
    ("katorz", "quatorze"),
    ("catorze", "quatorze"),
    ("import", "importe"),
    ("mattinee", "matinee"),
    ("debu", "debut"),
    ("debus", "debut"),
    ("samdi", "samedi"),
    ("mercre", "mercredi"),
    ("descembre", "decembre"),
    ("janvie", "janvier"),
    ("fevrie", "fevrier"),
    ("weekand", "weekend"),
    ("huis", "huit"),
    ("huits", "huit"),
    ("onse", "onze"),
    ("onces", "onze"),
    ("diss", "dix"),
    ("dixe", "dix"),
    ("dixes", "dix"),
    ("mard", "mardi"),
    ("mardit", "mardi"),
    ("lundit", "lundi"),
    ("aou", "aout"),
    ("aous", "aout"),
    ("deu", "deux"),
    ("tar", "tard"),
    ("petites", "petite"),
    ("petits", "petit"),
    ("places", "place"),
    ("nimporte", "n importe"),
    ("creno", "creneau"),
    ("crenau", "creneau"),
    ("crenos", "creneaux"),
    ("crenaux", "creneaux"),
    ("hanuit", "en huit"),
    ("anuit", "en huit"),
    ("enuit", "en huit"),
    ("premidi", "apresmidi"),
    ("juiyet", "juillet"),
    ("juiyets", "juillet"),
    ("juiye", "juillet"),
    ("juyet", "juillet"),
    ("dizuiteure", "dix huit heure"),
    ("dizuiteures", "dix huit heure"),
    ("disetteures", "dix sept heure"),
    ("jusca", "jusqu a"),
    ("jusqa", "jusqu a"),
    ("plutar", "plus tard"),
    ("plutard", "plus tard"),
    ("cat", "quatre"),
    ("huite", "huit"),
    ("sete", "sept"),
    ("pavant", "pas avant"),
    ("pavent", "pas avant"),
    ("edemi", "et demi"),
    ("edemie", "et demie"),
    ("lendi", "lundi"),
    ("mardis", "mardi"),
    ("jeudy", "jeudi"),
    ("mercrdi", "mercredi"),
    ("vandredi", "vendredi"),
    ("dimenche", "dimanche"),
];

/// Words that sound like a known word and are another one: never mended by ear.
const OTHERS: &str = "demis semence passer passez jour matins marie seconds vert verts verre verres entres jours avants \
    hiver hivers avent milieux mardis dizaines entrer entrez entree sois soit onces trempe premiers dernieres derniers \
    auront ville mains main maint fine fins faim vers possibles suivent feint quatrain cessez veilles veiller plutôt pendants";

static WORDS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| KNOWN.split_whitespace().collect());
static TABLE: LazyLock<HashMap<&'static str, &'static str>> = LazyLock::new(|| SEEN.iter().copied().collect());
static NOT: LazyLock<HashSet<&'static str>> = LazyLock::new(|| OTHERS.split_whitespace().collect());
/// By sound, for words of five letters or more: shorter ones have too many neighbours.
static BY_SOUND: LazyLock<HashMap<String, &'static str>> = LazyLock::new(|| {
    let mut map = HashMap::new();
    for word in KNOWN.split_whitespace().filter(|w| w.len() >= 5) {
        // Accents change the sound: those of the words above, put back.
        for spelled in [word.to_string(), accented(word)] {
            map.entry(sounds(&spelled)).or_insert(word);
        }
    }
    map
});

fn accented(word: &str) -> String {
    match word {
        "fevrier" => "février".into(),
        "decembre" => "décembre".into(),
        "deuxieme" => "deuxième".into(),
        "troisieme" => "troisième".into(),
        "quatrieme" => "quatrième".into(),
        "cinquieme" => "cinquième".into(),
        "premiere" => "première".into(),
        "derniere" => "dernière".into(),
        "matinee" => "matinée".into(),
        "soiree" => "soirée".into(),
        "journee" => "journée".into(),
        "annee" => "année".into(),
        "debut" => "début".into(),
        "apres" => "après".into(),
        _ => word.into(),
    }
}

/// Words rightly written: `data/common-words.txt`.
static COMMON: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let lines = include_str!("../data/common-words.txt").lines().filter(|line| !line.starts_with('#'));
    lines.flat_map(str::split_whitespace).map(crate::words::fold).collect()
});

/// Letters of the shortest month in which one wrong letter is forgiven: "mars" and "mai" are one letter from others.
const MONTH_LETTERS_MIN: usize = 7;

/// True for a common word of French.
pub fn common(bare: &str) -> bool {
    COMMON.contains(bare)
}

/// The known word that sounds so.
pub fn by_sound(raw: &str) -> Option<&'static str> {
    BY_SOUND.get(&sounds(raw)).copied()
}

/// "décembe", "juillets", "septenbre": a month with one letter more, less or other.
fn month_misspelled(bare: &str) -> Option<&'static str> {
    let plural = bare.strip_suffix('s').unwrap_or(bare);
    let one_off = |month: &str| {
        let (a, b) = (month.as_bytes(), bare.as_bytes());
        if a.len() < MONTH_LETTERS_MIN || a.len().abs_diff(b.len()) > 1 || common(bare) {
            return false;
        }
        let head = a.iter().zip(b).take_while(|(x, y)| x == y).count();
        let rest = |w: &[u8], from: usize| w.get(from..).map(<[u8]>::to_vec).unwrap_or_default();
        rest(a, head + 1) == rest(b, head + 1)
            || rest(a, head + 1) == rest(b, head)
            || rest(a, head) == rest(b, head + 1)
    };
    MONTHS.into_iter().find(|m| *m == plural && *m != "mai").or_else(|| MONTHS.into_iter().find(|m| one_off(m)))
}

/// True for a word of dates, hours and numbers.
pub fn known(bare: &str) -> bool {
    WORDS.contains(bare)
}

/// What was meant by one word: the pieces, each with the number of letters of `bare` it takes. Empty: leave as it is.
pub fn meant(raw: &str, bare: &str) -> Vec<(&'static str, usize)> {
    if known(bare) {
        return Vec::new();
    }
    if let Some(to) = TABLE.get(bare) {
        let mut pieces: Vec<(&'static str, usize)> = to.split(' ').map(|p| (p, 0)).collect();
        let count = bare.chars().count();
        // The letters are shared out in proportion: only the outer edges matter to whoever takes the words out.
        let pieces_count = pieces.len();
        for (k, piece) in pieces.iter_mut().enumerate() {
            piece.1 = count * (k + 1) / pieces_count - count * k / pieces_count;
        }
        return if *to == bare { Vec::new() } else { pieces };
    }
    if !bare.is_ascii() || NOT.contains(bare) {
        return Vec::new();
    }
    if let Some(glued) = glued(bare) {
        return glued;
    }
    if let Some(month) = month_misspelled(bare) {
        return vec![(month, bare.len())];
    }
    if bare.len() >= 4
        && let Some(word) = BY_SOUND.get(&sounds(raw))
    {
        return vec![(word, bare.len())];
    }
    Vec::new()
}

/// Two known words written as one ("cinqjuin", "quinzeure"), or an elided one before a known word ("dapres").
fn glued(bare: &str) -> Option<Vec<(&'static str, usize)>> {
    const ELIDED: [&str; 9] = ["d", "l", "a", "le", "de", "au", "du", "en", "la"];
    for left in ELIDED {
        if let Some(rest) = bare.strip_prefix(left)
            && rest.len() >= 5
            && let Some(word) = exact(rest)
        {
            return Some(vec![(left, left.len()), (word, rest.len())]);
        }
    }
    // "quatorzeures", "neuveure", "dixheures": a number and its hour.
    for ending in ["zeures", "zeure", "heures", "heure", "eures", "eure", "eurs", "eur", "ures", "ure"] {
        let Some(stem) = bare.strip_suffix(ending).filter(|stem| stem.len() >= 3) else { continue };
        let number = |w: &str| exact(w).filter(|w| crate::number::is_word(w));
        if let Some(left) = number(stem).or_else(|| number(&format!("{stem}e"))) {
            return Some(vec![(left, stem.len()), ("heure", ending.len())]);
        }
    }
    for cut in 3..bare.len().saturating_sub(2) {
        let (left, right) = bare.split_at(cut);
        let (Some(left_word), Some(right_word)) = (exact(left), exact(right)) else { continue };
        let number = crate::number::is_word(left_word);
        let day = left_word.ends_with("di") || left_word == "demain" || left_word == "dimanche";
        if number || day {
            return Some(vec![(left_word, left.len()), (right_word, right.len())]);
        }
    }
    None
}

/// A known word, or one of the spellings seen of a single word.
pub fn exact(bare: &str) -> Option<&'static str> {
    if let Some(word) = WORDS.get(bare) {
        return Some(word);
    }
    if bare.len() < 3 {
        return None;
    }
    TABLE.get(bare).filter(|to| !to.contains(' ')).copied()
}

#[cfg(test)]
mod tests {
    use super::meant;

    #[test]
    fn mends_what_was_seen() {
        for (slip, want) in [
            ("quinzeure", "quinze heure"),
            ("cinqjuin", "cinq juin"),
            ("jeudit", "jeudi"),
            ("vendredie", "vendredi"),
            ("semène", "semaine"),
            ("journé", "journee"),
            ("mattin", "matin"),
            ("dapres", "d apres"),
            ("apremidi", "apresmidi"),
            ("rendevous", "rendez vous"),
            ("sinquante", "cinquante"),
            ("vint", "vingt"),
            ("aujourdui", "aujourdhui"),
            ("lundimatin", "lundi matin"),
            ("janvié", "janvier"),
            ("désembre", "decembre"),
        ] {
            let got: Vec<&str> = meant(slip, &crate::words::fold(slip)).iter().map(|p| p.0).collect();
            assert_eq!(got.join(" "), want, "{slip}");
        }
    }

    #[test]
    fn leaves_other_words_alone() {
        for word in [
            "passer", "verre", "maison", "douleur", "garnier", "martin", "docteur", "genou", "mercier", "avocat",
            "soif",
        ] {
            assert_eq!(meant(word, word), [], "{word}");
        }
    }
}
