//! How many requests the org still takes, and whose is next: a ledger of its rate limits. Learned from answers alone.
//!
//! A call goes at once while what remains of its bucket covers it, all requests that are on their way and all calls that
//! came before it; else it waits until the window is over. So a job that fits is never held, and one that does not meets
//! no refusal.

use crate::bucket;
use crate::clock::Clock;
use crate::step::{Now, Reason};
use crate::{Config, Headers, Operation, Rate, Ticket};
use std::borrow::Cow;

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
    accounts: Vec<Account>,
    routes: Vec<Route>,
    flights: Vec<Flight>,
    /// Sorted by ticket: who came first goes first.
    queue: Vec<Held>,
    at_once: Option<AtOnce>,
    /// How many requests were on their way together since none was.
    peak: u64,
    /// The monotonic clock, as it was seen last.
    now_ms: u64,
}

/// Where a call stands that wants to send.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// It sends, and is on its way from now on.
    Go,
    /// It asks again when it is woken, or at the latest then.
    Wait {
        left_ms: u64,
        /// How long it waits whatever the others do.
        sure_ms: u64,
        reason: Reason,
        rate: Rate,
    },
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

/// One counter of the org.
#[derive(Debug)]
struct Account {
    name: String,
    figures: Option<Figures>,
    /// True where answers came that tell nothing.
    silent: bool,
    in_flight: u64,
}

#[derive(Debug, Clone, Copy)]
struct Figures {
    limit: u64,
    remaining: u64,
    /// In seconds, as it was told.
    reset: u64,
    /// When the window is over, by the org's clock.
    ends_ms: u64,
    /// True where the window was told, false where it is presumed because the last one is over.
    told: bool,
}

/// An operation and the counter that it was seen to draw on.
#[derive(Debug)]
struct Route {
    name: Cow<'static, str>,
    account: usize,
    /// True where its own answers told so.
    told: bool,
}

/// A request on its way.
#[derive(Debug)]
struct Flight {
    ticket: Ticket,
    route: usize,
    account: usize,
    course: Course,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Course {
    /// Its answer is to come.
    Up,
    /// It was given up: it may still arrive, and be counted then.
    Lost,
    /// The same, and then the clock was looked at.
    LostBefore(u64),
}

#[derive(Debug)]
struct Held {
    ticket: Ticket,
    account: usize,
    reason: Reason,
}

/// How many requests the org takes at once, as far as its refusals tell.
#[derive(Debug, Clone, Copy)]
struct AtOnce {
    most: u64,
    since_ms: u64,
}

/// How long a window is. Nobody is held longer for one.
const WINDOW_MS: u64 = 60_000;
/// A reset is told in whole seconds: the window may end so much later.
const MARGIN_MS: u64 = 1000;
/// Resets that differ by no more tell of one window.
const JITTER_S: u64 = 2;
/// So many go to a bucket of which nothing is known, until the first answer.
const UNKNOWN: u64 = 100;
/// Who waits for requests to end looks again so often.
const LOOK_AGAIN_MS: u64 = 1000;
/// How long until one more request at once is tried.
const ONE_MORE_MS: u64 = 15_000;
/// So long what was given up may be on its way.
const LOST_MS: u64 = 5000;

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
        let route = self.route(operation);
        let account = self.routes.get(route).map_or(0, |route| route.account);
        let org_ms = self.clock.at(now);
        let place = match self.accounts.get_mut(account) {
            Some(known) if config.pacing => {
                known.renew(org_ms, if paused { 0 } else { MARGIN_MS });
                let ahead = self.queue.iter().filter(|held| held.account == account && held.ticket < ticket).count();
                known.place(config, count(ahead), org_ms).unwrap_or_else(|| self.seat(ticket))
            }
            _ => Place::Go,
        };
        self.queue.retain(|held| held.ticket != ticket);
        match place {
            Place::Go => {
                self.flights.push(Flight { ticket, route, account, course: Course::Up });
                self.peak = self.peak.max(count(self.flights.len()));
                self.fly(account, 1);
            }
            Place::Wait { reason, .. } => {
                let at = self.queue.partition_point(|held| held.ticket < ticket);
                self.queue.insert(at, Held { ticket, account, reason });
            }
        }
        place
    }

    /// A request is over; gives those who may go on.
    pub(crate) fn landed(&mut self, config: &Config, ticket: Ticket, landing: Landing<'_>, now: Now) -> Vec<Ticket> {
        self.look(now);
        let Some(at) = self.flight(ticket) else { return Vec::new() };
        let (status, headers) = match landing {
            Landing::Answered { status, headers } => (status, headers),
            Landing::Lost => return self.leave(config, ticket),
            Landing::Unsent => {
                let flight = self.take_off(at);
                return self.next(config, flight.account);
            }
        };
        let flight = self.take_off(at);
        self.clock.learn(headers.date_ms(), now);
        match headers.rate() {
            rate if status == 429 && rate.is_concurrent() => self.crowded(),
            Rate { limit: Some(limit @ 1..), remaining: Some(remaining), reset: Some(reset) } => {
                let org_ms = self.clock.at(now);
                let ends_ms = reset.saturating_mul(1000).min(org_ms.saturating_add(longest(config)));
                self.learn(flight.route, Figures { limit, remaining, reset, ends_ms, told: true }, org_ms);
            }
            _ => {
                self.charge(flight.account);
                if let Some(account) = self.accounts.get_mut(flight.account) {
                    account.silent = true;
                }
            }
        }
        self.next(config, flight.account)
    }

    /// A call is over, wherever it stood; gives those who may go on.
    pub(crate) fn leave(&mut self, config: &Config, ticket: Ticket) -> Vec<Ticket> {
        let flight = self.flight(ticket).and_then(|at| self.flights.get_mut(at));
        let account = match flight {
            Some(flight) => {
                flight.course = Course::Lost;
                flight.account
            }
            None => match self.queue.iter().position(|held| held.ticket == ticket) {
                Some(at) => self.queue.remove(at).account,
                None => return Vec::new(),
            },
        };
        self.next(config, account)
    }

    /// What is known of each limit, by name.
    pub(crate) fn rates(&self) -> Vec<Bucket> {
        let used = |at: usize| self.routes.iter().any(|route| route.account == at);
        let seen = self.accounts.iter().enumerate().filter(|(at, account)| used(*at) || account.in_flight > 0);
        let mut buckets: Vec<_> = seen
            .map(|(at, account)| Bucket {
                name: account.name.clone(),
                rate: account.rate(),
                in_flight: count(
                    self.flights.iter().filter(|own| own.account == at && own.course == Course::Up).count(),
                ),
                held: count(self.queue.iter().filter(|held| held.account == at).count()),
            })
            .collect();
        buckets.sort_by(|one, other| one.name.cmp(&other.name));
        buckets
    }

    /// The place of an operation among the routes.
    fn route(&mut self, operation: &Operation) -> usize {
        let bucket = operation.is_untyped().then(|| bucket::name(operation));
        let name = bucket.as_deref().unwrap_or(&operation.id);
        if let Some(at) = self.routes.iter().position(|route| route.name == name) {
            return at;
        }
        let (name, bucket) = match bucket {
            Some(bucket) => (Cow::Owned(bucket.clone()), bucket),
            None => (operation.id.clone(), bucket::name(operation)),
        };
        let account = self.accounts.iter().position(|account| account.name == bucket).unwrap_or_else(|| {
            self.accounts.push(Account { name: bucket, figures: None, silent: false, in_flight: 0 });
            self.accounts.len() - 1
        });
        self.routes.push(Route { name, account, told: false });
        self.routes.len() - 1
    }

    /// Sees the time go by.
    fn look(&mut self, now: Now) {
        self.now_ms = self.now_ms.max(now.mono_ms);
        let now_ms = self.now_ms;
        for flight in self.flights.iter_mut().filter(|flight| flight.course == Course::Lost) {
            flight.course = Course::LostBefore(now_ms);
        }
        let over = |flight: &Flight| match flight.course {
            Course::LostBefore(time_ms) => now_ms.saturating_sub(time_ms) >= LOST_MS,
            Course::Up | Course::Lost => false,
        };
        while let Some(at) = self.flights.iter().position(over) {
            let flight = self.take_off(at);
            self.charge(flight.account);
        }
    }

    /// Whether one more may be on its way, of all buckets together.
    fn seat(&self, ticket: Ticket) -> Place {
        let crowd = |held: &&Held| held.reason == Reason::ConcurrentLimit && held.ticket < ticket;
        if count(self.queue.iter().filter(crowd).count()) < self.seats() {
            return Place::Go;
        }
        let (left_ms, reason) = (LOOK_AGAIN_MS, Reason::ConcurrentLimit);
        Place::Wait { left_ms, sure_ms: 0, reason, rate: Rate::default() }
    }

    /// How many more may be on their way.
    fn seats(&self) -> u64 {
        self.at_once.map_or(u64::MAX, |most| most.at(self.now_ms)).saturating_sub(count(self.flights.len()))
    }

    /// The org takes one less at once than were on their way, or than it was known to take.
    fn crowded(&mut self) {
        let known = self.at_once.map_or(self.peak, |known| known.at(self.now_ms).min(self.peak));
        self.at_once = Some(AtOnce { most: known.saturating_sub(1).max(1), since_ms: self.now_ms });
    }

    fn flight(&self, ticket: Ticket) -> Option<usize> {
        self.flights.iter().position(|flight| flight.ticket == ticket && flight.course == Course::Up)
    }

    fn take_off(&mut self, at: usize) -> Flight {
        let flight = self.flights.swap_remove(at);
        if self.flights.is_empty() {
            self.peak = 0;
        }
        self.fly(flight.account, -1);
        flight
    }

    fn fly(&mut self, account: usize, more: i64) {
        if let Some(account) = self.accounts.get_mut(account) {
            account.in_flight = account.in_flight.saturating_add_signed(more);
        }
    }

    /// Counts a request of which nothing was told.
    fn charge(&mut self, account: usize) {
        if let Some(figures) = self.accounts.get_mut(account).and_then(|account| account.figures.as_mut()) {
            figures.remaining = figures.remaining.saturating_sub(1);
        }
    }

    /// Takes what an answer told. Figures that cannot be of the counter that the operation was taken for are of another.
    fn learn(&mut self, route: usize, told: Figures, org_ms: u64) {
        let (accounts, routes) = (&mut self.accounts, &self.routes);
        let Some(own) = routes.get(route) else { return };
        let Some(account) = accounts.get(own.account) else { return };
        let alone = routes.iter().filter(|other| other.account == own.account).count() == 1;
        let mut at = own.account;
        if !alone && !account.fits(&told, own.told, org_ms) {
            let free = |at: usize| !routes.iter().any(|route| route.account == at);
            let other = accounts.iter().enumerate().find(|(at, other)| {
                other.name == account.name && (free(*at) || other.figures.is_some_and(|known| known.is_same(&told)))
            });
            at = other.map_or(accounts.len(), |(at, _)| at);
            if at == accounts.len() {
                accounts.push(Account { name: account.name.clone(), figures: None, silent: false, in_flight: 0 });
            }
        }
        if let Some(account) = accounts.get_mut(at) {
            account.take(told, org_ms);
        }
        if let Some(route) = self.routes.get_mut(route) {
            (route.account, route.told) = (at, true);
        }
    }

    /// Those who may go on, as far as can be told without looking at the clock.
    fn next(&self, config: &Config, account: usize) -> Vec<Ticket> {
        let first = |wanted: &dyn Fn(&Held) -> bool, most: u64| -> Vec<Ticket> {
            let most = usize::try_from(most).unwrap_or(usize::MAX);
            let mut tickets = Vec::new();
            for held in &self.queue {
                if tickets.len() < most && wanted(held) {
                    tickets.push(held.ticket);
                }
            }
            tickets
        };
        let room = self.accounts.get(account).map_or(0, |account| account.room(config));
        let mut next = first(&|held| held.account == account && held.reason == Reason::Pace, room);
        next.extend(first(&|held| held.reason == Reason::ConcurrentLimit, self.seats()));
        next
    }
}

impl Account {
    /// Begins a new window where the last one is over.
    fn renew(&mut self, org_ms: u64, margin_ms: u64) {
        if let Some(figures) = &mut self.figures
            && org_ms >= figures.ends_ms.saturating_add(margin_ms)
        {
            let ends_ms = org_ms.saturating_add(WINDOW_MS);
            let (limit, reset) = (figures.limit, ends_ms / 1000);
            *figures = Figures { limit, remaining: limit, reset, ends_ms, told: false };
        }
    }

    /// Where a call stands that so many are ahead of; nothing where it may go.
    fn place(&self, config: &Config, ahead: u64, org_ms: u64) -> Option<Place> {
        if ahead < self.room(config) {
            return None;
        }
        let (mut left_ms, mut sure_ms) = (LOOK_AGAIN_MS, 0);
        if let Some(figures) = self.figures {
            let left = figures.ends_ms.saturating_add(MARGIN_MS).saturating_sub(org_ms).max(1);
            let reserved = figures.reserved(config);
            if figures.remaining <= reserved {
                let windows = ahead / figures.limit.saturating_sub(reserved).max(1);
                left_ms = left;
                sure_ms = left.saturating_add(windows.saturating_mul(WINDOW_MS));
            } else {
                left_ms = left.min(LOOK_AGAIN_MS);
            }
        }
        Some(Place::Wait { left_ms, sure_ms, reason: Reason::Pace, rate: self.rate() })
    }

    /// How many more may leave now.
    fn room(&self, config: &Config) -> u64 {
        match self.figures {
            Some(figures) => figures.remaining.saturating_sub(figures.reserved(config)).saturating_sub(self.in_flight),
            None if self.silent => u64::MAX,
            None => UNKNOWN.saturating_sub(self.in_flight),
        }
    }

    fn rate(&self) -> Rate {
        self.figures.map_or_else(Rate::default, |figures| Rate {
            limit: Some(figures.limit),
            remaining: Some(figures.remaining),
            reset: Some(figures.reset),
        })
    }

    /// False for figures that another counter must have told: two of its windows never overlap, and an operation that
    /// was not heard of before does not change the limit of those that were.
    fn fits(&self, told: &Figures, heard: bool, org_ms: u64) -> bool {
        let Some(known) = self.figures else { return true };
        let open = |figures: &Figures| figures.reset.saturating_sub(JITTER_S).saturating_mul(1000) > org_ms;
        let overlap = known.told && known.reset.abs_diff(told.reset) > JITTER_S && open(&known) && open(told);
        !overlap && (heard || known.limit == told.limit)
    }

    fn take(&mut self, told: Figures, org_ms: u64) {
        match &mut self.figures {
            // Answers overtake one another: what remains of a window only falls.
            Some(known) if known.is_same(&told) => known.remaining = known.remaining.min(told.remaining),
            Some(_) if told.ends_ms.saturating_add(MARGIN_MS) < org_ms => {}
            figures => *figures = Some(told),
        }
    }
}

impl Figures {
    /// True where both are told of one window with one limit.
    fn is_same(&self, told: &Figures) -> bool {
        self.told && self.limit == told.limit && self.reset.abs_diff(told.reset) <= JITTER_S
    }

    /// What is left to others.
    fn reserved(&self, config: &Config) -> u64 {
        self.limit.saturating_mul(u64::from(config.pacing_reserve)) / 100
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

fn count(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}
