//! The requests for pages.

use crate::dataset::{Dataset, Reading};
use crate::documents::{Documents, Facts};
use crate::lists::{ListOf, ListPage};
use crate::plan::RangePage;
use crate::range::Second;
use crate::work::PageOf;
use bytes::Bytes;
use oktant::value::Timestamp;
use oktant::{Arguments, Client, List, Operation, Request, bindings};
use serde::{Deserialize, Serialize};
use std::fmt::Write as _;
use std::sync::Arc;

/// A page as it was received.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) body: Bytes,
    pub(crate) documents: Documents,
    /// The cursor of the next page.
    pub(crate) next: Option<String>,
}

/// What restricts the rows of a dataset.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Restriction {
    /// An expression of the caller, for [`Dataset::expression`].
    pub(crate) expression: Option<String>,
    /// Only what was updated, or published, in this second or later.
    pub(crate) since: Option<Second>,
}

/// Any operation that lists documents.
struct Listing;

impl Operation for Listing {
    const ID: &'static str = "list";
    type Output = Documents;
}

impl List for Listing {
    type Item = Facts;

    fn items(output: Documents) -> Vec<Facts> {
        output.facts
    }
}

/// Requests a page.
pub(crate) async fn fetch(
    client: Client,
    dataset: Dataset,
    restriction: Arc<Restriction>,
    page: PageOf,
) -> oktant::Result<Page> {
    let (operation, arguments, cursor) = match page {
        PageOf::Range(page) if page.cursor.is_some() => (dataset.operation(), Arguments::new(), page.cursor),
        PageOf::Range(page) => (dataset.operation(), range(dataset, &restriction, &page), None),
        PageOf::List(page) => list(dataset, &restriction, page),
    };
    let mut request = listing(&client, operation, arguments)?;
    if let Some(cursor) = cursor {
        request = request.cursor(cursor);
    }
    let response = request.raw().await?;
    let (body, next) = (response.bytes().clone(), response.cursor().map(str::to_owned));
    Ok(Page { body, documents: response.into_value()?, next })
}

/// The org's time.
pub(crate) async fn org_time(client: &Client, dataset: Dataset) -> oktant::Result<Second> {
    let response = listing(client, dataset.operation(), Arguments::new().query("limit", 1))?.raw().await?;
    let ms = response.headers().date_ms().unwrap_or_else(|| bindings::now().unix_ms);
    Ok((ms / 1000).cast_signed())
}

/// The IDs of the parents that a dataset is read for.
pub(crate) async fn parent_ids(
    client: &Client,
    dataset: Dataset,
    restriction: &Restriction,
) -> oktant::Result<Vec<String>> {
    let page = ListPage { key: 0, of: ListOf::Parents, cursor: None };
    let (operation, arguments, _) = list(dataset, restriction, page);
    let parents = listing(client, operation, arguments)?.items().all().await?;
    Ok(parents.into_iter().filter_map(|parent| parent.id).collect())
}

fn listing(client: &Client, operation: &str, arguments: Arguments) -> oktant::Result<Request<Listing>> {
    let found = oktant_core::Operation::find(operation);
    let found = found.ok_or_else(|| oktant::Error::invalid_argument(format!("there is no operation {operation}")))?;
    Ok(bindings::request(client, Arc::new(found), arguments))
}

/// The arguments of a new list of what was created in a range.
fn range(dataset: Dataset, restriction: &Restriction, page: &RangePage) -> Arguments {
    let arguments = dataset.limit().map_or_else(Arguments::new, |limit| Arguments::new().query("limit", limit));
    if dataset.reading() == Reading::Events {
        let arguments = arguments.query("since", text(page.from)).query("until", text(page.to));
        return match &restriction.expression {
            Some(filter) => arguments.query("filter", filter.as_str()),
            None => arguments,
        };
    }
    let search = search(restriction, page.from, page.to);
    arguments.query("search", search).query("sortBy", "created").query("sortOrder", "asc")
}

/// The search for what was created in a range.
pub(crate) fn search(restriction: &Restriction, from: Second, to: Second) -> String {
    let mut search = String::new();
    if let Some(expression) = &restriction.expression {
        let _ = write!(search, "({expression}) and ");
    }
    let _ = write!(search, "created ge \"{}\" and created lt \"{}\"", text(from), text(to));
    if let Some(since) = restriction.since {
        let _ = write!(search, " and lastUpdated ge \"{}\"", text(since));
    }
    search
}

/// The operation, arguments and cursor of a page. A cursor has the query of its list.
fn list(dataset: Dataset, restriction: &Restriction, page: ListPage) -> (&'static str, Arguments, Option<String>) {
    let (operation, mut limit, mut arguments) = (dataset.operation(), dataset.limit(), Arguments::new());
    let mut root = true;
    let operation = match (page.of, dataset.parents()) {
        (ListOf::Parents, Some(parents)) => {
            limit = Some(parents.limit);
            parents.operation
        }
        (ListOf::Children(parent), Some(parents)) => {
            root = false;
            arguments = arguments.path(parents.parameter, parent);
            operation
        }
        _ => operation,
    };
    if page.cursor.is_some() {
        return (operation, arguments, page.cursor);
    }
    if let Some(limit) = limit {
        arguments = arguments.query("limit", limit);
    }
    if let (true, Some(name), Some(expression)) = (root, dataset.expression(), &restriction.expression) {
        arguments = arguments.query(name, expression.as_str());
    }
    if let Some(since) = restriction.since {
        arguments = arguments.query("since", text(since));
    }
    (operation, arguments, None)
}

fn text(second: Second) -> String {
    Timestamp::from_unix_ms(second.saturating_mul(1000)).as_str().to_owned()
}
