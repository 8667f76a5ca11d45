//! `huisclos models list|import|verify|bench`.

use crate::bench::{self, Candidate, TURN_MS_MAX, Times};
use crate::cli::{Common, Import, Models, ModelsAction};
use crate::error::Error;
use crate::install::name_from;
use crate::install_chat::{cores, is_chat};
use crate::shelf::Recognisers;
use crate::wrong::French;
use crate::{parts, world};
use huisclos_agenda::Cabinet;
use huisclos_language::Language;
use huisclos_ports::Origin;
use huisclos_voice::Voice;
use huisclos_weights::{Manifest, Model, sha256};
use huisclos_whisper::Whisper;
use serde_json::json;
use std::path::PathBuf;
use std::time::Instant;

/// # Errors
/// A file that is missing or is not what the manifest says; what `import` refuses.
pub fn run(common: &Common, options: &Models) -> Result<(), Error> {
    let shelf = || world::data(common).map(|data| Recognisers::beside(&data));
    match &options.action {
        ModelsAction::List => list(common.json, &shelf()?),
        ModelsAction::Verify => verify(common.json, &shelf()?),
        ModelsAction::Import(what) => import(common.json, &shelf()?, what),
        ModelsAction::Bench => measure(common, &shelf()?),
    }
}

/// Where a model's file lies on this box; `None` for what is no file of ours.
///
/// # Errors
/// It is not where it should be.
pub fn file(model: &Model) -> Result<Option<PathBuf>, Error> {
    match model.name.as_str() {
        "whisper" => Whisper::locate(None).map(Some).map_err(Error::model),
        "words" => {
            Whisper::locate(None).map(|path| Some(huisclos_whisper::Lexicon::beside(&path))).map_err(Error::model)
        }
        "language" => Language::locate(None).map(Some).map_err(Error::model),
        _ => Ok(None),
    }
}

/// The converted file of a model that was installed here.
fn own_file(shelf: &Recognisers, name: &str) -> PathBuf {
    let folder = shelf.folder().join(name);
    [huisclos_whisper::CONVERTED, "model.safetensors"]
        .map(|file| folder.join(file))
        .into_iter()
        .find(|p| p.is_file())
        .unwrap_or(folder)
}

fn list(as_json: bool, shelf: &Recognisers) -> Result<(), Error> {
    for model in Manifest::built_in().models {
        let path = file(&model)?;
        let digest = path.as_deref().map(sha256).transpose().map_err(Error::model)?;
        // The voice is a package of the system: which one speaks here is found out by opening it.
        let (kind, ready) = match model.name.as_str() {
            "voice" => match Voice::open() {
                Ok(voice) => (format!("{} — {}", voice.engine().name, voice.engine().source), true),
                Err(error) => (error.french(), false),
            },
            _ => (model.source.clone(), true),
        };
        let path = path.map(|p| p.display().to_string());
        tell(as_json, &[&model.name, &model.what, &kind, &model.licence], path, digest, ready);
    }
    for name in shelf.installed() {
        let (card, path) = (shelf.card(&name), own_file(shelf, &name));
        let what = match card.form.as_str() {
            "" => "Reconnaissance de la parole, installée ici.".to_string(),
            form => format!("Reconnaissance de la parole, installée ici, venue sous la forme {form}."),
        };
        let digest = Some(card.sha256).filter(|sum| !sum.is_empty());
        let ready = path.is_file();
        tell(as_json, &[&name, &what, &card.source, &card.licence], Some(path.display().to_string()), digest, ready);
    }
    if let Some(path) = shelf.chat() {
        let card = shelf.chat_card();
        let what =
            format!("Compréhension, installée ici à côté de celle d'origine, venue sous la forme {}.", card.form);
        let digest = Some(card.sha256).filter(|sum| !sum.is_empty());
        tell(as_json, &["chat", &what, &card.source, &card.licence], Some(path.display().to_string()), digest, true);
    }
    Ok(())
}

fn tell(
    as_json: bool,
    [name, what, source, licence]: &[&str; 4],
    path: Option<String>,
    digest: Option<String>,
    ready: bool,
) {
    if as_json {
        let told = json!({
            "model": name, "file": path, "source": source, "licence": licence, "sha256": digest, "what": what, "ready": ready,
        });
        world::out(&told.to_string());
        return;
    }
    world::out(&format!("{name}\n  {what}\n  source : {source}\n  licence : {licence}"));
    if let (Some(path), Some(digest)) = (path, digest) {
        world::out(&format!("  fichier : {path}\n  sha256 : {digest}"));
    }
}

fn verify(as_json: bool, shelf: &Recognisers) -> Result<(), Error> {
    let intact = |name: &str, path: PathBuf| {
        world::out(&if as_json {
            json!({ "model": name, "file": path.display().to_string(), "ok": true }).to_string()
        } else {
            format!("{name} : intact ({})", path.display())
        });
    };
    for model in Manifest::built_in().models {
        let Some(path) = file(&model)? else { continue };
        model.verify(&path).map_err(Error::model)?;
        intact(&model.name, path);
    }
    let recognisers = shelf.installed().into_iter().map(|name| {
        let (card, path) = (shelf.card(&name), own_file(shelf, &name));
        (name, card, path)
    });
    let chat = shelf.chat().map(|path| ("chat".to_string(), shelf.chat_card(), path));
    for (name, card, path) in recognisers.chain(chat) {
        let found = sha256(&path).map_err(Error::model)?;
        if found != card.sha256 {
            return Err(Error::Model(format!(
                "{} n'est plus le fichier qui a été installé (sha256 {found}) : retirez ce modèle et importez-le de nouveau",
                path.display()
            )));
        }
        intact(&name, path);
    }
    Ok(())
}

fn import(as_json: bool, shelf: &Recognisers, what: &Import) -> Result<(), Error> {
    if !what.path.exists() {
        let reason = std::io::Error::from(std::io::ErrorKind::NotFound);
        return Err(Error::Read { path: what.path.clone(), reason });
    }
    if is_chat(&what.path) {
        return import_chat(as_json, shelf, what);
    }
    let name = what.name.clone().unwrap_or_else(|| name_from(&what.path));
    let origin = origin(what);
    let imported = shelf.import(&name, &what.path, &origin).map_err(Error::Model)?;
    world::out(&if as_json {
        json!({
            "model": name, "file": imported.file.display().to_string(), "form": imported.form, "sha256": imported.sha256,
            "came_sha256": imported.came_sha256, "bytes": imported.bytes, "source": origin.source, "licence": origin.licence,
        })
        .to_string()
    } else {
        let mib = imported.bytes as f64 / f64::from(1 << 20);
        let size = format!("{mib:.1}").replace('.', ",");
        format!(
            "{name} : importé ({}, {size} Mio), vérifié et essayé.\n  fichier : {}\n  sha256 : {}\nMesurez-le (huisclos models bench), lisez-lui les dix phrases de la page, puis mettez-le en service depuis la page.",
            imported.form,
            imported.file.display(),
            imported.sha256
        )
    });
    Ok(())
}

fn origin(what: &Import) -> Origin {
    let said = |text: &Option<String>| text.clone().unwrap_or_default();
    Origin { source: said(&what.source), licence: said(&what.licence), sha256: said(&what.sha256) }
}

fn import_chat(as_json: bool, shelf: &Recognisers, what: &Import) -> Result<(), Error> {
    let imported = shelf.import_chat(&what.path, &origin(what)).map_err(Error::Model)?;
    let (card, file) = (imported.card, imported.file.display());
    let turn_ms = imported.measured.turn.as_millis();
    world::out(&if as_json {
        json!({
            "model": "chat", "file": file.to_string(), "form": card.form, "sha256": card.sha256,
            "came_sha256": card.came_sha256, "bytes": imported.bytes, "source": card.source, "licence": card.licence,
            "turn_ms": turn_ms as u64,
        })
        .to_string()
    } else {
        format!(
            "chat : importé ({}), vérifié, {turn_ms} ms par tour sur cette boîte. Il comprend à côté du modèle d'origine dès le prochain démarrage.\n  fichier : {file}\n  sha256 : {}\nPour revenir en arrière, retirez-le sur la page (« Modèles ») ou effacez ce fichier.",
            card.form, card.sha256
        )
    });
    Ok(())
}

/// Every recogniser and the understanding, on the demonstration's turns.
fn measure(common: &Common, shelf: &Recognisers) -> Result<(), Error> {
    let cabinet = Cabinet::demo();
    let meaning = bench::understanding(&cabinet).map_err(Error::Model)?;
    told(common.json, "language", "comprehension", meaning);
    if let Some(path) = shelf.chat() {
        match huisclos_chat::measure(&path, cores()) {
            Ok(m) => {
                let ms = |d: std::time::Duration| u64::try_from(d.as_millis()).unwrap_or(u64::MAX);
                let times = Times { load_ms: ms(m.opened), turn_ms: ms(m.turn), most_ms: ms(m.turn_most), share: 0.0 };
                told(common.json, "chat", "comprehension", times);
            }
            Err(why) => eprintln!("huisclos : chat : {why}"),
        }
    }
    let mut all = Vec::new();
    for name in std::iter::once("whisper".to_string()).chain(shelf.installed()) {
        let is_default = name == "whisper";
        let path = if is_default { Whisper::locate(None).map_err(Error::model)? } else { own_file(shelf, &name) };
        let bytes = std::fs::metadata(&path).map_or(0, |about| about.len());
        let begin = Instant::now();
        let opened = parts::whisper(Some(&path)).map_err(|e| e.to_string());
        let load_ms = u64::try_from(begin.elapsed().as_millis()).unwrap_or(u64::MAX);
        match opened.and_then(|whisper| bench::recogniser(&whisper, load_ms)) {
            Ok(times) => {
                told(common.json, &name, "reconnaissance", times);
                all.push(Candidate { name, is_default, bytes, times });
            }
            Err(why) => eprintln!("huisclos : {name} : {why}"),
        }
    }
    let Some(best) = bench::best(&all, meaning.most_ms) else { return Ok(()) };
    let slow = best.times.most_ms + meaning.most_ms >= TURN_MS_MAX;
    if common.json {
        world::out(&json!({ "use": best.name, "slow": slow, "turn_ms_max": TURN_MS_MAX }).to_string());
    } else if slow {
        world::out(&format!(
            "À utiliser sur cette boîte : {}, le moins lent ; l'appelant attendra plus d'une seconde.",
            best.name
        ));
    } else if best.is_default && all.len() == 1 {
        world::out(
            "À utiliser sur cette boîte : whisper, la démonstration ; pour de vrais appelants, importez un modèle Whisper officiel.",
        );
    } else {
        world::out(&format!(
            "À utiliser sur cette boîte : {}, le plus grand dont le tour le plus lent tient en une seconde.",
            best.name
        ));
    }
    Ok(())
}

fn told(as_json: bool, name: &str, kind: &str, times: Times) {
    let Times { load_ms, turn_ms, most_ms, share } = times;
    let round = |x: f64| (x * 1000.0).round() / 1000.0;
    world::out(&if as_json {
        json!({
            "model": name, "kind": kind, "load_ms": load_ms, "turn_ms": turn_ms, "turn_most_ms": most_ms,
            "compute_per_audio": (share > 0.0).then(|| round(share)),
        })
        .to_string()
    } else {
        let kind = if share > 0.0 { "jusqu'aux mots" } else { "des mots au sens" };
        format!("{name:<24} {kind:<16} {turn_ms:>5} ms par tour, {most_ms} ms au pire, ouvert en {load_ms} ms")
    });
}
