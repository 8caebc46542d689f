//! The `fetch` of web pages.

use wasm_bindgen::prelude::*;
use web_sys::{Request, Response};

/// Sends a request.
///
/// # Errors
/// What the browser says: an `Error` with its message.
#[wasm_bindgen(js_name = pageFetch)]
pub async fn page_fetch(request: Request) -> Result<Response, JsValue> {
    match gloo_net::http::Request::from(request).send().await {
        Ok(response) => Ok(response.into()),
        Err(error) => Err(js_sys::Error::new(&error.to_string()).into()),
    }
}
