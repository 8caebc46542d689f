//! Rate limits: which requests share a bucket, and its remaining quota.

use crate::time::Time;
use clap::ValueEnum;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;

const WINDOW: i64 = 60;

/// A plan of Okta, which decides the limits of an org.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Plan {
    /// Of developers, with the lowest limits.
    Free,
    /// For a single application.
    OneApp,
    /// With the middle limits and the concurrency limit of the largest.
    Enterprise,
    /// With the highest limits: Workforce Identity.
    #[default]
    Workforce,
}

impl Plan {
    /// How many requests may be in flight at once.
    pub fn at_once(self) -> usize {
        match self {
            Self::Free => 15,
            Self::OneApp => 35,
            Self::Enterprise | Self::Workforce => 75,
        }
    }

    fn limit(self, limits: PerPlan) -> u32 {
        let [free, one_app, enterprise, workforce] = limits;
        match self {
            Self::Free => free,
            Self::OneApp => one_app,
            Self::Enterprise => enterprise,
            Self::Workforce => workforce,
        }
    }
}

/// Requests per minute of each bucket.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Limits {
    /// The same limit for every bucket.
    Flat(u32),
    /// The limits that Okta publishes for the org's plan.
    #[default]
    Published,
    /// The same, except for these buckets.
    Own(BTreeMap<String, u32>),
}

impl FromStr for Limits {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == "published" {
            return Ok(Self::Published);
        }
        if let Ok(limit) = text.parse() {
            return Ok(Self::Flat(limit));
        }
        let own = text.split(',').map(|pair| {
            let (name, limit) =
                pair.split_once('=').ok_or("a number of requests a minute, published, or BUCKET=N,...")?;
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
    plan: Plan,
    limits: Limits,
    windows: BTreeMap<&'static str, (i64, u32)>,
}

impl Buckets {
    pub(crate) fn new(plan: Plan, limits: Limits) -> Self {
        Self { plan, limits, windows: BTreeMap::new() }
    }

    pub(crate) fn at_once(&self) -> usize {
        self.plan.at_once()
    }

    /// Counts a request; `None` if its path has no limit. A window starts with the first request after the last window.
    pub(crate) fn take(&mut self, method: &str, path: &str, now: Time) -> Option<Count> {
        if UNLIMITED.iter().any(|pattern| fits(pattern, path)) {
            return None;
        }
        let (bucket, published) = bucket(method, path);
        let limit = self.limit(bucket, published);
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

    fn limit(&self, bucket: &str, published: PerPlan) -> u32 {
        let published = self.plan.limit(published);
        match &self.limits {
            Limits::Flat(limit) => *limit,
            Limits::Published => published,
            Limits::Own(own) => own.get(bucket).copied().unwrap_or(published),
        }
    }

    /// Limit, remaining quota and the end of the window of each bucket, by name.
    pub(crate) fn show(&self, now: Time) -> Value {
        let rows = ROWS.iter().map(|(name, _, _, limits)| (*name, *limits)).chain([OTHER]);
        let shown = rows.map(|(name, limits)| {
            let limit = self.limit(name, limits);
            let window = self.windows.get(name).filter(|(end, _)| now.seconds() < *end);
            let remaining = limit.saturating_sub(window.map_or(0, |(_, used)| *used));
            let reset = window.map(|(end, _)| *end);
            (name.to_owned(), json!({ "limit": limit, "remaining": remaining, "reset": reset }))
        });
        Value::Object(shown.collect())
    }
}

/// The bucket of a request and its published limits: the first row that fits.
fn bucket(method: &str, path: &str) -> (&'static str, PerPlan) {
    let row = ROWS.iter().find(|(_, methods, pattern, _)| {
        (methods.is_empty() || methods.split(' ').any(|own| own == method)) && fits(pattern, path)
    });
    row.map_or(OTHER, |(name, _, _, limit)| (name, *limit))
}

/// Whether a path is one of a pattern's, where `{}` or `{name}` is one segment and `*` at the end is anything, or nothing.
pub(crate) fn fits(pattern: &str, path: &str) -> bool {
    let open = pattern.strip_suffix('*').map(|open| open.trim_end_matches('/'));
    let mut segments = path.trim_end_matches('/').split('/');
    let mut wanted = open.unwrap_or(pattern).split('/');
    wanted.all(|wanted| segments.next().is_some_and(|segment| wanted.starts_with('{') || wanted == segment))
        && (open.is_some() || segments.next().is_none())
}

type Row = (&'static str, &'static str, &'static str, PerPlan);

/// A limit in each plan, in the order of [`Plan`].
type PerPlan = [u32; 4];

const OTHERS: PerPlan = [100, 600, 600, 1200];

/// The bucket of all other requests.
const OTHER: (&str, PerPlan) = ("other", OTHERS);

const UNLIMITED: [&str; 6] = [
    "/oauth2/v1/keys", "/oauth2/{}/v1/keys", "/.well-known/openid-configuration",
    "/.well-known/oauth-authorization-server", "/oauth2/{}/.well-known/openid-configuration",
    "/oauth2/{}/.well-known/oauth-authorization-server",
];

/// Name, methods (empty: all), path, published limits; for tokens the observed one.
const ROWS: [Row; 56] = [
    ("get user", "GET", "/api/v1/users/{}", [100, 1000, 1000, 2000]),
    ("change user", "POST PUT DELETE", "/api/v1/users/{}", [100, 600, 600, 600]),
    ("users", "", "/api/v1/users*", [100, 600, 600, 600]),
    ("group rules", "", "/api/v1/groups/rules*", [100, 600, 600, 500]),
    ("group", "GET PUT DELETE", "/api/v1/groups/{}", [100, 600, 600, 1000]),
    ("group rules", "", "/api/v1/groups*", [100, 600, 600, 500]),
    ("app", "GET PUT DELETE", "/api/v1/apps/{}", [100, 600, 600, 500]),
    ("apps", "", "/api/v1/apps*", [20, 100, 100, 100]),
    ("policies", "", "/api/v1/policies*", OTHERS),
    ("authorization servers", "", "/api/v1/authorizationServers*", OTHERS),
    ("idp keys", "", "/api/v1/idps/credentials/keys*", OTHERS),
    ("idps", "", "/api/v1/idps*", OTHERS),
    ("event hooks", "", "/api/v1/eventHooks*", OTHERS),
    ("inline hooks", "", "/api/v1/inlineHooks*", OTHERS),
    ("trusted origins", "", "/api/v1/trustedOrigins*", OTHERS),
    ("sms templates", "", "/api/v1/templates/sms*", OTHERS),
    ("features", "", "/api/v1/features*", OTHERS),
    ("user types", "", "/api/v1/meta/types/user*", OTHERS),
    ("linked objects", "", "/api/v1/meta/schemas/user/linkedObjects*", OTHERS),
    ("user schemas", "", "/api/v1/meta/schemas/user/{}", OTHERS),
    ("group schemas", "", "/api/v1/meta/schemas/group*", OTHERS),
    ("ui schemas", "", "/api/v1/meta/uischemas*", OTHERS),
    ("zones", "", "/api/v1/zones*", OTHERS),
    ("contacts", "", "/api/v1/org/contacts*", OTHERS),
    ("privacy", "", "/api/v1/org/privacy*", OTHERS),
    ("captchas", "", "/api/v1/org/captcha", OTHERS),
    ("bounces", "", "/api/v1/org/email/bounces/remove-list", [10, 30, 60, 60]),
    ("org", "", "/api/v1/org*", OTHERS),
    ("threats", "", "/api/v1/threats/configuration", OTHERS),
    ("subscriptions", "", "/api/v1/roles*", OTHERS),
    ("roles", "", "/api/v1/iam/roles*", OTHERS),
    ("resource sets", "", "/api/v1/iam/resource-sets*", OTHERS),
    ("principal rate limits", "", "/api/v1/principal-rate-limits*", OTHERS),
    ("authenticators", "", "/api/v1/authenticators*", OTHERS),
    ("brands", "", "/api/v1/brands", OTHERS),
    ("brands", "", "/api/v1/brands/{}/templates/email*", OTHERS),
    ("brand", "", "/api/v1/brands*", OTHERS),
    ("get domains", "GET", "/api/v1/domains*", OTHERS),
    ("change domains", "", "/api/v1/domains*", OTHERS),
    ("device users", "", "/api/v1/devices/{}/users", [100, 150, 150, 100]),
    ("devices", "", "/api/v1/devices*", [100, 150, 150, 100]),
    ("device assurances", "", "/api/v1/device-assurances*", OTHERS),
    ("push providers", "", "/api/v1/push-providers*", OTHERS),
    ("rate limit settings", "", "/api/v1/rate-limit-settings*", OTHERS),
    ("captchas", "", "/api/v1/captchas*", OTHERS),
    ("behaviors", "", "/api/v1/behaviors*", OTHERS),
    ("mappings", "", "/api/v1/mappings*", OTHERS),
    ("realms", "", "/api/v1/realms*", OTHERS),
    ("api tokens", "", "/api/v1/api-tokens*", OTHERS),
    ("log streams", "", "/api/v1/logStreams*", OTHERS),
    ("sessions", "", "/api/v1/sessions*", [100, 600, 600, 750]),
    ("agent pools", "", "/api/v1/agentPools*", OTHERS),
    ("logs", "", "/api/v1/logs", [20, 50, 50, 120]),
    ("certificates", "", "/api/v1/certificateAuthorities", [100, 150, 150, 100]),
    ("token", "", "/oauth2/v1/token", [150; 4]),
    ("clients", "", "/oauth2/v1/clients*", [25, 100, 100, 100]),
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
            let (own, limits) = bucket(method, path);
            assert_eq!((own, Plan::Workforce.limit(limits)), (name, limit), "{method} {path}");
        }
    }

    #[test]
    fn a_window_starts_with_its_first_request() {
        let mut buckets = Buckets::new(Plan::Free, Limits::Flat(2));
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
        assert_eq!("published".parse(), Ok(Limits::Published));
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
            let count = Buckets::new(Plan::Workforce, limits).take("GET", path, now).unwrap();
            assert_eq!((count.limit, count.exceeded), (limit, exceeded), "{path}");
        }
    }

    #[test]
    fn a_plan_decides_the_limits() {
        let take = |plan, path| Buckets::new(plan, Limits::Published).take("GET", path, Time::from_seconds(5)).unwrap();
        let plans = [Plan::Free, Plan::OneApp, Plan::Enterprise, Plan::Workforce];
        for (path, limits) in [
            ("/api/v1/users/me", [100, 1000, 1000, 2000]),
            ("/api/v1/logs", [20, 50, 50, 120]),
            ("/api/v1/brands", OTHERS),
        ] {
            assert_eq!(plans.map(|plan| take(plan, path).limit), limits, "{path}");
        }
        let mut buckets = Buckets::new(Plan::Free, Limits::Published);
        buckets.take("GET", "/api/v1/logs", Time::from_seconds(5));
        assert_eq!(buckets.show(Time::from_seconds(64))["logs"], json!({ "limit": 20, "remaining": 19, "reset": 65 }));
        assert_eq!(
            buckets.show(Time::from_seconds(65))["logs"],
            json!({ "limit": 20, "remaining": 20, "reset": null })
        );
    }

    #[test]
    fn some_paths_are_never_counted() {
        let mut buckets = Buckets::new(Plan::Free, Limits::Flat(0));
        for path in UNLIMITED {
            assert_eq!(buckets.take("GET", &path.replace("{}", "aus1"), Time::from_seconds(5)), None, "{path}");
        }
    }
}
