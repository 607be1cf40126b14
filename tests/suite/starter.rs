//! The starter catalog's lines: that each keeps the rules of `data/README.md`, and that independent lists agree.

#![expect(clippy::print_stdout, reason = "what disagrees is for a person to read")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::Instant;

use reading_list::catalog::starter::{Starter, StarterWork};
use reading_list::catalog::{Catalog, Query};
use reading_list::model::title::{key, main_key, normalise};
use reading_list::model::{Language, Name};

const LINES: &str = include_str!("../../data/starter-catalog.tsv");

/// Percentages measured when the file was last gone over; a line that lowers them is likely wrong.
///
/// Authors are compared where a title has at least so many words: among shorter ones the two lists mostly differ because
/// each has another book of that name. What still differs was looked at, and is of that kind too.
const TELLING_WORDS: usize = 3;
const AUTHOR_FLOOR: usize = 94;
const YEAR_FLOOR: usize = 96;
/// Publication dates differ by a year where a book came out around its end.
const YEARS_APART: i32 = 1;
/// For what is known to within some years only.
const YEARS_APART_CIRCA: i32 = 25;

const THIS_YEAR: i32 = 2026;

#[test]
fn every_line_is_a_work() {
    let parsed = LINES.lines().filter(|l| StarterWork::parse(l).is_some()).count();
    let broken: Vec<_> = LINES.lines().filter(|l| StarterWork::parse(l).is_none()).collect();
    assert!(broken.is_empty(), "not seven columns with a title: {broken:#?}");
    assert!(parsed >= 1000, "{parsed} works are too few for a starter");
    assert_eq!(Starter::get().works().count(), parsed);
}

#[test]
fn lines_are_sorted() {
    let lines: Vec<_> = LINES.lines().collect();
    let unsorted: Vec<_> = lines.windows(2).filter(|w| w[0] >= w[1]).collect();
    assert!(unsorted.is_empty(), "not in the order of LC_ALL=C sort: {unsorted:#?}");
}

#[test]
fn no_two_lines_are_one_book() {
    let mut seen = BTreeMap::new();
    let mut ids = BTreeSet::new();
    let mut doubles = Vec::new();
    for work in Starter::get().works() {
        let first = work.people().next().map(|p| normalise(p.name.sort_name()));
        for title in work.titles().map(key).collect::<BTreeSet<_>>() {
            if let Some(other) = seen.insert((title, first.clone()), work.title) {
                doubles.push(format!("`{}` and `{other}` by {first:?}", work.title));
            }
        }
        assert!(ids.insert(work.id()), "two works share the id {}", work.id());
    }
    assert!(doubles.is_empty(), "lines of one book: {doubles:#?}");
}

#[test]
fn every_field_keeps_the_rules() {
    let complaints: Vec<String> = Starter::get()
        .works()
        .flat_map(|w| complaints(&w).into_iter().map(move |c| format!("{}: {c}", w.title)))
        .collect();
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

fn complaints(work: &StarterWork<'_>) -> Vec<String> {
    let mut found = Vec::new();
    let fields = [work.title, work.subtitle, work.contributors, work.year, work.language, work.original, work.aliases];
    for field in fields {
        if field.contains("  ") || field.trim() != field {
            found.push(format!("stray space in `{field}`"));
        }
        let wrapped = field.len() > 1 && field.starts_with('"') && field.ends_with('"');
        if wrapped || field.contains(['“', '”', '’']) {
            found.push(format!("quotation marks around or within `{field}`"));
        }
    }
    if !work.language.is_empty() && work.language.parse::<Language>().is_err() {
        found.push(format!("`{}` is no language", work.language));
    }
    match work.first_published().map(|d| d.first_year().number()) {
        Some(year) if (-3000..=THIS_YEAR).contains(&year) => {}
        None if work.year.is_empty() => {}
        _ => found.push(format!("`{}` is no year", work.year)),
    }
    found.extend(name_complaints(work));
    for alias in work.alias_list().filter(|a| [work.title, work.original].contains(a)) {
        found.push(format!("the alias `{alias}` says nothing new"));
    }
    found
}

/// Each name must be read, written back as it stands, and survive a round trip.
fn name_complaints(work: &StarterWork<'_>) -> Vec<String> {
    let written: Vec<&str> = work.contributors.split("; ").filter(|p| !p.is_empty()).collect();
    let read: Vec<Name> = work.people().map(|p| p.name).collect();
    if written.len() != read.len() {
        return vec![format!("`{}` are not {} names", work.contributors, read.len())];
    }
    let mut found = Vec::new();
    for (written, name) in written.iter().zip(read) {
        let inverted = name.inverted();
        let bare = written.strip_prefix("ed:").unwrap_or(written);
        if inverted.trim_end_matches(',') != bare || Name::parse(&inverted) != Some(name) {
            found.push(format!("`{written}` reads as `{inverted}`"));
        }
    }
    found
}

/// Prints what asking costs; the figures that count are those of a release build.
#[test]
fn asking_is_measured() {
    for title in ["The Structure of Scientific Revolutions", "Stucture of Scientfic Revolutions", "No Such Book"] {
        let query = Query::Title { title: title.to_owned(), author: None, year: None };
        let starter = Starter::get();
        let start = Instant::now();
        let hits = starter.look_up(&query).map(|r| r.len());
        println!("{title}: {hits:?} in {:?}", start.elapsed());
    }
}

/// A book in somebody else's list.
struct Listed {
    titles: BTreeSet<String>,
    /// Every word of every author's name: lists differ in what they take for the surname.
    author_words: BTreeSet<String>,
    year: Option<i32>,
    line: String,
}

impl Listed {
    /// Whether an author has this name, by and large: `Dostoevsky`, `Dostoyevsky`.
    fn names(&self, word: &str) -> bool {
        self.author_words.iter().any(|w| w == word || (word.len() > 6 && strsim::levenshtein(w, word) <= 2))
    }
}

#[test]
fn other_lists_agree() {
    let Some(shared) = shared() else {
        return println!("skipped: no book lists lie beside the repository");
    };
    let goodbooks = compare("goodbooks", &goodbooks(&shared.join("goodbooks-10k/books.csv")));
    let gutenberg = compare("gutenberg", &gutenberg(&shared.join("gutenberg/pg_catalog.csv")));
    let (same, other) =
        (goodbooks.same_author + gutenberg.same_author, goodbooks.other_author + gutenberg.other_author);
    assert!(same >= 100, "only {same} books in common: the comparison is broken");
    assert!(same * 100 >= (same + other) * AUTHOR_FLOOR, "authors: {same} agree, {other} do not");
    let years = goodbooks.same_year + goodbooks.other_year;
    assert!(goodbooks.same_year * 100 >= years * YEAR_FLOOR, "years: {} of {years} agree", goodbooks.same_year);
}

fn shared() -> Option<PathBuf> {
    let path = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data"));
    path.is_dir().then(|| path.to_owned())
}

#[derive(Default)]
struct Agreement {
    same_author: usize,
    other_author: usize,
    same_year: usize,
    other_year: usize,
}

fn compare(list: &str, books: &[Listed]) -> Agreement {
    let mut by_title: BTreeMap<&str, Vec<&Listed>> = BTreeMap::new();
    for book in books {
        book.titles.iter().for_each(|t| by_title.entry(t).or_default().push(book));
    }
    let mut agreement = Agreement::default();
    for work in Starter::get().works() {
        let namesakes: BTreeMap<&str, &Listed> = work
            .titles()
            .filter_map(|t| by_title.get(key(t).as_str()))
            .flatten()
            .map(|b| (b.line.as_str(), *b))
            .collect();
        agreement.count(list, &work, namesakes.into_values().collect());
    }
    println!(
        "{list}: author {} of {}, year {} of {}",
        agreement.same_author,
        agreement.same_author + agreement.other_author,
        agreement.same_year,
        agreement.same_year + agreement.other_year
    );
    agreement
}

impl Agreement {
    fn count(&mut self, list: &str, work: &StarterWork<'_>, namesakes: Vec<&Listed>) {
        let surnames: Vec<String> = work.people().map(|p| normalise(p.name.sort_name())).collect();
        let shares = |b: &&Listed| surnames.iter().flat_map(|s| s.split(' ')).any(|w| b.names(w));
        let same: Vec<&Listed> = namesakes.iter().copied().filter(shares).collect();
        if namesakes.is_empty() || surnames.is_empty() {
            return;
        }
        let tells = key(work.title).split(' ').count() >= TELLING_WORDS;
        if same.is_empty() && !tells {
            return;
        }
        if same.is_empty() {
            self.other_author += 1;
            println!("{list}: author: {} / {} | {}", work.title, work.contributors, namesakes[0].line);
            return;
        }
        self.same_author += usize::from(tells);
        let years: Vec<i32> = same.iter().filter_map(|b| b.year).collect();
        let Some(ours) = work.first_published() else { return };
        let apart = if work.year.starts_with('c') { YEARS_APART_CIRCA } else { YEARS_APART };
        if years.iter().any(|y| (y - ours.first_year().number()).abs() <= apart) {
            self.same_year += 1;
        } else if !years.is_empty() {
            self.other_year += 1;
            println!("{list}: year: {} / {}: {} | {years:?}", work.title, work.contributors, work.year);
        }
    }
}

fn listed(titles: &[&str], authors: &str, year: Option<i32>) -> Listed {
    let bare = |t: &&str| t.split(" (").next().unwrap_or(t).to_owned();
    let titles: Vec<String> = titles.iter().map(bare).filter(|t| !t.is_empty()).collect();
    Listed {
        author_words: normalise(authors).split(' ').map(str::to_owned).collect(),
        line: format!("{} / {authors}", titles.first().map_or("", String::as_str)),
        titles: titles.iter().flat_map(|t| [key(t), main_key(t)]).collect(),
        year,
    }
}

fn goodbooks(path: &Path) -> Vec<Listed> {
    let year = |text: &str| text.parse::<f64>().ok().map(|y| y as i32);
    let rows = csv(&std::fs::read_to_string(path).expect("the list can be read"));
    rows.iter().skip(1).map(|r| listed(&[&r[10], &r[9]], &r[7], year(&r[8]))).collect()
}

fn gutenberg(path: &Path) -> Vec<Listed> {
    let rows = csv(&std::fs::read_to_string(path).expect("the list can be read"));
    let books = rows.iter().skip(1).filter(|r| r.len() > 5 && !r[5].is_empty());
    books.map(|r| listed(&[r[3].lines().next().unwrap_or("")], &r[5], None)).collect()
}

/// Rows of comma-separated fields, quoted where they hold commas, quotation marks or line breaks.
fn csv(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut field, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.next_if_eq(&'"').is_some() => field.push('"'),
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut field)),
            '\n' if !quoted => {
                row.push(std::mem::take(&mut field));
                rows.push(std::mem::take(&mut row));
            }
            '\r' if !quoted => {}
            c => field.push(c),
        }
    }
    rows
}
