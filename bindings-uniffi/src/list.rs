//! Where a list stands: which page comes next.

use crate::request::Request;
use crate::step::PageInfo;
use crate::time::millis;
use oktant_core as core;
use oktant_core::{Error, Operation, Pager};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// A list that is being read, or the error of one that cannot be.
#[derive(Debug)]
pub(crate) struct List(Mutex<Result<Position, Error>>);

#[derive(Debug)]
struct Position {
    pager: Pager,
    next: Next,
}

#[derive(Debug)]
enum Next {
    /// The first page.
    First,
    /// A further page.
    Page(Box<core::Call>),
    /// No page: the list has ended, or the call of its next page is running.
    None,
}

impl List {
    pub(crate) fn new(
        session: &core::Session,
        request: Request,
        cursor: Option<String>,
        follow: Option<Duration>,
    ) -> List {
        List(Mutex::new(request.operation().and_then(Operation::as_list).map(|operation| {
            let (arguments, options) = request.split();
            let mut pager = Pager::new(session, &operation, arguments, options);
            if let Some(cursor) = cursor {
                pager = pager.from(cursor);
            }
            if let Some(every) = follow {
                pager.follow(every);
            }
            Position { pager, next: Next::First }
        })))
    }

    /// The call of the next page; none at the end.
    pub(crate) fn next_call(&self) -> Option<Result<core::Call, Error>> {
        match &mut *self.locked() {
            Ok(Position { pager, next }) => match std::mem::replace(next, Next::None) {
                Next::First => Some(pager.first()),
                Next::Page(call) => Some(Ok(*call)),
                Next::None => None,
            },
            Err(error) => Some(Err(error.clone())),
        }
    }

    /// What follows the page in this response.
    pub(crate) fn page_info(&self, response: &core::Response) -> PageInfo {
        let mut info = PageInfo { more: false, rest_ms: 0, cursor: None, error: None };
        if let Ok(Position { pager, next }) = &mut *self.locked() {
            match pager.next(response) {
                Ok(Some(call)) => {
                    *next = Next::Page(Box::new(call));
                    info.more = true;
                }
                Ok(None) => {}
                Err(error) => info.error = Some(error.into()),
            }
            info.rest_ms = millis(pager.rest());
            info.cursor = pager.cursor().map(str::to_owned);
        }
        info
    }

    fn locked(&self) -> MutexGuard<'_, Result<Position, Error>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
