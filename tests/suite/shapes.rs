//! Texts that cost most for their length: marks that never close, names and titles without end.
//!
//! `tests/suite/detect.rs` and `tools/speed` take the same ones.

/// A name, and what makes a text of about so many bytes.
pub type Shape = (&'static str, fn(usize) -> String);

/// Ten of them and more.
pub const SHAPES: &[Shape] = &[
    ("open quotes", |n| "“Word ".repeat(n / 8)),
    ("one book", |n| "I read Silent Spring by Rachel Carson. ".repeat(n / 39)),
    ("capitals", |n| "The Big Word ".repeat(n / 13)),
    ("many books", |n| (0..n / 48).map(|i| format!("*The Word{i} of Thing{i}* by Ann Name{i}. ")).collect()),
    ("all marks", |n| "*_\"([{".repeat(n / 6)),
    ("angle brackets", |n| "<".repeat(n)),
    ("open elements", |n| "<script>a ".repeat(n / 10)),
    ("open comments", |n| "<!-- ".repeat(n / 5)),
    ("open links", |n| "[a](b ".repeat(n / 6)),
    ("list of books", |n| "- Salt by Ann Lee\n".repeat(n / 18)),
    ("initials", |n| "A. B. ".repeat(n / 6)),
    ("one word", |n| "a".repeat(n)),
];
