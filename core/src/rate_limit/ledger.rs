//! How many requests the org still takes, and whose is next: a ledger of its rate limits. Learned from answers alone.
//!
//! A call goes at once while what remains of its bucket covers it, all requests that are on their way and all calls that
//! came before it; else it waits until the window is over. So a job that fits is never held, and one that does not meets
//! no refusal.

use crate::by_ticket::ByTicket;
use crate::io::{Now, Reason};
use crate::rate_limit::bucket;
use crate::rate_limit::counter::{Account, Figures, MARGIN_MS, Place, WINDOW_MS, look_again_ms};
use crate::rate_limit::org_clock::Clock;
use crate::rate_limit::queue::Queue;
use crate::{Config, Headers, Operation, Rate, Ticket};
use std::borrow::Cow;
use std::collections::VecDeque;

/// A rate limit as far as it is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bucket {
    /// What draws on it: a method where it is one alone, and the beginning of a path.
    pub name: String,
    /// What was told of it last; nothing before the first answer.
    pub rate: Rate,
    /// How many requests are on their way.
    pub in_flight: u64,
    /// How many calls are held back.
    pub held: u64,
}

/// All that is known of an org's limits, and who waits for them.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    clock: Clock,
    /// At most as many as there ever were routes, requests on their way and held calls at the same time: one that is
    /// vacant is used before another is added.
    accounts: Vec<Account>,
    /// Sorted by name. At most one for each operation of the document, and [`UNTYPED`] for all other paths.
    routes: Vec<Route>,
    /// How often a route was asked for.
    asked: u64,
    /// Where each call stands: at most one entry for each call that is alive, which [`Ledger::leave`] removes.
    calls: ByTicket<Standing>,
    /// Requests that were given up, oldest first: those of the last [`LOST_MS`] before a call asked.
    lost: VecDeque<Lost>,
    /// Those of the calls that are held by the limit on calls at once, of all accounts.
    crowd: Queue,
    at_once: Option<AtOnce>,
    /// How many requests are on their way, lost ones among them.
    in_flight: u64,
    /// How many requests were on their way together since none was.
    peak: u64,
    /// The monotonic clock, as it was seen last.
    now_ms: u64,
}

/// What came of a request.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Landing<'a> {
    /// An answer.
    Answered { status: u16, headers: &'a Headers },
    /// Nobody knows whether the org counted it.
    Lost,
    /// It never left.
    Unsent,
}

/// An operation and the counter that it was seen to draw on.
#[derive(Debug)]
struct Route {
    name: Cow<'static, str>,
    account: usize,
    /// True where its own answers told so.
    told: bool,
    /// When it was asked for last, as [`Ledger::asked`] counts.
    asked: u64,
}

/// Where a call stands.
#[derive(Debug)]
enum Standing {
    /// Its request is on its way.
    InFlight { route: Cow<'static, str>, account: usize },
    /// It is held back.
    Held { account: usize, reason: Reason },
}

/// A request that was given up: it may still arrive, and be counted then.
#[derive(Debug)]
struct Lost {
    account: usize,
    /// When the clock was looked at for the first time after that.
    since_ms: Option<u64>,
}

/// How many requests the org takes at once, as far as its refusals tell.
#[derive(Debug, Clone, Copy)]
struct AtOnce {
    most: u64,
    since_ms: u64,
}

/// How long until one more request at once is tried.
const ONE_MORE_MS: u64 = 15_000;
/// So long what was given up may be on its way.
const LOST_MS: u64 = 5000;
/// Of so many places outside the document the limits are remembered: of those that were asked for last.
const UNTYPED: usize = 256;

impl Ledger {
    /// A call wants to send. `paused` says that it has waited for the reset that its own refusal told.
    pub(crate) fn ask(
        &mut self,
        config: &Config,
        ticket: Ticket,
        operation: &Operation,
        paused: bool,
        now: Now,
    ) -> Place {
        self.look(now);
        let (route, account) = self.route(operation);
        let org_ms = self.clock.at(now);
        let place = match self.accounts.get_mut(account) {
            Some(known) if config.pacing => {
                known.renew(org_ms, if paused { 0 } else { MARGIN_MS });
                known.place(config, ticket, org_ms).unwrap_or_else(|| self.seat(ticket))
            }
            _ => Place::Go,
        };
        self.remove(ticket);
        match place {
            Place::Go => self.send(ticket, route, account),
            Place::Wait { reason, .. } => self.hold(ticket, account, reason),
        }
        place
    }

    /// A request is over; gives those who may go on.
    pub(crate) fn landed(&mut self, config: &Config, ticket: Ticket, landing: Landing<'_>, now: Now) -> Vec<Ticket> {
        self.look(now);
        let (status, headers) = match landing {
            Landing::Lost => return self.leave(config, ticket),
            Landing::Answered { status, headers } => (status, Some(headers)),
            Landing::Unsent => (0, None),
        };
        let Some((route, account)) = self.land(ticket) else { return Vec::new() };
        let Some(headers) = headers else { return self.next(config, account) };
        self.clock.learn(headers.date_ms(), now);
        match headers.rate() {
            rate if status == 429 && rate.is_concurrent() => self.crowded(),
            Rate { limit: Some(limit @ 1..), remaining: Some(remaining), reset: Some(reset) } => {
                let org_ms = self.clock.at(now);
                let ends_ms = reset.saturating_mul(1000).min(org_ms.saturating_add(longest(config)));
                self.learn(&route, Figures { limit, remaining, reset, ends_ms, told: true }, org_ms);
            }
            _ => {
                self.charge(account);
                if let Some(account) = self.accounts.get_mut(account) {
                    account.silent = true;
                }
            }
        }
        self.next(config, account)
    }

    /// A call is over, wherever it stood; gives those who may go on.
    pub(crate) fn leave(&mut self, config: &Config, ticket: Ticket) -> Vec<Ticket> {
        match self.remove(ticket) {
            Some(account) => self.next(config, account),
            None => Vec::new(),
        }
    }

    /// What is known of each limit, by name.
    pub(crate) fn rates(&self) -> Vec<Bucket> {
        let seen = self.accounts.iter().filter(|account| account.routes > 0 || account.in_flight > 0);
        let mut buckets: Vec<_> = seen
            .map(|account| Bucket {
                name: account.name.clone(),
                rate: account.rate(),
                in_flight: account.in_flight.saturating_sub(account.lost),
                held: account.paced.len() + account.crowded.len(),
            })
            .collect();
        buckets.sort_by(|one, other| one.name.cmp(&other.name));
        buckets
    }

    /// The route of an operation, and the account that it draws on.
    fn route(&mut self, operation: &Operation) -> (Cow<'static, str>, usize) {
        self.asked += 1;
        let bucket = operation.is_untyped().then(|| bucket::name(operation));
        let name = bucket.clone().map_or_else(|| operation.id.clone(), Cow::Owned);
        let at = match self.find(&name) {
            Ok(at) => at,
            Err(_) => {
                let account = self.account(bucket.unwrap_or_else(|| bucket::name(operation)));
                self.forget();
                let at = self.find(&name).unwrap_or_else(|at| at);
                self.routes.insert(at, Route { name: name.clone(), account, told: false, asked: 0 });
                self.draw(account, 1);
                at
            }
        };
        let account = self.routes.get_mut(at).map_or(0, |route| {
            route.asked = self.asked;
            route.account
        });
        (name, account)
    }

    fn find(&self, route: &str) -> Result<usize, usize> {
        self.routes.binary_search_by(|other| other.name.as_ref().cmp(route))
    }

    /// Makes room for one more route outside the document.
    fn forget(&mut self) {
        let untyped = self.routes.iter().enumerate().filter(|(_, route)| matches!(route.name, Cow::Owned(_)));
        if untyped.clone().count() < UNTYPED {
            return;
        }
        if let Some((at, _)) = untyped.min_by_key(|(_, route)| route.asked) {
            let account = self.routes.remove(at).account;
            self.draw(account, -1);
        }
    }

    /// The first account of this name.
    fn account(&mut self, name: String) -> usize {
        let known = self.accounts.iter().position(|account| account.name == name);
        known.unwrap_or_else(|| self.new_account(name))
    }

    fn new_account(&mut self, name: String) -> usize {
        let account = Account { name, ..Account::default() };
        match self.accounts.iter_mut().enumerate().find(|(_, account)| account.is_vacant()) {
            Some((at, vacant)) => {
                *vacant = account;
                at
            }
            None => {
                self.accounts.push(account);
                self.accounts.len() - 1
            }
        }
    }

    /// Sees the time go by.
    fn look(&mut self, now: Now) {
        self.now_ms = self.now_ms.max(now.mono_ms);
        let now_ms = self.now_ms;
        let new = self.lost.iter_mut().rev().take_while(|lost| lost.since_ms.is_none());
        new.for_each(|lost| lost.since_ms = Some(now_ms));
        let over = |lost: &mut Lost| lost.since_ms.is_some_and(|since_ms| now_ms.saturating_sub(since_ms) >= LOST_MS);
        while let Some(Lost { account, .. }) = self.lost.pop_front_if(over) {
            self.arrive(account);
            self.charge(account);
            if let Some(account) = self.accounts.get_mut(account) {
                account.lost = account.lost.saturating_sub(1);
            }
        }
    }

    /// Whether one more may be on its way, of all buckets together.
    fn seat(&self, ticket: Ticket) -> Place {
        let ahead = self.crowd.ahead_of(ticket);
        if ahead < self.seats() {
            return Place::Go;
        }
        let (left_ms, reason) = (look_again_ms(ahead), Reason::ConcurrentLimit);
        Place::Wait { left_ms, sure_ms: 0, reason, rate: Rate::default() }
    }

    /// How many more may be on their way.
    fn seats(&self) -> u64 {
        self.at_once.map_or(u64::MAX, |most| most.at(self.now_ms)).saturating_sub(self.in_flight)
    }

    /// The org takes one less at once than were on their way, or than it was known to take.
    fn crowded(&mut self) {
        let known = self.at_once.map_or(self.peak, |known| known.at(self.now_ms).min(self.peak));
        self.at_once = Some(AtOnce { most: known.saturating_sub(1).max(1), since_ms: self.now_ms });
    }

    fn send(&mut self, ticket: Ticket, route: Cow<'static, str>, account: usize) {
        self.calls.insert(ticket, Standing::InFlight { route, account });
        self.in_flight += 1;
        self.peak = self.peak.max(self.in_flight);
        if let Some(account) = self.accounts.get_mut(account) {
            account.in_flight += 1;
        }
    }

    fn hold(&mut self, ticket: Ticket, account: usize, reason: Reason) {
        self.calls.insert(ticket, Standing::Held { account, reason });
        if reason == Reason::ConcurrentLimit {
            self.crowd.insert(ticket);
        }
        if let Some(account) = self.accounts.get_mut(account) {
            account.queue(reason).insert(ticket);
        }
    }

    /// Takes a call from where it stands; gives its account.
    fn remove(&mut self, ticket: Ticket) -> Option<usize> {
        match self.calls.remove(ticket)? {
            Standing::InFlight { account, .. } => {
                self.lost.push_back(Lost { account, since_ms: None });
                if let Some(account) = self.accounts.get_mut(account) {
                    account.lost += 1;
                }
                Some(account)
            }
            Standing::Held { account, reason } => {
                self.crowd.remove(ticket);
                if let Some(account) = self.accounts.get_mut(account) {
                    account.queue(reason).remove(ticket);
                }
                Some(account)
            }
        }
    }

    /// Takes a request from those on their way; gives its route and account.
    fn land(&mut self, ticket: Ticket) -> Option<(Cow<'static, str>, usize)> {
        let Some(Standing::InFlight { route, account }) = self.calls.get_mut(ticket) else { return None };
        let landed = (std::mem::take(route), *account);
        self.calls.remove(ticket);
        self.arrive(landed.1);
        Some(landed)
    }

    /// One request less is on its way.
    fn arrive(&mut self, account: usize) {
        self.in_flight = self.in_flight.saturating_sub(1);
        if self.in_flight == 0 {
            self.peak = 0;
        }
        if let Some(account) = self.accounts.get_mut(account) {
            account.in_flight = account.in_flight.saturating_sub(1);
        }
    }

    /// So many routes more draw on an account.
    fn draw(&mut self, account: usize, more: i64) {
        if let Some(account) = self.accounts.get_mut(account) {
            account.routes = account.routes.saturating_add_signed(more);
        }
    }

    /// Counts a request of which nothing was told.
    fn charge(&mut self, account: usize) {
        if let Some(figures) = self.accounts.get_mut(account).and_then(|account| account.figures.as_mut()) {
            figures.remaining = figures.remaining.saturating_sub(1);
        }
    }

    /// Takes what an answer told. Figures that cannot be of the counter that the operation was taken for are of another.
    fn learn(&mut self, route: &str, told: Figures, org_ms: u64) {
        // A route that was forgotten meanwhile learns nothing.
        let Some(own) = self.find(route).ok().and_then(|at| self.routes.get_mut(at)) else { return };
        let (before, heard) = (own.account, std::mem::replace(&mut own.told, true));
        let Some(account) = self.accounts.get(before) else { return };
        let mut at = before;
        if account.routes > 1 && !account.fits(&told, heard, org_ms) {
            let fits = |other: &Account| other.routes == 0 || other.figures.is_some_and(|known| known.is_same(&told));
            let other = self.accounts.iter().position(|other| other.name == account.name && fits(other));
            let name = account.name.clone();
            at = other.unwrap_or_else(|| self.new_account(name));
            self.draw(before, -1);
            self.draw(at, 1);
            if let Some(own) = self.find(route).ok().and_then(|at| self.routes.get_mut(at)) {
                own.account = at;
            }
        }
        if let Some(account) = self.accounts.get_mut(at) {
            account.take(told, org_ms);
        }
    }

    /// Those who may go on, as far as can be told without looking at the clock.
    fn next(&mut self, config: &Config, account: usize) -> Vec<Ticket> {
        let mut next = self.accounts.get_mut(account).map_or_else(Vec::new, |account| {
            let room = account.room(config);
            account.paced.wake(room)
        });
        next.extend(self.crowd.wake(self.seats()));
        next
    }
}

impl AtOnce {
    /// Who never tries more never learns that more are taken.
    fn at(self, now_ms: u64) -> u64 {
        self.most.saturating_add(now_ms.saturating_sub(self.since_ms) / ONE_MORE_MS)
    }
}

/// How long somebody is held for one window, at most.
fn longest(config: &Config) -> u64 {
    match u64::try_from(config.max_wait.as_millis()) {
        Ok(max_wait_ms) if max_wait_ms < WINDOW_MS => max_wait_ms.saturating_sub(MARGIN_MS),
        _ => WINDOW_MS,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Method;
    use crate::engine::session::tests::config;
    use crate::rate_limit::counter::UNKNOWN;

    fn answered(ledger: &mut Ledger, ticket: u64, path: &str) {
        let (config, now) = (config(), Now { mono_ms: ticket, unix_ms: 1_700_000_000_000 });
        let operation = Operation::untyped(Method::Get, path);
        assert_eq!(ledger.ask(&config, Ticket(ticket), &operation, false, now), Place::Go);
        let told =
            [("X-Rate-Limit-Limit", "600"), ("X-Rate-Limit-Remaining", "599"), ("X-Rate-Limit-Reset", "1700000060")];
        let landing = Landing::Answered { status: 200, headers: &told.into_iter().collect() };
        assert!(ledger.landed(&config, Ticket(ticket), landing, now).is_empty());
    }

    #[test]
    fn of_paths_outside_the_document_the_last_are_remembered() {
        let mut ledger = Ledger::default();
        for number in 0..2000 {
            answered(&mut ledger, number, &format!("/area{number}/x"));
            answered(&mut ledger, 10_000 + number, "/kept/x");
        }
        assert!(ledger.calls.tickets().next().is_none() && ledger.lost.is_empty());
        assert!(ledger.routes.len() <= UNTYPED && ledger.accounts.len() <= UNTYPED + 1, "{}", ledger.accounts.len());
        let names: Vec<_> = ledger.rates().into_iter().map(|bucket| bucket.name).collect();
        assert_eq!(names.len(), UNTYPED);
        assert!(["/kept", "/area1999", "/area1800"].iter().all(|name| names.iter().any(|own| own == name)));
    }

    #[test]
    fn who_stands_far_behind_looks_again_less_often() {
        let mut ledger = Ledger::default();
        let (config, now) = (config(), Now { mono_ms: 0, unix_ms: 1_700_000_000_000 });
        let operation = Operation::untyped(Method::Get, "/area/x");
        let mut looks_a_minute = 0;
        for number in 0..5100 {
            match ledger.ask(&config, Ticket(number), &operation, false, now) {
                Place::Go => assert!(number < UNKNOWN),
                Place::Wait { left_ms, .. } => looks_a_minute += WINDOW_MS / left_ms,
            }
        }
        assert!(looks_a_minute < 5000 * 10, "{looks_a_minute}, where one look a second would be {}", 5000 * 60);
    }

    #[test]
    fn an_account_that_is_forgotten_while_a_request_draws_on_it_is_not_given_to_another() {
        let mut ledger = Ledger::default();
        let (config, now) = (config(), Now { mono_ms: 0, unix_ms: 1_700_000_000_000 });
        let slow = Operation::untyped(Method::Get, "/slow/x");
        assert_eq!(ledger.ask(&config, Ticket(1_000_000), &slow, false, now), Place::Go);
        (0..500).for_each(|number| answered(&mut ledger, number, &format!("/area{number}/x")));
        let slow = |ledger: &Ledger| ledger.rates().into_iter().find(|bucket| bucket.name == "/slow");
        assert_eq!(slow(&ledger).map(|bucket| bucket.in_flight), Some(1));
        assert!(ledger.landed(&config, Ticket(1_000_000), Landing::Unsent, now).is_empty());
        assert_eq!(slow(&ledger), None);
        assert!(ledger.in_flight == 0 && ledger.accounts.iter().all(|account| account.in_flight == 0));
    }
}
