//! The tables of `firmware/speech/data`, read once. A broken line fails this crate's tests, never a call.

use super::lexicon::{Hits, Lexicon};
use super::pattern::{Pattern, Wall};
use super::turn::{Turn, fold};
use crate::{Family, Intent, Repeat, Topic};
use serde::Deserialize;
use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::LazyLock;

/// Patterns that must all be found, in any order, each anywhere in the turn ("A & B").
#[derive(Debug)]
pub struct Line {
    /// As written in the table.
    pub text: String,
    parts: Vec<Pattern>,
}

impl Line {
    fn read(text: &str, lists: &HashMap<String, String>, lexicon: &mut Lexicon) -> Result<Self, String> {
        let parts = text.split(" & ").map(|part| Pattern::read(part, lists, lexicon)).collect::<Result<_, _>>()?;
        Ok(Self { text: text.to_string(), parts })
    }

    /// Where each part is found; empty when one is not. A line of one part gives one place per element.
    pub fn find(&self, turn: &Turn, hits: &Hits, wall: Wall) -> Vec<Vec<Range<usize>>> {
        let mut found = Vec::with_capacity(self.parts.len());
        for part in &self.parts {
            let places = part.find_all(turn, hits, wall);
            if places.is_empty() {
                return Vec::new();
            }
            found.push(places);
        }
        found
    }
}

/// The signed list.
#[derive(Debug)]
pub struct RedFlags {
    /// Version of the list.
    pub version: String,
    /// The doctor who signed it; empty while nobody has.
    pub signed_by: String,
    /// Families in the order in which the first found is announced.
    pub families: Vec<(Family, Vec<Line>)>,
    /// See the comments of the table.
    pub explained: Explained,
}

/// What makes a sign none.
#[derive(Debug)]
#[allow(missing_docs)] // the table says each
pub struct Explained {
    pub overlap: Vec<Line>,
    pub before: Vec<Line>,
    pub long_ago: Vec<Line>,
    pub over: Vec<Line>,
    pub still: Vec<Line>,
}

/// All the tables and their words.
#[derive(Debug)]
pub struct Tables {
    /// Every word of every table.
    pub lexicon: Lexicon,
    /// `red-flags.toml`.
    pub red_flags: RedFlags,
    /// `intents.toml`, in order.
    pub intents: Vec<Rule>,
    /// `answers.toml`.
    pub answers: Answers,
    /// `motifs-lay.toml`.
    pub motifs: Motifs,
}

/// What a line of `intents.toml` means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Means {
    /// An intent, with the topic of `Info`.
    Intent(Intent, Option<Topic>),
    /// Say it again.
    Repeat(Repeat),
}

/// A rule of `intents.toml`.
#[derive(Debug)]
pub struct Rule {
    /// What it is evidence of.
    pub means: Means,
    /// How strong, 0 to 1.
    pub score: f32,
    /// False: counts only when nothing precise was asked.
    pub asked: bool,
    /// Its patterns.
    pub say: Vec<Line>,
}

/// `answers.toml`.
#[derive(Debug)]
#[allow(missing_docs)] // the table says each
pub struct Answers {
    pub yes: Vec<Line>,
    pub agree: Vec<Line>,
    pub no: Vec<Line>,
    pub disagree: Vec<Line>,
    pub nothing_more: Vec<Line>,
    pub not_an_emergency: Vec<Line>,
    pub urgent: Vec<Line>,
    pub not_urgent: Vec<Line>,
    pub other: Vec<Line>,
    pub bystander: Vec<Line>,
    pub for_myself: Vec<Line>,
    pub for_both: Vec<Line>,
    pub myself: Vec<Line>,
    pub foreign: HashSet<String>,
    pub french: HashSet<String>,
}

/// `motifs-lay.toml`.
#[derive(Debug)]
pub struct Motifs {
    /// Sorts of motif in order of preference.
    pub kinds: Vec<Kind>,
    /// A health reason.
    pub lay: Vec<Line>,
    /// Words too vague to be a motif.
    pub weak: Vec<String>,
}

/// A sort of motif.
#[derive(Debug)]
pub struct Kind {
    /// Its name, for the reader of the table.
    pub name: String,
    /// Folded names of cabinet motifs that it is.
    pub fits: Vec<String>,
    /// How it is said.
    pub say: Vec<Line>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RedFlagsFile {
    version: String,
    signed_by: String,
    lists: HashMap<String, String>,
    family: Vec<FamilyFile>,
    explained: HashMap<String, Vec<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FamilyFile {
    name: String,
    signs: Vec<String>,
}

fn lines(from: &[String], lists: &HashMap<String, String>, lexicon: &mut Lexicon) -> Result<Vec<Line>, String> {
    from.iter().map(|text| Line::read(text, lists, lexicon)).collect()
}

fn red_flags(text: &str, lexicon: &mut Lexicon) -> Result<RedFlags, String> {
    let file: RedFlagsFile = toml::from_str(text).map_err(|e| e.to_string())?;
    let mut families = Vec::new();
    for family in &file.family {
        let name = Family::from_word(&family.name).ok_or(format!("« {} » n'est pas une famille", family.name))?;
        families.push((name, lines(&family.signs, &file.lists, lexicon)?));
    }
    let mut list = |name: &str| {
        let texts = file.explained.get(name).ok_or(format!("explained.{name} manque"))?;
        lines(texts, &file.lists, lexicon)
    };
    let explained = Explained {
        overlap: list("overlap")?,
        before: list("before")?,
        long_ago: list("long_ago")?,
        over: list("over")?,
        still: list("still")?,
    };
    Ok(RedFlags { version: file.version, signed_by: file.signed_by, families, explained })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct IntentsFile {
    lists: HashMap<String, String>,
    rule: Vec<RuleFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleFile {
    means: String,
    score: f32,
    #[serde(default = "yes")]
    asked: bool,
    say: Vec<String>,
}

fn yes() -> bool {
    true
}

fn intents(text: &str, lexicon: &mut Lexicon) -> Result<Vec<Rule>, String> {
    let file: IntentsFile = toml::from_str(text).map_err(|e| e.to_string())?;
    let rule = |rule: &RuleFile| {
        let means = match rule.means.split_once('.') {
            Some(("repeat", "again")) => Means::Repeat(Repeat::Again),
            Some(("repeat", "slower")) => Means::Repeat(Repeat::Slower),
            Some(("info", topic)) => {
                Means::Intent(Intent::Info, Some(Topic::from_word(topic).ok_or(format!("sujet {topic} ?"))?))
            }
            _ => Means::Intent(Intent::from_word(&rule.means).ok_or(format!("intention {} ?", rule.means))?, None),
        };
        Ok(Rule { means, score: rule.score, asked: rule.asked, say: lines(&rule.say, &file.lists, lexicon)? })
    };
    file.rule.iter().map(rule).collect()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AnswersFile {
    yes: Vec<String>,
    agree: Vec<String>,
    no: Vec<String>,
    disagree: Vec<String>,
    nothing_more: Vec<String>,
    not_an_emergency: Vec<String>,
    urgent: Vec<String>,
    not_urgent: Vec<String>,
    who: WhoFile,
    language: LanguageFile,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WhoFile {
    kin: String,
    third: String,
    little: String,
    other: Vec<String>,
    bystander: Vec<String>,
    for_myself: Vec<String>,
    for_both: Vec<String>,
    myself: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LanguageFile {
    foreign: String,
    french: String,
}

fn answers(text: &str, lexicon: &mut Lexicon) -> Result<Answers, String> {
    let file: AnswersFile = toml::from_str(text).map_err(|e| e.to_string())?;
    let lists = [("kin", file.who.kin), ("third", file.who.third), ("little", file.who.little)];
    let lists = HashMap::from(lists.map(|(name, list)| (name.to_string(), list)));
    let words = |text: &str| text.split_whitespace().map(fold).collect();
    let mut read = |from: &[String]| lines(from, &lists, lexicon);
    Ok(Answers {
        yes: read(&file.yes)?,
        agree: read(&file.agree)?,
        no: read(&file.no)?,
        disagree: read(&file.disagree)?,
        nothing_more: read(&file.nothing_more)?,
        not_an_emergency: read(&file.not_an_emergency)?,
        urgent: read(&file.urgent)?,
        not_urgent: read(&file.not_urgent)?,
        other: read(&file.who.other)?,
        bystander: read(&file.who.bystander)?,
        for_myself: read(&file.who.for_myself)?,
        for_both: read(&file.who.for_both)?,
        myself: read(&file.who.myself)?,
        foreign: words(&file.language.foreign),
        french: words(&file.language.french),
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MotifsFile {
    kind: Vec<KindFile>,
    lay: LayFile,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct KindFile {
    name: String,
    fits: Vec<String>,
    say: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LayFile {
    body: String,
    say: Vec<String>,
    weak: Vec<String>,
}

fn motifs(text: &str, lexicon: &mut Lexicon) -> Result<Motifs, String> {
    let file: MotifsFile = toml::from_str(text).map_err(|e| e.to_string())?;
    let lists = HashMap::from([("body".to_string(), file.lay.body)]);
    let mut kinds = Vec::new();
    for kind in &file.kind {
        kinds.push(Kind {
            name: kind.name.clone(),
            fits: kind.fits.iter().map(|f| fold(f)).collect(),
            say: lines(&kind.say, &lists, lexicon)?,
        });
    }
    let lay = lines(&file.lay.say, &lists, lexicon)?;
    Ok(Motifs { kinds, lay, weak: file.lay.weak.iter().map(|w| fold(w)).collect() })
}

/// Reads every table.
fn read() -> Result<Tables, String> {
    let mut lexicon = Lexicon::default();
    lexicon.know_common(include_str!("../../data/common-words.txt"));
    let red_flags = red_flags(include_str!("../../data/red-flags.toml"), &mut lexicon)?;
    let intents = intents(include_str!("../../data/intents.toml"), &mut lexicon)?;
    let answers = answers(include_str!("../../data/answers.toml"), &mut lexicon)?;
    let motifs = motifs(include_str!("../../data/motifs-lay.toml"), &mut lexicon)?;
    Ok(Tables { lexicon, red_flags, intents, answers, motifs })
}

static TABLES: LazyLock<Tables> =
    LazyLock::new(|| read().unwrap_or_else(|why| unreachable!("a table that this crate's tests read: {why}")));

/// The tables.
pub fn tables() -> &'static Tables {
    &TABLES
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_is_read() {
        if let Err(why) = read() {
            panic!("{why}");
        }
    }
}
