//! What readers make of rows, and whether what writers write reads back.

use proptest::prelude::*;

use super::{InputFormat, Outcome, Reading, read};
use crate::bibliography::fixtures::{AWKWARD, awkward, parsed};
use crate::bibliography::loss::{Carries, FORMATS, TABLE};
use crate::bibliography::{Options, write};
use crate::library::Entry;

/// Each row as `key@line: what became of it`.
fn told(reading: &Reading) -> Vec<String> {
    let what = |outcome: &Outcome| match outcome {
        Outcome::Taken(taken) => {
            let left: Vec<String> = taken.left.iter().map(ToString::to_string).collect();
            let left = if left.is_empty() { String::new() } else { format!(" - {}", left.join("; ")) };
            format!("{}{left}", taken.book.title.as_deref().unwrap_or_default())
        }
        Outcome::Refused(refusal) => format!("! {refusal}"),
    };
    reading.rows.iter().map(|row| format!("{}@{}: {}", row.key, row.line, what(&row.outcome))).collect()
}

#[track_caller]
fn rows(format: InputFormat, text: &str, expected: &[&str]) {
    assert_eq!(told(&read(text.as_bytes(), format)), expected);
}

/// Books that fill every row of the table, beside the awkward ones.
const FULL: &str = "full
title: A Title: And: Another
author: Johann Wolfgang von Goethe
author: Jean d' Alembert
author: García Márquez, Gabriel
author: Homer
author: King, Jr., Martin Luther
editor: Simone de Beauvoir
compiler: Ann Compiler
date: -380
language: grc
original-title: Τίτλος
translator: Tom Translator
illustrator: Ian Illustrator
introduction: Ina Introduction
foreword: Flo Foreword
afterword: Al Afterword
commentator: Carl Commentator
issued: c. 1020
publisher: Faber and Faber
place: London and New York
edition: 3
series: Great Books
number: 12
volume: 2
volumes: 3
pages: 345
edition-language: en
isbn: 9780140449136
isbn: 9780140444278
doi: 10.1000/182
url: https://example.org/a_b?c=d%20e&f#g
alias: old
tag: one
tag: two & three
note: A note: with 50% of it, {braces} and $5

range
title: Why? Because
author: Pliny the Elder
author: {UNESCO}
compiler: Ann Compiler
date: 1830/1842
issued: 1990/
publisher: P; Q
volume: II
edition: 2nd rev. ed.
edition-language: en-US

before
title: Before
date: /1500
author: {Marx and Engels, Inc.}
url: mailto:a@example.org
volume: A to K
edition-language: en-ZA
tag: one, two

tagged
title: The <i>Tractatus</i> of Wittgenstein
author: Ludwig Wittgenstein
date: 1922
series: Philosophical Library
number: 7";

fn samples() -> Vec<Entry> {
    let mut all = awkward();
    all.extend(parsed(FULL));
    all.iter_mut().for_each(|entry| entry.standing = crate::library::Standing::ByHand);
    all
}

#[test]
fn every_cell_of_the_table_of_losses_is_true() {
    let samples = samples();
    assert!(AWKWARD.len() + FULL.len() > 1000);
    let mut wrong = Vec::new();
    for (at, (output, input)) in FORMATS.iter().enumerate() {
        let text = write(&samples, *output, &Options::default()).unwrap();
        let reading = read(text.as_bytes(), *input);
        let back = reading.entries();
        assert_eq!(back.len(), samples.len(), "{output}: {:?}", told(&reading));
        for row in &TABLE {
            let said = |e: &Entry| (row.says)(e);
            let changed: Vec<String> = samples
                .iter()
                .zip(&back)
                .filter(|(a, b)| said(a) != said(b))
                .map(|(a, b)| format!("{}: {} -> {}", a.key, said(a), said(b)))
                .collect();
            let filled = samples.iter().filter(|e| !said(e).is_empty()).count();
            let is_true = match row.carries[at] {
                Carries::Whole => changed.is_empty(),
                Carries::Partly(_) => !changed.is_empty(),
                Carries::Nothing => changed.len() == filled,
            };
            if !is_true {
                wrong.push(format!("{output}, {}: {:?} of {filled}: {changed:#?}", row.field, row.carries[at]));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn biblatex_rows() {
    rows(
        InputFormat::Bib,
        r#"@string{pen = "Penguin"}
@book{a:b/1, title = {The {USSR} \& {\"U}s}, subtitle = "X", author = {Doe, Jane and others}, year = {c1999},
  publisher = pen # { Books}, pages = {1--9}, edition = {Second}}
@article{art, title = {A}}
@mvbook{set, title = {Set}, volumes = 3}
@reference{r, title = {R}, editor = {A B}, editortype = {redactor}, title = {S}}
@book{none, author = {X}}
@book{a:b/1, title = {Again}}
@book{o'b, title = {O}, isbn = {123}, langid = {klingon}, pagetotal = {xvi}, month = jan}
@book{broken, title = {
@book{last, title = {Last}, ids = {a:b/1, old}, crossref = {gone}}"#,
        &[
            "a:b/1@2: The USSR & Üs: X - author (and others); year (of `c1999` only the year 1999 is kept); pages",
            "art@4: ! not a book: article",
            "set@5: Set",
            "r@6: R - title (it stands there twice); editor (redactor); type (`reference` is taken as a book)",
            "none@7: ! it has no title",
            "a:b/1@8: ! its key stands in line 2 already",
            "o'b@9: O - pagetotal (`xvi` is no number); langid (the language `klingon` is not known); \
             isbn (`123` is no ISBN); month; key (`o'b` is written `ob`)",
            "broken@10: ! broken: what opens in line 10 does not close (line 11)",
            "last@11: Last - inherited fields (no entry is called so: crossref `gone`); \
             alias (`a:b/1` calls another row)",
        ],
    );
}

#[test]
fn csl_json_rows() {
    rows(
        InputFormat::CslJson,
        r#"[
  {"id": 1, "type": "book", "title": "A <i>B</i>", "issued": {"date-parts": [["1962", 5]]}, "abstract": "x"},
  {"id": "m", "type": "article-journal", "title": "B"},
  {"id": "c", "type": "book", "title": "C", "issued": {"date-parts": [[-380]], "circa": true}, "author": "Plato"},
  {"id": "bad", "type": "book", "title": "D" "x"},
  {"type": "book", "title": "E", "author": [{"family": "van Gogh", "given": "V."}, {}]}
  {"id": "f", "type": "book", "title": "F"}
]"#,
        &[
            "1@2: A B - issued (of `{\"date-parts\":[[\"1962\",5]]}` only the year 1962 is kept); abstract",
            "m@3: ! not a book: article-journal",
            "c@4: C - author (it is no list of names)",
            "bad@5: ! broken: expected `,` or `}` (line 5)",
            "@6: ! broken: trailing characters (line 7)",
            "f@7: F",
        ],
    );
    rows(InputFormat::CslJson, "\"books\"", &["@1: ! broken: CSL-JSON is an array of items, `[{…}, {…}]`"]);
    rows(InputFormat::CslJson, "{\"type\": \"book\", \"id\": \"x\", \"title\": \"T\"}", &["x@1: T"]);
    rows(InputFormat::CslJson, "[]", &[]);
    rows(
        InputFormat::CslJson,
        "[1, {\"id\":\"x\",\"type\":\"book\"",
        &[
            "@1: ! broken: invalid type: integer `1`, expected a map (line 1)",
            "x@1: ! broken: EOF while parsing an object (line 1)",
        ],
    );
}

#[test]
fn hayagriva_rows() {
    rows(
        InputFormat::Hayagriva,
        "# books\na:\n  type: Book\n  title: {value: \"The {USSR}: X\", short: The USSR}\n  date: ~0868\n  \
         archive: Here\nb:\n  type: web\nc: [\nd:\n  type: book\n  title: D\n  parent:\n    - type: anthology\n      \
         title: S\n      volume: 3\n    - {type: original, title: U, date: -379}\n    - type: web\n",
        &[
            "a@2: The USSR: X - archive",
            "b@7: ! not a book: web",
            "c@9: ! broken: c: invalid type: sequence, expected a ma… (line 9)",
            "d@10: D - parent (web)",
        ],
    );
}

#[test]
fn ris_rows() {
    rows(
        InputFormat::Ris,
        "1.\nTY  - BOOK\nAU  - Doe, Jane\nTI  - A Long\nTitle\nPY  - 2001/09/01/\nAB  - x\nAB  - y\nER  - \nnoise\n\
         TY  - JOUR\nID  - j\nER  -\nAU  - Nobody\nER  - \nTY  - EBOOK\nID  - e\nTI  - E\n",
        &[
            "@2: A Long Title - PY (of `2001/09/01/` only the year 2001 is kept); AB; key (it has none, and gets `doe2001`)",
            "j@11: ! not a book: JOUR",
            "@14: ! broken: it does not begin with `TY`",
            "e@16: E - TY (`EBOOK` is taken as a book)",
        ],
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever stands in a file, each of its rows is accounted for, and what is taken can be written.
    #[test]
    fn no_file_panics(
        lines in proptest::collection::vec(
            r#"(@book\{a,|title = |year = |\{|\}|"|#|,|=|\\|\[|\]|: |- |\n|  |TY  - BOOK|TI  - |ER  - |"type": "book"|type: book|[a-zé0-9~%&$]{1,4}){1,6}"#,
            0..12,
        ),
    ) {
        let text = lines.join("\n");
        for (output, input) in FORMATS {
            let reading = read(text.as_bytes(), input);
            prop_assert_eq!(reading.taken().count() + reading.refused().count(), reading.rows.len());
            prop_assert_eq!(reading.entries().len(), reading.taken().count());
            write(&reading.entries(), output, &Options::default()).unwrap();
        }
    }
}
