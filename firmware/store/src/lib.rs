//! The encrypted store; the only crate that names sled.
//!
//! **The journal is the truth, sled is the state.** sled 0.34.7 does not make `flush` durable (no fsync at all was seen)
//! and loses data silently when a bit flips; it is the last stable release with atomic batches. So every change is first
//! one frame of our own append-only file, written and `fdatasync`ed before anybody is told; sled is changed after, in
//! one batch with the frame's number and hash, and the count and keyed set-hash of each table. At each opening the journal
//! is read whole, its chain and seals checked, and sled recounted: what differs, is damaged, slow, of another history or
//! did not open the last time is set aside and built again from the journal. Every night the journal is written anew: its
//! head is then the snapshot.
//!
//! Everything is sealed (XChaCha20-Poly1305, random 192-bit nonces): records in sled, and whole frames once more in the
//! journal, so that neither says who called. Look-ups go by keyed hashes. What is of somebody lies under a key of their
//! own; these keys are in a keyring outside the data folder, under a root secret that is in a key file, sealed by the
//! machine's TPM, or on paper. To erase somebody is to destroy one key. `DESIGN.md` has the files, the forms and the keys,
//! `LAW.md` what is kept, for how long, and who looked.
//!
//! One process holds a data folder at a time; inside it, a [`Store`] is cloned into as many threads as there are lines.
//! One lock orders the writers: two lines that ask for one slot in the same second are told apart there.

mod accounts;
mod anchor;
mod appointments;
mod aside;
mod asked;
mod audit;
mod audit_files;
mod audit_form;
mod audit_page;
mod audit_read;
mod audit_store;
mod audit_trail;
mod backup;
mod backup_form;
mod ballast;
mod batch;
mod bring_up;
mod calls;
mod change;
mod consents;
mod creds;
mod desk;
pub mod disk;
mod dpia;
mod erase;
mod error;
mod expected;
mod export;
mod export_dossier;
mod export_html;
mod export_words;
mod folder;
mod forms;
mod frame;
mod groups;
mod journal;
mod kept;
mod key_file;
mod keyring;
mod keyring_change;
mod keyring_disk;
mod keyring_form;
mod keyring_open;
mod keys;
mod leaving;
mod leb128;
mod leftovers;
mod measures;
mod mend;
mod migrate;
mod night;
mod nights;
mod notes;
mod open;
mod options;
mod pages;
mod paper;
mod patients;
mod port;
mod records;
mod register;
mod register_kinds;
mod register_security;
mod register_text;
mod renew;
mod repair;
mod restore;
mod retention;
mod rewrite;
mod root;
mod rotate;
mod seal;
mod set_hash;
mod settings;
mod snapshot;
mod state;
pub mod steps;
mod store;
mod undumpable;
mod verify;
mod waiting;

pub use audit::{Access, By, Deed, Kind, Seen, Sort, Why};
pub use audit_page::Accesses;
pub use audit_read::TrailReport;
pub use backup::{BackedUp, KnownBackup};
pub use change::table_in_french;
pub use consents::ConsentGiven;
pub use erase::Erasure;
pub use error::{BookError, Error, in_french};
pub use export::Exported;
pub use export_dossier::Dossier;
pub use leaving::{LEAVING_DAYS, LeavingKind};
pub use measures::Measure;
pub use night::Night;
pub use open::Opened;
pub use options::{Options, Warning};
pub use patients::NewPatient;
pub use register::{RECIPIENTS, Recipient, Register, Surroundings};
pub use register_kinds::Described;
pub use repair::{Repaired, repair};
pub use restore::{Restored, restore};
pub use retention::Retained;
pub use root::{paper_key, restore_key, seal_key};
pub use rotate::{Rotated, forget_older_keys, rotate_all, rotate_root};
pub use settings::{ChangedSetting, KeptSetting, RECORDING_BYTES_MAX, SETTING_VERSIONS_MAX};
pub use snapshot::Snapshotted;
pub use store::Store;
pub use undumpable::keep_memory_private;
pub use verify::{VerifyReport, verify};
/// What a paper key is held in: wiped when dropped.
pub use zeroize::Zeroizing;
