//! How well a line carries sound, in words: for the page a sentence, for the display two short rows.

use crate::line::{Levels, Line, LineState};

impl Line {
    /// Kind, state and what is known of its sound, for the page: levels of the last call, echo, lost frames, the night's
    /// trial, and what to do about them.
    #[must_use]
    pub fn sentence(&self) -> String {
        let mut parts = vec![format!("{}, {}", self.kind.word(), self.state.word())];
        parts.extend(self.known.row());
        if let Some(levels) = &self.levels {
            parts.extend(levels.echo_return_loss_db.map(|loss| format!("écho affaibli de {loss:.0} dB")));
            parts.push(match levels.lost_frames {
                0 => "aucune trame perdue".into(),
                1 => "1 trame perdue".into(),
                lost => format!("{lost} trames perdues"),
            });
            // A second of a call may be a pause, or the box's own turn: a voice is judged by the whole last call.
            let talks = self.talks();
            let received_dbm0 = if talks { self.known.voice_dbm0.unwrap_or(0.0) } else { levels.received_dbm0 };
            let advice = Levels { received_dbm0, ..*levels }.advice(talks);
            parts.extend(advice.into_iter().map(String::from));
        }
        parts.extend(self.last_error.clone());
        parts.join(" ; ")
    }

    /// For the display: a row of its last call and one of echo and lost frames; `None` before anything was measured.
    #[must_use]
    pub fn figures(&self) -> Option<[String; 2]> {
        let call = self.known.voice_dbm0.zip(self.known.noise_dbm0);
        let trial = self.known.trial;
        let first = match (call, trial) {
            (Some((voice, noise)), _) => format!("voix {voice:.0} bruit {noise:.0}"),
            (None, Some(crate::Trial::Tone(dbm0))) => format!("tonalité {dbm0:.0} dBm0"),
            (None, Some(crate::Trial::NoTone)) => "pas de tonalité".into(),
            (None, None) => return None,
        };
        let levels = self.levels.as_ref();
        let echo = levels.and_then(|levels| levels.echo_return_loss_db);
        let echo = echo.map_or_else(|| "écho ?".into(), |loss| format!("écho {loss:.0}"));
        // Four digits at most, so that the row fits.
        let lost = levels.map_or(0, |levels| levels.lost_frames).min(9_999);
        Some([first, format!("{echo} pertes {lost}")])
    }

    /// Somebody speaks on it.
    #[must_use]
    pub fn talks(&self) -> bool {
        !matches!(self.state, LineState::Free | LineState::Cut | LineState::Ringing)
    }
}

#[cfg(test)]
mod tests {
    use crate::line::{Kind, Known, Levels, Line, Trial};

    fn line(known: Known, echo_return_loss_db: Option<f32>, lost_frames: u64) -> Line {
        let levels =
            Levels { received_dbm0: -61.0, sent_dbm0: -70.0, peak_dbm0: -50.0, echo_return_loss_db, lost_frames };
        Line { levels: Some(levels), known, ..Line::free("dahdi/1", Kind::Analog) }
    }

    #[test]
    fn a_line_tells_how_it_carries_sound() {
        let called = Known { voice_dbm0: Some(-18.4), noise_dbm0: Some(-52.0), trial: Some(Trial::Tone(-15.0)) };
        let good = line(called, Some(24.0), 0);
        let said = "analogique, libre ; dernier appel : voix -18, bruit -52 dBm0 ; essai de la nuit : tonalité à -15 dBm0 ; \
                    écho affaibli de 24 dB ; aucune trame perdue";
        assert_eq!(good.sentence(), said);
        assert_eq!(good.figures(), Some(["voix -18 bruit -52".into(), "écho 24 pertes 0".into()]));
        let pause = Line { state: crate::LineState::Handset, ..line(Known::default(), None, 0) };
        assert_eq!(pause.sentence(), "analogique, au combiné ; aucune trame perdue");
        let faint = Known { voice_dbm0: Some(-41.0), noise_dbm0: Some(-60.0), trial: None };
        let faint = Line { state: crate::LineState::Answering { seconds: 3 }, ..line(faint, None, 0) };
        assert!(faint.sentence().contains("trop faible"));
        let bad = line(Known { trial: Some(Trial::NoTone), ..Known::default() }, None, 123_456);
        assert_eq!(bad.figures(), Some(["pas de tonalité".into(), "écho ? pertes 9999".into()]));
        assert!(bad.sentence().contains("123456 trames perdues ; des trames manquent"), "{}", bad.sentence());
        assert_eq!(Line::free("dahdi/1", Kind::Analog).figures(), None, "nothing measured, nothing claimed");
        // Three rows of twenty characters are what the display has.
        let loudest = Known { voice_dbm0: Some(-100.0), noise_dbm0: Some(-100.0), trial: None };
        for row in line(loudest, Some(100.0), 99_999).figures().into_iter().flatten() {
            assert!(row.chars().count() <= 20, "{row}");
        }
    }
}
