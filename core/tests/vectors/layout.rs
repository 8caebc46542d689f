//! How vectors are written: one call a line, one step a line.

use serde_json::Value;

/// All that a vector may have, in order.
const FIELDS: [&str; 8] = ["what", "not", "epoch", "config", "explain", "error", "calls", "lines"];

pub(crate) fn lines(vector: &Value) -> String {
    let mut out = String::from("{\n");
    let fields = vector.as_object().unwrap();
    assert!(fields.keys().all(|name| FIELDS.contains(&name.as_str())), "there are {FIELDS:?}");
    let ordered = FIELDS.iter().filter_map(|name| Some((name, fields.get(*name)?)));
    for (at, (name, value)) in ordered.enumerate() {
        let value = match (*name, value) {
            ("calls", Value::Object(calls)) => {
                block('{', calls.iter().map(|(name, call)| format!("\"{name}\": {}", flat(call))), '}')
            }
            ("lines", Value::Array(lines)) => block('[', lines.iter().map(line), ']'),
            ("explain", Value::Array(lines)) => block('[', lines.iter().map(flat), ']'),
            (_, value) => flat(value),
        };
        let comma = if at + 1 == fields.len() { "" } else { "," };
        out.push_str(&format!("  \"{name}\": {value}{comma}\n"));
    }
    out.push_str("}\n");
    out
}

/// One element a line.
fn block(open: char, elements: impl Iterator<Item = String>, close: char) -> String {
    let lines: Vec<_> = elements.map(|element| format!("    {element}")).collect();
    format!("{open}\n{}\n  {close}", lines.join(",\n"))
}

/// `[call, now, input,` and the step below it.
fn line(line: &Value) -> String {
    let parts: Vec<_> = line.as_array().unwrap().iter().map(flat).collect();
    format!("[{},\n      {}]", parts[..3].join(", "), parts[3..].join(", "))
}

/// JSON on one line, with a space after colons and commas.
fn flat(value: &Value) -> String {
    match value {
        Value::Array(elements) => format!("[{}]", elements.iter().map(flat).collect::<Vec<_>>().join(", ")),
        Value::Object(members) => {
            let members =
                members.iter().map(|(name, value)| format!("{}: {}", Value::from(name.as_str()), flat(value)));
            format!("{{{}}}", members.collect::<Vec<_>>().join(", "))
        }
        plain => plain.to_string(),
    }
}
