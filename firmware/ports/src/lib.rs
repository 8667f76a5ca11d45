//! The traits that the engine asks of boards, models and store. Whoever consumes a trait wrote it.

pub mod accounts;
pub mod book;
pub mod bridge;
pub mod clock;
pub mod inbox;
pub mod line;
pub mod live;
pub mod models;
pub mod report;
pub mod settings;
pub mod store;
pub mod technician;
pub mod telephone;

pub use accounts::{ACCOUNTS_MAX, Account, AccountId, Accounts, AccountsError, Role};
pub use book::{Amend, Book, Card, Entry, Refused, Whose};
pub use bridge::{Bridge, Heart, Unheard};
pub use clock::Clock;
pub use huisclos_call::{CallerId, Outcome, Pace, Query, Reply, Seat, Whisper};
pub use inbox::{Care, Inbox, Kept};
pub use line::{Exchange, FRAME_MS, FRAME_SAMPLES, Frame, Line, LineError, LineFact, SILENCE};
pub use live::Live;
pub use models::{Heard, ModelError, Recognizer, Understanding, Voice};
pub use report::{By, Report, What, in_french};
pub use settings::{Changed, NotChanged, Rulebook, Rules, Settings, Standing};
pub use store::{CallRecord, Store, StoreError};
pub use technician::{Cable, CableError, Came, Panel, PanelError, Technician};
pub use telephone::Telephone;
