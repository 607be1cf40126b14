//! Between the text of `library.lock` and a [`Lock`].
//!
//! A lock is never mended by guessing: what cannot be read is reported with its line, and can be made anew.

use std::collections::BTreeMap;

use serde::Serialize;
use thiserror::Error;
use toml::de::DeTable;

use super::one_line::one_line_strings;
use super::wire::{Cited, Edition, Entries, Entry, File, Person, Rival as WireRival, Said, Work, title_parts};
use super::{Lock, Locked, LockedCitation, Outcome, Rival, VERSION};
use crate::cores;
use crate::library::manifest::place;
use crate::library::{Quote, Standing};
use crate::model::{
    self, Book, CitationKey, CitedBook, Confidence, Contributor, Disagreement, Match, Name, RecordId, Series, Title,
    Year,
};

const HEADER: &str = "# Written by reading-list: what was found for the books that library.toml reads about.\n\
                      # Keep it with library.toml; do not edit it.\n";

/// So many entries are read or written together.
const PIECE: usize = 100;

/// Why a lock cannot be read or written.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum LockError {
    /// Two versions of the file were merged and nobody chose.
    #[error(
        "line {line}: a merge conflict is not settled (choose one side, or delete the lock: a build makes it anew)"
    )]
    Conflict {
        /// The line of the first marker.
        line: usize,
    },
    /// Written by a program that lays the file out otherwise.
    #[error(
        "the lock has version {found}, and this program reads version {VERSION} (delete it: a build makes it anew)"
    )]
    Version {
        /// The version that stands there.
        found: String,
    },
    /// Not the TOML that a lock is.
    #[error("line {line}: {why} (a lock that cannot be read may be deleted: a build makes it anew)")]
    Broken {
        /// Where.
        line: usize,
        /// What is wrong there.
        why: String,
    },
    /// A value that TOML cannot hold.
    #[error("the lock cannot be written: {0}")]
    Unwritable(String),
}

pub(super) fn lock(text: &str) -> Result<Lock, LockError> {
    check_conflict(text)?;
    let (edition, all) = match in_pieces(text) {
        Some(read) => read,
        None => {
            check_version(text)?;
            let file: File = toml::from_str(text).map_err(|e| broken(text, &e))?;
            (file.edition, file.entry.into_iter().map(read_entry).collect())
        }
    };
    let mut entries = BTreeMap::new();
    for (key, locked) in all {
        let line = || line_of(text, &key);
        let locked = locked.map_err(|why| LockError::Broken { line: line(), why })?;
        if entries.contains_key(&key) {
            return Err(LockError::Broken { line: line(), why: format!("the key `{key}` stands twice") });
        }
        entries.insert(key, locked);
    }
    let edition = edition.parse().map_err(|why| LockError::Broken { line: 1, why })?;
    Ok(Lock { edition, entries })
}

/// The rule for editions, and the entries.
type Parts = (String, Vec<(CitationKey, Result<Locked, String>)>);

/// A lock laid out as we write it, read some entries at a time on all cores; none where it is laid out otherwise or cannot
/// be read, which the whole text will show.
fn in_pieces(text: &str) -> Option<Parts> {
    /// What an entry begins with.
    const ENTRY: &str = "\n[[entry]]\n";
    let starts: Vec<usize> = text.match_indices(ENTRY).map(|(at, _)| at + 1).step_by(PIECE).collect();
    let (head, ends) = (text.get(..*starts.first()?)?, starts.iter().skip(1).copied().chain([text.len()]));
    check_version(head).ok()?;
    let head: File = toml::from_str(head).ok()?;
    let pieces: Vec<&str> = starts.iter().zip(ends).map(|(&start, end)| text.get(start..end)).collect::<Option<_>>()?;
    let read = |piece: &&str| {
        let entries: Entries = toml::from_str(piece).ok()?;
        Some(entries.entry.into_iter().map(read_entry).collect::<Vec<_>>())
    };
    let entries: Vec<_> = cores::each_on_a_core(&pieces, read).into_iter().collect::<Option<_>>()?;
    Some((head.edition, entries.into_iter().flatten().collect()))
}

fn read_entry(wire: Entry) -> (CitationKey, Result<Locked, String>) {
    (wire.key.clone(), entry(wire))
}

/// The three markers that merging leaves; the middle one alone could be a line of a quoted text.
fn check_conflict(text: &str) -> Result<(), LockError> {
    let marked = |line: &str| line.starts_with("<<<<<<< ") || line.starts_with(">>>>>>> ");
    match text.lines().position(marked) {
        Some(at) => Err(LockError::Conflict { line: at + 1 }),
        None => Ok(()),
    }
}

fn check_version(text: &str) -> Result<(), LockError> {
    let table = DeTable::parse(text).map_err(|e| broken(text, &e))?;
    let found = table.get_ref().get("version").map(|v| v.get_ref());
    match found.and_then(|v| v.as_integer()).map(ToString::to_string) {
        Some(number) if number == VERSION.to_string() => Ok(()),
        Some(number) => Err(LockError::Version { found: number }),
        None => Err(LockError::Broken { line: 1, why: "a lock begins with its `version`".to_owned() }),
    }
}

fn broken(text: &str, error: &toml::de::Error) -> LockError {
    let at = error.span().map_or(0, |span| span.start);
    LockError::Broken { line: place(text, at).0, why: error.message().trim_end().replace('\n', ", ") }
}

/// The line where the entry under this key begins.
fn line_of(text: &str, key: &CitationKey) -> usize {
    let wanted = format!("key = {}", toml_edit::Value::from(key.as_str()));
    text.lines().position(|line| line == wanted).map_or(1, |at| at + 1)
}

fn entry(wire: Entry) -> Result<Locked, String> {
    let confidence = Confidence::from_percent(wire.confidence);
    let (standing, asked) = (wire.standing, wire.asked.clone());
    let mut wire = wire;
    let cited = std::mem::take(&mut wire.cited);
    let rivals = std::mem::take(&mut wire.rival).into_iter().map(rival).collect::<Result<Vec<_>, _>>()?;
    let outcome = match standing {
        None => None,
        Some(Standing::Found) => Some(Outcome::Found(Box::new(best(wire)?))),
        Some(Standing::Ambiguous) if rivals.is_empty() => {
            return Err("an ambiguous entry needs a `[[entry.rival]]`".to_owned());
        }
        Some(Standing::Ambiguous) => Some(Outcome::Ambiguous { best: Box::new(best(wire)?), rivals }),
        Some(Standing::Unknown) => Some(Outcome::Unknown { asked }),
        Some(Standing::ByHand) => Some(Outcome::ByHand),
        Some(Standing::Unreachable) => return Err("`unreachable` is no standing that a lock keeps".to_owned()),
    };
    let citations = cited.into_iter().map(citation).collect::<Result<_, _>>()?;
    Ok(Locked { confidence, outcome, citations })
}

fn best(wire: Entry) -> Result<Match, String> {
    let records: Vec<RecordId> = wire.records.iter().map(|r| record(r)).collect::<Result<_, _>>()?;
    if records.is_empty() {
        return Err("what was found needs its `records`".to_owned());
    }
    let work = work(wire.work.ok_or("what was found needs its `[entry.work]`")?);
    Ok(Match {
        records,
        book: Book { work, edition: wire.edition.map(edition) },
        provenance: wire.provenance,
        score: Confidence::from_percent(wire.score.unwrap_or(0)),
        reasons: wire.reasons,
        disagreements: wire.disagreement.into_iter().map(|d| Disagreement { field: d.field, said: d.said }).collect(),
        runner_up: wire.runner_up.map(rival).transpose()?.and_then(|rival| rival.to_match()).map(Box::new),
    })
}

fn record(text: &str) -> Result<RecordId, String> {
    let (catalog, id) = text.split_once(':').ok_or_else(|| format!("`{text}` is not a record (`catalog:id`)"))?;
    Ok(RecordId { catalog: catalog.parse()?, id: id.to_owned() })
}

fn work(wire: Work) -> model::Work {
    model::Work {
        title: Title { main: wire.title, subtitle: wire.subtitle },
        contributors: wire.people.into(),
        first_published: wire.first_published,
        language: wire.language,
        original_title: wire.original_title,
        identifiers: wire.identifiers.into(),
    }
}

fn edition(wire: Edition) -> model::Edition {
    let subtitle = wire.subtitle;
    let number = wire.number;
    model::Edition {
        title: wire.title.map(|main| Title { main, subtitle }),
        contributors: wire.people.into(),
        issued: wire.issued,
        publisher: wire.publisher,
        place: wire.place,
        edition: wire.edition,
        series: wire.series.map(|title| Series { title, number }),
        volume: wire.volume,
        set: wire.set,
        volumes: wire.volumes,
        pages: wire.pages,
        language: wire.language,
        isbns: wire.isbn,
        url: wire.url,
        identifiers: wire.identifiers.into(),
    }
}

fn names(wire: Vec<Person>) -> Vec<Name> {
    wire.into_iter().map(Name::from).collect()
}

fn people(names: &[Name]) -> Vec<Person> {
    names.iter().map(Person::from).collect()
}

fn rival(wire: WireRival) -> Result<Rival, String> {
    Ok(Rival {
        record: record(&wire.record)?,
        title: wire.title,
        authors: names(wire.authors),
        year: wire.year,
        score: Confidence::from_percent(wire.score),
    })
}

fn citation(wire: Cited) -> Result<LockedCitation, String> {
    let year = match wire.year {
        None => None,
        Some(n) => Some(Year::new(i64::from(n)).ok_or_else(|| format!("`{n}` is not a year of any book"))?),
    };
    Ok(LockedCitation {
        source: wire.source,
        cited: CitedBook { title: wire.title, authors: names(wire.authors), year, isbn: wire.isbn },
        quotes: wire.quotes.into_iter().map(|(text, occurrence)| Quote { text, occurrence }).collect(),
    })
}

pub(super) fn write(lock: &Lock) -> Result<String, LockError> {
    let head = File { version: VERSION, edition: lock.edition.to_string(), entry: Vec::new() };
    let mut text = HEADER.to_owned() + &toml_of(&head)?;
    let entries: Vec<_> = lock.entries.iter().collect();
    let pieces: Vec<&[_]> = entries.chunks(PIECE).collect();
    let written = cores::each_on_a_core(&pieces, |piece| {
        toml_of(&Entries { entry: piece.iter().map(|(key, locked)| to_wire(key, locked)).collect() })
    });
    for piece in written {
        text.push('\n');
        text.push_str(&piece?);
    }
    Ok(text)
}

fn toml_of(value: &impl Serialize) -> Result<String, LockError> {
    let text = toml::to_string(value).map_err(|e| LockError::Unwritable(e.to_string()))?;
    one_line_strings(text).map_err(|e| LockError::Unwritable(e.to_string()))
}

fn to_wire(key: &CitationKey, locked: &Locked) -> Entry {
    let (best, rivals, asked) = match &locked.outcome {
        Some(Outcome::Found(best)) => (Some(best.as_ref()), &[][..], &[][..]),
        Some(Outcome::Ambiguous { best, rivals }) => (Some(best.as_ref()), rivals.as_slice(), &[][..]),
        Some(Outcome::Unknown { asked }) => (None, &[][..], asked.as_slice()),
        Some(Outcome::ByHand) | None => (None, &[][..], &[][..]),
    };
    Entry {
        key: key.clone(),
        standing: locked.outcome.as_ref().map(Outcome::standing),
        confidence: locked.confidence.percent(),
        score: best.map(|m| m.score.percent()),
        reasons: best.map(|m| m.reasons.clone()).unwrap_or_default(),
        records: best.map(|m| m.records.iter().map(ToString::to_string).collect()).unwrap_or_default(),
        asked: asked.to_vec(),
        work: best.map(|m| work_to_wire(&m.book.work)),
        edition: best.and_then(|m| m.book.edition.as_ref()).map(edition_to_wire),
        provenance: best.map(|m| m.provenance.clone()).unwrap_or_default(),
        disagreement: best.map(|m| m.disagreements.iter().map(said).collect()).unwrap_or_default(),
        runner_up: best.and_then(|m| m.runner_up.as_deref()).and_then(Rival::of).map(|rival| rival_to_wire(&rival)),
        rival: rivals.iter().map(rival_to_wire).collect(),
        cited: locked.citations.iter().map(citation_to_wire).collect(),
    }
}

fn said(disagreement: &Disagreement) -> Said {
    Said { field: disagreement.field, said: disagreement.said.clone() }
}

fn work_to_wire(work: &model::Work) -> Work {
    Work {
        title: work.title.main.clone(),
        subtitle: work.title.subtitle.clone(),
        people: work.contributors.as_slice().into(),
        first_published: work.first_published,
        language: work.language.clone(),
        original_title: work.original_title.clone(),
        identifiers: work.identifiers.clone().into(),
    }
}

fn edition_to_wire(edition: &model::Edition) -> Edition {
    let (title, subtitle) = title_parts(edition.title.clone());
    let (series, number) = edition.series.clone().map_or((None, None), |s| (Some(s.title), s.number));
    let contributors: &[Contributor] = &edition.contributors;
    Edition {
        title,
        subtitle,
        people: contributors.into(),
        issued: edition.issued,
        publisher: edition.publisher.clone(),
        place: edition.place.clone(),
        edition: edition.edition.clone(),
        series,
        number,
        volume: edition.volume.clone(),
        set: edition.set.clone(),
        volumes: edition.volumes,
        pages: edition.pages,
        language: edition.language.clone(),
        isbn: edition.isbns.clone(),
        url: edition.url.clone(),
        identifiers: edition.identifiers.clone().into(),
    }
}

fn rival_to_wire(rival: &Rival) -> WireRival {
    WireRival {
        record: rival.record.to_string(),
        title: rival.title.clone(),
        authors: people(&rival.authors),
        year: rival.year,
        score: rival.score.percent(),
    }
}

fn citation_to_wire(citation: &LockedCitation) -> Cited {
    Cited {
        source: citation.source.clone(),
        title: citation.cited.title.clone(),
        authors: people(&citation.cited.authors),
        year: citation.cited.year.map(Year::number),
        isbn: citation.cited.isbn,
        quotes: citation.quotes.iter().map(|q| (q.text.clone(), q.occurrence)).collect(),
    }
}
