//! Pagination: a list, page by page.

use crate::arguments::{self, ListOptions};
use crate::error;
use crate::shared::{Shared, promise};
use crate::wait::{Abort, Timer, race};
use js_sys::Promise;
use oktant_core::{Call, Error, Operation, Options, Pager};
use std::cell::RefCell;
use std::mem;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;
use wasm_bindgen::prelude::*;
use web_sys::AbortSignal;

/// The pages of a list, in order.
#[wasm_bindgen]
pub struct Pages {
    shared: Rc<Shared>,
    signal: Option<AbortSignal>,
    state: Rc<RefCell<State>>,
}

enum State {
    /// Nothing was sent yet.
    New(Box<ListRequest>),
    /// The call for the next page, perhaps after a pause.
    Next(Box<Pager>, Box<Call>),
    /// The error that follows the last page.
    Failed(Error),
    /// The list is at its end, or a page is being fetched.
    Done,
}

struct ListRequest {
    operation: Arc<Operation>,
    arguments: JsValue,
    options: Options,
    cursor: Option<String>,
    follow: Option<Duration>,
}

#[wasm_bindgen]
impl Pages {
    /// Fetches the next page: `{items, cursor, status, headers, requestId, rate}`. Undefined after the last page and after
    /// an error.
    pub fn next(&self) -> Promise {
        let (shared, signal) = (Rc::clone(&self.shared), self.signal.clone());
        let state = Rc::clone(&self.state);
        promise(async move {
            let current = mem::replace(&mut *state.borrow_mut(), State::Done);
            let (pager, call) = match current {
                State::Done => return Ok(JsValue::UNDEFINED),
                State::Failed(error) => return Err(error::to_js(error)),
                State::New(request) => request.start(&shared).await?,
                State::Next(pager, call) => (pager, call),
            };
            let abort = Abort::new(signal);
            if !pager.rest().is_zero() {
                // After an abort the call below fails at once.
                race(&abort, Timer::new(pager.rest())).await;
            }
            let (page, next) = fetch_page(&shared, pager, *call, &abort).await?;
            *state.borrow_mut() = next;
            Ok(page)
        })
    }

    /// Follows a growing list: at its end it is polled again after this time, forever. To be called before `next`.
    ///
    /// # Errors
    /// If it is no time in milliseconds.
    pub fn follow(&self, every: &JsValue) -> Result<(), JsValue> {
        if let State::New(request) = &mut *self.state.borrow_mut() {
            let every = arguments::millis(every, "the time between polls");
            let every = every.map_err(|message| error::invalid_argument(&request.operation, message))?;
            request.follow = Some(every);
        }
        Ok(())
    }
}

impl Pages {
    pub(crate) fn new(
        shared: Rc<Shared>,
        operation: Arc<Operation>,
        arguments: JsValue,
        options: ListOptions,
    ) -> Pages {
        let ListOptions { call: options, signal, cursor } = options;
        let state = State::New(Box::new(ListRequest { operation, arguments, options, cursor, follow: None }));
        Pages { shared, signal, state: Rc::new(RefCell::new(state)) }
    }
}

impl ListRequest {
    /// The pager, and the call for its first page.
    async fn start(self, shared: &Shared) -> Result<(Box<Pager>, Box<Call>), JsValue> {
        let arguments = arguments::arguments(&self.operation, &self.arguments, &shared.encode).await?;
        let mut pager = Pager::new(&shared.session, &self.operation, arguments, self.options);
        if let Some(cursor) = self.cursor {
            pager = pager.from(cursor);
        }
        if let Some(interval) = self.follow {
            pager.follow(interval);
        }
        let call = pager.first().map_err(error::to_js)?;
        Ok((Box::new(pager), Box::new(call)))
    }
}

/// Fetches one page; also returns the state after it.
async fn fetch_page(
    shared: &Shared,
    mut pager: Box<Pager>,
    call: Call,
    abort: &Abort,
) -> Result<(JsValue, State), JsValue> {
    let finished = shared.run(call, abort).await?;
    let next = pager.next(&finished.response);
    let items = finished.decoded.as_ref().and_then(|decoded| decoded.body.items.clone()).unwrap_or_default();
    let page = finished.to_js("items", items.into(), pager.cursor());
    let state = match next {
        Ok(Some(call)) => State::Next(pager, Box::new(call)),
        Ok(None) => State::Done,
        Err(error) => State::Failed(error),
    };
    Ok((page, state))
}
