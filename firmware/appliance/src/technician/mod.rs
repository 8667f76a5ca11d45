//! The box as the technician's console sees it: what exists today, and nothing else (`Facts::able`).

mod bench;
pub mod egress;
mod kept;
mod lines;
pub mod machine;
mod models;
pub mod network;
mod own;
mod trial;
pub mod usb;

pub use bench::Bench;
pub use kept::Kept;
pub use lines::loop_back;
pub use own::Own;
pub use trial::{With, call as test_call};

use crate::cli::Common;
use crate::world;
use huisclos_console::{Ability, Act, Answer, Facts, Secret, Step, Trace};
use huisclos_operator::sight;
use huisclos_ports::Technician;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The console's side of a box.
pub struct Workshop {
    common: Common,
    kept: Arc<Kept>,
    bench: Arc<dyn Bench>,
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Workshop {
    /// Over a box.
    pub fn over(common: &Common, kept: Arc<Kept>, bench: Arc<dyn Bench>) -> Self {
        Self { common: common.clone(), kept, bench }
    }

    fn paper_key(&self) -> Result<Vec<Secret>, String> {
        let data = world::data(&self.common).map_err(|e| e.to_string())?;
        let words = huisclos_store::paper_key(&huisclos_store::Options::at(data)).map_err(|e| e.to_string())?;
        Ok(words.split_whitespace().map(Secret::new).collect())
    }

    /// A step is done. The paper key's proof is the store's own: it is what a backup's restoration rests on.
    fn remember(&self, step: Step) -> Result<(), String> {
        if step == Step::PaperKey {
            // The console compared what was typed with these very words, one by one.
            let words: Vec<String> = self.paper_key()?.iter().map(|word| word.expose().to_string()).collect();
            self.bench.book()?.confirm_paper_key(&words.join(" ")).map_err(|e| e.to_string())?;
        }
        self.kept.remember_step(step)
    }

    fn backup(&self, tell: &mut dyn FnMut(String)) -> Result<Vec<String>, String> {
        let folder = usb::key()?.join("huisclos");
        tell(format!("j'écris et je relis {}", folder.display()));
        let done = self.bench.book()?.backup(&folder).map_err(|e| e.to_string())?;
        Ok(vec![
            format!("Sauvegarde faite et relue : {}", done.set.display()),
            format!("{} fichiers, {} octets, {} enregistrements.", done.files, done.bytes, done.frames),
            "Elle ne s'ouvre qu'avec la clé papier : rangez les deux à des endroits différents.".into(),
        ])
    }

    fn test_display(&self, tell: &mut dyn FnMut(String)) -> Result<Answer, String> {
        let Some(panel) = self.bench.panel() else { return Err("cette boîte n'a pas d'afficheur".into()) };
        let real = sight(&self.bench.status(), 0);
        machine::test_display(&mut **held(panel), &real, tell)?;
        Ok(Answer::Rows(vec!["Tout s'est allumé, damier, cadre, puis l'image vraie : l'avez-vous vu ?".into()]))
    }

    /// What the box told, then who did what at its console.
    fn logs(&self) -> Result<Vec<String>, String> {
        let mut rows = self.bench.logs();
        if !rows.is_empty() {
            rows.insert(0, "La boîte, le plus récent d'abord :".into());
            rows.push("La console, le plus récent d'abord :".into());
        }
        rows.extend(self.kept.trail()?);
        Ok(rows)
    }
}

impl Technician for Workshop {
    fn facts(&self) -> Facts {
        let mut able = vec![
            Ability::Pin,
            Ability::ShowNetwork,
            Ability::PaperKey,
            Ability::Backup,
            Ability::TestCall,
            Ability::LoopBack,
            Ability::ListModels,
            Ability::VerifyModels,
            Ability::BenchModels,
            Ability::Logs,
            Ability::FactoryReset,
        ];
        if self.bench.panel().is_some() {
            able.push(Ability::Display);
        }
        able.extend(self.bench.able());
        Facts {
            status: self.bench.status(),
            able: able.into_iter().collect(),
            has_pin: self.kept.has_pin(),
            installed: self.kept.installed(),
        }
    }

    fn act(&self, act: &Act, tell: &mut dyn FnMut(String)) -> Result<Answer, String> {
        match act {
            Act::CheckPin(pin) => Ok(if self.kept.is_pin(pin)? { Answer::Right } else { Answer::Wrong }),
            Act::SetPin(pin) => self.kept.set_pin(pin).map(|()| Answer::Done),
            Act::Remember(step) => self.remember(*step).map(|()| Answer::Done),
            Act::PaperKey => self.paper_key().map(Answer::Words),
            Act::SetClock(at) => self.bench.set_clock(*at).map(|()| Answer::Done),
            Act::SetNetwork(network) => self.bench.set_network(network).map(|()| Answer::Done),
            Act::NameCabinet(name) => self.bench.name_cabinet(name).map(|()| Answer::Done),
            Act::ShowNetwork => network::rows().map(Answer::Rows),
            Act::TestCall => self.bench.test_call(self.kept.folder(), tell).map(Answer::Rows),
            Act::LoopBack(line) => self.bench.loop_back(line, tell).map(Answer::Rows),
            Act::ListModels => models::list().map(Answer::Rows),
            Act::VerifyModels => models::verify(tell).map(Answer::Rows),
            Act::BenchModels => models::bench(&self.bench.cabinet(), tell).map(Answer::Rows),
            Act::Backup => self.backup(tell).map(Answer::Rows),
            Act::TestDisplay => self.test_display(tell),
            Act::ReadLogs => self.logs().map(Answer::Rows),
            Act::NewAccountCode => self.bench.account_code().map(Answer::Code),
            Act::Update => self.bench.update(tell).map(Answer::Rows),
            Act::Restart => self.bench.restart().map(|()| Answer::Done),
            Act::FactoryReset => self.bench.destroy(&self.kept).map(|()| Answer::Done),
            // The menu does not offer it; a console that asks all the same is told so.
            other => Err(format!("cette boîte ne sait pas faire : {}", other.said())),
        }
    }

    fn trace(&self, trace: &Trace) {
        if let Err(why) =
            self.kept.write_trail(&format!("{} {trace}", world::now(&self.common).strftime("%d/%m/%Y %H:%M:%S")))
        {
            eprintln!("huisclos : {why}");
        }
    }

    fn refusals(&self) -> u32 {
        self.kept.refusals()
    }

    fn remember_refusals(&self, refusals: u32) {
        if let Err(why) = self.kept.remember_refusals(refusals) {
            eprintln!("huisclos : {why}");
        }
    }
}
