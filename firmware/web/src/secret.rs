//! Random tokens, and comparing secrets.

use sha2::{Digest, Sha256};

/// Random bytes of the kernel.
fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("Linux always has random bytes once it has booted");
    bytes
}

/// 256 random bits as 64 hexadecimal digits: what a cookie carries.
pub fn token() -> String {
    hex(&random::<32>())
}

/// A random number, never 0 (which is the demonstration's account).
pub fn id() -> u64 {
    u64::from_le_bytes(random()).max(1)
}

/// `n` random decimal digits, to be read and typed.
pub fn digits(n: usize) -> String {
    // Bytes from 250 up are thrown away, so that no digit is likelier.
    let mut found = String::new();
    while found.len() < n {
        let drawn = random::<32>().into_iter().filter(|byte| *byte < 250);
        found.extend(drawn.map(|byte| char::from(b'0' + byte % 10)).take(n - found.len()));
    }
    found
}

/// 20 random bytes (RFC 4226, section 4: 160 bits).
pub fn seed() -> [u8; 20] {
    random()
}

/// SHA-256: enough for tokens of 256 random bits, which nobody can guess; passwords go by Argon2id.
pub fn digest(text: &str) -> [u8; 32] {
    Sha256::digest(text.as_bytes()).into()
}

/// SHA-256 of bytes.
pub fn digest_of(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// Hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Compares without telling by the time taken where two secrets differ.
pub fn same(a: &str, b: &str) -> bool {
    digest(a).iter().zip(digest(b)).fold(0, |diff, (x, y)| diff | (x ^ y)) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_differ_and_secrets_compare() {
        assert_ne!(token(), token());
        assert_eq!((token().len(), digits(8).len()), (64, 8));
        assert!(digits(400).chars().all(|c| c.is_ascii_digit()));
        assert!(same("abc", "abc") && !same("abc", "abd") && !same("abc", "ab"));
        assert_eq!(hex(&[0, 255]), "00ff");
    }
}
