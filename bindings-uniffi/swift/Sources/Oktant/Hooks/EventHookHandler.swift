import Foundation

/// The event hook. Okta verifies the endpoint once by a GET with the header ``challenge``: respond with ``verification(_:)``. It then
/// posts deliveries, which `parse` reads: respond within 3 seconds with status 200 or 204, and do the work afterwards. Events may arrive
/// twice and out of order; their `uuid` identifies them. To check that a request comes from Okta, compare its header `Authorization`, or
/// the one that was set with the hook, in constant time.
public struct EventHookHandler: Sendable {
    init() {}

    /// The header that holds the challenge.
    public let challenge = "X-Okta-Verification-Challenge"

    /// The body of the response to a challenge, JSON text: send it with status 200 and `Content-Type: application/json`.
    public func verification(_ challenge: String) -> String { JSON.object(["verification": .string(challenge)]).description }

    /// A delivery, from the body of Okta's request.
    ///
    /// - Throws: ``OktantError/decode(_:)`` if it is not a JSON object: respond with status 400.
    public func parse(_ body: Data) throws -> EventDelivery { EventDelivery(json: try hookObject(body)) }

    /// A delivery, from the text of the body.
    ///
    /// - Throws: ``OktantError/decode(_:)`` if it is not a JSON object: respond with status 400.
    public func parse(_ body: String) throws -> EventDelivery { try parse(Data(body.utf8)) }
}

/// A delivery that Okta posts to an event hook.
public typealias EventDelivery = Model<Schemas.EventDelivery>

/// The `data` of an ``EventDelivery``: what happened.
public typealias EventDeliveryData = Model<Schemas.EventDeliveryData>

extension Schemas {
    /// A delivery that Okta posts to an event hook.
    public enum EventDelivery: Schema {
        public static let properties: [SchemaProperty] = [
            .init("eventId", .text), .init("eventTime", .timestamp), .init("eventType", .text), .init("eventTypeVersion", .text),
            .init("cloudEventsVersion", .text), .init("contentType", .text), .init("source", .text),
            .init("data", .model(EventDeliveryData.self)),
        ]
    }

    /// What a delivery tells of: system log events.
    public enum EventDeliveryData: Schema {
        public static let properties: [SchemaProperty] = [.init("events", .list(.model(LogEvent.self)))]
    }
}

extension EventDelivery {
    /// `eventId`: string, the ID of the delivery.
    public var eventId: String? { json[member: "eventId"] }

    /// `eventTime`: timestamp of the delivery.
    public var eventTime: Date? { json[member: "eventTime"] }

    /// `eventType`: string, `com.okta.event_hook`.
    public var eventType: String? { json[member: "eventType"] }

    /// `eventTypeVersion`: string, the version of the format of the delivery.
    public var eventTypeVersion: String? { json[member: "eventTypeVersion"] }

    /// `cloudEventsVersion`: string, the version of the CloudEvents specification that the delivery follows.
    public var cloudEventsVersion: String? { json[member: "cloudEventsVersion"] }

    /// `contentType`: string, the media type of `data`.
    public var contentType: String? { json[member: "contentType"] }

    /// `source`: string, the URL of the hook at the org.
    public var source: String? { json[member: "source"] }

    /// `data`: the log events, and what Okta may add beside them.
    public var data: EventDeliveryData? { json[member: "data"] }

    /// The log events, in the order of the delivery.
    public var events: [LogEvent] { data?.events ?? [] }
}

extension EventDeliveryData {
    /// `events`: what happened, in the order of the delivery.
    public var events: [LogEvent]? { json[member: "events"] }
}
