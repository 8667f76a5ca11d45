//! Who may come, for what, to whom, in the demo cabinet.
#![allow(clippy::unwrap_used)]

use huisclos_agenda::{Cabinet, Candidate, MotifId, PractitionerId, Private, Refusal, age_on};
use jiff::civil::{Date, date};

const DAY: Date = date(2026, 11, 24);

fn candidate(birth: Option<Date>, known: Option<bool>) -> Candidate {
    Candidate { birth_date: birth.map(Private::new), known }
}

fn child() -> Option<Date> {
    Some(date(2020, 5, 1))
}

fn adult() -> Option<Date> {
    Some(date(1964, 3, 12))
}

#[test]
fn protocols_are_applied_strictly() {
    let cabinet = Cabinet::demo();
    let check = |practitioner: &str, motif: &str, birth, known, expect: Result<(), Refusal>| {
        let said = cabinet.may_book(&practitioner.into(), &motif.into(), &candidate(birth, known), DAY);
        assert_eq!(said, expect, "{practitioner}, {motif}");
    };
    check("martin", "consultation", adult(), Some(true), Ok(()));
    check("martin", "consultation", None, None, Ok(()));
    check("bernard", "consultation", adult(), Some(true), Err(Refusal::TooOld { under: 16 }));
    check("bernard", "vaccin", child(), Some(false), Ok(()));
    check("martin", "suivi pediatrique", child(), None, Err(Refusal::NotThisPractitioner));
    check("bernard", "suivi pediatrique", child(), Some(false), Ok(()));
    check("bernard", "suivi pediatrique", adult(), None, Err(Refusal::TooOld { under: 16 }));
    check("martin", "renouvellement d'ordonnance", adult(), Some(false), Err(Refusal::KnownPatientsOnly));
    check("martin", "renouvellement d'ordonnance", adult(), None, Ok(()));
    check("martin", "premier rendez-vous", adult(), Some(true), Err(Refusal::NewPatientsOnly));
    check("martin", "greffe", adult(), None, Err(Refusal::UnknownMotif));
    check("durand", "vaccin", adult(), None, Err(Refusal::UnknownPractitioner));
    // Sixteen on the day itself is not under sixteen; the day before is.
    check("bernard", "vaccin", Some(date(2010, 11, 24)), None, Err(Refusal::TooOld { under: 16 }));
    check("bernard", "vaccin", Some(date(2010, 11, 25)), None, Ok(()));
}

#[test]
fn a_minimum_age_refuses_the_young() {
    let mut cabinet = Cabinet::demo();
    cabinet.practitioners[0].age_from = Some(18);
    let said = cabinet.may_book(&"martin".into(), &"vaccin".into(), &candidate(child(), None), DAY);
    assert_eq!(said, Err(Refusal::TooYoung { from: 18 }));
}

#[test]
fn the_practitioner_proposed_fits_the_patient() {
    let cabinet = Cabinet::demo();
    let check = |motif: &str, birth, expect: Result<&[&str], Refusal>| {
        let said = cabinet.practitioners_for(&motif.into(), &candidate(birth, None), DAY);
        assert_eq!(said, expect.map(|ids| ids.iter().map(|id| PractitionerId::from(*id)).collect()), "{motif}");
    };
    check("consultation", adult(), Ok(&["martin"]));
    check("consultation", child(), Ok(&["bernard", "martin"]));
    check("consultation", None, Ok(&["martin"]));
    check("suivi pediatrique", child(), Ok(&["bernard"]));
    check("suivi pediatrique", None, Ok(&["bernard"]));
    check("suivi pediatrique", adult(), Err(Refusal::TooOld { under: 16 }));
}

#[test]
fn a_new_patients_consultation_becomes_a_first_appointment() {
    let cabinet = Cabinet::demo();
    let motif = |id: &str, known| cabinet.motif_for(&MotifId::from(id), known).map(|m| (m.id.0.clone(), m.minutes));
    assert_eq!(motif("consultation", Some(false)), Some(("premier rendez-vous".into(), 30)));
    assert_eq!(motif("consultation", Some(true)), Some(("consultation".into(), 15)));
    assert_eq!(motif("consultation", None), Some(("consultation".into(), 15)));
    assert_eq!(motif("vaccin", Some(false)), Some(("vaccin".into(), 10)));
    assert_eq!(motif("greffe", None), None);
}

#[test]
fn ages_are_whole_years_at_the_date() {
    assert_eq!(age_on(date(2010, 11, 24), date(2026, 11, 23)), 15);
    assert_eq!(age_on(date(2010, 11, 24), date(2026, 11, 24)), 16);
    assert_eq!(age_on(date(2008, 2, 29), date(2026, 2, 28)), 17);
    assert_eq!(age_on(date(2008, 2, 29), date(2026, 3, 1)), 18);
    assert_eq!(age_on(date(2027, 1, 1), date(2026, 1, 1)), 0);
}
