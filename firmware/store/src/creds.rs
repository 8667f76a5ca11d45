//! The root secret sealed by `systemd-creds`, to this machine's TPM2 where there is one.
//!
//! The program is called, not linked: it knows TPMs, firmware and their policies. The secret goes through pipes, never
//! through arguments or the environment. PCR 7 (Secure Boot's keys) is what the seal is bound to: literal PCRs of the
//! firmware or the kernel would break at their next update (store.md).

use crate::error::Error;
use crate::keys::{KEY_LEN, Key};
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use zeroize::Zeroizing;

/// What the credential is called inside its seal: one of another name is refused.
const NAME: &str = "--name=huisclos-root";
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
