//! Settings become a configuration.

use crate::Setting;
use oktant_core::config::{Config, Origin, RawConfig};
use oktant_core::{Error, Secret};
use std::time::Duration;

pub(crate) fn resolve(settings: Vec<Setting>) -> Result<Config, Error> {
    let mut raw = RawConfig::default();
    for Setting { key, text } in settings {
        let setting = oktant_core::config::Setting { text: text.clone(), origin: Origin::Code };
        let seconds = || text.parse().ok().map(Duration::from_millis);
        match key.as_str() {
            "ORGURL" => raw.org_url = Some(setting),
            "TOKEN" => raw.token = Some(Secret::new(setting)),
            "USERAGENT" => raw.user_agent = Some(setting),
            "REQUESTTIMEOUT" => raw.request_timeout = seconds(),
            "CONNECTIONTIMEOUT" => raw.connect_timeout = seconds(),
            _ => return Err(Error::config(format!("{key} is no setting"))),
        }
    }
    raw.resolve()
}
