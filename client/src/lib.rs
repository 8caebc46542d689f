//! The SDK for the Okta Management API: every operation typed, for asynchronous and blocking programs.
//!
//! ```no_run
//! # #[cfg(feature = "users")]
//! #[tokio::main]
//! async fn main() -> oktant::Result<()> {
//!     let okta = oktant::Client::from_env()?;
//!     let mut users = okta.users().list_users().search("status eq \"ACTIVE\"").items();
//!     while let Some(user) = users.try_next().await? {
//!         println!("{}", user.id.as_deref().unwrap_or("?"));
//!     }
//!     Ok(())
//! }
//! # #[cfg(not(feature = "users"))] fn main() {}
//! ```
//!
//! | to | see |
//! | - | - |
//! | create a client | [`Client::from_env`], [`Client::builder`] |
//! | call an operation | [`services`], [`Request`] |
//! | read a list | [`Request::items`], [`take`](Request::take), [`first`](Request::first), [`all`](Request::all), [`pages`](Request::pages) |
//! | read and change a resource | [`models`], [`value`], [`FitsInto`] |
//! | handle an error | [`Error`], [`ErrorKind`] |
//! | see status, headers and request ID | [`RawResponse`] |
//! | call a path that has no method | [`Client::request`] |
//! | call without an asynchronous runtime | `.wait()`: module `blocking` |
//! | use another HTTP client, or a mock | [`transport`] |
//!
//! # Create a client
//!
//! [`Client::from_env`] reads `OKTA_CLIENT_ORGURL`, `OKTA_CLIENT_TOKEN` and the other settings from the environment and `okta.yaml`;
//! [`Client::builder`] takes them from code. A client is cheap to clone and safe to share.
//!
//! ```no_run
//! let okta = oktant::Client::builder().org_url("https://example.okta.com").token("00exampleToken").build()?;
//! # Ok::<(), oktant::Error>(())
//! ```
//!
//! # Call an operation
//!
//! `okta.users()` is a service, with a method for each operation of an API area. Required arguments are the method's, optional ones
//! are set on the [`Request`] that it returns, and awaiting that sends it.
//!
//! ```no_run
//! # #[cfg(feature = "users")] #[tokio::main(flavor = "current_thread")] async fn main() -> oktant::Result<()> {
//! # let okta = oktant::Client::from_env()?;
//! okta.users().delete_user("00u1emaK22p2KX0001d7").send_email(true).await?;
//! # Ok(()) }
//! # #[cfg(not(feature = "users"))] fn main() {}
//! ```
//!
//! # Read a list
//!
//! A list is lazy. [`items`](Request::items) fetches page after page as they are needed, [`take`](Request::take) stops after a
//! number of items, [`first`](Request::first) and [`all`](Request::all) return one item and every item. Awaiting the request itself
//! returns the first [`Page`]. The argument `limit` is the number of items per page. An error on page 3 is an error, never a short
//! list.
//!
//! [`Items`] and [`Pages`] are streams: the adapters of the crates futures and tokio-stream apply.
//! [`follow`](Items::follow) polls a growing list, such as the system log.
//!
//! # Read, modify, write
//!
//! Properties that your program does not know are preserved: custom attributes, unknown enum values and explicit nulls survive a
//! read, a change and a write. See [`value`].
//!
//! ```no_run
//! # #[cfg(feature = "users")] #[tokio::main(flavor = "current_thread")] async fn main() -> oktant::Result<()> {
//! # let okta = oktant::Client::from_env()?;
//! let mut ann = okta.users().get_user("ann@example.com").await?;
//! if let Some(profile) = ann.profile.as_mut() {
//!     profile.nick_name = Some("Annie".into());
//!     profile.extras.insert("badge", "42"); // a custom attribute
//! }
//! okta.users().replace_user("ann@example.com", &ann).await?;
//! # Ok(()) }
//! # #[cfg(not(feature = "users"))] fn main() {}
//! ```
//!
//! # Handle errors
//!
//! There is one error type, [`Error`]. It has a [`kind`](Error::kind), Okta's code, summary and causes, the request ID, and text that
//! says what to do. It never holds a secret.
//!
//! ```no_run
//! # #[cfg(feature = "users")] #[tokio::main(flavor = "current_thread")] async fn main() -> oktant::Result<()> {
//! # let okta = oktant::Client::from_env()?;
//! use oktant::ErrorKind;
//!
//! match okta.users().get_user("nobody@example.com").await {
//!     Ok(user) => println!("{user:#?}"),
//!     Err(error) if error.is_not_found() => println!("no such user"),
//!     Err(error) if error.kind() == ErrorKind::Timeout => println!("no answer after {:?}", error.elapsed()),
//!     Err(error) => return Err(error),
//! }
//! # Ok(()) }
//! # #[cfg(not(feature = "users"))] fn main() {}
//! ```
//!
//! # Stay below the rate limits
//!
//! Calls are throttled before they hit a rate limit, and retried if they hit one all the same. [`Client::rates`] shows the limits seen
//! so far; [`Builder::on_event`] reports requests, retries and waits.
//!
//! # Call without an asynchronous runtime
//!
//! `.wait()` in place of `.await` sends a request and blocks; after `items()` and `pages()` it returns an iterator.
//!
//! ```no_run
//! # #[cfg(all(feature = "users", feature = "blocking"))] fn main() -> oktant::Result<()> {
//! # let okta = oktant::Client::from_env()?;
//! let ann = okta.users().get_user("ann@example.com").wait()?;
//! for user in okta.users().list_users().items().wait() {
//!     println!("{:?}", user?.id);
//! }
//! # Ok(()) }
//! # #[cfg(not(all(feature = "users", feature = "blocking")))] fn main() {}
//! ```
//!
//! # Features
//!
//! | feature | default | what it adds |
//! | - | - | - |
//! | `full` | yes | every API area |
//! | `users`, `groups`, `applications`, ... | | one API area each: its service and models |
//! | `blocking` | yes | `.wait()` |
//! | `yaml` | yes | settings from `okta.yaml` |
//! | `fleet` | no | rate limits and tokens that processes share over Redis or Valkey: [`Builder::fleet`] |
//! | `fleet-store` | no | the same without the built-in client for Redis and Valkey: [`store`] |
//!
//! For a smaller build, without the default features:
//!
//! ```toml
//! [dependencies]
//! oktant = { version = "0.1", default-features = false, features = ["users", "groups"] }
//! ```

#![doc(test(attr(deny(unused_imports))))]

// Before the services: their setters come after the methods of every request in its docs.
mod request;

mod bearer;
#[doc(hidden)]
pub mod bindings;
#[cfg(feature = "blocking")]
pub mod blocking;
mod callback;
mod client;
mod decoded_body;
mod exchange;
mod file;
mod fits_into;
#[cfg(feature = "fleet-store")]
mod fleet;
#[rustfmt::skip]
mod generated {
    mod fits_into;
    #[cfg(feature = "inline_hooks")]
    pub(crate) mod hooks;
    pub mod services;
    pub(crate) mod settings;
}
mod call_scope;
mod custom;
#[cfg(any(feature = "inline_hooks", all(feature = "event_hooks", feature = "system_log")))]
pub mod hooks;
mod host;
mod list;
mod operation;
mod raw_response;
#[cfg(feature = "fleet")]
mod redis_store;
mod reference;
mod reqwest_transport;
mod signer;
#[cfg(feature = "fleet-store")]
pub mod store;
mod text;
mod time;
mod tls;
mod trace;
pub mod transport;
mod unpack;

pub use client::{Builder, Client};
pub use custom::CustomOperation;
pub use file::File;
pub use fits_into::FitsInto;
pub use generated::services;
pub use list::{Items, ListRequest, Page, Pages};
pub use oktant_core::io::{Failure, FailureKind, Reason, TokenRequest};
pub use oktant_core::models;
pub use oktant_core::value::{self, Document, Json};
pub use oktant_core::{
    Algorithm, Argument, Arguments, CallId, Error, ErrorKind, Event, EventKind, Headers, HttpRequest, Method, Phase,
    PublicKey, RateLimit, RateLimitStatus, decode::FromBody,
};
pub use operation::{List, Operation};
pub use raw_response::RawResponse;
pub use request::{RawRequest, Request};
pub use signer::{Signature, Signer};
pub use text::Text;

use oktant_core::{Call, Config, Options, Pager, Response, Secret, Session};
use std::pin::Pin;

/// The result of a call.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// The future of a request.
pub type Pending<T> = Pin<Box<dyn Future<Output = Result<T>> + Send>>;

/// The examples of the crate's README, which must compile.
#[cfg(all(doctest, feature = "full", feature = "blocking"))]
#[doc = include_str!("../README.md")]
pub struct Readme;
