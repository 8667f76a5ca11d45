//! A caller with a seed: mostly answers what is asked, often does not.

use super::{Bench, Seen};
use huisclos_agenda::{MotifId, Phone, PractitionerId, Private};
use huisclos_call::Input;
use huisclos_speech::{Answer, Asking, Family, Intent, Meaning, RedFlag, Repeat, Topic, When, Who};
use jiff::ToSpan;
use jiff::civil::{Date, Time, date};

/// SplitMix64 (Steele, Lea, Flood 2014): small, and the same everywhere.
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, n: u64) -> u64 {
        self.roll() % n.max(1)
    }

    pub fn percent(&mut self, p: u64) -> bool {
        self.below(100) < p
    }

    pub fn pick<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len() as u64) as usize]
    }
}

pub const FLAGS: [(&str, Family); 6] = [
    ("j'ai très mal à la poitrine", Family::Chest),
    ("il n'arrive plus à respirer", Family::Breath),
    ("elle a la bouche de travers", Family::Stroke),
    ("il ne répond plus", Family::Unconscious),
    ("je veux en finir", Family::Suicide),
    ("il me frappe, je suis en danger", Family::Violence),
];

/// Somebody on the telephone.
pub struct Caller {
    pub dice: Dice,
    pub today: Date,
    pub last_name: &'static str,
    pub first_name: &'static str,
    pub birth: Date,
    pub phone: String,
    /// Percent of turns that are something else than an answer.
    pub chaos: u64,
    /// Red flags said so far.
    pub flags: u32,
    /// Red flags that were not followed by the sentence.
    pub flags_missed: u32,
}

const LAST: [&str; 5] = ["garnier", "durand", "lefebvre", "benali", "o'brien"];
const FIRST: [&str; 5] = ["sophie", "paul", "inès", "jean-marc", "nadia"];
const MOTIFS: [&str; 6] =
    ["consultation", "certificat", "renouvellement d'ordonnance", "vaccin", "premier rendez-vous", "suivi pediatrique"];
/// What callers say beside the question: each is looked for by its words, whatever was made of it.
const BESIDE: [&str; 12] = [
    "je dis tout autre chose",
    "d'accord merci",
    "les deux",
    "oui l'autre aussi",
    "le même jour mais plus tard",
    "c'est noté ?",
    "le douze mars",
    "non merci, au revoir",
    "pour mes deux enfants",
    "ici la pharmacie",
    "c'est qui à l'appareil ?",
    "je vais être en retard",
];
const GOALS: [Intent; 9] = [
    Intent::Book,
    Intent::Book,
    Intent::Book,
    Intent::Move,
    Intent::Cancel,
    Intent::Confirm,
    Intent::Results,
    Intent::Message,
    Intent::Info,
];
const TOPICS: [Topic; 4] = [Topic::Hours, Topic::Fees, Topic::Parking, Topic::Other];

impl Caller {
    pub fn new(seed: u64, today: Date) -> Self {
        let mut dice = Dice(seed);
        let birth = date(1940 + dice.below(85) as i16, 1 + dice.below(12) as i8, 1 + dice.below(28) as i8);
        let phone = format!("+3361234{:04}", dice.below(60));
        let (last_name, first_name) = (*dice.pick(&LAST), *dice.pick(&FIRST));
        let chaos = *dice.pick(&[0, 0, 10, 25, 60, 95]);
        Self { dice, today, last_name, first_name, birth, phone, chaos, flags: 0, flags_missed: 0 }
    }

    fn when(&mut self) -> When {
        let from = self.today.saturating_add((self.dice.below(20) as i32).days());
        let hours = [(None, None), (Some(8), Some(12)), (Some(14), Some(18)), (Some(15), Some(15)), (Some(17), None)];
        let (after, before) = *self.dice.pick(&hours);
        let hour = |h: Option<i8>| h.map(|h| Time::constant(h, 0, 0, 0));
        When { from: Some(from), to: Some(from), after: hour(after), before: hour(before) }
    }

    fn opening(&mut self) -> Meaning {
        let mut m = Meaning { intent: *self.dice.pick(&GOALS), ..Meaning::default() };
        if self.dice.percent(60) {
            m.motif = Some(MotifId(self.dice.pick(&MOTIFS).to_string()));
        }
        if self.dice.percent(60) {
            m.when = Some(self.when());
        }
        if self.dice.percent(30) {
            m.practitioner = Some(PractitionerId(self.dice.pick(&["martin", "bernard"]).to_string()));
        }
        if m.intent == Intent::Info {
            m.info_topic = Some(*self.dice.pick(&TOPICS));
        }
        m.urgent = self.dice.percent(8);
        if self.dice.percent(15) {
            m.patient = Some(*self.dice.pick(&[Who::Myself, Who::Other]));
        }
        m
    }

    fn answer(&mut self, asking: Asking) -> Meaning {
        let yes = Meaning { answer: Some(Answer::Yes), ..Meaning::default() };
        let no = Meaning { answer: Some(Answer::No), ..Meaning::default() };
        match asking {
            Asking::Open => self.opening(),
            Asking::Consent | Asking::Confirm => {
                if self.dice.percent(85) {
                    yes
                } else {
                    no
                }
            }
            Asking::Motif => {
                Meaning { motif: Some(MotifId(self.dice.pick(&MOTIFS).to_string())), ..Meaning::default() }
            }
            Asking::Practitioner => Meaning { practitioner: Some("martin".into()), ..Meaning::default() },
            Asking::Date => Meaning { when: Some(self.when()), ..Meaning::default() },
            Asking::Slot => match self.dice.below(6) {
                0 => no,
                1 => Meaning { when: Some(self.when()), answer: Some(Answer::No), ..Meaning::default() },
                _ => Meaning { choice: Some(*self.dice.pick(&[1, 1, 2, -1])), ..Meaning::default() },
            },
            Asking::Choice => Meaning { choice: Some(*self.dice.pick(&[1, 2, 3, -1])), ..Meaning::default() },
            Asking::LastName => {
                Meaning { last_name: Some(Private::new(self.last_name.to_string())), ..Meaning::default() }
            }
            Asking::FirstName => {
                Meaning { first_name: Some(Private::new(self.first_name.to_string())), ..Meaning::default() }
            }
            Asking::BirthDate => Meaning { birth_date: Some(Private::new(self.birth)), ..Meaning::default() },
            Asking::Phone => Meaning { phone: Some(Private::new(Phone(self.phone.clone()))), ..Meaning::default() },
            Asking::Rating => Meaning { rating: Some(4), ..Meaning::default() },
            Asking::Other if self.dice.percent(80) => no,
            Asking::Other => self.opening(),
            Asking::Name => Meaning::default(),
        }
    }

    /// Something that was not asked for.
    fn anything(&mut self) -> Meaning {
        let other = *self.dice.pick(&[
            Asking::Open,
            Asking::Date,
            Asking::Slot,
            Asking::LastName,
            Asking::BirthDate,
            Asking::Confirm,
            Asking::Phone,
            Asking::Choice,
        ]);
        match self.dice.below(9) {
            0 => Meaning::default(),
            1 => Meaning { repeat: Some(Repeat::Again), ..Meaning::default() },
            2 => Meaning { repeat: Some(Repeat::Slower), ..Meaning::default() },
            3 => Meaning { intent: Intent::Human, ..Meaning::default() },
            4 => Meaning { intent: Intent::OffTopic, ..Meaning::default() },
            5 if self.dice.percent(30) => Meaning { french: Some(false), ..Meaning::default() },
            _ => self.answer(other),
        }
    }

    /// One thing the caller does when it is their turn.
    pub fn act(&mut self, bench: &mut Bench<'_>, asking: Asking) {
        if self.dice.percent(2) {
            return self.shout(bench);
        }
        if !self.dice.percent(self.chaos) {
            let meaning = self.answer(asking);
            let confidence = if self.dice.percent(90) { 0.9 } else { 0.4 };
            let words = if meaning.answer == Some(Answer::Yes) { "oui" } else { "voici ma réponse" };
            return bench.caller_says(words, meaning, confidence);
        }
        match self.dice.below(12) {
            0 => bench.caller_hangs_up(),
            1 | 2 => bench.caller_mumbles(),
            3 | 4 => bench.run_for(9_000),
            5 => bench.feed(Input::Pressed(*self.dice.pick(&['1', '2', '3', '5', '9', '0', '#']))),
            6 if self.dice.percent(30) => bench.feed(Input::Pressed('*')),
            7 if self.dice.percent(20) => bench.feed(Input::ModelFailed),
            8 if self.dice.percent(30) => {
                let meaning = self.anything();
                bench.feed(Input::Whispered { text: Private::new("propose autre chose".into()), meaning });
            }
            9 if self.dice.percent(20) => {
                let gone = self.dice.percent(50);
                bench.page_has_it_for(30_000, gone);
            }
            10 if self.dice.percent(10) => bench.feed(Input::HandsetCalled),
            _ => {
                let meaning = self.anything();
                let words = *self.dice.pick(&BESIDE);
                bench.caller_says(words, meaning, 0.8);
            }
        }
    }

    /// Says a red flag, whatever is going on, and looks at what is said next.
    pub fn shout(&mut self, bench: &mut Bench<'_>) {
        if bench.over || bench.joined() || !bench.answered || bench.released() {
            return;
        }
        let (words, family) = *self.dice.pick(&FLAGS);
        let flag = RedFlag { words: Private::new(words.to_string()), family };
        let meaning = Meaning { intent: Intent::Emergency, emergency: Some(flag), ..Meaning::default() };
        let from = bench.seen.len();
        bench.caller_says(words, meaning, 0.6);
        self.flags += 1;
        let first =
            bench.seen[from..].iter().find_map(|s| if let Seen::Said(t, _) = s { Some(t.clone()) } else { None });
        let told = first.is_some_and(|t| t.starts_with("Si c'est une urgence vitale, raccrochez et composez le 15."));
        let counted = bench.call.outcome() == huisclos_call::Outcome::Emergency;
        self.flags_missed += u32::from(!told || !counted);
    }
}
