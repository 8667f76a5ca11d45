//! The front of the box: display, lights and button.

use super::Running;
use crate::error::Error;
use huisclos_board_chassis::{Button, Lamps, Pin};
use huisclos_board_panel::{Chip, Framebuffer};
use huisclos_board_plan::{Board, Display, DisplayKind, Output};
use huisclos_operator::{CYCLE_S, Part, Parts, lights, sight};
use huisclos_ports::Panel;
use std::path::Path;
use std::sync::{Arc, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// The display's own beat: a call's seconds are seen to go, and a press of the button is answered.
const BEAT: Duration = Duration::from_millis(250);

/// Lights and button of a board.
#[derive(Default)]
pub struct Front {
    lamps: Option<Lamps>,
    button: Option<Button>,
}

/// Opens the display; what is not found is told, and the box goes on without.
pub fn panel(board: &Board, parts: &mut Parts, say: &mut dyn FnMut(String)) -> Option<Box<dyn Panel>> {
    let display = board.display.as_ref()?;
    match open(display) {
        Ok(panel) => {
            parts.display = Part::Found(display.device.clone());
            Some(panel)
        }
        Err(error) => {
            parts.display = Part::Missing(display.device.clone());
            say(error.to_string());
            None
        }
    }
}

fn open(display: &Display) -> Result<Box<dyn Panel>, Error> {
    let failed = |e: huisclos_board_panel::Error| Error::Refused(e.to_string());
    let device = &display.device;
    let chip = match display.kind {
        DisplayKind::Framebuffer => {
            let name = device.trim_start_matches("/dev/");
            let sysfs = format!("/sys/class/graphics/{name}");
            return Ok(Box::new(Framebuffer::open(device, Path::new(&sysfs)).map_err(failed)?));
        }
        DisplayKind::Ssd1306 => Chip::Ssd1306,
        DisplayKind::Sh1106 => Chip::Sh1106,
    };
    Ok(Box::new(huisclos_board_panel::open(device, display.address, chip).map_err(failed)?))
}

/// A line of the board's GPIO chip.
pub fn pin(chip: &str, output: Output) -> Pin {
    Pin { chip: chip.into(), line: output.line, active_low: output.active_low }
}

/// Opens lights and button; what is not found is told.
pub fn front(board: &Board, parts: &mut Parts, say: &mut dyn FnMut(String)) -> Front {
    let Some(gpio) = &board.gpio else { return Front::default() };
    let mut found = |opened: Result<(), String>, device: String| match opened {
        Ok(()) => Part::Found(device),
        Err(why) => {
            say(why);
            Part::Missing(device)
        }
    };
    let mut front = Front::default();
    if let Some(lines) = gpio.lights {
        let opened = Lamps::open(lines.map(|line| pin(&gpio.chip, line)));
        let opened = opened.map(|lamps| front.lamps = Some(lamps)).map_err(|e| e.to_string());
        parts.lights = found(opened, gpio.chip.clone());
    }
    if let Some(line) = gpio.button {
        let opened = Button::open(pin(&gpio.chip, line)).map(|button| front.button = Some(button));
        parts.button = found(opened.map_err(|e| e.to_string()), format!("{}:{}", gpio.chip, line.line));
    }
    if let Some(line) = gpio.relay {
        // The guard holds it: what is known here is that the board has one.
        parts.relay = Part::Found(format!("{}:{}", gpio.chip, line.line));
    }
    front
}

/// Shows the box on its front until it ends.
///
/// # Errors
/// The system gives no thread.
pub fn show(running: &Arc<Running>, mut front: Front) -> std::io::Result<Option<thread::JoinHandle<()>>> {
    if running.panel.is_none() && front.lamps.is_none() && front.button.is_none() {
        return Ok(None);
    }
    let running = running.clone();
    let turn = move || {
        let begun = Instant::now();
        // Each press goes to the next page.
        let mut pressed_s = 0;
        while !running.is_over() {
            match front.button.as_mut().map(Button::pressed) {
                Some(Ok(true)) => pressed_s += CYCLE_S / 4,
                Some(Err(error)) => {
                    front.button = None;
                    running.part(|parts| parts.button = Part::Missing(error.to_string()));
                }
                _ => {}
            }
            let status = running.status();
            if let Some(lamps) = &front.lamps
                && let Err(error) = lamps.show(lights(&status))
            {
                running.log.say(error.to_string());
                front.lamps = None;
                running.part(|parts| parts.lights = Part::Missing("voyants".into()));
            }
            if let Some(panel) = &running.panel {
                let mut panel = panel.lock().unwrap_or_else(PoisonError::into_inner);
                let shown = panel.show(&sight(&status, begun.elapsed().as_secs() + pressed_s));
                let device = panel.device().to_string();
                drop(panel);
                running.part(|parts| {
                    parts.display = if shown.is_ok() { Part::Found(device) } else { Part::Missing(device) };
                });
            }
            thread::sleep(BEAT);
        }
    };
    thread::Builder::new().name("façade".into()).spawn(turn).map(Some)
}
