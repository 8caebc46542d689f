//! The program: its flags, what it prints, and how it ends.
#![allow(clippy::unwrap_used)]

mod common;

use common::wire::{Program, command, connect, exchange, refusal, request};
use serde_json::Value;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};

fn terminate(program: &Child) {
    assert!(Command::new("kill").args(["-TERM", &program.id().to_string()]).status().unwrap().success());
}

#[test]
fn the_program_prints_its_settings_and_ends_on_a_signal() {
    let jwks = concat!(env!("CARGO_TARGET_TMPDIR"), "/jwks.json");
    std::fs::write(jwks, r#"{"keys": [], "dpop_bound_access_tokens": true}"#).unwrap();
    let mut program = Program::of(
        command(&["--port", "0", "--users", "1000000", "--seed", "42", "--token", "o'wn", "--custom", "level:integer"])
            .args(["--rate-limit", "other=7", "--at-once", "9", "--time-scale", "2", "--faults", "0%:slow"])
            .args(["--cors-expose", "--service-app", &format!("0oa7serv0000Jk1Lm9x8={jwks}")]),
    );
    assert_eq!(program.line(), format!("export OKTA_CLIENT_ORGURL=http://{}", program.address));
    assert_eq!(program.line(), r"export OKTA_CLIENT_TOKEN='o'\''wn'");
    assert_eq!(program.line(), "service app 0oa7serv0000Jk1Lm9x8: 0 keys, with DPoP");
    let answer = exchange(
        connect(&program.address),
        b"GET /api/v1/meta/schemas/user/default HTTP/1.1\r\nHost: h\r\nAuthorization: SSWS o'wn\r\n\
          Origin: http://page.example\r\nConnection: close\r\n\r\n",
    )
    .unwrap();
    assert!(answer.head.contains("access-control-expose-headers: "), "{}", answer.head);
    assert!(answer.json().to_string().contains("\"level\":"));
    if cfg!(unix) {
        terminate(&program.child);
    } else {
        program.child.kill().unwrap();
    }
    assert!(program.child.wait().unwrap().success() || cfg!(not(unix)));
}

#[test]
fn the_key_of_a_service_app_may_be_in_pem() {
    let file = |name: &str, text: &str| {
        let file = format!("{}/{name}", env!("CARGO_TARGET_TMPDIR"));
        std::fs::write(&file, text).unwrap();
        format!("0oa7serv0000Jk1Lm9x8={file}")
    };
    let public = file(
        "public.pem",
        "-----BEGIN PUBLIC KEY-----\n\
         MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE1EyH43rOIN3AKR702ozqpDuZB9mj\n\
         qnQ5fBhHy102FHGmYXdDmyBI1N0be6Ag8JrSkz8aDLcu3K1e9VqR5msLsg==\n\
         -----END PUBLIC KEY-----\n",
    );
    let mut program = Program::start(&["--service-app", &public]);
    program.line();
    program.line();
    assert_eq!(program.line(), "service app 0oa7serv0000Jk1Lm9x8: 1 key");
    drop(program);
    let private = file("private.pem", "-----BEGIN PRIVATE KEY-----\nAA==\n-----END PRIVATE KEY-----\n");
    assert!(refusal(&["--service-app", &private]).contains("`openssl pkey -in key.pem -pubout`"));
}

#[test]
fn an_attached_program_ends_with_its_input() {
    let mut program = Program::of(command(&["--attached"]).stdin(Stdio::piped()));
    drop(program.child.stdin.take());
    assert!(program.child.wait().unwrap().success());
}

#[test]
#[cfg(unix)]
fn a_command_runs_with_the_org() {
    let script = r#"echo "$OKTA_CLIENT_ORGURL $OKTA_CLIENT_TOKEN $1"; cat; exit 7"#;
    let mut program = command(&["--token", "o'wn", "--", "sh", "-c", script, "name", "--users"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut output = BufReader::new(program.stdout.take().unwrap());
    let mut line = String::new();
    output.read_line(&mut line).unwrap();
    let (url, rest) = line.split_once(' ').unwrap();
    assert_eq!(rest, "o'wn --users\n", "standard output is the command's alone");
    let address = url.strip_prefix("http://").unwrap();
    assert_eq!(exchange(connect(address), &request("GET", "/api/v1/org", &Value::Null)).unwrap().status, 401);
    drop(program.stdin.take());
    assert_eq!(program.wait().unwrap().code(), Some(7), "the status of the command");
    assert!(TcpStream::connect(address).is_err());
}

#[test]
#[cfg(unix)]
fn a_command_ends_with_the_program() {
    let mut program = command(&["--", "cat"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let (mut input, mut output) = (program.stdin.take().unwrap(), program.stdout.take().unwrap());
    input.write_all(b"begun").unwrap();
    output.read_exact(&mut [0; 5]).unwrap();
    terminate(&program);
    assert!(!program.wait().unwrap().success());
    assert_eq!(output.read_to_end(&mut Vec::new()).unwrap(), 0, "nobody writes any more");
}

#[test]
fn what_is_refused_at_the_start() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let taken = listener.local_addr().unwrap();
    for (args, expected) in [
        (&["--port", &taken.port().to_string()][..], format!("oktant-simulator: {taken}: ")),
        (&["--users", "0"], "error: invalid value '0' for '--users <USERS>'".into()),
        (&["--token", ""], "error: invalid value '' for '--token <TOKEN>'".into()),
        (&["--lacks", "/api/v1/zonez"], "error: invalid value '/api/v1/zonez' for '--lacks <PATH>'".into()),
        (&["--", "/no/such/program"], "oktant-simulator: /no/such/program: ".into()),
        (&["--tls", "--", "true"], "error: the argument '--tls' cannot be used with '[COMMAND]".into()),
    ] {
        let said = refusal(args);
        assert!(said.starts_with(&expected), "{said}");
    }
}
