//! From entries to text: bibliographies that other programs read, and ones that people read.
//!
//! Each format has its file; [`write()`] is the only door. What stands in an entry is taken as it is: nothing is looked
//! up, chosen or invented here. Which entries are printed, and in which order, is decided by the caller; only a
//! citation style that sorts may change the order.

mod biblatex;
mod bibtex;
mod csl_json;
mod date;
mod error;
mod fields;
mod format;
mod hayagriva_entry;
mod hayagriva_yaml;
mod langid;
pub mod loss;
mod markup;
mod numerals;
mod read;
mod render;
mod ris;
mod runs;
mod style;
mod style_names;
mod tex;
mod text;

#[cfg(test)]
mod fixtures;
#[cfg(test)]
mod golden;

use crate::library::Entry;

pub use error::BibliographyError;
pub use format::{OutputFormat, StyledFormat};
pub use read::{InputFormat, Left, Outcome, Reading, Refusal, Row, Taken, UnknownInput, read};
pub use style::{check, styles};

/// How a styled bibliography is to look; the other formats need no choices.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// One of [`styles`], another name of one of them, or the path of a `.csl` file.
    pub style: String,
    /// The language of what the style adds (`edited by`), such as `de-DE`; the style's own if absent.
    pub locale: Option<String>,
}

impl Default for Options {
    fn default() -> Self {
        Self { style: "chicago-author-date".to_owned(), locale: None }
    }
}

/// The entries as one text of this format, ending in a newline; empty when there is nothing to print.
///
/// The same entries and options give the same bytes.
pub fn write(entries: &[Entry], format: OutputFormat, options: &Options) -> Result<String, BibliographyError> {
    match format {
        OutputFormat::Biblatex => Ok(biblatex::write(entries)),
        OutputFormat::Bibtex => Ok(bibtex::write(entries)),
        OutputFormat::CslJson => csl_json::write(entries),
        OutputFormat::Hayagriva => Ok(hayagriva_yaml::write(entries)),
        OutputFormat::Ris => Ok(ris::write(entries)),
        OutputFormat::Styled(styled) => render::write(entries, styled, options),
    }
}
