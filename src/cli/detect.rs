//! `detect`: the books in a text, before any catalog is asked, or with whether they exist.
//!
//! Texts are read as fast as they are worked on by several threads, and printed in the order of the input. How the books are
//! printed is `citations`' business.

use std::io;
use std::num::NonZero;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Instant;

use super::citations::{Output, Printer};
use super::words::Count;
use super::{Error, Exit, Report, Settings, Terminal, online, shelf, terminal};
use crate::catalog::web::Web;
use crate::detect::{Detector, Findings};
use crate::model::{Citation, CitedBook, Confidence, Document, Format, Origin};
use crate::net::at_once;
use crate::pipeline::check::Checker;
use crate::pipeline::{self, in_order};
use crate::source::web::{Pages, is_web_address};
use crate::source::{self, DEFAULT_LIMIT, Expect, Fields, Options, SourceError};

/// Find the books that a text cites
///
/// For trying out what would be found, and for feeding other programs. No catalog is asked (but with `--enrich`) and no library
/// needed. JSON Lines is one line a text, in the order of the input. Input may be compressed with gzip or zstd.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Args {
    /// Texts: files, patterns, web addresses, or `-` for standard input (the default)
    #[arg(value_name = "FILES", default_value = "-", hide_default_value = true)]
    pub files: Vec<String>,
    /// How to print
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: Output,
    /// Say why each mention was taken for a book
    ///
    /// The cues are shown with their weights, in log-odds; those below zero speak against a book.
    #[arg(long)]
    pub explain: bool,
    /// Take for books what is N per cent sure, not what is measured as best
    #[arg(long, value_name = "N", value_parser = percent)]
    pub threshold: Option<Confidence>,
    /// What the texts are; `auto` goes by the extension
    ///
    /// Standard input is known by how it begins. In `jsonl`, every line is a JSON object with `id` and `text`.
    #[arg(long, value_enum, default_value_t, value_name = "INPUT")]
    pub input: InputKind,
    /// Ask the catalogs whether each book exists
    ///
    /// `exists` in JSON is then true, false (where a catalog that claims to have every book has it not) or null.
    #[arg(long)]
    pub enrich: bool,
    /// A list that has every book there may be, for `--enrich` (repeatable)
    #[arg(long = "catalog-from", value_name = "FILE", requires = "enrich")]
    pub lists: Vec<String>,
    /// The field of a line that holds the text, for JSON Lines (repeatable)
    ///
    /// `body` in Reddit's comments, `title` and `selftext` in its posts. Several are joined by a blank line; dots lead into objects.
    #[arg(long, value_name = "NAME")]
    pub text_field: Vec<String>,
    /// The field of a line that names the text, for JSON Lines; else `id`
    #[arg(long, value_name = "NAME")]
    pub id_field: Option<String>,
    /// The field of a line that says when, for JSON Lines: for `rank --by`
    ///
    /// Seconds since 1970 (`created_utc` of Reddit) or a date that begins `2021-05-01`; a line without it has no date.
    #[arg(long, value_name = "NAME")]
    pub date_field: Option<String>,
    /// How many texts to work on at once; 0 means one per core
    ///
    /// With 1, each text is printed as soon as it is read, as a program wants it that asks and waits for the answer; with more,
    /// when some more texts have been read.
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub jobs: usize,
    /// The most bytes a text may have
    #[arg(long, value_name = "BYTES", default_value_t = DEFAULT_LIMIT)]
    pub limit: u64,
}

const EXAMPLES: &str = "Examples:
  reading-list detect answer.md
  reading-list detect --explain answer.md
  reading-list detect --format jsonl 'answers/*.md' > books.jsonl
  reading-list detect --enrich --format jsonl answer.md
  reading-list detect --format jsonl --text-field body RC_2021-05.zst > books.jsonl";

fn percent(text: &str) -> Result<Confidence, String> {
    let number: Option<u8> = text.trim().trim_end_matches('%').trim_end().parse().ok().filter(|n| *n <= 100);
    number.map(Confidence::from_percent).ok_or_else(|| "a threshold is a whole number from 0 to 100".to_owned())
}

/// What the texts are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum InputKind {
    /// What the extension says.
    #[default]
    Auto,
    /// Plain text.
    Text,
    /// Markdown.
    Markdown,
    /// HTML.
    Html,
    /// JSON Lines, each with `id` and `text`.
    Jsonl,
}

impl From<InputKind> for Expect {
    fn from(kind: InputKind) -> Self {
        match kind {
            InputKind::Auto => Self::Auto,
            InputKind::Text => Self::One(Format::Text),
            InputKind::Markdown => Self::One(Format::Markdown),
            InputKind::Html => Self::One(Format::Html),
            InputKind::Jsonl => Self::JsonLines,
        }
    }
}

/// More threads than this help nobody.
const MAX_THREADS: usize = 256;

/// How many bytes of text, or how many texts, are handed to a thread at a time: enough that handing over costs nothing, and no
/// more, since what is under way is held in memory.
const JOB_BYTES: usize = 64 * 1024;
const JOB_TEXTS: usize = 512;

impl Args {
    /// How to read the texts.
    pub fn options(&self, pages: Option<Pages>) -> Options {
        let (text, id, date) = (self.text_field.clone(), self.id_field.clone(), self.date_field.clone());
        let fields = Fields { text, id, date };
        Options { expect: self.input.into(), limit: self.limit, fields, pages, ..Options::default() }
    }

    /// What prints the books found.
    pub fn printer(&self) -> Printer {
        Printer::new(self.format, self.explain, self.threshold.unwrap_or_default())
    }

    fn threads(&self) -> usize {
        match self.jobs {
            0 => thread::available_parallelism().map_or(1, NonZero::get),
            jobs => jobs.min(MAX_THREADS),
        }
    }
}

/// Finds and prints.
pub fn run(args: Args, settings: &Settings, terminal: &mut Terminal) -> Result<Exit, Error> {
    let goes_online = args.enrich || args.files.iter().any(|file| is_web_address(file));
    let asking = goes_online.then(|| Asking::new(&args, settings)).transpose()?;
    let mut options = args.options(asking.as_ref().and_then(|asking| asking.pages.clone()));
    let checker = asking.as_ref().and_then(|asking| asking.checker.as_ref());
    let progress = (!settings.quiet).then(|| Progress::begin(&args, &mut options));
    let exit = print_books(&args, &options, terminal, checker, &|document| {
        progress.iter().for_each(|progress| progress.tell(document));
        let detector = Detector::new(pipeline::known_titles());
        let detector = match args.threshold {
            Some(sure) => detector.with_threshold(sure.probability() as f32),
            None => detector,
        };
        match args.format {
            Output::Jsonl | Output::Json if !args.explain => {
                Findings { citations: detector.detect(&document.text), ..Findings::default() }
            }
            _ => detector.examine(&document.text),
        }
    })?;
    if let Some(asking) = asking {
        online::tell(&asking.web, terminal)?;
    }
    Ok(exit)
}

/// How far a stream is: a moving line, where standard error is a terminal.
struct Progress {
    begun: Instant,
    /// Tenths of a second when it was told last.
    told: AtomicU64,
    texts: AtomicU64,
    bytes: AtomicU64,
    /// Of files: bytes read on the disk, and bytes there.
    read: Arc<AtomicU64>,
    all: Option<u64>,
}

impl Progress {
    fn begin(args: &Args, options: &mut Options) -> Self {
        let read = Arc::<AtomicU64>::default();
        options.read = Some(Arc::clone(&read));
        let zero = AtomicU64::default;
        let all = source::size(&args.files).filter(|all| *all > 0);
        Self { begun: Instant::now(), told: zero(), texts: zero(), bytes: zero(), read, all }
    }

    /// Counts a text, and tells now and then. The first second is told nothing of: most are done by then.
    fn tell(&self, document: &Document) {
        let texts = self.texts.fetch_add(1, Ordering::Relaxed) + 1;
        let bytes = self.bytes.fetch_add(document.text.len() as u64, Ordering::Relaxed) + document.text.len() as u64;
        let passed = self.begun.elapsed();
        let tenth = passed.as_millis() as u64 / 100;
        if tenth < 10 || self.told.swap(tenth, Ordering::Relaxed) == tenth {
            return;
        }
        let megabytes = bytes as f64 / 1e6;
        let share = |all: u64| format!("{} %, ", self.read.load(Ordering::Relaxed).min(all) * 100 / all);
        let share = self.all.map_or_else(String::new, share);
        let rate = megabytes / passed.as_secs_f64();
        terminal::progress(&format!(
            "detecting  {share}{}, {megabytes:.0} MB, {rate:.0} MB/s",
            Count::of(texts as usize, "text")
        ));
    }
}

/// The network, where it is to be asked: for pages, for catalogs.
struct Asking {
    checker: Option<Checker>,
    pages: Option<Pages>,
    web: Web,
}

impl Asking {
    fn new(args: &Args, settings: &Settings) -> Result<Self, Error> {
        let mut manifest = shelf::manifest(settings)?;
        if !args.enrich {
            manifest.library.catalogs.clear();
        }
        let web = online::web(settings, &manifest, &args.files);
        let checker = args.enrich.then(|| Checker::open(&manifest, &args.lists, &web)).transpose()?;
        Ok(Self { checker, pages: pipeline::online::pages(&manifest, &args.files, &web), web })
    }
}

/// Whether each of these books exists, in their order.
fn existence<'c>(checker: &Checker, citations: impl Iterator<Item = &'c Citation>) -> Vec<Option<bool>> {
    let cited: Vec<&CitedBook> = citations.map(|citation| &citation.cited).collect();
    at_once(checker.at_once(), &cited, |cited| checker.exists(cited))
}

/// Reads the texts, lends each to `detector`, and prints what it finds.
///
/// A source that cannot be read is told and passed over; if none can be read, the command has failed.
pub fn print_books(
    args: &Args,
    options: &Options,
    terminal: &mut Terminal,
    checker: Option<&Checker>,
    detector: &(dyn Fn(&Document) -> Findings + Sync),
) -> Result<Exit, Error> {
    let threads = args.threads();
    let mut printer = args.printer();
    let mut tally = Tally::default();
    // Lines are made by whoever finds the books: the one thread that prints has enough to do.
    let lines = (args.format == Output::Jsonl && checker.is_none()).then(|| args.printer());
    let mut results = source::read(&args.files, options);
    let next = || job(&mut results, threads);
    let work = |job: Vec<Result<Document, SourceError>>| {
        let found = job.into_iter().map(|result| result.map(|document| Found::new(document, detector, lines.as_ref())));
        found.collect::<Vec<_>>()
    };
    in_order(threads, next, work, |found| {
        let citations = found.iter().flatten().flat_map(|found| &found.findings.citations);
        let mut exist = checker.map(|checker| existence(checker, citations)).unwrap_or_default().into_iter();
        for result in found {
            tally.results += 1;
            match result {
                Ok(Found { line: Some(line), .. }) => terminal.write(line?.as_bytes())?,
                Ok(Found { document, findings, .. }) => {
                    let exist: Vec<_> = exist.by_ref().take(findings.citations.len()).collect();
                    printer.print(&document, &findings, &exist, terminal)?;
                }
                Err(error) => terminal.report(&tally.skipped(error))?,
            }
        }
        terminal.send()
    })?;
    printer.finish(terminal)?;
    Ok(tally.exit())
}

/// The next texts for one thread, with the bytes they hold: one where there is but one, so that each is printed as soon as it is known.
fn job(
    results: &mut impl Iterator<Item = Result<Document, SourceError>>,
    threads: usize,
) -> Option<(usize, Vec<Result<Document, SourceError>>)> {
    let mut job = Vec::new();
    let mut bytes = 0;
    while bytes < JOB_BYTES && job.len() < if threads == 1 { 1 } else { JOB_TEXTS } {
        let Some(result) = results.next() else { break };
        bytes += result.as_ref().map_or(0, held);
        job.push(result);
    }
    (!job.is_empty()).then_some((bytes, job))
}

/// How many bytes a text holds. Even a name may be long.
fn held(document: &Document) -> usize {
    let name = if let Origin::Record(id) = &document.origin { id.len() } else { 0 };
    document.text.len() + name
}

/// A text with what was found in it, or with the line that tells it.
struct Found {
    document: Document,
    findings: Findings,
    line: Option<io::Result<String>>,
}

impl Found {
    fn new(document: Document, detector: &dyn Fn(&Document) -> Findings, lines: Option<&Printer>) -> Self {
        let findings = detector(&document);
        let line = lines.map(|printer| printer.line(&document, &findings));
        Self { document, findings, line }
    }
}

/// How many texts there were, and how many of them could not be read.
#[derive(Default)]
struct Tally {
    results: usize,
    failures: usize,
}

impl Tally {
    fn skipped(&mut self, error: SourceError) -> Report {
        self.failures += usize::from(!error.is_warning());
        error.into()
    }

    fn exit(&self) -> Exit {
        match self.failures {
            0 => Exit::Done,
            all if all == self.results => Exit::Failed,
            _ => Exit::Unmet,
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::{Args as _, FromArgMatches};

    use super::{Args, Confidence, Document, Exit, Findings, percent, print_books};
    use crate::cli::terminal::capture;
    use crate::model::{Citation, CitedBook, Mention, Span};

    #[test]
    fn thresholds_are_percentages() {
        assert_eq!(percent("80 %").map(Confidence::percent), Ok(80));
        assert!(percent("101").is_err() && percent("0.5").is_err() && percent("-1").is_err());
    }

    /// Takes the whole text for a title.
    fn whole(document: &Document) -> Findings {
        let span = Span::new(&document.text, 0, document.text.len()).unwrap();
        let citation = Citation {
            cited: CitedBook { title: document.text.clone(), ..CitedBook::default() },
            mentions: vec![Mention { span, evidence: Vec::new() }],
            confidence: Confidence::CERTAIN,
        };
        Findings { citations: vec![citation], ..Findings::default() }
    }

    fn args(flags: &[&str], files: &[&std::path::Path]) -> Args {
        let files = files.iter().map(|path| path.to_str().unwrap());
        let line = ["detect"].into_iter().chain(flags.iter().copied()).chain(files);
        let matches = Args::augment_args(clap::Command::new("detect")).get_matches_from(line);
        Args::from_arg_matches(&matches).unwrap()
    }

    #[track_caller]
    fn case(flags: &[&str], names: &[&str], exit: Exit, stdout: &str, stderr: &str) {
        let desk = tempfile::tempdir().unwrap();
        fs_err::write(desk.path().join("a.md"), "On War").unwrap();
        fs_err::write(desk.path().join("b.txt"), "Emma").unwrap();
        let files: Vec<_> = names.iter().map(|name| desk.path().join(name)).collect();
        let args = args(flags, &files.iter().map(std::path::PathBuf::as_path).collect::<Vec<_>>());
        let (mut terminal, data, talk) = capture::terminal(false, false);
        assert_eq!(print_books(&args, &args.options(None), &mut terminal, None, &whole).unwrap(), exit);
        let root = format!("{}/", desk.path().to_str().unwrap());
        assert_eq!((data.text().replace(&root, ""), talk.text().replace(&root, "")), (stdout.into(), stderr.into()));
    }

    fn json(source: &str, title: &str) -> String {
        let end = title.len();
        format!(
            r#"{{"source":"{source}","books":[{{"title":"{title}","authors":[],"year":null,"confidence":1.0,"exists":null,"mentions":[{{"start":0,"end":{end},"text":"{title}"}}]}}]}}"#
        )
    }

    #[test]
    fn texts_come_out_in_the_order_of_the_input() {
        let (a, b) = (json("a.md", "On War"), json("b.txt", "Emma"));
        case(&["--format=jsonl"], &["b.txt", "a.md"], Exit::Done, &format!("{b}\n{a}\n"), "");
        case(&["--format=jsonl", "--jobs=1"], &["?.*"], Exit::Done, &format!("{a}\n{b}\n"), "");
        case(&["--format=json"], &["a.md", "b.txt"], Exit::Done, &format!("[\n{a},\n{b}\n]\n"), "");
        case(&[], &["b.txt"], Exit::Done, "b.txt: 1 book\n       1:1  100 %  Emma\n", "");
    }

    #[test]
    fn what_cannot_be_read_is_told_and_shows_in_the_status() {
        let told = "error: no such file: `gone`\n";
        let a = json("a.md", "On War");
        case(&["--format=jsonl"], &["gone", "a.md"], Exit::Unmet, &format!("{a}\n"), told);
        case(&["--format=json"], &["gone"], Exit::Failed, "[]\n", told);
    }
}
