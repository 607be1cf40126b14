//! XML bodies as small trees, by local names: services differ in prefixes, and some do not even declare theirs.
//!
//! Read leniently where what is meant is plain (a bare `&`), and refused where the body ends before its elements do.

use std::io::{self, BufRead};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::refusal::Refusal;
use super::request::Reply;

pub(super) const WANTED: &str = "XML";
/// No record lies deeper.
const MOST_DEPTH: usize = 48;
/// No record of a file is longer, in bytes: no input fills the memory.
const LONGEST: u64 = 16 << 20;

/// An element with what stands in it.
#[derive(Debug, Default)]
pub(super) struct Element {
    pub name: String,
    attributes: Vec<(String, String)>,
    /// Its own text, that of its children left out.
    pub text: String,
    pub children: Vec<Self>,
}

impl Element {
    /// The children of this name.
    pub(super) fn all<'e>(&'e self, name: &str) -> impl Iterator<Item = &'e Self> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The first child of this name.
    pub(super) fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name == name)
    }

    /// The attribute of this name.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Itself and every element in it, in the order of the body.
    pub(super) fn everything(&self) -> Vec<&Self> {
        let (mut all, mut left) = (Vec::new(), vec![self]);
        while let Some(element) = left.pop() {
            all.push(element);
            left.extend(element.children.iter().rev());
        }
        all
    }
}

/// The body of a good reply.
pub(super) fn read(reply: &Reply<'_>) -> Result<Element, Refusal> {
    Refusal::unless_good(reply, WANTED)?;
    parse(std::str::from_utf8(reply.body).map_err(|_| Refusal::NotThat { wanted: "XML in UTF-8" })?)
}

/// The one element that the text is.
pub(super) fn parse(text: &str) -> Result<Element, Refusal> {
    let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}').trim_start());
    reader.config_mut().allow_dangling_amp = true;
    let mut tree = Tree::default();
    loop {
        let event = reader.read_event().map_err(|error| refused(&error))?;
        let is_end = matches!(event, Event::Eof);
        match tree.take(event)? {
            Some(root) => return Ok(root),
            None if is_end && tree.open.is_empty() => return Err(Refusal::NotThat { wanted: WANTED }),
            None if is_end => return Err(Refusal::CutOff { wanted: WANTED }),
            None => {}
        }
    }
}

/// Why there is no element.
#[derive(Debug)]
pub(super) enum Broken {
    /// The file cannot be read on.
    Input(io::Error),
    /// It is no XML from here on, or ends too early.
    Xml,
    /// The element is in another encoding; others may follow.
    Encoding,
}

/// Every element of this name in a file, one at a time; those within one another are one. What cannot be read on ends with its error.
pub(super) fn all(reader: impl BufRead, name: &'static str) -> impl Iterator<Item = Result<Element, Broken>> {
    let mut reader = Reader::from_reader(reader.take(LONGEST));
    reader.config_mut().allow_dangling_amp = true;
    let (mut tree, mut buffer, mut is_over) = (Tree::default(), Vec::new(), false);
    let (mut around, mut is_garbled) = (0_usize, false);
    std::iter::from_fn(move || {
        while !is_over {
            buffer.clear();
            if tree.open.is_empty() {
                reader.get_mut().set_limit(LONGEST);
            }
            let event = reader.read_event_into(&mut buffer);
            let next = match event {
                _ if reader.get_ref().limit() == 0 => Err(Broken::Xml),
                Ok(Event::Eof) if tree.open.is_empty() && around == 0 => return None,
                Ok(Event::Eof) => Err(Broken::Xml),
                Ok(event) if tree.open.is_empty() && !begins(&event, name) => {
                    match event {
                        Event::Start(_) => around += 1,
                        Event::End(_) => around = around.saturating_sub(1),
                        _ => {}
                    }
                    continue;
                }
                Ok(event) => {
                    is_garbled |= !is_utf8(&event);
                    tree.take(event).map_err(|_| Broken::Xml)
                }
                Err(quick_xml::Error::Io(error)) => Err(Broken::Input(io::Error::new(error.kind(), error.to_string()))),
                Err(_) => Err(Broken::Xml),
            };
            is_over = next.is_err();
            if let Some(element) = next.transpose() {
                let is_in_vain = std::mem::take(&mut is_garbled) && element.is_ok();
                return Some(if is_in_vain { Err(Broken::Encoding) } else { element });
            }
        }
        None
    })
}

fn is_utf8(event: &Event<'_>) -> bool {
    match event {
        Event::Text(text) => text.decode().is_ok(),
        Event::CData(text) => text.decode().is_ok(),
        _ => true,
    }
}

fn begins(event: &Event<'_>, name: &str) -> bool {
    matches!(event, Event::Start(start) | Event::Empty(start) if start.local_name().as_ref() == name.as_bytes())
}

/// A tree in the making: the elements that are open.
#[derive(Default)]
struct Tree {
    open: Vec<Element>,
}

impl Tree {
    /// Takes what comes next; answers with the whole when its end has come.
    fn take(&mut self, event: Event<'_>) -> Result<Option<Element>, Refusal> {
        let open = &mut self.open;
        match event {
            Event::Start(start) if open.len() < MOST_DEPTH => open.push(element(&start)),
            Event::Start(_) => return Err(Refusal::NotThat { wanted: WANTED }),
            Event::Empty(start) if open.is_empty() => return Ok(Some(element(&start))),
            Event::Empty(start) => close(open, element(&start)),
            Event::End(_) => {
                let Some(done) = open.pop() else { return Err(Refusal::NotThat { wanted: WANTED }) };
                if open.is_empty() {
                    return Ok(Some(done));
                }
                close(open, done);
            }
            Event::Text(text) => push(open, &text.decode().unwrap_or_default()),
            Event::CData(text) => push(open, &text.decode().unwrap_or_default()),
            Event::GeneralRef(reference) => {
                let resolved = reference.resolve_char_ref().ok().flatten().map(String::from);
                let name = reference.decode().unwrap_or_default();
                push(open, &resolved.unwrap_or_else(|| entity(&name)));
            }
            _ => {}
        }
        Ok(None)
    }
}

fn refused(error: &quick_xml::Error) -> Refusal {
    match error {
        quick_xml::Error::Syntax(_) => Refusal::CutOff { wanted: WANTED },
        _ => Refusal::NotThat { wanted: WANTED },
    }
}

fn close(open: &mut [Element], done: Element) {
    if let Some(parent) = open.last_mut() {
        parent.children.push(done);
    }
}

fn push(open: &mut [Element], text: &str) {
    if let Some(element) = open.last_mut() {
        element.text.push_str(text);
    }
}

/// The characters that XML names; another name is taken for text.
fn entity(name: &str) -> String {
    match name {
        "amp" => "&".to_owned(),
        "lt" => "<".to_owned(),
        "gt" => ">".to_owned(),
        "quot" => "\"".to_owned(),
        "apos" => "'".to_owned(),
        other => format!("&{other};"),
    }
}

fn element(start: &BytesStart<'_>) -> Element {
    let local = |name: &[u8]| String::from_utf8_lossy(name).into_owned();
    let mut all = start.attributes();
    let attributes = all.with_checks(false).flatten().map(|attribute| {
        let value = attribute
            .unescape_value()
            .map_or_else(|_| String::from_utf8_lossy(&attribute.value).into_owned(), |v| v.into_owned());
        (local(attribute.key.local_name().as_ref()), value)
    });
    Element { name: local(start.local_name().as_ref()), attributes: attributes.collect(), ..Element::default() }
}

#[cfg(test)]
mod tests {
    use std::io::{BufReader, Read};

    use super::{Element, all, parse};
    use crate::catalog::protocol::Refusal;

    #[track_caller]
    fn case(text: &str, expected: Result<&str, Refusal>) {
        fn shown(element: &Element) -> String {
            let inner: String = element.children.iter().map(shown).collect();
            format!("{}({}{inner})", element.name, element.text)
        }
        assert_eq!(parse(text).map(|root| shown(&root)), expected.map(str::to_owned));
    }

    #[test]
    fn trees_are_made_by_local_names() {
        case("<?xml version='1.0'?><a:b x='1'><c/>t<!-- no --></a:b>", Ok("b(tc())"));
        case("\u{feff}<a>McFarland & Company &amp; &#233; &nbsp;</a>", Ok("a(McFarland & Company & é &nbsp;)"));
        case("<a><![CDATA[<b>]]></a>", Ok("a(<b>)"));
        case("<a><b></a>", Err(Refusal::NotThat { wanted: "XML" }));
        case("<a><b></b>", Err(Refusal::CutOff { wanted: "XML" }));
        case("<a><b></b></", Err(Refusal::CutOff { wanted: "XML" }));
        case("Resource not found.", Err(Refusal::NotThat { wanted: "XML" }));
        let root = parse("<a x='1'><b><c/></b><d/></a>").unwrap();
        assert_eq!(root.everything().iter().map(|e| e.name.as_str()).collect::<String>(), "abcd");
        assert_eq!(root.attribute("x"), Some("1"));
    }

    #[test]
    fn depth_has_an_end() {
        let deep = "<a>".repeat(100_000);
        case(&deep, Err(Refusal::NotThat { wanted: "XML" }));
    }

    /// What comes of a file: `+` for an element, else why there is none.
    fn in_file(file: impl Read) -> String {
        all(BufReader::new(file), "a")
            .map(|read| read.map_or_else(|why| format!("{why:?}"), |_| "+".to_owned()))
            .collect()
    }

    #[test]
    fn files_are_read_to_their_end() {
        let case = |file: &[u8], expected: &str| assert_eq!(in_file(file), expected, "{}", file.escape_ascii());
        case(b"<r><a/>text<a>1</a></r>", "++");
        case(b"<r><a/></r><r><a/></r>", "++");
        case(b"<r><a/><a>1</a>", "++Xml");
        case(b"<r><a/><a>1<", "+Xml");
        case(b"<r><a>M\xf6rike</a><a><![CDATA[\xf6]]></a><a>Emma</a></r>", "EncodingEncoding+");
    }

    #[test]
    fn what_never_ends_fills_no_memory() {
        let endless = |start: &'static str, byte| start.as_bytes().chain(std::io::repeat(byte));
        assert_eq!(in_file(endless("<r><a>", b'x')), "Xml");
        assert_eq!(in_file(endless("<r>", b'x')), "Xml");
        assert_eq!(in_file(endless("<r><a/><a ", b'x')), "+Xml");
    }
}
