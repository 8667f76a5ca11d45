//! What the voice says: numbers, hours, phones, spelled names, lists, in words a French ear expects.

use huisclos_agenda::Phone;
use jiff::civil::Time;

const UNITS: [&str; 17] = [
    "zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze", "treize",
    "quatorze", "quinze", "seize",
];
const TENS: [&str; 7] = ["", "", "vingt", "trente", "quarante", "cinquante", "soixante"];

/// A number in words, up to 999 999 999: 71 is "soixante et onze". Larger ones are said in figures.
pub fn number(n: u32) -> String {
    match n {
        0..=99 => under_hundred(n),
        100..=999 => hundreds(n),
        1000..=999_999 => {
            let head = match n / 1000 {
                1 => "mille".to_string(),
                // "quatre-vingts" and "cents" lose their s before "mille".
                k => format!("{} mille", singular(hundreds(k))),
            };
            with(head, n % 1000)
        }
        1_000_000..=999_999_999 => {
            let k = n / 1_000_000;
            with(format!("{} million{}", number(k), if k > 1 { "s" } else { "" }), n % 1_000_000)
        }
        _ => n.to_string(),
    }
}

fn with(head: String, rest: u32) -> String {
    if rest == 0 { head } else { format!("{head} {}", number(rest)) }
}

fn singular(text: String) -> String {
    match text.strip_suffix("vingts").or_else(|| text.strip_suffix("cents")) {
        Some(_) => text[..text.len() - 1].to_string(),
        None => text,
    }
}

fn hundreds(n: u32) -> String {
    match (n / 100, n % 100) {
        (0, rest) => under_hundred(rest),
        (1, 0) => "cent".into(),
        (1, rest) => format!("cent {}", under_hundred(rest)),
        (k, 0) => format!("{} cents", under_hundred(k)),
        (k, rest) => format!("{} cent {}", under_hundred(k), under_hundred(rest)),
    }
}

fn under_hundred(n: u32) -> String {
    let unit = |k: u32| UNITS.get(k as usize).copied().unwrap_or_default();
    match n {
        0..=16 => unit(n).into(),
        17..=19 => format!("dix-{}", unit(n - 10)),
        71 => "soixante et onze".into(),
        70..=79 => format!("soixante-{}", under_hundred(n - 60)),
        80 => "quatre-vingts".into(),
        81..=99 => format!("quatre-vingt-{}", under_hundred(n - 80)),
        _ => {
            let tens = TENS.get((n / 10) as usize).copied().unwrap_or_default();
            match n % 10 {
                0 => tens.into(),
                1 => format!("{tens} et un"),
                k => format!("{tens}-{}", unit(k)),
            }
        }
    }
}

/// A number before a feminine noun: "une", "vingt et une".
pub fn feminine(n: u32) -> String {
    let said = number(n);
    match said.strip_suffix("un") {
        Some(head) if head.is_empty() || head.ends_with([' ', '-']) => format!("{head}une"),
        _ => said,
    }
}

/// "neuf heures et quart", "midi", "quatorze heures vingt". One to seven in the morning say so: said bare they are
/// heard as the afternoon.
pub fn hour(time: Time) -> String {
    let (h, m) = (time.hour().unsigned_abs().into(), time.minute().unsigned_abs().into());
    let minutes = match m {
        0 => String::new(),
        15 if h <= 12 => " et quart".into(),
        _ => format!(" {}", feminine_minutes(m)),
    };
    match h {
        0 => format!("minuit{minutes}"),
        12 => format!("midi{minutes}"),
        _ => {
            let noun = if h == 1 { "heure" } else { "heures" };
            let early = if h <= 7 { " du matin" } else { "" };
            format!("{} {noun}{minutes}{early}", feminine(h))
        }
    }
}

/// Minutes of an hour: "une" is feminine, and small ones say that they are minutes.
fn feminine_minutes(m: u32) -> String {
    match m {
        1 => "une minute".into(),
        2..=9 => format!("{} minutes", number(m)),
        _ => feminine(m),
    }
}

/// "zéro six, douze, trente-quatre, cinquante-six, soixante-dix-huit"; a foreign number digit by digit after "plus".
pub fn phone(phone: &Phone) -> String {
    let digits: Vec<u8> = phone.0.bytes().filter(u8::is_ascii_digit).map(|b| b - b'0').collect();
    let pairs = |digits: &[u8]| -> String {
        let said: Vec<String> = digits
            .chunks(2)
            .map(|pair| match pair {
                [0, b] => format!("zéro {}", number((*b).into())),
                [a, b] => number(u32::from(*a) * 10 + u32::from(*b)),
                one => one.iter().map(|d| number((*d).into())).collect(),
            })
            .collect();
        said.join(", ")
    };
    match phone.0.strip_prefix("+33") {
        Some(rest) if rest.len() == 9 => {
            let mut national = vec![0];
            national.extend(digits.iter().skip(2));
            pairs(&national)
        }
        _ => {
            let one_by_one: Vec<String> = digits.iter().map(|d| number((*d).into())).collect();
            format!("plus {}", one_by_one.join(", "))
        }
    }
}

/// Digits not yet a whole number, read back in pairs: "zéro six, douze".
pub fn digits(digits: &str) -> String {
    let all: Vec<u8> = digits.bytes().filter(u8::is_ascii_digit).collect();
    let said: Vec<String> = all
        .chunks(2)
        .map(|pair| match pair {
            [b'0', b] => format!("zéro {}", number(u32::from(b - b'0'))),
            [a, b] => number(u32::from(a - b'0') * 10 + u32::from(b - b'0')),
            one => one.iter().map(|d| number(u32::from(d - b'0'))).collect(),
        })
        .collect();
    said.join(", ")
}

/// How the voice names a letter.
fn letter(c: char) -> Option<&'static str> {
    Some(match c {
        'a' => "a",
        'b' => "bé",
        'c' => "cé",
        'd' => "dé",
        'e' => "e",
        'f' => "effe",
        'g' => "gé",
        'h' => "hache",
        'i' => "i",
        'j' => "ji",
        'k' => "ka",
        'l' => "elle",
        'm' => "emme",
        'n' => "enne",
        'o' => "o",
        'p' => "pé",
        'q' => "ku",
        'r' => "erre",
        's' => "esse",
        't' => "té",
        'u' => "u",
        'v' => "vé",
        'w' => "double vé",
        'x' => "ixe",
        'y' => "i grec",
        'z' => "zède",
        'é' => "e accent aigu",
        'è' => "e accent grave",
        'ê' => "e accent circonflexe",
        'ë' => "e tréma",
        'à' => "a accent grave",
        'â' => "a accent circonflexe",
        'î' => "i accent circonflexe",
        'ï' => "i tréma",
        'ô' => "o accent circonflexe",
        'ö' => "o tréma",
        'ù' => "u accent grave",
        'û' => "u accent circonflexe",
        'ü' => "u tréma",
        'ç' => "c cédille",
        '-' => "tiret",
        '\'' | '’' => "apostrophe",
        ' ' => "espace",
        _ => return None,
    })
}

/// Letter by letter with pauses, for the voice: "gé, a, erre, enne, i, e, erre". What is no letter is left out.
pub fn spelled(name: &str) -> String {
    let said: Vec<&str> = name.chars().flat_map(char::to_lowercase).filter_map(letter).collect();
    said.join(", ")
}

/// "quinze minutes", "une heure", "une heure trente".
pub fn minutes(minutes: u32) -> String {
    match (minutes / 60, minutes % 60) {
        (0, m) => format!("{} minute{}", feminine(m), if m > 1 { "s" } else { "" }),
        (h, m) => {
            let head = format!("{} heure{}", feminine(h), if h > 1 { "s" } else { "" });
            if m == 0 { head } else { format!("{head} {}", feminine(m)) }
        }
    }
}

/// "a", "a ou b", "a, b ou c".
pub fn either<T: AsRef<str>>(items: &[T]) -> String {
    list(items, "ou")
}

/// "a", "a et b", "a, b et c".
pub fn both<T: AsRef<str>>(items: &[T]) -> String {
    list(items, "et")
}

fn list<T: AsRef<str>>(items: &[T], joint: &str) -> String {
    match items {
        [] => String::new(),
        [one] => one.as_ref().into(),
        [head @ .., last] => {
            let head: Vec<&str> = head.iter().map(AsRef::as_ref).collect();
            format!("{} {joint} {}", head.join(", "), last.as_ref())
        }
    }
}

/// True when a word takes "d'" and "l'": it starts with a vowel or a mute h. "huit", "onze" and "oui" do not.
pub fn elides(word: &str) -> bool {
    let bare = crate::words::fold(word.trim_start());
    let first = bare.split([' ', '-', '\'']).next().unwrap_or_default();
    if matches!(first, "huit" | "onze" | "oui" | "un" | "haut" | "huitieme" | "onzieme" | "yaourt" | "hall" | "heros") {
        return false;
    }
    // "Yves" is i and elides; "Yann" and "Youssef" start with a consonant's y.
    let mut letters = bare.chars();
    match (letters.next(), letters.next()) {
        (Some('y'), second) => !matches!(second, Some('a' | 'e' | 'o' | 'u')),
        (Some(c), _) => "aeiouh".contains(c),
        _ => false,
    }
}

/// "de" or "d'" before a word, joined to it: "de Martin", "d'Yvette".
pub fn of(word: &str) -> String {
    if elides(word) { format!("d'{word}") } else { format!("de {word}") }
}

/// "le", "la" or "l'" before a word, joined to it: "le vaccin", "la consultation", "l'ordonnance".
pub fn the(word: &str, is_feminine: bool) -> String {
    match (elides(word), is_feminine) {
        (true, _) => format!("l'{word}"),
        (_, true) => format!("la {word}"),
        (_, false) => format!("le {word}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::time;

    #[test]
    fn numbers() {
        for (n, want) in [
            (0, "zéro"),
            (17, "dix-sept"),
            (21, "vingt et un"),
            (28, "vingt-huit"),
            (70, "soixante-dix"),
            (71, "soixante et onze"),
            (77, "soixante-dix-sept"),
            (80, "quatre-vingts"),
            (81, "quatre-vingt-un"),
            (91, "quatre-vingt-onze"),
            (99, "quatre-vingt-dix-neuf"),
            (100, "cent"),
            (200, "deux cents"),
            (201, "deux cent un"),
            (1964, "mille neuf cent soixante-quatre"),
            (2000, "deux mille"),
            (2026, "deux mille vingt-six"),
            (80_000, "quatre-vingt mille"),
            (200_000, "deux cent mille"),
            (1_000_000, "un million"),
            (2_300_000, "deux millions trois cent mille"),
        ] {
            assert_eq!(number(n), want);
        }
    }

    #[test]
    fn hours() {
        for (h, m, want) in [
            (9, 0, "neuf heures"),
            (9, 15, "neuf heures et quart"),
            (9, 30, "neuf heures trente"),
            (12, 0, "midi"),
            (12, 15, "midi et quart"),
            (12, 30, "midi trente"),
            (14, 0, "quatorze heures"),
            (14, 15, "quatorze heures quinze"),
            (21, 45, "vingt et une heures quarante-cinq"),
            (7, 30, "sept heures trente du matin"),
            (1, 0, "une heure du matin"),
            (0, 0, "minuit"),
            (16, 5, "seize heures cinq minutes"),
        ] {
            assert_eq!(hour(time(h, m, 0, 0)), want);
        }
    }

    #[test]
    fn phones_names_lists() {
        assert_eq!(
            phone(&Phone("+33612345678".into())),
            "zéro six, douze, trente-quatre, cinquante-six, soixante-dix-huit"
        );
        assert_eq!(phone(&Phone("+33147000005".into())), "zéro un, quarante-sept, zéro zéro, zéro zéro, zéro cinq");
        assert_eq!(phone(&Phone("+3225".into())), "plus trois, deux, deux, cinq");
        assert_eq!(digits("061"), "zéro six, un");
        assert_eq!(spelled("Garnier"), "gé, a, erre, enne, i, e, erre");
        assert_eq!(spelled("d'Été-W"), "dé, apostrophe, e accent aigu, té, e accent aigu, tiret, double vé");
        assert_eq!(minutes(15), "quinze minutes");
        assert_eq!(minutes(61), "une heure une");
        assert_eq!(minutes(90), "une heure trente");
        assert_eq!(minutes(120), "deux heures");
        assert_eq!(either::<&str>(&[]), "");
        assert_eq!(either(&["neuf heures"]), "neuf heures");
        assert_eq!(either(&["a", "b", "c"]), "a, b ou c");
        assert_eq!(both(&["a", "b"]), "a et b");
    }

    #[test]
    fn elision() {
        for (word, want) in [
            ("Martin", "de Martin"),
            ("Yvette", "d'Yvette"),
            ("Émile", "d'Émile"),
            ("huit heures", "de huit heures"),
            ("Hugo", "d'Hugo"),
            ("Yann", "de Yann"),
            ("onze heures", "de onze heures"),
        ] {
            assert_eq!(of(word), want);
        }
        assert_eq!(the("ordonnance", true), "l'ordonnance");
        assert_eq!(the("consultation", true), "la consultation");
        assert_eq!(the("vaccin", false), "le vaccin");
    }
}
