//! The installation, step by step. It keeps nothing of its own: the facts say which steps are done, and so a pulled
//! cable costs the step that was being typed, and no other.

use crate::act::{Ability, Act};
use crate::console::{Console, Place};
use crate::facts::Step;
use crate::form::Form;
use crate::lay::wrap;
use crate::pages;
use crate::watch::Watch;

impl Console {
    /// Begins, or takes up, the installation.
    pub(crate) fn install(&mut self) {
        self.passed_over.clear();
        self.next_step();
    }

    fn next_step(&mut self) {
        let steps = self.facts.steps();
        let next = steps.iter().find(|(step, done)| !done && !self.passed_over.contains(step)).map(|(step, _)| *step);
        self.step = next;
        self.say("");
        let rows = pages::steps(&self.facts, next);
        self.print(&rows);
        let Some(step) = next else {
            let left = steps.iter().filter(|(_, done)| !done).count();
            self.say(&match left {
                0 => "L'installation est complète.".to_string(),
                1 => "Il reste une étape : « installer » y revient.".to_string(),
                n => format!("Il reste {n} étapes : « installer » y revient."),
            });
            return self.menu_prompt();
        };
        self.say("");
        self.say("« passer » saute l'étape, Ctrl-C revient au menu, ? explique.");
        match step {
            Step::Pin => self.ask(Form::NewPin),
            Step::Clock => self.ask_clock(),
            Step::Network => self.begin(Act::ShowNetwork),
            Step::Line => self.watch(Watch::ring(&self.facts)),
            Step::Handset => self.watch(Watch::lift(&self.facts)),
            Step::Cabinet => self.ask_cabinet(),
            Step::Account => self.begin(Act::NewAccountCode),
            Step::PaperKey => self.begin(Act::PaperKey),
            Step::TestCall => self.begin(Act::TestCall),
        }
    }

    pub(crate) fn ask_clock(&mut self) {
        self.say(&format!("La boîte dit : {}.", self.facts.status.now.strftime("%d/%m/%Y %H:%M")));
        self.say("Entrée si c'est juste, sinon la date et l'heure de Paris (23/11/2026 9h05).");
        self.ask(Form::Clock);
    }

    pub(crate) fn ask_cabinet(&mut self) {
        let name = self.facts.status.cabinet.clone();
        if !name.is_empty() {
            self.say(&format!("Aujourd'hui : {name}. Entrée pour le garder."));
        }
        self.ask(Form::Cabinet);
    }

    /// The addresses were shown; now they are set, where this box can.
    pub(crate) fn network_step(&mut self) {
        let form = if self.facts.can(Ability::SetNetwork) { Form::Network } else { Form::Read };
        self.ask(form);
    }

    /// What was asked or shown is over: on with the installation, or back to the menu.
    pub(crate) fn go_on(&mut self) {
        if self.step.is_some() { self.next_step() } else { self.menu_prompt() }
    }

    /// The step of the installation is done, and the box remembers it.
    pub(crate) fn step_done(&mut self) {
        match self.step {
            Some(Step::Pin) => self.next_step(),
            Some(step) => self.begin(Act::Remember(step)),
            None => self.menu_prompt(),
        }
    }

    /// What a step wanted failed: it stays undone, and the next one is offered.
    pub(crate) fn failed_step(&mut self) {
        if let Some(step) = self.step {
            self.passed_over.insert(step);
            self.say("Étape laissée de côté : « installer » y reviendra.");
        }
        self.go_on();
    }

    /// `passer`.
    pub(crate) fn pass_over(&mut self) {
        if let Some(step) = self.step {
            self.passed_over.insert(step);
        }
        self.go_on();
    }

    /// Watches something; the facts that come draw it.
    pub(crate) fn watch(&mut self, watch: Watch) {
        self.raw("\x1b[2J");
        self.place = Place::Watching(watch);
        self.draw_watch();
    }

    fn draw_watch(&mut self) {
        let Place::Watching(watch) = &self.place else { return };
        let rows = watch.rows(&self.facts);
        // From the top, each row over the old one: no flicker, and what noise wrote in between goes.
        self.raw("\x1b[H");
        self.print(&rows);
        self.raw("\x1b[J");
    }

    /// Fresh facts came.
    pub(crate) fn watched(&mut self) {
        let Place::Watching(watch) = &self.place else { return };
        if !watch.came(&self.facts) {
            return self.draw_watch();
        }
        let said = match watch {
            Watch::Ring(_) => "La ligne a sonné : elle est bien branchée.",
            _ => "Le combiné a été décroché : il est bien branché.",
        };
        self.touched = self.now;
        self.say(said);
        self.step_done();
    }

    pub(crate) fn watch_key(&mut self, key: crate::Key) {
        use crate::Key::{Cancel, Char, Enter, Leave, Redraw};
        match key {
            Redraw => {
                self.raw("\x1b[2J");
                self.draw_watch();
            }
            Char('p') if self.step.is_some() => self.pass_over(),
            Char('q') | Cancel | Leave => {
                self.step = None;
                self.menu_prompt();
            }
            Enter if self.step.is_none() => self.menu_prompt(),
            _ => {}
        }
    }

    /// What a question's explanation takes.
    pub(crate) fn explain(&mut self, form: Form) {
        for row in wrap(form.help(), 0) {
            self.say(&row);
        }
        self.ask(form);
    }
}
