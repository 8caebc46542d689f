//! The org over HTTP: the library on a port of this machine, and the program.
#![allow(clippy::unwrap_used)]

use oktant_simulator::{Org, Setup, TOKEN, serve};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::process::{Command, Stdio};
use std::time::Duration;

fn start(setup: Setup) -> SocketAddr {
    let (send, receive) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        runtime.block_on(async {
            let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
            send.send(listener.local_addr().unwrap()).unwrap();
            serve(listener, Org::new(&setup)).await.unwrap();
        });
    });
    receive.recv().unwrap()
}

/// Sends bytes, and reads until the other side is done.
fn exchange(address: SocketAddr, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    // The other side may close before it has read everything.
    let _ = stream.write_all(bytes);
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8(answer).unwrap()
}

fn get(address: SocketAddr, target: &str) -> String {
    let head =
        format!("GET {target} HTTP/1.1\r\nHost: {address}\r\nAuthorization: SSWS {TOKEN}\r\nConnection: close\r\n\r\n");
    exchange(address, head.as_bytes())
}

#[test]
fn a_list_over_a_socket() {
    let address = start(Setup { users: 5, ..Setup::default() });
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
fn a_body_has_an_end() {
    let address = start(Setup::default());
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
fn garbage_hurts_nobody() {
    let address = start(Setup::default());
    for bytes in [&b"\x00\xff\x00\r\n\r\n"[..], b"GET", b"GET / HTTP/9.9\r\n\r\n", b"GET /\xff HTTP/1.1\r\n\r\n"] {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.write_all(bytes).unwrap();
    }
    assert!(get(address, "/api/v1/org").starts_with("HTTP/1.1 200 "));
}

#[test]
fn the_program_says_where_and_ends_on_a_signal() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_oktant-simulator"))
        .args(["--port", "0", "--users", "1000000", "--seed", "42", "--token", "own", "--custom", "level:integer"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let address = line.trim().strip_prefix("listening on http://").unwrap().parse().unwrap();
    let answer = exchange(
        address,
        b"GET /api/v1/meta/schemas/user/default HTTP/1.1\r\nHost: h\r\nAuthorization: SSWS own\r\nConnection: close\r\n\r\n",
    );
    assert!(answer.contains("\"level\":"), "{answer}");
    if cfg!(unix) {
        assert!(Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap().success());
    } else {
        child.kill().unwrap();
    }
    assert!(child.wait().unwrap().success() || cfg!(not(unix)));
}
