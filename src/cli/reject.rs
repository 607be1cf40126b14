//! `reject`: what is never to be listed.

use super::change::{edit, tell_next};
use super::{Error, Exit, Report, Settings, Terminal, summary};
use crate::library::manifest::Reject;
use crate::library::{Entry, Shelf};
use crate::model::{CitationKey, Name};
use crate::pipeline::{PipelineError, Project};

/// Never list a book, or what was taken for one
///
/// Writes a `[[reject]]` to library.toml. By the key of an entry, its title and author are rejected; by a title, whatever
/// bears it. What you typed of the book yourself goes too, unless it is rejected for one source only.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Args {
    /// The entry's citation key, or a title
    #[arg(value_name = "KEY|TITLE", required = true)]
    pub what: Vec<String>,
    /// Only where it is by this author
    #[arg(long, value_name = "NAME", value_parser = name)]
    pub author: Option<Name>,
    /// Only in this source
    #[arg(long, value_name = "FILE")]
    pub source: Option<String>,
    /// Show what would change, and write nothing
    #[arg(long)]
    pub dry_run: bool,
}

const EXAMPLES: &str = "Examples:
  reading-list reject winterreise
  reading-list reject 'London Review of Books' --source notes/winter.md";

fn name(text: &str) -> Result<Name, String> {
    Name::parse(text).ok_or_else(|| "a name cannot be empty".to_owned())
}

/// Rejects.
pub fn run(args: Args, settings: &Settings, terminal: &mut Terminal) -> Result<Exit, Error> {
    let mut told = Vec::new();
    let edited = edit(settings, args.dry_run, terminal, |project, editor| {
        let shelf = project.shelf();
        let entry = entry(&args, project, &shelf);
        let rule = rule(&args, entry)?;
        if let Some(entry) = entry.filter(|_| args.source.is_none())
            && editor.remove_book(&entry.key)
        {
            told.push(format!("`[book.{}]` of library.toml is gone", entry.key));
        }
        if project.manifest.rejects.contains(&rule) {
            if told.is_empty() {
                return Ok(None);
            }
        } else {
            editor.add_reject(&rule).map_err(PipelineError::from)?;
        }
        told.push(format!("\"{}\"{}", rule.title, narrowed(&rule)));
        Ok(Some(format!("reject {}", args.what.join(" "))))
    })?;
    told.iter().try_for_each(|what| terminal.tell(&summary::line("rejected", what)))?;
    if told.is_empty() {
        terminal.report(&Report::note("library.toml rejects it already"))?;
    }
    tell_next(edited, terminal)?;
    Ok(Exit::Done)
}

/// The entry that is meant, if it is one by its key.
fn entry<'s>(args: &Args, project: &Project, shelf: &'s Shelf) -> Option<&'s Entry> {
    let [word] = args.what.as_slice() else { return None };
    let key: CitationKey = project.key_of(shelf, &word.parse().ok()?).ok()?;
    shelf.entries.iter().chain(&shelf.doubtful).find(|entry| entry.key == key)
}

fn rule(args: &Args, entry: Option<&Entry>) -> Result<Reject, Error> {
    let source = args.source.as_ref().map(|source| source.strip_prefix("./").unwrap_or(source).to_owned());
    let Some(entry) = entry else {
        let title = args.what.join(" ").split_whitespace().collect::<Vec<_>>().join(" ");
        if title.is_empty() {
            return Err(Report::error("a title cannot be empty").into());
        }
        return Ok(Reject { title, author: args.author.clone(), source });
    };
    let by = || entry.book.work.contributors.first().map(|c| c.name.clone());
    Ok(Reject { title: entry.book.work.title.full(), author: args.author.clone().or_else(by), source })
}

fn narrowed(rule: &Reject) -> String {
    let author = rule.author.as_ref().map(|author| format!(" by {author}")).unwrap_or_default();
    let source = rule.source.as_ref().map(|source| format!(" in {source}")).unwrap_or_default();
    format!("{author}{source}")
}
