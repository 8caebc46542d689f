//! A list, page by page.

use crate::arguments::{self, Given};
use crate::client::{Shared, promise};
use crate::error;
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
    /// How often it is asked again where it has ended for now.
    follow: Option<Duration>,
    state: Rc<RefCell<State>>,
}

enum State {
    /// Nothing was asked for yet.
    New(Box<Beginning>),
    /// There is a page to ask for, perhaps after a pause.
    Next(Box<Pager>, Box<Call>, Duration),
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
}

#[wasm_bindgen]
impl Pages {
    /// `{items, cursor, status, headers, requestId, rate}`; undefined after the last page, and after an error.
    pub fn next(&self) -> Promise {
        let (shared, signal, follow) = (Rc::clone(&self.shared), self.signal.clone(), self.follow);
        let state = Rc::clone(&self.state);
        promise(async move {
            let now = mem::replace(&mut *state.borrow_mut(), State::Over);
            let (pager, call, pause) = match now {
                State::Over => return Ok(JsValue::UNDEFINED),
                State::Failed(error) => return Err(error::plain(error)),
                State::New(beginning) => beginning.begin(&shared).await?,
                State::Next(pager, call, pause) => (pager, call, pause),
            };
            let stop = Stop::new(signal);
            if !pause.is_zero() {
                // A call that was stopped before it began says so itself.
                unless(&stop, Alarm::new(pause)).await;
            }
            let (page, then) = turn(&shared, pager, *call, &stop, follow).await?;
            *state.borrow_mut() = then;
            Ok(page)
        })
    }
}

impl Pages {
    pub(crate) fn new(shared: Rc<Shared>, operation: Arc<Operation>, given: JsValue, read: Given) -> Pages {
        let Given { options, signal, cursor, follow } = read;
        let state = State::New(Box::new(Beginning { operation, given, options, cursor }));
        Pages { shared, signal, follow, state: Rc::new(RefCell::new(state)) }
    }
}

impl Beginning {
    async fn begin(self, shared: &Shared) -> Result<(Box<Pager>, Box<Call>, Duration), JsValue> {
        let arguments = arguments::arguments(&self.operation, &self.given, &shared.encode).await?;
        let mut pager = Pager::new(&shared.session, &self.operation, arguments, self.options);
        if let Some(cursor) = self.cursor {
            pager = pager.from(cursor);
        }
        let call = pager.first().map_err(error::plain)?;
        Ok((Box::new(pager), Box::new(call), Duration::ZERO))
    }
}

/// Fetches one page and finds out what comes after it.
async fn turn(
    shared: &Shared,
    mut pager: Box<Pager>,
    call: Call,
    stop: &Stop,
    follow: Option<Duration>,
) -> Result<(JsValue, State), JsValue> {
    let finished = shared.run(call, stop).await?;
    let next = match (pager.next(&finished.answer), follow) {
        (Ok(None), Some(pause)) => pager.again().map(|call| call.map(|call| (call, pause))),
        (next, _) => next.map(|call| call.map(|call| (call, Duration::ZERO))),
    };
    let items = finished.kept.as_ref().and_then(|kept| kept.reading.items.clone()).unwrap_or_default();
    let page = finished.answer("items", items.into(), pager.cursor());
    let then = match next {
        Ok(Some((call, pause))) => State::Next(pager, Box::new(call), pause),
        Ok(None) => State::Over,
        Err(error) => State::Failed(error),
    };
    Ok((page, then))
}
