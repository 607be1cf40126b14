//! The index of works on disk: written once, then only read.
//!
//! Words are indexed as comparison has them (`model::title`), so that no tokenizer of the engine's has an opinion. Whole
//! titles stand there too, by which most questions are answered in one step, misspelt ones by an automaton over them.

use std::collections::BTreeMap;
use std::path::Path;

use tantivy::collector::TopDocs;
use tantivy::columnar::Column;
use tantivy::indexer::NoMergePolicy;
use tantivy::query::{BooleanQuery, FuzzyTermQuery, Query as Asked, TermQuery};
use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions, Value,
};
use tantivy::{DocAddress, Index, IndexReader, IndexWriter, Order, ReloadPolicy, TantivyDocument, Term};

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
/// A word in so many titles is no slip; so many words that it can be a slip for are looked for beside it.
const COMMON: u64 = 20;
const MOST_SPELLINGS: usize = 3;
/// A word in more titles than these is not looked for without the others.
const MOST_LOOKED_AT: u64 = 20_000;
/// A word in more than this part of all titles is not looked for beside two others.
const UNTELLING_SHARE: u64 = 8;
/// More words than these are not needed to tell a title.
const MOST_WORDS: usize = 12;

/// A word with what else it may be, and how many titles have it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Spelt {
    titles: u64,
    spellings: Vec<String>,
}

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
        let writer: IndexWriter = Index::create_in_dir(folder, schema)?.writer_with_num_threads(2, WRITER_BYTES)?;
        // All are merged once, in the end.
        writer.set_merge_policy(Box::new(NoMergePolicy));
        Ok(Self { writer, fields })
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
        match self.writer.add_document(document) {
            Ok(_) => Ok(()),
            // A thread of the writer's has died; what it died of is told to whoever joins it.
            Err(died) => self.writer.commit().and(Err(died)),
        }
    }

    /// Writes all that is left; when this returns, it is on disk, in one piece: each further one would cost every question as much.
    pub(super) fn finish(mut self) -> tantivy::Result<()> {
        self.writer.commit()?;
        let pieces = self.writer.index().searchable_segment_ids()?;
        if pieces.len() > 1 {
            self.writer.merge(&pieces).wait()?;
            self.writer.garbage_collect_files().wait()?;
        }
        self.writer.wait_merging_threads()
    }
}

/// An index that can be asked.
pub(super) struct Reading {
    reader: IndexReader,
    fields: Fields,
    /// Of each segment, how many editions its works have.
    editions: Vec<Column<u64>>,
}

impl Reading {
    pub(super) fn open(folder: &Path) -> tantivy::Result<Self> {
        let index = Index::open_in_dir(folder)?;
        let reader: IndexReader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        let searcher = reader.searcher();
        let editions = searcher.segment_readers().iter().map(|segment| segment.fast_fields().u64("editions"));
        Ok(Self { fields: schema().1, editions: editions.collect::<Result<_, _>>()?, reader })
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
            let found = self.ranked(&both(words, by), MOST)?;
            add(found.into_iter().map(|at| self.work(at)).collect::<Result<_, _>>()?);
        }
        Ok(found)
    }

    /// The works whose titles have these words, or most of them, misspelt or not; those of the very title first, then the author's.
    pub(super) fn like(&self, title: &str, author: Option<&Name>, most: usize) -> tantivy::Result<Vec<LocalWork>> {
        let key = key(title);
        let mut found = self.best_known_at(&*self.is(self.fields.whole, &key), most)?;
        let by = author.and_then(|author| self.by(author));
        let (as_written, near) = self.spellings(&key)?;
        for spelt in [Some(&as_written), Some(&near).filter(|near| **near != as_written)].into_iter().flatten() {
            for by in [by.as_deref(), None] {
                self.add_alike(spelt, by, most, &mut found)?;
            }
        }
        found.truncate(most);
        found.into_iter().map(|at| self.work(at)).collect()
    }

    /// Adds works with all words, then with all but one, then with the rarest, until there are enough. Intersections are quick, as they
    /// are driven by the rarest word; where that is a common one, only the whole is tried.
    fn add_alike(
        &self,
        words: &[Spelt],
        by: Option<&dyn Asked>,
        most: usize,
        found: &mut Vec<DocAddress>,
    ) -> tantivy::Result<()> {
        for chosen in relaxed(words.len()) {
            if found.len() >= most {
                break;
            }
            let rarest = chosen.first().and_then(|at| words.get(*at)).map_or(0, |word| word.titles);
            if chosen.len() < words.len() && by.is_none() && rarest > MOST_LOOKED_AT {
                continue;
            }
            let chosen = chosen.into_iter().filter_map(|at| words.get(at)).map(|word| self.any_of(&word.spellings));
            let all = chosen.chain(by.map(|by| by.box_clone())).collect();
            for at in self.ranked(&BooleanQuery::intersection(all), most)? {
                if !found.contains(&at) {
                    found.push(at);
                }
            }
        }
        Ok(())
    }

    /// The words of a title as they are, those that stand in titles, and with what they can be slips for; the rarest first.
    fn spellings(&self, key: &str) -> tantivy::Result<(Vec<Spelt>, Vec<Spelt>)> {
        let searcher = self.reader.searcher();
        let (mut as_written, mut near) = (Vec::new(), Vec::new());
        for word in key.split(' ').filter(|word| !word.is_empty()).take(MOST_WORDS) {
            let titles = searcher.doc_freq(&Term::from_field_text(self.fields.words, word))?;
            let written = Spelt { titles, spellings: vec![word.to_owned()] };
            let mut all = written.clone();
            for (spelling, titles) in if titles < COMMON { self.spellings_near(word)? } else { Vec::new() } {
                all.titles += titles;
                all.spellings.push(spelling);
            }
            as_written.push(written);
            near.push(all);
        }
        for words in [&mut as_written, &mut near] {
            words.retain(|word| word.titles > 0);
            words.sort();
            words.dedup();
            // What stands in every other title tells nothing, and costs most.
            let telling = words.iter().take_while(|word| word.titles <= searcher.num_docs() / UNTELLING_SHARE).count();
            words.truncate(telling.max(2));
        }
        Ok((as_written, near))
    }

    /// Words that a rare or unknown one can be a slip of the pen for, those of most titles, with the number of these.
    fn spellings_near(&self, word: &str) -> tantivy::Result<Vec<(String, u64)>> {
        let term = Term::from_field_text(self.fields.words, word);
        let mut near: BTreeMap<String, u64> = BTreeMap::new();
        let searcher = self.reader.searcher();
        for segment in searcher.segment_readers().iter().filter(|_| word.chars().count() >= SHORTEST_MISSPELT) {
            let index = segment.inverted_index(self.fields.words)?;
            let automaton = FuzzyTermQuery::new(term.clone(), 1, true).automaton()?;
            let mut terms = index.terms().search(automaton).into_stream()?;
            while terms.advance() {
                let spelling = String::from_utf8_lossy(terms.key()).into_owned();
                *near.entry(spelling).or_default() += u64::from(terms.value().doc_freq);
            }
        }
        near.remove(word);
        let mut near: Vec<(String, u64)> = near.into_iter().collect();
        near.sort_by_key(|(_, titles)| std::cmp::Reverse(*titles));
        near.truncate(MOST_SPELLINGS);
        Ok(near)
    }

    fn any_of(&self, spellings: &[String]) -> Box<dyn Asked> {
        match spellings {
            [word] => self.is(self.fields.words, word),
            words => Box::new(BooleanQuery::union(words.iter().map(|word| self.is(self.fields.words, word)).collect())),
        }
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
        self.best_known_at(query, most)?.into_iter().map(|at| self.work(at)).collect()
    }

    fn best_known_at(&self, query: &dyn Asked, most: usize) -> tantivy::Result<Vec<DocAddress>> {
        let collector = TopDocs::with_limit(most.max(1)).order_by_u64_field("editions", Order::Desc);
        let found = self.reader.searcher().search(query, &collector)?;
        Ok(found.into_iter().map(|(_, at)| at).collect())
    }

    /// Those that answer best, the well known before others that answer nearly as well.
    fn ranked(&self, query: &dyn Asked, most: usize) -> tantivy::Result<Vec<DocAddress>> {
        let searcher = self.reader.searcher();
        // By score alone, so that the engine can pass over what cannot be among the best.
        let answers = searcher.search(query, &TopDocs::with_limit(most.max(1) * 10).order_by_score())?;
        let mut ranked = Vec::with_capacity(answers.len());
        for (score, at) in answers {
            let editions = self.editions.get(at.segment_ord as usize).and_then(|column| column.first(at.doc_id));
            ranked.push((score * (1.0 + (editions.unwrap_or(0) as f32).ln_1p() * 0.1), at));
        }
        ranked.sort_by(|(one, _), (other, _)| other.total_cmp(one));
        Ok(ranked.into_iter().take(most).map(|(_, at)| at).collect())
    }

    fn work(&self, at: DocAddress) -> tantivy::Result<LocalWork> {
        let document: TantivyDocument = self.reader.searcher().doc(at)?;
        let stored = document.get_first(self.fields.stored).and_then(|value| value.as_bytes());
        serde_json::from_slice(stored.unwrap_or_default())
            .map_err(|error| tantivy::TantivyError::InternalError(format!("a stored work: {error}")))
    }
}

/// Which of so many words, the rarest of which comes first, are asked for together: all, all but one, the rarest.
fn relaxed(words: usize) -> impl Iterator<Item = Vec<usize>> {
    let all = std::iter::once((0..words).collect::<Vec<_>>()).filter(|all| !all.is_empty());
    let but_one = (0..words).rev().map(move |left| (0..words).filter(|at| *at != left).collect());
    let rarest = (1..words.saturating_sub(1)).rev().map(|end| (0..end).collect());
    all.chain(but_one.filter(move |_| words > 1)).chain(rarest)
}

fn both(one: Box<dyn Asked>, other: Box<dyn Asked>) -> BooleanQuery {
    BooleanQuery::intersection(vec![one, other])
}

#[cfg(test)]
mod tests {
    use super::relaxed;

    #[test]
    fn words_are_given_up_the_commonest_first() {
        let all = |words| relaxed(words).collect::<Vec<_>>();
        assert_eq!(all(0), Vec::<Vec<usize>>::new());
        assert_eq!(all(1), [vec![0]]);
        assert_eq!(all(2), [vec![0, 1], vec![0], vec![1]]);
        assert_eq!(
            all(4),
            [vec![0, 1, 2, 3], vec![0, 1, 2], vec![0, 1, 3], vec![0, 2, 3], vec![1, 2, 3], vec![0, 1], vec![0]]
        );
    }
}
