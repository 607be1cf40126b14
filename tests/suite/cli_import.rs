//! `import` and `export --from`: bibliography files that come in, or only pass through.

use crate::desk::Desk;

const LIB: &str = "[library]\ntitle = \"Mine\" # keep\n\n[book.kuhn]\ntitle = \"The Structure of Scientific Revolutions\"\n\
                   authors = [\"Kuhn, Thomas S.\"]\nyear = 1962\ntags = [\"mine\"]\n";
const BIB: &str = r#"@string{pen = {Penguin}}
@book{kuhn, title = {The Structure of Scientific Revolutions}, author = {Kuhn, Thomas S.}, year = 1962}
@book{smith:wealth, title = {The Wealth of Nations}, author = {Smith, Adam}, year = 1776, publisher = pen, ids = {wealth}}
@article{a, title = {A Paper}}
@book{lost, title = {Lost
@book{goethe, title = {Faust}, author = {von Goethe, Johann Wolfgang}, date = {1808-05}, abstract = {x}}
"#;

#[test]
fn what_is_new_is_written_and_the_rest_is_named() {
    let desk = Desk::new().with("library.toml", LIB).with("refs.bib", BIB);
    desk.tells(
        &["import", "refs.bib", "--tag", "shelf"],
        1,
        "",
        "
  wrote      library.toml
  read       refs.bib: 5 entries of biblatex
  passed over 2 entries: 1 article and 1 broken
    refs.bib:5: lost: broken: what opens in line 5 does not close (line 6)
  not taken  2 fields: 1 abstract and 1 date
  taken      3 books: 2 new, 1 the same, 0 conflicting
note: `reading-list build` writes the bibliographies anew
",
    );
    let expected = format!(
        r#"{LIB}
[book."smith:wealth"]
title = "The Wealth of Nations"
authors = ["Smith, Adam"]
year = 1776
publisher = "Penguin"
aliases = ["wealth"]
tags = ["shelf"]

[book.goethe]
title = "Faust"
authors = ["Goethe, Johann Wolfgang von"]
year = 1808
tags = ["shelf"]
"#
    );
    assert_eq!(desk.read("library.toml"), expected);
    let outcome = desk.run(&["import", "refs.bib"]);
    assert!(outcome.stderr.contains("3 books: 0 new, 3 the same, 0 conflicting"), "{}", outcome.stderr);
    assert_eq!(desk.read("library.toml"), expected);
    assert!(desk.run(&["list"]).stdout.contains("smith:wealth  Adam Smith, The Wealth of Nations (1776)"));
}

#[test]
fn what_the_library_says_stays() {
    let other = "[{\"id\": \"kuhn\", \"type\": \"book\", \"title\": \"Structure\", \"author\": [{\"family\": \"Kuhn\",
        \"given\": \"Thomas S.\"}], \"publisher\": \"Chicago\"}]";
    let desk = Desk::new().with("library.toml", LIB).with("refs.json", other);
    desk.tells(
        &["import", "refs.json"],
        1,
        "",
        "
  read       refs.json: 1 entry of csl-json
  taken      1 book: 0 new, 0 the same, 1 conflicting
warning: `kuhn` stays as the library has it: `title` is \"The Structure of Scientific Revolutions\" and not \"Structure\" and there is no `publisher`, and refs.json:1 has \"Chicago\"
hint: to take the other, edit `[book.kuhn]` in library.toml
",
    );
    assert_eq!(desk.read("library.toml"), LIB);
}

#[test]
fn a_dry_run_shows_the_lines_and_writes_nothing() {
    let desk = Desk::new()
        .with("library.toml", LIB)
        .with("a.ris", "TY  - BOOK\nTI  - Emma\nAU  - Austen, Jane\nPY  - 1815\nER  - \n");
    desk.tells(
        &["import", "a.ris", "--dry-run", "--verbose"],
        0,
        r#"
--- library.toml
+++ library.toml
@@
 year = 1962
 tags = ["mine"]
+
+[book.austen1815]
+title = "Emma"
+authors = ["Austen, Jane"]
+year = 1815
"#,
        "
  read       a.ris: 1 entry of ris
  not taken  1 field: 1 key
    a.ris:1: austen1815: key (it has none, and gets `austen1815`)
  taken      1 book: 1 new, 0 the same, 0 conflicting
",
    );
    assert_eq!(desk.read("library.toml"), LIB);
}

#[test]
fn programs_get_every_row() {
    let desk = Desk::new().with("library.toml", LIB).with("refs.bib", BIB);
    let outcome = desk.run(&["import", "refs.bib", "--dry-run", "--format", "json"]);
    let answer: serde_json::Value = serde_json::from_str(&outcome.stdout).unwrap();
    assert_eq!(answer["files"][0]["entries"], 5);
    let states: Vec<_> = answer["books"].as_array().unwrap().iter().map(|b| (&b["key"], &b["state"])).collect();
    assert_eq!(
        format!("{states:?}"),
        r#"[(String("kuhn"), String("same")), (String("smith:wealth"), String("new")), (String("goethe"), String("new"))]"#
    );
    assert_eq!(answer["books"][2]["not_taken"][0]["field"], "date");
    assert_eq!(answer["refused"][0]["why"], "not a book: article");
    assert_eq!(desk.read("library.toml"), LIB);
}

#[test]
fn names_and_roles_come_back_from_the_library_as_they_were() {
    let yaml = "a:\n  type: book\n  title: \"Why? Because\"\n  author:\n    - {name: Foo, given-name: Bar, prefix: Abu}\n    \
                - Pliny the Elder\n  affiliated:\n    - {role: afterword, names: [\"Doe, Jane\"]}\n    \
                - {role: compiler, names: [UNESCO]}\n  date: ~-0043\n  language: en-GB\n  \
                parent: {type: original, title: Warum, date: -50}\n";
    let desk = Desk::new().with("library.toml", "").with("a.yaml", yaml);
    assert_eq!(desk.run(&["import", "a.yaml"]).status, 0);
    assert_eq!(
        desk.read("library.toml"),
        r#"[book.a]
title = "Why? Because"
authors = [{ family = "Foo", given = "Bar", dropping-particle = "Abu" }, "{Pliny the Elder}"]
compilers = ["UNESCO"]
afterword = ["Doe, Jane"]
year = -51
issued = "c. -44"
language = "en-GB"
original-title = "Warum"
"#
    );
    let direct = desk.run(&["export", "--from", "a.yaml", "--format", "hayagriva"]).stdout;
    assert_eq!(desk.run(&["export", "--format", "hayagriva"]).stdout, direct);
}

#[test]
fn a_file_is_converted_without_a_library_and_losses_are_told() {
    let desk = Desk::new().with("refs.bib", BIB);
    let outcome = desk.run(&["export", "--from", "refs.bib", "--format", "ris", "--report", "--keys", "smith:wealth"]);
    assert_eq!(outcome.status, 1, "a row is broken");
    assert!(outcome.stdout.starts_with("TY  - BOOK\nAU  - Smith, Adam\n"), "{}", outcome.stdout);
    assert!(outcome.stderr.ends_with("    smith:wealth: old keys\n  lost       old keys (1)\n"), "{}", outcome.stderr);
    let outcome = desk.run(&["export", "--from", "refs.bib", "-o", "refs.bib"]);
    assert_eq!((outcome.status, desk.read("refs.bib").as_str()), (2, BIB), "{}", outcome.stderr);
}

#[test]
fn what_cannot_be_read_says_why() {
    let desk = Desk::new().with("library.toml", LIB).with("notes.txt", "Dear Sir,\n");
    desk.tells(
        &["import", "notes.txt"],
        2,
        "",
        "
error: cannot tell the format of `notes.txt`
hint: say it: `--input biblatex`, `bibtex`, `csl-json`, `hayagriva` or `ris`
",
    );
    let outcome = desk.run(&["import", "no.bib"]);
    assert_eq!(
        (outcome.status, outcome.stderr.as_str()),
        (2, "error: cannot read `no.bib`: no such file or directory\n")
    );
    let outcome = desk.run(&["import", "notes.txt", "--input", "docx"]);
    assert!(outcome.status == 2 && outcome.stderr.contains("not a format that can be read"), "{}", outcome.stderr);
}
