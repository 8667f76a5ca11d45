//! The figures on the page: nothing inline, nothing of a patient, and files that run nothing.

use super::{Page, page};
use huisclos_agenda::CallId;
use huisclos_ports::{CallRecord, Course, Outcome, Role, Step};
use huisclos_speech::{Asking, Intent};
use jiff::ToSpan;

/// Sixty calls of the last three weeks: one in three is left at the consent question.
fn called(page: &Page, script: &str) {
    let outcomes = [Outcome::Booked, Outcome::Informed, Outcome::Abandoned];
    let calls = (0..60_i64).map(|i| {
        let outcome = outcomes[i as usize % 3];
        let left = (outcome == Outcome::Abandoned).then_some(Step::Asked(Asking::Consent));
        CallRecord {
            id: CallId(i as u64),
            at: super::now().checked_sub((i * 8).hours()).unwrap(),
            seconds: 40.0 + i as f64,
            outcomes: vec![outcome],
            waits_ms: vec![700 + i as u32 * 10],
            script: (i % 2 == 0).then(|| script.to_string()),
            course: Some(Course {
                wanted: Intent::Book,
                left,
                turns: 4,
                mark: Some(1 + (i % 5) as u8),
                ..Course::default()
            }),
        }
    });
    page.memory.rows().calls = calls.collect();
}

#[tokio::test]
async fn figures_say_what_they_are_and_warn() {
    let page = page(false);
    called(&page, "court");
    let mut sophie = page.signed(1, Role::Secretary);
    let html = sophie.get("/chiffres").await.body;
    for words in [
        "La réussite est sous 80 %",
        "67 %",
        "l'accord pour garder les données",
        "Comment c'est compté",
        "sur 60 appels ; entre",
        "<svg class=\"graphe\"",
        "Télécharger ce tableau (CSV)",
        "aucun lien établi",
        "Les scripts comparés",
    ] {
        assert!(html.contains(words), "{words}");
    }
    assert!(!html.contains("style=") && !html.contains("<style"));
    // A model's marks have their tile where there are some.
    assert!(!html.contains("d'après le modèle"));
    for (call, quality) in page.memory.rows().calls.iter_mut().zip([380, 460]) {
        call.course.as_mut().unwrap().quality = Some(quality);
    }
    let html = sophie.get("/chiffres").await.body;
    assert!(
        html.contains("Qualité des appels, d'après le modèle")
            && html.contains("4,2 sur 5")
            && html.contains("(2 appels)")
    );
    let few = sophie.get("/chiffres?du=2026-11-24&au=2026-11-24").await.body;
    assert!(few.contains("trop peu d'appels") && !few.contains("La réussite est sous"));
    let none = sophie.get("/chiffres?du=2020-01-01&au=2020-12-31&par=semaine").await;
    assert!(none.status.is_success() && none.body.contains("Aucun appel."));
    for strange in ["?du=2026-11-24&au=2020-01-01", "?du=x&au=y&par=z", "?du=-009999-01-01&au=9999-12-31"] {
        assert!(sophie.get(&format!("/chiffres{strange}")).await.status.is_success(), "{strange}");
    }
}

#[tokio::test]
async fn files_are_for_spreadsheets_and_run_nothing() {
    let page = page(false);
    called(&page, "=HYPERLINK(\"http://evil.example\")");
    let mut sophie = page.signed(1, Role::Secretary);
    for (_, word) in huisclos_quality::Sheet::WORDS {
        let answer = sophie.get(&format!("/chiffres.csv?table={word}")).await;
        let header = |name: &str| answer.headers.get(name).unwrap().to_str().unwrap().to_string();
        assert_eq!((answer.status.as_u16(), header("content-type").as_str()), (200, "text/csv; charset=utf-8"));
        assert!(header("content-disposition").starts_with(&format!("attachment; filename=\"chiffres-{word}-2026-")));
        assert!(
            answer.body.starts_with('\u{feff}') && !answer.body.contains(";=") && !answer.body.contains("\n="),
            "{word}"
        );
    }
    assert!(sophie.get("/chiffres.csv?table=scripts").await.body.contains("\"'=HYPERLINK"));
    let html = sophie.get("/chiffres").await.body;
    assert!(html.contains("=HYPERLINK(&quot;http://evil.example&quot;)"), "as text on the page");
    assert_eq!(sophie.get("/chiffres.csv?table=patients").await.status.as_u16(), 404);
}
