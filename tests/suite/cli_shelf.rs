//! `init`, `add`, `remove`, `list`, `show`, `explain`, `export`, `styles`: the shelf and what stands on it.

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
fn init_writes_a_library_that_can_be_built() {
    let desk = Desk::new().with("a.md", KUHN);
    desk.tells(
        &["init", "--title", r#"Two "quotes""#, "*.md"],
        0,
        "",
        "
  wrote      library.toml
note: look at its sources and outputs, then run `reading-list build`
",
    );
    desk.tells(
        &["init"],
        2,
        "",
        "
error: `library.toml` exists already, and is left as it is
hint: `reading-list build` builds it
",
    );
    desk.tells(&["build", "--quiet"], 0, "", "");
    desk.tells(
        &["list"],
        0,
        "
kuhn1962  Thomas S. Kuhn, The Structure of Scientific Revolutions (1962)
",
        "",
    );
}

#[test]
fn init_warns_of_files_that_a_build_would_write_over() {
    let desk = Desk::new().with("bibliography.bib", "@book{mine, title = {Mine}}");
    desk.tells(
        &["init"],
        0,
        "",
        "
  wrote      library.toml
warning: `bibliography.bib` exists already, and `reading-list build` would write over it
hint: give the output another name in library.toml, or move the file
note: look at its sources and outputs, then run `reading-list build`
",
    );
}

#[test]
fn add_by_title_and_author_takes_what_the_catalog_knows() {
    let desk = Desk::new().with("library.toml", LIB).with("a.md", KUHN);
    desk.tells(
        &["add", "On the Origin of Species by Charles Darwin", "--tag", "science"],
        0,
        "",
        "
  wrote      library.toml
  added      darwin1859: Charles Darwin, On the Origin of Species (1859)
  known to   starter: same title and same author
note: `reading-list build` writes the bibliographies anew
",
    );
    assert_eq!(
        format!("\n{}", desk.read("library.toml")),
        r#"
[library]
sources = ["*.md"]
catalogs = ["starter"]

[[output]]
path = "refs.bib"

[book.darwin1859]
title = "On the Origin of Species"
authors = ["Darwin, Charles"]
year = 1859
language = "en"
tags = ["science"]
"#
    );
    desk.tells(
        &["add", "On the Origin of Species"],
        0,
        "",
        "
note: it is already in the library, as `darwin1859`
hint: `reading-list show darwin1859`; to change it, edit `[book.darwin1859]` in library.toml
",
    );
    desk.tells(&["build", "--quiet"], 0, "", "");
    desk.tells(
        &["list"],
        0,
        "
darwin1859  Charles Darwin, On the Origin of Species (1859)
kuhn1962    Thomas S. Kuhn, The Structure of Scientific Revolutions (1962)
",
        "",
    );
}

#[test]
fn an_isbn_is_kept_though_no_catalog_knows_it() {
    let desk = Desk::new().with("library.toml", LIB).with("a.md", KUHN);
    desk.tells(
        &["add", "ISBN 0-14-044913-1"],
        2,
        "",
        "
error: `0-14-044913-1` is not an ISBN: the check digit does not agree (expected 2)
hint: a digit may be mistyped; or add the book by its title
",
    );
    desk.tells(
        &["add", "9780140449136"],
        0,
        "",
        "
  wrote      library.toml
  added      isbn-9780140449136: ISBN 978-0-14-044913-6
warning: it is in no catalog that was asked (starter): kept as you typed it
hint: it cannot be printed without a title: add `title` to `[book.isbn-9780140449136]`
note: `reading-list build` writes the bibliographies anew
",
    );
    desk.tells(&["build", "--quiet"], 0, "", "");
    let hint = "hint: give it a `title`, or take it out: `reading-list remove isbn-9780140449136`\n";
    let kuhn = "kuhn1962  Thomas S. Kuhn, The Structure of Scientific Revolutions (1962)\n";
    let left_out = "warning: `[book.isbn-9780140449136]` has no title, and no text cites it: it is left out\n";
    desk.tells(&["list"], 0, kuhn, &format!("{left_out}{hint}"));
    let nothing = "error: `isbn-9780140449136` has no title, and no text cites it: there is nothing to show\n";
    for command in ["show", "explain"] {
        desk.tells(&[command, "isbn-9780140449136"], 2, "", &format!("{nothing}{hint}"));
    }
    assert_eq!(
        format!("\n{}", desk.read("library.toml")),
        r#"
[library]
sources = ["*.md"]
catalogs = ["starter"]

[[output]]
path = "refs.bib"

[book.isbn-9780140449136]
isbn = "978-0-14-044913-6"
"#
    );
}

#[test]
fn a_title_too_short_to_know_a_book_by_shows_what_may_be_meant() {
    let desk = Desk::new().with("library.toml", LIB).with("a.md", KUHN);
    desk.tells(
        &["add", "Dune"],
        0,
        "",
        "
  wrote      library.toml
  added      dune: Dune
warning: a title alone does not tell which book it is: kept as you typed it
hint: if it is in the list: `reading-list remove dune`, then name the author, as in `Dune by Frank Herbert`
  perhaps    Frank Herbert, Dune (1965)
note: `reading-list build` writes the bibliographies anew
",
    );
    let before = desk.read("library.toml");
    for nothing in [&["add", " "] as &[&str], &["add", "--title", ""], &["add", ""]] {
        desk.tells(
            nothing,
            2,
            "",
            "
error: a book needs a title or an ISBN, and what you gave is empty
hint: `reading-list add 'The Revolution Betrayed by Leon Trotsky'`
",
        );
    }
    for doi in ["10.1000/182", "doi:10.1000/182"] {
        let outcome = desk.run(&["add", doi]);
        assert_eq!(outcome.status, 2);
        assert!(
            outcome.stderr.contains("error: `10.1000/182` of `crossref` could not be looked up: offline\n"),
            "{}",
            outcome.stderr
        );
    }
    for address in ["https://example.org/books/one", "doi:182"] {
        desk.tells(
            &["add", address],
            2,
            "",
            &format!(
                "error: `{address}` is an address, and none of a book in a catalog: a DOI, an address with an ISBN in it, or a \
                record of Open Library, Wikidata, the Library of Congress, the Deutsche Nationalbibliothek, K10plus or Google \
                Books can be followed\n\
                hint: `reading-list add 'The Revolution Betrayed by Leon Trotsky'`\n"
            ),
        );
    }
    assert_eq!(desk.read("library.toml"), before);
}

#[test]
fn add_by_fields() {
    let desk = Desk::new().with("library.toml", LIB).with("a.md", KUHN);
    desk.tells(
        &[
            "add",
            "--title",
            "On Foo: Bars",
            "--author",
            "Ann Bee",
            "--author",
            "de Beauvoir, Simone",
            "--year",
            "-380",
            "--status",
            "reading",
            "--note",
            r#"Lent to "Bo""#,
            "--dry-run",
        ],
        0,
        r#"
--- library.toml
+++ library.toml
@@
 [[output]]
 path = "refs.bib"
+
+[book.bee380bce]
+title = "On Foo: Bars"
+authors = ["Bee, Ann", "de Beauvoir, Simone"]
+year = -380
+status = "reading"
+note = 'Lent to "Bo"'
"#,
        "
  added      bee380bce: Ann Bee and Simone de Beauvoir, On Foo: Bars (380 BCE)
warning: it is in no catalog that was asked (starter): kept as you typed it
",
    );
    desk.tells(&["add", "--title", "On Foo", "--key", "foo", "--quiet"], 0, "", "");
    desk.tells(
        &["add", "--title", "On Bar", "--key", "foo", "--quiet"],
        2,
        "",
        "
error: `foo` is already the key of a book
hint: choose another `--key`
",
    );
    desk.tells(&["add", "--title", "X", "--status", "red"], 2, "", "
error: invalid value 'red' for '--status <STATUS>': `red` is not a status (to-read, reading, read, paused, did-not-finish)

For more information, try '--help'.
");
    desk.tells(
        &["list"],
        0,
        "
foo  On Foo
",
        "
warning: this library was never built: only books of library.toml are shown
hint: run `reading-list build`
",
    );
}

#[test]
fn add_to_what_a_text_cites() {
    let desk = Desk::new().with("library.toml", LIB).with("a.md", KUHN);
    desk.tells(&["build", "--quiet"], 0, "", "");
    desk.tells(
        &["add", "The Structure of Scientific Revolutions by Thomas Kuhn"],
        0,
        "",
        "
note: it is already in the library, as `kuhn1962`
hint: `reading-list show kuhn1962`; to change it, edit `[book.kuhn1962]` in library.toml
",
    );
    desk.tells(
        &["add", "The Structure of Scientific Revolutions by Thomas Kuhn", "--tag", "science", "--status", "read"],
        0,
        "",
        "
  wrote      library.toml
note: a text cites it already: what you say of it is written to `[book.kuhn1962]`
note: `reading-list build` writes the bibliographies anew
",
    );
    assert_eq!(
        format!("\n{}", desk.read("library.toml")),
        r#"
[library]
sources = ["*.md"]
catalogs = ["starter"]

[[output]]
path = "refs.bib"

[book.kuhn1962]
status = "read"
tags = ["science"]
"#
    );
    desk.tells(
        &["list", "--status", "read", "--tag", "science"],
        0,
        "
kuhn1962  Thomas S. Kuhn, The Structure of Scientific Revolutions (1962)  read
",
        "",
    );
}

#[test]
fn remove_keeps_a_cited_book_away() {
    let desk = Desk::new().with("library.toml", LIB).with("a.md", KUHN).with("b.md", WIRE);
    desk.tells(&["build", "--quiet"], 0, "", "");
    desk.tells(
        &["remove", "kuhn1962", "--dry-run"],
        0,
        r#"
--- library.toml
+++ library.toml
@@
 [[output]]
 path = "refs.bib"
+
+[[reject]]
+title = "The Structure of Scientific Revolutions"
+author = "Kuhn, Thomas S."
"#,
        "",
    );
    desk.tells(
        &["remove", "kuhn1962"],
        0,
        "",
        r#"
  wrote      library.toml
  removed    "The Structure of Scientific Revolutions" from what texts cite, by a `[[reject]]`
note: `reading-list build` writes the bibliographies anew
"#,
    );
    desk.tells(
        &["remove", "khun1962"],
        2,
        "",
        "
error: no book of the library has the key `khun1962`
hint: `reading-list list` shows the keys
",
    );
    desk.tells(&["build", "--quiet"], 0, "", "");
    desk.tells(
        &["list"],
        0,
        "
brandauer1974  Heinrich Brandauer, The Unsealed Wire: Codes and Carelessness at Tannenberg (1974)  [unknown]
",
        "",
    );
}

#[test]
fn list_show_and_their_json() {
    let desk = Desk::new().with("library.toml", LIB).with("a.md", KUHN).with("b.md", WIRE);
    desk.tells(
        &["list"],
        0,
        "",
        "
warning: this library was never built: only books of library.toml are shown
hint: run `reading-list build`
",
    );
    desk.tells(&["build", "--quiet"], 0, "", "");
    desk.tells(
        &["list"],
        0,
        "
brandauer1974  Heinrich Brandauer, The Unsealed Wire: Codes and Carelessness at Tannenberg (1974)  [unknown]
kuhn1962       Thomas S. Kuhn, The Structure of Scientific Revolutions (1962)
",
        "",
    );
    desk.tells(
        &["list", "--format", "json"],
        0,
        r#"
[
  {
    "key": "brandauer1974",
    "title": "The Unsealed Wire: Codes and Carelessness at Tannenberg",
    "authors": [
      "Heinrich Brandauer"
    ],
    "year": 1974,
    "standing": "unknown",
    "exported": true,
    "status": null,
    "tags": []
  },
  {
    "key": "kuhn1962",
    "title": "The Structure of Scientific Revolutions",
    "authors": [
      "Thomas S. Kuhn"
    ],
    "year": 1962,
    "standing": "found",
    "exported": true,
    "status": null,
    "tags": []
  }
]
"#,
        "",
    );
    desk.tells(
        &["show", "kuhn1962"],
        0,
        r#"
kuhn1962
  title              The Structure of Scientific Revolutions
  by                 Thomas S. Kuhn
  first published    1962
  language           en
  standing           found
  cited in           a.md: "The Structure of Scientific Revolutions"
"#,
        "",
    );
    desk.tells(
        &["show", "kuhn1962", "--format", "json"],
        0,
        r#"
{
  "key": "kuhn1962",
  "aliases": [],
  "standing": "found",
  "confidence": 1.0,
  "work": {
    "title": {
      "main": "The Structure of Scientific Revolutions",
      "subtitle": null
    },
    "contributors": [
      {
        "name": "Kuhn, Thomas S.",
        "role": "author"
      }
    ],
    "first_published": "1962",
    "language": "en",
    "original_title": null,
    "identifiers": {
      "doi": null,
      "open_library": null,
      "wikidata": null,
      "lccn": null,
      "oclc": null
    }
  },
  "edition": null,
  "status": null,
  "reads": [],
  "tags": [],
  "note": null,
  "cited_in": [
    {
      "source": "a.md",
      "quotes": [
        {
          "text": "The Structure of Scientific Revolutions",
          "occurrence": 1
        }
      ]
    }
  ]
}
"#,
        "",
    );
    desk.tells(
        &["show", "kuhn1926"],
        2,
        "",
        "
error: no book of the library has the key `kuhn1926`
hint: did you mean `kuhn1962`?
",
    );
}

#[test]
fn export_in_every_format() {
    let desk = Desk::new().with("library.toml", LIB).with("a.md", KUHN);
    desk.tells(
        &["export", "--format", "bibtex"],
        2,
        "",
        "
error: `library.lock` does not exist: this library was never built
hint: run `reading-list build` first
",
    );
    desk.tells(&["build", "--quiet"], 0, "", "");
    desk.tells(
        &["export", "--format", "biblatex"],
        0,
        "
@book{kuhn1962,
  author = {Kuhn, Thomas S.},
  title = {The Structure of Scientific Revolutions},
  date = {1962},
  langid = {english},
}
",
        "",
    );
    desk.tells(
        &["export", "--format", "bibtex"],
        0,
        "
@book{kuhn1962,
  author = {Kuhn, Thomas S.},
  title = {The Structure of Scientific Revolutions},
  year = {1962},
}
",
        "",
    );
    desk.tells(
        &["export", "--format", "csl-json"],
        0,
        r#"
[
  {
    "id": "kuhn1962",
    "type": "book",
    "author": [
      {
        "family": "Kuhn",
        "given": "Thomas S."
      }
    ],
    "title": "The structure of scientific revolutions",
    "issued": {
      "date-parts": [
        [
          1962
        ]
      ]
    },
    "language": "en"
  }
]
"#,
        "",
    );
    desk.tells(
        &["export", "--format", "hayagriva"],
        0,
        "
kuhn1962:
  type: book
  title: The structure of scientific revolutions
  author: Kuhn, Thomas S.
  date: 1962
  language: en
",
        "",
    );
    desk.tells(
        &["export", "--format", "ris"],
        0,
        "
TY  - BOOK
AU  - Kuhn, Thomas S.
TI  - The Structure of Scientific Revolutions
PY  - 1962
LA  - en
ID  - kuhn1962
ER  - 
",
        "",
    );
    desk.tells(
        &["export", "--format", "text"],
        0,
        "
Kuhn, Thomas S. 1962. The Structure of Scientific Revolutions.
",
        "",
    );
    desk.tells(
        &["export", "--format", "markdown"],
        0,
        "
- Kuhn, Thomas S. 1962. *The Structure of Scientific Revolutions*.
",
        "",
    );
    desk.tells(&["export", "--format", "html"], 0, r#"
<div class="references hanging" role="list">
<div id="ref-kuhn1962" class="reference" role="listitem" style="padding-left: 2em; text-indent: -2em;">Kuhn, Thomas S. 1962. <i>The Structure of Scientific Revolutions</i>.</div>
</div>
"#, "");
    desk.tells(
        &["export", "--format", "text", "--style", "ieee", "--keys", "kuhn1962"],
        0,
        "
[1] T. S. Kuhn, The Structure of Scientific Revolutions. 1962.
",
        "",
    );
    desk.tells(
        &["export", "-o", "out.ris"],
        0,
        "",
        "
  wrote      out.ris
",
    );
    assert_eq!(
        format!("\n{}", desk.read("out.ris")),
        "
TY  - BOOK
AU  - Kuhn, Thomas S.
TI  - The Structure of Scientific Revolutions
PY  - 1962
LA  - en
ID  - kuhn1962
ER  - 
"
    );
    desk.tells(
        &["export", "-o", "library.lock", "--format", "ris"],
        2,
        "",
        "
error: the output `library.lock` is one of the library's own files
hint: give the output another name
",
    );
    desk.tells(
        &["export", "--format", "text", "--tag", "none"],
        0,
        "",
        "
warning: no book of the library fits, so the bibliography is empty
",
    );
    desk.tells(
        &["export", "--format", "text", "--keys", "nobody"],
        2,
        "",
        "
error: no book of the library has the key `nobody`
hint: `reading-list list` shows the keys
",
    );
    desk.tells(&["export", "--format", "wrod"], 2, "", "
error: cannot write the bibliography: `wrod` is not an output format (must be one of biblatex, bibtex, csl-json, hayagriva, ris, csv, text, markdown, html)
");
    desk.tells(&["export", "--format", "text", "--style", "chigaco-author-date"], 2, "", "
error: cannot write the bibliography: `chigaco-author-date` is not a citation style; did you mean `chicago-author-date`? (a style is known by name, or by the path of a `.csl` file)
");
}

#[test]
fn styles_are_listed() {
    let desk = Desk::new();
    desk.tells(
        &["styles", "apa", "american"],
        0,
        "
american-psychological-association  APA Style 7th edition
",
        "",
    );
    desk.tells(
        &["styles", "ieee", "--format", "json"],
        0,
        r#"
[
  {
    "name": "institute-of-electrical-and-electronics-engineers",
    "title": "IEEE Reference Guide version 11.29.2023"
  }
]
"#,
        "",
    );
    desk.tells(
        &["styles", "no-such-style"],
        1,
        "",
        "
error: no style has `no-such-style` in its name or title
hint: `reading-list styles` lists them all
",
    );
}
