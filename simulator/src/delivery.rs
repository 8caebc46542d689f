//! What the event hooks of an org are to get: requests to their servers, which the caller of the org sends.

use crate::expression::Condition;
use crate::id::Ids;
use crate::log::Event;
use crate::message::Request;
use crate::store::{Document, Store};
use axum::http::Uri;
use serde_json::{Value, json};
use std::collections::VecDeque;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

/// The collection of event hooks.
pub(crate) const EVENT_HOOKS: &str = "/api/v1/eventHooks";

/// The most deliveries that wait; the oldest are dropped, as nobody may take them.
pub(crate) const MOST: usize = 10_000;

/// The deliveries that wait, oldest first.
#[derive(Clone, Debug, Default)]
pub(crate) struct Deliveries(VecDeque<Request>);

impl Deliveries {
    /// Adds an event for each hook that subscribes to it. `base` is the org URL.
    pub(crate) fn add(&mut self, event: &Event, store: &Store, ids: &mut Ids, base: &str) {
        for (id, hook) in store.all(EVENT_HOOKS).filter(|(_, hook)| subscribes(hook, event)) {
            if self.0.len() == MOST {
                self.0.pop_front();
            }
            let body = json!({
                "eventType": "com.okta.event_hook",
                "eventTypeVersion": "1.0",
                "cloudEventsVersion": "0.1",
                "source": format!("{base}{EVENT_HOOKS}/{id}"),
                "eventId": ids.passing_uuid(),
                "data": { "events": [event.show()] },
                "eventTime": event.published.precise(),
                "contentType": "application/json",
            });
            self.0.push_back(to(hook, "POST").json(&body));
        }
    }

    pub(crate) fn take(&mut self) -> Vec<Request> {
        std::mem::take(&mut self.0).into()
    }
}

/// The id of the hook that a request is to verify.
pub(crate) fn verified(request: &Request) -> Option<&str> {
    let id = request.path().strip_prefix(EVENT_HOOKS)?.strip_prefix('/')?.strip_suffix("/lifecycle/verify")?;
    (request.method == "POST").then_some(id)
}

/// The request that verifies a hook: its server answers with the challenge.
pub(crate) fn verification(hook: &Document, challenge: &str) -> Request {
    to(hook, "GET").header("x-okta-verification-challenge", challenge)
}

/// Whether a hook gets an event: one of its types, which its filter for this type is true of.
fn subscribes(hook: &Document, event: &Event) -> bool {
    let mut kinds = hook.at("events.items").and_then(Value::as_array).into_iter().flatten();
    hook.text("status") == "ACTIVE"
        && hook.text("verificationStatus") == "VERIFIED"
        && kinds.any(|kind| kind == event.kind.as_str())
        && filters(hook).filter(|(kind, _)| *kind == event.kind).all(|(_, expression)| {
            let filter = Condition::of_event(expression);
            filter.is_some_and(|filter| filter.matches(&Document::new(event.show()), &|_| false))
        })
}

/// The filters of a hook: types of events, each with an expression.
pub(crate) fn filters(hook: &Document) -> impl Iterator<Item = (&str, &str)> {
    let filters = hook.at("events.filter.eventFilterMap").and_then(Value::as_array);
    let filters = filters.into_iter().flatten();
    filters.filter_map(|filter| Some((filter["event"].as_str()?, filter["condition"]["expression"].as_str()?)))
}

/// A request to the server of a hook, with the headers that every request to it has. Its target is the whole URI.
fn to(hook: &Document, method: &str) -> Request {
    let own = hook.at("channel.config.headers").and_then(Value::as_array).into_iter().flatten();
    let own = own.filter_map(|header| Some((header["key"].as_str()?, header["value"].as_str()?)));
    let secret = hook.hidden.get("secret").and_then(Value::as_str);
    let secret = secret.map(|secret| (hook.text("channel.config.authScheme.key"), secret));
    let request = Request::new(method, hook.text("channel.config.uri"));
    own.chain(secret).fold(request, |request, (name, value)| request.header(name, value))
}

/// The addresses of a server on this machine; empty if a URI means another one, or https.
pub(crate) fn local(uri: &str) -> Vec<SocketAddr> {
    let Ok(uri) = uri.parse::<Uri>() else { return Vec::new() };
    let host = uri.host().filter(|_| uri.scheme_str() == Some("http")).unwrap_or("");
    // A name server has no say in what is on this machine.
    let addresses = match host.trim_matches(['[', ']']) {
        name if name.eq_ignore_ascii_case("localhost") => vec![Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()],
        address => address.parse::<IpAddr>().into_iter().filter(IpAddr::is_loopback).collect(),
    };
    addresses.into_iter().map(|address| SocketAddr::new(address, uri.port_u16().unwrap_or(80))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn servers_on_this_machine() {
        for (uri, addresses) in [
            ("http://127.0.0.1:8080/a?b", &["127.0.0.1:8080"][..]),
            ("http://127.9.9.9", &["127.9.9.9:80"]),
            ("http://[::1]:81/", &["[::1]:81"]),
            ("http://LOCALHOST:82", &["127.0.0.1:82", "[::1]:82"]),
            ("http://127.0.0.1.example.com/", &[]),
            ("http://127.0.0.1@example.com/", &[]),
            ("http://localhost.example.com/", &[]),
            ("http://10.0.0.1/", &[]),
            ("https://127.0.0.1/", &[]),
            ("127.0.0.1", &[]),
            ("", &[]),
        ] {
            let found: Vec<_> = local(uri).iter().map(ToString::to_string).collect();
            assert_eq!(found, addresses, "{uri}");
        }
    }
}
