//! The sentence: read a document, detect the citations, resolve them against catalogs, shelve them in the
//! library, cite them in a bibliography.
//!
//! The only room that knows every stage. It lends each what it needs of the others, hands on what they give, and
//! decides nothing about books itself. [`build`] is the whole sentence; [`survey`](mod@survey) is its first half, and
//! [`project`] the files of a library. What to say of the outcome is the command line's business.

pub mod add;
pub mod audit;
pub mod build;
pub mod check;
pub mod cite;
pub mod dumps;
pub mod error;
pub mod explain;
pub mod import;
pub mod journal;
mod lists;
pub mod local;
pub mod merge;
pub mod online;
mod outputs;
pub mod project;
mod remember;
mod rendered;
pub mod search;
pub mod stream;
pub mod survey;

use std::sync::LazyLock;

use crate::detect::Packed;

pub use build::{Asked, Built, OneShot};
pub use error::{PipelineError, Place};
pub use local::known_titles;
pub use outputs::{Change, format_of, must_not_overwrite, must_not_overwrite_texts};
pub use project::Project;
pub use stream::in_order;
pub use survey::Survey;

/// The titles and authors of the starter catalog, as detection wants them: packed by the build script, so that a start
/// costs the same however many they are.
pub fn gazetteer() -> &'static Packed<'static> {
    static PACKED: LazyLock<Packed<'static>> = LazyLock::new(|| {
        let bytes = include_bytes!(concat!(env!("OUT_DIR"), "/known-titles.bin"));
        Packed::open_trusted(bytes).expect("the build script packs with the code that reads")
    });
    &PACKED
}
