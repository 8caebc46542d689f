//! An Okta org in memory.
//!
//! [`Org::handle`] takes a request and the time and returns a response, without a clock or a socket. [`serve`] is an HTTP
//! server around it.
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
mod call;
mod certificates;
mod cors;
mod credentials;
mod directory;
mod document;
mod dpop;
mod error;
mod expiring;
mod expression;
mod faults;
mod faulty_stream;
mod files;
mod handle;
mod http;
mod id;
mod judge;
mod jwt;
mod keys;
mod kinds;
mod links;
mod log;
mod memberships;
mod message;
mod oauth;
mod org;
mod paging;
mod path;
mod profile;
mod query;
mod rate;
mod resource;
mod route;
mod schema;
mod search;
mod seed;
mod seed_org;
mod shape;
mod single;
mod status;
mod store;
mod time;

pub use faults::{Faults, InjectedFault};
pub use http::{Conditions, Link, serve};
pub use message::{Request, Response};
pub use oauth::ServiceApp;
pub use org::{Org, Setup, TOKEN};
pub use rate::Limits;
pub use schema::{Property, Type};
pub use seed::PASSWORD;
pub use time::Time;
