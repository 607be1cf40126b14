//! A line of the starter catalog: its columns, and what detection wants of them.
//!
//! What a line says as a record of a book is made in `starter`. The build script reads this file too, so it uses nothing
//! of ours.

use std::borrow::Cow;

/// Between the aliases of a line.
const ALIAS_MARK: &str = " | ";
/// Between the contributors of a line.
pub(super) const PERSON_MARK: &str = "; ";
/// Before a contributor who edited the book.
pub(super) const EDITOR_MARK: &str = "ed:";

/// One line of the starter catalog; an empty field is not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StarterWork<'a> {
    /// The title English readers know, without subtitle.
    pub title: &'a str,
    /// The subtitle of the first or standard edition.
    pub subtitle: &'a str,
    /// Inverted names with `; ` between, editors marked `ed:`, bodies in braces.
    pub contributors: &'a str,
    /// First publication: `1962`, `-380`, `c1020`.
    pub year: &'a str,
    /// Code of the original's language.
    pub language: &'a str,
    /// Title in that language and its script.
    pub original: &'a str,
    /// Other titles with ` | ` between.
    pub aliases: &'a str,
}

impl<'a> StarterWork<'a> {
    /// The work on this line, if it has seven columns and a title.
    pub fn parse(line: &'a str) -> Option<Self> {
        let mut columns = line.split('\t');
        let mut next = || columns.next();
        let work = Self {
            title: next().filter(|t| !t.is_empty())?,
            subtitle: next()?,
            contributors: next()?,
            year: next()?,
            language: next()?,
            original: next()?,
            aliases: next()?,
        };
        next().is_none().then_some(work)
    }

    /// The aliases one by one.
    pub fn alias_list(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.aliases.split(ALIAS_MARK).filter(|a| !a.is_empty())
    }

    /// Every title under which it is known, the usual one first; subtitles left out.
    pub fn titles(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        let original = (!self.original.is_empty()).then_some(self.original);
        std::iter::once(self.title).chain(original).chain(self.alias_list())
    }

    /// Every title that a text may have for it: the same, and the usual one with its subtitle.
    pub fn titles_in_texts(&self) -> impl Iterator<Item = Cow<'a, str>> + use<'a> {
        let full = (!self.subtitle.is_empty()).then(|| Cow::Owned(format!("{}: {}", self.title, self.subtitle)));
        self.titles().map(Cow::Borrowed).chain(full)
    }

    /// The last word of each contributor's family name: what a text repeats of it.
    pub fn surnames(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.contributors.split(PERSON_MARK).filter_map(|person| {
            let name = person.strip_prefix(EDITOR_MARK).unwrap_or(person);
            let family = name.split(',').next().unwrap_or(name);
            family.trim_matches(['{', '}']).rsplit(' ').next().filter(|word| !word.is_empty())
        })
    }
}
