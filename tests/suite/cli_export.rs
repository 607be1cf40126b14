//! `export`: what is written, in which order, under which headings, with which sentences.

use crate::desk::Desk;

const LIBRARY: &str = r#"
[library]
sources = ["notes/*.md"]
catalogs = ["starter"]

[book.kuhn1962]
status = "read"
tags = ["science"]

[book.added]
title = "Ängste"
authors = ["Wolfgang Müller"]
year = 1999
language = "de"
status = "to-read"
"#;

const WAR: &str = "# War\n\nHis book On War, by Carl von Clausewitz, was on every shelf. Few read it.\n";
const SCIENCE: &str = "Read *The Structure of Scientific Revolutions* by Thomas S. Kuhn (1962). It is short.\n";

fn library() -> Desk {
    let desk = Desk::new().with("library.toml", LIBRARY).with("notes/war.md", WAR).with("notes/science.md", SCIENCE);
    desk.tells(&["build", "--quiet"], 0, "", "");
    desk
}

/// The citation keys of a `.bib` file, in its order.
fn keys(bib: &str) -> Vec<&str> {
    bib.lines().filter_map(|line| line.strip_prefix("@book{")?.strip_suffix(',')).collect()
}

#[test]
fn entries_stand_under_headings() {
    library().tells(
        &["export", "--format", "markdown", "--style", "apa", "--group-by", "status"],
        0,
        "
## To read

- Müller, W. (1999). *Ängste*.

## Read

- Kuhn, T. S. (1962). *The structure of scientific revolutions*.

## No status

- Clausewitz, C. von. (1832). *On war*. (Original work published as *Vom Kriege*)
",
        "",
    );
}

#[test]
fn sentences_stand_under_the_entries_they_cite() {
    library().tells(
        &[
            "export",
            "--format",
            "text",
            "--annotated",
            "--cited-in",
            "notes/war.md",
            "--cited-in",
            "./notes/science.md",
        ],
        0,
        "
Clausewitz, Carl von. 1832. On War. Originally published as Vom Kriege.

    His book On War, by Carl von Clausewitz, was on every shelf.
    (notes/war.md:3)

Kuhn, Thomas S. 1962. The Structure of Scientific Revolutions.

    Read *The Structure of Scientific Revolutions* by Thomas S. Kuhn (1962).
    (notes/science.md:1)
",
        "",
    );
}

#[test]
fn orders_and_choices() {
    let desk = library();
    let export = |rest: &[&str]| desk.run(&[&["export", "--format", "biblatex"], rest].concat()).stdout;
    assert_eq!(keys(&export(&[])), ["added", "clausewitz1832", "kuhn1962"]);
    assert_eq!(keys(&export(&["--order", "author"])), ["clausewitz1832", "kuhn1962", "added"]);
    assert_eq!(keys(&export(&["--order", "year"])), ["clausewitz1832", "kuhn1962", "added"]);
    assert_eq!(keys(&export(&["--order", "cited"])), ["kuhn1962", "clausewitz1832", "added"]);
    assert_eq!(keys(&export(&["--cited-in", "notes/war.md"])), ["clausewitz1832"]);
    assert_eq!(keys(&export(&["--tag", "science", "--status", "read"])), ["kuhn1962"]);
    assert_eq!(keys(&export(&["--keys", "added,kuhn1962", "--status", "to-read"])), ["added"]);
}

#[test]
fn bibtex_in_ascii() {
    library().tells(
        &["export", "--format", "bibtex", "--ascii", "--keys", "added", "--annotated"],
        0,
        r#"
@book{added,
  author = {M{\"u}ller, Wolfgang},
  title = {{\"A}ngste},
  year = {1999},
}
"#,
        "
warning: `--annotated` is for text, markdown and html; bibtex has no use for it
",
    );
}

#[test]
fn an_output_of_the_library_has_headings_and_sentences_too() {
    let output = "\n[[output]]\npath = \"read.html\"\ngroup-by = \"source\"\nannotated = true\n";
    let desk = Desk::new().with("library.toml", format!("{LIBRARY}{output}")).with("notes/war.md", WAR);
    desk.tells(&["build", "--quiet"], 0, "", "");
    let html = desk.read("read.html");
    assert!(html.contains("<h2>notes/war.md</h2>") && html.contains("<h2>Cited nowhere</h2>"), "{html}");
    assert!(html.contains("<cite><a href=\"notes/war.md\">notes/war.md:3</a></cite>"), "{html}");
    desk.write("library.toml", &format!("{LIBRARY}\n[[output]]\npath = \"read.html\"\ngroup-by = \"tags\"\n"));
    let outcome = desk.run(&["build"]);
    assert!(outcome.stderr.contains("`group-by` must be one of status, tag, source, not `tags`"), "{}", outcome.stderr);
}

#[test]
fn a_spreadsheet_has_a_row_for_each_book() {
    let csv = library().run(&["export", "--format", "csv"]).stdout;
    let rows: Vec<&str> = csv.lines().collect();
    assert!(rows[0].starts_with("key,title,subtitle,authors,"));
    assert!(rows[1].starts_with("added,Ängste,,\"Müller, Wolfgang\","));
    assert_eq!(rows.len(), 4);
}
