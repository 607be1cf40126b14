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
note: A note: with 50% of it

range
title: Why? Because
author: Pliny the Elder
author: {UNESCO}
compiler: Ann Compiler
date: 1830/1842
issued: 1990/
publisher: P
volume: II
edition: 2nd rev. ed.
edition-language: en-US

before
title: Before
date: /1500
author: {Marx and Engels, Inc.}
url: mailto:a@example.org
volume: A to K
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
