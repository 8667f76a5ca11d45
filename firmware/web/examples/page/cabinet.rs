//! An invented week of the demo cabinet, with invented patients, notes and a call.
#![allow(dead_code)]

use crate::memory::Memory;
use huisclos_agenda::{
    CallId, Identity, MadeBy, MotifId, Note, NoteId, NoteReason, PatientId, Phone, PractitionerId, Priority, Private,
    Slot, Status, Times,
};
use huisclos_ports::{AccountId, Book, By, CallerId, Care, Report, Settings, What};
use huisclos_speech::{Family, Intent, Meaning, RedFlag, When};
use jiff::ToSpan;
use jiff::civil::{date, time};
use std::time::Duration;

const NAMES: [&str; 36] = [
    "Garnier Sophie",
    "Lefèvre Marc",
    "Benali Yasmine",
    "Nguyen Minh-Thu",
    "Dupré-Fontaine Élise",
    "Moreau Camille",
    "Petit Hugo",
    "Diallo Aminata",
    "Rousseau Jeanne",
    "O'Connor Liam",
    "de La Tour Anne-Sophie",
    "Martinez Lucas",
    "Kaya Elif",
    "Roux Gérard",
    "Blanc Marguerite",
    "Ferreira Inès",
    "Chevalier Noé",
    "Haddad Karim",
    "Lambert Françoise",
    "Girard Théo",
    "Bonnet Lucie",
    "Traoré Moussa",
    "Fontaine Émile",
    "Robin Clara",
    "Masson Pierre",
    "Schmitt Léa",
    "Marchand Odette",
    "Dumas Nathan",
    "Leroy Manon",
    "Colin Bernadette",
    "Vidal Raphaël",
    "Aubert Louise",
    "Perrin Jules",
    "Brunet Simone",
    "Gauthier Adam",
    "Weber-Lefrançois Maximilienne",
];

/// A small generator, so that the week is the same every time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % sides
    }
}

pub fn card(memory: &Memory, i: usize) -> PatientId {
    let (last, first) = NAMES[i % NAMES.len()].split_once(' ').unwrap_or(("Garnier", "Sophie"));
    let year = 1938 + i16::try_from(i * 37 % 82).unwrap_or(0);
    memory.add_card(Identity {
        last_name: Private::new(last.into()),
        first_name: Private::new(first.into()),
        birth_date: Private::new(date(
            year,
            1 + i8::try_from(i % 12).unwrap_or(0),
            1 + i8::try_from(i * 7 % 28).unwrap_or(0),
        )),
        phone: Some(Private::new(Phone(format!("+336{:08}", 12_345_678 + i * 1_234_567 % 80_000_000)))),
    })
}

pub fn fill(memory: &Memory) {
    let mut dice = Dice(0x5eed);
    let cards: Vec<PatientId> = (0..NAMES.len()).map(|i| card(memory, i)).collect();
    let cabinet = memory.cabinet.now().content;
    let today = memory.begun.date();
    for day in today.saturating_sub(40.days()).series(1.day()).take(70) {
        for practitioner in &cabinet.practitioners {
            for span in cabinet.openings_on(practitioner, day, Times::Urgent) {
                let mut minute = span.from_min;
                while minute + 10 <= span.to_min {
                    let motifs: &[&str] = if practitioner.id.0 == "bernard" {
                        &["suivi pediatrique", "vaccin", "consultation", "suivi pediatrique"]
                    } else {
                        &[
                            "consultation",
                            "consultation",
                            "renouvellement d'ordonnance",
                            "certificat",
                            "vaccin",
                            "premier rendez-vous",
                        ]
                    };
                    let motif = MotifId(motifs[dice.roll(motifs.len() as u64) as usize].into());
                    let minutes = cabinet.motif(&motif).map_or(15, |m| m.minutes);
                    let busy = if day <= today { 82 } else { 62 };
                    if dice.roll(100) < busy && minute + u32::from(minutes) <= span.to_min {
                        let start = day.at(
                            i8::try_from(minute / 60).unwrap_or(9),
                            i8::try_from(minute % 60).unwrap_or(0),
                            0,
                            0,
                        );
                        let made_by = if dice.roll(100) < 38 { MadeBy::Box } else { MadeBy::Secretary };
                        let status = if dice.roll(100) < 30 { Status::Confirmed } else { Status::Booked };
                        let patient = cards[dice.roll(cards.len() as u64) as usize];
                        let slot = Slot { start, minutes, practitioner: practitioner.id.clone(), motif };
                        let _ = memory.put(slot, patient, made_by, status);
                        minute += u32::from(minutes);
                    } else {
                        minute += 15;
                    }
                }
            }
        }
    }
    notes(memory, &cards);
}

fn notes(memory: &Memory, cards: &[PatientId]) {
    let at = memory.begun;
    let all = [
        (
            4,
            NoteReason::Emergency,
            Priority::Highest,
            Some(0),
            None,
            "« j'ai une douleur dans la poitrine depuis ce matin, ça serre » La boîte a dit de composer le 15 et a fait sonner le combiné, sans réponse.",
        ),
        (
            35,
            NoteReason::Clinical,
            Priority::Today,
            Some(5),
            Some("martin"),
            "« ma fille a de la fièvre depuis trois jours, trente-neuf deux, et elle ne mange plus. Je voudrais que le docteur me rappelle avant midi si c'est possible. »",
        ),
        (
            50,
            NoteReason::Human,
            Priority::Today,
            None,
            None,
            "« je préfère parler à quelqu'un » Le combiné a sonné vingt secondes sans réponse.",
        ),
        (
            95,
            NoteReason::Results,
            Priority::Normal,
            Some(8),
            Some("martin"),
            "« je voulais savoir si mes résultats de prise de sang étaient arrivés, le laboratoire les a envoyés lundi »",
        ),
        (
            60 * 18,
            NoteReason::Document,
            Priority::Normal,
            Some(17),
            Some("bernard"),
            "« il me manque le certificat pour la crèche, vous deviez me le laisser à l'accueil »",
        ),
        (
            60 * 20,
            NoteReason::Message,
            Priority::Low,
            Some(21),
            None,
            "« c'était juste pour vous dire que je serai en retard de dix minutes jeudi »",
        ),
    ];
    for (minutes, reason, priority, who, practitioner, text) in all {
        let note = Note {
            id: NoteId(memory.id()),
            at: at.saturating_sub(i64::from(minutes).minutes()),
            reason,
            priority,
            patient: who.map(|i: usize| cards[i]),
            phone: Some(Private::new(Phone("+33612345678".into()))),
            practitioner: practitioner.map(PractitionerId::from),
            text: Private::new(text.into()),
        };
        memory.rows().notes.push((note, Care::default()));
    }
}

/// A call under way, and one before it; `pause` between two facts.
pub fn call(memory: &Memory, scene: &str, pause: Duration) {
    if scene.is_empty() {
        return;
    }
    let number = CallerId::Number(Private::new(Phone("+33612345678".into())));
    let tell = |call: u64, t_ms: u64, what: What| {
        std::thread::sleep(pause);
        memory.live.push(Report { call: CallId(call), t_ms, what });
    };
    let said = |text: &str, turn: Option<u32>, start_ms: u64| What::Said {
        text: Private::new(text.into()),
        answers_turn: turn,
        start_ms,
        interrupted: false,
    };
    let heard = |turn: u32, text: &str, end: u64, confidence: f32| What::Heard {
        turn,
        text: Private::new(text.into()),
        confidence,
        speech_end_ms: end,
        compute_ms: 300,
    };
    tell(1, 0, What::Ring { from: CallerId::Withheld });
    tell(1, 4_000, What::Answered);
    tell(1, 30_000, What::HungUp { by: By::Caller });
    tell(1, 30_100, What::Over { seconds: 30.1, outcome: huisclos_ports::Outcome::Informed, outcomes: vec![] });
    tell(2, 0, What::Ring { from: number });
    tell(2, 5_000, What::Answered);
    tell(
        2,
        14_000,
        said(
            "Bonjour, vous êtes bien au cabinet médical des Lilas. Je suis un assistant automatique. En cas d'urgence vitale, raccrochez et composez le 15. Que puis-je faire pour vous ?",
            None,
            5_200,
        ),
    );
    if scene == "urgence" {
        let flag = RedFlag { words: Private::new("ça me serre dans la poitrine".into()), family: Family::Chest };
        let meaning = Meaning { intent: Intent::Emergency, emergency: Some(flag), ..Meaning::default() };
        tell(
            2,
            18_000,
            heard(1, "je ne me sens pas bien, ça me serre dans la poitrine depuis une heure", 17_400, 0.91),
        );
        tell(2, 18_100, What::Understood { turn: 1, meaning: Box::new(meaning), compute_ms: 80 });
        tell(2, 22_000, said("Raccrochez et composez le 15 tout de suite.", Some(1), 18_300));
        tell(2, 22_100, What::Transferred { reason: NoteReason::Emergency, priority: Priority::Highest });
        return;
    }
    let day = memory.begun.date().saturating_add(2.days());
    let when = When { from: Some(day), to: Some(day), after: Some(time(14, 0, 0, 0)), before: None };
    let meaning = Meaning {
        intent: Intent::Book,
        motif: Some("consultation".into()),
        practitioner: Some("martin".into()),
        when: Some(when),
        ..Meaning::default()
    };
    tell(
        2,
        20_500,
        heard(
            1,
            "oui bonjour, je voudrais voir le docteur Martin jeudi après-midi si possible, j'ai mal au genou",
            20_000,
            0.88,
        ),
    );
    tell(2, 20_600, What::Understood { turn: 1, meaning: Box::new(meaning), compute_ms: 80 });
    tell(
        2,
        27_000,
        said("Pour vous inscrire, je dois garder votre nom et votre numéro. Êtes-vous d'accord ?", Some(1), 20_900),
    );
    tell(2, 29_400, heard(2, "oui d'accord", 29_000, 0.97));
    tell(2, 29_500, What::Consent { given: true, by_key: false, wording: "2026-1".into() });
    tell(2, 33_000, said("Quel est votre nom de famille ?", Some(2), 31_400));
    tell(2, 35_800, heard(3, "garnier, g a r n i e r", 35_200, 0.42));
    let meaning = Meaning { last_name: Some(Private::new("Garnier".into())), ..Meaning::default() };
    tell(2, 35_900, What::Understood { turn: 3, meaning: Box::new(meaning), compute_ms: 80 });
    let card =
        memory.search(AccountId(0), &Private::new("garnier".into()), 1).ok().and_then(|c| c.first().map(|p| p.id));
    let slot =
        Slot { start: day.at(17, 45, 0, 0), minutes: 15, practitioner: "martin".into(), motif: "consultation".into() };
    tell(2, 36_400, What::Offered { slots: vec![slot.clone()] });
    if let Some(appointment) = card.and_then(|id| memory.put(slot, id, MadeBy::Box, Status::Booked).ok()) {
        tell(2, 41_000, What::Booked { appointment });
    }
}
