//! What `library.toml` may say, and how it is told where it errs.

use proptest::prelude::*;

use super::{EditionRule, Manifest, Order};
use crate::library::edit::Editor;
use crate::model::CitationKey;

/// Each finding as `line:column: message | hint`.
#[track_caller]
fn wrong(text: &str, expected: &[&str]) {
    let found: Vec<String> = Manifest::parse(text, "library.toml")
        .unwrap_err()
        .iter()
        .map(|e| {
            let hint = e.hint.as_ref().map(|h| format!(" | {h}")).unwrap_or_default();
            format!("{}:{}: {}{hint}", e.line, e.column, e.message)
        })
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn consequences_of_broken_toml_are_not_told() {
    wrong("x = [[[[", &["1:9: unclosed array, expected `]`"]);
    wrong("@book{a,\n", &["1:1: invalid unquoted key, expected letters, numbers, `-`, `_`"]);
    let twice = "a key stands once in its table, and a `[book.KEY]` once in the file";
    wrong(
        "[book.a]\ntitle = \"A\"\n[book.a]\ntitle = \"B\"\nyear = 1\n",
        &[&format!("3:7: `a` stands here a second time | {twice}")],
    );
}

#[test]
fn the_nearest_name_is_found_whatever_its_case() {
    let nearest = |text: &str| super::problem::nearest(text, ["Kuhn1962", "AUSTEN"]);
    assert_eq!(nearest("kuhn1962"), Some("Kuhn1962"));
    assert_eq!(nearest("austen"), Some("AUSTEN"));
    assert_eq!(nearest("marx"), None);
}

#[test]
fn an_empty_file_has_the_defaults() {
    let manifest = Manifest::parse("", "library.toml").unwrap();
    assert_eq!(manifest.library.style, "chicago-author-date");
    assert_eq!(manifest.library.order, Order::Key);
    assert_eq!(manifest.library.catalogs.len(), 6);
}

#[test]
fn everything_that_stands_there_is_read() {
    let text = r#"
[library]
title = "Socialism in one country"
sources = "answers/*.md"
order = "cited"
edition = "language:de"
[[output]]
path = "bibliography.md"
style = "apa"
[book.woods1999]
title = "Bolshevism: The Road to Revolution"
authors = ["Alan Woods"]
year = 1999
volume = 2
isbn = "978-0-14-044913-6"
status = "reading"
reads = [{ started = 2026-01-03 }]
aliases = ["bolshevism"]
doi = "https://doi.org/10.1000/182"
[book."Old Key:1"]
year = "c. -380"
"#;
    assert!(Manifest::parse(text, "x").is_err(), "a space in a key");
    let manifest = Manifest::parse(&text.replace("Old Key", "OldKey"), "x").unwrap();
    assert_eq!(manifest.library.edition, EditionRule::In("de".parse().unwrap()));
    assert_eq!(manifest.library.sources, ["answers/*.md"]);
    let woods = &manifest.books[0];
    assert_eq!(woods.volume.as_deref(), Some("2"));
    assert_eq!(woods.doi.as_deref(), Some("10.1000/182"));
    assert_eq!(woods.isbns[0].digits(), "9780140449136");
    assert_eq!(manifest.book(&"bolshevism".parse().unwrap()), Some(woods));
    assert_eq!(manifest.books[1].year.unwrap().to_string(), "c. -380");
}

#[test]
fn all_findings_are_told_with_their_places() {
    wrong(
        "[libary]\n[library]\nstlye = \"apa\"\norder = \"keys\"\n",
        &[
            "1:2: library.toml has no key `libary` | did you mean `library`?",
            "3:1: `[library]` has no key `stlye` | did you mean `style`?",
            "4:9: `keys` is not an order (key, cited, author, year, added) | did you mean `key`?",
        ],
    );
    wrong(
        "[book.a]\nyear = 0\nstatus = \"readng\"\nisbn = [\"12\"]\npages = -1\n",
        &[
            "2:8: `year`: `0` is not a year (write `1962`, `-380`, `c. 1020`, `1830/1842`, `1990/` or `/1500`)",
            "3:10: `readng` is not a status (to-read, reading, read, paused, did-not-finish) \
             | did you mean `reading`?",
            "4:9: an ISBN has 10 or 13 digits, this has 2",
            "5:9: `pages` must be a whole number from 1",
        ],
    );
    wrong(
        "[book.a]\nauthors = [\"A B\", \",\"]\ndoi = \"x\"\n",
        &[
            "2:19: `,` is not a name (write `Leon Trotsky` or `Trotsky, Leon`)",
            "3:7: `x` is not a DOI (it has the form `10.1000/182`)",
        ],
    );
    wrong("[book.\"kuhn 1962\"]\n", &["1:7: a citation key cannot contain ' ' | try `kuhn1962`"]);
    wrong("[[output]]\nformat = \"bibtex\"\n", &["1:1: `[[output]]` needs a `path`"]);
    wrong("[library]\ntitle = 3\n", &["2:9: `title` must be a string, not an integer"]);
}

#[test]
fn one_name_calls_one_book() {
    wrong(
        "[book.a]\naliases = [\"é\", \"b\", \"c\"]\n[book.b]\naliases = [\"c\"]\n",
        &[
            "2:17: `b` is already the key of a book (each name calls one)",
            "4:12: `c` is already the alias of a book (each name calls one)",
        ],
    );
}

#[test]
fn broken_toml_has_a_place() {
    let text = "[book.a]\ntitle = \"x\"\n[book.a]\n";
    let errors = Manifest::parse(text, "library.toml").unwrap_err();
    assert_eq!((errors.len(), errors[0].line, errors[0].text.as_str()), (1, 3, "[book.a]"));
    assert!(errors[0].hint.is_some(), "{}", errors[0]);
    wrong(
        "[library]\n<<<<<<< HEAD\norder = \"key\"\n=======\n>>>>>>> x\n",
        &["2:1: a merge conflict is not settled (choose one side, and remove the marks)"],
    );
    let errors = Manifest::parse("a = \n[library\n", "library.toml").unwrap_err();
    assert_eq!(errors.iter().map(|e| e.line).collect::<Vec<_>>(), [1, 2]);
}

#[test]
fn a_reading_ends_after_it_begins() {
    wrong(
        "[book.a]\nreads = [{ started = 2026-01-03, finished = 2025-01-03 }]\n",
        &["2:45: a reading cannot be finished before it is started"],
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_panics(
        lines in proptest::collection::vec(
            ("(\\[\\[?(library|output|book|reject|catalog)(\\.[aé\"' ]{0,3})?\\]\\]?|[a-z-]{1,9}|title|reads|isbn|year)",
             "( = |=|\n|)", "(\"[é\\\\u0-9Xx-]{0,5}\"|-?[0-9]{0,25}|\\[.{0,4}\\]|\\{ ?started = .{0,9}\\}|2026-01-03|.{0,5})",
             "\r?\n?"),
            0..8,
        ),
    ) {
        let text: String = lines.into_iter().map(|(a, b, c, d)| format!("{a}{b}{c}{d}")).collect();
        if let Err(errors) = Manifest::parse(&text, "library.toml") {
            prop_assert!(!errors.is_empty());
            for e in errors {
                prop_assert_eq!(text.split('\n').nth(e.line - 1).map(|l| l.trim_end_matches('\r')), Some(e.text.as_str()));
            }
        }
        if let Ok(mut editor) = Editor::new(&text) {
            let key: CitationKey = "new".parse().unwrap();
            editor.remove_book(&"a".parse().unwrap());
            let _ = editor.set(&key, "note", "n".into());
            let _ = editor.finish();
        }
    }
}

#[test]
fn a_pace_that_no_client_keeps_is_refused_where_it_stands() {
    let errors = Manifest::parse("[catalog.k10plus]\npace = \"5000/s\"\n", "library.toml").unwrap_err();
    assert_eq!((errors.len(), errors[0].line), (1, 2), "{errors:?}");
    assert!(errors[0].message.contains("at most 1000 a second"), "{errors:?}");
    assert!(Manifest::parse("[catalog.k10plus]\npace = \"50/10s\"\n", "library.toml").is_ok());
}
