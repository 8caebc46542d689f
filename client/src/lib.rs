//! The SDK for the Okta Management API: every operation typed, for asynchronous and blocking programs.
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
//! # List
//!
//! `okta.users()` is the service of an API area, with a method for each of its operations. Required arguments come first, the rest
//! is chained. A list is lazy: `items()` fetches page after page, `pages()` returns them one by one, and awaiting the request
//! itself returns the first [`Page`]. An error on page 3 is an error, never a short list.
//!
//! ```no_run
//! # #[cfg(feature = "users")] #[tokio::main(flavor = "current_thread")] async fn main() -> oktant::Result<()> {
//! # let okta = oktant::Client::from_env()?;
//! let mut users = okta.users().list_users().search("status eq \"ACTIVE\"").items();
//! while let Some(user) = users.try_next().await? {
//!     println!("{}", user.id.as_deref().unwrap_or("?"));
//! }
//! # Ok(()) }
//! # #[cfg(not(feature = "users"))] fn main() {}
//! ```
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
//! match okta.users().get_user("nobody@example.com").await {
//!     Ok(user) => println!("{:?}", user.status),
//!     Err(error) if error.status() == Some(404) => println!("no such user"),
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
//! # Also
//!
//! - Without an asynchronous runtime, `.wait()` sends any request (feature `blocking`, on by default).
//! - `.raw()` returns the full response: [`RawResponse`]. [`Client::request`] sends requests to any other path.
//! - Requests go through a [`transport::Transport`]: reqwest with rustls, or your own.
//! - One feature per API area (`users`, `groups`, ...); `full`, on by default, is all of them. For a smaller build:
//!   `oktant = { version = "0.1", default-features = false, features = ["users", "groups"] }`.

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
mod reference;
mod request;
mod reqwest_transport;
mod signer;
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
