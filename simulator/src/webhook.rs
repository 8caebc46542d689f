//! Requests to the servers of event hooks, on this machine alone: a test must not reach what a real org would.

use crate::delivery::local;
use crate::message::Request;
use axum::body::{Body, to_bytes};
use axum::http::{Request as HttpRequest, Uri, header};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use serde_json::Value;
use std::error::Error;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::sync::mpsc;

/// How long a server may take to answer.
const TIME: Duration = Duration::from_secs(3);
/// The largest body of an answer.
const BODY: usize = 1024 * 1024;

/// What became of a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Delivered {
    Taken,
    /// Without an answer in time, or with an error. Whether a real org repeats it is unknown; this one does not.
    Failed,
    /// For another machine, or beyond those that may wait.
    Dropped,
}

/// Sends deliveries, one after the other, so that they arrive in the order of events.
pub(crate) async fn deliver(mut queue: mpsc::Receiver<Request>, count: impl Fn(Delivered)) {
    while let Some(request) = queue.recv().await {
        let delivered = match local(&request.target).is_empty() {
            true => Delivered::Dropped,
            false => send(&request).await.map_or(Delivered::Failed, |_| Delivered::Taken),
        };
        count(delivered);
    }
}

/// Whether a server answers the request that verifies its hook with the challenge.
pub(crate) async fn verifies(request: &Request) -> bool {
    let challenge = request.get("x-okta-verification-challenge");
    let answer = send(request).await.and_then(|body| serde_json::from_slice::<Value>(&body).ok());
    challenge.is_some() && answer.as_ref().and_then(|answer| answer["verification"].as_str()) == challenge
}

/// The body of a 2xx.
async fn send(request: &Request) -> Option<Vec<u8>> {
    tokio::time::timeout(TIME, exchange(request)).await.ok()?.ok().flatten()
}

async fn exchange(request: &Request) -> Result<Option<Vec<u8>>, Box<dyn Error + Send + Sync>> {
    let uri: Uri = request.target.parse()?;
    let stream = TcpStream::connect(&*local(&request.target)).await?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    // Ends with the sender.
    tokio::spawn(connection);
    let (host, target) = (uri.authority().map_or("", |host| host.as_str()), uri.path_and_query());
    let out = HttpRequest::builder().method(&*request.method).uri(target.map_or("/", |target| target.as_str()));
    let out = out.header(header::HOST, host).header(header::ACCEPT, "application/json");
    let out = request.headers.iter().fold(out, |out, (name, value)| out.header(name, value));
    let answer = sender.send_request(out.body(Body::from(request.body.clone()))?).await?;
    let success = answer.status().is_success();
    let body = to_bytes(Body::new(answer.into_body()), BODY).await?;
    Ok(success.then(|| body.into()))
}
