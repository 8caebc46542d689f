//! Where settings come from. Environment and working folder belong to a whole process, so a child looks at them.

use crate::server::{Server, json};
use oktant::{Client, ErrorKind};
use std::process::Command;

/// What the child prints of itself.
const MARK: &str = "OKTANT_TEST_OF_SETTINGS";

#[test]
fn files_are_beaten_by_the_environment_and_that_by_code() {
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
    let child = |token: &str| {
        let output = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "settings::files_are_beaten_by_the_environment_and_that_by_code", "--nocapture"])
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
        "OKTA_CLIENT_ORGURL = https://env.okta.com (environment)",
        "OKTA_CLIENT_TOKEN = *** (environment)",
        "OKTA_CLIENT_USERAGENT = here (./okta.yaml)",
        "OKTA_CLIENT_CONNECTIONTIMEOUT = 7 (~/.okta/okta.yaml)",
        "OKTA_CLIENT_RATELIMIT_MAXRETRIES = 5 (./okta.yaml)",
        "OKTA_CLIENT_MAXWAIT = 60 (default)",
        "OKTA_CLIENT_RATELIMIT_MAXRETRIES = 9 (code)",
    ] {
        assert!(good.contains(line), "{line}\n{good}");
    }
    std::fs::write(here.join("okta.yaml"), "okta: {client: {token: \"00here").unwrap();
    let bad = child("SSWS 00env");
    std::fs::remove_dir_all(&folder).unwrap();
    assert!(bad.contains("./okta.yaml cannot be read: it is no YAML in line 1, column "), "{bad}");
    assert!(bad.contains("OKTA_CLIENT_TOKEN (environment): begins with the word SSWS or Bearer"), "{bad}");
    assert!(!bad.contains("00here") && !bad.contains("00env"), "{bad}");
}

#[tokio::test]
async fn a_proxy_gets_the_requests() {
    let proxy = Server::start([json(200, r#"{"id":"00u1"}"#)]).await;
    let port = proxy.origin.rsplit(':').next().unwrap();
    let builder = Client::builder().org_url("http://127.0.0.1:9").token("00t").setting("proxy_host", "127.0.0.1");
    let builder = builder.setting("PROXY_PORT", port).setting("PROXY_USERNAME", "ann").setting("PROXY_PASSWORD", "pw");
    builder.build().unwrap().users().get_user("00u1").await.unwrap();
    let request = &proxy.requests()[0];
    assert!(request.starts_with("GET http://127.0.0.1:9/api/v1/users/00u1 "), "{request}");
    assert!(request.contains("proxy-authorization: Basic YW5uOnB3\r\n"), "{request}");
}

#[test]
fn names_that_are_no_settings_are_refused() {
    let error =
        Client::builder().org_url("https://example.okta.com").token("00t").setting("RETRIES", "1").build().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Config);
    assert!(error.to_string().starts_with("\"RETRIES\" (code) is no setting: there are ORGURL, "), "{error}");
}
