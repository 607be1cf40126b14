//! Names that are one person's: pen names, and the Latin or Arabic names of the ancients.
//!
//! A catalog may file *Middlemarch* under Mary Ann Evans, and a text may say Ibn Sina. No likeness of letters tells that;
//! `data/pen-names.tsv` does, a person a line.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use crate::model::Name;
use crate::model::title::normalise;

const LINES: &str = include_str!("../../data/pen-names.tsv");

/// Whether both names are one person's, by the list.
pub(super) fn are_one(a: &Name, b: &Name) -> bool {
    let person = |name: &Name| persons().get(&normalise(&name.to_string()));
    person(a).is_some_and(|one| person(b) == Some(one))
}

fn persons() -> &'static BTreeMap<String, usize> {
    static PERSONS: OnceLock<BTreeMap<String, usize>> = OnceLock::new();
    PERSONS.get_or_init(|| {
        let lines = LINES.lines().enumerate();
        lines.flat_map(|(at, line)| line.split('\t').map(move |name| (normalise(name), at))).collect()
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{LINES, are_one};
    use crate::model::Name;
    use crate::model::title::normalise;

    #[track_caller]
    fn case(a: &str, b: &str, expected: bool) {
        assert_eq!(are_one(&Name::parse(a).unwrap(), &Name::parse(b).unwrap()), expected, "{a} and {b}");
    }

    #[test]
    fn pen_names_are_known() {
        case("George Eliot", "Evans, Mary Ann", true);
        case("Ibn Sina", "Avicenna", true);
        case("Clemens, Samuel Langhorne", "Mark Twain", true);
        case("George Eliot", "T. S. Eliot", false);
        case("Nobody", "Nobody", false);
    }

    #[test]
    fn every_name_is_one_persons() {
        let mut seen = BTreeSet::new();
        for line in LINES.lines() {
            let names: Vec<_> = line.split('\t').map(normalise).collect();
            assert!(names.len() > 1, "{line}");
            names.into_iter().for_each(|name| assert!(seen.insert(name.clone()), "{name} twice"));
        }
        assert!(LINES.lines().is_sorted());
    }
}
