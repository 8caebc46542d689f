//! What a client is made with, from its options, its files and its environment.

use crate::arguments::{millis, text, unknown};
use crate::fetch::Fetch;
use crate::host::Platform;
use crate::{error, js};
use js_sys::{Function, Reflect};
use oktant_core::config::{Credential, Origin, RawConfig};
use oktant_core::{Config, Error, OrgUrl};
use std::cell::Cell;
use wasm_bindgen::prelude::*;
use web_sys::RequestCredentials;

/// Options that are one setting, with the setting's name.
const TEXTS: [(&str, &str); 5] = [
    ("orgUrl", "ORGURL"),
    ("token", "TOKEN"),
    ("authorizationMode", "AUTHORIZATIONMODE"),
    ("userAgent", "USERAGENT"),
    ("maxRetries", "RATELIMIT_MAXRETRIES"),
];
/// Options in milliseconds.
const TIMES: [(&str, &str); 3] =
    [("requestTimeoutMs", "REQUESTTIMEOUT"), ("deadlineMs", "DEADLINE"), ("maxWaitMs", "MAXWAIT")];

/// What the options of the program say beside settings.
#[derive(Default)]
struct Functions {
    fetch: Option<Function>,
    bearer: Option<Function>,
}

/// Reads `{homeFile, workingFile, environment, code}`: the code's options, and flat settings of the others.
pub(crate) fn read(layers: &JsValue) -> Result<(Config, Platform), JsValue> {
    let refused = |what| error::plain(Error::config(what));
    let mut raw = RawConfig::new();
    for (layer, origin) in [
        ("homeFile", Origin::HomeFile),
        ("workingFile", Origin::WorkingFile),
        ("environment", Origin::Environment),
    ] {
        let settings = js::member(layers, layer)?.unwrap_or_default();
        for (name, value) in js::members(&settings, layer).map_err(refused)? {
            let value = text(&value, &name).map_err(refused)?;
            raw.set(&name, value, origin);
        }
    }
    let code = js::member(layers, "code")?.unwrap_or_default();
    let functions = options(&mut raw, &code).map_err(refused)?;
    let page = page()?;
    if page.as_ref().is_some_and(|page| is_elsewhere(page, &code)) {
        raw.browser();
    }
    let config = raw.resolve().map_err(error::plain)?;
    let credentials = page.map(|_| match config.credential {
        Credential::Cookie => RequestCredentials::Include,
        _ => RequestCredentials::Omit,
    });
    let fetch = Fetch::new(functions.fetch, credentials)?;
    Ok((config, Platform { fetch, bearer: functions.bearer, seed: Cell::new(js::random()?) }))
}

fn options(raw: &mut RawConfig, code: &JsValue) -> Result<Functions, String> {
    let mut functions = Functions::default();
    for (name, value) in js::members(code, "the argument")? {
        let find = |table: &[(&str, &'static str)]| table.iter().find(|(own, _)| *own == name).map(|(_, key)| *key);
        if let Some(key) = find(&TEXTS) {
            raw.set(key, text(&value, &name)?, Origin::Code);
        } else if let Some(key) = find(&TIMES) {
            raw.set(key, format!("{}ms", millis(&value, &name)?.as_millis() as u64), Origin::Code);
        } else {
            let function = value.dyn_into().map_err(|_| format!("{name} is no function"));
            match name.as_str() {
                "fetch" => functions.fetch = Some(function?),
                "bearer" => {
                    functions.bearer = Some(function?);
                    raw.bearer_callback();
                }
                _ => return Err(unknown("option", &name, &names())),
            }
        }
    }
    Ok(functions)
}

fn names() -> String {
    let names: Vec<_> = TEXTS.iter().chain(&TIMES).map(|(name, _)| *name).collect();
    format!("{}, fetch, bearer", names.join(", "))
}

/// The origin of the web page, where there is one.
fn page() -> Result<Option<String>, JsValue> {
    let location = Reflect::get(&js_sys::global(), &"location".into())?;
    Ok(js::member(&location, "origin")?.and_then(|origin| origin.as_string()))
}

/// True where the org is not what the page came from. What cannot be read is refused elsewhere.
fn is_elsewhere(page: &str, code: &JsValue) -> bool {
    let org = js::member(code, "orgUrl").ok().flatten().and_then(|org| org.as_string());
    org.and_then(|org| OrgUrl::parse(&org).ok()).is_some_and(|org| org.as_str() != page)
}
