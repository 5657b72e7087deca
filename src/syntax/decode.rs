//! From bytes to text. Lists are UTF-8; other encodings are named, not guessed at in silence.

use crate::finding::Finding;
use crate::text::{SourceId, Span};

/// The text of a file, or what is wrong with its bytes.
///
/// The finding points at the first byte that is not UTF-8. To show it, add the text of
/// [`String::from_utf8_lossy`] under the same id: up to that place it is the same. Linear.
pub fn decode(source: SourceId, bytes: &[u8]) -> Result<&str, Box<Finding>> {
    let error = match std::str::from_utf8(bytes) {
        Ok(text) => return Ok(text),
        Err(error) => error,
    };
    let at = error.valid_up_to();
    let (zh, en) = match bytes {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => (
            "文件是 UTF-16 编码，请另存为 UTF-8".to_owned(),
            "the file is UTF-16; save it as UTF-8".to_owned(),
        ),
        _ if is_gb18030(bytes) => (
            "文件不是 UTF-8，看来是 GB18030（GBK）。请转成 UTF-8，例如：iconv -f GB18030 -t UTF-8".to_owned(),
            "the file is not UTF-8; it looks like GB18030 (GBK). Convert it, for instance with: iconv -f GB18030 -t UTF-8"
                .to_owned(),
        ),
        _ => {
            let byte = bytes.get(at).copied().unwrap_or(0);
            (
                format!("文件不是 UTF-8：第 {} 个字节 0x{byte:02X} 不合法", at + 1),
                format!("the file is not UTF-8: byte {} (0x{byte:02X}) cannot stand there", at + 1),
            )
        }
    };
    Err(Box::new(Finding::error("S101", Span::new(source, at, at + 1), zh, en)))
}

/// Whether all bytes fit GB18030: two-byte characters from 0x81 0x40 on, four-byte ones with digits between.
fn is_gb18030(bytes: &[u8]) -> bool {
    let mut rest = bytes;
    loop {
        rest = match rest {
            [] => return true,
            [0..=0x7f, rest @ ..]
            | [0x81..=0xfe, 0x40..=0x7e | 0x80..=0xfe, rest @ ..]
            | [0x81..=0xfe, b'0'..=b'9', 0x81..=0xfe, b'0'..=b'9', rest @ ..] => rest,
            _ => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::decode;
    use crate::text::SourceId;

    /// 职责 in GBK.
    const GBK: &[u8] = &[0xd6, 0xb0, 0xd4, 0xf0, b':', b'Z'];

    fn refusal(bytes: &[u8]) -> (u32, String) {
        let finding = decode(SourceId(0), bytes).expect_err("these bytes are not UTF-8");
        assert_eq!(finding.code, "S101");
        (finding.span.start, finding.en)
    }

    #[test]
    fn utf_8_is_itself() {
        assert_eq!(decode(SourceId(0), "职责：Z-1".as_bytes()), Ok("职责：Z-1"));
    }

    #[test]
    fn gb18030_is_recognised_and_nothing_else_is_called_so() {
        assert!(refusal(GBK).1.contains("GB18030"));
        assert!(refusal(&[0x81, 0x30, 0x81, 0x30]).1.contains("GB18030"));
        assert!(!refusal(&[b'a', 0xff, 0xff]).1.contains("GB18030"));
        assert!(!refusal(&[b'a', 0xe8]).1.contains("GB18030"));
    }

    #[test]
    fn the_place_is_the_first_bad_byte() {
        let (at, words) = refusal(b"abc\xffdef");
        assert_eq!(at, 3);
        assert!(words.contains("byte 4 (0xFF)"), "{words}");
        assert!(refusal(b"\xff\xfea\0").1.contains("UTF-16"));
    }
}
