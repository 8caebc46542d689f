//! Trusted origins.

use super::filter;
use crate::error::{self, ensure, field};
use crate::handler::Row;
use crate::paging::Page;
use crate::resource::{Id, Resource, rows};
use crate::schema::Type;
use crate::search::any_starts_with;

pub(crate) const ROWS: &[&[Row]] =
    rows![ORIGINS "/api/v1/trustedOrigins" list create get replace delete activate deactivate;];

const FILTERED: &[(&str, Type)] = &[("name", Type::Text), ("origin", Type::Text), ("status", Type::Text)];

static ORIGINS: Resource = Resource {
    path: "/api/v1/trustedOrigins",
    schema: "TrustedOrigin",
    id: Id::Minted("tos"),
    noun: "TrustedOrigin",
    object: "trustedOrigin",
    status: Some("ACTIVE"),
    page: Some(Page(20, 200)),
    unique: &["name", "origin"],
    events: "security.trusted_origin.*",
    complete: |_, _, origin, _| {
        let url = origin.text("origin");
        let rest = url.split_once("://").map_or("", |(_, rest)| rest);
        ensure!(!rest.is_empty() && !rest.starts_with('/'), field("origin", "Origin value is not valid"));
        origin.fill("scopes", serde_json::json!([]));
        Ok(())
    },
    wanted: |_, call| {
        let q = call.query.text("q");
        ensure!(q.is_none() || call.query.text("filter").is_none(), error::two_queries());
        let fits = filter::read(call, "filter", FILTERED)?;
        Ok(Box::new(move |origin| {
            let texts = ["name", "origin"].map(|name| origin.text(name).into());
            fits(origin) && q.is_none_or(|q| any_starts_with(texts, q))
        }))
    },
    ..Resource::NEW
};
