//! The simulated lines as several processes see them: a channel is one process's at a time, as on a card. The kernel keeps
//! that by a lock on a file for each line, which goes with the process that holds it, however it dies.

use crate::{Settings, SimHandle, SimLine};
use huisclos_agenda::{Phone, Private};
use huisclos_ports::{Bridge, Exchange, Frame, Line, LineError};
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};

/// Where the channels of the simulated lines are.
#[derive(Clone, Debug)]
pub struct Trunk(PathBuf);

impl Trunk {
    /// The channels in that folder.
    #[must_use]
    pub fn at(folder: &Path) -> Self {
        Self(folder.to_path_buf())
    }

    /// Takes a channel.
    fn take(&self, name: &str) -> Result<File, LineError> {
        let failed = |reason: String| LineError { device: name.into(), operation: "prendre le canal", reason };
        let path = self.0.join(format!("{}.canal", name.replace('/', "-")));
        let open = || {
            std::fs::create_dir_all(&self.0)?;
            File::options().create(true).truncate(false).write(true).open(&path)
        };
        let file =
            open().map_err(|e| failed(format!("{} : {e} ; vérifiez le dossier et les droits", path.display())))?;
        match file.try_lock() {
            Ok(()) => Ok(file),
            Err(TryLockError::WouldBlock) => {
                Err(failed("il est tenu par un autre processus ; attendez qu'il le rende".into()))
            }
            Err(TryLockError::Error(e)) => Err(failed(e.to_string())),
        }
    }

    /// Opens a line.
    ///
    /// # Errors
    /// Another process has its channel.
    pub fn line(&self, settings: Settings) -> Result<(HeldLine, SimHandle), LineError> {
        let channel = self.take(&settings.device)?;
        let (line, handle) = SimLine::new(settings);
        Ok((HeldLine { line, _channel: channel }, handle))
    }

    /// What the guard joins a line with.
    #[must_use]
    pub fn bridge(&self, name: &str) -> SimBridge {
        SimBridge { trunk: self.clone(), name: name.into(), channel: None }
    }
}

/// A simulated line with its channel.
pub struct HeldLine {
    line: SimLine,
    _channel: File,
}

impl Line for HeldLine {
    fn exchange(&mut self, say: &Frame) -> Result<Exchange, LineError> {
        self.line.exchange(say)
    }

    fn answer(&mut self) -> Result<(), LineError> {
        self.line.answer()
    }

    fn hang_up(&mut self) -> Result<(), LineError> {
        self.line.hang_up()
    }

    fn ring_handset(&mut self, on: bool) -> Result<(), LineError> {
        self.line.ring_handset(on)
    }

    fn join_handset(&mut self) -> Result<(), LineError> {
        self.line.join_handset()
    }

    fn part_handset(&mut self) -> Result<(), LineError> {
        self.line.part_handset()
    }

    fn dial(&mut self, number: &Private<Phone>) -> Result<(), LineError> {
        self.line.dial(number)
    }

    fn try_line(&mut self) -> Result<(), LineError> {
        self.line.try_line()
    }

    fn flash(&mut self) -> Result<(), LineError> {
        self.line.flash()
    }

    fn simulated(&self) -> bool {
        self.line.simulated()
    }
}

/// Handset and line of a simulated line, joined: nobody else has the channel.
#[derive(Debug)]
pub struct SimBridge {
    trunk: Trunk,
    name: String,
    channel: Option<File>,
}

impl Bridge for SimBridge {
    fn line(&self) -> &str {
        &self.name
    }

    fn join(&mut self) -> Result<(), LineError> {
        if self.channel.is_none() {
            self.channel = Some(self.trunk.take(&self.name)?);
        }
        Ok(())
    }

    fn turn(&mut self) -> Result<bool, LineError> {
        Ok(false)
    }

    fn give_back(&mut self) -> Result<(), LineError> {
        self.channel = None;
        Ok(())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_channel_is_one_process_s_at_a_time() {
        let folder = std::env::temp_dir().join(format!("huisclos-trunk-{}", std::process::id()));
        let trunk = Trunk::at(&folder);
        let mut bridge = trunk.bridge("sim/1");
        let (line, _) = trunk.line(Settings::default()).unwrap();
        assert!(bridge.join().unwrap_err().to_string().contains("tenu par un autre"));
        drop(line);
        bridge.join().unwrap();
        assert!(trunk.line(Settings::default()).is_err());
        assert!(trunk.line(Settings { device: "sim/2".into(), ..Settings::default() }).is_ok(), "another line");
        bridge.give_back().unwrap();
        assert!(trunk.line(Settings::default()).is_ok());
        std::fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn a_held_line_is_tried_like_any_other() {
        let folder = std::env::temp_dir().join(format!("huisclos-trunk-tried-{}", std::process::id()));
        let (mut line, _) = Trunk::at(&folder).line(Settings::default()).unwrap();
        line.try_line().unwrap();
        assert!(line.try_line().is_err(), "it is off-hook");
        line.hang_up().unwrap();
        line.try_line().unwrap();
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
