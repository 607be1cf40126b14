//! The titles compiled in: that the packed table answers as the one it was packed from.

use reading_list::catalog::starter::Starter;
use reading_list::detect::{Gazetteer, NormWord, Packed, TitleTable};
use reading_list::pipeline;

/// What a table says of some words in a row: of each beginning of the run, and of each word alone.
fn said(table: &dyn Gazetteer, words: &[&str]) -> String {
    let mut run = NormWord::EMPTY;
    let mut said = String::new();
    for (at, word) in words.iter().enumerate() {
        run = run.then(word);
        let alone = NormWord::of(word);
        let known = (table.is_author(alone), table.in_titles(alone));
        said += &format!("{:?} {} {known:?}\n", table.look_up(run), table.may_begin(run, at + 1));
    }
    said
}

#[track_caller]
fn same(table: &TitleTable, packed: &Packed<'_>, words: &[&str]) {
    assert_eq!(said(packed, words), said(table, words), "{words:?}");
}

#[test]
fn the_packed_titles_are_those_of_the_starter() {
    let mut table = TitleTable::default();
    for work in Starter::get().works() {
        work.titles_in_texts().for_each(|title| table.add(&title, work.surnames()));
    }
    let packed = pipeline::gazetteer();
    let mut all = Vec::new();
    for work in Starter::get().works() {
        for title in work.titles() {
            let words: Vec<&str> = title.split_whitespace().collect();
            same(&table, packed, &words);
            same(&table, packed, &words[usize::from(words.len() > 1)..]);
            all.extend(words);
        }
        work.surnames().for_each(|surname| same(&table, packed, &[surname]));
    }
    // Numbers that look random and are the same in every run (xorshift).
    let mut dice = 0x5EED_1234_ABCD_0001_u64;
    let mut below = |n: usize| {
        dice ^= dice << 13;
        dice ^= dice >> 7;
        dice ^= dice << 17;
        (dice >> 11) as usize % n
    };
    for _ in 0..10_000 {
        let words: Vec<&str> = (0..=below(4)).map(|_| all[below(all.len())]).collect();
        same(&table, packed, &words);
    }
}
