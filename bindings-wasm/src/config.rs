//! The configuration of a client, from its options, files and environment.

use crate::generated::options::setting;
use crate::{arguments, error};
use js_sys::Function;
use oktant_core::config::{Credential, Origin, RawConfig};
use oktant_core::{Config, Error, OrgUrl, PublicKey};
use wasm_bindgen::prelude::*;

/// The settings of a client.
pub(crate) struct Settings {
    pub(crate) config: Config,
    /// Whether requests carry cookies; `None` outside of web pages.
    pub(crate) credentials: Option<&'static str>,
}

/// The functions that read the file of a private key, and a configuration file.
pub(crate) struct Readers {
    pub(crate) key: Option<Function>,
    pub(crate) file: Option<Function>,
}

/// Reads packed settings, as the package's `settings.ts` has checked them: a JSON array of texts, three for each entry: its origin or
/// its kind, its name and its value. `page` is the origin of the web page.
pub(crate) fn read(packed: &str, page: Option<String>, readers: &Readers) -> Result<Settings, JsValue> {
    let refused = |what: &str| error::to_js(Error::config(what));
    let mut raw = RawConfig::new();
    let (mut org_url, mut has_fetch) = (None, false);
    let entries = arguments::texts(packed).ok_or_else(|| refused(HALF))?;
    let mut entries = entries.into_iter();
    while let (Some(place), Some(name), Some(text)) = (entries.next(), entries.next(), entries.next()) {
        let origin = match place.as_str() {
            "environment" => Origin::Environment,
            "workingFile" => Origin::WorkingFile,
            "homeFile" => Origin::HomeFile,
            "clientKey" => {
                raw.client_key(PublicKey::from_jwk(&text).map_err(|error| refused(&error.to_string()))?);
                continue;
            }
            "bearer" => {
                raw.bearer_callback();
                continue;
            }
            "fetch" => {
                has_fetch = true;
                continue;
            }
            _ => {
                if name.eq_ignore_ascii_case("orgUrl") {
                    org_url = OrgUrl::parse(&text).ok();
                }
                Origin::Code
            }
        };
        let name = if origin == Origin::Code { setting(&name) } else { &name };
        raw.set(name, text, origin);
    }
    if let Some(reader) = &readers.file {
        read_files(&mut raw, reader);
    }
    if let Some(reader) = &readers.key {
        raw.read_key(|path| call(reader, path, &JsValue::UNDEFINED).map(Option::unwrap_or_default));
    }
    // `RawConfig::resolve` rejects an org URL that is invalid.
    if let (Some(page), Some(org_url)) = (&page, &org_url)
        && org_url.as_str() != page
    {
        raw.browser();
    }
    let config = raw.resolve().map_err(error::to_js)?;
    let org = config.org_url.as_str();
    if config.org_url.is_test_only() && org.contains(&['.', '['][..]) {
        let what = format!(
            "OKTA_CLIENT_ORGURL: {org} is not encrypted, and addresses are not looked up here: use the name of a test server without dots"
        );
        return Err(refused(&what));
    }
    if config.proxy.is_some() && !has_fetch {
        return Err(refused(
            "OKTA_CLIENT_PROXY_HOST is set, and the built-in fetch does not support proxies: give one that does",
        ));
    }
    let what = "the built-in fetch has the certificates of its platform (Node: NODE_EXTRA_CA_CERTS): leave it out, or give a fetch";
    if let Some(error) = config.reject_certificates(what).filter(|_| !has_fetch) {
        return Err(error::to_js(error));
    }
    let credentials = page.map(|_| match config.credential {
        Credential::Cookie => "include",
        _ => "omit",
    });
    Ok(Settings { config, credentials })
}

const HALF: &str = "a setting has half of a surrogate pair, which is no text: leave it out";

/// Reads the configuration files: the one that is named, or those at the usual places.
fn read_files(raw: &mut RawConfig, reader: &Function) {
    match raw.config_file() {
        Some(path) if path.is_empty() => {}
        Some(path) => read_file(raw, reader, &path, Origin::NamedFile),
        None => {
            for origin in [Origin::HomeFile, Origin::HiddenFile, Origin::WorkingFile] {
                read_file(raw, reader, &origin.to_string(), origin);
            }
        }
    }
}

/// `reader` gets the path and the profile, and returns packed texts, two for each entry: the name of a setting and its value, or
/// nothing and the name of a profile. It returns nothing if there is no file.
fn read_file(raw: &mut RawConfig, reader: &Function, path: &str, origin: Origin) {
    let profile = raw.profile().map_or(JsValue::UNDEFINED, JsValue::from);
    let found = match call(reader, path, &profile) {
        Ok(Some(found)) => arguments::texts(&found),
        Ok(None) => return raw.absent(origin),
        Err(what) => return raw.unreadable(origin, &what),
    };
    let Some(found) = found else { return raw.unreadable(origin, HALF) };
    let mut found = found.into_iter();
    while let (Some(name), Some(text)) = (found.next(), found.next()) {
        match name.as_str() {
            "" => raw.add_profiles([text]),
            _ => raw.set(&name, text, origin),
        }
    }
}

/// Calls a function, which returns text or nothing, or throws text.
fn call(reader: &Function, path: &str, profile: &JsValue) -> Result<Option<String>, String> {
    match reader.call2(&JsValue::UNDEFINED, &path.into(), profile) {
        Ok(found) => Ok(found.as_string()),
        Err(thrown) => Err(thrown.as_string().unwrap_or_default()),
    }
}
