//! Where a model's file lies.

use crate::WeightsError;
use std::path::{Path, PathBuf};

/// The file of a model: the path that was asked for; else `share/huisclos/models/NAME.gguf` beside the folder of the
/// program (an installed box); else `in_repository` (a fresh clone). No environment variable is looked at.
pub fn locate(
    model: &'static str,
    asked: Option<&Path>,
    in_repository: impl Into<PathBuf>,
) -> Result<PathBuf, WeightsError> {
    let places: Vec<PathBuf> = match asked {
        Some(path) => vec![path.to_path_buf()],
        None => beside_program(model).into_iter().chain([in_repository.into()]).collect(),
    };
    places.iter().find(|place| place.exists()).cloned().ok_or_else(|| WeightsError::Missing {
        model,
        places: places.iter().map(|p| p.display().to_string()).collect::<Vec<_>>().join(", "),
    })
}

fn beside_program(model: &str) -> Option<PathBuf> {
    let program = std::env::current_exe().ok()?;
    Some(program.parent()?.parent()?.join("share/huisclos/models").join(format!("{model}.gguf")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_asked_path_wins_and_is_never_replaced_by_another() {
        let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
        assert_eq!(locate("whisper", Some(&here), "/nowhere").expect("it is there"), here);
        let error = locate("whisper", Some(Path::new("/nowhere/x.gguf")), here).expect_err("it is not there");
        assert!(error.to_string().contains("/nowhere/x.gguf"), "{error}");
    }

    #[test]
    fn what_is_missing_is_told_with_every_place() {
        let error = locate("language", None, "/nowhere/default.gguf").expect_err("nowhere").to_string();
        assert!(error.contains("share/huisclos/models/language.gguf") && error.contains("/nowhere/default.gguf"));
        assert!(error.contains("models import"), "the remedy is named: {error}");
    }
}
