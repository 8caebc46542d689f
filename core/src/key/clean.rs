//! Removes quotes, escapes and blanks that copying left around or in the text of a key.

use crate::text::replaced;
use crate::value::Json;

/// Parses the JSON of a JWK, which may have been a string in other JSON.
pub(super) fn json(text: &str) -> Option<Json> {
    let text = trimmed(text);
    let unquoted = || unescaped(&replaced(text, "\\\"", "\""));
    Json::parse(text.as_bytes()).or_else(|_| Json::parse(unquoted().as_bytes())).ok()
}

/// Replaces escaped line breaks (`\n`), as in the value of an environment variable.
pub(super) fn unescaped(text: &str) -> String {
    replaced(&replaced(text, "\\r", ""), "\\n", "\n")
}

/// Trims a byte order mark, white space, quotes, commas and semicolons.
pub(super) fn trimmed(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_ascii_whitespace() || matches!(c, '\u{feff}' | '"' | '\'' | '`' | ',' | ';'))
}
