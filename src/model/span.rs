//! A place in a document. Only a `Span` slices text, and only where characters begin and end.

use serde::Serialize;

/// Bytes `start..end` of a document's decoded text; never empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct Span {
    start: usize,
    end: usize,
}

impl Span {
    /// The span `start..end` of `text`, if it is not empty and lies on character boundaries.
    pub fn new(text: &str, start: usize, end: usize) -> Option<Self> {
        (start < end && text.is_char_boundary(start) && text.is_char_boundary(end)).then_some(Self { start, end })
    }

    /// First byte.
    pub fn start(self) -> usize {
        self.start
    }

    /// One past the last byte.
    pub fn end(self) -> usize {
        self.end
    }

    /// The text at this span, or nothing when `text` is not the document it was made for.
    pub fn slice(self, text: &str) -> &str {
        text.get(self.start..self.end).unwrap_or("")
    }

    /// Whether the two share a byte.
    pub fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// Line and column of the first byte, both counted from 1, the column in characters.
    pub fn line_column(self, text: &str) -> (usize, usize) {
        let before = text.get(..self.start).unwrap_or(text);
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let line = before.bytes().filter(|&b| b == b'\n').count() + 1;
        (line, before[line_start..].chars().count() + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::Span;

    #[test]
    fn spans_lie_on_characters() {
        let text = "é: ok";
        assert_eq!(Span::new(text, 0, 2).map(|s| s.slice(text)), Some("é"));
        assert_eq!(Span::new(text, 1, 2), None);
        assert_eq!(Span::new(text, 2, 2), None);
        assert_eq!(Span::new(text, 0, 99), None);
    }

    #[test]
    fn columns_count_characters() {
        let text = "a\néb";
        assert_eq!(Span::new(text, 4, 5).map(|s| s.line_column(text)), Some((2, 2)));
    }
}
