//! The cabinet's handset: rung by the box, answered or not.

use huisclos_ports::{FRAME_MS, LineFact};

use crate::Handset;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Hook {
    Down,
    Ringing { ms: u64 },
    Lifted,
}

/// Where the handset is and what it will do.
#[derive(Clone, Debug)]
pub struct Telephone {
    habit: Handset,
    hook: Hook,
}

impl Telephone {
    /// On its hook.
    pub fn new(habit: Handset) -> Self {
        Self { habit, hook: Hook::Down }
    }

    /// The box rings it, or stops.
    pub fn ring(&mut self, on: bool) -> Option<LineFact> {
        match (on, self.hook) {
            (true, Hook::Lifted) => Some(LineFact::HandsetBusy),
            (true, _) if self.habit == Handset::Busy => Some(LineFact::HandsetBusy),
            (true, Hook::Down) => {
                self.hook = Hook::Ringing { ms: 0 };
                None
            }
            (false, Hook::Ringing { .. }) => {
                self.hook = Hook::Down;
                None
            }
            _ => None,
        }
    }

    /// 20 ms pass.
    pub fn frame(&mut self) -> Option<LineFact> {
        let Hook::Ringing { ms } = &mut self.hook else {
            return None;
        };
        *ms += FRAME_MS;
        match self.habit {
            Handset::Answers { after_ms, .. } if *ms >= after_ms => self.lift(),
            _ => None,
        }
    }

    /// Somebody lifts it.
    pub fn lift(&mut self) -> Option<LineFact> {
        (std::mem::replace(&mut self.hook, Hook::Lifted) != Hook::Lifted).then_some(LineFact::HandsetLifted)
    }

    /// Somebody puts it back.
    pub fn replace(&mut self) -> Option<LineFact> {
        (std::mem::replace(&mut self.hook, Hook::Down) == Hook::Lifted).then_some(LineFact::HandsetReplaced)
    }

    /// True while it is off its hook.
    pub fn lifted(&self) -> bool {
        self.hook == Hook::Lifted
    }

    /// How long the person who lifts it talks; `None` when it is put back only by hand.
    pub fn talks_ms(&self) -> Option<u64> {
        match self.habit {
            Handset::Answers { talks_ms, .. } => Some(talks_ms),
            _ => None,
        }
    }
}
