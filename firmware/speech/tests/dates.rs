//! Dates and hours said on the telephone: every row of `french-speech.md`, and what callers say in its spirit.
//!
//! A wish is written `from..to after-before`: `2026-11-24` is one day, `2026-11-30..` has no end, `14:00=` is an exact
//! hour, `17:00-` "après", `-10:00` "avant"; empty is "asked again".

mod written;

use huisclos_speech::calendar::plus;
use huisclos_speech::when::{dates_in, leaves_it_open, when, wish_and_existing};
use huisclos_speech::{Intent, When, say, say_date};
use jiff::civil::{DateTime, Time, date};
use proptest::prelude::*;

/// A Monday.
fn monday() -> DateTime {
    date(2026, 11, 23).at(9, 0, 0, 0)
}

fn written(w: Option<When>) -> String {
    w.map_or(String::new(), written::written)
}

/// All the rows that differ at once: one run shows everything.
fn check(now: DateTime, rows: &[(&str, &str)]) {
    let wrong: Vec<String> = rows
        .iter()
        .filter_map(|(text, want)| {
            let got = written(when(text, now).map(|f| f.value));
            (got != *want).then(|| format!("{text}\n   got  {got}\n   want {want}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{} of {} differ\n{}", wrong.len(), rows.len(), wrong.join("\n"));
}

#[test]
fn the_table() {
    check(
        monday(),
        &[
            ("aujourd'hui", "2026-11-23"),
            ("demain", "2026-11-24"),
            ("après-demain", "2026-11-25"),
            ("mardi", "2026-11-24"),
            ("mardi prochain", "2026-11-24"),
            ("lundi", "2026-11-30"),
            ("mardi en huit", "2026-12-01"),
            ("mardi de la semaine prochaine", "2026-12-01"),
            ("cette semaine", "2026-11-23..2026-11-29"),
            ("la semaine prochaine", "2026-11-30..2026-12-06"),
            ("en début de semaine prochaine", "2026-11-30..2026-12-01"),
            ("au milieu de la semaine prochaine", "2026-12-02"),
            ("en fin de semaine prochaine", "2026-12-03..2026-12-04"),
            ("dans huit jours", "2026-11-30"),
            ("dans quinze jours", "2026-12-07"),
            ("d'ici la fin du mois", "2026-11-23..2026-11-30"),
            ("le mois prochain", "2026-12-01..2026-12-31"),
            ("le vingt-huit", "2026-11-28"),
            ("le vingt-trois", "2026-12-23"),
            ("le onze du mois prochain", "2026-12-11"),
            ("le matin", "08:00-12:00"),
            ("en début de matinée", "08:00-10:00"),
            ("en fin de matinée", "10:00-12:00"),
            ("le midi", "12:00-14:00"),
            ("entre midi et deux", "12:00-14:00"),
            ("à midi", "12:00="),
            ("l'après-midi", "14:00-18:00"),
            ("en début d'après-midi", "14:00-16:00"),
            ("en fin d'après-midi", "16:00-18:00"),
            ("le soir", "17:00-20:00"),
            ("en fin de journée", "17:00-20:00"),
            ("vers quinze heures", "14:30-15:30"),
            ("après dix-sept heures", "17:00-"),
            ("avant dix heures", "-10:00"),
            ("à deux heures de l'après-midi", "14:00="),
            ("neuf heures et quart", "09:15="),
            ("onze heures moins le quart", "10:45="),
            ("midi et demi", "12:30="),
            ("jeudi ou vendredi", "2026-11-26..2026-11-27"),
            ("lundi trente", "2026-11-30"),
            ("le quinze janvier", "2027-01-15"),
            ("vers le cinq", "2026-12-05"),
            ("le trente et un février", ""),
            ("le plus tôt possible", "2026-11-23.."),
            ("une petite place", "2026-11-23.."),
        ],
    );
}

#[test]
fn days_beyond_the_table() {
    check(
        monday(),
        &[
            ("ce mardi", "2026-11-24"),
            ("jeudi qui vient", "2026-11-26"),
            ("jeudi en quinze", "2026-12-10"),
            ("la semaine prochaine, mardi", "2026-12-01"),
            ("jeudi de cette semaine", "2026-11-26"),
            ("jeudi dans deux semaines", "2026-12-10"),
            ("entre lundi et mercredi", "2026-11-30..2026-12-02"),
            ("de mercredi à mardi", "2026-11-25..2026-12-01"),
            ("du 3 au 7", "2026-12-03..2026-12-07"),
            ("du 3 au 7 janvier", "2027-01-03..2027-01-07"),
            ("entre le trois et le sept décembre", "2026-12-03..2026-12-07"),
            ("du 28 novembre au 3 décembre", "2026-11-28..2026-12-03"),
            ("du 28 au 3 décembre", "2026-11-28..2026-12-03"),
            ("le 3 ou le 4 janvier", "2027-01-03..2027-01-04"),
            ("le 3 ou 4 décembre", "2026-12-03..2026-12-04"),
            ("à partir de lundi", "2026-11-30.."),
            ("à partir du quinze", "2026-12-15.."),
            ("à partir de la semaine prochaine", "2026-11-30.."),
            ("dès demain", "2026-11-24.."),
            ("avant vendredi", "2026-11-23..2026-11-26"),
            ("d'ici vendredi", "2026-11-23..2026-11-27"),
            ("jusqu'à vendredi", "2026-11-23..2026-11-27"),
            ("vendredi au plus tard", "2026-11-23..2026-11-27"),
            ("pas plus tard que vendredi", "2026-11-23..2026-11-27"),
            ("après le quinze", "2026-12-16.."),
            ("après vendredi", "2026-11-28.."),
            ("pas avant le 15", "2026-12-15.."),
            ("pas avant lundi", "2026-11-30.."),
            ("pas avant deux semaines", "2026-12-07.."),
            ("avant la fin du mois", "2026-11-23..2026-11-30"),
            ("d'ici la fin de la semaine", "2026-11-23..2026-11-29"),
            ("en fin de semaine", "2026-11-26..2026-11-27"),
            ("à la fin du mois", "2026-11-23..2026-11-30"),
            ("la semaine du sept décembre", "2026-12-07..2026-12-13"),
            ("mardi de la semaine du sept décembre", "2026-12-08"),
            ("début décembre", "2026-12-01..2026-12-10"),
            ("mi-janvier", "2027-01-11..2027-01-20"),
            ("fin janvier", "2027-01-21..2027-01-31"),
            ("courant décembre", "2026-12-01..2026-12-31"),
            ("en décembre", "2026-12-01..2026-12-31"),
            ("au mois de mars", "2027-03-01..2027-03-31"),
            ("dans trois jours", "2026-11-26"),
            ("dans deux semaines", "2026-12-07"),
            ("dans un mois", "2026-12-23"),
            ("dans deux ou trois jours", "2026-11-25..2026-11-26"),
            ("dans une quinzaine", "2026-12-07"),
            ("dans une dizaine de jours", "2026-12-03"),
            ("d'ici quinze jours", "2026-11-23..2026-12-07"),
            ("d'ici un mois", "2026-11-23..2026-12-23"),
            ("sous huitaine", "2026-11-23..2026-11-30"),
            ("sous 48 heures", "2026-11-23..2026-11-25"),
            ("dans les trois jours", "2026-11-23..2026-11-26"),
            ("dans les prochains jours", "2026-11-23..2026-11-30"),
            ("le week-end", "2026-11-28..2026-11-29"),
            ("ce week-end", "2026-11-28..2026-11-29"),
            ("en semaine", "2026-11-23..2026-11-27"),
            ("le premier lundi de décembre", "2026-12-07"),
            ("le dernier vendredi du mois", "2026-11-27"),
            ("le premier mardi du mois prochain", "2026-12-01"),
            ("la première semaine de janvier", "2027-01-01..2027-01-07"),
            ("dans la semaine", "2026-11-23..2026-11-29"),
            ("dans la journée", "2026-11-23"),
            ("après les vacances", ""),
            ("après Noël", "2026-12-26.."),
            ("avant les fêtes", "2026-11-23..2026-12-24"),
            ("le 28/11", "2026-11-28"),
            ("28 novembre 2026", "2026-11-28"),
            ("le 15/01/2027", "2027-01-15"),
            ("2027-01-15", "2027-01-15"),
            ("1er décembre", "2026-12-01"),
            ("le 1er décembre", "2026-12-01"),
            ("le premier décembre deux mille vingt-six", "2026-12-01"),
            ("mardi premier décembre", "2026-12-01"),
            ("mardi, le premier décembre", "2026-12-01"),
            ("mardi 8", "2026-12-08"),
            ("mercredi treize", "2027-01-13"),
            ("le quinze janvier vingt-sept", "2027-01-15"),
            ("le 23 novembre", "2026-11-23"),
            ("lundi, mardi ou mercredi", "2026-11-24..2026-11-30"),
            ("mardi et jeudi", "2026-11-24..2026-11-26"),
            ("le vingt-six novembre, un jeudi", "2026-11-26"),
            ("demain mardi", "2026-11-24"),
            ("la semaine d'après", "2026-11-30..2026-12-06"),
            ("l'année prochaine", "2027-01-01..2027-12-31"),
            ("le deux du douze", "2026-12-02"),
            ("dans trois semaines, un mardi", "2026-12-15"),
            ("dans un mois et demi", "2027-01-07"),
            ("en semaine après dix-huit heures", "2026-11-23..2026-11-27 18:00-"),
        ],
    );
}

#[test]
fn hours_and_parts_of_the_day() {
    check(
        monday(),
        &[
            ("demain matin", "2026-11-24 08:00-12:00"),
            ("ce soir", "2026-11-23 17:00-20:00"),
            ("cet après-midi", "2026-11-23 14:00-18:00"),
            ("ce matin", "2026-11-23 08:00-12:00"),
            ("jeudi matin", "2026-11-26 08:00-12:00"),
            ("jeudi midi", "2026-11-26 12:00-14:00"),
            ("jeudi à midi", "2026-11-26 12:00="),
            ("jeudi vers quinze heures", "2026-11-26 14:30-15:30"),
            ("mardi à 9h30", "2026-11-24 09:30="),
            ("mardi 14h", "2026-11-24 14:00="),
            ("mardi 14:30", "2026-11-24 14:30="),
            ("mardi à quatorze trente", "2026-11-24 14:30="),
            ("entre dix heures et midi", "10:00-12:00"),
            ("de 14 à 16 heures", "14:00-16:00"),
            ("de quatorze heures à seize heures", "14:00-16:00"),
            ("14h-16h", "14:00-16:00"),
            ("entre dix et onze heures", "10:00-11:00"),
            ("entre sept et neuf heures", "07:00-09:00"),
            ("entre deux et quatre heures", "14:00-16:00"),
            ("à partir de seize heures", "16:00-"),
            ("pas avant dix heures", "10:00-"),
            ("pas après seize heures", "-16:00"),
            ("jusqu'à seize heures", "-16:00"),
            ("seize heures au plus tard", "-16:00"),
            ("dix heures environ", "09:30-10:30"),
            ("midi et quart", "12:15="),
            ("vers midi", "11:30-12:30"),
            ("autour de midi", "11:30-12:30"),
            ("avant midi", "-12:00"),
            ("une heure de l'après-midi", "13:00="),
            ("à une heure", "13:00="),
            ("à une heure et demie", "13:30="),
            ("huit heures du soir", "20:00="),
            ("à huit heures", "08:00="),
            ("à deux heures", "14:00="),
            ("à sept heures", "19:00="),
            ("sept heures du matin", "07:00="),
            ("07h30", "07:30="),
            ("demain matin à sept heures", "2026-11-24 07:00="),
            ("jeudi après-midi à trois heures", "2026-11-26 15:00="),
            ("dix-huit heures quinze", "18:15="),
            ("onze heures moins vingt", "10:40="),
            ("trois heures moins le quart", "14:45="),
            ("plutôt en fin de journée", "17:00-20:00"),
            ("le matin, pas avant dix heures", "10:00-12:00"),
            ("l'après-midi à partir de seize heures", "16:00-18:00"),
            ("après 14h et avant 16h", "14:00-16:00"),
            ("neuf heures ou dix heures", "09:00-10:00"),
            ("mardi matin ou jeudi après-midi", "2026-11-24..2026-11-26 08:00-18:00"),
            ("pas le matin", "12:00-"),
            ("lundi trente à neuf heures et quart", "2026-11-30 09:15="),
            ("le vingt-huit à quatorze heures", "2026-11-28 14:00="),
            ("le plus tôt possible, le matin", "2026-11-23.. 08:00-12:00"),
            ("à la première heure demain", "2026-11-24 08:00-10:00"),
            ("dans la matinée", "08:00-12:00"),
            ("à l'heure du déjeuner", "12:00-14:00"),
        ],
    );
}

#[test]
fn what_remains_wins() {
    check(
        monday(),
        &[
            ("mardi euh non jeudi", "2026-11-26"),
            ("jeudi, enfin plutôt vendredi", "2026-11-27"),
            ("pas mardi, mercredi", "2026-11-25"),
            ("pas mardi mercredi", "2026-11-25"),
            ("jeudi plutôt que vendredi", "2026-11-26"),
            ("plutôt jeudi que mardi", "2026-11-26"),
            ("jeudi et pas vendredi", "2026-11-26"),
            ("jeudi au lieu de vendredi", "2026-11-26"),
            ("n'importe quel jour sauf lundi", "2026-11-23.."),
            ("pas le mercredi", ""),
            ("sauf lundi", ""),
            ("ni lundi ni mardi, jeudi", "2026-11-26"),
            ("jeudi je peux pas, vendredi matin", "2026-11-27 08:00-12:00"),
            ("je ne peux pas jeudi, mais vendredi oui", "2026-11-27"),
            ("vous n'avez pas vendredi", "2026-11-27"),
            ("pourquoi pas jeudi", "2026-11-26"),
            ("jeudi à neuf heures, non, dix heures", "2026-11-26 10:00="),
            ("un vendredi, le vendredi onze", "2026-12-11"),
            ("pas la semaine prochaine, la semaine d'après", "2026-12-07..2026-12-13"),
            ("n'importe quand d'ici vendredi", "2026-11-23..2026-11-27"),
            ("n'importe quand", "2026-11-23.."),
            ("dès que possible", "2026-11-23.."),
            ("jeudi prochain, non, celui d'après", "2026-12-03"),
            ("je finis à dix-sept heures", "17:00-"),
            ("une petite place demain matin", "2026-11-24 08:00-12:00"),
        ],
    );
}

#[test]
fn what_is_no_date() {
    check(
        monday(),
        &[
            ("", ""),
            ("bonne journée", ""),
            ("bon après-midi", ""),
            ("bon week-end", ""),
            ("j'ai mal depuis trois semaines", ""),
            ("depuis ce matin", ""),
            ("depuis mardi", ""),
            ("il y a vingt ans", ""),
            ("elle a sept ans", ""),
            ("mon bébé a quinze jours", ""),
            ("j'attends depuis deux heures", ""),
            ("deux heures d'attente", ""),
            ("au 12 rue des Lilas", ""),
            ("le zéro six douze trente-quatre", ""),
            ("il faut appeler le quinze", ""),
            ("le premier me convient", ""),
            ("le trente-deux décembre", ""),
            ("le 32/12", ""),
            ("la semaine dernière", ""),
            ("hier", ""),
            ("vous dites deux fois", ""),
            ("un kilo cinq", ""),
            ("monsieur Noël", ""),
            ("j'ai mal au dos le matin", ""),
            ("j'ai été opéré le 12 octobre", ""),
            ("l'ordonnance du 3 novembre", ""),
            ("je suis née le 12 mars 1964", ""),
            ("mon numéro c'est le 06 12 34 56 78", ""),
            ("j'ai 39 de fièvre depuis 2 jours", ""),
            ("je marche bien, mais j'ai mal", ""),
        ],
    );
}

#[test]
fn written_in_figures() {
    check(
        monday(),
        &[
            ("Jeudi 26 novembre à 14h30.", "2026-11-26 14:30="),
            ("Dans 15 jours.", "2026-12-07"),
            ("Mardi en 8.", "2026-12-01"),
            ("Le 5, ou le 6.", "2026-12-05..2026-12-06"),
            ("11h moins le quart", "10:45="),
            ("à 2h de l'après-midi", "14:00="),
            ("Entre 12h et 14h.", "12:00-14:00"),
            ("Vers 15h.", "14:30-15:30"),
            ("Lundi 30, 9 heures et quart", "2026-11-30 09:15="),
            ("Le 31 février.", ""),
            ("Jeudi ? Non, vendredi.", "2026-11-27"),
            ("J'ai 45 ans et je voudrais un rendez-vous mardi", "2026-11-24"),
            ("j'ai mal le soir, je voudrais un rendez-vous demain matin", "2026-11-24 08:00-12:00"),
        ],
    );
}

#[test]
fn recognisers_slips() {
    check(
        monday(),
        &[
            ("jeudit apremidi", "2026-11-26 14:00-18:00"),
            ("mardi an huit", "2026-12-01"),
            ("lundi en uit", "2026-12-07"),
            ("la semène prochaine", "2026-11-30..2026-12-06"),
            ("ver quinzeure", "14:30-15:30"),
            ("apré dis sept heure", "17:00-"),
            ("vendre di", "2026-11-27"),
            ("d'ici la fin du moi", "2026-11-23..2026-11-30"),
            ("dan quinze jour", "2026-12-07"),
            ("le vint huit novembre au mattin", "2026-11-28 08:00-12:00"),
            ("le plutot possible", "2026-11-23.."),
            ("demin mattin", "2026-11-24 08:00-12:00"),
            ("après demain", "2026-11-25"),
            ("jeudi après midi", "2026-11-26 14:00-18:00"),
            ("en fin dapres midi", "16:00-18:00"),
            ("aujourdui", "2026-11-23"),
            ("le cinq désembre a dix eure", "2026-12-05 10:00="),
            ("a si heure du soir", "18:00="),
            ("le vin deux décembre", "2026-12-22"),
        ],
    );
}

#[test]
fn other_days_of_the_call() {
    // A Sunday.
    check(
        date(2026, 11, 29).at(18, 0, 0, 0),
        &[
            ("demain", "2026-11-30"),
            ("dimanche", "2026-12-06"),
            ("lundi", "2026-11-30"),
            ("cette semaine", "2026-11-29"),
            ("la semaine prochaine", "2026-11-30..2026-12-06"),
            ("mardi de la semaine prochaine", "2026-12-01"),
            ("mardi en huit", "2026-12-08"),
            ("ce week-end", "2026-11-29"),
            ("le week-end prochain", "2026-12-05..2026-12-06"),
            ("d'ici la fin du mois", "2026-11-29..2026-11-30"),
            ("en semaine", "2026-11-30..2026-12-04"),
            ("en fin de semaine", "2026-12-03..2026-12-04"),
        ],
    );
    // The 31st of January.
    check(
        date(2027, 1, 31).at(9, 0, 0, 0),
        &[
            ("le trente", "2027-03-30"),
            ("le trente et un", "2027-03-31"),
            ("le mois prochain", "2027-02-01..2027-02-28"),
            ("dans un mois", "2027-02-28"),
            ("le trente et un du mois prochain", ""),
            ("d'ici la fin du mois", "2027-01-31"),
            ("demain", "2027-02-01"),
            ("le vingt-neuf février", ""),
        ],
    );
    // A leap year.
    check(
        date(2028, 2, 28).at(9, 0, 0, 0),
        &[
            ("demain", "2028-02-29"),
            ("le vingt-neuf février", "2028-02-29"),
            ("le vingt-neuf", "2028-02-29"),
            ("le trente février", ""),
            ("après-demain", "2028-03-01"),
        ],
    );
    // The end of a year.
    check(
        date(2026, 12, 30).at(9, 0, 0, 0),
        &[
            ("le deux janvier", "2027-01-02"),
            ("le deux", "2027-01-02"),
            ("le mois prochain", "2027-01-01..2027-01-31"),
            ("la semaine prochaine", "2027-01-04..2027-01-10"),
            ("début janvier", "2027-01-01..2027-01-10"),
            ("dans huit jours", "2027-01-06"),
            ("d'ici la fin du mois", "2026-12-30..2026-12-31"),
            ("en décembre", "2026-12-30..2026-12-31"),
        ],
    );
}

#[test]
fn wishes_and_appointments_already_made() {
    for (text, intent, wish, existing) in [
        ("déplacer mon rendez-vous de mardi à jeudi", Intent::Move, "2026-11-26", "2026-11-24"),
        ("je voudrais décaler mon rendez-vous du premier au dix décembre", Intent::Move, "2026-12-10", "2026-12-01"),
        ("le rendez-vous de mon père de jeudi, on peut l'avancer à mercredi", Intent::Move, "2026-11-25", "2026-11-26"),
        ("je peux venir vendredi au lieu de jeudi", Intent::Move, "2026-11-27", "2026-11-26"),
        ("déplacer mon rendez-vous à vendredi", Intent::Move, "2026-11-27", ""),
        ("décaler de neuf heures à dix heures", Intent::Move, "10:00=", "09:00="),
        (
            "j'ai rendez-vous demain à dix heures, je voudrais plutôt jeudi",
            Intent::Move,
            "2026-11-26",
            "2026-11-24 10:00=",
        ),
        ("j'annule mon rendez-vous de vendredi", Intent::Cancel, "", "2026-11-27"),
        ("demain je ne pourrai pas venir", Intent::Cancel, "", "2026-11-24"),
        ("j'ai un contrôle jeudi, annulez mon rendez-vous de mardi", Intent::Cancel, "", "2026-11-24"),
        ("c'est bien à dix heures mon rendez-vous de demain", Intent::Confirm, "", "2026-11-24 10:00="),
        ("changer l'heure de mon rendez-vous de jeudi, plutôt l'après-midi", Intent::Move, "14:00-18:00", "2026-11-26"),
        (
            "j'ai un rendez-vous le quatre décembre, je voudrais le déplacer au lundi suivant",
            Intent::Move,
            "2026-12-07",
            "2026-12-04",
        ),
        ("je suis disponible de lundi à mercredi", Intent::Book, "2026-11-30..2026-12-02", ""),
        ("j'ai besoin d'un rendez-vous demain", Intent::Book, "2026-11-24", ""),
    ] {
        let (w, e) = wish_and_existing(text, monday(), intent);
        let got = (written(w.map(|f| f.value)), written(e.map(|f| f.value)));
        assert_eq!((got.0.as_str(), got.1.as_str()), (wish, existing), "{text}");
    }
}

#[test]
fn mentions_keep_their_place() {
    let text = "déplacer mon rendez-vous de mardi à jeudi matin";
    let found: Vec<&str> = dates_in(text, monday()).iter().map(|m| &text[m.span.clone()]).collect();
    assert_eq!(found, ["de mardi", "à jeudi matin"]);
    let wish = when("bonjour, jeudi à neuf heures, merci", monday()).expect("a date");
    assert_eq!(wish.rest("bonjour, jeudi à neuf heures, merci"), "bonjour,  , merci");
}

#[test]
fn leaving_it_to_the_cabinet() {
    assert!(leaves_it_open("peu importe"));
    assert!(leaves_it_open("oh ça m'est égal"));
    assert!(leaves_it_open("n'importe quand"));
    assert!(!leaves_it_open("jeudi"));
}

proptest! {
    #[test]
    fn every_day_said_comes_back(ahead in 0i64..731, start in 0i64..731) {
        let now = plus(date(2026, 1, 1), start).at(9, 0, 0, 0);
        let day = plus(now.date(), ahead);
        let said = say_date::day(day, now);
        let got = when(&said, now).map(|f| f.value);
        prop_assert_eq!(got, Some(When { from: Some(day), to: Some(day), after: None, before: None }), "{} ({})", said, now);
    }

    #[test]
    fn a_wish_said_comes_back(ahead in 1i64..300, quarter in 28i8..80, kind in 0u8..5) {
        let now = monday();
        let day = plus(now.date(), ahead);
        let t = Time::constant(quarter / 4, quarter % 4 * 15, 0, 0);
        let later = Time::constant(quarter / 4 + 1, 0, 0, 0);
        let (after, before) = match kind {
            0 => (Some(t), Some(t)),
            1 => (Some(t), None),
            2 => (None, Some(t)),
            3 => (Some(t), Some(later)),
            _ => (None, None),
        };
        let wish = When { from: Some(day), to: Some(day), after, before };
        let said = say_date::wish(&wish, now);
        prop_assert_eq!(when(&said, now).map(|f| f.value), Some(wish), "{}", said);
    }

    #[test]
    fn never_panics(text in "\\PC{0,80}", plain in "(le |lundi |mardi |de |à |au |ou |et |pas |avant |midi |quinze |deux |heures |semaine |prochaine |fin |du |mois |dans |jours |, |1|/|h|décembre |en |entre ){0,40}") {
        for t in [&text, &plain] {
            let wish = when(t, monday());
            if let Some(found) = wish {
                let _ = found.rest(t);
            }
            let _ = wish_and_existing(t, monday(), Intent::Move);
            for mention in dates_in(t, monday()) {
                prop_assert!(t.get(mention.span).is_some());
                prop_assert!(!matches!((mention.when.from, mention.when.to), (Some(a), Some(b)) if a > b), "{}", t);
            }
        }
    }
}

#[test]
fn every_day_of_two_years_and_every_quarter_of_an_hour() {
    let now = monday();
    for ahead in 0..731 {
        let day = plus(now.date(), ahead);
        for text in [say_date::day(day, now), format!("le {}", day.strftime("%d/%m/%Y"))] {
            let got = when(&text, now).map(|f| (f.value.from, f.value.to));
            assert_eq!(got, Some((Some(day), Some(day))), "{text}");
        }
    }
    for quarter in 0..96i8 {
        let t = Time::constant(quarter / 4, quarter % 4 * 15, 0, 0);
        for text in [format!("à {}", say::hour(t)), format!("à {}", t.strftime("%Hh%M"))] {
            let got = when(&text, now).map(|f| (f.value.after, f.value.before));
            assert_eq!(got, Some((Some(t), Some(t))), "{text}");
        }
    }
}
