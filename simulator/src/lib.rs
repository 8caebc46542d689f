//! An Okta org in memory.
//!
//! [`Org::handle`] takes a request and the time and returns a response, without a clock or a socket. [`Server`] is an HTTP
//! server around it, and [`LocalOrg`] one for tests, on a free port.
//!
//! ```
//! use oktant_simulator::{Org, Request, Setup, Time};
//!
//! let mut org = Org::new(&Setup { users: 1000, ..Setup::default() });
//! let request = Request::new("GET", "/api/v1/users?limit=2").token(oktant_simulator::TOKEN);
//! let response = org.handle(&request, Time::from_seconds(1_750_000_000));
//! assert_eq!(response.status, 200);
//! assert_eq!(response.json().as_array().map(Vec::len), Some(2));
//! assert!(response.link("next").is_some());
//! ```
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::panic))]

mod area;
mod attribute;
mod call;
mod certificates;
mod conditions;
mod console;
mod control;
mod cors;
mod credentials;
mod delivery;
mod directory;
mod document;
mod dpop;
mod error;
mod exchange;
mod expiring;
mod expression;
mod faults;
mod faulty_stream;
mod files;
mod gzip;
mod handle;
mod handler;
mod http;
mod id;
mod journal;
mod judge;
mod jwt;
mod keys;
mod kinds;
mod ledger;
mod links;
mod local;
mod log;
mod memberships;
mod message;
mod new_org;
mod oauth;
mod org;
mod origin;
mod paging;
mod path;
mod profile;
mod query;
mod rate;
mod resource;
mod route;
mod schema;
mod script;
mod search;
mod seed;
mod seed_file;
mod setup;
mod shape;
mod simulation;
mod single;
mod status;
mod store;
mod time;
mod tls;
mod webhook;

pub use conditions::{Conditions, Latency, Link};
pub use faults::{Faults, InjectedFault};
pub use http::Server;
pub use journal::{Journal, Saved};
pub use local::LocalOrg;
pub use message::{Request, Response};
pub use oauth::ServiceApp;
pub use org::Org;
pub use origin::Origin;
pub use rate::{Limits, Plan};
pub use schema::{Property, Type};
pub use script::{Outcome, ScriptedAnswer};
pub use seed::PASSWORD;
pub use seed_file::SeedFile;
pub use setup::{Setup, TOKEN};
pub use simulation::Simulation;
pub use time::Time;
pub use tls::Tls;

/// The README's example in Rust, compiled.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
