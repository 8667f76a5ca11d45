//! `huisclos console`: the technician's console, on this terminal or on a serial port.

use crate::cli::{Common, Console};
use crate::error::Error;
use crate::technician::{Kept, Own, Workshop};
use crate::world;
use huisclos_board_panel::{Chip, Framebuffer};
use huisclos_board_serial::{SerialCable, Terminal};
use huisclos_engine::technician::{Ended, run as console};
use huisclos_ports::{Panel, Technician};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

/// A serial adapter that was unplugged is looked for that often.
const AGAIN: Duration = Duration::from_secs(2);
/// The display's own beat: a call's seconds are seen to go.
const SHOW_EVERY: Duration = Duration::from_millis(500);
/// Address of nearly every OLED module; the others have a solder bridge for 0x3d.
const OLED_ADDRESS: u8 = 0x3c;

/// # Errors
/// A broken store or setting; a port or a display that cannot be opened.
pub fn run(common: &Common, options: &Console) -> Result<(), Error> {
    // Opened before the store: a wrong name changes nothing.
    let panel = options.panel.as_deref().map(panel).transpose()?;
    let has_panel = panel.is_some();
    let mut cable = match &options.serial {
        Some(device) => Some(SerialCable::open(device).map_err(|e| Error::Refused(e.to_string()))?),
        None => None,
    };
    let own = Arc::new(Own::open(common, panel)?);
    let kept = Arc::new(Kept::beside(&world::data(common)?)?);
    let stop = Arc::new(AtomicBool::new(false));
    let display = has_panel.then(|| show(own.clone(), stop.clone()));
    let technician: Arc<dyn Technician> = Arc::new(Workshop::over(common, kept, own));
    let ended = match &options.serial {
        None => {
            let mut terminal = Terminal::open().map_err(|e| Error::Refused(e.to_string()))?;
            match console(&mut terminal, &technician, world::call_id().0, true, &stop) {
                // The end of a pipe is how a script ends.
                Ended::Failed(_) | Ended::Left | Ended::Stopped => Ok(()),
            }
        }
        Some(device) => loop {
            if let Some(mut cable) = cable.take().or_else(|| SerialCable::open(device).ok())
                && let Ended::Failed(error) = console(&mut cable, &technician, world::call_id().0, false, &stop)
            {
                eprintln!("huisclos : {error}");
            }
            thread::sleep(AGAIN);
        },
    };
    stop.store(true, Ordering::Relaxed);
    let _ = display.map(thread::JoinHandle::join);
    ended
}

/// `/dev/i2c-1` (SSD1306), `sh1106:/dev/i2c-1`, `/dev/fb0`.
fn panel(device: &str) -> Result<Box<dyn Panel>, Error> {
    let failed = |e: huisclos_board_panel::Error| Error::Refused(e.to_string());
    if let Some(name) = device.strip_prefix("/dev/fb") {
        let sysfs = format!("/sys/class/graphics/fb{name}");
        return Ok(Box::new(Framebuffer::open(device, Path::new(&sysfs)).map_err(failed)?));
    }
    let (chip, device) = match device.strip_prefix("sh1106:") {
        Some(device) => (Chip::Sh1106, device),
        None => (Chip::Ssd1306, device),
    };
    Ok(Box::new(huisclos_board_panel::open(device, OLED_ADDRESS, chip).map_err(failed)?))
}

/// Shows the box until it stops. A display that is lost is told once, and tried again every time.
fn show(own: Arc<Own>, stop: Arc<AtomicBool>) -> thread::JoinHandle<()> {
    thread::spawn(move || {
        let mut lost = false;
        let mut beats = 0u64;
        while !stop.load(Ordering::Relaxed) {
            match own.show(beats / 2) {
                Ok(()) => lost = false,
                Err(why) if !lost => {
                    eprintln!("huisclos : {why}");
                    lost = true;
                }
                Err(_) => {}
            }
            beats += 1;
            thread::sleep(SHOW_EVERY);
        }
    })
}
