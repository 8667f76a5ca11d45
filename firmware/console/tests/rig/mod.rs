//! A console at the end of a cable: a terminal of 80x24 that draws what it is sent, and a box that answers.
#![allow(dead_code, clippy::unwrap_used)]

use huisclos_console::*;
use huisclos_operator::{Kind, Levels, Line, LineState, PageAddress, Status};
use jiff::civil::date;

pub struct Rig {
    pub console: Console,
    pub screen: vt100::Parser,
    pub now: u64,
    pub facts: Facts,
    pub pin: String,
    /// Everything that the box was asked for.
    pub acts: Vec<Act>,
    pub traces: Vec<String>,
    pub remembered: u32,
    /// Acts are answered at once, unless this is false.
    pub answers: bool,
    pub pending: Vec<(JobId, Act)>,
    pub written: String,
}

pub fn line() -> Line {
    Line {
        levels: Some(Levels {
            received_dbm0: -62.0,
            sent_dbm0: -90.0,
            peak_dbm0: -51.0,
            echo_return_loss_db: None,
            lost_frames: 0,
        }),
        ..Line::free("dahdi/1", Kind::Analog)
    }
}

pub fn everything() -> Vec<Ability> {
    use Ability::*;
    vec![
        Pin,
        Clock,
        ShowNetwork,
        SetNetwork,
        Cabinet,
        Account,
        PaperKey,
        TestCall,
        LoopBack,
        ListModels,
        VerifyModels,
        BenchModels,
        ImportModels,
        Display,
        Logs,
        Update,
        Backup,
        Restart,
        FactoryReset,
    ]
}

pub fn facts(able: &[Ability], has_pin: bool) -> Facts {
    let mut status = Status::unknown(date(2026, 11, 23).at(9, 0, 0, 0));
    status.version = "0.1.0".into();
    status.cabinet = "cabinet médical des Lilas".into();
    status.lines = vec![line()];
    status.egress.counted = true;
    let authority = Some("0123456789abcdef".repeat(4));
    status.page = Some(PageAddress { url: "https://192.168.1.20".into(), authority, first_code: None });
    Facts { status, able: able.iter().copied().collect(), has_pin, installed: Default::default() }
}

impl Rig {
    pub fn new(able: &[Ability], has_pin: bool, refusals: u32) -> Self {
        let facts = facts(able, has_pin);
        let mut rig = Self {
            console: Console::new(facts.clone(), refusals, 7),
            screen: vt100::Parser::new(24.try_into().unwrap(), 80.try_into().unwrap(), 0),
            now: 1_000,
            facts,
            pin: "481516".into(),
            acts: Vec::new(),
            traces: Vec::new(),
            remembered: refusals,
            answers: true,
            pending: Vec::new(),
            written: String::new(),
        };
        rig.input(Input::Connected);
        rig
    }

    /// A box with everything, its session open.
    pub fn open() -> Self {
        let mut rig = Self::new(&everything(), true, 0);
        rig.line("481516");
        rig
    }

    pub fn input(&mut self, input: Input) {
        self.console.handle(self.now, input);
        self.drain();
    }

    fn drain(&mut self) {
        loop {
            match self.console.poll() {
                Output::Write(text) => {
                    self.screen.process(text.as_bytes());
                    self.written.push_str(&text);
                }
                Output::Do(id, act) => {
                    self.acts.push(act.clone());
                    if self.answers || matches!(act, Act::CheckPin(_)) {
                        let answer = self.answer(act);
                        self.console.handle(self.now, Input::Done(id, answer));
                    } else {
                        self.pending.push((id, act));
                    }
                }
                Output::Remember(n) => self.remembered = n,
                Output::Trace(trace) => self.traces.push(trace.to_string()),
                Output::Wait(_) => return,
            }
        }
    }

    fn answer(&mut self, act: Act) -> Result<Answer, String> {
        let rows = |rows: &[&str]| Ok(Answer::Rows(rows.iter().map(|r| (*r).to_string()).collect()));
        match act {
            Act::CheckPin(pin) if pin.expose() == self.pin => Ok(Answer::Right),
            Act::CheckPin(_) => Ok(Answer::Wrong),
            Act::SetPin(pin) => {
                self.pin = pin.expose().into();
                self.facts.has_pin = true;
                Ok(Answer::Done)
            }
            Act::Remember(step) => {
                self.facts.installed.insert(step);
                Ok(Answer::Done)
            }
            Act::NameCabinet(name) => {
                self.facts.status.cabinet = name;
                Ok(Answer::Done)
            }
            Act::ShowNetwork => rows(&["enp1s0  192.168.1.20/24  câble branché"]),
            Act::NewAccountCode => Ok(Answer::Code(Secret::new("7K4M-22QX"))),
            Act::PaperKey => Ok(Answer::Words(paper().map(Secret::new).to_vec())),
            Act::TestCall => rows(&["décroché en 2,1 s, compris, rendez-vous noté puis annulé : l'appel va bien"]),
            Act::ReadLogs => Ok(Answer::Rows((1..=50).map(|n| format!("09:00:{n:02} ligne du journal {n}")).collect())),
            Act::Backup => Err("aucune clé USB : branchez-en une et recommencez".into()),
            Act::ListModels => rows(&["whisper  démonstration", "language démonstration"]),
            _ => Ok(Answer::Done),
        }
    }

    pub fn bytes(&mut self, bytes: &[u8]) {
        self.input(Input::Bytes(bytes.to_vec()));
    }

    pub fn line(&mut self, text: &str) {
        self.bytes(format!("{text}\r").as_bytes());
    }

    /// Time passes; deadlines are kept as they come.
    pub fn wait(&mut self, ms: u64) {
        let end = self.now + ms;
        loop {
            match self.console.poll() {
                Output::Wait(at) if at <= end => {
                    self.now = self.now.max(at);
                    self.input(Input::Passed);
                }
                _ => break,
            }
        }
        self.now = end;
        self.drain();
    }

    pub fn show_facts(&mut self) {
        let facts = Box::new(self.facts.clone());
        self.input(Input::Facts(facts));
    }

    pub fn rings(&mut self) {
        self.facts.status.lines[0].rings += 1;
        self.facts.status.lines[0].state = LineState::Ringing;
        self.show_facts();
    }

    pub fn lifts(&mut self) {
        self.facts.status.lines[0].lifts += 1;
        self.facts.status.lines[0].state = LineState::Free;
        self.show_facts();
    }

    /// What the technician sees.
    pub fn seen(&self) -> String {
        let contents = self.screen.screen().contents();
        contents.lines().map(str::trim_end).collect::<Vec<_>>().join("\n").trim_end().to_string()
    }

    pub fn destroyed(&self) -> bool {
        self.acts.iter().any(|act| act.danger().is_some())
    }
}

pub fn paper() -> [&'static str; 24] {
    [
        "abaisser",
        "abandon",
        "abdiquer",
        "abeille",
        "abolir",
        "aborder",
        "aboutir",
        "aboyer",
        "abrasif",
        "abreuver",
        "abriter",
        "abroger",
        "abrupt",
        "absence",
        "absolu",
        "absurde",
        "abusif",
        "abyssal",
        "académie",
        "acajou",
        "acarien",
        "accabler",
        "accepter",
        "acclamer",
    ]
}
