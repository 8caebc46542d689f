//! How a new org begins, as a value and as flags.

use crate::document;
use crate::oauth::ServiceApp;
use crate::path;
use crate::rate::{Limits, Plan};
use crate::schema::Property;
use crate::time::duration;
use clap::Args;
use std::time::Duration;

/// The default API token.
pub const TOKEN: &str = "00simulatorTokenSimulatorTokenSimulatorTokn";

/// The year of the newest responses that the simulator knows.
const LATEST: u16 = 2026;

/// The initial state of an org, and the flags of the program for it.
#[derive(Clone, Debug, PartialEq, Eq, Args)]
pub struct Setup {
    /// Number of users, at least 1: the first is the admin who owns the token.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    pub users: u32,
    /// Seed; the same seed gives the same org.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// The only API token that is accepted.
    #[arg(long, default_value = TOKEN, value_parser = token)]
    pub token: String,
    /// The plan of the org, which decides its limits.
    #[arg(long, value_enum, default_value_t = Plan::Workforce)]
    pub plan: Plan,
    /// Rate limits: requests per minute for every bucket, or `published` (those of the plan), or BUCKET=N,...
    #[arg(long = "rate-limit", value_name = "RATE_LIMIT", default_value = "published")]
    pub limits: Limits,
    /// Custom attributes of users, beside `badge` and `costNumber`: NAME:TYPE, with type string, number, integer,
    /// boolean or array.
    #[arg(long)]
    pub custom: Vec<Property>,
    /// CLIENT_ID=FILE: a service app that gets tokens at /oauth2/v1/token. The file is its public key in PEM, or its JWKS,
    /// which may also hold "dpop_bound_access_tokens": true and "scopes": [...], the granted scopes (default: all).
    #[arg(long = "service-app", value_name = "SERVICE_APP", value_parser = ServiceApp::from_flag)]
    pub service_apps: Vec<ServiceApp>,
    /// Take assertions of apps whose audience is the org URL too, as some OAuth libraries make them; whether a real org does is
    /// unknown.
    #[arg(long)]
    pub issuer_audience: bool,
    /// An org of the Classic Engine instead of the Identity Engine.
    #[arg(long)]
    pub classic: bool,
    /// An org with realms, which come with Identity Governance: every user is in one, and apps have entitlements.
    #[arg(long)]
    pub realms: bool,
    /// Let pages of other origins read response headers, which Okta does not.
    #[arg(long)]
    pub cors_expose: bool,
    /// How long searches of users and groups do not see a change, as 1s; a real org takes up to a second.
    #[arg(long, value_name = "DURATION", default_value = "0s", value_parser = duration)]
    pub search_lag: Duration,
    /// A path of the API document with `{}` for each value: the org lacks the feature that it and all below it belong to.
    #[arg(long, value_name = "PATH", value_parser = documented)]
    pub lacks: Vec<String>,
    /// Respond as orgs of that year did: older ones lack members that newer ones have.
    #[arg(long, default_value_t = LATEST)]
    pub year: u16,
}

/// A token that a header can carry.
fn token(text: &str) -> Result<String, &'static str> {
    let visible = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic());
    visible.then(|| text.to_owned()).ok_or("a token has visible ASCII characters")
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            users: 1,
            seed: 1,
            token: TOKEN.into(),
            plan: Plan::default(),
            limits: Limits::default(),
            custom: Vec::new(),
            service_apps: Vec::new(),
            issuer_audience: false,
            classic: false,
            realms: false,
            cors_expose: false,
            search_lag: Duration::ZERO,
            lacks: Vec::new(),
            year: LATEST,
        }
    }
}

/// A path that the API document has, or the beginning of one.
fn documented(path: &str) -> Result<String, String> {
    let mut operations = document::operations().iter();
    let known = operations.any(|operation| path::is_below(operation.path, path));
    known.then(|| path.to_owned()).ok_or_else(|| "the API document has no such path; a value in it is {}".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_and_paths_on_a_command_line() {
        assert_eq!(token(TOKEN).as_deref(), Ok(TOKEN));
        for wrong in ["", "a b", "ö", "a\n"] {
            assert!(token(wrong).is_err(), "{wrong}");
        }
        for path in ["/api/v1/zones", "/api/v1/zones/{}", "/api/v1/users/{}/factors"] {
            assert_eq!(documented(path).as_deref(), Ok(path));
        }
        for wrong in ["", "/", "/api/v1/zonez", "/api/v1/zone", "/api/v1/zones/", "/api/v1/zones/{zoneId}"] {
            assert!(documented(wrong).is_err(), "{wrong}");
        }
    }
}
