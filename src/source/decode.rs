//! From bytes to text.
//!
//! A byte order mark wins, then what HTML declares of itself, then UTF-8. Nothing is ever guessed into the
//! document: a wrong guess would move every offset and spoil every name. The guess goes into the error instead.

use encoding_rs::{Encoding, GB18030, SHIFT_JIS, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1251, WINDOWS_1252};

use super::error::{BinaryKind, SourceError};
use crate::model::Format;

/// How far into an HTML file its charset may be declared; the HTML standard's own limit.
const PRESCAN: usize = 1024;

/// How much of a text is looked at to guess its encoding for an error message.
const GUESS_FROM: usize = 64 * 1024;

/// The text of `bytes`, without byte order mark.
pub(super) fn decode(path: &str, bytes: Vec<u8>, format: Format) -> Result<String, SourceError> {
    Charset::of(path, &bytes, format)?.decode(path, bytes)
}

/// How text is made of a file's bytes, and bytes of text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Charset {
    encoding: &'static Encoding,
    /// How many bytes the byte order mark has.
    mark: usize,
}

impl Charset {
    /// What applies to these bytes.
    pub(super) fn of(path: &str, bytes: &[u8], format: Format) -> Result<Self, SourceError> {
        let (encoding, mark) = Encoding::for_bom(bytes).unwrap_or((UTF_8, 0));
        if mark > 0 && encoding != UTF_8 {
            return Ok(Self { encoding, mark });
        }
        if let Some(kind) = binary_kind(bytes) {
            return Err(SourceError::Binary { path: path.to_owned(), kind });
        }
        let declares = mark == 0 && format == Format::Html;
        let encoding = if declares { declared_charset(path, bytes)? } else { UTF_8 };
        Ok(Self { encoding, mark })
    }

    /// What applies to these bytes where somebody else says what it is: a server's word counts after the mark and before HTML's own.
    pub(super) fn declared(path: &str, bytes: &[u8], format: Format, label: Option<&str>) -> Result<Self, SourceError> {
        let declared =
            label.filter(|_| Encoding::for_bom(bytes).is_none()).and_then(|l| Encoding::for_label(l.as_bytes()));
        match declared {
            Some(encoding) if binary_kind(bytes).is_none() => Ok(Self { encoding, mark: 0 }),
            _ => Self::of(path, bytes, format),
        }
    }

    /// The text of these bytes, without the mark.
    pub(super) fn decode(self, path: &str, bytes: Vec<u8>) -> Result<String, SourceError> {
        if self.encoding == UTF_8 {
            return utf8(path, bytes, self.mark);
        }
        decode_as(path, self.encoding, bytes.get(self.mark..).unwrap_or_default())
    }

    /// The bytes of a text with the mark that the file has, if the encoding has all its characters.
    pub(super) fn encode(self, original: &[u8], text: &str) -> Option<Vec<u8>> {
        let mut bytes = original.get(..self.mark)?.to_vec();
        if self.encoding == UTF_8 {
            bytes.extend_from_slice(text.as_bytes());
        } else if self.encoding == UTF_16LE {
            bytes.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
        } else if self.encoding == UTF_16BE {
            bytes.extend(text.encode_utf16().flat_map(u16::to_be_bytes));
        } else {
            let (encoded, _, lacks_some) = self.encoding.encode(text);
            bytes.extend_from_slice(&encoded);
            return (!lacks_some).then_some(bytes);
        }
        Some(bytes)
    }

    /// Its name.
    pub(super) fn name(self) -> &'static str {
        self.encoding.name()
    }
}

fn utf8(path: &str, mut bytes: Vec<u8>, bom: usize) -> Result<String, SourceError> {
    bytes.drain(..bom);
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        SourceError::Encoding {
            path: path.to_owned(),
            encoding: "UTF-8",
            offset: bom + at,
            looks_like: looks_like(error.as_bytes(), at),
        }
    })
}

fn decode_as(path: &str, encoding: &'static Encoding, bytes: &[u8]) -> Result<String, SourceError> {
    let text = encoding.decode_without_bom_handling_and_without_replacement(bytes);
    text.map(|text| text.into_owned()).ok_or_else(|| SourceError::Encoding {
        path: path.to_owned(),
        encoding: encoding.name(),
        offset: first_malformed(encoding, bytes),
        looks_like: None,
    })
}

/// Where decoding first fails.
fn first_malformed(encoding: &'static Encoding, bytes: &[u8]) -> usize {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let room = decoder.max_utf8_buffer_length_without_replacement(bytes.len()).unwrap_or(0);
    let mut sink = vec![0; room];
    decoder.decode_to_utf8_without_replacement(bytes, &mut sink, true).1
}

/// What a file is, when it is no text: by its first bytes, or by NULs in it.
fn binary_kind(bytes: &[u8]) -> Option<BinaryKind> {
    const MAGIC: &[(&[u8], BinaryKind)] =
        &[(b"%PDF-", BinaryKind::Pdf), (b"PK\x03\x04", BinaryKind::Zip), (b"\x1f\x8b", BinaryKind::Gzip)];
    if let Some((_, kind)) = MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return Some(*kind);
    }
    if !bytes.contains(&0) {
        return None;
    }
    let start = bytes.get(..GUESS_FROM).unwrap_or(bytes);
    let nuls = |odd: usize| start.iter().skip(odd).step_by(2).filter(|&&b| b == 0).count();
    let (even, odd) = (nuls(0), nuls(1));
    let lopsided = start.len() >= 8 && even.max(odd) * 4 > start.len() && even.min(odd) * 8 < even.max(odd);
    Some(if lopsided { BinaryKind::BareUtf16 } else { BinaryKind::Other })
}

/// The charset that a `<meta>` near the top declares, UTF-8 if none does.
///
/// UTF-16 declared in ASCII bytes is a lie; the HTML standard reads it as UTF-8, and so do we.
fn declared_charset(path: &str, bytes: &[u8]) -> Result<&'static Encoding, SourceError> {
    let head = bytes.get(..PRESCAN).unwrap_or(bytes).to_ascii_lowercase();
    let Some(label) = charset_label(&head) else { return Ok(UTF_8) };
    match Encoding::for_label(&label) {
        Some(encoding) if encoding.is_ascii_compatible() => Ok(encoding),
        Some(_) => Ok(UTF_8),
        None => {
            let label = String::from_utf8_lossy(&label).into_owned();
            Err(SourceError::Charset { path: path.to_owned(), label })
        }
    }
}

/// What follows `charset=` inside a `<meta …>` tag.
fn charset_label(head: &[u8]) -> Option<Vec<u8>> {
    let metas = (0..head.len()).filter_map(|at| head.get(at..)?.strip_prefix(b"<meta"));
    for meta in metas {
        let tag: Vec<u8> = meta.iter().copied().take_while(|&b| b != b'>').collect();
        let label = (0..tag.len()).find_map(|at| tag.get(at..)?.strip_prefix(b"charset"));
        let Some(value) = label.map(<[u8]>::trim_ascii_start).and_then(|rest| rest.strip_prefix(b"=")) else {
            continue;
        };
        let quoted = |b: &u8| b.is_ascii_whitespace() || matches!(b, b'"' | b'\'');
        let label: Vec<u8> =
            value.iter().copied().skip_while(quoted).take_while(|b| !quoted(b) && !matches!(b, b';' | b'/')).collect();
        if !label.is_empty() {
            return Some(label);
        }
    }
    None
}

/// The encoding that text which is not UTF-8 most looks like; for an error message only.
fn looks_like(bytes: &[u8], broken_at: usize) -> Option<&'static str> {
    let sample = bytes.get(..broken_at + GUESS_FROM).unwrap_or(bytes);
    let high = sample.iter().filter(|&&b| b >= 0x80).count();
    let lossy = String::from_utf8_lossy(sample);
    let kept = lossy.chars().filter(|c| !c.is_ascii() && *c != char::REPLACEMENT_CHARACTER);
    if kept.map(char::len_utf8).sum::<usize>() * 2 > high {
        return Some("UTF-8 with damaged characters");
    }
    let letters = sample.iter().filter(|b| b.is_ascii_alphabetic()).count();
    if high < letters {
        return decodes(WINDOWS_1252, sample, |c| c.is_alphabetic() || is_typographic(c));
    }
    decodes(SHIFT_JIS, sample, |c| ('\u{3040}'..='\u{9fff}').contains(&c))
        .or_else(|| decodes(WINDOWS_1251, sample, |c| ('А'..='я').contains(&c)))
        .or_else(|| decodes(GB18030, sample, |c| ('\u{4e00}'..='\u{9fff}').contains(&c)))
}

/// The encoding's name, if the sample decodes in it and nine in ten of its other-than-ASCII characters are `expected`.
fn decodes(encoding: &'static Encoding, sample: &[u8], expected: fn(char) -> bool) -> Option<&'static str> {
    let (text, _, _) = encoding.decode(sample);
    let (mut fit, mut all) = (0, 0);
    for c in text.chars().filter(|c| !c.is_ascii()) {
        all += 1;
        fit += usize::from(expected(c));
    }
    (fit * 10 >= all * 9).then(|| encoding.name())
}

/// Signs that English prose in windows-1252 has beside letters.
fn is_typographic(c: char) -> bool {
    "‘’“”–—…•«»°§©£€½\u{a0}".contains(c)
}

#[cfg(test)]
mod tests {
    use super::decode;
    use crate::model::Format;
    use crate::source::{BinaryKind, SourceError};

    #[track_caller]
    fn text(bytes: &[u8], format: Format, expected: &str) {
        assert_eq!(decode("x", bytes.to_vec(), format).unwrap(), expected);
    }

    #[test]
    fn marks_and_declarations_are_obeyed() {
        text(b"caf\xc3\xa9", Format::Text, "café");
        text(b"\xef\xbb\xbfcaf\xc3\xa9", Format::Text, "café");
        text(b"\xff\xfee\0\xe9\0", Format::Text, "eé");
        text(b"\xfe\xff\0e\0\xe9", Format::Markdown, "eé");
        text(b"<meta charset=latin1>\xe9", Format::Html, "<meta charset=latin1>é");
        text(
            b"<META content=\"text/html; charset=koi8-r\">\xc1",
            Format::Html,
            "<META content=\"text/html; charset=koi8-r\">а",
        );
        text("<meta charset='utf-16'>é".as_bytes(), Format::Html, "<meta charset='utf-16'>é");
        text(b"", Format::Html, "");
    }

    #[track_caller]
    fn broken(bytes: &[u8], offset: usize, guess: Option<&str>) {
        match decode("x", bytes.to_vec(), Format::Text) {
            Err(SourceError::Encoding { offset: at, looks_like, .. }) => assert_eq!((at, looks_like), (offset, guess)),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn invalid_text_is_an_error_with_a_guess() {
        broken(b"a caf\xe9 and \x93quotes\x94", 5, Some("windows-1252"));
        broken(b"\xc2\xee\xe9\xed\xe0 \xe8 \xec\xe8\xf0", 0, Some("windows-1251"));
        broken(b"\x82\xb1\x82\xf1\x82\xc9\x82\xbf\x82\xcd", 0, Some("Shift_JIS"));
        broken("déjà vu, à côté \u{e9}".as_bytes().split_last().unwrap().1, 21, Some("UTF-8 with damaged characters"));
        broken(b"ok \x81\x8d\x8f here", 3, None);
        broken(b"\xef\xbb\xbfok \xe9t\xe9 here", 6, Some("windows-1252"));
    }

    #[test]
    fn a_charset_that_lies_is_told() {
        let page = b"<meta charset=shift_jis>\xff\xff".to_vec();
        assert!(matches!(decode("x", page, Format::Html), Err(SourceError::Encoding { offset: 25, .. })));
        let page = b"<meta charset=klingon>".to_vec();
        assert!(
            matches!(decode("x", page, Format::Html), Err(SourceError::Charset { label, .. }) if label == "klingon")
        );
    }

    #[track_caller]
    fn binary(bytes: &[u8], expected: BinaryKind) {
        match decode("x", bytes.to_vec(), Format::Text) {
            Err(SourceError::Binary { kind, .. }) => assert_eq!(kind, expected),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn binaries_are_refused_by_name() {
        binary(b"%PDF-1.7\n", BinaryKind::Pdf);
        binary(b"PK\x03\x04\0\0", BinaryKind::Zip);
        binary(b"\x1f\x8b\x08", BinaryKind::Gzip);
        binary(b"O\0n\0 \0W\0a\0r\0", BinaryKind::BareUtf16);
        binary(b"text\0text and more", BinaryKind::Other);
    }
    proptest::proptest! {
        #[test]
        fn any_bytes_are_text_or_an_error(
            mark in proptest::sample::select(vec![&b""[..], b"\xff\xfe", b"\xef\xbb\xbf", b"<meta charset=gbk>", b"<meta charset"]),
            bytes: Vec<u8>,
        ) {
            let whole = [mark, &bytes].concat();
            for format in [Format::Text, Format::Html] {
                match decode("x", whole.clone(), format) {
                    Ok(text) if mark.is_empty() => assert!(whole.ends_with(text.as_bytes()) || whole.starts_with(b"\xfe\xff")
                        || whole.starts_with(b"\xff\xfe")),
                    Ok(_) => {}
                    Err(SourceError::Encoding { offset, .. }) => assert!(offset <= whole.len()),
                    Err(_) => {}
                }
            }
        }
    }
}
