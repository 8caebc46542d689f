//! The WWW-Authenticate header (RFC 9110), which explains a 401 or 403 response without a body.

use crate::{Headers, steps, text};

/// The value of the parameter `parameter`, such as `error`, in any of the challenges.
pub(crate) fn parameter(headers: &Headers, parameter: &str) -> Option<String> {
    headers.all("www-authenticate").find_map(|header| {
        let mut rest = header;
        while let Some((before, after)) = rest.split_once('=') {
            steps::count(before.len());
            // The scheme may precede the first name.
            let name = text::words(before, &[' ', ',', '\t']).pop().unwrap_or_default();
            let (value, after) = value(after);
            if name.eq_ignore_ascii_case(parameter) {
                return Some(value);
            }
            rest = after;
        }
        None
    })
}

/// A value, quoted or not, and the text after it.
fn value(text: &str) -> (String, &str) {
    let Some(quoted) = text.trim_ascii_start().strip_prefix('"') else {
        let (value, rest) = text.split_at(text.find(&[',', ' '][..]).unwrap_or(text.len()));
        steps::count(value.len());
        return (value.to_owned(), rest);
    };
    let mut value = String::new();
    let mut escaped = false;
    for (at, c) in quoted.char_indices() {
        steps::count(1);
        match c {
            '\\' if !escaped => escaped = true,
            '"' if !escaped => return (value, quoted.get(at + 1..).unwrap_or_default()),
            _ => {
                value.push(c);
                escaped = false;
            }
        }
    }
    (value, "")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn parameters_are_found_by_name() {
        let headers: Headers = [
            ("WWW-Authenticate", "SSWS"),
            (
                "www-authenticate",
                "Bearer authorization_uri=\"https://x/a?b=c\", realm=\"x\", scope=\"a, b\", error=insufficient_scope, \
                 error_description=\"say \\\"please\\\"\"",
            ),
        ]
        .into_iter()
        .collect();
        assert_eq!(parameter(&headers, "scope").as_deref(), Some("a, b"));
        assert_eq!(parameter(&headers, "error").as_deref(), Some("insufficient_scope"));
        assert_eq!(parameter(&headers, "error_description").as_deref(), Some("say \"please\""));
        assert_eq!(parameter(&headers, "b"), None);
    }

    proptest! {
        #[test]
        fn no_header_makes_it_panic(text in "\\PC{0,60}", odd in "[a=\", \\\\]{0,30}") {
            let headers: Headers = [("WWW-Authenticate", text), ("WWW-Authenticate", odd)].into_iter().collect();
            let _ = parameter(&headers, "error");
        }
    }
}
