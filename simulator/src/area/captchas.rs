//! CAPTCHAs, and the pages of the org that show one.

use crate::call::Call;
use crate::error::{self, ApiError, ensure, field};
use crate::handler::Row;
use crate::links::hinted;
use crate::message::Response;
use crate::org::Org;
use crate::resource::{Id, Resource, rows};
use crate::single::Single;
use serde_json::{Value, json};

pub(crate) const ROWS: &[&[Row]] = &[
    OWN[0],
    &[
        ("GET", "/api/v1/org/captcha", |org, call| SETTINGS.get(org, call)),
        ("PUT", "/api/v1/org/captcha", |org, call| SETTINGS.replace(org, call)),
        ("DELETE", "/api/v1/org/captcha", reset),
    ],
];

const OWN: &[&[Row]] = rows![CAPTCHAS "/api/v1/captchas" list create get update replace delete;];

static CAPTCHAS: Resource = Resource {
    path: "/api/v1/captchas",
    schema: "CAPTCHAInstance",
    id: Id::Minted("cap"),
    noun: "Captcha",
    object: "captcha",
    created: 201,
    events: "system.captcha.*",
    complete: |org, _, captcha, old| {
        ensure!(old.is_some() || org.store.all(CAPTCHAS.path).next().is_none(), too_many());
        // Without a secret the old one stays.
        if captcha.at("secretKey").is_some() {
            captcha.hidden.shift_remove("secretKey");
        }
        Ok(())
    },
    removable: |org, captcha, _| {
        let used = org.store.at(SETTINGS.path).is_some_and(|settings| settings.text("captchaId") == captcha.text("id"));
        ensure!(!used, error::captcha_used().because("The settings of the org use this CAPTCHA."));
        Ok(())
    },
    links: |_, _, path| json!({ "self": hinted(path, &["GET", "POST", "PUT", "DELETE"]) }),
    ..Resource::NEW
};

fn too_many() -> ApiError {
    let why = "An org has at most one CAPTCHA. Delete it to create another one.";
    let error = error::captcha_limit().because(why).detail("reason", "EXCEEDS_MAX_VALUE");
    error.detail("locationType", "url").detail("domain", "captcha")
}

static SETTINGS: Single = Single {
    path: "/api/v1/org/captcha",
    schema: "OrgCAPTCHASettings",
    object: "orgCaptchaSettings",
    first: |_, _| json!({ "enabledPages": [], "captchaId": null }),
    event: "system.org.captcha.activate",
    complete: |org, _, new, _| {
        new.fill("enabledPages", json!([]));
        new.fill("captchaId", Value::Null);
        let (id, pages) = (new.text("captchaId"), new.at("enabledPages").and_then(Value::as_array));
        if id.is_empty() {
            ensure!(pages.is_none_or(Vec::is_empty), field("captchaId", error::BLANK));
        } else if org.store.find(CAPTCHAS.path, id).is_none() {
            return Err(CAPTCHAS.unknown(id));
        }
        Ok(())
    },
    links: |_, settings, path| {
        let mut links = json!({ "self": hinted(path, &["GET", "PUT"]) });
        let id = settings.text("captchaId");
        if !id.is_empty() {
            links["captcha"] = hinted(format!("{}/{id}", CAPTCHAS.path), &["GET", "POST", "PUT", "DELETE"]);
        }
        links
    },
    ..Single::NEW
};

fn reset(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    org.record(call, "system.org.captcha.deactivate", Vec::new());
    SETTINGS.reset(org, call)
}
