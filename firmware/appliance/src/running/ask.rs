//! What the image does for the firmware, which has no right to do it itself: update, hour, addresses, factory reset. It is asked
//! by a file in the box's folder, whose name the image watches, and answered by one French sentence (`image-build/README.md`).

use huisclos_console::Network;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

/// The program that installs an update: where it is, this machine is a box.
const UPDATE: &str = "/usr/lib/huisclos/update";
/// A slow USB key and a slow disk: a gigabyte at 4 MB/s, then as much to read it back.
pub const UPDATE_MAX: Duration = Duration::from_secs(600);
/// The hour and the addresses are a matter of a second; a busy machine takes some.
pub const SET_MAX: Duration = Duration::from_secs(60);
/// How often the answer is looked for.
const LOOK: Duration = Duration::from_millis(200);

/// True on a machine that was made from the image.
pub fn is_image() -> bool {
    Path::new(UPDATE).is_file()
}

/// Asks the machine to do something. `words`: what it must know.
///
/// # Errors
/// The file, and why it could not be made.
pub fn ask(folder: &Path, what: &str, words: &str) -> Result<(), String> {
    let path = folder.join(what);
    let failed = |e: std::io::Error| format!("{} ne peut pas être écrit : {e}", path.display());
    // Whole or not there: the machine reads it as soon as it has its name.
    let fresh = folder.join(format!("{what}.new"));
    std::fs::write(&fresh, words).map_err(failed)?;
    std::fs::rename(&fresh, &path).map_err(failed)
}

/// Where the machine answers what it was asked.
pub struct Answers {
    path: PathBuf,
    before: Option<SystemTime>,
}

impl Answers {
    /// From now on.
    pub fn of(path: impl Into<PathBuf>) -> Self {
        let path = path.into();
        Self { before: written(&path), path }
    }

    /// The sentence that ends it; those that come before are told. A sentence with "refus" in it is a refusal.
    ///
    /// # Errors
    /// The refusal, or nothing came in time.
    pub fn wait(&self, within: Duration, tell: &mut dyn FnMut(String)) -> Result<String, String> {
        let until = Instant::now() + within;
        let mut said = String::new();
        while Instant::now() < until {
            let state = match written(&self.path) {
                now if now == self.before => String::new(),
                _ => std::fs::read_to_string(&self.path).unwrap_or_default().trim().to_string(),
            };
            if !state.is_empty() && state != said {
                said = state;
                tell(said.clone());
            }
            if !said.is_empty() && !said.contains("en cours") {
                return if said.contains("refus") { Err(said) } else { Ok(said) };
            }
            thread::sleep(LOOK);
        }
        Err("la machine n'a rien répondu : recommencez, puis éteignez et rallumez la boîte".into())
    }
}

fn written(path: &Path) -> Option<SystemTime> {
    std::fs::metadata(path).and_then(|known| known.modified()).ok()
}

/// Addresses as the image's script takes them: nothing for DHCP, else the address and its bits, then the router.
pub fn words(network: &Network) -> String {
    match network {
        Network::Automatic => "automatique".into(),
        Network::Fixed { address, prefix, gateway: None } => format!("{address}/{prefix}"),
        Network::Fixed { address, prefix, gateway: Some(gateway) } => format!("{address}/{prefix} {gateway}"),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn folder(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("huisclos-ask-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        folder
    }

    #[test]
    fn what_is_asked_is_there_whole() {
        let folder = folder("asked");
        ask(&folder, "clock-asked", "2026-11-23 09:05:00").unwrap();
        assert_eq!(std::fs::read_to_string(folder.join("clock-asked")).unwrap(), "2026-11-23 09:05:00");
        assert!(ask(&folder.join("nulle-part"), "clock-asked", "").is_err_and(|why| why.contains("nulle-part")));
        std::fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn an_answer_of_another_day_is_none() {
        let folder = folder("answers");
        let state = folder.join("state");
        std::fs::write(&state, "heure réglée").unwrap();
        let answers = Answers::of(&state);
        let mut told = Vec::new();
        let short = Duration::from_millis(300);
        assert!(answers.wait(short, &mut |words| told.push(words)).is_err_and(|why| why.contains("rien répondu")));
        assert!(told.is_empty(), "{told:?}");
        // The same words, written since.
        std::fs::remove_file(&state).unwrap();
        let answers = Answers::of(&state);
        std::fs::write(&state, "heure réglée\n").unwrap();
        assert_eq!(answers.wait(SET_MAX, &mut |_| {}), Ok("heure réglée".into()));
        std::fs::write(&state, "heure refusée : elle n'existe pas\n").unwrap();
        assert!(answers.wait(SET_MAX, &mut |_| {}).is_err());
        std::fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn addresses_are_written_as_the_image_takes_them() {
        let fixed = |gateway: Option<&str>| Network::Fixed {
            address: "192.168.1.20".parse().unwrap(),
            prefix: 24,
            gateway: gateway.map(|gateway| gateway.parse().unwrap()),
        };
        for (network, expect) in [
            (Network::Automatic, "automatique"),
            (fixed(None), "192.168.1.20/24"),
            (fixed(Some("192.168.1.1")), "192.168.1.20/24 192.168.1.1"),
        ] {
            assert_eq!(words(&network), expect);
        }
    }
}
