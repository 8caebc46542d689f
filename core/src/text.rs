//! Text of others, made fit to be shown: one line, no control characters, not too long.

use std::borrow::Cow;

/// `text` on one line and at most `limit` characters long, with `...` where it was cut.
pub(crate) fn one_line(text: &str, limit: usize) -> Cow<'_, str> {
    let long = text.len() > limit && text.chars().count() > limit;
    if !long && !text.chars().any(unfit) {
        return Cow::Borrowed(text);
    }
    let mut line = String::with_capacity(text.len().min(limit * 4) + 3);
    for c in text.chars().take(limit) {
        line.push(if unfit(c) { ' ' } else { c });
    }
    if long {
        line.push_str("...");
    }
    Cow::Owned(line)
}

/// `text` in quotes, on one line, cut at 100 characters.
pub(crate) fn quoted(text: &str) -> String {
    format!("\"{}\"", one_line(text, 100))
}

/// True for text that every HTTP stack takes as the value of a header.
pub(crate) fn fits_header(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ' || byte == b'\t')
}

/// Control characters, line separators, and what turns or hides the text around it.
fn unfit(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::{one_line, quoted};

    #[test]
    fn good_text_stays() {
        assert_eq!(one_line("Größe: 5 µm", 50), "Größe: 5 µm");
    }

    #[test]
    fn control_characters_become_spaces() {
        assert_eq!(one_line("a\r\nb\u{1b}[31mc\u{202e}d", 50), "a  b [31mc d");
    }

    #[test]
    fn long_text_is_cut_by_characters() {
        assert_eq!(one_line("äöüäöü", 3), "äöü...");
        assert_eq!(quoted(&"x".repeat(101)), format!("\"{}...\"", "x".repeat(100)));
    }
}
