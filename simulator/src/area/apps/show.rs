//! How responses show an app.

use super::defaults::is_custom;
use super::{APPS, POLICIES, users};
use crate::call::Call;
use crate::error::{self, ApiError};
use crate::links::{hinted, plain};
use crate::org::Org;
use crate::store::Document;
use serde_json::{Map, Value, json};

/// The app, and the policy that only it has.
pub(super) const CONSOLE: &str = "Okta Admin Console";

/// An app has no link to itself.
pub(super) fn links(org: &Org, app: &Document, path: &str) -> Value {
    let (id, name) = (app.text("id"), app.text("name"));
    let turn = if app.text("status") == "ACTIVE" { "deactivate" } else { "activate" };
    let shown = app.at("visibility.appLinks").and_then(Value::as_object).into_iter().flatten();
    let tiles = shown.map(
        |(link, _)| json!({ "name": link, "href": format!("/home/{name}/{id}/{}", tile(name)), "type": "text/html" }),
    );
    let logo = app.hidden.get("logo").cloned();
    let mut logo = logo.unwrap_or_else(|| json!({ "href": "/img/logos/default.png", "type": "image/png" }));
    logo["name"] = "medium".into();
    let mut links = Map::from_iter([
        ("uploadLogo".to_owned(), hinted(format!("{path}/logo"), &["POST"])),
        ("appLinks".to_owned(), Value::Array(tiles.collect())),
        ("policies".to_owned(), hinted(format!("{path}/policies"), &["PUT"])),
        ("groups".to_owned(), plain(format!("{path}/groups"))),
        ("logo".to_owned(), json!([logo])),
        ("users".to_owned(), plain(format!("{path}/users"))),
        (turn.to_owned(), plain(format!("{path}/lifecycle/{turn}"))),
    ]);
    for (link, kind) in [("accessPolicy", "ACCESS_POLICY"), ("profileEnrollment", "PROFILE_ENROLLMENT")] {
        links.extend(policy(org, app, link, kind).map(|policy| (link.to_owned(), plain(policy))));
    }
    match app.text("signOnMode") {
        "OPENID_CONNECT" if app.at("credentials.oauthClient").is_some() => {
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

/// Lists show no secrets of clients. One user of the app is embedded if the query wishes so.
pub(super) fn view(org: &Org, call: &Call<'_>, app: &Document, shown: &mut Value) {
    let listed = call.request.method == "GET" && call.value(0).is_empty();
    let client = shown.pointer_mut("/credentials/oauthClient").and_then(Value::as_object_mut);
    if let Some(client) = client.filter(|_| listed) {
        client.shift_remove("client_secret");
    }
    if let Ok(Some(user)) = embedded_user(call) {
        let path = format!("{}/{}", APPS.path, app.text("id"));
        if let Some(found) = users::one(org, &path, user) {
            shown["_embedded"] = json!({ "user": users::show(org, call, &path, &found) });
        }
    }
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
