//! What is done to a line over a sound card from outside: it is rung, keys are pressed, the caller hangs up.

use huisclos_ports::CallerId;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Things asked of a line that it has not yet turned to. It turns to them every 20 ms; more than this and it is stuck.
const WAITING_MAX: usize = 64;
/// Keys of a telephone.
const KEYS: &str = "0123456789*#";

/// Something asked of the line.
#[derive(Debug)]
pub enum Order {
    /// Somebody calls.
    Call(CallerId),
    /// They press a key.
    Press(char),
    /// They hang up.
    HangUp,
}

/// What line and handle share.
#[derive(Default)]
pub struct Shared {
    /// Asked, not yet turned to.
    pub orders: VecDeque<Order>,
    /// A call is coming, or under way.
    pub engaged: bool,
    /// The line was dropped.
    pub gone: bool,
}

/// A handle on one line; clones are the same line.
#[derive(Clone, Default)]
pub struct SoundHandle {
    shared: Arc<Mutex<Shared>>,
}

impl SoundHandle {
    /// What both see.
    pub(crate) fn shared(&self) -> MutexGuard<'_, Shared> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Rings it. It rings from the next frame on; false when it is engaged or gone.
    #[must_use]
    pub fn call(&self, from: CallerId) -> bool {
        let mut shared = self.shared();
        if shared.engaged || shared.gone {
            return false;
        }
        shared.engaged = true;
        shared.orders.push_back(Order::Call(from));
        true
    }

    /// The caller presses a key; false when it is none, or the line is stuck or gone.
    pub fn press(&self, key: char) -> bool {
        KEYS.contains(key) && self.order(Order::Press(key))
    }

    /// The caller hangs up; false when the line is gone.
    pub fn hang_up(&self) -> bool {
        self.order(Order::HangUp)
    }

    /// True while a call is coming or under way.
    #[must_use]
    pub fn engaged(&self) -> bool {
        let shared = self.shared();
        shared.engaged && !shared.gone
    }

    fn order(&self, order: Order) -> bool {
        let mut shared = self.shared();
        let room = shared.orders.len() < WAITING_MAX && !shared.gone;
        if room {
            shared.orders.push_back(order);
        }
        room
    }
}
