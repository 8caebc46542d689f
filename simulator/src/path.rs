//! Paths of operations, with `{}` where a value stands, and the patterns of paths that tests write.

/// The values of a path where a template has `{}`, not decoded; `None` if the path does not match.
pub(crate) fn values<'a>(template: &str, path: &'a str) -> Option<Vec<&'a str>> {
    let mut values = Vec::new();
    let mut segments = path.split('/');
    for wanted in template.split('/') {
        let segment = segments.next()?;
        if wanted == "{}" && !segment.is_empty() {
            values.push(segment);
        } else if wanted != segment {
            return None;
        }
    }
    segments.next().is_none().then_some(values)
}

/// Whether a path is `start` or continues it with a segment.
pub(crate) fn is_below(path: &str, start: &str) -> bool {
    !start.is_empty() && path.strip_prefix(start).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// A pattern of paths as a test writes it: `{}` is one segment, `*` at the end is anything.
///
/// # Errors
/// Fails if no path can fit it.
pub(crate) fn pattern(text: &str) -> Result<&str, String> {
    if !text.starts_with('/') {
        return Err(format!("path: {text} has no / at its start"));
    }
    if text.contains('?') {
        return Err(format!("path: {text} has a query, which is no part of a path"));
    }
    Ok(text)
}
