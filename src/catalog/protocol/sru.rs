//! The envelope that libraries answer in (SRU): how many records there are, the records, or a diagnostic with a status of success.

use super::refusal::Refusal;
use super::request::Reply;
use super::xml::{self, Element};

/// "First record position out of range": what some servers call an empty result.
const OUT_OF_RANGE: &str = "/61";

/// What stands in the envelopes of the records.
pub(super) fn records(reply: &Reply<'_>) -> Result<Vec<Element>, Refusal> {
    let root = xml::read(reply)?;
    if root.name != "searchRetrieveResponse" {
        return Err(Refusal::Shape { missing: "searchRetrieveResponse" });
    }
    if let Some(diagnostic) = root.child("diagnostics").and_then(|all| all.child("diagnostic")) {
        return said(diagnostic);
    }
    let count = root.child("numberOfRecords").and_then(|count| count.text.trim().parse::<u64>().ok());
    let Some(count) = count else { return Err(Refusal::Shape { missing: "number of records" }) };
    let records = root.children.into_iter().find(|child| child.name == "records");
    let mut found = Vec::new();
    for record in records.into_iter().flat_map(|records| records.children) {
        found.extend(unpacked(record)?);
    }
    if count > 0 && found.is_empty() {
        return Err(Refusal::Shape { missing: "records, though it counts some" });
    }
    Ok(found)
}

fn said(diagnostic: &Element) -> Result<Vec<Element>, Refusal> {
    let part = |name: &str| diagnostic.child(name).map_or("", |part| part.text.trim());
    if part("uri").ends_with(OUT_OF_RANGE) {
        return Ok(Vec::new());
    }
    let words = [part("message"), part("details")].join(" ");
    Err(Refusal::says(if words.trim().is_empty() { part("uri") } else { &words }))
}

/// The record itself, which may be packed as text; one that could not be made is a diagnostic in a record's place.
fn unpacked(record: Element) -> Result<Option<Element>, Refusal> {
    let Some(data) = record.children.into_iter().find(|child| child.name == "recordData") else { return Ok(None) };
    let inner = match data.children.into_iter().next() {
        Some(inner) => inner,
        None if data.text.trim().starts_with('<') => xml::parse(data.text.trim())?,
        None => return Ok(None),
    };
    if inner.name == "diagnostic" {
        return said(&inner).map(|_| None);
    }
    Ok(Some(inner))
}

/// A string for CQL, in quotation marks.
pub(super) fn quoted(text: &str) -> String {
    let plain = text.replace(['"', '\\'], " ");
    format!("\"{}\"", plain.split_whitespace().collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::{quoted, records};
    use crate::catalog::protocol::{Refusal, Reply};

    #[track_caller]
    fn case(body: &str, expected: Result<usize, Refusal>) {
        let reply = Reply { status: 200, content_type: None, body: body.as_bytes() };
        assert_eq!(records(&reply).map(|found| found.len()), expected);
    }

    #[test]
    fn envelopes_are_opened() {
        let answer = |inner: &str| format!("<zs:searchRetrieveResponse>{inner}</zs:searchRetrieveResponse>");
        let record = |data: &str| format!("<records><record><recordData>{data}</recordData></record></records>");
        case(&answer("<numberOfRecords>0</numberOfRecords>"), Ok(0));
        case(&answer(&format!("<numberOfRecords>1</numberOfRecords>{}", record("<mods/>"))), Ok(1));
        case(&answer(&format!("<numberOfRecords>1</numberOfRecords>{}", record("&lt;mods/&gt;"))), Ok(1));
        let missing = "records, though it counts some";
        case(&answer("<numberOfRecords>3</numberOfRecords>"), Err(Refusal::Shape { missing }));
        case("<explainResponse/>", Err(Refusal::Shape { missing: "searchRetrieveResponse" }));
        case(&answer("<version>1.1</version>"), Err(Refusal::Shape { missing: "number of records" }));
    }

    #[test]
    fn diagnostics_come_with_success() {
        let diagnostic = |uri: &str, message: &str| {
            format!(
                "<searchRetrieveResponse><numberOfRecords>0</numberOfRecords><diagnostics><d:diagnostic><d:uri>{uri}</d:uri>\
                 <d:message>{message}</d:message><d:details>x</d:details></d:diagnostic></diagnostics></searchRetrieveResponse>"
            )
        };
        case(
            &diagnostic("info:srw/diagnostic/1/16", "Unsupported index"),
            Err(Refusal::Says("Unsupported index x".into())),
        );
        case(&diagnostic("info:srw/diagnostic/1/61", "Out of range"), Ok(0));
    }

    #[test]
    fn quotation_marks_cannot_end_a_string() {
        assert_eq!(quoted("a \"b\" or 1=1\\"), "\"a b or 1=1\"");
    }
}
