//! The org over HTTP: the library on a local port.
#![allow(clippy::unwrap_used, clippy::panic)]

use oktant_simulator::{Conditions, Faults, InjectedFault, Limits, Org, Server, Setup, TOKEN};
use std::io::{ErrorKind, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

fn start(setup: Setup, conditions: Conditions) -> SocketAddr {
    let (send, receive) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        runtime.block_on(async {
            let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
            send.send(listener.local_addr().unwrap()).unwrap();
            Server::new(Org::new(&setup), conditions).run(listener).await.unwrap();
        });
    });
    receive.recv().unwrap()
}

/// Sends bytes and reads until the other side closes.
fn exchange(address: SocketAddr, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    // The other side may close before it has read everything.
    let _ = stream.write_all(bytes);
    rest(stream).0
}

/// Everything received, and the error that ended it.
fn rest(mut stream: TcpStream) -> (String, Option<ErrorKind>) {
    let mut answer = Vec::new();
    let ended = stream.read_to_end(&mut answer);
    (String::from_utf8(answer).unwrap(), ended.err().map(|error| error.kind()))
}

fn post(login: &str) -> String {
    let profile = format!(r#"{{"login":"{login}","email":"{login}","firstName":"Ann","lastName":"Lee"}}"#);
    let body = format!(r#"{{"profile":{profile}}}"#);
    format!(
        "POST /api/v1/users HTTP/1.1\r\nHost: h\r\nAuthorization: SSWS {TOKEN}\r\nConnection: close\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

fn get(address: SocketAddr, target: &str) -> String {
    let head =
        format!("GET {target} HTTP/1.1\r\nHost: {address}\r\nAuthorization: SSWS {TOKEN}\r\nConnection: close\r\n\r\n");
    exchange(address, head.as_bytes())
}

#[test]
fn a_list_over_a_socket() {
    let address = start(Setup { users: 5, ..Setup::default() }, Conditions::default());
    let answer = get(address, "/api/v1/users?limit=2");
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("HTTP/1.1 200 OK\r\n"), "{head}");
    let links: Vec<_> = head.lines().filter(|line| line.starts_with("link: ")).collect();
    assert_eq!(links.len(), 2);
    assert_eq!(links[0], format!("link: <http://{address}/api/v1/users?limit=2>; rel=\"self\""));
    assert_eq!(head.matches("date: ").count(), 1);
    let users: serde_json::Value = serde_json::from_str(body).unwrap();
    assert_eq!(users.as_array().unwrap().len(), 2);
    assert!(users[0]["_links"]["self"]["href"].as_str().unwrap().starts_with(&format!("http://{address}/")));
}

#[test]
fn bodies_have_a_size_limit() {
    let address = start(Setup::default(), Conditions::default());
    let head = format!(
        "POST /api/v1/users HTTP/1.1\r\nHost: h\r\nAuthorization: SSWS {TOKEN}\r\nContent-Type: application/json\r\n\
         Content-Length: 20000000\r\n\r\n"
    );
    let mut bytes = head.into_bytes();
    bytes.resize(bytes.len() + 20_000_000, b'x');
    let answer = exchange(address, &bytes);
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 413 "), "{answer}");
    assert!(get(address, "/api/v1/org").starts_with("HTTP/1.1 200 "));
}

#[test]
fn garbage_does_not_stop_the_server() {
    let address = start(Setup::default(), Conditions::default());
    for bytes in [&b"\x00\xff\x00\r\n\r\n"[..], b"GET", b"GET / HTTP/9.9\r\n\r\n", b"GET /\xff HTTP/1.1\r\n\r\n"] {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.write_all(bytes).unwrap();
    }
    assert!(get(address, "/api/v1/org").starts_with("HTTP/1.1 200 "));
}

#[test]
fn too_many_at_once_are_refused() {
    let address = start(Setup::default(), Conditions { at_once: Some(1), ..Conditions::default() });
    let request = post("ann@example.com");
    let (head, body) = request.split_once("\r\n\r\n").unwrap();
    let mut first = TcpStream::connect(address).unwrap();
    write!(first, "{head}\r\nExpect: 100-continue\r\n\r\n").unwrap();
    // The org asks for the body: from now on the request is in flight.
    first.read_exact(&mut [0; "HTTP/1.1 100 Continue\r\n\r\n".len()]).unwrap();
    let second = get(address, "/api/v1/users/me");
    assert!(second.starts_with("HTTP/1.1 429 ") && second.contains("E0000047"), "{second}");
    assert!(second.contains("x-rate-limit-limit: 0\r\nx-rate-limit-remaining: 0\r\n"), "{second}");
    first.write_all(body.as_bytes()).unwrap();
    assert!(rest(first).0.starts_with("HTTP/1.1 200 "));
    let third = get(address, "/api/v1/users/me");
    assert!(third.contains("x-rate-limit-limit: 2000\r\nx-rate-limit-remaining: 1999\r\n"), "{third}");
}

#[test]
fn the_clock_of_the_org_may_run_faster() {
    let setup = Setup { limits: Limits::Flat(1), ..Setup::default() };
    let address = start(setup, Conditions { time_scale: 100_000, ..Conditions::default() });
    let reset = |answer: &str| -> u64 {
        let line = answer.lines().find_map(|line| line.strip_prefix("x-rate-limit-reset: "));
        line.unwrap().parse().unwrap()
    };
    let first = reset(&get(address, "/api/v1/users/me"));
    let later =
        (0..10_000).map(|_| get(address, "/api/v1/users/me")).find(|answer| answer.starts_with("HTTP/1.1 200 "));
    assert!(reset(&later.unwrap()) >= first + 60);
}

#[test]
fn faults_are_injected_as_drawn() {
    let faults = "70%:429,502,503,reset-before,reset-after,truncate".parse::<Faults>().unwrap().seeded(3);
    let address = start(Setup::default(), Conditions { faults: faults.clone(), ..Conditions::default() });
    let mut made = 1;
    for nth in 0..100 {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.write_all(post(&format!("ann{nth}@example.com")).as_bytes()).unwrap();
        let (answer, error) = rest(stream);
        let status = answer.split(' ').nth(1).unwrap_or("");
        let body = answer.split_once("\r\n\r\n").map_or("", |(_, body)| body);
        let json = serde_json::from_str::<serde_json::Value>(body).is_ok();
        let (expected, created) = match faults.draw(nth) {
            None => (("200", true, None), true),
            Some(InjectedFault::Refused) => (("429", true, None), false),
            Some(InjectedFault::BadGateway) => (("502", false, None), false),
            Some(InjectedFault::Unavailable) => (("503", false, None), false),
            Some(InjectedFault::ResetBefore) => (("", false, Some(ErrorKind::ConnectionReset)), false),
            Some(InjectedFault::ResetAfter) => (("", false, Some(ErrorKind::ConnectionReset)), true),
            Some(InjectedFault::Truncated) => (("200", false, None), true),
            Some(InjectedFault::Slow(_)) => panic!("not asked for"),
        };
        assert_eq!((status, json, error), expected, "{nth}: {answer}");
        assert!(body.len() > 50 || status != "200", "{answer}");
        assert_eq!(answer.contains("x-rate-limit-"), status == "200", "{answer}");
        made += usize::from(created);
    }
    let calm = (100..).zip(std::iter::repeat_with(|| get(address, "/api/v1/users?limit=200")));
    let (_, list) = calm.into_iter().find(|(nth, _)| faults.draw(*nth).is_none()).unwrap();
    assert_eq!(list.matches("\"passwordChanged\":").count(), made);
}
