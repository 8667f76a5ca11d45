//! A telephone line, as technicians and the display see it.

/// One line.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Its device: `dahdi/1`, `sim/1`.
    pub name: String,
    /// Analog, ISDN, or played.
    pub kind: Kind,
    /// What goes on.
    pub state: LineState,
    /// Its levels, when somebody measures them.
    pub levels: Option<Levels>,
    /// Rings since the box started: the installation waits for one more.
    pub rings: u64,
    /// Times that the cabinet's handset was lifted since the box started.
    pub lifts: u64,
    /// The last thing that failed, in a sentence.
    pub last_error: Option<String>,
    /// What the last call and the last night's trial told of it.
    pub known: Known,
}

/// What is known of a line between its calls.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Known {
    /// Level of the far end's voice in the last call, dBm0.
    pub voice_dbm0: Option<f32>,
    /// Level of its quietest tenth, dBm0.
    pub noise_dbm0: Option<f32>,
    /// The last night's trial.
    pub trial: Option<Trial>,
}

/// A line tried without a call: off-hook, dial tone, on-hook.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Trial {
    /// There was a dial tone, this loud (dBm0).
    Tone(f32),
    /// There was none.
    NoTone,
}

impl Known {
    /// In one row; `None` when nothing is known.
    #[must_use]
    pub fn row(&self) -> Option<String> {
        let call = self.voice_dbm0.zip(self.noise_dbm0);
        let call = call.map(|(voice, noise)| format!("dernier appel : voix {voice:.0}, bruit {noise:.0} dBm0"));
        let trial = self.trial.map(|trial| match trial {
            Trial::Tone(dbm0) => format!("essai de la nuit : tonalité à {dbm0:.0} dBm0"),
            Trial::NoTone => "essai de la nuit : pas de tonalité".into(),
        });
        let both: Vec<String> = call.into_iter().chain(trial).collect();
        (!both.is_empty()).then(|| both.join(" ; "))
    }
}

impl Line {
    /// A free line that nobody has measured.
    #[must_use]
    pub fn free(name: impl Into<String>, kind: Kind) -> Self {
        Self {
            name: name.into(),
            kind,
            state: LineState::Free,
            levels: None,
            rings: 0,
            lifts: 0,
            last_error: None,
            known: Known::default(),
        }
    }
}

/// Which sort of line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// FXO.
    Analog,
    /// A B channel of a basic access.
    Isdn,
    /// The simulated board.
    Simulated,
    /// A sound card.
    Sound,
}

impl Kind {
    /// As the console writes it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Analog => "analogique",
            Self::Isdn => "numérique (RNIS)",
            Self::Simulated => "simulée",
            Self::Sound => "carte son",
        }
    }
}

/// What goes on on a line. Durations are seconds since it began.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineState {
    /// On-hook.
    Free,
    /// It rings.
    Ringing,
    /// The box talks with a caller.
    Answering {
        /// Since then, s.
        seconds: u32,
    },
    /// The box has called somebody.
    Calling {
        /// Since then, s.
        seconds: u32,
    },
    /// The handset is on the line.
    Handset,
    /// The technician's own test.
    Testing,
    /// No current, or the exchange is gone.
    Cut,
}

impl LineState {
    /// As the console writes it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Free => "libre",
            Self::Ringing => "sonne",
            Self::Answering { .. } => "en communication",
            Self::Calling { .. } => "appelle",
            Self::Handset => "au combiné",
            Self::Testing => "en essai",
            Self::Cut => "COUPÉE",
        }
    }

    /// True when somebody is on the line with the box or the handset.
    #[must_use]
    pub fn is_call(self) -> bool {
        matches!(self, Self::Answering { .. } | Self::Calling { .. } | Self::Handset)
    }
}

/// Levels of a line, over the last second.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Levels {
    /// What comes from the far end, dBm0.
    pub received_dbm0: f32,
    /// What the box sends, dBm0.
    pub sent_dbm0: f32,
    /// Loudest sample received, dBm0; A-law overloads at +3.14.
    pub peak_dbm0: f32,
    /// How much weaker what the box sends comes back, dB; `None` while it is silent.
    pub echo_return_loss_db: Option<f32>,
    /// Frames of 20 ms that came late or not, since the box started.
    pub lost_frames: u64,
}

impl Levels {
    /// What a technician should do about them, worst first; empty when they are good.
    ///
    /// Bounds: G.711 overloads at +3.14 dBm0; speech below -35 dBm0 is faint for a recogniser; a hybrid under 12 dB of
    /// return loss is not balanced; noise is judged on a free line only, by whoever knows that it is free.
    #[must_use]
    pub fn advice(&self, talking: bool) -> Vec<&'static str> {
        let mut out = Vec::new();
        if self.peak_dbm0 >= 3.0 {
            out.push("trop fort : le son est écrêté, baissez le gain de réception de 6 dB");
        }
        if talking && self.received_dbm0 < -35.0 {
            out.push("trop faible : montez le gain de réception de 6 dB, vérifiez le filtre ADSL");
        }
        if !talking && self.received_dbm0 > -45.0 {
            out.push("bruit sur la ligne au repos : vérifiez le câble, le filtre et la masse");
        }
        if self.echo_return_loss_db.is_some_and(|loss| loss < 12.0) {
            out.push("écho fort : réglez l'impédance de la ligne (FRANCE) dans le fichier de la carte");
        }
        if self.lost_frames > 0 {
            out.push("des trames manquent : la machine est trop chargée ou la carte partage son interruption");
        }
        out
    }
}
