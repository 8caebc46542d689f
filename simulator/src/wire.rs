//! Connections that can be broken on purpose, as a network does it.

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

/// Accepts connections that can be broken.
#[derive(Debug)]
pub(crate) struct Wired<L>(pub(crate) L);

/// A connection that its breaker can end.
#[derive(Debug)]
pub(crate) struct Wire {
    stream: TcpStream,
    breaker: Breaker,
}

/// Breaks one connection.
#[derive(Clone, Debug, Default)]
pub(crate) struct Breaker(Arc<Mutex<State>>);

#[derive(Clone, Copy, Debug, Default)]
enum State {
    #[default]
    Whole,
    /// A reset instead of bytes.
    Reset,
    /// The end after so many bytes of the body of the next answer.
    Cut(usize),
    /// The end after so many bytes.
    Left(usize),
}

impl Breaker {
    /// From now on the other side gets a reset instead of bytes.
    pub(crate) fn reset(&self) {
        *self.state() = State::Reset;
    }

    /// The connection ends after so many bytes of the body of the next answer.
    pub(crate) fn cut(&self, bytes: usize) {
        *self.state() = State::Cut(bytes);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<L: Listener<Io = TcpStream, Addr = SocketAddr>> Listener for Wired<L> {
    type Io = Wire;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Wire, SocketAddr) {
        let (stream, address) = self.0.accept().await;
        // Small answers must not wait for more bytes.
        let _ = stream.set_nodelay(true);
        (Wire { stream, breaker: Breaker::default() }, address)
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.0.local_addr()
    }
}

impl<L: Listener<Io = TcpStream, Addr = SocketAddr>> Connected<IncomingStream<'_, Wired<L>>> for Breaker {
    fn connect_info(stream: IncomingStream<'_, Wired<L>>) -> Self {
        stream.io().breaker.clone()
    }
}

impl AsyncRead for Wire {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buf)
    }
}

/// Without vectored writes: head and body of an answer come in one piece.
impl AsyncWrite for Wire {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let Self { stream, breaker } = &mut *self;
        let mut state = breaker.state();
        if let State::Cut(body) = *state {
            let head = bytes.windows(4).position(|four| four == b"\r\n\r\n").map_or(0, |at| at + 4);
            *state = State::Left(head + body);
        }
        match &mut *state {
            State::Reset => {
                stream.set_zero_linger()?;
                Poll::Ready(Err(io::ErrorKind::ConnectionReset.into()))
            }
            State::Left(0) => Poll::Ready(Err(io::ErrorKind::BrokenPipe.into())),
            State::Left(left) => {
                let written = ready!(Pin::new(stream).poll_write(cx, bytes.get(..*left).unwrap_or(bytes)))?;
                *left -= written;
                Poll::Ready(Ok(written))
            }
            State::Whole | State::Cut(_) => Pin::new(stream).poll_write(cx, bytes),
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
