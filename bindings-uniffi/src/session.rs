//! What all calls of a client share.

use crate::{Begun, Moment, Pages, Refused, Request};
use oktant_core as core;
use std::sync::Arc;

/// The shared part of all calls to an org.
#[derive(Debug, uniffi::Object)]
pub struct Session(core::Session);

/// A setting that the program gives.
#[derive(Clone, uniffi::Record)]
pub struct Setting {
    /// Its key, as in `OKTA_CLIENT_<KEY>`.
    pub key: String,
    /// Its text.
    pub text: String,
}

/// Wakes calls that wait for each other.
#[uniffi::export(callback_interface)]
pub trait Waker: Send + Sync {
    /// Ends the wait of the call with this ticket. Must not fail; a needless one is harmless.
    fn wake(&self, ticket: u64);
}

#[uniffi::export]
impl Session {
    /// A session with these settings.
    #[uniffi::constructor]
    #[allow(clippy::result_large_err, reason = "a record that crosses the edge cannot be boxed")]
    pub fn new(settings: Vec<Setting>, waker: Box<dyn Waker>) -> Result<Arc<Session>, Refused> {
        let session = core::Session::new(crate::settings::resolve(settings)?);
        session.on_wake(move |ticket| waker.wake(ticket.0));
        Ok(Arc::new(Session(session)))
    }

    /// Begins a call. A bad argument shows as a step that failed; nothing is sent then.
    pub fn call(&self, request: Request, seed: u64, now: Moment) -> Begun {
        let made = request.operation().and_then(|operation| {
            let (arguments, options) = request.split();
            self.0.call(&operation, &arguments, &options)
        });
        Begun::new(made, None, seed, now)
    }

    /// Reads a list, from its first page or from a cursor that a page of it gave.
    pub fn pages(&self, request: Request, cursor: Option<String>) -> Arc<Pages> {
        Arc::new(Pages::new(&self.0, request, cursor))
    }

    /// The names, in lower case, of the headers that the engine reads: others need not be handed in.
    pub fn headers_read(&self) -> Vec<String> {
        let names = ["content-type", "date", "link", "location", "retry-after", "x-okta-request-id"];
        let rate = ["x-rate-limit-limit", "x-rate-limit-remaining", "x-rate-limit-reset"];
        names.into_iter().chain(rate).map(str::to_owned).collect()
    }

    /// How long one connection may take.
    pub fn connect_timeout_ms(&self) -> Option<u64> {
        self.0.config().connect_timeout.map(crate::input::millis)
    }
}
