//! How responses show an app.

use super::defaults::is_custom;
use super::{APPS, POLICIES, users};
use crate::call::Call;
use crate::error::{self, ApiError};
use crate::links::{hinted, plain};
use crate::org::Org;
use crate::store::Document;
use serde_json::{Map, Value, json};

/// Where the tiles of apps are.
pub(crate) const HOME: &str = "home";

/// The app, and the policy that only it has.
pub(super) const CONSOLE: &str = "Okta Admin Console";

/// The year of the first orgs whose apps have notes and take a logo.
const OPEN: u16 = 2022;
/// The year of the first orgs that name apps, their policies and secrets as resources.
const NAMED: u16 = 2023;

/// An app has no link to itself.
pub(super) fn links(org: &Org, app: &Document, path: &str) -> Value {
    let (id, name) = (app.text("id"), app.text("name"));
    let turn = if app.text("status") == "ACTIVE" { "deactivate" } else { "activate" };
    let shown = app.at("visibility.appLinks").and_then(Value::as_object).into_iter().flatten();
    let tiles = shown.map(
        |(link, _)| json!({ "name": link, "href": format!("/{HOME}/{name}/{id}/{}", tile(name)), "type": "text/html" }),
    );
    let logo = app.hidden.get("logo").cloned();
    let mut logo = logo.unwrap_or_else(|| json!({ "href": "/img/logos/default.png", "type": "image/png" }));
    logo["name"] = "medium".into();
    let mut links = Map::from_iter([
        ("appLinks".to_owned(), Value::Array(tiles.collect())),
        ("groups".to_owned(), plain(format!("{path}/groups"))),
        ("logo".to_owned(), json!([logo])),
        ("users".to_owned(), plain(format!("{path}/users"))),
        (turn.to_owned(), plain(format!("{path}/lifecycle/{turn}"))),
    ]);
    if org.year >= OPEN {
        links.insert("uploadLogo".into(), hinted(format!("{path}/logo"), &["POST"]));
    }
    if org.year >= NAMED {
        links.insert("policies".into(), hinted(format!("{path}/policies"), &["PUT"]));
    }
    if org.year >= NAMED && !org.classic {
        for (link, kind) in [("accessPolicy", "ACCESS_POLICY"), ("profileEnrollment", "PROFILE_ENROLLMENT")] {
            links.extend(policy(org, app, link, kind).map(|policy| (link.to_owned(), plain(policy))));
        }
    }
    match app.text("signOnMode") {
        "OPENID_CONNECT" if org.year >= NAMED && app.at("credentials.oauthClient").is_some() => {
            let secrets = json!([{ "name": "secrets", "href": format!("{path}/credentials/secrets") }]);
            links.insert("clientCredentials".into(), secrets);
        }
        mode @ ("SAML_2_0" | "SAML_1_1") => {
            let metadata = json!({ "href": format!("{path}/sso/saml/metadata"), "type": "application/xml" });
            links.insert("metadata".into(), metadata);
            let page = if is_custom(app) { "instructions" } else { "external-doc" };
            let help = format!("/app/{name}/{id}/setup/help/{mode}/{page}");
            links.insert("help".into(), json!({ "href": help, "type": "text/html" }));
        }
        _ => {}
    }
    Value::Object(links)
}

/// The path of the policy of an app: the one that it was assigned to, or the default one.
fn policy(org: &Org, app: &Document, link: &str, kind: &str) -> Option<String> {
    let assigned = app.hidden.get(link).and_then(Value::as_str).filter(|id| org.store.find(POLICIES, id).is_some());
    let own = app.text("label") == CONSOLE && app.text("name") == "saasure";
    let is_default = |policy: &Document| {
        policy.text("type") == kind
            && if own && kind == "ACCESS_POLICY" { policy.text("name") == CONSOLE } else { policy.is("system") }
    };
    let default = || org.store.all(POLICIES).find(|(_, policy)| is_default(policy)).map(|(id, _)| id);
    assigned.or_else(default).map(|id| format!("{POLICIES}/{id}"))
}

/// The last part of the link of a tile; a real org has a number for each app of its catalogue.
fn tile(name: &str) -> u32 {
    name.bytes().fold(7, |number: u32, byte| number.wrapping_mul(31).wrapping_add(byte.into())) % 50_000
}

/// Lists show no secrets of clients, and in older orgs only the response to a creation or change does. One user of the app is embedded if the query wishes so.
pub(super) fn view(org: &Org, call: &Call<'_>, app: &Document, shown: &mut Value) {
    let own = call.operation.is_some_and(|own| own.path == "/api/v1/apps/{}") && org.year >= NAMED;
    let listed = call.request.method == "GET" && !own;
    let client = shown.pointer_mut("/credentials/oauthClient").and_then(Value::as_object_mut);
    if let Some(client) = client.filter(|_| listed) {
        client.shift_remove("client_secret");
    }
    if org.realms {
        govern(shown);
    }
    as_of(org.year, shown);
    if let Ok(Some(user)) = embedded_user(call) {
        let path = format!("{}/{}", APPS.path, app.text("id"));
        if let Some(found) = users::one(org, &path, user) {
            shown["_embedded"] = json!({ "user": users::show(org, call, &path, &found) });
        }
    }
}

/// What apps did not have yet in older orgs, by the year that brought it.
const LATER: [(u16, &str, &[&str]); 7] = [
    (OPEN, "/visibility", &["autoLaunch"]),
    (OPEN, "/settings", &["notes"]),
    (NAMED, "", &["orn", "universalLogout"]),
    (NAMED, "/settings", &["manualProvisioning", "implicitAssignment"]),
    (NAMED, "/credentials/oauthClient", &["pkce_required"]),
    (NAMED, "/settings/oauthClient", &["consent_method", "idp_initiated_login", "wildcard_redirect", "refresh_token"]),
    (NAMED, "/settings/oauthClient", &["dpop_bound_access_tokens"]),
];

/// An app as an org of that year shows it.
fn as_of(year: u16, shown: &mut Value) {
    for (_, place, names) in LATER.iter().filter(|(since, ..)| year < *since) {
        if let Some(part) = shown.pointer_mut(place).and_then(Value::as_object_mut) {
            names.iter().for_each(|name| drop(part.shift_remove(*name)));
        }
    }
    if let Some(settings) = shown.pointer_mut("/settings").and_then(Value::as_object_mut).filter(|_| year < OPEN) {
        settings.insert("extendedProperties".into(), Value::Null);
    }
    let mode = shown.pointer_mut("/settings/oauthClient/issuer_mode").filter(|mode| *mode == "DYNAMIC");
    if let Some(mode) = mode.filter(|_| year < NAMED) {
        *mode = "ORG_URL".into();
    }
}

/// What apps have in an org with Identity Governance, to which realms belong.
fn govern(shown: &mut Value) {
    let client = shown["signOnMode"] == "OPENID_CONNECT";
    if let Some(settings) = shown.pointer_mut("/settings").and_then(Value::as_object_mut) {
        settings.insert("emOptInStatus".into(), "NONE".into());
    }
    shown["universalLogout"] = if client {
        json!({ "status": "DISABLED", "supportType": "FULL", "identityStack": "NOT_SHARED", "protocol": "GLOBAL_TOKEN_REVOCATION" })
    } else {
        json!({ "status": "UNSUPPORTED" })
    };
}

/// The user that `expand=user/{id}` names.
pub(super) fn embedded_user<'a>(call: &'a Call<'_>) -> Result<Option<&'a str>, ApiError> {
    let Some(wish) = call.query.text("expand") else { return Ok(None) };
    let user = wish.strip_prefix("user/").filter(|id| !id.is_empty() && id.bytes().all(|b| b.is_ascii_alphanumeric()));
    user.map(Some).ok_or_else(bad_expand)
}

pub(super) fn bad_expand() -> ApiError {
    error::invalid("RequestParams").because("Expand query is malformed.")
}
