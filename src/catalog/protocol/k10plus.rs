//! K10plus, the union catalog of most German academic libraries: books in all languages. A second a request is usual.

use super::library::Library;
use super::marc21;

pub(super) static LIBRARY: Library = Library {
    name: "k10plus",
    base: "https://sru.k10plus.de/opac-de-627",
    version: "1.1",
    schema: "marcxml",
    isbn: "pica.isb={}",
    title: "pica.tit={}",
    author: "pica.per={}",
    id: "pica.ppn={}",
    dialect: marc21::read,
};

#[cfg(test)]
mod tests {
    use super::LIBRARY;
    use crate::catalog::protocol::{Protocol, testing};

    #[test]
    fn records_are_asked_by_their_number() {
        let body = "<searchRetrieveResponse><numberOfRecords>0</numberOfRecords></searchRetrieveResponse>";
        let asked: &dyn Protocol = &&LIBRARY;
        let played = testing::run(asked.ask_for("http://h", None, "797485368"), &[(200, body)]);
        assert!(played.urls[0].contains("query=pica.ppn%3D%22797485368%22&"));
        assert_eq!((played.records.len(), played.refusal), (0, None));
    }
}
