//! A line driven by a script, for the bench: `probe LINE[:HANDSET] SCRIPT`. What happens goes out as JSON lines. One step a
//! line: `until FACT MS` (a fact's first word: `Rang`, `HungUp`, `Progressed(Answered)`), `run MS`, `answer`, `hangup`,
//! `ring`, `hush`, `join`, `part`, `dial NUMBER`, `flash`, `play FILE`, `record FILE`, `voice MS`, `bridge MS`.
#![allow(clippy::print_stdout, clippy::unwrap_used, missing_docs)]

use huisclos_agenda::{Phone, Private, Purpose};
use huisclos_audio::{alaw, tones};
use huisclos_board_card_dahdi::{CardBridge, Settings, open};
use huisclos_ports::{Bridge, CallerId, FRAME_SAMPLES, Frame, Line, LineFact, SILENCE};
use std::collections::VecDeque;
use std::fs::File;
use std::io::Write;
use std::time::{Duration, Instant};

struct Probe {
    settings: Settings,
    line: Option<Box<dyn Line>>,
    says: VecDeque<Frame>,
    heard: Option<File>,
    seen: Vec<String>,
    last: Option<Instant>,
    /// Microseconds between two frames.
    gaps_us: Vec<u64>,
}

fn now_ms() -> u64 {
    // The same clock as the exchange's.
    let uptime = std::fs::read_to_string("/proc/uptime").unwrap();
    (uptime.split(' ').next().unwrap().parse::<f64>().unwrap() * 1000.0) as u64
}

static LINE: std::sync::OnceLock<String> = std::sync::OnceLock::new();

fn tell(what: &str, more: &str) {
    let line = LINE.get().unwrap();
    println!("{{\"line\":\"{line}\",\"t_ms\":{},\"what\":\"{what}\"{more}}}", now_ms());
    std::io::stdout().flush().unwrap();
}

fn named(fact: &LineFact) -> String {
    match fact {
        LineFact::Identified(CallerId::Number(phone)) => format!("Identified({})", phone.open(Purpose::Handset).0),
        LineFact::Identified(caller) => format!("Identified({caller:?})"),
        other => format!("{other:?}"),
    }
}

impl Probe {
    fn line(&mut self) -> &mut Box<dyn Line> {
        self.line.get_or_insert_with(|| Box::new(open(self.settings.clone()).unwrap()))
    }

    fn frame(&mut self) {
        let say = self.says.pop_front().unwrap_or([SILENCE; FRAME_SAMPLES]);
        let got = self.line().exchange(&say).unwrap();
        let now = Instant::now();
        if let Some(last) = self.last.replace(now) {
            self.gaps_us.push(now.duration_since(last).as_micros() as u64);
        }
        for fact in &got.facts {
            let fact = named(fact);
            tell("fact", &format!(",\"fact\":\"{fact}\""));
            self.seen.push(fact);
        }
        if let Some(file) = &mut self.heard {
            file.write_all(&got.heard).unwrap();
        }
    }

    fn step(&mut self, line: &str) {
        let words: Vec<&str> = line.split_whitespace().collect();
        let ms = |n: usize| words[n].parse::<u64>().unwrap();
        match words[0] {
            "until" => {
                let end = Instant::now() + Duration::from_millis(ms(2));
                while !self.seen.iter().any(|fact| fact.starts_with(words[1])) {
                    if Instant::now() > end {
                        tell("late", &format!(",\"expected\":\"{}\"", words[1]));
                        std::process::exit(1);
                    }
                    self.frame();
                }
                let at = self.seen.iter().position(|fact| fact.starts_with(words[1])).unwrap();
                self.seen.drain(..=at);
                return;
            }
            "run" => (0..ms(1) / 20).for_each(|_| self.frame()),
            "answer" => self.line().answer().unwrap(),
            "hangup" => self.line().hang_up().unwrap(),
            "ring" => self.line().ring_handset(true).unwrap(),
            "hush" => self.line().ring_handset(false).unwrap(),
            "join" => self.line().join_handset().unwrap(),
            "part" => self.line().part_handset().unwrap(),
            "flash" => self.line().flash().unwrap(),
            "dial" => self.line().dial(&Private::new(Phone(words[1].into()))).unwrap(),
            "record" => self.heard = Some(File::create(words[1]).unwrap()),
            "play" => {
                let bytes = std::fs::read(words[1]).unwrap();
                self.says = bytes.chunks_exact(FRAME_SAMPLES).map(|c| c.try_into().unwrap()).collect();
                while !self.says.is_empty() {
                    self.frame();
                }
            }
            "voice" => {
                self.says = alaw::frames(&tones::sines(&[300.0, 700.0, 1_900.0], -22.0, ms(1))).into();
                while !self.says.is_empty() {
                    self.frame();
                }
            }
            "bridge" => {
                self.line = None;
                let mut bridge = CardBridge::new(self.settings.clone());
                bridge.join().unwrap();
                tell("bridged", "");
                let end = Instant::now() + Duration::from_millis(ms(1));
                let mut used = false;
                while Instant::now() < end {
                    let now = bridge.turn().unwrap();
                    if now != used {
                        tell("used", &format!(",\"used\":{now}"));
                    }
                    used = now;
                    std::thread::sleep(Duration::from_millis(20));
                }
                bridge.give_back().unwrap();
            }
            other => panic!("{other}: no such step"),
        }
        tell("did", &format!(",\"step\":\"{line}\""));
    }
}

fn main() {
    let mut args = std::env::args().skip(1);
    let (channels, script) = (args.next().unwrap(), args.next().unwrap());
    let (line, handset) = channels.split_once(':').map_or((channels.as_str(), None), |(l, h)| (l, Some(h)));
    LINE.set(line.into()).unwrap();
    let settings = Settings {
        name: format!("dahdi/{line}"),
        channel: line.parse().unwrap(),
        handset: handset.map(|h| h.parse().unwrap()),
    };
    let (heard, line) = (None, None);
    let mut probe =
        Probe { settings, line, says: VecDeque::new(), heard, seen: Vec::new(), last: None, gaps_us: vec![] };
    for line in std::fs::read_to_string(script).unwrap().lines().filter(|l| !l.is_empty() && !l.starts_with('#')) {
        probe.step(line);
    }
    let health = probe.line.as_ref().and_then(|line| line.health()).unwrap_or_default();
    probe.gaps_us.sort_unstable();
    let at = |part: usize| probe.gaps_us.get(probe.gaps_us.len() * part / 1000).copied().unwrap_or(0);
    let gaps =
        format!("\"p50_us\":{},\"p999_us\":{},\"max_us\":{}", at(500), at(999), probe.gaps_us.last().unwrap_or(&0));
    let level = |dbm0: Option<f32>| dbm0.map_or("null".to_string(), |dbm0| format!("{dbm0:.1}"));
    let levels = format!("\"heard\":{},\"noise\":{}", level(health.heard_dbm0), level(health.noise_dbm0));
    tell("over", &format!(",\"frames\":{},\"lost\":{},{gaps},{levels}", health.frames, health.frames_lost));
}
