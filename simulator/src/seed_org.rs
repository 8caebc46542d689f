//! The contents of a new org beside its users: groups, the user type and apps.

use crate::id::Ids;
use crate::kinds::{APP, GROUP, app, new_group, user_type};
use crate::memberships::{Base, Memberships};
use crate::seed::Seed;
use crate::store::Store;
use crate::time::Time;
use serde_json::json;

/// Fills the store of a new org and returns the id of its group Everyone.
pub(crate) fn seed_org(
    store: &mut Store,
    memberships: &mut Memberships,
    ids: &mut Ids,
    org_id: &str,
    type_id: &str,
    born: Time,
    departments: bool,
) -> String {
    let text = "All users in your organization";
    let everyone = ids.mint(GROUP.prefix);
    store.put(&everyone, new_group(&everyone, "BUILT_IN", &json!({ "name": "Everyone", "description": text }), born));
    memberships.open(&everyone, Base::Everyone);
    let departments = if departments { Seed::departments().collect() } else { Vec::new() };
    for (number, name) in departments {
        let id = ids.mint(GROUP.prefix);
        let profile = json!({ "name": name, "description": format!("Everybody in {name}") });
        store.put(&id, new_group(&id, "OKTA_GROUP", &profile, born));
        memberships.open(&id, Base::Department(number));
    }
    let made_by = ids.mint("spr");
    store.put(type_id, user_type(type_id, &made_by, born));
    for (name, label) in [
        ("saasure", "Okta Admin Console"),
        ("okta_enduser", "Okta Dashboard"),
        ("okta_browser_plugin", "Okta Browser Plugin"),
    ] {
        let id = ids.mint(APP.prefix);
        store.put(&id, app(&id, org_id, name, label, born));
    }
    everyone
}
