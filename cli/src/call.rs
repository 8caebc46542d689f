//! Runs an operation: one call, or the pages of a list.

use crate::arguments::{Input, is_page_size};
use crate::catalog;
use crate::client::client;
use crate::dry_run;
use crate::failure::Result;
use crate::globals::Globals;
use crate::notes::note;
use crate::output::{self, Output, Shape};
use crate::runtime::block_on;
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use oktant::bindings;
use oktant::{Client, Json, List, Page, RawResponse, Request};
use oktant_core::{Argument, Arguments, Operation, Options, Paging};
use std::sync::Arc;

/// The most items of a page where the document does not say.
const PAGE: usize = 200;

/// Any operation of the table: documents as they come.
pub(crate) struct AnyOperation;

impl oktant::Operation for AnyOperation {
    const ID: &'static str = "any";
    type Output = Option<Json>;
}

impl List for AnyOperation {
    type Item = Json;
    /// The items of an array; a page that is an object is one item, as [`items`] expects.
    fn items(page: Option<Json>) -> Vec<Json> {
        match page {
            Some(Json::Array(items)) => items,
            Some(document) => vec![document],
            None => Vec::new(),
        }
    }
}

/// A call as the command line has it.
pub(crate) struct PreparedCall {
    pub(crate) operation: Arc<Operation>,
    pub(crate) arguments: Arguments,
    /// Headers and query that the operation does not have.
    pub(crate) options: Options,
    pub(crate) paging: PagingFlags,
}

/// How much of a list is wanted.
#[derive(Default)]
pub(crate) struct PagingFlags {
    limit: Option<usize>,
    all: bool,
    cursor: Option<String>,
    page_size: Option<usize>,
}

/// Adds the flags of a list.
pub(crate) fn flags(command: Command, operation: &Operation) -> Command {
    if operation.paging == Paging::None {
        return command;
    }
    let command = paging_flags(command);
    if !operation.parameters.iter().any(is_page_size) {
        return command;
    }
    let help = "Items of a page";
    let page_size = Arg::new("page-size").long("page-size").value_name("N").value_parser(value_parser!(usize));
    command.arg(page_size.help(help).help_heading("List"))
}

/// Adds the flags of any list.
pub(crate) fn paging_flags(command: Command) -> Command {
    let number = |name: &'static str| Arg::new(name).long(name).value_name("N").value_parser(value_parser!(usize));
    let args = [
        number("limit").help("At most so many items, from as many pages as that takes").conflicts_with("all"),
        Arg::new("all")
            .long("all")
            .action(ArgAction::SetTrue)
            .help("The items of all pages; without it and --limit: of the first"),
        Arg::new("cursor").long("cursor").value_name("CURSOR").help("Continue a list at the cursor of another command"),
    ];
    command.args(args.map(|arg| arg.help_heading("List")))
}

impl PagingFlags {
    /// Reads the flags of a list; those that the command does not have are not set.
    pub(crate) fn from_matches(matches: &ArgMatches) -> PagingFlags {
        PagingFlags {
            limit: matches.try_get_one("limit").ok().flatten().copied(),
            all: matches.try_get_one("all").ok().flatten().copied().unwrap_or_default(),
            cursor: matches.try_get_one("cursor").ok().flatten().cloned(),
            page_size: matches.try_get_one("page-size").ok().flatten().copied(),
        }
    }

    /// Whether the pages of a list are wanted.
    pub(crate) fn is_set(&self) -> bool {
        self.all || self.limit.is_some() || self.cursor.is_some()
    }

    /// The number of items to ask for in a page: as few pages as the list allows.
    fn page_size(&self, operation: &Operation) -> Option<usize> {
        let largest = catalog::largest_page(&operation.id);
        let wanted = self.limit.map(|limit| limit.clamp(1, largest.unwrap_or(PAGE)));
        self.page_size.or(wanted).or(largest.filter(|_| self.all))
    }
}

/// The call of an operation of the table.
pub(crate) fn prepared(operation: Operation, matches: &ArgMatches) -> Result<PreparedCall> {
    let input = Input::from_matches(&operation, matches)?;
    input.check_complete(&operation)?;
    let mut arguments = input.arguments_of(&operation)?;
    let paging =
        if operation.paging == Paging::None { PagingFlags::default() } else { PagingFlags::from_matches(matches) };
    // A cursor has the page size in it.
    if let (Some(size), None) = (paging.page_size(&operation), &paging.cursor)
        && operation.parameters.iter().any(is_page_size)
    {
        arguments = arguments.query("limit", Argument::from(size.to_string()));
    }
    Ok(PreparedCall { operation: Arc::new(operation), arguments, options: Options::default(), paging })
}

/// Sends a call and writes its result, or shows the request.
pub(crate) fn send(globals: &Globals, call: PreparedCall) -> Result {
    if globals.dry_run {
        return dry_run::show(globals, &call.operation, &call.arguments, &call.options);
    }
    output::check(globals)?;
    let client = client(globals)?;
    block_on(async {
        if call.operation.paging != Paging::None && (call.paging.is_set() || !call.operation.is_custom()) {
            return pages(globals, &client, call).await;
        }
        let response = request(&client, &call).raw().await?;
        write(globals, &response)
    })
}

/// The request of a call.
fn request(client: &Client, call: &PreparedCall) -> Request<AnyOperation> {
    let mut request = bindings::request(client, Arc::clone(&call.operation), call.arguments.clone());
    for (name, value) in &call.options.headers {
        request = request.with_header(name, value);
    }
    request
}

/// Writes the result of one call.
fn write(globals: &Globals, response: &RawResponse<Option<Json>>) -> Result {
    if response.bytes().is_empty() {
        return Ok(());
    }
    match response.json() {
        Ok(Json::Array(items)) => output::list(globals, items)?,
        Ok(document) => output::document(globals, document)?,
        Err(_) => output::bytes(globals, response.bytes())?,
    }
    if let Some(cursor) = response.cursor() {
        more(cursor);
    }
    Ok(())
}

/// Writes the items of a list as they come.
async fn pages(globals: &Globals, client: &Client, call: PreparedCall) -> Result {
    let mut request = request(client, &call);
    if let Some(cursor) = &call.paging.cursor {
        request = request.cursor(cursor);
    }
    let mut pages = request.pages();
    let mut output = Output::begin(globals, Shape::List)?;
    let mut left = call.paging.limit.unwrap_or(usize::MAX);
    let (mut cursor, mut caught_up) = (None, false);
    while left > 0
        && let Some(page) = pages.try_next().await?
    {
        cursor.clone_from(&page.cursor);
        let items = items(&call.operation, page);
        // A list that grows has a next page for ever.
        caught_up = call.operation.paging == Paging::Poll && items.is_empty();
        for item in items.into_iter().take(left) {
            output.item(item)?;
            left -= 1;
        }
        output.flush()?;
        if !call.paging.all && call.paging.limit.is_none() {
            break;
        }
    }
    output.end()?;
    match cursor.filter(|_| call.paging.limit.is_none()) {
        Some(cursor) if caught_up => note!("what comes later: continue with --cursor '{cursor}'"),
        Some(cursor) => more(&cursor),
        None => {}
    }
    Ok(())
}

/// The items of a page: its elements, or those of the member that holds them.
fn items(operation: &Operation, page: Page<Json>) -> Vec<Json> {
    let Paging::Body { items, .. } = operation.paging else { return page.items };
    let lists = page.items.into_iter().filter_map(|mut document| match &mut document {
        Json::Object(members) => members.remove(items),
        _ => None,
    });
    lists.flat_map(|list| if let Json::Array(items) = list { items } else { Vec::new() }).collect()
}

/// Says that a list goes on.
fn more(cursor: &str) {
    note!("there is more: use --all or --limit, or continue with --cursor '{cursor}'");
}
