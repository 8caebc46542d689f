//! What a request says of an app.

use crate::call::Call;
use crate::document;
use crate::error::ApiError;
use crate::judge;
use serde_json::{Map, Value, json};

/// Reads the body. The document has the names of templates only, and wants them and `settings` where a real org does not.
pub(super) fn read(call: &Call<'_>, object: &str) -> Result<Map<String, Value>, ApiError> {
    let mut body = call.object()?;
    let name = body.shift_remove("name").filter(|name| !name.is_null());
    if let Some(template) = body.get("signOnMode").and_then(Value::as_str).and_then(template) {
        body.insert("name".into(), template.into());
    }
    body.entry("settings").or_insert_with(|| json!({}));
    let mut body = judge::judged(document::schema("Application"), body, object)?;
    match name {
        // OIN apps have names in lower case.
        Some(Value::String(name)) => drop(body.insert("name".into(), name.to_lowercase().into())),
        Some(_) => return Err(crate::error::malformed()),
        None => {}
    }
    if body.get("signOnMode").is_none_or(Value::is_null) {
        let mode = mode(body.get("name").and_then(Value::as_str));
        body.insert("signOnMode".into(), mode.into());
    }
    Ok(body)
}

/// The name of an app that is made by its sign-on mode alone; none if the org makes one.
pub(super) fn template(mode: &str) -> Option<&'static str> {
    match mode {
        "BOOKMARK" => Some("bookmark"),
        "OPENID_CONNECT" => Some("oidc_client"),
        "BROWSER_PLUGIN" => Some("template_swa"),
        "SECURE_PASSWORD_STORE" => Some("template_sps"),
        "BASIC_AUTH" => Some("template_basic_auth"),
        "WS_FEDERATION" => Some("template_wsfed"),
        _ => None,
    }
}

/// The sign-on mode of a request that has none. What a real org takes for a name that no template has is unknown.
fn mode(name: Option<&str>) -> Option<&'static str> {
    match name {
        None | Some("bookmark") => Some("BOOKMARK"),
        Some("oidc_client") => Some("OPENID_CONNECT"),
        Some("template_swa" | "template_swa3field") => Some("BROWSER_PLUGIN"),
        Some("template_sps") => Some("SECURE_PASSWORD_STORE"),
        Some("template_basic_auth") => Some("BASIC_AUTH"),
        Some("template_wsfed") => Some("WS_FEDERATION"),
        Some("active_directory" | "ldap_sun_one" | "ldap_interface") => None,
        Some(_) => Some("SAML_2_0"),
    }
}
