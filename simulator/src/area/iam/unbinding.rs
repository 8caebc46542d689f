//! What goes with a resource set or a custom role.

use crate::org::Org;

/// Removes the bindings of these sets and roles, and what they gave.
pub(super) fn forget(org: &mut Org, of: impl Fn(&str, &str) -> bool) {
    let mut gone = Vec::new();
    for start in ["/api/v1/users/", "/api/v1/groups/", "/oauth2/v1/clients/"] {
        for (path, roles) in org.store.collections(start, "/roles") {
            let own = roles.iter().filter(|(_, role)| role.text("type") == "CUSTOM");
            let own = own.filter(|(_, role)| of(role.text("resource-set"), role.text("role")));
            gone.extend(own.map(|(id, _)| format!("{path}/{id}")));
        }
    }
    for (path, bindings) in org.store.collections("/api/v1/iam/resource-sets", "/bindings") {
        let set = path.split('/').nth(5).unwrap_or("");
        gone.extend(bindings.keys().filter(|role| of(set, role)).map(|role| format!("{path}/{role}")));
    }
    gone.iter().for_each(|path| drop(org.store.remove_at(path)));
}
