//! Realms, and the assignments that move users into them.

use crate::call::Call;
use crate::directory::Person;
use crate::error::{self, ApiError, BLANK, ensure, field};
use crate::expression::Condition;
use crate::handler::Row;
use crate::links;
use crate::message::Response;
use crate::org::Org;
use crate::paging::{self, Order, Page};
use crate::resource::{Id, Resource, Turned, rows};
use crate::schema::Type;
use crate::search::{Dialect, Query, SortKey};
use crate::store::Document;
use crate::time::Time;
use serde_json::{Value, json};

pub(crate) const ROWS: &[&[Row]] = rows![
    REALMS "/api/v1/realms" create get replace delete;
    ASSIGNMENTS "/api/v1/realm-assignments" list create get replace delete activate deactivate;
    OPERATIONS "/api/v1/realm-assignments/operations" list;
    ("GET", "/api/v1/realms", list),
    ("POST", "/api/v1/realm-assignments/operations", execute),
];

const SEARCHED: &[(&str, Type)] = &[
    ("id", Type::Text),
    ("profile.name", Type::Text),
    ("profile.realmType", Type::Text),
    ("isDefault", Type::Flag),
    ("created", Type::Date),
    ("lastUpdated", Type::Date),
];

pub(crate) static REALMS: Resource = Resource {
    path: "/api/v1/realms",
    schema: "Realm",
    id: Id::Minted("guo"),
    noun: "Realm",
    object: "realm",
    unique: &["profile.name"],
    events: "directory.realm.lifecycle.*",
    complete: |_, _, realm, _| {
        ensure!(!realm.text("profile.name").trim().is_empty(), field("name", BLANK));
        realm.fill_all(json!({ "profile": { "domains": [] }, "isDefault": false }));
        Ok(())
    },
    removable: |org, realm, _| {
        let own = |person: &Person<'_>| match person {
            Person::Stored(user) => user.text("realmId") == realm.text("id"),
            Person::Seeded(_) => false,
        };
        let members = org.users.after(None).any(|person| own(&person));
        ensure!(!realm.is("isDefault") && !members, error::realm_in_use());
        Ok(())
    },
    links: |_, _, path| json!({ "self": links::related("self", path, "GET") }),
    // Lists leave domains out if there are none.
    view: |_, call, _, realm| {
        let listed = call.value(0).is_empty() && call.request.method == "GET";
        if let Some(profile) = realm["profile"].as_object_mut().filter(|_| listed) {
            profile.retain(|name, value| name != "domains" || *value != json!([]));
        }
    },
    ..Resource::NEW
};

static ASSIGNMENTS: Resource = Resource {
    path: "/api/v1/realm-assignments",
    schema: "RealmAssignment",
    id: Id::Minted("rul"),
    noun: "RealmAssignment",
    object: "realmAssignment",
    status: Some("INACTIVE"),
    turned: Turned::NoContent,
    order: Order::Priority,
    page: Some(Page(20, 200)),
    events: "directory.realm.assignment.*",
    complete: |org, _, assignment, old| {
        ensure!(!assignment.text("name").trim().is_empty(), field("name", BLANK));
        let next = 1 + org.store.all("/api/v1/realm-assignments").count();
        let priority = old.and_then(|old| old.at("priority").cloned()).unwrap_or_else(|| next.into());
        assignment.fill("priority", priority);
        assignment.fill("isDefault", false);
        let realm = assignment.text("actions.assignUserToRealm.realmId");
        ensure!(realm.is_empty() || org.store.find(REALMS.path, realm).is_some(), REALMS.unknown(realm));
        Ok(())
    },
    removable: |_, assignment, _| {
        let free = assignment.text("status") == "INACTIVE" && !assignment.is("isDefault");
        ensure!(free, error::invalid("realmAssignment").because("An active realm assignment cannot be deleted"));
        Ok(())
    },
    links: |_, _, path| json!({ "self": links::related("self", path, "GET") }),
    ..Resource::NEW
};

static OPERATIONS: Resource = Resource {
    path: "/api/v1/realm-assignments/operations",
    schema: "OperationResponse",
    id: Id::Minted("rre"),
    noun: "RealmAssignmentOperation",
    object: "operation",
    created: 201,
    page: Some(Page(20, 200)),
    links: |_, _, path| json!({ "self": links::related("self", path, "GET") }),
    ..Resource::NEW
};

/// The realm of users who are in no other.
pub(crate) fn seed(org: &mut Org, born: Time) {
    let realm = json!({ "profile": { "name": "Default Realm" }, "isDefault": true });
    REALMS.plant(org, REALMS.path, realm, born);
}

/// The realm of a new user: the one that was asked for, or else the default one in an org with realms.
pub(crate) fn of_new_user(org: &Org, wanted: Option<String>) -> Result<Option<String>, ApiError> {
    if let Some(id) = wanted {
        ensure!(org.store.find(REALMS.path, &id).is_some(), REALMS.unknown(&id));
        return Ok(Some(id));
    }
    let mut all = org.store.all(REALMS.path).filter(|_| org.realms);
    Ok(all.find(|(_, realm)| realm.is("isDefault")).map(|(id, _)| id.to_owned()))
}

/// Lists realms by id, or as the query wishes.
fn list(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let dialect = Dialect::search(SEARCHED, []);
    let condition = call.query.text("search").map(|text| Query::read(text, &dialect)).transpose()?;
    let fits = |realm: &Document| condition.as_ref().is_none_or(|own| own.matches(&|path| realm.at(path).into()));
    let mut found: Vec<(&str, &Document)> = org.store.all(REALMS.path).filter(|(_, realm)| fits(realm)).collect();
    let by = call.query.text("sortBy").unwrap_or("id");
    dialect.kind(by)?;
    let down = call.query.text("sortOrder").is_some_and(|order| order.eq_ignore_ascii_case("desc"));
    let place = |(id, realm): &(&str, &Document)| (SortKey::new(realm.at(by).into(), down), (*id).to_owned());
    found.sort_by_cached_key(place);
    let behind = |after: &str| {
        let last = place(&org.store.ever(REALMS.path).find(|(id, _)| *id == after)?);
        Some(found.partition_point(|realm| place(realm) <= last))
    };
    let (items, limit, next) = Page(10, 200).cut_behind(call, &found, |(id, _)| (*id).to_owned(), behind)?;
    let show = |(id, realm): &(&str, &Document)| REALMS.show(org, call, &format!("{}/{id}", REALMS.path), realm);
    Ok(paging::page(call, "", items.iter().map(show).collect(), limit, next.as_deref()))
}

/// Moves the users that an assignment means, at once.
fn execute(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let body = call.judged(OPERATIONS.object)?;
    let id = body.get("assignmentId").and_then(Value::as_str).unwrap_or("");
    let assignment = org.store.find(ASSIGNMENTS.path, id).cloned().ok_or_else(|| ASSIGNMENTS.unknown(id))?;
    let realm = assignment.text("actions.assignUserToRealm.realmId").to_owned();
    let condition = match assignment.text("conditions.expression.value") {
        "" => None,
        text => Some(Condition::of_user(text).ok_or_else(|| field("expression", "The expression is not valid"))?),
    };
    let fits = |user: &Document| condition.as_ref().is_none_or(|condition| org.satisfies(user, condition));
    let view = org.user_view(call);
    let people = org.users.after(None).map(|person| person.document(&view));
    let moved: Vec<Document> = people.filter(|user| user.text("realmId") != realm && fits(user)).collect();
    let count = moved.len();
    for mut user in moved {
        user.set("realmId", realm.clone());
        user.touch(call.now);
        let id = user.text("id").to_owned();
        org.users.put(&id, user, call.now);
        org.record(call, "user.realm.update", Vec::new());
    }
    let name = org.store.find(REALMS.path, &realm).map(|realm| realm.text("profile.name").to_owned());
    let now = call.now.to_string();
    let operation = json!({
        "type": "realm:assignment",
        "status": "COMPLETED",
        "realmId": realm,
        "realmName": name,
        "assignmentOperation": { "configuration": {
            "id": id,
            "name": assignment.text("name"),
            "conditions": assignment.at("conditions"),
            "actions": assignment.at("actions"),
        }},
        "numUserMoved": count,
        "created": now,
        "started": now,
        "completed": now,
    });
    let path = OPERATIONS.plant(org, OPERATIONS.path, operation, call.now);
    Ok(Response { status: OPERATIONS.created, ..OPERATIONS.shown(org, call, &path)? })
}
