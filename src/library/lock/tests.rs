//! The lock reads back what it wrote, and says what is wrong when it cannot.

use proptest::prelude::*;

use super::{Lock, LockError, Locked, LockedCitation, Outcome, Rival};
use crate::library::Quote;
use crate::library::manifest::EditionRule;
use crate::model::{
    Book, CitedBook, Confidence, Contributor, Date, Disagreement, Edition, EditionStatement, Field, Identifiers, Match,
    Name, PersonalName, Reason, RecordId, Resolution, Role, Series, Source, Title, Work, Year,
};

fn text() -> impl Strategy<Value = String> {
    prop_oneof!["[a-zA-Zé ,:'\"\\\\{}#\n=\\[\\]]{1,12}", "\\PC{1,8}"]
}

fn name() -> impl Strategy<Value = Name> {
    prop_oneof![
        text().prop_map(Name::from),
        text().prop_map(Name::Mononym),
        text().prop_map(Name::Corporate),
        (text(), text(), proptest::option::of(text()), proptest::option::of(text())).prop_map(
            |(family, given, a, b)| {
                Name::Personal(PersonalName {
                    family,
                    given,
                    dropping_particle: a,
                    non_dropping_particle: b,
                    suffix: None,
                })
            }
        ),
    ]
}

fn date() -> impl Strategy<Value = Option<Date>> {
    let year = (-700i64..2100).prop_filter_map("no year 0", Year::new);
    proptest::option::of(prop_oneof![year.clone().prop_map(Date::At), year.prop_map(Date::Circa)])
}

fn title() -> impl Strategy<Value = Title> {
    (text(), proptest::option::of(text())).prop_map(|(main, subtitle)| Title { main, subtitle })
}

fn contributors() -> impl Strategy<Value = Vec<Contributor>> {
    let role = prop_oneof![Just(Role::Author), Just(Role::Editor), Just(Role::Translator), Just(Role::Compiler)];
    proptest::collection::vec((name(), role), 0..4).prop_map(|list| {
        let mut all: Vec<_> = list.into_iter().map(|(name, role)| Contributor { name, role }).collect();
        all.sort_by_key(|c| c.role);
        all
    })
}

fn edition() -> impl Strategy<Value = Edition> {
    (proptest::option::of(title()), contributors(), date(), text(), any::<Option<u32>>()).prop_map(
        |(title, contributors, issued, words, pages)| Edition {
            title,
            contributors,
            issued,
            publisher: Some(words.clone()),
            edition: Some(EditionStatement::from(words.clone())),
            series: Some(Series { title: words.clone(), number: Some(words) }),
            pages,
            isbns: vec!["9780140449136".parse().unwrap()],
            ..Edition::default()
        },
    )
}

fn found() -> impl Strategy<Value = Match> {
    (title(), contributors(), date(), proptest::option::of(edition()), text(), 0u8..=100, proptest::option::of(rival()))
        .prop_map(|(title, contributors, first_published, edition, id, score, runner_up)| Match {
            records: vec![RecordId { catalog: "open-library".parse().unwrap(), id: id.clone() }],
            book: Book {
                work: Work {
                    contributors,
                    first_published,
                    identifiers: Identifiers { wikidata: Some(id.clone()), ..Identifiers::default() },
                    ..Work::titled(title)
                },
                edition,
            },
            provenance: [(Field::Title, Source::Human), (Field::FirstPublished, Source::Text)].into(),
            score: Confidence::from_percent(score),
            reasons: vec![Reason::SameMainTitle, Reason::NearYear],
            disagreements: vec![Disagreement {
                field: Field::OriginalTitle,
                said: vec![(id, vec!["wikidata".parse().unwrap()]), (String::new(), vec![])],
            }],
            runner_up: runner_up.and_then(|rival| rival.to_match()).map(Box::new),
        })
}

fn rival() -> impl Strategy<Value = Rival> {
    (text(), proptest::collection::vec(name(), 0..3), date()).prop_map(|(title, authors, year)| Rival {
        record: RecordId { catalog: "starter".parse().unwrap(), id: title.clone() },
        title,
        authors,
        year,
        score: Confidence::from_percent(3),
    })
}

fn outcome() -> impl Strategy<Value = Option<Outcome>> {
    prop_oneof![
        Just(None),
        Just(Some(Outcome::ByHand)),
        Just(Some(Outcome::Unknown { asked: vec!["starter".parse().unwrap()] })),
        found().prop_map(|m| Some(Outcome::Found(Box::new(m)))),
        (found(), proptest::collection::vec(rival(), 1..3))
            .prop_map(|(m, rivals)| Some(Outcome::Ambiguous { best: Box::new(m), rivals })),
    ]
}

fn citation() -> impl Strategy<Value = LockedCitation> {
    (text(), text(), proptest::collection::vec(name(), 0..3), proptest::collection::vec((text(), 1u32..9), 0..3))
        .prop_map(|(source, title, authors, quotes)| LockedCitation {
            source,
            cited: CitedBook { title, authors, year: Year::new(-380), isbn: None },
            quotes: quotes.into_iter().map(|(text, occurrence)| Quote { text, occurrence }).collect(),
        })
}

fn locks() -> impl Strategy<Value = Lock> {
    let locked = (0u8..=100, outcome(), proptest::collection::vec(citation(), 0..3))
        .prop_map(|(c, outcome, citations)| Locked { confidence: Confidence::from_percent(c), outcome, citations });
    proptest::collection::btree_map("[a-z][a-z0-9-]{0,6}".prop_map(|k| k.parse().unwrap()), locked, 0..4)
        .prop_map(|entries| Lock { edition: EditionRule::Latest, entries })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_lock_reads_back(lock in locks()) {
        let text = lock.write().unwrap();
        let back = Lock::parse(&text).unwrap();
        prop_assert_eq!(&back, &lock);
        prop_assert_eq!(back.write().unwrap(), text);
    }

    #[test]
    fn no_text_panics(text in "\\PC{0,40}") {
        let _ = Lock::parse(&text);
        let _ = Lock::parse(&format!("version = 1\n{text}"));
    }
}

#[track_caller]
fn refused(text: &str, expected: &str) {
    let error = Lock::parse(text).unwrap_err().to_string();
    assert!(error.starts_with(expected), "{error}");
}

#[test]
fn what_cannot_be_read_says_why() {
    refused("version = 1\n<<<<<<< HEAD\n", "line 2: a merge conflict is not settled");
    refused("version = 2\n", "the lock has version 2");
    refused("", "line 1: a lock begins with its `version`");
    refused("version = 1\nedition = \"cited\"\n[[entry]]\nkey = 3\n", "line 4: ");
    let entry = "[[entry]]\nkey = \"a\"\nconfidence = 9\nstanding = \"found\"\n";
    refused(&format!("version = 1\nedition = \"cited\"\n{entry}"), "line 4: what was found needs its `records`");
    let entry = "[[entry]]\nkey = \"a\"\nconfidence = 9\n";
    refused(&format!("version = 1\nedition = \"cited\"\n{entry}{entry}"), "line 4: the key `a` stands twice");
    assert!(matches!(Lock::parse("version = \n"), Err(LockError::Broken { line: 1, .. })));
}

#[test]
fn a_long_lock_is_the_same_in_pieces_and_whole() {
    let cited = |n: usize| LockedCitation {
        source: "a.md".to_owned(),
        cited: CitedBook { title: format!("Volume {n}\n[[entry]]\nof it"), ..CitedBook::default() },
        quotes: vec![],
    };
    let locked = |n: usize| Locked { confidence: Confidence::CERTAIN, outcome: None, citations: vec![cited(n)] };
    let entries = (0..250).map(|n| (format!("key{n:03}").parse().unwrap(), locked(n))).collect();
    let lock = Lock { entries, ..Lock::default() };
    let text = lock.write().unwrap();
    assert_eq!(Lock::parse(&text).as_ref(), Ok(&lock));
    // Laid out otherwise it is read whole.
    assert_eq!(Lock::parse(&text.replace("[[entry]]\n", "[[ entry ]]\n")).as_ref(), Ok(&lock));
    let spread = text.replace("\\n[[entry]]\\nof it\"", "\n[[entry]]\nof it\"\"\"").replace("\"Volume", "\"\"\"Volume");
    assert_eq!(Lock::parse(&spread).as_ref(), Ok(&lock), "{spread}");
    let line = text.lines().position(|line| line == "key = \"key220\"").unwrap() + 2;
    let error = Lock::parse(&text.replace("\"key220\"\nconfidence = 100", "\"key220\"\nconfidence = -1")).unwrap_err();
    assert!(error.to_string().starts_with(&format!("line {line}: ")), "{error}");
    let twice = Lock::parse(&text.replace("\"key220\"", "\"key001\"")).unwrap_err();
    assert!(twice.to_string().contains("the key `key001` stands twice"), "{twice}");
}

#[test]
fn people_are_written_as_one_reads_them() {
    let work = Work {
        contributors: vec![Contributor::author(Name::from("Leon Trotsky".to_owned()))],
        ..Work::titled(Title::parse("My Life").unwrap())
    };
    let found = Match {
        records: vec![RecordId { catalog: "starter".parse().unwrap(), id: "7".to_owned() }],
        book: Book::of_work(work),
        provenance: [(Field::Title, Source::Catalog("starter".parse().unwrap()))].into(),
        score: Confidence::from_percent(90),
        reasons: vec![],
        disagreements: Vec::new(),
        runner_up: None,
    };
    let locked = Locked {
        confidence: Confidence::from_percent(88),
        outcome: Some(Outcome::Found(Box::new(found))),
        citations: vec![],
    };
    let lock = Lock { entries: [("trotsky1930".parse().unwrap(), locked)].into(), ..Lock::default() };
    let expected = "version = 1\nedition = \"cited\"\n\n[[entry]]\nkey = \"trotsky1930\"\nstanding = \"found\"\n\
                    confidence = 88\nscore = 90\nrecords = [\"starter:7\"]\n\n[entry.work]\ntitle = \"My Life\"\n\
                    authors = [\"Trotsky, Leon\"]\n\n[entry.provenance]\ntitle = \"starter\"\n";
    let text = lock.write().unwrap();
    assert!(text.ends_with(expected), "{text}");
}

#[test]
fn an_unknown_book_stays_unknown_only_to_the_same_catalogs() {
    let cited = CitedBook { title: "The Guns of Autumn".to_owned(), ..CitedBook::default() };
    let names = |list: &[&str]| list.iter().map(|n| n.parse().unwrap()).collect::<Vec<_>>();
    let asked = names(&["starter", "local"]);
    let citation = LockedCitation { source: "a.md".to_owned(), cited: cited.clone(), quotes: vec![] };
    let locked = Locked {
        confidence: Confidence::CERTAIN,
        outcome: Some(Outcome::Unknown { asked: asked.clone() }),
        citations: vec![citation],
    };
    let lock = Lock { entries: [("guns".parse().unwrap(), locked)].into(), ..Lock::default() };
    let answer = |names: &[_], rule| lock.answers().resolution_of(&cited, names, &[], rule);
    assert_eq!(answer(&names(&["local", "starter"]), &EditionRule::Cited), Some(Resolution::Unknown { asked }));
    assert_eq!(answer(&names(&["starter"]), &EditionRule::Cited), None);
    assert_eq!(answer(&names(&["local", "starter"]), &EditionRule::Latest), None);
    let offline = |asked: &[&str], offline: &[&str]| {
        let answers = lock.answers();
        answers.resolution_of(&cited, &names(asked), &names(offline), &EditionRule::Cited).is_some()
    };
    assert!(offline(&["starter"], &["local", "wikidata"]), "what was asked with a network counts without one");
    assert!(!offline(&["starter"], &["wikidata"]) && !offline(&["starter", "wikidata"], &["local"]));
    let other = CitedBook { year: Year::new(1962), ..cited.clone() };
    assert_eq!(lock.answers().resolution_of(&other, &[], &[], &EditionRule::Cited), None);
}

#[test]
fn quoted_words_stay_on_their_line() {
    let quote = Quote { text: "On\n<<<<<<< War".to_owned(), occurrence: 1 };
    let cited = CitedBook { title: "On\n>>>>>>> War".to_owned(), ..CitedBook::default() };
    let citation = LockedCitation { source: "a.md".to_owned(), cited, quotes: vec![quote] };
    let locked = Locked { confidence: Confidence::CERTAIN, outcome: None, citations: vec![citation] };
    let lock = Lock { entries: [("war".parse().unwrap(), locked)].into(), ..Lock::default() };
    let text = lock.write().unwrap();
    assert!(text.ends_with("title = \"On\\n>>>>>>> War\"\nquotes = [[\"On\\n<<<<<<< War\", 1]]\n"), "{text}");
    assert_eq!(Lock::parse(&text), Ok(lock));
}
