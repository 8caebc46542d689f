//! Small settings of an org: its footer, third-party admins, privileges of new clients, and sessions of the Admin Console.

use crate::call::Call;
use crate::error::{self, ApiError, ensure};
use crate::handler::Row;
use crate::links::hinted;
use crate::message::Response;
use crate::org::Org;
use crate::single::Single;
use serde_json::json;

pub(crate) const ROWS: &[Row] = &[
    ("GET", "/api/v1/org/preferences", |org, call| FOOTER.get(org, call)),
    ("POST", "/api/v1/org/preferences/hideEndUserFooter", |org, call| footer(org, call, false)),
    ("POST", "/api/v1/org/preferences/showEndUserFooter", |org, call| footer(org, call, true)),
    ("GET", THIRD_PARTY.path, |org, call| THIRD_PARTY.get(org, call)),
    ("POST", THIRD_PARTY.path, |org, call| THIRD_PARTY.update(org, call)),
    ("GET", CLIENT_PRIVILEGES.path, |org, call| CLIENT_PRIVILEGES.get(org, call)),
    ("PUT", CLIENT_PRIVILEGES.path, |org, call| CLIENT_PRIVILEGES.replace(org, call)),
    ("GET", "/api/v1/first-party-app-settings/{}", |org, call| {
        known_app(call)?;
        ADMIN_CONSOLE.get(org, call)
    }),
    ("PUT", "/api/v1/first-party-app-settings/{}", |org, call| {
        known_app(call)?;
        ADMIN_CONSOLE.replace(org, call)
    }),
];

static FOOTER: Single = Single {
    path: "/api/v1/org/preferences",
    first: |_, _| json!({ "showEndUserFooter": true }),
    links: |_, setting, path| {
        let other = if setting.is("showEndUserFooter") { "hideEndUserFooter" } else { "showEndUserFooter" };
        json!({ other: hinted(format!("{path}/{other}"), &["POST"]) })
    },
    ..Single::NEW
};

const THIRD_PARTY: Single = Single {
    path: "/api/v1/org/orgSettings/thirdPartyAdminSetting",
    schema: "ThirdPartyAdminSetting",
    object: "thirdPartyAdmin",
    first: |_, _| json!({ "thirdPartyAdmin": false }),
    ..Single::NEW
};

const CLIENT_PRIVILEGES: Single = Single {
    path: "/api/v1/org/settings/clientPrivilegesSetting",
    schema: "ClientPrivilegesSetting",
    object: "clientPrivilegesSetting",
    first: |_, _| json!({ "clientPrivilegesSetting": false }),
    ..Single::NEW
};

static ADMIN_CONSOLE: Single = Single {
    path: "/api/v1/first-party-app-settings/admin-console",
    schema: "AdminConsoleSettings",
    object: "settings",
    first: |_, _| json!({ "sessionIdleTimeoutMinutes": 15, "sessionMaxLifetimeMinutes": 720 }),
    complete: |_, _, new, _| {
        new.fill("sessionIdleTimeoutMinutes", 15);
        new.fill("sessionMaxLifetimeMinutes", 720);
        Ok(())
    },
    ..Single::NEW
};

fn footer(org: &mut Org, call: &Call<'_>, shown: bool) -> Result<Response, ApiError> {
    FOOTER.change(org, call, |setting| setting.set("showEndUserFooter", shown))
}

/// The only app whose settings an org has.
fn known_app(call: &Call<'_>) -> Result<(), ApiError> {
    ensure!(call.value(0) == "admin-console", error::not_found(call.value(0), "AppInstance"));
    Ok(())
}
