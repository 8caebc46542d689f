//! Tokens, limits, malformed requests and headers; no request makes the org fail.
#![allow(clippy::unwrap_used)]

mod common;

use common::{World, error};
use oktant_simulator::{Limits, Org, Request, Setup, TOKEN, Time};
use proptest::prelude::*;
use serde_json::{Value, json};

#[test]
fn tokens() {
    let mut world = World::new(1);
    let mut ask = |path: &str, header: Option<&str>| {
        let request = Request::new("GET", path);
        let response = world.send(&match header {
            Some(value) => request.header("Authorization", value),
            None => request,
        });
        error(&response)
    };
    let right = format!("SSWS {TOKEN}");
    let lower = format!("ssws {TOKEN}");
    for (path, header, status, code) in [
        ("/api/v1/users", Some(right.as_str()), 200, "none"),
        ("/api/v1/users", Some(lower.as_str()), 200, "none"),
        ("/api/v1/users", None, 403, "E0000005"),
        ("/api/v1/users", Some("SSWS 00wrong"), 401, "E0000011"),
        ("/api/v1/users", Some("SSWS"), 401, "E0000011"),
        ("/api/v1/users", Some(TOKEN), 401, "E0000011"),
        ("/api/v1/users", Some("Bearer x.y.z"), 401, "E0000011"),
        ("/.well-known/okta-organization", None, 200, "none"),
        ("/api/v1/nowhere", None, 403, "E0000005"),
        ("/api/v1/nowhere", Some(right.as_str()), 404, "E0000008"),
        ("/", Some(right.as_str()), 404, "E0000008"),
    ] {
        assert_eq!(ask(path, header), (status, code.to_owned()), "{path} {header:?}");
    }
    let mut world = World::of(&Setup { token: "own".into(), ..Setup::default() });
    assert_eq!(world.send(&Request::new("GET", "/api/v1/org").token("own")).status, 200);
    assert_eq!(world.get("/api/v1/org").status, 401);
}

#[test]
fn malformed_requests() {
    let mut world = World::new(1);
    let deep = format!("{}1{}", "{\"a\":".repeat(5000), "}".repeat(5000));
    for body in
        ["", "{", "[]", "null", "\"x\"", "{}x", "{\"profile\":1}", "{\"profile\":{\"a\":1e999}}", "\u{feff}{}", &deep]
    {
        let mut request = Request::new("POST", "/api/v1/users").token(TOKEN);
        request.body = body.into();
        let response = world.send(&request);
        assert_eq!(error(&response), (400, "E0000003".to_owned()), "{}", &body[..body.len().min(40)]);
        assert_eq!(response.json()["errorCauses"], json!([]));
    }
    let mut form = Request::new("POST", "/api/v1/users").token(TOKEN).header("content-type", "text/plain");
    form.body = b"{}".to_vec();
    assert_eq!(error(&world.send(&form)), (400, "E0000021".to_owned()));
    for (method, path) in [
        ("PATCH", "/api/v1/users"),
        ("DELETE", "/api/v1/groups"),
        ("PATCH", "/api/v1/apps"),
        ("HEAD", "/api/v1/org"),
        ("", "/api/v1/org"),
    ] {
        assert_eq!(error(&world.bare(method, path)), (405, "E0000022".to_owned()), "{method} {path}");
    }
}

#[test]
fn headers_of_every_response() {
    let mut world = World::new(1);
    let response = world.get("/api/v1/users/nobody");
    assert_eq!(response.get("date"), Some("Sun, 15 Jun 2025 15:06:40 GMT"));
    assert_eq!(response.get("content-type"), Some("application/json"));
    assert_eq!(response.get("x-okta-request-id").map(str::len), Some(32));
    assert_eq!(response.get("x-rate-limit-limit"), Some("10000"));
    assert_eq!(response.get("x-rate-limit-remaining"), Some("9999"));
    assert_eq!(response.get("x-rate-limit-reset"), Some("1750000060"));
    assert_eq!(response.json()["errorId"].as_str().map(str::len), Some(25));
}

#[test]
fn limits_are_counted_by_bucket() {
    let mut world = World::of(&Setup { limits: Limits::Flat(3), ..Setup::default() });
    let seen: Vec<_> = (0..5)
        .map(|_| {
            let response = world.get("/api/v1/users?limit=1");
            world.now += 1;
            let number = |name| response.get(name).unwrap().parse::<i64>().unwrap();
            (response.status, number("x-rate-limit-remaining"), number("x-rate-limit-reset") - common::START)
        })
        .collect();
    assert_eq!(seen, [(200, 2, 60), (200, 1, 60), (200, 0, 60), (429, 0, 60), (429, 0, 60)]);
    let over = world.get("/api/v1/users");
    assert_eq!(error(&over), (429, "E0000047".to_owned()));
    assert_eq!(over.get("retry-after"), None);
    assert_eq!(world.get("/api/v1/users/me").status, 200);
    world.now = common::START + 60;
    assert_eq!(world.get("/api/v1/users").get("x-rate-limit-remaining"), Some("2"));
    let mut world = World::of(&Setup { limits: Limits::Published, ..Setup::default() });
    assert_eq!(world.get("/api/v1/users/me").get("x-rate-limit-limit"), Some("2000"));
}

#[test]
fn simple_reads() {
    let mut world = World::new(1);
    let org = world.get("/api/v1/org").json();
    let known = world.get("/.well-known/okta-organization").json();
    assert_eq!(org["id"], known["id"]);
    let types = world.get("/api/v1/meta/types/user").json();
    let id = types[0]["id"].as_str().unwrap();
    assert_eq!(world.get(&format!("/api/v1/meta/types/user/{id}")).json(), types[0]);
    let unknown = world.get("/api/v1/meta/types/user/oty1").json();
    assert_eq!(unknown["errorSummary"], "Not found: Resource not found: oty1 (CVDType)");
}

#[test]
fn the_same_seed_gives_the_same_org() {
    let answers = |seed| {
        let mut world = World::of(&Setup { users: 300, seed, ..Setup::default() });
        world.create("", common::whole_person("ann"));
        ["/api/v1/users?limit=200", "/api/v1/groups", "/api/v1/users/ann"].map(|target| world.get(target).json())
    };
    assert_eq!(answers(7), answers(7));
    assert_ne!(answers(7), answers(8));
}

fn methods() -> impl Strategy<Value = String> {
    prop_oneof![Just("GET"), Just("POST"), Just("PUT"), Just("DELETE"), Just("PATCH"), Just("X")].prop_map(Into::into)
}

fn segments() -> impl Strategy<Value = String> {
    let words = vec![
        "users", "groups", "me", "lifecycle", "activate", "suspend", "credentials", "change_password", "meta",
        "schemas", "types", "user", "default", "apps", "org", "%00", "%zz", "", "..", "ann", "%F0%9F", "00u",
    ];
    prop_oneof![4 => prop::sample::select(words).prop_map(String::from), 1 => "\\PC{0,8}"]
}

fn queries() -> impl Strategy<Value = String> {
    let names = vec!["limit", "after", "q", "search", "filter", "sortBy", "sortOrder", "activate", "expand"];
    let values = prop_oneof![
        Just("status+eq+%22ACTIVE%22".to_owned()),
        Just("profile.login+sw+%22\u{e9}%22+or+(id+pr)".to_owned()),
        Just("profile.costNumber".to_owned()),
        Just("200u00000000000000000".to_owned()),
        "-?[0-9]{1,20}",
        "\\PC{0,12}",
        "[a-z ()\"\\\\.%0-9]{0,20}",
    ];
    prop::collection::vec((prop::sample::select(names), values), 0..4).prop_map(|pairs| {
        pairs.into_iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
    })
}

fn values() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        Just(json!("ann@example.com")),
        Just(json!("Plain-Pa55word")),
        "\\PC{0,8}".prop_map(Value::from),
    ];
    let names = vec![
        "profile", "credentials", "password", "value", "recovery_question", "question", "answer", "login", "email",
        "firstName", "lastName", "name", "definitions", "custom", "base", "properties", "badge", "type", "title",
        "groupIds", "provider", "oldPassword", "newPassword",
    ];
    leaf.prop_recursive(4, 24, 6, move |inner| {
        let name = prop::sample::select(names.clone());
        prop_oneof![
            4 => prop::collection::vec((name, inner.clone()), 0..6)
                .prop_map(|pairs| Value::Object(pairs.into_iter().map(|(name, value)| (name.into(), value)).collect())),
            1 => prop::collection::vec(inner, 0..4).prop_map(Value::Array),
        ]
    })
}

fn requests() -> impl Strategy<Value = Request> {
    let path = prop::collection::vec(segments(), 0..6);
    let body = prop_oneof![
        3 => values().prop_map(|value| value.to_string().into_bytes()),
        1 => prop::collection::vec(any::<u8>(), 0..40),
    ];
    (methods(), any::<bool>(), path, queries(), body, "\\PC{0,12}").prop_map(
        |(method, api, path, query, body, host)| {
            let start = if api { "/api/v1/" } else { "/" };
            let request = Request::new(&method, &format!("{start}{}?{query}", path.join("/")));
            Request { body, ..request.token(TOKEN).header("host", &host) }
        },
    )
}

/// Requests that match a route, so that handlers are reached.
fn fitting() -> impl Strategy<Value = Request> {
    let paths = vec![
        "/api/v1/users",
        "/api/v1/users/me",
        "/api/v1/users/ann",
        "/api/v1/users/me/groups",
        "/api/v1/users/ann/lifecycle/activate",
        "/api/v1/users/ann/lifecycle/reset_password",
        "/api/v1/users/ann/credentials/change_password",
        "/api/v1/users/ann/credentials/change_recovery_question",
        "/api/v1/users/ann/credentials/forgot_password_recovery_question",
        "/api/v1/groups",
        "/api/v1/meta/schemas/user/default",
        "/api/v1/meta/schemas/group/default",
        "/api/v1/meta/types/user",
    ];
    (methods(), prop::sample::select(paths), queries(), values()).prop_map(|(method, path, query, body)| {
        Request::new(&method, &format!("{path}?{query}")).token(TOKEN).json(&body)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn every_request_gets_a_response(
        requests in prop::collection::vec(prop_oneof![requests(), fitting()], 1..30),
        now in any::<i64>(),
    ) {
        let mut org = Org::new(&Setup { users: 30, ..Setup::default() });
        org.handle(
            &Request::new("POST", "/api/v1/users").token(TOKEN).json(&common::whole_person("ann")),
            Time::from_millis(now),
        );
        for (at, request) in requests.iter().enumerate() {
            let response = org.handle(request, Time::from_millis(now.wrapping_add(at as i64 * 700)));
            prop_assert!((200..600).contains(&response.status));
            prop_assert!(response.status < 500 || response.status == 501);
            if response.body.is_empty() {
                prop_assert_eq!(response.status, 204);
            } else {
                prop_assert!(serde_json::from_slice::<Value>(&response.body).is_ok());
            }
            if response.status >= 400 {
                prop_assert!(response.json()["errorCode"].is_string());
            }
        }
    }
}

#[test]
fn the_scheme_of_a_token_may_lack_its_space() {
    let mut world = World::new(1);
    for (header, status) in [("SSWS{}", 200), ("SSWS {}", 200), ("ssws  {}", 200), ("{}", 401), ("SSWS", 401)] {
        let request = Request::new("GET", "/api/v1/users/me").header("authorization", &header.replace("{}", TOKEN));
        assert_eq!(world.send(&request).status, status, "{header}");
    }
}
