//! Reads settings from files and the environment, and checks the org URL with the system's resolver.

use crate::files;
use oktant_core::config::{Origin, RawConfig};
use oktant_core::{Config, Error};
use std::io::ErrorKind;
use std::net::{IpAddr, Ipv4Addr, ToSocketAddrs};
use std::path::{Path, PathBuf};

/// Reads settings and the private key file. With `load_files_and_env`, that is the environment and the files
/// `~/.okta/okta.yaml`, `./.okta.yaml` and `./okta.yaml`; a file set by `OKTA_CLIENT_CONFIGFILE` is read instead of these in either
/// case. [`RawConfig::resolve`] reports errors.
pub fn read(raw: &mut RawConfig, load_files_and_env: bool) {
    if load_files_and_env {
        let text = |text: std::ffi::OsString| text.to_string_lossy().into_owned();
        raw.environment(std::env::vars_os().map(|(name, value)| (text(name), text(value))));
    }
    let folders = Folders { home: std::env::home_dir(), working: PathBuf::new() };
    read_files(raw, &folders, load_files_and_env);
    crate::read_key(raw);
}

/// The folders of configuration files.
struct Folders {
    home: Option<PathBuf>,
    working: PathBuf,
}

fn read_files(raw: &mut RawConfig, folders: &Folders, load_files: bool) {
    match raw.config_file() {
        Some(path) if path.is_empty() => {}
        Some(path) => read_file(raw, &folders.working.join(path), Origin::NamedFile),
        None if load_files => {
            if let Some(home) = &folders.home {
                read_file(raw, &home.join(".okta").join("okta.yaml"), Origin::HomeFile);
            }
            read_file(raw, &folders.working.join(".okta.yaml"), Origin::HiddenFile);
            read_file(raw, &folders.working.join("okta.yaml"), Origin::WorkingFile);
        }
        None => {}
    }
}

fn read_file(raw: &mut RawConfig, path: &Path, origin: Origin) {
    match files::read_text(path, RawConfig::FILE_LIMIT) {
        #[cfg(feature = "yaml")]
        Ok(text) => raw.yaml(&text, origin),
        #[cfg(not(feature = "yaml"))]
        Ok(_) => raw.unreadable(origin, "this program was built without the feature yaml"),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => raw.absent(origin),
        Err(error) => raw.unreadable(origin, &error.to_string()),
    }
}

/// Checks that a test org, which has plain HTTP, is on this machine or in a private network.
///
/// # Errors
/// Kind `Config` if its host name resolves to a public address, or to none.
pub fn check_org(config: &Config) -> Result<(), Error> {
    if !config.org_url.is_test_only() {
        return Ok(());
    }
    let org = config.org_url.as_str();
    let authority = org.trim_start_matches("http://");
    let has_port = authority.rsplit(']').next().is_some_and(|end| end.contains(':'));
    let authority = if has_port { authority.to_owned() } else { format!("{authority}:80") };
    let refused = |what: String| {
        Error::config(format!(
            "OKTA_CLIENT_ORGURL: {org} {what}: OKTA_TESTING_DISABLEHTTPSCHECK is for test servers on this machine or in a \
             private network: start the server first, or write https"
        ))
    };
    let addresses = authority.to_socket_addrs().map_err(|error| refused(format!("has no address: {error}")))?;
    match addresses.map(|address| address.ip()).find(|address| !is_private(*address)) {
        Some(address) => Err(refused(format!("leads to {address}"))),
        None => Ok(()),
    }
}

fn is_private(address: IpAddr) -> bool {
    let v4 = |address: Ipv4Addr| {
        let [first, second, ..] = address.octets();
        // 100.64.0.0/10, shared address space (RFC 6598).
        let shared = first == 100 && (64..128).contains(&second);
        address.is_unspecified() || address.is_loopback() || address.is_private() || address.is_link_local() || shared
    };
    match address {
        IpAddr::V4(address) => v4(address),
        IpAddr::V6(address) => match address.to_ipv4_mapped() {
            Some(address) => v4(address),
            None => address.is_loopback() || address.is_unique_local() || address.is_unicast_link_local(),
        },
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;
    use crate::files::tests::Folder;
    use oktant_core::config::Key;

    fn raw() -> RawConfig {
        let mut raw = RawConfig::new();
        raw.put(Key::OrgUrl, "https://example.okta.com", Origin::Code);
        raw.put(Key::Token, "00token", Origin::Code);
        raw
    }

    fn agent(raw: RawConfig) -> String {
        let config = raw.resolve().unwrap();
        config.explain().lines().find(|line| line.contains("USERAGENT")).unwrap().to_owned()
    }

    fn folders(folder: &Folder) -> Folders {
        Folders { home: Some(folder.0.join("home")), working: folder.0.clone() }
    }

    fn yaml(agent: &str) -> String {
        format!("okta.client.userAgent: {agent}")
    }

    #[test]
    fn files_take_precedence_in_order() {
        let folder = Folder::new("nearer");
        let mut found = Vec::new();
        for (path, text) in [("home/.okta/okta.yaml", "home"), (".okta.yaml", "hidden"), ("okta.yaml", "here")] {
            folder.file(path, yaml(text));
            let mut raw = raw();
            read_files(&mut raw, &folders(&folder), true);
            found.push(agent(raw));
        }
        let expected = ["home (~/.okta/okta.yaml)", "hidden (./.okta.yaml)", "here (./okta.yaml)"];
        assert_eq!(found, expected.map(|text| format!("OKTA_CLIENT_USERAGENT = {text}")));
        let mut raw = raw();
        read_files(&mut raw, &folders(&folder), false);
        assert_eq!(agent(raw), "OKTA_CLIENT_USERAGENT = not set (default)");
    }

    #[test]
    fn a_named_file_is_the_only_one_read_and_must_exist() {
        let folder = Folder::new("named");
        folder.file("okta.yaml", yaml("here"));
        folder.file("other.yaml", "okta: {client: {connectionTimeout: 7}}");
        for load_files in [true, false] {
            let mut raw = raw();
            raw.put(Key::ConfigFile, "other.yaml", Origin::Code);
            read_files(&mut raw, &folders(&folder), load_files);
            assert!(raw.clone().resolve().unwrap().explain().contains("CONNECTIONTIMEOUT = 7 (configuration file)"));
            assert_eq!(agent(raw), "OKTA_CLIENT_USERAGENT = not set (default)");
        }
        let mut raw = raw();
        raw.put(Key::ConfigFile, "nowhere.yaml", Origin::Environment);
        read_files(&mut raw, &folders(&folder), true);
        assert_eq!(
            raw.resolve().unwrap_err().to_string(),
            "OKTA_CLIENT_CONFIGFILE (environment): \"nowhere.yaml\" cannot be read: there is no such file: give the path of an \
             okta.yaml"
        );
    }

    #[cfg(unix)]
    #[test]
    fn only_regular_files_are_opened() {
        let folder = Folder::new("pipes");
        for name in ["okta.yaml", "key.pem"] {
            assert!(std::process::Command::new("mkfifo").arg(folder.0.join(name)).status().unwrap().success());
        }
        let mut raw = raw();
        raw.put(Key::AuthorizationMode, "PrivateKey", Origin::Code);
        raw.put(Key::PrivateKey, folder.0.join("key.pem").to_str().unwrap(), Origin::Code);
        read_files(&mut raw, &folders(&folder), true);
        crate::read_key(&mut raw);
        let text = raw.resolve().unwrap_err().to_string();
        assert!(text.starts_with("./okta.yaml cannot be read: it is not a regular file; "), "{text}");
        assert!(text.contains("the path of a file that can be read: it is not a regular file"), "{text}");
    }

    #[test]
    fn a_large_file_is_rejected() {
        let folder = Folder::new("large");
        folder.file("okta.yaml", "#".repeat(RawConfig::FILE_LIMIT + 1));
        let mut raw = raw();
        read_files(&mut raw, &folders(&folder), true);
        assert_eq!(raw.resolve().unwrap_err().to_string(), "./okta.yaml cannot be read: it is larger than 64 kB");
    }

    fn tested(org: &str) -> Result<(), String> {
        let mut raw = raw();
        raw.put(Key::OrgUrl, org, Origin::Code);
        raw.put(Key::DisableHttpsCheck, "true", Origin::Code);
        check_org(&raw.resolve().unwrap()).map_err(|error| error.to_string())
    }

    #[test]
    fn plain_http_stays_in_a_private_network() {
        for org in [
            "http://10.0.0.7:8080", "http://192.168.1.2", "http://[fd00::1]", "http://[fd00::1]:80",
            "https://192.0.2.1",
        ] {
            assert_eq!(tested(org), Ok(()), "{org}");
        }
        for (org, address) in [("http://192.0.2.1:8080", "192.0.2.1"), ("http://[2001:db8::1]", "2001:db8::1")] {
            let expected =
                format!("OKTA_CLIENT_ORGURL: {org} leads to {address}: OKTA_TESTING_DISABLEHTTPSCHECK is for test");
            assert!(tested(org).unwrap_err().starts_with(&expected), "{org}");
        }
        assert!(is_private("::ffff:10.0.0.1".parse().unwrap()) && !is_private("::ffff:8.8.8.8".parse().unwrap()));
        assert!(is_private("100.64.0.1".parse().unwrap()) && !is_private("100.128.0.1".parse().unwrap()));
    }
}
