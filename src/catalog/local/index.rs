//! The index of works on disk: written once, then only read.
//!
//! Words are indexed as comparison has them (`model::title`), so that no tokenizer of the engine's has an opinion. Whole
//! titles stand there too, by which most questions are answered in one step, misspelt ones by an automaton over them.

use std::path::Path;

use tantivy::collector::TopDocs;
use tantivy::query::{BooleanQuery, BoostQuery, FuzzyTermQuery, Occur, Query as Asked, TermQuery};
use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions, Value,
};
use tantivy::{DocAddress, Index, IndexReader, IndexWriter, Order, ReloadPolicy, SegmentReader, TantivyDocument, Term};

use super::works::LocalWork;
use crate::catalog::title_index::keys_of;
use crate::model::title::{key, normalise};
use crate::model::{Isbn, Name};

/// What the writer's threads may fill before they write.
const WRITER_BYTES: usize = 160 << 20;
/// More works of one title than these, by the author or the best known, are not asked for.
const MOST: usize = 40;
/// So many letters of a title may hide one slip, and so short a title none.
const LETTERS_PER_SLIP: usize = 8;
const SHORTEST_MISSPELT: usize = 5;

#[derive(Clone, Copy)]
struct Fields {
    id: Field,
    whole: Field,
    words: Field,
    people: Field,
    isbn: Field,
    editions: Field,
    stored: Field,
}

fn schema() -> (Schema, Fields) {
    let mut schema = Schema::builder();
    let words = TextFieldIndexing::default().set_tokenizer("whitespace").set_index_option(IndexRecordOption::WithFreqs);
    let words = TextOptions::default().set_indexing_options(words);
    let fields = Fields {
        id: schema.add_text_field("id", STRING),
        whole: schema.add_text_field("whole", STRING),
        words: schema.add_text_field("words", words.clone()),
        people: schema.add_text_field("people", words),
        isbn: schema.add_text_field("isbn", STRING),
        editions: schema.add_u64_field("editions", FAST | INDEXED),
        stored: schema.add_bytes_field("stored", STORED),
    };
    (schema.build(), fields)
}

/// Takes works.
pub(super) struct Writing {
    writer: IndexWriter,
    fields: Fields,
}

impl Writing {
    /// An empty index in a folder that is there and empty.
    pub(super) fn create(folder: &Path) -> tantivy::Result<Self> {
        let (schema, fields) = schema();
        Ok(Self { writer: Index::create_in_dir(folder, schema)?.writer_with_num_threads(2, WRITER_BYTES)?, fields })
    }

    pub(super) fn add(&mut self, work: &LocalWork) -> tantivy::Result<()> {
        let fields = self.fields;
        let mut document = TantivyDocument::default();
        document.add_text(fields.id, &work.id);
        let mut keys: Vec<String> = work.titles().flat_map(|title| keys_of(&title).collect::<Vec<_>>()).collect();
        keys.sort();
        keys.dedup();
        for key in keys.iter().filter(|key| !key.is_empty() && key.len() < 1000) {
            document.add_text(fields.whole, key);
            document.add_text(fields.words, key);
        }
        work.people.iter().for_each(|name| document.add_text(fields.people, normalise(name)));
        for isbn in work.editions.iter().flat_map(|edition| &edition.isbns) {
            document.add_text(fields.isbn, isbn);
        }
        document.add_u64(fields.editions, u64::from(work.count));
        document.add_bytes(fields.stored, &serde_json::to_vec(work).unwrap_or_default());
        self.writer.add_document(document)?;
        Ok(())
    }

    /// Writes all that is left; when this returns, it is on disk.
    pub(super) fn finish(mut self) -> tantivy::Result<()> {
        self.writer.commit()?;
        self.writer.wait_merging_threads()
    }
}

/// An index that can be asked.
pub(super) struct Reading {
    reader: IndexReader,
    fields: Fields,
}

impl Reading {
    pub(super) fn open(folder: &Path) -> tantivy::Result<Self> {
        let reader = Index::open_in_dir(folder)?.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        Ok(Self { reader, fields: schema().1 })
    }

    pub(super) fn by_id(&self, id: &str) -> tantivy::Result<Vec<LocalWork>> {
        self.best_known(&self.is(self.fields.id, id), MOST)
    }

    pub(super) fn by_isbn(&self, isbn: Isbn) -> tantivy::Result<Vec<LocalWork>> {
        self.best_known(&self.is(self.fields.isbn, &isbn.digits()), MOST)
    }

    /// Works of this title: the same, else misspelt, and the author's that begin so.
    pub(super) fn by_title(&self, title: &str, author: Option<&Name>) -> tantivy::Result<Vec<LocalWork>> {
        let mut found: Vec<LocalWork> = Vec::new();
        let mut add = |more: Vec<LocalWork>| {
            more.into_iter().for_each(|work| {
                if !found.iter().any(|f| f.id == work.id) {
                    found.push(work)
                }
            });
            found.is_empty()
        };
        let by = author.and_then(|author| self.by(author));
        let mut is_empty = true;
        for key in keys_of(title).filter(|key| !key.is_empty()) {
            let whole = self.is(self.fields.whole, &key);
            if let Some(by) = &by {
                add(self.best_known(&both(whole.box_clone(), by.box_clone()), MOST)?);
            }
            is_empty = add(self.best_known(&*whole, MOST)?);
        }
        if is_empty && let Some(misspelt) = self.misspelt(&key(title)) {
            is_empty = add(self.best_known(&misspelt, MOST)?);
        }
        if is_empty && let (Some(by), Some(words)) = (by, self.all_words(&key(title))) {
            add(self.ranked(&both(words, by), MOST)?);
        }
        Ok(found)
    }

    /// The works whose titles have most of these words, misspelt or not; the author's first.
    pub(super) fn like(&self, title: &str, author: Option<&Name>, most: usize) -> tantivy::Result<Vec<LocalWork>> {
        let key = key(title);
        let mut clauses: Vec<(Occur, Box<dyn Asked>)> = Vec::new();
        for word in key.split(' ').filter(|word| !word.is_empty()).take(12) {
            clauses.push((Occur::Should, self.is(self.fields.words, word)));
            if word.chars().count() >= SHORTEST_MISSPELT {
                let near = FuzzyTermQuery::new(Term::from_field_text(self.fields.words, word), 1, true);
                clauses.push((Occur::Should, Box::new(BoostQuery::new(Box::new(near), 3.0))));
            }
        }
        if clauses.is_empty() {
            return Ok(Vec::new());
        }
        let mut all: Vec<(Occur, Box<dyn Asked>)> = vec![(Occur::Must, Box::new(BooleanQuery::new(clauses)))];
        all.push((Occur::Should, Box::new(BoostQuery::new(self.is(self.fields.whole, &key), 5.0))));
        all.extend(author.and_then(|author| self.by(author)).map(|by| (Occur::Should, by)));
        self.ranked(&BooleanQuery::new(all), most)
    }

    fn is(&self, field: Field, text: &str) -> Box<dyn Asked> {
        Box::new(TermQuery::new(Term::from_field_text(field, text), IndexRecordOption::WithFreqs))
    }

    fn by(&self, author: &Name) -> Option<Box<dyn Asked>> {
        let surname = normalise(author.sort_name());
        let surname = surname.split(' ').next_back().filter(|name| !name.is_empty())?;
        Some(self.is(self.fields.people, surname))
    }

    fn misspelt(&self, key: &str) -> Option<FuzzyTermQuery> {
        let letters = key.chars().count();
        let slips = if letters < SHORTEST_MISSPELT { 0 } else { (letters / LETTERS_PER_SLIP).clamp(1, 2) as u8 };
        let term = Term::from_field_text(self.fields.whole, key);
        (slips > 0 && letters < 200).then(|| FuzzyTermQuery::new(term, slips, true))
    }

    fn all_words(&self, key: &str) -> Option<Box<dyn Asked>> {
        let words = key.split(' ').filter(|word| !word.is_empty()).map(|word| self.is(self.fields.words, word));
        let words: Vec<_> = words.collect();
        (words.len() > 1).then(|| Box::new(BooleanQuery::intersection(words)) as Box<dyn Asked>)
    }

    /// Those with the most editions.
    fn best_known(&self, query: &dyn Asked, most: usize) -> tantivy::Result<Vec<LocalWork>> {
        let collector = TopDocs::with_limit(most.max(1)).order_by_u64_field("editions", Order::Desc);
        let found = self.reader.searcher().search(query, &collector)?;
        found.into_iter().map(|(_, at)| self.work(at)).collect()
    }

    /// Those that answer best, the well known before others that answer as well.
    fn ranked(&self, query: &dyn Asked, most: usize) -> tantivy::Result<Vec<LocalWork>> {
        let collector = TopDocs::with_limit(most.max(1)).tweak_score(|segment: &SegmentReader| {
            let editions = segment.fast_fields().u64("editions").ok().map(|column| column.first_or_default_col(0));
            move |document, score: f32| {
                let editions = editions.as_ref().map_or(0, |column| column.get_val(document));
                score * (1.0 + (editions as f32).ln_1p() * 0.1)
            }
        });
        let found = self.reader.searcher().search(query, &collector)?;
        found.into_iter().map(|(_, at)| self.work(at)).collect()
    }

    fn work(&self, at: DocAddress) -> tantivy::Result<LocalWork> {
        let document: TantivyDocument = self.reader.searcher().doc(at)?;
        let stored = document.get_first(self.fields.stored).and_then(|value| value.as_bytes());
        serde_json::from_slice(stored.unwrap_or_default())
            .map_err(|error| tantivy::TantivyError::InternalError(format!("a stored work: {error}")))
    }
}

fn both(one: Box<dyn Asked>, other: Box<dyn Asked>) -> BooleanQuery {
    BooleanQuery::intersection(vec![one, other])
}
