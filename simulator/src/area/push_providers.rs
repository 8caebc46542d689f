//! Push providers.

use crate::error::{BLANK, ensure, field};
use crate::handler::Row;
use crate::resource::{Id, Resource, rows};
use serde_json::{Value, json};

pub(crate) const ROWS: &[&[Row]] = rows![PROVIDERS "/api/v1/push-providers" list create get replace delete;];

static PROVIDERS: Resource = Resource {
    path: "/api/v1/push-providers",
    schema: "PushProvider",
    id: Id::Minted("ppc"),
    noun: "PushProviderConfigEntity",
    object: "providerType",
    events: "device.push.provider.*",
    unique: &["name"],
    wanted: |_, call| {
        Ok(Box::new(move |provider| call.query.text("type").is_none_or(|kind| provider.text("providerType") == kind)))
    },
    complete: |_, _, provider, old| {
        let mut blank = ["providerType", "configuration"].into_iter().filter(|name| provider.at(name).is_none());
        if let Some(first) = blank.next() {
            return Err(blank.fold(field(first, BLANK), |error, name| error.because(format!("{name}: {BLANK}"))));
        }
        let same = old.is_none_or(|old| old.text("providerType") == provider.text("providerType"));
        ensure!(same, field("providerType", "The type of a provider cannot change"));
        if let Some(configuration) = provider.shown.get_mut("configuration").and_then(Value::as_object_mut) {
            let account = configuration.shift_remove("serviceAccountJson");
            if let Some(account) = &account {
                configuration.insert("projectId".into(), account["project_id"].clone());
            }
            let secret = configuration.shift_remove("tokenSigningKey").or(account);
            secret.map(|secret| provider.hidden.insert("secret".into(), secret));
        }
        Ok(())
    },
    links: |_, _, path| json!({ "self": crate::links::hinted(path, &["GET", "PUT", "PATCH", "DELETE"]) }),
    ..Resource::NEW
};
