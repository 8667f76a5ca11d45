//! The language model's form beside the rules: it may add an alarm, never remove one; it decides only what they leave open.

#![allow(clippy::unwrap_used)]

use huisclos_agenda::Cabinet;
use huisclos_speech::{Answer, Asking, Form, Intent, Meaning, Topic, understand};

fn hear(say: &str, asking: Asking, form: &Form) -> Meaning {
    understand(say, asking, "2026-11-23T09:00".parse().unwrap(), &Cabinet::demo(), Some(form))
}

fn sure_of(intent: Intent) -> Form {
    Form { intents: vec![(intent, None, 0.95)], ..Form::default() }
}

#[test]
fn the_model_never_removes_an_alarm() {
    let form = Form { emergency: 0.0, ..sure_of(Intent::Book) };
    assert_eq!(hear("j'ai mal à la poitrine", Asking::Open, &form).intent, Intent::Emergency);
}

#[test]
fn the_model_adds_an_alarm_where_the_rules_heard_nothing() {
    let words = vec!["il".into(), "part".into()];
    let form = Form { emergency: 0.3, emergency_words: words, ..sure_of(Intent::Emergency) };
    let meaning = hear("il part tout doucement sous mes yeux", Asking::Open, &form);
    assert_eq!(meaning.intent, Intent::Emergency);
    assert!(meaning.emergency.unwrap().words.matches(|w| w == "il part"));
    let calm = Form { emergency: 0.1, ..sure_of(Intent::Book) };
    assert_ne!(hear("il part tout doucement sous mes yeux", Asking::Open, &calm).intent, Intent::Emergency);
}

#[test]
fn what_the_rules_explained_away_stays_explained() {
    let form = Form { emergency: 0.9, ..sure_of(Intent::Emergency) };
    let meaning = hear("je n'ai pas mal à la poitrine, c'est pour un certificat", Asking::Open, &form);
    assert_eq!(meaning.intent, Intent::Book);
    let meaning = hear("non, ce n'est pas une urgence", Asking::Confirm, &form);
    assert_eq!((meaning.intent, meaning.not_an_emergency), (Intent::None, true));
}

#[test]
fn strong_words_decide_and_doubt_is_shared() {
    let book = |p| Form { intents: vec![(Intent::Book, None, p)], ..Form::default() };
    let said = "je veux annuler mon rendez-vous de jeudi";
    assert_eq!(hear(said, Asking::Open, &book(0.5)).intent, Intent::Cancel);
    assert_eq!(hear(said, Asking::Open, &book(0.95)).intent, Intent::Book, "a model that is sure is right more often");
    assert_eq!(
        hear("faites ce que vous voulez de ce truc", Asking::Open, &sure_of(Intent::Cancel)).intent,
        Intent::Cancel
    );
    assert_eq!(hear("faites ce que vous voulez de ce truc", Asking::Date, &sure_of(Intent::Book)).intent, Intent::None);
}

#[test]
fn dates_and_ids_come_from_the_rules_and_the_cabinet() {
    let form = Form {
        when_words: vec!["jeudi".into()],
        practitioner: Some("docteur Personne".into()),
        motif: Some("un vaccin".into()),
        ..sure_of(Intent::None)
    };
    let meaning = hear("la même chose que mon frère", Asking::Motif, &form);
    assert_eq!(meaning.practitioner, None);
    assert_eq!(meaning.when, None);
    assert_eq!(meaning.motif.unwrap().0, "vaccin");
}

#[test]
fn a_yes_the_rules_did_not_hear_is_the_model_s() {
    let form = Form { answer: Some((Answer::Yes, 0.99)), ..sure_of(Intent::None) };
    assert_eq!(hear("topons là mon brave", Asking::Confirm, &form).answer, Some(Answer::Yes));
    assert_eq!(hear("non merci", Asking::Confirm, &form).answer, Some(Answer::No));
}

#[test]
fn a_name_the_caller_did_not_say_is_not_believed() {
    let form = Form { last_name_words: vec!["durand".into()], ..sure_of(Intent::None) };
    assert_eq!(hear("je ne sais pas", Asking::LastName, &form).last_name, None);
}

#[test]
fn a_spelled_name_is_no_sentence() {
    let letters = vec!["l e f e b v r e".to_string()];
    let form = Form {
        emergency: 0.8,
        emergency_words: letters,
        intents: vec![(Intent::Info, Some(Topic::Access), 0.7)],
        answer: Some((Answer::No, 0.99)),
        ..Form::default()
    };
    for asking in [Asking::Consent, Asking::Date, Asking::Motif, Asking::Slot, Asking::Confirm, Asking::Open] {
        for say in ["L E F E B V R E", "alors Lefebvre, L E F E B V R E"] {
            let meaning = hear(say, asking, &form);
            assert_eq!((meaning.intent, meaning.answer), (Intent::None, None), "{say} {asking:?}");
        }
    }
    // Beside a request the request is heard, and the letters alarm nobody; a word does.
    let say = "Lefebvre L E F E B V R E, je voudrais un rendez-vous";
    assert_eq!(hear(say, Asking::Open, &form).intent, Intent::Book);
    let words = vec!["tout".into(), "pâle".into()];
    let sign = Form { emergency_words: words, ..form };
    assert_eq!(hear("je voudrais un rendez-vous, il part tout pâle", Asking::Open, &sign).intent, Intent::Emergency);
}

#[test]
fn an_alarm_is_about_something_said() {
    let form = |words: &[&str], p| Form {
        emergency: p,
        emergency_words: words.iter().map(|w| (*w).to_string()).collect(),
        ..sure_of(Intent::Emergency)
    };
    let say = "hello, je veux un rendez-vous docteur please";
    assert_eq!(hear(say, Asking::Open, &form(&[], 0.7)).intent, Intent::Book);
    assert_eq!(hear("va te faire foutre", Asking::Open, &form(&["te faire foutre"], 0.7)).emergency, None);
    assert_eq!(
        hear("mourir d'ennui en vous écoutant, je mets deux", Asking::Rating, &form(&["mourir"], 0.5)).rating,
        Some(2)
    );
    // However sure, it points at nothing, or at words that harm nobody.
    assert_eq!(hear(say, Asking::Open, &form(&[], 0.99)).intent, Intent::Book);
    let train = "j'ai un client à lyon";
    assert_eq!(hear(train, Asking::Open, &form(&["à lyon"], 0.99)).emergency, None);
    // The twins: a sign in the words it points at, or in the turn that it points beside.
    let thorax = "le coeur ça recommence";
    assert_eq!(hear(thorax, Asking::Open, &form(&["ça recommence"], 0.99)).intent, Intent::Emergency);
    assert_eq!(hear("il part tout doucement", Asking::Open, &form(&["il", "part"], 0.4)).intent, Intent::Emergency);
}

#[test]
fn a_fact_is_no_yes_and_a_closed_question_is_not_left_on_a_guess() {
    let yes = Form { answer: Some((Answer::Yes, 0.99)), ..sure_of(Intent::None) };
    assert_eq!(hear("celui de neuf heures", Asking::Confirm, &yes).answer, None);
    let human = |p| Form { intents: vec![(Intent::Human, None, p)], ..Form::default() };
    let say = "ce que je ne sais pas bien dire";
    assert_eq!(hear(say, Asking::Consent, &human(0.85)).intent, Intent::None);
    assert_eq!(hear(say, Asking::Consent, &human(0.95)).intent, Intent::Human);
    assert_eq!(hear(say, Asking::Open, &human(0.85)).intent, Intent::Human);
}
