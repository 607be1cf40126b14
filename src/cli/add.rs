//! `add`: a book put on the shelf by hand.

use super::change::{edit, tell_next};
use super::terminal::{Line, Tone};
use super::words::list;
use super::{Error, Exit, Report, Settings, Terminal, online, shelf, summary};
use crate::catalog::protocol::of_link;
use crate::catalog::web::Web;
use crate::library::{ManualBook, Status};
use crate::model::{Book, CitationKey, CitedBook, Date, Isbn, Match, Name, RecordId, Resolution, Role};
use crate::pipeline::add::{self, Linked, Slot, fill, is_free, look_up, namesakes, slot};
use crate::pipeline::{PipelineError, Project};

/// Add a book by ISBN, DOI, link, title and author, or its fields
///
/// The book is looked up in the catalogs; what was taken is shown, with the runner-up. Fields given as flags are written
/// to library.toml and win over what a catalog says. Without BOOK, `--title` or `--isbn` is needed.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Args {
    /// An ISBN, a DOI, a link into a catalog, or "Title by Author"
    #[arg(value_name = "BOOK", required_unless_present_any = ["title", "isbn"], conflicts_with = "title")]
    pub book: Vec<String>,
    /// Its title, with the subtitle after a colon
    #[arg(long)]
    pub title: Option<String>,
    /// An author, "Given Family", "Family, Given" or "{Body}" (repeatable)
    #[arg(long = "author", value_name = "NAME", value_parser = name)]
    pub authors: Vec<Name>,
    /// The year, also `c. 1020` or `-380`
    #[arg(long, allow_hyphen_values = true)]
    pub year: Option<Date>,
    /// The ISBN, which says which edition you mean
    #[arg(long)]
    pub isbn: Option<Isbn>,
    /// The publisher
    #[arg(long)]
    pub publisher: Option<String>,
    /// A tag (repeatable)
    #[arg(long = "tag", value_name = "TAG")]
    pub tags: Vec<String>,
    /// A note
    #[arg(long)]
    pub note: Option<String>,
    /// The citation key, instead of one made from author and year
    #[arg(long)]
    pub key: Option<CitationKey>,
    /// to-read, reading, read, paused or did-not-finish
    #[arg(long)]
    pub status: Option<Status>,
    /// Show what would be added, and write nothing
    #[arg(long)]
    pub dry_run: bool,
}

const EXAMPLES: &str = "Examples:
  reading-list add 9780140449136
  reading-list add 'The Revolution Betrayed by Leon Trotsky' --tag russia
  reading-list add https://openlibrary.org/works/OL27448W
  reading-list add doi:10.1017/9781108348843
  reading-list add --title 'Bolshevism: The Road to Revolution' --author 'Alan Woods' --year 1999";

fn name(text: &str) -> Result<Name, String> {
    Name::parse(text).ok_or_else(|| "a name cannot be empty".to_owned())
}

/// Whether the text is labelled as an ISBN, and what follows the label.
fn number(text: &str) -> (bool, &str) {
    let labels = ["ISBN-13", "ISBN-10", "ISBN"];
    let rest = labels.iter().find_map(|label| text.strip_prefix(label));
    (rest.is_some(), rest.unwrap_or(text).trim_start_matches([':', ' ']))
}

/// An error for what was meant for an ISBN and is none; nobody's title consists of ten or thirteen digits.
fn check_number(words: &[String]) -> Result<(), Error> {
    let text = words.join(" ");
    let (labelled, bare) = number(text.trim());
    let digits = bare.chars().filter(|c| c.is_ascii_digit() || matches!(c, 'X' | 'x')).count();
    let is_number = bare.chars().all(|c| c.is_ascii_digit() || "Xx- ".contains(c));
    match bare.parse::<Isbn>() {
        Err(error) if is_number && (labelled || matches!(digits, 10 | 13)) => {
            let report = Report::error(format!("`{bare}` is not an ISBN")).because(error);
            Err(report.hint("a digit may be mistyped; or add the book by its title").into())
        }
        _ => Ok(()),
    }
}

/// An error for an address that names no book, which would otherwise be kept as somebody's title.
fn check_address(words: &[String]) -> Result<(), Error> {
    let text = words.join(" ");
    let text = text.trim();
    let is_address = ["http://", "https://", "doi:"].iter().any(|scheme| text.starts_with(scheme));
    if text.contains(' ') || !is_address || !matches!(Wanted::parse(words), Some(Wanted::Spoken { .. })) {
        return Ok(());
    }
    let report = Report::error(format!("`{text}` is an address, and none of a book in a catalog"));
    let known = "a DOI, an address with an ISBN in it, or a record of Open Library, Wikidata, the Library of Congress, the Deutsche \
                 Nationalbibliothek, K10plus or Google Books can be followed";
    Err(report.because(known).hint("`reading-list add 'The Revolution Betrayed by Leon Trotsky'`").into())
}

/// The ISBN that a shop's or a reader's page has in its address.
fn isbn_in_address(text: &str) -> Option<Isbn> {
    let path = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"))?;
    path.split(['/', '?', '&', '=', '#', '.']).find_map(|part| part.parse().ok())
}

/// What BOOK says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// The edition with this ISBN.
    Isbn(Isbn),
    /// The book that a record of a catalog describes.
    Record(RecordId),
    /// A book by its title, and its author if one is named.
    Spoken {
        /// The title.
        title: String,
        /// The author.
        author: Option<Name>,
    },
}

impl Wanted {
    /// Reads the words of BOOK; `None` when there are none.
    ///
    /// The author follows the last ` by `, if what follows begins as a name does.
    pub fn parse(words: &[String]) -> Option<Self> {
        let text = words.join(" ").split_whitespace().collect::<Vec<_>>().join(" ");
        if let Ok(isbn) = number(&text).1.parse() {
            return Some(Self::Isbn(isbn));
        }
        if let Some(record) = of_link(&text) {
            return Some(Self::Record(record));
        }
        if let Some(isbn) = isbn_in_address(&text) {
            return Some(Self::Isbn(isbn));
        }
        let (title, author) = match text.rsplit_once(" by ") {
            Some((title, author)) if author.starts_with(char::is_uppercase) => (title, Name::parse(author)),
            _ => (text.as_str(), None),
        };
        let title = title.trim_matches(['"', '“', '”', ',', ' ']);
        (!title.is_empty()).then(|| Self::Spoken { title: title.to_owned(), author })
    }
}

/// Adds.
pub fn run(args: Args, settings: &Settings, terminal: &mut Terminal) -> Result<Exit, Error> {
    check_number(&args.book)?;
    check_address(&args.book)?;
    let mut told = Vec::new();
    let mut web = Web::default();
    let edited = edit(settings, args.dry_run, terminal, |project, editor| {
        web = online::web(settings, &project.manifest, &[]);
        let (book, answer) = plan(&args, project, &web)?;
        told = answer;
        let Some(book) = book else { return Ok(None) };
        editor.add_book(&book).map_err(PipelineError::from)?;
        Ok(Some(format!("add {}", book.key)))
    })?;
    for told in &told {
        match told {
            Told::Line(line) => terminal.tell(line)?,
            Told::Report(report) => terminal.report(report)?,
        }
    }
    tell_next(edited, terminal)?;
    online::tell(&web, terminal)?;
    Ok(Exit::Done)
}

/// What is said after the change, in its order.
enum Told {
    Line(Line),
    Report(Report),
}

/// What is to be written, if anything, and what to say of it.
fn plan(args: &Args, project: &Project, web: &Web) -> Result<(Option<ManualBook>, Vec<Told>), Error> {
    let (cited, resolution) = find(args, project, web)?;
    if cited.title.trim().is_empty() && cited.isbn.is_none() {
        let report = Report::error("a book needs a title or an ISBN, and what you gave is empty");
        return Err(report.hint("`reading-list add 'The Revolution Betrayed by Leon Trotsky'`").into());
    }
    let mut told = Vec::new();
    let key = match slot(project, &placed(&cited), &resolution) {
        Slot::Rejected => {
            let report = Report::error(format!("a `[[reject]]` of library.toml keeps \"{}\" away", cited.title));
            return Err(report.hint("take the `[[reject]]` out first").into());
        }
        Slot::Known { key, typed } => {
            told.push(Told::Report(already_there(&key, typed, args)));
            let adds = !typed && args.says_something();
            return Ok((adds.then(|| args.typed(key)), told));
        }
        Slot::New(key) => args.key.clone().unwrap_or(key),
    };
    if !is_free(project, &key) {
        return Err(Report::error(format!("`{key}` is already the key of a book"))
            .hint("choose another `--key`")
            .into());
    }
    let mut book = args.typed(key);
    if book.title.is_none() && !cited.title.is_empty() {
        book.title = Some(cited.title.clone());
    }
    if book.authors.is_none() && !cited.authors.is_empty() {
        book.authors = Some(cited.authors.clone());
    }
    if let Resolution::Found(found) = &resolution {
        take(args, &mut book, found);
    }
    told.push(Told::Line(summary::line("added", &spoken(&book))));
    let is_bare = matches!(resolution, Resolution::Unknown { .. }) && cited.authors.is_empty();
    let possible = if is_bare { namesakes(project, &cited, web) } else { Vec::new() };
    told.extend(match possible.first() {
        Some(first) => too_little(first, &possible, &book.key),
        None => answer(&resolution, &book),
    });
    Ok((Some(book), told))
}

/// A found book's own title and names are taken in place of the words by which it was asked for, not of flags.
fn take(args: &Args, book: &mut ManualBook, found: &Match) {
    book.title = args.title.clone();
    book.authors = (!args.authors.is_empty()).then(|| args.authors.clone());
    fill(book, &found.book);
}

/// Looks the book up as it was named; where that is no book, ` by ` may have been part of its title.
fn find(args: &Args, project: &Project, web: &Web) -> Result<(CitedBook, Resolution), Error> {
    let wanted = Wanted::parse(&args.book);
    let year = args.year.map(Date::first_year);
    let mut cited = CitedBook { authors: args.authors.clone(), year, isbn: args.isbn, ..CitedBook::default() };
    match wanted {
        Some(Wanted::Record(record)) => return follow_link(project, &record, web),
        Some(Wanted::Isbn(isbn)) => cited.isbn = Some(isbn),
        Some(Wanted::Spoken { title, author }) => {
            cited.title = title;
            cited.authors.extend(author.filter(|_| args.authors.is_empty()));
        }
        None => cited.title = args.title.clone().unwrap_or_default(),
    }
    let resolution = look_up(project, &cited, web)?;
    let whole = args.book.join(" ");
    if matches!(resolution, Resolution::Unknown { .. }) && !cited.authors.is_empty() && args.authors.is_empty() {
        let other = CitedBook { title: whole, authors: Vec::new(), ..cited.clone() };
        let found = look_up(project, &other, web)?;
        if matches!(found, Resolution::Found(_)) {
            return Ok((other, found));
        }
    }
    Ok((cited, resolution))
}

/// The book that a link names; without its record there is nothing to add.
fn follow_link(project: &Project, record: &RecordId, web: &Web) -> Result<(CitedBook, Resolution), Error> {
    match add::follow(project, record, web)? {
        Linked::Book(cited, resolution) => Ok((cited, resolution)),
        Linked::NoRecord => {
            let report = Report::error(format!("`{}` has no book under `{}`", record.catalog, record.id));
            Err(report.hint("a digit may be missing; or add the book by its title").into())
        }
        Linked::NotAsked(failure) => {
            let report = Report::error(format!("`{}` of `{}` could not be looked up", record.id, record.catalog));
            Err(report.because(failure.why).hint("try again later, or add the book by its title").into())
        }
    }
}

/// The book as it is shelved: one that is only a number goes by the number.
fn placed(cited: &CitedBook) -> CitedBook {
    let number = cited.isbn.filter(|_| cited.title.is_empty()).map(|isbn| format!("ISBN {}", isbn.digits()));
    CitedBook { title: number.unwrap_or_else(|| cited.title.clone()), ..cited.clone() }
}

fn already_there(key: &CitationKey, typed: bool, args: &Args) -> Report {
    if !typed && args.says_something() {
        return Report::note(format!("a text cites it already: what you say of it is written to `[book.{key}]`"));
    }
    let report = Report::note(format!("it is already in the library, as `{key}`"));
    report.hint(format!("`reading-list show {key}`; to change it, edit `[book.{key}]` in library.toml"))
}

/// What the catalogs answered, with the runner-up.
fn answer(resolution: &Resolution, book: &ManualBook) -> Vec<Told> {
    let mut told = Vec::new();
    match resolution {
        Resolution::Found(found) => {
            let reasons: Vec<_> = found.reasons.iter().map(ToString::to_string).collect();
            let records: Vec<_> = found.records.iter().map(|r| r.catalog.to_string()).collect();
            told.push(Told::Line(summary::line("known to", &format!("{}: {}", list(&records), list(&reasons)))));
            told.extend(found.runner_up.as_deref().map(|next| {
                let line = Line::new().piece(Tone::Faint, "  rather than");
                Told::Line(shelf::book(line.plain(" "), &next.book))
            }));
        }
        Resolution::Ambiguous { best, rivals } => {
            let report = Report::warning("several books fit, so only what you said is written");
            told.push(Told::Report(report.hint("name the author, the year or the ISBN to choose one")));
            let line = |m: &Match| shelf::book(Line::new().piece(Tone::Faint, "  perhaps    "), &m.book);
            told.extend(std::iter::once(&**best).chain(rivals).map(|m| Told::Line(line(m))));
        }
        Resolution::Unknown { asked } => {
            let asked = if asked.is_empty() { "no catalog".to_owned() } else { list(asked) };
            let report = Report::warning(format!("it is in no catalog that was asked ({asked}): kept as you typed it"));
            let untitled = book.title.is_none();
            let hint = format!("it cannot be printed without a title: add `title` to `[book.{}]`", book.key);
            told.push(Told::Report(if untitled { report.hint(hint) } else { report }));
        }
        Resolution::Unreachable { .. } => {
            told.push(Told::Report(Report::warning("no catalog could be asked: kept as you typed it")));
        }
    }
    told
}

/// What to say of a title that catalogs know, and that may yet be another book's.
fn too_little(first: &Book, namesakes: &[Book], key: &CitationKey) -> Vec<Told> {
    let report = Report::warning("a title alone does not tell which book it is: kept as you typed it");
    let author = first.people(Role::Author).next().map_or_else(String::new, |c| format!(" by {}", c.name));
    let hint = format!(
        "if it is in the list: `reading-list remove {key}`, then name the author, as in `{}{author}`",
        first.title().main
    );
    let line = |book: &Book| Told::Line(shelf::book(Line::new().piece(Tone::Faint, "  perhaps    "), book));
    std::iter::once(Told::Report(report.hint(hint))).chain(namesakes.iter().take(MOST_NAMESAKES).map(line)).collect()
}

/// More possibilities than these nobody reads.
const MOST_NAMESAKES: usize = 5;

/// `kuhn1962: Thomas S. Kuhn, The Structure of Scientific Revolutions (1962)`.
fn spoken(book: &ManualBook) -> String {
    let people: Vec<_> = book.people().collect();
    let by = if people.is_empty() { String::new() } else { format!("{}, ", list(&people)) };
    let title = match (&book.title, book.isbns.first()) {
        (Some(title), _) => title.clone(),
        (None, Some(isbn)) => format!("ISBN {}", isbn.hyphenated()),
        (None, None) => String::new(),
    };
    let year = book.year.map_or_else(String::new, |year| format!(" ({})", shelf::date(year)));
    format!("{}: {by}{title}{year}", book.key)
}

impl Args {
    /// Whether there are flags beside those that say which book is meant.
    fn says_something(&self) -> bool {
        self.status.is_some() || self.note.is_some() || !self.tags.is_empty() || self.publisher.is_some()
    }

    /// What the flags say.
    fn typed(&self, key: CitationKey) -> ManualBook {
        let isbn = match Wanted::parse(&self.book) {
            Some(Wanted::Isbn(isbn)) => Some(isbn),
            _ => self.isbn,
        };
        ManualBook {
            title: self.title.clone(),
            authors: (!self.authors.is_empty()).then(|| self.authors.clone()),
            year: self.year,
            publisher: self.publisher.clone(),
            isbns: isbn.into_iter().collect(),
            status: self.status,
            tags: self.tags.clone(),
            note: self.note.clone(),
            ..ManualBook::under(key)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Wanted;

    #[track_caller]
    fn case(text: &str, expected: &str) {
        let words: Vec<_> = text.split(' ').map(str::to_owned).collect();
        let told = match Wanted::parse(&words) {
            None => "nothing".to_owned(),
            Some(Wanted::Isbn(isbn)) => isbn.digits(),
            Some(Wanted::Record(record)) => record.to_string(),
            Some(Wanted::Spoken { title, author }) => {
                format!("{title}|{}", author.map_or_else(String::new, |name| name.to_string()))
            }
        };
        assert_eq!(told, expected);
    }

    #[test]
    fn words_become_an_isbn_or_a_title() {
        case("9780140449136", "9780140449136");
        case("ISBN: 978-0-14-044913-6", "9780140449136");
        case("ISBN-13 978-0-14-044913-6", "9780140449136");
        case("The Revolution Betrayed by Leon Trotsky", "The Revolution Betrayed|Leon Trotsky");
        case("\"On War\", by Carl von Clausewitz", "On War|Carl von Clausewitz");
        case("Death by Black Hole by Neil deGrasse Tyson", "Death by Black Hole|Neil deGrasse Tyson");
        case("Bird by bird", "Bird by bird|");
        case("1984", "1984|");
        case("https://www.wikidata.org/wiki/Q150827", "wikidata:Q150827");
        case("10.1017/9781108348843", "crossref:10.1017/9781108348843");
        case("https://www.example.com/Some-Book/dp/0140449132/ref=sr_1", "9780140449136");
        case("  ", "nothing");
    }
}
