//! The door: first account, invitation, password, one-time code, veil.

use super::{memory, page};
use crate::one_time;
use crate::session::{IDLE_MAX, WHOLE_MAX};
use huisclos_agenda::Purpose;
use huisclos_ports::{Clock, Role};
use std::time::Duration;

const PASSWORD: &str = "lampe verte sous la neige";

fn first<'a>(code: &'a str, login: &'a str) -> [(&'a str, &'a str); 6] {
    [
        ("code", code),
        ("login", login),
        ("name", "Claire Martin"),
        ("password", PASSWORD),
        ("again", PASSWORD),
        ("pin", "2580"),
    ]
}

#[tokio::test]
async fn a_blank_box_is_opened_by_the_code_it_shows() {
    let page = page(false);
    let mut browser = page.stranger();
    assert_eq!(browser.get("/").await.to(), "/premiere");
    let wrong = browser.post("/premiere", &first("00000000", "claire")).await;
    assert_eq!(wrong.status.as_u16(), 401);
    assert!(page.memory.rows().accounts.is_empty() && !wrong.body.contains(PASSWORD));
    let mut weak = first(memory::FIRST_CODE, "claire");
    weak[3].1 = "court";
    weak[4].1 = "court";
    let again = browser.post("/premiere", &weak).await;
    assert_eq!(again.status.as_u16(), 422);
    // What was read off the console is not typed twice; a code that does not do is.
    assert!(again.body.contains(&format!("name=\"code\" value=\"{}\"", memory::FIRST_CODE)), "{}", again.body);
    assert!(!wrong.body.contains("00000000"));
    // The doctor joins a telephone before anything else.
    assert_eq!(browser.post("/premiere", &first(memory::FIRST_CODE, "claire")).await.to(), "/connexion/application");
    assert_eq!(browser.get("/agenda").await.to(), "/connexion/code");
    let shown = browser.get("/connexion/application").await.body;
    let at = shown.find("class=\"cle\">").unwrap() + 12;
    let secret: String = shown[at..].chars().take_while(|c| *c != '<').filter(|c| !c.is_whitespace()).collect();
    assert_eq!(browser.post("/connexion/application", &[("code", "000000")]).await.status.as_u16(), 401);
    let code = one_time::code_at(&secret, page.memory.unix_s());
    assert_eq!(browser.post("/connexion/application", &[("code", &code)]).await.to(), "/agenda");
    assert_eq!(browser.get("/agenda").await.status.as_u16(), 200);
    let account = page.memory.rows().accounts[0].clone();
    assert_eq!((account.role, account.login.as_str()), (Role::Doctor, "claire"));
    assert!(account.password.unwrap().open(Purpose::Page).starts_with("$argon2id$"));

    // The same code opens nothing any more, and is not taken twice at the next sign-in.
    let mut other = page.stranger();
    assert_eq!(other.post("/premiere", &first(memory::FIRST_CODE, "intrus")).await.status.as_u16(), 401);
    let signed = other.post("/connexion", &[("login", "Claire "), ("password", PASSWORD)]).await;
    assert_eq!(signed.to(), "/connexion/code");
    other.get("/connexion/code").await;
    assert_eq!(other.post("/connexion/code", &[("code", &code)]).await.status.as_u16(), 401, "taken before");
    page.memory.pass(Duration::from_secs(60));
    let later = one_time::code_at(&secret, page.memory.unix_s());
    assert_eq!(other.post("/connexion/code", &[("code", &later)]).await.to(), "/agenda");
}

#[tokio::test]
async fn somebody_invited_chooses_a_password_and_the_pin_lifts_the_veil() {
    let page = page(false);
    let mut doctor = page.signed(1, Role::Doctor);
    doctor.get("/comptes").await;
    let typed = [("name", "Sophie Garnier"), ("login", "Sophie G"), ("role", "technician")];
    let refused = doctor.post("/comptes", &typed).await.body;
    for kept in ["value=\"Sophie Garnier\"", "value=\"Sophie G\"", "value=\"technician\" selected"] {
        assert!(refused.contains(kept), "{kept}: {refused}");
    }
    let told = doctor.post("/comptes", &[("name", "Sophie Garnier"), ("login", "sophie"), ("role", "secretary")]).await;
    assert_eq!(told.status.as_u16(), 200);
    let at = told.body.find("class=\"cle\">").unwrap() + 12;
    let code: String = told.body[at..].chars().take(9).filter(char::is_ascii_digit).collect();
    assert!(!doctor.get("/comptes").await.body.contains(&code[..4]), "shown once");

    // The doctor of this cabinet has no password, so the box still is blank to `is_blank`; the invitation works all the same.
    let mut sophie = page.stranger();
    assert_eq!(sophie.post("/premiere", &first(&code, "sophie")).await.to(), "/agenda");
    assert_eq!(sophie.get("/agenda").await.status.as_u16(), 200);
    assert_eq!(page.stranger().post("/premiere", &first(&code, "sophie")).await.status.as_u16(), 401, "used");

    page.memory.pass(IDLE_MAX);
    let hidden = sophie.get("/agenda?jour=2026-11-24").await;
    assert_eq!(hidden.to(), "/verrou?vers=%2Fagenda%3Fjour%3D2026-11-24");
    assert_eq!(sophie.get("/nouvelles").await.status.as_u16(), 200, "ring and alarm go on");
    let veil = sophie.get("/verrou?vers=/agenda").await;
    assert!(veil.body.contains("Écran masqué") && veil.headers.get("cache-control").is_some_and(|v| v == "no-store"));
    assert_eq!(sophie.post("/verrou", &[("pin", "9999"), ("vers", "/agenda")]).await.status.as_u16(), 401);
    assert_eq!(sophie.post("/verrou", &[("pin", "2580"), ("vers", "//evil.example")]).await.to(), "/agenda");
    assert_eq!(sophie.get("/agenda").await.status.as_u16(), 200);

    // Five wrong PINs end the session; twelve hours end the next one.
    sophie.post("/masquer", &[]).await;
    for _ in 0..5 {
        sophie.post("/verrou", &[("pin", "0000")]).await;
    }
    assert_eq!(sophie.get("/verrou").await.to(), "/connexion");
    assert_eq!(sophie.post("/connexion", &[("login", "sophie"), ("password", PASSWORD)]).await.to(), "/agenda");
    page.memory.pass(WHOLE_MAX);
    assert_eq!(sophie.get("/agenda").await.to(), "/connexion");

    // Closed, nothing opens.
    doctor = page.signed(1, Role::Doctor);
    doctor.get("/comptes").await;
    let id = page.memory.rows().accounts.iter().find(|a| a.login == "sophie").map(|a| a.id).unwrap();
    sophie.post("/connexion", &[("login", "sophie"), ("password", PASSWORD)]).await;
    assert_eq!(doctor.post(&format!("/comptes/{id}"), &[("acte", "fermer")]).await.to(), "/comptes?fait=ferme");
    assert_eq!(sophie.get("/agenda").await.to(), "/connexion");
    assert_eq!(sophie.post("/connexion", &[("login", "sophie"), ("password", PASSWORD)]).await.status.as_u16(), 401);
}

#[tokio::test]
async fn guessing_is_ten_an_hour_and_the_owners_browser_still_gets_in() {
    let page = page(false);
    let mut owner = page.stranger();
    let mut doctor = page.signed(1, Role::Doctor);
    doctor.get("/comptes").await;
    let told = doctor.post("/comptes", &[("name", "Sophie"), ("login", "sgarnier"), ("role", "secretary")]).await;
    let at = told.body.find("class=\"cle\">").unwrap() + 12;
    let code: String = told.body[at..].chars().take(9).filter(char::is_ascii_digit).collect();
    owner.post("/premiere", &first(&code, "sgarnier")).await;
    owner.get("/agenda").await;
    owner.post("/deconnexion", &[]).await;

    let mut statuses = Vec::new();
    for n in 0..40 {
        let wrong = format!("mauvais {n}");
        statuses.push(
            page.stranger().post("/connexion", &[("login", "sgarnier"), ("password", &wrong)]).await.status.as_u16(),
        );
    }
    assert_eq!(statuses.iter().filter(|s| **s == 401).count(), 10);
    assert_eq!(statuses.iter().filter(|s| **s == 429).count(), 30);
    let right = [("login", "sgarnier"), ("password", PASSWORD)];
    assert_eq!(
        page.stranger().post("/connexion", &right).await.status.as_u16(),
        429,
        "even the right one, from elsewhere"
    );
    assert_eq!(owner.post("/connexion", &right).await.to(), "/agenda", "her own browser");
    page.memory.pass(Duration::from_secs(3_600));
    assert_eq!(page.stranger().post("/connexion", &right).await.to(), "/agenda");
    let unknown = page.stranger().post("/connexion", &[("login", "personne"), ("password", "x")]).await;
    assert!(unknown.body.contains("Identifiant ou mot de passe incorrect."));
}

#[tokio::test]
async fn the_demonstration_is_one_click_and_only_there() {
    let shown = page(true);
    let mut browser = shown.stranger();
    assert!(browser.get("/connexion").await.body.contains("Entrer en démonstration"));
    assert_eq!(browser.post("/demonstration", &[]).await.to(), "/agenda");
    assert_eq!(browser.get("/agenda").await.status.as_u16(), 200);
    assert_eq!(browser.get("/comptes").await.status.as_u16(), 403);
    let real = page(false);
    assert!(!real.stranger().get("/connexion").await.body.contains("démonstration"));
    assert_eq!(real.stranger().post("/demonstration", &[]).await.status.as_u16(), 404);
}
