//! `cite`: a text with the citation keys of its books.

use std::path::{Path, PathBuf};

use super::build::working_folder;
use super::words::Count;
use super::{Error, Exit, Report, Settings, Terminal, online, summary};
use crate::bibliography::in_text::Form;
use crate::library::Manifest;
use crate::library::files::write_if_changed;
use crate::pipeline::cite::{CitedText, Citing, Left, Why, cite};
use crate::pipeline::{PipelineError, Project, must_not_overwrite, must_not_overwrite_texts, project};

/// Print a text with citation keys behind the books it cites
///
/// For pandoc, LaTeX or Typst, which make notes or references of the keys. The keys are the library's, if there is one
/// here; without one, those that `build FILE` gives. Nothing else in the text changes, not by a byte; what is cited
/// already stays, and a text cited twice is the text cited once.
///
/// A book that no catalog has and that detection is not sure of is not cited, nor is one that the library lacks; each is
/// named.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Args {
    /// The text; `-` is standard input
    #[arg(value_name = "FILE")]
    pub file: String,
    /// The form of the keys: pandoc, latex or typst; the extension tells it
    ///
    /// `[@key]`, `\autocite{key}`, `@key`. Texts other than .tex and .typ get pandoc's.
    #[arg(long, value_name = "FORM")]
    pub to: Option<Form>,
    /// Cite every mention, not only the first of each book
    #[arg(long)]
    pub every: bool,
    /// Where to write; without it, standard output
    #[arg(long, short, value_name = "OUT", conflicts_with = "in_place")]
    pub output: Option<PathBuf>,
    /// Write into FILE itself
    #[arg(long)]
    pub in_place: bool,
}

const EXAMPLES: &str = "Examples:
  reading-list cite answer.md | pandoc --citeproc --bibliography refs.bib -o answer.pdf
  reading-list cite chapter.tex --every --in-place
  reading-list cite notes.txt --to typst -o notes.typ";

/// Cites.
pub fn run(args: Args, settings: &Settings, terminal: &mut Terminal) -> Result<Exit, Error> {
    if args.in_place && args.file == "-" {
        let report = Report::error("standard input cannot be written in place");
        return Err(report.hint("leave `--in-place` out: the text goes to standard output").into());
    }
    let project = open(settings)?;
    if let Some(path) = &args.output {
        must_not_overwrite_texts(std::slice::from_ref(&args.file), path)?;
        project.iter().try_for_each(|project| must_not_overwrite(project, path))?;
    }
    let citing = Citing { file: args.file.clone(), form: args.to, every: args.every };
    let nothing = Manifest::default();
    let web = online::web(settings, project.as_ref().map_or(&nothing, |project| &project.manifest), &[]);
    let cited = cite(project.as_ref(), &citing, &web)?;
    let bytes = cited.original.bytes_of(&cited.with_keys.text).map_err(PipelineError::from)?;
    let path = if args.in_place { Some(Path::new(&args.file)) } else { args.output.as_deref() };
    let wrote = match path {
        None => {
            terminal.write_encoded(&cited.with_keys.text, &bytes)?;
            None
        }
        Some(path) => Some((path, write_if_changed(path, &bytes)?)),
    };
    terminal.tell(&summary::line("cited", &sum(&cited)))?;
    if let Some((path, has_changed)) = wrote {
        let what = if has_changed { path.display().to_string() } else { "nothing, all is as it was".to_owned() };
        terminal.tell(&summary::line("wrote", &what))?;
    }
    tell_left(&cited.left, &args.file, project.is_some(), terminal)?;
    Ok(Exit::Done)
}

/// The library that is meant, if there is one.
fn open(settings: &Settings) -> Result<Option<Project>, Error> {
    let start = working_folder();
    let path = match project::find(settings.library.as_deref(), &start) {
        Ok(path) => path,
        Err(PipelineError::NoLibrary { .. }) => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let project = Project::open(&path, &start)?;
    project.must_be_built()?;
    Ok(Some(project))
}

fn sum(cited: &CitedText) -> String {
    let (books, places) = (cited.with_keys.keys.len(), cited.with_keys.inserted.len());
    match books {
        0 => "nothing that is not cited already".to_owned(),
        _ => format!("{} in {}", Count::of(books, "book"), Count::of(places, "place")),
    }
}

/// Names the books that are not cited, with what to do said once.
fn tell_left(left: &[Left], file: &str, has_library: bool, terminal: &mut Terminal) -> Result<(), Error> {
    for (nth, Left { title, place: (line, column), why }) in left.iter().enumerate() {
        let book = format!("\"{title}\" ({file}:{line}:{column})");
        let report = Report::warning(match why {
            Why::Doubtful(sure) => format!("{book} is a book at {sure}, and in no catalog that was asked: not cited"),
            Why::NotInLibrary => format!("{book} is not in the library: not cited"),
            Why::NoPlace => format!("{book} is named only where nothing can be cited"),
        });
        let is_last = !left.iter().skip(nth + 1).any(|later| hint(later.why, false) == hint(*why, false));
        terminal.report(&match hint(*why, has_library).filter(|_| is_last) {
            Some(hint) => report.hint(hint),
            None => report,
        })?;
    }
    Ok(())
}

fn hint(why: Why, has_library: bool) -> Option<&'static str> {
    match why {
        Why::NotInLibrary => Some("`reading-list add` puts it there, or `build` if the text is among the sources"),
        Why::Doubtful(_) if has_library => Some("if it is a book, say so in library.toml: `[book.KEY]` with a `title`"),
        Why::Doubtful(_) => Some("`reading-list detect --explain` shows why it was taken for a book"),
        Why::NoPlace => None,
    }
}
