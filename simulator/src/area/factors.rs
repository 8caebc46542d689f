//! The factors of users.

use super::user_documents::USERS;
use crate::call::Call;
use crate::document;
use crate::error::{self, ApiError, BLANK, ensure, field};
use crate::handler::Row;
use crate::links;
use crate::message::Response;
use crate::org::Org;
use crate::paging;
use crate::resource::{Id, Resource, last};
use crate::schema::title;
use crate::store::{Document, absolute};
use crate::time::Time;
use serde_json::{Map, Value, json};

pub(crate) const ROWS: &[&[Row]] = &[&[
    ("GET", "/api/v1/users/{}/factors", |org, call| FACTORS.list(org, call)),
    ("POST", "/api/v1/users/{}/factors", enroll),
    ("GET", "/api/v1/users/{}/factors/catalog", catalog),
    ("GET", "/api/v1/users/{}/factors/questions", questions),
    ("GET", "/api/v1/users/{}/factors/{}", |org, call| FACTORS.get(org, call)),
    ("DELETE", "/api/v1/users/{}/factors/{}", unenroll),
    ("POST", "/api/v1/users/{}/factors/{}/lifecycle/activate", activate),
    ("POST", "/api/v1/users/{}/factors/{}/resend", resend),
    ("POST", "/api/v1/users/{}/factors/{}/verify", verify),
    ("GET", "/api/v1/users/{}/factors/{}/transactions/{}", transaction),
]];

/// The kinds of factors: type, usual provider, and the prefix of ids.
const KINDS: &[(&str, &str, &str)] = &[
    ("sms", "OKTA", "mbl"),
    ("call", "OKTA", "clf"),
    ("email", "OKTA", "emf"),
    ("question", "OKTA", "ufs"),
    ("push", "OKTA", "opf"),
    ("signed_nonce", "OKTA", "pfd"),
    ("token:software:totp", "OKTA", "ost"),
    ("token:software:totp", "GOOGLE", "uft"),
    ("token:hotp", "CUSTOM", "chf"),
    ("token:hardware", "YUBICO", "ykf"),
    ("token", "RSA", "rsf"),
    ("web", "DUO", "dsf"),
    ("webauthn", "FIDO", "fwf"),
    ("u2f", "FIDO", "fuf"),
];
/// How long a challenge lasts.
const CHALLENGE: i64 = 300;

static FACTORS: Resource = Resource {
    path: "/api/v1/users/{}/factors",
    parent: Some(&USERS),
    schema: "UserFactor",
    id: Id::Minted("ufs"),
    noun: "UserFactor",
    object: "factorEnrollRequest",
    links: |_, factor, path| factor_links(factor, path),
    ..Resource::NEW
};

fn enroll(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let at = FACTORS.at(org, call)?;
    let at_once = call.query.flag("activate", false)?;
    let mut factor = Document { shown: call.judged(FACTORS.object)?, ..Document::default() };
    let kind = factor.text("factorType").to_owned();
    ensure!(!kind.is_empty(), field("factorType", BLANK));
    let first = KINDS.iter().find(|(own, ..)| *own == kind);
    let provider = match (factor.text("provider"), first) {
        ("", Some((_, provider, _))) => (*provider).to_owned(),
        (sent, _) => sent.to_owned(),
    };
    let known = KINDS.iter().find(|(own, of, _)| *own == kind && *of == provider).or(first);
    let (.., prefix) = known.ok_or_else(|| field("factorType", "There is no such factor"))?;
    check_profile(&factor, &kind)?;
    let refused = |why: &str| error::invalid(FACTORS.object).because(why);
    let same = |own: &Document| own.text("factorType") == kind && own.text("provider") == provider;
    let set_up = org.store.all(&at).any(|(_, own)| same(own) && own.text("status") == "ACTIVE");
    ensure!(!set_up, refused("A factor of this type is already set up."));
    // One that waits for its activation gives way to a new one.
    let waiting: Vec<String> = org.store.all(&at).filter(|(_, own)| same(own)).map(|(id, _)| id.to_owned()).collect();
    waiting.iter().for_each(|id| drop(org.store.remove(&at, id)));

    let active = at_once || matches!(kind.as_str(), "question" | "token:hotp" | "token:hardware" | "token" | "web");
    let id = org.ids.mint(prefix);
    let now = call.now.to_string();
    let sent = std::mem::take(&mut factor.shown);
    factor.shown = Map::from_iter([
        ("id".to_owned(), id.clone().into()),
        ("factorType".to_owned(), kind.into()),
        ("provider".to_owned(), provider.clone().into()),
        ("vendorName".to_owned(), provider.into()),
        ("status".to_owned(), if active { "ACTIVE" } else { "PENDING_ACTIVATION" }.into()),
        ("created".to_owned(), now.clone().into()),
        ("lastUpdated".to_owned(), now.into()),
    ]);
    complete(&mut factor, sent);
    if !active {
        begin(org, call, &mut factor);
    }
    let path = format!("{at}/{id}");
    org.store.put_at(&path, factor);
    if active {
        org.record(call, "user.mfa.factor.activate", Vec::new());
    }
    FACTORS.shown(org, call, &path)
}

fn check_profile(factor: &Document, kind: &str) -> Result<(), ApiError> {
    let needed: &[&str] = match kind {
        "sms" | "call" => &["phoneNumber"],
        "question" => &["question", "answer"],
        _ => &[],
    };
    for name in needed {
        ensure!(!factor.text(&format!("profile.{name}")).is_empty(), field(name, BLANK));
    }
    let phone = factor.text("profile.phoneNumber");
    let dialled =
        phone.is_empty() || phone.starts_with('+') && phone.chars().skip(1).all(|digit| digit.is_ascii_digit());
    ensure!(dialled, field("phoneNumber", "Invalid Phone Number."));
    Ok(())
}

/// Takes what was sent into a factor; what only the user knows is kept apart.
fn complete(factor: &mut Document, mut sent: Map<String, Value>) {
    if let Some(Value::Object(mut profile)) = sent.shift_remove("profile") {
        if let Some(answer) = profile.shift_remove("answer") {
            factor.hidden.insert("answer".into(), answer);
        }
        if let Some(question) = profile.get("question").and_then(Value::as_str) {
            profile.insert("questionText".into(), question_text(question).into());
        }
        factor.set("profile", profile);
    }
    for name in ["verify", "sharedSecret", "passCode"] {
        if let Some(value) = sent.shift_remove(name) {
            factor.hidden.insert(name.into(), value);
        }
    }
    if let Some(profile_id) = sent.shift_remove("factorProfileId") {
        factor.set("factorProfileId", profile_id);
    }
}

/// What the user needs to set the factor up.
fn begin(org: &mut Org, call: &Call<'_>, factor: &mut Document) {
    let expires = Time::from_seconds(call.now.seconds() + CHALLENGE).to_string();
    let activation = match factor.text("factorType") {
        "token:software:totp" => {
            json!({ "timeStep": 30, "sharedSecret": org.ids.text(16), "encoding": "base32", "keyLength": 6 })
        }
        "push" => json!({ "factorResult": "WAITING", "expiresAt": expires }),
        "webauthn" => json!({
            "attestation": "direct",
            "authenticatorSelection": { "userVerification": "optional", "requireResidentKey": false },
            "challenge": org.ids.text(20),
            "excludeCredentials": [],
            "pubKeyCredParams": [{ "type": "public-key", "alg": -7 }, { "type": "public-key", "alg": -257 }],
            "user": { "displayName": "", "name": "", "id": last(call.request.path()) },
        }),
        "u2f" => json!({ "version": "U2F_V2", "appId": call.base, "nonce": org.ids.text(20), "timeoutSeconds": 20 }),
        _ => return,
    };
    factor.set("_embedded", json!({ "activation": activation }));
}

fn factor_links(factor: &Document, path: &str) -> Value {
    let user = path.rsplitn(3, '/').nth(2).unwrap_or("");
    let post = |operation: &str| links::hinted(format!("{path}/{operation}"), &["POST"]);
    let mut found = Map::new();
    let kind = factor.text("factorType");
    if factor.text("status") == "PENDING_ACTIVATION" {
        if matches!(kind, "sms" | "call" | "email") {
            let mut resend = post("resend");
            resend["name"] = kind.into();
            found.insert("resend".into(), json!([resend]));
        }
        found.insert("activate".into(), post("lifecycle/activate"));
        found.insert("self".into(), links::hinted(path, &["GET"]));
    } else {
        if kind == "question" {
            found.insert("questions".into(), links::hinted(format!("{user}/factors/questions"), &["GET"]));
        }
        found.insert("verify".into(), post("verify"));
        found.insert("self".into(), links::hinted(path, &["GET", "DELETE"]));
    }
    found.insert("user".into(), links::hinted(user, &["GET"]));
    Value::Object(found)
}

fn unenroll(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    call.query.flag("removeRecoveryEnrollment", false)?;
    let response = FACTORS.delete(org, call)?;
    org.record(call, "user.mfa.factor.deactivate", Vec::new());
    Ok(response)
}

fn activate(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let (path, mut factor) = FACTORS.load(org, call)?;
    let body = call.judged("passCode")?;
    let waits = factor.text("status") == "PENDING_ACTIVATION";
    ensure!(waits, error::invalid("factor").because("The factor is not waiting for its activation"));
    if !matches!(factor.text("factorType"), "push" | "webauthn" | "u2f") {
        check_pass_code(&body)?;
    }
    factor.set("status", "ACTIVE");
    factor.shown.shift_remove("_embedded");
    factor.touch(call.now);
    org.store.put_at(&path, factor);
    org.record(call, "user.mfa.factor.activate", Vec::new());
    FACTORS.shown(org, call, &path)
}

/// Sends a code once more; the answer is the factor.
fn resend(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let path = FACTORS.item(org, call)?;
    call.judged("factor")?;
    FACTORS.shown(org, call, &path)
}

fn verify(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let (path, factor) = FACTORS.load(org, call)?;
    let body = call.judged("passCode")?;
    let expires = Time::from_seconds(call.now.seconds() + CHALLENGE).to_string();
    let challenge = |result: &str, links: Value| {
        let mut shown = json!({ "factorResult": result, "expiresAt": expires, "_links": links });
        absolute(&mut shown, &call.base);
        Ok(Response::ok(&shown))
    };
    match (factor.text("factorType"), body.contains_key("passCode")) {
        ("question", _) => {
            let answer = body.get("answer").and_then(Value::as_str).unwrap_or("");
            let right = factor.hidden.get("answer").and_then(Value::as_str).unwrap_or("");
            ensure!(
                answer.trim().eq_ignore_ascii_case(right.trim()),
                error::wrong_pass_code().because("Your answer doesn't match our records.")
            );
        }
        ("push", _) => {
            let id = format!("v2{}", org.ids.text(20));
            let poll = format!("{path}/transactions/{id}");
            org.store.put_at(&poll, Document::new(json!({ "factorResult": "WAITING" })));
            let poll = json!({ "poll": links::hinted(poll, &["GET"]) });
            return challenge("WAITING", poll);
        }
        ("sms" | "call" | "email" | "webauthn" | "u2f", false) if body.is_empty() => {
            let again = json!({ "verify": links::hinted(format!("{path}/verify"), &["POST"]) });
            return challenge("CHALLENGE", again);
        }
        ("webauthn" | "u2f", _) => {}
        _ => check_pass_code(&body)?,
    }
    Ok(Response::ok(&json!({ "factorResult": "SUCCESS" })))
}

/// The state of a push: the user accepts it at once.
fn transaction(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let path = FACTORS.item(org, call)?;
    let id = call.value(2);
    let known = org.store.find(&format!("{path}/transactions"), id).is_some();
    ensure!(known, error::not_found(id, "FactorTransaction"));
    Ok(Response::ok(&json!({ "factorResult": "SUCCESS" })))
}

/// No message leaves the org, so that any six digits are right, but six zeros.
fn check_pass_code(body: &Map<String, Value>) -> Result<(), ApiError> {
    let code = body.get("passCode").and_then(Value::as_str).unwrap_or("");
    let right = code.len() == 6 && code.bytes().all(|byte| byte.is_ascii_digit()) && code != "000000";
    ensure!(right, error::wrong_pass_code().because("Your passcode doesn't match our records. Please try again."));
    Ok(())
}

/// Removes all factors of a user.
pub(crate) fn forget(org: &mut Org, user: &str) {
    org.store.clear(&format!("{}/{user}/factors", USERS.path));
}

/// The factors that a user can set up, with the state of each.
fn catalog(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    let at = FACTORS.at(org, call)?;
    let item = |(kind, provider, _): &(&str, &str, &str)| {
        let mut all = org.store.all(&at);
        let own = all.find(|(_, own)| own.text("factorType") == *kind && own.text("provider") == *provider);
        let status = own.map_or("NOT_SETUP", |(_, own)| own.text("status"));
        let mut links = json!({ "enroll": links::hinted(&at, &["POST"]) });
        if *kind == "question" {
            links["questions"] = links::hinted(format!("{at}/questions"), &["GET"]);
        }
        let mut shown = json!({
            "factorType": kind,
            "provider": provider,
            "vendorName": provider,
            "status": status,
            "enrollment": "OPTIONAL",
            "_links": links,
        });
        absolute(&mut shown, &call.base);
        shown
    };
    let offered = ["sms", "call", "email", "question", "push", "token:software:totp", "webauthn"];
    let items = KINDS.iter().filter(|(kind, ..)| offered.contains(kind)).map(item);
    Ok(paging::whole("", items.collect()))
}

fn questions(org: &mut Org, call: &Call<'_>) -> Result<Response, ApiError> {
    USERS.item(org, call)?;
    let known = document::schema("UserFactorSecurityQuestionProfile")["properties"]["question"]["enum"].as_array();
    let known = known.into_iter().flatten().filter_map(Value::as_str);
    let items = known.map(|question| json!({ "question": question, "questionText": question_text(question) }));
    Ok(paging::whole("", items.collect()))
}

/// A question in words, made from its key.
fn question_text(key: &str) -> String {
    format!("{}?", title(key).replace('_', " "))
}
