//! Which works a body of texts cites most.
//!
//! What `detect` found in each text is counted by work: spellings of a title, titles with and without their subtitles, and
//! authors by surname or in full are one. The count needs no more memory than it is given, whatever the number of works: what has
//! become too much goes sorted to a temporary file (`runs`), and in the end all files are merged. Nothing is looked up, and the
//! order of the texts makes no difference. Which keys are of one work is for `joining` to say.

mod joining;
mod runs;
mod tally;

use std::io;

use serde::{Deserialize, Serialize};

use crate::model::{Name, title};

use joining::{ShortForms, of_one_title};

pub use runs::Counter;
pub use tally::{Example, Tally};

/// One line of `detect --format jsonl`.
#[derive(Debug, Serialize, Deserialize)]
pub struct Text {
    /// What the text is called.
    pub source: String,
    /// The day, `2021-05-01`, or what is known of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// The books it cites.
    pub books: Vec<CitedBook>,
}

/// A book that a text cites.
#[derive(Debug, Serialize, Deserialize)]
pub struct CitedBook {
    /// As the text has it.
    pub title: String,
    /// Those the text names.
    #[serde(default)]
    pub authors: Vec<String>,
    /// How sure it is that it is a book, 0 to 1.
    pub confidence: f64,
    /// Where.
    #[serde(default)]
    pub mentions: Vec<Mention>,
}

/// One place.
#[derive(Debug, Serialize, Deserialize)]
pub struct Mention {
    /// The words there.
    pub text: String,
}

/// What works are told apart by: the title up to its subtitle, the family name of the first author, and the subtitle; in the
/// forms in which they are compared.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct WorkKey {
    /// The title.
    pub title: String,
    /// The family name, empty where none is cited.
    pub family: String,
    /// The whole title where it has a subtitle, else empty.
    pub whole: String,
}

impl WorkKey {
    /// The key of a book; none where its title has neither letters nor digits.
    pub fn of(book: &CitedBook) -> Option<Self> {
        let (title, whole) = (title::main_key(&book.title), title::key(&book.title));
        let whole = if whole == title { String::new() } else { whole };
        let family = book.authors.first().and_then(|name| Name::parse(name));
        let family = family.map(|name| title::normalise(name.sort_name())).unwrap_or_default();
        (!title.is_empty()).then_some(Self { title, family, whole })
    }

    /// About what it takes in memory.
    fn bytes(&self) -> usize {
        self.title.len() + self.family.len() + self.whole.len() + 200
    }
}

/// A work with what was counted of it; in JSON, one flat object, whose fields `integrations/spark` names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ranked {
    /// By what it is told from others.
    #[serde(flatten)]
    pub key: WorkKey,
    /// What was counted.
    #[serde(flatten)]
    pub tally: Tally,
}

/// What was counted, each key once, before works are joined: what was counted in parts can be added up.
pub fn counts(counter: Counter) -> io::Result<impl Iterator<Item = io::Result<Ranked>>> {
    Ok(counter.finish()?.map(|counted| counted.map(|(key, tally)| Ranked { key, tally })))
}

/// The works cited most, the most cited first: by texts, then mentions, then title.
///
/// What is cited without a subtitle joins the only work of that title and author that has one, and what is cited without an author the
/// only work of that title; they stay by themselves where there are several. A short form joins the only title of its author
/// that begins with it and is cited far more often.
pub fn ranking(counter: Counter, least: u64, top: usize) -> io::Result<Vec<Ranked>> {
    let mut best: Vec<Ranked> = Vec::new();
    let mut rank = |work: Ranked| {
        if work.tally.texts >= least {
            best.push(work);
        }
        if best.len() > top.max(1000).saturating_mul(2) {
            keep_best(&mut best, top);
        }
    };
    let mut forms = ShortForms::default();
    let mut of_title: Vec<Ranked> = Vec::new();
    let mut close = |of_title: &mut Vec<Ranked>, forms: &mut ShortForms| {
        let works = of_one_title(std::mem::take(of_title), Tally::add);
        works.into_iter().for_each(|work| forms.take(work, &mut rank));
    };
    for counted in counter.finish()? {
        let (key, tally) = counted?;
        if of_title.last().is_some_and(|last| last.key.title != key.title) {
            close(&mut of_title, &mut forms);
        }
        of_title.push(Ranked { key, tally });
    }
    close(&mut of_title, &mut forms);
    forms.finish(&mut rank);
    keep_best(&mut best, top);
    Ok(best)
}

fn keep_best(works: &mut Vec<Ranked>, top: usize) {
    let rank = |work: &Ranked| (std::cmp::Reverse((work.tally.texts, work.tally.mentions)), work.key.clone());
    works.sort_by_cached_key(rank);
    works.truncate(top);
}

#[cfg(test)]
mod tests {
    use super::{Counter, Text, ranking};

    fn text(source: &str, books: &[(&str, &str)]) -> Text {
        let book = |(title, author): &(&str, &str)| {
            let authors: Vec<&str> = Some(*author).filter(|a| !a.is_empty()).into_iter().collect();
            serde_json::json!({"title": title, "authors": authors, "confidence": 0.9, "mentions": [{"text": title}]})
        };
        let books: Vec<_> = books.iter().map(book).collect();
        serde_json::from_value(serde_json::json!({"source": source, "books": books})).unwrap()
    }

    fn texts() -> Vec<Text> {
        vec![
            text("1", &[("The Structure of Scientific Revolutions", "Thomas S. Kuhn"), ("Emma", "Jane Austen")]),
            text("2", &[("the structure of scientific revolutions: 50th anniversary edition", "Kuhn")]),
            text("3", &[("Structure of Scientific Revolutions", ""), ("STRUCTURE OF SCIENTIFIC REVOLUTIONS", "")]),
            text("4", &[("Utopia", "Thomas More"), ("Emma", "Austen")]),
            text("5", &[("Utopia", "Ann Roe"), ("???", "")]),
            text("6", &[("Utopia", "")]),
        ]
    }

    fn ranked(texts: impl Iterator<Item = Text>, room: usize) -> Vec<String> {
        let mut counter = Counter::with_room(room);
        texts.for_each(|text| counter.count(text, 0.5).unwrap());
        told(counter)
    }

    fn told(counter: Counter) -> Vec<String> {
        let told = |work: super::Ranked| {
            format!(
                "{} | {} | {} in {}",
                work.tally.title(),
                work.tally.author(),
                work.tally.mentions,
                work.tally.texts
            )
        };
        ranking(counter, 1, 10).unwrap().into_iter().map(told).collect()
    }

    #[test]
    fn spellings_and_authors_are_one_work() {
        let expected = [
            "The Structure of Scientific Revolutions | Thomas S. Kuhn | 4 in 3",
            "Emma | Jane Austen | 2 in 2",
            "Utopia |  | 1 in 1",
            "Utopia | Thomas More | 1 in 1",
            "Utopia | Ann Roe | 1 in 1",
        ];
        assert_eq!(ranked(texts().into_iter(), 1 << 20), expected, "a title of several is nobody's");
    }

    #[test]
    fn parts_of_a_series_stay_apart() {
        let texts = vec![
            text("1", &[("The Lord of the Rings: The Two Towers", "Tolkien"), ("Emma", "Jane Austen"), ("Emma", "")]),
            text("2", &[("The Lord of the Rings: The Return of the King", "Tolkien")]),
        ];
        let expected = [
            "Emma | Jane Austen | 2 in 1",
            "The Lord of the Rings: The Return of the King | Tolkien | 1 in 1",
            "The Lord of the Rings: The Two Towers | Tolkien | 1 in 1",
        ];
        assert_eq!(ranked(texts.into_iter(), 1 << 20), expected, "and what one text says twice is one text");
    }

    #[test]
    fn parts_add_up_to_the_whole() {
        let mut whole = Counter::default();
        for part in texts().chunks(2) {
            let mut counter = Counter::with_room(1);
            for text in part {
                let text = serde_json::from_value(serde_json::to_value(text).unwrap()).unwrap();
                counter.count(text, 0.5).unwrap();
            }
            for counted in super::counts(counter).unwrap() {
                let line = serde_json::to_string(&counted.unwrap()).unwrap();
                whole.add(serde_json::from_str(&line).unwrap()).unwrap();
            }
        }
        assert_eq!(told(whole), ranked(texts().into_iter(), 1 << 20));
    }

    #[test]
    fn neither_order_nor_memory_makes_a_difference() {
        let all = ranked(texts().into_iter(), 1 << 20);
        for room in [0, 1000, 2000] {
            assert_eq!(ranked(texts().into_iter().rev(), room), all);
        }
    }
}
