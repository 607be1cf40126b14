//! Notes that tell when a book appeared first: `Nachdruck der Ausgabe von 1896`, `Originally published: London : X, 1936.`

use super::dates;
use crate::model::Date;

const PHRASES: &[&str] = &[
    "originally published",
    "first published",
    "first edition published",
    "nachdruck der ausg",
    "nachdr. der ausg",
    "reprint of the",
    "reprint. originally",
    "reproduction of the",
    "facsimile of the",
    "erstmals erschienen",
    "erstausgabe:",
    "réimpression de l'édition",
    "réimpr. de l'éd",
    "reproduction de l'édition",
    "1re éd.",
];

/// The year after the phrase; `None` where the note tells something else.
pub(super) fn first_published(note: &str) -> Option<Date> {
    let lower = note.to_lowercase();
    let rest = PHRASES.iter().find_map(|phrase| lower.find(phrase).and_then(|at| lower.get(at + phrase.len()..)))?;
    // What follows the first sentence tells of later printings.
    let sentence = rest.split(". ").find(|part| dates::first_year(part).is_some())?;
    dates::first_year(sentence)
}

#[cfg(test)]
mod tests {
    use super::first_published;

    #[test]
    fn notes_of_reprints_tell_the_first_year() {
        let case = |note: &str, year: &str| {
            assert_eq!(first_published(note).map(|d| d.to_string()).unwrap_or_default(), year, "{note}");
        };
        case("Nachdruck der Ausgabe von 1896", "1896");
        case("Originally published: Australia : HarperCollins, 1995.", "1995");
        case("Reprint. Originally published: New York : Harper, 1936. With new index, 1980.", "1936");
        case("First published in Great Britain 1954", "1954");
        case("Hardback published Grasset, 2002.", "");
        case("Title from publisher's system (viewed on 24 Apr 2018).", "");
        case("Originally published in two volumes.", "");
    }
}
