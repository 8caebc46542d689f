//! The columns of a dataset: what the API documents, what an org adds to profiles, and one for the rest.

mod attributes;
pub(crate) mod documented;
mod kind;
mod tree;

pub use attributes::Attributes;
pub use kind::{Kind, Scalar};

pub(crate) use tree::{Node, Place};

/// The column of what has no other column, as JSON text.
pub const EXTRAS: &str = "_extras";

/// The column of the whole document, as JSON text.
pub const DOCUMENT: &str = "document";

/// The object with the attributes that an org defines.
const PROFILE: &str = "profile";

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// The path of its values in a document, with dots: `profile.login`.
    pub name: String,
    /// The type of its values.
    pub kind: Kind,
}

/// The columns of a dataset, in order, and where in a document their values are.
///
/// They are those of the API document, then the org's own attributes, then [`DOCUMENT`] if it is wanted, and last [`EXTRAS`].
/// `_links`, `_embedded` and documented secrets have no column and are no extras.
#[derive(Debug, Clone)]
pub struct Columns {
    dataset: String,
    columns: Vec<Column>,
    tree: Node,
}

impl Columns {
    /// The columns of a dataset such as `users`, in an org with these attributes.
    pub fn new(dataset: &str, attributes: &Attributes) -> Columns {
        let mut columns = documented::columns(dataset);
        // App users have no documented attribute: their profile as a whole is a column.
        let of_profile = |column: &Column| column.name == PROFILE || column.name.starts_with("profile.");
        if columns.iter().any(of_profile) {
            match attributes {
                Attributes::None => {}
                Attributes::Unknown => {
                    columns.retain(|column| column.name != PROFILE);
                    columns.push(Column { name: PROFILE.to_owned(), kind: Kind::Map });
                }
                Attributes::Known(attributes) => {
                    columns.retain(|column| column.name != PROFILE);
                    for (name, kind) in attributes {
                        let name = format!("{PROFILE}.{name}");
                        if columns.iter().all(|column| column.name != name) {
                            columns.push(Column { name, kind: *kind });
                        }
                    }
                }
            }
        }
        columns.push(Column { name: EXTRAS.to_owned(), kind: Kind::Json });
        Columns::of(dataset, columns)
    }

    /// These columns and [`DOCUMENT`].
    #[must_use]
    pub fn with_document(mut self) -> Columns {
        let document = Column { name: DOCUMENT.to_owned(), kind: Kind::Json };
        if !self.columns.contains(&document) {
            self.columns.insert(self.columns.len().saturating_sub(1), document);
        }
        Columns::of(&self.dataset, self.columns)
    }

    /// The columns that [`kinds`](Self::kinds) names; `None` if it did not.
    pub(crate) fn of_kinds(dataset: &str, kinds: &[(String, String)]) -> Option<Columns> {
        let columns = kinds.iter().map(|(name, kind)| Some(Column { name: name.clone(), kind: kind.parse().ok()? }));
        let columns: Vec<Column> = columns.collect::<Option<_>>()?;
        (columns.last()?.name == EXTRAS).then(|| Columns::of(dataset, columns))
    }

    /// The name and the kind of each column in order, such as `("id", "text")`.
    pub(crate) fn kinds(&self) -> Vec<(String, String)> {
        self.columns.iter().map(|column| (column.name.clone(), column.kind.to_string())).collect()
    }

    /// The dataset.
    pub fn dataset(&self) -> &str {
        &self.dataset
    }

    /// The columns in order.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// The position of a column.
    pub(crate) fn position(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name)
    }

    pub(crate) fn tree(&self) -> &Node {
        &self.tree
    }

    fn of(dataset: &str, columns: Vec<Column>) -> Columns {
        let mut tree = Node::default();
        for path in documented::omitted(dataset) {
            tree.insert(path, Place::Omitted);
        }
        for (at, Column { name, kind }) in columns.iter().enumerate() {
            match (name.as_str(), kind) {
                (DOCUMENT | EXTRAS, _) => {}
                (_, Kind::Map) => tree.insert_rest(name, at),
                _ => tree.insert(name, Place::Column(at)),
            }
        }
        Columns { dataset: dataset.to_owned(), columns, tree }
    }
}

/// Whether columns, by name and kind, have the attributes of profiles in one map.
pub(crate) fn has_profile_map(kinds: &[(String, String)]) -> bool {
    kinds.iter().any(|(name, kind)| name == PROFILE && *kind == Kind::Map.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(columns: &Columns) -> Vec<(&str, String)> {
        columns.columns().iter().map(|column| (column.name.as_str(), column.kind.to_string())).collect()
    }

    #[test]
    fn every_dataset_has_columns() {
        for dataset in documented::datasets() {
            let columns = Columns::new(dataset, &Attributes::None);
            assert!(columns.columns().len() > 2, "{dataset}");
            assert_eq!(columns.columns().last().unwrap().name, EXTRAS);
        }
    }

    #[test]
    fn attributes_of_the_org_follow_the_documented_ones() {
        let badge = ("badge".to_owned(), Kind::Scalar(Scalar::Integer));
        let login = ("login".to_owned(), Kind::Json);
        let columns = Columns::new("users", &Attributes::Known(vec![login, badge]));
        let login = columns.columns().iter().find(|column| column.name == "profile.login").unwrap();
        assert_eq!(login.kind, Kind::Scalar(Scalar::Text), "documented attributes keep their type");
        let all = names(&columns);
        assert_eq!(all[all.len() - 2..], [("profile.badge", "integer".into()), (EXTRAS, "json".into())]);
    }

    #[test]
    fn unknown_attributes_are_a_map() {
        let columns = Columns::new("app_users", &Attributes::Unknown);
        assert!(names(&columns).contains(&(PROFILE, "map".into())));
        assert!(!names(&columns).contains(&(PROFILE, "json".into())));
        let columns = Columns::new("logs", &Attributes::Unknown);
        assert!(!names(&columns).contains(&(PROFILE, "map".into())), "a dataset without profiles");
    }

    #[test]
    fn columns_survive_as_json() {
        let badges = ("badges".to_owned(), Kind::List(Scalar::Text));
        for columns in [
            Columns::new("users", &Attributes::Known(vec![badges])).with_document(),
            Columns::new("users", &Attributes::Unknown),
        ] {
            let again = Columns::of_kinds("users", &columns.kinds()).unwrap();
            assert_eq!(again.columns(), columns.columns());
            assert_eq!(again.with_document().columns(), columns.clone().with_document().columns());
        }
        let pair = |name: &str, kind: &str| (name.to_owned(), kind.to_owned());
        for bad in [vec![pair("a", "text")], vec![pair("a", "words"), pair("_extras", "json")], Vec::new()] {
            assert!(Columns::of_kinds("users", &bad).is_none(), "{bad:?}");
        }
    }
}
