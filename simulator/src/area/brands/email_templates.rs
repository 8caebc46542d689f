//! The templates of the messages of a brand.

use super::BRANDS;
use crate::call::Call;
use crate::error::ApiError;
use crate::handler::Row;
use crate::links::hinted;
use crate::message::Response;
use crate::org::Org;
use crate::paging::{self, Page};
use crate::resource::{Id, Resource};
use crate::single::Single;
use crate::store::{Document, absolute};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

pub(super) const ROWS: &[Row] = &[
    ("GET", "/api/v1/brands/{}/templates/email", list),
    ("GET", "/api/v1/brands/{}/templates/email/{}", |org, call| TEMPLATES.get(org, call)),
    ("GET", "/api/v1/brands/{}/templates/email/{}/default-content", default_content),
    ("GET", "/api/v1/brands/{}/templates/email/{}/default-content/preview", default_preview),
    ("GET", "/api/v1/brands/{}/templates/email/{}/settings", |org, call| SETTINGS.get(org, call)),
    ("PUT", "/api/v1/brands/{}/templates/email/{}/settings", set),
    ("POST", "/api/v1/brands/{}/templates/email/{}/test", test),
];

pub(super) static TEMPLATES: Resource = Resource {
    path: "/api/v1/brands/{}/templates/email",
    parent: Some(&BRANDS),
    schema: "EmailTemplateResponse",
    id: Id::Member("name"),
    noun: "EmailTemplate",
    links: |org, _, path| {
        let mut links = json!({
            "self": hinted(path, &["GET"]),
            "defaultContent": hinted(format!("{path}/default-content"), &["GET"]),
            "test": hinted(format!("{path}/test"), &["POST"]),
            "customizations": hinted(format!("{path}/customizations"), &["GET", "POST", "DELETE"]),
        });
        if org.year >= WITH_SETTINGS {
            links["settings"] = hinted(format!("{path}/settings"), &["GET", "PUT"]);
        }
        links
    },
    view: |org, call, template, shown| {
        let at = format!("{}/{}/templates/email/{}", BRANDS.path, call.value(0), template.text("name"));
        let mut embedded = Map::new();
        for wish in call.query.text("expand").unwrap_or("").split(',').map(str::trim) {
            let value = match wish {
                "settings" => {
                    let stored = org.store.at(&format!("{at}/settings")).map(|own| Value::Object(own.shown.clone()));
                    stored.unwrap_or_else(|| json!({ "recipients": "ALL_USERS" }))
                }
                "customizationCount" => org.store.all(&format!("{at}/customizations")).count().into(),
                _ => continue,
            };
            embedded.insert(wish.into(), value);
        }
        if !embedded.is_empty() {
            shown["_embedded"] = embedded.into();
        }
    },
    ..Resource::NEW
};

/// The first year whose templates have settings, and keep their default customization.
pub(super) const WITH_SETTINGS: u16 = 2023;

/// The templates, in the order of lists.
const NAMES: [&str; 28] = [
    "UserActivation", "UserBootstrappedActivation", "ForgotPassword", "ForgotPasswordDenied", "PasswordResetByAdmin",
    "PasswordResetBySupportUser", "ADUserActivation", "ADForgotPasswordDenied", "ADForgotPassword",
    "LDAPUserActivation", "LDAPForgotPassword", "LDAPForgotPasswordDenied", "SelfServiceUnlock", "ADSelfServiceUnlock",
    "LDAPSelfServiceUnlock", "OktaVerifyActivation", "AccountLockout", "EmailChallenge", "EmailFactorVerification",
    "NewSignOnNotification", "ChangeEmailConfirmation", "PendingEmailChange", "EmailChangeConfirmation",
    "SelfServiceUnlockOnUnlockedAccount", "AuthenticatorEnrolled", "AuthenticatorReset", "PasswordChanged",
    "IGAReviewerOverdueNotification",
];

/// The templates of orgs before they had settings.
const OLD_NAMES: [&str; 10] = [
    "welcome", "forgotPassword", "forgotPasswordDenied", "tempPassword", "ad.welcome", "ad.forgotPassword",
    "ad.forgotPasswordReset", "ldap.welcome", "ldap.forgotPassword", "ldap.forgotPasswordDenied",
];

fn names(org: &Org) -> &'static [&'static str] {
    if org.year < WITH_SETTINGS { &OLD_NAMES } else { &NAMES }
}

static SETTINGS: Single = Single {
    path: "/api/v1/brands/{}/templates/email/{}/settings",
    parent: Some(&TEMPLATES),
    schema: "EmailSettingsResponse",
    object: "emailSettings",
    first: |_, _| json!({ "recipients": "ALL_USERS" }),
    event: "system.email.template.settings_changed",
    links: |_, _, path| {
        json!({
            "self": hinted(path, &["GET", "PUT"]),
            "template": hinted(path.strip_suffix("/settings").unwrap_or(path), &["GET"]),
        })
    },
    ..Single::NEW
};

/// The response has no links.
fn set(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let mut shown = SETTINGS.replace(org, call)?.json();
    shown.as_object_mut().map(|shown| shown.shift_remove("_links"));
    Ok(Response::ok(&shown))
}

fn list(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let at = TEMPLATES.at(org, call)?;
    let (items, limit, next) = Page(10, 200).cut(call, names(org), |name| STANDARD.encode(name))?;
    let shown = items.iter().filter_map(|name| {
        let path = format!("{at}/{name}");
        Some(TEMPLATES.show(org, call, &path, org.store.at(&path)?))
    });
    Ok(paging::page(call, "", shown.collect(), limit, next.as_deref()))
}

/// The message before any customization.
pub(super) fn first(name: &str) -> Map<String, Value> {
    let title = crate::schema::words(name, ' ');
    let body = format!(
        "<!DOCTYPE html>\n<html>\n<body>\n    <p>Hi ${{user.profile.firstName}},</p>\n    <p>{title}: ${{org.name}}</p>\n</body>\n</html>\n"
    );
    Map::from_iter([("subject".to_owned(), title.into()), ("body".to_owned(), body.into())])
}

/// A message as the admin would get it.
pub(super) fn rendered(org: &Org, call: &Call<'_>, message: &Map<String, Value>) -> Value {
    let admin = org.user(org.me(), &org.user_view(call)).unwrap_or_default();
    let fill = |name: &str| {
        let mut text = message.get(name).and_then(Value::as_str).unwrap_or("").to_owned();
        for (variable, value) in [
            ("${org.name}", "Oktant Simulator"),
            ("${user.profile.firstName}", admin.text("profile.firstName")),
            ("${user.profile.lastName}", admin.text("profile.lastName")),
            ("${user.profile.login}", admin.text("profile.login")),
            ("${user.firstName}", admin.text("profile.firstName")),
            ("${user.lastName}", admin.text("profile.lastName")),
        ] {
            text = text.replace(variable, value);
        }
        text
    };
    json!({ "subject": fill("subject"), "body": fill("body") })
}

fn with_links(call: &Call<'_>, mut shown: Value, mut links: Value) -> Response {
    absolute(&mut links, &call.base);
    shown["_links"] = links;
    Response::ok(&shown)
}

fn default_content(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let (path, template) = TEMPLATES.load(org, call)?;
    let links = json!({
        "preview": hinted(format!("{path}/default-content/preview"), &["GET"]),
        "template": hinted(&path, &["GET"]),
        "self": hinted(format!("{path}/default-content"), &["GET"]),
    });
    Ok(with_links(call, first(template.text("name")).into(), links))
}

fn default_preview(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let (path, template) = TEMPLATES.load(org, call)?;
    let shown = rendered(org, call, &first(template.text("name")));
    Ok(preview(call, &path, "default-content", shown))
}

/// A rendered message with its links; `source` is the path of its text below the template.
pub(super) fn preview(call: &Call<'_>, template: &str, source: &str, shown: Value) -> Response {
    let mut links = json!({
        "template": hinted(template, &["GET"]),
        "self": hinted(format!("{template}/{source}/preview"), &["GET"]),
    });
    if source == "default-content" {
        links["defaultContent"] = hinted(format!("{template}/{source}"), &["GET"]);
    } else {
        links["test"] = hinted(format!("{template}/test"), &["POST"]);
    }
    with_links(call, shown, links)
}

/// No message is sent.
fn test(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    TEMPLATES.item(org, call)?;
    Ok(Response::no_content())
}

/// The templates of a new brand.
pub(super) fn seed(org: &mut Org, brand: &str) {
    let at = format!("{brand}/templates/email");
    for name in names(org) {
        org.store.put(&at, name, Document::new(json!({ "name": name })));
    }
}
