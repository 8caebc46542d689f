//! Calls from programs that are not asynchronous: `.wait()`.
//!
//! The work runs on threads of the SDK's own, the caller only waits. So it works everywhere, inside an asynchronous
//! runtime too, whose thread it then holds up.

use crate::list::{Items, Page, Pages};
use crate::{Error, List, Operation, RawRequest, RawResponse, Request, Result};
use std::cell::Cell;
use std::fmt;
use std::sync::{OnceLock, mpsc};
use tokio::runtime::{Builder, Runtime};

/// The pages of a list, as a blocking iterator.
pub struct WaitingPages<O: List>(Option<Pages<O>>);

/// The items of a list, as a blocking iterator.
pub struct WaitingItems<O: List>(Option<Items<O>>);

impl<O: Operation> Request<O> {
    /// Sends the request and blocks until the call has ended.
    ///
    /// ```no_run
    /// let okta = oktant::Client::from_env()?;
    /// let me = okta.request(oktant::Method::Get, "/api/v1/users/me").wait()?;
    /// # Ok::<(), oktant::Error>(())
    /// ```
    ///
    /// # Errors
    /// If the call fails.
    pub fn wait(self) -> Result<O::Output> {
        block_on(self.on_blocking_runtime().into_future())?
    }
}

impl<O: Operation> RawRequest<O> {
    /// Sends the request and blocks until the full response is there.
    ///
    /// # Errors
    /// If the call fails.
    pub fn wait(self) -> Result<RawResponse<O::Output>> {
        block_on(RawRequest(self.0.on_blocking_runtime()).into_future())?
    }
}

impl<O: List> Pages<O> {
    /// The pages, as a blocking iterator.
    pub fn wait(self) -> WaitingPages<O> {
        WaitingPages(Some(self.on_blocking_runtime()))
    }
}

impl<O: List> Items<O> {
    /// The items, as a blocking iterator.
    ///
    /// ```no_run
    /// let okta = oktant::Client::from_env()?;
    /// for user in okta.request(oktant::Method::Get, "/api/v1/users").items().wait() {
    ///     println!("{}", user?);
    /// }
    /// # Ok::<(), oktant::Error>(())
    /// ```
    pub fn wait(self) -> WaitingItems<O> {
        WaitingItems(Some(self.on_blocking_runtime()))
    }
}

impl<O: List> WaitingItems<O> {
    /// Cursor of the page after the one being read: text from which another process can continue.
    pub fn cursor(&self) -> Option<&str> {
        self.0.as_ref()?.cursor()
    }
}

impl<O: List> Iterator for WaitingPages<O> {
    type Item = Result<Page<O::Item>>;
    fn next(&mut self) -> Option<Self::Item> {
        let mut pages = self.0.take()?;
        let turn = block_on(async move {
            let page = pages.try_next().await;
            (pages, page)
        });
        match turn {
            Ok((pages, page)) => {
                self.0 = Some(pages);
                page.transpose()
            }
            Err(error) => Some(Err(error)),
        }
    }
}

impl<O: List> Iterator for WaitingItems<O> {
    type Item = Result<O::Item>;
    fn next(&mut self) -> Option<Self::Item> {
        if let Some(item) = self.0.as_mut()?.ready() {
            return Some(Ok(item));
        }
        let mut items = self.0.take()?;
        let turn = block_on(async move {
            let item = items.try_next().await;
            (items, item)
        });
        match turn {
            Ok((items, item)) => {
                self.0 = Some(items);
                item.transpose()
            }
            Err(error) => Some(Err(error)),
        }
    }
}

impl<O: List> fmt::Debug for WaitingPages<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "WaitingPages({})", O::ID)
    }
}

impl<O: List> fmt::Debug for WaitingItems<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "WaitingItems({})", O::ID)
    }
}

thread_local! {
    static OWN: Cell<bool> = const { Cell::new(false) };
}

/// Runs a future on the SDK's own thread and blocks until it is ready.
fn block_on<T: Send + 'static>(future: impl Future<Output = T> + Send + 'static) -> Result<T> {
    if OWN.get() {
        return Err(Error::transport(
            ".wait() inside a transport of .wait() would wait for itself: await there instead",
        ));
    }
    let (sender, receiver) = mpsc::sync_channel(1);
    runtime()?.spawn(async move {
        let _ = sender.send(future.await);
    });
    receiver.recv().map_err(|_| Error::transport("the transport panicked: the call has no answer"))
}

fn runtime() -> Result<&'static Runtime> {
    static RUNTIME: OnceLock<std::io::Result<Runtime>> = OnceLock::new();
    let make = || {
        let threads = std::thread::available_parallelism().map_or(1, |cores| cores.get().min(4));
        Builder::new_multi_thread()
            .worker_threads(threads)
            .thread_name("oktant")
            .on_thread_start(|| OWN.set(true))
            .enable_all()
            .build()
    };
    RUNTIME.get_or_init(make).as_ref().map_err(|error| {
        Error::transport(format!("no thread for blocking calls can be started: {error}: await them instead"))
    })
}
