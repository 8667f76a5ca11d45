//! The root secret in a TPM 2.0: the machine's own `systemd-creds` against a TPM of `swtpm`, with nothing between them made up.
//! Where Secure Boot's keys change (PCR 7), or the disk is in another machine, the data stay shut and the paper opens them.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod common;

use common::{Place, book, booked};
use huisclos_store::{Store, paper_key, restore_key};
use std::fs;
use std::io::{Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// Longest wait for a program that makes its sockets when it starts.
const STARTED_WITHIN: Duration = Duration::from_secs(60);
const PAUSE: Duration = Duration::from_millis(5);

/// A TPM that is a program: its state lives in a folder, what it is asked goes through a socket.
struct Tpm {
    child: Child,
    socket: PathBuf,
}

impl Tpm {
    /// Switched on; `None` where the machine has no `swtpm`.
    fn start(folder: &Path) -> Option<Self> {
        fs::create_dir_all(folder).unwrap();
        let socket = folder.join("tpm");
        // Where libtss2-tcti-swtpm looks for the control channel of a socket with a path.
        let control = folder.join("tpm.ctrl");
        for old in [&socket, &control] {
            let _ = fs::remove_file(old);
        }
        let child = Command::new("swtpm")
            .args(["socket", "--tpm2", "--flags", "not-need-init,startup-clear"])
            .args(["--tpmstate", &format!("dir={}", folder.display())])
            .args(["--server", &format!("type=unixio,path={}", socket.display())])
            .args(["--ctrl", &format!("type=unixio,path={}", control.display())])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .ok()?;
        let mut tpm = Self { child, socket };
        let began = Instant::now();
        while !(tpm.socket.exists() && control.exists()) {
            assert!(tpm.child.try_wait().unwrap().is_none(), "swtpm ended");
            assert!(began.elapsed() < STARTED_WITHIN, "swtpm makes no socket");
            sleep(PAUSE);
        }
        // A machine whose firmware measured nothing would bind the seal to nothing.
        tpm.measure(1);
        Some(tpm)
    }

    /// Extends PCR 7, as a firmware does with Secure Boot's keys: `TPM2_PCR_Extend` (TPM 2.0 part 3, 22.2) with an empty
    /// password session and one SHA-256 digest.
    fn measure(&self, what: u8) {
        let mut command = vec![0x80, 0x02, 0, 0, 0, 65, 0, 0, 0x01, 0x82, 0, 0, 0, 7];
        command.extend([0, 0, 0, 9, 0x40, 0, 0, 0x09, 0, 0, 0, 0, 0]);
        command.extend([0, 0, 0, 1, 0, 0x0b]);
        command.extend([what; 32]);
        let mut socket = UnixStream::connect(&self.socket).unwrap();
        socket.write_all(&command).unwrap();
        let mut answer = [0; 10];
        socket.read_exact(&mut answer).unwrap();
        assert_eq!(answer[6..], [0; 4], "the TPM's response code");
    }

    /// The machine's `systemd-creds` where this TPM is the machine's. It asks `/sys` whether there is one: that alone is answered
    /// here.
    fn creds(&self, place: &Place) -> PathBuf {
        let path = place.0.path().join("systemd-creds");
        let text = format!(
            "#!/bin/sh\n[ \"$1\" = has-tpm2 ] && exit 0\nexport SYSTEMD_TPM2_DEVICE=swtpm:path={}\nexec /usr/bin/systemd-creds \"$@\"\n",
            self.socket.display()
        );
        let new = path.with_extension("new");
        fs::write(&new, text).unwrap();
        fs::set_permissions(&new, fs::Permissions::from_mode(0o755)).unwrap();
        fs::rename(&new, &path).unwrap();
        path
    }
}

impl Drop for Tpm {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Whether this machine can play the test; `.ci/prepare` installs what it needs.
fn playable() -> bool {
    let has = |file: &str| Path::new(file).exists();
    let host_key = Command::new("/usr/bin/systemd-creds").arg("setup").output().is_ok_and(|out| out.status.success());
    host_key && has("/usr/bin/swtpm") && has("/usr/lib/x86_64-linux-gnu/libtss2-tcti-swtpm.so.0")
}

#[test]
fn a_root_in_a_tpm_opens_in_this_machine_as_it_is_and_by_paper_elsewhere() {
    if !playable() {
        return println!("not tried: no swtpm, no systemd-creds with its TPM library, or no right to the host key");
    }
    let place = Place::new();
    // A socket's path has 108 bytes at most.
    let folder = tempfile::Builder::new().prefix("tpm").tempdir_in("/tmp").unwrap();
    let tpm = Tpm::start(&folder.path().join("a")).unwrap();
    let options = || place.options().with_sealed_key();
    let with = |tpm: &Tpm| options().with_creds_program(tpm.creds(&place));
    let opened = Store::open(&with(&tpm)).unwrap();
    assert_eq!(opened.warnings, [], "no plain warning where nothing is plain");
    book(&opened.store, 0, 3);
    drop(opened);
    let sealed = place.0.path().join("data.key.cred");
    assert!(!place.key().exists() && sealed.exists());
    let words = paper_key(&with(&tpm)).unwrap();
    assert_eq!(booked(&Store::open(&with(&tpm)).unwrap().store), [0, 1, 2]);
    // Secure Boot's keys were changed under it.
    tpm.measure(2);
    let said = Store::open(&with(&tpm)).unwrap_err().to_string();
    assert!(said.contains("data.key.cred") && said.contains("clé papier"), "{said}");
    // Started again as it was: PCRs are clear, the same measurements come.
    drop(tpm);
    let tpm = Tpm::start(&folder.path().join("a")).unwrap();
    assert_eq!(booked(&Store::open(&with(&tpm)).unwrap().store), [0, 1, 2]);
    // The disk in another machine, which measures the same.
    let other = Tpm::start(&folder.path().join("b")).unwrap();
    let said = Store::open(&with(&other)).unwrap_err().to_string();
    assert!(said.contains("data.key.cred") && said.contains("clé papier"), "{said}");
    fs::remove_file(&sealed).unwrap();
    restore_key(&with(&other), &words).unwrap();
    assert!(!place.key().exists() && sealed.exists(), "sealed to the other machine at once");
    assert_eq!(booked(&Store::open(&with(&other)).unwrap().store), [0, 1, 2]);
    assert!(Store::open(&with(&tpm)).is_err(), "the first machine no longer opens it");
}
