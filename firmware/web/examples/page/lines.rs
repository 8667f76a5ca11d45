//! Lines without telephone: whoever takes a call, or calls, hears themselves.

use super::Memory;
use huisclos_agenda::{CallId, PatientId, Phone, Private, Purpose};
use huisclos_ports::{
    AccountId, By, CallerId, FRAME_MS, Frame, Headset, NotTaken, Outcome, Report, Seat, Switchboard, Take, UnderWay,
    What, Whisper,
};
use std::sync::mpsc::RecvTimeoutError;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// What the page did to the lines.
#[derive(Clone, Default)]
pub struct Lines(Arc<Mutex<Kept>>);

#[derive(Default)]
struct Kept {
    under_way: Vec<UnderWay>,
    whispers: Vec<(CallId, String, AccountId)>,
    /// Ends the echo of a call.
    ended: Vec<CallId>,
    /// The box has lines for calls out: true; or none of them is free.
    out: Option<bool>,
    called: Vec<(String, Option<PatientId>, AccountId)>,
    /// Calls that try the box.
    trials: Vec<CallId>,
    /// Frames that came from headsets.
    frames: usize,
}

impl Lines {
    fn with<T>(&self, f: impl FnOnce(&mut Kept) -> T) -> T {
        f(&mut self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner))
    }

    /// A call begins.
    pub fn begin(&self, call: CallId, sound: bool) {
        self.with(|kept| kept.under_way.push(UnderWay { call, sound, taken: None }));
    }

    /// It only tries the box.
    #[cfg_attr(not(test), expect(dead_code, reason = "the example's calls are patients'"))]
    pub fn is_a_trial(&self, call: CallId) {
        self.with(|kept| kept.trials.push(call));
    }

    /// It is over.
    pub fn end(&self, call: CallId) {
        self.with(|kept| {
            kept.under_way.retain(|u| u.call != call);
            kept.ended.push(call);
        });
    }

    pub fn whispers(&self) -> Vec<(CallId, String, AccountId)> {
        self.with(|kept| kept.whispers.clone())
    }

    /// The box has lines on which it can call somebody, free or not.
    pub fn call_out(&self, free: bool) {
        self.with(|kept| kept.out = Some(free));
    }

    /// Whom it called.
    pub fn called(&self) -> Vec<(String, Option<PatientId>, AccountId)> {
        self.with(|kept| kept.called.clone())
    }

    pub fn frames(&self) -> usize {
        self.with(|kept| kept.frames)
    }

    pub fn taken(&self, call: CallId) -> Option<(Seat, Option<AccountId>)> {
        self.with(|kept| kept.under_way.iter().find(|u| u.call == call).and_then(|u| u.taken))
    }

    /// Gives back what is said, until the browser or the call goes.
    fn echo(&self, call: CallId, mut headset: Headset) {
        let lines = self.clone();
        std::thread::spawn(move || {
            loop {
                let frame = headset.says.recv_timeout(Duration::from_millis(FRAME_MS));
                if lines.with(|kept| kept.ended.contains(&call)) {
                    return;
                }
                match frame {
                    Ok(frame) => {
                        lines.with(|kept| kept.frames += 1);
                        if !(headset.hears)(&frame) {
                            break;
                        }
                    }
                    Err(RecvTimeoutError::Timeout) => {}
                    Err(RecvTimeoutError::Disconnected) => break,
                }
            }
            lines.set(call, None);
        });
    }

    fn set(&self, call: CallId, taken: Option<(Seat, Option<AccountId>)>) {
        self.with(|kept| kept.under_way.iter_mut().filter(|u| u.call == call).for_each(|u| u.taken = taken));
    }
}

impl Memory {
    fn tell(&self, call: CallId, what: What) {
        self.live.push(Report { call, t_ms: 50_000, what });
    }

    /// A call spoken at the browser: it hears itself.
    pub fn echo_call(&self, headset: Headset) -> CallId {
        let call = CallId(77);
        self.lines.begin(call, true);
        self.tell(call, What::Ring { from: CallerId::Withheld });
        self.lines.echo(call, headset);
        call
    }
}

impl Switchboard for Memory {
    fn under_way(&self) -> Vec<UnderWay> {
        self.lines.with(|kept| kept.under_way.clone())
    }

    fn is_trial(&self, call: CallId) -> bool {
        self.lines.with(|kept| kept.trials.contains(&call))
    }

    fn take_over(&self, call: CallId, take: Take, by: AccountId) -> Result<(), NotTaken> {
        let now = self.under_way().into_iter().find(|u| u.call == call).ok_or(NotTaken::Over)?;
        if !now.sound {
            return Err(NotTaken::Mute);
        }
        if let Some((_, by)) = now.taken {
            return Err(NotTaken::Taken(by));
        }
        let seat = match take {
            Take::Handset => Seat::Handset,
            Take::Desk(headset) => {
                self.lines.echo(call, headset);
                Seat::Desk
            }
        };
        self.lines.set(call, Some((seat, Some(by))));
        self.tell(call, What::TakenOver { seat, by: Some(by) });
        Ok(())
    }

    fn hand_back(&self, call: CallId, by: AccountId) -> Result<(), NotTaken> {
        match self.lines.taken(call) {
            Some((_, Some(owner))) if owner == by => {
                // The echo ends, the call goes on.
                self.lines.end(call);
                self.lines.begin(call, true);
                self.tell(call, What::HandedBack { by: Some(by), gone: false });
                Ok(())
            }
            _ => Err(NotTaken::NotYours),
        }
    }

    fn calls_out(&self) -> bool {
        self.lines.with(|kept| kept.out.is_some())
    }

    fn call_back(&self, number: &Private<Phone>, whose: Option<PatientId>, by: AccountId) -> Result<String, NotTaken> {
        if self.lines.with(|kept| kept.out) != Some(true) {
            return Err(NotTaken::Failed("Aucune ligne n'est libre.".into()));
        }
        let number = number.open(Purpose::Page).0.clone();
        self.lines.with(|kept| kept.called.push((number, whose, by)));
        Ok("essai/1".into())
    }

    fn hang_up(&self, call: CallId, _: AccountId) -> Result<(), NotTaken> {
        self.lines.end(call);
        self.tell(call, What::HungUp { by: By::Us });
        self.tell(call, What::Over { seconds: 50.0, outcome: Outcome::Transferred, outcomes: vec![] });
        Ok(())
    }

    fn whisper(&self, call: CallId, text: Private<String>, by: AccountId) -> Result<(), NotTaken> {
        if !self.under_way().iter().any(|u| u.call == call) {
            return Err(NotTaken::Over);
        }
        let words = text.open(Purpose::Page).clone();
        self.lines.with(|kept| kept.whispers.push((call, words, by)));
        self.tell(call, What::Whispered { text, by, made: Whisper::Kept });
        Ok(())
    }
}

/// 20 ms of nothing but this byte.
pub fn frame(byte: u8) -> Frame {
    [byte; huisclos_ports::FRAME_SAMPLES]
}
