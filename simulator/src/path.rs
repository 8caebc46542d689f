//! Paths of operations, with `{}` where a value stands.

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
