//! A scripted HTTP server on the loopback interface.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// A running server.
pub(crate) struct Server {
    pub(crate) origin: String,
    recorded: Arc<Recorded>,
}

#[derive(Default)]
struct Recorded {
    requests: Mutex<Vec<String>>,
    script: Mutex<VecDeque<Response>>,
    connections: AtomicUsize,
    abandoned: AtomicUsize,
    written: AtomicUsize,
}

/// A response of the script.
pub(crate) struct Response {
    bytes: Vec<u8>,
    then: Then,
}

enum Then {
    /// Wait for the next request.
    Keep,
    /// Close the connection.
    Close,
    /// Send nothing more until the client closes the connection.
    Hang,
    /// Send the rest in chunks of this many bytes, with a pause before each.
    Drip(Vec<u8>, usize),
}

/// A response with a `Content-Length`, which keeps the connection open.
pub(crate) fn answer(status: u16, headers: &[(&str, &str)], body: impl AsRef<[u8]>) -> Response {
    let body = body.as_ref();
    let mut head = format!("HTTP/1.1 {status} x\r\nX-Okta-Request-Id: req{status}\r\n");
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    if status != 204 {
        head.push_str(&format!("Content-Length: {}\r\n", body.len()));
    }
    raw([head.as_bytes(), b"\r\n", body].concat())
}

/// A JSON response.
pub(crate) fn json(status: u16, body: &str) -> Response {
    answer(status, &[("Content-Type", "application/json")], body)
}

/// A page of a list, with Link headers as from Okta. `{o}` is the server's origin.
pub(crate) fn page(next: Option<&str>, body: &str) -> Response {
    let next = next.map(|next| format!("<{next}>; rel=\"next\""));
    let mut headers = vec![("Content-Type", "application/json"), ("Link", "<{o}/api/v1/self>; rel=\"self\"")];
    headers.extend(next.as_deref().map(|next| ("Link", next)));
    answer(200, &headers, body)
}

/// The first bytes of a JSON response of 100 bytes.
pub(crate) fn beginning(body: &str) -> Response {
    raw(format!("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{body}"))
}

/// These bytes verbatim.
pub(crate) fn raw(bytes: impl Into<Vec<u8>>) -> Response {
    Response { bytes: bytes.into(), then: Then::Keep }
}

impl Response {
    pub(crate) fn then_close(self) -> Response {
        Response { then: Then::Close, ..self }
    }

    pub(crate) fn then_hang(self) -> Response {
        Response { then: Then::Hang, ..self }
    }

    pub(crate) fn then_drip(self, rest: &[u8], bytes: usize) -> Response {
        Response { then: Then::Drip(rest.to_vec(), bytes), ..self }
    }
}

impl Server {
    pub(crate) async fn start(script: impl IntoIterator<Item = Response>) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let fill = |mut answer: Response| {
            match std::str::from_utf8(&answer.bytes) {
                Ok(text) if text.len() < 100_000 => answer.bytes = text.replace("{o}", &origin).into_bytes(),
                _ => {}
            }
            answer
        };
        let recorded =
            Arc::new(Recorded { script: Mutex::new(script.into_iter().map(fill).collect()), ..Recorded::default() });
        let shared = Arc::clone(&recorded);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                shared.connections.fetch_add(1, Ordering::SeqCst);
                tokio::spawn(serve(stream, Arc::clone(&shared)));
            }
        });
        Server { origin, recorded }
    }

    /// A client of this server.
    pub(crate) fn client(&self) -> oktant::Client {
        self.builder().build().unwrap()
    }

    pub(crate) fn builder(&self) -> oktant::Builder {
        oktant::Client::builder().org_url(&self.origin).token(TOKEN)
    }

    /// The heads and bodies of all requests.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.recorded.requests.lock().unwrap().clone()
    }

    /// The `METHOD target` of all requests.
    pub(crate) fn lines(&self) -> Vec<String> {
        let line = |request: &String| request.split(" HTTP/1.1").next().unwrap_or_default().to_owned();
        self.requests().iter().map(line).collect()
    }

    pub(crate) fn connections(&self) -> usize {
        self.recorded.connections.load(Ordering::SeqCst)
    }

    /// The number of bytes sent, including those in socket buffers.
    pub(crate) fn written(&self) -> usize {
        self.recorded.written.load(Ordering::SeqCst)
    }

    /// Waits until the client has closed a connection before the end of a response.
    pub(crate) async fn wait_until_abandoned(&self) {
        for _ in 0..100 {
            if self.recorded.abandoned.load(Ordering::SeqCst) > 0 {
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("the connection was not closed within a second");
    }
}

/// The credential of all tests, which must appear in no error and no log.
pub(crate) const TOKEN: &str = "00Canary-token-0123456789abcdefghijklmnop";

async fn serve(mut stream: TcpStream, recorded: Arc<Recorded>) {
    while let Some(request) = read(&mut stream).await {
        recorded.requests.lock().unwrap().push(request);
        let answer = recorded.script.lock().unwrap().pop_front().unwrap_or_else(|| json(418, "{}"));
        for piece in answer.bytes.chunks(64 * 1024) {
            if stream.write_all(piece).await.is_err() {
                recorded.abandoned.fetch_add(1, Ordering::SeqCst);
                return;
            }
            recorded.written.fetch_add(piece.len(), Ordering::SeqCst);
        }
        match answer.then {
            Then::Keep => {}
            Then::Close => return,
            Then::Hang => {
                let _ = stream.read(&mut [0; 64]).await;
                recorded.abandoned.fetch_add(1, Ordering::SeqCst);
                return;
            }
            Then::Drip(rest, bytes) => {
                for piece in rest.chunks(bytes) {
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    if stream.write_all(piece).await.is_err() {
                        break;
                    }
                }
            }
        }
    }
}

/// Reads a request with its body; `None` if the client closed the connection.
async fn read(stream: &mut TcpStream) -> Option<String> {
    let mut bytes = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head
                .lines()
                .find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length:")?.trim().parse().ok());
            if body.len() >= length.unwrap_or(0) {
                return Some(text);
            }
        }
        let mut piece = [0; 8192];
        match stream.read(&mut piece).await {
            Ok(0) | Err(_) => return None,
            Ok(length) => bytes.extend_from_slice(&piece[..length]),
        }
    }
}
