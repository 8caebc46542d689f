//! Apps.

mod body;
mod connection;
mod consent;
mod credentials;
mod defaults;
mod features;
mod groups;
mod saml;
mod schema;
mod show;
mod users;

pub(crate) use credentials::{enrol, lifecycle};
pub(crate) use saml::entity_id;
pub(crate) use show::HOME;
pub(crate) use users::{forget_group, forget_user, is_assigned};

use super::app_properties::schema_path;
use super::mappings;
use crate::attribute::Attribute;
use crate::call::Call;
use crate::error::{self, ApiError, ensure};
use crate::files::File;
use crate::handler::Row;
use crate::message::Response;
use crate::org::Org;
use crate::paging::Page;
use crate::resource::{Id, Resource, Turned, Wanted, rows};
use crate::schema::Type;
use crate::search::{Dialect, Query, any_starts_with};
use crate::store::Document;
use crate::time::Time;
use serde_json::{Value, json};

pub(crate) const ROWS: &[&[Row]] = &[
    rows![APPS "/api/v1/apps" list create get replace delete activate deactivate;][0],
    &[("POST", "/api/v1/apps/{}/logo", logo), ("PUT", "/api/v1/apps/{}/policies/{}", assign_policy)],
    connection::ROWS,
    consent::ROWS,
    consent::TOKEN_ROWS,
    credentials::CLIENT_ROWS,
    credentials::JWK_ROWS,
    credentials::KEY_ROWS,
    features::ROWS,
    groups::ROWS,
    saml::ROWS,
    schema::ROWS,
    users::ROWS,
];

const POLICIES: &str = "/api/v1/policies";
const LOGO_SIZE: usize = 1_000_000;

pub(crate) static APPS: Resource = Resource {
    path: "/api/v1/apps",
    schema: "Application",
    id: Id::Minted("0oa"),
    noun: "AppInstance",
    object: "generalSettings",
    status: Some("ACTIVE"),
    turned: Turned::Empty,
    page: Some(Page(20, 200)),
    events: "application.lifecycle.*",
    read: body::read,
    complete: defaults::complete,
    born: |org, call, path| {
        credentials::born(org, call, path);
        bear(org, path, call.now);
    },
    removable: |_, app, _| {
        let why = "The application must be deactivated before deletion.";
        ensure!(app.text("status") == "INACTIVE", error::active_app().because(why));
        Ok(())
    },
    gone: |org, _, app, _| {
        let id = app.text("id");
        org.store.remove_at(&schema_path(id));
        mappings::forget(org, id);
        org.grants.enrol(app.text("credentials.oauthClient.client_id"), None);
    },
    links: show::links,
    view: show::view,
    wanted,
    ..Resource::NEW
};

/// The apps of a new org.
pub(crate) fn seed(org: &mut Org, born: Time) {
    let apps = [
        ("saasure", "Okta Admin Console"),
        ("okta_enduser", "Okta Dashboard"),
        ("okta_browser_plugin", "Okta Browser Plugin"),
    ];
    for (name, label) in apps {
        let id = org.ids.mint("0oa");
        let app = defaults::first_party(org, &id, name, label);
        let path = APPS.plant(org, APPS.path, app, born);
        bear(org, &path, born);
    }
}

/// What comes with an app: the schema of its users, and mappings between them and those of the org.
fn bear(org: &mut Org, path: &str, now: Time) {
    let Some(app) = org.store.at(path).cloned() else { return };
    schema::bear(org, &app, now);
    if app.text("signOnMode") != "BOOKMARK" {
        mappings::bear(org, (app.text("id"), app.text("name"), "appuser"), true);
    }
}

fn logo(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let path = APPS.item(org, call)?;
    let file = File::image(call, LOGO_SIZE)?;
    let media = file.media();
    let logo = org.files.keep(&mut org.ids, file);
    let location = format!("{}{logo}", call.base);
    if let Some(mut app) = org.store.at(&path).cloned() {
        app.hidden.insert("logo".into(), json!({ "href": logo, "type": media }));
        org.store.put_at(&path, app);
    }
    org.record(call, "application.configuration.update_logo", Vec::new());
    Ok(Response { status: 201, ..Response::no_content() }.with("location", location))
}

/// Puts an app under a policy. The Admin Console has one of its own.
fn assign_policy(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let (path, mut app) = APPS.load(org, call)?;
    let id = call.value(1);
    let policy = org.store.find(POLICIES, id).ok_or_else(|| error::not_found(id, "Policy"))?;
    if policy.text("name") == show::CONSOLE {
        let why =
            format!("This policy belongs to \"{}\", and re-assignment of this policy is not allowed", show::CONSOLE);
        return Err(error::invalid("Policy").because(why));
    }
    let link = match policy.text("type") {
        "ACCESS_POLICY" => "accessPolicy",
        "PROFILE_ENROLLMENT" => "profileEnrollment",
        _ => return Err(error::invalid("Policy").because("Policies of this type have no apps")),
    };
    app.hidden.insert(link.into(), id.into());
    org.store.put_at(&path, app);
    org.record(call, "application.policy.sign_on.update", Vec::new());
    Ok(Response::no_content())
}

/// The attributes of a filter.
const FILTERED: &[(&str, Type)] = &[
    ("status", Type::Text),
    ("name", Type::Text),
    ("user.id", Type::Text),
    ("group.id", Type::Text),
    ("credentials.signing.kid", Type::Text),
];

fn wanted<'a>(org: &'a Org, call: &'a Call<'_>) -> Result<Wanted<'a>, ApiError> {
    let embedded = show::embedded_user(call)?;
    let dialect = Dialect::filter(FILTERED);
    let filter = call.query.text("filter").map(|text| Query::read(text, &dialect)).transpose()?;
    let user = filter.as_ref().and_then(|filter| filter.literal("user.id"));
    ensure!(embedded.is_none() || embedded == user, show::bad_expand());
    Ok(Box::new(move |app| {
        let asked = |name: &str| filter.as_ref().and_then(|filter| filter.literal(name));
        let path = format!("{}/{}", APPS.path, app.text("id"));
        let in_group = |group: &&str| org.store.at(&format!("{path}/groups/{group}")).is_some();
        let attribute = |name: &str| -> Attribute<'_> {
            match name {
                "user.id" => asked(name).filter(|user| is_assigned(org, &path, user)).into(),
                "group.id" => asked(name).filter(in_group).into(),
                _ => app.at(name).into(),
            }
        };
        let named = |q| any_starts_with([Attribute::from(app.text("name")), app.text("label").into()], q);
        call.query.text("q").is_none_or(named) && filter.as_ref().is_none_or(|filter| filter.matches(&attribute))
    }))
}

/// A member of a document below others, or null.
fn member(document: &Document, path: &str) -> Value {
    document.at(path).cloned().unwrap_or_default()
}
