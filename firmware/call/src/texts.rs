//! The text table: every sentence of a call, by key, with its variants and placeholders. None stands in code.

use crate::compose::put;
use huisclos_agenda::Private;
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

/// `texts/fr.toml`, the built-in table.
const FRENCH: &str = include_str!("../texts/fr.toml");

macro_rules! sentences {
    ($($name:ident $key:literal [$($hole:literal)*])*) => {
        /// A sentence of the table.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        #[allow(missing_docs)] // the key says which
        pub(crate) enum Sentence { $($name),* }

        impl Sentence {
            /// Every sentence: name in code, placeholders.
            pub(crate) const ALL: &'static [(Sentence, &'static str, &'static [&'static str])] =
                &[$((Sentence::$name, stringify!($name), &[$($hole),*])),*];

            /// Its key in the table.
            pub(crate) fn key(self) -> &'static str {
                match self { $(Sentence::$name => $key),* }
            }
        }
    };
}

sentences! {
    Greeting "greeting" ["greeting"]
    GreetingClosed "greeting_closed" ["greeting"]
    GreetingMessage "greeting_message" ["greeting"]
    GreetingDefault "greeting_default" ["cabinet"]
    AskOpen "ask.open" []
    AskOpenMessage "ask.open_message" []
    AskMore "ask.more" []
    AskMoreCancelled "ask.more_cancelled" []
    AskMoreSecond "ask.more_second" []
    AskMoreInformed "ask.more_informed" []
    AskConsent "ask.consent" []
    AskMotif "ask.motif" ["motifs" "keys"]
    AskPractitioner "ask.practitioner" ["practitioners" "keys"]
    AskDate "ask.date" []
    AskDateMove "ask.date_move" []
    AskDateOther "ask.date_other" []
    AskSlot "ask.slot" ["first" "second"]
    AskSlotOne "ask.slot_one" ["first"]
    AskSlotWhich "ask.slot_which" ["first" "second"]
    AskLastName "ask.last_name" []
    AskLastNameMine "ask.last_name_mine" []
    AskLastNameTheirs "ask.last_name_theirs" []
    AskCallerName "ask.caller_name" []
    AskSpelling "ask.spelling" []
    AskSpellBack "ask.spell_back" ["letters"]
    AskFirstName "ask.first_name" []
    AskFirstNameMine "ask.first_name_mine" []
    AskFirstNameTheirs "ask.first_name_theirs" []
    AskBirthDate "ask.birth_date" []
    AskBirthYear "ask.birth_year" []
    AskBirthDateMine "ask.birth_date_mine" []
    AskOfferPhone "ask.offer_phone" ["ending"]
    AskPhone "ask.phone" []
    AskReadPhone "ask.read_phone" ["phone"]
    AskRecap "ask.recap" ["motif" "moment" "with"]
    AskRecapNew "ask.recap_new" ["motif" "moment" "with" "name" "birth"]
    AskRecapMove "ask.recap_move" ["moment" "with"]
    AskWrong "ask.wrong" []
    AskWhich "ask.which" ["appointments"]
    AskCancelSure "ask.cancel_sure" ["moment" "with"]
    AskPresent "ask.present" ["moment" "with"]
    AskMoveOrCancel "ask.move_or_cancel" []
    AskDictation "ask.dictation" []
    AskDictationMore "ask.dictation_more" []
    AskDictationFor "ask.dictation_for" ["who"]
    AskRating "ask.rating" []
    AskComment "ask.comment" []
    AskWaitList "ask.wait_list" []
    SlotWith "part.slot_with" ["moment" "with"]
    Person "part.person" ["first_name" "last_name"]
    Key "part.key" ["rank" "what"]
    Appointments "part.appointments" ["count" "list"]
    Sorry "say.sorry" []
    Silence "say.silence" []
    SilentGoodbye "say.silent_goodbye" []
    Wait "say.wait" []
    MessageOnly "say.message_only" []
    OneWish "say.one_wish" []
    OneAtATime "say.one_at_a_time" []
    Acknowledged "say.acknowledged" []
    Listening "say.listening" []
    TakeYourTime "say.take_your_time" []
    IAmAutomatic "say.i_am_automatic" []
    ConsentWhy "say.consent_why" []
    Calm "say.calm" []
    EarliestThen "say.earliest_then" []
    WithoutPhone "say.without_phone" []
    NothingThen "say.nothing_then" []
    ClosedThen "say.closed_then" []
    TooFar "say.too_far" ["until"]
    UrgentSlot "say.urgent_slot" []
    NoMoreSlots "say.no_more_slots" []
    Taken "say.taken" []
    Gone "say.gone" []
    KnownOnly "say.known_only" ["asked" "motif"]
    NotForThisAge "say.not_for_this_age" ["asked" "motif"]
    NotThisPractitioner "say.not_this_practitioner" ["asked" "other"]
    OnlyUnderAge "say.only_under_age" ["asked" "other" "age"]
    OnlyFromAge "say.only_from_age" ["asked" "other" "age"]
    Booked "say.booked" ["moment" "instructions"]
    SureBooked "say.sure_booked" ["moment"]
    SureCancelled "say.sure_cancelled" []
    SureNoted "say.sure_noted" []
    Moved "say.moved" ["moment"]
    Cancelled "say.cancelled" []
    Confirmed "say.confirmed" ["moment"]
    NotChanged "say.not_changed" []
    NothingBooked "say.nothing_booked" []
    NoAppointment "say.no_appointment" []
    YourAppointment "say.your_appointment" ["moment" "with"]
    BirthUnmatched "say.birth_unmatched" []
    NameUnmatched "say.name_unmatched" []
    NotFound "say.not_found" []
    Transfer "say.transfer" []
    HandedBack "say.handed_back" []
    CutOff "say.cut_off" []
    NobodyLifted "say.nobody_lifted" []
    Suggested "say.suggested" []
    TransferUrgent "say.transfer_urgent" []
    StillRinging "say.still_ringing" []
    NobodyThere "say.nobody_there" []
    Forward "say.forward" []
    Closed "say.closed" []
    ConsentRefused "say.consent_refused" []
    RefusedGoodbye "say.refused_goodbye" []
    Noted "say.noted" []
    NotedOnly "say.noted_only" []
    NotedPressing "say.noted_pressing" []
    NotedToday "say.noted_today" []
    Unknown "say.unknown" []
    NotOurs "say.not_ours" ["cabinet"]
    FilteredGoodbye "say.filtered_goodbye" []
    WrongNumberGoodbye "say.wrong_number_goodbye" []
    Foreign "say.foreign" []
    ForeignGoodbye "say.foreign_goodbye" []
    Trouble "say.trouble" []
    TroubleHearing "say.trouble_hearing" []
    CannotNote "say.cannot_note" []
    TooLong "say.too_long" []
    Goodbye "say.goodbye" []
    ThanksRating "say.thanks_rating" []
    Enlisted "say.enlisted" []
    Alarm "alarm.first" []
    AlarmSuicide "alarm.suicide" []
    AlarmViolence "alarm.violence" []
    AlarmRinging "alarm.ringing" []
    AlarmAgain "alarm.again" []
    AlarmDismissed "alarm.dismissed" []
    NoteWho "note.who" ["name"]
    NoteBirth "note.birth" ["birth"]
    NoteWish "note.wish" ["motif" "moment"]
    NoteWishAny "note.wish_any" ["motif"]
    NoteWords "note.words" ["words"]
    NoteRefused "note.refused" ["goal"]
    NoteForeign "note.foreign" []
    NoteNothing "note.nothing" []
    NoteWithout "note.without" ["goal"]
    GoalAppointment "goal.appointment" []
    GoalChange "goal.change" []
    GoalMessage "goal.message" []
    GoalUnknown "goal.unknown" []
}

/// The table. Sentences for the ear: formal, short, the question last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Texts {
    lines: BTreeMap<String, Vec<String>>,
    /// Version of the consent's wording; a new wording gets a new one.
    pub consent_version: String,
    /// The script's name, where these are not the built-in words alone.
    pub script: Option<String>,
}

impl Texts {
    /// The built-in French table.
    pub fn french() -> &'static Arc<Texts> {
        static TABLE: OnceLock<Arc<Texts>> = OnceLock::new();
        TABLE.get_or_init(|| Arc::new(Self::read(FRENCH).expect("the built-in table is read by a test of this crate")))
    }

    fn read(text: &str) -> Result<Self, toml::de::Error> {
        let table: toml::Table = toml::from_str(text)?;
        let mut lines = BTreeMap::new();
        flatten("", &toml::Value::Table(table), &mut lines);
        let consent_version = lines.remove("consent_version").and_then(|v| v.into_iter().next()).unwrap_or_default();
        Ok(Self { lines, consent_version, script: None })
    }

    /// What every caller hears first: that a machine answers, and what to do in an emergency (AI Act, article 50).
    /// `own` is the cabinet's own greeting, where it has one.
    #[must_use]
    pub fn announcement(&self, cabinet: &str, own: Option<&str>) -> String {
        let line = |key| self.lines.get(key).and_then(|v: &Vec<String>| v.first()).map_or("", String::as_str);
        let greeting = own.map_or_else(|| line("greeting_default").replace("{cabinet}", cabinet), str::to_string);
        line("greeting").replace("{greeting}", &greeting)
    }

    /// The ways of saying the sentence of a key.
    #[must_use]
    pub fn ways(&self, key: &str) -> &[String] {
        self.lines.get(key).map_or(&[], Vec::as_slice)
    }

    /// The same table with other words for some sentences.
    pub(crate) fn saying(&self, lines: &BTreeMap<String, Vec<String>>) -> Self {
        let mut texts = self.clone();
        texts.lines.extend(lines.iter().map(|(key, ways)| (key.clone(), ways.clone())));
        texts
    }

    pub(crate) fn set_consent(&mut self, consent: &crate::script::ConsentWording) {
        self.consent_version.clone_from(&consent.version);
        self.lines.insert(Sentence::AskConsent.key().into(), consent.ways.clone());
    }

    /// The consent question, in every variant, word for word.
    #[must_use]
    pub fn consent_wordings(&self) -> &[String] {
        self.lines.get(Sentence::AskConsent.key()).map_or(&[], Vec::as_slice)
    }

    /// How many ways there are to say it; at least one.
    pub(crate) fn variants(&self, sentence: Sentence) -> usize {
        self.lines.get(sentence.key()).map_or(1, |v| v.len().max(1))
    }

    /// The sentence, in its `variant` (the last one when there are fewer), with its placeholders filled.
    pub(crate) fn fill(
        &self,
        sentence: Sentence,
        variant: usize,
        holes: &[(&str, Private<String>)],
    ) -> Private<String> {
        let variants = self.lines.get(sentence.key()).map_or(&[][..], Vec::as_slice);
        let template = variants.get(variant).or(variants.last()).cloned().unwrap_or_default();
        holes.iter().fold(Private::new(template), |text, (name, value)| put(&text, name, value))
    }
}

fn flatten(prefix: &str, value: &toml::Value, into: &mut BTreeMap<String, Vec<String>>) {
    match value {
        toml::Value::Table(table) => {
            for (key, value) in table {
                let path = if prefix.is_empty() { key.clone() } else { format!("{prefix}.{key}") };
                flatten(&path, value, into);
            }
        }
        toml::Value::Array(all) => {
            into.insert(prefix.to_string(), all.iter().filter_map(|v| v.as_str().map(str::to_string)).collect());
        }
        toml::Value::String(one) => {
            into.insert(prefix.to_string(), vec![one.clone()]);
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holes(text: &str) -> Vec<&str> {
        text.split('{').skip(1).filter_map(|rest| rest.split('}').next()).collect()
    }

    #[test]
    fn every_key_is_used_and_every_placeholder_filled() {
        let table = Texts::french();
        let sources: String = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/src"))
            .expect("the crate has sources")
            .filter_map(|entry| std::fs::read_to_string(entry.ok()?.path()).ok())
            .collect();
        let mut left: Vec<&String> = table.lines.keys().collect();
        for (sentence, name, allowed) in Sentence::ALL {
            let variants = table.lines.get(sentence.key()).unwrap_or_else(|| panic!("no text for {}", sentence.key()));
            assert!(!variants.is_empty(), "{}", sentence.key());
            for text in variants {
                for hole in holes(text) {
                    assert!(allowed.contains(&hole), "{}: {{{hole}}} is filled by nobody", sentence.key());
                }
                let filled = table.fill(
                    *sentence,
                    0,
                    &allowed.iter().map(|h| (*h, Private::new("x".to_string()))).collect::<Vec<_>>(),
                );
                assert!(filled.matches(|t| !t.contains('{')), "{}", sentence.key());
            }
            assert!(sources.contains(&format!("Sentence::{name}")), "nobody says {}", sentence.key());
            left.retain(|key| *key != sentence.key());
        }
        assert!(left.is_empty(), "keys that no code names: {left:?}");
        assert!(!table.consent_version.is_empty());
    }

    #[test]
    fn the_announcement_and_the_consent_are_told_whole() {
        let table = Texts::french();
        let own = table.announcement("cabinet des Lilas", Some("Bonjour, ici les Lilas."));
        let plain = table.announcement("cabinet des Lilas", None);
        assert!(own.starts_with("Bonjour, ici les Lilas. ") && plain.contains("cabinet des Lilas"));
        for said in [&own, &plain] {
            assert!(said.contains("assistant automatique") && said.contains("15") && !said.contains('{'), "{said}");
        }
        assert_eq!(table.consent_wordings().len(), table.variants(Sentence::AskConsent));
    }

    #[test]
    fn a_table_with_an_unknown_hole_would_be_seen() {
        assert_eq!(holes("Le {moment}, {with}."), ["moment", "with"]);
        let table = Texts::read("[ask]\nopen = \"Quoi {donc} ?\"").expect("toml");
        assert!(table.fill(Sentence::AskOpen, 0, &[]).matches(|t| t.contains("{donc}")));
    }

    #[test]
    fn alarms_say_the_sentence_of_the_signed_list() {
        let table = Texts::french();
        for alarm in [Sentence::Alarm, Sentence::AlarmSuicide, Sentence::AlarmViolence, Sentence::AlarmAgain] {
            let first = table.fill(alarm, 0, &[]);
            assert!(first.matches(|t| t.starts_with("Si c'est une urgence vitale, raccrochez et composez le 15.")));
        }
    }
}
