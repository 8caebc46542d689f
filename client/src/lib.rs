//! The SDK for the Okta Management API: every operation typed, nothing lost, nothing silent.
//!
//! ```no_run
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> oktant::Result<()> {
//! let okta = oktant::Client::from_env()?;
//! let mut users = okta.users().list_users().search("status eq \"ACTIVE\"").items();
//! while let Some(user) = users.try_next().await? {
//!     println!("{}", user.id.as_deref().unwrap_or("?"));
//! }
//! # Ok(()) }
//! ```
//!
//! - [`Client`] is cheap to clone and safe to share; `okta.users()` is the service of an API area, with a method for each
//!   of its operations. Required arguments come first, the rest is chained: [`Request`].
//! - Awaiting a request sends it, dropping the future stops it. `.wait()` does it without an asynchronous runtime around.
//! - Lists: awaiting gives the first [`Page`], `.items()` every item of all pages, `.pages()` page by page. A page's cursor
//!   is text that another process can go on from.
//! - `.raw()` gives the whole answer: [`Raw`]. [`Client::request`] calls what has no method of its own.
//! - Models lose nothing: see [`value`]. Errors are one type, [`Error`], whose text says what to do.
//! - Requests go through a [`transport::Transport`]: reqwest and rustls, or your own.
//!
//! One feature an API area (`users`, `groups`, ...); `full`, on by default, is all of them.

mod bearer;
#[cfg(feature = "blocking")]
pub mod blocking;
mod client;
#[doc(hidden)]
pub mod edge;
mod exchange;
mod file;
#[rustfmt::skip]
mod generated {
    #[cfg(feature = "inline_hooks")]
    pub(crate) mod hooks;
    pub mod services;
}
#[cfg(any(feature = "inline_hooks", all(feature = "event_hooks", feature = "system_log")))]
pub mod hooks;
mod host;
mod list;
mod native;
mod raw;
mod reference;
mod request;
mod signer;
mod text;
mod tls;
mod trace;
pub mod transport;
mod unpack;
mod untyped;
mod within;

pub use client::{Builder, Client};
pub use file::file_at;
pub use generated::services;
pub use list::{Items, Page, Pages};
pub use oktant_core::io::{Asking, Failure, FailureKind, Reason};
pub use oktant_core::models;
pub use oktant_core::value::{self, Document, Json};
pub use oktant_core::{
    Algorithm, Argument, Arguments, Bucket, Error, ErrorKind, Event, EventKind, File, Headers, HttpRequest, Method,
    Phase, PublicKey, Rate, Ticket, reply::Reply,
};
pub use raw::Raw;
pub use request::{List, Operation, Pending, RawRequest, Request};
pub use signer::{Signature, Signer};
pub use text::Text;
pub use untyped::Untyped;

use oktant_core::{Answer, Call, Config, Options, Pager, Secret, Session};

/// What every call gives.
pub type Result<T, E = Error> = std::result::Result<T, E>;
