//! The state of an org.

use crate::call::Call;
use crate::delivery::Deliveries;
use crate::directory::{Person, Users};
use crate::error::{self, ApiError};
use crate::expression::{Condition, Groups};
use crate::files::Files;
use crate::id::Ids;
use crate::kinds::GROUP;
use crate::log::{Log, Target};
use crate::memberships::Memberships;
use crate::message::Request;
use crate::oauth::Grants;
use crate::rate::Buckets;
use crate::schema::{Schema, Type};
use crate::seed::UserView;
use crate::store::{Document, Store};
use serde_json::Value;
use std::collections::BTreeMap;

/// An Okta org in memory.
#[derive(Clone, Debug)]
pub struct Org {
    pub(crate) id: String,
    pub(crate) type_id: String,
    pub(crate) everyone: String,
    pub(crate) ids: Ids,
    pub(crate) store: Store,
    pub(crate) users: Users,
    pub(crate) memberships: Memberships,
    pub(crate) user_schema: Schema,
    /// The schemas of the other user types, by the ids of these.
    pub(crate) type_schemas: BTreeMap<String, Schema>,
    pub(crate) group_schema: Schema,
    pub(crate) grants: Grants,
    pub(crate) log: Log,
    pub(crate) deliveries: Deliveries,
    pub(crate) files: Files,
    /// The path of the uploaded logo.
    pub(crate) logo: Option<String>,
    pub(crate) me: String,
    /// Whether the audience of an assertion may be the org URL.
    pub(crate) issuer_audience: bool,
    pub(crate) classic: bool,
    pub(crate) realms: bool,
    pub(crate) token: String,
    pub(crate) buckets: Buckets,
    pub(crate) cors_expose: bool,
    pub(crate) lacks: Vec<String>,
    /// The year whose orgs this one is like.
    pub(crate) year: u16,
}

impl Org {
    /// Builds the indexes that searches of users use most, for this org and its clones. Without it the first searches
    /// take longer: up to half a second in an org of a million users.
    pub fn build_indexes(&self) {
        self.users.seed().build_orders();
    }

    /// Takes what event hooks are to get for the requests so far: requests to their servers, whose targets are whole URIs.
    /// [`Server`](crate::Server) sends them to servers on this machine.
    pub fn take_deliveries(&mut self) -> Vec<Request> {
        self.deliveries.take()
    }

    /// Records an event of a request for the system log and for event hooks.
    pub(crate) fn record(&mut self, call: &Call<'_>, kind: &str, targets: Vec<Target>) {
        let id = call.principal.as_deref().unwrap_or(&self.me);
        let (kind_of_actor, name) = match self.users.get(id) {
            Some(user) => ("User", user.login()),
            None => ("PublicClientApp", id.to_owned()),
        };
        let actor = Target { id: id.into(), kind: kind_of_actor.into(), name: name.clone(), alternate: name };
        let event = self.log.record(self.ids.uuid(), call, kind, actor, targets);
        self.deliveries.add(event, &self.store, &mut self.ids, &call.base);
    }

    /// The id of the admin who owns the token.
    pub(crate) fn me(&self) -> &str {
        &self.me
    }

    /// The user of a path parameter: by id, login, short name, or `me`.
    pub(crate) fn user(&self, key: &str, view: &UserView<'_>) -> Result<Document, ApiError> {
        let key = if key == "me" { &self.me } else { key };
        let person = self.users.find(key).ok_or_else(|| error::not_found(key, "User"))?;
        Ok(person.document(view))
    }

    /// The id of the user that a key means, as [`Self::user`] does.
    pub(crate) fn user_id(&self, key: &str) -> Option<String> {
        let key = if key == "me" { &self.me } else { key };
        self.users.find(key).map(|person| person.id())
    }

    /// Whether a condition is true of a user.
    pub(crate) fn satisfies(&self, user: &Document, condition: &Condition) -> bool {
        let holds = |group: &str| self.memberships.holds(group, user.text("id"), &self.users);
        condition.matches(user, &|groups| match groups {
            Groups::Ids(ids) => ids.iter().filter_map(Value::as_str).any(holds),
            Groups::Named(fits) => {
                self.store.all(GROUP.path).any(|(id, group)| fits(group.text("profile.name")) && holds(id))
            }
        })
    }

    /// The id of the type of a user.
    pub(crate) fn type_of<'a>(&'a self, person: &Person<'a>) -> &'a str {
        match person {
            Person::Stored(document) => document.text("type.id"),
            Person::Seeded(_) => &self.type_id,
        }
    }

    /// The schema of a user type.
    pub(crate) fn schema_of(&self, type_id: &str) -> &Schema {
        self.type_schemas.get(type_id).unwrap_or(&self.user_schema)
    }

    /// The schemas of all user types, that of the default one first.
    pub(crate) fn user_schemas(&self) -> impl Iterator<Item = &Schema> {
        std::iter::once(&self.user_schema).chain(self.type_schemas.values())
    }

    /// How responses to this call show users.
    pub(crate) fn user_view<'a>(&self, call: &'a Call<'_>) -> UserView<'a> {
        UserView {
            base: &call.base,
            credentials: true,
            badge: self.user_schema.kind("badge") == Some(Type::Text),
            cost_number: self.user_schema.kind("costNumber") == Some(Type::Number),
        }
    }
}
