//! The first sign-in of a blank box, with the code that the technician reads off the console.

use super::{Cabinet, Eyes, browser_is_here};
use std::time::{SystemTime, UNIX_EPOCH};
use totp_rs::{Builder, Secret};

const PASSWORD: &str = "lilas trottoir canif brume";

fn fill(eyes: &Eyes, code: &str) {
    eyes.go("/premiere");
    for (field, text) in [
        ("code", code),
        ("name", "Claire Martin"),
        ("login", "martin"),
        ("password", PASSWORD),
        ("again", PASSWORD),
        ("pin", "4826"),
    ] {
        eyes.types(&format!("input[name={field}]"), text);
    }
    eyes.clicks("button.principal");
}

/// What an authenticator shows for the key that the page gave.
fn one_time_code(key: &str) -> String {
    let secret = Secret::try_from_base32(key.split_whitespace().collect::<String>()).unwrap();
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    Builder::new().with_secret(secret).build().unwrap().generate(now).to_string()
}

/// A doctor's account on a blank box; the browser stays signed in.
pub fn doctor(cabinet: &mut Cabinet) -> Eyes {
    let code = cabinet.first_code();
    let eyes = Eyes::open(&cabinet.url, None);
    fill(&eyes, &code);
    eyes.waits("the second lock", "!!document.querySelector('.cle')");
    let key = eyes.asks("document.querySelector('.cle').textContent");
    eyes.captures("02-second-verrou");
    eyes.types("input.code, input[name=code]", &one_time_code(key.as_str().unwrap()));
    eyes.clicks("button.principal");
    eyes.waits("the agenda", "location.pathname === '/agenda'");
    eyes
}

/// The invented secretary of a page on loopback.
pub fn secretary(cabinet: &Cabinet) -> Eyes {
    let eyes = Eyes::open(&cabinet.url, None);
    eyes.go("/connexion");
    eyes.clicks("form[action='/demonstration'] button");
    eyes.waits("the agenda", "location.pathname === '/agenda'");
    eyes
}

#[test]
fn a_blank_box_is_opened_with_the_code_of_its_console() {
    if !browser_is_here() {
        return;
    }
    let mut cabinet = Cabinet::open();
    let stranger = Eyes::open(&cabinet.url, None);
    fill(&stranger, "00000000");
    // The twin: a guessed code opens nothing.
    stranger.sees("Ce code ne convient pas");
    stranger.captures("01-premier-code-refuse");
    let doctor = doctor(&mut cabinet);
    doctor.sees("Claire Martin");
    doctor.captures("03-premiere-connexion");
    // The code has served: the box is no longer blank, and asks nobody for a name any more.
    stranger.go("/premiere");
    assert_eq!(stranger.asks("document.querySelectorAll('input[name=name]').length"), 0);
}
