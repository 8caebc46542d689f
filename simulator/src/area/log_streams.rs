//! Log streams.

use super::filter;
use crate::error::{self, ensure};
use crate::handler::Row;
use crate::links::with_method;
use crate::paging::Page;
use crate::resource::{Id, Resource, Turned, rows};
use crate::schema::Type;
use crate::store::Document;
use serde_json::{Value, json};

pub(crate) const ROWS: &[&[Row]] =
    rows![STREAMS "/api/v1/logStreams" list create get replace delete activate deactivate;];

const FILTERED: &[(&str, Type)] = &[("type", Type::Text), ("status", Type::Text)];

static STREAMS: Resource = Resource {
    path: "/api/v1/logStreams",
    schema: "LogStream",
    id: Id::Minted("0oa"),
    noun: "AppInstance",
    object: "logStream",
    status: Some("ACTIVE"),
    turned: Turned::Silent,
    page: Some(Page(20, 200)),
    unique: &["name"],
    events: "system.log_stream.lifecycle.*",
    complete: |_, _, stream, old| {
        if let Some(old) = old {
            stream.set("type", old.text("type"));
            keep_settings(stream, old);
        }
        if let Some(settings) = stream.shown.get_mut("settings").and_then(Value::as_object_mut) {
            settings.shift_remove("token").map(|token| stream.hidden.insert("token".into(), token));
        }
        Ok(())
    },
    removable: |_, stream, _| {
        let why = "status: An active log stream cannot be deleted";
        ensure!(stream.text("status") == "INACTIVE", error::invalid("status").because(why));
        Ok(())
    },
    wanted: |_, call| filter::read(call, "filter", FILTERED),
    links: |_, stream, path| {
        let turn = if stream.text("status") == "ACTIVE" { "deactivate" } else { "activate" };
        json!({
            "self": with_method(path, "GET"),
            turn: with_method(format!("{path}/lifecycle/{turn}"), "POST"),
        })
    },
    ..Resource::NEW
};

/// Where a stream leads is set once; the rest of its settings can change.
fn keep_settings(stream: &mut Document, old: &Document) {
    let Some(Value::Object(before)) = old.at("settings").cloned() else { return };
    let mut settings = before.clone();
    if let Some(sent) = stream.at("settings").and_then(Value::as_object) {
        settings.extend(
            sent.iter()
                .filter(|(name, _)| *name == "edition" || *name == "host")
                .map(|(name, value)| (name.clone(), value.clone())),
        );
    }
    stream.set("settings", settings);
}
