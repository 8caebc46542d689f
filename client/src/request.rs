//! Requests: an operation with its arguments, ready to be sent.

use crate::client::CompletedCall;
use crate::decoded_body::read_as;
use crate::list::{Items, ListRequest, Page, Pages};
use crate::operation::{List, Operation};
use crate::{Argument, Arguments, Client, Error, FromBody, Options, Pager, Pending, RawResponse, Result};
use oktant_core::Paging;
use oktant_core::value::Document;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

/// A request, not sent yet. Awaiting it sends it; dropping the future cancels it.
///
/// Each operation adds setters for its optional arguments, below those for all operations. A request of an operation that returns
/// a list has [`items`](Request::items), [`take`](Request::take), [`first`](Request::first), [`all`](Request::all),
/// [`pages`](Request::pages) and [`cursor`](Request::cursor) too.
///
/// ```no_run
/// # #[cfg(feature = "users")] #[tokio::main(flavor = "current_thread")] async fn main() -> oktant::Result<()> {
/// # let okta = oktant::Client::from_env()?;
/// let page = okta.users().list_users().limit(10).max_retries(0).await?;
/// println!("{} users, next page: {:?}", page.items.len(), page.cursor);
/// # Ok(()) }
/// # #[cfg(not(feature = "users"))] fn main() {}
/// ```
#[must_use = "a request does nothing until it is awaited, or .wait() is called"]
pub struct Request<O> {
    client: Client,
    operation: Option<Arc<oktant_core::Operation>>,
    arguments: Arguments,
    options: Options,
    from: Option<String>,
    marker: PhantomData<fn() -> O>,
}

/// A request that returns the full response, [`RawResponse`]. From [`Request::raw`].
#[must_use = "a request does nothing until it is awaited, or .wait() is called"]
pub struct RawRequest<O>(pub(crate) Request<O>);

impl<O: Operation> Request<O> {
    /// Creates a request for the operation `O` with these arguments. The services do this for you.
    pub fn new(client: &Client, arguments: Arguments) -> Request<O> {
        Request { operation: oktant_core::Operation::find(O::ID).map(Arc::new), ..Request::bare(client, arguments) }
    }

    pub(crate) fn of(client: &Client, operation: Arc<oktant_core::Operation>, arguments: Arguments) -> Request<O> {
        Request { operation: Some(operation), ..Request::bare(client, arguments) }
    }

    fn bare(client: &Client, arguments: Arguments) -> Request<O> {
        let client = client.clone();
        Request { client, operation: None, arguments, options: Options::default(), from: None, marker: PhantomData }
    }

    /// The timeout of each attempt, instead of the client's. Zero is no limit.
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.options.timeout = Some(limit);
        self
    }

    /// The deadline of the call including retries and waits, instead of the client's. Zero is no limit. In a list it applies to
    /// each page.
    pub fn deadline(mut self, limit: Duration) -> Self {
        self.options.deadline = Some(limit);
        self
    }

    /// The maximum number of retries, instead of the client's. In a list it applies to each page.
    pub fn max_retries(mut self, times: u32) -> Self {
        self.options.max_retries = Some(times);
        self
    }

    /// Adds a request header, such as one that has no setter.
    ///
    /// Headers that the SDK sets, such as `Authorization`, are an error of kind `InvalidArgument`.
    pub fn with_header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.options.headers.push((name.into(), value.into()));
        self
    }

    /// Adds a query parameter, such as one that has no setter.
    pub fn with_query(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.options.query.push((name.into(), value.into()));
        self
    }

    /// Returns the full response instead of the decoded value alone: status, headers, request ID, rate limit and bytes too.
    pub fn raw(self) -> RawRequest<O> {
        RawRequest(self)
    }

    #[allow(dead_code, reason = "the setters that call it belong to features")]
    pub(crate) fn set_query(mut self, name: &'static str, value: impl Into<Argument>) -> Self {
        self.arguments = self.arguments.query(name, value);
        self
    }

    #[allow(dead_code, reason = "the setters that call it belong to features")]
    pub(crate) fn set_header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.arguments = self.arguments.header(name, value);
        self
    }

    pub(crate) fn set_body(mut self, body: &impl Document) -> Self {
        self.arguments = self.arguments.json_body(body);
        self
    }

    pub(crate) fn map_arguments(mut self, change: impl FnOnce(Arguments) -> Arguments) -> Self {
        self.arguments = change(self.arguments);
        self
    }

    /// This request, run on the SDK's own threads.
    #[cfg(feature = "blocking")]
    pub(crate) fn on_blocking_runtime(mut self) -> Self {
        self.client = self.client.on_blocking_runtime();
        self
    }

    async fn send(self) -> Result<RawResponse<O::Output>> {
        let operation = self.operation.ok_or_else(|| unknown(O::ID))?;
        if operation.paging == Paging::None {
            let call = self.client.session().call(&operation, &self.arguments, &self.options)?;
            let completed = self.client.run(call, read_as::<O::Output>).await?;
            return Ok(RawResponse::new(operation, completed, None));
        }
        let mut pager = pager(&self.client, &operation, self.arguments, self.options, self.from);
        let completed = self.client.run(pager.first()?, read_as::<O::Output>).await?;
        // An invalid next link is an error when the cursor is used.
        let _ = pager.next(&completed.response);
        let cursor = pager.cursor().map(str::to_owned);
        Ok(RawResponse::new(operation, completed, cursor))
    }
}

impl<O: List> Request<O> {
    /// Starts at a cursor: the [`Page::cursor`] of a page of the same operation, perhaps from another process. It brings its own
    /// query, so query arguments are an error beside it.
    pub fn cursor(mut self, cursor: impl Into<String>) -> Self {
        self.from = Some(cursor.into());
        self
    }

    /// The items of all pages, which are fetched as needed.
    ///
    /// ```no_run
    /// # async fn x(okta: oktant::Client) -> oktant::Result<()> {
    /// let mut users = okta.request(oktant::Method::Get, "/api/v1/users").items();
    /// while let Some(user) = users.try_next().await? {
    ///     println!("{user}");
    /// }
    /// # Ok(()) }
    /// ```
    pub fn items(self) -> Items<O> {
        Items::new(self.pages())
    }

    /// All pages, which are fetched as needed.
    pub fn pages(self) -> Pages<O> {
        let Request { client, operation, arguments, options, from, .. } = self;
        let operation = operation.ok_or_else(|| unknown(O::ID)).and_then(oktant_core::Operation::as_list);
        let pager = operation.map(|operation| pager(&client, &operation, arguments, options, from));
        Pages::new(client, pager)
    }

    /// At most `n` items. No page is requested after the one with the last of them. A page has as many items as the
    /// parameter `limit` sets, not `n`.
    ///
    /// ```no_run
    /// # #[cfg(feature = "users")] #[tokio::main(flavor = "current_thread")] async fn main() -> oktant::Result<()> {
    /// # let okta = oktant::Client::from_env()?;
    /// let ten = okta.users().list_users().take(10).all().await?;
    /// println!("{} users", ten.len());
    /// # Ok(()) }
    /// # #[cfg(not(feature = "users"))] fn main() {}
    /// ```
    pub fn take(self, n: usize) -> Items<O> {
        self.items().take(n)
    }

    /// The first item, or `None` if the list is empty.
    ///
    /// ```no_run
    /// # #[cfg(feature = "users")] #[tokio::main(flavor = "current_thread")] async fn main() -> oktant::Result<()> {
    /// # let okta = oktant::Client::from_env()?;
    /// if let Some(ann) = okta.users().list_users().search("profile.lastName eq \"Lee\"").first().await? {
    ///     println!("{:?}", ann.id);
    /// }
    /// # Ok(()) }
    /// # #[cfg(not(feature = "users"))] fn main() {}
    /// ```
    pub fn first(self) -> ListRequest<O, Option<O::Item>> {
        self.items().first()
    }

    /// Fetches all items of all pages into a `Vec`. An error on any page is an error, never a short list. [`items`](Self::items)
    /// holds one page at a time.
    pub fn all(self) -> ListRequest<O, Vec<O::Item>> {
        self.items().all()
    }

    /// Fetches the first page only.
    pub fn first_page(self) -> ListRequest<O, Page<O::Item>> {
        self.items().first_page()
    }
}

impl<O: Operation> IntoFuture for Request<O> {
    type Output = Result<O::Output>;
    type IntoFuture = Pending<O::Output>;
    fn into_future(self) -> Pending<O::Output> {
        Box::pin(async move { self.send().await?.into_value() })
    }
}

impl<O: Operation> IntoFuture for RawRequest<O> {
    type Output = Result<RawResponse<O::Output>>;
    type IntoFuture = Pending<RawResponse<O::Output>>;
    fn into_future(self) -> Pending<RawResponse<O::Output>> {
        Box::pin(self.0.send())
    }
}

/// Shows names only: arguments may be secrets.
impl<O> fmt::Debug for Request<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.operation.as_ref().map_or("unknown", |operation| operation.id.as_ref());
        f.debug_struct("Request").field("operation", &name).field("arguments", &self.arguments).finish_non_exhaustive()
    }
}

impl<O> fmt::Debug for RawRequest<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

fn pager(
    client: &Client,
    operation: &Arc<oktant_core::Operation>,
    arguments: Arguments,
    options: Options,
    from: Option<String>,
) -> Pager {
    let pager = Pager::new(client.session(), operation, arguments, options);
    match from {
        Some(cursor) => pager.from(cursor),
        None => pager,
    }
}

fn unknown(id: &str) -> Error {
    Error::invalid_argument(format!(
        "there is no operation {id}: use versions of oktant and oktant-core that belong together"
    ))
}

impl<T: FromBody> RawResponse<T> {
    fn new(operation: Arc<oktant_core::Operation>, completed: CompletedCall, cursor: Option<String>) -> RawResponse<T> {
        let value = completed.body.value.and_then(|value| value.downcast::<T>().ok()).map(|mut value| {
            value.set_cursor(cursor.as_deref());
            *value
        });
        RawResponse {
            operation,
            response: completed.response,
            bytes: completed.body.bytes,
            wire_size: completed.body.wire_size,
            value,
            cursor,
            attempts: completed.attempts,
        }
    }
}
