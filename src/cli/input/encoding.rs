//! Any input becomes UTF-8: told, marked by a byte-order mark, or recognised from the first block.
//!
//! Bytes that are no text in the encoding become `0xFF`, which no UTF-8 text holds: the record they are in is then
//! found to be broken, and only that one.

use encoding_rs::{DecoderResult, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};
use std::io::{self, Cursor, Read};

/// Bytes looked at to recognise the encoding.
const BLOCK: usize = 64 * 1024;

/// A source of UTF-8 bytes, and what it was read as.
pub struct Decoded {
    /// The bytes, without a byte-order mark.
    pub input: Box<dyn Read + Send>,
    /// The name of the encoding, if it is not UTF-8.
    pub foreign: Option<&'static str>,
}

/// An encoding by the name that users write; `None`: recognise it.
pub fn named(label: &str) -> Option<&'static Encoding> {
    // GBK and GB2312 are parts of GB18030, and files that say so often hold more.
    match label.to_ascii_lowercase().as_str() {
        "gbk" | "gb2312" | "gb18030" => Some(GB18030),
        other => Encoding::for_label(other.as_bytes()),
    }
}

/// Reads the first block and decides how the rest is read.
pub fn decode(mut input: Box<dyn Read + Send>, told: Option<&'static Encoding>) -> io::Result<Decoded> {
    let mut block = Vec::with_capacity(BLOCK);
    // One read is enough where it brings a whole line: whoever types or pipes lines slowly is not kept waiting.
    while block.len() < BLOCK {
        let before = block.len();
        block.resize(BLOCK, 0);
        let read = loop {
            match input.read(&mut block[before..]) {
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                other => break other,
            }
        };
        block.truncate(before + *read.as_ref().unwrap_or(&0));
        if read? == 0 || block.contains(&b'\n') {
            break;
        }
    }
    let (encoding, mark) = match (Encoding::for_bom(&block), told) {
        (Some((marked, length)), _) => (marked, length),
        (None, Some(told)) => (told, 0),
        (None, None) => (recognised(&block), 0),
    };
    block.drain(..mark);
    let whole = Cursor::new(block).chain(input);
    if encoding == UTF_8 {
        return Ok(Decoded { input: Box::new(whole), foreign: None });
    }
    let decoder = encoding.new_decoder_without_bom_handling();
    let input =
        Transcoded { input: whole, decoder, raw: Vec::new(), text: Vec::new(), given: 0, ended: false };
    Ok(Decoded { input: Box::new(input), foreign: Some(encoding.name()) })
}

/// UTF-8, unless most lines that are not ASCII are only GB18030.
///
/// A single broken byte in a UTF-8 file must not turn the whole file into other characters, and nearly every UTF-8
/// text is also GB18030 with other characters: so lines are counted.
fn recognised(block: &[u8]) -> &'static Encoding {
    if block.len() >= 4 && memchr::memchr_iter(0, block).count() * 3 > block.len() {
        return if block[0] == 0 { UTF_16BE } else { UTF_16LE };
    }
    let (mut utf8, mut gb, mut neither) = (0, 0, 0);
    let end = memchr::memrchr(b'\n', block).unwrap_or(block.len());
    for line in block[..end].split(|b| *b == b'\n').filter(|line| !line.is_ascii()) {
        if std::str::from_utf8(line).is_ok() {
            utf8 += 1;
        } else if GB18030.decode_without_bom_handling_and_without_replacement(line).is_some() {
            gb += 1;
        } else {
            neither += 1;
        }
    }
    if gb > utf8 && gb > neither { GB18030 } else { UTF_8 }
}

/// A reader that turns another encoding into UTF-8.
struct Transcoded<R> {
    input: R,
    decoder: encoding_rs::Decoder,
    raw: Vec<u8>,
    text: Vec<u8>,
    given: usize,
    ended: bool,
}

impl<R: Read> Transcoded<R> {
    fn refill(&mut self) -> io::Result<()> {
        let before = self.raw.len();
        self.raw.resize(before + BLOCK, 0);
        let read = self.input.read(&mut self.raw[before..]);
        self.raw.truncate(before + *read.as_ref().unwrap_or(&0));
        let last = read? == 0;
        self.text.clear();
        self.given = 0;
        let mut from = 0;
        loop {
            let wanted = self.decoder.max_utf8_buffer_length_without_replacement(self.raw.len() - from);
            let start = self.text.len();
            self.text.resize(start + wanted.unwrap_or(BLOCK * 3), 0);
            let (result, read, written) = self.decoder.decode_to_utf8_without_replacement(
                &self.raw[from..],
                &mut self.text[start..],
                last,
            );
            from += read;
            self.text.truncate(start + written);
            match result {
                DecoderResult::InputEmpty => break,
                DecoderResult::OutputFull => {}
                DecoderResult::Malformed(..) => self.text.push(0xFF),
            }
        }
        self.raw.drain(..from);
        self.ended = last;
        Ok(())
    }
}

impl<R: Read> Read for Transcoded<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.given == self.text.len() && !self.ended {
            self.refill()?;
        }
        let rest = &self.text[self.given..];
        let n = rest.len().min(out.len());
        out[..n].copy_from_slice(&rest[..n]);
        self.given += n;
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8], told: Option<&'static Encoding>) -> (Vec<u8>, Option<&'static str>) {
        let mut decoded = decode(Box::new(Cursor::new(bytes.to_vec())), told).unwrap();
        let mut out = Vec::new();
        decoded.input.read_to_end(&mut out).unwrap();
        (out, decoded.foreign)
    }

    #[test]
    fn gb18030_is_recognised_and_a_broken_utf8_line_is_not_taken_for_it() {
        let text = "编号,街道\n1,石岩街道\n2,新安街道\n";
        let (bytes, ..) = GB18030.encode(text);
        assert_eq!(read(&bytes, None), (text.as_bytes().to_vec(), Some("gb18030")));
        let mut broken = text.as_bytes().to_vec();
        broken.extend_from_slice(b"3,\xCA\xAF\xD1\xD2\n");
        assert_eq!(read(&broken, None), (broken.clone(), None), "one line in another encoding");
        assert_eq!(read(&bytes, Some(UTF_8)).1, None, "what the user says goes");
    }

    #[test]
    fn byte_order_marks_are_obeyed_and_removed() {
        assert_eq!(read("\u{feff}编号\n".as_bytes(), None), ("编号\n".as_bytes().to_vec(), None));
        let utf16: Vec<u8> = "\u{feff}编号\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(read(&utf16, None), ("编号\n".as_bytes().to_vec(), Some("UTF-16LE")));
        let plain: Vec<u8> = "id,matter\n".encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(read(&plain, None), (b"id,matter\n".to_vec(), Some("UTF-16BE")));
    }

    #[test]
    fn bytes_outside_the_encoding_spoil_one_line_only() {
        let (mut bytes, ..) = {
            let (b, ..) = GB18030.encode("石岩\n");
            (b.into_owned(), ())
        };
        bytes.extend_from_slice(b"\xFF\xFF\n");
        bytes.extend_from_slice(&GB18030.encode("新安\n").0);
        let (out, foreign) = read(&bytes, Some(GB18030));
        let lines: Vec<&[u8]> = out.split(|b| *b == b'\n').collect();
        assert_eq!(foreign, Some("gb18030"));
        assert_eq!(std::str::from_utf8(lines[0]), Ok("石岩"));
        assert!(std::str::from_utf8(lines[1]).is_err());
        assert_eq!(std::str::from_utf8(lines[2]), Ok("新安"));
    }

    #[test]
    fn a_character_across_blocks_is_one_character() {
        let text = format!("{}石岩\n", "a".repeat(BLOCK - 1));
        let (bytes, ..) = GB18030.encode(&text);
        assert_eq!(read(&bytes, Some(GB18030)).0, text.as_bytes());
    }
}
