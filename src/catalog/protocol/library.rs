//! Libraries that are asked by SRU: they differ in address, in the names of their indexes, and in the dialect of their MARC.

use super::draft::Draft;
use super::exchange::{Step, answering, reason};
use super::marc;
use super::request::ApiKey;
use super::xml::Element;
use super::{Protocol, Refusal, Reply, Request};
use super::{mods, pica, sru};
use crate::catalog::{Query, Record};
use crate::model::{Isbn, Name, Title};

const MOST: usize = 10;
/// Some libraries give no more at once, and none should have to.
const MOST_GIVEN: usize = 50;

/// One library. In the queries, `{}` stands for what is asked.
pub(super) struct Library {
    pub name: &'static str,
    pub base: &'static str,
    pub version: &'static str,
    /// The form of the records.
    pub schema: &'static str,
    pub isbn: &'static str,
    pub title: &'static str,
    pub author: &'static str,
    /// The query for a record by the library's own name for it.
    pub id: &'static str,
    pub dialect: fn(&marc::Record) -> Option<Draft>,
}

impl Library {
    fn request(&self, base: &str, query: &str, most: usize) -> Request {
        let most = most.to_string();
        let parameters = [
            ("version", self.version),
            ("operation", "searchRetrieve"),
            ("query", query),
            ("recordSchema", self.schema),
            ("maximumRecords", &most),
            ("startRecord", "1"),
        ];
        Request::new(base, "", &parameters).accepting("application/xml")
    }

    /// Both forms of the number: records from before 2007 have the one of ten digits only.
    fn of_isbn(&self, isbn: &Isbn) -> String {
        let ten = isbn.ten_hyphenated().map(|ten| ten.replace('-', ""));
        let forms: Vec<String> =
            std::iter::once(isbn.digits()).chain(ten).map(|form| filled(self.isbn, &form)).collect();
        forms.join(" or ")
    }

    fn of_title(&self, title: &str, author: Option<&Name>) -> String {
        let main = Title::parse(title).map_or_else(String::new, |title| title.main);
        let by_title = filled(self.title, &sru::quoted(&main));
        let by_author = author.map(|author| filled(self.author, &sru::quoted(author.sort_name())));
        std::iter::once(by_title).chain(by_author).collect::<Vec<_>>().join(" and ")
    }

    /// The books of an answer.
    fn read(&self, reply: &Reply<'_>) -> Result<Vec<Record>, Refusal> {
        let found = sru::records(reply)?;
        if !found.is_empty() && found.iter().all(|element| !is_record(element)) {
            return Err(Refusal::Shape { missing: "record in a form that we read" });
        }
        Ok(found.iter().filter_map(|element| self.draft(element)?.record(self.name)).collect())
    }

    fn draft(&self, element: &Element) -> Option<Draft> {
        if element.name == "mods" {
            return mods::read(element);
        }
        let record = marc::Record::find(element)?;
        if record.is_pica() { pica::read(&record) } else { (self.dialect)(&record) }
    }

    fn exchange(&'static self, request: Request, query: Query) -> Step {
        Step::ask(request, move |reply| Ok(Step::Done(answering(&query, self.read(reply)?))))
    }
}

fn is_record(element: &Element) -> bool {
    element.name == "mods" || marc::Record::find(element).is_some()
}

fn filled(pattern: &str, asked: &str) -> String {
    pattern.replace("{}", asked)
}

impl Protocol for &'static Library {
    fn name(&self) -> &'static str {
        self.name
    }

    fn base(&self) -> &'static str {
        self.base
    }

    fn open(&self, base: &str, _: Option<&ApiKey>, query: &Query) -> Result<Step, Refusal> {
        let (asked, most) = match query {
            Query::Isbn(isbn) => (self.of_isbn(isbn), MOST),
            Query::Title { title, author, .. } => (self.of_title(title, author.as_ref()), MOST),
            Query::Like { title, author, most } => {
                (self.of_title(title, author.as_ref()), (*most).clamp(1, MOST_GIVEN))
            }
        };
        let request = self.request(base, &asked, most).because(reason(query));
        Ok(self.exchange(request, query.clone()))
    }

    fn open_id(&self, base: &str, _: Option<&ApiKey>, id: &str) -> Result<Step, Refusal> {
        let request = self.request(base, &filled(self.id, &sru::quoted(id)), MOST).because("its number");
        Ok(self.exchange(request, Query::Title { title: String::new(), author: None, year: None }))
    }
}
