//! What an org adds to an app.

use super::body::template;
use super::{APPS, credentials, member};
use crate::call::Call;
use crate::error::{ApiError, BLANK, ensure, field};
use crate::org::Org;
use crate::store::Document;
use serde_json::{Value, json};

/// What only the org sets, and what stays if a request does not say otherwise.
const KEPT: [&str; 4] = ["name", "orn", "features", "universalLogout"];

/// Completes a new or changed app.
pub(super) fn complete(
    org: &mut Org,
    call: &Call<'_>,
    app: &mut Document,
    old: Option<&Document>,
) -> Result<(), ApiError> {
    ensure!(!app.text("label").trim().is_empty(), field("label", BLANK));
    match old {
        None => {
            name(org, app);
            if !call.query.flag("activate", true)? {
                app.set("status", "INACTIVE");
            }
            app.set("features", json!([]));
            app.set("universalLogout", Value::Null);
            let orn = format!("orn:okta:idp:{}:apps:{}:{}", org.id, app.text("name"), app.text("id"));
            app.set("orn", orn);
        }
        Some(old) => {
            for name in KEPT {
                app.set(name, member(old, name));
            }
            if app.text("signOnMode").is_empty() {
                app.set("signOnMode", member(old, "signOnMode"));
            }
        }
    }
    app.shown.shift_remove("_embedded");
    common(app);
    credentials::complete(org, app, old)?;
    match app.text("signOnMode") {
        "OPENID_CONNECT" => client(app),
        "SAML_2_0" | "SAML_1_1" => saml(app),
        _ => passwords(app),
    }
    Ok(())
}

/// Names an app: by its template, or after its label.
fn name(org: &Org, app: &mut Document) {
    if !app.text("name").is_empty() {
        return;
    }
    let name = match template(app.text("signOnMode")) {
        Some(template) => template.to_owned(),
        None => {
            let label: String = app.text("label").to_lowercase().chars().filter(char::is_ascii_alphanumeric).collect();
            let stem = format!("simulator_{label}_");
            let before = org.store.all(APPS.path).filter(|(_, app)| app.text("name").starts_with(&stem)).count();
            format!("{stem}{}", before + 1)
        }
    };
    app.set("name", name);
}

/// Whether the app is not of the integration network, but made by its sign-on mode.
pub(super) fn is_custom(app: &Document) -> bool {
    app.text("name").starts_with("simulator_")
}

fn common(app: &mut Document) {
    let oidc = app.text("signOnMode") == "OPENID_CONNECT";
    let link = match app.text("name") {
        "oidc_client" => "oidc_client_link".to_owned(),
        name if oidc => format!("{name}_link"),
        _ => "login".to_owned(),
    };
    // What a request leaves out is null to the org, too.
    for part in ["accessibility", "visibility", "credentials", "settings"] {
        if app.at(part).is_none_or(Value::is_null) {
            app.set(part, json!({}));
        }
    }
    let linked = app.at("visibility.appLinks").is_some_and(Value::is_object);
    app.fill_all(json!({
        "accessibility": { "selfService": false, "errorRedirectUrl": null, "loginRedirectUrl": null },
        "visibility": {
            "autoLaunch": false,
            "autoSubmitToolbar": false,
            "hide": { "iOS": oidc, "web": oidc },
            "appLinks": if linked { json!({}) } else { json!({ link: true }) },
        },
        "credentials": {
            "userNameTemplate": { "template": "${source.login}", "type": "BUILT_IN" },
            "signing": {},
        },
        "settings": {
            "app": {},
            "notifications": { "vpn": { "network": { "connection": "DISABLED" }, "message": null, "helpUrl": null } },
            "manualProvisioning": false,
            "implicitAssignment": false,
            "notes": { "admin": null, "enduser": null },
        },
    }));
}

fn client(app: &mut Document) {
    let refreshes = member(app, "settings.oauthClient.grant_types");
    let refreshes = refreshes.as_array().is_some_and(|own| own.iter().any(|grant| grant == "refresh_token"));
    app.fill_all(json!({
        "settings": { "oauthClient": {
            "client_uri": null,
            "logo_uri": null,
            "redirect_uris": [],
            "response_types": ["code"],
            "grant_types": ["authorization_code"],
            "application_type": "web",
            "consent_method": "TRUSTED",
            "issuer_mode": "DYNAMIC",
            "idp_initiated_login": { "mode": "DISABLED", "default_scope": [] },
            "wildcard_redirect": "DISABLED",
            "dpop_bound_access_tokens": false,
        } },
    }));
    if refreshes {
        app.fill_all(json!({ "settings": { "oauthClient": { "refresh_token": { "rotation_type": "STATIC" } } } }));
    }
}

fn saml(app: &mut Document) {
    let sign_on = if is_custom(app) {
        json!({
            "defaultRelayState": null,
            "ssoAcsUrl": null,
            "recipient": null,
            "destination": null,
            "audience": null,
            "idpIssuer": "http://www.okta.com/${org.externalKey}",
            "subjectNameIdTemplate": "${user.userName}",
            "subjectNameIdFormat": "urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified",
            "responseSigned": true,
            "assertionSigned": true,
            "signatureAlgorithm": "RSA_SHA256",
            "digestAlgorithm": "SHA256",
            "honorForceAuthn": true,
            "authnContextClassRef": "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport",
            "spIssuer": null,
            "requestCompressed": false,
            "attributeStatements": [],
            "inlineHooks": [],
            "participateSlo": { "enabled": false },
            "allowMultipleAcsEndpoints": false,
            "acsEndpoints": [],
            "samlSignedRequestEnabled": false,
            "slo": { "enabled": false },
        })
    } else {
        json!({
            "defaultRelayState": null,
            "ssoAcsUrlOverride": null,
            "audienceOverride": null,
            "recipientOverride": null,
            "destinationOverride": null,
            "attributeStatements": [],
        })
    };
    app.fill_all(json!({ "settings": { "signOn": sign_on } }));
}

/// Apps for which Okta keeps passwords.
fn passwords(app: &mut Document) {
    let fields: &[&str] = match app.text("name") {
        "template_swa" => {
            &["buttonField", "checkbox", "loginUrlRegex", "passwordField", "redirectUrl", "url", "usernameField"]
        }
        "template_swa3field" => &[
            "buttonSelector", "extraFieldSelector", "extraFieldValue", "loginUrlRegex", "passwordSelector",
            "redirectUrl", "targetURL", "userNameSelector",
        ],
        "template_sps" => &[
            "optionalField1", "optionalField1Value", "optionalField2", "optionalField2Value", "optionalField3",
            "optionalField3Value", "passwordField", "url", "usernameField",
        ],
        "template_basic_auth" => &["authURL", "loginUrlRegex", "url"],
        "bookmark" => &["requestIntegration", "url"],
        _ => &[],
    };
    for name in fields {
        let value = if *name == "requestIntegration" { json!(false) } else { Value::Null };
        app.fill_all(json!({ "settings": { "app": { *name: value } } }));
    }
    if matches!(app.text("signOnMode"), "BROWSER_PLUGIN" | "SECURE_PASSWORD_STORE" | "BASIC_AUTH" | "AUTO_LOGIN") {
        app.fill_all(json!({ "credentials": { "scheme": "EDIT_USERNAME_AND_PASSWORD", "revealPassword": false } }));
    }
    if app.text("signOnMode") == "AUTO_LOGIN" {
        app.fill_all(json!({ "settings": { "signOn": { "redirectUrl": null, "loginUrl": null } } }));
    }
}

/// An app of Okta itself.
pub(super) fn first_party(org: &Org, id: &str, name: &str, label: &str) -> Value {
    let links = if name == "saasure" { json!({ "admin": true }) } else { json!({}) };
    json!({
        "id": id,
        "orn": format!("orn:okta:idp:{}:apps:{name}:{id}", org.id),
        "name": name,
        "label": label,
        "signOnMode": "OPENID_CONNECT",
        "accessibility": { "selfService": false, "errorRedirectUrl": null, "loginRedirectUrl": null },
        "visibility": { "autoSubmitToolbar": false, "hide": { "iOS": false, "web": false }, "appLinks": links },
        "features": [],
        "credentials": {
            "userNameTemplate": { "template": "${source.login}", "type": "BUILT_IN" },
            "signing": { "kid": credentials::org_key_id(org) },
        },
        "universalLogout": null,
        "settings": {
            "app": {},
            "notifications": { "vpn": { "network": { "connection": "DISABLED" }, "message": null, "helpUrl": null } },
            "manualProvisioning": false,
            "implicitAssignment": false,
        },
    })
}
