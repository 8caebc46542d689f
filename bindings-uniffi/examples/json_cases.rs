//! Documents for the JSON readers of other languages, and what the core's reader makes of each: `json_cases SEED DOCUMENTS`.
//!
//! A line has three words: the document, in hex; the compact text that the core writes of it, in hex, or `-` if it is not JSON; `same` or
//! `other`, whether its value equals that of the last line with a value. Documents come in fours: one, the same value in another
//! spelling, and two damaged copies.

use oktant_core::value::Json;
use std::error::Error;
use std::fmt::Write as _;
use std::io::{BufWriter, Write as _, stdout};

fn main() -> Result<(), Box<dyn Error>> {
    let mut numbers = std::env::args().skip(1).map(|text| text.parse::<u64>());
    let (Some(seed), Some(documents)) = (numbers.next().transpose()?, numbers.next().transpose()?) else {
        return Err("usage: json_cases SEED DOCUMENTS".into());
    };
    let mut random = Random(seed);
    let mut out = BufWriter::new(stdout().lock());
    let mut last = Json::Null;
    for _ in 0..documents.div_ceil(4) {
        let value = Value::random(&mut random);
        let document = value.spelled(&mut random);
        let again = value.spelled(&mut random);
        let damaged = [damaged(document.clone(), &mut random), damaged(document.clone(), &mut random)];
        for document in [document, again].into_iter().chain(damaged) {
            write!(out, "{} ", hex(&document))?;
            match Json::parse(&document) {
                Ok(value) => {
                    let same = if value == last { "same" } else { "other" };
                    writeln!(out, "{} {same}", hex(value.to_string().as_bytes()))?;
                    last = value;
                }
                Err(_) => writeln!(out, "- other")?,
            }
        }
    }
    Ok(out.flush()?)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// SplitMix64.
struct Random(u64);

impl Random {
    /// A number below `end`.
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % end as u64).unwrap_or_default()
    }

    fn one_in(&mut self, end: usize) -> bool {
        self.below(end) == 0
    }

    fn pick<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.below(items.len())]
    }
}

/// Names that are alike: in their first bytes, their length, or to people.
const NAMES: [&str; 14] = [
    "id", "ids", "", "status", "statusChanged", "passwordChanged", "passwordChangedAt", "name of sixteen.",
    "name of sixteen,", "a name longer than two words", "é", "e\u{301}", "K", "\u{212a}",
];
const CHARACTERS: [u32; 24] = [
    0x61, 0x62, 0x30, 0x20, 0x22, 0x5c, 0x2f, 0x00, 0x08, 0x0a, 0x1f, 0x7f, 0x80, 0xe9, 0x301, 0x2028, 0xfeff, 0xfffd,
    0xffff, 0x1f600, 0x10_ffff, 0xd800, 0xdbff, 0xdc00,
];
const BYTES: [u8; 24] = *b"\"\\{}[]:,0-+.eEtfnu \n\x00\x80\xc3\xed";

enum Value {
    Word(&'static str),
    Number {
        negative: bool,
        digits: String,
        power: i64,
    },
    /// Code points, lone surrogates among them.
    Text(Vec<u32>),
    Array(Vec<Value>),
    Object(Vec<(Vec<u32>, Value)>),
}

impl Value {
    fn random(random: &mut Random) -> Value {
        let mut value = Value::of_size(1 + random.below(40), random);
        // As long as the pages of a list, which readers may read in another way.
        if random.one_in(8) {
            value = Value::Array((0..20).map(|_| Value::of_size(20, random)).collect());
        }
        if random.one_in(50) {
            for _ in value.depth()..495 + random.below(10) {
                value =
                    if random.one_in(2) { Value::Array(vec![value]) } else { Value::Object(vec![(vec![0x61], value)]) };
            }
        }
        value
    }

    fn of_size(size: usize, random: &mut Random) -> Value {
        match random.below(if size > 1 { 10 } else { 4 }) {
            0 => Value::Word(random.pick(&["null", "true", "false"])),
            1 => Value::number(random),
            2 | 3 => Value::Text(text(random)),
            4 | 5 => Value::Array(parts(size, random).into_iter().map(|size| Value::of_size(size, random)).collect()),
            _ => {
                let sizes = parts(size, random);
                let member = |size| (name(random), Value::of_size(size, random));
                Value::Object(sizes.into_iter().map(member).collect())
            }
        }
    }

    fn number(random: &mut Random) -> Value {
        let digits: String = (0..1 + random.below(22)).map(|_| random.pick(&['0', '0', '1', '5', '9'])).collect();
        let digits = match digits.trim_start_matches('0') {
            "" => "0".to_owned(),
            digits => digits.to_owned(),
        };
        let power = random.pick(&[0, 0, 0, 1, -1, 7, -20, 308, -400]);
        Value::Number { negative: random.one_in(3), digits, power }
    }

    fn depth(&self) -> usize {
        match self {
            Value::Array(items) => 1 + items.iter().map(Value::depth).max().unwrap_or(0),
            Value::Object(members) => 1 + members.iter().map(|(_, value)| value.depth()).max().unwrap_or(0),
            _ => 0,
        }
    }

    /// The value as JSON, in one of its many spellings.
    fn spelled(&self, random: &mut Random) -> Vec<u8> {
        let mut out = String::new();
        if random.one_in(30) {
            out.push('\u{feff}');
        }
        self.spell(random, &mut out);
        out.into_bytes()
    }

    fn spell(&self, random: &mut Random, out: &mut String) {
        space(random, out);
        match self {
            Value::Word(word) => out.push_str(word),
            Value::Number { negative, digits, power } => spell_number(*negative, digits, *power, random, out),
            Value::Text(characters) => spell_text(characters, random, out),
            Value::Array(items) => {
                out.push('[');
                for (at, item) in items.iter().enumerate() {
                    out.push_str(if at > 0 { "," } else { "" });
                    item.spell(random, out);
                }
                space(random, out);
                out.push(']');
            }
            Value::Object(members) => {
                let start = if random.one_in(3) { random.below(members.len() + 1) } else { 0 };
                out.push('{');
                for (at, (name, value)) in members[start..].iter().chain(&members[..start]).enumerate() {
                    out.push_str(if at > 0 { "," } else { "" });
                    space(random, out);
                    spell_text(name, random, out);
                    space(random, out);
                    out.push(':');
                    value.spell(random, out);
                }
                space(random, out);
                out.push('}');
            }
        }
        space(random, out);
    }
}

/// The sizes of the elements of a container: a few, or many small ones.
fn parts(size: usize, random: &mut Random) -> Vec<usize> {
    let count = random.below(size.min(6) + 1);
    if random.one_in(20) { vec![1; 30] } else { vec![size / (count + 1); count] }
}

fn name(random: &mut Random) -> Vec<u32> {
    if random.one_in(3) { text(random) } else { code_points(random.pick(&NAMES)) }
}

fn text(random: &mut Random) -> Vec<u32> {
    (0..random.below(24)).map(|_| if random.one_in(4) { random.pick(&CHARACTERS) } else { 0x61 }).collect()
}

fn code_points(text: &str) -> Vec<u32> {
    text.chars().map(u32::from).collect()
}

fn space(random: &mut Random, out: &mut String) {
    if random.one_in(8) {
        out.push(random.pick(&[' ', '\n', '\r', '\t']));
    }
}

fn spell_number(negative: bool, digits: &str, power: i64, random: &mut Random, out: &mut String) {
    out.push_str(if negative { "-" } else { "" });
    // A point in another place, and zeros at the end, change the power only.
    let whole = 1 + random.below(digits.len());
    let zeros = if random.one_in(4) { random.below(4) } else { 0 };
    let fraction = format!("{}{}", &digits[whole..], "0".repeat(zeros));
    out.push_str(&digits[..whole]);
    if !fraction.is_empty() {
        out.push('.');
        out.push_str(&fraction);
    }
    let power = power + i64::try_from(digits.len() - whole).unwrap_or_default();
    if power != 0 || random.one_in(6) {
        out.push(random.pick(&['e', 'E']));
        out.push_str(if power >= 0 { random.pick(&["", "+", "0"]) } else { "" });
        let _ = write!(out, "{power}");
    }
}

fn spell_text(characters: &[u32], random: &mut Random, out: &mut String) {
    out.push('"');
    for character in characters {
        let plain = char::from_u32(*character).filter(|character| !matches!(character, '"' | '\\' | '\0'..' '));
        match (plain, *character) {
            (Some(plain), _) if !random.one_in(6) => out.push(plain),
            (_, 0x22) if random.one_in(2) => out.push_str("\\\""),
            (_, 0x5c) if random.one_in(2) => out.push_str("\\\\"),
            (_, 0x2f) => out.push_str("\\/"),
            (_, 0x08) if random.one_in(2) => out.push_str("\\b"),
            (_, 0x0a) if random.one_in(2) => out.push_str("\\n"),
            (_, unit @ 0..=0xffff) => {
                let _ = if random.one_in(2) { write!(out, "\\u{unit:04x}") } else { write!(out, "\\u{unit:04X}") };
            }
            (_, point) => {
                let rest = point - 0x1_0000;
                let _ = write!(out, "\\u{:04x}\\u{:04x}", 0xd800 + (rest >> 10), 0xdc00 + (rest & 0x3ff));
            }
        }
    }
    out.push('"');
}

/// The document with one to three accidents.
fn damaged(mut document: Vec<u8>, random: &mut Random) -> Vec<u8> {
    for _ in 0..=random.below(3) {
        let at = random.below(document.len().max(1));
        let until = (at + 1 + random.below(8)).min(document.len());
        match random.below(6) {
            0 => document.truncate(at),
            1 if !document.is_empty() => drop(document.remove(at)),
            2 => document.insert(at.min(document.len()), random.pick(&BYTES)),
            3 if !document.is_empty() => document[at] = random.pick(&BYTES),
            4 if !document.is_empty() => {
                let copy = document[at..until].to_vec();
                let place = random.below(document.len());
                document.splice(place..place, copy);
            }
            _ if !document.is_empty() => document[at] ^= 1 << random.below(8),
            _ => {}
        }
    }
    document
}
