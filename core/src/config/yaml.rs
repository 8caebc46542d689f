//! `okta.yaml`, as Okta's own SDKs read it.

use super::raw::{Origin, RawConfig};
use serde_yaml_ng::Value;

impl RawConfig {
    /// Takes what stands under `okta: client:`. Names below it are joined, `rateLimit: maxRetries:` is
    /// `RATELIMIT_MAXRETRIES`; a list is its elements with a space between.
    pub fn yaml(&mut self, text: &str, origin: Origin) {
        match serde_yaml_ng::from_str::<Value>(text) {
            Ok(document) => {
                if let Some(client) = document.get("okta").and_then(|okta| okta.get("client")) {
                    self.flatten("", client, origin);
                }
            }
            // Only where: the text around it may hold secrets.
            Err(error) => {
                let place = error.location().map(|at| format!(" in line {}, column {}", at.line(), at.column()));
                self.unreadable(origin, &format!("it is no YAML{}", place.unwrap_or_default()));
            }
        }
    }

    fn flatten(&mut self, name: &str, value: &Value, origin: Origin) {
        match value {
            Value::Mapping(members) => {
                for (member, value) in members {
                    let member = plain(member).unwrap_or_default();
                    let name = if name.is_empty() { member } else { format!("{name}_{member}") };
                    self.flatten(&name, value, origin);
                }
            }
            Value::Sequence(elements) => {
                let elements: Vec<_> = elements.iter().filter_map(plain).collect();
                self.set(name, elements.join(" "), origin);
            }
            Value::Tagged(tagged) => self.flatten(name, &tagged.value, origin),
            value => self.set(name, plain(value).unwrap_or_default(), origin),
        }
    }
}

fn plain(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<crate::Config, crate::Error> {
        let mut raw = RawConfig::new();
        raw.yaml(text, Origin::HomeFile);
        raw.resolve()
    }

    #[test]
    fn the_file_of_the_official_sdks_is_read() {
        let config = read(
            "okta:\n  client:\n    orgUrl: \"https://example.okta.com\"\n    token: \"00token\"\n    requestTimeout: 0\n\
             \x20   connectionTimeout: 10\n    rateLimit:\n      maxRetries: 4\n    scopes:\n      - okta.users.read\n\
             \x20     - okta.groups.read\n    proxy:\n      host: null\n      port: ~\n    logging: {enabled: true}\n\
             \x20 testing:\n    testingDisableHttpsCheck: false\n",
        )
        .unwrap();
        assert_eq!((config.max_retries, config.request_timeout), (4, None));
        assert!(config.explain().contains("OKTA_CLIENT_SCOPES = okta.users.read okta.groups.read (~/.okta/okta.yaml)"));
        assert!(config.proxy.is_none());
        assert!(config.explain().contains("OKTA_CLIENT_RATELIMIT_MAXRETRIES = 4 (~/.okta/okta.yaml)"));
        assert!(
            config.explain().ends_with("OKTA_CLIENT_LOGGING_ENABLED is no setting of this SDK (~/.okta/okta.yaml)")
        );
    }

    #[test]
    fn a_broken_file_is_told_with_all_else_and_without_its_text() {
        let text = read("okta:\n  client:\n    token: \"00secret\n").unwrap_err().to_string();
        assert!(text.starts_with("~/.okta/okta.yaml cannot be read: it is no YAML in line "), "{text}");
        assert!(text.contains("OKTA_CLIENT_ORGURL is not set") && !text.contains("00secret"), "{text}");
    }

    #[test]
    fn other_files_set_nothing() {
        for text in ["", "a: 1", "okta: 1", "okta: {client: []}", "[1, 2]", "okta: {client: {orgUrl: {a: b}}}"] {
            assert!(read(text).unwrap_err().to_string().starts_with("OKTA_CLIENT_ORGURL is not set"), "{text}");
        }
    }
}
