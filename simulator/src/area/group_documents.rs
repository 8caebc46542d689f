//! Groups as documents: which ones can change, and how responses show them.

use crate::call::Call;
use crate::error::{self, ApiError};
use crate::kinds::GROUP;
use crate::org::Org;
use crate::resource::Resource;
use crate::store::Document;
use serde_json::{Value, json};

/// Groups, as the parent of what is below them.
pub(crate) static GROUPS: Resource =
    Resource { path: GROUP.path, noun: GROUP.noun, object: "group", events: "group.lifecycle.*", ..Resource::NEW };

/// Refuses groups that every org has, which cannot be changed.
pub(super) fn require_editable(org: &Org, id: &str) -> Result<(), ApiError> {
    match org.store.get(&GROUP, id)?.text("type") {
        "OKTA_GROUP" => Ok(()),
        _ => Err(error::forbidden()),
    }
}

pub(crate) fn show(org: &Org, call: &Call<'_>, group: &Document) -> Value {
    let mut shown = group.show(&call.base);
    let wishes = call.query.text("expand").unwrap_or("");
    if wishes.split(',').any(|wish| wish == "stats") {
        let id = group.text("id");
        let apps = org.store.collections("/api/v1/apps/", "/groups").filter(|(_, own)| own.contains_key(id)).count();
        let count = org.memberships.count(id, &org.users);
        shown["_embedded"] = json!({ "stats": {
            "usersCount": count,
            "appsCount": apps,
            "groupPushMappingsCount": 0,
            "hasAdminPrivilege": org.store.all(&format!("{}/{id}/roles", GROUP.path)).next().is_some(),
        }});
    }
    shown
}
