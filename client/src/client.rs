//! The client and its builder.

use crate::bearer::Bearer;
use crate::call_scope::CallScope;
use crate::decoded_body::{BodyReader, DecodedBody};
#[cfg(feature = "fleet-store")]
use crate::fleet::Fleet;
use crate::generated::settings::setting_doc;
use crate::host::CallHost;
use crate::reqwest_transport::ReqwestTransport;
use crate::signer::{Keys, Signer};
#[cfg(feature = "fleet-store")]
use crate::store::Store;
#[cfg(feature = "fleet-store")]
use crate::time::seed;
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

/// A client for an Okta org: the entry point of the SDK.
///
/// It has a method per API area, such as `okta.users()`, and [`Client::request`] for any other path. A client is cheap to clone and
/// can be shared between threads; all clones share a connection pool, access tokens and rate limits.
///
/// ```no_run
/// # #[cfg(feature = "users")] #[tokio::main(flavor = "current_thread")] async fn main() -> oktant::Result<()> {
/// let okta = oktant::Client::from_env()?;
/// let me = okta.users().get_user("me").await?;
/// # Ok(()) }
/// # #[cfg(not(feature = "users"))] fn main() {}
/// ```
#[derive(Debug, Clone)]
pub struct Client {
    shared: Arc<Shared>,
    /// Whether calls run on the SDK's own threads.
    blocking: bool,
}

struct Shared {
    session: Session,
    bearer: Option<Bearer>,
    keys: Keys,
    transports: Transports,
    #[cfg(feature = "fleet-store")]
    fleet: Option<Arc<Fleet>>,
}

enum Transports {
    /// reqwest: one for the caller's runtime and one for the SDK's own, since a connection belongs to the runtime that opened it.
    Native { caller: ReqwestTransport, blocking: OnceLock<ReqwestTransport> },
    /// The caller's.
    Custom(Arc<dyn Transport>),
}

/// Builder of a [`Client`], from [`Client::builder`]. [`Builder::build`] checks all settings and reports every error.
#[derive(Default)]
pub struct Builder {
    raw: RawConfig,
    /// Whether settings are also read from the environment and from files.
    load_files_and_env: bool,
    bearer: Option<Bearer>,
    signer: Option<Arc<dyn Signer>>,
    proof_signer: Option<Arc<dyn Signer>>,
    transport: Option<Arc<dyn Transport>>,
    #[cfg(feature = "fleet-store")]
    store: Option<Arc<dyn Store>>,
    listener: Option<Listener>,
}

type Listener = Box<dyn Fn(&Event) + Send + Sync>;

/// The result of a successful call.
pub(crate) struct CompletedCall {
    pub(crate) response: Response,
    pub(crate) body: DecodedBody,
    pub(crate) attempts: u32,
}

impl Client {
    /// Creates a builder, for settings from code. Files and environment variables are read only with [`Builder::or_env`].
    ///
    /// ```
    /// let okta = oktant::Client::builder().org_url("https://example.okta.com").token("00token").build()?;
    /// let error = oktant::Client::builder().org_url("example.okta.com/api").build().unwrap_err();
    /// assert!(error.to_string().contains("OKTA_CLIENT_TOKEN is not set"));
    /// # Ok::<(), oktant::Error>(())
    /// ```
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// Creates a client with settings from files and environment variables.
    ///
    /// Reads `~/.okta/okta.yaml`, `./.okta.yaml`, `./okta.yaml` and variables such as `OKTA_CLIENT_ORGURL` and `OKTA_CLIENT_TOKEN`,
    /// in ascending precedence. If `OKTA_CLIENT_CONFIGFILE` names a file, it is read instead of these files. [`Client::explain`]
    /// shows the result.
    ///
    /// # Errors
    /// Kind `Config` if any setting is missing or invalid; the message lists every problem.
    pub fn from_env() -> Result<Client> {
        Client::builder().or_env().build()
    }

    /// Lists the settings with their values and origins, one per line. Secrets are shown as `***`.
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

    /// The org URL, such as `https://example.okta.com`.
    pub fn org_url(&self) -> &str {
        self.session().config().org_url.as_str()
    }

    /// The rate limits seen so far in responses to this client, by name.
    ///
    /// ```no_run
    /// # fn x(okta: oktant::Client) {
    /// for limit in okta.rates() {
    ///     println!("{}: {:?} of {:?} left", limit.name, limit.rate.remaining, limit.rate.limit);
    /// }
    /// # }
    /// ```
    pub fn rates(&self) -> Vec<RateLimitStatus> {
        self.session().rates()
    }

    /// A client over a session and a transport that exist already.
    pub(crate) fn over(
        session: Session,
        transport: Arc<dyn Transport>,
        bearer: Option<Bearer>,
        keys: Keys,
        #[cfg(feature = "fleet-store")] fleet: Option<Arc<Fleet>>,
    ) -> Client {
        Client::of(Shared {
            session,
            bearer,
            keys,
            transports: Transports::Custom(transport),
            #[cfg(feature = "fleet-store")]
            fleet,
        })
    }

    fn of(shared: Shared) -> Client {
        Client { shared: Arc::new(shared), blocking: false }
    }

    pub(crate) fn session(&self) -> &Session {
        &self.shared.session
    }

    /// This client, with calls that run on the SDK's own threads.
    #[cfg(feature = "blocking")]
    pub(crate) fn on_blocking_runtime(&self) -> Client {
        Client { shared: Arc::clone(&self.shared), blocking: true }
    }

    /// Runs a call to completion.
    pub(crate) async fn run(&self, call: Call, reader: BodyReader) -> Result<CompletedCall> {
        let operation = call.operation().id.clone();
        let span = tracing::info_span!("oktant.call", operation = operation.as_ref(), status = Empty, attempt = Empty);
        self.run_in_span(call, reader).instrument(span).await
    }

    async fn run_in_span(&self, mut call: Call, reader: BodyReader) -> Result<CompletedCall> {
        if tokio::runtime::Handle::try_current().is_err() {
            let what = "there is no tokio runtime here: call it inside one, or use .wait()";
            return Err(Error::transport(what).with_operation(Arc::clone(call.operation())));
        }
        let (shared, trace) = (&self.shared, Trace::new(&call));
        let scope = CallScope::new(Arc::as_ptr(shared).addr(), call.id());
        call.within(&scope.enclosing_calls());
        let mut host = CallHost::new(self.transport()?, shared.bearer.as_ref(), &shared.keys, reader, trace, scope);
        #[cfg(feature = "fleet-store")]
        host.join(shared.fleet.as_deref());
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
            Transports::Custom(transport) => Ok(transport.as_ref()),
            Transports::Native { caller, .. } if !self.blocking => Ok(caller),
            Transports::Native { blocking, .. } => match blocking.get() {
                Some(transport) => Ok(transport),
                None => {
                    let transport = ReqwestTransport::new(self.session().config())?;
                    Ok(blocking.get_or_init(|| transport))
                }
            },
        }
    }
}

impl Builder {
    #[doc = setting_doc!(token)]
    pub fn token(self, token: impl Into<String>) -> Builder {
        self.set(Key::Token, token).set(Key::AuthorizationMode, "SSWS")
    }

    /// A fixed OAuth access token of the org, sent as `Authorization: Bearer ...`. For tokens that expire, see [`Builder::bearer`].
    pub fn bearer_token(self, token: impl Into<String>) -> Builder {
        self.set(Key::Token, token).set(Key::AuthorizationMode, "Bearer")
    }

    #[doc = setting_doc!(bearer)]
    ///
    /// ```
    /// async fn token(fresh: bool) -> std::io::Result<String> {
    ///     Ok(if fresh { "a-new-token" } else { "the-cached-token" }.to_owned())
    /// }
    /// let okta = oktant::Client::builder()
    ///     .org_url("https://example.okta.com")
    ///     .bearer(|request| token(request.fresh))
    ///     .build()?;
    /// # Ok::<(), oktant::Error>(())
    /// ```
    pub fn bearer<F, T, E>(mut self, callback: F) -> Builder
    where
        F: Fn(TokenRequest) -> T + Send + Sync + 'static,
        T: Future<Output = Result<String, E>> + Send + 'static,
        E: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        self.bearer = Some(Bearer::new(callback));
        self.raw.bearer_callback();
        self
    }

    #[doc = setting_doc!(private_key)]
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

    #[doc = setting_doc!(signer)]
    pub fn signer(mut self, signer: Arc<dyn Signer>) -> Builder {
        self.raw.client_key(signer.public_key());
        self.signer = Some(signer);
        self.set(Key::AuthorizationMode, "PrivateKey")
    }

    #[doc = setting_doc!(proof_signer)]
    pub fn proof_signer(mut self, signer: Arc<dyn Signer>) -> Builder {
        self.proof_signer = Some(signer);
        self.dpop(true)
    }

    /// Reads settings that are not set here from files and environment variables, as [`Client::from_env`] does.
    pub fn or_env(mut self) -> Builder {
        self.load_files_and_env = true;
        self
    }

    #[doc = setting_doc!(setting)]
    pub fn setting(mut self, name: &str, text: impl Into<String>) -> Builder {
        self.raw.set(name, text, Origin::Code);
        self
    }

    #[doc = setting_doc!(on_event)]
    ///
    /// ```
    /// let okta = oktant::Client::builder()
    ///     .org_url("https://example.okta.com")
    ///     .token("00token")
    ///     .on_event(|event| eprintln!("{} {:?}", event.operation, event.kind))
    ///     .build()?;
    /// # Ok::<(), oktant::Error>(())
    /// ```
    pub fn on_event(mut self, listener: impl Fn(&Event) + Send + Sync + 'static) -> Builder {
        self.listener = Some(Box::new(listener));
        self
    }

    #[doc = setting_doc!(transport)]
    pub fn transport(mut self, transport: Arc<dyn Transport>) -> Builder {
        self.transport = Some(transport);
        self
    }

    /// The store of the fleet: replaces the built-in client for Redis and Valkey, and the server of [`Builder::fleet`].
    #[cfg(feature = "fleet-store")]
    pub fn fleet_store(mut self, store: Arc<dyn Store>) -> Builder {
        self.store = Some(store);
        self.set(Key::Fleet, "redis://fleet-store")
    }

    /// Checks the settings and builds the client. Nothing is sent.
    ///
    /// # Errors
    /// Kind `Config` if any setting is missing or invalid; the message lists every problem.
    pub fn build(mut self) -> Result<Client> {
        settings::read(&mut self.raw, self.load_files_and_env);
        let config = self.raw.resolve()?;
        settings::check_org(&config)?;
        for warning in config.warnings() {
            tracing::warn!("{warning}");
        }
        let transports = match self.transport {
            Some(transport) => Transports::Custom(transport),
            None => Transports::Native { caller: ReqwestTransport::new(&config)?, blocking: OnceLock::new() },
        };
        let keys = Keys::new(&config, self.signer, self.proof_signer)?;
        #[cfg(feature = "fleet-store")]
        let fleet = Fleet::new(&config, self.store)?.map(Arc::new);
        let session = Session::new(config);
        keys.register(&session);
        #[cfg(feature = "fleet-store")]
        fleet.iter().for_each(|_| session.join_fleet(seed()));
        if let Some(listener) = self.listener {
            session.on_event(listener);
        }
        Ok(Client::of(Shared {
            session,
            bearer: self.bearer,
            keys,
            transports,
            #[cfg(feature = "fleet-store")]
            fleet,
        }))
    }

    pub(crate) fn set(mut self, key: Key, text: impl Into<String>) -> Builder {
        self.raw.put(key, text, Origin::Code);
        self
    }
}

/// A duration as the text of a setting: `1500ms`.
pub(crate) fn millis(limit: Duration) -> String {
    format!("{}ms", limit.as_millis())
}

/// Several words as the text of a setting, joined by spaces.
pub(crate) fn joined<S: AsRef<str>>(words: impl IntoIterator<Item = S>) -> String {
    let words: Vec<S> = words.into_iter().collect();
    words.iter().map(AsRef::as_ref).collect::<Vec<_>>().join(" ")
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
