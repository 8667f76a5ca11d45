//! The USB key that a technician plugged in: a removable disk that the system has mounted.

use std::path::{Path, PathBuf};

/// Where systems mount what is plugged in: desktops in the first two, the box's own units in the third.
const PLACES: [&str; 3] = ["/media/", "/run/media/", "/run/usb"];
/// Forms of disk; what the kernel shows of itself is none.
const FORMS: [&str; 5] = ["vfat", "exfat", "ext4", "ntfs3", "fuseblk"];

/// The one USB key that is mounted for writing.
///
/// # Errors
/// None, several, or read-only; what to do.
pub fn key() -> Result<PathBuf, String> {
    let mounts = std::fs::read_to_string("/proc/self/mounts")
        .map_err(|e| format!("les disques ne peuvent pas être lus : {e}"))?;
    one(&mounts)
}

fn one(mounts: &str) -> Result<PathBuf, String> {
    let mut found: Vec<(PathBuf, bool)> = Vec::new();
    for line in mounts.lines() {
        let mut fields = line.split(' ');
        let (Some(_), Some(at), Some(form), Some(options)) =
            (fields.next(), fields.next(), fields.next(), fields.next())
        else {
            continue;
        };
        let at = unescaped(at);
        if PLACES.iter().any(|place| at.starts_with(place)) && FORMS.contains(&form) {
            found.push((Path::new(&at).to_path_buf(), options.split(',').any(|option| option == "rw")));
        }
    }
    match &found[..] {
        [(at, true)] => Ok(at.clone()),
        [(at, false)] => Err(format!("la clé USB {} est protégée en écriture : changez-la", at.display())),
        [] => Err("aucune clé USB : branchez-en une, attendez dix secondes et recommencez".into()),
        _ => Err("plusieurs clés USB : n'en laissez qu'une".into()),
    }
}

/// `/proc/self/mounts` writes a space as `\040`.
fn unescaped(text: &str) -> String {
    text.replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_key_and_one_only() {
        const ROOT: &str = "/dev/sda1 / ext4 rw,relatime 0 0\nproc /proc proc rw 0 0\n";
        const KEY: &str = "/dev/sdb1 /media/CL\\040USB vfat rw,nosuid 0 0\n";
        assert_eq!(one(&format!("{ROOT}{KEY}")), Ok(PathBuf::from("/media/CL USB")));
        for (mounts, word) in [
            (ROOT.to_string(), "branchez"),
            (format!("{KEY}{}", KEY.replace("sdb1", "sdc1")), "plusieurs"),
            (KEY.replace("rw", "ro"), "protégée"),
            ("n'importe quoi\n".into(), "aucune"),
        ] {
            assert!(one(&mounts).is_err_and(|why| why.contains(word)), "{mounts}");
        }
    }
}
