//! What becomes of findings: joined, kept, corrected, rejected.

use proptest::prelude::*;

use super::{Shelf, shelve};
use crate::library::{CitedIn, Entry, Finding, Lock, Manifest, Quote, Standing};
use crate::model::{
    Book, CatalogName, Citation, CitedBook, Confidence, Contributor, Date, Failure, Field, Match, Name, RecordId,
    Resolution, Source, Title, Work, Year,
};

fn starter() -> CatalogName {
    "starter".parse().unwrap()
}

fn unknown() -> Resolution {
    Resolution::Unknown { asked: vec![starter()] }
}

fn unreachable() -> Resolution {
    Resolution::Unreachable { failures: vec![Failure { catalog: starter(), why: "timed out".to_owned() }] }
}

fn a_match(id: &str, author: &str, title: &str, year: i64) -> Match {
    Match {
        records: vec![RecordId { catalog: starter(), id: id.to_owned() }],
        book: Book::of_work(Work {
            contributors: Name::parse(author).map(Contributor::author).into_iter().collect(),
            first_published: Date::year(year),
            ..Work::titled(Title::parse(title).unwrap())
        }),
        provenance: [(Field::Title, Source::Catalog(starter()))].into(),
        score: Confidence::from_percent(90),
        reasons: vec![],
        disagreements: Vec::new(),
        runner_up: None,
    }
}

fn found(id: &str, author: &str, title: &str, year: i64) -> Resolution {
    Resolution::Found(Box::new(a_match(id, author, title, year)))
}

/// `Title by Author (year)`, author and year as far as there are any.
fn finding(source: &str, cited: &str, percent: u8, resolution: Resolution) -> Finding {
    let (rest, year) = match cited.strip_suffix(')').and_then(|c| c.rsplit_once(" (")) {
        Some((rest, year)) => (rest, year.parse().ok().and_then(Year::new)),
        None => (cited, None),
    };
    let (title, author) = rest.split_once(" by ").unwrap_or((rest, ""));
    let quote = Quote { text: title.to_owned(), occurrence: 1 };
    Finding {
        cited_in: CitedIn { source: source.to_owned(), quotes: vec![quote] },
        citation: Citation {
            cited: CitedBook {
                title: title.to_owned(),
                authors: Name::parse(author).into_iter().collect(),
                year,
                isbn: None,
            },
            mentions: vec![],
            confidence: Confidence::from_percent(percent),
        },
        resolution,
    }
}

fn manifest(text: &str) -> Manifest {
    Manifest::parse(text, "library.toml").unwrap()
}

fn on(text: &str, findings: &[Finding]) -> Shelf {
    shelve(&manifest(text), None, findings.to_vec())
}

fn keys(entries: &[Entry]) -> Vec<&str> {
    entries.iter().map(|e| e.key.as_str()).collect()
}

#[track_caller]
fn joined(a: Finding, b: Finding, expected: &[&str]) {
    let shelf = on("", &[a.clone(), b.clone()]);
    assert_eq!(keys(&shelf.entries), expected);
    let other = on("", &[b, a]);
    assert_eq!(keys(&other.entries), expected, "the other way round");
    assert_eq!(other.lock.write(), shelf.lock.write());
}

#[test]
fn one_work_is_one_entry() {
    let cited = |source, words| finding(source, words, 90, unknown());
    joined(cited("a", "On War by Carl von Clausewitz"), cited("b", "On War"), &["clausewitz-war"]);
    joined(
        cited("a", "The Revolution Betrayed by Leon Trotsky"),
        cited("b", "Revolution Betrayed by Trotsky"),
        &["trotsky-revolution"],
    );
    joined(
        cited("a", "Bolshevism: The Road to Revolution by Alan Woods"),
        cited("b", "Bolshevism by Woods"),
        &["woods-bolshevism"],
    );
    joined(
        finding("a", "War of the Worlds by Wells", 90, found("1", "H. G. Wells", "The War of the Worlds", 1898)),
        finding("b", "Krieg der Welten", 90, found("1", "H. G. Wells", "The War of the Worlds", 1898)),
        &["wells1898"],
    );
}

#[test]
fn two_works_are_two_entries() {
    let cited = |source, words| finding(source, words, 90, unknown());
    joined(
        cited("a", "Collapse by Jared Diamond"),
        cited("b", "Collapse by Vladislav Zubok"),
        &["diamond-collapse", "zubok-collapse"],
    );
    joined(
        cited("a", "Marx: A Life by Smith"),
        cited("b", "Marx: An Introduction by Smith"),
        &["smith-marx", "smith-marx-introduction"],
    );
    joined(
        finding("a", "Collapse", 90, found("1", "Jared Diamond", "Collapse", 2005)),
        finding("b", "Collapse", 90, found("2", "Vladislav Zubok", "Collapse", 2021)),
        &["diamond2005", "zubok2021"],
    );
}

#[test]
fn a_bare_title_does_not_choose_between_two() {
    let cited = |words| finding("a", words, 90, unknown());
    let shelf = on("", &[cited("Collapse"), cited("Collapse by Jared Diamond"), cited("Collapse by Vladislav Zubok")]);
    assert_eq!(keys(&shelf.entries), ["collapse", "diamond-collapse", "zubok-collapse"]);
}

#[test]
fn every_source_is_remembered_in_order() {
    let shelf = on(
        "",
        &[
            finding("b", "On War by Clausewitz", 60, unknown()),
            finding("a", "On War by Clausewitz", 90, unknown()),
            finding("b", "On War", 70, unknown()),
        ],
    );
    let sources: Vec<_> = shelf.entries[0].cited_in.iter().map(|c| c.source.as_str()).collect();
    assert_eq!((sources, shelf.entries[0].confidence.percent()), (vec!["b", "a"], 90));
}

#[test]
fn what_may_be_no_book_takes_no_book_its_key() {
    let doubtful = finding("a", "Absurd Lectures by John Gaddis (2005)", 60, unknown());
    let real =
        finding("a", "The Cold War by John Gaddis", 90, found("1", "John Gaddis", "The Cold War: A History", 2005));
    let shelf = on("", &[doubtful, real]);
    assert_eq!((keys(&shelf.entries), keys(&shelf.doubtful)), (vec!["gaddis2005"], vec!["gaddis2005-absurd"]));
}

#[test]
fn the_pattern_makes_new_keys_and_leaves_those_there_are() {
    let book = finding("a", "On War by Carl von Clausewitz", 90, found("1", "Carl von Clausewitz", "On War", 1832));
    let pattern = manifest("[library]\nkeys = \"{author}-{title}\"");
    let fresh = shelve(&pattern, None, vec![book.clone()]);
    assert_eq!(keys(&fresh.entries), ["clausewitz-war"]);
    let before = on("", std::slice::from_ref(&book));
    let after = shelve(&pattern, Some(&before.lock), vec![book]);
    assert_eq!(keys(&after.entries), ["clausewitz1832"]);
}

#[test]
fn what_nobody_has_is_as_the_writer_gave_it_or_doubtful() {
    let shelf = on(
        "",
        &[
            finding("a", "The Guns of Autumn by B. Tuchman (1962)", 80, unknown()),
            finding("a", "Perhaps", 79, unknown()),
            finding("a", "Perhaps Not", 79, unreachable()),
            finding("a", "Surely", 99, unreachable()),
        ],
    );
    assert_eq!(keys(&shelf.entries), ["surely", "tuchman1962"]);
    assert_eq!(keys(&shelf.doubtful), ["perhaps", "perhaps-not"]);
    assert!(shelf.entries[1].provenance.values().all(|s| *s == Source::Text));
    assert_eq!(shelf.entries[0].standing, Standing::Unreachable);
    assert_eq!(shelf.lock.entries.len(), 4);
    assert!(!shelf.lock.write().unwrap().contains("unreachable"));
}

#[test]
fn an_ambiguous_book_is_as_the_writer_gave_it() {
    let resolution = Resolution::Ambiguous {
        best: Box::new(a_match("1", "Jared Diamond", "Collapse: How Societies Fail", 2005)),
        rivals: vec![a_match("2", "Vladislav Zubok", "Collapse", 2021)],
    };
    let shelf = on("", &[finding("a", "Collapse", 40, resolution.clone())]);
    assert_eq!(keys(&shelf.entries), ["collapse"]);
    assert_eq!(shelf.entries[0].standing, Standing::Ambiguous);
    let cited = CitedBook { title: "Collapse".to_owned(), ..CitedBook::default() };
    let again = shelf.lock.answers().resolution_of(&cited, &[], &[], &shelf.lock.edition);
    assert!(matches!(again, Some(Resolution::Ambiguous { rivals, .. }) if rivals.len() == 1));
}

#[test]
fn keys_are_kept_whatever_the_catalogs_say() {
    let first = on("", &[finding("a", "My Life by Trotsky", 90, found("1", "Leon Trotsky", "My Life", 1930))]);
    let later = [
        finding("a", "My Life by Trotsky", 90, found("9", "Lev Trockij", "My Life", 1929)),
        finding("a", "Permanent Revolution by Trotsky (1930)", 90, unknown()),
    ];
    let shelf = shelve(&manifest(""), Some(&first.lock), later.to_vec());
    assert_eq!(keys(&shelf.entries), ["trotsky1930", "trotsky1930-permanent"]);
    let gone = shelve(&manifest(""), Some(&first.lock), later[1..].to_vec());
    assert_eq!(keys(&gone.entries), ["trotsky1930-permanent"], "a key is not given again at once");
    assert_eq!(gone.lock.entries.len(), 1, "what nobody cites is forgotten");
}

#[test]
fn when_nobody_answers_what_was_found_still_holds() {
    let first = on("", &[finding("a", "My Life", 90, found("1", "Leon Trotsky", "My Life", 1930))]);
    let shelf = shelve(&manifest(""), Some(&first.lock), vec![finding("a", "My Life", 90, unreachable())]);
    assert_eq!(shelf.lock, first.lock);
    assert_eq!(shelf.entries, first.entries);
}

#[test]
fn rejected_titles_are_gone() {
    let findings = [
        finding("a", "Cold War", 90, unknown()),
        finding("b", "The Cold War by John Gaddis", 90, unknown()),
        finding("a", "Hot War", 90, unknown()),
    ];
    let left = |reject: &str| {
        let shelf = on(&format!("[[reject]]\n{reject}"), &findings);
        (shelf.rejected, shelf.entries.len())
    };
    assert_eq!(left("title = \"cold war\""), (2, 1));
    assert_eq!(left("title = \"Cold War\"\nauthor = \"J. Gaddis\""), (1, 2));
    assert_eq!(left("title = \"Cold War\"\nsource = \"a\""), (1, 1 + 1));
    assert_eq!(left("title = \"Cold War\"\nsource = \"c\""), (0, 2));
}

#[test]
fn typed_books_join_by_key_alias_title_or_match() {
    let cited = finding("a", "My Life by Leon Trotsky (1930)", 90, unknown());
    #[track_caller]
    fn case(cited: &Finding, text: &str, expected: &[(&str, Standing, bool)]) {
        let shelf = on(text, std::slice::from_ref(cited));
        let entries: Vec<_> =
            shelf.entries.iter().map(|e| (e.key.as_str(), e.standing, e.cited_in.is_empty())).collect();
        assert_eq!(entries, expected);
    }
    use Standing::{ByHand, Unknown};
    case(&cited, "[book.trotsky1930]\nstatus = \"read\"", &[("trotsky1930", Unknown, false)]);
    case(&cited, "[book.life]\naliases = [\"trotsky1930\"]", &[("life", Unknown, false)]);
    case(&cited, "[book.life]\ntitle = \"My life\"\nauthors = [\"L. Trotsky\"]", &[("life", ByHand, false)]);
    case(&cited, "[book.life]\ntitle = \"Moia zhizn\"\nmatch = \"My Life\"", &[("life", ByHand, false)]);
    let other = [("life", ByHand, true), ("trotsky1930", Unknown, false)];
    case(&cited, "[book.life]\ntitle = \"My Life\"\nauthors = [\"Bill Clinton\"]", &other);
    let other = [("trotsky1930", ByHand, true), ("trotsky1930-my", Unknown, false)];
    case(&cited, "[book.trotsky1930]\ntitle = \"Another Book\"", &other);
}

#[test]
fn a_typed_book_stands_alone_or_says_that_it_is_nothing() {
    let shelf = on("[book.b]\nnote = \"?\"\n[book.a]\ntitle = \"A\"\nyear = 1999\n", &[]);
    assert_eq!(keys(&shelf.entries), ["a"]);
    assert_eq!((shelf.entries[0].standing, shelf.entries[0].confidence), (Standing::ByHand, Confidence::CERTAIN));
    assert_eq!(shelf.unmatched.len(), 1);
    assert_eq!(shelf.lock.entries.len(), 1);
}

#[test]
fn a_renamed_entry_keeps_what_was_found() {
    let cited = [finding("a", "My Life", 90, found("1", "Leon Trotsky", "My Life", 1930))];
    let first = on("", &cited);
    let renamed = manifest("[book.life]\naliases = [\"trotsky1930\"]\nstatus = \"read\"\n");
    let shelf = shelve(&renamed, Some(&first.lock), cited.to_vec());
    assert_eq!(keys(&shelf.entries), ["life"]);
    let uncited = shelve(&renamed, Some(&shelf.lock), vec![]);
    assert_eq!((keys(&uncited.entries), uncited.entries[0].standing), (vec!["life"], Standing::Found));
}

#[test]
fn entries_stand_in_the_order_asked_for() {
    let findings = [
        finding("a", "B by Zola (1900)", 90, unknown()),
        finding("a", "C by Austen (1950)", 90, unknown()),
        finding("a", "A by Mann (1800)", 90, unknown()),
    ];
    let typed = "[book.hand]\ntitle = \"H\"\nauthors = [\"Dickens\"]\nadded = 2020-01-01";
    let order = |order: &str| {
        let shelf = on(&format!("[library]\norder = \"{order}\"\n{typed}"), &findings);
        shelf.entries.iter().map(|e| e.key.to_string()).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(order("key"), "austen1950 hand mann1800 zola1900");
    assert_eq!(order("cited"), "zola1900 austen1950 mann1800 hand");
    assert_eq!(order("author"), "austen1950 hand mann1800 zola1900");
    assert_eq!(order("year"), "mann1800 zola1900 austen1950 hand");
    assert_eq!(order("added"), "hand zola1900 austen1950 mann1800");
}

/// Findings of few titles and people, so that they meet; the same words are always resolved alike.
fn findings() -> impl Strategy<Value = Vec<Finding>> {
    let one =
        (0usize..3, 0usize..5, 0usize..4, 0usize..3, 50u8..=100).prop_map(|(source, title, author, year, sure)| {
            let titles = ["On War", "War", "War: A History", "War: The Future", "The War"];
            let authors = ["", " by Ann Smith", " by Smith", " by Bo Li"];
            let years = ["", " (1930)", " (-380)"];
            let words = format!("{}{}{}", titles[title], authors[author], years[year]);
            let resolution = match (title * 7 + author * 3 + year) % 5 {
                0 => found(&title.to_string(), "Ann Smith", titles[title], 1930),
                1 => found(&format!("{title}-{author}"), ["A B", "Smith", "X", "Bo Li"][author], titles[title], 1931),
                2 => unknown(),
                3 => unreachable(),
                _ => Resolution::Ambiguous {
                    best: Box::new(a_match("b", "Ann Smith", titles[title], 1930)),
                    rivals: vec![a_match("r", "Bo Li", "War", 1940)],
                },
            };
            finding(["a.md", "b.md", "c.md"][source], &words, sure, resolution)
        });
    proptest::collection::vec(one, 0..12)
}

/// As a build with this lock would have them: what the lock knows is not asked for.
fn answered_from(lock: &Lock, findings: &[Finding]) -> Vec<Finding> {
    let answers = lock.answers();
    let answer = |f: &Finding| {
        let known = answers.resolution_of(&f.citation.cited, &[starter()], &[], &lock.edition);
        Finding { resolution: known.unwrap_or_else(|| f.resolution.clone()), ..f.clone() }
    };
    findings.iter().map(answer).collect()
}

const TYPED: &str =
    "[book.hand]\ntitle = \"War\"\nauthors = [\"Bo Li\"]\n[[reject]]\ntitle = \"On War\"\nauthor = \"Li\"\n";

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn shelving_twice_equals_once(findings in findings(), typed in any::<bool>()) {
        let manifest = manifest(if typed { TYPED } else { "" });
        let once = shelve(&manifest, None, findings.clone());
        let text = once.lock.write().unwrap();
        let lock = Lock::parse(&text).unwrap();
        prop_assert_eq!(&lock, &once.lock);
        let twice = shelve(&manifest, Some(&lock), answered_from(&lock, &findings));
        prop_assert_eq!(twice.lock.write().unwrap(), text);
        prop_assert_eq!(twice.entries, once.entries);
        prop_assert_eq!(twice.doubtful, once.doubtful);
    }

    #[test]
    fn the_order_of_findings_changes_nothing(findings in findings(), turn in 0usize..12) {
        let manifest = manifest(TYPED);
        let shelf = shelve(&manifest, None, findings.clone());
        let mut other = findings;
        let by = turn.min(other.len());
        other.rotate_left(by);
        other.reverse();
        let other = shelve(&manifest, None, other);
        prop_assert_eq!(other.lock.write(), shelf.lock.write());
        prop_assert_eq!(keys(&other.entries), keys(&shelf.entries));
    }

    #[test]
    fn every_finding_is_somewhere(findings in findings()) {
        let shelf = shelve(&manifest(""), None, findings.clone());
        for f in &findings {
            let places = shelf.lock.entries.values().filter(|e| e.citations.iter().any(|c| {
                c.source == f.cited_in.source && c.cited == f.citation.cited
            }));
            prop_assert_eq!(places.count(), 1);
        }
    }
}
