//! The properties that users of an app have, by the schema of the app.

use crate::org::Org;
use crate::store::Document;

/// The path of the schema of an app.
pub(crate) fn schema_path(app: &str) -> String {
    format!("/api/v1/meta/schemas/apps/{app}/default")
}

/// Whether users of an app have a property.
pub(crate) fn has_property(org: &Org, app: &str, name: &str) -> bool {
    let has = |schema: &Document, part: &str| schema.at(&format!("definitions.{part}.properties.{name}")).is_some();
    org.store.at(&schema_path(app)).is_some_and(|schema| has(schema, "base") || has(schema, "custom"))
}
