//! Whether what exists is found, and what does not is not: real books of the shared lists as people cite them, books
//! made up by exchanging the authors, and books that were taken out of the lists.

#![expect(clippy::print_stdout, reason = "the figures are for a person to read")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use reading_list::catalog::list::ListCatalog;
use reading_list::catalog::web::Web;
use reading_list::catalog::{Catalog, Query, Record};
use reading_list::library::Manifest;
use reading_list::model::title::{key, main_key, normalise};
use reading_list::model::{CatalogName, CitedBook, Confidence, Name, Role};
use reading_list::pipeline::check::{Checker, Verdict};
use reading_list::resolve::matching::fit;
use reading_list::resolve::{Rules, clean};

const PRESENT: usize = 300;
const RECOMBINED: usize = 300;
const ABSENT: usize = 100;

fn shared(path: &str) -> Option<PathBuf> {
    let path = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared")).join(path);
    path.exists().then_some(path)
}

/// Both lists as records.
fn lists() -> Option<Vec<Record>> {
    let mut list = ListCatalog::new(CatalogName::local());
    for path in ["data/goodbooks-10k/books.csv", "data/gutenberg/pg_catalog.csv"] {
        list.add_table(&std::fs::read_to_string(shared(path)?).unwrap()).unwrap();
    }
    Some(list.records().to_vec())
}

/// A checker that knows these books and no others.
fn checker<'r>(records: impl Iterator<Item = &'r Record>) -> Checker {
    let mut list = ListCatalog::new(CatalogName::local());
    for (at, record) in records.enumerate() {
        list.add(format!("{at}-{}", record.id.id), record.book.clone(), record.other_titles.clone());
    }
    let mut manifest = Manifest::default();
    manifest.library.catalogs.clear();
    Checker::open(&manifest, &[], &Web::default()).unwrap().with(list)
}

/// Numbers that look like chance and are the same in every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end
    }
}

fn bare(title: &str) -> &str {
    title.split(" (").next().unwrap_or(title).trim()
}

fn author(record: &Record) -> Option<Name> {
    record.book.people(Role::Author).next().map(|c| c.name.clone())
}

fn surname(name: &Name) -> String {
    normalise(name.sort_name())
}

/// Books that a person may cite: with an author who is somebody, and a title that is one.
fn citable(record: &Record) -> bool {
    let nobody = ["various", "anonymous", "unknown", "not a book"];
    author(record).is_some_and(|name| !nobody.iter().any(|n| normalise(&name.to_string()).contains(n)))
        && key(bare(&record.book.title().full())).len() > 3
}

/// Two neighbouring letters of a long word change places.
fn with_typo(title: &str, chance: &mut Chance) -> String {
    let mut words: Vec<String> = title.split(' ').map(str::to_owned).collect();
    let long: Vec<usize> = (0..words.len()).filter(|at| words[*at].chars().count() > 5).collect();
    if long.is_empty() || title.chars().count() < 12 {
        return title.to_owned();
    }
    let word = &mut words[long[chance.below(long.len())]];
    let mut letters: Vec<char> = word.chars().collect();
    let at = 1 + chance.below(letters.len() - 3);
    letters.swap(at, at + 1);
    *word = letters.into_iter().collect();
    words.join(" ")
}

/// The author in full, by surname, or with initials.
fn spelt(name: &Name, how: usize) -> Option<Name> {
    match (how, name) {
        (1, name) => Name::parse(&name.family()),
        (2, Name::Personal(person)) => {
            let initials: String =
                person.given.split([' ', '.']).filter_map(|g| g.chars().next()).map(|c| format!("{c}. ")).collect();
            Name::parse(&format!("{initials}{}", name.family()))
        }
        _ => Some(name.clone()),
    }
}

/// The book as somebody cites it from memory.
fn cited(record: &Record, chance: &mut Chance) -> CitedBook {
    let title = record.book.title().full();
    let title = bare(&title);
    let title = match chance.below(3) {
        0 => title.to_owned(),
        1 => with_typo(title, chance),
        _ => bare(&record.book.title().main).to_owned(),
    };
    let how = chance.below(3);
    let authors = author(record).and_then(|name| spelt(&name, how)).into_iter().collect();
    CitedBook { title, authors, ..CitedBook::default() }
}

fn exists(verdict: &Verdict) -> bool {
    matches!(verdict, Verdict::Exists(_) | Verdict::Several(_))
}

fn judge(checker: &Checker, cited: &CitedBook) -> Verdict {
    checker.judge(cited, Confidence::CERTAIN)
}

fn shown(cited: &CitedBook, verdict: &Verdict) -> String {
    let by: Vec<_> = cited.authors.iter().map(ToString::to_string).collect();
    let verdict: String = match verdict {
        Verdict::Exists(found) => format!("exists: {} {:?}", found.book.title(), found.reasons),
        Verdict::Several(all) => format!("several: {}", all[0].book.title()),
        other => format!("{other:?}").chars().take(60).collect(),
    };
    format!("{} / {}: {verdict}", cited.title, by.join(", "))
}

/// Whether a book found is the one that is meant.
fn is_it(record: &Record, verdict: &Verdict) -> bool {
    let titles = [record.book.title().full(), record.book.title().main.clone()].map(|t| key(bare(&t)));
    let same = |title: &reading_list::model::Title| {
        titles.contains(&key(bare(&title.full()))) || titles.contains(&key(bare(&title.main)))
    };
    match verdict {
        Verdict::Exists(found) => {
            same(found.book.title()) || found.records.iter().any(|id| id.id.ends_with(&format!("-{}", record.id.id)))
        }
        _ => false,
    }
}

#[test]
fn what_exists_is_found_and_what_does_not_is_not() {
    let Some(records) = lists() else { return println!("skipped: no book lists lie beside the repository") };
    let mut chance = Chance(6);
    let citable: Vec<&Record> = records.iter().filter(|r| citable(r)).collect();
    let everything = checker(records.iter());
    let (mut flagged, mut wrong, mut told) = (0, 0, Vec::new());
    for _ in 0..PRESENT {
        let record = citable[chance.below(citable.len())];
        let cited = cited(record, &mut chance);
        let verdict = judge(&everything, &cited);
        flagged += usize::from(!exists(&verdict));
        wrong += usize::from(matches!(verdict, Verdict::Exists(_)) && !is_it(record, &verdict));
        if !exists(&verdict) || (matches!(verdict, Verdict::Exists(_)) && !is_it(record, &verdict)) {
            told.push(format!("present: {} <- {}", shown(&cited, &verdict), record.book.title()));
        }
    }
    let recombined = recombined(&records, &citable, &everything, &mut chance, &mut told);
    let absent = absent(&records, &citable, &mut chance, &mut told);
    println!("{}", told.join("\n"));
    println!("present {PRESENT}: flagged {flagged}, another work {wrong}");
    println!("recombined {RECOMBINED}: flagged {recombined}; absent {ABSENT}: flagged {absent}");
    assert!(flagged * 100 <= PRESENT * 5, "{flagged} of {PRESENT} that exist are flagged");
    assert!(wrong * 100 <= PRESENT, "{wrong} of {PRESENT} are taken for another work");
    assert!(recombined * 100 >= RECOMBINED * 95, "{recombined} of {RECOMBINED} with other authors are flagged");
    assert!(absent * 100 >= ABSENT * 95, "{absent} of {ABSENT} that nobody has are flagged");
}

/// Of records that fit with some confidence, how many are the book cited. Every candidate of every citation counts, with
/// the right author, with somebody else's and with none; of every third the book itself is not among the candidates.
#[test]
fn confidences_mean_what_they_say() {
    let Some(records) = lists() else { return println!("skipped: no book lists lie beside the repository") };
    let mut chance = Chance(17);
    let citable: Vec<&Record> = records.iter().filter(|r| citable(r)).collect();
    let mut list = ListCatalog::new(CatalogName::local());
    records.iter().for_each(|r| list.add(r.id.id.clone(), r.book.clone(), r.other_titles.clone()));
    let (mut with_author, mut bare) = (Table::default(), Table::default());
    for round in 0..CALIBRATED {
        let record = citable[chance.below(citable.len())];
        let mut cited = cited(record, &mut chance);
        match round % 6 {
            0 | 3 => cited.authors.clear(),
            1 => cited.authors = author(citable[chance.below(citable.len())]).into_iter().collect(),
            _ => {}
        }
        cited.year = record.book.work.first_published.map(|date| date.first_year()).filter(|_| round % 4 < 2);
        let query = Query::Title { title: cited.title.clone(), author: cited.authors.first().cloned(), year: None };
        for candidate in list.look_up(&query).unwrap() {
            let is_right = round % 6 != 1 && is_same(&candidate, record);
            if is_right && matches!(round % 6, 3 | 4) {
                continue;
            }
            let Some(fit) = fit(&cited, &clean(candidate, &Rules::default())) else { continue };
            let table = if cited.authors.is_empty() { &mut bare } else { &mut with_author };
            table.count(fit.score(), is_right);
        }
    }
    with_author.print("with an author");
    bare.print("without one");
    assert!(with_author.error() < MISCALIBRATED, "confidences are off by {:.3}", with_author.error());
    // A list of some thousand books has few namesakes, so that a bare title is oftener right there than in the world; what
    // must not be is that one is trusted too much.
    assert!(bare.most_overconfident() < OVERCONFIDENT && with_author.most_overconfident() < OVERCONFIDENT);
}

/// How many records of each tenth of confidence there were, how many of them right, and what was said of them in all.
#[derive(Default)]
struct Table([(u32, u32, f64); 10]);

impl Table {
    fn count(&mut self, said: Confidence, is_right: bool) {
        let bin = &mut self.0[usize::from(said.percent().min(99)) / 10];
        *bin = (bin.0 + 1, bin.1 + u32::from(is_right), bin.2 + said.probability());
    }

    fn print(&self, of: &str) {
        println!("confidence   records   said    right   ({of})");
        for (at, (all, right, said)) in self.0.iter().enumerate().filter(|(_, bin)| bin.0 > 0) {
            let share = |part: f64| 100.0 * part / f64::from(*all);
            let (said, right) = (share(*said), share(f64::from(*right)));
            println!("{:>3}-{:<3} % {all:>10} {said:>5.0} % {right:>6.0} %", at * 10, at * 10 + 9);
        }
        println!("expected calibration error: {:.3}", self.error());
    }

    /// How far what was said is from what is right, in the mean of all records.
    fn error(&self) -> f64 {
        let off: f64 = self.0.iter().map(|(_, right, said)| (f64::from(*right) - said).abs()).sum();
        off / f64::from(self.0.iter().map(|bin| bin.0).sum::<u32>())
    }

    /// By how much too much is said at worst, where there are enough records to tell.
    fn most_overconfident(&self) -> f64 {
        let enough = self.0.iter().filter(|bin| bin.0 >= 40);
        enough.map(|(all, right, said)| (said - f64::from(*right)) / f64::from(*all)).fold(0.0, f64::max)
    }
}

/// How many citations the confidences are measured on, and how far off they may be.
const CALIBRATED: usize = 900;
const MISCALIBRATED: f64 = 0.05;
const OVERCONFIDENT: f64 = 0.1;

/// Whether two rows are of one book: many are listed twice.
fn is_same(a: &Record, b: &Record) -> bool {
    let titles = |r: &Record| [key(bare(&r.book.title().full())), key(bare(&r.book.title().main))];
    let shares_author = a.book.contributors().any(|x| b.book.contributors().any(|y| x.name.agrees_with(&y.name)));
    a.id == b.id || (shares_author && titles(a).iter().any(|t| titles(b).contains(t)))
}

/// Titles with the author of another book; how many are flagged.
fn recombined(
    all: &[Record],
    citable: &[&Record],
    checker: &Checker,
    chance: &mut Chance,
    told: &mut Vec<String>,
) -> usize {
    let written: BTreeSet<(String, String)> = all
        .iter()
        .flat_map(|r| r.book.contributors().map(|c| (key(bare(&r.book.title().main)), surname(&c.name))))
        .collect();
    let mut flagged = 0;
    let mut made = 0;
    while made < RECOMBINED {
        let (record, other) = (citable[chance.below(citable.len())], citable[chance.below(citable.len())]);
        let Some(name) = author(other) else { continue };
        if written.contains(&(key(bare(&record.book.title().main)), surname(&name))) {
            continue;
        }
        made += 1;
        let title = bare(&record.book.title().full()).to_owned();
        let cited = CitedBook { title, authors: vec![name], ..CitedBook::default() };
        let verdict = judge(checker, &cited);
        flagged += usize::from(!exists(&verdict));
        if exists(&verdict) {
            told.push(format!("recombined: {}", shown(&cited, &verdict)));
        }
    }
    flagged
}

/// Books that were taken out of the lists, with every other edition of them; how many are flagged.
fn absent(all: &[Record], citable: &[&Record], chance: &mut Chance, told: &mut Vec<String>) -> usize {
    let identity = |r: &Record| (main_key(bare(&r.book.title().full())), author(r).map(|name| surname(&name)));
    let mut out = BTreeSet::new();
    let mut taken: Vec<&Record> = Vec::new();
    while taken.len() < ABSENT {
        let record = citable[chance.below(citable.len())];
        if out.insert(identity(record)) {
            taken.push(record);
        }
    }
    let checker = checker(all.iter().filter(|r| !out.contains(&identity(r))));
    let judged = taken.iter().map(|record| {
        let cited = cited(record, chance);
        let verdict = judge(&checker, &cited);
        if exists(&verdict) {
            told.push(format!("absent: {}", shown(&cited, &verdict)));
        }
        usize::from(!exists(&verdict))
    });
    judged.sum()
}

/// The books that the labelled answers cite and the lists have, by title, author and the document's own words for both.
#[test]
fn books_cited_in_answers_are_the_right_works() {
    let (Some(records), Some(answers)) = (lists(), shared("corpus/answers")) else {
        return println!("skipped: neither book lists nor labelled answers lie beside the repository");
    };
    let checker = checker(records.iter());
    let (mut all, mut right, mut told) = (0, 0, Vec::new());
    let mut files: Vec<PathBuf> = std::fs::read_dir(answers).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    for path in files.iter().filter(|path| path.extension().is_some_and(|e| e == "json")) {
        let labels: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        for book in labels["books"].as_array().unwrap() {
            let strings = |field: &str| -> Vec<String> {
                let list = book[field].as_array().cloned().unwrap_or_default();
                list.iter().filter_map(|v| v.as_str().map(str::to_owned)).collect()
            };
            let (title, authors) = (book["title"].as_str().unwrap_or_default(), strings("authors"));
            let Some(record) = records.iter().find(|r| has(r, title, &authors)) else { continue };
            let cited_authors = strings("cited_authors").iter().filter_map(|a| Name::parse(a)).collect();
            let cited = CitedBook { title: title.to_owned(), authors: cited_authors, ..CitedBook::default() };
            let verdict = judge(&checker, &cited);
            all += 1;
            let is_right = is_it(record, &verdict) || has_author_and_title(&verdict, title, &authors);
            right += usize::from(is_right);
            if !is_right {
                told.push(shown(&cited, &verdict));
            }
        }
    }
    println!("{}\nanswers: {right} of {all} books in the lists are the right works", told.join("\n"));
    assert!(right * 100 >= all * 95 && all > 20, "{right} of {all}");
}

fn has(record: &Record, title: &str, authors: &[String]) -> bool {
    let surnames: BTreeSet<String> = authors.iter().filter_map(|a| Name::parse(a)).map(|n| surname(&n)).collect();
    let full = record.book.title().full();
    let titles = [key(bare(&full)), key(bare(&record.book.title().main))];
    (titles.contains(&key(title)) || titles.contains(&main_key(title)))
        && record.book.contributors().any(|c| surnames.contains(&surname(&c.name)))
}

fn has_author_and_title(verdict: &Verdict, title: &str, authors: &[String]) -> bool {
    let Verdict::Exists(found) = verdict else { return false };
    let record = Record { id: found.records[0].clone(), book: found.book.clone(), other_titles: Vec::new() };
    has(&record, title, authors)
}
