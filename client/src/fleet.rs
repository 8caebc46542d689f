//! The fleet of a client: its store, and the key that encrypts what is secret there.

#[cfg(feature = "fleet")]
use crate::redis_store::RedisStore;
use crate::store::Store;
use crate::time::within;
use crate::{Config, Error, Failure, FailureKind, Phase, Secret};
use oktant_core::config::Fleet as Settings;
use oktant_core::fleet::{StoreReply, StoreRequest};
use oktant_core::step::Input;
use oktant_keys::SealingKey;
use std::sync::Arc;

/// The fleet of a client.
pub struct Fleet {
    store: Arc<dyn Store>,
    /// Missing for a service app whose key is not in memory.
    key: Option<SealingKey>,
}

impl Fleet {
    /// The fleet of a configuration, over the caller's store or the server that the settings name.
    ///
    /// # Errors
    /// Kind `Config` if the server's URL or the private key cannot be used.
    pub fn new(config: &Config, store: Option<Arc<dyn Store>>) -> Result<Option<Fleet>, Error> {
        let Some(settings) = &config.fleet else { return Ok(None) };
        let store = match store {
            Some(store) => store,
            None => built_in(settings, config)?,
        };
        let key = config.oauth.private_key.as_ref().map(SealingKey::new).transpose();
        let key = key.map_err(|error| Error::config(format!("OKTA_CLIENT_FLEET: {error}")))?;
        Ok(Some(Fleet { store, key }))
    }

    /// Runs a script for the engine, within the timeout of the request.
    pub async fn run(&self, request: StoreRequest) -> Input {
        match self.reply(request).await {
            Ok(reply) => Input::Stored(reply),
            Err(failure) => {
                tracing::warn!(kind = ?failure.kind, message = failure.message, "the store of the fleet did not reply");
                Input::Failed(failure)
            }
        }
    }

    async fn reply(&self, request: StoreRequest) -> Result<StoreReply, Failure> {
        let broken = |message: String| Failure::new(FailureKind::Broken, Phase::Connect, message);
        let no_key = || broken("there is no private key in memory to encrypt with".to_owned());
        let arguments = request.arguments(|secret| {
            let key = self.key.as_ref().ok_or_else(no_key)?;
            key.seal(secret, &request.key).map_err(|error| broken(error.to_string()))
        })?;
        let key = request.key.clone();
        let running = self.store.run(request.script, key, arguments, request.timeout);
        let late = || format!("no reply within {} ms", request.timeout.as_millis());
        let reply = within(Some(request.timeout), running).await;
        let mut values = reply.unwrap_or_else(|| Err(Failure::new(FailureKind::TimedOut, Phase::Answer, late())))?;
        let sealed = if request.unseal && !values.is_empty() { values.remove(0) } else { String::new() };
        Ok(StoreReply { values, secret: self.opened(&sealed, &request.key) })
    }

    /// A secret that another member encrypted. One of a member with another private key is none.
    fn opened(&self, sealed: &str, place: &str) -> Option<Secret<String>> {
        if sealed.is_empty() {
            return None;
        }
        match self.key.as_ref()?.open(sealed, place) {
            Ok(secret) => Some(Secret::new(secret)),
            Err(error) => {
                tracing::debug!(key = place, "a value of the fleet: {error}");
                None
            }
        }
    }
}

#[cfg(feature = "fleet")]
pub(crate) fn built_in(settings: &Settings, config: &Config) -> Result<Arc<dyn Store>, Error> {
    Ok(Arc::new(RedisStore::new(settings, config)?))
}

#[cfg(not(feature = "fleet"))]
fn built_in(_: &Settings, _: &Config) -> Result<Arc<dyn Store>, Error> {
    Err(Error::config("OKTA_CLIENT_FLEET: this program has no client for the store: build it with the feature `fleet`"))
}
