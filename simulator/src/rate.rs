//! Rate limits: which requests share a bucket, and its remaining quota.

use crate::time::Time;
use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;

const WINDOW: i64 = 60;

/// Requests per minute of each bucket.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Limits {
    /// The same limit for every bucket.
    Flat(u32),
    /// The limits that Okta publishes for its workforce plan.
    #[default]
    Workforce,
    /// The same, except for these buckets.
    Own(BTreeMap<String, u32>),
}

impl FromStr for Limits {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == "workforce" {
            return Ok(Self::Workforce);
        }
        if let Ok(limit) = text.parse() {
            return Ok(Self::Flat(limit));
        }
        let own = text.split(',').map(|pair| {
            let (name, limit) =
                pair.split_once('=').ok_or("a number of requests a minute, workforce, or BUCKET=N,...")?;
            if name != OTHER.0 && !ROWS.iter().any(|(own, ..)| *own == name) {
                let known: BTreeSet<_> = ROWS.iter().map(|(own, ..)| *own).chain([OTHER.0]).collect();
                return Err(format!("there is no bucket {name}, but: {}", Vec::from_iter(known).join(", ")));
            }
            Ok((name.to_owned(), limit.parse().map_err(|_| format!("{limit} is no number"))?))
        });
        own.collect::<Result<_, _>>().map(Self::Own)
    }
}

/// The state of a bucket after a request was counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Count {
    pub(crate) limit: u32,
    pub(crate) remaining: u32,
    /// When the window ends, in seconds since 1970.
    pub(crate) reset: i64,
    pub(crate) exceeded: bool,
}

impl Count {
    /// The figures that the concurrency limit shows instead of a bucket's.
    pub(crate) fn at_once(now: Time) -> Self {
        Self { limit: 0, remaining: 0, reset: now.seconds() + 1, exceeded: true }
    }
}

/// All buckets of an org.
#[derive(Clone, Debug, Default)]
pub(crate) struct Buckets {
    limits: Limits,
    windows: BTreeMap<&'static str, (i64, u32)>,
}

impl Buckets {
    pub(crate) fn new(limits: Limits) -> Self {
        Self { limits, windows: BTreeMap::new() }
    }

    /// Counts a request; `None` if its path has no limit. A window starts with the first request after the last window.
    pub(crate) fn take(&mut self, method: &str, path: &str, now: Time) -> Option<Count> {
        if UNLIMITED.iter().any(|pattern| fits(pattern, path)) {
            return None;
        }
        let (bucket, published) = bucket(method, path);
        let limit = match &self.limits {
            Limits::Flat(limit) => *limit,
            Limits::Workforce => published,
            Limits::Own(own) => own.get(bucket).copied().unwrap_or(published),
        };
        let window = self.windows.entry(bucket).or_insert((0, 0));
        // A clock that went back must not lock a bucket for longer than a window.
        let age = now.seconds() - (window.0 - WINDOW);
        if window.0 == 0 || !(0..WINDOW).contains(&age) {
            *window = (now.seconds() + WINDOW, 0);
        }
        let exceeded = window.1 >= limit;
        window.1 = window.1.saturating_add(1).min(limit);
        Some(Count { limit, remaining: limit - window.1, reset: window.0, exceeded })
    }
}

/// The bucket of a request and its published limit: the first row that matches. `{}` is one segment, `*` at the end is
/// anything, or nothing.
fn bucket(method: &str, path: &str) -> (&'static str, u32) {
    let row = ROWS.iter().find(|(_, methods, pattern, _)| {
        (methods.is_empty() || methods.split(' ').any(|own| own == method)) && fits(pattern, path)
    });
    row.map_or(OTHER, |(name, _, _, limit)| (name, *limit))
}

fn fits(pattern: &str, path: &str) -> bool {
    let open = pattern.strip_suffix('*');
    let mut segments = path.trim_end_matches('/').split('/');
    let mut wanted = open.unwrap_or(pattern).split('/');
    wanted.all(|wanted| segments.next().is_some_and(|segment| wanted == "{}" || wanted == segment))
        && (open.is_some() || segments.next().is_none())
}

type Row = (&'static str, &'static str, &'static str, u32);

/// The bucket of all other requests.
const OTHER: (&str, u32) = ("other", 1200);

const UNLIMITED: [&str; 6] = [
    "/oauth2/v1/keys", "/oauth2/{}/v1/keys", "/.well-known/openid-configuration",
    "/.well-known/oauth-authorization-server", "/oauth2/{}/.well-known/openid-configuration",
    "/oauth2/{}/.well-known/oauth-authorization-server",
];

/// Name, methods (empty: all), path, published limit; for tokens the observed one.
const ROWS: [Row; 56] = [
    ("get user", "GET", "/api/v1/users/{}", 2000),
    ("change user", "POST PUT DELETE", "/api/v1/users/{}", 600),
    ("users", "", "/api/v1/users*", 600),
    ("group rules", "", "/api/v1/groups/rules*", 500),
    ("group", "GET PUT DELETE", "/api/v1/groups/{}", 1000),
    ("group rules", "", "/api/v1/groups*", 500),
    ("app", "GET PUT DELETE", "/api/v1/apps/{}", 500),
    ("apps", "", "/api/v1/apps*", 100),
    ("policies", "", "/api/v1/policies*", 1200),
    ("authorization servers", "", "/api/v1/authorizationServers*", 1200),
    ("idp keys", "", "/api/v1/idps/credentials/keys*", 1200),
    ("idps", "", "/api/v1/idps*", 1200),
    ("event hooks", "", "/api/v1/eventHooks*", 1200),
    ("inline hooks", "", "/api/v1/inlineHooks*", 1200),
    ("trusted origins", "", "/api/v1/trustedOrigins*", 1200),
    ("sms templates", "", "/api/v1/templates/sms*", 1200),
    ("features", "", "/api/v1/features*", 1200),
    ("user types", "", "/api/v1/meta/types/user*", 1200),
    ("linked objects", "", "/api/v1/meta/schemas/user/linkedObjects*", 1200),
    ("user schemas", "", "/api/v1/meta/schemas/user/{}", 1200),
    ("group schemas", "", "/api/v1/meta/schemas/group*", 1200),
    ("ui schemas", "", "/api/v1/meta/uischemas*", 1200),
    ("zones", "", "/api/v1/zones*", 1200),
    ("contacts", "", "/api/v1/org/contacts*", 1200),
    ("privacy", "", "/api/v1/org/privacy*", 1200),
    ("captchas", "", "/api/v1/org/captcha", 1200),
    ("bounces", "", "/api/v1/org/email/bounces/remove-list", 60),
    ("org", "", "/api/v1/org*", 1200),
    ("threats", "", "/api/v1/threats/configuration", 1200),
    ("subscriptions", "", "/api/v1/roles*", 1200),
    ("roles", "", "/api/v1/iam/roles*", 1200),
    ("resource sets", "", "/api/v1/iam/resource-sets*", 1200),
    ("principal rate limits", "", "/api/v1/principal-rate-limits*", 1200),
    ("authenticators", "", "/api/v1/authenticators*", 1200),
    ("brands", "", "/api/v1/brands", 1200),
    ("brands", "", "/api/v1/brands/{}/templates/email*", 1200),
    ("brand", "", "/api/v1/brands*", 1200),
    ("get domains", "GET", "/api/v1/domains*", 1200),
    ("change domains", "", "/api/v1/domains*", 1200),
    ("device users", "", "/api/v1/devices/{}/users", 100),
    ("devices", "", "/api/v1/devices*", 100),
    ("device assurances", "", "/api/v1/device-assurances*", 1200),
    ("push providers", "", "/api/v1/push-providers*", 1200),
    ("rate limit settings", "", "/api/v1/rate-limit-settings*", 1200),
    ("captchas", "", "/api/v1/captchas*", 1200),
    ("behaviors", "", "/api/v1/behaviors*", 1200),
    ("mappings", "", "/api/v1/mappings*", 1200),
    ("realms", "", "/api/v1/realms*", 1200),
    ("api tokens", "", "/api/v1/api-tokens*", 1200),
    ("log streams", "", "/api/v1/logStreams*", 1200),
    ("sessions", "", "/api/v1/sessions*", 750),
    ("agent pools", "", "/api/v1/agentPools*", 1200),
    ("logs", "", "/api/v1/logs", 120),
    ("certificates", "", "/api/v1/certificateAuthorities", 100),
    ("token", "", "/oauth2/v1/token", 150),
    ("clients", "", "/oauth2/v1/clients*", 100),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buckets_of_calls() {
        for (method, path, name, limit) in [
            ("GET", "/api/v1/users/me", "get user", 2000),
            ("PUT", "/api/v1/users/00u1/", "change user", 600),
            ("GET", "/api/v1/users", "users", 600),
            ("POST", "/api/v1/users/00u1/lifecycle/suspend", "users", 600),
            ("GET", "/api/v1/groups/00g1", "group", 1000),
            ("POST", "/api/v1/groups/rules", "group rules", 500),
            ("GET", "/api/v1/groups/rules/0pr1", "group rules", 500),
            ("GET", "/api/v1/meta/schemas/user/default", "user schemas", 1200),
            ("GET", "/api/v1/organisms", "other", 1200),
            ("GET", "/", "other", 1200),
        ] {
            assert_eq!(bucket(method, path), (name, limit), "{method} {path}");
        }
    }

    #[test]
    fn a_window_starts_with_its_first_request() {
        let mut buckets = Buckets::new(Limits::Flat(2));
        let mut take = |second| buckets.take("GET", "/api/v1/users/me", Time::from_seconds(second));
        let count = |remaining, reset, exceeded| Some(Count { limit: 2, remaining, reset, exceeded });
        assert_eq!(take(1007), count(1, 1067, false));
        assert_eq!(take(1050), count(0, 1067, false));
        assert_eq!(take(1066), count(0, 1067, true));
        assert_eq!(take(1067), count(1, 1127, false));
        assert_eq!(take(5000), count(1, 5060, false));
        assert_eq!(take(10), count(1, 70, false));
    }

    #[test]
    fn limits_on_a_command_line() {
        assert_eq!("50".parse(), Ok(Limits::Flat(50)));
        assert_eq!("workforce".parse(), Ok(Limits::Workforce));
        let own: Limits = "get user=7,other=0".parse().unwrap();
        for bad in ["many", "", "users", "users=x", "user=5"] {
            assert!(bad.parse::<Limits>().is_err(), "{bad}");
        }
        let now = Time::from_seconds(5);
        for (limits, path, limit, exceeded) in [
            (Limits::Flat(0), "/", 0, true),
            (own.clone(), "/", 0, true),
            (own.clone(), "/api/v1/users/me", 7, false),
            (own, "/api/v1/users", 600, false),
        ] {
            let count = Buckets::new(limits).take("GET", path, now).unwrap();
            assert_eq!((count.limit, count.exceeded), (limit, exceeded), "{path}");
        }
    }

    #[test]
    fn some_paths_are_never_counted() {
        let mut buckets = Buckets::new(Limits::Flat(0));
        for path in UNLIMITED {
            assert_eq!(buckets.take("GET", &path.replace("{}", "aus1"), Time::from_seconds(5)), None, "{path}");
        }
    }
}
