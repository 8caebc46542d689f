//! Where in a document the values of columns are.

use std::collections::HashMap;

/// The properties of an object that have a place.
#[derive(Debug, Clone, Default)]
pub(crate) struct Node {
    places: HashMap<Box<str>, Place>,
    rest: Option<usize>,
}

/// Where a property goes.
#[derive(Debug, Clone)]
pub(crate) enum Place {
    /// Into a column.
    Column(usize),
    /// Its own properties have places.
    Object(Node),
    /// Nowhere.
    Omitted,
}

impl Node {
    /// The place of a property.
    pub(crate) fn get(&self, name: &str) -> Option<&Place> {
        self.places.get(name)
    }

    /// The column of the properties without a place.
    pub(crate) fn rest(&self) -> Option<usize> {
        self.rest
    }

    /// Gives the property at a path a place, unless that or an object around it has one.
    pub(super) fn insert(&mut self, path: &str, place: Place) {
        let (objects, name) = path.rsplit_once('.').unwrap_or(("", path));
        if let Some(node) = self.object(objects) {
            node.places.entry(name.into()).or_insert(place);
        }
    }

    /// Gives what has no place in the object at a path a column.
    pub(super) fn insert_rest(&mut self, path: &str, column: usize) {
        if let Some(node) = self.object(path) {
            node.rest = Some(column);
        }
    }

    fn object(&mut self, path: &str) -> Option<&mut Node> {
        let names = path.split('.').filter(|name| !name.is_empty());
        names.into_iter().try_fold(self, |node, name| {
            match node.places.entry(name.into()).or_insert_with(|| Place::Object(Node::default())) {
                Place::Object(node) => Some(node),
                Place::Column(_) | Place::Omitted => None,
            }
        })
    }
}
