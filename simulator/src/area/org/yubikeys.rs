//! The YubiKey OTP tokens of an org.

use crate::handler::Row;
use crate::links::hinted;
use crate::paging::Page;
use crate::resource::{Id, Resource};
use serde_json::{Value, json};

pub(crate) const ROWS: &[Row] = &[
    ("GET", TOKENS.path, |org, call| TOKENS.list(org, call)),
    ("POST", TOKENS.path, |org, call| TOKENS.create(org, call)),
    ("GET", "/api/v1/org/factors/yubikey_token/tokens/{}", |org, call| TOKENS.get(org, call)),
];

const TOKENS: Resource = Resource {
    path: "/api/v1/org/factors/yubikey_token/tokens",
    schema: "UserFactorYubikeyOtpToken",
    id: Id::Minted("ykt"),
    noun: "YubikeyToken",
    object: "yubikeyToken",
    status: Some("UNASSIGNED"),
    unique: &["profile.serial"],
    page: Some(Page(20, 200)),
    complete: |_, _, token, _| {
        let serial = token.shown.shift_remove("serialNumber").unwrap_or_default();
        for secret in ["publicId", "privateId", "aesKey"] {
            token.hide(secret);
        }
        token.set("profile", json!({ "serial": serial }));
        token.set("lastVerified", Value::Null);
        Ok(())
    },
    links: |_, _, path| json!({ "self": hinted(path, &["GET"]) }),
    ..Resource::NEW
};
