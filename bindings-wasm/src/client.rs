//! A client's engine, and its calls.

use crate::arguments::{self, Given};
use crate::pages::Pages;
use crate::shared::{Shared, promise};
use crate::wait::Stop;
use crate::{config, error, events, js};
use js_sys::{Array, Function, Promise};
use oktant_core::{Error, Operation, PublicKey, Session};
use std::rc::Rc;
use std::sync::Arc;
use wasm_bindgen::prelude::*;

/// What the JavaScript client stands on.
#[wasm_bindgen]
pub struct Engine(Rc<Shared>);

#[wasm_bindgen]
impl Engine {
    /// Checks the options of a client: `{code, environment, workingFile, homeFile, readKey}`. `encode` makes JSON text of a
    /// value, and throws where that would lose something; `sign` signs with a key, `client` or `proof`, bytes.
    ///
    /// # Errors
    /// With all that is wrong, at once.
    #[wasm_bindgen(constructor)]
    pub fn new(layers: &JsValue, encode: Function, sign: Function) -> Result<Engine, JsValue> {
        let (config, platform) = config::read(layers, sign)?;
        let session = Session::new(config);
        platform.events.listen(&session);
        Ok(Engine(Rc::new(Shared { session, platform: Rc::new(platform), encode })))
    }

    /// What is set to what, and where that was said, without secrets.
    pub fn explain(&self) -> String {
        self.0.session.config().explain().to_owned()
    }

    /// What keys are to be made: `{privateKey, algorithm, dpop}`, the first as JWK where it was given.
    pub fn keys(&self) -> JsValue {
        let oauth = &self.0.session.config().oauth;
        let jwk = oauth.private_key.as_ref().map(|key| key.jwk().into()).unwrap_or_default();
        let algorithm = oauth.key.as_ref().map(|key| key.algorithm().name().into()).unwrap_or_default();
        js::object(&[("privateKey", jwk), ("algorithm", algorithm), ("dpop", oauth.dpop.into())])
    }

    /// Tells of the key that signs proofs, as JWK.
    ///
    /// # Errors
    /// Where Okta does not take it.
    #[wasm_bindgen(js_name = setProofKey)]
    pub fn set_proof_key(&self, jwk: &str) -> Result<(), JsValue> {
        self.0.session.set_proof_key(PublicKey::from_jwk(jwk).map_err(error::plain)?);
        Ok(())
    }

    /// The error of a private key that cannot sign here.
    #[wasm_bindgen(js_name = unfitKey)]
    pub fn unfit_key(&self, what: &str) -> JsValue {
        error::plain(self.0.session.config().private_key_error(what))
    }

    /// What is known of the org's rate limits.
    pub fn rates(&self) -> Array {
        events::rates(&self.0.session)
    }

    /// Carries one call to its end: `{value, status, headers, requestId, rate}`. An operation is called by its name, or by
    /// method and path.
    pub fn call(&self, operation: &str, given: JsValue, options: JsValue) -> Promise {
        let shared = Rc::clone(&self.0);
        let row = row(operation);
        promise(async move {
            let operation = row.map_err(error::plain)?;
            let Given { options, signal, .. } = arguments::options(&operation, &options)?;
            let arguments = arguments::arguments(&operation, &given, &shared.encode).await?;
            let call = shared.session.call(&operation, &arguments, &options).map_err(error::plain)?;
            let finished = shared.run(call, &Stop::new(signal)).await?;
            let value = finished.kept.as_ref().map(|kept| kept.reading.value.clone()).unwrap_or_default();
            Ok(finished.answer("value", value, None))
        })
    }

    /// The pages of a list. Nothing is sent before the first is asked for.
    pub fn pages(&self, operation: &str, given: JsValue, options: JsValue) -> Result<Pages, JsValue> {
        let operation = row(operation).and_then(Operation::as_list).map_err(error::plain)?;
        let options = arguments::options(&operation, &options)?;
        Ok(Pages::new(Rc::clone(&self.0), operation, given, options))
    }
}

/// `getUser`, or `GET /api/v1/users/me`.
fn row(name: &str) -> Result<Arc<Operation>, Error> {
    match name.split_once(' ') {
        Some((method, path)) => Operation::custom_by_name(method, path),
        None => Operation::by_name(name),
    }
}
