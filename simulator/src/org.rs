//! The state of an org, and how a new one begins.

use crate::call::Call;
use crate::directory::{Person, Users};
use crate::error::{self, ApiError};
use crate::id::Ids;
use crate::memberships::Memberships;
use crate::oauth::{Grants, ServiceApp};
use crate::rate::{Buckets, Limits, Plan};
use crate::schema::{Property, Schema, Type};
use crate::seed::{Seed, UserView};
use crate::seed_org::seed_org;
use crate::store::{Document, Store};
use crate::time::Time;
use crate::{area, files::Files, log::Log};
use clap::Args;
use std::collections::BTreeMap;
use std::time::Duration;

/// The default API token.
pub const TOKEN: &str = "00simulatorTokenSimulatorTokenSimulatorTokn";

/// The year of the newest responses that the simulator knows.
const LATEST: u16 = 2026;

/// When every org was created: 2022-03-01.
const BORN: Time = Time::from_seconds(1_646_092_800);

/// The initial state of an org, and the flags of the program for it.
#[derive(Clone, Debug, PartialEq, Eq, Args)]
pub struct Setup {
    /// Number of users, at least 1: the first is the admin who owns the token.
    #[arg(long, default_value_t = 1)]
    pub users: u32,
    /// Seed; the same seed gives the same org.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// The only API token that is accepted.
    #[arg(long, default_value = TOKEN)]
    pub token: String,
    /// The plan of the org, which decides its limits.
    #[arg(long, value_enum, default_value_t = Plan::Workforce)]
    pub plan: Plan,
    /// Rate limits: requests per minute for every bucket, or `published` (those of the plan), or BUCKET=N,...
    #[arg(long = "rate-limit", value_name = "RATE_LIMIT", default_value = "published")]
    pub limits: Limits,
    /// Custom attributes of users, beside `badge` and `costNumber`: NAME:TYPE, with type string, number, integer,
    /// boolean or array.
    #[arg(long)]
    pub custom: Vec<Property>,
    /// CLIENT_ID=FILE: a service app that gets tokens at /oauth2/v1/token. The file is its JWKS, which may also hold
    /// "dpop_bound_access_tokens": true and "scopes": [...], the granted scopes (default: all).
    #[arg(long = "service-app", value_name = "SERVICE_APP", value_parser = ServiceApp::from_flag)]
    pub service_apps: Vec<ServiceApp>,
    /// An org of the Classic Engine instead of the Identity Engine.
    #[arg(long)]
    pub classic: bool,
    /// An org with realms, which come with Identity Governance: every user is in one, and apps have entitlements.
    #[arg(long)]
    pub realms: bool,
    /// Let pages of other origins read response headers, which Okta does not.
    #[arg(long)]
    pub cors_expose: bool,
    /// How long searches of users do not see a change.
    #[arg(skip)]
    pub search_lag: Duration,
    /// A path of the API document with `{}` for each value: the org lacks the feature that it and all below it belong to.
    #[arg(long)]
    pub lacks: Vec<String>,
    /// Respond as orgs of that year did: older ones lack members that newer ones have.
    #[arg(long, default_value_t = LATEST)]
    pub year: u16,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            users: 1,
            seed: 1,
            token: TOKEN.into(),
            plan: Plan::default(),
            limits: Limits::default(),
            custom: Vec::new(),
            service_apps: Vec::new(),
            classic: false,
            realms: false,
            cors_expose: false,
            search_lag: Duration::ZERO,
            lacks: Vec::new(),
            year: LATEST,
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
    pub(crate) memberships: Memberships,
    pub(crate) user_schema: Schema,
    /// The schemas of the other user types, by the ids of these.
    pub(crate) type_schemas: BTreeMap<String, Schema>,
    pub(crate) group_schema: Schema,
    pub(crate) grants: Grants,
    pub(crate) log: Log,
    pub(crate) files: Files,
    /// The path of the uploaded logo.
    pub(crate) logo: Option<String>,
    me: String,
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
    /// Creates an org.
    pub fn new(setup: &Setup) -> Self {
        let mut ids = Ids::new(setup.seed);
        let (id, type_id) = (ids.mint("00o"), ids.mint("oty"));
        let seeded = [("badge", Type::Text), ("costNumber", Type::Number)];
        let seeded = seeded.map(|(name, kind)| Property { name: name.into(), kind });
        let seeded = seeded.into_iter().filter(|_| setup.users > 1);
        let properties: Vec<Property> = seeded.chain(setup.custom.iter().cloned()).collect();
        let (mut store, mut memberships) = (Store::default(), Memberships::default());
        let everyone = seed_org(&mut store, &mut memberships, &mut ids, &type_id, BORN, setup.users > 1);
        // The first seeded user is the admin; without others it is an admin and nothing else, as in a new org.
        let seed = Seed::new(setup.seed, if setup.users > 1 { setup.users } else { 0 }, &type_id, &mut ids, BORN);
        let me = if seed.count() > 0 { seed.user(0).id() } else { ids.mint("00u") };
        let mut org = Self {
            id,
            type_id,
            everyone,
            users: Users::new(seed, setup.search_lag),
            memberships,
            user_schema: Schema::users(BORN, &properties),
            type_schemas: BTreeMap::new(),
            group_schema: Schema::groups(BORN),
            grants: Grants::new(setup.service_apps.clone()),
            me,
            classic: setup.classic,
            realms: setup.realms,
            token: setup.token.clone(),
            buckets: Buckets::new(setup.plan, setup.limits.clone()),
            cors_expose: setup.cors_expose,
            lacks: setup.lacks.clone(),
            year: setup.year,
            ids,
            store,
            log: Log::default(),
            files: Files::default(),
            logo: None,
        };
        area::seed(&mut org, BORN);
        org
    }

    /// Builds the indexes that searches of users use most, for this org and its clones. Without it the first searches
    /// take longer: up to half a second in an org of a million users.
    pub fn build_indexes(&self) {
        self.users.seed().build_orders();
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
