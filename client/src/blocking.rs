//! Blocking calls: `.wait()`.
//!
//! The work runs on the SDK's own threads, so this also works inside an asynchronous runtime, where it blocks the thread.

use crate::list::{Items, ListRequest, Page, Pages};
use crate::{Error, List, Operation, RawRequest, RawResponse, Request, Result};
use std::cell::Cell;
use std::fmt;
use std::sync::{OnceLock, mpsc};
use tokio::runtime::{Builder, Runtime};

/// A blocking iterator over the pages of a list, from [`Pages::wait`].
pub struct WaitingPages<O: List>(Option<Pages<O>>);

/// A blocking iterator over the items of a list, from [`Items::wait`].
pub struct WaitingItems<O: List>(Option<Items<O>>);

impl<O: Operation> Request<O> {
    /// Sends the request and blocks until it has a result.
    ///
    /// ```no_run
    /// let okta = oktant::Client::from_env()?;
    /// let me = okta.request(oktant::Method::Get, "/api/v1/users/me").wait()?;
    /// # Ok::<(), oktant::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error`] if the call fails.
    pub fn wait(self) -> Result<O::Output> {
        block_on(self.on_blocking_runtime().into_future())?
    }
}

impl<O: Operation> RawRequest<O> {
    /// Sends the request and blocks until it has the full response.
    ///
    /// # Errors
    /// [`Error`] if the call fails.
    pub fn wait(self) -> Result<RawResponse<O::Output>> {
        block_on(RawRequest(self.0.on_blocking_runtime()).into_future())?
    }
}

impl<O: List, T: Send + 'static> ListRequest<O, T> {
    /// Sends the requests and blocks until there is a result.
    ///
    /// ```no_run
    /// # #[cfg(feature = "users")] fn main() -> oktant::Result<()> {
    /// # let okta = oktant::Client::from_env()?;
    /// let everybody = okta.users().list_users().all().wait()?;
    /// println!("{} users", everybody.len());
    /// # Ok(()) }
    /// # #[cfg(not(feature = "users"))] fn main() {}
    /// ```
    ///
    /// # Errors
    /// [`Error`] if a call fails.
    pub fn wait(self) -> Result<T> {
        block_on(self.on_blocking_runtime().into_future())?
    }
}

impl<O: List> Pages<O> {
    /// Converts to a blocking iterator over the pages.
    pub fn wait(self) -> WaitingPages<O> {
        WaitingPages(Some(self.on_blocking_runtime()))
    }
}

impl<O: List> Items<O> {
    /// Converts to a blocking iterator over the items.
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
    /// The cursor of the page after the current one; see [`Items::cursor`].
    pub fn cursor(&self) -> Option<&str> {
        self.0.as_ref()?.cursor()
    }
}

impl<O: List> Iterator for WaitingPages<O> {
    type Item = Result<Page<O::Item>>;
    fn next(&mut self) -> Option<Self::Item> {
        let mut pages = self.0.take()?;
        let result = block_on(async move {
            let page = pages.try_next().await;
            (pages, page)
        });
        match result {
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
        let result = block_on(async move {
            let item = items.try_next().await;
            (items, item)
        });
        match result {
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
    /// Whether this is one of the SDK's own threads.
    static IS_WORKER: Cell<bool> = const { Cell::new(false) };
}

/// Runs a future on the SDK's own threads and blocks until it is done.
fn block_on<T: Send + 'static>(future: impl Future<Output = T> + Send + 'static) -> Result<T> {
    if IS_WORKER.get() {
        return Err(Error::transport(
            ".wait() inside a transport of .wait() would wait for itself: await there instead",
        ));
    }
    let (sender, receiver) = mpsc::sync_channel(1);
    runtime()?.spawn(async move {
        let _ = sender.send(future.await);
    });
    receiver.recv().map_err(|_| Error::transport("the transport panicked, so the call has no result"))
}

fn runtime() -> Result<&'static Runtime> {
    static RUNTIME: OnceLock<std::io::Result<Runtime>> = OnceLock::new();
    let make = || {
        let threads = std::thread::available_parallelism().map_or(1, |cores| cores.get().min(4));
        Builder::new_multi_thread()
            .worker_threads(threads)
            .thread_name("oktant")
            .on_thread_start(|| IS_WORKER.set(true))
            .enable_all()
            .build()
    };
    RUNTIME.get_or_init(make).as_ref().map_err(|error| {
        Error::transport(format!("no thread for blocking calls can be started: {error}: await them instead"))
    })
}
