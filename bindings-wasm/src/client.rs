//! The engine of a client, which makes its calls.

use crate::arguments::{self, ListOptions};
use crate::pages::Pages;
use crate::shared::{Shared, promise};
use crate::wait::Abort;
use crate::{config, error, events, js};
use js_sys::{Array, Function, Promise};
use oktant_core::{Operation, PublicKey, Session};
use std::rc::Rc;
use wasm_bindgen::prelude::*;

/// The engine behind a JavaScript client.
#[wasm_bindgen]
pub struct Engine(Rc<Shared>);

#[wasm_bindgen]
impl Engine {
    /// Checks the settings of a client: `{code, environment, workingFile, homeFile, readKey}`. `encode` turns a value into
    /// JSON text and throws if that would lose data; `sign` signs bytes with the key `client` or `proof`.
    ///
    /// # Errors
    /// A config error that lists everything that is wrong.
    #[wasm_bindgen(constructor)]
    pub fn new(layers: &JsValue, encode: Function, sign: Function) -> Result<Engine, JsValue> {
        let (config, platform) = config::read(layers, sign)?;
        let session = Session::new(config);
        platform.events.subscribe(&session);
        Ok(Engine(Rc::new(Shared { session, platform: Rc::new(platform), encode })))
    }

    /// Every setting and where it came from, one per line. Secrets are masked.
    pub fn explain(&self) -> String {
        self.0.session.config().explain().to_owned()
    }

    /// The keys that the client needs: `{privateKey, algorithm, dpop}`. The private key is a JWK, if one is set.
    pub fn keys(&self) -> JsValue {
        let oauth = &self.0.session.config().oauth;
        let jwk = oauth.private_key.as_ref().map(|key| key.jwk().into()).unwrap_or_default();
        let algorithm = oauth.key.as_ref().map(|key| key.algorithm().name().into()).unwrap_or_default();
        js::object(&[("privateKey", jwk), ("algorithm", algorithm), ("dpop", oauth.dpop.into())])
    }

    /// Sets the public JWK of the key that signs DPoP proofs.
    ///
    /// # Errors
    /// If it is not a key that Okta accepts.
    #[wasm_bindgen(js_name = setProofKey)]
    pub fn set_proof_key(&self, jwk: &str) -> Result<(), JsValue> {
        self.0.session.set_proof_key(PublicKey::from_jwk(jwk).map_err(error::to_js)?);
        Ok(())
    }

    /// The error for a private key that cannot sign here.
    #[wasm_bindgen(js_name = privateKeyError)]
    pub fn private_key_error(&self, message: &str) -> JsValue {
        error::to_js(self.0.session.config().private_key_error(message))
    }

    /// The rate limits seen so far.
    pub fn rates(&self) -> Array {
        events::rates(&self.0.session)
    }

    /// Makes one call: `{value, status, headers, requestId, rate}`. The operation is an operation ID, or a method and a
    /// path.
    pub fn call(&self, operation: &str, arguments: JsValue, options: JsValue) -> Promise {
        let shared = Rc::clone(&self.0);
        let operation = Operation::resolve(operation);
        promise(async move {
            let operation = operation.map_err(error::to_js)?;
            let ListOptions { call: options, signal, .. } = arguments::options(&operation, &arguments, options)?;
            let arguments = arguments::arguments(&operation, &arguments, &shared.encode).await?;
            let call = shared.session.call(&operation, &arguments, &options).map_err(error::to_js)?;
            let finished = shared.run(call, &Abort::new(signal)).await?;
            let value = finished.decoded.as_ref().map(|decoded| decoded.body.value.clone()).unwrap_or_default();
            Ok(finished.to_js("value", value, None))
        })
    }

    /// The pages of a list. Nothing is sent before the first call of `next`.
    pub fn pages(&self, operation: &str, arguments: JsValue, options: JsValue) -> Result<Pages, JsValue> {
        let operation = Operation::resolve(operation).and_then(Operation::as_list).map_err(error::to_js)?;
        let options = arguments::options(&operation, &arguments, options)?;
        Ok(Pages::new(Rc::clone(&self.0), operation, arguments, options))
    }
}
