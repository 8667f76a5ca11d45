//! Pages: the menu, the state of the box, the steps of the installation.

use crate::facts::{Facts, Step};
use crate::lay::{ends, rule, wrap};
use crate::menu::entries;
use huisclos_operator::{Grade, findings, grade};

/// Two rows above everything.
fn head(facts: &Facts) -> Vec<String> {
    let status = &facts.status;
    let at = status.now.strftime("%d/%m/%Y %H:%M").to_string();
    let left = format!("Huisclos {} — {}", status.version, status.cabinet);
    vec![ends(&left, &format!("{} — {at}", grade(status).word())), rule()]
}

/// The menu.
pub fn menu(facts: &Facts) -> Vec<String> {
    let mut rows = head(facts);
    let numbered = entries(facts).into_iter().enumerate();
    rows.extend(numbered.map(|(i, (_, word, title))| format!("{:>2}  {word:<11} {title}", i + 1)));
    rows
}

/// What the keys do.
pub fn help() -> Vec<String> {
    vec![
        "Un numéro, un mot ou son début ; Tab complète, ↑ rappelle, ? explique.".into(),
        "Ctrl-C abandonne, Ctrl-D ferme la session, Ctrl-L redessine.".into(),
    ]
}

/// The box on one page.
pub fn state(facts: &Facts) -> Vec<String> {
    let status = &facts.status;
    let mut rows = head(facts);
    for line in &status.lines {
        rows.push(format!("ligne      {} — {}, {}", line.name, line.kind.word(), line.state.word()));
    }
    rows.push(format!("notes      {} en attente, dont {} urgentes", status.notes.waiting, status.notes.urgent));
    match &status.page {
        Some(page) => {
            rows.push(format!("page       {}", page.url));
            let prints = page.rows().into_iter().flatten().enumerate();
            rows.extend(prints.map(|(i, row)| format!("{:<10} {row}", if i == 0 { "empreinte" } else { "" })));
        }
        None => rows.push("page       non servie".into()),
    }
    let egress = &status.egress;
    rows.push(match egress.counted {
        true => format!(
            "sorties    {} octets hors du réseau, {} paquets refusés",
            egress.left_bytes,
            egress.refused_packets()
        ),
        false => "sorties    non comptées sur cette machine".into(),
    });
    if egress.sms + egress.calendar > 0 {
        rows.push(format!("           choisis : {} SMS, {} entrées d'agenda", egress.sms, egress.calendar));
    }
    rows.extend(egress.refused.iter().take(4).map(|to| format!("           refusé : {} ({})", to.address, to.packets)));
    rows.extend(egress.sent.iter().take(4).map(|to| format!("           envoyé : {} ({})", to.address, to.packets)));
    let heat = status.temperature_c.map_or("—".into(), |c| format!("{c:.0} °C"));
    let disk = status.disk_free_percent.map_or("—".into(), |free| format!("{free} % libres"));
    let worn = status.disk_worn_percent.map_or(String::new(), |worn| format!(", usé à {worn} %"));
    let errors = (status.disk_errors > 0).then(|| format!(", {} erreurs", status.disk_errors)).unwrap_or_default();
    rows.push(format!("machine    température {heat}, disque {disk}{worn}{errors}"));
    rows.extend(
        status.parts.rows().into_iter().filter(|row| !row.ends_with("absent")).map(|row| format!("           {row}")),
    );
    rows.push(rule());
    let found = findings(status);
    if found.is_empty() {
        rows.push("Rien à signaler.".into());
    }
    for finding in found {
        let mark = match finding.grade {
            Grade::Down => "!!",
            Grade::Worn => " !",
            Grade::Told | Grade::Well => " ·",
        };
        rows.extend(wrap(&format!("{mark} {}", finding.sentence), 3));
    }
    rows
}

/// The steps of the installation, the next one marked.
pub fn steps(facts: &Facts, next: Option<Step>) -> Vec<String> {
    let mut rows = vec!["Installation".to_string(), rule()];
    for (i, (step, done)) in facts.steps().into_iter().enumerate() {
        let mark = match (done, Some(step) == next) {
            (true, _) => "fait",
            (false, true) => " →  ",
            (false, false) => "    ",
        };
        rows.push(format!(" {mark}  {}. {}", i + 1, step.title()));
    }
    rows
}
