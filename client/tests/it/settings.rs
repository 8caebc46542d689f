//! Sources of settings. Environment and working directory belong to a process, so a child process reads them.

use crate::server::{Server, json};
use oktant::{Client, ErrorKind};
use std::process::Command;

/// Set in the child process.
const MARK: &str = "OKTANT_TEST_OF_SETTINGS";

#[test]
fn code_overrides_the_environment_and_that_overrides_files() {
    if std::env::var_os(MARK).is_some() {
        match Client::from_env() {
            Ok(okta) => println!(
                "{}\n--\n{}",
                okta.explain(),
                Client::builder().max_retries(9).or_env().build().unwrap().explain()
            ),
            Err(error) => println!("{error}"),
        }
        return;
    }
    let folder = std::env::temp_dir().join(format!("oktant-settings-{}", std::process::id()));
    let (home, here) = (folder.join("home"), folder.join("here"));
    std::fs::create_dir_all(home.join(".okta")).unwrap();
    std::fs::create_dir_all(&here).unwrap();
    let in_home =
        "okta: {client: {orgUrl: 'https://home.okta.com', token: 00home, userAgent: home, connectionTimeout: 7}}";
    std::fs::write(home.join(".okta").join("okta.yaml"), in_home).unwrap();
    let in_here = "okta:\n  client:\n    orgUrl: https://here.okta.com\n    userAgent: here\n    rateLimit:\n      maxRetries: 5\n";
    std::fs::write(here.join("okta.yaml"), in_here).unwrap();
    std::fs::write(here.join(".okta.yaml"), "okta.client.maxWait: 8\nokta.client.userAgent: hidden\n").unwrap();
    let child = |token: &str| {
        let output = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "settings::code_overrides_the_environment_and_that_overrides_files", "--nocapture"])
            .current_dir(&here)
            .env_clear()
            .env(MARK, "1")
            .env("HOME", &home)
            .env("USERPROFILE", &home)
            .env("OKTA_CLIENT_TOKEN", token)
            .env("OKTA_CLIENT_ORGURL", "https://env.okta.com")
            .output()
            .unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    let good = child("00env");
    for line in [
        "OKTA_CLIENT_ORGURL = https://env.okta.com (environment)", "OKTA_CLIENT_TOKEN = *** (environment)",
        "OKTA_CLIENT_USERAGENT = here (./okta.yaml)", "OKTA_CLIENT_CONNECTIONTIMEOUT = 7 (~/.okta/okta.yaml)",
        "OKTA_CLIENT_RATELIMIT_MAXRETRIES = 5 (./okta.yaml)", "OKTA_CLIENT_MAXWAIT = 8 (./.okta.yaml)",
        "OKTA_CLIENT_RATELIMIT_MAXRETRIES = 9 (code)",
    ] {
        assert!(good.contains(line), "{line}\n{good}");
    }
    std::fs::write(here.join("okta.yaml"), "okta: {client: {token: \"00here").unwrap();
    let bad = child("SSWS 00env");
    std::fs::remove_dir_all(&folder).unwrap();
    assert!(bad.contains("./okta.yaml cannot be read: line 1, column "), "{bad}");
    assert!(bad.contains("OKTA_CLIENT_TOKEN (environment): begins with the word SSWS or Bearer"), "{bad}");
    assert!(!bad.contains("00here") && !bad.contains("00env"), "{bad}");
}

fn proxied(org: &str, proxy: &Server) -> Client {
    let port = proxy.origin.rsplit(':').next().unwrap();
    let builder = Client::builder().org_url(org).token("00t").setting("OKTA_TESTING_DISABLEHTTPSCHECK", "true");
    let builder = builder.setting("proxy_host", "127.0.0.1").setting("PROXY_PORT", port);
    builder.setting("PROXY_USERNAME", "ann").setting("PROXY_PASSWORD", "pw").build().unwrap()
}

#[tokio::test]
async fn requests_are_sent_to_the_proxy() {
    let proxy = Server::start([json(200, r#"{"id":"00u1"}"#)]).await;
    proxied("http://10.255.255.1:9", &proxy).users().get_user("00u1").await.unwrap();
    let request = &proxy.requests()[0];
    assert!(request.starts_with("GET http://10.255.255.1:9/api/v1/users/00u1 "), "{request}");
    assert!(request.contains("proxy-authorization: Basic YW5uOnB3\r\n"), "{request}");
}

#[tokio::test]
async fn an_org_on_this_machine_is_reached_without_the_proxy() {
    let (org, proxy) = (Server::start([json(200, r#"{"id":"00u1"}"#)]).await, Server::start([]).await);
    let okta = proxied(&org.origin, &proxy);
    okta.users().get_user("00u1").await.unwrap();
    assert_eq!((org.requests().len(), proxy.requests().len()), (1, 0));
}

#[test]
fn a_configuration_file_may_be_named() {
    let path = std::env::temp_dir().join(format!("oktant-named-{}.yaml", std::process::id()));
    std::fs::write(&path, "okta.client: {orgUrl: 'https://file.okta.com', token: 0x12ab, keyId: 2024-08-03}").unwrap();
    let named = |path: &std::path::Path| Client::builder().config_file(path.to_str().unwrap());
    let okta = named(&path).max_retries(3).build().unwrap();
    for line in ["OKTA_CLIENT_ORGURL = https://file.okta.com (configuration file)", "RATELIMIT_MAXRETRIES = 3 (code)"] {
        assert!(okta.explain().contains(line), "{}", okta.explain());
    }
    std::fs::remove_file(&path).unwrap();
    let error = named(&path).build().unwrap_err().to_string();
    assert!(error.contains("cannot be read: there is no such file: give the path of an okta.yaml"), "{error}");
}

#[test]
fn a_test_server_is_in_a_private_network() {
    let build = |org: &str| Client::builder().org_url(org).token("00t").setting("disableHttpsCheck", "true").build();
    assert_eq!(build("http://10.0.0.7:8080").unwrap().org_url(), "http://10.0.0.7:8080");
    let error = build("http://192.0.2.1").unwrap_err();
    assert!(error.to_string().starts_with("OKTA_CLIENT_ORGURL: http://192.0.2.1 leads to 192.0.2.1: "), "{error}");
}

#[test]
fn unknown_names_are_errors() {
    let error =
        Client::builder().org_url("https://example.okta.com").token("00t").setting("RETRIES", "1").build().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Config);
    assert!(error.to_string().starts_with("\"RETRIES\" (code) is not a setting: use one of ORGURL, "), "{error}");
}
