//! One call as a state machine: an input in, a step out.

use crate::error::ErrorKind;
use crate::operation::Paging;
use crate::step::{Failure, FailureKind, Find, Input, Now, Outcome, Sending, Step};
use crate::{Error, HttpRequest, Operation, Options, Phase, Session, Ticket, answer, text};
use std::sync::Arc;
use std::time::Duration;

/// One call. Never blocks, never panics, knows no clock.
#[derive(Debug)]
pub struct Call {
    session: Session,
    ticket: Ticket,
    operation: Arc<Operation>,
    request: Arc<HttpRequest>,
    timeout: Option<Duration>,
    began_ms: u64,
    attempts: u32,
    state: State,
}

#[derive(Debug)]
enum State {
    /// Nothing has happened yet.
    Made,
    /// A request is on its way.
    Sent,
    /// It is over.
    Done(Outcome),
}

impl Call {
    pub(crate) fn new(session: Session, operation: Arc<Operation>, request: HttpRequest, options: &Options) -> Call {
        let timeout = options.timeout.or(session.config().request_timeout).filter(|timeout| !timeout.is_zero());
        let ticket = session.ticket();
        let request = Arc::new(request);
        Call { session, ticket, operation, request, timeout, began_ms: 0, attempts: 0, state: State::Made }
    }

    /// Its name in the session.
    pub fn ticket(&self) -> Ticket {
        self.ticket
    }

    /// What it shares with other calls.
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// The operation that is called.
    pub fn operation(&self) -> &Arc<Operation> {
        &self.operation
    }

    /// Path and query of the request.
    pub(crate) fn target(&self) -> &str {
        self.request.url.get(self.session.config().org_url.as_str().len()..).unwrap_or_default()
    }

    /// How many requests were made so far.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// Takes what happened and says what to do next. Begins with [`Input::Started`]; after [`Step::Done`] every input
    /// gives the same again.
    pub fn step(&mut self, input: Input, now: Now) -> Step {
        match (&self.state, input) {
            (State::Done(outcome), _) => Step::Done(outcome.clone()),
            (State::Made, Input::Started { seed: _ }) => {
                self.began_ms = now.mono_ms;
                self.attempts += 1;
                self.state = State::Sent;
                Step::Send(self.sending())
            }
            (State::Sent, Input::Responded(responded)) => {
                let outcome = answer::judge(self.session.config(), &self.operation, responded);
                self.done(outcome, now)
            }
            (State::Sent, Input::Failed(failure)) => {
                let error = self.failed(failure);
                self.done(Err(error), now)
            }
            (_, Input::Cancelled) => self.done(Err(Error::new(ErrorKind::Cancelled, "cancelled by the caller")), now),
            (state, input) => {
                let awaited = if matches!(state, State::Made) { "Started" } else { "Responded or Failed" };
                let what =
                    format!("the host gave {} where {awaited} is due: this is a fault of the host", input.name());
                self.done(Err(Error::transport(what)), now)
            }
        }
    }

    fn done(&mut self, outcome: Outcome, now: Now) -> Step {
        let outcome = outcome.map_err(|error| {
            error.with(|fault| {
                fault.operation = Some(Arc::clone(&self.operation));
                fault.attempts = self.attempts;
                fault.elapsed = Duration::from_millis(now.mono_ms.saturating_sub(self.began_ms));
            })
        });
        self.session.finish(self.ticket);
        self.state = State::Done(outcome.clone());
        Step::Done(outcome)
    }

    fn sending(&self) -> Sending {
        let find = match self.operation.paging {
            Paging::Body { next, items } => Some(Find { next: next.to_owned(), items: format!("/{items}") }),
            Paging::None | Paging::Link | Paging::Poll => None,
        };
        Sending { request: Arc::clone(&self.request), timeout: self.timeout, find }
    }

    fn failed(&self, failure: Failure) -> Error {
        let config = self.session.config();
        let (kind, what) = match (failure.kind, failure.phase) {
            (FailureKind::TimedOut, Phase::Connect) => (ErrorKind::Timeout, "no connection in time".to_owned()),
            (FailureKind::TimedOut, phase) => {
                let what = if phase == Phase::Body { "no whole answer" } else { "no answer" };
                (ErrorKind::Timeout, self.timeout.map_or(what.to_owned(), |limit| format!("{what} within {limit:?}")))
            }
            (FailureKind::Broken, Phase::Connect) => {
                (ErrorKind::Transport, format!("no connection to {}", config.org_url))
            }
            (FailureKind::Broken, Phase::Answer) => {
                (ErrorKind::Transport, "the connection broke before an answer".to_owned())
            }
            (FailureKind::Broken, Phase::Body) => (ErrorKind::Transport, "the answer broke off".to_owned()),
        };
        let mut message = what;
        if !failure.message.is_empty() {
            message = format!("{message}: {}", text::one_line(&config.mask(&failure.message), 300));
        }
        let advice = match failure.phase {
            Phase::Connect => ": check the org url and the network",
            _ if self.operation.repeatable => "",
            _ => ": it may have been done, look before you repeat it",
        };
        let error = Error::new(kind, message + advice).with(|fault| fault.phase = Some(failure.phase));
        match failure.source {
            Some(source) => error.with_source(source),
            None => error,
        }
    }
}

/// What it held goes to those who wait.
impl Drop for Call {
    fn drop(&mut self) {
        self.session.finish(self.ticket);
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::session::tests::config;
    use crate::step::{Kept, Received, Responded, Shape};
    use crate::table::tests::row_of;
    use crate::{Arguments, Headers};
    use proptest::prelude::*;

    const NOW: Now = Now { mono_ms: 1000, unix_ms: 0 };

    fn call(operation: &str, arguments: Arguments) -> Call {
        Session::new(config()).call(&row_of(operation), &arguments, &Options::default()).unwrap()
    }

    fn get_user() -> Call {
        call("getUser", Arguments::new().path("id", "00u1"))
    }

    pub(crate) fn responded(status: u16, json: Shape) -> Input {
        let body = match status {
            200..=299 => Received::Kept(Kept { bytes: 2, json, found: None, count: 0 }),
            _ => Received::Text(b"{}"[..].into()),
        };
        Input::Responded(Responded { status, headers: Headers::new(), body })
    }

    fn failed(kind: FailureKind, phase: Phase) -> Input {
        Input::Failed(Failure { kind, phase, message: "reset".to_owned(), source: None })
    }

    fn error(step: Step) -> Error {
        match step {
            Step::Done(Err(error)) => error,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_call_sends_and_is_done() {
        let mut call = get_user();
        let Step::Send(sending) = call.step(Input::Started { seed: 1 }, NOW) else { panic!() };
        assert_eq!(sending.request.url, "https://example.okta.com/api/v1/users/00u1");
        assert_eq!(sending.timeout, Some(crate::config::REQUEST_TIMEOUT));
        let Step::Done(Ok(answer)) = call.step(responded(200, Shape::Object), NOW) else { panic!() };
        assert_eq!(answer.status, 200);
    }

    #[test]
    fn after_done_every_input_gives_the_same() {
        let mut call = get_user();
        let _ = call.step(Input::Started { seed: 1 }, NOW);
        let first = error(call.step(responded(404, Shape::Empty), Now { mono_ms: 1250, unix_ms: 0 }));
        assert_eq!((first.attempts(), first.elapsed()), (1, Duration::from_millis(250)));
        let later = Now { mono_ms: 9000, unix_ms: 0 };
        for input in [Input::Cancelled, Input::Started { seed: 2 }, responded(200, Shape::Object)] {
            let again = error(call.step(input, later));
            assert_eq!((again.to_string(), again.elapsed()), (first.to_string(), first.elapsed()));
        }
    }

    #[test]
    fn an_input_that_does_not_fit_is_an_error_that_names_both() {
        let text = error(get_user().step(responded(200, Shape::Object), NOW)).to_string();
        assert_eq!(
            text,
            "GET /api/v1/users/{id}: the host gave Responded where Started is due: this is a fault of the host"
        );
        let mut call = get_user();
        let _ = call.step(Input::Started { seed: 1 }, NOW);
        assert!(
            error(call.step(Input::Started { seed: 1 }, NOW)).to_string().contains("Started where Responded or Failed")
        );
    }

    #[test]
    fn a_cancelled_call_is_cancelled_at_any_time() {
        let mut call = get_user();
        let _ = call.step(Input::Started { seed: 1 }, NOW);
        assert!(error(call.step(Input::Cancelled, NOW)).is_cancelled());
        assert!(error(get_user().step(Input::Cancelled, NOW)).is_cancelled());
    }

    #[test]
    fn failures_say_how_far_it_came_and_what_to_do() {
        let fail = |mut call: Call, input| {
            let _ = call.step(Input::Started { seed: 1 }, NOW);
            error(call.step(input, NOW))
        };
        let connect = fail(get_user(), failed(FailureKind::Broken, Phase::Connect));
        assert_eq!(
            connect.to_string(),
            "GET /api/v1/users/{id}: no connection to https://example.okta.com: reset: check the org url and the network"
        );
        assert!(!connect.may_have_been_sent());
        let write = call("createUser", Arguments::new().json_text("{}"));
        let broken = fail(write, failed(FailureKind::Broken, Phase::Body));
        assert_eq!(
            broken.to_string(),
            "POST /api/v1/users: the answer broke off: reset: it may have been done, look before you repeat it"
        );
        assert_eq!((broken.kind(), broken.phase()), (ErrorKind::Transport, Some(Phase::Body)));
        assert!(broken.may_have_been_sent());
        let slow = fail(get_user(), failed(FailureKind::TimedOut, Phase::Answer));
        assert!(slow.is_timeout() && slow.to_string().contains("no answer within 60s"), "{slow}");
    }

    #[test]
    fn a_wrapped_list_asks_for_its_link() {
        let mut call = call("listRoles", Arguments::new());
        let Step::Send(sending) = call.step(Input::Started { seed: 1 }, NOW) else { panic!() };
        assert_eq!(sending.find, Some(Find { next: "/_links/next/href".into(), items: "/roles".into() }));
    }

    proptest! {
        #[test]
        fn no_sequence_of_inputs_makes_it_panic(inputs in prop::collection::vec((0..6_u8, 0..700_u16, any::<u64>()), 0..12)) {
            let mut call = get_user();
            let mut done = None;
            for (kind, status, mono_ms) in inputs {
                let input = match kind {
                    0 => Input::Started { seed: mono_ms },
                    1 => responded(status, Shape::Object),
                    2 => responded(200, Shape::NotJson),
                    3 => failed(FailureKind::TimedOut, Phase::Answer),
                    4 => failed(FailureKind::Broken, Phase::Connect),
                    _ => Input::Cancelled,
                };
                let step = call.step(input, Now { mono_ms, unix_ms: mono_ms });
                let text = format!("{step:?}");
                if let Some(done) = &done {
                    prop_assert_eq!(done, &text);
                } else if matches!(step, Step::Done(_)) {
                    done = Some(text);
                }
            }
            prop_assert!(call.attempts() <= 1);
        }
    }
}
