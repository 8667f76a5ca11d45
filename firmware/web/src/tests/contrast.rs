//! Every pair of colours that text is written in, light and dark, against WCAG 2.2 AA.

use std::collections::BTreeMap;

const CSS: &str = include_str!("../../assets/page.css");

/// Text on what it stands on.
const TEXT: &[(&str, &str)] = &[
    ("encre", "fond"),
    ("encre", "papier"),
    ("encre", "creux"),
    ("doux", "fond"),
    ("doux", "papier"),
    ("doux", "creux"),
    ("doux", "fond-barre"),
    ("lien", "fond"),
    ("lien", "papier"),
    ("lien", "creux"),
    ("accent", "fond-barre"),
    ("accent-encre", "accent"),
    ("encre", "accent-pale"),
    ("rouge", "papier"),
    ("rouge", "rouge-pale"),
    ("encre", "rouge-pale"),
    ("rouge-encre", "rouge"),
    ("ambre", "ambre-pale"),
    ("vert", "vert-pale"),
    ("vert", "fond"),
    ("papier", "encre"),
    ("lien", "rouge-pale"),
    ("t0-encre", "t0-pale"),
    ("t1-encre", "t1-pale"),
    ("t2-encre", "t2-pale"),
    ("t3-encre", "t3-pale"),
    ("t4-encre", "t4-pale"),
    ("t5-encre", "t5-pale"),
    ("t6-encre", "t6-pale"),
    ("t7-encre", "t7-pale"),
];
/// Borders of fields, the ring of focus, marks that mean something: 3 to 1 (1.4.11).
const SIGNS: &[(&str, &str)] = &[
    ("trait-fort", "papier"),
    ("accent", "papier"),
    ("accent", "fond"),
    ("accent", "creux"),
    ("rouge", "papier"),
    ("t0", "papier"),
    ("t1", "papier"),
    ("t2", "papier"),
    ("t3", "papier"),
    ("t4", "papier"),
    ("t5", "papier"),
    ("t6", "papier"),
    ("t7", "papier"),
];

/// The tokens of one theme.
fn tokens(css: &str) -> BTreeMap<String, [f64; 3]> {
    let mut found = BTreeMap::new();
    for part in css.split("--").skip(1) {
        let Some((name, rest)) = part.split_once(": #") else { continue };
        let hex: String = rest.chars().take_while(char::is_ascii_hexdigit).collect();
        if hex.len() == 6 {
            let channel = |i: usize| f64::from(u8::from_str_radix(&hex[i..i + 2], 16).unwrap()) / 255.0;
            found.insert(name.to_string(), [channel(0), channel(2), channel(4)]);
        }
    }
    found
}

/// WCAG 2.2, relative luminance.
fn luminance(rgb: [f64; 3]) -> f64 {
    let linear = |c: f64| if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) };
    0.2126 * linear(rgb[0]) + 0.7152 * linear(rgb[1]) + 0.0722 * linear(rgb[2])
}

fn contrast(a: [f64; 3], b: [f64; 3]) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[test]
fn every_pair_can_be_read() {
    let (light, rest) = CSS.split_once("@media (prefers-color-scheme: dark)").unwrap();
    let dark = rest.split_once("*, ::before").unwrap().0;
    let mut faults = Vec::new();
    for (theme, css) in [("light", light), ("dark", dark)] {
        let tokens = tokens(css);
        for (pairs, least) in [(TEXT, 4.5), (SIGNS, 3.0)] {
            for (front, back) in pairs {
                let ratio = contrast(tokens[*front], tokens[*back]);
                if ratio < least {
                    faults.push(format!("{theme}: {front} on {back} is {ratio:.2}, less than {least}"));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!((contrast([0.0; 3], [1.0; 3]) - 21.0).abs() < 0.01);
    assert!(contrast([0.5; 3], [0.55; 3]) < 1.5, "grey on grey is seen");
}
