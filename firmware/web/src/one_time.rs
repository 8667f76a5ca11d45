//! One-time codes (RFC 6238: SHA-1, six digits, thirty seconds), as every authenticator application reads them.

use crate::secret;
use maud::{Markup, html};
use qrcode::{Color, EcLevel, QrCode};
use totp_rs::{Builder, Secret, Totp};

/// A new secret, in base 32.
pub fn new_secret() -> String {
    Secret::from(secret::seed()).to_base32()
}

fn totp(secret: &str) -> Option<Totp> {
    let secret = Secret::try_from_base32(secret).ok()?;
    // One step of skew either way: telephones' clocks differ by seconds.
    Builder::new().with_secret(secret).with_skew(1).build().ok()
}

/// The step of a code that is right now and was not taken before (`after` is the last one taken).
pub fn check(secret: &str, code: &str, unix_s: u64, after: u64) -> Option<u64> {
    let code: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    if code.len() != 6 || !code.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    totp(secret)?.check(&code, unix_s).filter(|step| *step > after)
}

/// What an authenticator application reads out of the QR code.
fn address(secret: &str, login: &str) -> String {
    format!("otpauth://totp/Huisclos:{login}?secret={secret}&issuer=Huisclos")
}

/// The QR code as inline SVG, dark on light whatever the page's colours.
pub fn qr(secret: &str, login: &str) -> Markup {
    let Ok(code) = QrCode::with_error_correction_level(address(secret, login), EcLevel::M) else {
        return html! { p { "Le code QR ne peut pas être dessiné : tapez la clé ci-dessous dans l'application." } };
    };
    let width = code.width();
    let dark = code.to_colors().into_iter().enumerate().filter(|(_, color)| *color == Color::Dark);
    let path: String = dark.map(|(i, _)| format!("M{} {}h1v1h-1z", i % width + 4, i / width + 4)).collect();
    let side = width + 8;
    html! {
        svg.qr viewBox=(format!("0 0 {side} {side}")) role="img" aria-label="Code QR pour l'application" shape-rendering="crispEdges" {
            rect width=(side) height=(side) fill="#fff" {}
            path d=(path) fill="#000" {}
        }
    }
}

/// The code of this moment (tests and the demonstration's own tools).
#[cfg(test)]
pub fn code_at(secret: &str, unix_s: u64) -> String {
    totp(secret).map(|t| t.generate(unix_s).to_string()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_codes_are_those_of_the_rfc_and_none_is_taken_twice() {
        // RFC 6238, appendix B, SHA-1: the last six digits at 59 s and 1111111109 s.
        let secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
        assert_eq!(code_at(secret, 59), "287082");
        assert_eq!(code_at(secret, 1_111_111_109), "081804");
        assert_eq!(check(secret, "287 082", 59, 0), Some(1));
        assert_eq!(check(secret, "287082", 59, 1), None, "taken before");
        assert_eq!(check(secret, "287082", 59 + 90, 0), None, "too late");
        for wrong in ["", "28708", "287083", "abcdef", "2870822"] {
            assert_eq!(check(secret, wrong, 59, 0), None, "{wrong}");
        }
        let fresh = new_secret();
        let now = 1_795_000_000;
        assert_eq!(check(&fresh, &code_at(&fresh, now), now, 0), Some(now / 30));
    }

    #[test]
    fn the_qr_code_is_drawn() {
        let svg = qr("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", "sophie").into_string();
        assert!(svg.contains("<path d=\"M4 4h1v1h-1z") && !svg.contains("GEZDG"));
    }
}
