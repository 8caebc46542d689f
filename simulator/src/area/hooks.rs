//! Event hooks, inline hooks, and the keys that they use.

pub(crate) mod event;
pub(crate) mod inline;
pub(crate) mod keys;

use crate::delivery::local;
use crate::error::{self, ApiError, ensure};
use crate::links::{hinted, plain};
use crate::resource::last;
use crate::store::Document;
use serde_json::{Value, json};

/// The links of a hook; `verb`, the end of a path, is what can be done with an active one.
fn links(hook: &Document, path: &str, verb: &str) -> Value {
    match hook.text("status") {
        "ACTIVE" => json!({
            "self": plain(path),
            last(verb): hinted(format!("{path}/{verb}"), &["POST"]),
            "deactivate": hinted(format!("{path}/lifecycle/deactivate"), &["POST"]),
        }),
        _ => json!({
            "activate": hinted(format!("{path}/lifecycle/activate"), &["POST"]),
            "self": plain(path),
            "delete": hinted(path, &["DELETE"]),
        }),
    }
}

/// What both kinds of hooks need: a channel with an https URI. The values of its secrets never come back.
fn complete(hook: &mut Document, old: Option<&Document>) -> Result<(), ApiError> {
    let uri = hook.text("channel.config.uri");
    ensure!(is_uri(uri), error::field("channel.config.uri", "The URI must start with https://"));
    let scheme = old.and_then(|old| old.at("channel.config.authScheme").cloned());
    if let Some(channel) = hook.shown.get_mut("channel").and_then(Value::as_object_mut) {
        channel.entry("version").or_insert_with(|| "1.0.0".into());
        if let Some(config) = channel.get_mut("config").and_then(Value::as_object_mut) {
            config.entry("method").or_insert_with(|| "POST".into());
            config.entry("headers").or_insert_with(|| json!([]));
            if let Some(scheme) = scheme {
                config.entry("authScheme").or_insert(scheme);
            }
            let secret = config.get_mut("authScheme").and_then(|scheme| scheme.as_object_mut()?.shift_remove("value"));
            let client_secret = config.shift_remove("clientSecret");
            if let Some(secret) = secret.or(client_secret) {
                hook.hidden.insert("secret".into(), secret);
            }
        }
    }
    Ok(())
}

/// Real orgs call https alone; here a hook may also be a server on this machine.
fn is_uri(uri: &str) -> bool {
    uri.starts_with("https://") || !local(uri).is_empty()
}

/// Only inactive hooks are deleted.
fn inactive(hook: &Document) -> Result<(), ApiError> {
    ensure!(
        hook.text("status") == "INACTIVE",
        error::invalid("status").because("The hook must be inactive to be deleted")
    );
    Ok(())
}
