//! The system log.

use crate::attribute::Attribute;
use crate::call::Call;
use crate::error::{self, ApiError, ensure, field};
use crate::handler::Row;
use crate::log::Event;
use crate::message::Response;
use crate::org::Org;
use crate::search::Query;
use crate::time::Time;
use serde_json::{Map, Value, json};
use std::cell::OnceCell;

pub(crate) const ROWS: &[&[Row]] = &[&[("GET", "/api/v1/logs", list)]];

const DAY: i64 = 86_400;
/// How far back a query reaches that does not say.
const WEEK: i64 = 7 * DAY;
/// A query must not begin before this.
const OLDEST: i64 = 180 * DAY;
/// The longest keyword of `q`.
const KEYWORD: usize = 40;

fn list(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let down = call.query.text("sortOrder").is_some_and(|order| order.eq_ignore_ascii_case("DESCENDING"));
    let (since, until) = (time(call, "since")?, time(call, "until")?);
    // A query without an end is a poll: it has a next page for ever.
    let polls = until.is_none() && !down;
    let until = until.unwrap_or(Time::from_millis(i64::MAX));
    let after = call.query.text("after").map(|after| cursor(after).ok_or_else(error::bad_cursor)).transpose()?;
    let since = since.unwrap_or(Time::from_seconds(until.seconds().min(call.now.seconds()) - WEEK));
    let why = "since: The time is too far in the past";
    ensure!(since.seconds() >= call.now.seconds() - OLDEST, error::bad_log_filter("since").because(why));
    let filter = call.query.text("filter").map(Query::of_log).transpose()?;
    let words = words(call)?;
    let limit = call.query.limit(100, 1000)?;

    let fits = |event: &&Event| {
        let behind = after.is_none_or(|after| if down { event.number < after } else { event.number > after });
        let within = event.published >= since && event.published < until;
        behind && within && matches(event, filter.as_ref(), &words)
    };
    let all = org.log.events.iter();
    let mut found: Vec<&Event> = if down {
        all.rev().filter(fits).take(limit + 1).collect()
    } else {
        all.filter(fits).take(limit + 1).collect()
    };
    let more = found.len() > limit;
    found.truncate(limit);
    let next = (polls || more).then(|| match found.last() {
        Some(last) => format!("{}_{}", last.published.millis(), last.number),
        None => call.query.text("after").map_or_else(|| format!("{}_0", since.millis()), ToOwned::to_owned),
    });
    let shown: Vec<Value> = found.into_iter().map(|event| event.show()).collect();
    Ok(Response::ok(&shown.into()).with_links(call.links(limit, next.as_deref())))
}

/// The number of the last event of the page before; numbers begin with 1.
fn cursor(text: &str) -> Option<u64> {
    text.split_once('_')?.1.parse().ok()
}

fn time(call: &Call<'_>, name: &str) -> Result<Option<Time>, ApiError> {
    let wrong = || field(name, "must be a valid date-time or empty.");
    call.query.text(name).map(|text| Time::parse(text).ok_or_else(wrong)).transpose()
}

fn words(call: &Call<'_>) -> Result<Vec<String>, ApiError> {
    let words: Vec<_> = call.query.text("q").unwrap_or("").split_whitespace().map(str::to_lowercase).collect();
    let short = words.iter().all(|word| word.chars().count() <= KEYWORD);
    ensure!(short, field("q", &format!("A keyword has at most {KEYWORD} characters")));
    Ok(words)
}

fn matches(event: &Event, filter: Option<&Query>, words: &[String]) -> bool {
    // The whole event as JSON costs most of the time of a search, so it is made only for a path that needs it.
    let (targets, whole) = (OnceCell::new(), OnceCell::new());
    let get = |path: &str| match (event.text(path), path.strip_prefix("target.")) {
        (Some(text), _) => text.into(),
        (None, Some(path)) => at(targets.get_or_init(|| merged(&event.targets())), path),
        (None, None) => at(whole.get_or_init(|| flat(event.show())), path),
    };
    words.iter().all(|word| event.says(word)) && filter.is_none_or(|filter| filter.matches(&get))
}

/// The event with its lists of objects as objects of lists, so that any element can match.
fn flat(mut event: Value) -> Value {
    for place in ["/target", "/request/ipChain"] {
        if let Some(list) = event.pointer_mut(place) {
            *list = merged(list);
        }
    }
    event
}

/// A list of objects as an object of lists.
fn merged(list: &Value) -> Value {
    let mut merged: Map<String, Value> = Map::new();
    for (name, value) in list.as_array().into_iter().flatten().filter_map(Value::as_object).flatten() {
        if let Value::Array(values) = merged.entry(name).or_insert_with(|| json!([])) {
            values.push(value.clone());
        }
    }
    Value::Object(merged)
}

fn at<'a>(event: &'a Value, path: &str) -> Attribute<'a> {
    path.split('.').try_fold(event, |value, name| value.get(name)).into()
}
