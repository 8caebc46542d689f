//! What all calls of a client share.

use crate::input::millis;
use crate::keys::Keys;
use crate::{Begun, HostKey, Listener, Moment, Pages, RateLimitStatus, Refused, Request, Settings};
use oktant_core as core;
use oktant_core::Headers;
use std::sync::Arc;
use std::time::Duration;

/// The shared part of all calls to an org.
#[derive(Debug, uniffi::Object)]
pub struct Session {
    session: core::Session,
    keys: Arc<Keys>,
}

/// What a host needs to know of the configuration.
#[derive(Clone, uniffi::Record)]
pub struct Needs {
    /// The names, in lower case, of the headers that the engine reads: others need not be handed in.
    pub headers: Vec<String>,
    /// How long one connection may take.
    pub connect_timeout_ms: Option<u64>,
    /// What stands between the host and the org.
    pub proxy: Option<Proxy>,
}

/// What stands between the host and the org.
#[derive(Clone, uniffi::Record)]
pub struct Proxy {
    /// Its address, without name and password.
    pub url: String,
    /// Who asks it.
    pub username: Option<String>,
    /// Proxy password, for that user.
    pub password: Option<String>,
}

/// Wakes calls that wait for each other.
#[uniffi::export(callback_interface)]
pub trait Waker: Send + Sync {
    /// Ends the wait of the call with this ticket. Must not fail; a needless one is harmless.
    fn wake(&self, ticket: u64);
}

#[uniffi::export]
impl Session {
    /// A session with these settings. What no key of the host signs is signed here.
    #[uniffi::constructor]
    #[allow(clippy::result_large_err, reason = "a record that crosses the edge cannot be boxed")]
    pub fn new(settings: Settings, waker: Box<dyn Waker>) -> Result<Arc<Session>, Refused> {
        let host_proves = settings.proof_key.is_some();
        Session::make(settings, waker, |config| Keys::new(config, host_proves))
    }

    /// A session whose host signs everything, as the vectors of the engine are played.
    #[uniffi::constructor]
    #[allow(clippy::result_large_err, reason = "a record that crosses the edge cannot be boxed")]
    pub fn signed_outside(settings: Settings, waker: Box<dyn Waker>) -> Result<Arc<Session>, Refused> {
        Session::make(settings, waker, |_| Ok(Keys::default()))
    }

    /// Registers who hears what happens in the calls. It must not hold this session.
    pub fn on_event(&self, listener: Box<dyn Listener>) {
        self.session.on_event(move |event| listener.hear(event.into()));
    }

    /// What is known of the org's rate limits.
    pub fn rates(&self) -> Vec<RateLimitStatus> {
        self.session.rates().into_iter().map(RateLimitStatus::from).collect()
    }

    /// Begins a call. A bad argument shows as a step that failed; nothing is sent then.
    pub fn call(&self, request: Request, seed: u64, now: Moment) -> Begun {
        let made = request.operation().and_then(|operation| {
            let (arguments, options) = request.split();
            self.session.call(&operation, &arguments, &options)
        });
        Begun::new(made, None, Arc::clone(&self.keys), seed, now)
    }

    /// Reads a list, from its first page or from a cursor that a page of it gave. With `follow_ms` a list that grows is
    /// followed: at its end it is polled again after this time, forever.
    pub fn pages(&self, request: Request, cursor: Option<String>, follow_ms: Option<u64>) -> Arc<Pages> {
        let follow = follow_ms.map(Duration::from_millis);
        Arc::new(Pages::new(&self.session, Arc::clone(&self.keys), request, cursor, follow))
    }

    /// What the host needs to know.
    pub fn needs(&self) -> Needs {
        let config = self.session.config();
        Needs {
            headers: Headers::READ.map(str::to_owned).to_vec(),
            connect_timeout_ms: config.connect_timeout.map(millis),
            proxy: config.proxy.as_ref().map(|proxy| {
                let (username, password) = proxy.account().unzip();
                let owned = |text: Option<&str>| text.map(str::to_owned);
                Proxy { url: proxy.url.clone(), username: owned(username), password: owned(password) }
            }),
        }
    }

    /// What is set to what, and where that was said: one line a key. Secrets are not shown.
    pub fn explain(&self) -> String {
        self.session.config().explain().to_owned()
    }
}

impl Session {
    #[allow(clippy::result_large_err, reason = "a record that crosses the edge cannot be boxed")]
    fn make(
        mut settings: Settings,
        waker: Box<dyn Waker>,
        keys: impl FnOnce(&core::Config) -> Result<Keys, core::Error>,
    ) -> Result<Arc<Session>, Refused> {
        let proof_key = settings.proof_key.take().map(HostKey::public).transpose()?;
        let config = crate::settings::resolve(settings)?;
        let keys = Arc::new(keys(&config)?);
        let session = core::Session::new(config);
        if let Some(key) = proof_key.or_else(|| keys.proof()) {
            session.set_proof_key(key);
        }
        session.on_wake(move |ticket| waker.wake(ticket.0));
        Ok(Arc::new(Session { session, keys }))
    }
}
