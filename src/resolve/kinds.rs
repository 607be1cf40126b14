//! What sort of thing a title is of: the book itself, or something made of it.
//!
//! A study guide bears the title of its subject and often names its author. It is told by words that such things carry and
//! books hardly ever; where the text cites such a thing itself, the words are there too and nothing contradicts.

use super::weights as w;
use crate::model::Reason;
use crate::model::title::normalise;

/// What a title is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Book,
    /// About the book: notes, summaries.
    Guide,
    /// Made of it: for children, in pictures, for the stage.
    Adaptation,
    /// Several books in one box.
    Set,
    /// The book, read aloud.
    Recording,
}

#[rustfmt::skip]
const SIGNS: &[(Kind, &[&str])] = &[
    (Kind::Guide, &[
        "sparknotes", "cliffsnotes", "cliffs notes", "york notes", "monarch notes", "litcharts", "bookrags", "shmoop",
        "study guide", "reading guide", "readers guide", "teachers guide",
        "lesson plans", "literature guide", "a companion to", "critical companion", "critical essays on",
        "modern critical interpretations", "summary of", "summary and analysis", "a summary", "book summary",
        "key takeaways", "conversation starters", "in 15 minutes", "in 30 minutes", "quicklet", "instaread", "workbook for",
    ]),
    (Kind::Adaptation, &[
        "graphic novel", "the graphic edition", "young readers", "young adult edition", "retold",
        "retelling", "adapted", "adaptation", "abridged", "condensed", "for children", "for kids", "for young people",
        "manga edition", "coloring book", "colouring book", "pop up book", "board book", "screenplay", "the musical",
        "great illustrated classics", "classics illustrated", "stage play", "simplified", "easy reader",
    ]),
    (Kind::Set, &[
        "box set", "boxed set", "boxset", "gift set", "collection set", "complete set", "book set", "books set",
        "volume set", "omnibus", "slipcase", "books 1 2", "books 1 3", "books 1 4", "books 1 5", "books 1 6", "books 1 7",
        "volumes 1 2", "volumes 1 3", "vols 1 2", "vols 1 3", "3 in 1", "2 in 1",
    ]),
    (Kind::Recording, &[
        "audiobook", "audio book", "audio cd", "sound recording", "unabridged audio", "mp3 cd", "audiocassette", "audible",
    ]),
];

impl Kind {
    /// The kind that this title shows; the first sign counts.
    pub(super) fn of(title: &str) -> Self {
        let words = format!(" {} ", normalise(title));
        let is_apart = |at: usize, sign: &str| {
            words.get(..at).is_some_and(|before| before.ends_with(' '))
                && words.get(at + sign.len()..).is_some_and(|after| after.starts_with(' '))
        };
        let has = |sign: &&str| words.match_indices(*sign).any(|(at, sign)| is_apart(at, sign));
        let shows = |signs: &[&str]| signs.iter().any(has);
        SIGNS.iter().find(|(_, signs)| shows(signs)).map_or(Self::Book, |(kind, _)| *kind)
    }

    /// What it counts that the text cites one kind and the record is of another.
    pub(super) fn against(self, other: Self) -> Option<(Reason, i32)> {
        match (self, other) {
            (a, b) if a == b => None,
            (Self::Recording, _) | (_, Self::Recording) => Some((Reason::Recording, w::RECORDING)),
            _ => Some((Reason::OtherKind, w::OTHER_KIND)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Kind;

    #[track_caller]
    fn case(title: &str, kind: Kind) {
        assert_eq!(Kind::of(title), kind, "{title}");
    }

    #[test]
    fn kinds_are_told_by_their_words() {
        case("Middlemarch", Kind::Book);
        case("The Hitchhiker's Guide to the Galaxy", Kind::Book);
        case("Emma: A Study Guide", Kind::Guide);
        case("The Great Gatsby (SparkNotes)", Kind::Guide);
        case("Summary of Sapiens by Yuval Noah Harari", Kind::Guide);
        case("The Hobbit: Graphic Novel", Kind::Adaptation);
        case("Unbroken (Young Readers' Edition)", Kind::Adaptation);
        case("Dune [sound recording]", Kind::Recording);
        case("The Hunger Games Boxed Set", Kind::Set);
        case("The Lord of the Rings, Books 1-3", Kind::Set);
    }
}
