//! A list, page by page.

use crate::input::millis;
use crate::keys::Keys;
use crate::{Begun, Moment, Request, Turn};
use oktant_core as core;
use oktant_core::{Error, Operation, Pager};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// A list being read: one call a page.
#[derive(Debug, uniffi::Object)]
pub struct Pages {
    reading: Mutex<Result<BodyPolicy, Error>>,
    keys: Arc<Keys>,
}

#[derive(Debug)]
struct BodyPolicy {
    pager: Pager,
    next: Next,
}

#[derive(Debug)]
enum Next {
    /// Nothing was asked for yet.
    First,
    /// The page after the last one.
    Page(Box<core::Call>),
    /// It has ended.
    None,
}

#[uniffi::export]
impl Pages {
    /// Begins the call of the next page; none at the end. A list that is followed rests before that, as its turn says.
    pub fn begin(self: Arc<Self>, seed: u64, now: Moment) -> Option<Begun> {
        let made = match &mut *self.locked() {
            Ok(reading) => reading.call().transpose()?,
            Err(error) => Err(error.clone()),
        };
        let keys = Arc::clone(&self.keys);
        Some(Begun::new(made, Some(self), keys, seed, now))
    }
}

impl Pages {
    pub(crate) fn new(
        session: &core::Session,
        keys: Arc<Keys>,
        request: Request,
        cursor: Option<String>,
        follow: Option<Duration>,
    ) -> Pages {
        let reading = request.operation().and_then(Operation::as_list).map(|operation| {
            let (arguments, options) = request.split();
            let pager = Pager::new(session, &operation, arguments, options);
            let mut pager = match cursor {
                Some(cursor) => pager.from(cursor),
                None => pager,
            };
            if let Some(every) = follow {
                pager.follow(every);
            }
            BodyPolicy { pager, next: Next::First }
        });
        Pages { reading: Mutex::new(reading), keys }
    }

    /// What comes after the page that was answered.
    pub(crate) fn turn(&self, answer: &core::Response) -> Turn {
        let mut turn = Turn { more: false, rest_ms: 0, cursor: None, fault: None };
        if let Ok(reading) = &mut *self.locked() {
            match reading.pager.next(answer) {
                Ok(Some(call)) => {
                    reading.next = Next::Page(Box::new(call));
                    turn.more = true;
                }
                Ok(None) => {}
                Err(error) => turn.fault = Some(error.into()),
            }
            turn.rest_ms = millis(reading.pager.rest());
            turn.cursor = reading.pager.cursor().map(str::to_owned);
        }
        turn
    }

    fn locked(&self) -> MutexGuard<'_, Result<BodyPolicy, Error>> {
        self.reading.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl BodyPolicy {
    fn call(&mut self) -> Result<Option<core::Call>, Error> {
        match std::mem::replace(&mut self.next, Next::None) {
            Next::First => self.pager.first().map(Some),
            Next::Page(call) => Ok(Some(*call)),
            Next::None => Ok(None),
        }
    }
}
