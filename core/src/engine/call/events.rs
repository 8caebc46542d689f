//! The events of a call, derived from its inputs and steps alone.

use super::{Call, State};
use crate::engine::event::{Event, EventKind, Listener};
use crate::engine::step::{Input, Step};
use crate::fleet::membership::FleetChange;
use crate::response::failure::millis;
use std::sync::Arc;

/// How much longer a call must wait than was told before that is told too: estimates of the org's clock differ by less.
const NEWS_MS: u64 = 1000;

/// The state of a call, as far as events show it.
#[derive(PartialEq, Eq)]
enum Stage {
    /// The call holds the lease and gets a token for all.
    RequestingToken,
    /// Held back by pacing.
    Held,
    /// Pausing before a retry.
    Pausing,
    Other,
}

impl Call {
    /// Takes an input and reports the events that follow from it.
    pub(super) fn step_with_events(&mut self, listener: &Listener, input: Input) -> Step {
        let (before, attempts) = (self.stage(), self.attempts);
        if matches!(input, Input::Started { .. }) {
            for text in self.session.warnings() {
                self.emit(listener, attempts, EventKind::Warning { text: text.clone() });
            }
        }
        if let Some(kind) = self.input_event(&input) {
            self.emit(listener, attempts, kind);
        }
        let step = self.advance(input);
        if before == Stage::RequestingToken && self.stage() != Stage::RequestingToken {
            let failed = matches!(step, Step::Done(Err(_)));
            self.emit(listener, attempts, if failed { EventKind::TokenFailed } else { EventKind::TokenReceived });
        }
        match self.fleet_change.take() {
            Some(FleetChange::Joined(_)) => self.emit(listener, attempts, EventKind::FleetJoined),
            Some(FleetChange::Lost(text, _)) => self.emit(listener, attempts, EventKind::FleetLost { text }),
            None => {}
        }
        if let Some(kind) = self.step_event(&before, &step) {
            self.emit(listener, self.attempts, kind);
        }
        step
    }

    fn emit(&self, listener: &Listener, attempts: u32, kind: EventKind) {
        let (call_id, operation) = (self.id, Arc::clone(&self.operation));
        listener(&Event { call_id, operation, attempts, kind });
    }

    /// The event of an input.
    fn input_event(&self, input: &Input) -> Option<EventKind> {
        match (&self.state, input) {
            (State::InFlight(_), Input::Responded(responded)) => {
                let (status, headers) = (responded.status, &responded.headers);
                let request_id = headers.request_id().map(|id| self.redactor().text(id));
                Some(EventKind::Response { status, request_id, rate: headers.rate() })
            }
            (State::InFlight(_), Input::Failed(failure)) => {
                Some(EventKind::Failure { kind: failure.kind, phase: failure.phase })
            }
            _ => None,
        }
    }

    /// The event of a step. A state that lasts is told once, and pacing again when the call waits longer than was told.
    fn step_event(&mut self, before: &Stage, step: &Step) -> Option<EventKind> {
        match (self.stage(), step) {
            (Stage::Held, Step::Wait(wait)) => {
                let until_ms = self.now.mono_ms.saturating_add(millis(wait.at_most));
                let is_news = self.held_until_ms.is_none_or(|told| until_ms >= told.saturating_add(NEWS_MS));
                is_news.then(|| {
                    self.held_until_ms = Some(until_ms);
                    EventKind::Pace { at_most: wait.at_most, reason: wait.reason }
                })
            }
            (now, _) if now == *before && now != Stage::Other => None,
            (Stage::RequestingToken, _) => Some(EventKind::TokenRequested),
            (Stage::Pausing, Step::Wait(wait)) => Some(EventKind::Retry { after: wait.at_most, reason: wait.reason }),
            (_, Step::Send(_)) => {
                self.held_until_ms = None;
                Some(EventKind::Request)
            }
            _ => None,
        }
    }

    fn stage(&self) -> Stage {
        match self.state {
            State::WaitingForCallback(_) | State::RequestingToken(_) => Stage::RequestingToken,
            State::Held => Stage::Held,
            State::Pausing { .. } => Stage::Pausing,
            _ => Stage::Other,
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::config::{Key, Origin, RawConfig};
    use crate::engine::call::tests::responded;
    use crate::engine::event::EventKind;
    use crate::engine::session::tests::{config, raw};
    use crate::engine::step::{Input, Step};
    use crate::io::{BodyKind, Failure, FailureKind, Now, Reason, ReceivedResponse};
    use crate::operation::table::tests::row_of;
    use crate::{Arguments, Call, Config, Headers, Options, Phase, RateLimit, Secret, Session};
    use std::sync::{Arc, Mutex};
    use std::time::Duration;

    type Reported = Arc<Mutex<Vec<(u64, u32, EventKind)>>>;

    /// A session and the events that it reports.
    fn session(config: Config) -> (Session, Reported) {
        let session = Session::new(config);
        let reported = Reported::default();
        let (seen, own) = (Arc::clone(&reported), session.clone());
        session.on_event(move |event| {
            // Nothing is locked.
            let _ = own.rates();
            assert_eq!(event.operation.id, "getUser");
            seen.lock().unwrap().push((event.call_id.0, event.attempts, event.kind.clone()));
        });
        (session, reported)
    }

    fn call(session: &Session) -> Call {
        session.call(&row_of("getUser"), &Arguments::new().path("id", "secret-id"), &Options::default()).unwrap()
    }

    fn at(mono_ms: u64) -> Now {
        Now { mono_ms, unix_ms: 1_700_000_000_000 + mono_ms }
    }

    fn answer(status: u16, remaining: &str) -> Input {
        let Input::Responded(responded) = responded(status, BodyKind::Object) else { unreachable!() };
        let figures = [
            ("X-Okta-Request-Id", "req-00token0123456789"),
            ("X-Rate-Limit-Limit", "9"),
            ("X-Rate-Limit-Remaining", remaining),
            ("X-Rate-Limit-Reset", "1700000010"),
        ];
        Input::Responded(ReceivedResponse { headers: figures.into_iter().collect::<Headers>(), ..responded })
    }

    #[test]
    fn requests_responses_retries_and_holds_are_reported() {
        let (session, reported) = session(config());
        let mut one = call(&session);
        let _ = one.step(Input::Started { seed: 7 }, at(0));
        let _ = one.step(Input::Failed(Failure::new(FailureKind::Broken, Phase::Answer, "reset")), at(10));
        let _ = one.step(Input::Woke, at(100));
        let _ = one.step(Input::Woke, at(1000));
        let _ = one.step(answer(200, "0"), at(1010));
        let mut two = call(&session);
        let _ = two.step(Input::Started { seed: 7 }, at(1020));
        let _ = two.step(Input::Woke, at(2000));
        let _ = two.step(Input::Cancelled, at(3000));
        let rate = RateLimit { limit: Some(9), remaining: Some(0), reset: Some(1_700_000_010) };
        let expected = [
            (1, 1, EventKind::Request),
            (1, 1, EventKind::Failure { kind: FailureKind::Broken, phase: Phase::Answer }),
            (1, 1, EventKind::Retry { after: Duration::from_millis(410), reason: Reason::Backoff }),
            (1, 2, EventKind::Request),
            (1, 2, EventKind::Response { status: 200, request_id: Some("req-***".to_owned()), rate }),
            (2, 0, EventKind::Pace { at_most: Duration::from_millis(9980), reason: Reason::Pace }),
        ];
        assert_eq!(*reported.lock().unwrap(), expected);
    }

    #[test]
    fn a_hold_is_reported_again_when_it_turns_out_to_be_longer() {
        let (session, reported) = session(config());
        let mut one = call(&session);
        let _ = one.step(Input::Started { seed: 7 }, at(0));
        // Until the first response tells what the org allows, only so many requests are sent.
        let mut held = loop {
            let mut next = call(&session);
            if matches!(next.step(Input::Started { seed: 7 }, at(0)), Step::Wait(_)) {
                break next;
            }
        };
        reported.lock().unwrap().clear();
        let _ = held.step(Input::Woke, at(10));
        let _ = one.step(answer(200, "0"), at(20));
        for ms in [30, 40, 5000] {
            let _ = held.step(Input::Woke, at(ms));
        }
        let reported = reported.lock().unwrap();
        let holds: Vec<_> = reported
            .iter()
            .filter_map(|(.., kind)| if let EventKind::Pace { at_most, .. } = kind { Some(*at_most) } else { None })
            .collect();
        assert_eq!(holds, [Duration::from_millis(10_970)], "{reported:?}");
    }

    #[test]
    fn warnings_are_reported_once_with_the_first_call() {
        let mut raw = raw();
        raw.set("RETRIES", "00secret", Origin::Environment);
        let (session, reported) = session(raw.resolve().unwrap());
        for _ in 0..2 {
            let _ = call(&session).step(Input::Started { seed: 7 }, at(0));
        }
        let what = "OKTA_CLIENT_RETRIES (environment) is not a setting of this SDK".to_owned();
        let reported = reported.lock().unwrap();
        let kinds: Vec<_> = reported.iter().map(|(.., kind)| kind.clone()).collect();
        assert_eq!(kinds, [EventKind::Warning { text: what }, EventKind::Request, EventKind::Request]);
    }

    #[test]
    fn token_events_do_not_hold_the_token() {
        let mut raw = RawConfig::new();
        raw.put(Key::OrgUrl, "https://example.okta.com", Origin::Code);
        raw.bearer_callback();
        let (session, reported) = session(raw.resolve().unwrap());
        let (mut one, mut two) = (call(&session), call(&session));
        let _ = one.step(Input::Started { seed: 7 }, at(0));
        let _ = two.step(Input::Started { seed: 7 }, at(0));
        let _ = one.step(Input::Bearer(Secret::new("token0123".to_owned())), at(10));
        let _ = two.step(Input::Woke, at(10));
        let _ = two.step(answer(401, "8"), at(20));
        let _ = two.step(Input::Failed(Failure::new(FailureKind::Broken, Phase::Connect, "no")), at(30));
        let reported = reported.lock().unwrap();
        let kinds: Vec<_> = reported.iter().filter(|(.., kind)| !matches!(kind, EventKind::Response { .. })).collect();
        let expected = [
            (1, 0, EventKind::TokenRequested),
            (1, 0, EventKind::TokenReceived),
            (1, 1, EventKind::Request),
            (2, 1, EventKind::Request),
            (2, 1, EventKind::TokenRequested),
            (2, 1, EventKind::TokenFailed),
        ];
        assert_eq!(kinds, expected.iter().collect::<Vec<_>>());
        assert!(!format!("{reported:?}").contains("token0123"));
    }
}
