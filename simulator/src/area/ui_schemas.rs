//! UI schemas.

use crate::call::Call;
use crate::error::ApiError;
use crate::handler::Row;
use crate::links;
use crate::message::Response;
use crate::org::Org;
use crate::resource::{Id, Resource, rows};
use serde_json::json;

pub(crate) const ROWS: &[&[Row]] = rows![
    UI_SCHEMAS "/api/v1/meta/uischemas" list create get replace;
    ("DELETE", "/api/v1/meta/uischemas/{}", delete),
];

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

/// Deleting what is not there succeeds, as in a real org.
fn delete(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    org.store.remove(UI_SCHEMAS.path, call.value(0));
    Ok(Response::no_content())
}
