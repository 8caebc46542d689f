//! The contents of a new org beside its users: groups and the user type.

use crate::id::Ids;
use crate::kinds::{GROUP, USER_TYPE, new_group, user_type};
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
    type_id: &str,
    born: Time,
    departments: bool,
) -> String {
    let text = "All users in your organization";
    let everyone = ids.mint(GROUP.prefix);
    store.put(
        GROUP.path,
        &everyone,
        new_group(&everyone, "BUILT_IN", &json!({ "name": "Everyone", "description": text }), born),
    );
    memberships.open(&everyone, Base::Everyone);
    let departments = if departments { Seed::departments().collect() } else { Vec::new() };
    for (number, name) in departments {
        let id = ids.mint(GROUP.prefix);
        let profile = json!({ "name": name, "description": format!("Everybody in {name}") });
        store.put(GROUP.path, &id, new_group(&id, "OKTA_GROUP", &profile, born));
        memberships.open(&id, Base::Department(number));
    }
    let made_by = ids.mint("spr");
    store.put(USER_TYPE.path, type_id, user_type(type_id, &made_by, born));
    everyone
}
