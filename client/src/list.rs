//! Lists over several pages.

use crate::decoded_body::read_as;
use crate::{Call, Client, Error, FromBody, List, Pager, Result};
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
    /// The items on this page. A page may be empty and not be the last.
    pub items: Vec<T>,
    /// Cursor of the next page: text from which another process can continue with `.cursor(text)`. `None` on the last page.
    pub cursor: Option<String>,
}

/// The pages of a list: a [`Stream`], or [`Pages::try_next`] one by one.
pub struct Pages<O: List> {
    client: Client,
    state: State<O::Item>,
}

/// The items of a list: a [`Stream`], or [`Items::try_next`] one by one. An error comes after the items before it and ends the
/// list.
pub struct Items<O: List> {
    pages: Pages<O>,
    page: std::vec::IntoIter<O::Item>,
    cursor: Option<String>,
}

enum State<T> {
    /// Nothing has been requested yet.
    New(Result<Box<Pager>>),
    /// There is a page to request, perhaps after a pause.
    Next(Box<Pager>, Box<Call>),
    /// A page is in flight.
    Busy(PendingPage<T>),
    /// The last page was returned; this error comes next.
    Failed(Error),
    /// The list has ended.
    Over,
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

    /// The next page; `None` after the last.
    ///
    /// # Errors
    /// If a page cannot be fetched. The list ends then.
    pub async fn try_next(&mut self) -> Result<Option<Page<O::Item>>> {
        poll_fn(|task| self.poll_page(task)).await.transpose()
    }

    /// Follows a growing list such as the system log without `until`: at the end, polls again every `every`, forever. A page
    /// that is not full counts as the end. With pacing, a quarter of the rate limit is left to other calls.
    pub fn follow(mut self, every: Duration) -> Self {
        if let State::New(Ok(pager)) = &mut self.state {
            pager.follow(every);
        }
        self
    }

    /// The same pages, fetched on the SDK's own threads.
    #[cfg(feature = "blocking")]
    pub(crate) fn on_blocking_runtime(mut self) -> Self {
        self.client = self.client.on_blocking_runtime();
        self
    }

    fn poll_page(&mut self, task: &mut Context<'_>) -> Poll<Option<Result<Page<O::Item>>>> {
        loop {
            match std::mem::replace(&mut self.state, State::Over) {
                State::Over => return Poll::Ready(None),
                State::Failed(error) | State::New(Err(error)) => return Poll::Ready(Some(Err(error))),
                State::New(Ok(mut pager)) => match pager.first() {
                    Ok(call) => self.state = State::Next(pager, Box::new(call)),
                    Err(error) => return Poll::Ready(Some(Err(error))),
                },
                State::Next(pager, call) => {
                    self.state = State::Busy(Box::pin(fetch_page::<O>(self.client.clone(), pager, *call)));
                }
                State::Busy(mut pending) => {
                    let Poll::Ready((page, state)) = pending.as_mut().poll(task) else {
                        self.state = State::Busy(pending);
                        return Poll::Pending;
                    };
                    self.state = state;
                    return Poll::Ready(Some(page));
                }
            }
        }
    }
}

/// Fetches a page and finds the next one.
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
        Err(error) => return (Err(error), State::Over),
    };
    let next = pager.next(&completed.response);
    let cursor = pager.cursor().map(str::to_owned);
    let Some(output) = completed.body.value.and_then(|value| value.downcast::<O::Output>().ok()) else {
        return (Err(Error::decode("the list is of another type than the document says")), State::Over);
    };
    let state = match next {
        Ok(Some(call)) => State::Next(pager, Box::new(call)),
        Ok(None) => State::Over,
        Err(error) => State::Failed(error),
    };
    (Ok(Page { items: O::items(*output), cursor }), state)
}

impl<O: List> Items<O> {
    pub(crate) fn new(pages: Pages<O>) -> Items<O> {
        Items { pages, page: Vec::new().into_iter(), cursor: None }
    }

    /// The next item; `None` after the last.
    ///
    /// # Errors
    /// If a page cannot be fetched. The list ends then.
    pub async fn try_next(&mut self) -> Result<Option<O::Item>> {
        poll_fn(|task| self.poll_item(task)).await.transpose()
    }

    /// Cursor of the page after the one being read: text from which another process can continue.
    pub fn cursor(&self) -> Option<&str> {
        self.cursor.as_deref()
    }

    /// Follows a growing list such as the system log without `until`: at the end, polls again every `every`, forever. A page
    /// that is not full counts as the end. With pacing, a quarter of the rate limit is left to other calls.
    pub fn follow(mut self, every: Duration) -> Self {
        self.pages = self.pages.follow(every);
        self
    }

    /// The same items, fetched on the SDK's own threads.
    #[cfg(feature = "blocking")]
    pub(crate) fn on_blocking_runtime(mut self) -> Self {
        self.pages = self.pages.on_blocking_runtime();
        self
    }

    /// The next item of the current page.
    #[cfg(feature = "blocking")]
    pub(crate) fn ready(&mut self) -> Option<O::Item> {
        self.page.next()
    }

    fn poll_item(&mut self, task: &mut Context<'_>) -> Poll<Option<Result<O::Item>>> {
        loop {
            if let Some(item) = self.page.next() {
                return Poll::Ready(Some(Ok(item)));
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
