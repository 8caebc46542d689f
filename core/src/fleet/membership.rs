//! A session's membership in its fleet: the names of its keys, and whether the store can be used.

use super::store::{Possible, Script, StoreRequest};
#[cfg(feature = "fleet")]
use crate::config::{Config, Credential, Fleet};
use crate::{CallId, Secret};
use sha2::{Digest, Sha256};
use std::fmt::Write;
use std::sync::Arc;
use std::time::Duration;

/// A member of a fleet.
#[derive(Debug)]
pub(crate) struct Membership {
    prefix: String,
    /// The host name of the org.
    org: String,
    /// Whose limits and tokens these are: Okta may limit each app and API token by itself.
    principal: String,
    /// The name of this session.
    pub(crate) member: String,
    timeout: Duration,
    store: Store,
    /// True once the store has replied, until it fails.
    joined: bool,
    _possible: Possible,
}

/// Whether the store can be used.
#[derive(Debug)]
enum Store {
    There,
    /// It failed. One call at a time tries it again.
    Away {
        retry_ms: u64,
        pause_ms: u64,
        trying: Option<CallId>,
    },
}

/// What changed with a reply of the store, or without one.
#[derive(Debug, Clone)]
pub(crate) enum FleetChange {
    Joined(Possible),
    Lost(String, Possible),
}

/// The shortest and the longest pause before a store that failed is tried again.
const PAUSES_MS: [u64; 2] = [1000, 30_000];
/// How long a call may try: longer than any timeout of a store.
const TRIES_MS: u64 = 15_000;

impl Membership {
    #[cfg(feature = "fleet")]
    pub(crate) fn new(config: &Config, fleet: &Fleet, seed: u64) -> Membership {
        let Fleet { prefix, member, timeout, _possible, .. } = fleet;
        let member = if member.is_empty() { "member" } else { member };
        Membership {
            prefix: prefix.clone(),
            org: org(config).to_owned(),
            principal: principal(config),
            member: format!("{member}-{seed:016x}"),
            timeout: *timeout,
            store: Store::There,
            joined: false,
            _possible: *_possible,
        }
    }

    /// Proof that there are fleets.
    pub(crate) fn possible(&self) -> Possible {
        self._possible
    }

    /// Whether the store is used now.
    pub(crate) fn is_there(&self) -> bool {
        matches!(self.store, Store::There)
    }

    /// Whether this call may ask the store. If the store is away, the call tries it.
    pub(crate) fn asks(&mut self, call_id: CallId, now_ms: u64) -> bool {
        match &mut self.store {
            Store::There => true,
            Store::Away { retry_ms, trying, .. } if now_ms >= *retry_ms => {
                // If it ends without a reply, another call tries later.
                *retry_ms = now_ms.saturating_add(TRIES_MS);
                *trying = Some(call_id);
                true
            }
            Store::Away { .. } => false,
        }
    }

    /// The store has replied.
    pub(crate) fn replied(&mut self) -> Option<FleetChange> {
        self.store = Store::There;
        let before = std::mem::replace(&mut self.joined, true);
        (!before).then_some(FleetChange::Joined(self._possible))
    }

    /// The store has not replied.
    pub(crate) fn failed(&mut self, call_id: CallId, why: &str, now_ms: u64) -> Option<FleetChange> {
        let [shortest, longest] = PAUSES_MS;
        let pause_ms = match self.store {
            Store::There => shortest,
            Store::Away { pause_ms, trying, .. } if trying == Some(call_id) => (pause_ms * 2).min(longest),
            // It was asked before the store was known to be away.
            Store::Away { .. } => return None,
        };
        self.store = Store::Away { retry_ms: now_ms.saturating_add(pause_ms), pause_ms, trying: None };
        self.joined = false;
        (pause_ms == shortest).then(|| FleetChange::Lost(why.to_owned(), self._possible))
    }

    /// The key of a bucket's rate limit. Braces enclose the part of a key that chooses its slot in a cluster.
    pub(crate) fn bucket_key(&self, bucket: &str) -> String {
        let Membership { prefix, org, principal, .. } = self;
        format!("{prefix}:{{{org} {}}}:{principal}:rates", bucket.replace("{id}", "*"))
    }

    /// The key of what the principal has in the org.
    pub(crate) fn principal_key(&self, what: &str) -> String {
        let Membership { prefix, org, principal, .. } = self;
        format!("{prefix}:{{{org}}}:{principal}:{what}")
    }

    /// The key of what the org has.
    pub(crate) fn org_key(&self, what: &str) -> String {
        let Membership { prefix, org, .. } = self;
        format!("{prefix}:{{{org}}}:{what}")
    }

    /// A request to the store.
    pub(crate) fn request(
        &self,
        script: &'static Script,
        key: String,
        arguments: Vec<String>,
        seal: Option<Secret<Arc<str>>>,
    ) -> StoreRequest {
        let (timeout, _possible) = (self.timeout, self._possible);
        StoreRequest { script, key, arguments, seal, unseal: false, timeout, _possible }
    }
}

/// The host of the org, as keys have it.
#[cfg(feature = "fleet")]
pub(super) fn org(config: &Config) -> &str {
    config.org_url.as_str().split("://").last().unwrap_or_default()
}

/// The name of what authenticates: the client ID of a service app, or the digest of a token.
#[cfg(feature = "fleet")]
fn principal(config: &Config) -> String {
    match &config.credential {
        Credential::Ssws(token) | Credential::Bearer(token) => format!("token-{}", fingerprint(token.open())),
        _ => config.oauth.client_id.clone().unwrap_or_else(|| "caller".to_owned()),
    }
}

/// Sixteen digits that tell secrets apart.
pub(crate) fn fingerprint(secret: &str) -> String {
    let mut text = String::new();
    for byte in Sha256::digest(secret).iter().take(8) {
        let _ = write!(text, "{byte:02x}");
    }
    text
}
