//! Group rules, which put users into groups by an expression.

use super::group_documents::GROUPS;
use super::members;
use crate::call::Call;
use crate::error::{self, ApiError, BLANK, ensure, field};
use crate::expression::Condition;
use crate::handler::Row;
use crate::links;
use crate::message::Response;
use crate::org::Org;
use crate::paging::Page;
use crate::resource::{Id, Resource, Turned};
use crate::store::Document;
use serde_json::{Map, Value, json};

pub(crate) const ROWS: &[&[Row]] = &[&[
    ("GET", "/api/v1/groups/rules", |org, call| RULES.list(org, call)),
    ("POST", "/api/v1/groups/rules", |org, call| RULES.create(org, call)),
    ("GET", "/api/v1/groups/rules/{}", |org, call| RULES.get(org, call)),
    ("PUT", "/api/v1/groups/rules/{}", |org, call| RULES.replace(org, call)),
    ("DELETE", "/api/v1/groups/rules/{}", delete),
    ("POST", "/api/v1/groups/rules/{}/lifecycle/activate", activate),
    ("POST", "/api/v1/groups/rules/{}/lifecycle/deactivate", |org, call| RULES.deactivate(org, call)),
]];

static RULES: Resource = Resource {
    path: "/api/v1/groups/rules",
    schema: "GroupRule",
    id: Id::Minted("0pr"),
    noun: "GroupRule",
    object: "groupRule",
    status: Some("INACTIVE"),
    turned: Turned::NoContent,
    unique: &["name"],
    page: Some(Page(50, 200)),
    events: "policy.rule.*",
    complete: |org, _, rule, old| complete(org, rule, old),
    turnable: |_, rule, _| {
        ensure!(
            rule.text("status") != "INVALID",
            error::invalid("groupRule").because("The rule is not valid any more")
        );
        Ok(())
    },
    links: links::none,
    view: |org, call, rule, shown| {
        if call.query.text("expand") == Some("groupIdToGroupNameMap") {
            let name = |id: &str| org.store.find(GROUPS.path, id).map(|group| group.text("profile.name").into());
            let names = groups(rule).filter_map(|id| Some((id.to_owned(), name(id)?)));
            shown["_embedded"] = json!({ "groupIdToGroupNameMap": names.collect::<Map<String, Value>>() });
        }
    },
    wanted: |_, call| {
        let keyword = call.query.text("search").unwrap_or("").to_lowercase();
        Ok(Box::new(move |rule| rule.text("name").to_lowercase().contains(&keyword)))
    },
    ..Resource::NEW
};

fn complete(org: &Org, rule: &mut Document, old: Option<&Document>) -> Result<(), ApiError> {
    if let Some(old) = old {
        ensure!(
            old.text("status") != "ACTIVE",
            error::invalid("groupRule").because("An active rule cannot be changed")
        );
        rule.set("actions", old.at("actions").cloned().unwrap_or(Value::Null));
    }
    rule.set("type", "group_rule");
    ensure!(!rule.text("name").trim().is_empty(), field("name", BLANK));
    let expression = rule.text("conditions.expression.value");
    ensure!(!expression.is_empty(), field("conditions", BLANK));
    ensure!(Condition::of_user(expression).is_some(), field("conditions", "The expression is not valid"));
    ensure!(groups(rule).next().is_some(), field("actions", BLANK));
    for id in groups(rule) {
        ensure!(org.store.find(GROUPS.path, id).is_some(), GROUPS.unknown(id));
    }
    if !org.classic {
        rule.fill("allGroupsValid", true);
    }
    Ok(())
}

/// The groups that a rule fills.
fn groups(rule: &Document) -> impl Iterator<Item = &str> {
    let ids = rule.at("actions.assignUserToGroups.groupIds").and_then(Value::as_array);
    ids.into_iter().flatten().filter_map(Value::as_str)
}

/// Whether a rule fills this group.
pub(crate) fn fill(org: &Org, group: &str) -> bool {
    org.store.all(RULES.path).any(|(_, rule)| groups(rule).any(|id| id == group))
}

/// Makes the rules of a deleted group invalid.
pub(crate) fn forget_group(org: &mut Org, call: &Call<'_>, group: &str) {
    let mut gone = false;
    for (_, rule) in org.store.all_mut(RULES.path) {
        if groups(rule).any(|id| id == group) {
            rule.set("status", "INVALID");
            rule.set("allGroupsValid", false);
            gone = true;
        }
    }
    if gone {
        org.record(call, "group.user_membership.rule.invalidate", Vec::new());
    }
}

/// Activates a rule, which then puts all users into its groups that it means.
fn activate(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let response = RULES.activate(org, call)?;
    let (_, rule) = RULES.load(org, call)?;
    for user in fitting(org, call, &rule) {
        put(org, call, &rule, &org.user(&user, &org.user_view(call))?, true);
    }
    Ok(response)
}

/// Puts a new or changed user where the active rules say.
pub(crate) fn apply(org: &mut Org, call: &Call<'_>, user: &Document) {
    let active = org.store.all(RULES.path).filter(|(_, rule)| rule.text("status") == "ACTIVE");
    let fitting = active.filter(|(_, rule)| condition(rule).is_some_and(|condition| fits(org, rule, &condition, user)));
    let rules: Vec<Document> = fitting.map(|(_, rule)| rule.clone()).collect();
    for rule in rules {
        put(org, call, &rule, user, true);
    }
}

/// Deletes a rule; with `removeUsers` the users whom it means leave its groups.
fn delete(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let remove = call.query.flag("removeUsers", false)?;
    let (path, rule) = RULES.load(org, call)?;
    ensure!(rule.text("status") != "ACTIVE", error::invalid("groupRule").because("An active rule cannot be deleted"));
    if remove {
        for user in fitting(org, call, &rule) {
            put(org, call, &rule, &org.user(&user, &org.user_view(call))?, false);
        }
    }
    RULES.record(org, call, "delete", &path);
    org.store.remove_at(&path);
    Ok(Response { status: 202, ..Response::done() })
}

/// Puts a user into the groups of a rule or out of them.
fn put(org: &mut Org, call: &Call<'_>, rule: &Document, user: &Document, member: bool) {
    for group in groups(rule) {
        members::put(org, call, group, user, member);
    }
}

/// The ids of the users whom a rule means.
fn fitting(org: &Org, call: &Call<'_>, rule: &Document) -> Vec<String> {
    let Some(condition) = condition(rule) else { return Vec::new() };
    let view = org.user_view(call);
    let people = org.users.after(None).map(|person| person.document(&view));
    people.filter(|user| fits(org, rule, &condition, user)).map(|user| user.text("id").to_owned()).collect()
}

fn condition(rule: &Document) -> Option<Condition> {
    Condition::of_user(rule.text("conditions.expression.value"))
}

fn fits(org: &Org, rule: &Document, condition: &Condition, user: &Document) -> bool {
    let listed = |path: &str, wanted: &dyn Fn(&str) -> bool| {
        let ids = rule.at(path).and_then(Value::as_array);
        ids.into_iter().flatten().filter_map(Value::as_str).any(wanted)
    };
    let id = user.text("id");
    !matches!(user.text("status"), "STAGED" | "DEPROVISIONED")
        && !listed("conditions.people.users.exclude", &|own| own == id)
        && !listed("conditions.people.groups.exclude", &|group| org.memberships.holds(group, id, &org.users))
        && org.satisfies(user, condition)
}
