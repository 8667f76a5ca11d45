//! What becomes of a doctor's voice over the months.

use super::*;
use crate::book::Book;
use crate::cli::Common;
use huisclos_ports::AccountId;
use jiff::civil::date;

const BY: AccountId = AccountId(7);

fn days(n: i32) -> DateTime {
    date(2026, 11, 23).at(3, 0, 0, 0).saturating_add(n.days())
}

#[test]
fn a_voice_goes_a_month_after_it_last_greeted_and_never_before() {
    let place = tempfile::tempdir().unwrap();
    let common =
        |now: DateTime| Common { json: false, now: Some(now), data: Some(place.path().join("data")), cabinet: None };
    // Each day's box has its own clock.
    let on = |day: i32, act: &dyn Fn(&BoxSettings)| {
        let common = common(days(day));
        let book = Book::open_quietly(&common).unwrap();
        act(&BoxSettings::of(&common, &book, Cabinet::demo()).unwrap());
        book.store().close();
    };
    let greets = |settings: &BoxSettings, id: Option<u64>| {
        let now = settings.cabinet.now();
        let mut cabinet = (*now.content).clone();
        (cabinet.greeting, cabinet.greeting_recording) = (Some("Bonjour à tous.".into()), id.map(RecordingId));
        settings.cabinet.change(BY, now.version, cabinet).unwrap();
    };
    let (first, second) = (std::cell::Cell::new(0), std::cell::Cell::new(0));
    on(0, &|settings| {
        first.set(settings.store.keep_recording(&[1; 8_000]).unwrap());
        greets(settings, Some(first.get()));
        // Recorded a moment ago, not yet saved: waited for. One of a day that nobody remembers is not.
        let unsaved = settings.store.keep_recording(&[2; 8_000]).unwrap();
        settings.just_recorded(RecordingId(unsaved), days(0));
        settings.store.keep_recording(&[3; 8_000]).unwrap();
        assert_eq!(settings.forget_recordings(days(0)).unwrap(), 1);
        assert_eq!(settings.store.recordings().unwrap().len(), 2);
        assert_eq!(settings.forget_recordings(days(2)).unwrap(), 1, "never saved");
    });
    on(400, &|settings| {
        assert_eq!(settings.forget_recordings(days(400)).unwrap(), 0, "it still greets, a year later");
        assert_eq!(settings.recorded("Bonjour à tous. Ici la boîte.").map(|(pcm, _)| pcm.len()), Some(8_000));
        second.set(settings.store.keep_recording(&[4; 8_000]).unwrap());
        greets(settings, Some(second.get()));
    });
    on(401, &|settings| greets(settings, None));
    on(429, &|settings| {
        assert_eq!(settings.forget_recordings(days(429)).unwrap(), 0, "a change is undone within a month");
    });
    on(431, &|settings| {
        assert_eq!(settings.forget_recordings(days(430)).unwrap(), 0);
        assert_eq!(settings.forget_recordings(days(431)).unwrap(), 1, "the first was replaced on day 400");
        assert!(settings.store.recording(first.get()).unwrap().is_none());
        assert!(settings.store.recording(second.get()).unwrap().is_some());
        assert_eq!(settings.forget_recordings(days(433)).unwrap(), 1);
        assert!(settings.store.recordings().unwrap().is_empty());
        // Put back, its words are said by the box's own voice.
        let old = settings.cabinet.at(1).unwrap();
        settings.cabinet.change(BY, settings.cabinet.now().version, (*old).clone()).unwrap();
        assert!(settings.recorded("Bonjour à tous.").is_none());
    });
}
