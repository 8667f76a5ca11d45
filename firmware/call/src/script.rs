//! A cabinet's own words: scripts over the built-in table, one or two in service (feature W6), and what may be changed.
//!
//! A script holds only what differs. What keeps a caller safe is not the cabinet's to change: every sentence that names the
//! 15 or the 112, the alarms, and that a machine answers (AI Act, article 50). The consent question is the same in every
//! script and has its version: the proof names it.

use crate::texts::{Sentence, Texts};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Scripts in service at once: with three, a cabinet of fifty calls a day would wait months for a difference to show.
pub const SCRIPTS_MAX: usize = 2;
/// Ways of saying one sentence: asked again, differently, simpler, with keys, and one to spare.
pub const WAYS_MAX: usize = 5;
/// Longest sentence: twenty seconds of speech, longer than any built in.
pub const WAY_CHARS_MAX: usize = 320;
const NAME_CHARS_MAX: usize = 40;

/// One script.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Script {
    /// "A" or "B": kept with each call.
    pub id: String,
    /// As the cabinet calls it.
    pub name: String,
    /// Of a hundred calls, how many are spoken by it.
    pub share_percent: u8,
    /// What it says differently, by key of the table.
    pub lines: BTreeMap<String, Vec<String>>,
}

/// Words that are tried before they go live.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Draft {
    /// What it says differently, by key of the table.
    pub lines: BTreeMap<String, Vec<String>>,
}

impl Draft {
    /// What changed from `old`, one French sentence a thing; empty when they are the same.
    #[must_use]
    pub fn changed_from(&self, old: &Self) -> Vec<String> {
        let keys: std::collections::BTreeSet<&String> = old.lines.keys().chain(self.lines.keys()).collect();
        let apart = keys.into_iter().filter(|key| old.lines.get(*key) != self.lines.get(*key));
        apart.map(|key| format!("Phrase « {key} » changée.")).collect()
    }
}

/// The consent question in a cabinet's own words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConsentWording {
    /// Another with each wording.
    pub version: String,
    /// First, differently, with keys.
    pub ways: Vec<String>,
}

/// The words a cabinet's calls are spoken by. `Default`: the built-in ones.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scripts {
    /// In service; none means the built-in words.
    pub scripts: Vec<Script>,
    /// In place of the built-in one.
    pub consent: Option<ConsentWording>,
}

/// What is wrong with a sentence; one French sentence with the remedy.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{fault}")]
pub struct Unsayable {
    /// Its key.
    pub key: String,
    /// Which way of saying it, from 0.
    pub way: usize,
    /// What is wrong, and what to do.
    pub fault: String,
}

/// One sentence of the table as the page shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// `ask.motif`.
    pub key: &'static str,
    /// What is filled in.
    pub holes: &'static [&'static str],
    /// The cabinet may not change it.
    pub locked: bool,
}

/// Every sentence, in the table's order.
pub fn every_line() -> impl Iterator<Item = Line> {
    Sentence::ALL.iter().map(|(sentence, _, holes)| Line {
        key: sentence.key(),
        holes,
        locked: is_locked(sentence.key()),
    })
}

/// True for what the cabinet may not change here.
fn is_locked(key: &str) -> bool {
    let built_in = Texts::french().ways(key);
    let emergency = |text: &String| words(text).any(|w| matches!(w, "15" | "112" | "17" | "114" | "3114"));
    key.starts_with("alarm.") || matches!(key, "say.i_am_automatic" | "ask.consent") || built_in.iter().any(emergency)
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty())
}

/// The holes of a sentence, in order; `None` where a brace stands alone.
fn holes(text: &str) -> Option<Vec<&str>> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(['{', '}']) {
        let inside = rest[at..].strip_prefix('{')?;
        let (hole, after) = inside.split_once('}')?;
        if hole.is_empty() || !hole.bytes().all(|b| b.is_ascii_lowercase() || b == b'_') {
            return None;
        }
        found.push(hole);
        rest = after;
    }
    Some(found)
}

/// The keys a sentence tells the caller to press: digits that stand alone.
fn keys(text: &str) -> Vec<&str> {
    words(text).filter(|w| w.len() == 1 && w.bytes().all(|b| b.is_ascii_digit())).collect()
}

/// Whether `text` can stand where the built-in way of saying stands.
fn check_way(text: &str, built_in: &str, allowed: &[&str]) -> Result<(), String> {
    let count = text.chars().count();
    if text.trim().is_empty() {
        return Err("La phrase est vide. Écrivez ce que la boîte doit dire.".into());
    }
    if count > WAY_CHARS_MAX {
        return Err(format!("{count} caractères, c'est trop long à écouter. Gardez-en {WAY_CHARS_MAX} au plus."));
    }
    if let Some(c) = text.chars().find(|c| c.is_control() || "<>\\".contains(*c) || crate::script::is_unseen(*c)) {
        let named =
            if c.is_control() || is_unseen(c) { "Un caractère invisible".into() } else { format!("« {c} »") };
        return Err(format!("{named} ne se dit pas. Retirez-le."));
    }
    let Some(written) = holes(text) else {
        return Err("Une accolade est seule. Une place à remplir s'écrit comme {moment}, sans espace.".into());
    };
    if let Some(unknown) = written.iter().find(|hole| !allowed.contains(hole)) {
        let known: Vec<String> = allowed.iter().map(|hole| format!("{{{hole}}}")).collect();
        return Err(if known.is_empty() {
            format!("{{{unknown}}} n'est rempli par rien ici. Retirez-le.")
        } else {
            format!("{{{unknown}}} n'est rempli par rien ici. Ce qui peut l'être : {}.", known.join(", "))
        });
    }
    let needed = holes(built_in).unwrap_or_default();
    if let Some(missing) = needed.iter().find(|hole| !written.contains(hole)) {
        return Err(format!("Il manque {{{missing}}} : l'appelant ne l'entendrait pas. Remettez-le dans la phrase."));
    }
    let pressed = keys(text);
    if let Some(missing) = keys(built_in).iter().find(|key| !pressed.contains(key)) {
        return Err(format!("La touche {missing} n'est plus citée, mais la boîte l'attend. Remettez-la."));
    }
    Ok(())
}

/// Marks that turn the direction of what follows, and spaces without width.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

fn check_ways(key: &str, ways: &[String], allowed: &[&str]) -> Result<(), Unsayable> {
    let built_in = Texts::french().ways(key);
    let wrong = |way, fault: String| Unsayable { key: key.to_string(), way, fault };
    if ways.is_empty() || ways.len() > WAYS_MAX {
        return Err(wrong(0, format!("Écrivez de 1 à {WAYS_MAX} façons de le dire.")));
    }
    if ways.len() < built_in.len() {
        let fault =
            format!("La boîte a besoin de {} façons de le dire : redemander toujours pareil lasse.", built_in.len());
        return Err(wrong(ways.len(), fault));
    }
    for (i, way) in ways.iter().enumerate() {
        let like = built_in.get(i).or(built_in.last()).map_or("", String::as_str);
        check_way(way, like, allowed).map_err(|fault| wrong(i, fault))?;
    }
    Ok(())
}

/// Checks what a script says in place of the built-in words.
///
/// # Errors
/// The first sentence at fault.
pub fn check_lines(lines: &BTreeMap<String, Vec<String>>) -> Result<(), Unsayable> {
    for (key, ways) in lines {
        let unsayable = |fault: &str| Unsayable { key: key.clone(), way: 0, fault: fault.into() };
        let line = every_line().find(|line| line.key == key).ok_or_else(|| unsayable("Cette phrase n'existe pas."))?;
        if line.locked {
            return Err(unsayable("Cette phrase protège l'appelant : elle ne se change pas ici."));
        }
        check_ways(key, ways, line.holes)?;
    }
    Ok(())
}

impl Scripts {
    /// Checks scripts, shares and the consent question.
    ///
    /// # Errors
    /// The first thing at fault.
    pub fn check(&self) -> Result<(), Unsayable> {
        let wrong = |key: &str, fault: String| Unsayable { key: key.into(), way: 0, fault };
        if self.scripts.len() > SCRIPTS_MAX {
            return Err(wrong("scripts", format!("{SCRIPTS_MAX} scripts au plus sont en service à la fois.")));
        }
        let sum: u32 = self.scripts.iter().map(|s| u32::from(s.share_percent)).sum();
        if !self.scripts.is_empty() && sum != 100 {
            return Err(wrong("share", format!("Les parts font {sum} %. Elles doivent faire 100 %.")));
        }
        for (i, script) in self.scripts.iter().enumerate() {
            if script.id.is_empty() || self.scripts.iter().skip(i + 1).any(|other| other.id == script.id) {
                return Err(wrong("scripts", "Deux scripts ont la même lettre.".into()));
            }
            if script.name.trim().is_empty() || script.name.chars().count() > NAME_CHARS_MAX {
                return Err(wrong("name", format!("Donnez au script un nom de {NAME_CHARS_MAX} caractères au plus.")));
            }
            check_lines(&script.lines)?;
        }
        if let Some(consent) = &self.consent {
            if consent.version.trim().is_empty() || consent.version == Texts::french().consent_version {
                return Err(wrong("ask.consent", "Une autre question de consentement a une autre version.".into()));
            }
            check_ways("ask.consent", &consent.ways, &[])?;
        }
        Ok(())
    }

    /// The words of a call; the same call is always spoken by the same script.
    #[must_use]
    pub fn texts_of(&self, call: huisclos_agenda::CallId) -> Arc<Texts> {
        // Multiplied by a large odd number, the upper bits are as good as drawn, whoever gave the ids.
        let drawn = u8::try_from((call.0.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32) % 100).unwrap_or(0);
        let mut upto = 0;
        let script = self.scripts.iter().find(|script| {
            upto += script.share_percent;
            drawn < upto
        });
        self.texts(script)
    }

    /// The words of one script, with the cabinet's consent question.
    #[must_use]
    pub fn texts(&self, script: Option<&Script>) -> Arc<Texts> {
        if script.is_none() && self.consent.is_none() {
            return Texts::french().clone();
        }
        let none = BTreeMap::new();
        let lines = script.map_or(&none, |script| &script.lines);
        let mut texts = Texts::french().saying(lines);
        texts.script = script.map(|script| script.id.clone());
        if let Some(consent) = &self.consent {
            texts.set_consent(consent);
        }
        Arc::new(texts)
    }

    /// What changed from `old`, one French sentence a thing; empty when they are the same.
    #[must_use]
    pub fn changed_from(&self, old: &Self) -> Vec<String> {
        let mut told = Vec::new();
        for script in old.scripts.iter().filter(|s| self.scripts.iter().all(|n| n.id != s.id)) {
            told.push(format!("Script {} « {} » : retiré.", script.id, script.name));
        }
        for new in &self.scripts {
            match old.scripts.iter().find(|s| s.id == new.id) {
                None => {
                    told.push(format!("Script {} « {} » : mis en service, {} %.", new.id, new.name, new.share_percent));
                }
                Some(was) => {
                    if was.share_percent != new.share_percent {
                        let (is, was) = (new.share_percent, was.share_percent);
                        told.push(format!("Script {} : {is} % au lieu de {was} %.", new.id));
                    }
                    if was.name != new.name {
                        told.push(format!("Script {} : nommé « {} ».", new.id, new.name));
                    }
                    let keys = lines_apart(&was.lines, &new.lines);
                    if keys > 0 {
                        told.push(format!(
                            "Script {} : {keys} phrase{} changée{0}.",
                            new.id,
                            if keys > 1 { "s" } else { "" }
                        ));
                    }
                }
            }
        }
        match (&old.consent, &self.consent) {
            (was, is) if was == is => {}
            (_, Some(consent)) => told.push(format!("Question de consentement : version {}.", consent.version)),
            (_, None) => told.push("Question de consentement : celle d'origine.".into()),
        }
        told
    }
}

/// How many sentences differ.
#[must_use]
pub fn lines_apart(old: &BTreeMap<String, Vec<String>>, new: &BTreeMap<String, Vec<String>>) -> usize {
    let keys: std::collections::BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    keys.into_iter().filter(|key| old.get(*key) != new.get(*key)).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use huisclos_agenda::CallId;

    fn lines(key: &str, ways: &[&str]) -> BTreeMap<String, Vec<String>> {
        BTreeMap::from([(key.to_string(), ways.iter().map(|w| (*w).to_string()).collect())])
    }

    #[test]
    fn a_sentence_keeps_what_the_call_fills_in_and_the_keys_it_awaits() {
        let check = |key: &str, ways: &[&str], fault: Option<&str>| {
            let said = check_lines(&lines(key, ways)).err().map(|e| e.fault);
            match (fault, &said) {
                (None, None) => {}
                (Some(part), Some(told)) => assert!(told.contains(part), "{key}: {told}"),
                _ => panic!("{key} {ways:?}: {said:?}"),
            }
        };
        check("say.moved", &["Voilà, c'est déplacé : {moment}."], None);
        check("say.moved", &["Voilà, c'est déplacé."], Some("Il manque {moment}"));
        check("say.moved", &["C'est déplacé {moment} {with}."], Some("{with} n'est rempli par rien"));
        check("say.moved", &["C'est déplacé {moment"], Some("accolade"));
        check("say.moved", &["C'est déplacé { moment }"], Some("accolade"));
        check("say.moved", &["C'est } déplacé {moment}"], Some("accolade"));
        check("say.moved", &[""], Some("vide"));
        check("say.moved", &[], Some("de 1 à 5"));
        check("say.moved", &["<b>{moment}</b>"], Some("« < » ne se dit pas"));
        check("say.moved", &["a\u{202e}b {moment}"], Some("invisible"));
        check("say.moved", &[&format!("{{moment}} {}", "é".repeat(400))], Some("trop long"));
        check("ask.more", &["Autre chose ?"], Some("2 façons"));
        check("ask.rating", &["Une note de 1 à 5 ?", "De 1 à 4 ?"], Some("touche 5"));
        check("ask.nothing", &["Quoi ?"], Some("n'existe pas"));
        for locked in
            ["alarm.first", "alarm.dismissed", "greeting", "say.noted_today", "say.i_am_automatic", "ask.consent"]
        {
            check(locked, &["Bonjour."], Some("ne se change pas"));
        }
    }

    #[test]
    fn the_built_in_table_passes_its_own_check() {
        for line in every_line().filter(|line| !line.locked) {
            let ways = Texts::french().ways(line.key).to_vec();
            assert_eq!(check_lines(&BTreeMap::from([(line.key.to_string(), ways)])), Ok(()), "{}", line.key);
        }
        let locked: Vec<&str> = every_line().filter(|line| line.locked).map(|line| line.key).collect();
        assert!(locked.len() > 10 && locked.len() < 25, "{locked:?}");
    }

    fn two(a: u8, b: u8) -> Scripts {
        let script = |id: &str, share_percent, open: &str| Script {
            id: id.into(),
            name: format!("essai {id}"),
            share_percent,
            lines: lines("say.goodbye", &[open]),
        };
        Scripts { scripts: vec![script("A", a, "Au revoir A."), script("B", b, "Au revoir B.")], consent: None }
    }

    #[test]
    fn calls_are_shared_out_as_the_percentages_say() {
        let scripts = two(70, 30);
        assert_eq!(scripts.check(), Ok(()));
        // Ids as the box draws them, and ids that follow each other.
        for ids in
            [(0..10_000).map(|i: u64| i.wrapping_mul(0xD134_2543_DE82_EF95)).collect::<Vec<_>>(), (0..10_000).collect()]
        {
            let of_b = ids.iter().filter(|id| scripts.texts_of(CallId(**id)).script.as_deref() == Some("B")).count();
            assert!((2_800..3_200).contains(&of_b), "{of_b} of 10,000");
        }
        let one = scripts.texts_of(CallId(42));
        assert_eq!(one, scripts.texts_of(CallId(42)), "the same call, the same words");
        let (said, id) = (one.ways("say.goodbye").to_vec(), one.script.clone().unwrap_or_default());
        assert_eq!(said, [format!("Au revoir {id}.")]);
        assert!(two(70, 40).check().is_err_and(|e| e.fault.contains("110 %")));
        assert_eq!(Scripts::default().texts_of(CallId(1)).script, None);
    }

    #[test]
    fn another_consent_question_has_another_version() {
        let ways: Vec<String> =
            ["D'accord ?", "Oui ou non ?", "Appuyez sur 1 pour oui, sur 2 pour non."].map(String::from).to_vec();
        let of = |version: &str| Scripts {
            scripts: Vec::new(),
            consent: Some(ConsentWording { version: version.into(), ways: ways.clone() }),
        };
        assert!(of(&Texts::french().consent_version).check().is_err());
        let scripts = of("2026-12");
        assert_eq!(scripts.check(), Ok(()));
        let texts = scripts.texts_of(CallId(1));
        assert_eq!((texts.consent_version.as_str(), texts.consent_wordings()), ("2026-12", &ways[..]));
    }

    /// Scripts as the store kept them first (never changed) open for ever.
    #[test]
    fn scripts_of_the_first_form_open_for_ever() {
        let kept: Scripts = serde_json::from_str(include_str!("../tests/golden/scripts-1.json")).expect("form 1");
        assert_eq!(kept.check(), Ok(()));
        assert_eq!(kept.scripts.iter().map(|s| s.share_percent).collect::<Vec<_>>(), [70, 30]);
        assert_eq!(kept.texts(kept.scripts.get(1)).ways("say.goodbye"), ["Merci, à bientôt."]);
        assert_eq!(kept.texts(None).consent_version, "2026-11-22-2");
    }

    #[test]
    fn changes_are_told() {
        let told = two(50, 50).changed_from(&two(70, 30));
        assert_eq!(told, ["Script A : 50 % au lieu de 70 %.", "Script B : 50 % au lieu de 30 %."]);
        assert_eq!(two(50, 50).changed_from(&two(50, 50)), Vec::<String>::new());
        assert_eq!(Scripts::default().changed_from(&two(50, 50)).len(), 2);
    }
}
