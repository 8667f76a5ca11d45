//! The pieces of hardware a box may have or lack.

/// A piece of hardware.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Part {
    /// Nobody looked for it: the board file does not name it.
    #[default]
    Unset,
    /// Found, at this device.
    Found(String),
    /// Named by the board file and not found.
    Missing(String),
}

impl Part {
    /// True when it can be used.
    #[must_use]
    pub fn is_found(&self) -> bool {
        matches!(self, Self::Found(_))
    }
}

/// What a box is made of, beside its lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parts {
    /// The front display.
    pub display: Part,
    /// The relay that joins handset and line without power.
    pub relay: Part,
    /// The front button.
    pub button: Part,
    /// The front lights.
    pub lights: Part,
    /// The hardware watchdog.
    pub watchdog: Part,
    /// A temperature sensor.
    pub thermometer: Part,
    /// The TPM that seals the key.
    pub tpm: Part,
}

impl Parts {
    fn named(&self) -> [(&'static str, &Part); 7] {
        [
            ("afficheur", &self.display),
            ("relais", &self.relay),
            ("bouton", &self.button),
            ("voyants", &self.lights),
            ("chien de garde", &self.watchdog),
            ("thermomètre", &self.thermometer),
            ("TPM", &self.tpm),
        ]
    }

    /// What this box does not have, in one line; `None` when it has everything.
    #[must_use]
    pub fn absent(&self) -> Option<String> {
        let names: Vec<_> = self.named().into_iter().filter(|(_, p)| **p == Part::Unset).map(|(n, _)| n).collect();
        (!names.is_empty()).then(|| format!("sans {}", names.join(", ")))
    }

    /// What should be there and is not, each with its device.
    #[must_use]
    pub fn missing(&self) -> Vec<(&'static str, &str)> {
        let missing = |(name, part)| match part {
            &Part::Missing(ref device) => Some((name, device.as_str())),
            _ => None,
        };
        self.named().into_iter().filter_map(missing).collect()
    }

    /// Every part with what is known of it, for the console's page.
    #[must_use]
    pub fn rows(&self) -> Vec<String> {
        let said = |part: &Part| match part {
            Part::Unset => "absent".to_string(),
            Part::Found(device) => device.clone(),
            Part::Missing(device) => format!("INTROUVABLE ({device})"),
        };
        self.named().into_iter().map(|(name, part)| format!("{name:<18} {}", said(part))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_absent_takes_one_line() {
        let mut parts = Parts::default();
        assert_eq!(
            parts.absent().as_deref(),
            Some("sans afficheur, relais, bouton, voyants, chien de garde, thermomètre, TPM")
        );
        assert!(parts.absent().is_some_and(|line| line.chars().count() < 80));
        for part in [&mut parts.relay, &mut parts.button, &mut parts.lights, &mut parts.watchdog, &mut parts.tpm] {
            *part = Part::Found("là".into());
        }
        parts.display = Part::Missing("/dev/i2c-1".into());
        assert_eq!(parts.absent().as_deref(), Some("sans thermomètre"));
        assert_eq!(parts.missing(), [("afficheur", "/dev/i2c-1")], "missing is not absent");
        parts.thermometer = Part::Found("là".into());
        assert_eq!(parts.absent(), None);
    }
}
