//! MARC records, of whatever dialect: a leader, control fields, and fields of subfields. What a field means is left to `marc21`
//! and `unimarc`.

use super::text;
use super::xml::Element;

/// One record.
#[derive(Debug, Default)]
pub(super) struct Record {
    pub leader: String,
    controls: Vec<(String, String)>,
    fields: Vec<Field>,
}

/// A field with its subfields, in their order.
#[derive(Debug)]
pub(super) struct Field {
    pub tag: String,
    /// The two indicators; a space where nothing is said.
    pub indicators: [char; 2],
    subfields: Vec<(char, String)>,
}

impl Record {
    /// A record of these parts.
    pub(super) fn new(leader: String, controls: Vec<(String, String)>, fields: Vec<Field>) -> Self {
        Self { leader, controls, fields }
    }

    /// The bibliographic record in an element, which may itself be one; `None` where there is none.
    pub(super) fn find(element: &Element) -> Option<Self> {
        let records = element.everything().into_iter().filter(|e| e.name == "record");
        // Some services put authority records beside (DNB's MARC21plus), and holdings.
        records.filter(|e| e.child("leader").is_some() || e.child("datafield").is_some()).map(Self::read).next()
    }

    fn read(element: &Element) -> Self {
        let mut record = Self::default();
        for part in &element.children {
            let tag = part.attribute("tag").unwrap_or_default().to_owned();
            match part.name.as_str() {
                "leader" => record.leader.clone_from(&part.text),
                "controlfield" => record.controls.push((tag, part.text.clone())),
                "datafield" => record.fields.push(field(part, tag)),
                _ => {}
            }
        }
        record
    }

    /// Whether it is in PICA's format, which has fields of four characters and no leader.
    pub(super) fn is_pica(&self) -> bool {
        self.leader.is_empty() && self.fields.iter().all(|field| field.tag.len() >= 4)
    }

    /// The character of the leader at this place.
    pub(super) fn leader_at(&self, at: usize) -> char {
        self.leader.chars().nth(at).unwrap_or(' ')
    }

    /// The text of a control field.
    pub(super) fn control(&self, tag: &str) -> Option<&str> {
        self.controls.iter().find(|(known, _)| known == tag).map(|(_, text)| text.as_str())
    }

    /// The fields of any of these tags, in the order of the tags.
    pub(super) fn fields<'r>(&'r self, tags: &'r [&'r str]) -> impl Iterator<Item = &'r Field> {
        tags.iter().flat_map(|tag| self.fields.iter().filter(move |field| field.tag == *tag))
    }

    /// The first filled subfield of this code in the fields of these tags.
    pub(super) fn first(&self, tags: &[&str], code: char) -> Option<String> {
        self.fields(tags).find_map(|field| field.get(code))
    }
}

fn field(element: &Element, tag: String) -> Field {
    let indicator = |name: &str| element.attribute(name).and_then(|text| text.chars().next()).unwrap_or(' ');
    let code = |part: &Element| part.attribute("code").and_then(|code| code.chars().next());
    let subfields = element.all("subfield").filter_map(|part| Some((code(part)?, part.text.clone()))).collect();
    Field { tag, indicators: [indicator("ind1"), indicator("ind2")], subfields }
}

impl Field {
    /// A field of these subfields.
    pub(super) fn new(tag: String, indicators: [char; 2], subfields: Vec<(char, String)>) -> Self {
        Self { tag, indicators, subfields }
    }

    /// The first filled subfield of this code, without the marks that only part it from the next.
    pub(super) fn get(&self, code: char) -> Option<String> {
        self.all(code).next()
    }

    /// Every filled subfield of this code.
    pub(super) fn all(&self, code: char) -> impl Iterator<Item = String> {
        self.subfields.iter().filter(move |(known, _)| *known == code).filter_map(|(_, text)| text::field(text))
    }

    /// Whether there is a subfield of this code.
    pub(super) fn has(&self, code: char) -> bool {
        self.subfields.iter().any(|(known, _)| *known == code)
    }

    /// The first subfield of this code with all its marks.
    pub(super) fn verbatim(&self, code: char) -> Option<&str> {
        self.subfields.iter().find(|(known, _)| *known == code).map(|(_, text)| text.as_str())
    }

    /// Code and text of every filled subfield, in their order.
    pub(super) fn parts(&self) -> impl Iterator<Item = (char, String)> {
        self.subfields.iter().filter_map(|(code, text)| Some((*code, text::field(text)?)))
    }
}
