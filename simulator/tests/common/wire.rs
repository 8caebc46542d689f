//! The program on a socket, and requests to it.

use oktant_simulator::TOKEN;
use serde_json::Value;
use std::io::{self, BufRead as _, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;

/// The program, until it is dropped.
pub(crate) struct Program {
    pub(crate) child: Child,
    pub(crate) output: BufReader<ChildStdout>,
    /// Host and port.
    pub(crate) address: String,
}

impl Program {
    pub(crate) fn start(args: &[&str]) -> Self {
        Self::of(&mut command(args))
    }

    pub(crate) fn of(command: &mut Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut program = Self { output: BufReader::new(child.stdout.take().unwrap()), child, address: String::new() };
        program.address = program.line().split_once("://").unwrap().1.to_owned();
        program
    }

    /// The next line that it prints.
    pub(crate) fn line(&mut self) -> String {
        let mut line = String::new();
        self.output.read_line(&mut line).unwrap();
        line.trim_end().to_owned()
    }

    /// The answer to a request with the token; null is no body.
    pub(crate) fn send(&self, method: &str, target: &str, body: &Value) -> Answer {
        exchange(connect(&self.address), &request(method, target, body)).unwrap()
    }

    /// Status and body of an answer.
    pub(crate) fn call(&self, method: &str, target: &str, body: &Value) -> (u16, Value) {
        let answer = self.send(method, target, body);
        (answer.status, answer.json())
    }

    pub(crate) fn get(&self, target: &str) -> Value {
        let (status, body) = self.call("GET", target, &Value::Null);
        assert_eq!(status, 200, "{target}: {body}");
        body
    }

    pub(crate) fn post(&self, target: &str, body: &Value) -> Value {
        let (status, answer) = self.call("POST", target, body);
        assert_eq!(status, 200, "{target}: {answer}");
        answer
    }
}

impl Drop for Program {
    /// Ends it as the kernel does: without a chance to write anything.
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub(crate) fn command(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_oktant-simulator"));
    command.args(args);
    command
}

/// What the program says when it refuses to start.
pub(crate) fn refusal(args: &[&str]) -> String {
    let mut program = command(args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // A program that starts after all prints its URL, and is ended.
    let mut line = String::new();
    BufReader::new(program.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let _ = program.kill();
    let output = program.wait_with_output().unwrap();
    assert!(line.is_empty() && !output.status.success(), "{args:?}: {line}");
    String::from_utf8(output.stderr).unwrap()
}

/// A response as it came.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or(Value::Null)
    }
}

pub(crate) fn connect(address: &str) -> TcpStream {
    let stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    stream
}

pub(crate) fn request(method: &str, target: &str, body: &Value) -> Vec<u8> {
    let body = if body.is_null() { String::new() } else { body.to_string() };
    let media = if body.is_empty() { "" } else { "Content-Type: application/json\r\n" };
    format!(
        "{method} {target} HTTP/1.1\r\nHost: localhost\r\nAuthorization: SSWS {TOKEN}\r\nConnection: close\r\n\
         {media}Content-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

/// Sends a request and reads until the other side closes.
pub(crate) fn exchange(mut stream: impl Read + Write, request: &[u8]) -> io::Result<Answer> {
    stream.write_all(request)?;
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes)?;
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").ok_or(io::ErrorKind::UnexpectedEof)?;
    let body = bytes.split_off(end + 4);
    let head = String::from_utf8_lossy(&bytes).into_owned();
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).ok_or(io::ErrorKind::InvalidData)?;
    Ok(Answer { status, head, body })
}
