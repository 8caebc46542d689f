//! An org with its initial state, snapshots, clock and ledger: what the control API works on. It has no clock and no
//! socket either; the same requests at the same times give the same state.

use crate::ledger::Ledger;
use crate::message::{Request, Response};
use crate::org::Org;
use crate::script::Script;
use crate::time::Time;
use std::collections::BTreeMap;
use std::time::Duration;

/// The most snapshots, as each may be as large as the org.
pub(crate) const SNAPSHOTS: usize = 100;

/// An org that tests control: it can be reset, and its clock moved.
#[derive(Clone, Debug)]
pub struct Simulation {
    pub(crate) org: Org,
    pub(crate) initial: Org,
    pub(crate) snapshots: BTreeMap<String, Org>,
    /// How far the org's clock is ahead of the caller's, in milliseconds.
    pub(crate) ahead: i64,
    pub(crate) script: Script,
    pub(crate) ledger: Ledger,
    /// The time of the last request of the journal that it was made from.
    pub(crate) last: Time,
}

/// A response, and whether it must be in the journal.
#[derive(Debug)]
pub(crate) struct Handled {
    pub(crate) response: Response,
    /// Whether the request may have changed something that stays.
    pub(crate) changed: bool,
}

impl From<Org> for Simulation {
    fn from(org: Org) -> Self {
        Self {
            initial: org.clone(),
            org,
            snapshots: BTreeMap::new(),
            ahead: 0,
            script: Script::default(),
            ledger: Ledger::default(),
            last: Time::default(),
        }
    }
}

impl Simulation {
    /// The org's time when the caller's clock shows `now`.
    pub(crate) fn org_time(&self, now: Time) -> Time {
        Time::from_millis(now.millis().saturating_add(self.ahead))
    }

    /// Handles a request to the org.
    pub(crate) fn handle(&mut self, request: &Request, now: Time) -> Handled {
        let (drawn, now) = (self.org.ids.drawn(), self.org_time(now));
        let response = self.org.handle(request, now);
        let reads = matches!(&*request.method, "GET" | "HEAD" | "OPTIONS");
        let changed = (!reads && response.status != 429) || self.org.ids.drawn() != drawn;
        Handled { response, changed }
    }

    /// Begins again: the initial org, the caller's clock, an empty ledger and nothing scripted. Snapshots stay.
    pub(crate) fn reset(&mut self) {
        self.org = self.initial.clone();
        self.ahead = 0;
        self.script = Script::default();
        self.ledger.clear();
    }

    /// Moves the org's clock forward.
    pub(crate) fn advance(&mut self, by: Duration) {
        self.ahead = self.ahead.saturating_add(i64::try_from(by.as_millis()).unwrap_or(i64::MAX));
    }

    /// Remembers the org's state under a name; `false` if there are too many already.
    pub(crate) fn snapshot(&mut self, name: &str) -> bool {
        let room = self.snapshots.len() < SNAPSHOTS || self.snapshots.contains_key(name);
        if room {
            self.snapshots.insert(name.to_owned(), self.org.clone());
        }
        room
    }

    /// Brings a remembered state back; `false` if there is none of that name.
    pub(crate) fn restore(&mut self, name: &str) -> bool {
        let snapshot = self.snapshots.get(name);
        snapshot.inspect(|snapshot| self.org.clone_from(snapshot)).is_some()
    }
}
