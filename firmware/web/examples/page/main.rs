//! The page alone, over an invented cabinet in memory: for whoever works on the page, without models and without store.
//!
//! `cargo run -p huisclos-web --example page -- 127.0.0.1:8016 2026-11-24T10:20 [appel|urgence] [pause_ms]`

mod cabinet;
mod memory;
mod rest;

use huisclos_web::Parts;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let mut args = std::env::args().skip(1);
    let address: SocketAddr =
        args.next().and_then(|a| a.parse().ok()).unwrap_or_else(|| SocketAddr::from(([127, 0, 0, 1], 8016)));
    let now = args.next().and_then(|a| a.parse().ok()).unwrap_or(jiff::civil::date(2026, 11, 24).at(10, 20, 0, 0));
    let scene = args.next().unwrap_or_default();
    let memory = Arc::new(memory::Memory::new(now));
    cabinet::fill(&memory);
    rest::fill(&memory);
    let pause = Duration::from_millis(args.next().and_then(|a| a.parse().ok()).unwrap_or(0));
    let (line, beside) = (memory.clone(), scene.clone());
    let call = std::thread::spawn(move || cabinet::call(&line, &beside, pause));
    if pause.is_zero() && call.join().is_err() {
        eprintln!("l'appel inventé a échoué");
    }
    let parts = memory.parts(true);
    let ready = |address| eprintln!("http://{address}/ — le code de la première fois est {}", memory::FIRST_CODE);
    if let Err(error) = huisclos_web::serve(address, parts, ready).await {
        eprintln!("{error}");
    }
}
