//! What entries of a `.bib` file have from others: `xdata` and `crossref`, by the rules of biblatex.
//!
//! An entry's own fields always win. Chains end where they come back to themselves, or grow longer than any that
//! people make.

use std::collections::{BTreeMap, HashMap};

use super::bib_scan::Raw;

/// Longer chains nobody makes, and each link is a call.
const LONGEST_CHAIN: usize = 32;

/// Fields that are an entry's own whatever it is tied to.
const OWN: &[&str] = &[
    "crossref",
    "xref",
    "xdata",
    "ids",
    "entryset",
    "entrysubtype",
    "execute",
    "label",
    "options",
    "presort",
    "related",
    "relatedoptions",
    "relatedstring",
    "relatedtype",
    "shorthand",
    "shorthandintro",
    "sortkey",
    "shorttitle",
    "sorttitle",
    "indextitle",
    "indexsorttitle",
];

/// No entry has more fields; without a bound, long chains would gather all that a file holds in each of its entries.
const MOST_FIELDS: usize = 200;

/// What a volume has of its set by another name.
const OF_SETS: &[(&str, &str)] =
    &[("title", "maintitle"), ("subtitle", "mainsubtitle"), ("titleaddon", "maintitleaddon")];

/// Dates come from one entry only: a year is not to meet another's date.
const DATES: [&str; 3] = ["date", "year", "month"];

/// The fields of an entry with those it inherits, by name.
pub(super) type Fields<'r> = BTreeMap<&'r str, &'r str>;

/// The entries of a file, by what they are tied to.
pub(super) struct Family<'r, 't> {
    entries: &'r [Raw<'t>],
    by_key: HashMap<&'r str, usize>,
    /// What was found already; `None` while it is being found, which is where a chain comes back to itself.
    known: HashMap<usize, Option<Fields<'r>>>,
}

impl<'r, 't> Family<'r, 't> {
    pub(super) fn new(entries: &'r [Raw<'t>]) -> Self {
        let mut by_key = HashMap::new();
        for (at, raw) in entries.iter().enumerate() {
            by_key.entry(raw.key).or_insert(at);
        }
        for (at, raw) in entries.iter().enumerate() {
            let ids = raw.fields.iter().filter(|(name, _)| name == "ids").flat_map(|(_, ids)| ids.split(','));
            for id in ids {
                by_key.entry(id.trim()).or_insert(at);
            }
        }
        Self { entries, by_key, known: HashMap::new() }
    }

    /// All fields of an entry, and what it is tied to but could not be found.
    pub(super) fn fields(&mut self, at: usize) -> (Fields<'r>, Vec<String>) {
        let fields = self.resolve(at, 0).unwrap_or_default();
        let ties = ["xdata", "crossref"].iter().filter_map(|tie| Some((*tie, self.own(at, tie)?)));
        let lost = ties.flat_map(|(tie, keys)| keys.into_iter().map(move |key| (tie, key)));
        let missing = |(_, key): &(&str, &str)| !self.by_key.contains_key(key);
        let lost = lost.filter(missing).map(|(tie, key)| format!("{tie} `{key}`")).collect();
        (fields, lost)
    }

    /// The keys in a field that ties the entry to others.
    fn own(&self, at: usize, tie: &str) -> Option<Vec<&'r str>> {
        let (_, keys) = self.entries.get(at)?.fields.iter().find(|(name, _)| name == tie)?;
        Some(keys.split(',').map(str::trim).filter(|key| !key.is_empty()).collect())
    }

    fn resolve(&mut self, at: usize, depth: usize) -> Option<Fields<'r>> {
        if let Some(known) = self.known.get(&at) {
            return known.clone();
        }
        let raw = self.entries.get(at)?;
        let mut fields: Fields<'r> = raw.fields.iter().map(|(name, value)| (name.as_str(), &**value)).collect();
        if depth == LONGEST_CHAIN || !(fields.contains_key("xdata") || fields.contains_key("crossref")) {
            return Some(fields);
        }
        self.known.insert(at, None);
        for (tie, is_crossref) in [("xdata", false), ("crossref", true)] {
            for key in self.own(at, tie).unwrap_or_default() {
                let Some(&parent) = self.by_key.get(key) else { continue };
                let Some(theirs) = self.resolve(parent, depth + 1) else { continue };
                let of_set = is_crossref && is_volume_of(&raw.kind, &self.entries[parent].kind);
                inherit(&mut fields, theirs, of_set);
            }
        }
        self.known.insert(at, Some(fields.clone()));
        Some(fields)
    }
}

fn is_volume_of(kind: &str, parent: &str) -> bool {
    parent.starts_with("mv") && !kind.starts_with("mv")
}

fn inherit<'r>(fields: &mut Fields<'r>, theirs: Fields<'r>, of_set: bool) {
    let is_dated = DATES.iter().any(|name| fields.contains_key(*name));
    for (name, value) in theirs {
        if fields.len() >= MOST_FIELDS || OWN.contains(&name) || (is_dated && DATES.contains(&name)) {
            continue;
        }
        let other = OF_SETS.iter().find(|(theirs, _)| of_set && *theirs == name).map(|(_, ours)| *ours);
        fields.entry(other.unwrap_or(name)).or_insert(value);
    }
}

#[cfg(test)]
mod tests {
    use super::Family;
    use crate::bibliography::read::bib_scan::scan;

    #[track_caller]
    fn case(text: &str, key: &str, expected: &str) {
        let entries = scan(text);
        let at = entries.iter().position(|e| e.key == key).unwrap();
        let (fields, lost) = Family::new(&entries).fields(at);
        let mut told: Vec<String> = fields.iter().map(|(name, value)| format!("{name}={value}")).collect();
        told.extend(lost.iter().map(|l| format!("?{l}")));
        assert_eq!(told.join(" "), expected);
    }

    #[test]
    fn own_fields_win() {
        let text =
            "@book{a, crossref={b}, year=1} @book{b, title=3, date=2, xdata={c}, ids={x}} @xdata{c, publisher=4}";
        case(text, "a", "crossref=b publisher=4 title=3 year=1");
        case("@book{a, xdata={x, y}} @xdata{c, ids={x}, note=1, place=2}", "a", "note=1 place=2 xdata=x, y ?xdata `y`");
    }

    #[test]
    fn volumes_call_the_sets_title_by_another_name() {
        case("@book{a, title=1, crossref={b}} @mvbook{b, title=2}", "a", "crossref=b maintitle=2 title=1");
    }

    #[test]
    fn rings_and_long_chains_end() {
        case("@book{a, crossref={b}, x=1} @book{b, crossref={a}, y=2}", "a", "crossref=b x=1 y=2");
        case("@book{a, xdata={a,a,b}} @xdata{b, xdata={a,b,c}} @xdata{c, xdata={a}, z=1}", "a", "xdata=a,a,b z=1");
        let chain: String = (0..100_000).map(|n| format!("@book{{k{n}, crossref={{k{}}}}}\n", n + 1)).collect();
        case(&chain, "k0", "crossref=k1");
    }
}
