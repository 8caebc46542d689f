//! What all calls of a client share.

use crate::{Arguments, Call, Config, Error, Operation, Options, request};
use std::sync::Arc;

/// The shared part of all calls to an org: cheap to clone, safe to share. Nothing of a single call is kept in it.
#[derive(Debug, Clone)]
pub struct Session(Arc<Config>);

impl Session {
    /// A session with this configuration.
    pub fn new(config: Config) -> Session {
        Session(Arc::new(config))
    }

    /// The configuration.
    pub fn config(&self) -> &Config {
        &self.0
    }

    /// Begins a call.
    ///
    /// # Errors
    /// Of kind InvalidArgument, where an argument cannot be sent. Nothing is sent then.
    pub fn call(&self, operation: &Arc<Operation>, arguments: &Arguments, options: &Options) -> Result<Call, Error> {
        let request = request::first(self.config(), operation, arguments, options)?;
        Ok(Call::new(self.clone(), Arc::clone(operation), request, options))
    }

    /// Begins a call to an address that the org gave.
    pub(crate) fn call_to(
        &self,
        operation: &Arc<Operation>,
        arguments: &Arguments,
        options: &Options,
        target: &str,
    ) -> Result<Call, Error> {
        let request = request::to_target(self.config(), operation, arguments, options, target)?;
        Ok(Call::new(self.clone(), Arc::clone(operation), request, options))
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::config::{Origin, RawConfig, Setting};
    use crate::table::tests::row_of;
    use crate::{ErrorKind, Secret};

    pub(crate) fn config() -> Config {
        let setting = |text: &str| Setting { text: text.to_owned(), origin: Origin::Code };
        let raw = RawConfig {
            org_url: Some(setting("https://example.okta.com")),
            token: Some(Secret::new(setting("00token0123456789"))),
            ..RawConfig::default()
        };
        raw.resolve().unwrap()
    }

    #[test]
    fn bad_arguments_fail_before_any_step() {
        let session = Session::new(config());
        let arguments = Arguments::new().path("id", "..");
        let error = session.call(&row_of("getUser"), &arguments, &Options::default()).unwrap_err();
        assert_eq!((error.kind(), error.operation()), (ErrorKind::InvalidArgument, Some("getUser")));
        assert!(!error.may_have_been_sent());
    }

    #[test]
    fn it_is_shared_between_threads() {
        fn shared<T: Send + Sync + Clone>() {}
        shared::<Session>();
        assert!(!format!("{:?}", Session::new(config())).contains("00token"));
    }
}
