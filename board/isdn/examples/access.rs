//! The box's side of a basic access without the box: both lines answer every call at its second frame, play a file, record
//! what they hear, and tell what happens as JSON lines. `access [--ptp] [--offered] PROGRAM D-CHANNEL SECONDS FILE`
#![allow(clippy::print_stdout)]

use huisclos_board_isdn::{Access, CallWaiting, DChannel, Mode, Settings};
use huisclos_ports::{CallerId, FRAME_SAMPLES, Line, LineFact, SILENCE};
use serde_json::json;
use std::error::Error;
use std::thread;
use std::time::{Duration, Instant};

fn main() -> Result<(), Box<dyn Error>> {
    let (options, arguments): (Vec<String>, Vec<String>) = std::env::args().skip(1).partition(|a| a.starts_with("--"));
    let [program, d_channel, seconds, file] = arguments.as_slice() else {
        return Err("PROGRAM D-CHANNEL SECONDS FILE".into());
    };
    let has = |option: &str| options.iter().any(|given| given == option);
    let (d_channel, seconds): (u32, u64) = (d_channel.parse()?, seconds.parse()?);
    let access = Access::new(Settings {
        d_channel: DChannel::Dahdi(d_channel),
        mode: if has("--ptp") { Mode::PointToPoint } else { Mode::Multipoint },
        call_waiting: if has("--offered") { CallWaiting::Offered } else { CallWaiting::Refused },
        numbers: vec!["0145671234".into()],
        program: program.into(),
        network: false,
    });
    let sound = std::fs::read(file)?;
    let began = Instant::now();
    let threads: Vec<_> = [1u32, 2]
        .into_iter()
        .map(|n| {
            let (access, sound) = (access.clone(), sound.clone());
            thread::spawn(move || {
                let turned = turn(&access, n, d_channel - 3 + n, &sound, began, Duration::from_secs(seconds));
                turned.map_err(|e| e.to_string())
            })
        })
        .collect();
    for thread in threads {
        thread.join().map_err(|_| "a line broke")??;
    }
    Ok(())
}

fn turn(
    access: &Access,
    n: u32,
    channel: u32,
    sound: &[u8],
    began: Instant,
    runs: Duration,
) -> Result<(), Box<dyn Error>> {
    let mut line = access.line(&format!("rnis/{n}"), n as usize, channel)?;
    let (mut plays, mut recorded, mut rang) = (sound.as_chunks::<FRAME_SAMPLES>().0.iter(), Vec::new(), 0u32);
    while began.elapsed() < runs {
        let frame = if rang > 1 { plays.next().copied() } else { None };
        let exchange = line.exchange(&frame.unwrap_or([SILENCE; FRAME_SAMPLES]))?;
        recorded.extend(exchange.heard);
        for fact in exchange.facts {
            let told = match &fact {
                LineFact::Identified(CallerId::Number(phone)) => {
                    format!("Identified({})", phone.open(huisclos_agenda::Purpose::Handset).0)
                }
                fact => format!("{fact:?}"),
            };
            println!("{}", json!({ "line": n, "fact": told, "t_ms": began.elapsed().as_millis() as u64 }));
            match fact {
                LineFact::Rang => rang = rang.max(1),
                LineFact::HungUp => {
                    line.hang_up()?;
                    (rang, plays) = (0, sound.as_chunks::<FRAME_SAMPLES>().0.iter());
                }
                LineFact::Abandoned => rang = 0,
                _ => {}
            }
        }
        if rang == 1 {
            rang = 2;
            recorded.clear();
            line.answer()?;
        }
    }
    std::fs::write(format!("out/box-{n}.al"), recorded)?;
    let lost = line.health().map_or(0, |health| health.frames_lost);
    println!("{}", json!({ "line": n, "lost": lost }));
    Ok(())
}
