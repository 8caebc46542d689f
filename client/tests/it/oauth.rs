//! Service apps: access tokens that the client requests with a private key.

use crate::server::{Server, answer, json};
use oktant::{Algorithm, Client, ErrorKind, PublicKey, Signature, Signer};
use std::sync::{Arc, Mutex};

const JWK: &str = include_str!("../../../tests/keys/p256.jwk.json");
const TOKEN: &str = "marked-access-1";

fn builder(server: &Server) -> oktant::Builder {
    Client::builder().org_url(&server.origin).client_id("0oa1").scopes(["okta.users.read", "okta.groups.read"])
}

fn token(kind: &str) -> crate::server::Response {
    json(
        200,
        &format!(r#"{{"token_type":"{kind}","expires_in":3600,"access_token":"{TOKEN}","scope":"okta.users.read"}}"#),
    )
}

fn user() -> crate::server::Response {
    json(200, r#"{"id":"00u1"}"#)
}

/// The value of a header of a received request.
fn header(request: &str, name: &str) -> Option<String> {
    let line = request.lines().find_map(|line| line.strip_prefix(&format!("{name}: ")));
    line.map(str::to_owned)
}

#[tokio::test]
async fn a_token_is_requested_once() {
    let server = Server::start([token("Bearer"), user(), user()]).await;
    let okta = builder(&server).private_key(JWK).build().unwrap();
    okta.users().get_user("00u1").await.unwrap();
    okta.users().get_user("00u1").await.unwrap();
    let requests = server.requests();
    assert_eq!(requests.len(), 3);
    assert!(requests[0].starts_with("POST /oauth2/v1/token "), "{}", requests[0]);
    assert!(requests[0].contains("grant_type=client_credentials&scope=okta.users.read%20okta.groups.read&"));
    assert!(requests[1..].iter().all(|request| header(request, "authorization").unwrap() == format!("Bearer {TOKEN}")));
}

#[tokio::test]
async fn a_key_file_is_read_and_a_missing_one_is_an_error() {
    let server = Server::start([token("Bearer"), user()]).await;
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/keys/rsa.pkcs8.pem");
    builder(&server).private_key(path).build().unwrap().users().get_user("00u1").await.unwrap();
    let error = builder(&server).private_key("/nowhere/key.pem").build().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Config);
    let text = error.to_string();
    assert!(
        text.starts_with("OKTA_CLIENT_PRIVATEKEY (code): is neither a key nor the path of a file that can be read: "),
        "{text}"
    );
}

#[tokio::test]
async fn dpop_tokens_are_sent_with_proofs() {
    let challenge = [("DPoP-Nonce", "n-1")];
    let nonce = answer(400, &challenge, r#"{"error":"use_dpop_nonce"}"#);
    let server = Server::start([nonce, token("DPoP"), user()]).await;
    let okta = builder(&server).private_key(JWK).dpop(true).build().unwrap();
    okta.users().get_user("00u1").await.unwrap();
    let requests = server.requests();
    assert_eq!(header(&requests[2], "authorization").unwrap(), format!("DPoP {TOKEN}"));
    let proofs: Vec<_> = requests.iter().map(|request| header(request, "dpop").unwrap()).collect();
    assert!(proofs[0] != proofs[1] && proofs[1] != proofs[2]);
}

/// A signer that records the sizes of what it signs.
struct RecordingSigner {
    public: PublicKey,
    signed: Arc<Mutex<Vec<usize>>>,
    signature: Result<Vec<u8>, &'static str>,
}

impl Signer for RecordingSigner {
    fn public_key(&self) -> PublicKey {
        self.public.clone()
    }

    fn sign(&self, bytes: Arc<[u8]>) -> Signature<'_> {
        self.signed.lock().unwrap().push(bytes.len());
        let signature = self.signature.clone().map_err(Into::into);
        Box::pin(async move { signature })
    }
}

fn signer_with(signature: Result<Vec<u8>, &'static str>) -> (Arc<Mutex<Vec<usize>>>, Arc<RecordingSigner>) {
    let signed = Arc::<Mutex<Vec<usize>>>::default();
    let public = PublicKey::from_jwk(JWK).unwrap();
    assert_eq!((public.algorithm(), public.id()), (Algorithm::Es256, Some("p256")));
    (Arc::clone(&signed), Arc::new(RecordingSigner { public, signed, signature }))
}

#[tokio::test]
async fn signers_replace_both_keys() {
    let server = Server::start([token("DPoP"), user()]).await;
    let (signed, client) = signer_with(Ok(vec![7; 64]));
    let (proofs_signed, proof) = signer_with(Ok(vec![9; 64]));
    let okta = builder(&server).signer(client).proof_signer(proof).build().unwrap();
    okta.users().get_user("00u1").await.unwrap();
    assert_eq!((signed.lock().unwrap().len(), proofs_signed.lock().unwrap().len()), (1, 2));
}

#[tokio::test]
async fn tokens_of_a_callback_are_proved_with_the_callers_key() {
    let server = Server::start([user()]).await;
    let (signed, proof) = signer_with(Ok(vec![9; 64]));
    let callback = |_| async { Ok::<_, std::io::Error>(TOKEN.to_owned()) };
    let own = Client::builder().org_url(&server.origin).bearer(callback);
    own.proof_signer(proof).build().unwrap().users().get_user("00u1").await.unwrap();
    let requests = server.requests();
    assert_eq!((requests.len(), signed.lock().unwrap().len()), (1, 1));
    assert_eq!(header(&requests[0], "authorization").unwrap(), format!("DPoP {TOKEN}"));
    assert!(header(&requests[0], "dpop").is_some());

    let okta = Client::builder().org_url(&server.origin).bearer(callback).dpop(true).build().unwrap();
    let error = okta.users().get_user("00u1").await.unwrap_err();
    assert!(error.to_string().contains("give that key as the DPoP signer"), "{error}");
}

#[tokio::test]
async fn a_signer_that_fails_is_an_auth_error_with_its_cause() {
    let server = Server::start([]).await;
    let (_, client) = signer_with(Err("the KMS is closed"));
    let error = builder(&server).signer(client).build().unwrap().users().get_user("00u1").await.unwrap_err();
    assert_eq!(error.to_string(), "GET /api/v1/users/{id}: the signer failed: the KMS is closed");
    assert_eq!(error.kind(), ErrorKind::Auth);
    assert_eq!(std::error::Error::source(&error).unwrap().to_string(), "the KMS is closed");
}

#[tokio::test]
async fn no_debug_and_no_error_shows_a_key_or_a_token() {
    let refused = json(401, r#"{"error":"invalid_client","error_description":"marked"}"#);
    let server = Server::start([refused]).await;
    let builder = builder(&server).private_key(JWK).dpop(true);
    let mut seen = format!("{builder:?}");
    let okta = builder.build().unwrap();
    let error = okta.users().get_user("00u1").await.unwrap_err();
    seen.push_str(&format!("{okta:?} {} {error} {error:?}", okta.explain()));
    let request = &server.requests()[0];
    let assertion = request.split("client_assertion=").nth(1).unwrap().to_owned();
    let secret = JWK.split("\"d\": \"").nth(1).unwrap().split('"').next().unwrap();
    for secret in [secret, &assertion, &header(request, "dpop").unwrap()] {
        assert!(secret.len() > 40 && !seen.contains(secret), "{seen}");
    }
}

#[tokio::test]
async fn a_damaged_key_is_an_error_of_the_builder() {
    let server = Server::start([]).await;
    let members = JWK.split('"').filter(|part| part.len() == 43).collect::<Vec<_>>();
    let swapped = JWK.replace(members[1], "swap").replace(members[2], members[1]).replace("swap", members[2]);
    let error = builder(&server).private_key(swapped).build().unwrap_err();
    let expected =
        "OKTA_CLIENT_PRIVATEKEY (code): is damaged, or larger than 8192 bits: copy it again, or make a new one";
    assert_eq!((error.kind(), error.to_string().as_str()), (ErrorKind::Config, expected));
}
