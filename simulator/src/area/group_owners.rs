//! The owners of groups: users and other groups.

use super::filter;
use super::group_documents::GROUPS;
use super::user_documents::USERS;
use crate::call::{Call, text};
use crate::error::{self, ApiError, BLANK, ensure, field};
use crate::handler::Row;
use crate::links;
use crate::message::Response;
use crate::org::Org;
use crate::paging::Page;
use crate::resource::{Id, Resource};
use crate::schema::Type;
use crate::store::Document;
use crate::time::Time;
use serde_json::{Value, json};

pub(crate) const ROWS: &[&[Row]] = &[&[
    ("GET", "/api/v1/groups/{}/owners", |org, call| OWNERS.list(org, call)),
    ("POST", "/api/v1/groups/{}/owners", assign),
    ("DELETE", "/api/v1/groups/{}/owners/{}", |org, call| OWNERS.delete(org, call)),
]];
const SEARCHED: &[(&str, Type)] = &[("type", Type::Text), ("id", Type::Text), ("resolved", Type::Flag)];

static OWNERS: Resource = Resource {
    path: "/api/v1/groups/{}/owners",
    parent: Some(&GROUPS),
    schema: "GroupOwner",
    id: Id::Member("id"),
    noun: "LinkedObject",
    object: "owner",
    page: Some(Page(1000, 1000)),
    links: links::none,
    wanted: |_, call| filter::read(call, "search", SEARCHED),
    ..Resource::NEW
};

/// The new owner shows the time in another form than the list does, as in a real org.
fn assign(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let at = OWNERS.at(org, call)?;
    let body = call.judged(OWNERS.object)?;
    let (id, kind) = (text(&body, "id")?.unwrap_or_default(), text(&body, "type")?.unwrap_or_default());
    ensure!(!id.is_empty(), field("id", BLANK));
    let name = match kind.as_str() {
        "USER" => {
            let user = org.users.get(&id).ok_or_else(|| USERS.unknown(&id))?.document(&org.user_view(call));
            format!("{} {}", user.text("profile.firstName"), user.text("profile.lastName"))
        }
        "GROUP" => {
            let group = org.store.find(GROUPS.path, &id).ok_or_else(|| GROUPS.unknown(&id))?;
            group.text("profile.name").to_owned()
        }
        _ => return Err(field("type", BLANK)),
    };
    let taken = org.store.find(&at, &id).is_some();
    ensure!(!taken, error::invalid("owner").because("Provided owner is already assigned to this group"));
    let mut owner = json!({
        "id": id,
        "type": kind,
        "resolved": true,
        "originId": null,
        "originType": "OKTA_DIRECTORY",
        "displayName": name,
        "lastUpdated": listed(call.now),
    });
    org.store.put(&at, &id, Document::new(owner.clone()));
    owner["lastUpdated"] = spelled(call.now).into();
    Ok(Response { status: 201, ..Response::ok(&owner) })
}

/// `2025-08-25 07:55:06.0`
fn listed(time: Time) -> Value {
    let text = time.to_string();
    format!("{} {}.0", text.get(..10).unwrap_or(""), text.get(11..19).unwrap_or("")).into()
}

/// `Wed Mar 04 10:08:01 UTC 2026`
fn spelled(time: Time) -> String {
    let date = time.http_date();
    let mut parts = date.split([',', ' ']).filter(|part| !part.is_empty());
    let mut next = || parts.next().unwrap_or("");
    let (weekday, day, month, year, clock) = (next(), next(), next(), next(), next());
    format!("{weekday} {month} {day} {clock} UTC {year}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_forms_of_a_time() {
        let time = Time::parse("2026-03-04T10:08:01.000Z").unwrap();
        assert_eq!(spelled(time), "Wed Mar 04 10:08:01 UTC 2026");
        assert_eq!(listed(time), "2026-03-04 10:08:01.0");
    }
}
