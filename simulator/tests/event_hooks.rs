//! Event hooks get the events that they subscribe to, on this machine.
#![allow(clippy::unwrap_used)]

mod common;

use common::wire::Program;
use common::{World, error, person};
use serde_json::{Value, json};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpListener;
use std::path::Path;
use std::time::{Duration, Instant};

const NOTHING: Value = Value::Null;

fn hook(uri: &str) -> Value {
    json!({
        "name": "Joiners",
        "events": { "type": "EVENT_TYPE", "items": ["user.lifecycle.create"] },
        "channel": {
            "type": "HTTP",
            "version": "1.0.0",
            "config": {
                "uri": uri,
                "headers": [{ "key": "X-Team", "value": "it" }],
                "authScheme": { "type": "HEADER", "key": "Authorization", "value": "secret" },
            },
        },
    })
}

/// The path of a new hook.
fn path(made: &Value) -> String {
    format!("/api/v1/eventHooks/{}", made["id"].as_str().unwrap())
}

#[test]
fn active_and_verified_hooks_get_what_they_subscribe_to() {
    let mut world = World::new(1);
    let path = path(&world.call("POST", "/api/v1/eventHooks", hook("https://hooks.example.com/a")).json());
    world.create("", person("ann"));
    assert_eq!(world.org.take_deliveries(), [], "the hook is not verified");
    world.bare("POST", &format!("{path}/lifecycle/verify"));
    let (id, _) = world.create("", person("bob"));
    world.group("Ops");
    let deliveries = world.org.take_deliveries();
    assert_eq!(deliveries.len(), 1);
    let delivery = &deliveries[0];
    assert_eq!((&*delivery.method, &*delivery.target), ("POST", "https://hooks.example.com/a"));
    assert_eq!((delivery.get("x-team"), delivery.get("authorization")), (Some("it"), Some("secret")));
    let body: Value = serde_json::from_slice(&delivery.body).unwrap();
    let event =
        &world.get("/api/v1/logs?filter=eventType+eq+%22user.lifecycle.create%22&sortOrder=DESCENDING").json()[0];
    assert_eq!(event["target"][0]["id"], id);
    assert_eq!(
        body,
        json!({
            "eventType": "com.okta.event_hook",
            "eventTypeVersion": "1.0",
            "cloudEventsVersion": "0.1",
            "source": format!("http://localhost{path}"),
            "eventId": body["eventId"],
            "data": { "events": [event] },
            "eventTime": "2025-06-15T15:06:40.000Z",
            "contentType": "application/json",
        })
    );
    assert_eq!(body["eventId"].as_str().unwrap().len(), 36);
    world.bare("POST", &format!("{path}/lifecycle/deactivate"));
    world.create("", person("cid"));
    assert_eq!(world.org.take_deliveries(), [], "the hook is inactive");
}

#[test]
fn filters_choose_events() {
    let mut world = World::new(1);
    let (ann, _) = world.create("", person("ann"));
    let (sales, other) = (world.group("Sales"), world.group("Other"));
    let mut sent = hook("https://hooks.example.com/a");
    sent["events"] = json!({
        "type": "EVENT_TYPE",
        "items": ["group.user_membership.add", "group.user_membership.remove", "user.lifecycle.create"],
        "filter": { "eventFilterMap": [
            { "event": "group.user_membership.add", "condition": { "expression":
                "event.target.?[type eq 'UserGroup'].size()>0 && event.target.?[displayName eq 'Sales'].size()>0" } },
            { "event": "group.user_membership.remove", "condition": { "expression": "event.outcome.result ne 'SUCCESS'" } },
        ] },
    });
    let made = world.call("POST", "/api/v1/eventHooks", sent.clone()).json();
    let filter = &made["events"]["filter"];
    assert_eq!(filter["type"], "EXPRESSION_LANGUAGE");
    assert_eq!(filter["eventFilterMap"][1]["condition"]["version"], NOTHING);
    world.bare("POST", &format!("{}/lifecycle/verify", path(&made)));
    for group in [&other, &sales] {
        for method in ["PUT", "DELETE"] {
            assert_eq!(world.bare(method, &format!("/api/v1/groups/{group}/users/{ann}")).status, 204);
        }
    }
    let (bob, _) = world.create("", person("bob"));
    let events = world.org.take_deliveries().into_iter().map(|delivery| {
        let body: Value = serde_json::from_slice(&delivery.body).unwrap();
        let event = &body["data"]["events"][0];
        (event["eventType"].as_str().unwrap().to_owned(), event["target"].clone())
    });
    let events: Vec<_> = events.collect();
    let kinds: Vec<_> = events.iter().map(|(kind, _)| kind.as_str()).collect();
    // A type without a filter is not filtered.
    assert_eq!(kinds, ["group.user_membership.add", "user.lifecycle.create"]);
    assert_eq!((&events[0].1[0]["id"], &events[0].1[1]["id"]), (&json!(ann), &json!(sales)));
    assert_eq!(events[1].1[0]["id"], bob);

    sent["events"]["filter"]["eventFilterMap"][0]["condition"]["expression"] = "event.target.?[".into();
    assert_eq!(error(&world.call("POST", "/api/v1/eventHooks", sent)), (400, "E0000001".into()));
    let bare = world.call("POST", "/api/v1/eventHooks", hook("https://hooks.example.com/b")).json();
    assert_eq!(bare["events"].get("filter"), Some(&NOTHING));
}

/// Takes one request, answers with a body that is made of its head, and returns head and body.
fn take(server: &TcpListener, answer: impl FnOnce(&str) -> Value) -> (String, Value) {
    let (mut stream, _) = server.accept().unwrap();
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        assert_ne!(reader.read_line(&mut head).unwrap(), 0);
    }
    let head = head.to_lowercase();
    let mut body = vec![0; header(&head, "content-length").map_or(0, |length| length.parse().unwrap())];
    reader.read_exact(&mut body).unwrap();
    let answer = answer(&head).to_string();
    write!(stream, "HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{answer}", answer.len()).unwrap();
    (head, serde_json::from_slice(&body).unwrap_or_default())
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "))
}

/// The counters of deliveries, once none is pending.
fn counters(program: &Program) -> Value {
    let end = Instant::now() + Duration::from_secs(30);
    loop {
        let counters = program.get("/__simulator/counters")["eventHooks"].clone();
        if counters["pending"] == 0 || Instant::now() > end {
            return counters;
        }
    }
}

#[test]
fn a_server_on_this_machine_is_challenged_and_gets_events_once() {
    let server = TcpListener::bind("127.0.0.1:0").unwrap();
    let uri = format!("http://{}/okta?a=b", server.local_addr().unwrap());
    let journal = Path::new(env!("CARGO_TARGET_TMPDIR")).join("event_hooks.jsonl");
    let _ = std::fs::remove_file(&journal);
    let save = ["--save", journal.to_str().unwrap()];
    let program = Program::start(&save);
    let made = program.post("/api/v1/eventHooks", &hook(&uri));
    let verify = format!("{}/lifecycle/verify", path(&made));
    let challenged = |answer: fn(&str) -> Value| {
        std::thread::scope(|scope| {
            let server = scope.spawn(|| take(&server, answer));
            let (status, body) = program.call("POST", &verify, &NOTHING);
            (status, body, server.join().unwrap().0)
        })
    };
    let (status, body, head) = challenged(|_| json!({ "verification": "wrong" }));
    assert_eq!((status, &body["errorCode"]), (400, &json!("E0000001")));
    assert!(head.starts_with("get /okta?a=b http/1.1\r\n"), "{head}");
    assert_eq!(header(&head, "authorization"), Some("secret"));
    assert_eq!(program.get(&path(&made))["verificationStatus"], "UNVERIFIED");
    let right = |head: &str| json!({ "verification": header(head, "x-okta-verification-challenge") });
    let (status, body, _) = challenged(right);
    assert_eq!((status, &body["verificationStatus"]), (200, &json!("VERIFIED")));

    let elsewhere = program.post("/api/v1/eventHooks", &hook("https://hooks.example.com/a"));
    program.post(&format!("{}/lifecycle/verify", path(&elsewhere)), &NOTHING);
    let ann = program.post("/api/v1/users", &person("ann"));
    let (head, body) = take(&server, |_| json!({}));
    assert!(head.starts_with("post /okta?a=b http/1.1\r\n"), "{head}");
    assert_eq!(header(&head, "content-type"), Some("application/json"));
    assert_eq!(body["data"]["events"][0]["target"][0]["id"], ann["id"]);
    assert_eq!(counters(&program), json!({ "pending": 0, "delivered": 1, "failed": 0, "dropped": 1 }));
    drop(program);

    let program = Program::start(&save);
    assert_eq!(program.get(&path(&made))["verificationStatus"], "VERIFIED");
    let bob = program.post("/api/v1/users", &person("bob"));
    let (_, body) = take(&server, |_| json!({}));
    assert_eq!(body["data"]["events"][0]["target"][0]["id"], bob["id"], "the first delivery of this run");
    counters(&program);
    drop(server);
    program.post("/api/v1/users", &person("cid"));
    assert_eq!(counters(&program), json!({ "pending": 0, "delivered": 1, "failed": 1, "dropped": 2 }));
}
