//! The events of an org, as the system log lists them and event hooks get them.

use crate::call::Call;
use crate::org::Org;
use crate::store::Document;
use crate::time::Time;
use std::collections::VecDeque;

/// The most events that an org keeps, so that its memory stays flat; a real org keeps those of 90 days.
const MOST: usize = 100_000;

/// What an event is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Target {
    pub(crate) id: String,
    /// `User`, `UserGroup`, `AppInstance` and so on, as in E0000007.
    pub(crate) kind: String,
    pub(crate) name: String,
    /// The login of a user, else as `name`.
    pub(crate) alternate: String,
}

impl Target {
    pub(crate) fn of(kind: &str, id: &str, document: &Document) -> Self {
        let first =
            |paths: &[&str]| paths.iter().map(|path| document.text(path)).find(|text| !text.is_empty()).unwrap_or("");
        Self {
            id: id.into(),
            kind: kind.into(),
            name: first(&["displayName", "label", "name", "profile.displayName", "profile.name", "profile.login"])
                .into(),
            alternate: first(&["profile.login", "name", "label", "profile.name"]).into(),
        }
    }
}

/// Something that happened in the org.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Event {
    /// The position in the log: 0 for the first event ever.
    pub(crate) number: u64,
    pub(crate) uuid: String,
    pub(crate) published: Time,
    /// Such as `user.lifecycle.create`.
    pub(crate) kind: String,
    pub(crate) targets: Vec<Target>,
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) user_agent: String,
}

/// The events of an org, oldest first.
#[derive(Clone, Debug, Default)]
pub(crate) struct Log {
    pub(crate) events: VecDeque<Event>,
    next: u64,
}

impl Org {
    /// Records an event.
    pub(crate) fn record(&mut self, call: &Call<'_>, kind: &str, targets: Vec<Target>) {
        let event = Event {
            number: self.log.next,
            uuid: self.ids.uuid(),
            published: call.now,
            kind: kind.into(),
            targets,
            method: call.request.method.clone(),
            path: call.request.path().into(),
            user_agent: call.request.get("user-agent").unwrap_or("").into(),
        };
        self.log.next += 1;
        self.log.events.push_back(event);
        if self.log.events.len() > MOST {
            self.log.events.pop_front();
        }
    }
}
