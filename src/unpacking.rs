//! Compressed inputs, unpacked while they are read.
//!
//! What is compressed is known by its first bytes, so that it does not matter what a file is called, and standard input may be
//! compressed too. How much of it is read is for the reader's limits: nothing is unpacked that nobody reads.

use std::io::{self, BufRead, BufReader, Cursor, Read};

use flate2::bufread::MultiGzDecoder;

/// Dumps of forums are compressed with the largest window there is.
const LARGEST_WINDOW: u32 = 31;
/// What is unpacked is read in pieces of about this many bytes.
const BUFFER: usize = 256 << 10;

const GZIP: &[u8] = b"\x1f\x8b";
const ZSTD: &[u8] = b"\x28\xb5\x2f\xfd";
const LONGEST_MARK: usize = 4;

/// An input that can be read from another thread.
pub type Input = Box<dyn BufRead + Send>;

/// The input itself, or what it unpacks to. A failure to read shows up when it is read.
pub fn unpacked(reader: impl Read + Send + 'static) -> io::Result<Input> {
    let (start, reader) = begun(reader, LONGEST_MARK);
    if start.starts_with(GZIP) {
        return Ok(Box::new(BufReader::with_capacity(BUFFER, MultiGzDecoder::new(reader))));
    }
    if start.starts_with(ZSTD) {
        let mut decoder = zstd::Decoder::with_buffer(reader)?;
        decoder.window_log_max(LARGEST_WINDOW)?;
        return Ok(Box::new(BufReader::with_capacity(BUFFER, decoder)));
    }
    Ok(reader)
}

/// What an input begins with, so many bytes of it unless it is shorter, and all of it to be read. A pipe may give a byte at a time.
pub fn begun(mut reader: impl Read + Send + 'static, bytes: usize) -> (Vec<u8>, Input) {
    let mut start = Vec::new();
    // What cannot be read now cannot be read later, and is told then.
    let _ = reader.by_ref().take(bytes as u64).read_to_end(&mut start);
    let all = Cursor::new(start.clone()).chain(reader);
    (start, Box::new(BufReader::with_capacity(BUFFER, all)))
}

/// The name without what says that it is compressed: `dump.jsonl` of `dump.jsonl.zst`.
pub fn bare_name(path: &str) -> &str {
    let ends = [".gz", ".zst"];
    let end = ends.iter().find(|end| path.len() > end.len() && path.to_ascii_lowercase().ends_with(**end));
    end.and_then(|end| path.get(..path.len() - end.len())).unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Read, Write};

    use super::{bare_name, unpacked};

    fn read(bytes: Vec<u8>) -> std::io::Result<String> {
        let mut text = String::new();
        // A byte at a time, as a slow pipe gives them.
        unpacked(Drops(Cursor::new(bytes)))?.read_to_string(&mut text)?;
        Ok(text)
    }

    struct Drops(Cursor<Vec<u8>>);

    impl Read for Drops {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            let most = buffer.len().min(1);
            self.0.read(&mut buffer[..most])
        }
    }

    fn gzip(text: &str) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(text.as_bytes()).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn what_is_compressed_is_unpacked() {
        let long = "Read Emma. ".repeat(10_000);
        assert_eq!(read(b"as it is".to_vec()).unwrap(), "as it is");
        assert_eq!(read(gzip(&long)).unwrap(), long);
        assert_eq!(read([gzip("one, "), gzip("two")].concat()).unwrap(), "one, two", "members follow each other");
        assert_eq!(read(zstd::encode_all(long.as_bytes(), 1).unwrap()).unwrap(), long);
    }

    #[test]
    fn what_breaks_off_is_an_error() {
        let cut = |mut bytes: Vec<u8>| {
            bytes.truncate(bytes.len() / 2);
            read(bytes)
        };
        assert!(cut(gzip(&"Emma ".repeat(500))).is_err());
        assert!(cut(zstd::encode_all(&b"Emma and Persuasion"[..], 1).unwrap()).is_err());
        assert!(read(b"\x1f\x8bno gzip".to_vec()).is_err());
    }

    #[test]
    fn names_are_told_without_their_packing() {
        let case = |path: &str, expected: &str| assert_eq!(bare_name(path), expected);
        case("dump.jsonl.zst", "dump.jsonl");
        case("a.md.GZ", "a.md");
        case(".gz", ".gz");
        case("a.gz.md", "a.gz.md");
    }
}
