//! The events of an org, as the system log lists them and event hooks get them.

use crate::call::Call;
use crate::store::Document;
use crate::time::Time;
use serde_json::{Value, json};
use std::collections::VecDeque;

/// The most events that an org keeps, so that its memory stays flat; a real org keeps those of 90 days.
const MOST: usize = 100_000;

/// The longest text of an event that a client chooses, in characters.
const LONGEST: usize = 1000;

/// What an event is about, or who caused it.
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

    fn cut(self) -> Self {
        Self { name: cut(&self.name), alternate: cut(&self.alternate), ..self }
    }

    fn texts(&self) -> [&str; 4] {
        [&self.id, &self.kind, &self.name, &self.alternate]
    }

    fn show(&self) -> Value {
        json!({
            "id": self.id,
            "type": self.kind,
            "alternateId": self.alternate,
            "displayName": self.name,
            "detailEntry": null,
        })
    }
}

/// Something that happened in the org.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Event {
    /// The position in the log: 1 for the first event ever.
    pub(crate) number: u64,
    pub(crate) published: Time,
    uuid: String,
    /// Such as `user.lifecycle.create`.
    pub(crate) kind: String,
    /// The user or the app that sent the request.
    actor: Target,
    targets: Vec<Target>,
    path: String,
    user_agent: String,
}

/// The events of an org, oldest first.
#[derive(Clone, Debug, Default)]
pub(crate) struct Log {
    pub(crate) events: VecDeque<Event>,
    count: u64,
}

impl Log {
    /// Records an event that a request caused; `actor` is the user or the app that sent it.
    pub(crate) fn record(
        &mut self,
        uuid: String,
        call: &Call<'_>,
        kind: &str,
        actor: Target,
        targets: Vec<Target>,
    ) -> &Event {
        self.count += 1;
        if self.events.len() == MOST {
            self.events.pop_front();
        }
        self.events.push_back_mut(Event {
            number: self.count,
            uuid,
            published: call.now,
            kind: kind.into(),
            actor: actor.cut(),
            targets: targets.into_iter().map(Target::cut).collect(),
            path: cut(call.request.path()),
            user_agent: cut(call.request.get("user-agent").unwrap_or("")),
        })
    }
}

/// Values that every event has, in lower case.
const SHARED: [&str; 7] = ["127.0.0.1", "success", "info", "web", "unknown", "v4", "false"];

impl Event {
    /// A text that filters often ask for, by its path: without the whole event as JSON.
    pub(crate) fn text(&self, path: &str) -> Option<&str> {
        Some(match path {
            "eventType" => &self.kind,
            "uuid" => &self.uuid,
            "actor.id" => &self.actor.id,
            "actor.type" => &self.actor.kind,
            "actor.alternateId" => &self.actor.alternate,
            "actor.displayName" => &self.actor.name,
            _ => return None,
        })
    }

    /// The targets as the log shows them.
    pub(crate) fn targets(&self) -> Value {
        if self.targets.is_empty() { Value::Null } else { self.targets.iter().map(Target::show).collect() }
    }

    /// Whether one of its values has a keyword in it, which is in lower case.
    pub(crate) fn says(&self, keyword: &str) -> bool {
        let has = |text: &str| text.to_lowercase().contains(keyword);
        SHARED.iter().any(|shared| shared.contains(keyword))
            || [&self.kind, &self.path, &self.user_agent, &self.uuid].into_iter().any(|text| has(text))
            || std::iter::once(&self.actor).chain(&self.targets).flat_map(Target::texts).any(has)
            || [message(&self.kind), self.published.to_string(), self.transaction()].iter().any(|text| has(text))
    }

    fn transaction(&self) -> String {
        self.uuid.replace('-', "")
    }

    /// The event as the log shows it. What is unknown is null.
    pub(crate) fn show(&self) -> Value {
        json!({
            "actor": self.actor.show(),
            "client": {
                "userAgent": { "rawUserAgent": self.user_agent, "os": "Unknown", "browser": "UNKNOWN" },
                "zone": "null",
                "device": "Unknown",
                "id": null,
                "ipAddress": "127.0.0.1",
                "geographicalContext": null,
            },
            "device": null,
            "authenticationContext": {
                "authenticationProvider": null,
                "credentialProvider": null,
                "credentialType": null,
                "issuer": null,
                "interface": null,
                "authenticationStep": 0,
                "rootSessionId": null,
                "externalSessionId": "unknown",
            },
            "displayMessage": message(&self.kind),
            "eventType": self.kind,
            "outcome": { "result": "SUCCESS", "reason": null },
            "published": self.published.to_string(),
            "securityContext": { "asNumber": null, "asOrg": null, "isp": null, "domain": null, "isProxy": null },
            "severity": "INFO",
            "debugContext": {
                "debugData": { "requestUri": self.path, "url": format!("{}?", self.path), "threatSuspected": "false" },
            },
            "legacyEventType": null,
            "transaction": { "type": "WEB", "id": self.transaction(), "detail": {} },
            "uuid": self.uuid,
            "version": "0",
            "request": {
                "ipChain": [{ "ip": "127.0.0.1", "geographicalContext": null, "version": "V4", "source": null }],
            },
            "target": self.targets(),
        })
    }
}

/// The text, or the start of a long one.
fn cut(text: &str) -> String {
    text.chars().take(LONGEST).collect()
}

/// `user.lifecycle.create` as words.
fn message(kind: &str) -> String {
    let words = kind.replace(['.', '_'], " ");
    words.get(..1).unwrap_or("").to_uppercase() + words.get(1..).unwrap_or("")
}
