//! The compiled-in titles together with those of another list, to see what a larger gazetteer gains.

use std::path::Path;

use reading_list::catalog::list::ListCatalog;
use reading_list::detect::{Gazetteer, InTitles, NormWord, Reading, TitleTable};
use reading_list::pipeline;

use super::Failure;

pub struct Wider(TitleTable);

impl Wider {
    /// The titles of a table with headings beside the compiled-in ones.
    pub fn of(path: &Path) -> Result<Self, Failure> {
        let mut list = ListCatalog::new("list".parse()?);
        list.add_table(&std::fs::read_to_string(path)?)?;
        let mut table = TitleTable::with_capacity(list.records().len());
        for record in list.records() {
            let names: Vec<String> = record.book.contributors().map(|c| c.name.family().to_string()).collect();
            let title = &record.book.work.title;
            for title in [&title.main, &title.full()].into_iter().chain(&record.other_titles) {
                table.add(title, names.iter().map(String::as_str));
            }
        }
        Ok(Self(table))
    }
}

impl Gazetteer for Wider {
    fn may_begin(&self, run: NormWord, words: usize) -> bool {
        pipeline::gazetteer().may_begin(run, words) || self.0.may_begin(run, words)
    }

    fn look_up(&self, run: NormWord) -> Reading<'_> {
        match (pipeline::gazetteer().look_up(run), self.0.look_up(run)) {
            (known @ Reading::Title(_), _) | (known, Reading::Nothing) => known,
            (_, other) => other,
        }
    }

    fn is_author(&self, surname: NormWord) -> bool {
        pipeline::gazetteer().is_author(surname) || self.0.is_author(surname)
    }

    fn in_titles(&self, word: NormWord) -> InTitles {
        pipeline::gazetteer().in_titles(word)
    }
}
