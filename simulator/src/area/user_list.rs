//! The list of users: all, by `q`, by `filter`, by `search`.

use super::stored::page;
use crate::call::Call;
use crate::directory::Person;
use crate::error::{self, ApiError};
use crate::id::looks_like;
use crate::message::Response;
use crate::org::Org;
use crate::schema::Type;
use crate::search::{Dialect, Query, SortKey, any_starts_with};
use crate::seed::{Attribute, UserView};
use std::collections::BinaryHeap;

const PAGE: usize = 200;
const Q_PAGE: usize = 10;
const SEARCHED: &[(&str, Type)] = &[
    ("id", Type::Text),
    ("status", Type::Text),
    ("type.id", Type::Text),
    ("created", Type::Date),
    ("activated", Type::Date),
    ("statusChanged", Type::Date),
    ("lastUpdated", Type::Date),
];
const FILTERED: &[(&str, Type)] = &[
    ("id", Type::Text),
    ("status", Type::Text),
    ("lastUpdated", Type::Date),
    ("profile.login", Type::Text),
    ("profile.email", Type::Text),
    ("profile.firstName", Type::Text),
    ("profile.lastName", Type::Text),
];

pub(crate) fn list(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let wanted = Wanted::read(org, call)?;
    let limit = call.query.limit(if matches!(wanted, Wanted::Q(_)) { Q_PAGE } else { PAGE }, PAGE)?;
    let after = cursor(call)?;
    let found = match &wanted {
        Wanted::Q(_) => pick(org, &wanted, None, limit),
        Wanted::Search(_, Some(sort)) => pick_sorted(org, &wanted, sort, after, limit + 1)?,
        _ => pick(org, &wanted, after, limit + 1),
    };
    let digit = if matches!(wanted, Wanted::Search(..)) { "" } else { "2" };
    let (people, next) = page(&found, limit, |person| format!("{digit}{}", person.id()));
    let view = UserView { credentials: !call.omits("omitCredentials"), ..org.user_view(call) };
    Ok(Response::ok_text(write(people, &view)).with_links(call.links(limit, next.as_deref())))
}

/// The JSON text of a list of users.
pub(crate) fn write(people: &[Person<'_>], view: &UserView<'_>) -> String {
    let mut out = String::with_capacity(people.len() * 1100 + 2);
    out.push('[');
    for (at, person) in people.iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        person.write(&mut out, view);
    }
    out.push(']');
    out
}

/// The cursor of a request: the id of the last user, after a digit unless the list is a search.
pub(crate) fn cursor<'a>(call: &'a Call<'_>) -> Result<Option<&'a str>, ApiError> {
    let Some(after) = call.query.text("after") else { return Ok(None) };
    let bare = after.strip_prefix(|letter: char| letter.is_ascii_digit()).filter(|bare| looks_like("00u", bare));
    bare.or(Some(after).filter(|after| looks_like("00u", after))).map(Some).ok_or_else(error::bad_cursor)
}

/// The condition of a list request.
enum Wanted {
    All,
    Q(String),
    Filter(Query),
    Search(Query, Option<Sort>),
}

struct Sort {
    by: String,
    down: bool,
}

impl Wanted {
    fn read(org: &Org, call: &Call<'_>) -> Result<Self, ApiError> {
        let query = |name| call.query.text(name);
        match (query("q"), query("filter"), query("search")) {
            (None, None, None) => Ok(Self::All),
            (Some(q), None, None) => Ok(Self::Q(q.into())),
            (None, Some(text), None) => {
                Ok(Self::Filter(Query::read(text, &Dialect { attributes: FILTERED, schema: None })?))
            }
            (None, None, Some(text)) => {
                let dialect = Dialect { attributes: SEARCHED, schema: Some(&org.user_schema) };
                let sort = query("sortBy").map(|by| Sort { by: by.into(), down: is_down(query("sortOrder")) });
                if let Some(sort) = &sort {
                    dialect.kind(&sort.by)?;
                }
                Ok(Self::Search(Query::read(text, &dialect)?, sort))
            }
            _ => Err(error::two_queries()),
        }
    }

    fn fits(&self, org: &Org, person: &Person<'_>) -> bool {
        let get = |path: &str| attribute(org, person, path);
        match self {
            // Deactivated users show in searches only.
            Self::All => person.status() != "DEPROVISIONED",
            Self::Q(q) => {
                let names = ["profile.firstName", "profile.lastName", "profile.email"];
                person.status() != "DEPROVISIONED" && any_starts_with(names.map(get), q)
            }
            Self::Filter(query) | Self::Search(query, _) => query.matches(&get),
        }
    }
}

/// Anything but `desc` is ascending, as in a real org.
pub(super) fn is_down(order: Option<&str>) -> bool {
    order.is_some_and(|order| order.eq_ignore_ascii_case("desc"))
}

fn pick<'a>(org: &'a Org, wanted: &Wanted, after: Option<&str>, most: usize) -> Vec<Person<'a>> {
    org.users.after(after).filter(|person| wanted.fits(org, person)).take(most).collect()
}

/// The position of a user in a sorted list: by value, then by id.
type Rank = (SortKey, String);

fn pick_sorted<'a>(
    org: &'a Org,
    wanted: &Wanted,
    sort: &Sort,
    after: Option<&str>,
    most: usize,
) -> Result<Vec<Person<'a>>, ApiError> {
    let rank =
        |person: &Person<'_>| -> Rank { (SortKey::new(attribute(org, person, &sort.by), sort.down), person.id()) };
    let last = match after {
        // The cursor is only an id, so the user must still exist to give the position.
        Some(id) => Some(rank(&org.users.get(id).ok_or_else(error::bad_cursor)?)),
        None => None,
    };
    let mut first: BinaryHeap<Rank> = BinaryHeap::new();
    for person in org.users.after(None).filter(|person| wanted.fits(org, person)) {
        let rank = rank(&person);
        if last.as_ref().is_none_or(|last| rank > *last) {
            first.push(rank);
            if first.len() > most {
                first.pop();
            }
        }
    }
    Ok(first.into_sorted_vec().iter().filter_map(|(_, id)| org.users.get(id)).collect())
}

/// There is one user type, so seeded users need not know theirs.
fn attribute<'a>(org: &'a Org, person: &'a Person<'_>, path: &str) -> Attribute<'a> {
    if path == "type.id" { org.type_id.as_str().into() } else { person.attribute(path) }
}
