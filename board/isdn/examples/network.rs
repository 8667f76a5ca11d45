//! The network's side of a basic access in the bench machine (`tests/bench/README.md`): `huisclos-isdn --network` on its D
//! channel, sound on its B channels, by a script. What happens is told as JSON lines.
//!
//! `network [--ptp] PROGRAM D-CHANNEL SCRIPT`, and in the script, a step a line:
//!
//!     say COMMAND           one of `PROTOCOL.md`
//!     expect MS EVENT       until an event begins with these words
//!     wait MS
//!     voice CHANNEL MS      until a voice is heard on B channel 1 or 2
//!     play CHANNEL FILE     A-law, at once
//!     record CHANNEL FILE   what is heard from now on, written at the end
#![allow(clippy::print_stdout)]

use huisclos_audio::{alaw, level};
use huisclos_board_isdn::{BChannel, Sound};
use huisclos_ports::{FRAME_SAMPLES, Frame, SILENCE};
use serde_json::{Value, json};
use std::collections::{BTreeMap, VecDeque};
use std::error::Error;
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// Louder than this for ten frames in a row is a voice.
const VOICE_DBM0: f32 = -40.0;
const VOICE_FRAMES: u32 = 10;

#[derive(Default)]
struct End {
    plays: VecDeque<Frame>,
    records: Option<Vec<u8>>,
    loud: u32,
}

fn held(end: &Mutex<End>) -> MutexGuard<'_, End> {
    end.lock().unwrap_or_else(PoisonError::into_inner)
}

fn sound(number: u32) -> Result<Arc<Mutex<End>>, Box<dyn Error>> {
    let mut channel = BChannel::open(number)?;
    let end = Arc::new(Mutex::new(End::default()));
    let here = end.clone();
    thread::spawn(move || {
        loop {
            let frame = held(&here).plays.pop_front().unwrap_or([SILENCE; FRAME_SAMPLES]);
            let Ok(heard) = channel.exchange(Some(&frame)) else { return };
            let mut end = held(&here);
            if let Some(records) = &mut end.records {
                records.extend(heard);
            }
            let loud = level::dbm0(&alaw::decode_frame(&heard)) > VOICE_DBM0;
            end.loud = if loud { end.loud + 1 } else { 0 };
        }
    });
    Ok(end)
}

struct Network {
    began: Instant,
    events: Receiver<String>,
    ends: [Arc<Mutex<End>>; 2],
}

impl Network {
    fn tell(&self, mut what: Value) {
        what["t_ms"] = json!(u64::try_from(self.began.elapsed().as_millis()).unwrap_or(0));
        println!("{what}");
    }

    fn end(&self, channel: &str) -> Result<&Mutex<End>, Box<dyn Error>> {
        let n: usize = channel.parse()?;
        Ok(self.ends.get(n.wrapping_sub(1)).ok_or("channel 1 or 2")?)
    }

    fn expect(&self, ms: u64, words: &str) -> Result<(), Box<dyn Error>> {
        let until = Instant::now() + Duration::from_millis(ms);
        loop {
            let event = self.events.recv_timeout(until.saturating_duration_since(Instant::now()));
            let event = event.map_err(|_| format!("« {words} » did not come in {ms} ms"))?;
            self.tell(json!({ "network": event }));
            if event.starts_with(words) {
                return Ok(());
            }
        }
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let ptp = arguments.first().is_some_and(|first| first == "--ptp");
    arguments.drain(..usize::from(ptp));
    let [program, d_channel, script] = arguments.as_slice() else { return Err("PROGRAM D-CHANNEL SCRIPT".into()) };
    let number: u32 = d_channel.parse()?;
    let ends = [sound(number.saturating_sub(2))?, sound(number.saturating_sub(1))?];
    let mut command = Command::new(program);
    command.args(["--network", "--channel", d_channel]).args(ptp.then_some("--ptp"));
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
    let (mut commands, said) = (child.stdin.take().ok_or("no input")?, child.stdout.take().ok_or("no output")?);
    let (tell, events) = channel();
    thread::spawn(move || {
        for line in BufReader::new(said).lines().map_while(Result::ok) {
            let _ = tell.send(line);
        }
    });
    let network = Network { began: Instant::now(), events, ends };
    let mut written: BTreeMap<String, String> = BTreeMap::new();
    let mut play = || -> Result<(), Box<dyn Error>> {
        for line in std::fs::read_to_string(script)?.lines().filter(|line| !line.is_empty()) {
            network.tell(json!({ "step": line }));
            let (word, rest) = line.split_once(' ').ok_or("a step has two words at least")?;
            let pair = || rest.split_once(' ').ok_or("two words more");
            match word {
                "say" => writeln!(commands, "{rest}")?,
                "wait" => thread::sleep(Duration::from_millis(rest.parse()?)),
                "expect" => network.expect(pair()?.0.parse()?, pair()?.1)?,
                "play" => {
                    let sound = std::fs::read(pair()?.1)?;
                    let (frames, _) = sound.as_chunks::<FRAME_SAMPLES>();
                    held(network.end(pair()?.0)?).plays.extend(frames);
                }
                "record" => {
                    held(network.end(pair()?.0)?).records = Some(Vec::new());
                    written.insert(pair()?.0.into(), pair()?.1.into());
                }
                "voice" => {
                    let (channel, ms) = pair()?;
                    let until = Instant::now() + Duration::from_millis(ms.parse()?);
                    while held(network.end(channel)?).loud < VOICE_FRAMES {
                        if Instant::now() >= until {
                            return Err(format!("no voice on channel {channel} in {ms} ms").into());
                        }
                        thread::sleep(Duration::from_millis(20));
                    }
                    network.tell(json!({ "network": format!("voice {channel}") }));
                }
                _ => return Err(format!("« {word} » is no step").into()),
            }
        }
        Ok(())
    };
    let played = play();
    for (channel, file) in &written {
        std::fs::write(file, held(network.end(channel)?).records.take().unwrap_or_default())?;
    }
    drop(commands);
    child.wait()?;
    played
}
