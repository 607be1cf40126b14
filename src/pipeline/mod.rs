//! The sentence: read a document, detect the citations, resolve them against catalogs, shelve them in the
//! library, cite them in a bibliography.
//!
//! The only room that knows every stage. It lends each what it needs of the others, hands on what they give, and
//! decides nothing about books itself. [`build`] is the whole sentence; [`survey`](mod@survey) is its first half, and
//! [`project`] the files of a library. What to say of the outcome is the command line's business.

pub mod add;
pub mod build;
pub mod check;
pub mod cite;
pub mod error;
pub mod explain;
pub mod import;
mod lists;
mod outputs;
pub mod project;
mod remember;
mod rendered;
pub mod survey;

use std::sync::OnceLock;

use crate::catalog::starter::Starter;
use crate::detect::TitleTable;

pub use build::{Asked, Built, OneShot};
pub use error::{PipelineError, Place};
pub use outputs::{Change, format_of, must_not_overwrite, must_not_overwrite_texts};
pub use project::Project;
pub use survey::{Survey, in_parallel};

/// The titles and authors of the starter catalog, as detection wants them.
pub fn gazetteer() -> &'static TitleTable {
    static TABLE: OnceLock<TitleTable> = OnceLock::new();
    TABLE.get_or_init(|| {
        let works = Starter::get().works();
        let mut table = TitleTable::with_capacity(2 * works.size_hint().0);
        let mut full = String::new();
        for work in works {
            for title in work.titles() {
                table.add(title, work.surnames());
            }
            if !work.subtitle.is_empty() {
                full.clear();
                full.extend([work.title, ": ", work.subtitle]);
                table.add(&full, work.surnames());
            }
        }
        table
    })
}
