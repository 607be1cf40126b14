//! The Bibliothèque nationale de France: what appears in French, with everybody's part by number. Its search for numbers also finds
//! books whose number only contains what is asked.

use super::library::Library;
use super::unimarc;

pub(super) static LIBRARY: Library = Library {
    name: "bibliotheque-nationale",
    base: "https://catalogue.bnf.fr/api/SRU",
    version: "1.2",
    schema: "unimarcxchange",
    isbn: "bib.isbn all \"{}\"",
    title: "bib.title all {}",
    author: "bib.author all {}",
    id: "bib.recordid all {}",
    dialect: unimarc::read,
};

#[cfg(test)]
mod tests {
    use super::LIBRARY;
    use crate::catalog::Query;
    use crate::catalog::protocol::testing;

    const ANSWER: &str = r#"<srw:searchRetrieveResponse><srw:numberOfRecords>1</srw:numberOfRecords><srw:records><srw:record><srw:recordData>
        <mxc:record format="Unimarc" id="ark:/12148/cb1"><mxc:leader>     cam  22        450 </mxc:leader>
        <mxc:controlfield tag="001">FRBNF1</mxc:controlfield>
        <mxc:datafield tag="010" ind1=" " ind2=" "><mxc:subfield code="a">0-14-044913-2</mxc:subfield></mxc:datafield>
        <mxc:datafield tag="101" ind1="1" ind2=" "><mxc:subfield code="a">fre</mxc:subfield><mxc:subfield code="c">eng</mxc:subfield></mxc:datafield>
        <mxc:datafield tag="200" ind1="1" ind2=" "><mxc:subfield code="a">Le voyage</mxc:subfield><mxc:subfield code="b">Texte imprimé</mxc:subfield>
          <mxc:subfield code="e">roman</mxc:subfield></mxc:datafield>
        <mxc:datafield tag="700" ind1=" " ind2="|"><mxc:subfield code="a">Doe</mxc:subfield><mxc:subfield code="b">Ann</mxc:subfield>
          <mxc:subfield code="4">070</mxc:subfield></mxc:datafield>
        <mxc:datafield tag="702" ind1=" " ind2="|"><mxc:subfield code="a">Dupont</mxc:subfield><mxc:subfield code="b">Luc</mxc:subfield>
          <mxc:subfield code="4">730</mxc:subfield></mxc:datafield>
        </mxc:record></srw:recordData></srw:record></srw:records></srw:searchRetrieveResponse>"#;

    #[test]
    fn unimarc_is_read() {
        let query = Query::Isbn("9780140449136".parse().unwrap());
        let played = testing::play(&&LIBRARY, &query, &[(200, ANSWER)]);
        let asked = "query=bib.isbn%20all%20%229780140449136%22%20or%20bib.isbn%20all%20%220140449132%22&recordSchema=unimarcxchange&";
        assert!(played.urls[0].contains(asked), "{}", played.urls[0]);
        let told =
            "FRBNF1 | Le voyage: roman | Doe, Ann; translator Dupont, Luc | | | | | lang en | in fr | 9780140449136";
        assert_eq!(played.told(), [told]);
    }
}
