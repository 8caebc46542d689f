//! UI schemas.

use crate::links;
use crate::resource::{Id, Resource, rows};
use crate::route::Row;
use serde_json::json;

pub(crate) const ROWS: &[&[Row]] = rows![UI_SCHEMAS "/api/v1/meta/uischemas" list create get replace delete;];

static UI_SCHEMAS: Resource = Resource {
    path: "/api/v1/meta/uischemas",
    schema: "UISchemasResponseObject",
    id: Id::Minted("uis"),
    noun: "UISchemaEntity",
    object: "uiSchema",
    complete: |_, _, schema, _| {
        schema
            .fill("uiSchema", json!({ "type": "Group", "label": "Sign in", "buttonLabel": "Submit", "elements": [] }));
        Ok(())
    },
    links: |_, _, path| json!({ "self": links::hinted(path, &["GET", "PUT", "DELETE"]) }),
    ..Resource::NEW
};
