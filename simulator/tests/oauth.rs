//! Access tokens of service apps and their scopes, with assertions signed by an independent JWT library.
#![allow(clippy::unwrap_used, clippy::panic)]

mod common;

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{self as aws, EcdsaKeyPair, KeyPair as _, RsaKeyPair};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use common::{START, World, error};
use jsonwebtoken::jwk::{Jwk, ThumbprintHash};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use oktant_simulator::{Request, Response, ServiceApp, Setup};
use serde_json::{Value, json};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};

const APP: &str = "0oa7serv0000Jk1Lm9x8";
const URL: &str = "http://localhost/oauth2/v1/token";
const USERS: &str = "http://localhost/api/v1/users";
const READ: &str = "okta.users.read";
const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

static RSA: LazyLock<Signer> = LazyLock::new(|| {
    let der = RsaKeyPair::generate(KeySize::Rsa2048).unwrap();
    let der: Pkcs8V1Der<'static> = der.as_der().unwrap();
    let pem = format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", STANDARD.encode(&*der));
    Signer { algorithm: Algorithm::RS256, key: EncodingKey::from_rsa_pem(pem.as_bytes()).unwrap() }
});

/// A key of the library.
#[derive(Clone)]
struct Signer {
    algorithm: Algorithm,
    key: EncodingKey,
}

impl Signer {
    fn p256() -> Self {
        let der = EcdsaKeyPair::generate_pkcs8(&aws::ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new()).unwrap();
        Self { algorithm: Algorithm::ES256, key: EncodingKey::from_ec_der(der.as_ref()) }
    }

    fn p384() -> Self {
        let der = EcdsaKeyPair::generate_pkcs8(&aws::ECDSA_P384_SHA384_FIXED_SIGNING, &SystemRandom::new()).unwrap();
        Self { algorithm: Algorithm::ES384, key: EncodingKey::from_ec_der(der.as_ref()) }
    }

    fn with(&self, algorithm: Algorithm) -> Self {
        Self { algorithm, ..self.clone() }
    }

    fn jwk(&self) -> Jwk {
        Jwk::from_encoding_key(&self.key, self.algorithm).unwrap()
    }

    fn header(&self) -> Header {
        Header::new(self.algorithm)
    }

    fn sign(&self, header: &Header, claims: &Value) -> String {
        jsonwebtoken::encode(header, claims, &self.key).unwrap()
    }

    fn assertion(&self) -> String {
        self.sign(&self.header(), &claims())
    }

    /// A proof; `changes` replace claims, null removes one.
    fn proof(&self, method: &str, url: &str, token: Option<&str>, changes: Value) -> String {
        let mut claims = json!({ "htm": method, "htu": url, "iat": START, "jti": unique() });
        if let Some(token) = token {
            let hash = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, token.as_bytes());
            claims["ath"] = URL_SAFE_NO_PAD.encode(hash).into();
        }
        self.sign(&self.proof_header(), &changed(claims, &changes))
    }

    fn proof_header(&self) -> Header {
        Header { typ: Some("dpop+jwt".into()), jwk: Some(self.jwk()), ..self.header() }
    }
}

fn unique() -> String {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    format!("jti{}", NEXT.fetch_add(1, Ordering::Relaxed))
}

fn claims() -> Value {
    json!({ "iss": APP, "sub": APP, "aud": URL, "iat": START, "exp": START + 300, "jti": unique() })
}

fn changed(mut claims: Value, changes: &Value) -> Value {
    for (name, value) in changes.as_object().unwrap() {
        claims[name] = value.clone();
    }
    claims.as_object_mut().unwrap().retain(|_, value| !value.is_null());
    claims
}

/// An org with an app that has these keys; `more` are further members beside them.
fn world(keys: &[Value], more: Value) -> World {
    let mut jwks = more;
    jwks["keys"] = keys.into();
    let app = ServiceApp::read(APP, &jwks.to_string()).unwrap();
    World::of(&Setup { users: 3, service_apps: vec![app], ..Setup::default() })
}

fn of(signer: &Signer) -> World {
    world(&[serde_json::to_value(signer.jwk()).unwrap()], json!({}))
}

fn request(form: &str) -> Request {
    let mut request = Request::new("POST", "/oauth2/v1/token").header("Host", "localhost");
    request.body = form.as_bytes().to_vec();
    request.header("Content-Type", "application/x-www-form-urlencoded")
}

fn form(assertion: &str, scope: &str) -> String {
    let scope = scope.replace(' ', "+");
    format!(
        "grant_type=client_credentials&scope={scope}&client_assertion_type={ASSERTION_TYPE}&client_assertion={assertion}"
    )
}

fn refusal(response: &Response) -> (u16, String, String) {
    let body = response.json();
    let text = |name: &str| body[name].as_str().unwrap_or("none").to_owned();
    (response.status, text("error"), text("error_description"))
}

#[track_caller]
fn assert_refused(response: &Response, status: u16, code: &str, text: &str) {
    let (own_status, own_code, description) = refusal(response);
    assert_eq!((own_status, &*own_code), (status, code), "{text}: {description}");
    assert!(description.contains(text), "{text}: {description}");
}

fn token(response: &Response) -> String {
    assert_eq!(response.status, 200, "{:?}", refusal(response));
    response.json()["access_token"].as_str().unwrap().to_owned()
}

fn get(world: &mut World, target: &str, authorization: &str, proofs: &[&str]) -> Response {
    let request = Request::new("GET", target).header("host", "localhost").header("authorization", authorization);
    world.send(&proofs.iter().fold(request, |request, proof| request.header("DPoP", proof)))
}

fn challenge(response: &Response) -> &str {
    response.get("www-authenticate").unwrap()
}

#[test]
fn every_algorithm_gets_a_token_with_its_scopes() {
    let rsa = [Algorithm::RS256, Algorithm::RS384, Algorithm::RS512].map(|algorithm| RSA.with(algorithm));
    for signer in rsa.into_iter().chain([Signer::p256(), Signer::p384()]) {
        let mut world = of(&signer);
        let response = world.send(&request(&form(&signer.assertion(), "okta.users.read okta.groups.read")));
        let token = token(&response);
        let body = response.json();
        assert_eq!((&body["token_type"], &body["expires_in"]), (&json!("Bearer"), &json!(3600)));
        assert_eq!(body["scope"], "okta.users.read okta.groups.read");
        let limit = (response.get("x-rate-limit-limit"), response.get("x-rate-limit-remaining"));
        assert_eq!(limit, (Some("150"), Some("149")));
        for (target, status) in [("/api/v1/users", 200), ("/api/v1/groups/x", 404), ("/api/v1/apps", 403)] {
            assert_eq!(get(&mut world, target, &format!("Bearer {token}"), &[]).status, status, "{target}");
        }
    }
}

/// The library cannot sign with this curve.
#[test]
fn es512_gets_a_token_too() {
    let key = EcdsaKeyPair::generate(&aws::ECDSA_P521_SHA512_FIXED_SIGNING).unwrap();
    let (x, y) = key.public_key().as_ref()[1..].split_at(66);
    let part = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
    let jwk = json!({ "kty": "EC", "crv": "P-521", "x": part(x), "y": part(y), "kid": "a" });
    let header = json!({ "alg": "ES512", "kid": "a" }).to_string();
    let signed = format!("{}.{}", part(header.as_bytes()), part(claims().to_string().as_bytes()));
    let signature = key.sign(&SystemRandom::new(), signed.as_bytes()).unwrap();
    let assertion = format!("{signed}.{}", part(signature.as_ref()));
    token(&world(&[jwk], json!({})).send(&request(&form(&assertion, READ))));
}

#[test]
fn assertions_are_checked_claim_by_claim() {
    let signer = Signer::p256();
    let mut world = of(&signer);
    for (changes, text) in [
        (json!({ "iss": "0oaOther" }), "issuer claim"),
        (json!({ "iss": null }), "issuer claim"),
        (json!({ "sub": "0oaOther" }), "subject claim"),
        (json!({ "aud": "http://localhost" }), "audience claim"),
        (json!({ "aud": null }), "audience claim"),
        (json!({ "exp": null }), "must contain an expiration"),
        (json!({ "exp": "soon" }), "must contain an expiration"),
        (json!({ "exp": START }), "is expired"),
        (json!({ "exp": START + 3601 }), "too far into the future"),
        (json!({ "exp": (START + 300) * 1000 }), "too far into the future"),
        (json!({ "iat": START + 1 }), "issued before now"),
    ] {
        let assertion = signer.sign(&signer.header(), &changed(claims(), &changes));
        assert_refused(&world.send(&request(&form(&assertion, READ))), 401, "invalid_client", text);
    }
    for changes in
        [json!({ "jti": null }), json!({ "iat": null }), json!({ "aud": ["x", URL] }), json!({ "exp": START + 3600 })]
    {
        let assertion = signer.sign(&signer.header(), &changed(claims(), &changes));
        token(&world.send(&request(&form(&assertion, READ))));
    }
    let again = signer.assertion();
    token(&world.send(&request(&form(&again, READ))));
    assert!(refusal(&world.send(&request(&form(&again, READ)))).2.contains("already been used"));
}

#[test]
fn assertions_must_be_signed_by_a_key_of_the_app() {
    let (signer, other) = (Signer::p256(), Signer::p256());
    let keys = [(&signer, "a"), (&*RSA, "b")].map(|(signer, kid)| {
        let mut jwk = serde_json::to_value(signer.jwk()).unwrap();
        jwk["kid"] = kid.into();
        jwk
    });
    let mut world = world(&keys, json!({}));
    let header = |signer: &Signer, kid: &str| Header { kid: Some(kid.into()), ..signer.header() };
    let good = signer.sign(&header(&signer, "a"), &claims());
    token(&world.send(&request(&form(&good, READ))));
    token(&world.send(&request(&form(&RSA.sign(&header(&RSA, "b"), &claims()), READ))));
    let part = |value: Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let unsigned = format!("{}.{}.", part(json!({ "alg": "none" })), part(claims()));
    let hmac =
        jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims(), &EncodingKey::from_secret(b"x")).unwrap();
    let stretched = format!("{}AA", signer.sign(&header(&signer, "a"), &claims()));
    for (assertion, text) in [
        (signer.assertion(), "kid is invalid"),
        (signer.sign(&header(&signer, "c"), &claims()), "kid is invalid"),
        (other.sign(&header(&other, "a"), &claims()), "signature is invalid"),
        (signer.sign(&header(&signer, "b"), &claims()), "signature is invalid"),
        (stretched, "signature is invalid"),
        (unsigned, "algorithm is invalid"),
        (hmac, "algorithm is invalid"),
        ("a.b.c".into(), "parsing"),
        ("rubbish".into(), "parsing"),
    ] {
        assert_refused(&world.send(&request(&form(&assertion, READ))), 401, "invalid_client", text);
    }
    let mut bare = self::world(&[], json!({}));
    assert!(refusal(&bare.send(&request(&form(&signer.assertion(), READ)))).2.contains("no JWKSet"));
}

/// As python-jose makes them.
#[test]
fn es256_with_a_key_of_96_byte_signatures_is_refused() {
    let key = EcdsaKeyPair::generate(&aws::ECDSA_P384_SHA384_FIXED_SIGNING).unwrap();
    let (x, y) = key.public_key().as_ref()[1..].split_at(48);
    let part = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
    let jwk = json!({ "kty": "EC", "crv": "P-384", "x": part(x), "y": part(y), "kid": "a" });
    let mut world = world(&[jwk], json!({}));
    for (algorithm, refused) in [("ES256", true), ("ES384", false)] {
        let header = json!({ "alg": algorithm, "kid": "a" }).to_string();
        let signed = format!("{}.{}", part(header.as_bytes()), part(claims().to_string().as_bytes()));
        let signature = key.sign(&SystemRandom::new(), signed.as_bytes()).unwrap();
        assert_eq!(signature.as_ref().len(), 96);
        let response = world.send(&request(&form(&format!("{signed}.{}", part(signature.as_ref())), READ)));
        if refused {
            assert_refused(&response, 401, "invalid_client", "signature is invalid");
        } else {
            token(&response);
        }
    }
}

#[test]
fn the_issuer_is_an_audience_by_flag() {
    let signer = Signer::p256();
    let jwks = json!({ "keys": [signer.jwk()] }).to_string();
    let app = ServiceApp::read(APP, &jwks).unwrap();
    let mut world = World::of(&Setup { service_apps: vec![app], issuer_audience: true, ..Setup::default() });
    for audience in [json!("http://localhost"), json!(["x", "http://localhost"]), json!(URL)] {
        let assertion = signer.sign(&signer.header(), &changed(claims(), &json!({ "aud": audience })));
        token(&world.send(&request(&form(&assertion, READ))));
    }
    let assertion = signer.sign(&signer.header(), &changed(claims(), &json!({ "aud": "http://localhost/oauth2" })));
    assert_refused(&world.send(&request(&form(&assertion, READ))), 401, "invalid_client", "audience claim");
}

#[test]
fn forms_are_checked_parameter_by_parameter() {
    let signer = Signer::p256();
    let mut world = of(&signer);
    let good = || form(&signer.assertion(), READ);
    let secret = "grant_type=client_credentials&client_secret=x";
    for (form, status, code, text) in [
        (String::new(), 400, "invalid_request", "grant_type"),
        (good().replace("client_credentials", "authorization_code"), 400, "unsupported_grant_type", "not supported"),
        (good() + "&scope=okta.apps.read", 400, "invalid_request", "Duplicate"),
        (good().replace("jwt-bearer", "saml2-bearer"), 400, "invalid_request", "client_assertion_type is invalid"),
        (good() + "&client_secret=x", 401, "invalid_request", "Several"),
        (good() + "&client_id=0oaOther", 401, "invalid_client", "'client_id' parameter"),
        ("grant_type=client_credentials".into(), 401, "invalid_client", "No client credentials found."),
        (format!("{secret}&client_id=y"), 401, "invalid_client", "'client_id'"),
        (format!("{secret}&client_id={APP}"), 401, "invalid_client", "private_key_jwt"),
    ] {
        assert_refused(&world.send(&request(&form)), status, code, text);
    }
    let basic = request(&good()).header("Authorization", "Basic eDp5");
    assert_eq!(refusal(&world.send(&basic)).0, 401);
    let query = Request { target: "/oauth2/v1/token?client_assertion=x".into(), ..request(&good()) };
    assert_eq!(refusal(&world.send(&query)).1, "invalid_request");
    let json = Request::new("POST", "/oauth2/v1/token").json(&json!({}));
    assert_eq!(error(&world.send(&json)), (400, "E0000021".into()));
    assert_eq!(error(&world.send(&Request::new("GET", "/oauth2/v1/token"))), (405, "E0000022".into()));
    token(&world.send(&request(&(good() + &format!("&client_id={APP}")))));
}

#[test]
fn scopes_must_be_known_and_granted() {
    let signer = Signer::p256();
    let jwk = serde_json::to_value(signer.jwk()).unwrap();
    let mut world = world(&[jwk], json!({ "scopes": [READ] }));
    for (scope, code, text) in [
        ("", "invalid_scope", "No scopes"),
        ("okta.users.read okta.nonsense.read", "invalid_scope", "not configured"),
        ("okta.users.manage", "invalid_scope", "not allowed for this request"),
        ("openid", "invalid_scope", "OpenID"),
        ("okta.users.read.self", "client_credentials_self_scope_requested", "Self"),
    ] {
        assert_refused(&world.send(&request(&form(&signer.assertion(), scope))), 400, code, text);
    }
    token(&world.send(&request(&form(&signer.assertion(), READ))));
}

#[test]
fn the_token_endpoint_has_a_rate_limit() {
    let mut world = of(&Signer::p256());
    let last = (0..151).map(|_| world.send(&request("grant_type=x"))).last().unwrap();
    assert_eq!(error(&last), (429, "E0000047".into()));
}

#[test]
fn a_bearer_token_allows_its_scopes_until_it_expires() {
    let signer = Signer::p256();
    let mut world = of(&signer);
    let token = token(&world.send(&request(&form(&signer.assertion(), READ))));
    let bearer = format!("Bearer {token}");
    let missing = get(&mut world, "/api/v1/groups?limit=1", &bearer, &[]);
    assert_eq!((missing.status, missing.body.len(), missing.get("content-type")), (403, 0, None));
    assert_eq!(
        challenge(&missing),
        "Bearer authorization_uri=\"http://localhost/oauth2/v1/authorize\", realm=\"http://localhost\", \
         scope=\"okta.groups.read\", error=\"insufficient_scope\", error_description=\"The access token provided does \
         not contain the required scopes.\", resource=\"/api/v1/groups\"",
    );
    assert_eq!(get(&mut world, "/api/v1/nothing", &bearer, &[]).status, 404);
    let forged = get(&mut world, "/api/v1/users", &format!("{bearer}x"), &[]);
    assert_eq!(error(&forged), (401, "E0000011".into()));
    assert!(challenge(&forged).contains("scope=\"okta.users.read\", error=\"invalid_token\""));
    let plain = get(&mut world, "/api/v1/users", &format!("DPoP {token}"), &[]);
    assert_eq!(plain.status, 401);
    assert!(challenge(&plain).starts_with("DPoP algs=\"RS256 ") && challenge(&plain).contains("not DPoP bound"));
    world.now += 3599;
    assert_eq!(get(&mut world, "/api/v1/users", &bearer, &[]).status, 200);
    world.now += 1;
    assert!(challenge(&get(&mut world, "/api/v1/users", &bearer, &[])).contains("error=\"invalid_token\""));
}

/// A token request with a proof.
fn ask(world: &mut World, signer: &Signer, proof: &str) -> Response {
    world.send(&request(&form(&signer.assertion(), READ)).header("DPoP", proof))
}

fn nonce(response: &Response) -> String {
    let (status, code, _) = refusal(response);
    assert_eq!((status, &*code), (400, "use_dpop_nonce"));
    response.get("dpop-nonce").unwrap().to_owned()
}

#[test]
fn a_bound_token_needs_a_nonce_and_its_key() {
    let (signer, key, other) = (Signer::p256(), Signer::p384(), Signer::p256());
    let mut world = world(&[serde_json::to_value(signer.jwk()).unwrap()], json!({ "dpop_bound_access_tokens": true }));
    let missing = refusal(&world.send(&request(&form(&signer.assertion(), READ))));
    assert_eq!(missing, (400, "invalid_dpop_proof".into(), "The DPoP proof JWT header is missing.".into()));
    let first = nonce(&ask(&mut world, &signer, &key.proof("POST", URL, None, json!({}))));
    nonce(&ask(&mut world, &signer, &key.proof("POST", URL, None, json!({ "nonce": "made-up" }))));
    let mut granted = String::new();
    for _ in 0..3 {
        let response = ask(&mut world, &signer, &key.proof("POST", URL, None, json!({ "nonce": first })));
        assert_eq!(response.json()["token_type"], "DPoP");
        granted = token(&response);
    }
    let claims: Value =
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(granted.split('.').nth(1).unwrap()).unwrap()).unwrap();
    assert_eq!(claims["cnf"]["jkt"], key.jwk().thumbprint(ThumbprintHash::SHA256).unwrap());
    let dpop = format!("DPoP {granted}");
    let proof = key.proof("GET", USERS, Some(&granted), json!({}));
    assert_eq!(get(&mut world, "/api/v1/users?limit=1", &dpop, &[&proof]).status, 200);
    for (proofs, code, text) in [
        (vec![&*proof], "invalid_dpop_proof", "already been used"),
        (vec![], "invalid_request", "is required"),
        (vec![&*other.proof("GET", USERS, Some(&granted), json!({}))], "invalid_dpop_proof", "not the key"),
        (vec![&*key.proof("GET", USERS, Some("else"), json!({}))], "invalid_dpop_proof", "'ath' claim"),
        (vec![&*key.proof("GET", USERS, None, json!({}))], "invalid_dpop_proof", "'ath' claim"),
        (vec![&*proof, &*proof], "invalid_dpop_proof", "Multiple"),
    ] {
        let refused = get(&mut world, "/api/v1/users", &dpop, &proofs);
        assert_eq!((refused.status, refused.body.len()), (400, 0), "{text}");
        assert!(challenge(&refused).starts_with("DPoP algs="), "{text}");
        assert!(challenge(&refused).contains(&format!("error=\"{code}\"")), "{text}");
        assert!(challenge(&refused).contains(text), "{text}");
    }
    let bearer = get(&mut world, "/api/v1/users", &format!("Bearer {granted}"), &[]);
    assert_eq!(bearer.status, 400);
    assert!(challenge(&bearer).contains("error=\"invalid_request\""));
    let groups = key.proof("GET", "http://localhost/api/v1/groups", Some(&granted), json!({}));
    let scope = get(&mut world, "/api/v1/groups", &dpop, &[&groups]);
    assert_eq!(scope.status, 403);
    assert!(challenge(&scope).starts_with("DPoP ") && challenge(&scope).contains("insufficient_scope"));
    // A day later the nonce has expired.
    world.now += 24 * 3600;
    let late = json!({ "iat": world.now, "exp": world.now + 300 });
    let assertion = signer.sign(&signer.header(), &changed(self::claims(), &late));
    let proof = key.proof("POST", URL, None, json!({ "iat": world.now, "nonce": first }));
    let fresh = nonce(&world.send(&request(&form(&assertion, READ)).header("DPoP", &proof)));
    assert_ne!(fresh, first);
}

#[test]
fn proofs_are_checked_claim_by_claim() {
    let (signer, key) = (Signer::p256(), RSA.clone());
    let mut world = of(&signer);
    for (changes, text) in [
        (json!({ "htm": "GET" }), "'htm' claim"),
        (json!({ "htu": "http://localhost/oauth2/v1/token?x=1" }), "'htu' claim"),
        (json!({ "iat": null }), "'iat' claim"),
        (json!({ "iat": START + 1 }), "in the future"),
        (json!({ "iat": START - 301 }), "older than five minutes"),
        (json!({ "exp": START }), "is expired"),
        (json!({ "jti": null }), "'jti' claim"),
        (json!({ "jti": "" }), "'jti' claim"),
    ] {
        let proof = key.proof("POST", URL, None, changes);
        assert_refused(&ask(&mut world, &signer, &proof), 400, "invalid_dpop_proof", text);
    }
    let claims = || json!({ "htm": "POST", "htu": URL, "iat": START, "jti": unique() });
    let headers = [
        (Header { typ: Some("JWT".into()), ..key.proof_header() }, "'typ' header"),
        (Header { jwk: None, ..key.proof_header() }, "'jwk' header"),
        (Header { jwk: Some(Signer::p256().jwk()), ..key.proof_header() }, "signature is invalid"),
    ];
    for (header, text) in headers {
        let proof = key.sign(&header, &claims());
        assert_refused(&ask(&mut world, &signer, &proof), 400, "invalid_dpop_proof", text);
    }
    let hmac = Header { alg: Algorithm::HS256, ..key.proof_header() };
    let hmac = jsonwebtoken::encode(&hmac, &claims(), &EncodingKey::from_secret(b"x")).unwrap();
    assert!(refusal(&ask(&mut world, &signer, &hmac)).2.contains("'alg' header"));
    assert!(refusal(&ask(&mut world, &signer, "rubbish")).2.contains("Parsing"));
    // An app whose tokens need not be bound to a key may ask for a bound one.
    let nonce = nonce(&ask(&mut world, &signer, &key.proof("POST", URL, None, json!({}))));
    let response = ask(&mut world, &signer, &key.proof("POST", URL, None, json!({ "nonce": nonce })));
    assert_eq!(response.json()["token_type"], "DPoP");
}

#[test]
fn metadata_names_the_token_endpoint() {
    let mut world = World::new(1);
    for path in ["/.well-known/oauth-authorization-server", "/.well-known/openid-configuration"] {
        let response = world.send(&Request::new("GET", path));
        assert_eq!((response.status, response.get("x-rate-limit-limit")), (200, None), "{path}");
        assert_eq!(response.json()["token_endpoint"], URL);
    }
}

#[test]
fn a_jwks_is_read_or_refused_with_a_reason() {
    for (text, why) in [
        ("", "no JSON"),
        ("{}", "no JWKS"),
        (r#"{"keys": [{"kty": "EC"}]}"#, "key 0 is no public key"),
        (r#"{"keys": [{"kty": "RSA", "n": "AQAB", "e": "AQAB", "d": "AQAB"}]}"#, "key 0 is no public key"),
    ] {
        assert!(ServiceApp::read(APP, text).unwrap_err().contains(why), "{text}");
    }
    let app = ServiceApp::read(APP, r#"{"keys": [], "dpop_bound_access_tokens": true}"#).unwrap();
    assert_eq!(app.to_string(), "0oa7serv0000Jk1Lm9x8: 0 keys, with DPoP");
}

#[test]
fn apps_made_over_the_api_get_tokens_for_what_was_granted() {
    let mut world = World::new(2);
    let mut key = serde_json::to_value(RSA.jwk()).unwrap();
    key["kid"] = "k1".into();
    let created = world.call(
        "POST",
        "/api/v1/apps",
        json!({
            "label": "Service",
            "signOnMode": "OPENID_CONNECT",
            "credentials": { "oauthClient": { "client_id": APP, "token_endpoint_auth_method": "private_key_jwt" } },
            "settings": { "oauthClient": {
                "application_type": "service",
                "grant_types": ["client_credentials"],
                "jwks": { "keys": [key] },
            } },
        }),
    );
    assert_eq!(created.status, 200, "{}", created.json());
    let path = format!("/api/v1/apps/{}", created.json()["id"].as_str().unwrap());
    let ask = |world: &mut World| {
        let assertion = RSA.assertion();
        let form = format!(
            "grant_type=client_credentials&scope={READ}&client_assertion_type={ASSERTION_TYPE}\
             &client_assertion={assertion}"
        );
        world.send(&request(&form))
    };
    assert_eq!(ask(&mut world).json()["error"], "invalid_scope");
    world.call("POST", &format!("{path}/grants"), json!({ "issuer": "http://localhost", "scopeId": READ }));
    assert_eq!(ask(&mut world).json()["scope"], READ);
    world.bare("POST", &format!("{path}/lifecycle/deactivate"));
    assert_eq!(ask(&mut world).json()["error"], "invalid_client");
}
