//! Bodies made smaller: catalogs answer in XML and JSON, of which compression leaves an eighth.

use std::borrow::Cow;
use std::io::{Read, Write};

use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;

/// Shorter bodies are kept as they are.
const WORTH_IT: usize = 256;

/// A kept body never unpacks to more: the file may have been written by anybody.
const MOST: u64 = 64 << 20;

/// The body as it is kept, and whether it is packed.
pub(super) fn pack(body: &[u8]) -> (bool, Cow<'_, [u8]>) {
    if body.len() < WORTH_IT {
        return (false, Cow::Borrowed(body));
    }
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
    match encoder.write_all(body).and_then(|()| encoder.finish()) {
        Ok(packed) if packed.len() < body.len() => (true, Cow::Owned(packed)),
        _ => (false, Cow::Borrowed(body)),
    }
}

/// The body again; `None` if it is damaged.
pub(super) fn unpack(packed: bool, body: Vec<u8>) -> Option<Vec<u8>> {
    if !packed {
        return Some(body);
    }
    let mut unpacked = Vec::new();
    let read = ZlibDecoder::new(body.as_slice()).take(MOST + 1).read_to_end(&mut unpacked).ok()?;
    (read as u64 <= MOST).then_some(unpacked)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn case(body: &[u8], is_packed: bool) {
        let (packed, kept) = pack(body);
        assert_eq!(packed, is_packed);
        assert_eq!(unpack(packed, kept.into_owned()).as_deref(), Some(body));
    }

    #[test]
    fn bodies_come_back_as_they_were() {
        case(b"", false);
        case(b"short \xff", false);
        case("<record>На дне</record>".repeat(1000).as_bytes(), true);
        let mut noise: u32 = 1;
        let noise: Vec<u8> = std::iter::repeat_with(|| {
            noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (noise >> 24) as u8
        })
        .take(5000)
        .collect();
        case(&noise, false);
    }

    #[test]
    fn damage_and_bombs_are_no_bodies() {
        assert_eq!(unpack(true, b"no zlib at all".to_vec()), None);
        let (_, kept) = pack(&[b'x'; 5000]);
        assert_eq!(unpack(true, kept[..kept.len() / 2].to_vec()), None);
        let mut bomb = ZlibEncoder::new(Vec::new(), Compression::fast());
        for _ in 0..65 {
            bomb.write_all(&vec![0; 1 << 20]).unwrap();
        }
        assert_eq!(unpack(true, bomb.finish().unwrap()), None);
    }
}
