//! Reads and writes YAML as far as API documents need it: mappings with string keys, in the order of the document.
//!
//! The writer is our own, so that the same facts give the same bytes with any version of a library, and so that YAML 1.1 and
//! 1.2 readers see the same values: what a 1.1 reader would take for a boolean, a date or a number is quoted.

use crate::node::{Fault, below};
use serde_json::{Map, Number, Value};
use serde_yaml_ng::Value as Yaml;

/// Reads one YAML document; keys keep their order, duplicate keys are an error.
///
/// # Errors
/// If the text is not valid YAML, with line and column, or holds a value that an API document cannot hold.
pub fn read(text: &str) -> Result<Value, Fault> {
    let value = serde_yaml_ng::from_str(text);
    plain(value.map_err(|error| Fault::new("#", format!("not readable as YAML: {error}")))?, "#")
}

/// Writes a value as YAML, one line per scalar; equal values give equal bytes.
pub fn write(value: &Value) -> String {
    let mut out = String::new();
    write_value(&mut out, value, 0);
    out.split_off(1)
}

fn plain(value: Yaml, place: &str) -> Result<Value, Fault> {
    let fault = |what: String| Fault::new(place, what);
    Ok(match value {
        Yaml::Null => Value::Null,
        Yaml::Bool(flag) => Value::Bool(flag),
        Yaml::String(text) => Value::String(text),
        Yaml::Number(number) => {
            Value::Number(exact(&number).ok_or_else(|| fault(format!("the number {number} cannot be kept exactly")))?)
        }
        Yaml::Sequence(items) => {
            let items = items.into_iter().enumerate().map(|(i, item)| plain(item, &format!("{place}/{i}")));
            Value::Array(items.collect::<Result<_, _>>()?)
        }
        Yaml::Mapping(entries) => {
            let mut map = Map::with_capacity(entries.len());
            for (key, value) in entries {
                let key = key_text(key).ok_or_else(|| fault("a key that is no text".to_owned()))?;
                let value = plain(value, &below(place, &key))?;
                if map.insert(key.clone(), value).is_some() {
                    return Err(fault(format!("the key {key} stands twice")));
                }
            }
            Value::Object(map)
        }
        Yaml::Tagged(tagged) => return Err(fault(format!("the YAML tag {}", tagged.tag))),
    })
}

/// `200:` without quotes is the status "200".
fn key_text(key: Yaml) -> Option<String> {
    match key {
        Yaml::String(text) => Some(text),
        Yaml::Number(number) => Some(number.to_string()),
        Yaml::Bool(flag) => Some(flag.to_string()),
        _ => None,
    }
}

/// Integers beyond 64 bits never get here: the reader refuses them with their place.
fn exact(number: &serde_yaml_ng::Number) -> Option<Number> {
    let whole = number.as_u64().map(Number::from).or_else(|| number.as_i64().map(Number::from));
    whole.or_else(|| number.as_f64().and_then(Number::from_f64))
}

fn write_map(out: &mut String, map: &Map<String, Value>, depth: usize) {
    for (key, value) in map {
        out.push_str(&"  ".repeat(depth));
        write_text(out, key);
        out.push(':');
        write_value(out, value, depth + 1);
    }
}

fn write_list(out: &mut String, list: &[Value], depth: usize) {
    for item in list {
        out.push_str(&"  ".repeat(depth));
        out.push('-');
        match item {
            // A mapping begins on the line of its dash.
            Value::Object(map) if !map.is_empty() => {
                let mut block = String::new();
                write_map(&mut block, map, depth + 1);
                out.push(' ');
                out.push_str(block.trim_start_matches(' '));
            }
            _ => write_value(out, item, depth + 1),
        }
    }
}

fn write_value(out: &mut String, value: &Value, depth: usize) {
    match value {
        Value::Object(map) if !map.is_empty() => {
            out.push('\n');
            write_map(out, map, depth);
        }
        Value::Array(list) if !list.is_empty() => {
            out.push('\n');
            write_list(out, list, depth);
        }
        Value::String(text) => {
            out.push(' ');
            write_text(out, text);
            out.push('\n');
        }
        Value::Number(number) => *out += &format!(" {}\n", number_text(number)),
        // Null, a boolean or empty: as in JSON.
        plain => *out += &format!(" {plain}\n"),
    }
}

/// YAML 1.1 needs a point and a sign in a number with an exponent (`1.0e+21`); without them it is a string.
fn number_text(number: &Number) -> String {
    let text = number.to_string();
    match text.split_once(['e', 'E']) {
        Some((digits, power)) => {
            let point = if digits.contains('.') { "" } else { ".0" };
            let sign = if power.starts_with(['-', '+']) { "" } else { "+" };
            format!("{digits}{point}e{sign}{power}")
        }
        None => text,
    }
}

fn write_text(out: &mut String, text: &str) {
    let by_number = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}');
    if text.contains(by_number) {
        out.push('"');
        for c in text.chars() {
            match c {
                '"' | '\\' => out.extend(['\\', c]),
                '\n' => out.push_str("\\n"),
                '\t' => out.push_str("\\t"),
                c if by_number(c) => *out += &format!("\\u{:04x}", u32::from(c)),
                c => out.push(c),
            }
        }
        out.push('"');
    } else if is_plain(text) {
        out.push_str(text);
    } else {
        *out += &format!("'{}'", text.replace('\'', "''"));
    }
}

/// Whether a string needs no quotes: it begins like a word or a path, has no YAML syntax, and is not a keyword of YAML 1.1.
fn is_plain(text: &str) -> bool {
    const WORDS: [&str; 10] = ["null", "true", "false", "yes", "no", "on", "off", "y", "n", "~"];
    text.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '_' | '/' | '$'))
        && text.chars().all(|c| c.is_ascii_alphanumeric() || "_-/.$+{}()".contains(c))
        && !WORDS.iter().any(|word| text.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_written_reads_back_equal() {
        let texts = [
            "no", "Y", "2024-01-01", "12:30:00", "7", "1.5", "0x1F", "010", "1_000", "null", "~", "", " a ", "true",
            "-", "?", "a: b", "a #b", "it's", "say \"x\"", "a\nb\n", "a\tb", "a\u{7}\u{85}\u{2028}b", "<<", "*a", "&a",
            "!a", "@a", "%a", "{a}", "[a]", "^\\d+\\.\\d+$", "ä", "#/a", "/api/v1/{id}", ".5", ".inf", "=", "a:",
            "---", "\u{feff}", "a,b", "`",
        ];
        let mut odd = json!({
            "NO": null, "404": true, "a b": {}, "": [], "$ref": [[], {}, [[1, [2]], {"a": {"b": []}}], {"c": [{"d": 1, "e": [3]}], "f": 2}],
            "numbers": [0, -1, 9_223_372_036_854_775_807_i64, 18_446_744_073_709_551_615_u64, 0.1, -2.5, 1e-7],
        });
        odd["texts"] = texts.into_iter().map(Value::from).collect();
        odd["keys"] = texts.iter().map(|text| ((*text).to_owned(), json!(text))).collect();
        let text = write(&odd);
        assert_eq!(read(&text).unwrap(), odd, "{text}");
        assert_eq!(write(&read(&text).unwrap()), text);
        assert_eq!(write(&json!([])), "[]\n");
        assert_eq!(write(&json!("x")), "x\n");
    }

    #[test]
    fn words_of_old_readers_are_quoted() {
        assert_eq!(write(&json!({"no": ["on", "NULL", "y"]})), "'no':\n  - 'on'\n  - 'NULL'\n  - 'y'\n");
        assert_eq!(write(&json!({"d": "2024-08-03", "v": "1e3"})), "d: '2024-08-03'\nv: '1e3'\n");
        assert_eq!(number_text(&Number::from_f64(1e300).unwrap()), "1.0e+300");
        assert_eq!(number_text(&Number::from_f64(1.5e-9).unwrap()), "1.5e-9");
    }

    #[test]
    fn numbers_as_keys_are_text() {
        assert_eq!(read("200: {true: a}").unwrap(), json!({"200": {"true": "a"}}));
    }

    #[test]
    fn faults_have_a_place() {
        let text = |yaml: &str| read(yaml).unwrap_err().to_string();
        assert_eq!(text("a: {b/c: [1, .nan]}"), "#/a/b~1c/1: the number .nan cannot be kept exactly");
        assert!(text("a: 99999999999999999999").contains("99999999999999999999"));
        assert_eq!(text("a: {[1]: 2}"), "#/a: a key that is no text");
        assert_eq!(text("a: {200: 2, '200': 3}"), "#/a: the key 200 stands twice");
        assert_eq!(text("a: !odd 2"), "#/a: the YAML tag !odd");
        assert!(text("a: 1\na: 2").contains("duplicate"), "{}", text("a: 1\na: 2"));
        assert!(text("a: [1\nb: 2").contains("line"));
    }
}
