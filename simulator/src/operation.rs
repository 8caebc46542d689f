//! The operations of the API document, of which an org here has some.

use crate::path;

/// Per line: method, path with `{}` for a value, and the scopes of which one is enough, if it needs any.
const OPERATIONS: &str = include_str!("generated/operations.txt");

/// Method, path and scopes of each operation. A path comes before those whose values it fits.
pub(crate) fn operations() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    OPERATIONS.lines().filter_map(|line| {
        let mut parts = line.splitn(3, ' ');
        Some((parts.next()?, parts.next()?, parts.next().unwrap_or("")))
    })
}

/// The methods that the document has for the path of a request.
pub(crate) fn methods(path: &str) -> Vec<&'static str> {
    let template = operations().map(|(_, own, _)| own).find(|own| path::values(own, path).is_some());
    operations().filter(|(_, own, _)| Some(*own) == template).map(|(method, ..)| method).collect()
}
