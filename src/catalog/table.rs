//! Tables of books: comma- or tab-separated values with a line of headings.
//!
//! Which column holds what is told by its heading, or by whoever names the file; lists, library exports and reading trackers name
//! them in many ways. A value is taken as it stands: what is plausible is decided by whoever asks. Rows are read one by one, so
//! that a table may be of any length.

use std::collections::{BTreeMap, VecDeque};
use std::io::{self, BufRead, Read, Take};

use thiserror::Error;

use crate::model::{
    Book, Contributor, Date, Edition, Identifiers, Isbn, Language, Name, Role, Series, Title, Work, Year,
};

/// Why a text is no table of books.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum TableError {
    /// No heading is one that we know for a title.
    #[error("no column is called `title` (the first line must name the columns)")]
    NoTitle,
    /// A column that somebody named is not there.
    #[error("no column is called `{0}` (the columns are: {1})")]
    NoColumn(String, String),
    /// The headings cannot be read.
    #[error("its first line cannot be read ({0})")]
    Unreadable(String),
    /// Nothing of ours goes by this name.
    #[error("no column can be a `{0}` (one can be {known})", known = known())]
    Unknown(String),
}

/// Which headings stand for which columns of ours, beside those that we know: `("title", "Titel")`.
pub type Named = [(String, String)];

/// A row that has a title.
pub struct Row {
    /// What the table calls it, else its number.
    pub id: String,
    /// What it says.
    pub book: Book,
    /// Other titles by which the book goes.
    pub other_titles: Vec<String>,
}

/// What a column may hold, with the headings that say so; letters and digits only, the likeliest first.
const COLUMNS: &[(Column, &[&str])] = &[
    (Column::Id, &["id", "key", "bookid", "text", "goodreadsbookid"]),
    (Column::Title, &["title", "booktitle", "name"]),
    (Column::Subtitle, &["subtitle"]),
    (Column::Authors, &["authorlf", "authors", "author", "creator", "creators", "by"]),
    (Column::Editors, &["editors", "editor"]),
    (Column::First, &["originalpublicationyear", "firstpublished", "originalyear", "year", "date"]),
    (Column::Issued, &["yearpublished", "issuedyear", "publicationyear"]),
    (Column::Original, &["originaltitle"]),
    (Column::Language, &["languagecode", "language", "lang"]),
    (Column::Isbn, &["isbn13", "isbn", "isbns", "isbn10"]),
    (Column::Publisher, &["publisher"]),
    (Column::Series, &["series"]),
    (Column::Volume, &["volume"]),
];

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Column {
    Id,
    Title,
    Subtitle,
    Authors,
    Editors,
    First,
    Issued,
    Original,
    Language,
    Isbn,
    Publisher,
    Series,
    Volume,
}

/// How the names in a cell are parted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Names {
    /// `Kuhn, Thomas; Gould, Stephen`.
    Inverted,
    /// `Thomas Kuhn, Stephen Gould`.
    Direct,
}

/// The columns of ours, by their first names.
fn known() -> String {
    COLUMNS.iter().filter_map(|(_, names)| names.first()).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// The rows that have a title, and how many have none.
pub(super) fn books(text: &str) -> Result<(Vec<Row>, usize), TableError> {
    let mut without_title = 0;
    let rows = Table::open(io::Cursor::new(text.to_owned()), &[])?;
    let taken = rows.filter_map(|(_, row)| {
        row.ok()
            .and_then(Result::ok)
            .filter(|row| {
                row.is_some() || {
                    without_title += 1;
                    false
                }
            })
            .flatten()
    });
    let taken = taken.collect();
    Ok((taken, without_title))
}

/// So many rows show how names are written.
const LOOKED_AT: usize = 1000;
/// The longest first line.
const LONGEST_HEADINGS: usize = 64 << 10;
/// The longest row in bytes, and in lines: where there is more, a quotation mark lacks its fellow and the row is the rest of the file.
const LONGEST_ROW: u64 = 1 << 20;
const MOST_LINES: usize = 500;
const UNENDED: &str = "a row of too many lines: a quotation mark may be missing";

/// The cells of a row, or why they cannot be read, with the line on which it, or what is empty before it, begins; the outer error is the file's.
type Cells = io::Result<(u64, Result<Vec<String>, &'static str>)>;

/// A table that is being read.
pub struct Table {
    rows: csv::ByteRecordsIntoIter<Take<Box<dyn Read + Send>>>,
    ahead: VecDeque<Cells>,
    places: BTreeMap<Column, Vec<usize>>,
    names: Names,
    at: usize,
}

impl Table {
    /// Reads the headings, and as many rows as show how names are written.
    pub fn open(reader: impl BufRead + Send + 'static, named: &Named) -> Result<Self, TableError> {
        let (start, reader) = crate::unpacking::begun(reader, LONGEST_HEADINGS);
        let start = String::from_utf8_lossy(&start);
        let first = start.lines().next().unwrap_or_default();
        let separator = [',', '\t', ';'].into_iter().max_by_key(|s| first.matches(*s).count()).unwrap_or(',');
        let mut reading = csv::ReaderBuilder::new();
        reading.delimiter(separator as u8).flexible(true).has_headers(false);
        let whole = (Box::new(reader) as Box<dyn Read + Send>).take(LONGEST_ROW);
        let mut rows = reading.from_reader(whole).into_byte_records();
        let unreadable = |why: &dyn std::fmt::Display| TableError::Unreadable(why.to_string());
        let headings = match next_cells(&mut rows).transpose().map_err(|error| unreadable(&error))? {
            Some((_, headings)) => headings.map_err(|why| unreadable(&why))?,
            None => Vec::new(),
        };
        let places = places(&headings, named)?;
        if !places.contains_key(&Column::Title) {
            return Err(TableError::NoTitle);
        }
        let mut table = Self { rows, ahead: VecDeque::new(), places, names: Names::Inverted, at: 0 };
        table.ahead = std::iter::from_fn(|| next_cells(&mut table.rows)).take(LOOKED_AT).collect();
        table.names =
            names_in(table.ahead.iter().flatten().filter_map(|(_, cells)| cells.as_ref().ok()), &table.places);
        Ok(table)
    }
}

impl Iterator for Table {
    /// A row with its line, `None` where it has no title, or why it cannot be read; the outer error is the file's.
    type Item = (u64, io::Result<Result<Option<Row>, &'static str>>);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let (line, cells) = match self.ahead.pop_front().or_else(|| next_cells(&mut self.rows))? {
                Ok((line, Ok(cells))) => (line, cells),
                Ok((line, Err(why))) => return Some((line, Ok(Err(why)))),
                Err(error) => return Some((0, Err(error))),
            };
            if cells.iter().any(|cell| !cell.trim().is_empty()) {
                self.at += 1;
                let reader = Reader { cells: &cells, places: &self.places, names: self.names };
                return Some((line, Ok(Ok(reader.row(self.at)))));
            }
        }
    }
}

/// The next row as text.
fn next_cells(rows: &mut csv::ByteRecordsIntoIter<Take<Box<dyn Read + Send>>>) -> Option<Cells> {
    let whole = rows.reader_mut().get_mut();
    if whole.limit() == 0 {
        return None;
    }
    whole.set_limit(LONGEST_ROW);
    let row = match rows.next()? {
        Ok(row) => row,
        Err(error) => return Some(Err(io_error(error))),
    };
    let line = row.position().map_or(0, csv::Position::line);
    if rows.reader().get_ref().limit() == 0 {
        return Some(Err(io::Error::new(io::ErrorKind::InvalidData, format!("line {line}: {UNENDED}"))));
    }
    let breaks = row.iter().flatten().filter(|byte| **byte == b'\n').count();
    if breaks > MOST_LINES {
        return Some(Ok((line, Err(UNENDED))));
    }
    let text = |cell| Some(std::str::from_utf8(cell).ok()?.trim_start_matches('\u{feff}').to_owned());
    Some(Ok((line, row.iter().map(text).collect::<Option<_>>().ok_or("not UTF-8"))))
}

fn io_error(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

/// Which column holds what. Several may: of names the first is taken, and numbers are looked for in all.
fn places(headings: &[String], named: &Named) -> Result<BTreeMap<Column, Vec<usize>>, TableError> {
    let plain = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase();
    let known: Vec<String> = headings.iter().map(|heading| plain(heading)).collect();
    let find = |names: &[&str]| -> Vec<usize> {
        names.iter().filter_map(|name| known.iter().position(|heading| heading == name)).collect()
    };
    let places = COLUMNS.iter().map(|(column, names)| (*column, find(names)));
    let mut places: BTreeMap<_, _> = places.filter(|(_, at)| !at.is_empty()).collect();
    for (ours, theirs) in named {
        let column = COLUMNS.iter().find(|(_, names)| names.contains(&plain(ours).as_str()));
        let (column, _) = column.ok_or_else(|| TableError::Unknown(ours.clone()))?;
        let at = headings.iter().position(|heading| heading.trim() == theirs.trim());
        let at = at.or_else(|| known.iter().position(|heading| *heading == plain(theirs)));
        let missing = || TableError::NoColumn(theirs.clone(), headings.join(", "));
        places.insert(*column, vec![at.ok_or_else(missing)?]);
    }
    Ok(places)
}

/// A column of inverted names has a single word before most of its first commas; one of direct names has not.
fn names_in<'r>(rows: impl Iterator<Item = &'r Vec<String>>, places: &BTreeMap<Column, Vec<usize>>) -> Names {
    let at = places.get(&Column::Authors).and_then(|at| at.first()).copied();
    let cells = rows.filter_map(|cells| at.and_then(|at| cells.get(at)));
    let firsts: Vec<bool> =
        cells.filter_map(|cell| cell.split_once(',')).map(|(first, _)| first.trim().contains(' ')).collect();
    let direct = firsts.iter().filter(|has_space| **has_space).count();
    if direct * 2 > firsts.len() { Names::Direct } else { Names::Inverted }
}

struct Reader<'r> {
    cells: &'r [String],
    places: &'r BTreeMap<Column, Vec<usize>>,
    names: Names,
}

impl Reader<'_> {
    fn all(&self, column: Column) -> impl Iterator<Item = &str> {
        let places = self.places.get(&column).into_iter().flatten();
        places.filter_map(|at| self.cells.get(*at)).map(|cell| cell.trim()).filter(|cell| !cell.is_empty())
    }

    fn one(&self, column: Column) -> Option<&str> {
        self.all(column).next()
    }

    fn owned(&self, column: Column) -> Option<String> {
        self.one(column).map(str::to_owned)
    }

    fn row(&self, at: usize) -> Option<Row> {
        // A title of two lines has its subtitle on the second.
        let mut title = Title::parse(&self.one(Column::Title)?.replace('\n', ": "))?;
        title.subtitle = title.subtitle.or_else(|| self.owned(Column::Subtitle));
        let (work_people, edition_people) = self.people();
        let original = self.owned(Column::Original).filter(|o| *o != title.full());
        let work = Work {
            title,
            contributors: work_people,
            first_published: self.one(Column::First).and_then(year),
            language: self.one(Column::Language).and_then(language),
            original_title: None,
            identifiers: Identifiers::default(),
        };
        let edition = self.edition(edition_people);
        let id = self.owned(Column::Id).unwrap_or_else(|| at.to_string());
        // Lists call "original" what is only the title without its series; it is one more name of the book.
        Some(Row { id, book: Book { work, edition }, other_titles: original.into_iter().collect() })
    }

    fn edition(&self, contributors: Vec<Contributor>) -> Option<Edition> {
        let edition = Edition {
            contributors,
            issued: self.one(Column::Issued).and_then(year),
            publisher: self.owned(Column::Publisher),
            series: self.owned(Column::Series).map(|title| Series { title, number: None }),
            volume: self.owned(Column::Volume),
            isbns: self.isbns(),
            ..Edition::default()
        };
        (edition != Edition::default()).then_some(edition)
    }

    fn isbns(&self) -> Vec<Isbn> {
        let words = self.all(Column::Isbn).flat_map(|cell| cell.split([';', ',', '|', '"', '=']));
        // A spreadsheet takes an old ISBN for a number, and its first zeros away.
        let whole = |word: &str| match word.len() {
            8 | 9 => format!("{word:0>10}").parse().ok(),
            _ => None,
        };
        let mut isbns: Vec<Isbn> =
            words.map(str::trim).filter_map(|word| word.parse().ok().or_else(|| whole(word))).collect();
        isbns.sort();
        isbns.dedup();
        isbns
    }

    /// Authors and editors, and those who only had to do with an edition.
    fn people(&self) -> (Vec<Contributor>, Vec<Contributor>) {
        let authors = self.one(Column::Authors).unwrap_or_default();
        let editors = self.one(Column::Editors).unwrap_or_default();
        let people = self.listed(authors, Role::Author).into_iter().chain(self.listed(editors, Role::Editor));
        people.partition(|c| matches!(c.role, Role::Author | Role::Editor | Role::Compiler))
    }

    fn listed(&self, cell: &str, role: Role) -> Vec<Contributor> {
        let parts: Vec<&str> = match self.names {
            Names::Direct if !cell.contains(';') => cell.split(',').collect(),
            _ => cell.split([';', '|']).collect(),
        };
        parts.into_iter().filter_map(|part| person(part, role)).collect()
    }
}

/// A role that a list writes behind a name, in square brackets.
const ROLES: &[(&str, Role)] = &[
    ("translator", Role::Translator),
    ("illustrator", Role::Illustrator),
    ("editor", Role::Editor),
    ("compiler", Role::Compiler),
    ("commentator", Role::Commentator),
    ("author of introduction", Role::Introduction),
    ("contributor", Role::Introduction),
];

/// A name without what lists write behind it: a role, years of life, the initials in full.
fn person(text: &str, role: Role) -> Option<Contributor> {
    let (name, note) = match text.split_once('[') {
        Some((name, note)) => (name, note.trim_end().trim_end_matches(']').to_lowercase()),
        None => (text, String::new()),
    };
    let role = ROLES.iter().find(|(word, _)| note.starts_with(word)).map_or(role, |(_, role)| *role);
    let bare: String = match (name.find('('), name.find(')')) {
        (Some(open), Some(close)) if open < close => {
            format!("{}{}", name.get(..open).unwrap_or(""), name.get(close + 1..).unwrap_or(""))
        }
        _ => name.to_owned(),
    };
    let parts: Vec<&str> = bare.split(',').map(str::trim).filter(|part| !part.is_empty()).collect();
    let kept = parts.iter().take_while(|part| !part.contains(|c: char| c.is_ascii_digit())).take(2);
    let name = Name::parse(&kept.copied().collect::<Vec<_>>().join(", "))?;
    Some(Contributor { name, role })
}

/// `1962`, and also `1962.0` and `2012-10-01`.
fn year(text: &str) -> Option<Date> {
    let plain = text.parse::<Date>().ok();
    plain.or_else(|| {
        let (sign, digits) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
        let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
        digits.get(..end)?.parse::<i64>().ok().and_then(|year| Year::new(sign * year)).map(Date::At)
    })
}

/// A language by a code of two or three letters, English by whatever code lists use for it.
fn language(text: &str) -> Option<Language> {
    match text.split([';', ' ']).next().unwrap_or_default() {
        "eng" | "en-US" | "en-GB" | "en-CA" => "en".parse().ok(),
        code => code.parse().ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Table, TableError, books};
    use crate::model::Role;

    #[track_caller]
    fn case(text: &str, expected: &str) {
        let (rows, _) = books(text).unwrap();
        let row = rows.first().unwrap();
        let people: Vec<String> = row.book.contributors().map(|c| format!("{} {:?}", c.name, c.role)).collect();
        let year = row.book.work.first_published.map_or(String::new(), |d| d.to_string());
        assert_eq!(format!("{} | {} | {year}", row.book.title(), people.join(", ")), expected);
    }

    #[test]
    fn lists_of_many_kinds_are_read() {
        case("title,author,year\nOn War,Clausewitz,1832\n", "On War | Clausewitz Author | 1832");
        case(
            "Text#,Title,Authors\n1,\"War and Peace\nA Novel\",\"Tolstoy, Leo, graf, 1828-1910; Maude, Aylmer, 1858-1938 [Translator]\"",
            "War and Peace: A Novel | Leo Tolstoy Author, Aylmer Maude Translator | ",
        );
        case(
            "authors,original_publication_year,title\n\"J.K. Rowling, Mary GrandPré\",1997.0,\"Harry Potter (Harry Potter, #1)\"\n",
            "Harry Potter (Harry Potter, #1) | J.K. Rowling Author, Mary GrandPré Author | 1997",
        );
        case(
            "Title,Author,Author l-f,ISBN13\nEmma,Jane Austen,\"Austen, Jane\",\"=\"\"9780140449136\"\"\"",
            "Emma | Jane Austen Author | ",
        );
        case("\u{feff}Titel;Title;Author\r\nx;The Republic;Plato\r\n", "The Republic | Plato Author | ");
        case("Title\tYear\nThe Republic\t-380", "The Republic |  | -380");
    }

    #[test]
    fn numbers_are_found_and_rows_without_title_counted() {
        let (rows, without) = books("Title,ISBN,ISBN13\nEmma,,\"=\"\"9780140449136\"\"\"\n,1,2\n\n").unwrap();
        assert_eq!(rows[0].book.edition.as_ref().unwrap().isbns.len(), 1);
        assert_eq!(without, 1);
        assert!(rows[0].book.people(Role::Author).next().is_none());
        assert_eq!(books("a,b\n1,2").err(), Some(TableError::NoTitle));
        assert_eq!(books("").err(), Some(TableError::NoTitle));
    }

    #[test]
    fn columns_can_be_named() {
        let open = |named: &[(&str, &str)]| {
            let named: Vec<_> = named.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
            let text = "Titel;Verfasser;Jahr;Name\nDer Prozess;Franz Kafka;1925;x\n";
            let rows = Table::open(std::io::Cursor::new(text), &named)?;
            let told = |row: super::Row| format!("{} | {:?}", row.book.title(), row.book.work.first_published);
            Ok(rows.map(|(_, row)| told(row.unwrap().unwrap().unwrap())).collect::<Vec<_>>().join("\n"))
        };
        assert!(open(&[("title", "Titel"), ("year", "jahr")]).unwrap().starts_with("Der Prozess | Some"));
        let missing = TableError::NoColumn("Autor".to_owned(), "Titel, Verfasser, Jahr, Name".to_owned());
        assert_eq!(open(&[("author", "Autor")]), Err(missing));
        assert_eq!(open(&[("colour", "Titel")]), Err(TableError::Unknown("colour".to_owned())));
    }

    /// The lines of the rows, with why one cannot be read.
    fn lines(file: impl std::io::Read + Send + 'static) -> String {
        let table = Table::open(std::io::BufReader::new(file), &[]).unwrap();
        let told = table.map(|(line, row)| match row {
            Ok(Ok(row)) => format!("{line}{}", if row.is_some() { "" } else { " untitled" }),
            Ok(Err(why)) => format!("{line} {why}"),
            Err(error) => error.to_string(),
        });
        told.collect::<Vec<_>>().join("; ")
    }

    #[test]
    fn a_bad_row_costs_no_other() {
        let case = |text: &'static [u8], expected: &str| assert_eq!(lines(text), expected);
        case(b"title,x\nEmma,\"two\nlines\"\n,1\nEmma\n", "2; 4 untitled; 5");
        case(b"title\nM\xf6rike\nEmma\n", "2 not UTF-8; 3");
        let utf16 = Table::open(&b"\xff\xfet\0i\0t\0l\0e\0\n\0"[..], &[]).err();
        assert_eq!(utf16, Some(TableError::Unreadable("not UTF-8".to_owned())));
    }

    #[test]
    fn a_quotation_mark_without_its_fellow_takes_no_table_for_a_title() {
        let rest = "Persuasion\n".repeat(1000);
        assert_eq!(
            lines(std::io::Cursor::new(format!("title\nEmma\n\"Emma\n{rest}"))),
            format!("2; 3 {}", super::UNENDED)
        );
        let endless = std::io::Read::chain(&b"title\nEmma\n\""[..], std::io::repeat(b'x'));
        assert_eq!(lines(endless), format!("2; line 3: {}", super::UNENDED), "nothing can be read on");
    }
}
