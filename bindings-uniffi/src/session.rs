//! A session: the state that all calls of a client share.

use crate::alive::{self, Alive};
use crate::call::StartedCall;
use crate::error::ConfigError;
use crate::event::EventListener;
use crate::keys::{HostKey, Keys};
use crate::list::List;
use crate::pages::Pages;
use crate::request::Request;
use crate::settings::{self, Settings};
use crate::time::millis;
use oktant_core as core;
use oktant_core::io::Now;
use oktant_core::{Headers, RateLimitStatus};
use std::sync::Arc;
use std::time::Duration;

/// The state that all calls to an org share.
#[derive(Debug, uniffi::Object)]
pub struct Session {
    session: core::Session,
    keys: Arc<Keys>,
}

/// The part of the configuration that a host needs.
#[derive(Clone, uniffi::Record)]
pub struct HostConfig {
    /// The lowercase names of the response headers that the engine reads; a host may leave out all others.
    pub headers: Vec<String>,
    /// The connection timeout in milliseconds; none for no limit.
    pub connect_timeout_ms: Option<u64>,
    /// The proxy, if one is set.
    pub proxy: Option<Proxy>,
}

/// HTTP proxy for all requests.
#[derive(Clone, uniffi::Record)]
pub struct Proxy {
    /// The URL, without credentials.
    pub url: String,
    /// The user name, if the proxy requires authentication.
    pub username: Option<String>,
    /// The password of that user.
    pub password: Option<String>,
}

/// Wakes calls that wait for other calls.
#[uniffi::export(callback_interface)]
pub trait Waker: Send + Sync {
    /// Ends the wait of the call with this ID. Must not fail; waking a call needlessly does no harm.
    fn wake(&self, call_id: u64);
}

#[uniffi::export]
impl Session {
    /// Creates a session. Software keys sign for what the host has no key for.
    #[uniffi::constructor]
    #[allow(clippy::result_large_err, reason = "a record that crosses the FFI boundary cannot be boxed")]
    pub fn new(settings: Settings, waker: Box<dyn Waker>) -> Result<Arc<Session>, ConfigError> {
        let host_proves = settings.proof_key.is_some();
        Session::create(settings, waker, |config| Keys::new(config, host_proves))
    }

    /// Creates a session without software keys: the host signs everything, as test vectors need it.
    #[uniffi::constructor]
    #[allow(clippy::result_large_err, reason = "a record that crosses the FFI boundary cannot be boxed")]
    pub fn signed_by_host(settings: Settings, waker: Box<dyn Waker>) -> Result<Arc<Session>, ConfigError> {
        Session::create(settings, waker, |_| Ok(Keys::default()))
    }

    /// Sets the event listener. It must not hold a reference to this session.
    pub fn on_event(&self, listener: Box<dyn EventListener>) {
        self.session.on_event(move |event| listener.on_event(event.into()));
    }

    /// The org's rate limits, as far as responses have reported them.
    pub fn rates(&self) -> Vec<RateLimitStatus> {
        self.session.rates()
    }

    /// Starts a call, at a time as for [`Call::step`](crate::Call::step). An invalid argument gives a failed step, and nothing is sent.
    pub fn call(&self, request: Request, seed: u64, mono_ms: u64, unix_ms: u64) -> StartedCall {
        let call = request.operation().and_then(|operation| {
            let (arguments, options) = request.split();
            self.session.call(&operation, &arguments, &options)
        });
        StartedCall::new(call, None, Arc::clone(&self.keys), seed, Now { mono_ms, unix_ms })
    }

    /// Reads a list from its first page, or from the cursor of a previous page. With `follow_ms` a growing list is followed: at
    /// the end it is polled again after so many milliseconds, forever.
    pub fn pages(&self, request: Request, cursor: Option<String>, follow_ms: Option<u64>) -> Arc<Pages> {
        let follow = follow_ms.map(Duration::from_millis);
        let list = Arc::new(List::new(&self.session, request, cursor, follow));
        Arc::new(Pages { list, keys: Arc::clone(&self.keys), _alive: Alive::new(&alive::LISTS) })
    }

    /// The part of the configuration that the host needs.
    pub fn host_config(&self) -> HostConfig {
        let config = self.session.config();
        HostConfig {
            headers: Headers::READ.map(str::to_owned).to_vec(),
            connect_timeout_ms: config.connect_timeout.map(millis),
            proxy: config.proxy.as_ref().map(|proxy| {
                let (username, password) = proxy.account().unzip();
                let owned = |text: Option<&str>| text.map(str::to_owned);
                Proxy { url: proxy.url.clone(), username: owned(username), password: owned(password) }
            }),
        }
    }

    /// The settings in effect and their origins, one line per key. Secrets are masked.
    pub fn explain(&self) -> String {
        self.session.config().explain().to_owned()
    }
}

impl Session {
    #[allow(clippy::result_large_err, reason = "a record that crosses the FFI boundary cannot be boxed")]
    fn create(
        mut settings: Settings,
        waker: Box<dyn Waker>,
        keys: impl FnOnce(&core::Config) -> Result<Keys, core::Error>,
    ) -> Result<Arc<Session>, ConfigError> {
        let proof_key = settings.proof_key.take().map(HostKey::public).transpose()?;
        let config = settings::resolve(settings)?;
        let keys = Arc::new(keys(&config)?);
        let session = core::Session::new(config);
        if let Some(key) = proof_key.or_else(|| keys.proof()) {
            session.set_proof_key(key);
        }
        // The engine's session owns this closure, and each call owns the session.
        let alive = Alive::new(&alive::SESSIONS);
        session.on_wake(move |id| {
            let _ = &alive;
            waker.wake(id.0);
        });
        Ok(Arc::new(Session { session, keys }))
    }
}
