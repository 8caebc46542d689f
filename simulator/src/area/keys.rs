//! The signing keys of apps and identity providers, and the requests for certificates of them.

use crate::call::Call;
use crate::certificates::{Certificate, signing_request};
use crate::error::{self, ApiError, ensure};
use crate::jwt;
use crate::links::hinted;
use crate::message::Response;
use crate::org::Org;
use crate::resource::{Id, Resource, last};
use crate::store::Document;
use crate::time::Time;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

/// Where the org keeps its own keys; no operation shows them.
const OWN: &str = "keys";
const OWN_YEARS: i64 = 10;
const DAY: i64 = 86_400;
const PKCS10: &str = "application/pkcs10";

/// The keys of one kind of owner.
pub(super) struct Keys {
    pub(super) owner: &'static Resource,
    pub(super) keys: &'static Resource,
    pub(super) requests: &'static Resource,
    /// The parameter that names the owner of a clone.
    pub(super) target: &'static str,
}

/// The collection of keys of a kind of owner; the paths differ.
pub(super) const KEYS: Resource =
    Resource { id: Id::Member("kid"), object: "generateKey", created: 201, links: crate::links::none, ..Resource::NEW };

/// The collection of signing requests.
pub(super) const REQUESTS: Resource = Resource {
    id: Id::Hash,
    noun: "CertificateSigningRequest",
    object: "csr",
    created: 201,
    complete: |_, _, request, _| complete(request),
    links: |_, _, path| {
        json!({
            "publish": hinted(format!("{path}/lifecycle/publish"), &["POST"]),
            "self": hinted(path, &["GET", "DELETE"]),
        })
    },
    events: "app.app_instance.csr.*",
    ..Resource::NEW
};

/// Gives a new org its key.
pub(super) fn seed(org: &mut Org, born: Time) {
    if let Some(key) = new_key(org, born, OWN_YEARS) {
        let kid = key.get("kid").and_then(Value::as_str).unwrap_or("").to_owned();
        org.store.put(OWN, &kid, Document { shown: key, ..Document::default() });
    }
}

/// The key with which the org signs for all that have none of their own.
pub(super) fn of_org(org: &Org) -> Option<Map<String, Value>> {
    org.store.all(OWN).next().map(|(_, key)| key.shown.clone())
}

/// A new key with a certificate.
pub(super) fn new_key(org: &mut Org, now: Time, years: i64) -> Option<Map<String, Value>> {
    let serial = org.ids.reserve(1);
    Certificate::issue(serial, &org.id, now, years).map(|certificate| certificate.jwk())
}

impl Keys {
    /// The rows of all operations, for the path of the owner.
    pub(super) fn generate(&self, org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
        let at = self.keys.at(org, call)?;
        let years = call.query.text("validityYears").and_then(|years| years.parse::<i64>().ok()).unwrap_or(0);
        let why = "Validity years out of range. It should be 2 - 10 years";
        ensure!((2..=10).contains(&years), error::invalid("generateKey").because(why));
        let key = new_key(org, call.now, years).ok_or_else(error::malformed)?;
        org.record(call, "app.keys.generate", Vec::new());
        self.add(org, call, &at, key)
    }

    pub(super) fn duplicate(&self, org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
        let (_, key) = self.keys.load(org, call)?;
        let target = call.query.text(self.target).unwrap_or("");
        ensure!(org.store.find(self.owner.path, target).is_some(), self.owner.unknown(target));
        let at = self.keys.path.replacen("{}", target, 1);
        let why = "The target has this key already.";
        ensure!(org.store.find(&at, key.text("kid")).is_none(), error::invalid("cloneKey").because(why));
        org.record(call, "app.keys.clone", Vec::new());
        self.add(org, call, &at, key.shown)
    }

    /// 201 with a request, in the form that the client accepts.
    pub(super) fn request(&self, org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
        let at = self.requests.at(org, call)?;
        let body = call.judged(self.requests.object)?;
        let path = self.requests.make(org, call, &at, body)?;
        let response = self.shown(org, call, &path)?.with("location", format!("{}{path}", call.base));
        Ok(Response { status: 201, ..response })
    }

    pub(super) fn get_request(&self, org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
        let path = self.requests.item(org, call)?;
        self.shown(org, call, &path)
    }

    /// Takes the certificate that answers a request.
    pub(super) fn publish(&self, org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
        let path = self.requests.item(org, call)?;
        let wrong = |why: &str| error::invalid("certificate").because(why);
        let certificate = Certificate::read(&call.request.body);
        let certificate = certificate.ok_or_else(|| wrong("The certificate could not be parsed."))?;
        ensure!(certificate.is_own(), wrong("The certificate does not match the CSR."));
        let long = certificate.expires.seconds() > call.now.seconds() + 90 * DAY;
        ensure!(long, wrong("The certificate must be valid for more than 90 days."));
        let at = self.keys.at(org, call)?;
        org.record(call, "app.app_instance.csr.publish", Vec::new());
        org.store.remove_at(&path);
        self.add(org, call, &at, certificate.jwk())
    }

    fn add(&self, org: &mut Org, call: &Call<'_>, at: &str, key: Map<String, Value>) -> Result<Response, ApiError> {
        let path = self.keys.make(org, call, at, key.clone())?;
        let response = self.keys.shown(org, call, &path)?;
        let location = format!("{}{at}/{}", call.base, key.get("kid").and_then(Value::as_str).unwrap_or(last(&path)));
        Ok(Response { status: 201, ..response }.with("location", location))
    }

    fn shown(&self, org: &Org, call: &Call<'_>, path: &str) -> Result<Response, ApiError> {
        let accepts = call.request.get("accept").unwrap_or("");
        match org.store.at(path) {
            Some(request) if accepts.contains(PKCS10) && !accepts.contains("json") => {
                Ok(Response::ok_text(request.text("csr").to_owned()).with("content-type", PKCS10.into()))
            }
            _ => self.requests.shown(org, call, path),
        }
    }
}

/// Makes the request that was described.
fn complete(request: &mut Document) -> Result<(), ApiError> {
    let subject = request.shown.shift_remove("subject").unwrap_or_default();
    let names = request.shown.shift_remove("subjectAltNames").unwrap_or_default();
    let names = names["dnsNames"].as_array().cloned().unwrap_or_default();
    let names: Vec<_> = names.iter().filter_map(Value::as_str).collect();
    let der = signing_request(&subject, &names).ok_or_else(|| error::invalid("csr"))?;
    let csr = STANDARD.encode(der);
    request.set("id", jwt::hash(&format!("{}{csr}", request.text("id"))));
    request.set("csr", csr);
    request.set("kty", "RSA");
    Ok(())
}

/// The rows of the keys of an owner: `key_rows!(APP_KEYS "/api/v1/apps/{}/credentials")`.
macro_rules! key_rows {
    ($keys:ident $path:literal) => {
        &[
            ("GET", concat!($path, "/keys"), |org, call| $keys.keys.list(org, call)),
            ("POST", concat!($path, "/keys/generate"), |org, call| $keys.generate(org, call)),
            ("GET", concat!($path, "/keys/{}"), |org, call| $keys.keys.get(org, call)),
            ("POST", concat!($path, "/keys/{}/clone"), |org, call| $keys.duplicate(org, call)),
            ("GET", concat!($path, "/csrs"), |org, call| $keys.requests.list(org, call)),
            ("POST", concat!($path, "/csrs"), |org, call| $keys.request(org, call)),
            ("GET", concat!($path, "/csrs/{}"), |org, call| $keys.get_request(org, call)),
            ("DELETE", concat!($path, "/csrs/{}"), |org, call| $keys.requests.delete(org, call)),
            ("POST", concat!($path, "/csrs/{}/lifecycle/publish"), |org, call| $keys.publish(org, call)),
        ]
    };
}
pub(super) use key_rows;
