//! Many clients, slow clients, large bodies, and a mixed load.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod common;

use common::person;
use common::wire::{Program, connect, exchange, request};
use serde_json::{Value, json};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::thread;

/// An answer on a connection that stays open: status and body.
fn next(reader: &mut BufReader<TcpStream>) -> (u16, Value) {
    let (mut line, mut length) = (String::new(), 0);
    reader.read_line(&mut line).unwrap();
    let status = line.split(' ').nth(1).unwrap().parse().unwrap();
    loop {
        line.clear();
        reader.read_line(&mut line).unwrap();
        match line.trim_end().split_once(": ") {
            Some(("content-length", value)) => length = value.parse().unwrap(),
            None => break,
            Some(_) => {}
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    (status, serde_json::from_slice(&body).unwrap_or(Value::Null))
}

/// A request on a connection that stays open.
fn kept(method: &str, target: &str, body: &Value) -> Vec<u8> {
    let text = String::from_utf8(request(method, target, body)).unwrap();
    text.replace("Connection: close\r\n", "").into_bytes()
}

#[test]
fn two_thousand_connections_are_served() {
    let program = Program::start(&["--rate-limit", "1000000", "--at-once", "4000"]);
    let mut connections: Vec<_> = (0..2000).map(|_| connect(&program.address)).collect();
    let ask = kept("GET", "/api/v1/users/me", &Value::Null);
    for _ in 0..2 {
        for connection in &mut connections {
            connection.write_all(&ask).unwrap();
        }
        connections = connections
            .into_iter()
            .map(|connection| {
                let mut reader = BufReader::new(connection);
                assert_eq!(next(&mut reader).0, 200);
                reader.into_inner()
            })
            .collect();
    }
    assert_eq!(program.get("/__simulator/counters")["requests"], 4000);
}

#[test]
fn slow_clients_hold_up_no_other() {
    let program = Program::start(&["--users", "2000", "--rate-limit", "1000000"]);
    // Some stop in the middle of their request, some never read the answer to theirs.
    let silent: Vec<_> = (0..200)
        .map(|nth| {
            let mut stream = connect(&program.address);
            let bytes = request("GET", "/api/v1/users?limit=200", &Value::Null);
            let part = if nth % 2 == 0 { &bytes[..30] } else { &bytes[..] };
            stream.write_all(part).unwrap();
            stream
        })
        .collect();
    for _ in 0..20 {
        program.get("/api/v1/users/me");
    }
    // Those that read late get all of it.
    for (nth, stream) in silent.into_iter().enumerate().filter(|(nth, _)| nth % 2 == 1).take(5) {
        let answer = exchange(stream, b"").unwrap();
        assert_eq!(answer.json().as_array().map(Vec::len), Some(200), "{nth}");
    }
}

#[test]
fn a_huge_body_is_refused_and_the_client_sees_it() {
    let program = Program::start(&[]);
    let before = memory(&program);
    for chunked in [false, true] {
        let length = if chunked { "Transfer-Encoding: chunked" } else { "Content-Length: 209715200" };
        let head = format!("POST /api/v1/users HTTP/1.1\r\nHost: localhost\r\n{length}\r\n\r\n");
        let mut stream = connect(&program.address);
        stream.write_all(head.as_bytes()).unwrap();
        let block = vec![b'x'; 1024 * 1024];
        for _ in 0..200 {
            if chunked {
                stream.write_all(b"100000\r\n").unwrap();
            }
            stream.write_all(&block).unwrap();
            if chunked {
                stream.write_all(b"\r\n").unwrap();
            }
        }
        let end: &[u8] = if chunked { b"0\r\n\r\n" } else { b"" };
        let answer = exchange(stream, end).unwrap();
        assert_eq!(answer.status, 413);
        assert!(answer.head.contains("connection: close\r\n"), "{}", answer.head);
    }
    assert!(memory(&program) < before + 64_000, "kB: {before}, then {}", memory(&program));
    assert_eq!(program.call("GET", "/api/v1/org", &Value::Null).0, 200);
}

/// The resident memory of a program in kB; 0 where the system does not tell.
fn memory(program: &Program) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", program.child.id())).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0)
}

#[test]
fn a_mixed_load_loses_nothing_and_memory_stays_flat() {
    const CLIENTS: usize = 8;
    const ROUNDS: usize = 20;
    let program = Program::start(&["--users", "200", "--rate-limit", "100000000"]);
    let play = |part: usize| {
        thread::scope(|scope| {
            for client in 0..CLIENTS {
                let address = &program.address;
                scope.spawn(move || {
                    let mut reader = BufReader::new(connect(address));
                    let mut ask = |method: &str, target: &str, body: &Value, expected: u16| {
                        reader.get_mut().write_all(&kept(method, target, body)).unwrap();
                        let (status, answer) = next(&mut reader);
                        assert_eq!(status, expected, "{method} {target}: {answer}");
                        answer
                    };
                    for round in 0..ROUNDS {
                        let name = format!("p{part}c{client}r{round}");
                        let user = ask("POST", "/api/v1/users", &person(&name), 200);
                        let path = format!("/api/v1/users/{}", user["id"].as_str().unwrap());
                        let body = json!({ "profile": { "nickName": name } });
                        assert_eq!(ask("POST", &path, &body, 200)["profile"]["nickName"], *name);
                        assert_eq!(ask("GET", &path, &Value::Null, 200)["profile"]["nickName"], *name);
                        let search = format!("/api/v1/users?search=profile.login+eq+%22{name}@example.com%22");
                        assert_eq!(ask("GET", &search, &Value::Null, 200).as_array().unwrap().len(), 1);
                        ask("GET", "/api/v1/users?limit=20", &Value::Null, 200);
                        ask("GET", "/api/v1/users/nobody", &Value::Null, 404);
                        ask("POST", "/api/v1/groups", &json!({}), 400);
                        ask("DELETE", &path, &Value::Null, 204);
                        ask("DELETE", &path, &Value::Null, 204);
                        ask("GET", &path, &Value::Null, 404);
                    }
                });
            }
        });
        memory(&program)
    };
    play(0);
    let before = play(1);
    let after = play(2);
    assert!(after < before + before / 4 + 8_000, "kB: {before}, then {after}");
    assert_eq!(program.get("/__simulator/counters")["requests"], 3 * CLIENTS * ROUNDS * 10);
    assert_eq!(program.get("/api/v1/users?limit=200&after=").as_array().unwrap().len(), 200);
}
