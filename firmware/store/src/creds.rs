//! The root secret sealed by `systemd-creds`, to this machine's TPM2 where there is one.
//!
//! The program is called, not linked: it knows TPMs, firmware and their policies. The secret goes through pipes, never
//! through arguments or the environment. PCR 7 (Secure Boot's keys) is what the seal is bound to: literal PCRs of the
//! firmware or the kernel would break at their next update (store.md).

use crate::error::Error;
use crate::keys::{KEY_LEN, Key};
use std::ffi::OsString;
use std::io::{ErrorKind, Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use zeroize::Zeroizing;

/// What the credential is called inside its seal: one of another name is refused.
const NAME: &str = "--name=huisclos-root";
/// The same, as systemd delivers it to a service (`ImportCredential=`, `LoadCredentialEncrypted=`).
const DELIVERED: &str = "huisclos-root";
/// What the unit delivers where nothing is sealed (`SetCredential=` of `systemd/huisclos.service`).
const ABSENT: &[u8] = b"absente";
/// Longest sealed credential that is read: systemd's are some 500 bytes.
const SEALED_MAX: u64 = 64 * 1024;

/// True when the program is there and finds a TPM2 that it can use.
pub(crate) fn has_tpm2(program: &Path) -> bool {
    let asked = Command::new(program)
        .arg("has-tpm2")
        .arg("--quiet")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    asked.is_ok_and(|status| status.success())
}

/// Seals the root; gives what may lie on the disk.
pub(crate) fn seal(program: &Path, root: &Key) -> Result<Vec<u8>, Error> {
    let args = ["encrypt", "--with-key=host+tpm2", "--tpm2-pcrs=7", NAME, "-", "-"];
    run(program, &args, root.as_slice()).map(|sealed| sealed.to_vec())
}

/// Gives the root back from its sealed form.
pub(crate) fn unseal(program: &Path, path: &Path) -> Result<Key, Error> {
    let mut sealed = Vec::new();
    let file = std::fs::File::open(path).map_err(|e| Error::io("La lecture de la clé scellée", path, e))?;
    let read = file.take(SEALED_MAX).read_to_end(&mut sealed);
    read.map_err(|e| Error::io("La lecture de la clé scellée", path, e))?;
    let plain = run(program, &["decrypt", NAME, "-", "-"], &sealed)
        .map_err(|e| Error::KeySealed { path: path.to_path_buf(), why: e.to_string() })?;
    let Ok(bytes) = <&[u8; KEY_LEN]>::try_from(plain.as_slice()) else {
        return Err(Error::KeyUnreadable { key: path.to_path_buf() });
    };
    Ok(Zeroizing::new(*bytes))
}

/// The root as systemd unsealed it for this service: a file that only the service reads, in memory that is never written to
/// a disk. A service without rights to the TPM gets it that way.
pub(crate) fn delivered(folder: Option<OsString>) -> Result<Option<Key>, Error> {
    let Some(path) = folder.map(|folder| Path::new(&folder).join(DELIVERED)) else { return Ok(None) };
    let bytes = match std::fs::read(&path) {
        Ok(bytes) => Zeroizing::new(bytes),
        Err(e) if e.kind() == ErrorKind::NotFound => return Ok(None),
        Err(e) => return Err(Error::io("La lecture de la clé", &path, e)),
    };
    if bytes.as_slice() == ABSENT {
        return Ok(None);
    }
    match <&[u8; KEY_LEN]>::try_from(bytes.as_slice()) {
        Ok(bytes) => Ok(Some(Zeroizing::new(*bytes))),
        Err(_) => Err(Error::KeyUnreadable { key: path }),
    }
}

fn run(program: &Path, args: &[&str], input: &[u8]) -> Result<Zeroizing<Vec<u8>>, Error> {
    let failed = |why: String| Error::Creds { program: program.to_path_buf(), why };
    let mut child = Command::new(program)
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|e| failed(e.to_string()))?;
    if let Some(mut stdin) = child.stdin.take() {
        // A few hundred bytes: a pipe holds them, whether or not the program reads before it writes.
        let _ = stdin.write_all(input);
    }
    let out = child.wait_with_output().map_err(|e| failed(e.to_string()))?;
    let said = Zeroizing::new(out.stdout);
    if out.status.success() {
        return Ok(said);
    }
    let why = String::from_utf8_lossy(&out.stderr);
    Err(failed(why.lines().next().unwrap_or("sans explication").trim().to_string()))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn what_systemd_delivers_is_taken_when_it_is_a_key() {
        let dir = tempfile::tempdir().unwrap();
        let at = || Some(dir.path().as_os_str().to_os_string());
        assert!(delivered(None).unwrap().is_none() && delivered(at()).unwrap().is_none());
        std::fs::write(dir.path().join(DELIVERED), [7; KEY_LEN]).unwrap();
        assert!(*delivered(at()).unwrap().unwrap() == [7; KEY_LEN]);
        std::fs::write(dir.path().join(DELIVERED), ABSENT).unwrap();
        assert!(delivered(at()).unwrap().is_none());
        std::fs::write(dir.path().join(DELIVERED), [7; 31]).unwrap();
        assert!(matches!(delivered(at()), Err(Error::KeyUnreadable { .. })));
    }

    #[test]
    fn a_program_that_is_not_there_or_fails_is_named() {
        let key = Zeroizing::new([1; KEY_LEN]);
        for (program, why) in [("/nowhere/systemd-creds", "No such file"), ("/bin/false", "sans explication")] {
            assert!(!has_tpm2(Path::new(program)));
            let said = seal(Path::new(program), &key).unwrap_err().to_string();
            assert!(said.contains(program) && said.contains(why), "{said}");
        }
    }
}
