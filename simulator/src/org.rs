//! The org: everything that it knows, and the way of a request through it.

use crate::area::org::found;
use crate::call::Call;
use crate::cors;
use crate::directory::Users;
use crate::fault::{self, Fault};
use crate::id::Ids;
use crate::member::Rolls;
use crate::message::{Reply, Request, Response};
use crate::oauth::{Grants, ServiceApp};
use crate::rate::{Buckets, Count, Limits};
use crate::route;
use crate::schema::{Property, Schema, Type};
use crate::seed::{Seed, Shown};
use crate::store::{Document, Kind, Store};
use crate::time::Time;

/// The token of a simulator that is given none.
pub const TOKEN: &str = "00simulatorTokenSimulatorTokenSimulatorTokn";

pub(crate) const APP: Kind = Kind { name: "apps", prefix: "0oa", noun: "AppInstance", page: Some((20, 200)) };
pub(crate) const USER_TYPE: Kind = Kind { name: "types", prefix: "oty", noun: "CVDType", page: None };

/// When every org was made: 2022-03-01.
const BORN: Time = Time::from_seconds(1_646_092_800);

/// What an org begins with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setup {
    /// How many users there are, at least one: the first is the admin whose token it is.
    pub users: u32,
    /// The same seed makes the same org.
    pub seed: u64,
    /// The only token that is let in.
    pub token: String,
    /// How many requests a minute are answered.
    pub limits: Limits,
    /// Custom attributes of users, beside `badge` and `costNumber`.
    pub custom: Vec<Property>,
    /// Who may get tokens of its own.
    pub service_apps: Vec<ServiceApp>,
    /// Whether pages of other origins may read the headers of answers, which Okta does not allow.
    pub cors_expose: bool,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            users: 1,
            seed: 1,
            token: TOKEN.into(),
            limits: Limits::default(),
            custom: Vec::new(),
            service_apps: Vec::new(),
            cors_expose: false,
        }
    }
}

/// An Okta org in memory.
#[derive(Clone, Debug)]
pub struct Org {
    pub(crate) id: String,
    pub(crate) type_id: String,
    pub(crate) everyone: String,
    pub(crate) ids: Ids,
    pub(crate) store: Store,
    pub(crate) users: Users,
    pub(crate) rolls: Rolls,
    pub(crate) user_schema: Schema,
    pub(crate) group_schema: Schema,
    pub(crate) grants: Grants,
    me: String,
    token: String,
    buckets: Buckets,
    cors_expose: bool,
}

impl Org {
    /// A new org.
    pub fn new(setup: &Setup) -> Self {
        let mut ids = Ids::new(setup.seed);
        let (id, type_id) = (ids.mint("00o"), ids.mint("oty"));
        let seeded = [("badge", Type::Text), ("costNumber", Type::Number)];
        let seeded = seeded.map(|(name, kind)| Property { name: name.into(), kind });
        let properties: Vec<Property> = seeded.into_iter().chain(setup.custom.iter().cloned()).collect();
        let (mut store, mut rolls) = (Store::default(), Rolls::default());
        let everyone = found(&mut store, &mut rolls, &mut ids, &id, &type_id, BORN, setup.users > 1);
        let seed = Seed::new(setup.seed, setup.users.max(1), &mut ids, BORN);
        let me = seed.user(0).id();
        Self {
            id,
            type_id,
            everyone,
            users: Users::new(seed),
            rolls,
            user_schema: Schema::users(BORN, &properties),
            group_schema: Schema::groups(BORN),
            grants: Grants::new(setup.service_apps.clone()),
            me,
            token: setup.token.clone(),
            buckets: Buckets::new(setup.limits.clone()),
            cors_expose: setup.cors_expose,
            ids,
            store,
        }
    }

    /// Answers a request that comes at a time. Any request gets an answer.
    pub fn handle(&mut self, request: &Request, now: Time) -> Response {
        let (path, query) = request.target.split_once('?').unwrap_or((&request.target, ""));
        let path = path.strip_suffix('/').unwrap_or(path);
        if let Some(reply) = cors::preflight(request) {
            return self.respond(request, Ok(reply), None, now);
        }
        let count = self.buckets.take(&request.method, path, now);
        let result = if count.is_some_and(|count| count.exceeded) {
            Err(fault::too_many())
        } else {
            self.answer(request, path, Call::new(request, path, query, now))
        };
        self.respond(request, result, count, now)
    }

    /// What a request hears when too many are being answered already; nothing of it is done or counted.
    pub fn refuse(&mut self, request: &Request, now: Time) -> Response {
        self.respond(request, Err(fault::too_many()), Some(Count::at_once(now)), now)
    }

    /// The user that a path means: by id, login, short name, or `me`.
    pub(crate) fn user(&self, key: &str, shown: &Shown<'_>) -> Result<Document, Fault> {
        let key = if key == "me" { &self.me } else { key };
        let person = self.users.find(key).ok_or_else(|| fault::not_found(key, "User"))?;
        Ok(person.document(shown))
    }

    /// What answers to this call show of users.
    pub(crate) fn shown<'a>(&'a self, call: &'a Call<'_>) -> Shown<'a> {
        Shown {
            base: &call.base,
            type_id: &self.type_id,
            credentials: true,
            badge: self.user_schema.kind("badge") == Some(Type::Text),
            cost_number: self.user_schema.kind("costNumber") == Some(Type::Number),
        }
    }

    fn answer(&mut self, request: &Request, path: &str, call: Call<'_>) -> Result<Reply, Fault> {
        if !route::is_open(path) {
            self.admit(request, &call.base, path, call.now)?;
        }
        let (act, values) = route::find(&request.method, path)?;
        act.run(self, &call.with_values(&values))
    }

    fn admit(&mut self, request: &Request, base: &str, path: &str, now: Time) -> Result<(), Fault> {
        let header = request.get("authorization").ok_or_else(fault::no_session)?;
        let (scheme, token) = header.split_once(' ').unwrap_or((header, ""));
        if ["Bearer", "DPoP"].iter().any(|own| scheme.eq_ignore_ascii_case(own)) {
            return self.grants.admit(request, base, path, now);
        }
        let known = scheme.eq_ignore_ascii_case("SSWS") && token.trim() == self.token;
        known.then_some(()).ok_or_else(fault::bad_token)
    }

    fn respond(
        &mut self,
        request: &Request,
        result: Result<Reply, Fault>,
        count: Option<Count>,
        now: Time,
    ) -> Response {
        let reply = result.unwrap_or_else(|fault| fault.reply(&format!("oae{}", self.ids.text(22))));
        let mut headers = vec![("date", now.http_date()), ("x-okta-request-id", self.ids.hex())];
        if let Some(count) = count {
            headers.push(("x-rate-limit-limit", count.limit.to_string()));
            headers.push(("x-rate-limit-remaining", count.remaining.to_string()));
            headers.push(("x-rate-limit-reset", count.reset.to_string()));
        }
        if !reply.body.is_empty() {
            headers.push(("content-type", "application/json".into()));
        }
        headers.extend(reply.headers);
        headers.extend(cors::headers(request, self.cors_expose));
        Response { status: reply.status, headers, body: reply.body }
    }
}
