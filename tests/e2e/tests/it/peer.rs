//! An HTTP/2 server that writes its frames one by one, so that it can do what no library lets it.

use crate::identity::Identity;
use oktant::{Builder, Client};
use oktant_e2e::TOKEN;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::server::TlsStream;

/// What the server does about a request.
pub(crate) enum Act {
    /// Status 200 with these headers and this body.
    Answer(Vec<(&'static str, String)>, &'static str),
    /// REFUSED_STREAM.
    Refuse,
    /// GOAWAY, with this as the last stream that was looked at, and the end of the connection.
    GoAway(u32),
    /// Status 200 and no body, then not one frame more on this connection, which stays open.
    Begin,
    /// Nothing: other streams go on.
    Ignore,
    /// Not one frame more on this connection, which stays open.
    Silence,
}

/// A server behind TLS.
pub(crate) struct Peer {
    pub(crate) url: String,
    identity: Identity,
    seen: Arc<Seen>,
}

#[derive(Default)]
struct Seen {
    connections: AtomicUsize,
    requests: AtomicUsize,
}

const DATA: u8 = 0;
const HEADERS: u8 = 1;
const RST_STREAM: u8 = 3;
const SETTINGS: u8 = 4;
const PING: u8 = 6;
const GOAWAY: u8 = 7;
const CONTINUATION: u8 = 9;

const ACK: u8 = 1;
const END_STREAM: u8 = 1;
const END_HEADERS: u8 = 4;

const NO_ERROR: u32 = 0;
const REFUSED_STREAM: u32 = 7;
const FRAME: usize = 16_384;

struct Frame {
    kind: u8,
    flags: u8,
    stream: u32,
    payload: Vec<u8>,
}

struct Wire(TlsStream<TcpStream>);

impl Peer {
    /// Does what a function of the request's number, from 0, says.
    pub(crate) async fn start(name: &str, script: fn(usize) -> Act) -> Peer {
        let identity = Identity::new(name, &["h2"]);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("https://{}", listener.local_addr().unwrap());
        let (acceptor, seen) = (identity.acceptor.clone(), Arc::<Seen>::default());
        let shared = Arc::clone(&seen);
        tokio::spawn(async move {
            while let Ok((plain, _)) = listener.accept().await {
                shared.connections.fetch_add(1, Ordering::Relaxed);
                let (acceptor, seen) = (acceptor.clone(), Arc::clone(&shared));
                tokio::spawn(async move { Wire(acceptor.accept(plain).await?).serve(&seen, script).await });
            }
        });
        Peer { url, identity, seen }
    }

    pub(crate) fn builder(&self) -> Builder {
        let file = self.identity.file.to_str().unwrap();
        Client::builder().org_url(&self.url).token(TOKEN).ca_certificates(file)
    }

    /// How many requests came, over how many connections.
    pub(crate) fn seen(&self) -> (usize, usize) {
        (self.seen.requests.load(Ordering::Relaxed), self.seen.connections.load(Ordering::Relaxed))
    }
}

impl Wire {
    async fn serve(mut self, seen: &Seen, script: fn(usize) -> Act) -> io::Result<()> {
        self.0.read_exact(&mut [0; b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".len()]).await?;
        self.write(SETTINGS, 0, 0, b"").await?;
        let mut is_whole = false;
        loop {
            let frame = self.read().await?;
            match frame.kind {
                SETTINGS | PING if frame.flags & ACK == 0 => {
                    let echo: &[u8] = if frame.kind == PING { &frame.payload } else { b"" };
                    self.write(frame.kind, ACK, 0, echo).await?;
                }
                HEADERS | CONTINUATION | DATA => {
                    is_whole |= frame.kind != CONTINUATION && frame.flags & END_STREAM != 0;
                    if is_whole && (frame.kind == DATA || frame.flags & END_HEADERS != 0) {
                        is_whole = false;
                        let nth = seen.requests.fetch_add(1, Ordering::Relaxed);
                        self.act(script(nth), frame.stream).await?;
                    }
                }
                _ => {}
            }
        }
    }

    async fn act(&mut self, act: Act, stream: u32) -> io::Result<()> {
        match act {
            Act::Answer(headers, body) => {
                let block = block(&headers);
                let mut pieces = block.chunks(FRAME).peekable();
                let mut kind = HEADERS;
                while let Some(piece) = pieces.next() {
                    let flags = if pieces.peek().is_none() { END_HEADERS } else { 0 };
                    self.write(kind, flags, stream, piece).await?;
                    kind = CONTINUATION;
                }
                self.write(DATA, END_STREAM, stream, body.as_bytes()).await
            }
            Act::Refuse => self.write(RST_STREAM, 0, stream, &REFUSED_STREAM.to_be_bytes()).await,
            Act::GoAway(last) => {
                let payload = [last.to_be_bytes(), NO_ERROR.to_be_bytes()].concat();
                self.write(GOAWAY, 0, 0, &payload).await?;
                self.0.shutdown().await?;
                self.until_closed().await
            }
            Act::Begin => {
                self.write(HEADERS, END_HEADERS, stream, &block(&[])).await?;
                self.until_closed().await
            }
            Act::Ignore => Ok(()),
            Act::Silence => self.until_closed().await,
        }
    }

    async fn until_closed(&mut self) -> io::Result<()> {
        tokio::io::copy(&mut self.0, &mut tokio::io::sink()).await?;
        Err(io::ErrorKind::ConnectionAborted.into())
    }

    async fn read(&mut self) -> io::Result<Frame> {
        let mut head = [0; 9];
        self.0.read_exact(&mut head).await?;
        let [a, b, c, kind, flags, stream @ ..] = head;
        let mut payload = vec![0; u32::from_be_bytes([0, a, b, c]) as usize];
        self.0.read_exact(&mut payload).await?;
        Ok(Frame { kind, flags, stream: u32::from_be_bytes(stream), payload })
    }

    async fn write(&mut self, kind: u8, flags: u8, stream: u32, payload: &[u8]) -> io::Result<()> {
        let [_, length @ ..] = u32::try_from(payload.len()).unwrap().to_be_bytes();
        let head = [&length[..], &[kind, flags], &stream.to_be_bytes()].concat();
        self.0.write_all(&[&head, payload].concat()).await?;
        self.0.flush().await
    }
}

/// Status 200 and these headers, each as a literal (RFC 7541, 6.2.2).
fn block(headers: &[(&str, String)]) -> Vec<u8> {
    let mut block = vec![0x88];
    for (name, value) in headers {
        block.push(0);
        for text in [name.as_bytes(), value.as_bytes()] {
            push_length(&mut block, text.len());
            block.extend_from_slice(text);
        }
    }
    block
}

/// An integer with a prefix of seven bits (RFC 7541, 5.1).
fn push_length(block: &mut Vec<u8>, length: usize) {
    let Some(mut rest) = length.checked_sub(127) else { return block.push(length as u8) };
    block.push(127);
    while rest >= 128 {
        block.push((rest % 128 + 128) as u8);
        rest /= 128;
    }
    block.push(rest as u8);
}
