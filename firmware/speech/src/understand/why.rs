//! Which lines of the tables a turn touched: for whoever edits them.

use super::hear::Heard;
use super::pattern::open;
use super::tables::{Line, tables};
use super::turn::Turn;
use super::{alarm, intent};
use crate::Asking;

/// The lines of the tables found in a turn, with the words of the turn, one a line of text. For those who edit the
/// tables: it prints the caller's words, so it is never called on a real call.
pub fn why(text: &str, asking: Asking) -> Vec<String> {
    let heard = Heard::new(Turn::hear(text, &tables().lexicon), asking);
    let signs = &tables().red_flags;
    let signed = if signs.signed_by.is_empty() { "nobody" } else { &signs.signed_by };
    let mut out = vec![format!("list {}, signed by {signed}", signs.version)];
    let words: Vec<String> = heard.turn.words.iter().map(|w| format!("{}/{}", w.text, w.key)).collect();
    out.push(words.join(" "));
    let mut put = |table: &str, lines: &[Line]| {
        for line in lines {
            for place in line.find(&heard.turn, &heard.hits, open).into_iter().flatten() {
                out.push(format!("{table}: {} <- {}", heard.turn.quote(place), line.text));
            }
        }
    };
    for (family, signs) in &tables().red_flags.families {
        put(family.word(), signs);
    }
    let explained = &tables().red_flags.explained;
    put("overlap", &explained.overlap);
    put("before", &explained.before);
    put("long ago", &explained.long_ago);
    put("over", &explained.over);
    put("still", &explained.still);
    for rule in &tables().intents {
        put(&format!("{:?} {}", rule.means, rule.score), &rule.say);
    }
    for kind in &tables().motifs.kinds {
        put(&kind.name, &kind.say);
    }
    put("lay", &tables().motifs.lay);
    let answers = &tables().answers;
    put("yes", &answers.yes);
    put("agree", &answers.agree);
    put("no", &answers.no);
    put("disagree", &answers.disagree);
    put("other", &answers.other);
    put("bystander", &answers.bystander);
    put("myself", &answers.myself);
    out.push(format!("{:?}", alarm::listen(&heard.turn, &heard.hits, tables(), false)));
    out.push(format!("{:?}", intent::wanted(&heard)));
    out
}
