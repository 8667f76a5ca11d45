//! What is done to a simulated line from outside: calls placed, questions told, cables pulled.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use huisclos_ports::CallerId;
use huisclos_speech::Asking;

use crate::{Caller, Error};

/// Things asked of a line that it has not yet turned to. It turns to them every 20 ms; more than this and it is stuck.
const WAITING_MAX: usize = 64;

/// Something asked of the line.
pub enum Order {
    /// A call comes in.
    Call(CallerId, Box<dyn Caller>),
    /// The box listens, and this is what it asked.
    Asked(Asking),
    /// The far end hangs up.
    CallerHangsUp,
    /// The far end presses a key, which the exchange tells.
    Press(char),
    /// The cable is pulled.
    Cut,
    /// And plugged in again.
    Restore,
    /// Somebody lifts the cabinet's handset.
    LiftHandset,
    /// And puts it back.
    ReplaceHandset,
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

/// A handle on one simulated line; clones are the same line.
#[derive(Clone)]
pub struct SimHandle {
    pub(crate) device: String,
    pub(crate) shared: Arc<Mutex<Shared>>,
}

impl SimHandle {
    /// Places a call. It rings from the next frame on.
    ///
    /// # Errors
    /// The line is engaged, or gone.
    pub fn call(&self, from: CallerId, caller: Box<dyn Caller>) -> Result<(), Error> {
        let mut shared = self.shared.lock().unwrap_or_else(PoisonError::into_inner);
        if shared.engaged {
            return Err(Error::Engaged { device: self.device.clone() });
        }
        self.push(&mut shared, Order::Call(from, caller))?;
        shared.engaged = true;
        Ok(())
    }

    /// Tells the caller what the box asked: at the moment of `listening`.
    ///
    /// # Errors
    /// The line is gone.
    pub fn asked(&self, asking: Asking) -> Result<(), Error> {
        self.order(Order::Asked(asking))
    }

    /// The far end presses a key, which the line's hardware tells.
    ///
    /// # Errors
    /// The line is gone.
    pub fn caller_presses(&self, key: char) -> Result<(), Error> {
        self.order(Order::Press(key))
    }

    /// The far end hangs up.
    ///
    /// # Errors
    /// The line is gone.
    pub fn caller_hangs_up(&self) -> Result<(), Error> {
        self.order(Order::CallerHangsUp)
    }

    /// Pulls the line's cable; the call on it is lost.
    ///
    /// # Errors
    /// The line is gone.
    pub fn cut(&self) -> Result<(), Error> {
        self.order(Order::Cut)
    }

    /// Plugs the line's cable in again.
    ///
    /// # Errors
    /// The line is gone.
    pub fn restore(&self) -> Result<(), Error> {
        self.order(Order::Restore)
    }

    /// Somebody lifts the cabinet's handset.
    ///
    /// # Errors
    /// The line is gone.
    pub fn lift_handset(&self) -> Result<(), Error> {
        self.order(Order::LiftHandset)
    }

    /// Somebody puts the cabinet's handset back.
    ///
    /// # Errors
    /// The line is gone.
    pub fn replace_handset(&self) -> Result<(), Error> {
        self.order(Order::ReplaceHandset)
    }

    /// True while a call is coming or under way.
    #[must_use]
    pub fn engaged(&self) -> bool {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner).engaged
    }

    fn order(&self, order: Order) -> Result<(), Error> {
        self.push(&mut self.shared.lock().unwrap_or_else(PoisonError::into_inner), order)
    }

    fn push(&self, shared: &mut Shared, order: Order) -> Result<(), Error> {
        if shared.gone || shared.orders.len() >= WAITING_MAX {
            return Err(Error::Gone { device: self.device.clone() });
        }
        shared.orders.push_back(order);
        Ok(())
    }
}
