//! Key text without what pasting it put around it and into it.

use crate::text::replaced;
use crate::value::Json;

/// A JWK's JSON, which may have been a text in other JSON.
pub(super) fn json(text: &str) -> Option<Json> {
    let text = bare(text);
    let plain = || unescaped(&replaced(text, "\\\"", "\""));
    Json::parse(text.as_bytes()).or_else(|_| Json::parse(plain().as_bytes())).ok()
}

/// Line breaks that were escaped, as one line of the environment has them, made such.
pub(super) fn unescaped(text: &str) -> String {
    replaced(&replaced(text, "\\r", ""), "\\n", "\n")
}

/// Without what stands around it: a byte order mark, blanks, quotes, the comma of a list.
pub(super) fn bare(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_ascii_whitespace() || matches!(c, '\u{feff}' | '"' | '\'' | '`' | ',' | ';'))
}
