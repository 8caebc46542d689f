//! Exports of an Okta org: users, groups, memberships, apps, roles, factors, devices and the system log as NDJSON, CSV, Parquet and
//! Arrow.
//!
//! ```no_run
//! # async fn x() -> Result<(), Box<dyn std::error::Error>> {
//! use oktant_export::{Dataset, Export};
//!
//! let okta = oktant::Client::from_env()?;
//! let report = Export::new(&okta, Dataset::Users).search(r#"status eq "ACTIVE""#).to("users.csv").await?;
//! println!("{} users, {} changed meanwhile", report.rows, report.changed);
//! # Ok(()) }
//! ```
//!
//! - Users, groups and events are read by several cursors at once, each in a range of the time when they were created. Each of them
//!   that was there when the export began is in the file once; what changed meanwhile is in a second file.
//! - An export that ended before its time, however it did, goes on when it is started again: [`Export::to`].
//! - [`Export::since_last`] reads only what changed since the last export.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

pub mod columns;
pub mod rows;

#[cfg(feature = "arrow")]
mod batches;
mod checkpoint;
mod dataset;
mod documents;
mod error;
mod export;
mod format;
mod last;
mod lines;
mod lists;
mod plan;
mod progress;
mod range;
mod raw;
mod recent;
mod request;
mod run;
mod work;
mod writer;

#[cfg(feature = "arrow")]
pub use batches::Batches;
pub use dataset::Dataset;
pub use error::{Error, Result};
pub use export::{Export, Report};
pub use format::Format;
pub use progress::Progress;
