//! From entries to text: bibliographies that other programs read, and ones that people read.
//!
//! Each format has its file; [`write()`] is the only door. What stands in an entry is taken as it is: nothing is looked
//! up, chosen or invented here. Which entries are printed, and in which order, is decided by the caller; only a
//! citation style that sorts may change the order.

mod biblatex;
mod bibtex;
mod casing;
mod chunks;
mod csl_json;
mod csv;
mod date;
mod dictionary;
mod empty;
mod engine;
mod error;
mod fields;
mod format;
mod group;
mod hayagriva_entry;
mod hayagriva_yaml;
pub mod in_text;
mod langid;
mod letters;
pub mod loss;
mod markup;
mod named;
mod numerals;
mod prune;
mod read;
mod related;
mod render;
mod ris;
mod runs;
mod style;
mod style_names;
mod tex;
mod tex_ascii;
mod text;

#[cfg(test)]
mod fixtures;
#[cfg(test)]
mod golden;

use std::collections::BTreeMap;

use crate::library::Entry;
use crate::model::CitationKey;

pub use error::BibliographyError;
pub use format::{OutputFormat, StyledFormat};
pub use group::GroupBy;
pub use read::{InputFormat, Left, Outcome, Reading, Refusal, Row, Taken, UnknownInput, read};
pub use style::{check, styles};

/// How a bibliography is to look. All but `ascii` is for the formats that people read.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Options {
    /// One of [`styles`], another name of one of them, or the path of a `.csl` file.
    pub style: String,
    /// The language of what the style adds (`edited by`), such as `de-DE`; the style's own if absent.
    pub locale: Option<String>,
    /// Whether BibTeX is written in ASCII, with TeX's commands for all other letters.
    pub ascii: bool,
    /// Under which headings entries are put.
    pub group_by: Option<GroupBy>,
    /// What to quote under each entry.
    pub quotations: Quotations,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            style: "chicago-author-date".to_owned(),
            locale: None,
            ascii: false,
            group_by: None,
            quotations: Quotations::new(),
        }
    }
}

/// The sentences that cite each entry.
pub type Quotations = BTreeMap<CitationKey, Vec<Quotation>>;

/// A sentence that cites a book.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Quotation {
    /// The text it stands in: a path, or an address.
    pub source: String,
    /// Its line there.
    pub line: Option<usize>,
    /// The sentence, on one line.
    pub sentence: String,
}

/// The entries as one text of this format, ending in a newline; empty when there is nothing to print.
///
/// The same entries and options give the same bytes.
pub fn write(entries: &[Entry], format: OutputFormat, options: &Options) -> Result<String, BibliographyError> {
    match format {
        OutputFormat::Biblatex => Ok(biblatex::write(entries)),
        OutputFormat::Bibtex => Ok(bibtex::write(entries, options.ascii)),
        OutputFormat::CslJson => csl_json::write(entries),
        OutputFormat::Hayagriva => Ok(hayagriva_yaml::write(entries)),
        OutputFormat::Ris => Ok(ris::write(entries)),
        OutputFormat::Csv => Ok(csv::write(entries)),
        OutputFormat::Styled(styled) => render::write(entries, styled, options),
    }
}
