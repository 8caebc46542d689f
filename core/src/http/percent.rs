//! Paths and queries: whatever an argument holds, it stays in its place.

use crate::steps;

/// What is wrong with a path argument.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unfit {
    /// There is nothing.
    Empty,
    /// It is, or a server may take it for, a step up or down the path.
    Dots,
    /// A line break or another control character.
    Control,
}

/// `value` as one segment of a path.
pub(crate) fn segment(value: &str) -> Result<String, Unfit> {
    if value.is_empty() {
        return Err(Unfit::Empty);
    }
    let plain = decoded(value);
    // The second kind are control characters too, as UTF-8 has them.
    if plain.iter().any(u8::is_ascii_control) || plain.windows(2).any(|pair| matches!(pair, [0xc2, 0x80..=0x9f])) {
        return Err(Unfit::Control);
    }
    if climbs(&plain) {
        return Err(Unfit::Dots);
    }
    let mut segment = String::with_capacity(value.len());
    encode(&mut segment, value);
    Ok(segment)
}

/// True where a segment of the path in `target` is a step up or down, encoded or not.
pub(crate) fn has_dots(target: &str) -> bool {
    climbs(&decoded(without_query(target)))
}

/// Adds a pair to a query or a form.
pub(crate) fn pair(out: &mut String, name: &str, value: &str) {
    if !out.is_empty() {
        out.push('&');
    }
    encode(out, name);
    out.push('=');
    encode(out, value);
}

/// Adds `text` with everything but letters, digits and `-._~` percent-encoded.
pub(crate) fn encode(out: &mut String, text: &str) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.push(hex(byte >> 4));
            out.push(hex(byte & 15));
        }
    }
}

/// True where both paths have the same segments, however these are encoded.
pub(crate) fn same(one: &str, other: &str) -> bool {
    let plain = |path: &str| path.split('/').map(|segment| decoded_once(segment.as_bytes())).collect::<Vec<_>>();
    plain(one) == plain(other)
}

fn hex(half: u8) -> char {
    char::from_digit(u32::from(half), 16).unwrap_or_default().to_ascii_uppercase()
}

/// `target` up to its query.
pub(crate) fn without_query(target: &str) -> &str {
    target.split(&['?', '#'][..]).next().unwrap_or_default()
}

/// True where a segment is a step up or down, whatever servers take for its end.
fn climbs(path: &[u8]) -> bool {
    path.split(|byte| matches!(byte, b'/' | b'\\')).any(|segment| matches!(segment, b"." | b".."))
}

/// `text` as it is after every decoding that servers on its way may do.
fn decoded(text: &str) -> Vec<u8> {
    const ROUNDS: usize = 5;
    let mut plain = text.as_bytes().to_vec();
    for _ in 0..ROUNDS {
        if plain.contains(&b'%') {
            plain = decoded_once(&plain);
        }
    }
    plain
}

fn decoded_once(text: &[u8]) -> Vec<u8> {
    steps::count(text.len());
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    while let [first, after @ ..] = rest {
        let coded = match after {
            [high, low, after @ ..] if *first == b'%' => nibble(*high).zip(nibble(*low)).map(|coded| (coded, after)),
            _ => None,
        };
        let (byte, after) = coded.map_or((*first, after), |((high, low), after)| (high << 4 | low, after));
        bytes.push(byte);
        rest = after;
    }
    bytes
}

fn nibble(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn ids_become_one_segment() {
        for (value, segment_text) in [
            ("00u1abc", "00u1abc"),
            ("ann@example.com", "ann%40example.com"),
            ("a/b?c#d", "a%2Fb%3Fc%23d"),
            ("a..b", "a..b"),
            ("...", "..."),
            ("100%", "100%25"),
            ("%41", "%2541"),
            ("ü", "%C3%BC"),
            ("a b+c", "a%20b%2Bc"),
        ] {
            assert_eq!(segment(value).as_deref(), Ok(segment_text), "{value}");
        }
    }

    #[test]
    fn the_same_path_may_be_encoded_in_several_ways() {
        assert!(same("/api/v1/users/ann%40example.com/groups", "/api/v1/users/ann@example.com/groups"));
        for other in ["/api/v1/users/a%2Fb", "/api/v1/users/a/b/", "/api/v1/users/a", "/api/v1/users/a/B"] {
            assert!(!same("/api/v1/users/a/b", other), "{other}");
        }
    }

    #[test]
    fn what_could_change_the_path_is_refused() {
        for value in [".", "..", "%2e", "%2E%2e", ".%2e", "%252e%252e", "../me", "a/..", "a\\..\\b", "x%2f..%2fy"] {
            assert_eq!(segment(value), Err(Unfit::Dots), "{value}");
        }
        assert_eq!(segment(""), Err(Unfit::Empty));
        for value in ["a\nb", "a\0", "\u{7f}", "a%0d%0ab", "\u{85}"] {
            assert_eq!(segment(value), Err(Unfit::Control), "{value:?}");
        }
    }

    proptest! {
        #[test]
        fn an_argument_goes_in_and_out_unchanged(value in "\\PC{0,20}") {
            if let Ok(segment) = segment(&value) {
                let plain = segment.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~%".contains(&byte));
                prop_assert!(plain && !has_dots(&segment));
                prop_assert_eq!(decoded_once(segment.as_bytes()), value.as_bytes());
            }
        }

        #[test]
        fn any_mix_of_dots_slashes_and_escapes_stays_one_segment(value in "[./\\\\%25eE2fF]{0,12}") {
            if let Ok(segment) = segment(&value) {
                prop_assert!(!segment.contains(['/', '\\', '?', '#']));
                let path = format!("/api/v1/users/{segment}/groups");
                prop_assert_eq!(path.split('/').count(), 6);
                prop_assert!(!has_dots(&path));
            }
        }
    }
}
