//! Lists: pages and items.

use crate::decoded_body::read_as;
use crate::{Call, Client, Error, FromBody, List, Pager, Pending, Result};
use futures_core::Stream;
use oktant_core::decode::Decoded;
use oktant_core::value::Value;
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

/// A page of a list.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Page<T> {
    /// The items on this page. A page may be empty without being the last.
    pub items: Vec<T>,
    /// The cursor of the next page; `None` on the last one. Pass it to [`Request::cursor`](crate::Request::cursor) to continue the
    /// list, even in another process.
    pub cursor: Option<String>,
}

/// The pages of a list, fetched one by one. From [`Request::pages`](crate::Request::pages).
///
/// It is a stream, for the adapters of the crates futures and tokio-stream; without them, call [`Pages::try_next`].
///
/// An error ends the list. It is never mistaken for the end: a list is complete if the last result is `None`.
pub struct Pages<O: List> {
    client: Client,
    state: State<O::Item>,
}

/// The items of a list, fetched page by page. From [`Request::items`](crate::Request::items).
///
/// It is a stream, for the adapters of the crates futures and tokio-stream; without them, call [`Items::try_next`].
///
/// ```no_run
/// # #[cfg(feature = "users")] #[tokio::main(flavor = "current_thread")] async fn main() -> oktant::Result<()> {
/// # let okta = oktant::Client::from_env()?;
/// let mut users = okta.users().list_users().search("status eq \"ACTIVE\"").items();
/// while let Some(user) = users.try_next().await? {
///     println!("{:?}", user.id);
/// }
/// # Ok(()) }
/// # #[cfg(not(feature = "users"))] fn main() {}
/// ```
///
/// An error comes after all items of the pages before it, and ends the list.
pub struct Items<O: List> {
    pages: Pages<O>,
    page: std::vec::IntoIter<O::Item>,
    cursor: Option<String>,
    /// How many more items to return.
    left: usize,
}

/// A request for a list that returns one value. Awaiting it sends as many requests as that takes. From
/// [`Request::first`](crate::Request::first), [`Request::first_page`](crate::Request::first_page),
/// [`Request::all`](crate::Request::all) and [`Items::all`].
#[must_use = "a request does nothing until it is awaited, or .wait() is called"]
pub struct ListRequest<O: List, T> {
    items: Items<O>,
    read: fn(Items<O>) -> Pending<T>,
}

enum State<T> {
    /// No page has been requested.
    New(Result<Box<Pager>>),
    /// The next page will be requested, perhaps after a rest.
    Next(Box<Pager>, Box<Call>),
    /// A page is being fetched.
    Fetching(PendingPage<T>),
    /// The last page was returned; the next result is this error.
    Failed(Error),
    /// The list has ended.
    Done,
}

type PendingPage<T> = Pin<Box<dyn Future<Output = (Result<Page<T>>, State<T>)> + Send>>;

impl<T> Default for Page<T> {
    fn default() -> Page<T> {
        Page { items: Vec::new(), cursor: None }
    }
}

impl<T> IntoIterator for Page<T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;
    fn into_iter(self) -> Self::IntoIter {
        self.items.into_iter()
    }
}

impl<T: Value + Send> FromBody for Page<T> {
    fn from_body(body: &[u8]) -> Decoded<Page<T>> {
        let Decoded { value, kind, count } = Vec::<T>::from_body(body);
        Decoded { value: value.map(|items| Page { items, cursor: None }), kind, count }
    }

    fn set_cursor(&mut self, cursor: Option<&str>) {
        self.cursor = cursor.map(str::to_owned);
    }
}

impl<O: List> Pages<O> {
    pub(crate) fn new(client: Client, pager: Result<Pager>) -> Pages<O> {
        Pages { client, state: State::New(pager.map(Box::new)) }
    }

    /// Fetches the next page; `None` after the last one.
    ///
    /// # Errors
    /// [`Error`] if the page cannot be fetched. After an error, the result is `None`.
    pub async fn try_next(&mut self) -> Result<Option<Page<O::Item>>> {
        poll_fn(|task| self.poll_page(task)).await.transpose()
    }

    /// Follows a growing list, such as the system log without `until`: at its end, it is polled again every `every`, forever. A
    /// page that is not full counts as the end. With pacing, a quarter of the rate limit is left to other calls.
    pub fn follow(mut self, every: Duration) -> Self {
        if let State::New(Ok(pager)) = &mut self.state {
            pager.follow(every);
        }
        self
    }

    /// These pages, fetched on the SDK's own threads.
    #[cfg(feature = "blocking")]
    pub(crate) fn on_blocking_runtime(mut self) -> Self {
        self.client = self.client.on_blocking_runtime();
        self
    }

    fn poll_page(&mut self, task: &mut Context<'_>) -> Poll<Option<Result<Page<O::Item>>>> {
        loop {
            match std::mem::replace(&mut self.state, State::Done) {
                State::Done => return Poll::Ready(None),
                State::Failed(error) | State::New(Err(error)) => return Poll::Ready(Some(Err(error))),
                State::New(Ok(mut pager)) => match pager.first() {
                    Ok(call) => self.state = State::Next(pager, Box::new(call)),
                    Err(error) => return Poll::Ready(Some(Err(error))),
                },
                State::Next(pager, call) => {
                    self.state = State::Fetching(Box::pin(fetch_page::<O>(self.client.clone(), pager, *call)));
                }
                State::Fetching(mut pending) => {
                    let Poll::Ready((page, state)) = pending.as_mut().poll(task) else {
                        self.state = State::Fetching(pending);
                        return Poll::Pending;
                    };
                    self.state = state;
                    return Poll::Ready(Some(page));
                }
            }
        }
    }
}

/// Fetches a page and determines the next state.
async fn fetch_page<O: List>(
    client: Client,
    mut pager: Box<Pager>,
    call: Call,
) -> (Result<Page<O::Item>>, State<O::Item>) {
    if !pager.rest().is_zero() {
        tokio::time::sleep(pager.rest()).await;
    }
    let completed = match client.run(call, read_as::<O::Output>).await {
        Ok(completed) => completed,
        Err(error) => return (Err(error), State::Done),
    };
    let next = pager.next(&completed.response);
    let cursor = pager.cursor().map(str::to_owned);
    let Some(output) = completed.body.value.and_then(|value| value.downcast::<O::Output>().ok()) else {
        return (Err(Error::decode("the list is of another type than the document says")), State::Done);
    };
    let state = match next {
        Ok(Some(call)) => State::Next(pager, Box::new(call)),
        Ok(None) => State::Done,
        Err(error) => State::Failed(error),
    };
    (Ok(Page { items: O::items(*output), cursor }), state)
}

impl<O: List> Items<O> {
    pub(crate) fn new(pages: Pages<O>) -> Items<O> {
        Items { pages, page: Vec::new().into_iter(), cursor: None, left: usize::MAX }
    }

    /// At most the next `n` items. No page is requested after the one with the last of them.
    pub fn take(mut self, n: usize) -> Self {
        self.left = self.left.min(n);
        self
    }

    /// Fetches all items that are left into a `Vec`. An error on any page is an error, never a short list.
    pub fn all(self) -> ListRequest<O, Vec<O::Item>> {
        let read = |mut items: Items<O>| -> Pending<Vec<O::Item>> {
            Box::pin(async move {
                let mut all = Vec::new();
                while let Some(item) = items.try_next().await? {
                    all.push(item);
                }
                Ok(all)
            })
        };
        ListRequest { items: self, read }
    }

    pub(crate) fn first(self) -> ListRequest<O, Option<O::Item>> {
        ListRequest { items: self.take(1), read: |mut items| Box::pin(async move { items.try_next().await }) }
    }

    pub(crate) fn first_page(self) -> ListRequest<O, Page<O::Item>> {
        let read = |mut items: Items<O>| -> Pending<Page<O::Item>> {
            Box::pin(async move { items.pages.try_next().await.map(Option::unwrap_or_default) })
        };
        ListRequest { items: self, read }
    }

    /// Returns the next item, fetching a page if needed; `None` after the last one.
    ///
    /// # Errors
    /// [`Error`] if a page cannot be fetched. After an error, the result is `None`.
    pub async fn try_next(&mut self) -> Result<Option<O::Item>> {
        poll_fn(|task| self.poll_item(task)).await.transpose()
    }

    /// The cursor of the page after the current one; `None` on the last page. Pass it to
    /// [`Request::cursor`](crate::Request::cursor) to continue the list, even in another process.
    pub fn cursor(&self) -> Option<&str> {
        self.cursor.as_deref()
    }

    /// Follows a growing list, such as the system log without `until`: at its end, it is polled again every `every`, forever. A
    /// page that is not full counts as the end. With pacing, a quarter of the rate limit is left to other calls.
    pub fn follow(mut self, every: Duration) -> Self {
        self.pages = self.pages.follow(every);
        self
    }

    /// These items, fetched on the SDK's own threads.
    #[cfg(feature = "blocking")]
    pub(crate) fn on_blocking_runtime(mut self) -> Self {
        self.pages = self.pages.on_blocking_runtime();
        self
    }

    /// The next item of the current page, without fetching.
    pub(crate) fn ready(&mut self) -> Option<O::Item> {
        let left = self.left.checked_sub(1)?;
        let item = self.page.next()?;
        self.left = left;
        Some(item)
    }

    fn poll_item(&mut self, task: &mut Context<'_>) -> Poll<Option<Result<O::Item>>> {
        loop {
            if let Some(item) = self.ready() {
                return Poll::Ready(Some(Ok(item)));
            }
            if self.left == 0 {
                return Poll::Ready(None);
            }
            match ready!(self.pages.poll_page(task)) {
                Some(Ok(page)) => {
                    self.cursor = page.cursor;
                    self.page = page.items.into_iter();
                }
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

impl<O: List, T> ListRequest<O, T> {
    /// This request, run on the SDK's own threads.
    #[cfg(feature = "blocking")]
    pub(crate) fn on_blocking_runtime(mut self) -> Self {
        self.items = self.items.on_blocking_runtime();
        self
    }
}

impl<O: List, T> IntoFuture for ListRequest<O, T> {
    type Output = Result<T>;
    type IntoFuture = Pending<T>;
    fn into_future(self) -> Pending<T> {
        (self.read)(self.items)
    }
}

impl<O: List> Unpin for Pages<O> {}
impl<O: List> Unpin for Items<O> {}

impl<O: List> Stream for Pages<O> {
    type Item = Result<Page<O::Item>>;
    fn poll_next(mut self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_page(task)
    }
}

impl<O: List> Stream for Items<O> {
    type Item = Result<O::Item>;
    fn poll_next(mut self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_item(task)
    }
}

impl<O: List> fmt::Debug for Pages<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pages({})", O::ID)
    }
}

impl<O: List> fmt::Debug for Items<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Items({})", O::ID)
    }
}

impl<O: List, T> fmt::Debug for ListRequest<O, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ListRequest({})", O::ID)
    }
}
