//! Pagination: a list, page by page.

use crate::arguments::Given;
use crate::calls::{Calls, now};
use crate::{data, error};
use oktant_core::{Call, Error, Operation, Pager};
use std::cell::RefCell;
use std::mem;
use std::rc::Rc;
use std::sync::Arc;
use wasm_bindgen::prelude::*;

/// The pages of a list, in order. Each is a call.
#[wasm_bindgen]
pub struct Pages {
    calls: Rc<Calls>,
    pager: RefCell<Pager>,
    state: RefCell<State>,
}

enum State {
    /// Nothing was sent yet.
    New,
    /// The call for the next page, perhaps after a pause.
    Next(Box<Call>),
    /// The error that follows the last page.
    Failed(Box<Error>),
    /// The list is at its end, or a page is being fetched.
    Done,
}

#[wasm_bindgen]
impl Pages {
    /// The pause before the next page, in milliseconds.
    pub fn rest(&self) -> f64 {
        self.pager.borrow().rest().as_millis() as f64
    }

    /// Starts the call for the next page and returns its first step. Undefined after the last page and after an error.
    ///
    /// # Errors
    /// The error of the call, or of the list.
    pub fn start(&self, cancelled: bool, seed: u64, mono_ms: f64, unix_ms: f64) -> Result<Option<String>, JsValue> {
        let state = mem::replace(&mut *self.state.borrow_mut(), State::Done);
        let call = match state {
            State::Done => return Ok(None),
            State::Failed(error) => return Err(error::to_js(*error)),
            State::New => self.pager.borrow_mut().first().map_err(error::to_js)?,
            State::Next(call) => *call,
        };
        self.calls.start(call, cancelled, seed, now(mono_ms, unix_ms)).map(Some)
    }

    /// The page of a call that is done, without its items: `{status, requestId, rate, cursor}`.
    ///
    /// # Errors
    /// If it is not done.
    pub fn turn(&self, call: u32) -> Result<JsValue, JsValue> {
        let (response, _) = self.calls.finish(call)?;
        let mut pager = self.pager.borrow_mut();
        *self.state.borrow_mut() = match pager.next(&response) {
            Ok(Some(call)) => State::Next(Box::new(call)),
            Ok(None) => State::Done,
            Err(error) => State::Failed(Box::new(error)),
        };
        Ok(data::metadata(response.status, &response.headers, pager.cursor()))
    }
}

impl Pages {
    pub(crate) fn new(calls: Rc<Calls>, operation: Arc<Operation>, given: Given) -> Pages {
        let mut pager = Pager::new(&calls.session, &operation, given.arguments, given.options);
        if let Some(cursor) = given.cursor {
            pager = pager.from(cursor);
        }
        if let Some(interval) = given.follow {
            pager.follow(interval);
        }
        Pages { calls, pager: RefCell::new(pager), state: RefCell::new(State::New) }
    }
}
