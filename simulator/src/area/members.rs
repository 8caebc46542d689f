//! The operations of group memberships.

use super::group_documents::{require_editable, show};
use super::user_documents::USERS;
use super::user_list::write;
use crate::call::Call;
use crate::directory::Person;
use crate::error::ApiError;
use crate::handler::Row;
use crate::kinds::GROUP;
use crate::log::Target;
use crate::message::Response;
use crate::org::Org;
use crate::paging::{cursor, documents, split};
use crate::store::Document;

pub(crate) const ROWS: &[&[Row]] = &[&[
    ("GET", "/api/v1/groups/{}/users", list),
    ("PUT", "/api/v1/groups/{}/users/{}", |org, call| set(org, call, true)),
    ("DELETE", "/api/v1/groups/{}/users/{}", |org, call| set(org, call, false)),
    ("GET", "/api/v1/users/{}/groups", groups_of_user),
]];

const MEMBERS: usize = 1000;
const GROUPS: usize = 200;

pub(crate) fn list(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let group = call.value(0);
    org.store.get(&GROUP, group)?;
    let limit = call.query.limit(MEMBERS, MEMBERS)?;
    let members = org.memberships.members(group, cursor(call, "00u")?, &org.users);
    let found: Vec<_> = members.take(limit + 1).collect();
    let (people, next) = split(&found, limit, Person::id);
    Ok(Response::ok_text(write(people, &org.user_view(call))).with_links(call.links(limit, next.as_deref())))
}

pub(crate) fn groups_of_user(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let user = org.user(call.value(0), &org.user_view(call))?;
    let limit = call.query.limit(GROUPS, GROUPS)?;
    let behind = org.store.after(&GROUP, cursor(call, GROUP.prefix)?);
    let own = behind.filter(|(group, _)| org.memberships.holds(group, user.text("id"), &org.users));
    Ok(documents(call, own, limit, |group| show(org, call, group)))
}

/// Adds or removes a user. Removing a user who is not a member succeeds.
pub(crate) fn set(org: &mut Org, call: &Call<'_>, member: bool) -> Result<Response, ApiError> {
    let group = call.value(0);
    require_editable(org, group)?;
    let user = org.user(call.value(1), &org.user_view(call))?;
    put(org, call, group, &user, member);
    Ok(Response::no_content())
}

/// Puts a user into a group or out of it.
pub(crate) fn put(org: &mut Org, call: &Call<'_>, group: &str, user: &Document, member: bool) {
    if org.memberships.set(group, user.text("id"), member, &org.users) {
        record(org, call, group, user, member);
    }
}

/// Records that a user came into a group or left it.
pub(crate) fn record(org: &mut Org, call: &Call<'_>, group: &str, user: &Document, member: bool) {
    let kind = if member { "group.user_membership.add" } else { "group.user_membership.remove" };
    let mut targets = vec![Target::of(USERS.noun, user.text("id"), user)];
    if let Ok(document) = org.store.edit(&GROUP, group) {
        document.set("lastMembershipUpdated", call.now.to_string());
        targets.push(Target::of(GROUP.noun, group, document));
    }
    org.record(call, kind, targets);
}
