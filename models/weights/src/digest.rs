//! SHA-256 of a file: what `models list` prints and `models verify` compares.

use crate::WeightsError;
use sha2::{Digest, Sha256};
use std::io::Read;
use std::path::Path;

/// Bytes read at a time: enough that the disk is never waited for twice, small beside any model.
const PIECE_BYTES: usize = 1 << 18;

/// The digest in lower-case hexadecimal.
pub fn sha256(path: &Path) -> Result<String, WeightsError> {
    let cannot = |source| WeightsError::Read { path: path.to_path_buf(), source };
    let mut file = std::fs::File::open(path).map_err(cannot)?;
    let mut piece = vec![0; PIECE_BYTES];
    let mut sum = Sha256::new();
    loop {
        match file.read(&mut piece).map_err(cannot)? {
            0 => break,
            read => sum.update(&piece[..read]),
        }
    }
    Ok(sum.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_the_published_digest_of_abc() {
        let path = std::env::temp_dir().join(format!("huisclos-digest-{}", std::process::id()));
        std::fs::write(&path, "abc").expect("the temporary folder is writable");
        let sum = sha256(&path).expect("just written");
        std::fs::remove_file(&path).expect("just written");
        // FIPS 180-2, appendix B.1.
        assert_eq!(sum, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert!(matches!(sha256(Path::new("/nowhere")), Err(WeightsError::Read { .. })));
    }
}
