//! The profile: settings of configuration files under a name of their own, for one of several orgs.

use super::resolve::Check;
use super::{Key, Origin};
use crate::text;

/// The settings that belong to one org: its address, and how the client authenticates there.
const ORG: [Key; 8] = [
    Key::OrgUrl,
    Key::Token,
    Key::AuthorizationMode,
    Key::ClientId,
    Key::Scopes,
    Key::PrivateKey,
    Key::KeyId,
    Key::Dpop,
];

impl Check<'_> {
    /// Checks that the profile exists, and that the environment does not mix settings of another org into it.
    pub(super) fn profile(&self) -> Result<(), String> {
        let Some(setting) = self.raw.get(Key::Profile) else { return Ok(()) };
        let (name, key, origin) = (setting.text.trim_ascii(), Key::Profile, setting.origin);
        if !self.raw.reads_files {
            return Err(format!("{key} ({origin}): configuration files are not read here: leave it out"));
        }
        if !self.raw.profiles.iter().any(|known| known.eq_ignore_ascii_case(name)) {
            return Err(format!(
                "{key} ({origin}): there is no profile {}: {}",
                text::quoted(name),
                self.known_profiles()
            ));
        }
        let mixed = self.mixed();
        if mixed.is_empty() {
            return Ok(());
        }
        Err(format!(
            "{key} ({origin}): the profile {} is for one org, and the environment may be for another: unset {mixed}, or give \
             the value in the program",
            text::quoted(name)
        ))
    }

    /// The settings in the environment that are in effect beside those of the profile. Those for the profile's own org may be.
    fn mixed(&self) -> String {
        let mut names = String::new();
        let of_profile = |key: Key| self.raw.get_up_to(key, Origin::NamedFile);
        let of_environment = |key: Key| self.raw.get(key).filter(|setting| setting.origin == Origin::Environment);
        let org = of_profile(Key::OrgUrl).and_then(|setting| self.org_of(setting));
        let same_org = org.is_some() && org == of_environment(Key::OrgUrl).and_then(|setting| self.org_of(setting));
        if !same_org && ORG.into_iter().any(|key| of_profile(key).is_some()) {
            for key in ORG.into_iter().filter(|key| of_environment(*key).is_some()) {
                text::add(&mut names, ", ", &key.to_string());
            }
        }
        names
    }

    /// The profiles that exist and where they were looked for.
    fn known_profiles(&self) -> String {
        let mut known = text::one_line(&text::joined(&self.raw.profiles, ", "), 300).into_owned();
        if known.is_empty() {
            known.push_str("write it under okta.profiles");
        } else {
            known.insert_str(0, "use one of ");
        }
        #[cfg(feature = "yaml")]
        match self.raw.search.files() {
            files if files.is_empty() => known.push_str("; no configuration file was read"),
            files => text::add(&mut known, "; looked in: ", &files),
        }
        known
    }
}

#[cfg(all(test, feature = "yaml"))]
mod tests {
    use crate::config::{Origin, RawConfig};

    const FILE: &str = "\
okta:
  client: {orgUrl: https://prod.example.com, token: 00prod, maxWait: 3, rateLimit: {maxRetries: 9}}
  testing: {disableHttpsCheck: true}
  profiles:
    staging: {orgUrl: https://staging.example.com, token: 00staging, rateLimit: {maxRetries: 4}}
    quick: {maxWait: 1}
okta.profiles.app.orgUrl: https://app.example.com
okta.profiles.app.clientId: 0oa1
";

    fn explained(profile: &str, environment: &[(&str, &str)], code: &[(&str, &str)]) -> String {
        let mut raw = RawConfig::new();
        raw.set("profile", profile, Origin::Code);
        code.iter().for_each(|(name, text)| raw.set(name, *text, Origin::Code));
        environment.iter().for_each(|(name, text)| raw.set(name, *text, Origin::Environment));
        assert_eq!(raw.config_file(), None);
        raw.absent(Origin::HiddenFile);
        raw.yaml(FILE, Origin::HomeFile);
        raw.resolve().map_or_else(|error| error.to_string(), |config| config.explain().to_owned())
    }

    #[test]
    fn a_profile_is_read_instead_of_the_client() {
        for name in ["staging", " Staging"] {
            let explained = explained(name, &[], &[]);
            for line in [
                "OKTA_CLIENT_ORGURL = https://staging.example.com (~/.okta/okta.yaml)",
                "OKTA_CLIENT_RATELIMIT_MAXRETRIES = 4 (~/.okta/okta.yaml)",
                "OKTA_CLIENT_MAXWAIT = 60 (default)",
                "OKTA_TESTING_DISABLEHTTPSCHECK = true (~/.okta/okta.yaml)",
            ] {
                assert!(explained.contains(line), "{line}\n{explained}");
            }
        }
    }

    #[test]
    fn an_unknown_profile_is_an_error_that_names_those_found() {
        assert_eq!(
            explained("stagin", &[("TOKEN", "00env")], &[]),
            "OKTA_CLIENT_PROFILE (code): there is no profile \"stagin\": use one of staging, quick, app; looked in: ./.okta.yaml \
             (no such file), ~/.okta/okta.yaml"
        );
        let mut raw = RawConfig::new();
        raw.set("PROFILE", "x", Origin::Environment);
        let text = raw.clone().resolve().unwrap_err().to_string();
        assert_eq!(text, "OKTA_CLIENT_PROFILE (environment): configuration files are not read here: leave it out");
        assert_eq!(raw.config_file(), None);
        let text = raw.resolve().unwrap_err().to_string();
        assert!(text.ends_with("write it under okta.profiles; no configuration file was read"), "{text}");
        let mut raw = RawConfig::new();
        raw.yaml("okta.client.profile: x", Origin::HomeFile);
        assert!(
            raw.wrong[0].contains("a file cannot choose its own profile: set it in the environment"),
            "{:?}",
            raw.wrong
        );
    }

    #[test]
    fn the_environment_is_not_mixed_into_a_profile() {
        let token = ("TOKEN", "00env");
        let other = ("ORGURL", "https://other.example.com");
        for (profile, environment, names) in [
            ("staging", &[token][..], "OKTA_CLIENT_TOKEN"),
            ("staging", &[token, other], "OKTA_CLIENT_ORGURL, OKTA_CLIENT_TOKEN"),
            ("staging", &[other], "OKTA_CLIENT_ORGURL"),
            ("app", &[("privateKey", "x"), ("SCOPES", "a")], "OKTA_CLIENT_SCOPES, OKTA_CLIENT_PRIVATEKEY"),
        ] {
            assert_eq!(
                explained(profile, environment, &[]),
                format!(
                    "OKTA_CLIENT_PROFILE (code): the profile \"{profile}\" is for one org, and the environment may be for \
                     another: unset {names}, or give the value in the program"
                )
            );
        }
        for (profile, environment, code) in [
            // Another source of the token, the same org, or a profile that says nothing of an org.
            ("staging", &[token][..], &[("TOKEN", "00code")][..]),
            ("staging", &[token, ("ORGURL", "https://staging.example.com/")], &[]),
            ("staging", &[("MAXWAIT", "5")], &[]),
            ("quick", &[token, other], &[]),
        ] {
            let explained = explained(profile, environment, code);
            assert!(explained.starts_with("OKTA_CLIENT_ORGURL = "), "{explained}");
        }
    }
}
