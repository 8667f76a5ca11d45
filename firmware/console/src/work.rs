//! Acts: begun, awaited, left alone, shown.

use crate::act::{Act, Answer};
use crate::console::{Console, JobId, Output, Place};
use crate::facts::Step;
use crate::form::Form;
use crate::lay::{fit, wrap};
use crate::limits::{CONFIRM_MS_MAX, PAGE_ROWS, ROWS_MAX};
use crate::paper::Paper;
use crate::secret::Secret;
use crate::trace::Trace;
use crate::tries::is_pin;

/// Longest act: reading every model on a slow disk. Past it nobody believes in an answer.
pub(crate) const ACT_MS_MAX: u64 = 900_000;

/// An act under way; one at a time.
#[derive(Debug)]
pub(crate) struct Job {
    pub id: JobId,
    pub said: String,
    pub since: u64,
    /// False when the technician went back to the menu, or away.
    pub watched: bool,
    act: Act,
}

impl Console {
    /// Asks the box for something; whoever wants harm must type a word first.
    pub(crate) fn want(&mut self, act: Act) {
        let Some((word, cost)) = act.danger() else { return self.begin(act) };
        for row in wrap(cost, 0) {
            self.say(&row);
        }
        // A number nobody typed before: an old paste does not confirm anything.
        self.seed = self.seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let word = format!("{word} {:04}", (self.seed >> 33) % 10_000);
        self.say(&format!("Pour le faire, tapez « {word} » en moins d'une minute."));
        self.say("Tout le reste annule.");
        self.ask(Form::Confirm(act, word, self.now + CONFIRM_MS_MAX));
    }

    pub(crate) fn not_confirmed(&mut self, act: &Act) {
        self.trace(Trace::NotConfirmed(act.said()));
        self.say("Pas confirmé : rien n'est fait.");
        self.go_on();
    }

    /// Gives the act to the box.
    pub(crate) fn begin(&mut self, act: Act) {
        let quick = matches!(act, Act::CheckPin(_) | Act::Remember(_));
        if let Some(job) = self.job.take() {
            self.aside = Some(job);
        }
        self.aside.take_if(|job| self.now.saturating_sub(job.since) > ACT_MS_MAX);
        // One long act at a time; a PIN can be checked beside it, or a pulled cable would lock the technician out.
        if let (Some(job), false) = (&self.aside, quick) {
            let said = format!("Une action est encore en cours ({}) : attendez sa fin.", job.said);
            self.say(&said);
            self.step = None;
            return self.menu_prompt();
        }
        self.jobs += 1;
        let id = JobId(self.jobs);
        let said = act.said();
        if !quick {
            self.trace(Trace::Began(said.clone()));
            self.say(&format!("{said} …"));
        }
        self.job = Some(Job { id, said, since: self.now, watched: true, act: act.clone() });
        self.place = Place::Working;
        self.out.push_back(Output::Do(id, act));
    }

    /// The technician does not wait; the act goes on.
    pub(crate) fn leave_job(&mut self) {
        let Some(job) = &mut self.job else { return self.menu_prompt() };
        // Whoever has no session yet waits for the answer.
        if !self.unlocked {
            return;
        }
        job.watched = false;
        self.step = None;
        self.say("L'action continue ; son résultat viendra au journal.");
        self.menu_prompt();
    }

    pub(crate) fn going(&mut self, id: JobId, words: &str) {
        if matches!(self.place, Place::Working) && self.job.as_ref().is_some_and(|job| job.id == id && job.watched) {
            self.say(&format!("  {words}"));
        }
    }

    pub(crate) fn done(&mut self, id: JobId, answer: Result<Answer, String>) {
        // An answer nobody awaits any more changes nothing but the trail.
        let job = match (self.job.take_if(|job| job.id == id), self.aside.take_if(|job| job.id == id)) {
            (Some(job), _) | (None, Some(job)) => job,
            (None, None) => return,
        };
        self.touched = self.now;
        match (&job.act, &answer) {
            (Act::CheckPin(_), _) => {}
            (_, Ok(_)) => self.trace(Trace::Done(job.said.clone())),
            (_, Err(why)) => self.trace(Trace::Failed(job.said.clone(), why.clone())),
        }
        if !job.watched || !matches!(self.place, Place::Working) {
            return;
        }
        match (job.act, answer) {
            (Act::CheckPin(_), Ok(Answer::Right)) => {
                self.refusals = 0;
                self.out.push_back(Output::Remember(0));
                self.trace(Trace::Unlocked);
                self.open();
            }
            (Act::CheckPin(_), Ok(_)) => {
                let refusals = self.refusals;
                self.trace(Trace::Refused(refusals));
                self.wait_for_pin();
            }
            (Act::CheckPin(_), Err(why)) => {
                self.say(&why);
                self.wait_for_pin();
            }
            (Act::SetPin(_), Ok(_)) => {
                self.facts.has_pin = true;
                self.say("Le code est enregistré.");
                if self.unlocked { self.step_done() } else { self.open() }
            }
            (Act::SetPin(_), Err(why)) => {
                self.say(&why);
                if self.unlocked { self.go_on() } else { self.ask(Form::NewPin) }
            }
            (Act::Remember(step), Ok(_)) => {
                self.facts.installed.insert(step);
                if step == Step::PaperKey {
                    self.say("Tous les mots sont justes. Gardez ce papier hors du cabinet.");
                }
                self.go_on();
            }
            (Act::PaperKey, Ok(Answer::Words(words))) => self.show_paper(Paper::new(words)),
            (_, Ok(Answer::Code(code))) => {
                self.say("");
                self.say(&format!("    {}", code.expose()));
                self.say("");
                self.say("À taper une fois sur la page du cabinet, dans l'heure.");
                self.ask(Form::Read);
            }
            (Act::ShowNetwork, Ok(Answer::Rows(rows))) if self.step == Some(Step::Network) => {
                self.print(&rows);
                self.network_step();
            }
            (Act::TestCall, Ok(Answer::Rows(rows))) if self.step == Some(Step::TestCall) => {
                self.print(&rows);
                self.step_done();
            }
            (_, Ok(Answer::Rows(rows))) => self.show(rows),
            (Act::FactoryReset, Ok(_)) => {
                // A blank box: whoever holds the cable is its first technician.
                self.say("Tout est effacé. La boîte est comme neuve.");
                self.facts.has_pin = false;
                self.facts.installed.clear();
                self.refusals = 0;
                self.lock("");
            }
            (_, Ok(_)) => {
                self.say("Fait.");
                self.step_done();
            }
            (_, Err(why)) => {
                for row in wrap(&format!("Échec : {why}"), 2) {
                    self.say(&row);
                }
                self.failed_step();
            }
        }
    }

    /// A PIN was typed. It counts as a try before it is checked: pulling the plug in between forgives nothing.
    pub(crate) fn pin_typed(&mut self, line: Secret) {
        if line.expose().is_empty() {
            return self.ask_pin(0);
        }
        if !is_pin(line.expose()) {
            self.say("Le code a 6 à 12 chiffres.");
            return self.ask_pin(0);
        }
        self.refusals = self.refusals.saturating_add(1);
        self.out.push_back(Output::Remember(self.refusals));
        self.begin(Act::CheckPin(line));
    }

    pub(crate) fn show_paper(&mut self, paper: Paper) {
        self.raw("\x1b[2J\x1b[H");
        for row in wrap(
            "La clé papier ouvre les données si la boîte meurt ou est volée. Écrivez ces mots à la main, dans l'ordre, \
             et gardez le papier hors du cabinet. Personne ne peut les redonner.",
            0,
        ) {
            self.say(&row);
        }
        self.say("");
        for row in paper.rows() {
            self.say(&row);
        }
        self.say("");
        self.ask(Form::Copied(paper));
    }

    /// Rows just printed, each cut to the screen.
    pub(crate) fn print(&mut self, rows: &[String]) {
        for row in rows {
            self.say(row);
        }
    }

    /// Rows on one screen or several, then on with whatever was going on.
    pub(crate) fn show(&mut self, mut rows: Vec<String>) {
        rows.truncate(ROWS_MAX);
        if rows.len() <= PAGE_ROWS {
            self.print(&rows);
            return self.go_on();
        }
        self.place = Place::Paging(rows, 0);
        self.next_page();
    }

    pub(crate) fn next_page(&mut self) {
        let Place::Paging(rows, at) = std::mem::replace(&mut self.place, Place::Menu) else { return };
        let to = (at + PAGE_ROWS).min(rows.len());
        self.raw("\r\x1b[K");
        self.print(&rows[at..to]);
        if to >= rows.len() {
            return self.go_on();
        }
        self.raw(&fit(&format!("— {to} sur {} — Espace : la suite, q : finir —", rows.len())));
        self.place = Place::Paging(rows, to);
    }
}
