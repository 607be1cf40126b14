//! One text with the bytes it came from, for whoever changes it and leaves all else as it is.

use super::decode::Charset;
use super::{Options, SourceError, expand, open, read_within};
use crate::model::Document;

/// A text, and how it is written.
#[derive(Clone, Debug)]
pub struct Original {
    /// The text.
    pub document: Document,
    path: String,
    bytes: Vec<u8>,
    charset: Charset,
}

impl Original {
    /// Reads the text at this path, or standard input (`-`); as [`read`](super::read) would, but for patterns.
    pub fn read(path: &str, options: &Options) -> Result<Self, SourceError> {
        let mut opened = expand::one(&options.root, path).and_then(|input| open(input, None))?;
        let path = opened.origin.to_string();
        let format = opened.format(options).ok_or_else(|| SourceError::Many { path: path.clone() })?;
        let bytes = read_within(opened.reader, &path, options.limit)?;
        let charset = Charset::of(&path, &bytes, format)?;
        let text = charset.decode(&path, bytes.clone())?;
        Ok(Self { document: Document { origin: opened.origin, format, text }, path, bytes, charset })
    }

    /// The bytes of another text, written as this one is: in its encoding, with its byte order mark.
    ///
    /// Fails where that would change what the two have in common, or the encoding lacks a character.
    pub fn bytes_of(&self, text: &str) -> Result<Vec<u8>, SourceError> {
        if text == self.document.text {
            return Ok(self.bytes.clone());
        }
        let is_exact = || self.charset.encode(&self.bytes, &self.document.text).is_some_and(|old| old == self.bytes);
        let new = self.charset.encode(&self.bytes, text).filter(|_| is_exact());
        new.ok_or_else(|| SourceError::Rewrite { path: self.path.clone(), encoding: self.charset.name() })
    }
}

#[cfg(test)]
mod tests {
    use super::Original;
    use crate::source::{Options, SourceError};

    #[track_caller]
    fn case(name: &str, bytes: &[u8], text: &str, changed: &str, expected: Option<&[u8]>) {
        let folder = tempfile::tempdir().unwrap();
        fs_err::write(folder.path().join(name), bytes).unwrap();
        let options = Options { root: folder.path().to_owned(), ..Options::default() };
        let original = Original::read(name, &options).unwrap();
        assert_eq!(original.document.text, text);
        assert_eq!(original.bytes_of(text).unwrap(), bytes);
        assert_eq!(original.bytes_of(changed).ok().as_deref(), expected);
    }

    #[test]
    fn a_changed_text_is_written_as_it_was() {
        case("a.md", b"caf\xc3\xa9\r\n", "café\r\n", "café!\r\n", Some(b"caf\xc3\xa9!\r\n"));
        case("a.md", b"\xef\xbb\xbfx", "x", "x!", Some(b"\xef\xbb\xbfx!"));
        case("a.md", b"\xff\xfee\0\xe9\0", "eé", "eé😀", Some(b"\xff\xfee\0\xe9\0\x3d\xd8\0\xde"));
        case("a.md", b"\xfe\xff\0e", "e", "e!", Some(b"\xfe\xff\0e\0!"));
        let page = b"<meta charset=latin1>\xe9";
        case("a.html", page, "<meta charset=latin1>é", "<meta charset=latin1>é!", Some(b"<meta charset=latin1>\xe9!"));
        case("a.html", page, "<meta charset=latin1>é", "<meta charset=latin1>é ж", None);
    }

    #[test]
    fn a_stream_of_texts_is_none() {
        let folder = tempfile::tempdir().unwrap();
        fs_err::write(folder.path().join("a.jsonl"), "{}").unwrap();
        let options = Options { root: folder.path().to_owned(), ..Options::default() };
        assert!(matches!(Original::read("a.jsonl", &options), Err(SourceError::Many { .. })));
        assert!(matches!(Original::read("*.md", &options), Err(SourceError::Missing { .. })));
    }
}
