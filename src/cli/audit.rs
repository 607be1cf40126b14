//! `audit`: the library looked over.

use serde::Serialize;

use super::change::{Edited, edit, tell_next};
use super::selection::Layout;
use super::terminal::{Line, Tone};
use super::words::{Count, choice};
use super::{Error, Exit, Report, Settings, Terminal, build, shelf, summary};
use crate::library::audit::{Candidate, Doubt, Problem};
use crate::library::edit::Editor;
use crate::model::Name;
use crate::pipeline::audit::{Audit, Finding, audit, unusable};
use crate::pipeline::{PipelineError, Place, Project, project};

/// Look the library over for what is missing, doubtful or twice
///
/// Finds books without author or year, years that cannot be right, bad ISBNs, the same book under two keys, books that no
/// catalog has or that may be one of several, keys that BibTeX takes for one, and rules, sources and outputs of library.toml
/// that do nothing or harm. With each comes the command that mends it. Exits with 1 if anything was found.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Args {
    /// Mend what needs no choice: rules that match nothing, and what stands twice
    #[arg(long)]
    pub fix: bool,
    /// With `--fix`: show what would change, and write nothing
    #[arg(long, requires = "fix")]
    pub dry_run: bool,
    /// How to print
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: Layout,
}

const EXAMPLES: &str = "Examples:
  reading-list audit
  reading-list audit --fix
  reading-list audit --format json";

/// A finding as it is told.
#[derive(Serialize)]
struct Told {
    code: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<String>,
    message: String,
    fix: String,
    /// Whether `--fix` mends it.
    safe: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
}

/// Looks over, and mends what it may.
pub fn run(args: Args, settings: &Settings, terminal: &mut Terminal) -> Result<Exit, Error> {
    let mut found = look(settings)?;
    let mut edited = Edited::Unchanged;
    let safe = |found: &Audit| found.findings.iter().filter(|finding| is_safe(finding)).count();
    if args.fix && safe(&found) > 0 {
        edited = edit(settings, args.dry_run, terminal, |project, editor| {
            // What was found may have changed before the library was ours alone.
            found = audit(project)?;
            mend(&found.findings, editor)?;
            Ok(Some("audit --fix".to_owned()))
        })?;
    }
    let mends = safe(&found);
    let is_mended = edited == Edited::Written;
    let left = found.findings.iter().filter(|finding| !(is_mended && is_safe(finding)));
    let told: Vec<Told> = left.map(tell).collect();
    match args.format {
        Layout::Json => shelf::print_json(&told, terminal)?,
        Layout::Text => told.iter().try_for_each(|told| print(told, terminal))?,
    }
    let books = Count::of(found.entries, "book");
    let what =
        if told.is_empty() { "nothing to mend".to_owned() } else { Count::of(told.len(), "finding").to_string() };
    terminal.tell(&summary::line("audited", &format!("{books}: {what}")))?;
    if is_mended {
        terminal.tell(&summary::line("mended", &Count::of(mends, "finding").to_string()))?;
    } else if mends > 0 && !args.fix {
        let report = Report::note(format!("{} can be mended without a choice", Count::of(mends, "finding")));
        terminal.report(&report.hint("`reading-list audit --fix`"))?;
    }
    tell_next(edited, terminal)?;
    Ok(if told.is_empty() { Exit::Done } else { Exit::Unmet })
}

fn look(settings: &Settings) -> Result<Audit, Error> {
    let start = build::working_folder();
    let path = project::find(settings.library.as_deref(), &start)?;
    match Project::open(&path, &start) {
        Ok(project) => Ok(audit(&project)?),
        Err(PipelineError::Manifest(errors)) => Ok(unusable(errors)),
        Err(error) => Err(error.into()),
    }
}

fn print(told: &Told, terminal: &mut Terminal) -> Result<(), Error> {
    let key = told.key.as_ref().map(|key| format!("{key}: ")).unwrap_or_default();
    let place = match (&told.path, told.line) {
        (Some(path), Some(line)) => format!("{path}:{line}: "),
        _ => String::new(),
    };
    let line = Line::new().piece(Tone::Warning, told.code).plain("  ").piece(Tone::Heading, format!("{place}{key}"));
    terminal.say(&line.plain(&told.message))?;
    terminal.say(&Line::new().piece(Tone::Hint, "  fix: ").plain(&told.fix))?;
    Ok(())
}

/// Whether mending it needs no choice, and changes nothing that a build writes.
fn is_safe(finding: &Finding) -> bool {
    matches!(
        finding,
        Finding::UnusedReject { .. } | Finding::SourceTwice { .. } | Finding::Entry(Problem::SaidTwice { .. })
    )
}

fn mend(findings: &[Finding], editor: &mut Editor) -> Result<(), PipelineError> {
    // From the last to the first, so that the numbers stay true.
    for finding in findings.iter().rev() {
        match finding {
            Finding::UnusedReject { at, .. } => editor.remove_reject(*at),
            Finding::SourceTwice { at, .. } => editor.remove_source(*at),
            Finding::Entry(Problem::SaidTwice { key, field, .. }) => editor.say_once(key, field)?,
            _ => {}
        }
    }
    Ok(())
}

fn tell(finding: &Finding) -> Told {
    let safe = is_safe(finding);
    let located = |code, message: String, fix: String, place: &Option<Place>| Told {
        code,
        key: None,
        message,
        fix,
        safe,
        path: place.as_ref().map(|place| place.path.clone()),
        line: place.as_ref().map(|place| place.line),
    };
    match finding {
        Finding::Entry(problem) => entry(problem, safe),
        Finding::Unusable(error) => {
            let code = if error.text.trim_start().starts_with("isbn") { "bad-isbn" } else { "unusable" };
            let fix = error.hint.clone().unwrap_or_else(|| format!("correct `{}`", error.text.trim()));
            let place = Some(Place {
                path: error.path.clone(),
                line: error.line,
                column: error.column,
                text: error.text.clone(),
            });
            located(code, error.message.clone(), fix, &place)
        }
        Finding::UnusedReject { rule, is_twice: true, place, .. } => {
            let message = format!("\"{}\" is rejected twice in the same words", rule.title);
            located("said-twice", message, FIX.to_owned(), place)
        }
        Finding::UnusedReject { rule, place, .. } => {
            let message = format!("the `[[reject]]` of \"{}\" keeps nothing away", rule.title);
            located("unused-reject", message, FIX.to_owned(), place)
        }
        Finding::UnusedSource { source, place } => located(
            "unused-source",
            format!("no file matches the source `{source}`"),
            "correct the pattern, or take it out of `sources`".to_owned(),
            place,
        ),
        Finding::SourceTwice { source, place, .. } => {
            located("said-twice", format!("the source `{source}` is listed twice"), FIX.to_owned(), place)
        }
        Finding::UnreadSource(error) => {
            let fix = Report::from(error).hints.into_iter().next();
            let fix = fix.unwrap_or_else(|| "mend the file, or take it out of `sources`".to_owned());
            located("unread-source", error.to_string(), fix, &None)
        }
        Finding::OutputIsSource { output, place } => located(
            "output-is-source",
            format!("the output `{output}` is also a source, and a build refuses to write over it"),
            "give the output another `path`".to_owned(),
            place,
        ),
    }
}

const FIX: &str = "reading-list audit --fix";

fn entry(problem: &Problem, safe: bool) -> Told {
    let of = |code, key: &crate::model::CitationKey, message: String, fix: String| Told {
        code,
        key: Some(key.to_string()),
        message,
        fix,
        safe,
        path: None,
        line: None,
    };
    let set = |key, fields: &str| format!("reading-list edit {key} {fields}");
    match problem {
        Problem::NoTitle(key) => {
            let fix = format!("{}, or reading-list remove {key}", set(key, "title=…"));
            of("missing-title", key, "has no title, and no text cites it".to_owned(), fix)
        }
        Problem::NoAuthor(key) => {
            of("missing-author", key, "has no author or editor".to_owned(), set(key, "authors='Given Family'"))
        }
        Problem::NoYear(key) => of("missing-year", key, "has no year".to_owned(), set(key, "year=…")),
        Problem::DoubtfulYear { key, doubt } => {
            let (message, fields) = doubtful(doubt);
            of("doubtful-year", key, message, set(key, fields))
        }
        Problem::SameWork { key, other } => {
            let message = format!("is the same work as `{key}`");
            of("duplicate-work", other, message, format!("reading-list merge {key} {other}"))
        }
        Problem::SameEdition { key, other, isbn } => {
            let message = format!("has the ISBN {} of `{key}`", isbn.hyphenated());
            of("duplicate-edition", other, message, format!("reading-list merge {key} {other}"))
        }
        Problem::Unknown { key, title, left_out } => {
            let out = if *left_out { ", and is left out" } else { "" };
            let fix = format!(
                "if it is a book: {}; if it is none: reading-list reject {key}",
                set(key, &format!("title={}", quoted(title)))
            );
            of("unknown", key, format!("\"{title}\" is in no catalog that was asked{out}"), fix)
        }
        Problem::Unreachable(key) => {
            let fix = "reading-list build, when a catalog can be asked".to_owned();
            of("unreachable", key, "could not be looked up".to_owned(), fix)
        }
        Problem::Ambiguous { key, title, candidates } => {
            let each: Vec<String> = candidates.iter().map(|c| set(key, &fields(c))).collect();
            let fix = if each.is_empty() { set(key, "authors=… year=…") } else { choice(&each) };
            of("ambiguous", key, format!("\"{title}\" may be one of several books"), fix)
        }
        Problem::KeysAlike { key, other } => of(
            "key-clash",
            other,
            format!("differs from `{key}` in case only, and BibTeX takes both for one"),
            format!("reading-list rename {other} NEW"),
        ),
        Problem::SaidTwice { key, field, item } => {
            of("said-twice", key, format!("`{field}` has \"{item}\" twice"), FIX.to_owned())
        }
    }
}

fn doubtful(doubt: &Doubt) -> (String, &'static str) {
    match doubt {
        Doubt::Future(date) => (format!("{} is yet to come", shelf::date(*date)), "year=…"),
        Doubt::BeforeTheWork { issued, first } => {
            let (issued, first) = (shelf::date(*issued), shelf::date(*first));
            (format!("its edition of {issued} is older than the work, of {first}"), "year=… issued=…")
        }
        Doubt::BeforeIsbns(date) => {
            let message = format!("an edition of {} can have no ISBN: that may be the work's year", shelf::date(*date));
            (message, "issued=…")
        }
    }
}

/// The fields by which a candidate is chosen.
fn fields(candidate: &Candidate) -> String {
    let mut fields = vec![format!("title={}", quoted(&candidate.title))];
    if !candidate.authors.is_empty() {
        let authors: Vec<String> = candidate.authors.iter().map(Name::inverted).collect();
        fields.push(format!("authors={}", quoted(&authors.join("; "))));
    }
    fields.extend(candidate.year.map(|year| format!("year={}", quoted(&year.to_string()))));
    fields.join(" ")
}

/// Words as a shell wants them.
fn quoted(text: &str) -> String {
    let is_plain = !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || "-_.,:".contains(c));
    if is_plain { text.to_owned() } else { format!("'{}'", text.replace('\'', r"'\''")) }
}
