//! The configuration of a client, from its options, files and environment.

use crate::generated::options::setting;
use crate::js::{millis, text, wrong_type};
use crate::{error, js};
use js_sys::{Array, Function, Reflect};
use oktant_core::config::{Credential, Origin, RawConfig};
use oktant_core::{Config, Error, OrgUrl, PublicKey};
use wasm_bindgen::prelude::*;

/// The sources of settings outside of the program, and the origin of each.
const LAYERS: [(&str, Origin); 3] =
    [("environment", Origin::Environment), ("workingFile", Origin::WorkingFile), ("homeFile", Origin::HomeFile)];

/// The options that are not settings, and the org URL.
#[derive(Default)]
struct Program {
    org_url: Option<String>,
    has_fetch: bool,
    on_event: Option<Function>,
}

/// The settings of a client.
pub(crate) struct Settings {
    pub(crate) config: Config,
    pub(crate) on_event: Option<Function>,
    /// Whether requests carry cookies; `None` outside of web pages.
    pub(crate) credentials: Option<&'static str>,
}

/// Reads `{homeFile, workingFile, environment, code, readKey, readFile}`: flat settings, the client's options as `code`, and the
/// functions that read the file of a private key, and a configuration file.
pub(crate) fn read(layers: &JsValue) -> Result<Settings, JsValue> {
    let refused = |what| error::to_js(Error::config(what));
    let mut raw = RawConfig::new();
    for (layer, origin) in LAYERS {
        let settings = js::member(layers, layer)?.unwrap_or_default();
        for (name, value) in js::members(&settings, layer).map_err(refused)? {
            let value = text(&value, &name).map_err(refused)?;
            raw.set(&name, value, origin);
        }
    }
    let code = js::member(layers, "code")?.unwrap_or_default();
    let program = options(&mut raw, &code).map_err(refused)?;
    if let Some(Ok(reader)) = js::member(layers, "readFile")?.map(JsCast::dyn_into) {
        read_files(&mut raw, &reader)?;
    }
    if let Some(Ok(reader)) = js::member(layers, "readKey")?.map(JsCast::dyn_into) {
        raw.read_key(|path| read_key(&reader, path));
    }
    let page = page()?;
    if page.as_ref().is_some_and(|page| program.is_elsewhere(page)) {
        raw.browser();
    }
    let config = raw.resolve().map_err(error::to_js)?;
    let org = config.org_url.as_str();
    if config.org_url.is_test_only() && org.contains(&['.', '['][..]) {
        let what = format!(
            "OKTA_CLIENT_ORGURL: {org} is not encrypted, and addresses are not looked up here: use the name of a test server without dots"
        );
        return Err(refused(what));
    }
    if config.proxy.is_some() && !program.has_fetch {
        let what = "OKTA_CLIENT_PROXY_HOST is set, and the built-in fetch does not support proxies: give one that does";
        return Err(refused(what.to_owned()));
    }
    let what = "the built-in fetch has the certificates of its platform (Node: NODE_EXTRA_CA_CERTS): leave it out, or give a fetch";
    if let Some(error) = config.reject_certificates(what).filter(|_| !program.has_fetch) {
        return Err(error::to_js(error));
    }
    let credentials = page.map(|_| match config.credential {
        Credential::Cookie => "include",
        _ => "omit",
    });
    Ok(Settings { config, on_event: program.on_event, credentials })
}

/// Reads the options: names of settings in any case, `...Ms` for times, and functions.
fn options(raw: &mut RawConfig, code: &JsValue) -> Result<Program, String> {
    let mut program = Program::default();
    let function = |value: JsValue, name: &str| {
        value.dyn_into::<Function>().map_err(|value| wrong_type(name, &value, "a function"))
    };
    for (name, value) in js::members(code, "the argument")? {
        match (name.as_str(), name.strip_suffix("Ms")) {
            ("fetch", _) => {
                function(value, &name)?;
                program.has_fetch = true;
            }
            ("bearer", _) => {
                function(value, &name)?;
                raw.bearer_callback();
            }
            ("onEvent", _) => program.on_event = Some(function(value, &name)?),
            ("clientKey", _) => {
                let key = PublicKey::from_jwk(&text(&value, &name)?).map_err(|error| error.to_string())?;
                raw.client_key(key);
            }
            (_, Some(time)) => {
                let millis = millis(&value, &name)?.as_millis() as u64;
                raw.set(time, format!("{millis}ms"), Origin::Code);
            }
            (option, None) => {
                let text = text(&value, &name)?;
                if option.eq_ignore_ascii_case("orgUrl") {
                    program.org_url = Some(text.clone());
                }
                raw.set(setting(option), text, Origin::Code);
            }
        }
    }
    Ok(program)
}

/// Reads the configuration files: the one that is named, or those at the usual places.
fn read_files(raw: &mut RawConfig, reader: &Function) -> Result<(), JsValue> {
    match raw.config_file() {
        Some(path) if path.is_empty() => Ok(()),
        Some(path) => read_file(raw, reader, &path, Origin::NamedFile),
        None => {
            for origin in [Origin::HomeFile, Origin::HiddenFile, Origin::WorkingFile] {
                read_file(raw, reader, &origin.to_string(), origin)?;
            }
            Ok(())
        }
    }
}

/// `reader` gets the path and the profile, and returns `{settings, profiles}`: flat settings and the names of all profiles. It
/// returns nothing if there is no file.
fn read_file(raw: &mut RawConfig, reader: &Function, path: &str, origin: Origin) -> Result<(), JsValue> {
    let profile = raw.profile().map_or(JsValue::UNDEFINED, JsValue::from);
    let found = match reader.call2(&JsValue::UNDEFINED, &path.into(), &profile) {
        Ok(found) if found.is_undefined() => {
            raw.absent(origin);
            return Ok(());
        }
        Ok(found) => found,
        Err(thrown) => {
            raw.unreadable(origin, &reason(&thrown));
            return Ok(());
        }
    };
    for pair in list(&found, "settings")? {
        let [name, text] = [0, 1].map(|at| Array::from(&pair).get(at).as_string().unwrap_or_default());
        raw.set(&name, text, origin);
    }
    raw.add_profiles(list(&found, "profiles")?.iter().filter_map(|name| name.as_string()));
    Ok(())
}

fn list(found: &JsValue, name: &str) -> Result<Array, JsValue> {
    Ok(js::member(found, name)?.map(|list| Array::from(&list)).unwrap_or_default())
}

fn read_key(reader: &Function, path: &str) -> Result<String, String> {
    match reader.call1(&JsValue::UNDEFINED, &path.into()) {
        Ok(text) => Ok(text.as_string().unwrap_or_default()),
        Err(thrown) => Err(reason(&thrown)),
    }
}

/// What an exception says.
fn reason(thrown: &JsValue) -> String {
    match js::member(thrown, "message").ok().flatten().and_then(|message| message.as_string()) {
        Some(message) => message,
        None => js::text_of(thrown).unwrap_or_default(),
    }
}

impl Program {
    /// Whether the org has another origin than the page. `RawConfig::resolve` rejects an org URL that is invalid.
    fn is_elsewhere(&self, page: &str) -> bool {
        let org = self.org_url.as_deref().and_then(|org| OrgUrl::parse(org).ok());
        org.is_some_and(|org| org.as_str() != page)
    }
}

/// The origin of the web page, if there is one.
fn page() -> Result<Option<String>, JsValue> {
    let location = Reflect::get(&js_sys::global(), &"location".into())?;
    Ok(js::member(&location, "origin")?.and_then(|origin| origin.as_string()))
}
