//! A caller who is handed to another number, on the same line: held by the exchange while it is called.

use crate::line::LineCall;
use huisclos_agenda::{Phone, Private};
use huisclos_audio::Ear;
use huisclos_call::Input;
use huisclos_ports::{LineError, Progress};

impl LineCall<'_> {
    /// Holds the caller and calls the number. A line that cannot says so, and the caller is still there.
    pub(crate) fn forward(&mut self, number: &Private<Phone>) {
        self.stop_listening();
        let called = self.line.flash().and_then(|()| {
            self.forwarding = true;
            self.line.dial(number)
        });
        if let Err(error) = called {
            eprintln!("{error}");
            self.conversation.feed(self.now, Input::NotForwarded);
        }
    }

    /// How the call to the number goes. When it rings the box leaves: the exchange puts the two together, and a ring that
    /// nobody takes there comes back to the cabinet's line as a new call.
    pub(crate) fn forward_goes(&mut self, progress: Progress) {
        if !self.forwarding {
            return;
        }
        match progress {
            Progress::DialTone => {}
            Progress::Ringing | Progress::Answered => {
                self.conversation.feed(self.now, Input::Forwarded);
            }
            Progress::Busy | Progress::Congestion | Progress::Information | Progress::NoAnswer | Progress::Nothing => {
                self.conversation.feed(self.now, Input::NotForwarded)
            }
        }
    }

    /// The caller is on the line again, if one was held.
    pub(crate) fn take_back(&mut self) -> Result<(), LineError> {
        if std::mem::take(&mut self.forwarding) {
            self.ear = Ear::new(self.now.0);
            self.line.flash()?;
        }
        Ok(())
    }
}
