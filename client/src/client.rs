//! The client and what it is made with.

use crate::bearer::Bearer;
use crate::call_scope::CallScope;
use crate::decoded_body::{BodyReader, DecodedBody};
use crate::host::CallHost;
use crate::reqwest_transport::ReqwestTransport;
use crate::signer::{Keys, Signer};
use crate::trace::Trace;
use crate::transport::Transport;
use crate::{Call, Error, Event, RateLimitStatus, Response, Result, Session, TokenRequest};
use oktant_core::config::{Key, Origin, RawConfig};
use oktant_core::drive::drive;
use oktant_keys::settings;
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use tracing::field::Empty;
use tracing::{Instrument, Span};

/// A client of one org. Cheap to clone and safe to share; clones share the connection pool and the rate limits.
#[derive(Debug, Clone)]
pub struct Client {
    shared: Arc<Shared>,
    /// True for calls that run on the SDK's own threads.
    blocking: bool,
}

struct Shared {
    session: Session,
    bearer: Option<Bearer>,
    keys: Keys,
    transports: Transports,
}

enum Transports {
    /// One for the caller's runtime, and one for the SDK's own: a connection belongs to the runtime that opened it.
    Native { caller: ReqwestTransport, own: OnceLock<ReqwestTransport> },
    /// The caller's.
    Given(Arc<dyn Transport>),
}

/// Builds a [`Client`]. [`Builder::build`] reports all invalid settings at once.
#[derive(Default)]
pub struct Builder {
    raw: RawConfig,
    /// Whether the environment and files at the usual places are asked for the rest.
    load_files_and_env: bool,
    bearer: Option<Bearer>,
    signer: Option<Arc<dyn Signer>>,
    proof_signer: Option<Arc<dyn Signer>>,
    transport: Option<Arc<dyn Transport>>,
    listener: Option<Listener>,
}

type Listener = Box<dyn Fn(&Event) + Send + Sync>;

/// The response of a call, with its body.
pub(crate) struct CompletedCall {
    pub(crate) response: Response,
    pub(crate) body: DecodedBody,
    pub(crate) attempts: u32,
}

impl Client {
    /// Starts to build a client.
    ///
    /// ```
    /// let okta = oktant::Client::builder().org_url("https://example.okta.com").token("00token").build()?;
    /// let wrong = oktant::Client::builder().org_url("example.okta.com/api").build().unwrap_err();
    /// assert!(wrong.to_string().contains("OKTA_CLIENT_TOKEN is not set"));
    /// # Ok::<(), oktant::Error>(())
    /// ```
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// A client from what `~/.okta/okta.yaml`, `./.okta.yaml`, `./okta.yaml` and the environment say: `OKTA_CLIENT_ORGURL`,
    /// `OKTA_CLIENT_TOKEN` and so on, the later beating the earlier. `OKTA_CLIENT_CONFIGFILE` names another file to be read
    /// instead of these. [`Client::explain`] tells what was taken from where.
    ///
    /// # Errors
    /// Config, with everything that is missing or invalid.
    pub fn from_env() -> Result<Client> {
        Client::builder().or_env().build()
    }

    /// The settings and where each came from, one per line. Secrets are masked.
    ///
    /// ```
    /// let okta = oktant::Client::builder().org_url("https://example.okta.com").token("00token").build()?;
    /// assert!(okta.explain().starts_with("OKTA_CLIENT_ORGURL = https://example.okta.com (code)"));
    /// assert!(okta.explain().contains("OKTA_CLIENT_TOKEN = *** (code)"));
    /// # Ok::<(), oktant::Error>(())
    /// ```
    pub fn explain(&self) -> &str {
        self.session().config().explain()
    }

    /// Org URL, `https://example.okta.com`.
    pub fn org_url(&self) -> &str {
        self.session().config().org_url.as_str()
    }

    /// Rate limits seen so far, by name: those that this client's calls have counted against.
    ///
    /// ```no_run
    /// # fn x(okta: oktant::Client) {
    /// for bucket in okta.rates() {
    ///     println!("{}: {:?} of {:?} left", bucket.name, bucket.rate.remaining, bucket.rate.limit);
    /// }
    /// # }
    /// ```
    pub fn rates(&self) -> Vec<RateLimitStatus> {
        self.session().rates()
    }

    pub(crate) fn session(&self) -> &Session {
        &self.shared.session
    }

    /// The same client, for calls that run on the SDK's own threads.
    #[cfg(feature = "blocking")]
    pub(crate) fn on_blocking_runtime(&self) -> Client {
        Client { shared: Arc::clone(&self.shared), blocking: true }
    }

    /// Runs a call to its end.
    pub(crate) async fn run(&self, call: Call, reader: BodyReader) -> Result<CompletedCall> {
        let operation = call.operation().id.clone();
        let span = tracing::info_span!("oktant.call", operation = operation.as_ref(), status = Empty, attempt = Empty);
        self.carry(call, reader).instrument(span).await
    }

    async fn carry(&self, mut call: Call, reader: BodyReader) -> Result<CompletedCall> {
        if tokio::runtime::Handle::try_current().is_err() {
            let what = "there is no tokio runtime here: call it inside one, or use .wait()";
            return Err(Error::transport(what).with_operation(Arc::clone(call.operation())));
        }
        let (shared, trace) = (&self.shared, Trace::new(&call));
        let scope = CallScope::new(Arc::as_ptr(shared).addr(), call.id());
        call.within(&scope.enclosing_calls());
        let mut host = CallHost::new(self.transport()?, shared.bearer.as_ref(), &shared.keys, reader, trace, scope);
        let outcome = drive(&mut call, &mut host).await;
        let attempts = call.attempts();
        let status = outcome.as_ref().map_or_else(Error::status, |response| Some(response.status));
        Span::current().record("attempt", attempts).record("status", status);
        match outcome {
            Ok(response) => Ok(CompletedCall { body: host.into_body(&response), response, attempts }),
            Err(error) => {
                tracing::debug!(kind = ?error.kind(), "call failed");
                let bytes = host.body.bytes;
                Err(if bytes.is_empty() { error } else { error.with_body(bytes.to_vec().into()) })
            }
        }
    }

    fn transport(&self) -> Result<&dyn Transport> {
        match &self.shared.transports {
            Transports::Given(transport) => Ok(transport.as_ref()),
            Transports::Native { caller, .. } if !self.blocking => Ok(caller),
            Transports::Native { own, .. } => match own.get() {
                Some(transport) => Ok(transport),
                None => {
                    let made = ReqwestTransport::new(self.session().config())?;
                    Ok(own.get_or_init(|| made))
                }
            },
        }
    }
}

impl Builder {
    /// The org's address, `https://example.okta.com`.
    pub fn org_url(self, url: impl Into<String>) -> Builder {
        self.set(Key::OrgUrl, url)
    }

    /// An API token of the org.
    pub fn token(self, token: impl Into<String>) -> Builder {
        self.set(Key::Token, token).set(Key::AuthorizationMode, "SSWS")
    }

    /// An access token of the org, the same for all calls.
    pub fn bearer_token(self, token: impl Into<String>) -> Builder {
        self.set(Key::Token, token).set(Key::AuthorizationMode, "Bearer")
    }

    /// Where access tokens come from. It is asked for each call, once for all that wait at the same time, and once more with
    /// `fresh` where the org has refused the token; so keep the token until then.
    ///
    /// ```
    /// async fn token(fresh: bool) -> std::io::Result<String> {
    ///     Ok(if fresh { "a-new-one" } else { "the-kept-one" }.to_owned())
    /// }
    /// let okta = oktant::Client::builder()
    ///     .org_url("https://example.okta.com")
    ///     .bearer(|request| token(request.fresh))
    ///     .build()?;
    /// # Ok::<(), oktant::Error>(())
    /// ```
    pub fn bearer<F, T, E>(mut self, ask: F) -> Builder
    where
        F: Fn(TokenRequest) -> T + Send + Sync + 'static,
        T: Future<Output = Result<String, E>> + Send + 'static,
        E: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        self.bearer = Some(Bearer::new(ask));
        self.raw.bearer_callback();
        self
    }

    /// The client id of the service app that asks for tokens.
    pub fn client_id(self, id: impl Into<String>) -> Builder {
        self.set(Key::ClientId, id)
    }

    /// What its tokens are to allow, `okta.users.read`.
    pub fn scopes<S: AsRef<str>>(self, scopes: impl IntoIterator<Item = S>) -> Builder {
        let scopes: Vec<S> = scopes.into_iter().collect();
        self.set(Key::Scopes, scopes.iter().map(AsRef::as_ref).collect::<Vec<_>>().join(" "))
    }

    /// The private key of the service app: PEM (PKCS#1, PKCS#8, SEC1), a JWK, or the path of one. Tokens are asked for with
    /// it when they are needed, once for all calls, and renewed before they end.
    ///
    /// ```no_run
    /// let okta = oktant::Client::builder()
    ///     .org_url("https://example.okta.com")
    ///     .client_id("0oa1")
    ///     .scopes(["okta.users.read"])
    ///     .private_key("/etc/okta/key.pem")
    ///     .build()?;
    /// # Ok::<(), oktant::Error>(())
    /// ```
    pub fn private_key(self, key: impl Into<String>) -> Builder {
        self.set(Key::PrivateKey, key).set(Key::AuthorizationMode, "PrivateKey")
    }

    /// The name of that key, where the app has several.
    pub fn key_id(self, id: impl Into<String>) -> Builder {
        self.set(Key::KeyId, id)
    }

    /// What signs for the service app, instead of a private key in memory.
    pub fn signer(mut self, signer: Arc<dyn Signer>) -> Builder {
        self.raw.client_key(signer.public_key());
        self.signer = Some(signer);
        self.set(Key::AuthorizationMode, "PrivateKey")
    }

    /// Whether tokens are bound to a key, so that nobody else can use them (DPoP). The key is made with the client.
    pub fn dpop(self, bound: bool) -> Builder {
        self.set(Key::DpopEnabled, bound.to_string())
    }

    /// What signs the proofs of DPoP, instead of a key in memory.
    pub fn proof_signer(mut self, signer: Arc<dyn Signer>) -> Builder {
        self.proof_signer = Some(signer);
        self.dpop(true)
    }

    /// What stands before the SDK's own name in User-Agent.
    pub fn user_agent(self, name: impl Into<String>) -> Builder {
        self.set(Key::UserAgent, name)
    }

    /// How long one attempt may take, from its start to the last byte of its answer. 60 seconds where nothing is said; zero
    /// is for ever.
    pub fn timeout(self, limit: Duration) -> Builder {
        self.set(Key::RequestTimeout, millis(limit))
    }

    /// How long one connection may take. 30 seconds where nothing is said; zero is for ever.
    pub fn connect_timeout(self, limit: Duration) -> Builder {
        self.set(Key::ConnectionTimeout, millis(limit))
    }

    /// How long a call may take with its repeats and pauses. For ever where nothing is said, or zero.
    pub fn deadline(self, limit: Duration) -> Builder {
        self.set(Key::Deadline, millis(limit))
    }

    /// How often a call may be repeated where that is safe. Twice where nothing is said; 0 is never.
    pub fn max_retries(self, times: u32) -> Builder {
        self.set(Key::MaxRetries, times.to_string())
    }

    /// The longest single pause. 60 seconds where nothing is said.
    pub fn max_wait(self, limit: Duration) -> Builder {
        self.set(Key::MaxWait, millis(limit))
    }

    /// The largest body of a 2xx response in megabytes, unpacked, from 1 to 65,536; a larger one is an error of kind
    /// Decode. Default: 256.
    pub fn max_body(self, megabytes: u32) -> Builder {
        self.set(Key::MaxBody, megabytes.to_string())
    }

    /// The PEM file of certificate authorities that the system does not know.
    pub fn ca_certificates(self, path: impl Into<String>) -> Builder {
        self.set(Key::CaCertificates, path)
    }

    /// The PEM file of the client's own certificate and its private key, for gateways that want one.
    pub fn client_certificate(self, path: impl Into<String>) -> Builder {
        self.set(Key::ClientCertificate, path)
    }

    /// Takes what is not set here from `~/.okta/okta.yaml`, `./.okta.yaml`, `./okta.yaml` and the environment, the later
    /// beating the earlier.
    pub fn or_env(mut self) -> Builder {
        self.load_files_and_env = true;
        self
    }

    /// The configuration file: a path, as `okta.yaml` is written. With [`Builder::or_env`] it is read instead of the files at
    /// the usual places.
    pub fn config_file(self, path: impl Into<String>) -> Builder {
        self.set(Key::ConfigFile, path)
    }

    /// Sets what has this name in files and environment, `PROXY_HOST`; with or without `OKTA_CLIENT_` before it.
    pub fn setting(mut self, name: &str, text: impl Into<String>) -> Builder {
        self.raw.set(name, text, Origin::Code);
        self
    }

    /// Whether calls wait for their turn where the org would refuse them: as it is where nothing is said.
    pub fn pacing(self, on: bool) -> Builder {
        self.set(Key::Pacing, on.to_string())
    }

    /// How many percent of each rate limit are left to the org's other clients. None where nothing is said.
    pub fn pacing_reserve(self, percent: u32) -> Builder {
        self.set(Key::PacingReserve, percent.to_string())
    }

    /// Who hears what happens in the calls: requests, answers, repeats, holds and tokens, without arguments and secrets. It
    /// is called in the middle of a call, so it should be brief.
    ///
    /// ```
    /// let okta = oktant::Client::builder()
    ///     .org_url("https://example.okta.com")
    ///     .token("00token")
    ///     .on_event(|event| eprintln!("{} {:?}", event.operation, event.kind))
    ///     .build()?;
    /// # Ok::<(), oktant::Error>(())
    /// ```
    pub fn on_event(mut self, listen: impl Fn(&Event) + Send + Sync + 'static) -> Builder {
        self.listener = Some(Box::new(listen));
        self
    }

    /// HTTP transport, in place of reqwest.
    pub fn transport(mut self, transport: Arc<dyn Transport>) -> Builder {
        self.transport = Some(transport);
        self
    }

    /// Builds the client.
    ///
    /// # Errors
    /// Config, with everything that is missing or invalid.
    pub fn build(mut self) -> Result<Client> {
        settings::read(&mut self.raw, self.load_files_and_env);
        let config = self.raw.resolve()?;
        settings::check_org(&config)?;
        for warning in config.warnings() {
            tracing::warn!("{warning}");
        }
        let transports = match self.transport {
            Some(transport) => Transports::Given(transport),
            None => Transports::Native { caller: ReqwestTransport::new(&config)?, own: OnceLock::new() },
        };
        let keys = Keys::new(&config, self.signer, self.proof_signer)?;
        let session = Session::new(config);
        keys.introduce(&session);
        if let Some(listener) = self.listener {
            session.on_event(listener);
        }
        let shared = Shared { session, bearer: self.bearer, keys, transports };
        Ok(Client { shared: Arc::new(shared), blocking: false })
    }

    fn set(mut self, key: Key, text: impl Into<String>) -> Builder {
        self.raw.put(key, text, Origin::Code);
        self
    }
}

/// As settings write a time that may be less than a second.
fn millis(limit: Duration) -> String {
    format!("{}ms", limit.as_millis())
}

impl std::fmt::Debug for Shared {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.session.config().org_url.fmt(f)
    }
}

impl std::fmt::Debug for Builder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.raw.fmt(f)
    }
}
