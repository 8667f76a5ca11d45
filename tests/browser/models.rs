//! A model brought by hand: uploaded, measured, read to by the doctor, put live, put back; and another from a USB key.

use super::first::doctor;
use super::{Cabinet, Eyes, browser_is_here};
use huisclos_tests::{Folder, huisclos, root};
use std::path::Path;
use std::process::{Command, Stdio};

/// A disk with one model on it, mounted as the box mounts what is plugged in, for this box alone; `exec` keeps its number.
const PLUGGED: &str = "mkdir -p /run/usb && mount -o loop \"$0\" /run/usb && exec \"$@\"";

/// The recogniser of this repository, as somebody would bring it; or the one file that `HUISCLOS_MODEL` names (whisper.cpp's `.bin`).
fn weights() -> std::path::PathBuf {
    let named = std::env::var_os("HUISCLOS_MODEL").map(Into::into);
    named.unwrap_or_else(|| root().join("models/whisper/weights/default.gguf"))
}

/// What the file is called, and what it is called on the key.
fn called() -> (String, String) {
    let name = weights().file_name().unwrap().to_string_lossy().into_owned();
    let on_key = if name.ends_with(".bin") { "ggml-cle.bin" } else { "whisper-cle.gguf" };
    (name, on_key.to_string())
}

fn succeeds(command: &mut Command) -> bool {
    command.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
}

/// An image of a key with the model in it; `None` where this machine may mount none.
fn key(folder: &Path) -> Option<std::path::PathBuf> {
    let (image, on_it) = (folder.join("cle.img"), folder.join("cle"));
    std::fs::create_dir_all(&on_it).unwrap();
    let bytes = std::fs::copy(weights(), on_it.join(called().1)).unwrap();
    std::fs::File::create(&image).unwrap().set_len(bytes + (24 << 20)).unwrap();
    let made = succeeds(Command::new("mkfs.ext4").args(["-q", "-d"]).arg(&on_it).arg(&image));
    let mounts = succeeds(Command::new("unshare").args(["--mount", "sh", "-c", PLUGGED]).arg(&image).arg("true"));
    (made && mounts).then_some(image)
}

fn acts(name: &str, act: &str) -> String {
    format!("form[action='/modeles/acte']:has(input[name=modele][value='{name}']) button[value={act}]")
}

/// What is written beside a model's name.
fn stands(eyes: &Eyes, name: &str, words: &str) {
    eyes.waits(
        words,
        &format!(
            "[...document.querySelectorAll('.modeles > li')].some(li => li.querySelector('input[name=modele]')?.value === '{name}' && li.querySelector('h2').innerText.includes('{words}'))"
        ),
    );
}

#[test]
fn a_model_is_uploaded_read_to_put_live_and_put_back_and_another_comes_on_a_key() {
    if !browser_is_here() {
        return;
    }
    let folder = Folder::new();
    let brought = folder.file("apporte");
    std::fs::create_dir_all(&brought).unwrap();
    let key = key(&brought);
    let mut cabinet = match &key {
        Some(image) => {
            let mut plugged = Command::new("unshare");
            plugged.args(["--mount", "sh", "-c", PLUGGED]).arg(image).arg(huisclos().get_program());
            Cabinet::by(folder, plugged, &[])
        }
        None => {
            eprintln!("no key: this machine mounts no image (root, a loop device and e2fsprogs are wanted)");
            Cabinet::over(folder)
        }
    };
    let eyes = doctor(&mut cabinet);
    eyes.go("/modeles");
    // What is no model is refused in a sentence, and nothing is there.
    eyes.types("form[data-televerse] input[name=modele]", "essai");
    eyes.gives("input[data-modele]", &root().join("README.md"));
    eyes.sees("n'est pas un fichier de modèle");
    eyes.gives("input[data-modele]", &weights());
    eyes.sees(&format!("Arrivés : {}", called().0));
    eyes.clicks("form[data-televerse] button[value=installer]");
    eyes.sees("Installé.");
    stands(&eyes, "essai", "prêt");
    eyes.captures("3b-modele-installe");
    eyes.clicks(&acts("essai", "mesurer"));
    eyes.sees("Un tour de parole");
    eyes.clicks(&acts("essai", "essayer"));
    eyes.sees("Il est prêt : lisez-lui les dix phrases.");

    // The ten sentences, in a voice of this machine.
    let lines = eyes
        .asks("JSON.stringify([...document.querySelectorAll('.lecture > li')].map(li => li.firstChild.textContent))");
    let lines: Vec<String> = serde_json::from_str(lines.as_str().unwrap()).unwrap();
    assert_eq!(lines.len(), 10);
    for (i, line) in lines.iter().enumerate() {
        let wav = brought.join(format!("{i}.wav"));
        assert!(succeeds(huisclos().args(["speak", line, "--out"]).arg(&wav)));
        eyes.gives(&format!("[data-phrase='{i}'] input[data-acte=fichier]"), &wav);
        eyes.waits(
            "what it understood",
            &format!("document.querySelectorAll('.lu-ainsi')[{i}].innerText.includes('en erreur')"),
        );
    }
    eyes.asks("document.querySelector('.lecture').scrollIntoView()");
    eyes.captures("3c-dix-phrases-lues");
    eyes.clicks(&acts("essai", "servir"));
    eyes.sees("Il écoute les appels");
    stands(&eyes, "essai", "écoute les appels");
    stands(&eyes, "whisper", "précédent");
    eyes.captures("3d-modele-en-service");
    // A caller is heard by it.
    let mut ringing = cabinet.rings(&[]);
    eyes.go("/appels");
    eyes.waits("words", "!!document.querySelector('ol.paroles li.appelant:not(.en-train)')");
    let _ = ringing.kill();
    let _ = ringing.wait();
    eyes.go("/modeles");
    eyes.clicks(&acts("whisper", "servir"));
    stands(&eyes, "whisper", "écoute les appels");
    eyes.clicks(&acts("essai", "retirer"));
    eyes.sees("Retiré.");

    if key.is_some() {
        eyes.go("/modeles");
        let on_key = called().1;
        eyes.asks(&format!("document.querySelector('select[name=dossier]').value = '{on_key}'"));
        eyes.clicks("form[data-televerse] button[value=cle]");
        eyes.sees("Installé.");
        // A model is named after its file, without what whisper.cpp puts before each of its own.
        stands(&eyes, on_key.trim_start_matches("ggml-").split_once('.').unwrap().0, "prêt");
        eyes.captures("3e-modele-de-la-cle");
    }
}
