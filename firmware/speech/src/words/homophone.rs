//! Words of French that sound as a word of time and stand where only that one can: "à de heures", "mardi avent dix
//! heures", "enfin de matinée", "le trois mais".
//!
//! Each arm says what must stand beside; the slips of numbers and prepositions that were seen first are in `mend`.

use super::Word;
use crate::number;

/// Puts the word of time in the place of its homophone.
pub(super) fn homophones(words: &mut [Word]) {
    for at in 0..words.len() {
        by_here(words, at);
        if let Some(meant) = meant(words, at) {
            words[at].bare = meant.into();
        }
    }
}

/// "dis si vendredi", "dit ci la fin du mois": "d'ici".
fn by_here(words: &mut [Word], at: usize) {
    let bare = |k: usize| words.get(k).map_or("", |w| w.bare.as_str());
    let pair = matches!(bare(at), "dis" | "dit" | "di" | "dix") && matches!(bare(at + 1), "si" | "ci" | "six" | "ici");
    let from = at + 2 + usize::from(matches!(bare(at + 2), "la" | "le"));
    let time = day(bare(from)) || matches!(bare(from), "fin" | "noel") || bare(at + 2) == "une";
    let counted = numeral(words, at + 2) && matches!(bare(at + 3), "jour" | "semaine" | "mois");
    if pair
        && (time || counted)
        && !at.checked_sub(1).is_some_and(|k| matches!(bare(k), "je" | "tu" | "on" | "vous" | "a"))
    {
        words[at].bare = "d".into();
        words[at + 1].bare = "ici".into();
    }
}

fn numeral(words: &[Word], at: usize) -> bool {
    words.get(at).is_some_and(|w| number::is_word(&w.bare) || w.figures().is_some())
}

fn day(word: &str) -> bool {
    number::weekday(word).is_some() || matches!(word, "demain" | "apresdemain" | "aujourdhui")
}

fn meant(words: &[Word], at: usize) -> Option<&'static str> {
    let bare = |k: usize| words.get(k).map_or("", |w| w.bare.as_str());
    let back = |n: usize| at.checked_sub(n).map_or("", bare);
    let raw = words[at].raw.as_str();
    let next = bare(at + 1);
    let last = at + 1 >= words.len() || words[at + 1].glue == super::Glue::Pause;
    let before_number = at.checked_sub(1).is_some_and(|k| numeral(words, k));
    let led = |w: &str| {
        matches!(w, "a" | "vers" | "avant" | "apres" | "des" | "jusqu" | "pour" | "entre" | "les" | "de" | "et")
    };
    // "dans trois …", "d'ici un …", "sous huit …".
    let counted = matches!(back(2), "dans" | "ici" | "sous" | "les" | "encore") && (before_number || back(1) == "un");
    let time_after = {
        let from = at + 1 + usize::from(matches!(next, "le" | "la" | "les"));
        numeral(words, from) && !matches!(bare(from), "un" | "une")
            || day(bare(from))
            || matches!(bare(from), "midi" | "noel" | "fin")
    };
    let now = words[at].bare.as_str();
    match now {
        // Prepositions.
        "avent" | "avents" | "davant" if time_after || back(1) == "pas" => Some("avant"),
        "appret" | "apprets" | "aprets" | "apret" if time_after => Some("apres"),
        "antre" | "antres" | "entres" | "entrez" | "entrent" if time_after => Some("entre"),
        "verre" | "verres" | "vert" | "verts" | "vair" | "vaire" | "verse" if time_after => Some("vers"),
        "apartir" | "appartir" => Some("partir"),
        "parti" | "partie" | "partit" | "partis" if back(1) == "a" && matches!(next, "de" | "du" | "d") => {
            Some("partir")
        }
        "sou" | "saoul" | "soul" if numeral(words, at + 1) || matches!(next, "huitaine" | "quinzaine") => Some("sous"),
        "en" if back(1) == "d" && numeral(words, at + 1) && matches!(bare(at + 2), "jour" | "semaine" | "mois") => {
            Some("dans")
        }
        // "d'issi la fin de l'année".
        "issi" | "isi" | "icy" | "icie" if back(1) == "d" => Some("ici"),
        "don" | "dont" if last || day(next) || matches!(next, "le" | "plutot" | "a") && at > 2 && now == "don" => {
            Some("donc")
        }
        "pro" if matches!(back(1), "semaine") => Some("prochaine"),
        "mat" if matches!(back(1), "la" | "le" | "du" | "ce") && matches!(back(2), "dans" | "" | "demain" | "en") => {
            Some("matinee")
        }
        "sof" | "sauve" | "sauff" | "sauffe" | "saufe" if matches!(next, "le" | "la" | "l") || day(next) => {
            Some("sauf")
        }
        "hou" | "houx" | "out" | "aout" if day(back(1)) && day(next) => Some("ou"),
        // "enfin de matinée".
        "enfin" | "enfaim" | "enfins" => {
            let of = at + 1 + usize::from(matches!(next, "de" | "d" | "du"));
            let named =
                matches!(bare(of), "matinee" | "journee" | "semaine" | "mois" | "apresmidi" | "soiree" | "annee");
            let named = named || number::MONTHS.contains(&bare(of)) && of > at + 1;
            (named && of > at + 1).then_some("fin")
        }
        "faim" | "feint" | "fins" | "fein" if matches!(next, "du" | "de" | "d") && back(1) == "la" => Some("fin"),
        "est" | "e" | "es" | "ait" | "hait" => {
            let apart = (2..=5).any(|k| back(k) == "entre") && (before_number || back(1) == "heure" || day(back(1)));
            let listed = before_number && next == "le" && numeral(words, at + 2);
            let half = matches!(back(1), "heure" | "midi") && matches!(next, "demi" | "demie" | "quart" | "demis");
            (apart && time_after || listed || half).then_some("et")
        }
        // "soixante hé onze".
        "he" | "eh" if number::is_tens(back(1)) && matches!(next, "un" | "une" | "onze") => Some("et"),
        // "je devez venir".
        "devez" | "devaient" | "devait" | "devrez" if back(1) == "je" => Some("devais"),
        // Hours.
        "leur" | "leurs" | "aire" | "aires" | "ors" | "oeuvre" | "oeuvres" | "air" | "airs" | "heurt" | "heurts"
        | "hore" | "lheure"
            if before_number && (led(back(2)) || day(back(2)) || number::is_tens(back(2)) || back(2) == "dix") =>
        {
            Some("heure")
        }
        "de" if next == "heure" && matches!(back(1), "a" | "vers" | "avant" | "apres") => Some("deux"),
        "de" if matches!(back(1), "dans" | "ici" | "sous") && matches!(next, "semaine" | "mois" | "jour" | "an") => {
            Some("deux")
        }
        "di" | "dis" | "dit" | "dits"
            if matches!(next, "jour" | "semaine" | "mois" | "minute")
                && matches!(back(1), "dans" | "ici" | "sous" | "disons" | "les" | "euh") =>
        {
            Some("dix")
        }
        "oui" | "nuit" if matches!(back(1), "dans" | "ici" | "sous") && next == "jour" => Some("huit"),
        "saint" | "sein" | "sain" | "seins" | "sains" | "saints" | "ceint"
            if next == "heure" && (led(back(1)) || day(back(1))) =>
        {
            Some("cinq")
        }
        "cet" | "cette" if next == "heure" && led(back(1)) && raw != "cette" => Some("sept"),
        "toi" | "trop" if next == "heure" && led(back(1)) => Some("trois"),
        "cas" | "quare" | "quard" | "car" | "cart" if back(1) == "et" && matches!(back(2), "heure" | "midi") => {
            Some("quart")
        }
        "quart" | "car" | "cart" | "cas"
            if matches!(back(1), "le" | "l") && matches!(back(2), "moins" | "mois" | "moin") =>
        {
            Some("quart")
        }
        "mois" | "moi"
            if matches!(back(1), "heure" | "midi")
                && (matches!(next, "le" | "un") && matches!(bare(at + 2), "quart" | "car" | "cart")
                    || matches!(next, "cinq" | "dix" | "vingt" | "quart")) =>
        {
            Some("moins")
        }
        "demis" | "dimi" | "demies" if back(1) == "et" && matches!(back(2), "heure" | "midi") => Some("demi"),
        "de" if matches!(back(1), "et" | "e")
            && matches!(back(2), "heure" | "midi")
            && matches!(next, "mi" | "mie" | "mis") =>
        {
            Some("demi")
        }
        "soit" | "soie" | "swar" | "soire" | "soirs"
            if last || matches!(next, "si" | "a" | "vers" | "apres" | "avant") =>
        {
            let led =
                matches!(back(1), "ce" | "se") && !matches!(back(2), "que" | "qu") || day(back(1)) || back(1) == "au";
            led.then_some("soir")
        }
        // Lengths.
        "moi" | "moins" | "moie" | "moa" if counted && !matches!(next, "le" | "quart" | "cinq" | "dix" | "de") => {
            Some("mois")
        }
        "joue" | "joues" | "jours" if counted => Some("jour"),
        "vien" | "viens" | "vienne" | "viennes"
            if back(1) == "qui" && matches!(back(2), "semaine" | "mois" | "jour" | "annee") =>
        {
            Some("vient")
        }
        "vien" | "viens" | "vienne" if back(1) == "qui" && number::weekday(back(2)).is_some() => Some("vient"),
        // Numbers of days.
        "vent" | "vend" | "vant" | "vents" | "vains" | "vingts"
            if matches!(back(1), "le" | "du" | "au") && (numeral(words, at + 1) || number::MONTHS.contains(&next)) =>
        {
            Some("vingt")
        }
        "cat" | "kat" | "carte" | "quatres"
            if number::is_tens(back(1)) && (number::MONTHS.contains(&next) || last || next == "heure") =>
        {
            Some("quatre")
        }
        "tronte" | "trent" | "trante" | "trentre" => Some("trente"),
        "dise" if numeral(words, at + 1) => Some("dix"),
        "marre" | "mare" | "mares" | "marres" if before_number && day_led(words, at) => Some("mars"),
        "mais" | "mes" | "met" | "mets" | "mait" if before_number && last && day_led(words, at) => Some("mai"),
        "jouin" | "juins" | "jouins" | "join" | "joint" if before_number => Some("juin"),
        "sept"
            if next == "semaine"
                && !before_number
                && !matches!(back(1), "dans" | "ici" | "sous" | "les" | "de" | "a")
                && raw != "sept" =>
        {
            Some("cette")
        }
        // Feasts.
        "faites" | "fete" | "faite" | "faits"
            if back(1) == "les" && matches!(back(2), "apres" | "avant" | "pendant" | "entre" | "ici") =>
        {
            Some("fetes")
        }
        "toussin" | "toussins" | "toussain" | "toussains" | "toussaints" | "tousseint" => Some("toussaint"),
        "paque" | "pacques" | "paques" => Some("paques"),
        "noels" | "noelle" | "noele" if matches!(back(1), "a" | "avant" | "apres" | "pour") => Some("noel"),
        "pentecotes" | "pantecote" | "pentecaute" | "pantecotes" => Some("pentecote"),
        "assension" | "ascencion" | "assencion" | "ascensions" => Some("ascension"),
        // Vague ones.
        "quan" | "quant" | "camp" | "quand" if back(1) == "importe" => Some("quand"),
        "peut" | "peux" if next == "importe" => Some("peu"),
        "possibles" | "posible" | "posibles" | "possib" => Some("possible"),
        "vites" if back(1) == "plus" => Some("vite"),
        "to" | "toto" | "tau" | "taux" | "tos" | "tot" if matches!(back(1), "plus") => Some("tot"),
        _ => None,
    }
}

/// "le trois …", "mardi trois …": a number of the day before what may be a month.
fn day_led(words: &[Word], at: usize) -> bool {
    let bare = |k: usize| words.get(k).map_or("", |w| w.bare.as_str());
    (2..=4)
        .filter(|k| at >= *k)
        .any(|k| matches!(bare(at - k), "le" | "du" | "au") || number::weekday(bare(at - k)).is_some())
}
