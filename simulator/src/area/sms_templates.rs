//! SMS templates.

use crate::error::{self, ensure};
use crate::handler::Row;
use crate::links;
use crate::org::Org;
use crate::resource::{Id, Resource, rows};
use crate::time::Time;
use serde_json::json;

pub(crate) const ROWS: &[&[Row]] = rows![TEMPLATES "/api/v1/templates/sms" list create get update replace delete;];

static TEMPLATES: Resource = Resource {
    path: "/api/v1/templates/sms",
    schema: "SmsTemplate",
    id: Id::Minted("cst"),
    noun: "AppInstance",
    object: "smsTemplate",
    complete: |_, _, template, _| {
        template.fill("type", "SMS_VERIFY_CODE");
        Ok(())
    },
    removable: |_, template, _| {
        // The code of a real org is unknown.
        ensure!(template.text("id") != DEFAULT, error::forbidden());
        Ok(())
    },
    links: links::none,
    wanted: |_, call| {
        Ok(Box::new(move |template| call.query.text("templateType").is_none_or(|kind| template.text("type") == kind)))
    },
    ..Resource::NEW
};

const DEFAULT: &str = "default";

/// The template of a new org.
pub(crate) fn seed(org: &mut Org, born: Time) {
    let template = json!({
        "id": DEFAULT,
        "name": "Default",
        "type": "SMS_VERIFY_CODE",
        "template": "Your verification code is ${code}.",
    });
    TEMPLATES.plant(org, TEMPLATES.path, template, born);
}
