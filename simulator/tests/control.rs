//! The control API, and the network between the program and its clients.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod common;

use common::wire::{Program, command, connect, exchange, refusal, request};
use common::{PASSWORD, person};
use oktant_simulator::{Conditions, InjectedFault, LocalOrg, Org, Outcome, ScriptedAnswer, Setup};
use serde_json::{Value, json};
use std::io::{BufRead as _, BufReader, Read as _};
use std::process::Stdio;
use std::time::{Duration, Instant};

const NOTHING: Value = Value::Null;

#[test]
fn the_index_lists_what_there_is() {
    let program = Program::start(&[]);
    let index = program.get("/__simulator");
    assert_eq!(index["version"], env!("CARGO_PKG_VERSION"));
    for (operation, _) in index["operations"].as_object().unwrap() {
        let (method, target) = operation.split_once(' ').unwrap();
        let (status, body) = program.call(method, target, &NOTHING);
        assert!(matches!(status, 200 | 400 | 404) && !body.is_null(), "{operation}: {status} {body}");
    }
    for (method, target) in [("GET", "/__simulator/nothing"), ("DELETE", "/__simulator/reset")] {
        let (status, body) = program.call(method, target, &NOTHING);
        assert_eq!(status, 404);
        assert!(body["error"].as_str().unwrap().starts_with(&format!("there is no {method} {target}")), "{body}");
    }
    assert_eq!(program.get("/__simulator/counters")["requests"], 0, "requests to the control API do not count");
}

#[test]
fn a_reset_begins_again_and_snapshots_stay() {
    let program = Program::start(&["--users", "3"]);
    let count = || program.get("/api/v1/users").as_array().unwrap().len();
    program.post("/api/v1/users", &person("ann"));
    program.post("/__simulator/snapshot", &json!({ "name": "ann" }));
    program.post("/__simulator/snapshot", &NOTHING);
    program.post("/__simulator/answers", &json!({ "path": "/api/v1/org", "status": 500 }));
    program.post("/__simulator/reset", &NOTHING);
    assert_eq!(count(), 3);
    assert_eq!(program.get("/__simulator/answers"), json!([]));
    assert_eq!(program.get("/__simulator/requests").as_array().unwrap().len(), 1);
    assert_eq!(program.get("/__simulator/snapshots"), json!(["ann", "default"]));
    program.post("/__simulator/restore", &json!({ "name": "ann" }));
    assert_eq!(count(), 4);
    let (status, body) = program.call("POST", "/__simulator/restore", &json!({ "name": "bob" }));
    assert_eq!((status, &body["error"]), (404, &json!("there is no snapshot bob")));
    for wrong in [json!({ "name": 1 }), json!({ "nam": "ann" }), json!([]), json!("ann")] {
        for target in ["/__simulator/snapshot", "/__simulator/restore"] {
            assert_eq!(program.call("POST", target, &wrong).0, 400, "{target} {wrong}");
        }
    }
    let take = |nth: u32| program.call("POST", "/__simulator/snapshot", &json!({ "name": nth.to_string() })).0;
    assert!((0..98).all(|nth| take(nth) == 200));
    assert_eq!([take(97), take(98)], [200, 400]);
}

#[test]
fn the_clock_moves_forward() {
    let program = Program::start(&[]);
    let year = |body: &Value| body["now"].as_str().unwrap()[..4].parse::<i32>().unwrap();
    let before = year(&program.get("/__simulator/clock"));
    let after = program.post("/__simulator/clock", &json!({ "advance": "366 days" }));
    assert!(year(&after) > before);
    let set = program.post("/__simulator/clock", &json!({ "set": "2150-01-02T03:04:05Z" }));
    assert!(set["now"].as_str().unwrap().starts_with("2150-01-02T03:04:0"), "{set}");
    let ann = program.post("/api/v1/users", &person("ann"));
    assert!(ann["created"].as_str().unwrap().starts_with("2150-01-02T03:04:"), "{ann}");
    for wrong in [
        json!({}),
        json!({ "advance": "soon" }),
        json!({ "advance": "-1s" }),
        json!({ "set": "2020-01-01T00:00:00Z" }),
        json!({ "set": "now" }),
        json!({ "set": "2151-01-02T03:04:05Z", "advance": "1s" }),
        json!({ "advance": "1s", "by": "1s" }),
    ] {
        assert_eq!(program.call("POST", "/__simulator/clock", &wrong).0, 400, "{wrong}");
    }
    // A window of a rate limit ends with the time that it shows.
    let reset = |answer: &str| answer.lines().find_map(|line| line.strip_prefix("x-rate-limit-reset: ")?.parse().ok());
    let first: i64 = reset(&program.send("GET", "/api/v1/org", &NOTHING).head).unwrap();
    program.post("/__simulator/clock", &json!({ "advance": "2 minutes" }));
    assert!(reset(&program.send("GET", "/api/v1/org", &NOTHING).head).unwrap() >= first + 120);
}

#[test]
fn tests_assert_on_the_ledger() {
    let program = Program::start(&[]);
    program.post("/api/v1/users?activate=false", &person("ann"));
    program.get("/api/v1/users/me");
    program.call("GET", "/api/v1/users/nobody", &NOTHING);
    let posts = program.get("/__simulator/requests?method=POST&path=/api/v1/users");
    assert_eq!(posts.as_array().unwrap().len(), 1);
    let post = &posts[0];
    assert_eq!(post["body"], person("ann"));
    assert_eq!((&post["query"], &post["status"]), (&json!({ "activate": "false" }), &json!(200)));
    assert_eq!(post["headers"]["authorization"], "SSWS ****");
    assert_eq!(post["requestId"].as_str().unwrap().len(), 32);
    let select = |query: &str| program.get(&format!("/__simulator/requests?{query}")).as_array().unwrap().len();
    assert_eq!((select("path=/api/v1/users/{}"), select("path=/api/v1/*"), select("status=404")), (2, 3, 1));
    assert_eq!((select("after=0"), select("after=2"), select("after=1&status=404"), select("after=3")), (3, 1, 1, 0));
    let counters = program.get("/__simulator/counters");
    assert_eq!(counters["requests"], 3);
    assert_eq!(counters["statuses"], json!({ "200": 2, "404": 1 }));
    assert_eq!(program.call("DELETE", "/__simulator/requests", &NOTHING).0, 200);
    assert_eq!(select(""), 0);
    for (query, expected) in [
        ("status=ok", "status: ok is no number"),
        ("paht=/api/v1/users", "unknown parameter paht; known: method, path, status, after"),
        ("after=-1", "after: -1 is no number"),
        ("path=api/v1/users", "path: api/v1/users has no / at its start"),
        ("path=/api/v1/users%3Flimit=1", "path: /api/v1/users?limit=1 has a query, which is no part of a path"),
    ] {
        let (status, body) = program.call("GET", &format!("/__simulator/requests?{query}"), &NOTHING);
        assert_eq!((status, &body["error"]), (400, &json!(expected)));
    }
}

/// Neither counted nor faulted: what a test sees of its org does not depend on whether a page is open.
#[test]
fn the_console_is_no_part_of_the_org() {
    let program = Program::start(&["--rate-limit", "0", "--faults", "100%:503", "--token", "0ther"]);
    let page = program.send("GET", "/", &NOTHING);
    assert_eq!(page.status, 200);
    assert!(page.head.contains("content-type: text/html"), "{}", page.head);
    let from = |host: &str| {
        let head = format!("GET /console/token HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        exchange(connect(&program.address), head.as_bytes()).unwrap()
    };
    assert_eq!(from(&program.address).json(), json!({ "token": "0ther" }));
    assert_eq!(from("rebound.example").status, 403);
    assert_eq!(program.get("/__simulator/counters")["requests"], 0);
}

#[test]
fn the_next_answers_are_scripted() {
    let program = Program::start(&[]);
    let me = "/api/v1/users/me";
    let status = |target: &str| program.call("GET", target, &NOTHING).0;
    program.post(
        "/__simulator/answers",
        &json!({ "method": "GET", "path": "/api/v1/users/{}", "status": 503, "times": 2 }),
    );
    assert_eq!(program.get("/__simulator/answers")[0]["times"], 2);
    assert_eq!([status(me), status("/api/v1/org"), status(me), status(me)], [503, 200, 503, 200]);
    program.post(
        "/__simulator/answers",
        &json!([
            { "path": me, "status": 429, "headers": { "X-Rate-Limit-Reset": 5 } },
            { "path": me, "status": 404, "body": { "errorCode": "E0000007" } },
            { "path": me, "status": 204 },
            { "path": me, "fault": "502" },
        ]),
    );
    let limited = program.send("GET", me, &NOTHING);
    assert_eq!((limited.status, &limited.json()["errorCode"]), (429, &json!("E0000047")));
    let resets: Vec<&str> = limited.head.lines().filter(|line| line.starts_with("x-rate-limit-reset: ")).collect();
    assert_eq!(resets, ["x-rate-limit-reset: 5"], "a scripted header replaces the org's");
    let gone = program.send("GET", me, &NOTHING);
    assert_eq!((gone.status, gone.json()), (404, json!({ "errorCode": "E0000007" })));
    assert!(gone.head.contains("x-okta-request-id: ") && gone.head.contains("content-type: application/json"));
    assert_eq!([status(me), status(me), status(me)], [204, 502, 200]);
    // A request that only a test answers does not reach the org.
    program.post("/__simulator/answers", &json!({ "path": "/api/v1/users", "status": 200, "body": {} }));
    assert_eq!(program.call("POST", "/api/v1/users", &person("ann")), (200, json!({})));
    assert_eq!(status("/api/v1/users/ann@example.com"), 404);
    // One that is lost on the way back does.
    program.post("/__simulator/answers", &json!({ "path": "/api/v1/users", "fault": "reset-after" }));
    let lost = exchange(connect(&program.address), &request("POST", "/api/v1/users", &person("ann")));
    assert!(lost.is_err());
    assert_eq!(program.get("/__simulator/requests?path=/api/v1/users")[1]["status"], NOTHING);
    assert_eq!(status("/api/v1/users/ann@example.com"), 200);
    let (status, body) = program.call("POST", "/__simulator/answers", &json!({ "path": me, "status": 42 }));
    assert_eq!((status, &body["error"]), (400, &json!("status is not an HTTP status")));
}

#[test]
fn an_org_in_the_process_of_its_test() {
    let org = LocalOrg::start(Org::new(&Setup { users: 3, ..Setup::default() }), Conditions::default()).unwrap();
    let address = org.url().replace("http://", "");
    let send = |method: &str, target: &str, body: &Value| {
        exchange(connect(&address), &request(method, target, body)).map(|answer| (answer.status, answer.json()))
    };
    org.snapshot("empty");
    org.answer_next(ScriptedAnswer::status("GET", "/api/v1/users/{}", 503).times(2));
    org.answer_next(ScriptedAnswer::of("GET", "/api/v1/org", Outcome::Fault(InjectedFault::ResetBefore)));
    let me = || send("GET", "/api/v1/users/me", &NOTHING).unwrap().0;
    assert_eq!([me(), me(), me()], [503, 503, 200]);
    assert!(send("GET", "/api/v1/org", &NOTHING).is_err());
    let body = json!({ "profile": person("ann")["profile"], "credentials": { "password": { "value": PASSWORD } } });
    assert_eq!(send("POST", "/api/v1/users", &body).unwrap().0, 200);
    assert_eq!(org.requests("POST", "/api/v1/users")[0]["body"], body);
    assert!(org.restore("empty") && !org.restore("other"));
    let now = org.now();
    org.advance(Duration::from_secs(3600));
    assert!(org.now().millis() >= now.millis() + 3_600_000);
    assert_eq!(send("GET", "/api/v1/users/ann@example.com", &NOTHING).unwrap().0, 404);
    org.reset();
    assert!(org.requests("GET", "/*").is_empty());
    drop(org);
    assert!(std::net::TcpStream::connect(&address).is_err());
}

#[test]
fn a_plan_has_its_limits() {
    for (plan, limit) in [("free", 100), ("one-app", 1000), ("enterprise", 1000), ("workforce", 2000)] {
        let program = Program::start(&["--plan", plan]);
        let head = program.send("GET", "/api/v1/users/me", &NOTHING).head;
        assert!(head.contains(&format!("x-rate-limit-limit: {limit}\r\n")), "{plan}: {head}");
        let limits = program.get("/__simulator/rate-limits");
        assert_eq!(limits["get user"]["remaining"], limit - 1, "{plan}");
    }
    assert!(refusal(&["--custom", "login:number"]).contains("--custom"));
    assert!(refusal(&["--plan", "gold"]).contains("free, one-app, enterprise, workforce"));
}

#[test]
fn latency_and_bandwidth_delay_answers() {
    let slow = |args: &[&str]| {
        let program = Program::start(args);
        let began = Instant::now();
        program.get("/api/v1/users/me");
        began.elapsed()
    };
    assert!(slow(&["--latency", "300ms..400ms"]) >= Duration::from_millis(300));
    // About 1.5 kB with the head.
    assert!(slow(&["--bandwidth", "20kbit"]) >= Duration::from_millis(300));
    assert!(refusal(&["--latency", "80"]).contains("--latency"));
    assert!(refusal(&["--bandwidth", "20"]).contains("--bandwidth"));
}

#[test]
fn a_log_has_a_line_for_each_request() {
    let mut program = Program::of(command(&["--log"]).stderr(Stdio::piped()));
    program.get("/api/v1/users/me?x=y");
    program.get("/__simulator/counters");
    program.call("GET", "/api/v1/nowhere", &NOTHING);
    let lines = BufReader::new(program.child.stderr.take().unwrap()).lines();
    let lines: Vec<Value> = lines.take(2).map(|line| serde_json::from_str(&line.unwrap()).unwrap()).collect();
    assert_eq!(lines[0]["target"], "/api/v1/users/me?x=y");
    assert_eq!((&lines[0]["method"], &lines[0]["status"]), (&json!("GET"), &json!(200)));
    assert!(lines[0]["milliseconds"].is_number() && lines[0]["bytes"].as_u64() > Some(100));
    assert_eq!((&lines[1]["status"], &lines[1]["target"]), (&json!(404), &json!("/api/v1/nowhere")));
    assert!(!lines[0].to_string().contains(oktant_simulator::TOKEN));
}

#[test]
fn what_a_client_gets_in_gzip() {
    let program = Program::start(&["--gzip", "--users", "100"]);
    let text = String::from_utf8(request("GET", "/api/v1/users", &NOTHING)).unwrap();
    let text = text.replace("Connection: close", "Connection: close\r\nAccept-Encoding: gzip");
    let packed = exchange(connect(&program.address), text.as_bytes()).unwrap();
    assert!(packed.head.contains("content-encoding: gzip\r\n"), "{}", packed.head);
    let plain = program.send("GET", "/api/v1/users", &NOTHING);
    assert!(!plain.head.contains("content-encoding") && plain.body.len() > 4 * packed.body.len());
    let mut read = Vec::new();
    flate2::read::GzDecoder::new(&*packed.body).read_to_end(&mut read).unwrap();
    assert_eq!(read, plain.body);
}
