//! The JSON reader: strict, not generic, without recursion.
//!
//! Written by hand: it keeps number text and unpaired surrogates, and adds 4,742 bytes (gzip) to the wasm bundle. The serde_json
//! crate with exact numbers adds 13,643.

use super::kind::{Kind, Malformed, OpenKinds};
use super::plain::plain_length;
use super::{Json, Map, Number};
use crate::steps;
use std::borrow::Cow;

/// A JSON reader: reads text value by value.
#[derive(Clone)]
pub struct Reader<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
    /// Reused by [`Reader::json`] to save allocations.
    stack: Vec<(Option<Box<str>>, Json)>,
}

type Result<T> = std::result::Result<T, Malformed>;

impl<'a> Reader<'a> {
    /// The maximum nesting depth.
    pub const DEPTH: usize = 500;

    /// Creates a reader at the start of `text`, after a byte order mark if there is one.
    ///
    /// # Errors
    /// [`Malformed`] if the text is not UTF-8.
    pub fn new(text: &'a [u8]) -> Result<Reader<'a>> {
        let text =
            std::str::from_utf8(text).map_err(|error| Malformed { what: "invalid UTF-8", at: error.valid_up_to() })?;
        let at = if text.starts_with('\u{feff}') { 3 } else { 0 };
        Ok(Reader { text, at, depth: 0, stack: Vec::new() })
    }

    /// The kind of the next value, without reading it.
    ///
    /// # Errors
    /// [`Malformed`] if no JSON value begins here.
    pub fn peek(&mut self) -> Result<Kind> {
        match self.next_byte() {
            Some(b'"') => Ok(Kind::String),
            Some(b'{') => Ok(Kind::Object),
            Some(b'[') => Ok(Kind::Array),
            Some(b'n') => Ok(Kind::Null),
            Some(b't' | b'f') => Ok(Kind::Bool),
            Some(b'-' | b'0'..=b'9') => Ok(Kind::Number),
            Some(_) => self.fail("no JSON value"),
            None => self.fail("the text ends where a value is expected"),
        }
    }

    /// Checks that only white space follows.
    ///
    /// # Errors
    /// [`Malformed`] if anything else follows.
    pub fn end(&mut self) -> Result<()> {
        match self.next_byte() {
            None => Ok(()),
            Some(_) => self.fail("text after the end of the document"),
        }
    }

    /// Reads a value of any kind.
    ///
    /// # Errors
    /// [`Malformed`] if it is not JSON.
    pub fn json(&mut self) -> Result<Json> {
        let mut value = match self.peek()? {
            Kind::Array => Json::Array(Vec::new()),
            Kind::Object => Json::Object(Map::new()),
            kind => return self.leaf(kind),
        };
        let mut open = std::mem::take(&mut self.stack);
        self.fill(&mut value, &mut open)?;
        self.stack = open;
        Ok(value)
    }

    /// Skips a value of any kind.
    ///
    /// # Errors
    /// [`Malformed`] if it is not JSON.
    pub fn skip(&mut self) -> Result<()> {
        let (bottom, mut open) = (self.depth, OpenKinds::default());
        loop {
            let mut first = false;
            match self.peek()? {
                Kind::Null => self.word("null")?,
                Kind::Bool => drop(self.bool()?),
                Kind::Number => drop(self.number()?),
                Kind::String => self.skip_string()?,
                kind @ (Kind::Array | Kind::Object) => {
                    open.set(self.depth, kind == Kind::Object);
                    self.open()?;
                    first = true;
                }
            }
            // The end of a value may also end the arrays and objects around it.
            while self.depth > bottom {
                let object = open.is_object(self.depth - 1);
                if self.more(if object { b'}' } else { b']' }, first)? {
                    if object {
                        self.skip_name()?;
                    }
                    break;
                }
                first = false;
            }
            if self.depth == bottom {
                return Ok(());
            }
        }
    }

    /// Reads `true` or `false`.
    ///
    /// # Errors
    /// [`Malformed`] if the next value is neither.
    pub fn bool(&mut self) -> Result<bool> {
        if self.next_byte() == Some(b't') {
            self.word("true").map(|()| true)
        } else {
            self.word("false").map(|()| false)
        }
    }

    /// Reads a number and returns its text.
    ///
    /// # Errors
    /// [`Malformed`] if the next value is not a number.
    pub fn number(&mut self) -> Result<&'a str> {
        self.next_byte();
        let start = self.at;
        self.eat(b'-');
        if !self.eat(b'0') {
            self.digits()?;
        }
        if self.eat(b'.') {
            self.digits()?;
        }
        if self.eat(b'e') || self.eat(b'E') {
            let _ = self.eat(b'+') || self.eat(b'-');
            self.digits()?;
        }
        Ok(self.text.get(start..self.at).unwrap_or_default())
    }

    /// Reads a string and decodes its escapes; `None` if it has an unpaired surrogate, which a Rust string cannot hold.
    ///
    /// # Errors
    /// [`Malformed`] if the next value is not a string.
    pub fn string(&mut self) -> Result<Option<Cow<'a, str>>> {
        if self.next_byte() == Some(b'"') { self.quoted() } else { self.fail("no string") }
    }

    /// Reads a string, as [`Reader::string`]; `None` without reading it if the next value is of another kind.
    ///
    /// # Errors
    /// [`Malformed`] if no JSON value begins here or the string is invalid.
    pub fn text(&mut self) -> Result<Option<Cow<'a, str>>> {
        if self.next_byte() == Some(b'"') { self.quoted() } else { self.peek().map(|_| None) }
    }

    /// The string value of the member `name` of the next object, such as the tag of a union. The reader does not move.
    ///
    /// # Errors
    /// [`Malformed`] if the object is not JSON before that member.
    pub fn tag(&self, name: &str) -> Result<Option<Cow<'a, str>>> {
        let mut ahead = self.clone();
        let tag = ahead.find_tag(name);
        steps::count(ahead.at - self.at);
        tag
    }

    /// Enters the next array or object.
    ///
    /// # Errors
    /// [`Malformed`] if it is nested deeper than [`Reader::DEPTH`].
    pub fn open(&mut self) -> Result<()> {
        if self.depth >= Self::DEPTH {
            return self.fail("nested too deeply");
        }
        self.depth += 1;
        self.at += 1;
        Ok(())
    }

    /// Whether another element follows; if not, reads the closing `end`.
    ///
    /// # Errors
    /// [`Malformed`] if neither an element nor the end follows.
    pub fn more(&mut self, end: u8, first: bool) -> Result<bool> {
        match self.next_byte() {
            Some(byte) if byte == end => {
                self.at += 1;
                self.depth -= 1;
                Ok(false)
            }
            Some(_) if first => Ok(true),
            Some(b',') => {
                self.at += 1;
                Ok(true)
            }
            Some(_) => self.fail("no comma and no end"),
            None => self.fail("the text ends inside a list or object"),
        }
    }

    /// Reads the name of the next member, up to its value; `None` at the end of the object, which is read.
    pub(super) fn member(&mut self, first: bool) -> Result<Option<Cow<'a, str>>> {
        if !self.more(b'}', first)? {
            return Ok(None);
        }
        match self.name()? {
            Some(name) => Ok(Some(name)),
            None => self.fail("a name with half a surrogate pair"),
        }
    }

    /// Reads the name of a member, up to its value; `None` if it has an unpaired surrogate.
    ///
    /// # Errors
    /// [`Malformed`] if no name follows.
    pub fn name(&mut self) -> Result<Option<Cow<'a, str>>> {
        let name = self.string()?;
        self.colon()?;
        Ok(name)
    }

    /// Reads `null`.
    ///
    /// # Errors
    /// [`Malformed`] if the next value is another.
    pub fn null(&mut self) -> Result<()> {
        self.word("null")
    }

    /// Reads exactly this text; false without reading if another follows.
    pub fn skip_text(&mut self, text: &str) -> bool {
        self.next_byte();
        let here = self.text.get(self.at..).is_some_and(|rest| rest.starts_with(text));
        self.at += if here { text.len() } else { 0 };
        here
    }

    /// The offset in bytes from the start of the text.
    pub fn offset(&self) -> usize {
        self.at
    }

    /// The text from an offset to here.
    pub fn since(&self, offset: usize) -> &'a str {
        self.text.get(offset..self.at).unwrap_or_default()
    }

    /// The position, for [`Reader::back`].
    pub(super) fn place(&self) -> (usize, usize) {
        (self.at, self.depth)
    }

    pub(super) fn back(&mut self, (at, depth): (usize, usize)) {
        // This part will be read twice.
        steps::count(self.at.saturating_sub(at));
        (self.at, self.depth) = (at, depth);
    }

    fn find_tag(&mut self, name: &str) -> Result<Option<Cow<'a, str>>> {
        if self.peek()? != Kind::Object {
            return Ok(None);
        }
        self.open()?;
        let mut first = true;
        while let Some(key) = self.member(first)? {
            first = false;
            if key == name {
                return self.text();
            }
            self.skip()?;
        }
        Ok(None)
    }

    /// Reads the next array or object into `value`, which is an empty one. `open` is the stack of those around the innermost, each
    /// with its member name in its parent.
    fn fill(&mut self, value: &mut Json, open: &mut Vec<(Option<Box<str>>, Json)>) -> Result<()> {
        let mut member_name = None;
        self.open()?;
        let mut first = true;
        loop {
            if let Some((name, inner)) = self.until_nested(value, first)? {
                open.push((std::mem::replace(&mut member_name, name), std::mem::replace(value, inner)));
                self.open()?;
                first = true;
                continue;
            }
            let Some((name, outer)) = open.pop() else { return Ok(()) };
            let inner = std::mem::replace(value, outer);
            match value {
                Json::Array(items) => items.push(inner),
                Json::Object(members) => members.push(member_name.unwrap_or_default(), inner),
                _ => {}
            }
            member_name = name;
            first = false;
        }
    }

    /// Reads on in an array or object, to its end or to a nested one, which is returned empty, with its member name.
    fn until_nested(&mut self, value: &mut Json, mut first: bool) -> Result<Option<(Option<Box<str>>, Json)>> {
        match value {
            Json::Array(items) => {
                while self.more(b']', first)? {
                    first = false;
                    match self.peek()? {
                        Kind::Array => return Ok(Some((None, Json::Array(Vec::new())))),
                        Kind::Object => return Ok(Some((None, Json::Object(Map::new())))),
                        kind => items.push(self.leaf(kind)?),
                    }
                }
            }
            Json::Object(members) => {
                while let Some(name) = self.member(first)? {
                    first = false;
                    match self.peek()? {
                        Kind::Array => return Ok(Some((Some(name.into()), Json::Array(Vec::new())))),
                        Kind::Object => return Ok(Some((Some(name.into()), Json::Object(Map::new())))),
                        kind => members.push(name.into(), self.leaf(kind)?),
                    }
                }
                members.dedup();
            }
            _ => {}
        }
        Ok(None)
    }

    /// Reads the next value, which is a scalar of this kind.
    fn leaf(&mut self, kind: Kind) -> Result<Json> {
        Ok(match kind {
            Kind::Bool => Json::Bool(self.bool()?),
            Kind::Number => Json::Number(Number::from_checked(self.number()?)),
            Kind::String => {
                let start = self.at;
                match self.quoted()? {
                    Some(text) => Json::String(text.into_owned()),
                    None => Json::Unpaired(self.text.get(start..self.at).unwrap_or_default().into()),
                }
            }
            Kind::Null | Kind::Array | Kind::Object => {
                self.word("null")?;
                Json::Null
            }
        })
    }

    fn skip_name(&mut self) -> Result<()> {
        if self.next_byte() != Some(b'"') {
            return self.fail("no name");
        }
        self.skip_string()?;
        self.colon()
    }

    fn colon(&mut self) -> Result<()> {
        self.next_byte();
        if self.eat(b':') { Ok(()) } else { self.fail("no colon after a name") }
    }

    fn skip_string(&mut self) -> Result<()> {
        self.at += 1;
        loop {
            self.skip_plain();
            match self.byte() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(());
                }
                Some(b'\\') => {
                    self.at += 1;
                    self.escape()?;
                }
                _ => return self.bad_string(),
            }
        }
    }

    /// Reads a string, with the reader at its opening quote.
    fn quoted(&mut self) -> Result<Option<Cow<'a, str>>> {
        self.at += 1;
        let start = self.at;
        self.skip_plain();
        if self.byte() != Some(b'"') {
            return self.escaped(start);
        }
        let text = self.text.get(start..self.at).unwrap_or_default();
        self.at += 1;
        Ok(Some(Cow::Borrowed(text)))
    }

    /// Reads the rest of a string that has escapes; `start..self.at` has none.
    fn escaped(&mut self, start: usize) -> Result<Option<Cow<'a, str>>> {
        let mut out = String::from(self.text.get(start..self.at).unwrap_or_default());
        let mut valid = true;
        loop {
            match self.byte() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(valid.then_some(Cow::Owned(out)));
                }
                Some(b'\\') => {
                    self.at += 1;
                    match self.escape()? {
                        Some(char) => out.push(char),
                        None => valid = false,
                    }
                }
                _ => return self.bad_string(),
            }
            let from = self.at;
            self.skip_plain();
            out.push_str(self.text.get(from..self.at).unwrap_or_default());
        }
    }

    /// Reads an escape after its backslash; `None` for an unpaired surrogate.
    fn escape(&mut self) -> Result<Option<char>> {
        let Some(byte) = self.byte() else { return self.bad_string() };
        self.at += 1;
        Ok(Some(match byte {
            b'"' => '"',
            b'\\' => '\\',
            b'/' => '/',
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => return self.unicode(),
            _ => return self.fail("an unknown escape in a string"),
        }))
    }

    fn unicode(&mut self) -> Result<Option<char>> {
        let unit = self.hex()?;
        if !(0xD800..0xE000).contains(&unit) {
            return Ok(char::from_u32(unit));
        }
        let place = self.place();
        if unit < 0xDC00 && self.eat(b'\\') && self.eat(b'u') {
            let low = self.hex()?;
            if (0xDC00..0xE000).contains(&low) {
                return Ok(char::from_u32(0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00)));
            }
        }
        self.back(place);
        Ok(None)
    }

    fn hex(&mut self) -> Result<u32> {
        let mut unit = 0;
        for at in self.at..self.at + 4 {
            let digit = self.text.as_bytes().get(at).and_then(|byte| char::from(*byte).to_digit(16));
            let Some(digit) = digit else { return self.fail("an unknown escape in a string") };
            unit = unit << 4 | digit;
        }
        self.at += 4;
        Ok(unit)
    }

    fn bad_string<T>(&self) -> Result<T> {
        self.fail(if self.byte().is_none() {
            "the text ends inside a string"
        } else {
            "a control character in a string"
        })
    }

    /// Moves to the next quote, backslash or control character.
    fn skip_plain(&mut self) {
        self.at += plain_length(self.text.as_bytes().get(self.at..).unwrap_or_default());
    }

    fn digits(&mut self) -> Result<()> {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        let count = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        if count == 0 {
            return self.fail("a number without digits");
        }
        steps::count(count);
        self.at += count;
        Ok(())
    }

    pub(super) fn word(&mut self, word: &'static str) -> Result<()> {
        if self.skip_text(word) { Ok(()) } else { self.fail("no JSON value") }
    }

    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn eat(&mut self, byte: u8) -> bool {
        let here = self.byte() == Some(byte);
        self.at += usize::from(here);
        here
    }

    /// Moves to the next byte that is not white space, and returns it.
    fn next_byte(&mut self) -> Option<u8> {
        loop {
            steps::count(1);
            match self.byte() {
                Some(b' ' | b'\n' | b'\r' | b'\t') => self.at += 1,
                other => return other,
            }
        }
    }

    fn fail<T>(&self, what: &'static str) -> Result<T> {
        Err(Malformed { what, at: self.at })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_serde_json_on_what_is_json() {
        let good = [
            "null", " true ", "-0.5e+7", "[]", "{}", "[1,[2,[3]]]", r#"{"a":{"b":"c"}}"#, r#""\u00e9\n\ud83d\ude00/""#,
            "\u{feff}[1]", "[\t1\r\n]", r#""12345678""#, r#""1234567\"8""#, "\"\u{7f}\u{80}é\"", "1E400",
        ];
        for text in good {
            let value = Json::parse(text.as_bytes()).unwrap_or_else(|error| panic!("{text}: {error}"));
            let again = Json::parse(value.to_string().as_bytes()).unwrap();
            assert_eq!(value, again, "{text}");
            let mut reader = Reader::new(text.as_bytes()).unwrap();
            reader.skip().unwrap();
            reader.end().unwrap();
        }
        let bad = [
            "", " ", "nul", "nulll", "tru", "[1,]", "[1 2]", "[", "{", "{\"a\"}", "{\"a\":}", "{a:1}", "{\"a\":1,}",
            "01", "1.", "-", "+1", "\"", "\"\\x\"", "\"\\u12g4\"", "\"\n\"", "[1]]", "<html>", "NaN", "'a'",
            "{\"a\":1 \"b\":2}", "\"\\ud8",
        ];
        for text in bad {
            assert!(Json::parse(text.as_bytes()).is_err(), "{text}");
            assert!(serde_json::from_str::<serde_json::Value>(text).is_err(), "{text}");
            let mut reader = Reader::new(text.as_bytes()).unwrap();
            assert!(reader.skip().and_then(|()| reader.end()).is_err(), "{text}");
        }
    }

    #[test]
    fn unpaired_surrogates_are_kept() {
        for text in [r#""\ud800""#, r#""a\udc00b""#, r#""\ud800\u0041""#, r#""\ud800\n""#] {
            let value = Json::parse(text.as_bytes()).unwrap();
            assert_eq!(value, Json::Unpaired(text.into()));
            assert_eq!(value.to_string(), text);
        }
        assert!(Json::parse(br#"{"\ud800":1}"#).is_err());
    }

    #[test]
    fn depth_is_bounded() {
        let nest = |n: usize| format!("{}{}", "[".repeat(n), "]".repeat(n));
        assert!(Json::parse(nest(400).as_bytes()).is_ok());
        assert_eq!(Json::parse(nest(501).as_bytes()), Err(Malformed { what: "nested too deeply", at: 500 }));
        assert!(Json::parse("[".repeat(1_000_000).as_bytes()).is_err());
    }

    #[test]
    fn errors_have_the_offset() {
        assert_eq!(Json::parse(b"[1, x]").unwrap_err().to_string(), "no JSON value at byte 4");
        assert_eq!(Json::parse(b"\"\xff\"").unwrap_err().to_string(), "invalid UTF-8 at byte 1");
        assert_eq!(Json::parse(b"{\"a\":").unwrap_err().at, 5);
    }

    #[test]
    fn finds_a_tag_at_any_position() {
        let tag = |text: &str| Reader::new(text.as_bytes()).unwrap().tag("t").map(|tag| tag.map(Cow::into_owned));
        assert_eq!(tag(r#"{"a":{"t":"no"},"b":[{"t":1}],"t":"yes"}"#), Ok(Some("yes".into())));
        assert_eq!(tag(r#"{"t":null}"#), Ok(None));
        assert_eq!(tag(r#"{}"#), Ok(None));
        assert_eq!(tag(r#"[]"#), Ok(None));
    }
}
