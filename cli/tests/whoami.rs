//! `oktant whoami` of a service app: the org has to give a token.

#![allow(clippy::unwrap_used, reason = "tests")]

use oktant_simulator::{Conditions, LocalOrg, Org, ServiceApp, Setup};
use std::process::{Command, Output};

const KEYS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/keys");

/// The public half of the key.
const PUBLIC: &str = r#"{"keys":[{"kty":"EC","crv":"P-256","kid":"p256","x":"pdjjI-Up4FPdU_x5KxfmmvhmkroB0onSO9_twVR9wAU","y":"cL4T_YdGYKG3sQS-z8xFP4tkkOvI24X5XYMhNCLcPfM"}]}"#;

fn whoami(org: &LocalOrg, key: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_oktant"));
    command.env("HOME", "/nonexistent").env("OKTA_CLIENT_ORGURL", org.url());
    command.env("OKTA_CLIENT_AUTHORIZATIONMODE", "PrivateKey").env("OKTA_CLIENT_CLIENTID", "0oa1");
    command.env("OKTA_CLIENT_SCOPES", "okta.groups.read").env("OKTA_CLIENT_PRIVATEKEY", format!("{KEYS}/{key}"));
    command.args(["whoami", "--jq", ".clientId"]).output().unwrap()
}

#[test]
fn a_service_app_needs_its_own_key() {
    let app = ServiceApp::read("0oa1", PUBLIC).unwrap();
    let org = Org::new(&Setup { service_apps: vec![app], ..Setup::default() });
    let org = LocalOrg::start(org, Conditions::default()).unwrap();
    let own = whoami(&org, "p256.pkcs8.pem");
    assert_eq!(String::from_utf8_lossy(&own.stdout), "\"0oa1\"\n", "{}", String::from_utf8_lossy(&own.stderr));
    let other = whoami(&org, "p384.pkcs8.pem");
    assert_eq!(other.status.code(), Some(4), "{}", String::from_utf8_lossy(&other.stderr));
}
