//! The pages of a brand: sign-in, sign-out and errors.

use super::BRANDS;
use crate::call::Call;
use crate::error::{self, ApiError};
use crate::handler::Row;
use crate::links::hinted;
use crate::message::Response;
use crate::org::Org;
use crate::single::Single;
use crate::store::{Document, absolute};
use serde_json::{Map, Value, json};

pub(super) const ROWS: &[Row] = &[
    ("GET", "/api/v1/brands/{}/pages/error", |org, call| root(org, call, "error")),
    ("GET", "/api/v1/brands/{}/pages/error/default", |org, call| default(org, call, "error")),
    ("GET", "/api/v1/brands/{}/pages/error/customized", |org, call| get(org, call, "error", "customized")),
    ("PUT", "/api/v1/brands/{}/pages/error/customized", |org, call| put(org, call, "error", "customized")),
    ("DELETE", "/api/v1/brands/{}/pages/error/customized", |org, call| delete(org, call, "error", "customized")),
    ("GET", "/api/v1/brands/{}/pages/error/preview", |org, call| get(org, call, "error", "preview")),
    ("PUT", "/api/v1/brands/{}/pages/error/preview", |org, call| put(org, call, "error", "preview")),
    ("DELETE", "/api/v1/brands/{}/pages/error/preview", |org, call| delete(org, call, "error", "preview")),
    ("GET", "/api/v1/brands/{}/pages/sign-in", |org, call| root(org, call, "sign-in")),
    ("GET", "/api/v1/brands/{}/pages/sign-in/default", |org, call| default(org, call, "sign-in")),
    ("GET", "/api/v1/brands/{}/pages/sign-in/customized", |org, call| get(org, call, "sign-in", "customized")),
    ("PUT", "/api/v1/brands/{}/pages/sign-in/customized", |org, call| put(org, call, "sign-in", "customized")),
    ("DELETE", "/api/v1/brands/{}/pages/sign-in/customized", |org, call| delete(org, call, "sign-in", "customized")),
    ("GET", "/api/v1/brands/{}/pages/sign-in/preview", |org, call| get(org, call, "sign-in", "preview")),
    ("PUT", "/api/v1/brands/{}/pages/sign-in/preview", |org, call| put(org, call, "sign-in", "preview")),
    ("DELETE", "/api/v1/brands/{}/pages/sign-in/preview", |org, call| delete(org, call, "sign-in", "preview")),
    ("GET", "/api/v1/brands/{}/pages/sign-in/widget-versions", widget_versions),
    ("GET", "/api/v1/brands/{}/pages/sign-out/customized", |org, call| SIGN_OUT.get(org, call)),
    ("PUT", "/api/v1/brands/{}/pages/sign-out/customized", |org, call| SIGN_OUT.replace(org, call)),
];

static SIGN_OUT: Single = Single {
    path: "/api/v1/brands/{}/pages/sign-out/customized",
    parent: Some(&BRANDS),
    schema: "HostedPage",
    object: "hostedPage",
    first: |_, _| json!({ "type": "OKTA_DEFAULT" }),
    event: "system.custom_signout.update",
    ..Single::NEW
};

fn at(org: &Org, call: &Call<'_>, page: &str) -> Result<String, ApiError> {
    Ok(format!("{}/pages/{page}", BRANDS.item(org, call)?))
}

/// The page that a brand has before it is customized.
fn first(page: &str) -> Value {
    if page == "error" {
        return json!({ "pageContent": "<!DOCTYPE html>\n<html>\n<head>\n    <title>{{orgName}} - {{errorSummary}}</title>\n    {{{ErrorPageResources}}}\n</head>\n<body>\n    <h1>{{errorSummary}}</h1>\n    <p>{{errorDescription}}</p>\n    <a href=\"{{back}}\">{{backHref}}</a>\n</body>\n</html>\n", "contentSecurityPolicySetting": { "mode": "enforced" } });
    }
    let content = "<!DOCTYPE html>\n<html>\n<head>\n    <title>{{pageTitle}}</title>\n    {{{SignInWidgetResources}}}\n</head>\n<body>\n    <div id=\"okta-login-container\"></div>\n    {{{OktaUtil}}}\n    <script type=\"text/javascript\" nonce=\"{{nonceValue}}\">\n        var config = OktaUtil.getSignInWidgetConfig();\n        new OktaSignIn(config).renderEl({ el: '#okta-login-container' }, OktaUtil.completeLogin);\n    </script>\n</body>\n</html>\n";
    let mut page = Document::new(json!({
        "pageContent": content,
        "contentSecurityPolicySetting": { "mode": "enforced" },
        "widgetVersion": "^7",
        "widgetCustomizations": { "widgetGeneration": "G2" },
    }));
    fill_sign_in(&mut page);
    // Before it is customized, the page has texts, if empty ones.
    let texts = page.shown.get_mut("widgetCustomizations").and_then(Value::as_object_mut).into_iter().flatten();
    texts.filter(|(_, text)| text.is_null()).for_each(|(_, text)| *text = "".into());
    Value::Object(page.shown)
}

/// Sign-in pages show all of their texts, be they null.
fn fill_sign_in(page: &mut Document) {
    const TEXTS: [&str; 5] = ["signInLabel", "usernameLabel", "usernameInfoTip", "passwordLabel", "passwordInfoTip"];
    const MORE: [&str; 13] = [
        "forgotPasswordLabel", "forgotPasswordUrl", "unlockAccountLabel", "unlockAccountUrl", "helpLabel", "helpUrl",
        "customLink1Label", "customLink1Url", "customLink2Label", "customLink2Url", "authenticatorPageCustomLinkLabel",
        "authenticatorPageCustomLinkUrl", "classicRecoveryFlowEmailOrUsernameLabel",
    ];
    let mut texts: Map<String, Value> = TEXTS.iter().map(|name| ((*name).to_owned(), Value::Null)).collect();
    for name in ["showPasswordVisibilityToggle", "showUserIdentifier"] {
        texts.insert(name.into(), true.into());
    }
    texts.extend(MORE.iter().map(|name| ((*name).to_owned(), Value::Null)));
    texts.insert("widgetGeneration".into(), "G3".into());
    page.fill_all(json!({ "widgetVersion": "*", "widgetCustomizations": texts }));
}

/// The links of a page to its versions; `expand` embeds them.
fn root(org: &mut Org, call: &Call<'_>, page: &str) -> Result<Response, ApiError> {
    let at = at(org, call, page)?;
    let stored = |version: &str| org.store.find(&at, version).map(|page| Value::Object(page.shown.clone()));
    let mut links = json!({
        "self": hinted(&at, &["GET"]),
        "default": hinted(format!("{at}/default"), &["GET"]),
        "customized": hinted(format!("{at}/customized"), &["GET", "PUT", "DELETE"]),
        "preview": hinted(format!("{at}/preview"), &["GET", "PUT", "DELETE"]),
    });
    absolute(&mut links, &call.base);
    let mut embedded = Map::new();
    for wish in call.query.text("expand").unwrap_or("").split(',').map(str::trim) {
        let value = match wish {
            "default" => Some(first(page)),
            "customized" | "preview" => stored(wish),
            "customizedUrl" => Some(format!("{}/sign-in/{page}/customized", call.base).into()),
            "previewUrl" => Some(format!("{}/sign-in/{page}/preview", call.base).into()),
            _ => None,
        };
        embedded.extend(value.map(|value| (wish.to_owned(), value)));
    }
    let mut shown = json!({ "_links": links });
    if !embedded.is_empty() {
        shown["_embedded"] = embedded.into();
    }
    Ok(Response::ok(&shown))
}

fn default(org: &mut Org, call: &Call<'_>, page: &str) -> Result<Response, ApiError> {
    at(org, call, page)?;
    Ok(Response::ok(&first(page)))
}

fn get(org: &mut Org, call: &Call<'_>, page: &str, version: &str) -> Result<Response, ApiError> {
    let found = org.store.find(&at(org, call, page)?, version);
    let found = found.ok_or_else(|| error::not_found(version, "CustomizablePage"))?;
    Ok(Response::ok(&found.show(&call.base)))
}

fn put(org: &mut Org, call: &Call<'_>, page: &str, version: &str) -> Result<Response, ApiError> {
    let at = at(org, call, page)?;
    let mut new = Document::new(call.judged("pageContent")?.into());
    if page == "sign-in" {
        fill_sign_in(&mut new);
    }
    let shown = new.show(&call.base);
    org.store.put(&at, version, new);
    record(org, call, page, "update");
    Ok(Response::ok(&shown))
}

fn delete(org: &mut Org, call: &Call<'_>, page: &str, version: &str) -> Result<Response, ApiError> {
    let at = at(org, call, page)?;
    if org.store.remove(&at, version).is_some() {
        record(org, call, page, "delete");
    }
    Ok(Response::no_content())
}

fn record(org: &mut Org, call: &Call<'_>, page: &str, verb: &str) {
    org.record(call, &format!("system.custom_{}.{verb}", page.replace('-', "")), Vec::new());
}

/// The versions of the Sign-In Widget that a page may name.
fn widget_versions(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    BRANDS.item(org, call)?;
    let mut versions = Vec::new();
    for (major, minors) in [(5, 11..=16), (6, 0..=9), (7, 0..=38)] {
        versions.extend(minors.map(|minor: u8| format!("{major}.{minor}")));
        versions.push(format!("^{major}"));
    }
    versions.push("*".into());
    Ok(Response::ok(&versions.into()))
}
