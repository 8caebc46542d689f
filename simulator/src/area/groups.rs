//! The operations of groups.

use super::group_documents::{GROUPS, require_editable, show};
use super::user_list::is_down;
use super::{apps, group_rules, roles};
use crate::call::{Call, object};
use crate::error::{self, ApiError, BLANK, TAKEN, ensure, field};
use crate::handler::Row;
use crate::kinds::{GROUP, new_group};
use crate::log::Target;
use crate::memberships::Base;
use crate::message::Response;
use crate::org::Org;
use crate::paging::{cursor, documents};
use crate::schema::Type;
use crate::search::{Dialect, Query, SortKey, any_starts_with};
use crate::store::Document;
use serde_json::{Map, Value};

pub(crate) const ROWS: &[&[Row]] = &[&[
    ("GET", "/api/v1/groups", list),
    ("POST", "/api/v1/groups", create),
    ("GET", "/api/v1/groups/{}", get),
    ("PUT", "/api/v1/groups/{}", replace),
    ("DELETE", "/api/v1/groups/{}", delete),
]];

const Q_PAGE: usize = 300;
const SEARCHED: &[(&str, Type)] = &[
    ("id", Type::Text),
    ("type", Type::Text),
    ("source.id", Type::Text),
    ("created", Type::Date),
    ("lastUpdated", Type::Date),
    ("lastMembershipUpdated", Type::Date),
];
const FILTERED: &[(&str, Type)] =
    &[("id", Type::Text), ("type", Type::Text), ("lastUpdated", Type::Date), ("lastMembershipUpdated", Type::Date)];

pub(crate) fn create(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let profile = profile(org, call, None)?;
    let id = org.ids.mint(GROUP.prefix);
    let group = new_group(&id, "OKTA_GROUP", &profile, call.now);
    let shown = group.show(&call.base);
    org.store.put(GROUP.path, &id, group);
    org.memberships.open(&id, Base::Nobody);
    GROUPS.record(org, call, "create", &format!("{}/{id}", GROUP.path));
    Ok(Response::ok(&shown))
}

pub(crate) fn get(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let group = org.store.get(&GROUP, call.value(0))?;
    Ok(Response::ok(&show(org, call, group)))
}

pub(crate) fn replace(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let id = call.value(0);
    require_editable(org, id)?;
    let profile = profile(org, call, Some(id))?;
    let group = org.store.edit(&GROUP, id)?;
    group.set("profile", profile);
    group.touch(call.now);
    let shown = group.show(&call.base);
    let target = Target::of(GROUP.noun, id, group);
    org.record(call, "group.profile.update", vec![target]);
    Ok(Response::ok(&shown))
}

pub(crate) fn delete(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let id = call.value(0);
    require_editable(org, id)?;
    GROUPS.record(org, call, "delete", &format!("{}/{id}", GROUP.path));
    roles::forget(org, &format!("{}/{id}/roles", GROUP.path));
    org.store.remove(GROUP.path, id);
    org.memberships.close(id);
    group_rules::forget_group(org, call, id);
    apps::forget_group(org, id);
    Ok(Response::no_content())
}

/// Lists groups in the order of names; with `q` there is only one page.
pub(crate) fn list(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let query = |name| call.query.text(name);
    let (q, search) = (query("q"), query("search"));
    let dialect = Dialect::search(SEARCHED, [&org.group_schema]);
    let condition = match (q, search, query("filter")) {
        (_, None, None) => None,
        (None, Some(text), None) => Some(Query::read(text, &dialect)?),
        (None, None, Some(text)) => Some(Query::read(text, &Dialect::filter(FILTERED))?),
        _ => return Err(error::two_queries()),
    };
    let fits = |group: &Document| {
        q.is_none_or(|q| any_starts_with([group.at("profile.name").into()], q))
            && condition.as_ref().is_none_or(|condition| condition.matches(&|path| group.at(path).into()))
    };
    let sort = query("sortBy").filter(|_| search.is_some());
    if let Some(sort) = sort {
        dialect.kind(sort)?;
    }
    let (by, down) = (sort.unwrap_or("profile.name"), sort.is_some() && is_down(query("sortOrder")));
    let mut groups: Vec<_> = match search {
        Some(_) => org.store.searched(&GROUP).collect(),
        None => org.store.all(GROUP.path).collect(),
    };
    groups.retain(|(_, group)| fits(group));
    let place = |(id, group): &(&str, &Document)| (SortKey::new(group.at(by).into(), down), (*id).to_owned());
    groups.sort_by_cached_key(place);
    let limit = call.query.limit(if q.is_some() { Q_PAGE } else { 10_000 }, 10_000)?;
    let after = cursor(call, GROUP.prefix)?;
    if q.is_some() {
        groups.truncate(limit);
    } else if let Some(after) = after {
        let last = org.store.ever(GROUP.path).find(|(id, _)| *id == after).ok_or_else(error::bad_cursor)?;
        let last = place(&last);
        groups.drain(..groups.partition_point(|group| place(group) <= last));
    }
    Ok(documents(call, groups.into_iter(), limit, |group| show(org, call, group)))
}

fn profile(org: &Org, call: &Call<'_>, own: Option<&str>) -> Result<Value, ApiError> {
    let sent = object(&call.object()?, "profile")?;
    org.group_schema.check(&sent, "group")?;
    let name = sent.get("name").and_then(Value::as_str).unwrap_or("");
    ensure!(!name.trim().is_empty(), field("name", BLANK));
    let mut others = org.store.after(&GROUP, None).filter(|(id, _)| own != Some(*id));
    ensure!(others.all(|(_, group)| group.text("profile.name") != name), field("name", TAKEN));
    let mut profile = Map::from_iter([("name".to_owned(), Value::from(name)), ("description".to_owned(), Value::Null)]);
    profile.extend(sent.into_iter().filter(|(_, value)| !value.is_null()));
    Ok(Value::Object(profile))
}
