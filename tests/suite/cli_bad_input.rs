//! Bad input: each is told clearly, and nothing is lost.

use crate::desk::Desk;

const KUHN: &str = "# Science

Read *The Structure of Scientific Revolutions* by Thomas S. Kuhn (1962). It changed how people talk.
";
const LIB: &str = r#"[library]
sources = ["*.md"]
catalogs = ["starter"]

[[output]]
path = "refs.bib"
"#;

#[test]
fn no_library() {
    let desk = Desk::new();
    desk.tells(
        &["build"],
        2,
        "",
        "
error: there is no library.toml in `[DESK]` or in a folder above it
hint: `reading-list init` makes one here
hint: without a library: `reading-list build answer.md -o refs.bib`
",
    );
    desk.tells(
        &["list"],
        2,
        "",
        "
error: there is no library.toml in `[DESK]` or in a folder above it
hint: `reading-list init` makes one here
hint: without a library: `reading-list build answer.md -o refs.bib`
",
    );
    desk.tells(
        &["show", "x"],
        2,
        "",
        "
error: there is no library.toml in `[DESK]` or in a folder above it
hint: `reading-list init` makes one here
hint: without a library: `reading-list build answer.md -o refs.bib`
",
    );
    desk.tells(
        &["remove", "x"],
        2,
        "",
        "
error: there is no library.toml in `[DESK]` or in a folder above it
hint: `reading-list init` makes one here
hint: without a library: `reading-list build answer.md -o refs.bib`
",
    );
    desk.tells(
        &["explain", "x"],
        2,
        "",
        "
error: there is no library.toml in `[DESK]` or in a folder above it
hint: `reading-list init` makes one here
hint: without a library: `reading-list build answer.md -o refs.bib`
",
    );
    desk.tells(
        &["add", "x"],
        2,
        "",
        "
error: there is no library.toml in `[DESK]` or in a folder above it
hint: `reading-list init` makes one here
hint: without a library: `reading-list build answer.md -o refs.bib`
",
    );
    desk.tells(
        &["build", "--library", "gone"],
        2,
        "",
        "
error: there is no library at `gone`
hint: name a folder that holds a library.toml, or the file itself
",
    );
}

#[test]
fn broken_toml() {
    let desk = Desk::new().with("library.toml", LIB).with("a.md", KUHN);
    desk.tells(&["build", "--quiet"], 0, "", "");
    let before = desk.files();
    desk.write(
        "library.toml",
        r#"[library]
sources = ["a.md"
"#,
    );
    desk.tells(
        &["build"],
        2,
        "",
        r#"
error: cannot use `library.toml`: unclosed array, expected `]`
  --> library.toml:2:18
2 | sources = ["a.md"
  |                  ^
"#,
    );
    desk.tells(
        &["list"],
        2,
        "",
        r#"
error: cannot use `library.toml`: unclosed array, expected `]`
  --> library.toml:2:18
2 | sources = ["a.md"
  |                  ^
"#,
    );
    desk.tells(
        &["add", "--title", "X"],
        2,
        "",
        r#"
error: cannot use `library.toml`: unclosed array, expected `]`
  --> library.toml:2:18
2 | sources = ["a.md"
  |                  ^
"#,
    );
    assert_eq!(desk.files().len(), before.len());
    assert_eq!(desk.read("library.toml"), "[library]\nsources = [\"a.md\"\n");
}

#[test]
fn unknown_names_in_the_library() {
    let desk = Desk::new().with("library.toml", LIB).with("a.md", KUHN);
    desk.write(
        "library.toml",
        r#"[library]
sources = ["*.md"]
style = "chigaco-author-date"
catalogs = ["starter"]

[[output]]
path = "refs.txt"
"#,
    );
    desk.tells(&["build"], 2, "", r#"
error: cannot write the bibliography: `chigaco-author-date` is not a citation style; did you mean `chicago-author-date`? (a style is known by name, or by the path of a `.csl` file)
  --> library.toml:3:9
3 | style = "chigaco-author-date"
  |         ^
"#);
    desk.write(
        "library.toml",
        r#"[library]
sources = ["*.md"]
catalogs = ["starter"]

[[output]]
path = "refs.bib"
format = "bibtx"
"#,
    );
    desk.tells(&["build"], 2, "", r#"
error: cannot write `refs.bib`: `bibtx` is not an output format; did you mean `bibtex`? (must be one of biblatex, bibtex, csl-json, hayagriva, ris, csv, text, markdown, html)
  --> library.toml:7:10
7 | format = "bibtx"
  |          ^
"#);
    desk.write(
        "library.toml",
        r#"[library]
sources = ["*.md"]
catalogs = ["starter"]

[[output]]
path = "refs.odt"
"#,
    );
    desk.tells(&["build"], 2, "", r#"
error: cannot write `refs.odt`: the extension of `refs.odt` belongs to no output format (must be bib, json, yaml, ris, csv, txt, md or html; or name one of biblatex, bibtex, csl-json, hayagriva, ris, csv, text, markdown, html)
  --> library.toml:6:8
6 | path = "refs.odt"
  |        ^
hint: say which it is by `--format`, or by `format` in library.toml
"#);
    desk.write(
        "library.toml",
        r#"[library]
sources = ["*.md"]
catalogs = ["startr"]

[[output]]
path = "refs.bib"
"#,
    );
    desk.tells(&["build"], 2, "", r#"
error: there is no catalog `startr` (known are `bibliotheque-nationale`, `crossref`, `deutsche-nationalbibliothek`, `google-books`, `k10plus`, `library-of-congress`, `local`, `open-library`, `starter`, `wikidata`)
  --> library.toml:3:13
3 | catalogs = ["startr"]
  |             ^
hint: did you mean `starter`?
"#);
    desk.write("library.toml", "[library]\nsources = [\"*.md\"]\n\n[catalog.openlibrary]\npace = \"3/s\"\n");
    desk.tells(&["build"], 2, "", r#"
error: there is no catalog `openlibrary` (known are `bibliotheque-nationale`, `crossref`, `deutsche-nationalbibliothek`, `google-books`, `k10plus`, `library-of-congress`, `local`, `open-library`, `starter`, `wikidata`)
  --> library.toml:4:1
4 | [catalog.openlibrary]
  | ^
hint: did you mean `open-library`?
"#);
    desk.write(
        "library.toml",
        r#"[library]
suorces = ["*.md"]
catalogs = ["starter"]

[[output]]
path = "refs.bib"

[book.x]
title = "X"
status = "red"
"#,
    );
    desk.tells(
        &["build"],
        2,
        "",
        r#"
error: cannot use `library.toml`: `[library]` has no key `suorces`
  --> library.toml:2:1
2 | suorces = ["*.md"]
  | ^
hint: did you mean `sources`?
error: cannot use `library.toml`: `red` is not a status (to-read, reading, read, paused, did-not-finish)
  --> library.toml:10:10
10 | status = "red"
   |          ^
hint: did you mean `read`?
"#,
    );
    desk.write(
        "library.toml",
        r#"[library]
sources = ["*.md"]
locale = "xx-YY"
catalogs = ["starter"]

[[output]]
path = "refs.txt"
"#,
    );
    desk.tells(
        &["build"],
        2,
        "",
        r#"
error: cannot write the bibliography: there are no terms for the locale `xx-YY`
  --> library.toml:3:10
3 | locale = "xx-YY"
  |          ^
"#,
    );
    assert_eq!(desk.files().len(), 2, "nothing was written");
}

#[test]
fn two_books_with_one_key() {
    let desk = Desk::new().with("library.toml", LIB).with("a.md", KUHN);
    desk.write(
        "library.toml",
        r#"[library]
sources = ["*.md"]
catalogs = ["starter"]

[[output]]
path = "refs.bib"

[book.x]
title = "X"

[book.x]
title = "Y"
"#,
    );
    desk.tells(
        &["build"],
        2,
        "",
        r#"
error: cannot use `library.toml`: `x` stands here a second time
  --> library.toml:11:7
11 | [book.x]
   |       ^
hint: a key stands once in its table, and a `[book.KEY]` once in the file
"#,
    );
    desk.write(
        "library.toml",
        r#"[library]
sources = ["*.md"]
catalogs = ["starter"]

[[output]]
path = "refs.bib"

[book.x]
title = "X"

[book.y]
title = "Y"
aliases = ["x"]
"#,
    );
    desk.tells(
        &["build"],
        2,
        "",
        r#"
error: cannot use `library.toml`: `x` is already the key of a book (each name calls one)
  --> library.toml:13:12
13 | aliases = ["x"]
   |            ^
"#,
    );
}

#[test]
fn bad_sources_beside_a_good_one() {
    let desk = Desk::new()
        .with(
            "library.toml",
            r#"[library]
sources = ["a.md", "empty.md", "gone.md", "nul.md", "latin.md", "folder", "*.html", "https://example.org/x"]
catalogs = ["starter"]

[[output]]
path = "refs.bib"
"#,
        )
        .with("a.md", KUHN)
        .with("empty.md", "")
        .with("nul.md", "a\0b");
    fs_err::create_dir_all(desk.path("folder")).unwrap();
    // Every kind of trouble that a file can be.
    fs_err::write(desk.path("latin.md"), b"caf\xe9 et th\xe9\n").unwrap();
    desk.tells(
        &["build"],
        1,
        "",
        "
warning: `empty.md` is empty
error: no such file: `gone.md`
error: `nul.md` is not text but binary (it holds NUL bytes)
error: `latin.md` is not valid UTF-8: byte 3 breaks it
hint: it looks like windows-1252; convert it: `iconv -f windows-1252 -t UTF-8 latin.md`
error: `folder` is a directory, not a file
hint: name files, or a pattern such as `folder/*.md`
error: no file matches `*.html`
hint: `*` stands for any part of a file's name and `**` for any folders; quote it from the shell
error: cannot read `https://example.org/x`: `example.org` is not asked without the network, and its answer was not kept
hint: try again later, or save the page as an `.html` file and name that
  read       2 texts, 18 words
  detected   1 book in 1 mention
  resolved   1 found
  wrote      library.lock, refs.bib
",
    );
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
fn a_text_over_the_limit() {
    let desk = Desk::new().with("a.md", KUHN);
    desk.tells(
        &["detect", "--limit", "20", "a.md"],
        2,
        "",
        "
error: `a.md` is too large (must be at most 20 bytes)
hint: split the text, or give it as JSON Lines (`--input jsonl`), which is read line by line
",
    );
    desk.tells(
        &["detect", "gone.md", "a.md", "--format", "jsonl", "--limit", "20"],
        2,
        "",
        "
error: no such file: `gone.md`
error: `a.md` is too large (must be at most 20 bytes)
hint: split the text, or give it as JSON Lines (`--input jsonl`), which is read line by line
",
    );
}

#[test]
fn an_output_that_cannot_be_written() {
    let desk = Desk::new()
        .with(
            "library.toml",
            r#"[library]
sources = ["*.md"]
catalogs = ["starter"]

[[output]]
path = "refs.bib"

[[output]]
path = "folder"
format = "ris"

[[output]]
path = "gone/x.bib"
"#,
        )
        .with("a.md", KUHN);
    fs_err::create_dir_all(desk.path("folder")).unwrap();
    desk.tells(
        &["build"],
        2,
        "",
        "
  read       1 text, 18 words
  detected   1 book in 1 mention
  resolved   1 found
  wrote      library.lock, refs.bib
error: cannot write `folder`: it is a folder
hint: give the output another name, or move the folder
error: cannot write `gone/x.bib`: the folder `gone` does not exist
hint: make it first: `mkdir -p gone`
",
    );
    desk.tells(
        &["list"],
        0,
        "
kuhn1962  Thomas S. Kuhn, The Structure of Scientific Revolutions (1962)
",
        "",
    );
    desk.write(
        "library.toml",
        r#"[library]
sources = ["*.md"]
catalogs = ["starter"]

[[output]]
path = "refs.bib"

[[output]]
path = "./refs.bib"
"#,
    );
    desk.tells(
        &["build"],
        2,
        "",
        "
error: the output `./refs.bib` is named twice
hint: give the output another name
",
    );
    desk.write(
        "library.toml",
        r#"[library]
sources = ["*.md"]
catalogs = ["starter"]

[[output]]
path = "library.lock"
format = "ris"
"#,
    );
    desk.tells(
        &["build"],
        2,
        "",
        "
error: the output `library.lock` is one of the library's own files
hint: give the output another name
",
    );
    desk.write(
        "library.toml",
        r#"[library]
sources = ["refs.md"]
catalogs = ["starter"]

[[output]]
path = "refs.md"
"#,
    );
    desk.tells(
        &["build"],
        2,
        "",
        "
error: the output `refs.md` is also a source
hint: give the output another name
",
    );
    desk.tells(
        &["build", "a.md", "-o", "./a.md"],
        2,
        "",
        "
error: the output `./a.md` is also one of the texts
hint: give the output another name
",
    );
}

#[test]
fn a_damaged_lock() {
    let desk = Desk::new().with("library.toml", LIB).with("a.md", KUHN);
    desk.tells(&["build", "--quiet"], 0, "", "");
    let good = desk.read("library.lock");
    desk.write("library.lock", &format!("{good}<<<<<<< ours\n"));
    desk.tells(
        &["list"],
        2,
        "",
        "
error: cannot read `library.lock`: a merge conflict is not settled
  --> library.lock:32:1
32 | <<<<<<< ours
   | ^
hint: choose one side, or delete the file: `reading-list build` makes it anew
",
    );
    desk.write(
        "library.lock",
        "version = 99
",
    );
    desk.tells(
        &["build"],
        2,
        "",
        "
error: cannot read `library.lock`: it has version 99, and this program reads another
hint: use the program that wrote it, or delete it: `reading-list build` makes it anew
",
    );
    desk.tells(
        &["list"],
        2,
        "",
        "
error: cannot read `library.lock`: it has version 99, and this program reads another
hint: use the program that wrote it, or delete it: `reading-list build` makes it anew
",
    );
    desk.write(
        "library.lock",
        "version = 
",
    );
    desk.tells(
        &["build"],
        2,
        "",
        "
error: cannot read `library.lock`: string values must be quoted, expected literal string
  --> library.lock:1:1
1 | version =
  | ^
hint: delete it: `reading-list build` makes it anew
",
    );
    fs_err::remove_file(desk.path("library.lock")).unwrap();
    desk.tells(&["build", "--quiet"], 0, "", "");
    assert_eq!(desk.read("library.lock"), good);
}
