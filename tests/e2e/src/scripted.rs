//! A server that responds as a test wants, with broken HTTP too.

use crate::TOKEN;
use crate::served::Served;
use oktant::{Builder, Client};
use std::io;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;

/// A server whose responses come from a function of the test, until it is dropped.
#[derive(Debug)]
pub struct Scripted {
    served: Served,
    seen: Arc<Seen>,
}

/// A request that was received.
#[derive(Debug, Clone, Default)]
pub struct Got {
    /// `GET /api/v1/users?limit=2`
    pub line: String,
    /// Names in lower case, and values.
    pub headers: Vec<(String, String)>,
    /// The body, as text.
    pub body: String,
}

/// A response.
#[derive(Debug, Clone)]
pub struct Answer {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    end: End,
}

#[derive(Debug, Clone, Copy)]
enum End {
    /// The next request may come.
    Open,
    /// Only so many bytes of the body that was promised, then the end of the connection.
    Cut(usize),
    /// Only so many bytes, then nothing until the client goes.
    Stuck(usize),
    /// Not one byte until the client goes.
    Mute,
}

#[derive(Debug)]
struct Seen {
    requests: Mutex<Vec<Got>>,
    stuck: Semaphore,
    left: Semaphore,
}

impl Scripted {
    /// Responds with a function of the request's number, from 0, and of the request.
    pub fn start(script: impl Fn(usize, &Got) -> Answer + Send + Sync + 'static) -> Scripted {
        let seen = Seen { requests: Mutex::default(), stuck: Semaphore::new(0), left: Semaphore::new(0) };
        let (seen, script) = (Arc::new(seen), Arc::new(script));
        let shared = Arc::clone(&seen);
        let served = Served::start(async move |listener: TcpListener| {
            loop {
                let (stream, _) = listener.accept().await?;
                stream.set_nodelay(true)?;
                let (seen, script) = (Arc::clone(&shared), Arc::clone(&script));
                tokio::spawn(async move { talk(stream, &seen, &*script).await });
            }
        });
        Scripted { served, seen }
    }

    /// A client of this server.
    pub fn client(&self) -> Client {
        self.builder().build().unwrap()
    }

    /// The builder of a client of this server.
    pub fn builder(&self) -> Builder {
        Client::builder().org_url(&self.served.origin).token(TOKEN)
    }

    /// Its address.
    pub fn url(&self) -> &str {
        &self.served.origin
    }

    /// All requests so far.
    pub fn requests(&self) -> Vec<Got> {
        self.seen.requests.lock().unwrap().clone()
    }

    /// Waits until a response is stuck or mute: the client waits then.
    pub async fn until_stuck(&self) {
        pass(&self.seen.stuck).await;
    }

    /// Waits until a client has closed a connection on which a response was stuck or mute.
    pub async fn until_left(&self) {
        pass(&self.seen.left).await;
    }
}

impl Got {
    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    /// The origin that the client uses: `http://127.0.0.1:PORT`.
    pub fn origin(&self) -> String {
        format!("http://{}", self.header("host").unwrap_or_default())
    }
}

impl Answer {
    /// A response with a body of this media type.
    pub fn new(status: u16, media: &str, body: impl Into<Vec<u8>>) -> Answer {
        let headers = vec![("Content-Type".to_owned(), media.to_owned())];
        Answer { status, headers, body: body.into(), end: End::Open }
    }

    /// A JSON response.
    pub fn json(status: u16, body: impl Into<Vec<u8>>) -> Answer {
        Answer::new(status, "application/json", body)
    }

    /// A page of a list: JSON, and a link to the next one, a target on this server.
    pub fn page(got: &Got, next: Option<&str>, body: &str) -> Answer {
        let page = Answer::json(200, body);
        match next {
            Some(next) => page.header("Link", &format!("<{}{next}>; rel=\"next\"", got.origin())),
            None => page,
        }
    }

    /// The same with one more header.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Answer {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The same, but the connection ends after so many bytes of the body.
    #[must_use]
    pub fn cut(self, bytes: usize) -> Answer {
        Answer { end: End::Cut(bytes), ..self }
    }

    /// The same, but after so many bytes of the body nothing comes any more.
    #[must_use]
    pub fn stuck(self, bytes: usize) -> Answer {
        Answer { end: End::Stuck(bytes), ..self }
    }

    /// No response at all.
    pub fn mute() -> Answer {
        Answer { end: End::Mute, ..Answer::json(200, "") }
    }

    fn bytes(&self) -> Vec<u8> {
        let Answer { status, headers, body, end } = self;
        let lines: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        let head = format!("HTTP/1.1 {status} x\r\n{lines}Content-Length: {}\r\n\r\n", body.len());
        let sent = match end {
            End::Open => body.len(),
            End::Cut(bytes) | End::Stuck(bytes) => *bytes,
            End::Mute => return Vec::new(),
        };
        [head.as_bytes(), body.get(..sent).unwrap_or(body)].concat()
    }
}

async fn talk(stream: TcpStream, seen: &Seen, script: &(impl Fn(usize, &Got) -> Answer + ?Sized)) -> io::Result<()> {
    let mut stream = BufReader::new(stream);
    while let Some(got) = read(&mut stream).await? {
        let number = {
            let mut requests = seen.requests.lock().unwrap();
            requests.push(got.clone());
            requests.len() - 1
        };
        let answer = script(number, &got);
        stream.write_all(&answer.bytes()).await?;
        match answer.end {
            End::Open => {}
            End::Cut(_) => return Ok(()),
            End::Stuck(_) | End::Mute => {
                seen.stuck.add_permits(1);
                // Whatever ends this, a byte or an error, the client is no longer waiting.
                let _ = stream.read_u8().await;
                seen.left.add_permits(1);
                return Ok(());
            }
        }
    }
    Ok(())
}

/// One request, or `None` if the client is gone.
async fn read(stream: &mut BufReader<TcpStream>) -> io::Result<Option<Got>> {
    let mut got = Got::default();
    let mut length = 0;
    for at in 0.. {
        let mut line = String::new();
        if stream.read_line(&mut line).await? == 0 {
            return Ok(None);
        }
        let line = line.trim_end();
        if at == 0 {
            got.line = line.trim_end_matches(" HTTP/1.1").to_owned();
        } else if let Some((name, value)) = line.split_once(':') {
            let (name, value) = (name.to_ascii_lowercase(), value.trim().to_owned());
            length = if name == "content-length" { value.parse().unwrap_or(0) } else { length };
            got.headers.push((name, value));
        } else {
            break;
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await?;
    got.body = String::from_utf8_lossy(&body).into_owned();
    Ok(Some(got))
}

async fn pass(gate: &Semaphore) {
    if let Ok(permit) = gate.acquire().await {
        permit.forget();
    }
}
