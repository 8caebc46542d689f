//! The address of an org: read once, checked once.

use crate::http::percent;
use crate::{Error, Operation, text, text::quoted};
use std::borrow::Cow;
use std::fmt;

/// An org's address without path: `https://example.okta.com`. Credentials go here and nowhere else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrgUrl {
    origin: String,
    loopback: bool,
    /// True where plain HTTP leads beyond this machine.
    test_only: bool,
}

/// Where the target of a link leads, seen from an org.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Target<'a> {
    /// To the org: path and query.
    Here(Cow<'a, str>),
    /// To another server.
    Elsewhere,
    /// Nowhere: it is no address.
    Unreadable,
}

impl OrgUrl {
    /// Parses the URL of an org, such as `https://example.okta.com`.
    ///
    /// # Errors
    /// Of kind Config, with what is wrong and what to do.
    pub fn parse(text: &str) -> Result<OrgUrl, Error> {
        OrgUrl::read(text, false).map_err(|what| Error::config(format!("the org URL {what}")))
    }

    /// Parses a URL. With `plain_http`, `http` is allowed beyond this machine: see [`OrgUrl::is_test_only`]. The error follows the
    /// name of the setting.
    pub(crate) fn read(text: &str, plain_http: bool) -> Result<OrgUrl, String> {
        let text = text.trim_ascii();
        let advice = "write it like https://example.okta.com";
        if text.is_empty() {
            return Err(format!("is empty: {advice}"));
        }
        if text::cut(&text.to_ascii_lowercase(), "yourokta").is_some() || text.contains(&['{', '}', '<', '>', '$'][..])
        {
            return Err(format!("{} still holds a placeholder: replace it with your org's domain", quoted(text)));
        }
        let Some((scheme, rest)) = split_scheme(text) else {
            return Err(format!("{} has no https:// in front: {advice}", quoted(text)));
        };
        let end = rest.find(&['/', '?', '#', '\\'][..]).unwrap_or(rest.len());
        let (authority, tail) = rest.split_at(end);
        if authority.contains('@') {
            return Err(format!("holds a user name or password: {advice}, and set the token on its own"));
        }
        if !matches!(tail, "" | "/") {
            return Err(format!("{} has a path or query: leave out everything after the host", quoted(text)));
        }
        let Some((host, port)) = split_authority(authority) else {
            return Err(format!("{} has no valid host and port: {advice}", quoted(text)));
        };
        let loopback = is_loopback(&host);
        match scheme.as_str() {
            "https" => {}
            "http" if loopback || (plain_http && !is_okta(&host)) => {}
            "http" => {
                let switch = ", or for a test server set OKTA_TESTING_DISABLEHTTPSCHECK to true";
                let switch = if is_okta(&host) { "" } else { switch };
                return Err(format!("{} is not encrypted: write https instead of http{switch}", quoted(text)));
            }
            _ => return Err(format!("{} is not a web address: {advice}", quoted(text))),
        }
        if let Some(plain) = without_admin(&host) {
            return Err(format!("{} is the admin console: write https://{plain}", quoted(text)));
        }
        Ok(OrgUrl { origin: origin(&scheme, &host, port), loopback, test_only: scheme == "http" && !loopback })
    }

    /// Scheme, host and port, the port only if it is not the default.
    pub fn as_str(&self) -> &str {
        &self.origin
    }

    /// True for an org on this machine: `localhost` or a loopback address.
    pub fn is_loopback(&self) -> bool {
        self.loopback
    }

    /// True for plain HTTP to another machine. A host sends nothing until it knows that the name resolves to this machine or to a
    /// private network.
    pub fn is_test_only(&self) -> bool {
        self.test_only
    }

    /// URL of the host that serves an operation: the org's, or one with a label in front ([`Operation::host`]). Credentials are
    /// sent there too. An org on this machine, for tests, or at an IP address serves all operations itself.
    pub fn of(&self, operation: &Operation) -> Cow<'_, OrgUrl> {
        match (operation.host, text::cut(&self.origin, "://")) {
            (Some(label), Some((scheme, host))) if scheme == "https" && !self.loopback && is_name(host) => {
                Cow::Owned(OrgUrl { origin: format!("{scheme}://{label}.{host}"), ..*self })
            }
            _ => Cow::Borrowed(self),
        }
    }

    /// Where `link` leads that was found at `base`, a path with its query. A link to the org's admin host leads here.
    pub(crate) fn target<'a>(&self, link: &'a str, base: &str) -> Target<'a> {
        if !link.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\') {
            return Target::Unreadable;
        }
        let link = link.split('#').next().unwrap_or_default();
        let target = if link.starts_with("//") {
            return Target::Elsewhere;
        } else if link.starts_with('/') {
            Cow::Borrowed(link)
        } else if let Some((scheme, rest)) = split_scheme(link) {
            let (authority, target) = rest.split_at(rest.find(&['/', '?'][..]).unwrap_or(rest.len()));
            match split_authority(authority) {
                Some((host, port)) if self.is(&scheme, without_admin(&host).as_deref().unwrap_or(&host), port) => {}
                _ => return Target::Elsewhere,
            }
            Cow::Borrowed(target)
        } else {
            relative(link, base)
        };
        if target.starts_with('/') && !percent::has_dots(&target) { Target::Here(target) } else { Target::Unreadable }
    }

    fn is(&self, scheme: &str, host: &str, port: Option<u16>) -> bool {
        origin(scheme, host, port) == self.origin
    }
}

impl fmt::Display for OrgUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.origin)
    }
}

fn origin(scheme: &str, host: &str, port: Option<u16>) -> String {
    match (scheme, port) {
        ("https", Some(443)) | ("http", Some(80)) | (_, None) => format!("{scheme}://{host}"),
        (_, Some(port)) => format!("{scheme}://{host}:{port}"),
    }
}

/// `link` beside `base`; nothing where it is no relative link.
fn relative<'a>(link: &str, base: &str) -> Cow<'a, str> {
    let path = base.split('?').next().unwrap_or_default();
    let folder = path.bytes().rposition(|byte| byte == b'/').and_then(|at| path.get(..=at)).unwrap_or_default();
    match link.split(&['/', '?'][..]).next() {
        Some("") if link.starts_with('?') => Cow::Owned(format!("{path}{link}")),
        Some(first) if !first.is_empty() && !first.contains(':') => Cow::Owned(format!("{folder}{link}")),
        _ => Cow::Borrowed(""),
    }
}

fn split_scheme(text: &str) -> Option<(String, &str)> {
    let (scheme, rest) = text::cut(text, "://")?;
    let good = !scheme.is_empty() && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric());
    good.then(|| (scheme.to_ascii_lowercase(), rest))
}

/// Host in lower case, and port; `None` where it is neither name nor address.
fn split_authority(authority: &str) -> Option<(String, Option<u16>)> {
    let after_bracket = authority.find(']').map_or(0, |at| at + 1);
    let colon = authority.get(after_bracket..)?.find(':').map(|at| at + after_bracket);
    let (host, port) = match colon {
        Some(at) => (authority.get(..at)?, Some(authority.get(at + 1..)?)),
        None => (authority, None),
    };
    let port = match port {
        None | Some("") => None,
        Some(digits) => Some(u16::try_from(text::digits(digits)?).ok()?),
    };
    let host = host.to_ascii_lowercase();
    is_host(&host).then_some((host, port))
}

fn is_host(host: &str) -> bool {
    if let Some(address) = host.strip_prefix('[') {
        return address.strip_suffix(']').is_some_and(is_ipv6);
    }
    host.split('.').all(|label| {
        !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
    })
}

fn is_loopback(host: &str) -> bool {
    host == "localhost"
        || host.ends_with(".localhost")
        || host == "[::1]"
        || host.strip_prefix("127.").is_some_and(|rest| {
            rest.split('.').count() == 3
                && rest.split('.').all(|part| text::digits(part).is_some_and(|part| part < 256))
        })
}

/// False for an IP address, which nothing can stand in front of.
fn is_name(host: &str) -> bool {
    !host.starts_with('[') && host.bytes().any(|byte| byte.is_ascii_alphabetic())
}

/// Eight groups of hexadecimal digits, of which `::` stands for one or more.
fn is_ipv6(address: &str) -> bool {
    let is_group = |group: &str| group.len() <= 4 && !group.is_empty() && group.bytes().all(|b| b.is_ascii_hexdigit());
    let groups = |part: &str| match part {
        "" => Some(0),
        _ => part.split(':').all(is_group).then(|| part.split(':').count()),
    };
    match text::cut(address, "::") {
        None => groups(address) == Some(8),
        Some((before, after)) => groups(before).zip(groups(after)).is_some_and(|(before, after)| before + after < 8),
    }
}

/// The org's host, where this is its admin console's.
fn without_admin(host: &str) -> Option<String> {
    let (label, domain) = host.split_once('.')?;
    let org = label.strip_suffix("-admin")?;
    (is_okta(domain) && !org.is_empty()).then(|| format!("{org}.{domain}"))
}

/// True for a host of Okta's own, or a part of its name.
fn is_okta(host: &str) -> bool {
    let okta = ["okta.com", "oktapreview.com", "okta-emea.com", "okta-gov.com", "okta.mil", "okta1.com"];
    okta.iter().any(|known| host.strip_suffix(known).is_some_and(|sub| sub.is_empty() || sub.ends_with('.')))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::operation::table::tests::row_of;
    use proptest::prelude::*;

    fn refused(text: &str) -> String {
        OrgUrl::read(text, false).unwrap_err()
    }

    #[test]
    fn good_addresses_become_origins() {
        for (text, origin) in [
            ("https://example.okta.com", "https://example.okta.com"),
            (" https://Example.OKTA.com/ ", "https://example.okta.com"),
            ("HTTPS://id.example.com:443", "https://id.example.com"),
            ("https://id.example.com:8443/", "https://id.example.com:8443"),
            ("http://localhost:3000", "http://localhost:3000"),
            ("http://127.0.0.1:80", "http://127.0.0.1"),
            ("http://[::1]:4000", "http://[::1]:4000"),
            ("https://id-admin.example.com", "https://id-admin.example.com"),
        ] {
            assert_eq!(OrgUrl::parse(text).unwrap().as_str(), origin);
        }
    }

    #[test]
    fn wrong_addresses_say_what_to_do() {
        for (text, part) in [
            ("", "is empty"),
            ("example.okta.com", "no https://"),
            ("https://{yourOktaDomain}", "placeholder"),
            ("https://yourOktaDomain.okta.com", "placeholder"),
            ("https://${yourOktaDomain}", "placeholder"),
            ("http://example.okta.com", "write https instead"),
            ("ftp://example.okta.com", "not a web address"),
            ("https://example-admin.okta.com", "write https://example.okta.com"),
            ("https://example-admin.oktapreview.com", "write https://example.oktapreview.com"),
            ("https://example.okta.com/api/v1", "leave out everything after the host"),
            ("https://example.okta.com?x=1", "leave out everything after the host"),
            ("https://example.okta.com#x", "leave out everything after the host"),
            ("https://example.okta.com\\@evil.example", "leave out everything after the host"),
            ("https://ann:secret@example.okta.com", "user name or password"),
            ("https://", "no valid host"),
            ("https://exa mple.okta.com", "no valid host"),
            ("https://example..com", "no valid host"),
            ("https://example.okta.com:99999", "no valid host"),
            ("https://example.okta.com:8a", "no valid host"),
            ("https://[::1", "no valid host"),
            ("https://exämple.okta.com", "no valid host"),
        ] {
            assert!(refused(text).contains(part), "{text}: {}", refused(text));
        }
        assert!(!refused("https://ann:secret@example.okta.com").contains("secret"));
    }

    #[test]
    fn an_operation_may_have_a_host_of_its_own() {
        let own = row_of("listDisasters");
        for (org, at) in [
            ("https://example.okta.com", "https://drapp.example.okta.com"),
            ("https://id.example.com:8443", "https://drapp.id.example.com:8443"),
            ("http://localhost:3000", "http://localhost:3000"),
            ("http://127.0.0.1:3000", "http://127.0.0.1:3000"),
            ("https://192.0.2.1", "https://192.0.2.1"),
            ("https://[2001:db8::1]:8443", "https://[2001:db8::1]:8443"),
        ] {
            let org = OrgUrl::parse(org).unwrap();
            assert_eq!(org.of(&own).as_str(), at);
            assert_eq!(*org.of(&row_of("listUsers")), org);
        }
    }

    #[test]
    fn links_stay_on_the_org() {
        let org = OrgUrl::parse("https://example.okta.com").unwrap();
        for (link, target) in [
            ("https://example.okta.com/api/v1/users?after=a,b", Target::Here("/api/v1/users?after=a,b".into())),
            ("HTTPS://Example.Okta.Com:443/a#part", Target::Here("/a".into())),
            (
                "https://example-admin.okta.com/api/v1/iam/roles?after=x",
                Target::Here("/api/v1/iam/roles?after=x".into()),
            ),
            ("/api/v1/users", Target::Here("/api/v1/users".into())),
            ("?after=x", Target::Here("/api/v1/apps?after=x".into())),
            ("users?after=x", Target::Here("/api/v1/users?after=x".into())),
            ("//evil.example/api", Target::Elsewhere),
            ("http://example.okta.com/a", Target::Elsewhere),
            ("https://example.okta.com:8443/a", Target::Elsewhere),
            ("https://example.okta.com.evil.example/a", Target::Elsewhere),
            ("https://example.okta.com@evil.example/a", Target::Elsewhere),
            ("https://ann@example.okta.com/a", Target::Elsewhere),
            ("https://other-admin.okta.com/a", Target::Elsewhere),
            ("https://example.okta.com\\@evil.example/a", Target::Unreadable),
            ("https://example.okta.com?after=x", Target::Unreadable),
            ("/a b", Target::Unreadable),
            ("/a\r\nX: y", Target::Unreadable),
            ("/api/../x", Target::Unreadable),
            ("/api/%2e%2E/x", Target::Unreadable),
            ("javascript:alert(1)", Target::Unreadable),
            ("", Target::Unreadable),
        ] {
            assert_eq!(org.target(link, "/api/v1/apps?limit=1"), target, "{link}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in ".{0,60}", link in "(https?://)?.{0,60}") {
            if let Ok(org) = OrgUrl::parse(&text) {
                prop_assert_eq!(OrgUrl::parse(org.as_str()).ok(), Some(org.clone()));
            }
            let org = OrgUrl::parse("https://example.okta.com").unwrap();
            if let Target::Here(target) = org.target(&link, "/api/v1/apps?limit=1") {
                prop_assert!(target.starts_with('/') && !target.starts_with("//"));
                prop_assert!(target.bytes().all(|byte| byte.is_ascii_graphic()));
            }
        }
    }
}
