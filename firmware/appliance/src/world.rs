//! What the options of every command stand for: the cabinet, the clock, the data folder, standard output.

use crate::cli::Common;
use crate::error::Error;
use huisclos_agenda::{Cabinet, CallId, Phone, Private};
use huisclos_ports::CallerId;
use jiff::civil::DateTime;
use jiff::{SignedDuration, Zoned};
use std::hash::{BuildHasher, Hasher, RandomState};
use std::io::Write;
use std::path::PathBuf;
use std::sync::OnceLock;
use std::time::Instant;

/// Longest settings file: a cabinet of twenty practitioners takes 20 kB.
const CABINET_BYTES_MAX: u64 = 1 << 20;

/// The cabinet of `--cabinet`, or the demo cabinet.
///
/// # Errors
/// The file and what is wrong in it.
pub fn cabinet(common: &Common) -> Result<Cabinet, Error> {
    let Some(path) = &common.cabinet else { return Ok(Cabinet::demo()) };
    let read = |reason| Error::Read { path: path.clone(), reason };
    let size = std::fs::metadata(path).map_err(read)?.len();
    if size > CABINET_BYTES_MAX {
        let reason = format!("{size} octets ; un fichier de réglages en fait moins d'un million");
        return Err(Error::Cabinet { path: path.clone(), reason });
    }
    let text = std::fs::read_to_string(path).map_err(read)?;
    Cabinet::from_toml(&text).map_err(|e| Error::Cabinet { path: path.clone(), reason: e.to_string() })
}

/// Since when a clock that `--now` has set goes on.
static TICKS: OnceLock<Instant> = OnceLock::new();

/// From now on a clock set by `--now` goes on, as a box's does; without this it stands, as a single call wants it.
pub fn tick() {
    let _ = TICKS.set(Instant::now());
}

/// The civil time of `--now`, or this machine's, in Europe/Paris.
pub fn now(common: &Common) -> DateTime {
    let set = common.now.map(|set| {
        let since = TICKS.get().and_then(|since| SignedDuration::try_from(since.elapsed()).ok());
        since.and_then(|since| set.checked_add(since).ok()).unwrap_or(set)
    });
    set.unwrap_or_else(|| {
        let here = Zoned::now();
        // The time zones are built in; without them the machine's own time is the best there is.
        here.in_tz("Europe/Paris").map_or(here.datetime(), |paris| paris.datetime())
    })
}

/// The folder of `--data`, or the user's.
///
/// # Errors
/// Neither `--data` nor a home folder.
pub fn data(common: &Common) -> Result<PathBuf, Error> {
    if let Some(folder) = &common.data {
        return Ok(folder.clone());
    }
    let home = std::env::var_os("XDG_DATA_HOME")
        .map(PathBuf::from)
        .or_else(|| std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".local/share")));
    home.map(|folder| folder.join("huisclos/demo")).ok_or_else(|| {
        Error::Refused("aucun dossier de données : donnez --data DOSSIER (la variable HOME n'est pas là)".into())
    })
}

/// Who runs this command, for the audit trail: the number of the system's user, which nobody types. (`status` says it even
/// of a process that keeps its memory private, whose folder in `/proc` then seems to be root's.)
pub fn user() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("Uid:"));
    format!("uid:{}", line.and_then(|numbers| numbers.split_whitespace().next()).unwrap_or("inconnu"))
}

/// A random id for a call. Not a secret: it only tells calls apart.
pub fn call_id() -> CallId {
    CallId(RandomState::new().build_hasher().finish())
}

/// Who calls, by `--from`.
///
/// # Errors
/// The number is not one.
pub fn caller(from: Option<&str>) -> Result<CallerId, Error> {
    let Some(number) = from else { return Ok(CallerId::Withheld) };
    let digits: String = number.chars().filter(|c| !matches!(c, ' ' | '.' | '-' | '(' | ')')).collect();
    let phone = Phone::dialled(&digits);
    let rest = phone.0.strip_prefix('+').unwrap_or_default();
    if (6..=15).contains(&rest.len()) && rest.bytes().all(|b| b.is_ascii_digit()) {
        Ok(CallerId::Number(Private::new(phone)))
    } else {
        Err(Error::Refused("--from : ce n'est pas un numéro ; écrivez par exemple 0612345678 ou +33612345678".into()))
    }
}

/// Writes a line to standard output at once; a reader that has left ends the program quietly.
#[allow(clippy::print_stdout)]
pub fn out(line: &str) {
    let mut stdout = std::io::stdout().lock();
    if writeln!(stdout, "{line}").and_then(|()| stdout.flush()).is_err() {
        std::process::exit(0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use huisclos_agenda::Purpose;

    #[test]
    fn numbers_are_brought_to_e164() {
        for (from, expect) in [
            ("0612345678", Some("+33612345678")),
            ("06 12 34 56 78", Some("+33612345678")),
            ("+33612345678", Some("+33612345678")),
            ("0032470123456", Some("+32470123456")),
            ("bonjour", None),
            ("", None),
        ] {
            let number = match caller(Some(from)) {
                Ok(CallerId::Number(number)) => Some(number.open(Purpose::CommandLine).0.clone()),
                _ => None,
            };
            assert_eq!(number.as_deref(), expect, "{from}");
        }
    }
}
