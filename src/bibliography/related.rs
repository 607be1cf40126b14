//! Which entries of a list are translations of which others.

use std::collections::BTreeMap;

use crate::library::Entry;
use crate::model::CitationKey;
use crate::model::title::normalise;

/// The entries of a list that others of it may be translations of.
pub(super) struct Originals<'e>(BTreeMap<String, Vec<&'e Entry>>);

impl<'e> Originals<'e> {
    /// By title, those that are no translations themselves.
    pub(super) fn among(entries: &'e [Entry]) -> Self {
        let mut by_title: BTreeMap<String, Vec<&Entry>> = BTreeMap::new();
        for entry in entries.iter().filter(|e| e.book.work.original_title.is_none()) {
            by_title.entry(normalise(&entry.book.work.title.full())).or_default().push(entry);
        }
        Self(by_title)
    }

    /// What this entry is a translation of: the only one of that title whose language and year do not contradict.
    pub(super) fn of(&self, entry: &Entry) -> Option<&'e CitationKey> {
        let work = &entry.book.work;
        let titled = self.0.get(&normalise(work.original_title.as_deref()?))?;
        let mut fitting = titled.iter().filter(|other| {
            let other = &other.book.work;
            agree(&work.language, &other.language) && agree(&work.first_published, &other.first_published)
        });
        let only = fitting.next()?;
        fitting.next().is_none().then_some(&only.key)
    }
}

/// Whether both are the same, or one is not known.
fn agree<T: PartialEq>(a: &Option<T>, b: &Option<T>) -> bool {
    a.is_none() || b.is_none() || a == b
}

#[cfg(test)]
mod tests {
    use super::Originals;
    use crate::bibliography::fixtures::awkward;

    #[test]
    fn translations_find_their_originals() {
        let entries = awkward();
        let originals = Originals::among(&entries);
        let of = |key: &str| {
            let entry = entries.iter().find(|e| e.key.as_str() == key).unwrap();
            originals.of(entry).map(|k| k.as_str())
        };
        assert_eq!(of("weber"), Some("weber-de"));
        assert_eq!(of("liu"), Some("liu-zh"));
        assert_eq!(of("bulgakov"), None);
        assert_eq!(of("weber-de"), None);
    }
}
