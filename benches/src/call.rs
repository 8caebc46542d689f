//! What a call costs beside its transport: a whole call over a transport in memory, and over a socket beside bare reqwest.

use crate::figures::{Peer, emit};
use crate::paired::compare;
use oktant::transport::{HttpResponse, Sent, Transport};
use oktant::value::Document;
use oktant::{Client, HttpRequest, models};
use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

const USER: &str = include_str!("../documents/user.json");
const ROUNDS: usize = 3000;
const MICROS: (&str, f64) = ("us", 1e6);

/// Prints the medians.
pub(crate) fn run() -> Result<(), Box<dyn std::error::Error>> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    in_memory(&runtime)?;
    over_a_socket(&runtime)
}

struct Memory;

impl Transport for Memory {
    fn send(&self, _request: Arc<HttpRequest>, _timeout: Option<Duration>) -> Sent<'_> {
        let answer = HttpResponse::new(200).header("content-type", "application/json").body(USER);
        Box::pin(async { Ok(answer) })
    }
}

fn in_memory(runtime: &tokio::runtime::Runtime) -> Result<(), Box<dyn std::error::Error>> {
    let okta =
        Client::builder().org_url("https://example.okta.com").token("00bench").transport(Arc::new(Memory)).build()?;
    let comparison = compare(
        ROUNDS,
        || runtime.block_on(async { okta.users().get_user("00u1").await }),
        || models::User::parse(USER.as_bytes()),
    );
    println!(
        "a call over memory {:.1} us, reading its body alone {:.1} us: the engine adds {:.1} us",
        micros(comparison.ours.median),
        micros(comparison.theirs.median),
        micros(comparison.ours.median) - micros(comparison.theirs.median)
    );
    // Not a rival, so without a ratio.
    let theirs = comparison.theirs.times(MICROS.1);
    let peer = Peer { name: "reading its body alone", package: None, theirs, ratio: None };
    emit("rust", "a call over memory", MICROS.0, comparison.ours.times(MICROS.1), Some(peer));
    Ok(())
}

fn over_a_socket(runtime: &tokio::runtime::Runtime) -> Result<(), Box<dyn std::error::Error>> {
    let url = serve()?;
    let okta = Client::builder().org_url(&url).token("00bench").build()?;
    let bare = reqwest::Client::builder().no_proxy().build()?;
    let target = format!("{url}/api/v1/users/00u1");
    let comparison = compare(
        ROUNDS,
        || runtime.block_on(async { okta.users().get_user("00u1").await.map(drop) }),
        || {
            runtime.block_on(async {
                let answer =
                    bare.get(&target).header("Authorization", "SSWS 00bench").timeout(Duration::from_secs(60)).send();
                serde_json::from_slice::<serde_json::Value>(&answer.await?.bytes().await?)
                    .map_err(Box::<dyn std::error::Error>::from)
            })
        },
    );
    println!(
        "a call over loopback {:.0} us, reqwest and serde_json::Value {:.0} us: {:.2} x",
        micros(comparison.ours.median),
        micros(comparison.theirs.median),
        comparison.ratio.median
    );
    comparison.emit("rust", "one small call", MICROS, ("reqwest + serde_json::Value", Some("reqwest")));
    Ok(())
}

fn micros(seconds: f64) -> f64 {
    seconds * MICROS.1
}

/// Answers every request on loopback with the same user, on threads that end with the process.
fn serve() -> std::io::Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let url = format!("http://{}", listener.local_addr()?);
    let answer =
        format!("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{USER}", USER.len());
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let answer = answer.clone();
            std::thread::spawn(move || {
                let mut request = [0; 4096];
                let mut seen = 0;
                while let Ok(count) = stream.read(&mut request[seen..]) {
                    seen += count;
                    if count == 0 || seen == request.len() {
                        return;
                    }
                    if request[..seen].ends_with(b"\r\n\r\n") {
                        seen = 0;
                        if stream.write_all(answer.as_bytes()).is_err() {
                            return;
                        }
                    }
                }
            });
        }
    });
    Ok(url)
}
