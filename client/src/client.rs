//! The client and what it is made with.

use crate::bearer::Bearer;
use crate::call_scope::CallScope;
use crate::decoded_body::{BodyReader, DecodedBody};
use crate::generated::settings::setting_doc;
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

/// A client of one org. Cheap to clone, safe to share; all clones share one pool of connections.
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

/// Makes a [`Client`]. What is wrong shows in [`Builder::build`], all of it at once.
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

/// What came of a call.
pub(crate) struct CompletedCall {
    pub(crate) response: Response,
    pub(crate) body: DecodedBody,
    pub(crate) attempts: u32,
}

impl Client {
    /// Begins to make a client.
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
    /// Of kind Config, naming all that is missing or cannot be used.
    pub fn from_env() -> Result<Client> {
        Client::builder().or_env().build()
    }

    /// What is set to what, and where that was said: one line a setting. Secrets are not shown.
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

    /// The org's address.
    pub fn org_url(&self) -> &str {
        self.session().config().org_url.as_str()
    }

    /// What is known of the org's rate limits, by name: those on which this client's calls have drawn.
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

    /// The same client for calls that run on the SDK's own threads.
    #[cfg(feature = "blocking")]
    pub(crate) fn on_blocking_runtime(&self) -> Client {
        Client { shared: Arc::clone(&self.shared), blocking: true }
    }

    /// Carries a call to its end.
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
    #[doc = setting_doc!(token)]
    pub fn token(self, token: impl Into<String>) -> Builder {
        self.set(Key::Token, token).set(Key::AuthorizationMode, "SSWS")
    }

    /// OAuth access token of the org, the same for all calls.
    pub fn bearer_token(self, token: impl Into<String>) -> Builder {
        self.set(Key::Token, token).set(Key::AuthorizationMode, "Bearer")
    }

    #[doc = setting_doc!(bearer)]
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

    /// Takes what is not set here from `~/.okta/okta.yaml`, `./.okta.yaml`, `./okta.yaml` and the environment, the later
    /// beating the earlier.
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
    pub fn on_event(mut self, listen: impl Fn(&Event) + Send + Sync + 'static) -> Builder {
        self.listener = Some(Box::new(listen));
        self
    }

    #[doc = setting_doc!(transport)]
    pub fn transport(mut self, transport: Arc<dyn Transport>) -> Builder {
        self.transport = Some(transport);
        self
    }

    /// Makes the client.
    ///
    /// # Errors
    /// Of kind Config, naming everything that is missing or cannot be used.
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

    pub(crate) fn set(mut self, key: Key, text: impl Into<String>) -> Builder {
        self.raw.put(key, text, Origin::Code);
        self
    }
}

/// As settings write a time that may be less than a second.
pub(crate) fn millis(limit: Duration) -> String {
    format!("{}ms", limit.as_millis())
}

/// As settings write several words.
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
