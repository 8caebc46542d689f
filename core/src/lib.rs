//! The engine of Oktant, the SDK for the Okta Management API: models, the operation table, and every decision about a
//! call. It does no I/O: a *host* (the `oktant` crate, the npm, Python, Kotlin and Swift packages) sends, waits and tells the time.
//!
//! # A call
//!
//! A [`Session`] holds what the calls of one client share: settings, rate limits, tokens. [`Session::call`] checks the arguments
//! of an [`Operation`] and returns a [`Call`], a state machine: the host passes in an [`Input`](step::Input) and the time, and gets
//! the next [`Step`](step::Step).
//!
//! ```text
//!             Input::Started, Responded, Failed, Woke, Signed, Bearer, Cancelled
//!         +-----------------------------------------------------------------------+
//!         v                                                                       |
//!   Call::step                                                                  host
//!         |                                                                       ^
//!         +-----------------------------------------------------------------------+
//!             Step::Send, Wait, Sign, Bearer ... Done(Ok(Response) or Err(Error))
//! ```
//!
//! Retries, rate limits, tokens and errors are all decided in [`Call::step`], so a test can be the host, in simulated time. Here
//! a 429 is followed by a 200.
//!
//! ```
//! use oktant_core::config::{Key, Origin, RawConfig};
//! use oktant_core::io::{BodyKind, BodySummary, Now, ReceivedBody, ReceivedResponse};
//! use oktant_core::step::{Input, Step};
//! use oktant_core::{Arguments, Headers, Operation, Options, Session};
//!
//! let mut settings = RawConfig::new();
//! settings.put(Key::OrgUrl, "https://example.okta.com", Origin::Code);
//! settings.put(Key::Token, "00exampleToken", Origin::Code);
//! let session = Session::new(settings.resolve()?);
//! let mut call = session.call(&Operation::by_name("getUser")?, &Arguments::new().path("id", "00u1"), &Options::default())?;
//!
//! let mut now = Now { mono_ms: 0, unix_ms: 1_800_000_000_000 };
//! let Step::Send(request) = call.step(Input::Started { seed: 7 }, now) else { panic!("a request comes first") };
//! assert_eq!(request.request.url, "https://example.okta.com/api/v1/users/00u1");
//!
//! // The rate limit is exhausted and resets in 30 seconds.
//! let headers = [
//!     ("X-Rate-Limit-Limit", "600"),
//!     ("X-Rate-Limit-Remaining", "0"),
//!     ("X-Rate-Limit-Reset", "1800000030"),
//! ];
//! let body = ReceivedBody::Text(b"".as_slice().into());
//! let refused = ReceivedResponse { status: 429, headers: headers.into_iter().collect(), body };
//! let Step::Wait(wait) = call.step(Input::Responded(refused), now) else { panic!("it waits for the reset") };
//! assert!(wait.at_most.as_secs() >= 30);
//!
//! // The host sleeps; here the clock is simply set forward.
//! now.mono_ms += 32_000;
//! now.unix_ms += 32_000;
//! let Step::Send(_) = call.step(Input::Woke, now) else { panic!("the request is sent again") };
//!
//! // A host keeps the body of a 2xx and reports what it is.
//! let body = BodySummary { bytes: 16, kind: BodyKind::Object, next: None, count: None };
//! let found = ReceivedResponse { status: 200, headers: Headers::new(), body: ReceivedBody::Kept(body) };
//! let Step::Done(Ok(response)) = call.step(Input::Responded(found), now) else { panic!("it is done") };
//! assert_eq!((response.status, call.attempts()), (200, 2));
//! # Ok::<(), oktant_core::Error>(())
//! ```
//!
//! # Writing a host
//!
//! A host in Rust implements [`drive::Host`] and calls [`drive::drive`], the loop around [`Call::step`]. Its duties:
//!
//! - [`Step::Send`](step::Step::Send): send the request as it is, within its timeout; follow no redirect, retry nothing. Keep the
//!   body of a 2xx, at most [`max_body`](io::SendRequest::max_body) bytes of it, and report what it is ([`decode::summary`]); pass in any
//!   other body as text.
//! - [`Step::Wait`](step::Step::Wait): sleep, or go on earlier when [`Session::woken`] is ready.
//! - [`Step::Sign`](step::Step::Sign) and [`Step::Bearer`](step::Step::Bearer): use the key, ask the caller for a token.
//! - [`Step::Done`](step::Step::Done): turn the kept body into the caller's value, or the [`Error`] into the language's exception.
//! - A call that is given up is either dropped or ended with [`Input::Cancelled`](step::Input::Cancelled).
//!
//! # Lists
//!
//! A [`Pager`] makes one call per page: [`Pager::first`], then [`Pager::next`] with each response until it returns `None`. It
//! follows `next` links on the org's own origin only. [`Pager::cursor`] is text from which the list can be continued later.
//!
//! # Tokens
//!
//! An API token or a fixed access token needs nothing from the host. A service app's calls ask the org for a token themselves, once
//! for all calls that need one, and renew it before it expires; the host only signs. With a callback, [`Step::Bearer`](step::Step::Bearer)
//! asks the caller, once for all calls that wait.

// What came over the wire must never end a program: a panic kills a wasm instance for good.
#![deny(
    clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::todo, clippy::dbg_macro
)]

#[rustfmt::skip]
mod generated;
mod auth;
mod base64;
mod by_call_id;
pub mod config;
mod engine;
mod error;
pub mod fleet;
mod http;
pub mod io;
mod key;
mod operation;
mod rate_limit;
mod request;
mod response;
mod rng;
mod secret;
mod steps;
mod text;
pub mod value;

pub use config::Config;
pub use engine::call::Call;
pub use engine::event::{Event, EventKind};
pub use engine::pager::Pager;
pub use engine::session::{Session, Wakeup};
pub use engine::{drive, step};
pub use error::{Error, ErrorKind};
pub use generated::models;
pub use http::HttpRequest;
pub use http::headers::{Headers, RateLimit};
pub use http::org_url::OrgUrl;
pub use io::{CallId, Phase, Source};
pub use key::{Algorithm, PrivateKey, PublicKey};
pub use operation::arguments::{Argument, Arguments, File, Options};
pub use operation::hint::Hint;
pub use operation::metadata::OperationMetadata;
pub use operation::table::Table;
pub use operation::{
    JsonKind, Method, Operation, Paging, Parameter, ParameterKind, ParameterLocation, RequestBody, ResponseBody,
    Security,
};
pub use rate_limit::ledger::RateLimitStatus;
pub use response::{Response, decode};
pub use secret::Secret;
