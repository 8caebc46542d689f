//! The HTTP server around the org: the clock, and the socket of its clients.

use crate::conditions::{Conditions, Link};
use crate::console;
use crate::control;
use crate::delivery;
use crate::exchange::{Room, read, written};
use crate::faults::InjectedFault;
use crate::faulty_stream::{Connection, FaultyListener};
use crate::gzip::{accepts_gzip, packed};
use crate::journal::Journal;
use crate::message::{Request, Response};
use crate::script::{Outcome, ScriptedAnswer};
use crate::simulation::{Handled, Simulation};
use crate::time::Time;
use crate::tls::Tls;
use crate::webhook::{self, Delivered};
use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderValue, Request as HttpRequest, Response as HttpResponse, header};
use axum::serve::Listener;
use serde_json::json;
use std::future::pending;
use std::io::{self, Write as _};
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use tokio::net::TcpStream;
use tokio::sync::{mpsc, oneshot};

/// The estimated size of a response's head on the link.
const HEAD: usize = 500;

/// Serves an org.
#[derive(Debug)]
pub struct Server {
    served: Arc<Served>,
    tls: Option<Tls>,
    failed: oneshot::Receiver<io::Error>,
    deliveries: mpsc::Receiver<Request>,
}

impl Server {
    /// A server of an org under these conditions.
    pub fn new(org: impl Into<Simulation>, conditions: Conditions) -> Self {
        let simulation = org.into();
        let (fail, failed) = oneshot::channel();
        let (deliver, deliveries) = mpsc::channel(delivery::MOST);
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_millis();
        let now = Time::from_millis(i64::try_from(now).unwrap_or(i64::MAX));
        let served = Served {
            at_once: conditions.at_once.unwrap_or_else(|| simulation.org.buckets.at_once()),
            // The clock of an org that continues must not go back, whatever the time scale was.
            began: (now.max(simulation.last), Instant::now()),
            state: Mutex::new(ServedState { simulation, journal: None, fail: Some(fail) }),
            conditions,
            secure: false,
            deliver,
            room: Room::default(),
            link_free: Mutex::new(Instant::now()),
            in_flight: AtomicUsize::new(0),
            seen: AtomicU64::new(0),
        };
        Self { served: Arc::new(served), tls: None, failed, deliveries }
    }

    /// Writes each change to a journal before it is answered.
    #[must_use]
    pub fn journal(self, journal: Journal) -> Self {
        self.served.state().journal = Some(journal);
        self
    }

    /// Serves over TLS alone.
    #[must_use]
    pub fn tls(mut self, tls: Tls) -> Self {
        self.tls = Some(tls);
        if let Some(served) = Arc::get_mut(&mut self.served) {
            served.secure = true;
        }
        self
    }

    pub(crate) fn served(&self) -> Arc<Served> {
        Arc::clone(&self.served)
    }

    /// Serves on a socket, forever.
    ///
    /// # Errors
    /// Fails if the socket fails, or if a change cannot be written to the journal.
    pub async fn run<L>(self, listener: L) -> io::Result<()>
    where
        L: Listener<Io = TcpStream, Addr = SocketAddr>,
    {
        let served = self.served();
        let org = served.with(|simulation, _| simulation.org.clone());
        // Searches before its end build what they need themselves.
        std::thread::Builder::new().name("indexes".into()).spawn(move || org.build_indexes())?;
        let count = |delivered| served.with(|simulation, _| simulation.ledger.deliver(delivered));
        let deliver = async {
            webhook::deliver(self.deliveries, count).await;
            pending().await
        };
        let app = Router::new().fallback(answer).with_state(self.served);
        let listener = FaultyListener { listener, tls: self.tls };
        let serve = axum::serve(listener, app.into_make_service_with_connect_info::<Connection>());
        tokio::select! {
            served = serve => served,
            Ok(error) = self.failed => Err(error),
            never = deliver => never,
        }
    }
}

#[derive(Debug)]
pub(crate) struct Served {
    state: Mutex<ServedState>,
    conditions: Conditions,
    at_once: usize,
    secure: bool,
    /// What event hooks get, to be sent.
    deliver: mpsc::Sender<Request>,
    began: (Time, Instant),
    room: Room,
    /// When the link is free again.
    link_free: Mutex<Instant>,
    in_flight: AtomicUsize,
    seen: AtomicU64,
}

#[derive(Debug)]
struct ServedState {
    simulation: Simulation,
    journal: Option<Journal>,
    /// Ends the server.
    fail: Option<oneshot::Sender<io::Error>>,
}

impl ServedState {
    /// The response to a request that was handled, once the journal has it.
    fn commit(&mut self, request: &Request, handled: Handled, now: Time) -> Response {
        let Handled { response, changed } = handled;
        let Some(journal) = self.journal.as_mut().filter(|_| changed) else { return response };
        match journal.append(request, now, response.status) {
            Ok(()) => response,
            Err(error) => {
                let _ = self.fail.take().map(|fail| fail.send(error));
                self.simulation.org.fail(request, 500, now)
            }
        }
    }
}

impl Served {
    fn state(&self) -> MutexGuard<'_, ServedState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn now(&self) -> Time {
        let (began, instant) = self.began;
        let passed = instant.elapsed().as_millis() * u128::from(self.conditions.time_scale);
        Time::from_millis(began.millis().saturating_add(i64::try_from(passed).unwrap_or(i64::MAX)))
    }

    /// Does something to the org that is no request; a journal does not have it.
    pub(crate) fn with<T>(&self, act: impl FnOnce(&mut Simulation, Time) -> T) -> T {
        let now = self.now();
        act(&mut self.state().simulation, now)
    }

    /// Handles a request to the control API.
    pub(crate) fn control(&self, request: &Request) -> Response {
        let mut state = self.state();
        let now = self.now();
        let handled = state.simulation.control(request, now);
        state.commit(request, handled, now)
    }

    /// The fault or the answer that a request gets beside the org's.
    fn interfere(&self, request: &Request, refused: bool) -> ScriptedAnswer {
        let scripted = self.state().simulation.script.next(request);
        let mut answer = scripted.unwrap_or_else(|| {
            let outcome = self.draw(request).map_or(Outcome::Handled, Outcome::Fault);
            ScriptedAnswer::of(&request.method, request.path(), outcome)
        });
        if refused && answer.outcome == Outcome::Handled {
            answer.outcome = Outcome::Status { status: 429, headers: Vec::new(), body: None };
        }
        answer
    }

    fn draw(&self, request: &Request) -> Option<InjectedFault> {
        // How many preflight requests a browser sends must not change which requests get a fault.
        let counts = request.method != "OPTIONS";
        counts.then(|| self.conditions.faults.draw(self.seen.fetch_add(1, Ordering::SeqCst)))?
    }

    /// The refusal of a request to verify an event hook whose server on this machine does not answer the challenge. Neither
    /// the org nor the journal has such a request.
    async fn unverified(&self, request: &Request) -> Option<Response> {
        let id = delivery::verified(request)?;
        let verification =
            self.with(|simulation, now| simulation.org.verification(id, request, simulation.org_time(now)))?;
        let verifies = webhook::verifies(&verification).await;
        (!verifies).then(|| {
            self.with(|simulation, now| {
                let now = simulation.org_time(now);
                simulation.org.unverified(request, now)
            })
        })
    }

    /// The response to a request, `None` if the connection is reset before, and what event hooks are to get.
    fn respond(&self, request: &Request, outcome: &Outcome) -> (Option<Response>, Outgoing<'_>) {
        let mut state = self.state();
        let now = self.now();
        let time = state.simulation.org_time(now);
        let org = &mut state.simulation.org;
        let response = match outcome {
            Outcome::Fault(InjectedFault::ResetBefore) => return (None, Outgoing(self, Vec::new())),
            Outcome::Fault(InjectedFault::BadGateway) => Response::proxy(502),
            Outcome::Fault(InjectedFault::Unavailable) => Response::proxy(503),
            Outcome::Fault(InjectedFault::Refused) => {
                let mut response = org.refuse(request, time);
                response.headers.retain(|(name, _)| !name.starts_with("x-rate-limit-"));
                response
            }
            Outcome::Status { status, body: Some(body), .. } => {
                org.scripted(request, Response { status: *status, ..Response::ok(body) }, time)
            }
            Outcome::Status { status: 429, .. } => org.refuse(request, time),
            Outcome::Status { status, .. } if *status < 400 => {
                org.scripted(request, Response { status: *status, ..Response::no_content() }, time)
            }
            Outcome::Status { status, .. } => org.fail(request, *status, time),
            Outcome::Fault(_) | Outcome::Handled => {
                let handled = state.simulation.handle(request, now);
                state.commit(request, handled, now)
            }
        };
        let deliveries = state.simulation.org.take_deliveries();
        (Some(response), Outgoing(self, deliveries))
    }

    /// Waits until the link has transferred so many bytes.
    async fn carry(&self, bytes: usize) {
        let Link { latency, bandwidth } = self.conditions.link;
        let nanos = (bytes as u64).saturating_mul(8_000_000_000).checked_div(bandwidth).unwrap_or(0);
        let latency = latency.draw(self.seen.load(Ordering::SeqCst));
        let over = {
            let mut free = self.link_free.lock().unwrap_or_else(PoisonError::into_inner);
            *free = (*free).max(Instant::now()) + Duration::from_nanos(nanos);
            *free + latency
        };
        if over > Instant::now() {
            tokio::time::sleep_until(over.into()).await;
        }
    }

    /// Takes one of the slots for requests in flight; `None` if all are taken.
    fn enter(&self) -> Option<RequestSlot<'_>> {
        let slot = RequestSlot(&self.in_flight);
        (self.in_flight.fetch_add(1, Ordering::SeqCst) < self.at_once).then_some(slot)
    }

    /// Puts a request into the ledger, and into the log.
    fn record(&self, request: Request, response: Option<&Response>, began: Instant) {
        let mut state = self.state();
        let at = state.simulation.org_time(self.now());
        if self.conditions.log {
            let line = json!({
                "at": at.precise(),
                "method": request.method,
                "target": request.target,
                "status": response.map(|response| response.status),
                "bytes": response.map(|response| response.body.len()),
                "milliseconds": began.elapsed().as_micros() as f64 / 1000.0,
                "requestId": response.and_then(|response| response.get("x-okta-request-id")),
            });
            // Nobody reads the log any more: no reason to stop.
            let _ = writeln!(io::stderr(), "{line}");
        }
        state.simulation.ledger.record(request, response, at);
    }
}

/// Released on drop, when the response is ready.
struct RequestSlot<'a>(&'a AtomicUsize);

impl Drop for RequestSlot<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

/// Sent on drop, when the response is ready or its client gone.
struct Outgoing<'a>(&'a Served, Vec<Request>);

impl Drop for Outgoing<'_> {
    fn drop(&mut self) {
        let Self(served, deliveries) = self;
        for delivery in deliveries.drain(..) {
            served.with(|simulation, _| simulation.ledger.queue_delivery());
            if served.deliver.try_send(delivery).is_err() {
                served.with(|simulation, _| simulation.ledger.deliver(Delivered::Dropped));
            }
        }
    }
}

async fn answer(
    State(served): State<Arc<Served>>,
    ConnectInfo(Connection { breaker, local }): ConnectInfo<Connection>,
    request: HttpRequest<Body>,
) -> HttpResponse<Body> {
    let began = Instant::now();
    let slot = served.enter();
    let (request, _taken) = match read(request, served.secure, &served.room).await {
        Ok(read) => read,
        Err(status) => {
            let mut response = HttpResponse::new(Body::empty());
            *response.status_mut() = status;
            response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
            return response;
        }
    };
    if control::is_control(&request) {
        return written(served.control(&request), Vec::new());
    }
    if let Some(response) = served.with(|simulation, _| console::respond(&request, &simulation.org.token, local)) {
        return written(response, Vec::new());
    }
    let ScriptedAnswer { outcome, delay, .. } = served.interfere(&request, slot.is_none());
    let handled = match outcome {
        Outcome::Handled => true,
        Outcome::Fault(fault) => {
            matches!(fault, InjectedFault::ResetAfter | InjectedFault::Truncated | InjectedFault::Slow(_))
        }
        Outcome::Status { .. } => false,
    };
    let unverified = if handled { served.unverified(&request).await } else { None };
    let (response, _outgoing) = match unverified {
        Some(refusal) => (Some(refusal), None),
        None => {
            let (response, outgoing) = served.respond(&request, &outcome);
            (response, Some(outgoing))
        }
    };
    let resets = matches!(outcome, Outcome::Fault(InjectedFault::ResetBefore | InjectedFault::ResetAfter));
    let gzip = served.conditions.gzip && accepts_gzip(&request);
    served.record(request, response.as_ref().filter(|_| !resets), began);
    let Some(mut response) = response else {
        breaker.reset();
        return HttpResponse::default();
    };
    match outcome {
        Outcome::Fault(InjectedFault::Truncated) if !response.body.is_empty() => breaker.cut(response.body.len() / 2),
        Outcome::Fault(InjectedFault::Truncated | InjectedFault::ResetAfter) => breaker.reset(),
        Outcome::Fault(InjectedFault::Slow(pause)) => tokio::time::sleep(pause).await,
        _ => {}
    }
    if !delay.is_zero() {
        tokio::time::sleep(delay).await;
    }
    if gzip {
        response = packed(response);
    }
    served.carry(response.body.len() + HEAD).await;
    written(response, if let Outcome::Status { headers, .. } = outcome { headers } else { Vec::new() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Org, Setup, TOKEN};
    use std::path::Path;

    #[test]
    fn a_change_that_cannot_be_written_is_not_answered() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml");
        let server =
            Server::new(Org::new(&Setup::default()), Conditions::default()).journal(Journal::unwritable(&path));
        let send = |method: &str, target: &str| {
            let request = Request::new(method, target).token(TOKEN).json(&json!({ "profile": { "name": "Ops" } }));
            server.served.respond(&request, &Outcome::Handled).0.map(|response| response.status)
        };
        assert_eq!(send("GET", "/api/v1/groups"), Some(200));
        assert_eq!(send("POST", "/api/v1/groups"), Some(500));
        let Server { mut failed, .. } = server;
        let error = failed.try_recv().unwrap();
        assert!(error.to_string().starts_with(&path.display().to_string()), "{error}");
    }
}
