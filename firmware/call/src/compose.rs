//! Sentences made of private parts, without opening them: what comes out is as private as what went in.

use huisclos_agenda::Private;

/// `template` with `{name}` replaced.
pub fn put(template: &Private<String>, name: &str, value: &Private<String>) -> Private<String> {
    template.map(|t| {
        let mut filled = String::new();
        value.matches(|v| {
            filled = t.replace(&format!("{{{name}}}"), v);
            true
        });
        filled
    })
}

/// Sentences after one another.
pub fn joined(parts: &[Private<String>]) -> Private<String> {
    parts.iter().fold(Private::new(String::new()), |all, part| {
        all.map(|a| {
            let mut both = a.clone();
            part.matches(|p| {
                if !both.is_empty() && !p.is_empty() {
                    both.push(' ');
                }
                both.push_str(p);
                true
            });
            both
        })
    })
}

/// True when `question` holds of both.
pub fn both<T, U>(a: &Private<T>, b: &Private<U>, question: impl Fn(&T, &U) -> bool) -> bool {
    a.matches(|a| b.matches(|b| question(a, b)))
}

/// A name as it is written: "jean-marc" is "Jean-Marc", "o'brien" "O'Brien".
pub fn written(name: &Private<String>) -> Private<String> {
    name.map(|n| {
        let mut start = true;
        n.trim()
            .chars()
            .flat_map(|c| {
                let upper = start && c.is_alphabetic();
                start = !c.is_alphanumeric();
                let changed: Vec<char> = if upper { c.to_uppercase().collect() } else { vec![c] };
                changed
            })
            .collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fills_and_joins_without_printing() {
        let filled = put(&"Bonjour {nom}.".to_string().into(), "nom", &"Garnier".to_string().into());
        let all = joined(&[filled, String::new().into(), "Ça va ?".to_string().into()]);
        assert!(all.matches(|t| t == "Bonjour Garnier. Ça va ?"));
        assert_eq!(format!("{all:?}"), "‹private›");
    }

    #[test]
    fn names_are_written_with_capitals() {
        for (said, expect) in
            [("garnier", "Garnier"), ("jean-marc", "Jean-Marc"), ("o'brien", "O'Brien"), ("élise", "Élise")]
        {
            assert!(written(&said.to_string().into()).matches(|w| w == expect), "{said}");
        }
    }
}
