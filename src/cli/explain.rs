//! `explain`: why an entry is as it is.

use serde::Serialize;

use super::selection::Layout;
use super::terminal::{Line, Tone};
use super::words::{Count, list};
use super::{Error, Exit, Settings, Terminal, explained_field, online, shelf};
use crate::catalog::web::Asked;
use crate::library::lock::{Outcome, Rival};
use crate::library::{Entry, Standing};
use crate::model::{CatalogName, CitationKey, CitedBook, Field, Match, Source};
use crate::pipeline::explain::{self, Sighting};

/// Explain why a book is in the library, and each of its fields
///
/// The sentences that cite it, the cues by which it was taken for a book, the catalogs asked, the runner-up, and for
/// every field who says so. Use it when an entry surprises you.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Args {
    /// The entry's citation key
    pub key: CitationKey,
    /// Only this field: its value, who says so, and who says otherwise
    ///
    /// As `show` and library.toml name it: title, authors, year, publisher, isbn and so on.
    #[arg(value_name = "FIELD")]
    pub field: Option<String>,
    /// How to print
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: Layout,
}

const EXAMPLES: &str = "Examples:
  reading-list explain trotsky1930
  reading-list explain trotsky1930 year";

#[derive(Serialize)]
struct Explained<'e> {
    key: &'e str,
    standing: Standing,
    confidence: f64,
    found: Option<FoundJson>,
    rivals: Vec<RivalJson>,
    runner_up: Option<RivalJson>,
    asked: Vec<String>,
    requests: Vec<RequestJson<'e>>,
    fields: Vec<FieldJson>,
    mentions: Vec<MentionJson<'e>>,
}

#[derive(Serialize)]
struct FoundJson {
    records: Vec<String>,
    score: f64,
    reasons: Vec<String>,
}

#[derive(Serialize)]
struct RivalJson {
    record: String,
    title: String,
    authors: Vec<String>,
    year: Option<i32>,
    score: f64,
}

#[derive(Serialize)]
struct RequestJson<'e> {
    catalog: &'e str,
    why: &'e str,
    address: &'e str,
    kept: bool,
}

#[derive(Serialize)]
struct FieldJson {
    field: String,
    value: String,
    source: Option<String>,
    otherwise: Vec<SaidJson>,
}

/// What others say instead.
#[derive(Serialize)]
struct SaidJson {
    value: String,
    catalogs: Vec<String>,
}

#[derive(Serialize)]
struct MentionJson<'e> {
    source: &'e str,
    byline: Option<&'e str>,
    text: &'e str,
    line: Option<usize>,
    column: Option<usize>,
    sentence: &'e str,
    evidence: Vec<EvidenceJson>,
}

#[derive(Serialize)]
struct EvidenceJson {
    cue: &'static str,
    weight: f32,
}

/// Explains.
pub fn run(args: Args, settings: &Settings, terminal: &mut Terminal) -> Result<Exit, Error> {
    let field = args.field.as_deref().map(explained_field::named).transpose()?;
    let project = shelf::open(settings)?;
    shelf::tell_unbuilt(&project, terminal)?;
    let shelf = project.shelf();
    let entry = shelf::entry(&shelf, &args.key)?;
    let locked = shelf.lock.entries.get(&entry.key);
    if let Some(field) = field {
        let story = explained_field::story(entry, locked, field);
        match args.format {
            Layout::Json => shelf::print_json(&story, terminal)?,
            Layout::Text => explained_field::lines(&story).iter().try_for_each(|line| terminal.say(line))?,
        }
        return Ok(Exit::Done);
    }
    let outcome = locked.and_then(|locked| locked.outcome.as_ref());
    let sightings = explain::sightings(&project, entry);
    let words: Vec<CitedBook> = locked.iter().flat_map(|locked| &locked.citations).map(|c| c.cited.clone()).collect();
    let asked = explain::asked(&project, &words, &online::kept(&project.manifest))?;
    match args.format {
        Layout::Json => shelf::print_json(&explained(entry, outcome, &sightings, &asked), terminal)?,
        Layout::Text => {
            let lines = [
                heading(entry),
                resolved(entry, outcome),
                questions(&asked),
                cited(&sightings),
                fields(entry, best(outcome)),
            ]
            .concat();
            lines.iter().try_for_each(|line| terminal.say(line))?;
        }
    }
    Ok(Exit::Done)
}

fn heading(entry: &Entry) -> Vec<Line> {
    vec![shelf::book(Line::new().piece(Tone::Heading, entry.key.as_str()).plain("  "), &entry.book)]
}

fn resolved(entry: &Entry, outcome: Option<&Outcome>) -> Vec<Line> {
    let indented = |text: String| Line::new().plain(format!("  {text}"));
    let by_hand = entry.standing == Standing::ByHand;
    let mut lines = vec![Line::new().piece(Tone::Heading, "which book")];
    if by_hand {
        lines.push(indented("as it stands in library.toml".to_owned()));
    }
    match outcome {
        Some(Outcome::Found(found)) => {
            lines.extend(matched("found as", found).map(indented));
            let next = found.runner_up.as_deref().and_then(Rival::of);
            lines.extend(next.map(|rival| indented(format!("rather than {}", rival_line(&rival)))));
        }
        Some(Outcome::Ambiguous { best, rivals }) => {
            lines.extend(matched("perhaps", best).map(indented));
            lines.extend(rivals.iter().map(|rival| indented(format!("or {}", rival_line(rival)))));
        }
        Some(Outcome::Unknown { asked }) if asked.is_empty() => lines.push(indented("no catalog was asked".to_owned())),
        Some(Outcome::Unknown { asked }) => lines.push(indented(format!("not in {}", list(asked)))),
        Some(Outcome::ByHand) => {}
        None => lines.push(indented("no catalog answered; the next build asks again".to_owned())),
    }
    if !entry.cited_in.is_empty() {
        lines.push(indented(format!("that a book is meant: {}", entry.confidence)));
    }
    lines
}

fn matched<'m>(word: &'m str, found: &'m Match) -> impl Iterator<Item = String> + 'm {
    let records: Vec<_> = found.records.iter().map(|r| format!("{} in {}", r.id, r.catalog)).collect();
    let first = format!("{word} {} ({})", list(&records), found.score);
    std::iter::once(first).chain(found.reasons.iter().map(|reason| format!("  {reason}")))
}

fn rival_line(rival: &Rival) -> String {
    let by = if rival.authors.is_empty() { String::new() } else { format!("{}, ", list(&rival.authors)) };
    let year = rival.year.map_or_else(String::new, |year| format!(" ({})", shelf::date(year)));
    format!("{by}{}{year}, {} in {} ({})", rival.title, rival.record.id, rival.record.catalog, rival.score)
}

/// What the catalogs on the network are asked, and whether their answers are kept.
fn questions(asked: &[Asked]) -> Vec<Line> {
    let heading = (!asked.is_empty()).then(|| Line::new().piece(Tone::Heading, "what is asked"));
    let line = |asked: &Asked| {
        let kept = if asked.is_kept { "" } else { "  no answer is kept" };
        let line = Line::new().plain(format!("  {}, by {}", asked.catalog, asked.why));
        line.piece(Tone::Faint, format!("  {}", asked.address)).piece(Tone::Warning, kept)
    };
    heading.into_iter().chain(asked.iter().map(line)).collect()
}

/// How many cues of a mention people are shown; programs get all.
const SHOWN: usize = 6;

fn cited(sightings: &[Sighting]) -> Vec<Line> {
    let mut lines = Vec::new();
    if !sightings.is_empty() {
        lines.push(Line::new().piece(Tone::Heading, "why a book"));
    }
    for sighting in sightings {
        let Some((line, column)) = sighting.place else {
            let gone = format!("  {}: \"{}\" stands there no longer", sighting.source, sighting.quote.text);
            lines.push(Line::new().piece(Tone::Warning, gone));
            continue;
        };
        let by = sighting.byline.as_ref().map_or_else(String::new, |byline| format!("  by {byline}"));
        lines.push(Line::new().piece(Tone::Faint, format!("  {}:{line}:{column}{by}", sighting.source)));
        lines.push(Line::new().plain(format!("    {}", sighting.sentence)));
        if sighting.evidence.is_empty() {
            lines.push(Line::new().piece(Tone::Warning, "    it would not be taken for a book today"));
        }
        lines.extend(sighting.evidence.iter().take(SHOWN).map(|evidence| {
            let tone = if evidence.weight < 0.0 { Tone::Warning } else { Tone::Good };
            Line::new().piece(tone, format!("    {:>+6.2}", evidence.weight)).plain(format!("  {}", evidence.cue))
        }));
        if let weaker @ 1.. = sighting.evidence.len().saturating_sub(SHOWN) {
            let rest = format!("           and {}", Count::of(weaker, "weaker cue"));
            lines.push(Line::new().piece(Tone::Faint, rest));
        }
    }
    lines
}

/// What catalogs say of a field that is not what the entry has: all they say where it was typed.
fn otherwise<'m>(entry: &Entry, found: Option<&'m Match>, field: Field) -> &'m [(String, Vec<CatalogName>)] {
    let taken = usize::from(entry.provenance.get(&field) != Some(&Source::Human));
    let disagreement = found.and_then(|found| found.disagreements.iter().find(|d| d.field == field));
    disagreement.and_then(|d| d.said.get(taken..)).unwrap_or_default()
}

fn fields(entry: &Entry, found: Option<&Match>) -> Vec<Line> {
    let mut lines = vec![Line::new().piece(Tone::Heading, "who says so")];
    for (field, name, value) in shelf::fields(&entry.book) {
        let source = entry.provenance.get(&field).map_or("nobody", |source| match source {
            Source::Human => "library.toml",
            Source::Text => "the text",
            Source::Catalog(name) => name.as_str(),
        });
        let line = Line::new().piece(Tone::Faint, format!("  {name:<18} ")).plain(format!("{value}  "));
        lines.push(line.piece(Tone::Faint, format!("[{source}]")));
        lines.extend(otherwise(entry, found, field).iter().map(|(value, catalogs)| {
            let line = Line::new().piece(Tone::Faint, format!("  {:<18} ", "but")).plain(format!("{value}  "));
            line.piece(Tone::Faint, format!("[{}]", list(catalogs)))
        }));
    }
    lines
}

/// The match that the entry is made of.
fn best(outcome: Option<&Outcome>) -> Option<&Match> {
    match outcome? {
        Outcome::Found(best) | Outcome::Ambiguous { best, .. } => Some(best),
        Outcome::Unknown { .. } | Outcome::ByHand => None,
    }
}

fn explained<'e>(
    entry: &'e Entry,
    outcome: Option<&Outcome>,
    sightings: &'e [Sighting],
    requests: &'e [Asked],
) -> Explained<'e> {
    let found = best(outcome);
    let (rivals, asked) = match outcome {
        Some(Outcome::Ambiguous { rivals, .. }) => (rivals.as_slice(), &[][..]),
        Some(Outcome::Unknown { asked }) => (&[][..], asked.as_slice()),
        Some(Outcome::Found(_) | Outcome::ByHand) | None => (&[][..], &[][..]),
    };
    let runner_up = found.and_then(|found| found.runner_up.as_deref()).and_then(Rival::of);
    let said = |(value, catalogs): &(String, Vec<CatalogName>)| SaidJson {
        value: value.clone(),
        catalogs: catalogs.iter().map(ToString::to_string).collect(),
    };
    let field = |(field, _, value): (Field, &str, String)| FieldJson {
        field: shelf::name_of(&field),
        value,
        source: entry.provenance.get(&field).map(ToString::to_string),
        otherwise: otherwise(entry, found, field).iter().map(said).collect(),
    };
    let request = |asked: &'e Asked| RequestJson {
        catalog: asked.catalog.as_str(),
        why: &asked.why,
        address: &asked.address,
        kept: asked.is_kept,
    };
    Explained {
        key: entry.key.as_str(),
        standing: entry.standing,
        confidence: entry.confidence.probability(),
        found: found.map(|found| FoundJson {
            records: found.records.iter().map(ToString::to_string).collect(),
            score: found.score.probability(),
            reasons: found.reasons.iter().map(shelf::name_of).collect(),
        }),
        rivals: rivals.iter().map(rival_json).collect(),
        runner_up: runner_up.as_ref().map(rival_json),
        asked: asked.iter().map(ToString::to_string).collect(),
        requests: requests.iter().map(request).collect(),
        fields: shelf::fields(&entry.book).into_iter().map(field).collect(),
        mentions: sightings.iter().map(mention_json).collect(),
    }
}

fn rival_json(rival: &Rival) -> RivalJson {
    RivalJson {
        record: rival.record.to_string(),
        title: rival.title.clone(),
        authors: rival.authors.iter().map(ToString::to_string).collect(),
        year: rival.year.map(|date| date.first_year().number()),
        score: rival.score.probability(),
    }
}

fn mention_json(sighting: &Sighting) -> MentionJson<'_> {
    MentionJson {
        source: &sighting.source,
        byline: sighting.byline.as_deref(),
        text: &sighting.quote.text,
        line: sighting.place.map(|place| place.0),
        column: sighting.place.map(|place| place.1),
        sentence: &sighting.sentence,
        evidence: sighting.evidence.iter().map(|e| EvidenceJson { cue: e.cue, weight: e.weight }).collect(),
    }
}
