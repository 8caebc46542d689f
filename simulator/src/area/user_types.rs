//! User types. Each has a schema of its own.

use crate::error::{self, ApiError, ensure};
use crate::handler::Row;
use crate::kinds::USER_TYPE;
use crate::links;
use crate::org::Org;
use crate::resource::{Id, Resource, last, rows};
use crate::schema::{self, Schema};
use crate::store::Document;
use serde_json::json;

pub(crate) const ROWS: &[&[Row]] = rows![TYPES "/api/v1/meta/types/user" list create get update replace delete;];
const MOST: usize = 10;

static TYPES: Resource = Resource {
    path: USER_TYPE.path,
    schema: "UserType",
    id: Id::Minted(USER_TYPE.prefix),
    noun: USER_TYPE.noun,
    object: "userType",
    unique: &["name"],
    complete: |org, _, kind, old| {
        ensure!(
            old.is_some() || org.store.all(USER_TYPE.path).count() < MOST,
            error::invalid("userType").because("An org has at most 10 user types")
        );
        if let Some(old) = old {
            kind.set("name", old.text("name"));
        }
        kind.fill("description", "");
        kind.fill("default", false);
        Ok(())
    },
    born: |org, call, path| {
        let id = last(path).to_owned();
        let named = org.store.at(path).map(|kind| kind.text("displayName").to_owned()).unwrap_or_default();
        org.type_schemas.insert(id, Schema::of_type(call.now, schema::schema_id(last(path)), named));
        org.record(call, "directory.non_default_user_profile.create", Vec::new());
    },
    removable,
    gone: |org, _, _, path| drop(org.type_schemas.remove(last(path))),
    links: |_, _, path| {
        json!({
            "schema": links::related("schema", schema::path(last(path)), "GET"),
            "self": links::related("self", path, "GET"),
        })
    },
    ..Resource::NEW
};

fn removable(org: &Org, kind: &Document, path: &str) -> Result<(), ApiError> {
    ensure!(!kind.is("default"), error::type_in_use());
    let used = org.users.after(None).any(|user| org.type_of(&user) == last(path));
    ensure!(!used, error::type_in_use());
    Ok(())
}
