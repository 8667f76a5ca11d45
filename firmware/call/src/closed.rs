//! What answers each closed question.

use crate::answers::Got;
use crate::call::Call;
use crate::courtesy::{declines, takes_leave};
use crate::dossier::Goal;
use crate::heard::goal_of;
use crate::hint::{means_all, names_one_of, says};
use crate::limits::*;
use crate::question::Question;
use crate::relative;
use crate::state::Job;
use crate::store::{Channel, Consent, Query};
use crate::texts::Sentence;
use huisclos_agenda::{MotifId, Private};
use huisclos_speech::birth::birth_date;
use huisclos_speech::spelling::spelled;
use huisclos_speech::{Answer, Intent, Meaning, When};

impl Call {
    pub(crate) fn closed_answer(
        &mut self,
        q: Question,
        text: &Private<String>,
        confidence: f32,
        m: &Meaning,
        new: bool,
    ) -> Got {
        let yes = m.answer == Some(Answer::Yes);
        let no = m.answer == Some(Answer::No);
        if yes && confidence < DOUBT && matches!(q, Question::Recap | Question::RecapMove | Question::CancelSure) {
            return Got::Nothing; // what changes the book wants a clear yes
        }
        match q {
            // A yes to a question that was hardly begun is no consent: what is kept and where was not told yet.
            Question::Consent if yes && !self.consent_told => {
                self.ask(q);
                Got::Elsewhere
            }
            Question::Consent => match m.answer {
                Some(answer) => {
                    self.consent_answered(answer, Channel::Voice);
                    Got::Elsewhere
                }
                None => Got::Nothing,
            },
            Question::Motif => {
                if let Some(motif) = m.choice.and_then(|r| nth(&self.cabinet.motifs, r)).map(|motif| motif.id.clone()) {
                    self.dossier.motif.get_or_insert(motif);
                }
                self.dossier.motif.is_some().into()
            }
            Question::Practitioner => {
                if let Some(id) = m.choice.and_then(|r| nth(&self.cabinet.practitioners, r)).map(|p| p.id.clone()) {
                    self.dossier.practitioner.get_or_insert(id);
                }
                self.dossier.any_practitioner |= Self::left_open(text);
                (self.dossier.practitioner.is_some() || self.dossier.any_practitioner).into()
            }
            Question::Date => {
                if let Some(old) = self.dossier.selected.as_ref().filter(|_| self.dossier.goal == Some(Goal::Move))
                    && let Some(when) = relative::to_the_old(text, m.when, old.slot.start, self.civil().date())
                {
                    self.dossier.when = Some(when);
                    self.dossier.offer_again();
                    return Got::Answer;
                }
                if m.urgent || (self.dossier.when.is_none() && Self::left_open(text)) {
                    let today = Some(self.civil().date());
                    self.dossier.when.get_or_insert(When { from: today, ..When::default() });
                }
                self.dossier.when.is_some().into()
            }
            Question::LastName => m.last_name.is_some().into(),
            Question::FirstName => m.first_name.is_some().into(),
            Question::BirthDate => m.birth_date.is_some().into(),
            Question::SpellBack => self.spelled_back(text, m, yes, no),
            Question::OfferPhone | Question::Phone | Question::ReadPhone => self.phone_answer(q, text, m, yes, no),
            Question::Recap | Question::RecapMove => self.recap_answer(q, text, m, new),
            Question::Wrong => self.wrong(text, m, new),
            Question::Which => self.which(text, m),
            Question::CancelSure | Question::Present => self.sure(q, yes, no, m),
            Question::MoveOrCancel => self.move_or_cancel(text, m, no),
            Question::Rating => {
                if let Some(rating) = m.rating {
                    self.rate(rating);
                    return Got::Elsewhere;
                }
                if no || declines(text) || takes_leave(text) || says(text, &["pas le temps", "pas envie", "sais pas"]) {
                    self.leave(None);
                    return Got::Elsewhere;
                }
                Got::Nothing
            }
            Question::WaitList => {
                if yes {
                    self.dossier.enlist = true;
                    return Got::Answer;
                }
                // "Non, plutôt vendredi": another wish, another offer.
                if new && m.when.is_some() {
                    return Got::Answer;
                }
                if no {
                    self.no_waiting_list();
                    return Got::Elsewhere;
                }
                Got::Nothing
            }
            Question::Open | Question::More | Question::Slot | Question::Dictation | Question::Comment => Got::Nothing,
        }
    }

    /// The proof goes to the store before anything else is asked.
    pub(crate) fn consent_answered(&mut self, answer: Answer, channel: Channel) {
        let wording = self.texts.fill(Sentence::AskConsent, usize::from(self.misses), &[]);
        let consent = Consent {
            version: self.texts.consent_version.clone(),
            wording: said_to_everybody(&wording),
            channel,
            answer,
        };
        let patient = self.dossier.patient.as_ref().map(|p| p.id);
        self.work(Job::Consent(consent.clone()), Query::GiveConsent { patient, consent });
    }

    pub(crate) fn spelled_back(&mut self, text: &Private<String>, m: &Meaning, yes: bool, no: bool) -> Got {
        if no && self.corrected(text) {
            // "Non, S Z Y…": read back until it is right, while something new is said.
            self.dossier.last_name_doubted = m.last_name.is_none();
            self.misses = self.misses.saturating_add(1);
            if usize::from(self.misses) >= self.texts.variants(Sentence::AskSpellBack) {
                self.dossier.last_name_doubted = false;
            }
            return Got::Answer;
        }
        let d = &mut self.dossier;
        if yes || m.last_name.is_some() {
            d.last_name_doubted = false;
            return Got::Answer;
        }
        if no {
            d.last_name = None;
            d.last_name_doubted = false;
            d.spelling = true;
        }
        no.into()
    }

    pub(crate) fn phone_answer(
        &mut self,
        q: Question,
        text: &Private<String>,
        m: &Meaning,
        yes: bool,
        no: bool,
    ) -> Got {
        if m.phone.is_some() {
            return Got::Answer; // taken; it is read back next
        }
        if q == Question::Phone && (no || crate::hint::has_no_phone(text)) {
            self.dossier.skipped.insert(Question::Phone);
            self.lead(Sentence::WithoutPhone, 0, &[]);
            return Got::Answer;
        }
        let d = &mut self.dossier;
        match q {
            Question::OfferPhone if yes => {
                d.phone = d.caller.clone();
                d.phone_confirmed = true;
            }
            Question::OfferPhone if no => d.phone_refused = true,
            Question::ReadPhone if yes => d.phone_confirmed = true,
            Question::ReadPhone if no => {
                d.phone = None;
                d.phone_refused = true;
            }
            _ => return Got::Nothing,
        }
        Got::Answer
    }

    pub(crate) fn recap_answer(&mut self, q: Question, text: &Private<String>, m: &Meaning, new: bool) -> Got {
        let (yes, no) = (m.answer == Some(Answer::Yes), m.answer == Some(Answer::No));
        if new {
            // A name that the caller says again was read back wrongly, or sounded so: its letters are read back.
            self.dossier.last_name_doubted |= no && m.last_name.is_some();
            return Got::Answer; // a correction: the plan takes it from there, and recaps again
        }
        if yes {
            self.dossier.recap_ok = true;
            return Got::Answer;
        }
        if !no {
            return Got::Nothing;
        }
        if q == Question::Recap && self.dossier.patient.is_none() {
            // "Non, le prénom est faux": that one is asked again at once.
            let got = self.wrong(text, m, new);
            if got == Got::Nothing {
                self.ask(Question::Wrong);
                return Got::Elsewhere;
            }
            return got;
        }
        if says(text, MOTIF_WORDS) {
            self.another_motif();
            return Got::Answer;
        }
        // Beside it a known patient's recap holds nothing but the moment.
        self.another_moment();
        Got::Answer
    }

    pub(crate) fn another_moment(&mut self) {
        let chosen: Vec<_> = self.dossier.chosen.clone().into_iter().collect();
        self.refuse(&chosen);
        self.dossier.drop_wish();
    }

    fn another_motif(&mut self) {
        self.dossier.motif = None;
        self.dossier.offer_again();
    }

    /// Which part of the recap is wrong, by its own name or its rank.
    pub(crate) fn wrong(&mut self, text: &Private<String>, m: &Meaning, new: bool) -> Got {
        if new {
            return Got::Answer;
        }
        if self.corrected(text) {
            return Got::Answer;
        }
        let says = |words: &[&str]| {
            text.matches(|t| {
                let t = t.to_lowercase();
                words.iter().any(|w| t.contains(w))
            })
        };
        // "prénom" holds "nom": the longer word first.
        if m.choice == Some(3) || says(&["prénom", "prenom"]) {
            self.dossier.first_name = None;
        } else if m.choice == Some(4) || says(&["naissance", "né le", "née le"]) {
            self.dossier.birth_date = None;
        } else if m.choice == Some(5) || says(MOTIF_WORDS) {
            self.another_motif();
            return Got::Answer;
        } else if says(&["téléphone", "telephone", "numéro", "portable"]) {
            self.dossier.phone = None;
            self.dossier.phone_confirmed = false;
            self.dossier.phone_refused = true;
            return Got::Answer;
        } else if m.choice == Some(2) || says(&["nom"]) {
            self.dossier.last_name = None;
            self.dossier.spelling = true;
        } else if m.choice == Some(1) || says(&["moment", "heure", "jour", "date", "rendez-vous", "horaire"]) {
            self.another_moment();
            return Got::Answer;
        } else if m.answer == Some(Answer::Yes) || declines(text) && self.asked == Some(Question::Wrong) {
            self.ask(Question::Recap); // "rien, c'est bon": once more, to be sure
            return Got::Elsewhere;
        } else {
            return Got::Nothing;
        }
        self.dossier.unmatched_patient();
        Got::Answer
    }

    /// What is wrong given right in the same breath: a name spelled, a whole birth date.
    fn corrected(&mut self, text: &Private<String>) -> bool {
        let now = self.civil();
        let (mut name, mut birth) = (None, None);
        text.matches(|t| {
            birth = birth_date(t, now).map(|found| found.value);
            name = spelled(t).map(|found| found.value).filter(|n| n.chars().count() >= SPELLED_MIN);
            true
        });
        let d = &mut self.dossier;
        let taken = birth.is_some() || name.is_some();
        if let Some(birth) = birth {
            d.birth_date = Some(Private::new(birth));
        } else if let Some(name) = name {
            d.last_name = Some(Private::new(name));
            d.last_name_doubted = true; // its letters are read back: the voice may say it as wrongly as before
        }
        if taken {
            d.unmatched_patient();
        }
        taken
    }

    pub(crate) fn which(&mut self, text: &Private<String>, m: &Meaning) -> Got {
        let told = self.appointments_told();
        if self.dossier.goal == Some(Goal::Cancel) && means_all(text) {
            self.dossier.all_of_them = true;
            self.dossier.selected = told.first().cloned();
            return self.dossier.selected.is_some().into();
        }
        if let Some(rank) = m.choice {
            self.dossier.selected = nth(&told, rank).cloned();
            return self.dossier.selected.is_some().into();
        }
        let Some(when) = m.existing.or(m.when).filter(|w| !w.is_empty()) else {
            if m.practitioner.is_some() && self.select_appointment() {
                return Got::Answer;
            }
            // "Celui du vaccin".
            let words: Vec<Vec<String>> = told.iter().map(|a| self.words_of(&a.slot.motif)).collect();
            self.dossier.selected = names_one_of(text, &words).and_then(|i| told.get(i)).cloned();
            return self.dossier.selected.is_some().into();
        };
        let hits: Vec<_> = told.iter().filter(|a| crate::offers::suits(&when, a.slot.start)).collect();
        if let [only] = hits[..] {
            self.dossier.selected = Some(only.clone());
            if self.dossier.when == Some(when) {
                self.dossier.when = None; // it named the old appointment, not the wish
            }
        }
        self.dossier.selected.is_some().into()
    }

    /// The words by which callers name a motif.
    fn words_of(&self, id: &MotifId) -> Vec<String> {
        let words = self.cabinet.motif(id).map(|m| m.words.clone()).unwrap_or_default();
        words.into_iter().chain([id.to_string()]).collect()
    }

    pub(crate) fn sure(&mut self, q: Question, yes: bool, no: bool, m: &Meaning) -> Got {
        if yes {
            self.dossier.sure = true;
            return Got::Answer;
        }
        if let Some(goal) = goal_of(m).filter(|g| g.is_about_existing() && Some(*g) != self.dossier.goal) {
            self.dossier.goal = Some(goal); // "non, je voudrais plutôt le déplacer": the appointment stays the same
            if let Some(when) = m.when.filter(|w| goal == Goal::Move && !w.is_empty()) {
                self.dossier.wish_for(when);
                self.dossier.existing = m.existing;
            }
            return Got::Answer;
        }
        if !no {
            return Got::Nothing;
        }
        if let Some(when) = m.existing.or(m.when).filter(|w| !w.is_empty()) {
            self.dossier.existing = Some(when);
            self.dossier.selected = None;
            return Got::Answer;
        }
        if self.dossier.upcoming.as_ref().is_some_and(|all| all.len() > 1) && self.dossier.existing.is_some() {
            self.dossier.existing = None;
            self.dossier.practitioner = None;
            self.dossier.selected = None;
            return Got::Answer;
        }
        if q == Question::Present {
            self.ask(Question::MoveOrCancel);
            return Got::Elsewhere;
        }
        self.unchanged();
        Got::Answer
    }

    pub(crate) fn unchanged(&mut self) {
        self.lead(Sentence::NotChanged, 0, &[]);
        self.finish();
    }

    pub(crate) fn move_or_cancel(&mut self, text: &Private<String>, m: &Meaning, no: bool) -> Got {
        let says = |word: &str| text.matches(|t| t.to_lowercase().contains(word));
        let goal = match (m.intent, m.choice) {
            (Intent::Move, _) | (_, Some(1)) => Goal::Move,
            (Intent::Cancel, _) | (_, Some(2)) => Goal::Cancel,
            _ if says("déplac") || says("deplac") || says("autre jour") => Goal::Move,
            _ if says("annul") => Goal::Cancel,
            _ if no || m.choice == Some(3) || says("garde") => {
                self.unchanged();
                return Got::Answer;
            }
            _ => return Got::Nothing,
        };
        self.dossier.goal = Some(goal);
        self.dossier.sure = goal == Goal::Cancel; // asked for in so many words
        Got::Answer
    }
}

/// What a caller calls the motif in the recap.
const MOTIF_WORDS: &[&str] = &["motif", "raison", "pas pour ça", "pas pour cela"];

fn nth<T>(items: &[T], rank: i8) -> Option<&T> {
    if rank < 0 { items.last() } else { items.get(usize::from(rank.unsigned_abs()).wrapping_sub(1)) }
}

/// The consent question has no placeholder: it is the same for everybody, and the proof keeps it word for word.
fn said_to_everybody(text: &Private<String>) -> String {
    let mut words = String::new();
    text.matches(|t| {
        words.clone_from(t);
        true
    });
    words
}
