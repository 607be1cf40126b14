//! The user's library: what stands in `library.toml`, what `library.lock` remembers, and the entries they make.
//!
//! Intent and memory are two files. `manifest` is the human's and is only ever edited in place; `lock` is the
//! program's and is written whole. Neither knows how a book was found or how it will be printed.

pub mod audit;
pub mod edit;
mod entry;
pub mod files;
pub mod journal;
pub mod key;
pub mod lock;
pub mod manifest;
mod shelve;

pub use entry::{CitedIn, Entry, Finding, Quote, Read, Standing, Status};
pub use lock::{Lock, LockError};
pub use manifest::{Manifest, ManifestError, ManualBook};
pub use shelve::{EXPORTED_FROM, Shelf, rejects, shelve, typed_entry};
