//! The target of an action: the subset of JSONPath that names one node, `$.a.b['c d'].e[0]`.

use serde_json::Value;
use std::fmt;

/// One node of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Target {
    steps: Vec<Step>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Step {
    Key(String),
    Index(usize),
}

impl Target {
    /// Parses a target; `None` for any other JSONPath. In a quoted name `\'` and `\\` are `'` and `\`.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut rest = text.strip_prefix('$')?;
        let mut steps = Vec::new();
        while !rest.is_empty() {
            let (step, after) = if let Some(name) = rest.strip_prefix('.') {
                let end = name.find(['.', '[']).unwrap_or(name.len());
                let (name, after) = name.split_at(end);
                let plain =
                    !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '$'));
                (Step::Key(plain.then(|| name.to_owned())?), after)
            } else if let Some(quoted) = rest.strip_prefix("['") {
                let (name, after) = unquote(quoted)?;
                (Step::Key(name), after.strip_prefix(']')?)
            } else {
                let (number, after) = rest.strip_prefix('[')?.split_once(']')?;
                (Step::Index(number.parse().ok()?), after)
            };
            steps.push(step);
            rest = after;
        }
        Some(Self { steps })
    }

    /// The node.
    pub(super) fn find<'a>(&self, document: &'a Value) -> Option<&'a Value> {
        self.steps.iter().try_fold(document, |node, step| match step {
            Step::Key(key) => node.get(key),
            Step::Index(at) => node.get(at),
        })
    }

    /// The node, mutable.
    pub(super) fn find_mut<'a>(&self, document: &'a mut Value) -> Option<&'a mut Value> {
        self.steps.iter().try_fold(document, |node, step| match step {
            Step::Key(key) => node.get_mut(key),
            Step::Index(at) => node.get_mut(at),
        })
    }

    /// The parent of the node; that of the root is the root.
    pub(super) fn parent(&self) -> Self {
        let (_, above) = self.steps.split_last().unwrap_or((&Step::Index(0), &[]));
        Self { steps: above.to_vec() }
    }

    /// The name of the node in its parent, unless it is an index.
    pub(super) fn last(&self) -> Option<&str> {
        match self.steps.last()? {
            Step::Key(key) => Some(key),
            Step::Index(_) => None,
        }
    }

    /// Removes the node from its parent; the others keep their order.
    pub(super) fn remove(&self, document: &mut Value) {
        match (self.parent().find_mut(document), self.steps.last()) {
            (Some(Value::Object(parent)), Some(Step::Key(key))) => drop(parent.shift_remove(key)),
            (Some(Value::Array(parent)), Some(Step::Index(at))) if *at < parent.len() => drop(parent.remove(*at)),
            _ => {}
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("$")?;
        for step in &self.steps {
            match step {
                Step::Index(at) => write!(f, "[{at}]")?,
                Step::Key(key) if key.chars().all(|c| c.is_alphanumeric() || c == '_') => write!(f, ".{key}")?,
                Step::Key(key) => write!(f, "['{}']", key.replace('\\', "\\\\").replace('\'', "\\'"))?,
            }
        }
        Ok(())
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
            assert_eq!(target.find(&document), Some(&json!(found)), "{text}");
            assert_eq!(Target::parse(&target.to_string()), Some(target));
        }
        assert_eq!(Target::parse("$").unwrap().find(&document), Some(&document));
        assert_eq!(Target::parse("$.a[0]").unwrap().find(&document), None);
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
