import Foundation

/// An inline hook: Okta posts a payload to your service and takes a reply. Works with any web framework.
public struct InlineHookHandler<Payload: AnyModel, Reply: AnyModel>: Sendable {
    init() {}

    /// The payload, from the body of Okta's request.
    ///
    /// - Throws: ``OktantError/decode(_:)`` if it is not a JSON object: respond with status 400.
    public func parse(_ body: Data) throws -> Payload { Payload(json: try hookObject(body)) }

    /// The payload, from the text of the body.
    ///
    /// - Throws: ``OktantError/decode(_:)`` if it is not a JSON object: respond with status 400.
    public func parse(_ body: String) throws -> Payload { try parse(Data(body.utf8)) }

    /// The body of the response, JSON text: send it with status 200 and `Content-Type: application/json`.
    public func reply(_ reply: Reply) -> String { reply.json.description }
}

/// The JSON object that Okta sent to a hook.
func hookObject(_ body: Data) throws -> JSON {
    guard let json = JSON(parsing: body), json.object != nil else {
        throw OktantError.decode(.init(text: "the hook's payload is not a JSON object: respond with status 400", body: body))
    }
    return json
}
