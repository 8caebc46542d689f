//! The host of a call: sends requests, reads bodies, waits, signs and gets tokens for the engine.

use crate::bearer::Bearer;
use crate::call_scope::CallScope;
use crate::decoded_body::{BodyReader, DecodedBody};
use crate::exchange::{BufferedResponse, fetch};
#[cfg(feature = "fleet-store")]
use crate::fleet::Fleet;
use crate::signer::Keys;
use crate::time::{now, pause, seed};
use crate::trace::{self, Trace};
use crate::transport::Transport;
use crate::{Failure, FailureKind, Phase, Response};
use oktant_core::drive::Host;
#[cfg(feature = "fleet-store")]
use oktant_core::fleet::StoreRequest;
use oktant_core::io::{BodyKind, BodyPointers, Now, ReceivedResponse, SendRequest, SignRequest, TokenRequest, Wait};
use oktant_core::step::Input;
use std::pin::pin;
use tracing::Instrument;

/// The host of one call. It keeps the body of a successful response.
pub(crate) struct CallHost<'a> {
    transport: &'a dyn Transport,
    bearer: Option<&'a Bearer>,
    keys: &'a Keys,
    reader: BodyReader,
    trace: Trace,
    scope: CallScope,
    #[cfg(feature = "fleet-store")]
    fleet: Option<&'a Fleet>,
    pub(crate) body: DecodedBody,
}

impl<'a> CallHost<'a> {
    pub(crate) fn new(
        transport: &'a dyn Transport,
        bearer: Option<&'a Bearer>,
        keys: &'a Keys,
        reader: BodyReader,
        trace: Trace,
        scope: CallScope,
    ) -> CallHost<'a> {
        CallHost {
            transport,
            bearer,
            keys,
            reader,
            trace,
            scope,
            #[cfg(feature = "fleet-store")]
            fleet: None,
            body: DecodedBody::default(),
        }
    }

    /// Uses the store of a fleet.
    #[cfg(feature = "fleet-store")]
    pub(crate) fn join(&mut self, fleet: Option<&'a Fleet>) {
        self.fleet = fleet;
    }

    /// The body of a call that succeeded with this response.
    pub(crate) fn into_body(self, response: &Response) -> DecodedBody {
        match (&self.body.value, response.body.kind) {
            // An error response that the engine counts as success, such as a 404 after a retried DELETE, has no document.
            (None, BodyKind::Empty) => DecodedBody { value: (self.reader)(b"", None).1, ..self.body },
            _ => self.body,
        }
    }

    fn read(&mut self, response: BufferedResponse, pointers: Option<&BodyPointers>) -> ReceivedResponse {
        response.into_received(|bytes, wire_size| {
            let (summary, value) = (self.reader)(&bytes, pointers);
            self.body = DecodedBody { bytes, wire_size, value };
            summary
        })
    }
}

impl Host for CallHost<'_> {
    fn now(&self) -> Now {
        now()
    }

    fn seed(&self) -> u64 {
        seed()
    }

    async fn send(&mut self, send: SendRequest) -> Input {
        let span = self.trace.request(&send);
        let exchange = pin!(fetch(self.transport, &send));
        let result = self.scope.run(exchange).instrument(span.clone()).await;
        trace::record(&span, &result);
        match result {
            Ok(response) => Input::Responded(self.read(response, send.pointers.as_ref())),
            Err(failure) => Input::Failed(failure),
        }
    }

    async fn wait(&mut self, wait: Wait) {
        tracing::debug!(reason = ?wait.reason, at_most = ?wait.at_most, "waits");
        pause(wait.at_most).await;
    }

    async fn sign(&mut self, request: SignRequest) -> Input {
        tracing::debug!(key = ?request.key, "signs");
        self.scope.run(self.keys.sign(request)).await
    }

    async fn bearer(&mut self, request: TokenRequest) -> Input {
        tracing::debug!(fresh = request.fresh, "asks for a token");
        match self.bearer {
            Some(bearer) => self.scope.run(bearer.call(request)).await,
            None => Input::Failed(Failure::new(FailureKind::Broken, Phase::Connect, "there is none")),
        }
    }

    #[cfg(feature = "fleet-store")]
    async fn store(&mut self, request: StoreRequest) -> Input {
        tracing::debug!(script = request.script.name, key = request.key, "asks the fleet");
        match self.fleet {
            Some(fleet) => self.scope.run(fleet.run(request)).await,
            None => Input::Failed(Failure::new(FailureKind::Broken, Phase::Connect, "there is no store")),
        }
    }
}
