//! Books as a text cites them, before any catalog has been asked.

use super::{Confidence, Evidence, Isbn, Name, Span, Year};

/// A span of a document that points at a book.
#[derive(Clone, Debug, PartialEq)]
pub struct Mention {
    /// Where the title stands, without quotation marks or markup around it.
    pub span: Span,
    /// Why it was taken for a book, strongest cue first.
    pub evidence: Vec<Evidence>,
}

/// What the writer said of a book, in the writer's words.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CitedBook {
    /// The fullest form of the title in the text.
    pub title: String,
    /// The authors whom the text ties to it, by the fullest form of their names there.
    pub authors: Vec<Name>,
    /// The year given with it.
    pub year: Option<Year>,
    /// The ISBN given with it.
    pub isbn: Option<Isbn>,
}

/// One book that a document cites, with every place that does.
#[derive(Clone, Debug, PartialEq)]
pub struct Citation {
    /// What the text says of the book.
    pub cited: CitedBook,
    /// Where it says so, in order; never empty.
    pub mentions: Vec<Mention>,
    /// The surest mention's confidence.
    pub confidence: Confidence,
}
