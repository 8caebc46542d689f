//! What the keys of a fleet mean: a row for each member of a limit.

use oktant::Json;
use oktant::value::Object;

/// What a key is about.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Kind<'a> {
    Rates { limit: &'a str, principal: &'a str },
    Slots { principal: &'a str },
    Token { principal: &'a str },
}

/// A hash as the store replies with it.
struct Hash<'a> {
    now_ms: i64,
    fields: Vec<(&'a str, &'a str)>,
}

impl Kind<'_> {
    /// The kind of a key: `oktant:{example.okta.com/api/v1/users}:PRINCIPAL:rates`.
    pub(super) fn of(key: &str) -> Option<Kind<'_>> {
        let (place, rest) = key.split_once(":{")?.1.split_once("}:")?;
        let (principal, what) = rest.split_once(':')?;
        match what.split(':').next()? {
            "rates" => Some(Kind::Rates { limit: place.find('/').map_or(place, |at| &place[at..]), principal }),
            "slots" => Some(Kind::Slots { principal }),
            "token" => Some(Kind::Token { principal }),
            _ => None,
        }
    }

    /// The rows of its hash.
    pub(super) fn rows(&self, reply: &[String]) -> Vec<Json> {
        let Some(hash) = Hash::of(reply) else { return Vec::new() };
        match self {
            Kind::Rates { limit, principal } => hash.rates(limit, principal),
            Kind::Slots { principal } => hash.slots(principal),
            Kind::Token { principal } => vec![hash.token(principal)],
        }
    }
}

impl<'a> Hash<'a> {
    fn of(reply: &'a [String]) -> Option<Hash<'a>> {
        let (now, fields) = reply.split_first()?;
        let pairs = fields.chunks_exact(2).filter_map(|pair| Some((pair.first()?.as_str(), pair.last()?.as_str())));
        Some(Hash { now_ms: now.parse().ok()?, fields: pairs.collect() })
    }

    fn field(&self, name: &str) -> &'a str {
        self.fields.iter().find(|(own, _)| *own == name).map(|(_, value)| *value).unwrap_or_default()
    }

    /// The fields of members, by their names.
    fn members(&self, other: &str) -> Vec<(&'a str, Vec<i64>)> {
        let members = self.fields.iter().filter(|(name, _)| *name != other);
        let mut members: Vec<_> = members.map(|(name, value)| (*name, numbers(value))).collect();
        members.sort();
        members
    }

    /// Seconds until a time of the store.
    fn seconds_to(&self, time_ms: i64) -> i64 {
        (time_ms.saturating_sub(self.now_ms).max(0) + 999) / 1000
    }

    fn rates(&self, limit: &str, principal: &str) -> Vec<Json> {
        let [most, remaining, _, ends, _] = known(self.field("window"));
        let members = self.members("window").into_iter().map(|(member, numbers)| {
            let [held, took, pace, denied, lease, alive] = padded(&numbers);
            let mut row = row(limit, member, if lease > self.now_ms { held } else { 0 });
            row.insert("sent", took);
            row.insert("perMinute", pace);
            row.insert("state", state(denied > 0, alive > self.now_ms));
            row.insert("remaining", remaining);
            row.insert("of", most);
            row.insert("resetsInSeconds", self.seconds_to(ends));
            row.insert("principal", principal);
            Json::Object(row)
        });
        members.collect()
    }

    fn slots(&self, principal: &str) -> Vec<Json> {
        let [most, _] = known(self.field("limit"));
        let members = self.members("limit").into_iter().map(|(member, numbers)| {
            let [held, until, denied] = padded(&numbers);
            let mut row = row("requests at once", member, if until > self.now_ms { held } else { 0 });
            row.insert("state", state(denied > 0, until > self.now_ms));
            row.insert("of", most);
            row.insert("principal", principal);
            Json::Object(row)
        });
        members.collect()
    }

    fn token(&self, principal: &str) -> Json {
        let [ends, until] = ["ends", "until"].map(|name| self.field(name).parse().unwrap_or_default());
        let asks = until > self.now_ms;
        let mut row = row("access token", if asks { self.field("asks") } else { "" }, i64::from(ends > self.now_ms));
        row.insert("state", if asks { "asks the org" } else { "shared" });
        row.insert("resetsInSeconds", self.seconds_to(ends));
        row.insert("principal", principal);
        Json::Object(row)
    }
}

fn row(limit: &str, member: &str, holds: i64) -> Object {
    let mut row = Object::new();
    row.insert("limit", limit);
    row.insert("member", member);
    row.insert("holds", holds);
    row
}

fn state(waits: bool, is_alive: bool) -> &'static str {
    match (is_alive, waits) {
        (false, _) => "silent",
        (true, true) => "waits",
        (true, false) => "sends",
    }
}

fn numbers(text: &str) -> Vec<i64> {
    text.split(' ').map(|number| number.parse().unwrap_or_default()).collect()
}

fn known<const N: usize>(text: &str) -> [i64; N] {
    padded(&numbers(text))
}

/// The first numbers; those that are missing are 0.
fn padded<const N: usize>(numbers: &[i64]) -> [i64; N] {
    std::array::from_fn(|at| numbers.get(at).copied().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(key: &str, reply: &[&str]) -> Vec<String> {
        let reply: Vec<_> = reply.iter().map(|text| (*text).to_owned()).collect();
        Kind::of(key).unwrap().rows(&reply).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn keys_tell_what_they_are_about() {
        let key = "oktant:{example.okta.com/api/v1/users/*}:0oa1:rates";
        assert_eq!(Kind::of(key), Some(Kind::Rates { limit: "/api/v1/users/*", principal: "0oa1" }));
        assert_eq!(Kind::of("a:b:{127.0.0.1:80}:token-1:slots"), Some(Kind::Slots { principal: "token-1" }));
        assert_eq!(Kind::of("oktant:{example.okta.com}:0oa1:token:12"), Some(Kind::Token { principal: "0oa1" }));
        for key in ["", "oktant", "oktant:{a}:b", "oktant:{a}:b:other", "oktant:a:b:rates"] {
            assert_eq!(Kind::of(key), None);
        }
    }

    #[test]
    fn members_of_a_rate_limit_are_rows() {
        let key = "oktant:{example.okta.com/api/v1/users}:0oa1:rates";
        let reply = ["1000", "b", "3 20 90 0 5000 9000", "window", "600 200 31 21000 1", "a", "1 2 3 2 900 900"];
        assert_eq!(
            rows(key, &reply),
            [
                r#"{"limit":"/api/v1/users","member":"a","holds":0,"sent":2,"perMinute":3,"state":"silent","remaining":200,"of":600,"resetsInSeconds":20,"principal":"0oa1"}"#,
                r#"{"limit":"/api/v1/users","member":"b","holds":3,"sent":20,"perMinute":90,"state":"sends","remaining":200,"of":600,"resetsInSeconds":20,"principal":"0oa1"}"#,
            ]
        );
        assert!(rows(key, &[]).is_empty() && rows(key, &["x"]).is_empty());
        assert_eq!(rows(key, &["1000", "window", "-1 0 0 0 0", "a"]).len(), 0);
    }

    #[test]
    fn other_keys_are_rows_too() {
        let reply = ["1000", "limit", "75 200", "a", "4 2000 1"];
        assert_eq!(
            rows("oktant:{example.okta.com}:0oa1:slots", &reply),
            [r#"{"limit":"requests at once","member":"a","holds":4,"state":"waits","of":75,"principal":"0oa1"}"#,]
        );
        let reply = ["1000", "token", "", "id", "12", "ends", "61000", "renews", "51000"];
        assert_eq!(
            rows("oktant:{example.okta.com}:0oa1:token:12", &reply),
            [
                r#"{"limit":"access token","member":"","holds":1,"state":"shared","resetsInSeconds":60,"principal":"0oa1"}"#,
            ]
        );
    }
}
