//! The attributes of an org's schemas, and its users as rows of their columns.

#![allow(clippy::unwrap_used, reason = "tests")]

use oktant::{Json, Method};
use oktant_e2e::{Answer, Scripted, Simulated};
use oktant_export::columns::{Attributes, Columns};
use oktant_export::rows::Rows;
use oktant_simulator::Setup;
use std::collections::BTreeMap;
use std::sync::Arc;

#[tokio::test]
async fn custom_attributes_are_typed_columns() {
    let custom = ["years:integer", "sites:array", "remote:boolean", "height:number"].map(|name| name.parse().unwrap());
    let org = Simulated::of(Setup { users: 50, custom: custom.to_vec(), ..Setup::default() });
    let okta = org.client();
    let change = br#"{"profile": {"years": 7, "sites": ["Bern", "Oslo"], "remote": true, "height": 1.5}}"#;
    let change = Json::parse(change).unwrap();
    okta.request(Method::Post, "/api/v1/users/me").with_json(&change).await.unwrap();

    let attributes = Attributes::fetch(&okta, "users", &[]).await.unwrap();
    let columns = Columns::new("users", &attributes);
    let kinds: BTreeMap<&str, String> =
        columns.columns().iter().map(|column| (column.name.as_str(), column.kind.to_string())).collect();
    for (name, kind) in [
        ("profile.badge", "text"),
        ("profile.costNumber", "number"),
        ("profile.years", "integer"),
        ("profile.sites", "list:text"),
        ("profile.remote", "bool"),
        ("profile.height", "number"),
    ] {
        assert_eq!(kinds.get(name).map(String::as_str), Some(kind), "{name}");
    }
    let mut rows = Rows::new(Arc::new(columns));
    let mut users = okta.request(Method::Get, "/api/v1/users").with_query("limit", "20").items();
    while let Some(user) = users.try_next().await.unwrap() {
        rows.push(user);
    }
    let mut lines = Vec::new();
    rows.write_csv(&mut lines, false).unwrap();
    let lines = String::from_utf8(lines).unwrap();
    assert_eq!(lines.lines().count(), 50);
    assert!(lines.lines().all(|line| line.ends_with(',')), "all that the simulator sends has a column");
    let admin = lines.lines().find(|line| line.contains("Bern")).unwrap();
    assert!(admin.contains(r#",7,"[""Bern"",""Oslo""]",true,1.5,"#), "{admin}");
}

const APP: &[u8] = br#"{"name": "bookmark", "label": "Wiki", "signOnMode": "BOOKMARK",
    "settings": {"app": {"requestIntegration": false, "url": "https://wiki.example"}}}"#;

#[tokio::test]
async fn groups_and_apps_have_schemas_too() {
    let org = Simulated::with_users(1);
    let okta = org.client();
    let app = okta.request(Method::Post, "/api/v1/apps").with_json(&Json::parse(APP).unwrap()).await.unwrap().unwrap();
    let id = app.get("id").and_then(Json::as_str).unwrap();
    for (dataset, apps) in [("groups", &[][..]), ("app_users", &[id][..])] {
        let attributes = Attributes::fetch(&okta, dataset, apps).await.unwrap();
        assert!(matches!(&attributes, Attributes::Known(known) if !known.is_empty()), "{dataset} {attributes:?}");
    }
    assert_eq!(Attributes::fetch(&okta, "app_users", &[]).await.unwrap(), Attributes::Unknown);
    // Two apps of the same attributes, until one gets another.
    let other =
        okta.request(Method::Post, "/api/v1/apps").with_json(&Json::parse(APP).unwrap()).await.unwrap().unwrap();
    let apps = [id, other.get("id").and_then(Json::as_str).unwrap()];
    let fetch = async || Attributes::fetch(&okta, "app_users", &apps).await.unwrap();
    assert!(matches!(fetch().await, Attributes::Known(_)));
    let badge = br##"{"definitions": {"custom": {"id": "#custom", "type": "object", "properties":
        {"badge": {"title": "Badge", "type": "integer"}}}}}"##;
    let path = format!("/api/v1/meta/schemas/apps/{}/default", apps[1]);
    okta.request(Method::Post, path).with_json(&Json::parse(badge).unwrap()).await.unwrap();
    assert_eq!(fetch().await, Attributes::Unknown);
    assert_eq!(Attributes::fetch(&okta, "logs", &[]).await.unwrap(), Attributes::None);
}

#[tokio::test]
async fn schemas_that_may_not_be_read_are_unknown() {
    let server = Scripted::start(|_, _| Answer::json(403, "{}"));
    assert_eq!(Attributes::fetch(&server.client(), "users", &[]).await.unwrap(), Attributes::Unknown);
    let server = Scripted::start(|_, _| Answer::json(401, "{}"));
    assert_eq!(Attributes::fetch(&server.client(), "users", &[]).await.unwrap_err().status(), Some(401));
    let server = Scripted::start(|_, _| Answer::json(401, r#"{"errorCode": "E0000015"}"#));
    assert_eq!(
        Attributes::fetch(&server.client(), "users", &[]).await.unwrap(),
        Attributes::Unknown,
        "no such feature"
    );
}
