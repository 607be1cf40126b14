//! The Deutsche Nationalbibliothek: what appears in German, and translations into German, nearly always with everybody's part. Its
//! text comes decomposed.

use super::library::Library;
use super::marc21;

pub(super) static LIBRARY: Library = Library {
    name: "deutsche-nationalbibliothek",
    base: "https://services.dnb.de/sru/dnb",
    version: "1.1",
    schema: "MARC21-xml",
    isbn: "num={}",
    title: "tit={}",
    author: "per={}",
    id: "idn={}",
    dialect: marc21::read,
};

#[cfg(test)]
mod tests {
    use super::LIBRARY;
    use crate::catalog::Query;
    use crate::catalog::protocol::{Refusal, testing};

    #[test]
    fn a_diagnostic_is_no_answer() {
        let body = "<searchRetrieveResponse><version>1.1</version><numberOfRecords>0</numberOfRecords><diagnostics><diagnostic>\
            <uri>info:srw/diagnostic/1/10</uri><message>Query syntax error</message></diagnostic></diagnostics></searchRetrieveResponse>";
        let query = Query::Title { title: "Faust".into(), author: None, year: None };
        let played = testing::play(&&LIBRARY, &query, &[(200, body)]);
        assert!(played.urls[0].contains("query=tit%3D%22Faust%22&recordSchema=MARC21-xml&"));
        assert_eq!(played.refusal, Some(Refusal::Says("Query syntax error".to_owned())));
    }
}
