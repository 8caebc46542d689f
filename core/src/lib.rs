//! The heart of Oktant, the SDK for the Okta Management API: models, operations and the engine that decides, without I/O.

// What came over the wire must never end a program: a panic kills a wasm instance for good.
#![deny(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::todo,
    clippy::dbg_macro
)]

#[rustfmt::skip]
mod generated;
mod about;
mod answer;
mod arguments;
mod base64;
mod body;
mod bucket;
mod by_ticket;
mod call;
mod challenge;
mod clock;
pub mod config;
mod counter;
#[cfg(test)]
mod crowd;
pub mod drive;
mod error;
mod event;
mod failure;
mod headers;
mod http_date;
mod key;
mod lease;
mod link;
mod mask;
mod oauth;
mod operation;
mod org_url;
mod pace;
mod page;
mod path;
mod queue;
pub mod reply;
mod request;
mod retry;
mod secret;
mod session;
mod sha256;
pub mod step;
mod steps;
mod table;
mod text;
pub mod value;
mod waiters;

pub use about::About;
pub use answer::Answer;
pub use arguments::{Argument, Arguments, File, Options};
pub use call::Call;
pub use config::Config;
pub use error::{Error, ErrorKind, Phase, Source};
pub use event::{Event, EventKind};
pub use generated::models;
pub use headers::{Headers, Rate};
pub use key::{Algorithm, PrivateKey, PublicKey};
pub use operation::{
    Method, Operation, Paging, Parameter, ParameterKind, Place, ReplyBody, RequestBody, Security, Top,
};
pub use org_url::OrgUrl;
pub use pace::Bucket;
pub use page::Pager;
pub use request::HttpRequest;
pub use secret::Secret;
pub use session::Session;
pub use table::Table;
pub use waiters::{Ticket, Woken};
