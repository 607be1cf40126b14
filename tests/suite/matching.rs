//! Which record is the book cited: cases as data, in `tests/fixtures/matching.txt`, where it is said how to add one.

#![expect(clippy::print_stdout, reason = "the figures are for a person to read")]

use std::collections::BTreeMap;

use reading_list::catalog::Record;
use reading_list::catalog::starter::StarterWork;
use reading_list::model::{
    Book, CitedBook, Contributor, Date, Edition, Failure, Name, RecordId, Resolution, Role, Series, Title, Work,
};
use reading_list::resolve::Rules;
use reading_list::resolve::plan::{Plan, Step};

const CASES: &str = include_str!("../fixtures/matching.txt");

/// What must hold of all cases, in per cent.
const RIGHT: usize = 97;
const WRONG: usize = 1;
const FEWEST: usize = 150;

struct Case {
    group: String,
    cited: CitedBook,
    records: Vec<Record>,
    expected: String,
}

fn cases() -> Vec<Case> {
    let (mut group, mut records, mut cases) = (String::new(), Vec::new(), Vec::new());
    for line in CASES.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#')) {
        let fields: Vec<&str> = line.trim_start_matches("> ").split('|').map(str::trim).collect();
        if let Some(name) = line.strip_prefix('[') {
            group = name.trim_end_matches(']').to_owned();
            records = Vec::new();
        } else if line.starts_with('>') {
            let [title, authors, when, expected] = fields.as_slice() else { panic!("four fields: {line}") };
            let cited = CitedBook {
                title: (*title).to_owned(),
                authors: authors.split(';').filter_map(Name::parse).collect(),
                year: when.parse().ok().and_then(reading_list::model::Year::new),
                isbn: when.strip_prefix("isbn=").map(|isbn| isbn.parse().unwrap()),
            };
            cases.push(Case {
                group: group.clone(),
                cited,
                records: records.clone(),
                expected: (*expected).to_owned(),
            });
        } else {
            records.push(record(&fields));
        }
    }
    cases
}

fn record(fields: &[&str]) -> Record {
    let [id, title, people, year, more @ ..] = fields else { panic!("four fields: {fields:?}") };
    let mut work = Work::titled(Title::parse(title).unwrap());
    work.first_published = year.parse::<Date>().ok();
    let mut edition = Edition::default();
    for person in people.split(';').map(str::trim).filter(|person| !person.is_empty()) {
        let (role, name) = match (person.strip_prefix("ed:"), person.strip_prefix("tr:")) {
            (Some(name), _) => (Role::Editor, name),
            (_, Some(name)) => (Role::Translator, name),
            _ => (Role::Author, person),
        };
        // What stands without a comma is one name, as in the starter catalog.
        let line = format!("x\t\t{name}\t\t\t\t");
        let name = StarterWork::parse(&line).unwrap().people().next().unwrap().name;
        let people = if role == Role::Translator { &mut edition.contributors } else { &mut work.contributors };
        people.push(Contributor { name, role });
    }
    let mut catalog = "open-library";
    let mut other_titles = Vec::new();
    for (field, value) in more.iter().flat_map(|more| more.split(';')).filter_map(|pair| pair.trim().split_once('=')) {
        match field {
            "original" => work.original_title = Some(value.to_owned()),
            "alias" => other_titles.push(value.to_owned()),
            "issued" => edition.issued = value.parse().ok(),
            "edition" => edition.edition = Some(value.to_owned().into()),
            "volume" => edition.volume = Some(value.to_owned()),
            "isbn" => edition.isbns.push(value.parse().unwrap()),
            "lang" => edition.language = value.parse().ok(),
            "series" => edition.series = Some(Series { title: value.to_owned(), number: None }),
            "wikidata" => work.identifiers.wikidata = Some(value.to_owned()),
            "catalog" => catalog = value,
            _ => panic!("no such field: {field}"),
        }
    }
    let edition = (edition != Edition::default()).then_some(edition);
    let id = RecordId { catalog: catalog.parse().unwrap(), id: (*id).to_owned() };
    Record { id, book: Book { work, edition }, other_titles }
}

/// What the records make of the citation, whatever question is put to them.
fn resolve(case: &Case) -> Resolution {
    let rules = Rules::default();
    let catalogs = ["open-library".parse().unwrap()];
    let mut plan = Plan::new(&case.cited, &catalogs, &rules);
    loop {
        match plan.next() {
            Step::Done(resolution) => return resolution,
            Step::Ask(..) => plan.tell(Ok::<_, Failure>(case.records.clone())),
        }
    }
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Clone, Copy)]
enum Outcome {
    Right,
    Undecided,
    Wrong,
}

fn outcome(case: &Case, resolution: &Resolution) -> Outcome {
    let is_found = |ids: &[RecordId]| ids.iter().any(|id| id.id == case.expected);
    match (resolution, case.expected.as_str()) {
        (Resolution::Found(found), _) if is_found(&found.records) => Outcome::Right,
        (Resolution::Found(_), _) => Outcome::Wrong,
        (Resolution::Ambiguous { .. }, "?") | (Resolution::Unknown { .. }, "-" | "?") => Outcome::Right,
        _ => Outcome::Undecided,
    }
}

fn shown(case: &Case, resolution: &Resolution) -> String {
    let by: Vec<_> = case.cited.authors.iter().map(ToString::to_string).collect();
    let got = match resolution {
        Resolution::Found(found) => format!("{} at {} {:?}", found.records[0].id, found.score, found.reasons),
        Resolution::Ambiguous { best, rivals } => {
            format!("{} at {} or {} at {}", best.records[0].id, best.score, rivals[0].records[0].id, rivals[0].score)
        }
        other => format!("{other:?}"),
    };
    format!("[{}] {} / {}: {got}, not {}", case.group, case.cited.title, by.join("; "), case.expected)
}

#[test]
fn the_right_work_is_taken_and_hardly_ever_a_wrong_one() {
    let cases = cases();
    let mut counts: BTreeMap<Outcome, usize> = BTreeMap::new();
    for case in &cases {
        let resolution = resolve(case);
        let outcome = outcome(case, &resolution);
        *counts.entry(outcome).or_default() += 1;
        if outcome != Outcome::Right {
            println!("{outcome:?} {}", shown(case, &resolution));
        }
    }
    let of = |outcome| counts.get(&outcome).copied().unwrap_or_default();
    let (right, wrong, all) = (of(Outcome::Right), of(Outcome::Wrong), cases.len());
    println!("{all} cases: {right} right, {wrong} wrong, {} undecided", of(Outcome::Undecided));
    assert!(all >= FEWEST, "{all} cases are too few");
    assert!(right * 100 >= all * RIGHT, "{right} of {all} are right");
    assert!(wrong * 100 <= all * WRONG, "{wrong} of {all} are wrong");
}
