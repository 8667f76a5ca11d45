//! Which slots are offered, and which one the caller means.

use crate::call::Call;
use crate::dossier::Goal;
use crate::hint::{self, Hint};
use crate::limits::*;
use crate::output::Fact;
use crate::question::Question;
use crate::state::{Job, Step};
use crate::store::Query;
use crate::texts::Sentence;
use crate::words::{plain, the};
use huisclos_agenda::openings::Times;
use huisclos_agenda::{Agenda, Appointment, Ask, MotifId, PractitionerId, Private, Refusal, Slot, Wish};
use huisclos_speech::{Answer, Meaning, When, say, say_date};
use jiff::ToSpan;
use jiff::civil::{DateTime, Time};

/// Who may take the patient, for what.
type Allowed = (Vec<PractitionerId>, MotifId);

impl Call {
    /// Asks the store what is taken, once the rules say with whom and for what.
    pub(crate) fn plan_offer(&mut self) -> Step {
        let allowed = match self.allowed() {
            Ok(allowed) => allowed,
            Err(step) => return step,
        };
        let from = self.civil().date();
        let to = from.saturating_add(i32::from(self.cabinet.booking.horizon_days).days());
        Step::work(Job::Busy, Query::Busy { practitioners: allowed.0, from, to })
    }

    /// Applies the cabinet's rules, strictly; what they refuse is said, and something allowed takes its place.
    fn allowed(&mut self) -> Result<Allowed, Step> {
        if self.dossier.goal == Some(Goal::Move)
            && let Some(a) = &self.dossier.selected
        {
            return Ok((vec![a.slot.practitioner.clone()], a.slot.motif.clone()));
        }
        let Some(asked) = self.dossier.motif.clone() else { return Err(Step::Ask(Question::Motif)) };
        let candidate = self.dossier.candidate();
        let Some(motif) = self.cabinet.motif_for(&asked, candidate.known).cloned() else {
            self.dossier.motif = None;
            return Err(Step::Again);
        };
        let today = self.civil().date();
        let all = match self.cabinet.practitioners_for(&motif.id, &candidate, today) {
            Ok(all) => all,
            Err(refusal) => return Err(self.other_motif(&asked, &refusal)),
        };
        if let Some(named) = self.dossier.practitioner.clone() {
            if self.cabinet.may_book(&named, &motif.id, &candidate, today).is_ok() {
                return Ok((vec![named], motif.id));
            }
            if let Some(other) = all.first() {
                let (asked, other) = (capital(&the(&self.said_of(&named))), the(&self.said_of(other)));
                let why = self.cabinet.may_book(&named, &motif.id, &candidate, today).err();
                let (sentence, age) = match why {
                    Some(Refusal::TooOld { under }) => (Sentence::OnlyUnderAge, under),
                    Some(Refusal::TooYoung { from }) => (Sentence::OnlyFromAge, from),
                    _ => (Sentence::NotThisPractitioner, 0),
                };
                let age = say::number(u32::from(age));
                let holes = [("asked", plain(asked)), ("other", plain(other)), ("age", plain(age))];
                self.lead(sentence, 0, &holes);
            }
            self.dossier.practitioner = None;
        }
        // Those of the patient's age group first: age decides, the caller is not asked.
        let of_age = |id: &&PractitionerId| {
            self.cabinet.practitioner(id).is_some_and(|p| p.age_under.is_some() || p.age_from.is_some())
        };
        let grouped: Vec<_> = all.iter().filter(of_age).cloned().collect();
        let choice = if grouped.is_empty() { all } else { grouped };
        if choice.len() > 1 && !self.dossier.any_practitioner && !self.dossier.urgent {
            return Err(Step::Ask(Question::Practitioner));
        }
        Ok((choice, motif.id))
    }

    /// The rules refuse the motif: the cabinet's general one takes its place, said aloud, or a human decides.
    fn other_motif(&mut self, asked: &MotifId, refusal: &Refusal) -> Step {
        let known = self.dossier.candidate().known;
        let general = self.cabinet.lay_motif().map(|m| m.id.clone()).filter(|id| id != asked);
        let Some(general) = general else {
            self.lead(Sentence::NoMoreSlots, 0, &[]);
            self.hand_over_appointment();
            return Step::Stop;
        };
        let said = self.cabinet.motif_for(&general, known).map(|m| m.said.clone()).unwrap_or_default();
        let wanted = self.cabinet.motif(asked).map(|m| m.said.clone()).unwrap_or_default();
        match refusal {
            Refusal::KnownPatientsOnly => {
                self.lead(Sentence::KnownOnly, 0, &[("asked", plain(wanted)), ("motif", plain(said))]);
            }
            Refusal::NewPatientsOnly => {}
            _ => {
                let holes = [("asked", plain(capital(&wanted))), ("motif", plain(said))];
                self.lead(Sentence::NotForThisAge, 0, &holes);
            }
        }
        self.dossier.motif = Some(general);
        Step::Again
    }

    /// The store said what is taken: computes the offer.
    pub(crate) fn offer(&mut self, mut taken: Vec<Appointment>) {
        let Ok((practitioners, motif)) = self.allowed() else { return };
        if let Some(own) = self.dossier.selected.clone().filter(|_| self.dossier.goal == Some(Goal::Move)) {
            taken.retain(|a| a.id != own.id); // its own place is free once it is moved
            if !self.dossier.refused.contains(&own.slot) {
                self.dossier.refused.push(own.slot);
            }
        }
        let now = self.civil();
        let cabinet = self.cabinet.clone();
        let agenda = Agenda { cabinet: &cabinet, taken: &taken, now };
        let mut wish = self.dossier.wish(now);
        let last = agenda.horizon();
        if wish.from > last {
            let holes = [("until", plain(say_date::day(last, now)))];
            self.lead(Sentence::TooFar, 0, &holes);
            self.dossier.when = None;
            self.dossier.skipped.remove(&Question::Date);
            return; // the plan asks for another day
        }
        if self.dossier.urgent && self.dossier.goal == Some(Goal::Book) {
            return self.offer_urgent(&agenda, &practitioners, &motif);
        }
        if wish.exact().is_some_and(|hour| hour.hour() < EARLY_HOUR) {
            // "À deux heures" on the telephone of a cabinet is fourteen hours.
            let later = |t: Option<Time>| t.map(|t| t.saturating_add(12.hours()));
            (wish.after, wish.before) = (later(wish.after), later(wish.before));
        }
        let ask = Ask { practitioners: &practitioners, motif: &motif, wish, refused: &self.dossier.refused };
        let offer = agenda.offer(&ask);
        if !offer.suits && !offer.slots.is_empty() {
            let closed = self.is_closed(&practitioners, &wish);
            self.lead(if closed { Sentence::ClosedThen } else { Sentence::NothingThen }, 0, &[]);
        }
        self.put_offer(offer.slots);
    }

    /// True when none of them sees patients at all on the wished days: a Sunday, a holiday, an absence.
    fn is_closed(&self, practitioners: &[PractitionerId], wish: &Wish) -> bool {
        let Some(to) = wish.to else { return false };
        let mut days = wish.from.series(1.day()).take_while(|day| *day <= to).take(WISH_DAYS_MAX);
        days.all(|day| {
            practitioners
                .iter()
                .filter_map(|id| self.cabinet.practitioner(id))
                .all(|p| self.cabinet.openings_on(p, day, Times::Ordinary).is_empty())
        })
    }

    /// A relative urgency (A18): an emergency slot where the protocol has one, or an ordinary place today or tomorrow.
    fn offer_urgent(&mut self, agenda: &Agenda<'_>, practitioners: &[PractitionerId], motif: &MotifId) {
        let protocol = |id: &MotifId| self.cabinet.motif(id).is_some_and(|m| m.urgent_slots);
        let today = agenda.now.date();
        let soon = Wish { to: Some(today.saturating_add(URGENT_DAYS.days())), ..Wish::from_day(today) };
        let asked_allows = self.dossier.motif.as_ref().is_some_and(protocol);
        let slot = agenda.urgent(practitioners, motif).or_else(|| {
            let ask = Ask { practitioners, motif, wish: soon, refused: &self.dossier.refused };
            let offer = agenda.offer(&ask);
            offer.slots.into_iter().next().filter(|_| offer.suits && asked_allows)
        });
        let slot = slot.filter(|s| !self.dossier.refused.contains(s));
        if slot.is_some() {
            self.lead(Sentence::UrgentSlot, 0, &[]);
        }
        self.put_offer(slot.into_iter().collect());
    }

    fn put_offer(&mut self, mut slots: Vec<Slot>) {
        // On one day the earlier hour is said first, whichever is nearer to the wish.
        if slots.windows(2).all(|w| w[0].start.date() == w[1].start.date()) {
            slots.sort_by_key(|s| s.start);
        }
        if !slots.is_empty() {
            self.report(Fact::Offered(slots.clone()));
        }
        self.asked = None; // a new offer is a new question
        self.dossier.offers = Some(slots);
    }

    /// The caller's answer to an offer. False when it says nothing of it.
    pub(crate) fn slot_answer(&mut self, text: &Private<String>, meaning: &Meaning) -> bool {
        let offers = self.dossier.offers.clone().unwrap_or_default();
        if let Some(rank) = meaning.choice {
            let picked =
                if rank < 0 { offers.last() } else { offers.get(usize::from(rank.unsigned_abs()).wrapping_sub(1)) };
            return self.choose(picked.cloned());
        }
        // What is said without a "non" refuses nothing: "le matin, c'est mieux".
        let no = meaning.answer == Some(Answer::No) && hint::refuses(text);
        if let Some(hint) = hint::of_offer(text)
            && self.hinted(hint, &offers)
        {
            return true;
        }
        if let Some(when) = meaning.when.filter(|w| !w.is_empty()) {
            let hits: Vec<&Slot> = offers.iter().filter(|s| suits(&when, s.start)).collect();
            if let Some(meant) = other_half(text, &when).filter(|_| hint::cannot_then(text)) {
                // "Je travaille le matin": the other one, or the other half of that day.
                let left: Vec<&Slot> = offers.iter().filter(|s| suits(&meant, s.start)).collect();
                if let [only] = left[..] {
                    return self.choose(Some(only.clone()));
                }
                let day = offers.first().map(|s| s.start.date());
                self.refuse(&offers);
                self.dossier.when = Some(When { from: day, to: day, ..meant });
                return true;
            }
            match hits[..] {
                [only] if !no => return self.choose(Some(only.clone())),
                [_, ..] if !no => return false, // both fit: which?
                _ => {
                    self.refuse(&offers);
                    self.dossier.wish_for(when);
                    return true;
                }
            }
        }
        if let Some(named) = &meaning.practitioner {
            let hits: Vec<&Slot> = offers.iter().filter(|s| s.practitioner == *named).collect();
            match hits[..] {
                [only] if !no && offers.len() > 1 => return self.choose(Some(only.clone())),
                [] => {
                    self.dossier.practitioner = Some(named.clone());
                    self.dossier.offer_again();
                    return true;
                }
                _ => {}
            }
        }
        match (meaning.answer, &offers[..]) {
            (Some(Answer::Yes), [only]) => self.choose(Some(only.clone())),
            (Some(Answer::No), _) => {
                self.refuse(&offers);
                self.dossier.drop_wish();
                true
            }
            (_, [first, ..]) if Self::left_open(text) => self.choose(Some(first.clone())),
            _ => false,
        }
    }

    /// Chooses, or wishes anew, by what the words point at among the offers. False when they point at nothing.
    fn hinted(&mut self, hint: Hint, offers: &[Slot]) -> bool {
        let (first, last) = (offers.iter().min_by_key(|s| s.start), offers.iter().max_by_key(|s| s.start));
        let (Some(first), Some(last)) = (first.cloned(), last.cloned()) else { return false };
        let days = |from, to| When { from: Some(from), to, ..When::default() };
        let wish = match (hint, offers) {
            (Hint::First, _) => return self.choose(Some(first)),
            (Hint::Last, _) => return self.choose(Some(last)),
            (Hint::Other, [_, second]) => return self.choose(Some(second.clone())),
            (Hint::Other, _) => return false,
            (Hint::Earlier, _) => days(self.civil().date(), Some(first.start.date())),
            (Hint::Later, _) => days(last.start.date(), None),
            (Hint::LaterThatDay, _) => {
                let day = first.start.date();
                let of_day = offers.iter().filter(|s| s.start.date() == day).map(|s| s.start.time()).max();
                When { after: of_day, ..days(day, Some(day)) }
            }
        };
        self.refuse(offers);
        self.dossier.when = Some(wish);
        true
    }

    /// "Oui" to two places: which of them is asked, once, without calling it a misunderstanding.
    pub(crate) fn both_suit(&mut self, meaning: &Meaning) -> bool {
        let two = self.dossier.offers.as_ref().is_some_and(|o| o.len() > 1);
        if !two || meaning.answer != Some(Answer::Yes) || std::mem::replace(&mut self.dossier.both_suit, true) {
            return false;
        }
        self.ask(Question::Slot);
        true
    }

    fn choose(&mut self, slot: Option<Slot>) -> bool {
        let chosen = slot.is_some();
        if chosen {
            self.dossier.chosen = slot;
            self.dossier.recap_ok = false;
        }
        chosen
    }

    /// None of these: they are not offered again.
    pub(crate) fn refuse(&mut self, slots: &[Slot]) {
        let d = &mut self.dossier;
        d.refused.extend(slots.iter().cloned());
        d.refusals = d.refusals.saturating_add(1);
        d.offer_again();
    }

    /// True when so many offers were refused that it is not about hours.
    pub(crate) fn offers_exhausted(&self) -> bool {
        let max = if self.dossier.urgent { 1 } else { OFFERS_REFUSED_MAX };
        self.dossier.refusals >= max
    }
}

/// True when a start fits what was said of a day and an hour ("celui de quatorze heures", "celui de jeudi").
pub(crate) fn suits(when: &When, start: DateTime) -> bool {
    let day = start.date();
    let days = when.from.is_none_or(|f| f <= day) && when.to.is_none_or(|t| day <= t);
    let fits = |at: Time| match (when.after, when.before) {
        (Some(a), Some(b)) if a == b => a == at,
        (after, before) => after.is_none_or(|a| a <= at) && before.is_none_or(|b| at < b),
    };
    let exact_early =
        when.after.is_some() && when.after == when.before && when.after.is_some_and(|a| a.hour() < EARLY_HOUR);
    days && (fits(start.time())
        || (exact_early && start.time().hour() >= 12 && fits(start.time().saturating_sub(12.hours()))))
}

/// What is left of a day when one half of it does not suit, whether it was read as that half or as what is left.
fn other_half(text: &Private<String>, when: &When) -> Option<When> {
    if when.from.is_some() || when.to.is_some() {
        return None;
    }
    let noon = Time::constant(12, 0, 0, 0);
    let (morning, afternoon) = (hint::says(text, &["matin"]), hint::says(text, &["après-midi", "après midi", "soir"]));
    let of_morning = when.before.is_some_and(|b| b <= noon);
    let of_afternoon = when.after.is_some_and(|a| a >= noon);
    match (morning, afternoon, of_morning, of_afternoon) {
        (true, false, true, false) => Some(When { after: Some(noon), ..When::default() }),
        (false, true, false, true) => Some(When { before: when.after, ..When::default() }),
        (true, false, false, true) | (false, true, true, false) => Some(*when),
        _ => None,
    }
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|c| c.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::{date, time};

    #[test]
    fn half_a_day_that_does_not_suit_leaves_the_other() {
        let of = |after: i8, before: i8| When {
            after: (after > 0).then(|| time(after, 0, 0, 0)),
            before: (before > 0).then(|| time(before, 0, 0, 0)),
            ..When::default()
        };
        for (text, read, expect) in [
            ("je travaille le matin", of(8, 12), Some(of(12, 0))),
            ("je ne peux pas le matin", of(12, 0), Some(of(12, 0))),
            ("je travaille l'après-midi", of(14, 18), Some(of(0, 14))),
            ("je travaille à midi", of(12, 14), None),
        ] {
            assert_eq!(other_half(&text.to_string().into(), &read), expect, "{text}");
        }
    }

    #[test]
    fn an_offered_hour_is_recognised_by_day_or_hour() {
        let start = date(2026, 11, 26).at(14, 0, 0, 0);
        let hour = |h| When { after: Some(time(h, 0, 0, 0)), before: Some(time(h, 0, 0, 0)), ..When::default() };
        let on = |d| When { from: Some(date(2026, 11, d)), to: Some(date(2026, 11, d)), ..When::default() };
        for (when, expect) in
            [(hour(14), true), (hour(2), true), (hour(15), false), (hour(9), false), (on(26), true), (on(27), false)]
        {
            assert_eq!(suits(&when, start), expect, "{when:?}");
        }
    }
}
