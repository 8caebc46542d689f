//! Redaction of secrets in text from outside, such as an error message that repeats a token.

use crate::{Config, base64};

/// Replaces secrets in text by `***`.
pub(crate) struct Redactor<'a> {
    config: &'a Config,
    of_call: [Option<&'a str>; 2],
}

/// Shorter secrets are not redacted: they would occur by chance in almost every text.
const SHORTEST: usize = 4;

impl<'a> Redactor<'a> {
    /// A redactor for the secrets of a configuration and those of a call (token and proof).
    pub(crate) fn new(config: &'a Config, of_call: [Option<&'a str>; 2]) -> Redactor<'a> {
        Redactor { config, of_call }
    }

    /// Redacts the secrets in `text`, verbatim or escaped for a URL, a form, JSON or HTML.
    pub(crate) fn text(&self, text: &str) -> String {
        let account = self.config.proxy.as_ref().and_then(|proxy| proxy.account());
        // A gateway may repeat the header Proxy-Authorization.
        let basic = account.map(|(name, password)| base64::standard(format!("{name}:{password}").as_bytes()));
        let mut masked = text.to_owned();
        for secret in self.config.secrets().into_iter().chain(self.of_call).chain([basic.as_deref()]).flatten() {
            if secret.len() >= SHORTEST {
                masked = without(&masked, secret);
            }
        }
        masked
    }
}

/// Replaces every occurrence of the secret by `***`.
fn without(text: &str, secret: &str) -> String {
    let begins = |byte: &u8| secret.as_bytes().first() == Some(byte) || b"%\\&+".contains(byte);
    let (mut out, mut rest) = (String::with_capacity(text.len()), text);
    while let Some(at) = rest.as_bytes().iter().position(begins) {
        let (before, from) = rest.split_at_checked(at).unwrap_or((rest, ""));
        out.push_str(before);
        match secret_end(from.as_bytes(), secret.as_bytes()).and_then(|end| from.get(end..)) {
            Some(after) => {
                out.push_str("***");
                rest = after;
            }
            None => {
                let mut chars = from.chars();
                out.extend(chars.next());
                rest = chars.as_str();
            }
        }
    }
    out.push_str(rest);
    out
}

/// The end of the secret, if the text begins with it, verbatim or escaped.
fn secret_end(text: &[u8], secret: &[u8]) -> Option<usize> {
    if text.starts_with(secret) {
        return Some(secret.len());
    }
    let (mut at, mut left) = (0, secret);
    while !left.is_empty() {
        let rest = text.get(at..)?;
        let escaped = escape(rest).and_then(|(unit, length)| Some((left.strip_prefix(unit.as_bytes())?, length)));
        let verbatim = || match (rest, left) {
            ([b'+', ..], [b' ', after @ ..]) => Some((after, 1)),
            ([found, ..], [expected, after @ ..]) if found == expected => Some((after, 1)),
            _ => None,
        };
        let (after, length) = escaped.or_else(verbatim)?;
        (left, at) = (after, at + length);
    }
    Some(at)
}

/// Decodes an escape at the beginning of the text, such as `%2F`, `\/`, `\u002f`, `&#47;` or `&amp;`, and returns its length too.
fn escape(text: &[u8]) -> Option<(Unit, usize)> {
    match text {
        [b'%', digits @ ..] => Some((Unit::byte(u8::try_from(hex(digits.get(..2)?)?).ok()?), 3)),
        [b'\\', b'u', digits @ ..] => Some((Unit::char(hex(digits.get(..4)?)?)?, 6)),
        [b'\\', c, ..] => Some((Unit::byte(*c), 2)),
        [b'&', name @ ..] => {
            const LONGEST: usize = 8;
            let length = name.iter().take(LONGEST).position(|byte| *byte == b';')?;
            let unit = match name.get(..length)? {
                b"amp" => Unit::byte(b'&'),
                b"lt" => Unit::byte(b'<'),
                b"gt" => Unit::byte(b'>'),
                b"quot" => Unit::byte(b'"'),
                b"apos" => Unit::byte(b'\''),
                [b'#', b'x' | b'X', digits @ ..] => Unit::char(hex(digits)?)?,
                [b'#', digits @ ..] => Unit::char(number(digits, 10)?)?,
                _ => return None,
            };
            Some((unit, length + 2))
        }
        _ => None,
    }
}

/// A decoded escape: a byte, or a character in UTF-8.
struct Unit {
    bytes: [u8; 4],
    length: usize,
}

impl Unit {
    fn byte(byte: u8) -> Unit {
        Unit { bytes: [byte, 0, 0, 0], length: 1 }
    }

    fn char(code: u32) -> Option<Unit> {
        let mut bytes = [0; 4];
        let length = char::from_u32(code)?.encode_utf8(&mut bytes).len();
        Some(Unit { bytes, length })
    }

    fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..self.length).unwrap_or_default()
    }
}

fn hex(digits: &[u8]) -> Option<u32> {
    number(digits, 16)
}

fn number(digits: &[u8], radix: u32) -> Option<u32> {
    // `from_str_radix` would accept a sign.
    if !digits.iter().all(|digit| char::from(*digit).is_digit(radix)) {
        return None;
    }
    u32::from_str_radix(std::str::from_utf8(digits).ok()?, radix).ok()
}

#[cfg(test)]
mod tests {
    use super::without;
    use crate::config::Origin;
    use crate::engine::session::tests::raw;
    use proptest::prelude::*;

    const SECRET: &str = "00t/k+n=\"0 &<";

    #[test]
    fn a_secret_is_redacted_in_every_escape() {
        for written in [
            SECRET, "00t%2Fk%2Bn%3D%220%20%26%3C", "00t%2fk%2bn%3d%220%20%26%3c", "00t%2Fk%2Bn%3D%220+%26%3C",
            "%30%30t%2Fk%2Bn%3D%220%20%26%3C", r#"00t\/k+n=\"0 &<"#,
            r"00t\u002fk\u002Bn\u003d\u00220\u0020\u0026\u003c", "00t/k+n=&quot;0 &amp;&lt;",
            "00t&#47;k&#x2B;n&#61;&#34;0 &#38;&#60;",
        ] {
            assert_eq!(without(&format!("a {written}&b=%"), SECRET), "a ***&b=%", "{written}");
        }
    }

    #[test]
    fn other_text_stays() {
        for text in [
            "", "%", "%2", "%zz", "\\", "\\u12", "&", "&#;", "&#x110000;", "%+1", "00t%2Fk", "größe 00t & 100 %",
            "0%C3",
        ] {
            assert_eq!(without(text, SECRET), text);
        }
    }

    #[test]
    fn non_ascii_secrets_are_redacted() {
        for written in ["pässwört", "p%C3%A4ssw%C3%B6rt", r"p\u00e4ssw\u00f6rt", "p&#228;ssw&#xf6;rt"] {
            assert_eq!(without(&format!("ä{written}ö"), "pässwört"), "ä***ö", "{written}");
        }
    }

    #[test]
    fn the_basic_credentials_of_a_proxy_are_redacted() {
        let mut raw = raw();
        for (name, text) in [("PROXY_HOST", "proxy"), ("PROXY_USERNAME", "ann"), ("PROXY_PASSWORD", "open>?sesame")] {
            raw.set(name, text, Origin::Code);
        }
        let config = raw.resolve().unwrap();
        let redactor = super::Redactor::new(&config, [None, Some("proof-1")]);
        let text = "Basic YW5uOm9wZW4+P3Nlc2FtZQ==, YW5uOm9wZW4%2BP3Nlc2FtZQ, open%3E%3Fsesame, proof%2D1";
        assert_eq!(redactor.text(text), "Basic ***==, ***, ***, ***");
    }

    proptest! {
        #[test]
        fn text_without_the_secret_is_the_same(text in r"[a-z%&\\+;#0-9äö]{0,40}") {
            prop_assert_eq!(without(&text, "SECRET"), text);
        }
    }
}
