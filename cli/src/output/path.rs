//! Dotted paths into documents: columns.

use oktant::Json;
use oktant::value::Object;

/// Members that repeat what the document says, for programs.
const LEFT_OUT: [&str; 2] = ["_links", "_embedded"];

/// The text of the value at a dotted path; empty if there is none.
pub(super) fn text_at(document: &Json, path: &str) -> String {
    at(document, path).map(text).unwrap_or_default()
}

/// Whether a document has a value at a dotted path.
pub(super) fn is_in(document: &Json, path: &str) -> bool {
    at(document, path).is_some()
}

/// The text of a value in a cell.
pub(super) fn text(value: &Json) -> String {
    match value {
        Json::Null => String::new(),
        Json::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// A document of the values at dotted paths, each under its path; null if there is none. What is no object stays as it is.
pub(super) fn members(document: Json, paths: &[String]) -> Json {
    if document.as_object().is_none() {
        return document;
    }
    let mut chosen = Object::new();
    for path in paths {
        chosen.insert(path.as_str(), at(&document, path).cloned().unwrap_or(Json::Null));
    }
    Json::Object(chosen)
}

/// A text on one line, cut to a width.
pub(super) fn cut(text: &str, widest: usize) -> String {
    let line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    if line.chars().count() <= widest {
        return line;
    }
    line.chars().take(widest.saturating_sub(1)).chain(['…']).collect()
}

/// The paths of the values in a document, in its order; a list is one value. What is no object has one value, at the empty path.
pub(super) fn leaves(document: &Json) -> Vec<String> {
    let mut found = Vec::new();
    collect(document, String::new(), &mut found);
    found
}

fn collect(value: &Json, path: String, found: &mut Vec<String>) {
    match value.as_object() {
        Some(members) if !members.is_empty() => {
            for (name, member) in members.iter().filter(|(name, _)| !LEFT_OUT.contains(name)) {
                let path = if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
                collect(member, path, found);
            }
        }
        _ => found.push(path),
    }
}

fn at<'a>(document: &'a Json, path: &str) -> Option<&'a Json> {
    if path.is_empty() {
        return Some(document);
    }
    // The name may have dots itself.
    if let Some(value) = document.get(path) {
        return Some(value);
    }
    path.match_indices('.').find_map(|(dot, _)| {
        let (name, rest) = (&path[..dot], &path[dot + 1..]);
        let inside = document.get(name).or_else(|| document.as_array()?.get(name.parse::<usize>().ok()?));
        at(inside?, rest)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_lead_to_values() {
        let document = br#"{"id":"1","profile":{"a.b":2,"list":[{"c":null},"x"],"none":{}},"_links":{"self":{}}}"#;
        let document = Json::parse(document).unwrap();
        assert_eq!(leaves(&document), ["id", "profile.a.b", "profile.list", "profile.none"]);
        for (path, text) in [
            ("id", "1"),
            ("profile.a.b", "2"),
            ("profile.list.0.c", ""),
            ("profile.list", r#"[{"c":null},"x"]"#),
            ("_links.self", "{}"),
            ("nothing.here", ""),
        ] {
            assert_eq!(text_at(&document, path), text, "{path}");
        }
        assert_eq!(leaves(&Json::from("x")), [""]);
    }

    #[test]
    fn members_are_named_by_their_paths() {
        let document = Json::parse(br#"{"id":"1","profile":{"login":"a"}}"#).unwrap();
        let paths = ["profile.login", "nothing"].map(str::to_owned);
        assert_eq!(members(document, &paths).to_string(), r#"{"profile.login":"a","nothing":null}"#);
        assert_eq!(members(Json::from(1), &paths).to_string(), "1");
    }

    #[test]
    fn long_texts_are_cut_on_one_line() {
        assert_eq!(cut("a\nb", 9), "a b");
        assert_eq!(cut("abcdef", 4), "abc…");
    }
}
