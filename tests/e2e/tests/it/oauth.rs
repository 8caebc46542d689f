//! A service app against an org that checks every signature, claim, proof and scope itself.

use crate::new_user;
use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, ECDSA_P521_SHA512_FIXED_SIGNING, EcdsaKeyPair,
    EcdsaSigningAlgorithm, KeyPair, RsaKeyPair,
};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use futures_util::TryStreamExt;
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, EncodingKey};
use oktant::{Builder, ErrorKind};
use oktant_e2e::Simulated;
use oktant_simulator::{ServiceApp, Setup};
use serde_json::{Value, json};

const APP: &str = "0oa7serv0000Jk1Lm9x8";

fn pem(der: &[u8]) -> String {
    format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", STANDARD.encode(der))
}

/// A private key and its public half.
fn rsa() -> (String, Value) {
    let pair = RsaKeyPair::generate(KeySize::Rsa2048).unwrap();
    let der: Pkcs8V1Der<'_> = pair.as_der().unwrap();
    let pem = pem(der.as_ref());
    let key = EncodingKey::from_rsa_pem(pem.as_bytes()).unwrap();
    (pem, serde_json::to_value(Jwk::from_encoding_key(&key, Algorithm::RS256).unwrap()).unwrap())
}

fn ec(curve: &str, algorithm: &'static EcdsaSigningAlgorithm) -> (String, Value) {
    let pair = EcdsaKeyPair::generate(algorithm).unwrap();
    let point = &pair.public_key().as_ref()[1..];
    let (x, y) = point.split_at(point.len() / 2);
    let part = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
    let jwk = json!({ "kty": "EC", "crv": curve, "x": part(x), "y": part(y), "kid": "only" });
    (pem(pair.to_pkcs8v1().unwrap().as_ref()), jwk)
}

fn org(jwk: &Value, dpop: bool) -> Simulated {
    let jwks = json!({ "keys": [jwk], "dpop_bound_access_tokens": dpop });
    let app = ServiceApp::read(APP, &jwks.to_string()).unwrap();
    Simulated::of(Setup { users: 450, service_apps: vec![app], ..Setup::default() })
}

fn client(org: &Simulated, key: &str) -> Builder {
    let builder = oktant::Client::builder().org_url(org.url()).client_id(APP).private_key(key);
    builder.scopes(["okta.users.read", "okta.users.manage"])
}

#[tokio::test]
async fn every_kind_of_key_opens_what_its_scopes_say() {
    let keys = [
        rsa(),
        ec("P-256", &ECDSA_P256_SHA256_FIXED_SIGNING),
        ec("P-384", &ECDSA_P384_SHA384_FIXED_SIGNING),
        ec("P-521", &ECDSA_P521_SHA512_FIXED_SIGNING),
    ];
    for (key, jwk) in &keys {
        for dpop in [false, true] {
            let org = org(jwk, dpop);
            let okta = client(&org, key).dpop(dpop).build().unwrap();
            let users: Vec<_> = okta.users().list_users().limit(100).items().try_collect().await.unwrap();
            assert_eq!(users.len(), 450, "{jwk}");
            okta.users().create_user(&new_user("ann@example.com")).await.unwrap();
            let error = okta.groups().list_groups().await.unwrap_err();
            assert_eq!(error.status(), Some(403), "{error}");
            assert!(error.to_string().contains("okta.groups.read"), "{error}");
        }
    }
}

#[tokio::test]
async fn what_the_token_endpoint_refuses_says_what_to_check() {
    let (key, jwk) = ec("P-256", &ECDSA_P256_SHA256_FIXED_SIGNING);
    let (other, _) = ec("P-256", &ECDSA_P256_SHA256_FIXED_SIGNING);
    let org = org(&jwk, true);
    for (builder, text) in [
        (client(&org, &key).dpop(true).client_id("0oaOther"), "invalid_client"),
        (client(&org, &other).dpop(true), "invalid_client"),
        (client(&org, &key).dpop(true).key_id("else"), "invalid_client"),
        (client(&org, &key).dpop(true).scopes(["okta.nothing.read"]), "invalid_scope"),
        (client(&org, &key), "invalid_dpop_proof"),
    ] {
        let error = builder.build().unwrap().users().get_user("me").await.unwrap_err();
        assert_eq!((error.kind(), error.code()), (ErrorKind::Auth, Some(text)), "{error}");
    }
}
