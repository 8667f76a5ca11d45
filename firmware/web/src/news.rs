//! What changed, told to every open page at once. Only topics travel here, never a patient's data: a page that hears of
//! a topic asks for its own view again, and gets what its session may see.

use huisclos_ports::{Live, What};
use std::sync::{Arc, Weak};
use std::thread;
use std::time::Duration;
use tokio::sync::broadcast;

/// Topics waiting for a page that reads slowly; beyond, it is told to look at everything again.
const WAITING_MAX: usize = 64;
/// How long the relay waits for a fact before it looks whether the site still stands.
const WAIT: Duration = Duration::from_millis(500);

/// What changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Topic {
    /// An appointment or a card.
    Agenda,
    /// A call's facts.
    Calls,
    /// What is being said, by the caller or by the box: it changes twice a second while somebody speaks, and only the page
    /// of the calls shows it.
    Words,
    /// A note.
    Inbox,
    /// A line rings.
    Ring,
    /// Emergency words were heard.
    Alarm,
    /// A session was hidden or ended: every page looks at its own.
    Sessions,
}

impl Topic {
    /// The event's name for the page's script.
    pub fn word(self) -> &'static str {
        match self {
            Topic::Agenda => "agenda",
            Topic::Calls => "appels",
            Topic::Words => "paroles",
            Topic::Inbox => "boite",
            Topic::Ring => "sonne",
            Topic::Alarm => "alarme",
            Topic::Sessions => "session",
        }
    }

    /// What a fact of a call changes.
    fn of(what: &What) -> Vec<Topic> {
        match what {
            What::Ring { .. } => vec![Topic::Ring, Topic::Calls],
            What::Booked { .. } | What::Moved { .. } | What::Cancelled { .. } | What::Confirmed { .. } => {
                vec![Topic::Calls, Topic::Agenda]
            }
            What::Hearing { .. } | What::Saying { .. } => vec![Topic::Words],
            What::Note { .. } => vec![Topic::Calls, Topic::Inbox],
            What::Enlisted => vec![Topic::Calls, Topic::Agenda],
            What::Understood { meaning, .. } if meaning.emergency.is_some() => vec![Topic::Alarm, Topic::Calls],
            _ => vec![Topic::Calls],
        }
    }
}

/// The relay.
pub struct News {
    tell: broadcast::Sender<Topic>,
    /// Held as long as the site stands; the relay's thread ends without it.
    _stands: Arc<()>,
}

impl News {
    /// Starts the relay over the calls: one thread, which sleeps until a fact comes.
    pub fn over(live: Arc<Live>) -> Self {
        let (tell, _) = broadcast::channel(WAITING_MAX);
        let stands = Arc::new(());
        let (teller, alive): (_, Weak<()>) = (tell.clone(), Arc::downgrade(&stands));
        // Counted here, not in the thread: a fact that comes before it runs is told too.
        let (_, mut seen) = live.since(u64::MAX, Duration::ZERO);
        let relay = thread::Builder::new().name("page".into()).spawn(move || {
            let mut renewed = live.renewed();
            while alive.strong_count() > 0 {
                let (fresh, now_seen) = live.since(seen, WAIT);
                seen = now_seen;
                for topic in fresh.iter().flat_map(|report| Topic::of(&report.what)) {
                    // Nobody listening is no error.
                    let _ = teller.send(topic);
                }
                if std::mem::replace(&mut renewed, live.renewed()) != renewed {
                    let _ = teller.send(Topic::Inbox);
                }
            }
        });
        if let Err(error) = relay {
            eprintln!("page : les appels ne s'afficheront pas en direct ({error})");
        }
        Self { tell, _stands: stands }
    }

    /// Tells every page.
    pub fn tell(&self, topic: Topic) {
        let _ = self.tell.send(topic);
    }

    /// What a page listens to.
    pub fn listen(&self) -> broadcast::Receiver<Topic> {
        self.tell.subscribe()
    }
}
