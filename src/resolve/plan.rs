//! What to ask next, and when to stop. No I/O: whoever drives the plan asks, and tells it the answer.
//!
//! First the ISBN, then title with author and year, in each catalog in the user's order; title alone when nothing
//! fitted, for catalogs that take a misspelt author at his word. Once it is sure of the book, one more catalog is asked
//! if the author or the year is still missing. At most three questions a catalog. A catalog that failed is not asked again.

use std::collections::VecDeque;

use super::decide::{Candidate, candidates, decide, is_complete, is_sure};
use super::rules::Rules;
use crate::catalog::{Query, Record};
use crate::model::{CatalogName, CitedBook, Failure, Resolution};

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Put this question to this catalog, then [`Plan::tell`] the answer.
    Ask(CatalogName, Query),
    /// Nothing more to ask.
    Done(Resolution),
}

/// The questions one citation raises, and what was answered so far.
pub struct Plan<'a> {
    cited: &'a CitedBook,
    rules: &'a Rules,
    to_ask: VecDeque<(CatalogName, Query)>,
    answered: Vec<CatalogName>,
    failures: Vec<Failure>,
    candidates: Vec<Candidate>,
    without_author: bool,
    is_completing: bool,
}

impl<'a> Plan<'a> {
    /// A plan to find the book cited in these catalogs, first to last.
    pub fn new(cited: &'a CitedBook, catalogs: &[CatalogName], rules: &'a Rules) -> Self {
        let by_isbn = cited.isbn.map(Query::Isbn);
        let by_title = title_query(cited);
        let questions = by_isbn.into_iter().chain(by_title);
        let to_ask = questions.flat_map(|q| catalogs.iter().map(move |c| (c.clone(), q.clone()))).collect();
        Self {
            cited,
            rules,
            to_ask,
            answered: Vec::new(),
            failures: Vec::new(),
            candidates: Vec::new(),
            without_author: false,
            is_completing: false,
        }
    }

    /// The question to ask now, or the outcome. The same until an answer is told.
    pub fn next(&self) -> Step {
        match self.to_ask.front() {
            Some((catalog, query)) => Step::Ask(catalog.clone(), query.clone()),
            None => Step::Done(self.outcome()),
        }
    }

    /// Takes the answer to the question that [`Plan::next`] gave; without a question open, nothing happens.
    pub fn tell(&mut self, answer: Result<Vec<Record>, Failure>) {
        let Some((catalog, _)) = self.to_ask.pop_front() else { return };
        match answer {
            Ok(records) => {
                if !self.answered.contains(&catalog) {
                    self.answered.push(catalog);
                }
                self.candidates.extend(candidates(self.cited, records, self.rules));
            }
            Err(failure) => {
                self.to_ask.retain(|(other, _)| *other != catalog);
                self.failures.push(failure);
            }
        }
        if is_sure(&self.candidates) {
            self.complete();
        } else if self.to_ask.is_empty() && self.candidates.is_empty() && !self.without_author {
            self.ask_without_author();
        }
    }

    /// Nothing more is asked, but for one other catalog where something is missing.
    fn complete(&mut self) {
        let is_enough = std::mem::replace(&mut self.is_completing, true) || is_complete(&self.candidates);
        let other = self.to_ask.iter().find(|(c, q)| !self.answered.contains(c) && matches!(q, Query::Title { .. }));
        self.to_ask = other.filter(|_| !is_enough).cloned().into_iter().collect();
    }

    /// One more round for those that answered, if the author was part of the question.
    fn ask_without_author(&mut self) {
        self.without_author = true;
        if let Some(Query::Title { title, author: Some(_), year: _ }) = title_query(self.cited) {
            let query = Query::Title { title, author: None, year: None };
            let willing = self.answered.iter().filter(|c| self.failures.iter().all(|f| f.catalog != **c));
            self.to_ask.extend(willing.map(|c| (c.clone(), query.clone())));
        }
    }

    /// Silence of some is not yet "unknown" while others could not be asked.
    fn outcome(&self) -> Resolution {
        match decide(self.cited, &self.candidates, self.rules) {
            Some(resolution) => resolution,
            None if self.failures.is_empty() => Resolution::Unknown { asked: self.answered.clone() },
            None => Resolution::Unreachable { failures: self.failures.clone() },
        }
    }
}

fn title_query(cited: &CitedBook) -> Option<Query> {
    let title = cited.title.trim();
    let query = || Query::Title { title: title.to_owned(), author: cited.authors.first().cloned(), year: cited.year };
    (!title.is_empty()).then(query)
}

#[cfg(test)]
mod tests {
    use super::{Plan, Rules, Step};
    use crate::catalog::starter::StarterWork;
    use crate::catalog::{Query, Record};
    use crate::model::{CatalogName, CitedBook, Failure, Name, Resolution};

    fn names(list: &[&str]) -> Vec<CatalogName> {
        list.iter().map(|n| n.parse().unwrap()).collect()
    }

    fn cited(title: &str, author: &str, isbn: Option<&str>) -> CitedBook {
        let authors = Name::parse(author).into_iter().collect();
        CitedBook { title: title.to_owned(), authors, year: None, isbn: isbn.map(|i| i.parse().unwrap()) }
    }

    fn record(catalog: &CatalogName) -> Record {
        let line = "The Structure of Scientific Revolutions\t\tKuhn, Thomas S.\t1962\ten\t\t";
        let mut record = StarterWork::parse(line).unwrap().record();
        record.id.catalog = catalog.clone();
        record
    }

    /// Drives the plan: each catalog has the book, has it not, or fails. Answers what was asked and the outcome.
    fn drive(cited: &CitedBook, catalogs: &[(&str, &str)]) -> (Vec<String>, Resolution) {
        let rules = Rules::default();
        let mut plan = Plan::new(cited, &names(&catalogs.iter().map(|c| c.0).collect::<Vec<_>>()), &rules);
        let mut asked = Vec::new();
        loop {
            let (name, query) = match plan.next() {
                Step::Done(resolution) => return (asked, resolution),
                Step::Ask(name, query) => (name, query),
            };
            assert!(asked.len() < 3 * catalogs.len(), "the plan is bounded");
            let kind = match &query {
                Query::Isbn(_) => "isbn",
                Query::Title { author: Some(_), .. } => "author",
                Query::Title { .. } | Query::Like { .. } => "title",
            };
            asked.push(format!("{name} {kind}"));
            let habit = catalogs.iter().find(|c| c.0 == name.as_str()).unwrap().1;
            plan.tell(match habit {
                "has" if kind != "isbn" => Ok(vec![record(&name)]),
                "has-no-year" if kind != "isbn" => {
                    let mut record = record(&name);
                    record.book.work.first_published = None;
                    Ok(vec![record])
                }
                "fails" => Err(Failure { catalog: name, why: "no route".to_owned() }),
                _ => Ok(Vec::new()),
            });
        }
    }

    const KUHN: &str = "The Structure of Scientific Revolutions";

    #[test]
    fn it_stops_when_sure() {
        let (asked, outcome) = drive(&cited(KUHN, "Kuhn", None), &[("one", "has"), ("two", "has")]);
        assert_eq!(asked, ["one author"]);
        assert!(matches!(outcome, Resolution::Found(_)));
    }

    #[test]
    fn one_more_is_asked_for_what_is_missing() {
        let catalogs = [("one", "has-no-year"), ("two", "has"), ("three", "has")];
        let (asked, outcome) = drive(&cited(KUHN, "Kuhn", None), &catalogs);
        assert_eq!(asked, ["one author", "two author"]);
        let Resolution::Found(found) = outcome else { panic!("{outcome:?}") };
        assert_eq!(found.book.work.first_published.map(|d| d.to_string()).as_deref(), Some("1962"));
        let (asked, _) =
            drive(&cited(KUHN, "Kuhn", None), &[("one", "has-no-year"), ("two", "has-no-year"), ("three", "has")]);
        assert_eq!(asked, ["one author", "two author"], "and only one");
    }

    #[test]
    fn the_isbn_is_asked_first_and_everywhere() {
        let book = cited(KUHN, "Kuhn", Some("9780226458083"));
        let (asked, outcome) = drive(&book, &[("one", "lacks"), ("two", "has")]);
        assert_eq!(asked, ["one isbn", "two isbn", "one author", "two author"]);
        let Resolution::Found(found) = outcome else { panic!("{outcome:?}") };
        assert_eq!(found.book.edition.map(|e| e.isbns.len()), Some(1), "the text's own ISBN is kept");
    }

    #[test]
    fn silence_is_unknown_only_when_all_answered() {
        let book = cited("No Such Book", "Nobody", None);
        let (asked, outcome) = drive(&book, &[("one", "lacks"), ("two", "has")]);
        assert_eq!(asked, ["one author", "two author", "one title", "two title"]);
        assert_eq!(outcome, Resolution::Unknown { asked: names(&["one", "two"]) });
        for habits in [[("one", "fails"), ("two", "lacks")], [("one", "lacks"), ("two", "fails")]] {
            let (_, outcome) = drive(&book, &habits);
            assert!(matches!(&outcome, Resolution::Unreachable { failures } if failures.len() == 1), "{outcome:?}");
        }
        let (asked, outcome) = drive(&book, &[("one", "fails"), ("two", "fails")]);
        assert_eq!(asked, ["one author", "two author"]);
        assert!(matches!(outcome, Resolution::Unreachable { failures } if failures.len() == 2));
    }

    #[test]
    fn one_that_has_it_is_enough() {
        let (asked, outcome) = drive(&cited(KUHN, "Kuhn", None), &[("one", "fails"), ("two", "has")]);
        assert_eq!(asked, ["one author", "two author"]);
        assert!(matches!(outcome, Resolution::Found(_)));
    }

    #[test]
    fn nothing_cited_asks_nothing() {
        let (asked, outcome) = drive(&cited(" ", "", None), &[("one", "has")]);
        assert!(asked.is_empty());
        assert_eq!(outcome, Resolution::Unknown { asked: Vec::new() });
    }
}
