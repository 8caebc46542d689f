//! Inline hooks and event hooks: the requests that Okta sends to your hook endpoints, and your responses. There is no HTTP server
//! here: use it with any web framework.

use crate::Error;
use oktant_core::value::Document;

#[cfg(all(feature = "event_hooks", feature = "system_log"))]
mod event;

#[cfg(feature = "inline_hooks")]
pub use crate::generated::hooks::*;
#[cfg(all(feature = "event_hooks", feature = "system_log"))]
pub use event::{EventDelivery, EventDeliveryData, EventHook, EventVerification};

/// A kind of hook: parses the request body that Okta sends and writes the response body.
///
/// ```
/// use oktant::hooks::{Hook, TokenHook};
/// use oktant::value::{Document, Json};
///
/// // The body of Okta's POST request.
/// let body = br#"{"eventType":"com.okta.oauth2.tokens.transform","data":{"context":{"user":{"id":"00u1"}}}}"#;
/// let payload = TokenHook::parse(body)?;
/// assert_eq!(payload.to_json().pointer("/data/context/user/id").and_then(Json::as_str), Some("00u1"));
///
/// // A reply can be made from any JSON.
/// let reply = Json::from([("commands", Vec::<Json>::new())]);
/// assert_eq!(TokenHook::reply(&reply.cast()?), br#"{"commands":[]}"#);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait Hook {
    /// The request body from Okta.
    type Payload: Document;
    /// The response body.
    type Reply: Document;

    /// Parses the body of Okta's request.
    ///
    /// # Errors
    /// Kind `Decode` if the body is not a JSON object. Respond with status 400.
    fn parse(body: &[u8]) -> Result<Self::Payload, Error> {
        Self::Payload::parse(body).map_err(|malformed| {
            Error::decode(format!("the hook's payload: {malformed}: Okta sends a JSON object: respond with status 400"))
                .with_body(body.into())
        })
    }

    /// The response body, to send with status 200 and `Content-Type: application/json`.
    fn reply(reply: &Self::Reply) -> Vec<u8> {
        reply.to_text().into_bytes()
    }
}
