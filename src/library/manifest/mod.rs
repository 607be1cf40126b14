//! `library.toml`, the human's file: what stands in it, with its defaults.
//!
//! Reading reports every finding with its place, not only the first. What a style or an output format may be called
//! is not known here; `bibliography` checks that. Changing the file is `edit`'s business.

mod fields;
mod problem;
mod read;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use super::key::Pattern;
use super::{Read, Status};
use crate::model::{CatalogName, CitationKey, Date, EditionStatement, Isbn, Language, Name, Rate, Role};

pub use problem::ManifestError;
pub(super) use problem::{nearest, place};
pub(super) use read::BOOK as BOOK_FIELDS;
pub use read::bare_doi;

/// Everything that `library.toml` says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Manifest {
    /// The `[library]` table.
    pub library: Settings,
    /// What a build writes, in the order of the file.
    pub outputs: Vec<Output>,
    /// Books added or corrected by hand, in the order of the file.
    pub books: Vec<ManualBook>,
    /// What is never to be listed.
    pub rejects: Vec<Reject>,
    /// Settings of single catalogs.
    pub catalogs: BTreeMap<CatalogName, CatalogSettings>,
}

impl Manifest {
    /// Reads the text of a `library.toml`; `path` only names it in what is found wrong, in the order of the file.
    pub fn parse(text: &str, path: &str) -> Result<Self, Vec<ManifestError>> {
        read::manifest(text, path)
    }

    /// The book under this key or alias.
    pub fn book(&self, key: &CitationKey) -> Option<&ManualBook> {
        self.books.iter().find(|b| b.key == *key || b.aliases.contains(key))
    }
}

/// The `[library]` table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// What the list is called.
    pub title: Option<String>,
    /// Paths, patterns and addresses of what is read.
    pub sources: Vec<String>,
    /// A style's name, or the path of a `.csl` file.
    pub style: String,
    /// Language and region of the bibliography's own words.
    pub locale: String,
    /// In which order entries stand.
    pub order: Order,
    /// What new citation keys are made of.
    pub keys: Pattern,
    /// Which edition of a work is taken.
    pub edition: EditionRule,
    /// Which catalogs are asked, first to last.
    pub catalogs: Vec<CatalogName>,
    /// An address for the operators of catalogs.
    pub contact: Option<String>,
}

/// The catalogs asked when `library.toml` does not say.
const CATALOGS: [&str; 6] = ["local", "starter", "open-library", "wikidata", "library-of-congress", "crossref"];

impl Default for Settings {
    fn default() -> Self {
        Self {
            title: None,
            sources: Vec::new(),
            style: "chicago-author-date".to_owned(),
            locale: "en-US".to_owned(),
            order: Order::default(),
            keys: Pattern::default(),
            edition: EditionRule::default(),
            catalogs: CATALOGS.iter().filter_map(|name| name.parse().ok()).collect(),
            contact: None,
        }
    }
}

/// In which order entries stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// By citation key.
    #[default]
    Key,
    /// As the sources cite them, what is only added by hand last.
    Cited,
    /// By author, then year.
    Author,
    /// By year of the work, undated last.
    Year,
    /// By the day given as `added`, then as cited.
    Added,
}

impl Order {
    const NAMES: [(&'static str, Self); 5] = [
        ("key", Self::Key),
        ("cited", Self::Cited),
        ("author", Self::Author),
        ("year", Self::Year),
        ("added", Self::Added),
    ];
}

impl FromStr for Order {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::NAMES
            .into_iter()
            .find_map(|(name, order)| (name == text).then_some(order))
            .ok_or_else(|| format!("`{text}` is not an order (key, cited, author, year, added)"))
    }
}

/// Which edition of a work is taken where the text names none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum EditionRule {
    /// The one the text cites; the work alone where it cites none.
    #[default]
    Cited,
    /// The first.
    First,
    /// The newest.
    Latest,
    /// The newest in this language.
    In(Language),
}

impl FromStr for EditionRule {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match (text, text.strip_prefix("language:")) {
            ("cited", _) => Ok(Self::Cited),
            ("first", _) => Ok(Self::First),
            ("latest", _) => Ok(Self::Latest),
            (_, Some(language)) => language.parse().map(Self::In),
            _ => Err(format!("`{text}` does not choose an edition (cited, first, latest, language:de)")),
        }
    }
}

impl fmt::Display for EditionRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cited => f.write_str("cited"),
            Self::First => f.write_str("first"),
            Self::Latest => f.write_str("latest"),
            Self::In(language) => write!(f, "language:{language}"),
        }
    }
}

/// One `[[output]]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    /// Where it is written, from the folder of `library.toml`.
    pub path: String,
    /// Its format, where the extension does not say.
    pub format: Option<String>,
    /// Its style, where it is not the library's.
    pub style: Option<String>,
    /// What its entries are grouped by.
    pub group_by: Option<String>,
    /// Whether the sentences that cite an entry are quoted under it.
    pub annotated: bool,
    /// Whether BibTeX is written in ASCII.
    pub ascii: bool,
}

/// One `[book.KEY]`: every field that is filled wins over what catalogs say.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the key of library.toml that it names")]
pub struct ManualBook {
    pub key: CitationKey,
    pub title: Option<String>,
    pub subtitle: Option<String>,
    pub authors: Option<Vec<Name>>,
    pub editors: Option<Vec<Name>>,
    pub compilers: Option<Vec<Name>>,
    pub translators: Option<Vec<Name>>,
    pub illustrators: Option<Vec<Name>>,
    pub introduction: Option<Vec<Name>>,
    pub foreword: Option<Vec<Name>>,
    pub afterword: Option<Vec<Name>>,
    pub commentators: Option<Vec<Name>>,
    /// First publication of the work.
    pub year: Option<Date>,
    /// Publication of the edition.
    pub issued: Option<Date>,
    pub publisher: Option<String>,
    pub place: Option<String>,
    pub edition: Option<EditionStatement>,
    pub series: Option<String>,
    /// The number within the series.
    pub number: Option<String>,
    pub volume: Option<String>,
    /// The set that this volume with a title of its own belongs to.
    pub set: Option<String>,
    pub volumes: Option<u32>,
    pub pages: Option<u32>,
    pub language: Option<Language>,
    pub original_title: Option<String>,
    /// The language in which the work was written, where the edition's is another.
    pub original_language: Option<Language>,
    pub isbns: Vec<Isbn>,
    pub doi: Option<String>,
    pub url: Option<String>,
    pub status: Option<Status>,
    pub reads: Vec<Read>,
    pub aliases: Vec<CitationKey>,
    pub tags: Vec<String>,
    pub note: Option<String>,
    pub added: Option<toml_edit::Date>,
    /// Other titles by which texts cite it (`match`); they join it whatever author is cited.
    pub matches: Vec<String>,
}

impl ManualBook {
    /// A book of which only the key is written.
    pub fn under(key: CitationKey) -> Self {
        Self {
            key,
            title: None,
            subtitle: None,
            authors: None,
            editors: None,
            compilers: None,
            translators: None,
            illustrators: None,
            introduction: None,
            foreword: None,
            afterword: None,
            commentators: None,
            year: None,
            issued: None,
            publisher: None,
            place: None,
            edition: None,
            series: None,
            number: None,
            volume: None,
            set: None,
            volumes: None,
            pages: None,
            language: None,
            original_title: None,
            original_language: None,
            isbns: Vec::new(),
            doi: None,
            url: None,
            status: None,
            reads: Vec::new(),
            aliases: Vec::new(),
            tags: Vec::new(),
            note: None,
            added: None,
            matches: Vec::new(),
        }
    }

    /// Authors and editors, as far as they are written.
    pub fn people(&self) -> impl Iterator<Item = &Name> {
        self.authors.iter().chain(&self.editors).flatten()
    }

    /// Those who are written in this role.
    pub fn in_role(&self, role: Role) -> Option<&[Name]> {
        let names = match role {
            Role::Author => &self.authors,
            Role::Editor => &self.editors,
            Role::Compiler => &self.compilers,
            Role::Translator => &self.translators,
            Role::Illustrator => &self.illustrators,
            Role::Introduction => &self.introduction,
            Role::Foreword => &self.foreword,
            Role::Afterword => &self.afterword,
            Role::Commentator => &self.commentators,
        };
        names.as_deref()
    }

    /// Where those of this role are written.
    pub fn in_role_mut(&mut self, role: Role) -> &mut Option<Vec<Name>> {
        match role {
            Role::Author => &mut self.authors,
            Role::Editor => &mut self.editors,
            Role::Compiler => &mut self.compilers,
            Role::Translator => &mut self.translators,
            Role::Illustrator => &mut self.illustrators,
            Role::Introduction => &mut self.introduction,
            Role::Foreword => &mut self.foreword,
            Role::Afterword => &mut self.afterword,
            Role::Commentator => &mut self.commentators,
        }
    }
}

/// One `[[reject]]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reject {
    /// The title never to be listed.
    pub title: String,
    /// Only if this is its author.
    pub author: Option<Name>,
    /// Only in this source.
    pub source: Option<String>,
}

/// One `[catalog.NAME]`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CatalogSettings {
    /// Another address than its own.
    pub base: Option<String>,
    /// How often it may be asked.
    pub pace: Option<Rate>,
    /// The environment variable that holds the key to it.
    pub key_env: Option<String>,
}
