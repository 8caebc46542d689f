//! The target of an action: the subset of JSONPath that names one node, `$.a.b['c d'].e[0]`.

use crate::node::{below, unescape};
use serde::Deserialize;
use serde_json::Value;
use std::fmt;

/// One node of a document.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(super) struct Target {
    text: String,
    /// The same as a JSON pointer.
    pub(super) pointer: String,
}

impl Target {
    /// Parses a target; `None` for any other JSONPath. In a quoted name `\'` and `\\` are `'` and `\`.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut rest = text.strip_prefix('$')?;
        let mut pointer = String::new();
        while !rest.is_empty() {
            let (step, after) = if let Some(name) = rest.strip_prefix('.') {
                let (name, after) = name.split_at(name.find(['.', '[']).unwrap_or(name.len()));
                let plain = name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '$'));
                (Some(name.to_owned()).filter(|name| plain && !name.is_empty())?, after)
            } else if let Some(quoted) = rest.strip_prefix("['") {
                let (name, after) = unquote(quoted)?;
                (name, after.strip_prefix(']')?)
            } else {
                let (number, after) = rest.strip_prefix('[')?.split_once(']')?;
                (number.parse::<usize>().ok()?.to_string(), after)
            };
            pointer = below(&pointer, &step);
            rest = after;
        }
        Some(Self { text: text.to_owned(), pointer })
    }

    /// The pointer to the parent of the node, and the name or index of the node in it; `None` for the root.
    pub(super) fn split(&self) -> Option<(&str, String)> {
        self.pointer.rsplit_once('/').map(|(parent, step)| (parent, unescape(step)))
    }

    /// True if a document has the parent of the node.
    pub(super) fn has_parent(&self, document: &Value) -> bool {
        self.split().is_some_and(|(parent, _)| document.pointer(parent).is_some())
    }

    /// Removes the node from its parent; the others keep their order.
    pub(super) fn remove(&self, document: &mut Value) {
        let Some((parent, step)) = self.split() else { return };
        match (document.pointer_mut(parent), step.parse::<usize>()) {
            (Some(Value::Object(parent)), _) => drop(parent.shift_remove(&step)),
            (Some(Value::Array(parent)), Ok(at)) if at < parent.len() => drop(parent.remove(at)),
            _ => {}
        }
    }
}

impl TryFrom<String> for Target {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Target::parse(&text).ok_or_else(|| format!("{text}: not of the form $.a.b['c d'].e[0]"))
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// The name up to its closing quote, and what follows.
fn unquote(text: &str) -> Option<(String, &str)> {
    let mut name = String::new();
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '\'' => return Some((name, text.get(at + 1..)?)),
            '\\' => name.push(chars.next()?.1),
            c => name.push(c),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn names_quoted_names_and_indexes() {
        let document = json!({"a": {"/b/{c}": [{"d e": 1}], "it's": {"\\": 2}}});
        for (text, found) in [("$.a['/b/{c}'][0]['d e']", 1), ("$['a']['it\\'s']['\\\\']", 2)] {
            let target = Target::parse(text).unwrap();
            assert_eq!(document.pointer(&target.pointer), Some(&json!(found)), "{text}");
            assert_eq!(target.to_string(), text);
        }
        assert_eq!(document.pointer(&Target::parse("$").unwrap().pointer), Some(&document));
        assert_eq!(document.pointer(&Target::parse("$.a[0]").unwrap().pointer), None);
    }

    #[test]
    fn filters_wildcards_and_scraps_are_refused() {
        for text in ["", "a", "$.", "$..a", "$.*", "$[*]", "$[?(@.a)]", "$['a'", "$['a", "$[a]", "$.a b", "$[-1]"] {
            assert_eq!(Target::parse(text), None, "{text}");
        }
    }

    #[test]
    fn removing_keeps_the_order() {
        let mut document = json!({"a": 1, "b": [1, 2, 3], "c": 3});
        Target::parse("$.b[1]").unwrap().remove(&mut document);
        Target::parse("$.b[7]").unwrap().remove(&mut document);
        Target::parse("$.a").unwrap().remove(&mut document);
        assert_eq!(document.to_string(), r#"{"b":[1,3],"c":3}"#);
    }
}
