//! Connections that can be reset or cut off.

use crate::tls::{Tls, Transport};
use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

/// Accepts connections that can be reset or cut off.
#[derive(Debug)]
pub(crate) struct FaultyListener<L> {
    pub(crate) listener: L,
    pub(crate) tls: Option<Tls>,
}

/// A connection that its [`Breaker`] can end.
pub(crate) struct FaultyStream {
    stream: Transport,
    breaker: Breaker,
}

/// What a request is told of its connection.
#[derive(Clone, Debug)]
pub(crate) struct Connection {
    pub(crate) breaker: Breaker,
    /// Whether its other end is on this machine.
    pub(crate) local: bool,
}

/// Breaks one connection.
#[derive(Clone, Debug, Default)]
pub(crate) struct Breaker(Arc<Mutex<State>>);

#[derive(Clone, Copy, Debug, Default)]
enum State {
    #[default]
    Whole,
    /// Reset on the next write.
    Reset,
    /// Closed after so many bytes of the next response body.
    Cut(usize),
    /// Closed after so many more bytes.
    Left(usize),
}

impl Breaker {
    /// Resets the connection on the next write.
    pub(crate) fn reset(&self) {
        *self.state() = State::Reset;
    }

    /// Closes the connection after so many bytes of the next response body.
    pub(crate) fn cut(&self, bytes: usize) {
        *self.state() = State::Cut(bytes);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<L: Listener<Io = TcpStream, Addr = SocketAddr>> Listener for FaultyListener<L> {
    type Io = FaultyStream;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (FaultyStream, SocketAddr) {
        let (stream, address) = self.listener.accept().await;
        // Small responses must not wait for more bytes.
        let _ = stream.set_nodelay(true);
        (FaultyStream { stream: Transport::new(stream, self.tls.as_ref()), breaker: Breaker::default() }, address)
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}

impl<L: Listener<Io = TcpStream, Addr = SocketAddr>> Connected<IncomingStream<'_, FaultyListener<L>>> for Connection {
    fn connect_info(stream: IncomingStream<'_, FaultyListener<L>>) -> Self {
        let local = stream.remote_addr().ip().to_canonical().is_loopback();
        Self { breaker: stream.io().breaker.clone(), local }
    }
}

impl AsyncRead for FaultyStream {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buf)
    }
}

/// Without vectored writes, so that head and body of a response arrive in one write.
impl AsyncWrite for FaultyStream {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let Self { stream, breaker } = &mut *self;
        let mut state = breaker.state();
        if let State::Cut(body) = *state {
            let head = bytes.windows(4).position(|four| four == b"\r\n\r\n").map_or(0, |at| at + 4);
            *state = State::Left(head + body);
        }
        match &mut *state {
            State::Reset => {
                stream.reset()?;
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
