//! A new org.

use crate::area;
use crate::delivery::Deliveries;
use crate::directory::Users;
use crate::files::Files;
use crate::id::Ids;
use crate::kinds::{GROUP, USER_TYPE, new_group, user_type};
use crate::log::Log;
use crate::memberships::{Base, Memberships};
use crate::oauth::Grants;
use crate::org::Org;
use crate::rate::Buckets;
use crate::schema::{Property, Schema, Type};
use crate::seed::Seed;
use crate::setup::Setup;
use crate::store::Store;
use crate::time::Time;
use serde_json::json;
use std::collections::BTreeMap;

/// When every org was created: 2022-03-01.
const BORN: Time = Time::from_seconds(1_646_092_800);

impl Org {
    /// Creates an org.
    pub fn new(setup: &Setup) -> Self {
        let mut ids = Ids::new(setup.seed);
        let (id, type_id) = (ids.mint("00o"), ids.mint("oty"));
        let seeded = [("badge", Type::Text), ("costNumber", Type::Number)];
        let seeded = seeded.map(|(name, kind)| Property { name: name.into(), kind });
        let seeded = seeded.into_iter().filter(|_| setup.users > 1);
        let properties: Vec<Property> = seeded.chain(setup.custom.iter().cloned()).collect();
        let (mut store, mut memberships) = (Store::default(), Memberships::default());
        let everyone = seed_org(&mut store, &mut memberships, &mut ids, &type_id, BORN, setup.users > 1);
        // The first seeded user is the admin; without others it is an admin and nothing else, as in a new org.
        let seed = Seed::new(setup.seed, if setup.users > 1 { setup.users } else { 0 }, &type_id, &mut ids, BORN);
        let me = if seed.count() > 0 { seed.user(0).id() } else { ids.mint("00u") };
        let mut org = Self {
            id,
            type_id,
            everyone,
            users: Users::new(seed, setup.search_lag),
            memberships,
            user_schema: Schema::users(BORN, &properties),
            type_schemas: BTreeMap::new(),
            group_schema: Schema::groups(BORN),
            grants: Grants::new(setup.service_apps.clone()),
            me,
            issuer_audience: setup.issuer_audience,
            classic: setup.classic,
            realms: setup.realms,
            token: setup.token.clone(),
            buckets: Buckets::new(setup.plan, setup.limits.clone()),
            cors_expose: setup.cors_expose,
            lacks: setup.lacks.clone(),
            year: setup.year,
            ids,
            store,
            log: Log::default(),
            deliveries: Deliveries::default(),
            files: Files::default(),
            logo: None,
        };
        area::seed(&mut org, BORN);
        org.store.lag(&GROUP, setup.search_lag);
        org
    }
}

/// Fills the store of a new org with groups and the user type, and returns the id of its group Everyone.
fn seed_org(
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
