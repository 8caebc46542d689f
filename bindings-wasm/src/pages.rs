//! A list, page by page.

use crate::arguments::{self, Given};
use crate::error;
use crate::shared::{Shared, promise};
use crate::wait::{Alarm, Stop, unless};
use js_sys::Promise;
use oktant_core::{Call, Error, Operation, Options, Pager};
use std::cell::RefCell;
use std::mem;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;
use wasm_bindgen::prelude::*;
use web_sys::AbortSignal;

/// The pages of a list, one after the other.
#[wasm_bindgen]
pub struct Pages {
    shared: Rc<Shared>,
    signal: Option<AbortSignal>,
    state: Rc<RefCell<State>>,
}

enum State {
    /// Nothing was asked for yet.
    New(Box<Beginning>),
    /// There is a page to ask for, perhaps after a rest.
    Next(Box<Pager>, Box<Call>),
    /// The last page was given, this comes after it.
    Failed(Error),
    /// It is over, or a page is on its way.
    Over,
}

struct Beginning {
    operation: Arc<Operation>,
    given: JsValue,
    options: Options,
    cursor: Option<String>,
    follow: Option<Duration>,
}

#[wasm_bindgen]
impl Pages {
    /// `{items, cursor, status, headers, requestId, rate}`; undefined after the last page, and after an error.
    pub fn next(&self) -> Promise {
        let (shared, signal) = (Rc::clone(&self.shared), self.signal.clone());
        let state = Rc::clone(&self.state);
        promise(async move {
            let now = mem::replace(&mut *state.borrow_mut(), State::Over);
            let (pager, call) = match now {
                State::Over => return Ok(JsValue::UNDEFINED),
                State::Failed(error) => return Err(error::plain(error)),
                State::New(beginning) => beginning.begin(&shared).await?,
                State::Next(pager, call) => (pager, call),
            };
            let stop = Stop::new(signal);
            if !pager.rest().is_zero() {
                // A call that was stopped before it began says so itself.
                unless(&stop, Alarm::new(pager.rest())).await;
            }
            let (page, then) = turn(&shared, pager, *call, &stop).await?;
            *state.borrow_mut() = then;
            Ok(page)
        })
    }
}

impl Pages {
    pub(crate) fn new(shared: Rc<Shared>, operation: Arc<Operation>, given: JsValue, read: Given) -> Pages {
        let Given { options, signal, cursor, follow } = read;
        let state = State::New(Box::new(Beginning { operation, given, options, cursor, follow }));
        Pages { shared, signal, state: Rc::new(RefCell::new(state)) }
    }
}

impl Beginning {
    async fn begin(self, shared: &Shared) -> Result<(Box<Pager>, Box<Call>), JsValue> {
        let arguments = arguments::arguments(&self.operation, &self.given, &shared.encode).await?;
        let mut pager = Pager::new(&shared.session, &self.operation, arguments, self.options);
        if let Some(cursor) = self.cursor {
            pager = pager.from(cursor);
        }
        if let Some(every) = self.follow {
            pager.follow(every);
        }
        let call = pager.first().map_err(error::plain)?;
        Ok((Box::new(pager), Box::new(call)))
    }
}

/// Fetches one page and finds out what comes after it.
async fn turn(shared: &Shared, mut pager: Box<Pager>, call: Call, stop: &Stop) -> Result<(JsValue, State), JsValue> {
    let finished = shared.run(call, stop).await?;
    let next = pager.next(&finished.answer);
    let items = finished.kept.as_ref().and_then(|kept| kept.reading.items.clone()).unwrap_or_default();
    let page = finished.answer("items", items.into(), pager.cursor());
    let then = match next {
        Ok(Some(call)) => State::Next(pager, Box::new(call)),
        Ok(None) => State::Over,
        Err(error) => State::Failed(error),
    };
    Ok((page, then))
}
