//! Event hooks: Okta verifies the endpoint once, then posts log events to it.

use super::Hook;
use oktant_core::models::LogEvent;
use oktant_core::value::Timestamp;

/// An event hook, to which Okta posts log events.
///
/// Okta verifies the endpoint once, by a GET request with the header [`EventHook::CHALLENGE`]; respond with
/// [`EventHook::verification`]. It then posts deliveries, which [`Hook::parse`] reads. Respond within 3 seconds with status 200 or
/// 204, and process the events afterwards. Events may arrive twice and out of order; their `uuid` identifies them. The
/// `Authorization` header, or the header that you configured for the hook, proves that a request is from Okta: compare it in
/// constant time.
///
/// ```
/// use oktant::hooks::{EventHook, Hook};
///
/// // GET, with `X-Okta-Verification-Challenge: inv-challenge`
/// assert_eq!(EventHook::verification("inv-challenge"), br#"{"verification":"inv-challenge"}"#);
///
/// // POST
/// let body = br#"{"eventId":"evt1","data":{"events":[{"uuid":"u1","eventType":"user.lifecycle.create"}]}}"#;
/// for event in EventHook::parse(body)?.events() {
///     assert_eq!(event.event_type.as_deref(), Some("user.lifecycle.create"));
/// }
/// # Ok::<(), oktant::Error>(())
/// ```
#[derive(Debug)]
pub struct EventHook;

impl EventHook {
    /// The name of the header that holds the challenge.
    pub const CHALLENGE: &str = "X-Okta-Verification-Challenge";

    /// The response body for a challenge, to send with status 200 and `Content-Type: application/json`.
    pub fn verification(challenge: &str) -> Vec<u8> {
        Self::reply(&EventVerification { verification: Some(challenge.to_owned()), ..EventVerification::default() })
    }
}

impl Hook for EventHook {
    type Payload = EventDelivery;
    type Reply = EventVerification;
}

impl EventDelivery {
    /// The events, in the order of the delivery.
    pub fn events(&self) -> &[LogEvent] {
        self.data.as_ref().and_then(|data| data.events.as_deref()).unwrap_or_default()
    }
}

oktant_core::model! {
    /// The body of a delivery to an event hook.
    EventDelivery {
        /// `eventId`: text, the delivery's own ID.
        event_id: String = "eventId",
        /// `eventTime`: date and time of the delivery.
        event_time: Timestamp = "eventTime",
        /// `eventType`: text, `com.okta.event_hook`.
        event_type: String = "eventType",
        /// `eventTypeVersion`: text.
        event_type_version: String = "eventTypeVersion",
        /// `cloudEventsVersion`: text.
        cloud_events_version: String = "cloudEventsVersion",
        /// `contentType`: text.
        content_type: String = "contentType",
        /// `source`: text, the hook's URL at the org.
        source: String = "source",
        /// `data`: [`EventDeliveryData`].
        data: EventDeliveryData = "data",
    }
    /// The `data` member: the events that happened.
    EventDeliveryData {
        /// `events`: list of [`LogEvent`].
        events: Vec<LogEvent> = "events",
    }
    /// The response to a challenge.
    EventVerification {
        /// `verification`: text, the challenge.
        verification: String = "verification",
    }
}
