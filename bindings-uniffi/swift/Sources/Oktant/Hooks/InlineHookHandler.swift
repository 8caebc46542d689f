import Foundation

/// An inline hook: Okta posts a payload to your service and takes a reply. Works with any web framework.
public struct InlineHookHandler<Payload: AnyModel, Reply: AnyModel>: Sendable {
    /// The payload, from the body of Okta's request.
    ///
    /// - Throws: ``OktantError/decode(_:)`` if it is not a JSON object: respond with status 400.
    public func parse(_ body: some Sequence<UInt8>) throws -> Payload {
        guard let json = JSON(body), json.object != nil else {
            throw OktantError.decode(.init(text: "the hook's payload is not a JSON object: respond with status 400"))
        }
        return Payload(json: json)
    }

    /// The body of the response, JSON text: send it with status 200 and `Content-Type: application/json`.
    public func reply(_ reply: Reply) -> Data { Data(reply.json.description.utf8) }
}
