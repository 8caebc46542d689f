//! Which sources may decide where a credential is sent: a file in the working directory, which may belong to somebody else's code,
//! must not redirect a credential that comes from elsewhere, and a credential belongs to the org that its own source names.

use super::raw::Setting;
use super::resolve::Check;
use super::{Credential, Key, Origin};
use crate::OrgUrl;

/// The settings that decide where requests are sent and who can read them.
const ROUTES: [Key; 5] = [Key::OrgUrl, Key::ProxyHost, Key::ProxyPort, Key::CaCertificates, Key::DisableHttpsCheck];

impl Check<'_> {
    /// Refuses a credential for another org than its own source, with those that it overrides, names.
    pub(super) fn same_org(&mut self, org_url: &OrgUrl, credential: &Credential) {
        let (Some((origin, what)), Some(used)) = (self.credential_origin(credential), self.raw.get(Key::OrgUrl)) else {
            return;
        };
        // A file in the working directory says nothing about a credential from elsewhere.
        let own =
            self.raw.all(Key::OrgUrl).filter(|own| own.origin <= origin && is_folder(own.origin) <= is_folder(origin));
        let own = own.max_by_key(|own| own.origin).filter(|_| used.origin > origin);
        let Some(own) = own else { return };
        if let Some(other) = self.org_of(own).filter(|other| other != org_url) {
            let what = format!(
                "{org_url} is not the org of {what}, which is {other} ({}): give the credential where the org URL is, or \
                 unset the other one",
                own.origin
            );
            self.refuse(Key::OrgUrl, used, &what);
        }
    }

    /// The org of an org URL that is valid.
    pub(super) fn org_of(&self, setting: &Setting) -> Option<OrgUrl> {
        OrgUrl::read(&setting.text, self.on(Key::DisableHttpsCheck)).ok()
    }

    /// The origin of the credential in use and its name for error messages. `None` for the cookie of a browser.
    fn credential_origin(&self, credential: &Credential) -> Option<(Origin, String)> {
        match credential {
            Credential::Ssws(_) | Credential::Bearer(_) => self.named_origin(Key::Token),
            Credential::Callback => Some((Origin::Code, "the bearer callback".to_owned())),
            Credential::PrivateKey if self.raw.client_key.is_some() => Some((Origin::Code, "the signer".to_owned())),
            Credential::PrivateKey => self.named_origin(Key::PrivateKey),
            Credential::Cookie => None,
        }
    }

    /// Refuses routes that a file in the working directory sets for a credential from another origin.
    pub(super) fn trust(&mut self, credential: &Credential, proxied: bool) {
        let credential = self.credential_origin(credential);
        let certificate = self.named_origin(Key::ClientCertificate);
        let password = self.named_origin(Key::ProxyPassword);
        for route in ROUTES {
            let to_proxy = matches!(route, Key::ProxyHost | Key::ProxyPort);
            let setting = self.raw.get(route).filter(|setting| is_folder(setting.origin));
            let unused = (to_proxy && !proxied) || (route == Key::DisableHttpsCheck && !self.on(route));
            let Some(setting) = setting.filter(|_| !unused) else { continue };
            let secrets = [&credential, &certificate, if to_proxy { &password } else { &None }];
            if let Some((origin, what)) = secrets.into_iter().flatten().find(|(origin, _)| !is_folder(*origin)) {
                let place = match origin {
                    Origin::HomeFile => "in ~/.okta/okta.yaml",
                    Origin::Code => "in the program",
                    _ => "in the environment",
                };
                let what = format!(
                    "a file in the working folder may not decide where {what} is used: set {route} {place} too, or name the \
                     file in {}",
                    Key::ConfigFile
                );
                self.refuse(route, setting, &what);
            }
        }
    }

    /// The origin of a setting and its name for error messages.
    fn named_origin(&self, key: Key) -> Option<(Origin, String)> {
        self.raw.get(key).map(|setting| (setting.origin, format!("{key} ({})", setting.origin)))
    }
}

fn is_folder(origin: Origin) -> bool {
    matches!(origin, Origin::HiddenFile | Origin::WorkingFile)
}

#[cfg(test)]
mod tests {
    use crate::config::Origin::{Code, Environment, HiddenFile, HomeFile, NamedFile, WorkingFile};
    use crate::config::{Config, Origin, RawConfig};
    use crate::{Error, PublicKey};

    const JWK: &str = r#"{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}"#;

    fn resolve(settings: &[(&str, &str, Origin)]) -> Result<Config, Error> {
        let mut raw = RawConfig::new();
        for (name, text, origin) in settings {
            raw.set(name, *text, *origin);
        }
        raw.resolve()
    }

    fn org(origin: Origin) -> (&'static str, &'static str, Origin) {
        ("ORGURL", "https://example.okta.com", origin)
    }

    #[test]
    fn a_working_folder_does_not_choose_the_org_for_another_token() {
        for token in [HomeFile, NamedFile, Environment, Code] {
            for other in [WorkingFile, HiddenFile] {
                let text = resolve(&[org(other), ("TOKEN", "00token", token)]).unwrap_err().to_string();
                let begin = format!(
                    "OKTA_CLIENT_ORGURL ({other}): a file in the working folder may not decide where OKTA_CLIENT_TOKEN \
                     ({token}) is used: set OKTA_CLIENT_ORGURL "
                );
                assert!(text.starts_with(&begin), "{text}");
            }
            for trusted in [HomeFile, NamedFile, Environment, Code] {
                resolve(&[org(trusted), ("TOKEN", "00token", token)]).unwrap();
            }
        }
        for org_url in [HomeFile, HiddenFile, WorkingFile, Environment, Code] {
            resolve(&[org(org_url), ("TOKEN", "00token", WorkingFile)]).unwrap();
            resolve(&[org(org_url), ("TOKEN", "00token", HiddenFile)]).unwrap();
        }
    }

    #[test]
    fn a_credential_belongs_to_the_org_of_its_own_source() {
        let other = |origin| ("ORGURL", "https://other.example.com", origin);
        for (named, token, used) in [
            (Environment, Environment, Code),
            (HomeFile, Environment, Code),
            (HomeFile, HomeFile, Environment),
            (WorkingFile, WorkingFile, NamedFile),
        ] {
            let text = resolve(&[other(named), ("TOKEN", "00token", token), org(used)]).unwrap_err().to_string();
            assert_eq!(
                text,
                format!(
                    "OKTA_CLIENT_ORGURL ({used}): https://example.okta.com is not the org of OKTA_CLIENT_TOKEN ({token}), which \
                     is https://other.example.com ({named}): give the credential where the org URL is, or \
                 unset the other one"
                )
            );
        }
        for settings in [
            &[("TOKEN", "00token", Environment), org(Code)][..],
            &[org(Environment), ("TOKEN", "00token", Environment), org(Code)],
            &[other(HomeFile), ("TOKEN", "00token", Environment), org(Environment)],
            &[other(Environment), ("TOKEN", "00token", Code), org(Code)],
            &[("ORGURL", "https://{yourOktaDomain}", HomeFile), ("TOKEN", "00token", HomeFile), org(Environment)],
        ] {
            resolve(settings).unwrap();
        }
    }

    #[test]
    fn a_working_folder_does_not_choose_who_reads_the_requests() {
        for (name, text) in
            [("PROXY_HOST", "proxy.example"), ("CACERTIFICATES", "/x.pem"), ("testing.disableHttpsCheck", "true")]
        {
            let settings = [org(Environment), ("TOKEN", "00token", Environment), (name, text, WorkingFile)];
            let error = resolve(&settings).unwrap_err().to_string();
            assert!(error.contains("may not decide where OKTA_CLIENT_TOKEN (environment) is used"), "{error}");
            resolve(&[org(WorkingFile), ("TOKEN", "00token", WorkingFile), (name, text, WorkingFile)]).unwrap();
        }
        let port = [
            org(Environment),
            ("TOKEN", "00token", Environment),
            ("PROXY_HOST", "proxy.example", Environment),
            ("PROXY_PORT", "81", WorkingFile),
        ];
        assert!(resolve(&port).unwrap_err().to_string().starts_with("OKTA_CLIENT_PROXY_PORT (./okta.yaml): "));
        resolve(&[org(Code), ("TOKEN", "00token", Code), ("testing.disableHttpsCheck", "false", WorkingFile)]).unwrap();
        let local = [("ORGURL", "http://localhost", Code), ("TOKEN", "0", Code), ("PROXY_HOST", "proxy", WorkingFile)];
        resolve(&local).unwrap();
    }

    #[test]
    fn other_credentials_are_protected_too() {
        let folder = |name: &str, text: &str| {
            let mut raw = RawConfig::new();
            raw.set("ORGURL", "https://example.okta.com", WorkingFile);
            raw.set("TOKEN", "00token", WorkingFile);
            raw.set(name, text, Environment);
            raw.set("PROXY_USERNAME", "ann", Environment);
            raw.set("PROXY_HOST", "proxy.example", WorkingFile);
            raw
        };
        let text = folder("CLIENTCERTIFICATE", "/me.pem").resolve().unwrap_err().to_string();
        assert!(text.contains("where OKTA_CLIENT_CLIENTCERTIFICATE (environment) is used"), "{text}");
        let text = folder("PROXY_PASSWORD", "00secret").resolve().unwrap_err().to_string();
        assert!(
            text.starts_with("OKTA_CLIENT_PROXY_HOST (./okta.yaml): ") && text.contains("OKTA_CLIENT_PROXY_PASSWORD")
        );
        assert!(!text.contains("00secret") && !text.contains("ORGURL"), "{text}");
        let mut asked = folder("USERAGENT", "x");
        asked.bearer_callback();
        assert!(
            asked
                .resolve()
                .unwrap_err()
                .to_string()
                .contains("where the bearer callback is used: set OKTA_CLIENT_ORGURL in the program")
        );
        let mut signed = folder("USERAGENT", "x");
        for (name, text) in [("AUTHORIZATIONMODE", "PrivateKey"), ("CLIENTID", "0oa1"), ("SCOPES", "okta.users.read")] {
            signed.set(name, text, Code);
        }
        signed.client_key(PublicKey::from_jwk(JWK).unwrap());
        let text = signed.resolve().unwrap_err().to_string();
        assert!(text.contains("where the signer is used: set OKTA_CLIENT_ORGURL in the program too"), "{text}");
    }
}
