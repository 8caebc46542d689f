import Foundation
import Oktant
import XCTest

/// Inline hooks and event hooks: what a web server passes on.
final class HooksTests: XCTestCase {
    func testAnInlineHookGetsAPayloadAndTakesAReply() throws {
        let body = #"{"eventId":"e1","data":{"context":{"user":{"id":"00u1"}}},"more":1.0}"#
        let payload = try Hooks.token.parse(Data(body.utf8))
        XCTAssertEqual(payload.eventId, "e1")
        XCTAssertEqual(payload.json.description, body)
        XCTAssertEqual(payload, try Hooks.token.parse(body))
        XCTAssertEqual(Hooks.token.reply(TokenHookResponse(commands: [])), #"{"commands":[]}"#)
    }

    func testEveryInlineHookHasAPayloadAndAReplyOfItsOwn() throws {
        let payloads: [any AnyModel] = try [
            Hooks.passwordImport.parse("{}"), Hooks.registration.parse("{}"), Hooks.saml.parse("{}"), Hooks.telephony.parse("{}"),
            Hooks.token.parse("{}"), Hooks.userImport.parse("{}"),
        ]
        XCTAssertEqual(Set(payloads.map { "\($0.schema)" }).count, 6)
    }

    func testABodyThatIsNoObjectIsAnErrorWhoseMessageDoesNotShowIt() async throws {
        for body in ["", "[]", "null", "\"secret\"", #"{"secret":"#] {
            let error = try await failure { _ = try Hooks.saml.parse(body) }
            guard case .decode(let details) = error else { return XCTFail("\(error)") }
            XCTAssertEqual(error.description, "the hook's payload is not a JSON object: respond with status 400")
            XCTAssertEqual(details.body, Data(body.utf8))
            _ = try await failure { _ = try Hooks.event.parse(body) }
        }
    }

    func testAnEventHookIsVerifiedAndGetsEvents() throws {
        XCTAssertEqual(Hooks.event.challenge, "X-Okta-Verification-Challenge")
        XCTAssertEqual(Hooks.event.verification("in\"v"), #"{"verification":"in\"v"}"#)
        let body = """
            {"eventId":"d1","eventTime":"2026-01-02T03:04:05.000Z","eventType":"com.okta.event_hook","data":
              {"events":[{"uuid":"u1","eventType":"user.lifecycle.create"},{"uuid":"u2"}]}}
            """
        let delivery = try Hooks.event.parse(body)
        XCTAssertEqual(delivery.eventId, "d1")
        XCTAssertEqual(delivery.eventTime, Date(timeIntervalSince1970: 1_767_323_045))
        XCTAssertEqual(delivery.events.map(\.uuid), ["u1", "u2"])
        XCTAssertEqual(delivery.problems(), [])
        XCTAssertEqual(delivery.extras.count, 0)
        XCTAssertEqual(delivery.json, JSON(parsing: body.utf8))
        XCTAssertEqual(try Hooks.event.parse(#"{"data":{"events":null}}"#).events, [])
        let odd = try Hooks.event.parse(#"{"data":{"events":7},"eventId":true}"#)
        XCTAssertEqual(
            odd.problems(), ["/eventId: expected a string, found a boolean", "/data/events: expected a list, found a number"])
    }
}
