//! Which entries of a library are meant: the flags that `list` and `export` share.

use crate::library::{Entry, Status};
use crate::model::CitationKey;

/// Flags that choose entries; each given kind must fit.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct Selection {
    /// Only entries with this tag (repeatable: any of them)
    #[arg(long = "tag", value_name = "TAG")]
    pub tags: Vec<String>,
    /// Only entries with this status (repeatable)
    ///
    /// One of to-read, reading, read, paused and did-not-finish.
    #[arg(long = "status", value_name = "STATUS")]
    pub statuses: Vec<Status>,
    /// Only entries that this text cites (repeatable: any of them)
    #[arg(long = "cited-in", value_name = "FILE")]
    pub cited_in: Vec<String>,
}

impl Selection {
    /// Whether the entry is meant.
    pub fn admits(&self, entry: &Entry) -> bool {
        let tagged = self.tags.is_empty() || entry.tags.iter().any(|tag| self.tags.contains(tag));
        let standing = self.statuses.is_empty() || entry.status.is_some_and(|status| self.statuses.contains(&status));
        let names = |source: &str| self.cited_in.iter().any(|s| s.strip_prefix("./").unwrap_or(s) == source);
        let cited = self.cited_in.is_empty() || entry.cited_in.iter().any(|c| names(&c.source));
        tagged && standing && cited
    }
}

/// Whether an entry goes by one of these keys, now or formerly; no keys mean every entry.
pub fn goes_by(entry: &Entry, keys: &[CitationKey]) -> bool {
    keys.is_empty() || keys.contains(&entry.key) || entry.aliases.iter().any(|alias| keys.contains(alias))
}

/// How a command prints what it found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Layout {
    /// For people.
    #[default]
    Text,
    /// For programs.
    Json,
}

#[cfg(test)]
mod tests {
    use super::{Selection, goes_by};
    use crate::library::{CitedIn, Entry, Standing, Status};
    use crate::model::{Book, Confidence, Provenance, Title, Work};

    fn entry(tags: &[&str], status: Option<Status>) -> Entry {
        Entry {
            key: "clausewitz1832".parse().unwrap(),
            aliases: vec!["onwar".parse().unwrap()],
            book: Book::of_work(Work::titled(Title::parse("On War").unwrap())),
            provenance: Provenance::new(),
            standing: Standing::ByHand,
            confidence: Confidence::CERTAIN,
            cited_in: Vec::new(),
            status,
            reads: Vec::new(),
            tags: tags.iter().map(|&t| t.to_owned()).collect(),
            note: None,
        }
    }

    #[track_caller]
    fn case(tags: &[&str], statuses: &[Status], expected: bool) {
        let tags = tags.iter().map(|&t| t.to_owned()).collect();
        let selection = Selection { tags, statuses: statuses.to_vec(), cited_in: Vec::new() };
        assert_eq!(selection.admits(&entry(&["war", "classic"], Some(Status::Reading))), expected);
    }

    #[test]
    fn each_kind_of_flag_must_fit_and_any_of_its_values_may() {
        case(&[], &[], true);
        case(&["peace", "war"], &[], true);
        case(&["peace"], &[], false);
        case(&["war"], &[Status::Read, Status::Reading], true);
        case(&["war"], &[Status::Read], false);
        let only = Selection { statuses: vec![Status::Read], ..Selection::default() };
        assert!(!only.admits(&entry(&[], None)));
    }

    #[test]
    fn the_texts_that_cite_choose() {
        let mut cited = entry(&[], None);
        cited.cited_in = vec![CitedIn { source: "answers/war.md".to_owned(), quotes: Vec::new() }];
        let in_file = |file: &str| Selection { cited_in: vec![file.to_owned()], ..Selection::default() };
        assert!(in_file("./answers/war.md").admits(&cited));
        assert!(!in_file("answers/peace.md").admits(&cited));
        assert!(!in_file("answers/war.md").admits(&entry(&[], None)));
    }

    #[test]
    fn old_keys_keep_working() {
        let keys = |text: &str| vec![text.parse().unwrap()];
        assert!(goes_by(&entry(&[], None), &[]));
        assert!(goes_by(&entry(&[], None), &keys("onwar")));
        assert!(!goes_by(&entry(&[], None), &keys("kuhn1962")));
    }
}
