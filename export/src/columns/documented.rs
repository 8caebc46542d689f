//! What the API document says about each dataset.

use super::Column;

/// Dataset, path and kind of each property.
const TABLE: &str = include_str!("../generated/columns.txt");

/// A property that an export leaves out.
const OMITTED: &str = "omitted";

/// The columns of a dataset; none if there is no such dataset.
pub(super) fn columns(dataset: &str) -> Vec<Column> {
    let rows =
        rows(dataset).filter_map(|(path, kind)| Some(Column { name: path.to_owned(), kind: kind.parse().ok()? }));
    rows.collect()
}

/// The paths that an export of a dataset leaves out.
pub(crate) fn omitted(dataset: &str) -> impl Iterator<Item = &'static str> {
    rows(dataset).filter(|(_, kind)| *kind == OMITTED).map(|(path, _)| path)
}

fn rows(dataset: &str) -> impl Iterator<Item = (&'static str, &'static str)> {
    all().filter(move |(of, ..)| *of == dataset).map(|(_, path, kind)| (path, kind))
}

fn all() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    TABLE.lines().filter_map(|line| {
        let mut words = line.split('\t');
        Some((words.next()?, words.next()?, words.next()?))
    })
}

#[cfg(test)]
pub(super) fn datasets() -> std::collections::BTreeSet<&'static str> {
    all().map(|(dataset, ..)| dataset).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::columns::Kind;

    #[test]
    fn every_line_is_understood() {
        assert_eq!(all().count(), TABLE.lines().count());
        for (dataset, path, kind) in all() {
            assert!(kind == OMITTED || kind.parse::<Kind>().is_ok(), "{dataset} {path} {kind}");
        }
    }
}
