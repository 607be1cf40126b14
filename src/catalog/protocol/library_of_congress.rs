//! The Library of Congress: clean names, little on translations. It has moved and been down; records go by their LCCN, which
//! links name too.

use super::draft::Draft;
use super::library::Library;
use super::{marc, marc21};

pub(super) static LIBRARY: Library = Library {
    name: "library-of-congress",
    base: "https://lx2.loc.gov/sru/lcdb",
    version: "1.1",
    schema: "marcxml",
    isbn: "bath.isbn=^{}",
    title: "bath.title={}",
    author: "bath.author={}",
    id: "bath.lccn={}",
    dialect: read,
};

fn read(record: &marc::Record) -> Option<Draft> {
    let mut draft = marc21::read(record)?;
    if let Some(lccn) = &draft.identifiers.lccn {
        draft.id.clone_from(lccn);
    }
    Some(draft)
}

#[cfg(test)]
mod tests {
    use super::LIBRARY;
    use crate::catalog::Query;
    use crate::catalog::protocol::{Refusal, testing};
    use crate::model::Name;

    const ANSWER: &str = r#"<zs:searchRetrieveResponse xmlns:zs="x"><zs:version>1.1</zs:version><zs:numberOfRecords>1</zs:numberOfRecords>
        <zs:records><zs:record><zs:recordData><record xmlns="y"><leader>01691cam a2200361 a 4500</leader>
        <controlfield tag="001">1</controlfield>
        <controlfield tag="008">110407s2011    mdua     b    001 0 eng  </controlfield>
        <datafield tag="010" ind1=" " ind2=" "><subfield code="a">  2011012345 </subfield></datafield>
        <datafield tag="020" ind1=" " ind2=" "><subfield code="a">0140449132 (hardcover)</subfield></datafield>
        <datafield tag="100" ind1="1" ind2=" "><subfield code="a">Homer, Anna.</subfield></datafield>
        <datafield tag="245" ind1="1" ind2="0"><subfield code="a">Voyages /</subfield></datafield>
        </record></zs:recordData></zs:record></zs:records></zs:searchRetrieveResponse>"#;

    #[test]
    fn numbers_are_asked_in_both_forms() {
        let query = Query::Isbn("9780140449136".parse().unwrap());
        let played = testing::play(&&LIBRARY, &query, &[(200, ANSWER)]);
        let asked = "http://h?version=1.1&operation=searchRetrieve&query=bath.isbn%3D%5E9780140449136%20or%20bath.isbn%3D%5E0140449132\
            &recordSchema=marcxml&maximumRecords=10&startRecord=1";
        assert_eq!(played.urls, [asked]);
        assert_eq!(
            played.told(),
            ["2011012345 | Voyages | Homer, Anna | | 2011 | | | lang en | 9780140449136 | lccn 2011012345"]
        );
        let other = Query::Isbn("9780804429573".parse().unwrap());
        let played = testing::play(&&LIBRARY, &other, &[(200, ANSWER)]);
        assert_eq!((played.records.len(), played.refusal), (0, None), "the library does not have that one");
    }

    #[test]
    fn titles_are_asked_without_their_subtitles() {
        let query = Query::Title { title: "Voyages: \"A\" Tale".into(), author: Name::parse("Ann Homer"), year: None };
        let played = testing::play(&&LIBRARY, &query, &[(500, "")]);
        let asked = "query=bath.title%3D%22Voyages%22%20and%20bath.author%3D%22Homer%22&";
        assert!(played.urls[0].contains(asked), "{}", played.urls[0]);
        assert_eq!(played.refusal, Some(Refusal::Status(500)));
    }
}
