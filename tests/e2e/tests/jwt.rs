//! Assertions and proofs are what other libraries take: jsonwebtoken, and p521 where it has no ES512.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use oktant::transport::{HttpResponse, Sent, Transport};
use oktant::{Client, HttpRequest, Method};
use p521::ecdsa::signature::Verifier;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

const ORG: &str = "https://example.okta.com";
const TOKEN: &str = "marked-access-1";

/// Gives a token to who asks, an empty object to all else, and keeps what came.
#[derive(Default)]
struct Double(Mutex<Vec<Arc<HttpRequest>>>);

impl Transport for Double {
    fn send(&self, request: Arc<HttpRequest>, _timeout: Option<Duration>) -> Sent<'_> {
        let bound = header(&request, "DPoP").is_some();
        self.0.lock().unwrap().push(Arc::clone(&request));
        let body = if request.url.ends_with("/oauth2/v1/token") {
            let kind = if bound { "DPoP" } else { "Bearer" };
            json!({"token_type": kind, "expires_in": 3600, "access_token": TOKEN})
        } else {
            json!({})
        };
        let answer = HttpResponse::new(200).header("DPoP-Nonce", "n-1").body(body.to_string());
        Box::pin(async { Ok(answer) })
    }
}

fn header(request: &HttpRequest, name: &str) -> Option<String> {
    request.headers.iter().find(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, value)| value.clone())
}

fn key(file: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../keys").join(file)).unwrap()
}

/// What goes out for one call of a client with this key.
async fn requests(key: &str, bound: bool) -> Vec<Arc<HttpRequest>> {
    let double = Arc::new(Double::default());
    let okta = Client::builder()
        .org_url(ORG)
        .client_id("0oa1")
        .scopes(["okta.users.read"])
        .private_key(key)
        .dpop(bound)
        .transport(double.clone())
        .build()
        .unwrap();
    okta.request(Method::Get, "/api/v1/users?limit=1").raw().await.unwrap();
    double.0.lock().unwrap().clone()
}

fn assertion(request: &HttpRequest) -> String {
    let body = std::str::from_utf8(request.body.as_deref().unwrap()).unwrap();
    body.split('&').find_map(|pair| pair.strip_prefix("client_assertion=")).unwrap().to_owned()
}

/// The claims, once the signature is found good.
fn claims(jwt: &str, key: &Value, algorithm: &str) -> Value {
    if algorithm == "ES512" {
        return claims_of_es512(jwt, key);
    }
    let algorithm: Algorithm = algorithm.parse().unwrap();
    let mut validation = Validation::new(algorithm);
    validation.set_required_spec_claims::<&str>(&[]);
    (validation.validate_aud, validation.validate_exp) = (false, false);
    let jwk: Jwk = serde_json::from_value(key.clone()).unwrap();
    decode::<Value>(jwt, &DecodingKey::from_jwk(&jwk).unwrap(), &validation).unwrap().claims
}

fn claims_of_es512(jwt: &str, key: &Value) -> Value {
    let mut parts = jwt.rsplitn(2, '.');
    let (signature, signed) = (parts.next().unwrap(), parts.next().unwrap());
    let number = |name: &str| bytes(key[name].as_str().unwrap());
    let point = [vec![4], number("x"), number("y")].concat();
    let key = p521::ecdsa::VerifyingKey::from_sec1_bytes(&point).unwrap();
    key.verify(signed.as_bytes(), &p521::ecdsa::Signature::from_slice(&bytes(signature)).unwrap()).unwrap();
    serde_json::from_slice(&bytes(signed.split('.').nth(1).unwrap())).unwrap()
}

/// The bytes of base64url.
fn bytes(text: &str) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(text).unwrap()
}

#[tokio::test]
async fn every_algorithm_in_every_form_of_its_key() {
    let mut seen = BTreeSet::new();
    for (algorithm, name, forms) in [
        ("RS256", "rsa", &["pkcs1.pem", "pkcs8.pem", "jwk.json"][..]),
        ("RS384", "rsa", &["jwk.json"]),
        ("RS512", "rsa", &["jwk.json"]),
        ("ES256", "p256", &["sec1.pem", "pkcs8.pem", "jwk.json"]),
        ("ES384", "p384", &["sec1.pem", "pkcs8.pem", "jwk.json"]),
        ("ES512", "p521", &["sec1.pem", "pkcs8.pem", "jwk.json"]),
    ] {
        let jwk: Value = serde_json::from_str(&key(&format!("{name}.jwk.json"))).unwrap();
        for form in forms {
            let mut text = key(&format!("{name}.{form}"));
            if (name, *form) == ("rsa", "jwk.json") {
                let mut jwk = jwk.clone();
                jwk["alg"] = algorithm.into();
                text = jwk.to_string();
            }
            let requests = requests(&text, false).await;
            let claims = claims(&assertion(&requests[0]), &jwk, algorithm);
            assert_eq!((&claims["iss"], &claims["sub"]), (&json!("0oa1"), &json!("0oa1")));
            assert_eq!(claims["aud"], format!("{ORG}/oauth2/v1/token"));
            let life = claims["exp"].as_u64().unwrap() - claims["iat"].as_u64().unwrap();
            assert!(life <= 3600 && seen.insert(claims["jti"].to_string()), "{claims}");
            assert_eq!(header(&requests[1], "Authorization").unwrap(), format!("Bearer {TOKEN}"));
        }
    }
    assert_eq!(seen.len(), 14);
}

#[tokio::test]
async fn proofs_are_of_one_key_and_name_their_request_and_token() {
    let requests = requests(&key("rsa.pkcs8.pem"), true).await;
    let proofs: Vec<_> = requests.iter().map(|request| header(request, "DPoP").unwrap()).collect();
    let headers: Vec<_> = proofs.iter().map(|proof| decode_header(proof).unwrap()).collect();
    assert!(headers.iter().all(|header| header.typ.as_deref() == Some("dpop+jwt") && header.alg == Algorithm::ES256));
    let jwks: Vec<Value> =
        headers.iter().map(|header| serde_json::to_value(header.jwk.as_ref().unwrap()).unwrap()).collect();
    assert!(jwks[0] == jwks[1] && jwks[0].get("d").is_none());
    let claims: Vec<_> = proofs.iter().map(|proof| claims(proof, &jwks[0], "ES256")).collect();
    assert_eq!((&claims[0]["htm"], &claims[1]["htm"]), (&json!("POST"), &json!("GET")));
    assert_eq!(claims[0]["htu"], format!("{ORG}/oauth2/v1/token"));
    assert_eq!(claims[1]["htu"], format!("{ORG}/api/v1/users"));
    assert!(claims[0].get("ath").is_none() && claims[0].get("nonce").is_none());
    assert_eq!(bytes(claims[1]["ath"].as_str().unwrap()), digest(&SHA256, TOKEN.as_bytes()).as_ref());
    assert_eq!(claims[1]["nonce"], "n-1");
    assert!(claims[0]["jti"] != claims[1]["jti"]);
}

#[tokio::test]
async fn another_client_has_another_key_for_proofs() {
    let first = requests(&key("p256.jwk.json"), true).await;
    let second = requests(&key("p256.jwk.json"), true).await;
    let jwk = |request: &HttpRequest| decode_header(header(request, "DPoP").unwrap()).unwrap().jwk.unwrap();
    assert_ne!(jwk(&first[0]), jwk(&second[0]));
}
