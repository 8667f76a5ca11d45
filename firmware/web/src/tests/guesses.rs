//! Ten thousand guesses at each lock of the door: at most ten in any hour are looked at, and the owner still gets in.

use super::{Browser, account, memory, page};
use crate::access::COOKIE;
use crate::limits::TRIES_MAX;
use crate::session::{self, Stage};
use huisclos_ports::{Account, AccountId, Accounts, Clock, Role};
use std::time::Duration;
use zeroize::Zeroizing;

const GUESSES: u64 = 10_000;
const PASSWORD: &str = "lampe verte sous la neige";

/// The most that were looked at within any hour, of guesses at these seconds.
fn most_in_an_hour(looked_at: &[u64]) -> usize {
    let within = |from: u64| looked_at.iter().filter(|at| (from..from + 3_600).contains(*at)).count();
    looked_at.iter().map(|at| within(*at)).max().unwrap_or(0)
}

#[tokio::test]
async fn of_ten_thousand_passwords_ten_an_hour_are_looked_at() {
    let page = page(false);
    let hashed = page.site.passwords.hash(Zeroizing::new(PASSWORD.into())).await.unwrap();
    let sophie = Account { password: Some(hashed.into()), ..account(1, "sophie", "Sophie", Role::Secretary) };
    page.memory.put_account(&sophie).unwrap();
    let right = [("login", "sophie"), ("password", PASSWORD)];
    let mut desk = page.stranger();
    assert_eq!(desk.post("/connexion", &right).await.to(), "/agenda");
    desk.post("/deconnexion", &[]).await;

    // One a second, each from a browser and a machine of its own: only the account itself counts.
    let mut looked_at = Vec::new();
    for at in 0..GUESSES {
        page.memory.pass(Duration::from_secs(1));
        let guess = format!("mot de passe {at}");
        let status = page.stranger().post("/connexion", &[("login", "sophie"), ("password", &guess)]).await.status;
        assert!(matches!(status.as_u16(), 401 | 429), "{status}");
        looked_at.extend((status == 401).then_some(at));
    }
    assert_eq!(most_in_an_hour(&looked_at), TRIES_MAX);
    assert_eq!(page.stranger().post("/connexion", &right).await.status, 429, "even the right one, from elsewhere");
    assert_eq!(desk.post("/connexion", &right).await.to(), "/agenda", "her own browser, in the middle of it");
    // The twin: guesses that come slowly are all looked at. What is counted above is the hour, not the guess.
    page.memory.pass(Duration::from_secs(3_600));
    for _ in 0..TRIES_MAX * 2 {
        page.memory.pass(Duration::from_secs(3_600 / TRIES_MAX as u64));
        let slow = page.stranger().post("/connexion", &[("login", "sophie"), ("password", "lentement")]).await;
        assert_eq!(slow.status, 401);
    }
}

#[tokio::test]
async fn of_ten_thousand_first_codes_ten_an_hour_are_looked_at() {
    let page = page(false);
    let chosen = |code: &str| {
        [("login", "claire"), ("name", "Claire"), ("password", PASSWORD), ("again", PASSWORD), ("pin", "2580")]
            .map(|(name, value)| (name, value.to_string()))
            .into_iter()
            .chain([("code", code.to_string())])
            .collect::<Vec<_>>()
    };
    let mut looked_at = Vec::new();
    for at in 0..GUESSES {
        page.memory.pass(Duration::from_secs(1));
        let form = chosen(&format!("{at:08}"));
        let form: Vec<(&str, &str)> = form.iter().map(|(n, v)| (*n, v.as_str())).collect();
        let status = page.stranger().post("/premiere", &form).await.status;
        assert!(matches!(status.as_u16(), 401 | 429), "{status}");
        looked_at.extend((status == 401).then_some(at));
    }
    assert_eq!(most_in_an_hour(&looked_at), TRIES_MAX);
    assert!(page.memory.rows().accounts.is_empty());
    page.memory.pass(Duration::from_secs(3_600));
    let form = chosen(memory::FIRST_CODE);
    let form: Vec<(&str, &str)> = form.iter().map(|(n, v)| (*n, v.as_str())).collect();
    assert_eq!(page.stranger().post("/premiere", &form).await.to(), "/connexion/application", "who can read the box");
}

#[tokio::test]
async fn of_ten_thousand_one_time_codes_ten_an_hour_are_looked_at() {
    let page = page(false);
    let secret = crate::one_time::new_secret();
    let doctor = Account { totp: Some(secret.clone().into()), ..account(1, "claire", "Claire", Role::Doctor) };
    page.memory.put_account(&doctor).unwrap();
    // Whoever guesses knows the password, and signs in again each time the door is shut.
    let half = |page: &super::Page| {
        let now = page.memory.since_start();
        let token = page.site.sessions.begin(AccountId(1), "Claire", Role::Doctor, Stage::Code, now);
        let jeton = page.site.sessions.find(&token, now, true).unwrap().jeton;
        (token, jeton)
    };
    let mut looked_at = Vec::new();
    let mut tried = 0;
    while tried < GUESSES {
        let (token, jeton) = half(&page);
        let mut browser = Browser { page: &page, cookies: vec![(COOKIE.into(), token)], jeton, headers: Vec::new() };
        for _ in 0..session::TRIES_MAX {
            page.memory.pass(Duration::from_secs(1));
            // What is right at this second is not guessed.
            let right = crate::one_time::code_at(&secret, page.memory.unix_s());
            let guess = format!("{:06}", (right.parse::<u64>().unwrap() + 500_000 + tried) % 1_000_000);
            let answer = browser.post("/connexion/code", &[("code", &guess)]).await;
            assert!(answer.to() != "/agenda", "{guess}");
            looked_at.extend((answer.status != 429).then_some(tried));
            tried += 1;
            if answer.status != 401 {
                break;
            }
        }
    }
    assert_eq!(most_in_an_hour(&looked_at), TRIES_MAX);
}

#[tokio::test]
async fn a_stolen_screen_gets_five_pins_and_no_more() {
    let page = page(false);
    let pin = page.site.passwords.hash(Zeroizing::new("2580".into())).await.unwrap();
    let mut sophie = page.signed(1, Role::Secretary);
    let known = page.memory.rows().accounts[0].clone();
    page.memory.put_account(&Account { pin: Some(pin.into()), ..known }).unwrap();
    sophie.post("/masquer", &[]).await;
    let mut looked_at = 0;
    for guess in 0..GUESSES {
        let answer = sophie.post("/verrou", &[("pin", &format!("{guess:04}"))]).await;
        assert_ne!(answer.to(), "/agenda");
        looked_at += u64::from(answer.status == 401 || guess + 1 == u64::from(session::TRIES_MAX));
    }
    assert_eq!(looked_at, u64::from(session::TRIES_MAX));
    // The twin: the right one opens.
    let mut again = page.signed(1, Role::Secretary);
    again.post("/masquer", &[]).await;
    assert_eq!(again.post("/verrou", &[("pin", "2580")]).await.to(), "/agenda");
}
