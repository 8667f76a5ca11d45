//! What a line of the prompt, or an answer to a question, leads to.

use crate::act::{Ability, Act};
use crate::console::{Console, Place};
use crate::form::{Form, Next};
use crate::keys::Key;
use crate::lay::{folded, wrap};
use crate::menu::{self, Entry};
use crate::pages;
use crate::secret::Secret;
use crate::trace::Trace;
use crate::watch::Watch;

impl Console {
    /// The session is open.
    pub(crate) fn open(&mut self) {
        self.unlocked = true;
        self.touched = self.now;
        self.menu_page();
        let undone = self.facts.steps().iter().filter(|(_, done)| !done).count();
        if undone > 0 {
            let steps = if undone == 1 { "étape" } else { "étapes" };
            self.say(&format!("Installation : {undone} {steps} à faire. Tapez « installer »."));
        }
        self.menu_prompt();
    }

    fn menu_page(&mut self) {
        self.raw("\x1b[2J\x1b[H");
        let rows = pages::menu(&self.facts);
        self.print(&rows);
    }

    pub(crate) fn menu_prompt(&mut self) {
        self.place = Place::Menu;
        let drawn = self.edit.begin("huisclos> ", false);
        self.raw(&drawn);
    }

    pub(crate) fn ask(&mut self, form: Form) {
        let drawn = self.edit.begin(form.prompt(), form.hidden());
        self.place = Place::Asking(form);
        self.raw(&drawn);
    }

    pub(crate) fn command(&mut self, line: &str) {
        match menu::find(line, &self.facts) {
            Ok((entry, argument)) => self.enter(entry, argument),
            Err(why) => {
                for row in wrap(&why, 2) {
                    self.say(&row);
                }
                self.menu_prompt();
            }
        }
    }

    fn enter(&mut self, entry: Entry, argument: Option<String>) {
        match entry {
            Entry::State => self.show(pages::state(&self.facts)),
            Entry::Install => self.install(),
            Entry::Levels => self.watch(Watch::Levels),
            Entry::TestCall => self.want(Act::TestCall),
            Entry::LoopBack => match argument.or_else(|| self.only_line()) {
                Some(line) => self.want(Act::LoopBack(line)),
                None => {
                    self.say("Quelle ligne ? « boucle » puis Tab les montre.");
                    self.menu_prompt();
                }
            },
            Entry::Models => self.models(argument.as_deref()),
            Entry::Display => self.want(Act::TestDisplay),
            Entry::Network if argument.is_some() || !self.facts.can(Ability::ShowNetwork) => self.ask(Form::Network),
            Entry::Network => self.want(Act::ShowNetwork),
            Entry::Clock => self.ask_clock(),
            Entry::Cabinet => self.ask_cabinet(),
            Entry::Account => self.want(Act::NewAccountCode),
            Entry::PaperKey => self.want(Act::PaperKey),
            Entry::Logs => self.want(Act::ReadLogs),
            Entry::Backup => self.want(Act::Backup),
            Entry::Update => self.want(Act::Update),
            Entry::Pin => self.ask(Form::NewPin),
            Entry::Restart => self.want(Act::Restart),
            Entry::FactoryReset => self.want(Act::FactoryReset),
            Entry::Help => {
                self.menu_page();
                self.print(&pages::help());
                self.menu_prompt();
            }
            Entry::Leave => self.lock("au revoir"),
        }
    }

    fn models(&mut self, argument: Option<&str>) {
        match argument {
            Some("verifier") => self.want(Act::VerifyModels),
            Some("mesurer") => self.want(Act::BenchModels),
            Some("importer") => self.want(Act::ImportModels),
            _ if self.facts.can(Ability::ListModels) => self.want(Act::ListModels),
            _ => {
                self.say("« modeles » puis Tab montre ce qui se fait ici.");
                self.menu_prompt();
            }
        }
    }

    fn only_line(&self) -> Option<String> {
        match &self.facts.status.lines[..] {
            [line] => Some(line.name.clone()),
            _ => None,
        }
    }

    /// A question was answered.
    pub(crate) fn answered(&mut self, form: Form, line: &Secret) {
        let text = line.expose();
        // A confirmation takes the word and nothing else, not even a question.
        if !matches!(form, Form::Confirm(..)) {
            match folded(text.trim()).as_str() {
                "?" | "aide" => return self.explain(form),
                "passer" if self.step.is_some() => return self.pass_over(),
                _ => {}
            }
        }
        match form.answered(text, &self.facts, self.now) {
            Next::Ask(form) => self.ask(form),
            Next::Hide(form) => {
                // The scrollback too, where the terminal lets itself be told.
                self.raw("\x1b[2J\x1b[3J\x1b[H");
                self.say("Les mots ne sont plus à l'écran. Retapez-les depuis votre papier.");
                self.ask(form);
            }
            Next::Show(paper) => {
                self.say("Trop d'erreurs : les mots reviennent, recopiez-les.");
                self.show_paper(paper);
            }
            Next::Do(act) => self.want(act),
            Next::Again(form, why) => {
                for row in wrap(&why, 0) {
                    self.say(&row);
                }
                self.ask(form);
            }
            Next::Done => self.step_done(),
            Next::Refused(act) => self.not_confirmed(&act),
            Next::Confirmed(act) => {
                self.trace(Trace::Confirmed(act.said()));
                self.begin(act);
            }
        }
    }

    /// Keys that are none of the line's: Tab, Ctrl-C, Ctrl-D.
    pub(crate) fn other_key(&mut self, key: Key) {
        match (key, std::mem::replace(&mut self.place, Place::Dark)) {
            (Key::Tab, Place::Menu) => self.tab(),
            (Key::Cancel | Key::Leave, Place::Asking(form)) => {
                self.raw("\r\n");
                match form {
                    Form::Confirm(act, ..) => self.not_confirmed(&act),
                    // A blank box has no menu to go back to.
                    _ if !self.unlocked => self.ask(Form::NewPin),
                    _ => {
                        self.say("Abandonné.");
                        self.step = None;
                        self.menu_prompt();
                    }
                }
            }
            (Key::Leave, Place::Menu) => {
                self.raw("\r\n");
                self.lock("au revoir");
            }
            (Key::Cancel, Place::Menu) => {
                self.raw("\r\n");
                self.menu_prompt();
            }
            (Key::Cancel, Place::Locked(from)) => {
                self.raw("\r\n");
                self.ask_pin(from);
            }
            (_, place) => self.place = place,
        }
    }

    fn tab(&mut self) {
        self.place = Place::Menu;
        let (longer, choices) = menu::complete(&self.edit.text(), &self.facts);
        if !choices.is_empty() {
            self.raw("\r\n");
            for row in wrap(&choices.join("  "), 0) {
                self.say(&row);
            }
        }
        let drawn = self.edit.put(&longer);
        self.raw(&drawn);
    }
}
