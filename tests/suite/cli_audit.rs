//! `audit`: everything that is wrong with a library, each with the command that mends it.

use crate::desk::Desk;

const LIB: &str = r#"[library]
sources = ["*.md", "gone/*.txt", "*.md"]
catalogs = ["starter"]

[[output]]
path = "refs.bib"

[book.bee1999]
title = "On Bees: A Study"
year = 1999
tags = ["a", "b", "a"]

[book.kuhn1970]
title = "The Structure of Scientific Revolutions"
authors = ["Kuhn, T."]
year = 1970
isbn = "978-0-14-044913-6"
match = "Nothing that a text says"

[book.lee]
title = "Seas"
authors = ["Lee, Dan"]
issued = 1950
isbn = "978-0-14-044913-6"

# Not a book.
[[reject]]
title = "The Guns of August"

# Never cited.

[[reject]]
title = "Cold War"

[[reject]]
title = "The Guns of August"
"#;
const TEXT: &str =
    "*The Guns of August* by Barbara Tuchman. See Heinrich Brandauer's book *The Unsealed Wire* (1974).\n";

const FOUND: &str = "said-twice  library.toml:2: the source `*.md` is listed twice
  fix: reading-list audit --fix
unused-source  library.toml:2: no file matches the source `gone/*.txt`
  fix: correct the pattern, or take it out of `sources`
missing-author  bee1999: has no author or editor
  fix: reading-list edit bee1999 authors='Given Family'
unknown  brandauer1974: \"The Unsealed Wire\" is in no catalog that was asked
  fix: if it is a book: reading-list edit brandauer1974 title='The Unsealed Wire'; if it is none: reading-list reject brandauer1974
doubtful-year  lee: an edition of 1950 can have no ISBN: that may be the work's year
  fix: reading-list edit lee issued=…
duplicate-edition  lee: has the ISBN 978-0-14-044913-6 of `kuhn1970`
  fix: reading-list merge kuhn1970 lee
said-twice  bee1999: `tags` has \"a\" twice
  fix: reading-list audit --fix
";

#[test]
fn all_that_is_wrong_comes_with_its_fix() {
    let desk = Desk::new().with("library.toml", LIB).with("a.md", TEXT);
    desk.tells(
        &["audit"],
        1,
        FOUND,
        "  audited    4 books: 7 findings
note: 2 findings can be mended without a choice
hint: `reading-list audit --fix`
",
    );
    assert_eq!(desk.read("library.toml"), LIB);
    let json = desk.run(&["audit", "--format", "json", "--quiet"]).stdout;
    for part in ["\"code\": \"duplicate-edition\"", "\"key\": \"lee\"", "\"safe\": true", "\"line\": 2"] {
        assert!(json.contains(part), "{part} is missing in {json}");
    }
}

#[test]
fn what_needs_no_choice_is_mended_and_can_be_undone() {
    let lib = LIB.replace(", \"gone/*.txt\"", "");
    let desk = Desk::new().with("library.toml", &lib).with("a.md", TEXT);
    let shown = desk.run(&["audit", "--fix", "--dry-run"]);
    assert!(shown.stdout.contains("-tags = [\"a\", \"b\", \"a\"]\n+tags = [\"a\", \"b\"]\n"), "{}", shown.stdout);
    assert_eq!(desk.read("library.toml"), lib);
    let outcome = desk.run(&["audit", "--fix"]);
    assert_eq!(outcome.status, 1, "{}", outcome.stdout);
    assert!(
        outcome.stderr.contains("  audited    4 books: 4 findings\n  mended     4 findings\n"),
        "{}",
        outcome.stderr
    );
    let expected = lib
        .replace("[\"*.md\", \"*.md\"]", "[\"*.md\"]")
        .replace("[\"a\", \"b\", \"a\"]", "[\"a\", \"b\"]")
        .replace("\n[[reject]]\ntitle = \"Cold War\"\n\n[[reject]]\ntitle = \"The Guns of August\"\n", "");
    assert_eq!(desk.read("library.toml"), expected);
    desk.tells(&["undo", "--quiet"], 0, "", "");
    assert_eq!(desk.read("library.toml"), lib);
}

#[test]
fn the_merge_that_it_names_mends_a_duplicate() {
    let desk = Desk::new().with("library.toml", LIB).with("a.md", TEXT);
    desk.tells(&["merge", "kuhn1970", "lee", "--quiet"], 0, "", "");
    let left = desk.run(&["audit"]).stdout;
    assert!(!left.contains("duplicate") && !left.contains("doubtful"), "{left}");
}

#[test]
fn a_library_in_order_is_said_to_be() {
    let lib = "[library]\nsources = [\"*.md\"]\ncatalogs = [\"starter\"]\n";
    let desk = Desk::new().with("library.toml", lib).with("a.md", "*The Guns of August* by Barbara Tuchman.\n");
    desk.tells(&["audit"], 0, "", "  audited    1 book: nothing to mend\n");
    desk.tells(&["audit", "--format", "json", "--quiet"], 0, "[]\n", "");
}

#[test]
fn what_makes_the_file_unusable_is_found_too() {
    let lib =
        "[library]\n[book.a]\ntitle = \"A\"\nisbn = \"9780140449137\"\naliases = [\"b\"]\n[book.b]\ntitle = \"B\"\n";
    let desk = Desk::new().with("library.toml", lib);
    let outcome = desk.run(&["audit"]);
    assert_eq!(outcome.status, 1, "{}", outcome.stderr);
    let codes: Vec<_> = outcome.stdout.lines().filter(|line| !line.starts_with(' ')).collect();
    assert_eq!(
        codes,
        [
            "bad-isbn  library.toml:4: the check digit does not agree (expected 6)",
            "unusable  library.toml:5: `b` is already the key of a book (each name calls one)"
        ]
    );
}

#[test]
fn an_output_that_is_a_source_is_found() {
    let lib = "[library]\nsources = [\"a.md\"]\n[[output]]\npath = \"./a.md\"\n";
    let desk = Desk::new().with("library.toml", lib).with("a.md", "nothing");
    let told = desk.run(&["audit"]);
    assert!(
        told.stdout.starts_with("output-is-source  library.toml:4: the output `./a.md` is also a source"),
        "{}",
        told.stdout
    );
    let bad = Desk::new().with("library.toml", "[library]\nsources = [\"a.md\"]\n").with("a.md", [0xff, 0xfe, 0x00]);
    let told = bad.run(&["audit"]);
    assert_eq!(told.status, 1, "{}", told.stderr);
    assert!(told.stdout.starts_with("unread-source  "), "{}", told.stdout);
}
