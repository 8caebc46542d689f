//! Refresh tokens: apps get them for users at a token endpoint, with the user's password. Three lists show each: those of the app, of
//! the user, and of the authorization server.

use super::access_tokens::{Subject, mint};
use super::apps::APPS;
use super::authorization_servers::SERVERS;
use super::user_documents::USERS;
use crate::call::Call;
use crate::credentials::knows_password;
use crate::error::{ApiError, bad_client, ensure, oauth};
use crate::links::hinted;
use crate::message::Response;
use crate::oauth::LIFE;
use crate::org::Org;
use crate::query::Query;
use crate::resource::last;
use crate::store::Document;
use crate::time::Time;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

/// How long a refresh token lives, in seconds.
const DAYS_7: i64 = 7 * 86_400;

/// The response to a token request with the grant type `password`.
pub(super) fn token(org: &mut Org, call: &Call<'_>, form: &Query) -> Result<Response, ApiError> {
    let server = server(org, call)?;
    let app = client(org, call, form)?;
    let user = user(org, call, form)?;
    let scopes: Vec<String> = form.text("scope").unwrap_or("").split(' ').map(ToOwned::to_owned).collect();
    ensure!(scopes.iter().any(|scope| !scope.is_empty()), oauth(400, "invalid_scope", "No scopes were requested."));
    let issuer = match &server {
        Some(path) => format!("{}/oauth2/{}", call.base, last(path)),
        None => call.base.clone(),
    };
    let client_id = app.text("credentials.oauthClient.client_id");
    let subject = Subject { issuer: &issuer, client: client_id, user: user.text("profile.login") };
    let mut answer = json!({
        "token_type": "Bearer",
        "expires_in": LIFE,
        "access_token": mint(org, call, &subject, &scopes, None),
        "scope": scopes.join(" "),
    });
    if scopes.iter().any(|scope| scope == "offline_access") && grants(&app, "refresh_token") {
        answer["refresh_token"] = issue(org, call, &app, user.text("id"), server.as_deref(), &issuer, &scopes).into();
    }
    org.record(call, "app.oauth2.token.grant.access_token", Vec::new());
    Ok(Response::ok(&answer).with("cache-control", "no-store".into()))
}

/// Removes a token from all lists that show it.
pub(super) fn forget(org: &mut Org, id: &str) {
    let all = org.store.collections("/api/v1/", "/tokens").filter(|(_, own)| own.contains_key(id));
    let paths: Vec<_> = all.map(|(path, _)| path.to_owned()).collect();
    for path in paths {
        org.store.remove(&path, id);
    }
}

/// Revokes all tokens of a list.
pub(super) fn revoke_all(org: &mut Org, call: &Call<'_>, at: &str) -> Response {
    let ids: Vec<_> = org.store.all(at).map(|(id, _)| id.to_owned()).collect();
    ids.iter().for_each(|id| forget(org, id));
    org.record(call, "app.oauth2.token.revoke", Vec::new());
    Response::no_content()
}

/// `_links` of a token by its path in one of the lists.
pub(super) fn links(org: &Org, token: &Document, path: &str) -> Value {
    let client = token.text("clientId");
    let app = format!("{}/{client}", APPS.path);
    let title = org.store.at(&app).map_or("", |app| app.text("label"));
    let user = format!("{}/{}", USERS.path, token.text("userId"));
    let login = org.users.get(token.text("userId")).map(|user| user.login()).unwrap_or_default();
    json!({
        "app": { "href": app, "title": title },
        "self": hinted(path, &["GET"]),
        "revoke": hinted(path, &["DELETE"]),
        "client": { "href": format!("/oauth2/v1/clients/{client}"), "title": title },
        "user": { "href": user, "title": login },
    })
}

/// A token with its scopes, if the query wishes so.
pub(super) fn view(_: &Org, call: &Call<'_>, token: &Document, shown: &mut Value) {
    if call.query.text("expand") == Some("scope") {
        let scopes = token.at("scopes").and_then(Value::as_array).into_iter().flatten();
        let scopes = scopes.map(|scope| json!({ "name": scope, "displayName": scope, "description": null }));
        shown["_embedded"] = json!({ "scopes": scopes.collect::<Vec<_>>() });
    }
}

/// The path of the authorization server of the endpoint; none for that of the org.
fn server(org: &Org, call: &Call<'_>) -> Result<Option<String>, ApiError> {
    if call.value(0).is_empty() {
        return Ok(None);
    }
    SERVERS.item(org, call).map(Some)
}

/// The app that a secret authenticates.
fn client(org: &Org, call: &Call<'_>, form: &Query) -> Result<Document, ApiError> {
    let basic = call.request.get("authorization").and_then(|header| header.strip_prefix("Basic "));
    let basic = basic.and_then(|text| String::from_utf8(STANDARD.decode(text).ok()?).ok());
    let (id, secret) = match &basic {
        Some(basic) => basic.split_once(':').unwrap_or(("", "")),
        None => (form.text("client_id").unwrap_or(""), form.text("client_secret").unwrap_or("")),
    };
    ensure!(!id.is_empty(), bad_client("No client credentials found."));
    let unknown = || bad_client("Invalid value for 'client_id' parameter.");
    let app = org.store.all(APPS.path).find(|(_, app)| app.text("credentials.oauthClient.client_id") == id);
    let (app_id, app) = app.filter(|(_, app)| app.text("status") == "ACTIVE").ok_or_else(unknown)?;
    let secrets = format!("{}/{app_id}/credentials/secrets", APPS.path);
    let mut secrets = org.store.all(&secrets).filter(|(_, own)| own.text("status") == "ACTIVE");
    let public = app.text("credentials.oauthClient.token_endpoint_auth_method") == "none";
    let fits = public || secrets.any(|(_, own)| own.text("client_secret") == secret);
    ensure!(fits, bad_client("The client secret supplied for a confidential client is invalid."));
    let why = "The client is not authorized to use the provided grant type.";
    ensure!(grants(app, "password"), oauth(400, "unauthorized_client", why));
    Ok(app.clone())
}

fn grants(app: &Document, kind: &str) -> bool {
    let own = app.at("settings.oauthClient.grant_types").and_then(Value::as_array);
    own.is_some_and(|own| own.iter().any(|own| own == kind))
}

fn user(org: &Org, call: &Call<'_>, form: &Query) -> Result<Document, ApiError> {
    let wrong = || oauth(400, "invalid_grant", "The credentials provided were invalid.");
    let view = org.user_view(call);
    let user = org.users.find(form.text("username").unwrap_or("")).map(|person| person.document(&view));
    let user = user.filter(|user| user.text("status") == "ACTIVE").ok_or_else(wrong)?;
    ensure!(knows_password(&user, form.text("password").unwrap_or("")), wrong());
    Ok(user)
}

/// Makes a refresh token, and returns its secret text.
fn issue(
    org: &mut Org,
    call: &Call<'_>,
    app: &Document,
    user: &str,
    server: Option<&str>,
    issuer: &str,
    scopes: &[String],
) -> String {
    let id = org.ids.mint("oar");
    let client = app.text("id");
    let now = call.now.to_string();
    let token = Document::new(json!({
        "id": id,
        "status": "ACTIVE",
        "created": now,
        "lastUpdated": now,
        "expiresAt": Time::from_seconds(call.now.seconds() + DAYS_7).to_string(),
        "issuer": issuer,
        "clientId": client,
        "userId": user,
        "scopes": scopes,
    }));
    let lists = [
        Some(format!("{}/{client}/tokens", APPS.path)),
        Some(format!("{}/{user}/clients/{client}/tokens", USERS.path)),
        server.map(|server| format!("{server}/clients/{client}/tokens")),
    ];
    for list in lists.into_iter().flatten() {
        org.store.put(&list, &id, token.clone());
    }
    org.ids.text(43)
}
