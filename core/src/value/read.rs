//! The one JSON reader: strict, non-generic, without recursion.
//!
//! Written here because the usual ones either lose what Oktant must keep (number text, half surrogate pairs) or cost more
//! than the rest of the engine where it runs in a browser.

use super::plain::plain;
use super::{Json, Map, Number};
use crate::steps;
use std::borrow::Cow;

/// Reads JSON text value by value.
#[derive(Clone)]
pub struct Reader<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
    /// Kept for its memory.
    stack: Vec<(Option<Box<str>>, Json)>,
}

/// Text that is not JSON, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what} at byte {at}")]
pub struct Malformed {
    /// What was wrong.
    pub what: &'static str,
    /// Offset in bytes from the start of the text.
    pub at: usize,
}

/// What kind of value comes next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The literal `null`.
    Null,
    /// `true` or `false`
    Bool,
    /// A JSON number, not parsed further.
    Number,
    /// A JSON string, with its quotes.
    String,
    /// A list.
    Array,
    /// The beginning of a JSON object.
    Object,
}

type Result<T> = std::result::Result<T, Malformed>;

impl<'a> Reader<'a> {
    /// Deepest nesting that is read.
    pub const DEPTH: usize = 500;

    /// A reader at the start of `text`, past a byte order mark.
    ///
    /// # Errors
    /// [`Malformed`] where the text is not UTF-8.
    pub fn new(text: &'a [u8]) -> Result<Reader<'a>> {
        let text =
            std::str::from_utf8(text).map_err(|error| Malformed { what: "invalid UTF-8", at: error.valid_up_to() })?;
        let at = if text.starts_with('\u{feff}') { 3 } else { 0 };
        Ok(Reader { text, at, depth: 0, stack: Vec::new() })
    }

    /// The kind of the next value.
    ///
    /// # Errors
    /// Where no value can start.
    pub fn peek(&mut self) -> Result<Kind> {
        match self.next_byte() {
            Some(b'"') => Ok(Kind::String),
            Some(b'{') => Ok(Kind::Object),
            Some(b'[') => Ok(Kind::Array),
            Some(b'n') => Ok(Kind::Null),
            Some(b't' | b'f') => Ok(Kind::Bool),
            Some(b'-' | b'0'..=b'9') => Ok(Kind::Number),
            Some(_) => self.fail("no JSON value"),
            None => self.fail("the text ends where a value is due"),
        }
    }

    /// Makes sure that nothing but white space follows.
    ///
    /// # Errors
    /// Where something does.
    pub fn end(&mut self) -> Result<()> {
        match self.next_byte() {
            None => Ok(()),
            Some(_) => self.fail("text after the end of the document"),
        }
    }

    /// Any value.
    ///
    /// # Errors
    /// Where it is not JSON.
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

    /// Passes over any value.
    ///
    /// # Errors
    /// Where it is not JSON.
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
            // What ends may be the last of what it is in.
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

    /// `true` or `false`.
    ///
    /// # Errors
    /// Where it is neither.
    pub fn bool(&mut self) -> Result<bool> {
        if self.next_byte() == Some(b't') {
            self.word("true").map(|()| true)
        } else {
            self.word("false").map(|()| false)
        }
    }

    /// The text of a number.
    ///
    /// # Errors
    /// Where it is none.
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

    /// A string without its escapes; `None` where it has half a surrogate pair, which no Rust text can hold.
    ///
    /// # Errors
    /// Where it is no string.
    pub fn string(&mut self) -> Result<Option<Cow<'a, str>>> {
        if self.next_byte() == Some(b'"') { self.quoted() } else { self.fail("no string") }
    }

    /// The next value, where it is a text that Rust can hold.
    ///
    /// # Errors
    /// Where no value can start or a string is broken.
    pub fn text(&mut self) -> Result<Option<Cow<'a, str>>> {
        if self.next_byte() == Some(b'"') { self.quoted() } else { self.peek().map(|_| None) }
    }

    /// The value of the member `name` of the object that comes next, where it is a text; the place stays.
    ///
    /// # Errors
    /// Where the object is not JSON before that member.
    pub fn tag(&self, name: &str) -> Result<Option<Cow<'a, str>>> {
        let mut ahead = self.clone();
        let tag = ahead.find_tag(name);
        steps::count(ahead.at - self.at);
        tag
    }

    /// Steps into the list or object that comes next.
    pub(super) fn open(&mut self) -> Result<()> {
        if self.depth >= Self::DEPTH {
            return self.fail("nested too deeply");
        }
        self.depth += 1;
        self.at += 1;
        Ok(())
    }

    /// True before a further element; past the closing `end` otherwise.
    pub(super) fn more(&mut self, end: u8, first: bool) -> Result<bool> {
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

    /// The name of the next member, the place before its value; `None` past the end of the object.
    pub(super) fn member(&mut self, first: bool) -> Result<Option<Cow<'a, str>>> {
        if !self.more(b'}', first)? {
            return Ok(None);
        }
        let Some(name) = self.string()? else { return self.fail("a name with half a surrogate pair") };
        self.colon()?;
        Ok(Some(name))
    }

    /// Where the reader stands, to come back to with [`Reader::back`].
    pub(super) fn place(&self) -> (usize, usize) {
        (self.at, self.depth)
    }

    pub(super) fn back(&mut self, (at, depth): (usize, usize)) {
        // What is read twice.
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

    /// Reads the list or object that comes next into an empty one. What is around the innermost is in `open`, each with the name
    /// under which it goes into the one before it.
    fn fill(&mut self, value: &mut Json, open: &mut Vec<(Option<Box<str>>, Json)>) -> Result<()> {
        let mut own_name = None;
        self.open()?;
        let mut first = true;
        loop {
            if let Some((name, inner)) = self.until_nested(value, first)? {
                open.push((std::mem::replace(&mut own_name, name), std::mem::replace(value, inner)));
                self.open()?;
                first = true;
                continue;
            }
            let Some((name, outer)) = open.pop() else { return Ok(()) };
            let inner = std::mem::replace(value, outer);
            match value {
                Json::Array(items) => items.push(inner),
                Json::Object(members) => members.push(own_name.unwrap_or_default(), inner),
                _ => {}
            }
            own_name = name;
            first = false;
        }
    }

    /// Reads on in a list or object, to its end or to one inside, of which it gives the name and an empty one.
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
                members.settle();
            }
            _ => {}
        }
        Ok(None)
    }

    /// The value that comes next, which is of this kind and holds no other.
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
            self.plain();
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

    /// The string whose quote is here.
    fn quoted(&mut self) -> Result<Option<Cow<'a, str>>> {
        self.at += 1;
        let start = self.at;
        self.plain();
        if self.byte() != Some(b'"') {
            return self.escaped(start);
        }
        let text = self.text.get(start..self.at).unwrap_or_default();
        self.at += 1;
        Ok(Some(Cow::Borrowed(text)))
    }

    /// The rest of a string of which `start..self.at` is plain.
    fn escaped(&mut self, start: usize) -> Result<Option<Cow<'a, str>>> {
        let mut out = String::from(self.text.get(start..self.at).unwrap_or_default());
        let mut whole = true;
        loop {
            match self.byte() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(whole.then_some(Cow::Owned(out)));
                }
                Some(b'\\') => {
                    self.at += 1;
                    match self.escape()? {
                        Some(char) => out.push(char),
                        None => whole = false,
                    }
                }
                _ => return self.bad_string(),
            }
            let from = self.at;
            self.plain();
            out.push_str(self.text.get(from..self.at).unwrap_or_default());
        }
    }

    /// What stands after a backslash; `None` for half a surrogate pair.
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

    /// Passes over text up to a quote, a backslash or a control character.
    fn plain(&mut self) {
        self.at += plain(self.text.as_bytes().get(self.at..).unwrap_or_default());
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
        if self.text.get(self.at..).is_some_and(|rest| rest.starts_with(word)) {
            self.at += word.len();
            Ok(())
        } else {
            self.fail("no JSON value")
        }
    }

    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn eat(&mut self, byte: u8) -> bool {
        let here = self.byte() == Some(byte);
        self.at += usize::from(here);
        here
    }

    /// The next byte that is not white space; the place moves to it.
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

/// Which of what is open is an object, by depth.
#[derive(Default)]
struct OpenKinds([u64; Reader::DEPTH / 64 + 1]);

impl OpenKinds {
    fn set(&mut self, depth: usize, object: bool) {
        if let Some(word) = self.0.get_mut(depth / 64) {
            *word = *word & !(1 << (depth % 64)) | u64::from(object) << (depth % 64);
        }
    }

    fn is_object(&self, depth: usize) -> bool {
        self.0.get(depth / 64).is_some_and(|word| word >> (depth % 64) & 1 == 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_another_reader_on_what_is_json() {
        let good = [
            "null",
            " true ",
            "-0.5e+7",
            "[]",
            "{}",
            "[1,[2,[3]]]",
            r#"{"a":{"b":"c"}}"#,
            r#""\u00e9\n\ud83d\ude00/""#,
            "\u{feff}[1]",
            "[\t1\r\n]",
            r#""12345678""#,
            r#""1234567\"8""#,
            "\"\u{7f}\u{80}é\"",
            "1E400",
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
            "",
            " ",
            "nul",
            "nulll",
            "tru",
            "[1,]",
            "[1 2]",
            "[",
            "{",
            "{\"a\"}",
            "{\"a\":}",
            "{a:1}",
            "{\"a\":1,}",
            "01",
            "1.",
            "-",
            "+1",
            "\"",
            "\"\\x\"",
            "\"\\u12g4\"",
            "\"\n\"",
            "[1]]",
            "<html>",
            "NaN",
            "'a'",
            "{\"a\":1 \"b\":2}",
            "\"\\ud8",
        ];
        for text in bad {
            assert!(Json::parse(text.as_bytes()).is_err(), "{text}");
            assert!(serde_json::from_str::<serde_json::Value>(text).is_err(), "{text}");
            let mut reader = Reader::new(text.as_bytes()).unwrap();
            assert!(reader.skip().and_then(|()| reader.end()).is_err(), "{text}");
        }
    }

    #[test]
    fn half_a_surrogate_pair_is_kept_as_it_came() {
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
    fn says_where() {
        assert_eq!(Json::parse(b"[1, x]").unwrap_err().to_string(), "no JSON value at byte 4");
        assert_eq!(Json::parse(b"\"\xff\"").unwrap_err().to_string(), "invalid UTF-8 at byte 1");
        assert_eq!(Json::parse(b"{\"a\":").unwrap_err().at, 5);
    }

    #[test]
    fn finds_a_tag_wherever_it_stands() {
        let tag = |text: &str| Reader::new(text.as_bytes()).unwrap().tag("t").map(|tag| tag.map(Cow::into_owned));
        assert_eq!(tag(r#"{"a":{"t":"no"},"b":[{"t":1}],"t":"yes"}"#), Ok(Some("yes".into())));
        assert_eq!(tag(r#"{"t":null}"#), Ok(None));
        assert_eq!(tag(r#"{}"#), Ok(None));
        assert_eq!(tag(r#"[]"#), Ok(None));
    }
}
