//! Integrations of services with the API.

use super::apps::lifecycle;
use crate::error::{self, ApiError, ensure};
use crate::handler::Row;
use crate::links::hinted;
use crate::org::Org;
use crate::paging::Page;
use crate::resource::{Id, Resource, rows};
use crate::store::Document;
use serde_json::{Value, json};

pub(crate) const ROWS: &[&[Row]] = rows![
    SERVICES "/integrations/api/v1/api-services" list create get delete;
    SECRETS "/integrations/api/v1/api-services/{}/credentials/secrets" list create delete activate deactivate;
];

const MOST_SECRETS: usize = 2;
const SECRET: usize = 64;

static SERVICES: Resource = Resource {
    path: "/integrations/api/v1/api-services",
    schema: "postAPIServiceIntegrationInstance",
    id: Id::Minted("0oa"),
    noun: "APIServiceIntegration",
    object: "apiServiceIntegration",
    created: 201,
    page: Some(Page(20, 200)),
    complete: |org, _, service, _| {
        let name = label(service.text("type"));
        service.set("name", name);
        service.set("configGuideUrl", "https://help.okta.com/");
        service.set("properties", json!({}));
        let secret = org.ids.text(SECRET);
        service.hidden.insert("clientSecret".into(), secret.into());
        // What apps have, too, these lack.
        ["created", "lastUpdated"].into_iter().for_each(|name| drop(service.shown.shift_remove(name)));
        Ok(())
    },
    born: |org, call, path| {
        let Some(service) = org.store.at(path) else { return };
        let secret = json!({ "client_secret": service.hidden.get("clientSecret") });
        let secret = with_hash(org, secret);
        SECRETS.plant(org, &format!("{path}/credentials/secrets"), secret, call.now);
    },
    links: |_, service, path| {
        json!({
            "self": hinted(path, &["GET", "DELETE"]),
            "client": hinted(format!("/oauth2/v1/clients/{}", service.text("id")), &["GET"]),
            "logo": { "name": "small", "href": "/img/logos/default.png" },
        })
    },
    view: |_, call, service, shown| {
        if call.request.method == "POST" {
            shown["clientSecret"] = service.hidden.get("clientSecret").cloned().unwrap_or_default();
        }
    },
    events: "app.oauth2.client.lifecycle.*",
    ..Resource::NEW
};

static SECRETS: Resource = Resource {
    path: "/integrations/api/v1/api-services/{}/credentials/secrets",
    parent: Some(&SERVICES),
    schema: "APIServiceIntegrationInstanceSecret",
    id: Id::Minted("sec"),
    noun: "APIServiceIntegrationSecret",
    object: "client_secret",
    created: 201,
    status: Some("ACTIVE"),
    complete: |org, call, secret, _| {
        let count = org.store.all(&SECRETS.at(org, call)?).count();
        let why = "You've reached the maximum number of client secrets per client.";
        ensure!(count < MOST_SECRETS, error::invalid("client_secret").because(why));
        let text = org.ids.text(SECRET);
        secret.shown.extend(Document::new(with_hash(org, json!({ "client_secret": text }))).shown);
        Ok(())
    },
    removable: |_, secret, _| inactive(secret),
    links: lifecycle,
    events: "app.oauth2.credentials.lifecycle.*",
    ..Resource::NEW
};

fn with_hash(org: &mut Org, mut secret: Value) -> Value {
    secret["secret_hash"] = org.ids.text(22).into();
    secret
}

fn inactive(secret: &Document) -> Result<(), ApiError> {
    let why = "You can't delete an active client secret.";
    ensure!(secret.text("status") == "INACTIVE", error::invalid("client_secret").because(why));
    Ok(())
}

/// The name of an integration of a catalogue: that of its type, in title case.
fn label(kind: &str) -> String {
    let words = kind.split(['_', '-']).filter(|word| !word.is_empty());
    let words = words.map(|word| word.get(..1).unwrap_or("").to_uppercase() + word.get(1..).unwrap_or(""));
    words.collect::<Vec<_>>().join(" ")
}
