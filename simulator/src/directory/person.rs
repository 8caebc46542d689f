//! One user of an org.

use crate::attribute::Attribute;
use crate::search::Query;
use crate::seed::{PASSWORD, Seeded, UserView};
use crate::store::Document;
use crate::time::Time;
use serde_json::Map;
use std::fmt::Write as _;

/// A user, seeded or stored.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Person<'a> {
    Seeded(Seeded<'a>),
    Stored(&'a Document),
}

impl Person<'_> {
    pub(crate) fn id(&self) -> String {
        match self {
            Self::Seeded(user) => user.id(),
            Self::Stored(document) => document.text("id").into(),
        }
    }

    pub(crate) fn status(&self) -> &str {
        match self {
            Self::Seeded(user) => user.status(),
            Self::Stored(document) => document.text("status"),
        }
    }

    pub(crate) fn login(&self) -> String {
        match self {
            Self::Seeded(user) => user.login(),
            Self::Stored(document) => document.text("profile.login").into(),
        }
    }

    /// An attribute, as search expressions name it.
    pub(crate) fn attribute(&self, path: &str) -> Attribute<'_> {
        match self {
            Self::Seeded(user) => user.attribute(path),
            Self::Stored(document) => match path {
                "created" | "activated" | "statusChanged" | "lastUpdated" => Time::parse(document.text(path)).into(),
                _ => document.at(path).into(),
            },
        }
    }

    /// Appends the user as lists show it.
    pub(crate) fn write(&self, out: &mut String, view: &UserView<'_>) {
        match self {
            Self::Seeded(user) => user.write(out, view),
            Self::Stored(document) => {
                let shown = document.shown.iter().filter(|(name, _)| view.credentials || *name != "credentials");
                for (at, (name, value)) in shown.enumerate() {
                    out.push(if at == 0 { '{' } else { ',' });
                    let _ = write!(out, "\"{name}\":");
                    out.push_str(&value.to_string());
                }
                let id = document.text("id");
                let _ = write!(out, ",\"_links\":{{\"self\":{{\"href\":\"{}/api/v1/users/{id}\"}}}}}}", view.base);
            }
        }
    }

    /// The user as an editable document, without links.
    pub(crate) fn document(&self, view: &UserView<'_>) -> Document {
        let user = match self {
            Self::Stored(document) => return (*document).clone(),
            Self::Seeded(user) => user,
        };
        let mut text = String::new();
        user.write(&mut text, view);
        let mut document = Document::new(serde_json::from_str(&text).unwrap_or_default());
        document.shown.shift_remove("_links");
        if user.password_changed().is_some() {
            document.hidden = Map::from_iter([("password".to_owned(), PASSWORD.into())]);
        }
        document
    }
}

/// Whether a user matches a condition.
pub(super) fn fits(condition: &Query, person: &Person<'_>) -> bool {
    condition.matches(&|path| person.attribute(path))
}
