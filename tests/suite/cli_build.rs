//! `build` with a library and without: what it tells, what it writes, and when it writes nothing.

use crate::desk::Desk;

const KUHN: &str = "# Science

Read *The Structure of Scientific Revolutions* by Thomas S. Kuhn (1962). It changed how people talk.
";
const WIRE: &str =
    "Also see Heinrich Brandauer's book *The Unsealed Wire: Codes and Carelessness at Tannenberg* (1974).
";
const LIB: &str = r#"[library]
sources = ["*.md"]
catalogs = ["starter"]

[[output]]
path = "refs.bib"
"#;

#[test]
fn one_text_becomes_a_bibliography_without_a_library() {
    let desk = Desk::new().with("a.md", KUHN);
    desk.tells(
        &["build", "a.md", "-o", "refs.bib"],
        0,
        "",
        "
  read       1 text, 18 words
  detected   1 book in 1 mention
  resolved   1 found
  wrote      refs.bib
",
    );
    assert_eq!(
        format!("\n{}", desk.read("refs.bib")),
        "
@book{kuhn1962,
  author = {Kuhn, Thomas S.},
  title = {The Structure of Scientific Revolutions},
  date = {1962},
  langid = {english},
}
"
    );
    desk.tells(
        &["build", "a.md", "-o", "refs.bib"],
        0,
        "",
        "
  read       1 text, 18 words
  detected   1 book in 1 mention
  resolved   1 found
  wrote      nothing, all is as it was
",
    );
    desk.tells(
        &["build", "a.md", "--format", "markdown", "--style", "apa", "--quiet"],
        0,
        "
- Kuhn, T. S. (1962). *The structure of scientific revolutions*.
",
        "",
    );
}

#[test]
fn a_library_is_built_once_and_then_left_alone() {
    let desk = Desk::new().with("library.toml", LIB).with("a.md", KUHN).with("b.md", WIRE);
    desk.tells(&["build"], 0, "", r#"
  read       2 texts, 32 words
  detected   2 books in 2 mentions
  resolved   1 found, 1 unknown
  wrote      library.lock, refs.bib
warning: "The Unsealed Wire: Codes and Carelessness at Tannenberg" (b.md:1:37) is in no catalog that was asked: kept as it is cited, as `brandauer1974`
hint: `reading-list explain brandauer1974` shows why
hint: settle it in library.toml: `[book.KEY]` with a `title` if it is a book, `[[reject]]` if it is none
"#);
    assert_eq!(
        format!("\n{}", desk.read("refs.bib")),
        "
@book{brandauer1974,
  author = {Brandauer, Heinrich},
  title = {The Unsealed Wire},
  subtitle = {Codes and Carelessness at {Tannenberg}},
  date = {1974},
  keywords = {unverified},
}

@book{kuhn1962,
  author = {Kuhn, Thomas S.},
  title = {The Structure of Scientific Revolutions},
  date = {1962},
  langid = {english},
}
"
    );
    let before = desk.files();
    desk.tells(&["build"], 0, "", r#"
  read       2 texts, 32 words
  detected   2 books in 2 mentions
  resolved   1 found, 1 unknown  (all from library.lock)
  wrote      nothing, all is as it was
warning: "The Unsealed Wire: Codes and Carelessness at Tannenberg" (b.md:1:37) is in no catalog that was asked: kept as it is cited, as `brandauer1974`
hint: `reading-list explain brandauer1974` shows why
hint: settle it in library.toml: `[book.KEY]` with a `title` if it is a book, `[[reject]]` if it is none
"#);
    desk.tells(&["build", "--locked", "--offline"], 0, "", r#"
  read       2 texts, 32 words
  detected   2 books in 2 mentions
  resolved   1 found, 1 unknown  (all from library.lock)
  would write nothing, all is as it is
warning: "The Unsealed Wire: Codes and Carelessness at Tannenberg" (b.md:1:37) is in no catalog that was asked: kept as it is cited, as `brandauer1974`
hint: `reading-list explain brandauer1974` shows why
hint: settle it in library.toml: `[book.KEY]` with a `title` if it is a book, `[[reject]]` if it is none
"#);
    assert_eq!(desk.files(), before, "a second build touches nothing");
}

#[test]
fn a_dry_run_shows_the_changes_and_writes_nothing() {
    let desk = Desk::new().with("library.toml", LIB).with("a.md", KUHN);
    desk.tells(&["build", "--quiet"], 0, "", "");
    let before = desk.files();
    desk.write(
        "library.toml",
        r#"[library]
sources = ["*.md"]
catalogs = ["starter"]

[book.kuhn1962]
tags = ["science"]

[[output]]
path = "refs.bib"
"#,
    );
    let lock = desk.read("library.lock");
    desk.tells(
        &["build", "--dry-run"],
        0,
        "
--- refs.bib
+++ refs.bib
@@
   date = {1962},
   langid = {english},
+  keywords = {science},
 }
",
        "
  read       1 text, 18 words
  detected   1 book in 1 mention
  resolved   1 found  (all from library.lock)
  would write `refs.bib`
",
    );
    assert_eq!(desk.read("library.lock"), lock);
    assert_eq!(desk.files().len(), before.len());
}

#[test]
fn locked_forbids_a_change_and_names_it() {
    let desk = Desk::new().with("library.toml", LIB).with("a.md", KUHN);
    desk.tells(
        &["build", "--locked"],
        1,
        "",
        "
  read       1 text, 18 words
  detected   1 book in 1 mention
  resolved   1 found
error: `library.lock` and `refs.bib` would change, and `--locked` forbids it
hint: `reading-list build` writes them; `reading-list build --dry-run` shows the changes
",
    );
    assert_eq!(desk.files().len(), 2);
    desk.tells(&["build", "--quiet"], 0, "", "");
    desk.tells(&["build", "--locked", "--quiet"], 0, "", "");
    fs_err::remove_file(desk.path("refs.bib")).unwrap();
    desk.tells(
        &["build", "--locked", "--quiet"],
        1,
        "",
        "
error: `refs.bib` would change, and `--locked` forbids it
hint: `reading-list build` writes them; `reading-list build --dry-run` shows the changes
",
    );
}

#[test]
fn strict_wants_every_book_settled() {
    let desk = Desk::new().with("library.toml", LIB).with("a.md", KUHN).with("b.md", WIRE);
    desk.tells(
        &["build", "--strict", "--quiet"],
        1,
        "",
        "
error: not every book is settled, and `--strict` asks for that
",
    );
    desk.write(
        "b.md",
        "No book.
",
    );
    desk.tells(&["build", "--strict", "--quiet"], 0, "", "");
}

#[test]
fn a_missing_source_is_told_and_its_books_are_kept() {
    let desk = Desk::new()
        .with(
            "library.toml",
            r#"[library]
sources = ["a.md", "b.md"]
catalogs = ["starter"]

[[output]]
path = "refs.bib"
"#,
        )
        .with("a.md", KUHN)
        .with("b.md", WIRE);
    desk.tells(&["build", "--quiet"], 0, "", "");
    fs_err::remove_file(desk.path("a.md")).unwrap();
    let before = desk.files();
    desk.tells(&["build"], 1, "", r#"
error: no such file: `a.md`
  read       1 text, 14 words
  detected   2 books in 2 mentions
  resolved   1 found, 1 unknown  (all from library.lock)
  wrote      nothing, all is as it was
warning: "The Unsealed Wire: Codes and Carelessness at Tannenberg" (b.md:1:37) is in no catalog that was asked: kept as it is cited, as `brandauer1974`
hint: `reading-list explain brandauer1974` shows why
hint: settle it in library.toml: `[book.KEY]` with a `title` if it is a book, `[[reject]]` if it is none
"#);
    assert_eq!(desk.files(), before);
}

#[test]
fn what_a_human_typed_wins_and_what_was_rejected_stays_away() {
    let desk = Desk::new().with("library.toml", LIB).with("a.md", KUHN).with("b.md", WIRE);
    desk.tells(&["build", "--quiet"], 0, "", "");
    desk.write(
        "library.toml",
        r#"[library]
sources = ["*.md"]
catalogs = ["starter"]

[[output]]
path = "refs.bib"

[book.kuhn1962]
title = "Structure"

[[reject]]
title = "The Unsealed Wire"
"#,
    );
    desk.tells(
        &["build"],
        0,
        "",
        "
  read       2 texts, 32 words
  detected   1 book in 1 mention  (1 rejected by library.toml)
  resolved   1 found  (all from library.lock)
  wrote      library.lock, refs.bib
",
    );
    assert_eq!(
        format!("\n{}", desk.read("refs.bib")),
        "
@book{kuhn1962,
  author = {Kuhn, Thomas S.},
  title = {Structure},
  date = {1962},
  langid = {english},
}
"
    );
}

#[test]
fn outputs_are_no_sources() {
    let desk = Desk::new()
        .with(
            "library.toml",
            r#"[library]
sources = ["*.md"]
catalogs = ["starter"]

[[output]]
path = "refs.md"
"#,
        )
        .with("a.md", KUHN);
    desk.tells(
        &["build"],
        0,
        "",
        "
  read       1 text, 18 words
  detected   1 book in 1 mention
  resolved   1 found
  wrote      library.lock, refs.md
",
    );
    desk.tells(
        &["build"],
        0,
        "",
        "
  read       1 text, 18 words
  detected   1 book in 1 mention
  resolved   1 found  (all from library.lock)
  wrote      nothing, all is as it was
",
    );
}

#[test]
fn what_a_bibliography_is_made_from_is_not_overwritten() {
    let desk = Desk::new().with("library.toml", LIB).with("a.md", KUHN);
    desk.tells(&["build", "--quiet"], 0, "", "");
    let before = desk.files();
    let absolute = desk.path("a.md").display().to_string();
    let text = "is also one of the texts";
    let own = "would take the place of a library's own file";
    let source = "is also a source";
    for (arguments, output, why) in [
        (vec!["build", "a.md", "-o", "./a.md"], "./a.md", text),
        (vec!["build", &absolute, "-o", "a.md"], "a.md", text),
        (vec!["build", "a.md", "-o", "library.toml", "--format", "ris"], "library.toml", own),
        (vec!["build", "a.md", "-o", "./library.lock", "--format", "ris"], "./library.lock", own),
        (vec!["export", "-o", "a.md"], "a.md", source),
    ] {
        let told = format!("error: the output `{output}` {why}\nhint: give the output another name\n");
        desk.tells(&arguments, 2, "", &told);
    }
    assert_eq!(desk.files(), before);
}

#[test]
fn a_key_that_is_lost_is_told() {
    let desk = Desk::new().with("library.toml", LIB).with("a.md", KUHN);
    desk.tells(&["build", "--quiet"], 0, "", "");
    let typed = "\n[book.Kuhn]\ntitle = \"The Structure of Scientific Revolutions\"\nauthors = [\"Thomas S. Kuhn\"]\n";
    let told = "
  read       1 text, 18 words
  detected   1 book in 1 mention
  resolved   1 found  (all from library.lock)
  wrote      library.lock, refs.bib
";
    let warned = "warning: `kuhn1962` is now `Kuhn`, and nothing is called `kuhn1962` any more
hint: for texts that use it: `aliases = [\"kuhn1962\"]` in `[book.Kuhn]`
";
    let before = desk.read("library.lock");
    desk.write("library.toml", &format!("{LIB}{typed}"));
    desk.tells(&["build"], 0, "", &format!("{told}{warned}"));
    desk.write("library.lock", &before);
    desk.write("library.toml", &format!("{LIB}{typed}aliases = [\"kuhn1962\"]\n"));
    desk.tells(&["build"], 0, "", told);
    assert!(desk.read("refs.bib").contains("ids = {kuhn1962}"));
}

#[test]
fn a_text_named_twice_is_read_once() {
    let desk = Desk::new().with("a.md", KUHN);
    desk.tells(
        &["build", "a.md", "./a.md", "*.md", "-o", "refs.bib"],
        0,
        "",
        "
  read       1 text, 18 words
  detected   1 book in 1 mention
  resolved   1 found
  wrote      refs.bib
",
    );
}

#[test]
fn a_catalog_of_another_version_is_passed_over() {
    let desk = Desk::new()
        .with(
            "library.toml",
            r#"[library]
sources = ["*.md"]
catalogs = ["open-library", "starter"]

[[output]]
path = "refs.bib"
"#,
        )
        .with("a.md", KUHN);
    desk.tells(
        &["build"],
        0,
        "",
        "
  read       1 text, 18 words
  detected   1 book in 1 mention
  resolved   1 found
  wrote      library.lock, refs.bib
note: only `starter` is asked, not `open-library` (offline)
",
    );
    // Nobody who could be asked is not nobody who knows.
    desk.write(
        "library.toml",
        r#"[library]
sources = ["*.md"]
catalogs = ["open-library"]

[[output]]
path = "refs.bib"
"#,
    );
    fs_err::remove_file(desk.path("library.lock")).unwrap();
    desk.tells(&["build"], 0, "", r#"
  read       1 text, 18 words
  detected   1 book in 1 mention
  resolved   1 unreachable
  wrote      library.lock, refs.bib
warning: "The Structure of Scientific Revolutions" (a.md:3:7) could not be looked up, for no catalog answered: kept as it is cited, as `kuhn1962`
hint: `reading-list explain kuhn1962` shows why
hint: settle it in library.toml: `[book.KEY]` with a `title` if it is a book, `[[reject]]` if it is none
note: nobody is asked, not `open-library` (offline)
"#);
}

#[test]
fn a_translated_title_is_not_in_the_language_of_the_original() {
    let desk = Desk::new().with(
        "a.md",
        "Read *The Trial* by Franz Kafka (1925).
",
    );
    desk.tells(
        &["build", "a.md", "--quiet"],
        0,
        "
@book{kafka1925,
  author = {Kafka, Franz},
  title = {The Trial},
  date = {1925},
  origtitle = {Der Process},
  origlanguage = {german},
}
",
        "",
    );
    desk.tells(
        &["build", "a.md", "--quiet", "--format", "csl-json"],
        0,
        r#"
[
  {
    "id": "kafka1925",
    "type": "book",
    "author": [
      {
        "family": "Kafka",
        "given": "Franz"
      }
    ],
    "title": "The trial",
    "issued": {
      "date-parts": [
        [
          1925
        ]
      ]
    },
    "original-title": "Der Process"
  }
]
"#,
        "",
    );
}

#[test]
fn the_nearest_library_is_built() {
    let desk = Desk::new().with("library.toml", LIB).with("a.md", KUHN).with("deep/er/x.txt", "No book.");
    let command = |folder: &str| desk.command(&["build"]).current_dir(desk.path(folder)).output().unwrap();
    assert!(command("deep/er").status.success());
    assert!(desk.path("refs.bib").is_file());
    desk.tells(&["build", "--library", ".", "--quiet"], 0, "", "");
    desk.tells(
        &["list", "--library", "library.toml", "--quiet"],
        0,
        "
kuhn1962  Thomas S. Kuhn, The Structure of Scientific Revolutions (1962)
",
        "",
    );
}

#[test]
fn of_many_unsettled_books_the_first_are_named() {
    let books = ["Amber", "Bridge", "Castle", "Desert", "Falcon"].iter().flat_map(|a| {
        ["Harbour", "Lantern", "Meadow", "Orchard", "Violin"]
            .map(|b| format!("- *The {a} of the {b}* by Jane Roe (1974)\n"))
    });
    let desk = Desk::new()
        .with("library.toml", "[library]\nsources = [\"a.md\"]\ncatalogs = [\"starter\"]\n")
        .with("a.md", format!("Books that I liked:\n\n{}", books.collect::<String>()));
    let told = desk.run(&["build"]).stderr;
    let named = told.matches("is in no catalog that was asked: kept").count();
    assert_eq!(named, 20, "{told}");
    let rest =
        "warning: 5 books more to settle\nhint: `reading-list audit` names them all\nhint: `reading-list explain ";
    assert!(told.contains(rest), "{told}");
}
