//! Text helpers: text from outside made safe to print, numbers, splitting and joining. Some replace methods of std that cost more
//! in the wasm bundle.

use crate::steps;
use std::borrow::Cow;
use std::time::Duration;

/// `text` on one line, without control characters and truncated to `limit` characters with `...`.
pub(crate) fn one_line(text: &str, limit: usize) -> Cow<'_, str> {
    let long = text.len() > limit && text.chars().count() > limit;
    if !long && !text.chars().any(is_unprintable) {
        return Cow::Borrowed(text);
    }
    let mut line = String::with_capacity(text.len().min(limit * 4) + 3);
    for c in text.chars().take(limit) {
        line.push(if is_unprintable(c) { ' ' } else { c });
    }
    if long {
        line.push_str("...");
    }
    Cow::Owned(line)
}

/// `text` in quotes, on one line, truncated to 100 characters.
pub(crate) fn quoted(text: &str) -> String {
    format!("\"{}\"", one_line(text, 100))
}

/// Whether `text` is a valid header value for every HTTP stack: printable ASCII, spaces and tabs.
pub(crate) fn fits_header(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ' || byte == b'\t')
}

/// Parses ASCII digits; `None` for anything else, a sign included, and for a number above `u64::MAX`.
pub(crate) fn digits(text: &str) -> Option<u64> {
    let plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if plain { text.parse().ok() } else { None }
}

/// The milliseconds of the digits after a decimal point; further digits are cut off.
pub(crate) fn fraction_ms(digits: &str) -> Option<u64> {
    let plain = digits.bytes().all(|byte| byte.is_ascii_digit());
    let digit = |at: usize| digits.as_bytes().get(at).map_or(0, |digit: &u8| u64::from(digit.wrapping_sub(b'0')));
    plain.then(|| digit(0) * 100 + digit(1) * 10 + digit(2))
}

/// A duration as error messages show it: `60s`, `1.5s`, `700ms`.
pub(crate) fn time(time: Duration) -> String {
    match (time.as_secs(), time.subsec_millis()) {
        (0, ms) => format!("{ms}ms"),
        (seconds, 0) => format!("{seconds}s"),
        (seconds, ms) => format!("{}s", format!("{seconds}.{ms:03}").trim_end_matches('0')),
    }
}

/// Splits at the first `mark`, as `str::split_once` does, which costs 1 kB in the wasm bundle.
pub(crate) fn cut<'a>(text: &'a str, mark: &str) -> Option<(&'a str, &'a str)> {
    let at = position(text.as_bytes(), mark.as_bytes())?;
    Some((text.get(..at)?, text.get(at + mark.len()..)?))
}

/// Replaces every `old` by `new`, as `str::replace` does.
pub(crate) fn replaced(text: &str, old: &str, new: &str) -> String {
    let (mut out, mut rest) = (String::with_capacity(text.len()), text);
    while let Some((before, after)) = cut(rest, old) {
        out.push_str(before);
        out.push_str(new);
        rest = after;
    }
    out.push_str(rest);
    out
}

/// The index of the first `part`, which is not empty, in `bytes`.
pub(crate) fn position(bytes: &[u8], part: &[u8]) -> Option<usize> {
    let at = bytes.windows(part.len().max(1)).position(|window| window == part);
    steps::count(at.unwrap_or(bytes.len()));
    at
}

/// The non-empty parts between any of the separators.
pub(crate) fn words<'a>(text: &'a str, separators: &[char]) -> Vec<&'a str> {
    let mut words = Vec::new();
    for word in text.split(separators) {
        if !word.is_empty() {
            words.push(word);
        }
    }
    words
}

/// Joins texts with a separator.
pub(crate) fn joined(items: &[impl AsRef<str>], separator: &str) -> String {
    let mut out = String::new();
    for (at, item) in items.iter().enumerate() {
        out.push_str(if at > 0 { separator } else { "" });
        out.push_str(item.as_ref());
    }
    out
}

/// Appends an item to a list in text form.
pub(crate) fn add(list: &mut String, separator: &str, item: &str) {
    if !list.is_empty() {
        list.push_str(separator);
    }
    list.push_str(item);
}

/// Whether `c` is a control character, a line separator, or changes the direction or visibility of the text around it.
fn is_unprintable(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::{one_line, quoted};

    #[test]
    fn printable_text_stays() {
        assert_eq!(one_line("Größe: 5 µm", 50), "Größe: 5 µm");
    }

    #[test]
    fn control_characters_become_spaces() {
        assert_eq!(one_line("a\r\nb\u{1b}[31mc\u{202e}d", 50), "a  b [31mc d");
    }

    #[test]
    fn long_text_is_truncated_by_characters() {
        assert_eq!(one_line("äöüäöü", 3), "äöü...");
        assert_eq!(quoted(&"x".repeat(101)), format!("\"{}...\"", "x".repeat(100)));
    }
}
