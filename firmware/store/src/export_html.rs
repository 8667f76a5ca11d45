//! A patient's dossier as a page: French, printable, in one file, everything that was said by anybody escaped.

use crate::export_dossier::Dossier;
use crate::export_words::{day, hour};
use std::fmt::Write;

const STYLE: &str = "\
body{font:11pt/1.45 Georgia,'DejaVu Serif',serif;color:#111;max-width:46em;margin:2em auto;padding:0 1em}\
h1{font-size:1.5em;margin-bottom:.2em}h2{font-size:1.15em;margin-top:1.8em;border-bottom:1px solid #999}\
table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.25em .6em .25em 0;border-bottom:1px solid #ddd}\
th{font-weight:600}p.said{white-space:pre-wrap;margin:.2em 0 1em}small{color:#444}\
@media print{body{margin:0;max-width:none}h2{break-after:avoid}tr,article{break-inside:avoid}thead{display:table-header-group}}";

/// Text for HTML, between tags or inside an attribute.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // Control characters have no place in HTML; a line break has.
            c if c.is_control() && c != '\n' && c != '\t' => out.push('\u{FFFD}'),
            c => out.push(c),
        }
    }
    out
}

/// The page around a body that is HTML already.
pub(crate) fn document(title: &str, body: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"fr\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <meta name=\"robots\" content=\"noindex\">\n<meta name=\"viewport\" content=\"width=device-width\">\n\
         <title>{}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n{body}</body>\n</html>\n",
        escape(title)
    )
}

/// A table; `empty` is said when it has no row.
fn table(heads: &[&str], rows: impl IntoIterator<Item = Vec<String>>, empty: &str) -> String {
    let cells = |tag: &str, cells: &[String]| -> String {
        cells.iter().map(|c| format!("<{tag}>{}</{tag}>", escape(c))).collect()
    };
    let rows: String = rows.into_iter().map(|row| format!("<tr>{}</tr>\n", cells("td", &row))).collect();
    if rows.is_empty() {
        return format!("<p>{}</p>\n", escape(empty));
    }
    let heads: Vec<String> = heads.iter().map(|h| (*h).to_string()).collect();
    format!("<table>\n<thead><tr>{}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table>\n", cells("th", &heads))
}

/// The whole page.
pub(crate) fn page(d: &Dossier) -> String {
    let mut body = String::new();
    let mut put = |html: String| body.push_str(&html);
    let p = &d.patient;
    put(format!(
        "<h1>Vos données – {}</h1>\n<p>{}<br>Document établi le {}.</p>\n\
         <p>Voici tout ce que l'assistant téléphonique du cabinet garde à votre sujet (articles 15 et 20 du RGPD). \
         Le fichier <code>dossier.json</code> du même dossier contient la même chose, lisible par une machine. \
         Le dossier médical du médecin n'en fait pas partie : demandez-le au médecin.</p>\n",
        escape(&d.cabinet.name),
        escape(&d.cabinet.address),
        hour(d.made_at)
    ));
    let row = |a: &str, b: &str| vec![a.to_string(), b.to_string()];
    put("<h2>Votre fiche</h2>\n".into());
    put(table(
        &["Donnée", "Valeur"],
        [
            row("Nom", &p.last_name),
            row("Prénom", &p.first_name),
            row("Date de naissance", &day(p.birth_date)),
            row("Téléphone", p.phone_said.as_deref().unwrap_or("aucun")),
            row("Numéro de fiche", &p.id),
        ],
        "",
    ));
    put("<h2>Rendez-vous</h2>\n".into());
    put(table(
        &["Quand", "Durée", "Avec", "Motif", "État", "Pris"],
        d.appointments.iter().map(|a| {
            let minutes = format!("{} min", a.minutes);
            let (with, what) = (a.practitioner.clone(), a.motif.clone());
            vec![hour(a.start), minutes, with, what, a.status.into(), a.made_by.into()]
        }),
        "Aucun rendez-vous.",
    ));
    put(notes(d));
    put("<h2>Liste d'attente</h2>\n".into());
    put(table(
        &["Depuis", "Motif", "Avec", "Jusqu'au", "Urgent"],
        d.waiting.iter().map(|w| {
            let with = w.practitioner.clone().unwrap_or_else(|| "peu importe".into());
            let urgent = if w.urgent { "oui" } else { "non" };
            vec![hour(w.since), w.motif.clone(), with, day(w.last_day), urgent.into()]
        }),
        "Vous n'êtes pas sur la liste d'attente.",
    ));
    put("<h2>Vos réponses à la demande d'accord</h2>\n".into());
    put(table(
        &["Quand", "Réponse", "Comment", "Question posée, mot pour mot", "Version"],
        d.consents.iter().map(|c| {
            let said = if c.agreed { "oui" } else { "non" };
            vec![hour(c.at), said.into(), c.channel.into(), c.wording.clone(), c.version.clone()]
        }),
        "Aucune réponse enregistrée.",
    ));
    put("<h2>Appels</h2>\n<p>Aucun son n'est gardé. De chaque appel restent l'heure, la durée et l'issue.</p>\n".into());
    put(table(
        &["Quand", "Durée", "Issue"],
        d.calls.iter().map(|c| vec![hour(c.at), format!("{:.0} s", c.seconds), c.outcomes.join(", ")]),
        "Aucun appel rattaché à votre fiche.",
    ));
    put("<h2>Qui a consulté ou changé vos données</h2>\n\
         <p>Les personnes y sont sous un pseudonyme ; le cabinet peut dire qui en répondait.</p>\n"
        .into());
    put(table(
        &["Quand", "Qui", "Pseudonyme", "Quoi", "Données", "Pourquoi"],
        d.accesses
            .iter()
            .map(|a| vec![hour(a.at), a.by.into(), a.actor.clone(), a.did.into(), a.data.into(), a.why.into()]),
        "Aucun accès enregistré.",
    ));
    put(rights(d));
    document(&format!("Vos données – {}", d.cabinet.name), &body)
}

fn notes(d: &Dossier) -> String {
    let mut out = String::from("<h2>Messages</h2>\n");
    for n in &d.notes {
        let who = n.practitioner.as_deref().map_or(String::new(), |p| format!(", pour {}", escape(p)));
        let number = n
            .phone
            .as_deref()
            .map_or(String::new(), |p| format!(", rappeler le {}", escape(&crate::export_words::phone(p))));
        let text = escape(&n.text);
        let summary = n.summary_by_model.as_deref().map_or(String::new(), |s| {
            format!("\n<p><small>Résumé fait par un modèle de langage : {}</small></p>", escape(s))
        });
        let _ = writeln!(
            out,
            "<article><strong>{}</strong> <small>{} ({}{who}{number})</small>\n<p class=\"said\">{text}</p>{summary}</article>",
            hour(n.at),
            n.reason,
            n.priority
        );
    }
    if d.notes.is_empty() {
        out.push_str("<p>Aucun message.</p>\n");
    }
    if d.notes_from_number_without_card > 0 {
        let _ = writeln!(
            out,
            "<p>Messages venus de votre numéro sans être rattachés à une fiche : {}. Ils peuvent être d'une autre \
             personne ; demandez-les au cabinet.</p>",
            d.notes_from_number_without_card
        );
    }
    out
}

fn rights(d: &Dossier) -> String {
    let k = &d.kept;
    format!(
        "<h2>Durées et droits</h2>\n<p>Messages : {} jours. Rendez-vous et fiche : {} mois après le dernier. Preuves \
         d'accord remplacées par une autre : {} mois. Issue des appels : {} mois. Trace des accès : {} mois. Son des \
         appels : {}.</p>\n<p>Destinataires : {}.</p>\n<p>Vous pouvez demander au \
         cabinet de corriger ou d'effacer ces données, et retirer votre accord à tout moment. En cas de désaccord : \
         CNIL, 3 place de Fontenoy, 75007 Paris, cnil.fr.</p>\n",
        k.transcripts_days,
        k.appointments_months,
        k.consents_months,
        k.calls_months,
        k.audit_months,
        k.audio,
        crate::register::recipients_said()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_said_cannot_leave_its_place() {
        for (text, expect) in [
            ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
            ("\" onload='x'", "&quot; onload=&#39;x&#39;"),
            ("d'Œillet & fils", "d&#39;Œillet &amp; fils"),
            ("a\u{0}b\u{1b}[1m\nc", "a\u{FFFD}b\u{FFFD}[1m\nc"),
        ] {
            assert_eq!(escape(text), expect);
        }
        let row = vec![vec!["<b>".to_string()]];
        assert!(table(&["Tête"], row, "rien").contains("<td>&lt;b&gt;</td>"));
        assert_eq!(table(&["Tête"], Vec::new(), "rien > tout"), "<p>rien &gt; tout</p>\n");
    }
}
