//! Exports of an Okta org as rows with typed columns.
//!
//! ```
//! use oktant::Json;
//! use oktant_export::columns::{Attributes, Columns};
//! use oktant_export::rows::Rows;
//! use std::sync::Arc;
//!
//! let mut rows = Rows::new(Arc::new(Columns::new("groups", &Attributes::default())));
//! rows.push(Json::parse(br#"{"id": "00g1", "profile": {"name": "Staff", "site": "Bern"}}"#)?);
//! rows.write_ndjson(&mut std::io::stdout())?; // {"id":"00g1","profile.name":"Staff","_extras":{"profile":{"site":"Bern"}}}
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

pub mod columns;
pub mod rows;
