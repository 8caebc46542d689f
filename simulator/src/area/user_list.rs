//! The list of users: all, by `q`, by `filter`, by `search`.

use crate::call::Call;
use crate::directory::{NoPage, Person, Selection, Users};
use crate::error::{self, ApiError};
use crate::handler::Row;
use crate::id::looks_like;
use crate::message::Response;
use crate::org::Org;
use crate::schema::Type;
use crate::search::{Dialect, Op, Order, Query};
use crate::seed::UserView;
use crate::time::Time;

const PAGE: usize = 200;
const Q_PAGE: usize = 10;
/// The page after so many results of a search is an error.
const SEARCH_RESULTS: usize = 50_000;
/// Users of this status show in filters and searches only.
const HIDDEN: &str = "DEPROVISIONED";
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

pub(crate) const ROWS: &[&[Row]] = &[&[("GET", "/api/v1/users", list)]];

pub(crate) fn list(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let wanted = Wanted::read(org, call)?;
    let limit = call.query.limit(if matches!(wanted, Wanted::Q(_)) { Q_PAGE } else { PAGE }, PAGE)?;
    let view = UserView { credentials: !call.omits("omitCredentials"), ..org.user_view(call) };
    let (people, more) = wanted.page(&mut org.users, cursor(call)?, limit, call.now)?;
    let digit = if matches!(wanted, Wanted::Search(_)) { "" } else { "2" };
    let next = people.last().filter(|_| more).map(|person| format!("{digit}{}", person.id()));
    Ok(Response::ok_text(write(&people, &view)).with_links(call.links(limit, next.as_deref())))
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

/// What a list request asks for.
enum Wanted {
    All,
    Q(Selection),
    Filter(Selection),
    Search(Selection),
}

impl Wanted {
    fn read(org: &Org, call: &Call<'_>) -> Result<Self, ApiError> {
        let query = |name| call.query.text(name);
        let whole = |condition| Selection { condition, sort: None, most: usize::MAX };
        match (query("q"), query("filter"), query("search")) {
            (None, None, None) => Ok(Self::All),
            (Some(q), None, None) => Ok(Self::Q(whole(named(q)))),
            (None, Some(text), None) => Ok(Self::Filter(whole(Query::read(text, &Dialect::filter(FILTERED))?))),
            (None, None, Some(text)) => {
                let dialect = Dialect::search(SEARCHED, org.user_schemas());
                let order = if is_down(query("sortOrder")) { Order::Down } else { Order::Up };
                let sort = query("sortBy").map(|by| dialect.kind(by).map(|_| (by.to_owned(), order))).transpose()?;
                Ok(Self::Search(Selection { condition: Query::read(text, &dialect)?, sort, most: SEARCH_RESULTS }))
            }
            _ => Err(error::two_queries()),
        }
    }

    fn page<'a>(
        &self,
        users: &'a mut Users,
        after: Option<&str>,
        limit: usize,
        now: Time,
    ) -> Result<(Vec<Person<'a>>, bool), ApiError> {
        let page = match self {
            Self::All => {
                let active = users.after(after).filter(|person| person.status() != HIDDEN);
                let mut people: Vec<_> = active.take(limit + 1).collect();
                let more = people.len() > limit;
                people.truncate(limit);
                Ok((people, more))
            }
            // There is only one page.
            Self::Q(wanted) => users.page(wanted, None, limit).map(|(people, _)| (people, false)),
            Self::Filter(wanted) => users.page(wanted, after, limit),
            Self::Search(wanted) => users.search(wanted, after, limit, now),
        };
        page.map_err(|why| match why {
            NoPage::UnknownCursor => error::bad_cursor(),
            NoPage::TooMany => error::bad_search().because("Invalid search query."),
        })
    }
}

/// The condition that `q` means.
fn named(q: &str) -> Query {
    let starts =
        |attribute: &str| Query::Text { attribute: attribute.into(), op: Op::Sw, text: q.into(), caseless: true };
    let hidden = Query::Text { attribute: "status".into(), op: Op::Eq, text: HIDDEN.into(), caseless: true };
    let names = ["profile.firstName", "profile.lastName", "profile.email"];
    Query::And(vec![Query::Or(names.map(starts).into()), Query::Not(Box::new(hidden))])
}

/// Anything but `desc` is ascending, as in a real org.
pub(super) fn is_down(order: Option<&str>) -> bool {
    order.is_some_and(|order| order.eq_ignore_ascii_case("desc"))
}
