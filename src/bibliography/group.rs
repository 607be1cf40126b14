//! Headings for a set bibliography: the entries of each status, tag or source together.

use std::fmt;
use std::str::FromStr;

use crate::library::{Entry, Status};

/// What entries are grouped by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum GroupBy {
    /// Where the reader is with them.
    Status,
    /// The user's tags; an entry stands under each of its own.
    Tag,
    /// The texts that cite them; an entry stands under each.
    Source,
}

const NAMES: [(GroupBy, &str); 3] = [(GroupBy::Status, "status"), (GroupBy::Tag, "tag"), (GroupBy::Source, "source")];

impl FromStr for GroupBy {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let named = NAMES.iter().find(|(_, name)| *name == text).map(|(by, _)| *by);
        named.ok_or_else(|| format!("`{text}` is nothing to group by (status, tag, source)"))
    }
}

impl fmt::Display for GroupBy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(NAMES.iter().find(|(by, _)| by == self).map_or("", |(_, name)| name))
    }
}

/// A heading; headings sort as they are printed, with what belongs nowhere last.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Heading {
    rank: usize,
    pub(super) text: String,
}

/// The headings under which the entry stands, at least one.
pub(super) fn headings(entry: &Entry, by: GroupBy) -> Vec<Heading> {
    let last = |text: &str| vec![Heading { rank: usize::MAX, text: text.to_owned() }];
    let all = |texts: Vec<String>| texts.into_iter().map(|text| Heading { rank: 0, text }).collect::<Vec<_>>();
    let (found, none) = match by {
        GroupBy::Status => (entry.status.into_iter().map(status).collect(), "No status"),
        GroupBy::Tag => (all(entry.tags.clone()), "No tag"),
        GroupBy::Source => (all(entry.cited_in.iter().map(|c| c.source.clone()).collect()), "Cited nowhere"),
    };
    if found.is_empty() { last(none) } else { found }
}

fn status(status: Status) -> Heading {
    let text = match status {
        Status::ToRead => "To read",
        Status::Reading => "Reading",
        Status::Read => "Read",
        Status::Paused => "Paused",
        Status::DidNotFinish => "Did not finish",
    };
    let rank = Status::ALL.iter().position(|s| *s == status).unwrap_or(usize::MAX);
    Heading { rank, text: text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::{GroupBy, headings};
    use crate::bibliography::fixtures::titled;
    use crate::library::Status;

    #[test]
    fn entries_stand_under_each_of_their_headings() {
        let mut entry = titled("a", "A");
        let texts = |entry: &_, by| headings(entry, by).into_iter().map(|h| h.text).collect::<Vec<_>>();
        assert_eq!(texts(&entry, GroupBy::Tag), ["No tag"]);
        entry.tags = vec!["war".to_owned(), "peace".to_owned()];
        entry.status = Some(Status::DidNotFinish);
        assert_eq!(texts(&entry, GroupBy::Tag), ["war", "peace"]);
        assert_eq!(texts(&entry, GroupBy::Status), ["Did not finish"]);
        let (none, some) = (headings(&titled("b", "B"), GroupBy::Status), headings(&entry, GroupBy::Status));
        assert!(some < none);
    }

    #[test]
    fn names_round_trip() {
        for name in ["status", "tag", "source"] {
            assert_eq!(name.parse::<GroupBy>().unwrap().to_string(), name);
        }
        assert!("colour".parse::<GroupBy>().is_err());
    }
}
