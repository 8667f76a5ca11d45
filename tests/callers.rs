//! Programs that play the caller over `call --text --json`: they answer by what is asked (`listening.asking`), as somebody
//! outside would write them, and must reach their outcome. What they booked is then in the agenda, and the store is sound.

use huisclos_tests::{Folder, huisclos};
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::process::Stdio;

/// A Monday morning; the secretary is there.
const NOW: &str = "2026-11-23T09:00";
/// A call that has not ended after so many questions is stuck.
const QUESTIONS_MAX: usize = 60;

/// A kind of caller: what it says to each question (in order, the last one again), and what must come of it.
struct Kind {
    name: &'static str,
    from: Option<&'static str>,
    handset: &'static str,
    says: &'static [(&'static str, &'static [&'static str])],
    outcome: &'static str,
}

/// What anybody answers to who they are.
const SOPHIE: &[(&str, &[&str])] = &[
    ("consent", &["oui"]),
    ("last_name", &["Garnier, G A R N I E R"]),
    ("first_name", &["Sophie"]),
    ("birth_date", &["le douze mars mille neuf cent soixante-quatre"]),
    ("phone", &["zéro six douze trente-quatre cinquante-six soixante-dix-huit"]),
    ("motif", &["pour une consultation"]),
    ("practitioner", &["le docteur Martin"]),
    ("date", &["jeudi matin"]),
    ("slot", &["le premier"]),
    ("choice", &["le premier"]),
    ("confirm", &["oui"]),
    ("other", &["non merci, au revoir"]),
    ("rating", &["cinq"]),
];

const fn kind(
    name: &'static str,
    says: &'static [(&'static str, &'static [&'static str])],
    outcome: &'static str,
) -> Kind {
    Kind { name, from: Some("0612345678"), handset: "absent", says, outcome }
}

const KINDS: &[Kind] = &[
    kind(
        "books in one sentence",
        &[("open", &["Bonjour, je voudrais un rendez-vous avec le docteur Martin jeudi matin pour une consultation"])],
        "booked",
    ),
    kind("books with hesitation", &[("open", &["euh bonjour ben je voudrais un rendez-vous"])], "booked"),
    kind(
        "has a pain in the knee",
        &[("open", &["J'ai mal au genou depuis trois jours, il me faudrait un rendez-vous"])],
        "booked",
    ),
    kind("wants a vaccine", &[("open", &["C'est pour un rappel de vaccin"])], "booked"),
    kind("wants a certificate", &[("open", &["J'ai besoin d'un certificat médical pour le sport"])], "booked"),
    kind(
        "a child with fever",
        &[
            ("open", &["Bonjour, c'est pour mon fils, il tousse depuis hier, je voudrais voir le docteur Bernard"]),
            ("first_name", &["Lucas"]),
            ("birth_date", &["le trois avril deux mille vingt"]),
            ("practitioner", &["le docteur Bernard"]),
        ],
        "booked",
    ),
    kind("takes the second slot", &[("open", &["Je voudrais un rendez-vous"]), ("slot", &["le deuxième"])], "booked"),
    kind(
        "refuses the first offer",
        &[("open", &["Je voudrais un rendez-vous"]), ("slot", &["non, plutôt vendredi après-midi", "le premier"])],
        "booked",
    ),
    Kind {
        name: "withholds the number",
        from: None,
        handset: "absent",
        says: &[("open", &["Bonjour, un rendez-vous avec le docteur Martin s'il vous plaît"])],
        outcome: "booked",
    },
    kind("asks the hours", &[("open", &["Bonjour, quels sont vos horaires ?"])], "informed"),
    kind("asks the price", &[("open", &["C'est combien une consultation ?"])], "informed"),
    kind("asks the way", &[("open", &["Quelle est votre adresse exactement ?"])], "informed"),
    kind(
        "sells solar panels",
        &[("open", &["Bonjour, je vous appelle pour vous proposer des panneaux solaires"])],
        "filtered",
    ),
    kind(
        "wants results",
        &[
            ("open", &["Je voudrais savoir si mes résultats de prise de sang sont arrivés"]),
            ("other", &["je voudrais mes résultats", "non merci au revoir"]),
        ],
        "noted",
    ),
    kind(
        "lost a prescription",
        &[
            ("open", &["J'ai perdu mon ordonnance, est-ce que vous pouvez m'en refaire une copie ?"]),
            ("other", &["non merci au revoir"]),
        ],
        "noted",
    ),
    Kind {
        name: "wants the secretary",
        from: Some("0612345678"),
        handset: "answers",
        says: &[("open", &["Je voudrais parler à la secrétaire"])],
        outcome: "transferred",
    },
    kind(
        "wants the secretary in vain",
        &[("open", &["passez-moi le secrétariat s'il vous plaît"]), ("other", &["qu'on me rappelle", "non au revoir"])],
        "noted",
    ),
    Kind {
        name: "presses star",
        from: Some("0612345678"),
        handset: "answers",
        says: &[("open", &["/key *"])],
        outcome: "transferred",
    },
    kind(
        "has a pain in the chest",
        &[("open", &["J'ai une douleur dans la poitrine qui me serre depuis ce matin"])],
        "emergency",
    ),
    kind(
        "says it in the middle",
        &[
            ("open", &["Je voudrais un rendez-vous"]),
            ("slot", &["attendez mon mari ne répond plus, il est inconscient"]),
        ],
        "emergency",
    ),
    kind(
        "refuses consent",
        &[("open", &["Je voudrais un rendez-vous demain"]), ("consent", &["non"]), ("other", &["rappelez-moi", "non"])],
        "noted",
    ),
    kind("hangs up", &[("open", &["/hangup"])], "abandoned"),
    kind("says nothing", &[("open", &[""])], "abandoned"),
    kind(
        "is not understood",
        &[
            ("open", &["blou blou gnagna", "patati patata zoum", "flic floc"]),
            ("choice", &["zoum zoum"]),
            ("other", &["blou"]),
            ("confirm", &["zoum"]),
        ],
        "noted",
    ),
];

/// Plays one call; gives the events and what was left on disk.
fn play(kind: &Kind, data: &Folder, extra: &[(&str, &[&str])]) -> Vec<Value> {
    let mut command = huisclos();
    command.args(["call", "--text", "--json", "--now", NOW, "--handset", kind.handset, "--data"]).arg(data.path());
    if let Some(from) = kind.from {
        command.args(["--from", from]);
    }
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut stdin = child.stdin.take();
    let mut asked: BTreeMap<String, usize> = BTreeMap::new();
    let mut events = Vec::new();
    for line in BufReader::new(child.stdout.take().unwrap()).lines() {
        let event: Value = serde_json::from_str(&line.unwrap()).unwrap();
        if event["event"] == "listening" {
            let asking = event["asking"].as_str().unwrap().to_string();
            let times = asked.entry(asking.clone()).or_default();
            let says = extra.iter().chain(kind.says).chain(SOPHIE).find(|(a, _)| *a == asking);
            let answer = says.map_or("je ne sais pas", |(_, says)| says[(*times).min(says.len() - 1)]);
            *times += 1;
            if asked.values().sum::<usize>() > QUESTIONS_MAX {
                stdin = None;
            }
            if let Some(stdin) = stdin.as_mut() {
                writeln!(stdin, "{answer}").unwrap();
            }
        }
        events.push(event);
    }
    drop(stdin);
    assert!(child.wait().unwrap().success(), "{}: exit status", kind.name);
    events
}

fn named<'a>(events: &'a [Value], name: &str) -> Vec<&'a Value> {
    events.iter().filter(|e| e["event"] == name).collect()
}

fn transcript(events: &[Value]) -> String {
    events.iter().map(|e| format!("\n    {e}")).collect()
}

#[test]
fn twenty_kinds_of_callers_reach_their_outcome() {
    let mut faults = Vec::new();
    for kind in KINDS {
        let data = Folder::new();
        let events = play(kind, &data, &[]);
        let over = events.last().unwrap();
        if over["event"] != "over" || over["outcome"] != kind.outcome {
            faults.push(format!("{}: wanted {}, got{}", kind.name, kind.outcome, transcript(&events)));
            continue;
        }
        for booked in named(&events, "booked") {
            let listed = huisclos()
                .args(["agenda", "list", "--json", "--now", NOW, "--data"])
                .arg(data.path())
                .output()
                .unwrap();
            let listed = String::from_utf8(listed.stdout).unwrap();
            if !listed.contains(booked["appointment"].as_str().unwrap()) {
                faults.push(format!("{}: booked, and not in the agenda: {listed}", kind.name));
            }
        }
        let verified = huisclos().args(["store", "verify", "--data"]).arg(data.path()).output().unwrap();
        if !verified.status.success() {
            faults.push(format!("{}: {}", kind.name, String::from_utf8_lossy(&verified.stderr)));
        }
    }
    assert!(faults.is_empty(), "{} of {} kinds:\n{}", faults.len(), KINDS.len(), faults.join("\n"));
}

#[test]
fn the_second_call_knows_the_patient() {
    let data = Folder::new();
    let first = play(&KINDS[0], &data, &[]);
    assert_eq!(named(&first, "booked").len(), 1, "{}", transcript(&first));
    let again = Kind {
        name: "asks when it is",
        says: &[("open", &["Bonjour, à quelle heure est mon rendez-vous ?"])],
        outcome: "confirmed",
        ..KINDS[0]
    };
    let second = play(&again, &data, &[]);
    assert_eq!(second.last().unwrap()["outcome"], "confirmed", "{}", transcript(&second));
    let asked: Vec<_> = named(&second, "listening").iter().map(|e| e["asking"].as_str().unwrap().to_string()).collect();
    assert!(asked.contains(&"birth_date".to_string()), "the birth date is checked first: {asked:?}");
    assert!(!asked.contains(&"last_name".to_string()), "the number spares the spelling: {asked:?}");
}

#[test]
fn an_appointment_is_moved_and_cancelled() {
    let data = Folder::new();
    play(&KINDS[0], &data, &[]);
    let moves = Kind {
        name: "moves",
        says: &[("open", &["Je voudrais déplacer mon rendez-vous de jeudi à vendredi matin"])],
        outcome: "moved",
        ..KINDS[0]
    };
    let events = play(&moves, &data, &[]);
    assert_eq!(events.last().unwrap()["outcome"], "moved", "{}", transcript(&events));
    let cancels = Kind {
        name: "cancels",
        says: &[("open", &["Je dois annuler mon rendez-vous"]), ("slot", &["non merci, annulez"])],
        outcome: "cancelled",
        ..KINDS[0]
    };
    let events = play(&cancels, &data, &[("other", &["non merci"])]);
    assert_eq!(events.last().unwrap()["outcome"], "cancelled", "{}", transcript(&events));
}

/// A7: a card known by its number is not read out to who does not know the birth date.
#[test]
fn a_wrong_birth_date_is_told_nothing() {
    let data = Folder::new();
    let first = play(&KINDS[0], &data, &[]);
    let start = named(&first, "booked")[0]["start"].as_str().unwrap().to_string();
    let curious = Kind {
        name: "curious",
        says: &[
            ("open", &["À quelle heure est mon rendez-vous ?"]),
            ("birth_date", &["le premier janvier mille neuf cent cinquante"]),
            ("last_name", &["Durand"]),
            ("first_name", &["Paul"]),
        ],
        outcome: "noted",
        ..KINDS[0]
    };
    let events = play(&curious, &data, &[]);
    assert!(named(&events, "confirmed").is_empty(), "{}", transcript(&events));
    assert_eq!(&start[..4], "2026");
}
