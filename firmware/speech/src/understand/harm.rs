//! Whether words that a model thinks an emergency speak of one at all.
//!
//! The model hears alarms where nothing is told of a body, of a danger or of a substance ("c'est le train pour Lyon"), because its own
//! words never stood in its lessons. What it points at must hold a word of this list; a doctor may read it with the list of signs.

/// Beginnings of words that tell of a body, a sign, a danger, a substance. Four letters or more stand for all that begins so.
const STEMS: &str = "respir souffl etouf asphyx suffoq poitrin thora torax coeur palpit stern gorge langue levre visage figure bouche \
    joue machoir tete crane nuque ventre bras jambe genou doigt main pied peau yeux oeil oreil fontanelle sang saign caill plaie \
    coupe entaill gicl vomi crach touss bave mousse fiev temper trente quarante bouillan brul chaud froid pale blanc gris bleu \
    viole jaune rouge noir mou molle raid trembl secou convuls cris malais evanou vertig tomb chut accid cogn tap choc coup frapp \
    batt bat menac tuer tue mort mour meur suicid pendu corde fusil couteau arme danger peur feu flamm fumee gaz monoxy avale \
    boire bu medica cachet comprim pilul goutte pile produit javel poison drogue champign pique piqu guepe abeil frelon morsu mord \
    serpent allerg gonfl enfl plaque bouton tache demang enceint gross eaux contract accouch bebe nourriss jours semain endor dort \
    reveil repond reagi boug absent incons parle articul bizarre confus delir perdu force engourd fourmi paraly traver sent sens \
    voit vois vue double douleur mal souffr serr etau poids oppress pierre enclum sueur transpir aide secours urgen samu pomp \
    vite grave terre sol vivre vie finir fin adieu lettre jour sauter pont toit gemi geint geindr biberon tete tet boit mange noy \
    electr courant cable ecras coinc os hurle cri douleu nausee diarr malad diabet insul sucre crise souffle adrenal ventol part";

/// Of these, words that any turn may hold ("trente", "parlez", "vite"): they count only where the model points at them.
const WEAK: &str = "trente quarante vite jour jours parle fin force terre main grave froid chaud rouge blanc bleu noir jaune voit vois \
    sens sent vue lettre drogue pris cris cri crise tete tet semain mou vie sol os boire bu mange dort endor reveil repond boug \
    double piqu pique coup peur secours aide urgen part";

/// Letters from which a stem stands for all that begins with it: shorter ones are whole words.
const STEM_LETTERS_MIN: usize = 4;

/// True when one of these words may tell of a harm; of a whole turn (`turn`) only words that tell of nothing else count.
pub(super) fn speaks_of_harm<'a>(words: impl Iterator<Item = &'a str>, turn: bool) -> bool {
    words.flat_map(|w| w.split(|c: char| !c.is_alphanumeric())).map(super::turn::fold).any(|word| {
        STEMS.split_whitespace().filter(|stem| !turn || !WEAK.split_whitespace().any(|weak| weak == *stem)).any(
            |stem| {
                if stem.len() >= STEM_LETTERS_MIN {
                    word.starts_with(stem)
                } else {
                    word == stem || word == format!("{stem}s")
                }
            },
        )
    })
}

#[cfg(test)]
mod tests {
    use super::speaks_of_harm;

    #[test]
    fn tells_harm_from_talk() {
        for (words, expect) in [
            ("elle respire bizarrement", true),
            ("il a avalé la pile", true),
            ("a lyon", false),
            ("ça commence par zéro six", false),
            ("plus doucement", false),
            ("tout vas", false),
        ] {
            assert!(expect || !speaks_of_harm(words.split(' '), true), "{words}");
            assert_eq!(speaks_of_harm(words.split(' '), false), expect, "{words}");
        }
    }
}
