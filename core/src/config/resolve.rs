//! Checks settings and converts them to a [`Config`]. All errors are reported together.

use super::key::Key;
use super::raw::{RawConfig, Setting};
use super::{Config, Fleet, OAuth, Origin, PemFile, Profile, Proxy};
#[cfg(feature = "fleet")]
use crate::fleet::Possible;
use crate::{Error, OrgUrl, Secret, text};
use std::time::Duration;

impl RawConfig {
    /// Checks all settings and returns the configuration.
    ///
    /// # Errors
    /// Kind `Config`, if any setting is missing or invalid. The message lists every problem, with the setting, its origin and
    /// the allowed values.
    pub fn resolve(self) -> Result<Config, Error> {
        let mut check = Check { wrong: self.wrong.clone(), missing: Vec::new(), warnings: Vec::new(), raw: &self };
        check.config_file();
        if let Err(what) = check.profile() {
            // Whatever else is wrong may follow from it.
            check.wrong.push(what);
            return Err(Error::config(text::joined(&check.wrong, "; ")));
        }
        let org_url = check.org_url();
        let credential = check.credential();
        let user_agent = check.user_agent();
        let request_timeout = check.limit(Key::RequestTimeout, 3600);
        let connect_timeout = check.limit(Key::ConnectTimeout, 3600);
        let deadline = check.limit(Key::Deadline, 86_400);
        let max_wait = check.limit(Key::MaxWait, 3600);
        let max_body = check.number(Key::MaxBody, 1, 65_536);
        let max_retries = check.number(Key::MaxRetries, 0, 100);
        let proxy = check.proxy(org_url.as_ref());
        let ca_certificates = check.pem_file(Key::CaCertificates);
        let client_certificate = check.pem_file(Key::ClientCertificate);
        let dpop = check.flag(Key::Dpop);
        let renewal_offset = check.renewal_offset();
        let pacing = check.flag(Key::Pacing);
        let pacing_reserve = check.number(Key::PacingReserve, 0, 90);
        let fleet = check.fleet();
        if let Some((credential, _)) = &credential {
            check.trust(credential, proxy.is_some());
        }
        if let (Some(org_url), Some((credential, _))) = (&org_url, &credential) {
            check.same_org(org_url, credential);
        }
        let unused = check.unused();
        let Check { mut wrong, missing, warnings, .. } = check;
        match (org_url, credential) {
            (Some(org_url), Some((credential, oauth))) if wrong.is_empty() => Ok(Config {
                org_url,
                oauth: OAuth { dpop: dpop && credential.is_renewed(), renewal_offset, ..oauth },
                credential,
                user_agent,
                request_timeout,
                connect_timeout,
                max_retries,
                deadline,
                max_wait: max_wait.unwrap_or_default(),
                max_body: u64::from(max_body) * 1_000_000,
                proxy,
                ca_certificates,
                client_certificate,
                pacing,
                pacing_reserve,
                fleet,
                profile: if self.browser { Profile::Browser } else { Profile::Native },
                shown: self.explain(),
                warnings,
                unused: text::joined(&unused, "; "),
            }),
            _ => {
                wrong.extend(unused);
                wrong.extend(self.report(&missing));
                Err(Error::config(text::joined(&wrong, "; ")))
            }
        }
    }
}

impl RawConfig {
    /// For missing settings: the places searched, and similar names found there.
    fn report(&self, missing: &[Key]) -> Vec<String> {
        #[cfg(feature = "yaml")]
        return self.search.report(missing);
        #[cfg(not(feature = "yaml"))]
        {
            let _ = missing;
            Vec::new()
        }
    }
}

pub(super) struct Check<'a> {
    pub(super) raw: &'a RawConfig,
    wrong: Vec<String>,
    missing: Vec<Key>,
    warnings: Vec<String>,
}

impl<'a> Check<'a> {
    /// Records an error about a setting.
    pub(super) fn refuse(&mut self, key: Key, setting: &Setting, what: &str) {
        self.wrong.push(format!("{key} ({}): {what}", setting.origin));
    }

    /// Records that the value of a setting is not allowed.
    pub(super) fn refuse_value(&mut self, key: Key, setting: &Setting, allowed: &str) {
        let value = if key.is_secret() { "it".to_owned() } else { text::quoted(setting.text.trim_ascii()) };
        self.refuse(key, setting, &format!("{value} is not {allowed}"));
    }

    /// Records that a required setting is not set.
    pub(super) fn missing(&mut self, key: Key, what: &str) {
        self.missing.push(key);
        self.wrong.push(format!("{key} is not set: {what}"));
    }

    /// The setting, or its default.
    pub(super) fn value(&self, key: Key) -> Option<Setting> {
        self.raw.get(key).cloned().or_else(|| key.default_text().map(Setting::default))
    }

    /// The settings without effect that may have caused an error. Each setting without effect is also a warning.
    fn unused(&mut self) -> Vec<String> {
        let mut causes = Vec::new();
        for unused in &self.raw.unused {
            #[cfg_attr(not(feature = "yaml"), expect(unused_mut, reason = "nothing is added to it"))]
            let mut what = format!("{} ({}) {}", unused.name, unused.origin, unused.reason());
            #[cfg(feature = "yaml")]
            if let Some(key) = super::search::did_you_mean(&unused.name).filter(|_| unused.why.is_none()) {
                text::add(&mut what, ": ", &format!("did you mean {key}?"));
            }
            if unused.matters() {
                causes.push(what.clone());
            }
            self.warnings.push(what);
        }
        causes
    }

    /// Refuses a configuration file if the host reads none.
    fn config_file(&mut self) {
        match self.raw.get(Key::ConfigFile) {
            Some(setting) if !self.raw.reads_files => {
                self.refuse(Key::ConfigFile, setting, "configuration files are not read here: leave it out");
            }
            Some(setting) if setting.text.trim_ascii().is_empty() => {
                self.refuse(Key::ConfigFile, setting, "is empty: give the path of an okta.yaml");
            }
            _ => {}
        }
    }

    fn org_url(&mut self) -> Option<OrgUrl> {
        let Some(setting) = self.raw.get(Key::OrgUrl) else {
            self.missing(Key::OrgUrl, "write it like https://example.okta.com");
            return None;
        };
        let switch = self.value(Key::DisableHttpsCheck);
        let org = OrgUrl::read(&setting.text, self.flag(Key::DisableHttpsCheck));
        let org = org.map_err(|what| self.refuse(Key::OrgUrl, setting, &what)).ok()?;
        if let (Some(switch), true) = (switch, org.is_test_only()) {
            let (key, origin) = (Key::DisableHttpsCheck, switch.origin);
            self.warnings.push(format!("{key} ({origin}): requests to {org} are not encrypted: for tests only"));
        }
        Some(org)
    }

    /// Whether a flag is `true`. [`Check::flag`] reports invalid values.
    pub(super) fn on(&self, key: Key) -> bool {
        self.raw.get(key).is_some_and(|setting| setting.text.trim_ascii().eq_ignore_ascii_case("true"))
    }

    fn user_agent(&mut self) -> String {
        let sdk = concat!("oktant/", env!("CARGO_PKG_VERSION")).to_owned();
        let Some(setting) = self.raw.get(Key::UserAgent) else { return sdk };
        let name = setting.text.trim_ascii();
        if !text::fits_header(name) {
            self.refuse(Key::UserAgent, setting, "holds a character that is not allowed in a header: use plain ASCII");
        }
        if name.is_empty() { sdk } else { format!("{name} {sdk}") }
    }

    /// A duration; zero is no limit.
    fn limit(&mut self, key: Key, most_s: u64) -> Option<Duration> {
        let setting = self.value(key)?;
        let none_allowed = !matches!(key, Key::MaxWait | Key::FleetTimeout);
        let time = duration(setting.text.trim_ascii());
        let fits = |time: &Duration| *time <= Duration::from_secs(most_s) && (none_allowed || !time.is_zero());
        match time.filter(fits) {
            Some(time) => Some(time).filter(|time| !time.is_zero()),
            None => {
                let mut allowed = if none_allowed {
                    format!("a whole number of seconds from 0 to {most_s}, 0 for no limit")
                } else {
                    format!("a time above 0 and up to {most_s} seconds")
                };
                // Okta's SDK for .NET takes milliseconds.
                if let Some(ms) = text::digits(setting.text.trim_ascii()).filter(|ms| *ms > most_s) {
                    text::add(&mut allowed, ": ", &format!("for milliseconds write {ms}ms"));
                }
                self.refuse_value(key, &setting, &allowed);
                None
            }
        }
    }

    pub(super) fn number(&mut self, key: Key, least: u32, most: u32) -> u32 {
        let Some(setting) = self.value(key) else { return 0 };
        text::digits(setting.text.trim_ascii())
            .and_then(|number| u32::try_from(number).ok())
            .filter(|number| (least..=most).contains(number))
            .unwrap_or_else(|| {
                self.refuse_value(key, &setting, &format!("a whole number from {least} to {most}"));
                0
            })
    }

    /// Whole minutes, as in the official SDKs, or milliseconds.
    pub(super) fn renewal_offset(&mut self) -> Duration {
        let Some(setting) = self.value(Key::RenewalOffset) else { return Duration::ZERO };
        let text = setting.text.trim_ascii();
        let time = if text.ends_with("ms") {
            duration(text)
        } else {
            text::digits(text).map(|minutes| minutes.saturating_mul(60)).map(Duration::from_secs)
        };
        time.filter(|time| *time <= Duration::from_secs(3600)).unwrap_or_else(|| {
            self.refuse_value(Key::RenewalOffset, &setting, "a whole number of minutes from 0 to 60");
            Duration::ZERO
        })
    }

    pub(super) fn flag(&mut self, key: Key) -> bool {
        let Some(setting) = self.value(key) else { return false };
        match setting.text.trim_ascii().to_ascii_lowercase().as_str() {
            "true" => true,
            "false" => false,
            _ => {
                self.refuse_value(key, &setting, "true or false");
                false
            }
        }
    }

    /// The store of the fleet.
    fn fleet(&mut self) -> Option<Fleet> {
        let setting = self.raw.get(Key::Fleet)?;
        #[cfg(not(feature = "fleet"))]
        {
            self.refuse(Key::Fleet, setting, "this package has no fleets: unset it for this program");
            None
        }
        #[cfg(feature = "fleet")]
        {
            let url = setting.text.trim_ascii();
            let schemes = ["redis://", "rediss://", "valkey://", "valkeys://"];
            if !schemes.iter().any(|scheme| url.starts_with(scheme)) {
                self.refuse_value(Key::Fleet, setting, "the URL of a Redis or Valkey server: rediss://HOST:6379");
            }
            let text = |key| self.value(key).map(|setting| setting.text.trim_ascii().to_owned()).unwrap_or_default();
            let fleet = Fleet {
                url: Secret::new(url.to_owned()),
                prefix: text(Key::FleetPrefix),
                member: text(Key::FleetMember),
                timeout: Duration::ZERO,
                _possible: Possible,
            };
            for (key, name) in [(Key::FleetPrefix, &fleet.prefix), (Key::FleetMember, &fleet.member)] {
                if let Some(setting) = self.raw.get(key).filter(|_| !is_fleet_name(name)) {
                    self.refuse_value(key, setting, "a name of up to 100 letters, digits and the characters . _ : -");
                }
            }
            Some(Fleet { timeout: self.limit(Key::FleetTimeout, 1).unwrap_or_default(), ..fleet })
        }
    }

    /// The path of a PEM file. Errors do not show the value, which may be a private key.
    fn pem_file(&mut self, key: Key) -> Option<PemFile> {
        let setting = self.raw.get(key)?;
        let path = setting.text.trim_ascii();
        if path.is_empty() || path.contains(&['\n', '\r'][..]) || path.starts_with("-----BEGIN") {
            self.refuse(key, setting, "is not a path: give the path of a PEM file");
            return None;
        }
        Some(PemFile { path: path.to_owned(), key, origin: setting.origin })
    }

    /// The proxy, unless the org is on this machine: a proxy could not reach it, but would see the credential.
    fn proxy(&mut self, org_url: Option<&OrgUrl>) -> Option<Proxy> {
        let proxy = self.proxy_settings()?;
        if org_url.is_some_and(OrgUrl::is_loopback) {
            let (key, origin) = (Key::ProxyHost, self.raw.get(Key::ProxyHost).map_or(Origin::Code, |host| host.origin));
            self.warnings.push(format!("{key} ({origin}) has no effect: the org is on this machine"));
            return None;
        }
        Some(proxy)
    }

    fn proxy_settings(&mut self) -> Option<Proxy> {
        let Some(host) = self.raw.get(Key::ProxyHost) else {
            let part = [Key::ProxyPort, Key::ProxyUsername, Key::ProxyPassword]
                .into_iter()
                .find_map(|key| Some((key, self.raw.get(key)?)));
            if let Some((key, setting)) = part {
                self.refuse(key, setting, "there is no proxy: set OKTA_CLIENT_PROXY_HOST too");
            }
            return None;
        };
        let (scheme, name) = text::cut(host.text.trim_ascii(), "://").unwrap_or(("http", host.text.trim_ascii()));
        let scheme = scheme.to_ascii_lowercase();
        let named =
            !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_[]:".contains(&byte));
        if name.contains('@') {
            self.refuse(
                Key::ProxyHost,
                host,
                "holds a user name or password: set OKTA_CLIENT_PROXY_USERNAME and OKTA_CLIENT_PROXY_PASSWORD instead",
            );
            return None;
        }
        if !named || !matches!(scheme.as_str(), "http" | "https") {
            self.refuse_value(
                Key::ProxyHost,
                host,
                "a host name: set the port, user name and password as OKTA_CLIENT_PROXY_PORT, _USERNAME and _PASSWORD",
            );
            return None;
        }
        let port = match self.raw.get(Key::ProxyPort) {
            None => String::new(),
            Some(setting) => match text::digits(setting.text.trim_ascii()).filter(|port| (1..=65_535).contains(port)) {
                Some(port) => format!(":{port}"),
                None => {
                    self.refuse_value(Key::ProxyPort, setting, "a port from 1 to 65535");
                    return None;
                }
            },
        };
        let text = |key| self.raw.get(key).map(|setting| setting.text.clone());
        let account =
            text(Key::ProxyUsername).map(|name| (name, Secret::new(text(Key::ProxyPassword).unwrap_or_default())));
        Some(Proxy { url: format!("{scheme}://{name}{port}"), account })
    }
}

/// Whether a text may be part of a key in a store, without the braces that choose a slot of a cluster.
#[cfg(feature = "fleet")]
fn is_fleet_name(text: &str) -> bool {
    text.len() <= 100 && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._:-".contains(&byte))
}

/// Parses whole seconds (`60`) or milliseconds (`700ms`).
fn duration(text: &str) -> Option<Duration> {
    match text.strip_suffix("ms") {
        Some(ms) => text::digits(ms.trim_ascii_end()).map(Duration::from_millis),
        None => text::digits(text).map(Duration::from_secs),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Credential;
    use crate::config::Origin::{Code, Environment};

    fn raw(org: &str, token: &str) -> RawConfig {
        let mut raw = RawConfig::new();
        raw.put(Key::OrgUrl, org, Code);
        raw.put(Key::Token, token, Code);
        raw
    }

    fn good(settings: &[(&str, &str)]) -> Config {
        let mut raw = raw("https://example.okta.com", " 00token\n");
        settings.iter().for_each(|(name, text)| raw.set(name, *text, Environment));
        raw.resolve().unwrap()
    }

    fn wrong(settings: &[(&str, &str)]) -> String {
        let mut raw = raw("https://example.okta.com", "00token");
        settings.iter().for_each(|(name, text)| raw.set(name, *text, Environment));
        raw.resolve().unwrap_err().to_string()
    }

    #[test]
    fn defaults_are_used_for_unset_settings() {
        let config = good(&[]);
        assert_eq!(config.request_timeout, Some(Duration::from_secs(60)));
        assert_eq!((config.deadline, config.max_wait, config.max_retries), (None, Duration::from_secs(60), 2));
        assert!(config.user_agent.starts_with("oktant/"));
        assert!(matches!(&config.credential, Credential::Ssws(token) if token.open() == "00token"));
        assert!(!format!("{config:?}").contains("00token"));
    }

    #[test]
    fn zero_is_no_limit_and_milliseconds_are_accepted() {
        let config = good(&[("REQUESTTIMEOUT", "0"), ("DEADLINE", "1500ms"), ("MAXWAIT", "2")]);
        assert_eq!((config.request_timeout, config.deadline), (None, Some(Duration::from_millis(1500))));
        assert_eq!(config.max_wait, Duration::from_secs(2));
    }

    #[test]
    fn an_invalid_token_is_never_shown() {
        for token in
            ["", "  ", "{apiToken}", "ssws 00secret", "Bearer 00secret", "00sec ret", "00sec\n00sec", "00sécret"]
        {
            let text = raw("https://example.okta.com", token).resolve().unwrap_err().to_string();
            assert!(text.starts_with("OKTA_CLIENT_TOKEN (code): ") && !text.contains("00sec"), "{text}");
        }
    }

    #[test]
    fn the_authorization_mode_selects_the_credential() {
        assert!(matches!(good(&[("AUTHORIZATIONMODE", "bearer")]).credential, Credential::Bearer(_)));
        assert!(wrong(&[("AUTHORIZATIONMODE", "PrivateKey")]).contains("OKTA_CLIENT_PRIVATEKEY is not set: give the"));
        assert!(matches!(good(&[("AUTHORIZATIONMODE", "BearerToken")]).credential, Credential::Bearer(_)));
        let unread = wrong(&[("AUTHORIZATIONMODE", "JWT")]);
        assert!(unread.contains("\"JWT\" is not SSWS, Bearer or PrivateKey"), "{unread}");
        assert!(wrong(&[("AUTHORIZATIONMODE", "JWK")]).contains("OKTA_CLIENT_PRIVATEKEY is not set: give the"));
        assert!(wrong(&[("AUTHORIZATIONMODE", "Basic")]).ends_with("\"Basic\" is not SSWS, Bearer or PrivateKey"));
        assert!(wrong(&[("AUTHORIZATIONMODE", "Cookie")]).contains("only a browser has the cookie"));
    }

    #[test]
    fn certificates_are_in_files() {
        let config = good(&[("CACERTIFICATES", " /etc/ca.pem\n"), ("CLIENTCERTIFICATE", "me.pem")]);
        assert_eq!(config.ca_certificates.as_ref().unwrap().path, "/etc/ca.pem");
        assert_eq!(
            config.client_certificate.as_ref().unwrap().error("it holds no key").to_string(),
            "OKTA_CLIENT_CLIENTCERTIFICATE (environment): it holds no key"
        );
        assert!(config.reject_certificates("not here").unwrap().to_string().starts_with("OKTA_CLIENT_CACERT"));
        assert!(good(&[]).reject_certificates("not here").is_none());
        let text = wrong(&[("CLIENTCERTIFICATE", "-----BEGIN PRIVATE KEY-----\n00secret")]);
        assert_eq!(text, "OKTA_CLIENT_CLIENTCERTIFICATE (environment): is not a path: give the path of a PEM file");
    }

    #[test]
    fn an_org_on_this_machine_has_no_proxy() {
        let mut raw = raw("http://127.0.0.1:8080", "00token");
        raw.set("PROXY_HOST", "proxy.example", Environment);
        let config = raw.resolve().unwrap();
        assert!(config.proxy.is_none());
        assert_eq!(
            config.warnings(),
            ["OKTA_CLIENT_PROXY_HOST (environment) has no effect: the org is on this machine"]
        );
    }

    #[test]
    fn plain_http_needs_the_test_switch() {
        let org = "http://okta-mock:8080";
        let text = raw(org, "00token").resolve().unwrap_err().to_string();
        assert!(text.contains("for a test server set OKTA_TESTING_DISABLEHTTPSCHECK to true"), "{text}");
        let mut tested = raw(org, "00token");
        tested.environment([("OKTA_TESTING_DISABLE_HTTPS_CHECK".into(), "True".into())]);
        let config = tested.resolve().unwrap();
        assert!(config.org_url.is_test_only());
        assert_eq!(
            config.warnings(),
            [
                "OKTA_TESTING_DISABLEHTTPSCHECK (environment): requests to http://okta-mock:8080 are not encrypted: for tests \
              only"
            ]
        );
        let okta = raw("http://example.okta.com", "00token").resolve().unwrap_err().to_string();
        assert!(okta.ends_with("is not encrypted: write https instead of http"), "{okta}");
        for local in ["http://localhost:1", "https://okta.example"] {
            let mut raw = raw(local, "00token");
            raw.put(Key::DisableHttpsCheck, "true", Code);
            let config = raw.resolve().unwrap();
            assert!(config.warnings().is_empty() && !config.org_url.is_test_only());
        }
    }

    #[test]
    fn a_configuration_file_needs_a_host_that_reads_it() {
        let mut raw = raw("https://example.okta.com", "00token");
        raw.put(Key::ConfigFile, "x.yaml", Code);
        assert_eq!(
            raw.clone().resolve().unwrap_err().to_string(),
            "OKTA_CLIENT_CONFIGFILE (code): configuration files are not read here: leave it out"
        );
        raw.config_file();
        raw.resolve().unwrap();
    }

    #[test]
    fn a_proxy_has_a_host_and_perhaps_an_account() {
        let config = good(&[
            ("PROXY_HOST", "proxy.example.com"),
            ("PROXY_PORT", "3128"),
            ("PROXY_USERNAME", "ann"),
            ("PROXY_PASSWORD", "00secret"),
        ]);
        let proxy = config.proxy.as_ref().unwrap();
        assert_eq!((proxy.url.as_str(), proxy.account.is_some()), ("http://proxy.example.com:3128", true));
        assert!(!format!("{config:?} {}", config.explain()).contains("00secret"));
        assert!(!wrong(&[("PROXY_HOST", "ann:00secret@proxy")]).contains("00secret"));
        for host in ["proxy/x", "socks5://proxy", "{proxyHost}"] {
            assert!(wrong(&[("PROXY_HOST", host)]).contains("is not a host name"), "{host}");
        }
        assert!(wrong(&[("PROXY_HOST", "proxy"), ("PROXY_PORT", "0")]).contains("a port from 1 to 65535"));
    }
}
