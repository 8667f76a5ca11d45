//! What the console keeps on disk, beside the data (`<data>.console/`): the PIN's hash, refusals, steps done, the trail.
//! No patient is in it.

use crate::error::Error;
use argon2::Argon2;
use huisclos_console::{Secret, Step};
use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

const SALT_BYTES: usize = 16;
const HASH_BYTES: usize = 32;
/// The trail's newest part that is shown, and the size at which the older half is dropped: ten thousand entries.
const TRAIL_BYTES_MAX: u64 = 1 << 20;
const TRAIL_ROWS_SHOWN: usize = 300;

/// The folder.
pub struct Kept {
    folder: PathBuf,
    writing: Mutex<()>,
}

impl Kept {
    /// Beside a data folder.
    ///
    /// # Errors
    /// It cannot be made.
    pub fn beside(data: &Path) -> Result<Self, Error> {
        let mut name = data.file_name().unwrap_or_default().to_os_string();
        name.push(".console");
        let kept = Self { folder: data.with_file_name(name), writing: Mutex::default() };
        kept.make().map_err(|reason| Error::Write { path: kept.folder.clone(), reason })?;
        Ok(kept)
    }

    fn make(&self) -> std::io::Result<()> {
        fs::DirBuilder::new().recursive(true).mode(0o700).create(&self.folder)
    }

    /// Where it is.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// True once a PIN was chosen.
    pub fn has_pin(&self) -> bool {
        self.folder.join("pin").is_file()
    }

    /// Whether it is the PIN.
    pub fn is_pin(&self, pin: &Secret) -> Result<bool, String> {
        let path = self.folder.join("pin");
        let text = fs::read_to_string(&path).map_err(|e| format!("{} ne peut pas être lu : {e}", path.display()))?;
        let broken = || format!("{} est abîmé : remettez une copie, ou réinstallez la boîte", path.display());
        let (salt, hash) = text.trim().strip_prefix("argon2id ").and_then(|t| t.split_once(' ')).ok_or_else(broken)?;
        let (salt, hash) = (bytes(salt).ok_or_else(broken)?, bytes(hash).ok_or_else(broken)?);
        let found = digest(pin, &salt)?;
        // Every byte is looked at, whichever differs first.
        Ok(hash.len() == found.len() && hash.iter().zip(found).fold(0, |odd, (a, b)| odd | (a ^ b)) == 0)
    }

    /// Takes another PIN.
    pub fn set_pin(&self, pin: &Secret) -> Result<(), String> {
        let mut salt = [0; SALT_BYTES];
        getrandom::fill(&mut salt).map_err(|e| format!("pas de nombres au hasard : {e}"))?;
        let hash = digest(pin, &salt)?;
        self.write("pin", &format!("argon2id {} {}\n", hex(&salt), hex(&hash)))
    }

    /// Wrong PINs in a row. A file that cannot be read counts as many: forgetting must not help.
    pub fn refusals(&self) -> u32 {
        match fs::read_to_string(self.folder.join("refusals")) {
            Ok(text) => text.trim().parse().unwrap_or(10),
            Err(e) if e.kind() == ErrorKind::NotFound => 0,
            Err(_) => 10,
        }
    }

    /// Remembers them.
    pub fn remember_refusals(&self, refusals: u32) -> Result<(), String> {
        self.write("refusals", &format!("{refusals}\n"))
    }

    /// Steps of the installation that were done.
    pub fn installed(&self) -> BTreeSet<Step> {
        let text = fs::read_to_string(self.folder.join("installed")).unwrap_or_default();
        text.lines().filter_map(Step::from_word).collect()
    }

    /// One more.
    pub fn remember_step(&self, step: Step) -> Result<(), String> {
        let mut steps = self.installed();
        steps.insert(step);
        let words: String = steps.into_iter().map(|step| format!("{}\n", step.word())).collect();
        self.write("installed", &words)
    }

    /// The newest rows of the trail, the newest first.
    pub fn trail(&self) -> Result<Vec<String>, String> {
        let text = match fs::read_to_string(self.folder.join("trail")) {
            Ok(text) => text,
            Err(e) if e.kind() == ErrorKind::NotFound => String::new(),
            Err(e) => return Err(format!("le journal de la console ne peut pas être lu : {e}")),
        };
        let rows: Vec<String> = text.lines().rev().take(TRAIL_ROWS_SHOWN).map(str::to_string).collect();
        Ok(if rows.is_empty() { vec!["Le journal est vide.".into()] } else { rows })
    }

    /// One more row, on disk before this returns.
    pub fn write_trail(&self, row: &str) -> Result<(), String> {
        let _one = self.writing.lock();
        let path = self.folder.join("trail");
        let failed = |e: std::io::Error| format!("{} ne peut pas être écrit : {e}", path.display());
        if fs::metadata(&path).is_ok_and(|m| m.len() > TRAIL_BYTES_MAX) {
            let text = fs::read_to_string(&path).map_err(failed)?;
            let newer = text.get(text.len() / 2..).and_then(|half| half.split_once('\n')).map_or("", |(_, rest)| rest);
            self.replace(&path, newer).map_err(failed)?;
        }
        let mut file = OpenOptions::new().create(true).append(true).mode(0o600).open(&path).map_err(failed)?;
        file.write_all(format!("{}\n", row.replace('\n', " ")).as_bytes())
            .and_then(|()| file.sync_data())
            .map_err(failed)
    }

    /// A small file, whole or not at all, on disk before this returns.
    fn write(&self, name: &str, text: &str) -> Result<(), String> {
        let _one = self.writing.lock();
        let path = self.folder.join(name);
        self.replace(&path, text).map_err(|e| format!("{} ne peut pas être écrit : {e}", path.display()))
    }

    fn replace(&self, path: &Path, text: &str) -> std::io::Result<()> {
        let fresh = path.with_extension("new");
        let mut file = OpenOptions::new().create(true).truncate(true).write(true).mode(0o600).open(&fresh)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        fs::rename(&fresh, path)?;
        File::open(&self.folder)?.sync_all()
    }

    /// Back to the works: the data's keys first (overwritten, then gone), then the data, then what is kept here.
    pub fn destroy(&self, data: &Path) -> Result<(), String> {
        // The key, the keyring and its twin, the sealed credential: `<data>.key…` and nothing else.
        let name = format!("{}.key", data.file_name().unwrap_or_default().to_string_lossy());
        let beside = data.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let failed = |path: &Path| {
            let path = path.display().to_string();
            move |e: std::io::Error| {
                format!("{path} ne peut pas être effacé : {e} ; recommencez, ou détruisez le disque")
            }
        };
        for entry in fs::read_dir(beside).map_err(failed(beside))?.flatten() {
            let is_key = entry.file_name().to_string_lossy().starts_with(&name);
            if !is_key || !entry.file_type().is_ok_and(|kind| kind.is_file()) {
                continue;
            }
            let key = entry.path();
            let size = entry.metadata().map_err(failed(&key))?.len();
            let mut file = OpenOptions::new().write(true).open(&key).map_err(failed(&key))?;
            file.write_all(&vec![0; usize::try_from(size).unwrap_or_default()]).map_err(failed(&key))?;
            file.sync_all().and_then(|()| fs::remove_file(&key)).map_err(failed(&key))?;
        }
        for folder in [data, &self.folder] {
            match fs::remove_dir_all(folder) {
                Err(e) if e.kind() != ErrorKind::NotFound => return Err(failed(folder)(e)),
                _ => {}
            }
        }
        self.make().map_err(failed(&self.folder))
    }
}

/// Argon2id with the crate's own parameters (19 MiB, two rounds): OWASP's first choice, 20 ms on the box.
fn digest(pin: &Secret, salt: &[u8]) -> Result<[u8; HASH_BYTES], String> {
    let mut out = [0; HASH_BYTES];
    let failed = |e| format!("le code ne peut pas être contrôlé : {e}");
    Argon2::default().hash_password_into(pin.expose().as_bytes(), salt, &mut out).map_err(failed)?;
    Ok(out)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

fn bytes(hex: &str) -> Option<Vec<u8>> {
    let pairs = hex.as_bytes().chunks(2);
    pairs.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()).collect()
}
