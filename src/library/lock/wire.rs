//! How the lock is laid out in TOML: plain tables with one field a line, nothing where nothing is known.
//!
//! These structs only mirror the file. What they mean, and whether it makes sense, is decided where they are turned
//! into the types of `lock` and `model`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::library::Standing;
use crate::model::{
    CatalogName, CitationKey, Contributor, Date, EditionStatement, Field, Identifiers, Isbn, Language, Name,
    PersonalName, Reason, Role, Source, Title,
};

fn is_empty<T>(list: &[T]) -> bool {
    list.is_empty()
}

#[derive(Serialize, Deserialize)]
pub(super) struct File {
    pub version: u32,
    pub edition: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub entry: Vec<Entry>,
}

/// Some entries of the file.
#[derive(Serialize, Deserialize)]
pub(super) struct Entries {
    pub entry: Vec<Entry>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct Entry {
    pub key: CitationKey,
    pub standing: Option<Standing>,
    pub confidence: u8,
    pub score: Option<u8>,
    #[serde(default, skip_serializing_if = "is_empty")]
    pub reasons: Vec<Reason>,
    #[serde(default, skip_serializing_if = "is_empty")]
    pub records: Vec<String>,
    #[serde(default, skip_serializing_if = "is_empty")]
    pub asked: Vec<CatalogName>,
    pub work: Option<Work>,
    pub edition: Option<Edition>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub provenance: BTreeMap<Field, Source>,
    #[serde(default, skip_serializing_if = "is_empty")]
    pub disagreement: Vec<Said>,
    #[serde(rename = "runner-up")]
    pub runner_up: Option<Rival>,
    #[serde(default, skip_serializing_if = "is_empty")]
    pub rival: Vec<Rival>,
    #[serde(default, skip_serializing_if = "is_empty")]
    pub cited: Vec<Cited>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Work {
    pub title: String,
    pub subtitle: Option<String>,
    #[serde(flatten)]
    pub people: People,
    pub first_published: Option<Date>,
    pub language: Option<Language>,
    pub original_title: Option<String>,
    #[serde(flatten)]
    pub identifiers: Ids,
}

#[derive(Serialize, Deserialize)]
pub(super) struct Edition {
    pub title: Option<String>,
    pub subtitle: Option<String>,
    #[serde(flatten)]
    pub people: People,
    pub issued: Option<Date>,
    pub publisher: Option<String>,
    pub place: Option<String>,
    pub edition: Option<EditionStatement>,
    pub series: Option<String>,
    pub number: Option<String>,
    pub volume: Option<String>,
    pub set: Option<String>,
    pub volumes: Option<u32>,
    pub pages: Option<u32>,
    pub language: Option<Language>,
    #[serde(default, skip_serializing_if = "is_empty")]
    pub isbn: Vec<Isbn>,
    pub url: Option<String>,
    #[serde(flatten)]
    pub identifiers: Ids,
}

/// A field of which catalogs say different things, each with those who say it.
#[derive(Serialize, Deserialize)]
pub(super) struct Said {
    pub field: Field,
    pub said: Vec<(String, Vec<CatalogName>)>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct Rival {
    pub record: String,
    pub title: String,
    #[serde(default, skip_serializing_if = "is_empty")]
    pub authors: Vec<Person>,
    pub year: Option<Date>,
    pub score: u8,
}

#[derive(Serialize, Deserialize)]
pub(super) struct Cited {
    pub source: String,
    pub title: String,
    #[serde(default, skip_serializing_if = "is_empty")]
    pub authors: Vec<Person>,
    pub year: Option<i32>,
    pub isbn: Option<Isbn>,
    /// The words and their occurrence.
    #[serde(default, skip_serializing_if = "is_empty")]
    pub quotes: Vec<(String, u32)>,
}

/// Identifiers as keys of the table they belong to.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Ids {
    pub doi: Option<String>,
    pub open_library: Option<String>,
    pub wikidata: Option<String>,
    pub lccn: Option<String>,
    pub oclc: Option<String>,
}

impl From<Identifiers> for Ids {
    fn from(i: Identifiers) -> Self {
        Self { doi: i.doi, open_library: i.open_library, wikidata: i.wikidata, lccn: i.lccn, oclc: i.oclc }
    }
}

impl From<Ids> for Identifiers {
    fn from(i: Ids) -> Self {
        Self { doi: i.doi, open_library: i.open_library, wikidata: i.wikidata, lccn: i.lccn, oclc: i.oclc }
    }
}

/// Contributors by role, in the order of [`Role`].
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct People {
    #[serde(skip_serializing_if = "is_empty")]
    authors: Vec<Person>,
    #[serde(skip_serializing_if = "is_empty")]
    editors: Vec<Person>,
    #[serde(skip_serializing_if = "is_empty")]
    translators: Vec<Person>,
    #[serde(skip_serializing_if = "is_empty")]
    illustrators: Vec<Person>,
    #[serde(skip_serializing_if = "is_empty")]
    introduction: Vec<Person>,
    #[serde(skip_serializing_if = "is_empty")]
    foreword: Vec<Person>,
    #[serde(skip_serializing_if = "is_empty")]
    afterword: Vec<Person>,
    #[serde(skip_serializing_if = "is_empty")]
    commentators: Vec<Person>,
    #[serde(skip_serializing_if = "is_empty")]
    compilers: Vec<Person>,
}

impl People {
    fn slots(self) -> [(Role, Vec<Person>); 9] {
        [
            (Role::Author, self.authors),
            (Role::Editor, self.editors),
            (Role::Translator, self.translators),
            (Role::Illustrator, self.illustrators),
            (Role::Introduction, self.introduction),
            (Role::Foreword, self.foreword),
            (Role::Afterword, self.afterword),
            (Role::Commentator, self.commentators),
            (Role::Compiler, self.compilers),
        ]
    }

    fn slot(&mut self, role: Role) -> &mut Vec<Person> {
        match role {
            Role::Author => &mut self.authors,
            Role::Editor => &mut self.editors,
            Role::Translator => &mut self.translators,
            Role::Illustrator => &mut self.illustrators,
            Role::Introduction => &mut self.introduction,
            Role::Foreword => &mut self.foreword,
            Role::Afterword => &mut self.afterword,
            Role::Commentator => &mut self.commentators,
            Role::Compiler => &mut self.compilers,
        }
    }
}

impl From<&[Contributor]> for People {
    fn from(contributors: &[Contributor]) -> Self {
        let mut people = Self::default();
        for contributor in contributors {
            people.slot(contributor.role).push(Person::from(&contributor.name));
        }
        people
    }
}

impl From<People> for Vec<Contributor> {
    fn from(people: People) -> Self {
        let of_role = |(role, names): (Role, Vec<Person>)| {
            names.into_iter().map(move |name| Contributor { name: name.into(), role })
        };
        people.slots().into_iter().flat_map(of_role).collect()
    }
}

/// A name as one readable string; in parts only where the string would not read back as the same name.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
pub(super) enum Person {
    Text(String),
    Parts(Parts),
    Single { name: String },
    Body { body: String },
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) struct Parts {
    family: String,
    given: String,
    dropping_particle: Option<String>,
    non_dropping_particle: Option<String>,
    suffix: Option<String>,
}

impl From<&Name> for Person {
    fn from(name: &Name) -> Self {
        let text = name.inverted();
        if Name::from(text.clone()) == *name {
            return Self::Text(text);
        }
        match name.clone() {
            Name::Mononym(name) => Self::Single { name },
            Name::Corporate(body) => Self::Body { body },
            Name::Personal(p) => Self::Parts(Parts {
                family: p.family,
                given: p.given,
                dropping_particle: p.dropping_particle,
                non_dropping_particle: p.non_dropping_particle,
                suffix: p.suffix,
            }),
        }
    }
}

impl From<Person> for Name {
    fn from(person: Person) -> Self {
        match person {
            Person::Text(text) => Self::from(text),
            Person::Single { name } => Self::Mononym(name),
            Person::Body { body } => Self::Corporate(body),
            Person::Parts(p) => Self::Personal(PersonalName {
                family: p.family,
                given: p.given,
                dropping_particle: p.dropping_particle,
                non_dropping_particle: p.non_dropping_particle,
                suffix: p.suffix,
            }),
        }
    }
}

/// The two halves of a title as the file has them.
pub(super) fn title_parts(title: Option<Title>) -> (Option<String>, Option<String>) {
    title.map_or((None, None), |t| (Some(t.main), t.subtitle))
}
