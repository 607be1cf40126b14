//! What a build tells of itself: four lines, and a word on every book that is not settled.

use super::citations;
use super::report::Report;
use super::terminal::{Line, Tone};
use super::words::{Count, list};
use crate::catalog::registry::Obstacle;
use crate::library::{Entry, Standing};
use crate::pipeline::Built;

/// Under what name the reader may ask on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setting {
    /// In a library, where entries can be explained.
    Library,
    /// Without one.
    OneShot,
}

/// What was read, detected and resolved.
pub fn lines(built: &Built) -> Vec<Line> {
    let texts = Count::of(built.survey.texts.len(), "text");
    let words = Count::of(built.survey.words(), "word");
    vec![
        line("read", &format!("{texts}, {words}")),
        line("detected", &detected(built)),
        line("resolved", &resolved(built)),
    ]
}

/// One line of the summary.
pub fn line(verb: &str, what: &str) -> Line {
    Line::new().piece(Tone::Heading, format!("  {verb:<10}")).plain(format!(" {what}"))
}

fn cited(built: &Built) -> impl Iterator<Item = &Entry> {
    let shelf = &built.shelf;
    shelf.entries.iter().chain(&shelf.doubtful).filter(|entry| !entry.cited_in.is_empty())
}

fn detected(built: &Built) -> String {
    let books = Count::of(cited(built).count(), "book");
    let quotes = |entry: &Entry| entry.cited_in.iter().map(|c| c.quotes.len()).sum::<usize>();
    let mentions = Count::of(cited(built).map(quotes).sum(), "mention");
    let rejected = match built.shelf.rejected {
        0 => String::new(),
        n => format!("  ({n} rejected by library.toml)"),
    };
    format!("{books} in {mentions}{rejected}{}", citations::passed_over(&built.survey.passed_over))
}

fn resolved(built: &Built) -> String {
    let names = [
        (Standing::Found, "found"),
        (Standing::Ambiguous, "ambiguous"),
        (Standing::Unknown, "unknown"),
        (Standing::Unreachable, "unreachable"),
        (Standing::ByHand, "settled by hand"),
    ];
    let count = |standing: Standing| cited(built).filter(|e| e.standing == standing).count();
    let parts = names.iter().map(|(standing, name)| (count(*standing), name)).filter(|(n, _)| *n > 0);
    let parts: Vec<String> = parts.map(|(n, name)| format!("{n} {name}")).collect();
    let parts = if parts.is_empty() { "nothing".to_owned() } else { parts.join(", ") };
    let asked = &built.asked;
    let lock = match asked.from_lock {
        0 => String::new(),
        n if n == asked.citations => "  (all from library.lock)".to_owned(),
        n => format!("  ({n} of {} citations from library.lock)", asked.citations),
    };
    format!("{parts}{lock}")
}

/// So many unsettled books are named; more of them nobody reads.
const MOST_NAMED: usize = 20;

/// A word on everything that a reader of the bibliography should know of, with what to do about it said once.
pub fn warnings(built: &Built, setting: Setting) -> Vec<Report> {
    let shelf = &built.shelf;
    let is_open = |entry: &&Entry| !matches!(entry.standing, Standing::Found | Standing::ByHand);
    let open = || shelf.entries.iter().filter(is_open).chain(&shelf.doubtful);
    let kept = shelf.entries.iter().filter_map(|entry| unsettled(entry, built));
    let all = kept.chain(shelf.doubtful.iter().map(|entry| doubtful(entry, built)));
    let mut warnings: Vec<Report> = all.take(MOST_NAMED).collect();
    let unnamed = open().count() - warnings.len();
    if unnamed > 0 {
        let more = Report::warning(format!("{} more to settle", Count::of(unnamed, "book")));
        warnings.push(match setting {
            Setting::Library => more.hint("`reading-list audit` names them all"),
            Setting::OneShot => more,
        });
    }
    let example = open().next();
    if let (Some(last), Some(entry)) = (warnings.pop(), example) {
        warnings.push(match setting {
            Setting::Library => last.hint(format!("`reading-list explain {}` shows why", entry.key)).hint(
                "settle it in library.toml: `[book.KEY]` with a `title` if it is a book, `[[reject]]` if it is none",
            ),
            Setting::OneShot => last.hint("`reading-list detect --explain` shows why it was taken for a book"),
        });
    }
    warnings.extend(shelf.renamed.iter().map(|(old, new)| {
        Report::warning(format!("`{old}` is now `{new}`, and nothing is called `{old}` any more"))
            .hint(format!("for texts that use it: `aliases = [\"{old}\"]` in `[book.{new}]`"))
    }));
    warnings.extend(shelf.unmatched.iter().map(super::shelf::untitled));
    warnings
}

/// That some catalogs named cannot be asked, and why; that nothing was ever imported is no news.
pub fn passed_over(built: &Built) -> Option<Report> {
    let over = &built.asked.passed_over;
    let names =
        |why: Obstacle| over.iter().filter(|u| u.why == why).map(|u| format!("`{}`", u.name)).collect::<Vec<_>>();
    let reasons = [Obstacle::Later, Obstacle::Offline, Obstacle::NoKey, Obstacle::NoGeneration, Obstacle::Unreadable];
    let reasons = reasons.into_iter().map(|why| (why, names(why))).filter(|(_, names)| !names.is_empty());
    let parts: Vec<String> = reasons.map(|(why, names)| format!("not {} ({why})", list(&names))).collect();
    (!parts.is_empty()).then(|| {
        let asked: Vec<_> = built.asked.catalogs.iter().map(|name| format!("`{name}`")).collect();
        let asked =
            if asked.is_empty() { "nobody is asked".to_owned() } else { format!("only {} is asked", list(&asked)) };
        Report::note(format!("{asked}, {}", parts.join(", ")))
    })
}

fn unsettled(entry: &Entry, built: &Built) -> Option<Report> {
    let why = match entry.standing {
        Standing::Found | Standing::ByHand => return None,
        Standing::Ambiguous => "may be one of several books",
        Standing::Unknown => "is in no catalog that was asked",
        Standing::Unreachable => "could not be looked up, for no catalog answered",
    };
    let (title, place) = (title(entry), place(entry, built));
    Some(Report::warning(format!("{title} {place} {why}: kept as it is cited, as `{}`", entry.key)))
}

fn doubtful(entry: &Entry, built: &Built) -> Report {
    let (title, place) = (title(entry), place(entry, built));
    let sure = entry.confidence;
    Report::warning(format!(
        "{title} {place} is a book at {sure}, and in no catalog that was asked: left out, as `{}`",
        entry.key
    ))
}

fn title(entry: &Entry) -> String {
    format!("\"{}\"", entry.book.title())
}

/// Where it is first cited.
fn place(entry: &Entry, built: &Built) -> String {
    let Some(first) = entry.cited_in.first() else { return String::new() };
    let found = first.quotes.first().and_then(|quote| built.survey.place(&first.source, quote));
    match found {
        Some((line, column)) => format!("({}:{line}:{column})", first.source),
        None => format!("({})", first.source),
    }
}

/// Whether everything cited was found, for `--strict`.
pub fn is_settled(built: &Built) -> bool {
    built.shelf.doubtful.is_empty()
        && built.shelf.unmatched.is_empty()
        && built.shelf.entries.iter().all(|e| matches!(e.standing, Standing::Found | Standing::ByHand))
}
