//! A document as detection sees it: words, what stands between them, and what the markup said.
//!
//! Real answers are not CommonMark: tab-indented replies are prose, `<br />` ends a line, emphasis is left open.
//! One tolerant scan over the bytes keeps every word's place in the original text, and turns everything else into
//! marks between words (`Gap`), runs (emphasis, quotation, link) and lines (heading, list item, thread
//! furniture). What any of it means for books is left to `propose` and `features`.

use super::gazetteer::NormWord;
use super::lexicon::Classes;
use super::scan;

/// What stands between a word and the one before it, as a set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Gap(pub u32);

macro_rules! gaps {
    ($($name:ident = $bit:expr, $doc:literal;)*) => {
        impl Gap { $(#[doc = $doc] pub const $name: Gap = Gap(1 << $bit);)* }
    };
}

gaps! {
    SPACE = 0, "White space.";
    LINE = 1, "A line end.";
    PARA = 2, "A blank line, or the border of a block.";
    SENTENCE = 3, "A full stop, question or exclamation mark that ends a sentence.";
    PERIOD = 4, "A full stop of any kind.";
    COMMA = 5, "A comma.";
    SEMICOLON = 6, "A semicolon.";
    COLON = 7, "A colon.";
    DASH = 8, "A dash between spaces, or a long one.";
    TIGHT_DASH = 9, "A dash or hyphen without spaces.";
    OPEN_PAREN = 10, "An opening bracket.";
    CLOSE_PAREN = 11, "A closing bracket.";
    SLASH = 12, "A slash.";
    AND = 13, "An ampersand.";
    OPEN_QUOTE = 14, "A quotation begins.";
    CLOSE_QUOTE = 15, "A quotation ends.";
    OPEN_EMPHASIS = 16, "Emphasis begins.";
    CLOSE_EMPHASIS = 17, "Emphasis ends.";
    OPEN_LINK = 18, "A link's text begins.";
    CLOSE_LINK = 19, "A link's text ends.";
    QUERY = 20, "A question mark.";
    BANG = 21, "An exclamation mark.";
    CELL = 22, "A table's cell border.";
    ADDRESS = 23, "A web address.";
    OTHER = 24, "Any other sign.";
    DOTS = 25, "An ellipsis.";
}

impl Gap {
    /// Whether any of `other`'s marks stands here.
    pub fn has(self, other: Gap) -> bool {
        self.0 & other.0 != 0
    }

    /// Adds marks.
    pub fn add(&mut self, other: Gap) {
        self.0 |= other.0;
    }

    /// Both sets together.
    pub const fn or(self, other: Gap) -> Gap {
        Gap(self.0 | other.0)
    }

    /// Nothing but white space, at most one line end among it.
    pub fn is_plain(self) -> bool {
        self.0 & !(Gap::SPACE.0 | Gap::LINE.0) == 0
    }
}

/// How a word is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// No capital: `war`.
    Lower,
    /// One leading capital: `War`.
    Capital,
    /// A single capital letter: `J`.
    Initial,
    /// Capitals only, two or more: `SICP`.
    Upper,
    /// Capitals inside: `McDonald`, `iPhone`.
    Mixed,
    /// Begins with a digit: `1962`, `2nd`.
    Number,
    /// Letters of a script without case.
    Caseless,
}

/// A word of the document.
#[derive(Clone, Copy, Debug)]
pub struct Token {
    /// First byte.
    pub start: u32,
    /// One past the last byte, a possessive `'s` included.
    pub end: u32,
    /// One past the last byte without the possessive `'s`.
    pub stem_end: u32,
    /// What stands before it.
    pub gap: Gap,
    /// How it is written.
    pub shape: Shape,
    /// What it can be, by the lexicon.
    pub classes: Classes,
    /// Its letters, without the possessive `'s`.
    pub word: NormWord,
    /// How many bytes those have.
    pub letters: u32,
    /// Its emphasis, quotation and link, as index + 1 into `View::runs`; 0 for none.
    pub emphasis: u32,
    /// See `emphasis`.
    pub quote: u32,
    /// See `emphasis`.
    pub link: u32,
    /// Its line.
    pub line: u32,
}

impl Token {
    /// Whether it has a possessive ending.
    pub fn is_possessive(&self) -> bool {
        self.stem_end < self.end
    }

    /// `run` followed by this word, possessive ending included.
    pub fn joined_to(&self, run: NormWord) -> NormWord {
        let run = run.join(self.word, self.letters);
        if self.is_possessive() { run.step(b's') } else { run }
    }

    /// Whether a title-case run may rest on it.
    pub fn is_capital(&self) -> bool {
        matches!(self.shape, Shape::Capital | Shape::Initial | Shape::Upper | Shape::Mixed)
    }
}

/// The kinds of run that markup makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunKind {
    /// Italics or bold.
    Emphasis,
    /// Quotation marks of any kind.
    Quote,
    /// A link's text.
    Link,
}

/// Words that markup holds together.
#[derive(Clone, Copy, Debug)]
pub struct Run {
    /// By what.
    pub kind: RunKind,
    /// First token.
    pub first: u32,
    /// One past the last token.
    pub end: u32,
    /// The link's target, as bytes of the document.
    pub target: Option<(u32, u32)>,
}

/// What a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineKind {
    /// Running text.
    Prose,
    /// A heading.
    Heading,
    /// An item of a list.
    Item,
    /// User names, votes and dates of a thread.
    Furniture,
}

/// A line of the document that has words.
#[derive(Clone, Copy, Debug)]
pub struct Line {
    /// What it is.
    pub kind: LineKind,
    /// First token.
    pub first: u32,
    /// One past the last token.
    pub end: u32,
    /// Counts blocks parted by blank lines.
    pub block: u32,
}

/// The document, cut into words.
#[derive(Debug)]
pub struct View<'a> {
    /// The document's text.
    pub text: &'a str,
    /// Its words, in order.
    pub tokens: Vec<Token>,
    /// Runs, in the order in which they end.
    pub runs: Vec<Run>,
    /// Lines with words, in order.
    pub lines: Vec<Line>,
}

impl<'a> View<'a> {
    /// Scans `text`. Linear in its length whatever it holds.
    pub fn new(text: &'a str) -> Self {
        let mut view = scan::scan(text);
        mark_furniture(&mut view);
        view
    }

    /// The text of a token, without possessive ending.
    pub fn stem(&self, at: usize) -> &'a str {
        self.tokens.get(at).map_or("", |t| word(self.text, t))
    }

    /// The normalised letters of a token, without possessive ending.
    pub fn norm(&self, at: usize) -> NormWord {
        self.tokens.get(at).map_or(NormWord::EMPTY, |t| t.word)
    }

    /// The bytes from the first token's start to the last one's end.
    pub fn slice(&self, first: usize, end: usize) -> &'a str {
        let (Some(a), Some(b)) = (self.tokens.get(first), self.tokens.get(end.wrapping_sub(1))) else { return "" };
        self.text.get(a.start as usize..b.end as usize).unwrap_or("")
    }

    /// What stands before token `at`; at the document's end, a paragraph border.
    pub fn gap(&self, at: usize) -> Gap {
        self.tokens.get(at).map_or(Gap::PARA, |t| t.gap)
    }

    /// The classes of token `at`; none outside the document.
    pub fn classes(&self, at: usize) -> Classes {
        self.tokens.get(at).map_or(Classes::NONE, |t| t.classes)
    }

    /// The line of token `at`.
    pub fn line_of(&self, at: usize) -> Option<&Line> {
        self.tokens.get(at).and_then(|t| self.lines.get(t.line as usize))
    }

    /// The link's target of a run.
    pub fn target(&self, run: &Run) -> &'a str {
        run.target.and_then(|(a, b)| self.text.get(a as usize..b as usize)).unwrap_or("")
    }
}

fn word<'a>(text: &'a str, token: &Token) -> &'a str {
    text.get(token.start as usize..token.stem_end as usize).unwrap_or("")
}

/// Lines that only name a user and count votes: a link to a user's page, or "Posted by:".
fn mark_furniture(view: &mut View<'_>) {
    for run in &view.runs {
        let target = run.target.and_then(|(a, b)| view.text.get(a as usize..b as usize)).unwrap_or("");
        if (target.contains("/user/") || target.contains("/u/"))
            && let Some(line) = view.tokens.get(run.first as usize).and_then(|t| view.lines.get_mut(t.line as usize))
        {
            line.kind = LineKind::Furniture;
        }
    }
    for line in &mut view.lines {
        let words = |n: usize| view.tokens.get(line.first as usize + n).map_or("", |t| word(view.text, t));
        if words(0) == "Posted" && words(1) == "by" && line.end - line.first <= 4 {
            line.kind = LineKind::Furniture;
        }
    }
}
