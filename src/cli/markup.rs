//! Text in XML and HTML.

use fenbo::finding::Lang;

/// Text as it may stand between tags and in attributes. What XML cannot hold at all is replaced.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' => out.push_str("&#10;"),
            '\t' => out.push_str("&#9;"),
            '\u{0}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

/// What a page begins with, up to where its body begins. Nothing may be loaded from elsewhere; `script`: whether it has one
/// of its own.
pub fn begin(lang: Lang, title: &str, style: &str, script: bool) -> String {
    let script = if script { "; script-src 'unsafe-inline'" } else { "" };
    format!(
        "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'{script}\">\n\
         <title>{}</title>\n<style>\n{style}</style>\n</head>\n<body>\n",
        lang.pick("zh-CN", "en"),
        escape(title.trim_matches([',', ':', ' ']))
    )
}

#[cfg(test)]
mod tests {
    use super::escape;

    #[test]
    fn nothing_in_a_text_is_markup_or_outside_of_xml() {
        assert_eq!(
            escape("]]><b a=\"1\" & 'x'>\n\u{1b}[31m"),
            "]]&gt;&lt;b a=&quot;1&quot; &amp; &#39;x&#39;&gt;&#10;\u{fffd}[31m"
        );
    }
}
