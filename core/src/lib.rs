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
mod auth;
mod base64;
pub mod config;
mod engine;
mod error;
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
pub use engine::session::{Session, Woken};
pub use engine::{drive, step};
pub use error::{Error, ErrorKind};
pub use generated::models;
pub use http::HttpRequest;
pub use http::headers::{Headers, Rate};
pub use http::org_url::OrgUrl;
pub use io::{Phase, Source, Ticket};
pub use key::{Algorithm, PrivateKey, PublicKey};
pub use operation::arguments::{Argument, Arguments, File, Options};
pub use operation::metadata::About;
pub use operation::table::Table;
pub use operation::{
    Method, Operation, Paging, Parameter, ParameterKind, Place, ReplyBody, RequestBody, Security, Top,
};
pub use rate_limit::ledger::Bucket;
pub use response::{Answer, decode as reply};
pub use secret::Secret;
