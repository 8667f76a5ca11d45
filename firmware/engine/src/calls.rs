//! The calls under way, each with the door through which the page reaches it.
//!
//! A line holds a [`Door`] as long as its call lasts; the page's orders wait there until the line turns to them, every
//! 20 ms. Who takes a call first is decided here, under one lock, not in the call.

use huisclos_agenda::{CallId, Private};
use huisclos_ports::{AccountId, Headset, NotTaken, Seat, Switchboard, Take, UnderWay};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Orders of the page that wait for one line: it turns to them every 20 ms, and nobody clicks eight times in between.
const ORDERS_MAX: usize = 8;
/// Whispers of one call that the mind has not read yet; more would come too late to be of use.
pub const WHISPERS_MAX: usize = 4;

/// What the page asks of a call.
pub enum Order {
    /// Join line and headset.
    TakeOver(Headset, AccountId),
    /// Ring the handset for them.
    CallHandset(AccountId),
    /// Take the caller back.
    HandBack(AccountId),
    /// Whoever has the caller has said goodbye.
    HangUp,
    /// Offer something.
    Whisper(Private<String>, AccountId),
}

struct Entry {
    call: CallId,
    sound: bool,
    taken: Option<(Seat, Option<AccountId>)>,
    orders: SyncSender<Order>,
}

/// The calls under way.
#[derive(Default)]
pub struct Calls(Mutex<Vec<Entry>>);

impl Calls {
    fn lock(&self) -> MutexGuard<'_, Vec<Entry>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A call begins. `sound`: it can be taken over.
    #[must_use]
    pub fn enter(self: &Arc<Self>, call: CallId, sound: bool) -> Door {
        let (orders, waiting) = sync_channel(ORDERS_MAX);
        self.lock().push(Entry { call, sound, taken: None, orders });
        Door { calls: self.clone(), call, waiting }
    }

    /// Sends an order; `taken` is who has the call from then on, where the order decides it.
    fn order(&self, call: CallId, order: impl FnOnce(&Entry) -> Result<Ordered, NotTaken>) -> Result<(), NotTaken> {
        let mut all = self.lock();
        let entry = all.iter_mut().find(|e| e.call == call).ok_or(NotTaken::Over)?;
        let Ordered { order, taken } = order(entry)?;
        match entry.orders.try_send(order) {
            Ok(()) => {
                // Taken as soon as the order is on its way: whoever comes in these 20 ms is second.
                entry.taken = taken.or(entry.taken);
                Ok(())
            }
            Err(TrySendError::Full(_)) => Err(NotTaken::Busy),
            Err(TrySendError::Disconnected(_)) => Err(NotTaken::Over),
        }
    }
}

/// An order with what it changes at once.
struct Ordered {
    order: Order,
    taken: Option<(Seat, Option<AccountId>)>,
}

impl Switchboard for Calls {
    fn under_way(&self) -> Vec<UnderWay> {
        self.lock().iter().map(|e| UnderWay { call: e.call, sound: e.sound, taken: e.taken }).collect()
    }

    fn take_over(&self, call: CallId, take: Take, by: AccountId) -> Result<(), NotTaken> {
        self.order(call, |entry| {
            if !entry.sound {
                return Err(NotTaken::Mute);
            }
            if let Some((_, by)) = entry.taken {
                return Err(NotTaken::Taken(by));
            }
            Ok(match take {
                // Whoever lifts it first has it.
                Take::Handset => Ordered { order: Order::CallHandset(by), taken: None },
                Take::Desk(headset) => {
                    Ordered { order: Order::TakeOver(headset, by), taken: Some((Seat::Desk, Some(by))) }
                }
            })
        })
    }

    fn hand_back(&self, call: CallId, by: AccountId) -> Result<(), NotTaken> {
        self.order(call, |entry| match entry.taken {
            Some((Seat::Desk, Some(owner))) if owner != by => Err(NotTaken::NotYours),
            Some(_) => Ok(Ordered { order: Order::HandBack(by), taken: None }),
            None => Err(NotTaken::NotYours),
        })
    }

    fn hang_up(&self, call: CallId, by: AccountId) -> Result<(), NotTaken> {
        self.order(call, |entry| match entry.taken {
            Some((Seat::Desk, Some(owner))) if owner == by => Ok(Ordered { order: Order::HangUp, taken: None }),
            _ => Err(NotTaken::NotYours),
        })
    }

    fn whisper(&self, call: CallId, text: Private<String>, by: AccountId) -> Result<(), NotTaken> {
        self.order(call, |_| Ok(Ordered { order: Order::Whisper(text, by), taken: None }))
    }
}

/// A call's own place among those under way; it leaves with it.
pub struct Door {
    calls: Arc<Calls>,
    call: CallId,
    waiting: Receiver<Order>,
}

impl Door {
    /// The next order of the page.
    #[must_use]
    pub fn next(&self) -> Option<Order> {
        self.waiting.try_recv().ok()
    }

    /// Somebody has the caller now.
    pub fn taken(&self, seat: Seat, by: Option<AccountId>) {
        self.set(Some((seat, by)));
    }

    /// The box has the caller again.
    pub fn free(&self) {
        self.set(None);
    }

    fn set(&self, taken: Option<(Seat, Option<AccountId>)>) {
        if let Some(entry) = self.calls.lock().iter_mut().find(|e| e.call == self.call) {
            entry.taken = taken;
        }
    }
}

impl Drop for Door {
    fn drop(&mut self) {
        self.calls.lock().retain(|e| e.call != self.call);
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn headset() -> Take {
        let (_, says) = sync_channel(1);
        Take::Desk(Headset { says, hears: Box::new(|_| true) })
    }

    #[test]
    fn the_first_has_it_and_the_second_is_told_who() {
        let calls = Arc::new(Calls::default());
        let place = calls.enter(CallId(1), true);
        let (sophie, luc) = (AccountId(1), AccountId(2));
        assert_eq!(calls.take_over(CallId(1), headset(), sophie), Ok(()));
        assert_eq!(calls.take_over(CallId(1), headset(), luc), Err(NotTaken::Taken(Some(sophie))));
        assert_eq!(calls.hand_back(CallId(1), luc), Err(NotTaken::NotYours));
        assert!(matches!(place.next(), Some(Order::TakeOver(_, by)) if by == sophie));
        assert_eq!(calls.hand_back(CallId(1), sophie), Ok(()));
        place.free();
        assert_eq!(calls.take_over(CallId(1), headset(), luc), Ok(()));
        drop(place);
        assert_eq!(calls.take_over(CallId(1), headset(), luc), Err(NotTaken::Over));
        assert!(calls.under_way().is_empty());
    }

    #[test]
    fn two_at_once_are_one() {
        let calls = Arc::new(Calls::default());
        let _place = calls.enter(CallId(1), true);
        let took = std::thread::scope(|scope| {
            let all: Vec<_> = (1..=6)
                .map(|n| {
                    let calls = calls.clone();
                    scope.spawn(move || calls.take_over(CallId(1), headset(), AccountId(n)).is_ok())
                })
                .collect();
            all.into_iter().map(|t| usize::from(t.join().unwrap())).sum::<usize>()
        });
        assert_eq!(took, 1);
    }

    #[test]
    fn orders_are_bounded_and_a_typed_call_has_no_sound() {
        let calls = Arc::new(Calls::default());
        let _place = calls.enter(CallId(7), false);
        assert_eq!(calls.take_over(CallId(7), headset(), AccountId(1)), Err(NotTaken::Mute));
        let whisper = || calls.whisper(CallId(7), Private::new("propose jeudi".into()), AccountId(1));
        assert!((0..ORDERS_MAX).all(|_| whisper().is_ok()));
        assert_eq!(whisper(), Err(NotTaken::Busy));
    }
}
