//! Where apps find the authenticators that they can be.

use crate::call::Call;
use crate::error::{self, ApiError, ensure};
use crate::handler::Row;
use crate::message::Response;
use crate::org::Org;
use serde_json::{Value, json};

pub(crate) const ROWS: &[&[Row]] = &[&[("GET", "/.well-known/app-authenticator-configuration", configuration)]];

/// The custom authenticators of an OAuth client.
fn configuration(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let id = call.query.text("oauthClientId").unwrap_or("");
    let mut clients = org.store.all("/api/v1/apps");
    let known = clients.any(|(_, app)| app.text("credentials.oauthClient.client_id") == id);
    ensure!(known, error::not_found(id, "PublicClientApp"));
    let own = org.store.all("/api/v1/authenticators").map(|(_, authenticator)| authenticator);
    let own = own.filter(|own| own.text("key") == "custom_app" && own.text("settings.oauthClientId") == id);
    let shown = own.map(|own| {
        json!({
            "authenticatorId": own.text("id"),
            "orgId": org.id,
            "name": own.text("name"),
            "key": own.text("key"),
            "type": "app",
            "createdDate": own.text("created"),
            "lastUpdated": own.text("lastUpdated"),
            "settings": { "userVerification": own.at("settings.userVerification") },
            "supportedMethods": [{ "type": "push", "status": "ACTIVE" }],
            "appAuthenticatorEnrollEndpoint": format!("{}/idp/authenticators", call.base),
        })
    });
    Ok(Response::ok(&Value::Array(shown.collect())))
}
