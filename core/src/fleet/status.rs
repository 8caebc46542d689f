//! What is in the store of a fleet, for people.

use super::membership;
use crate::{Config, text};

/// What the store has under a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shared {
    /// The rate limit of a bucket.
    Rates {
        /// The client ID of a service app, or the digest of a token: whose limit it is.
        principal: String,
        /// The bucket, as in [`RateLimitStatus::name`](crate::RateLimitStatus), with `*` for an ID.
        bucket: String,
        /// `None`: responses have no figures, or there has been none.
        window: Option<SharedWindow>,
        /// The members, sorted by name.
        members: Vec<MemberStatus>,
    },
    /// The limit on concurrent requests.
    Slots {
        /// `None` while no request has been refused.
        limit: Option<u64>,
        /// The members, sorted by name, with the requests that each may have in flight.
        members: Vec<MemberStatus>,
    },
    /// The access token of a service app.
    Token {
        /// The client ID.
        principal: String,
        /// When it ends, in milliseconds of the Unix epoch by the clock of the store; `None` if there is none yet.
        ends_ms: Option<u64>,
        /// The member that asks the org for a new one.
        asked_by: Option<String>,
    },
}

/// A window of a rate limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SharedWindow {
    /// How many requests the org takes in a window.
    pub limit: u64,
    /// How many remain, by the last response that a member told of.
    pub remaining: u64,
    /// When it ends, in milliseconds of the Unix epoch by the clock of the store.
    pub ends_ms: u64,
}

/// A part of a limit that the fleet has given to one process, and whether it asks for more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberStatus {
    /// Its name: [`crate::config::Fleet::member`] and a random number.
    pub member: String,
    /// Requests that it may send or that are in flight.
    pub held: u64,
    /// Requests that it has sent in this window; `None` for concurrent requests.
    pub sent: Option<u64>,
    /// True if it has got less than it wanted.
    pub waits: bool,
    /// True if it uses the limit, or was to ask again only later.
    pub is_alive: bool,
}

impl Shared {
    /// Reads the hash under a key; `None` if it is not of the fleet and the org of these settings. `now_ms` is the time of the store.
    pub fn read(config: &Config, key: &str, fields: &[(&str, &str)], now_ms: u64) -> Option<Shared> {
        let (prefix, org) = (config.fleet.as_ref()?.prefix.as_str(), membership::org(config));
        let (place, rest) = key.strip_prefix(prefix)?.strip_prefix(":{")?.split_once("}:")?;
        let bucket = place.strip_prefix(org)?.trim_ascii_start();
        let field = |name: &str| fields.iter().find(|(own, _)| *own == name).map(|(_, text)| *text);
        let members = |but: &str, read: fn(&str, &[u64], u64) -> Option<MemberStatus>| {
            let others = fields.iter().filter(|(name, _)| *name != but);
            let mut members: Vec<_> = others.filter_map(|(name, text)| read(name, &numbers(text), now_ms)).collect();
            members.sort_by(|one: &MemberStatus, other| one.member.cmp(&other.member));
            members
        };
        if rest == "slots" {
            let limit = field("limit").and_then(|text| numbers(text).first().copied());
            return Some(Shared::Slots { limit, members: members("limit", slots) });
        }
        let (principal, what) = rest.split_once(':')?;
        let principal = principal.to_owned();
        if what == "rates" {
            let window = match *numbers(field("window").unwrap_or_default()).as_slice() {
                [limit, remaining, _, ends_ms, ..] if limit > 0 => Some(SharedWindow { limit, remaining, ends_ms }),
                _ => None,
            };
            return Some(Shared::Rates {
                principal,
                bucket: bucket.to_owned(),
                window,
                members: members("window", lease),
            });
        }
        what.strip_prefix("token:")?;
        let asked_until_ms = field("until").and_then(text::digits).unwrap_or(0);
        Some(Shared::Token {
            principal,
            ends_ms: field("ends").and_then(text::digits),
            asked_by: field("asks").filter(|_| asked_until_ms > now_ms).map(str::to_owned),
        })
    }
}

fn lease(member: &str, numbers: &[u64], now_ms: u64) -> Option<MemberStatus> {
    let [held, sent, _, denied, until_ms, alive_ms] = *numbers else { return None };
    let held = if until_ms > now_ms { held } else { 0 };
    let (member, sent, is_alive) = (member.to_owned(), Some(sent), alive_ms > now_ms);
    Some(MemberStatus { member, held, sent, waits: denied == 2, is_alive })
}

fn slots(member: &str, numbers: &[u64], now_ms: u64) -> Option<MemberStatus> {
    let [held, until_ms, denied] = *numbers else { return None };
    let is_alive = until_ms > now_ms;
    let held = if is_alive { held } else { 0 };
    Some(MemberStatus { member: member.to_owned(), held, sent: None, waits: denied == 1, is_alive })
}

/// The numbers of a field; empty if it has anything else.
fn numbers(text: &str) -> Vec<u64> {
    text::words(text, &[' ']).into_iter().map(text::digits).collect::<Option<_>>().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Key, Origin};
    use crate::engine::session::tests::raw;

    fn read(key: &str, fields: &[(&str, &str)]) -> Option<Shared> {
        let mut raw = raw();
        raw.put(Key::Fleet, "redis://127.0.0.1", Origin::Code);
        Shared::read(&raw.resolve().unwrap(), key, fields, 1000)
    }

    #[test]
    fn keys_say_what_they_hold() {
        let member = |held, sent, waits, is_alive| MemberStatus { member: "one-1".into(), held, sent, waits, is_alive };
        assert_eq!(
            read(
                "oktant:{example.okta.com GET /api/v1/users/*}:0oa1:rates",
                &[("window", "600 10 60 60000 1 1"), ("one-1", "5 7 60 2 900 2000")]
            ),
            Some(Shared::Rates {
                principal: "0oa1".into(),
                bucket: "GET /api/v1/users/*".into(),
                window: Some(SharedWindow { limit: 600, remaining: 10, ends_ms: 60_000 }),
                members: vec![member(0, Some(7), true, true)],
            })
        );
        assert_eq!(
            read("oktant:{example.okta.com}:slots", &[("limit", "35 1"), ("one-1", "5 2000 0")]),
            Some(Shared::Slots { limit: Some(35), members: vec![member(5, None, false, true)] })
        );
        assert_eq!(
            read("oktant:{example.okta.com}:0oa1:token:0123", &[("token", "x"), ("ends", "9"), ("asks", "one-1")]),
            Some(Shared::Token { principal: "0oa1".into(), ends_ms: Some(9), asked_by: None })
        );
    }

    #[test]
    fn keys_of_others_are_left_alone() {
        for key in ["", "other", "oktant:{", "oktant:{example.com}:slots", "oktant:{example.okta.com}:0oa1:other"] {
            assert_eq!(read(key, &[("x", "y")]), None, "{key}");
        }
        let silent = read("oktant:{example.okta.com /x}:0oa1:rates", &[("window", "-1 0 0 0 0 0"), ("m", "x")]);
        assert!(matches!(silent, Some(Shared::Rates { window: None, members, .. }) if members.is_empty()));
    }
}
