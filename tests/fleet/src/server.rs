//! A real server of Redis or Valkey: on a free port of the loopback, without files, until it is dropped.

use redis::{Connection, FromRedisValue};
use std::io::{BufRead, BufReader};
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::OnceLock;
use std::thread;
use tempfile::TempDir;

/// A running server.
#[derive(Debug)]
pub struct Server {
    process: Child,
    folder: TempDir,
    options: Vec<String>,
    port: u16,
}

impl Server {
    /// A server that accepts connections.
    pub fn start() -> Server {
        Server::with(&[])
    }

    /// A server with options of its command line, such as `--requirepass`.
    pub fn with(options: &[&str]) -> Server {
        let folder = tempfile::tempdir().unwrap();
        let options: Vec<_> = options.iter().map(|option| (*option).to_owned()).collect();
        // Another program may take the port before the server does.
        let begin = || {
            let port = free_port();
            Some((begin(folder.path(), port, &options)?, port))
        };
        let (process, port) =
            (0..10).find_map(|_| begin()).unwrap_or_else(|| panic!("no server starts: {}", program().display()));
        Server { process, folder, options, port }
    }

    /// The port.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The URL, without a password.
    pub fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    /// Runs a command of the server, such as `FLUSHALL`, on a connection of its own.
    pub fn command<T: FromRedisValue>(&self, command: &str) -> T {
        let mut words = redis::Cmd::new();
        for word in command.split(' ') {
            words.arg(word);
        }
        words.query(&mut self.connection()).unwrap()
    }

    /// Stops the process, as a server that has no time: it accepts connections and never answers.
    pub fn pause(&self) {
        self.signal("STOP");
    }

    /// Lets the stopped process go on.
    pub fn resume(&self) {
        self.signal("CONT");
    }

    /// Ends the process at once. What it held is gone.
    pub fn kill(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    /// Starts the process again on the same port.
    pub fn restart(&mut self) {
        self.process = begin(self.folder.path(), self.port, &self.options).unwrap();
    }

    fn connection(&self) -> Connection {
        let password = self.options.iter().skip_while(|option| *option != "--requirepass").nth(1);
        let login = password.map(|password| format!(":{password}@")).unwrap_or_default();
        redis::Client::open(format!("redis://{login}127.0.0.1:{}", self.port)).unwrap().get_connection().unwrap()
    }

    fn signal(&self, name: &str) {
        let sent = Command::new("kill").arg(format!("-{name}")).arg(self.process.id().to_string()).status().unwrap();
        assert!(sent.success());
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A port of the loopback that is free now.
pub fn free_port() -> u16 {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port()
}

/// Starts the process; `None` if it ends before it accepts connections.
fn begin(folder: &Path, port: u16, options: &[String]) -> Option<Child> {
    let mut process = Command::new(program())
        .args(["--port", &port.to_string(), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"])
        .args(options)
        .current_dir(folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut log = BufReader::new(process.stdout.take().unwrap());
    if is_ready(&mut log) {
        // The server must never wait for a reader of its log.
        thread::spawn(move || log.lines().map_while(Result::ok).for_each(drop));
        return Some(process);
    }
    let _ = process.wait();
    None
}

fn is_ready(log: &mut BufReader<ChildStdout>) -> bool {
    log.lines().map_while(Result::ok).any(|line| line.contains("Ready to accept connections"))
}

/// The path of the server.
fn program() -> &'static Path {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| {
        let printed =
            Command::new(concat!(env!("CARGO_MANIFEST_DIR"), "/server.sh")).stderr(Stdio::inherit()).output().unwrap();
        assert!(printed.status.success(), "server.sh prints no path");
        PathBuf::from(String::from_utf8(printed.stdout).unwrap().trim_end())
    })
}
