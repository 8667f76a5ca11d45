//! Every line of the box: a thread each, which waits for rings, has the call taken, and goes back to waiting.
//!
//! A line that fails is closed and opened again; a call that breaks its thread gives the caller to the handset, or lets
//! them go, and the box goes on. What happens is seen in each line's [`Gauge`].

mod attend;
mod gauge;
mod handover;
mod outgoing;
mod stop;
mod watched;

pub use gauge::Gauge;
pub use handover::{Handed, hand_over};
pub use stop::{Ending, FINISH, HAND_OVER, Stop, TALK_ON};
pub use watched::Watched;

use crate::conversation::Conversation;
use crate::workers::Workers;
use huisclos_agenda::{CallId, Phone, Private};
use huisclos_operator::{Kind, Line as Shown};
use huisclos_ports::{Heart, Line, LineError};
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Instant;

/// Opens a line's device; called again after it failed.
pub type Open = Box<dyn FnMut() -> Result<Box<dyn Line>, LineError> + Send>;

/// One line, as the board file has it.
pub struct Place {
    /// `dahdi/1`.
    pub name: String,
    /// Which sort.
    pub kind: Kind,
    /// Opens its device.
    pub open: Open,
    /// Where its loop tells that it turns.
    pub heart: Box<dyn Heart>,
    /// Run first in the line's own thread: real time for it, where the machine gives any.
    pub begin: fn(),
}

/// A call that begins.
pub struct Begun {
    /// The call.
    pub conversation: Conversation,
    /// Where the page reaches it.
    pub door: Option<crate::calls::Door>,
}

/// What the lines ask of the box.
pub trait Reception: Send + Sync {
    /// A caller's first ring on a line. `None`: the box cannot talk now, and the handset rings as without it.
    fn begin(&self, line: &str) -> Option<Begun>;

    /// A call ended by a fault of ours, after that long; the handset was given the caller, or they were let go.
    fn broke(&self, line: &str, call: CallId, seconds: f64);
}

/// Calls in which the box speaks now.
struct Door {
    inside: AtomicUsize,
    max: usize,
}

impl Door {
    /// True when there was room; [`Door::leave`] gives it back.
    fn enter(&self) -> bool {
        let room = |inside: usize| (inside < self.max).then_some(inside + 1);
        self.inside.fetch_update(Ordering::AcqRel, Ordering::Acquire, room).is_ok()
    }

    fn leave(&self) {
        self.inside.fetch_sub(1, Ordering::AcqRel);
    }
}

/// All lines of the box, turning.
pub struct House {
    gauges: Vec<Arc<Gauge>>,
    stop: Arc<Stop>,
    door: Arc<Door>,
    threads: Vec<JoinHandle<()>>,
    begun: Instant,
}

impl House {
    /// Starts every line's thread. `calls_max`: calls in which the box speaks at once; past that the handset rings.
    ///
    /// # Errors
    /// The system gives no thread.
    pub fn open(
        places: Vec<Place>,
        reception: &Arc<dyn Reception>,
        workers: &Workers,
        calls_max: usize,
    ) -> io::Result<Self> {
        let begun = Instant::now();
        let door = Arc::new(Door { inside: AtomicUsize::new(0), max: calls_max });
        let mut house = Self { gauges: Vec::new(), stop: Arc::default(), door, threads: Vec::new(), begun };
        for (n, place) in places.into_iter().enumerate() {
            let gauge = Arc::new(Gauge::new(&place.name, place.kind, begun));
            house.gauges.push(gauge.clone());
            let key = u32::try_from(n + 1).unwrap_or(u32::MAX);
            let attend = attend::Attend {
                place,
                gauge,
                stop: house.stop.clone(),
                door: house.door.clone(),
                reception: reception.clone(),
                workers: workers.of_line(key),
            };
            let thread = thread::Builder::new().name(format!("ligne {}", n + 1));
            house.threads.push(thread.spawn(move || attend.run())?);
        }
        Ok(house)
    }

    /// The lines as they are now, in the board file's order.
    #[must_use]
    pub fn lines(&self) -> Vec<Shown> {
        self.gauges.iter().map(|gauge| gauge.line()).collect()
    }

    /// Has every line tried as soon as it is free: off-hook, dial tone, on-hook, calling nobody. What comes of it is in
    /// [`House::lines`].
    pub fn try_lines(&self) {
        self.gauges.iter().for_each(|gauge| gauge.ask_trial());
    }

    /// Calls somebody for the cabinet: the handset of a free line rings, and whoever lifts it is connected to the number
    /// that the box then dials. The line's name, once its handset rings.
    ///
    /// # Errors
    /// A French sentence: no line is free, or its handset cannot ring.
    pub fn call_back(&self, number: &Private<Phone>) -> Result<String, String> {
        outgoing::ask(&self.gauges, number)
    }

    /// Each line with the last time that its loop turned, in milliseconds of [`House::now_ms`].
    #[must_use]
    pub fn signs(&self) -> Vec<(String, Option<u64>)> {
        self.gauges.iter().map(|gauge| (gauge.name().to_string(), gauge.turned_ms())).collect()
    }

    /// Lines whose device exchanges frames now.
    #[must_use]
    pub fn turning(&self) -> usize {
        self.gauges.iter().filter(|gauge| gauge.is_open()).count()
    }

    /// Calls whose thread broke since the box started.
    #[must_use]
    pub fn broken(&self) -> u32 {
        self.gauges.iter().map(|gauge| gauge.broken()).sum()
    }

    /// Calls in which the box speaks now.
    #[must_use]
    pub fn calls(&self) -> usize {
        self.door.inside.load(Ordering::Acquire)
    }

    /// Milliseconds since the lines were opened: the clock of [`House::signs`].
    #[must_use]
    pub fn now_ms(&self) -> u64 {
        u64::try_from(self.begun.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    /// Asks every line to end: a call gets some time to end by itself, then the handset is rung for the caller.
    pub fn stop(&self, ending: Ending) {
        self.stop.ask(ending);
    }

    /// True once every line has ended.
    #[must_use]
    pub fn ended(&self) -> bool {
        self.threads.iter().all(JoinHandle::is_finished)
    }
}
