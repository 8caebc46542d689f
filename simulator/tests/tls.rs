//! The org over https.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod common;

use common::wire::{Answer, Program, connect, exchange, refusal, request};
use serde_json::{Value, json};
use std::fs;
use std::io;
use std::path::Path;
use std::sync::Arc;
use tokio_rustls::rustls::pki_types::CertificateDer;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

/// The answer to a request over TLS that trusts this certificate alone.
fn send(address: &str, pem: &str, bytes: &[u8]) -> io::Result<Answer> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(pem.as_bytes()).unwrap()).unwrap();
    let config = Arc::new(ClientConfig::builder().with_root_certificates(roots).with_no_client_auth());
    let client = ClientConnection::new(config, "localhost".try_into().unwrap()).unwrap();
    exchange(StreamOwned::new(client, connect(address)), bytes)
}

/// A program that made its certificate, and the certificate.
fn self_signed(args: &[&str]) -> (Program, String) {
    let mut program = Program::start(&[&["--tls"], args].concat());
    assert!(program.line().starts_with("export OKTA_CLIENT_ORGURL=https://127.0.0.1:"));
    program.line();
    let mut pem = String::new();
    while !pem.contains("END CERTIFICATE") {
        pem += &(program.line() + "\n");
    }
    (program, pem)
}

#[test]
fn links_are_https_where_the_connection_is() {
    let (program, pem) = self_signed(&[]);
    let answer = send(&program.address, &pem, &request("GET", "/api/v1/users?limit=1", &Value::Null)).unwrap();
    assert_eq!(answer.status, 200);
    assert!(answer.head.contains("link: <https://localhost/api/v1/users?limit=1>"), "{}", answer.head);
    let link = answer.json()[0]["_links"]["self"]["href"].clone();
    assert!(link.as_str().unwrap().starts_with("https://localhost/api/v1/users/"), "{link}");
    // Another certificate, and no TLS at all.
    let (other, _) = self_signed(&[]);
    assert!(send(&other.address, &pem, &request("GET", "/", &Value::Null)).is_err());
    assert!(exchange(connect(&program.address), &request("GET", "/", &Value::Null)).is_err());
}

#[test]
fn faults_reach_through_tls() {
    let (program, pem) = self_signed(&[]);
    let send = |method: &str, target: &str, body: &Value| send(&program.address, &pem, &request(method, target, body));
    let script = json!([
        { "path": "/api/v1/users/me", "fault": "truncate" },
        { "path": "/api/v1/users/me", "fault": "reset-after" },
    ]);
    assert_eq!(send("POST", "/__simulator/answers", &script).unwrap().status, 200);
    for _ in 0..2 {
        assert!(send("GET", "/api/v1/users/me", &Value::Null).is_err());
    }
    assert_eq!(send("GET", "/api/v1/users/me", &Value::Null).unwrap().status, 200);
}

#[test]
fn a_client_that_is_slow_in_its_handshake_holds_up_no_other() {
    let (program, pem) = self_signed(&[]);
    let _silent: Vec<_> = (0..50).map(|_| connect(&program.address)).collect();
    assert_eq!(send(&program.address, &pem, &request("GET", "/api/v1/org", &Value::Null)).unwrap().status, 200);
}

#[test]
fn a_certificate_may_be_given() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let file = |name: &str, text: &str| {
        let path = folder.join(name);
        fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let (pem, key) = (made.cert.pem(), made.signing_key.serialize_pem());
    let (certificate, own) = (file("own.pem", &pem), file("own.key", &key));
    let program = Program::start(&["--tls-cert", &certificate, "--tls-key", &own]);
    assert_eq!(send(&program.address, &pem, &request("GET", "/api/v1/org", &Value::Null)).unwrap().status, 200);
    let other = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let other = file("other.key", &other.signing_key.serialize_pem());
    assert!(refusal(&["--tls-cert", &certificate, "--tls-key", &other]).contains("own.pem: "));
    assert!(refusal(&["--tls-cert", &own, "--tls-key", &certificate]).contains("own."));
    assert!(refusal(&["--tls-cert", "/nowhere.pem", "--tls-key", &own]).contains("/nowhere.pem: "));
    assert!(refusal(&["--tls-cert", &certificate]).contains("--tls-key"));
    assert!(refusal(&["--tls", "--tls-cert", &certificate, "--tls-key", &own]).contains("--tls"));
}
