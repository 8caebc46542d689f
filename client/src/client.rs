//! The client and what it is made with.

use crate::host::{Carrier, Held, Reader};
use crate::native::Native;
use crate::transport::Transport;
use crate::untyped::Untyped;
use crate::{Arguments, Call, Error, Method, Request, Result, Secret, Session};
use oktant_core::config::{Origin, RawConfig, Setting};
use oktant_core::drive::drive;
use oktant_core::{Answer, Operation as Row};
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
    carriers: Carriers,
}

enum Carriers {
    /// One for the caller's runtime, and one for the SDK's own: a connection belongs to the runtime that opened it.
    Native { caller: Native, own: OnceLock<Native> },
    /// The caller's.
    Given(Arc<dyn Transport>),
}

/// Makes a [`Client`]. What is wrong shows in [`Builder::build`], all of it at once.
#[derive(Default)]
pub struct Builder {
    raw: RawConfig,
    transport: Option<Arc<dyn Transport>>,
}

/// What came of a call.
pub(crate) struct Finished {
    pub(crate) answer: Answer,
    pub(crate) document: Held,
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

    /// A client from `OKTA_CLIENT_ORGURL` and `OKTA_CLIENT_TOKEN`.
    ///
    /// # Errors
    /// Of kind Config, where one of them is missing or cannot be used.
    pub fn from_env() -> Result<Client> {
        let read = |key| std::env::var(key).ok().filter(|text| !text.trim().is_empty());
        let setting = |text| Setting { text, origin: Origin::Environment };
        let mut builder = Client::builder();
        builder.raw.org_url = read("OKTA_CLIENT_ORGURL").map(setting);
        builder.raw.token = read("OKTA_CLIENT_TOKEN").map(setting).map(Secret::new);
        builder.build()
    }

    /// Calls what has no method of its own: any path of the org, with the same credential, errors and lists.
    ///
    /// ```no_run
    /// # async fn x(okta: oktant::Client) -> oktant::Result<()> {
    /// use oktant::Method;
    /// let users = okta.request(Method::Get, "/api/v1/users").with_query("limit", "2").await?;
    /// println!("{}", users.unwrap_or_default());
    /// let answer = okta.request(Method::Get, "/api/v1/users/me").raw().await?;
    /// println!("{} {}", answer.status(), answer.text()?);
    /// # Ok(()) }
    /// ```
    pub fn request(&self, method: Method, path: impl Into<String>) -> Request<Untyped> {
        Request::of(self, Arc::new(Row::untyped(method, path)), Arguments::new())
    }

    /// The org's address.
    pub fn org_url(&self) -> &str {
        self.session().config().org_url.as_str()
    }

    pub(crate) fn session(&self) -> &Session {
        &self.shared.session
    }

    /// The same client for calls that run on the SDK's own threads.
    #[cfg(feature = "blocking")]
    pub(crate) fn on_own_threads(&self) -> Client {
        Client { shared: Arc::clone(&self.shared), blocking: true }
    }

    /// Carries a call to its end.
    pub(crate) async fn run(&self, call: Call, reader: Reader) -> Result<Finished> {
        let operation = call.operation().id.clone();
        let span = tracing::info_span!("oktant.call", operation = operation.as_ref(), status = Empty, attempt = Empty);
        self.carry(call, reader).instrument(span).await
    }

    async fn carry(&self, mut call: Call, reader: Reader) -> Result<Finished> {
        if tokio::runtime::Handle::try_current().is_err() {
            let what = "there is no tokio runtime here: call it inside one, or use .wait()";
            return Err(Error::transport(what).with_operation(Arc::clone(call.operation())));
        }
        let mut carrier = Carrier::new(self.transport()?, reader);
        let outcome = drive(&mut call, &mut carrier).await;
        let attempts = call.attempts();
        let status = outcome.as_ref().map_or_else(Error::status, |answer| Some(answer.status));
        Span::current().record("attempt", attempts).record("status", status);
        match outcome {
            Ok(answer) => Ok(Finished { answer, document: carrier.kept, attempts }),
            Err(error) => {
                tracing::debug!(kind = ?error.kind(), "call failed");
                let bytes = carrier.kept.bytes;
                Err(if bytes.is_empty() { error } else { error.with_body(bytes.to_vec().into()) })
            }
        }
    }

    fn transport(&self) -> Result<&dyn Transport> {
        match &self.shared.carriers {
            Carriers::Given(transport) => Ok(transport.as_ref()),
            Carriers::Native { caller, .. } if !self.blocking => Ok(caller),
            Carriers::Native { own, .. } => match own.get() {
                Some(transport) => Ok(transport),
                None => {
                    let made = Native::new(self.session().config())?;
                    Ok(own.get_or_init(|| made))
                }
            },
        }
    }
}

impl Builder {
    /// The org's address, `https://example.okta.com`.
    pub fn org_url(mut self, url: impl Into<String>) -> Builder {
        self.raw.org_url = Some(Setting { text: url.into(), origin: Origin::Code });
        self
    }

    /// An API token of the org.
    pub fn token(mut self, token: impl Into<String>) -> Builder {
        self.raw.token = Some(Secret::new(Setting { text: token.into(), origin: Origin::Code }));
        self
    }

    /// What stands before the SDK's own name in User-Agent.
    pub fn user_agent(mut self, name: impl Into<String>) -> Builder {
        self.raw.user_agent = Some(Setting { text: name.into(), origin: Origin::Code });
        self
    }

    /// How long one attempt may take, from its start to the last byte of its answer. 60 seconds where nothing is said; zero
    /// is for ever.
    pub fn timeout(mut self, limit: Duration) -> Builder {
        self.raw.request_timeout = Some(limit);
        self
    }

    /// How long one connection may take. 30 seconds where nothing is said; zero is for ever.
    pub fn connect_timeout(mut self, limit: Duration) -> Builder {
        self.raw.connect_timeout = Some(limit);
        self
    }

    /// What sends the requests, instead of reqwest.
    pub fn transport(mut self, transport: Arc<dyn Transport>) -> Builder {
        self.transport = Some(transport);
        self
    }

    /// Makes the client.
    ///
    /// # Errors
    /// Of kind Config, naming everything that is missing or cannot be used.
    pub fn build(self) -> Result<Client> {
        let config = self.raw.resolve()?;
        let carriers = match self.transport {
            Some(transport) => Carriers::Given(transport),
            None => Carriers::Native { caller: Native::new(&config)?, own: OnceLock::new() },
        };
        Ok(Client { shared: Arc::new(Shared { session: Session::new(config), carriers }), blocking: false })
    }
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
