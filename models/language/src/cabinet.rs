//! The cabinet's practitioners and motifs as the model reads them.

use crate::normalise;
use huisclos_agenda::Cabinet;

/// What the model may copy from, beside what each entry is called by the cabinet itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lists {
    /// (what the model reads: family name and trade, the name as the cabinet writes it).
    pub practitioners: Vec<(String, String)>,
    /// (what the model reads, the motif's id as the cabinet writes it).
    pub motifs: Vec<(String, String)>,
}

/// More than the model ever saw in training would only confuse it (1 to 5 practitioners, up to 10 motifs): so much the file
/// of a large house may have, and no more is read. Fuzzy and phonetic matching (`speech`) looks at all of them anyway.
const PRACTITIONERS_MAX: usize = 8;
const MOTIFS_MAX: usize = 16;

impl Lists {
    /// The lists of a cabinet.
    pub fn of(cabinet: &Cabinet) -> Self {
        let practitioners = cabinet.practitioners.iter().take(PRACTITIONERS_MAX).map(|p| {
            let read = normalise(&format!("{} {}", p.last_name, p.speciality));
            (read, p.last_name.clone())
        });
        // "un renouvellement d'ordonnance" is how it is said: the model was trained without the article.
        let motifs =
            cabinet.motifs.iter().take(MOTIFS_MAX).map(|m| (without_article(&normalise(&m.said)), m.id.to_string()));
        Self { practitioners: practitioners.collect(), motifs: motifs.collect() }
    }
}

fn without_article(text: &str) -> String {
    let rest =
        ["un ", "une ", "des ", "le ", "la ", "les ", "l'"].iter().find_map(|article| text.strip_prefix(article));
    rest.unwrap_or(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_demo_cabinet_is_read_as_in_training() {
        let lists = Lists::of(&Cabinet::demo());
        assert_eq!(lists.practitioners[0].0, "martin généraliste");
        let motifs: Vec<&str> = lists.motifs.iter().map(|(read, _)| read.as_str()).collect();
        assert!(motifs.contains(&"renouvellement d'ordonnance") && motifs.contains(&"vaccin"), "{motifs:?}");
    }
}
