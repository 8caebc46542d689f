import Foundation
@testable import Oktant
import XCTest

/// Times that a program gives.
final class OptionsTests: XCTestCase {
    private let transport = FakeTransport { _ in .json("{}") }

    func testAShortTimeoutIsNotNone() async throws {
        let okta = try fake(transport)
        _ = try await okta.call("getUser", byID("me"), options: CallOptions(timeout: .microseconds(500)))
        XCTAssertEqual(transport.requests.last?.timeout, .milliseconds(1))
        _ = try await okta.call("getUser", byID("me"), options: CallOptions(timeout: .zero))
        XCTAssertEqual(transport.requests.count, 2)
        XCTAssertNil(transport.requests.last?.timeout)
        let line = try fake(transport) { $0.timeout = .microseconds(500) }.explain().split(separator: "\n")
        XCTAssertTrue(line.contains("OKTA_CLIENT_REQUESTTIMEOUT = 1ms (code)"), "\(line)")
    }

    func testALongTimeoutIsNone() async throws {
        let options = CallOptions(timeout: .seconds(Int64.max), deadline: .seconds(Int64.max))
        _ = try await fake(transport).call("getUser", byID("me"), options: options)
        XCTAssertEqual(transport.requests.count, 1)
    }

    func testALongPauseIsNotNone() {
        XCTAssertEqual(Duration.seconds(Int64.max).bounded, .seconds(Int32.max))
        XCTAssertEqual(Duration.seconds(60).bounded, .seconds(60))
    }

    func testWhatIsNoJSONIsNotSent() async throws {
        var rule = CreateUserRequest()
        rule["time"] = .string("2025-01-01T00:00:00Z")
        rule["number"] = 1e300
        rule["half"] = JSON(parsing: "\"\\ud800\"")
        _ = try await fake(transport).users.createUser(rule)
        XCTAssertEqual(transport.requests.count, 1)
        let odd: [(JSON, String)] = [
            (JSON(floatLiteral: .nan), "createUser: the body has nan in place of a number: give one that JSON has"),
            (.number("1,\"admin\":true"), "createUser: the body has 1,\"admin\":true in place of a number: give one that JSON has"),
            (.number(""), "createUser: the body has  in place of a number: give one that JSON has"),
            (.unpaired("secret"), "createUser: the body has JSON.unpaired of a text that is no string in JSON: use JSON.string"),
        ]
        for (value, text) in odd {
            rule["odd"] = [value]
            let error = try await failure { _ = try await fake(transport).users.createUser(rule) }
            guard case .invalidArgument = error else { return XCTFail("\(error)") }
            XCTAssertEqual(error.description, text)
        }
        XCTAssertEqual(transport.requests.count, 1)
    }

    func testATimeBeyondTheYearsIsAnError() async throws {
        for seconds in [Double.nan, .infinity, 1e17, 253_402_300_800, -62_167_219_201] {
            let arguments = Arguments(query: ["since": Date(timeIntervalSince1970: seconds)])
            let error = try await failure { _ = try await fake(transport).call("listLogEvents", arguments) }
            XCTAssertEqual(error.description, "listLogEvents: query argument since is no time in the years 0 to 9999")
        }
        XCTAssertEqual(transport.requests.count, 0)
    }

    func testANumberThatCannotBeIsAnError() async throws {
        let okta = try fake(transport)
        let odd: [(CallOptions, String)] = [
            (CallOptions(timeout: .milliseconds(-1)), "getUser: timeout is -0.001 seconds: give 0 or more"),
            (CallOptions(deadline: .nanoseconds(-1)), "getUser: deadline is -1e-09 seconds: give 0 or more"),
            (CallOptions(maxRetries: -1), "getUser: maxRetries is -1: give 0 or more"),
            (CallOptions(query: ["x": [1, Double.infinity]]), "getUser: query argument x is inf: give a finite number"),
        ]
        for (options, text) in odd {
            let error = try await failure { _ = try await okta.call("getUser", byID("me"), options: options) }
            guard case .invalidArgument(let details) = error else { return XCTFail("\(error)") }
            XCTAssertEqual(error.description, text)
            XCTAssertEqual(details.operation, "getUser")
        }
        let number = try await failure { _ = try await okta.call("getUser", Arguments(path: ["id": "me"], query: ["x": Double.nan])) }
        XCTAssertEqual(number.description, "getUser: query argument x is nan: give a finite number")
        let following = try await failure { _ = try await okta.items("listLogEvents").follow(every: .seconds(-1)).all() }
        guard case .invalidArgument = following else { return XCTFail("\(following)") }
        XCTAssertEqual(following.description, "listLogEvents: cannot follow a list every -1.0 seconds: give 0 or more")
        XCTAssertEqual(transport.requests.count, 0)
        let settings = try await failure { _ = try fake(transport) { $0.deadline = .seconds(-1) } }
        guard case .config = settings else { return XCTFail("\(settings)") }
        XCTAssertTrue(settings.description.contains("DEADLINE"), settings.description)
    }

    func testWhatAProgramGivesIsNotPrinted() throws {
        let arguments = Arguments(path: ["id": "secret1"], query: ["q": "secret2"], headers: ["X": "secret3"], body: .json("secret4"))
        let options = CallOptions(timeout: .seconds(1), headers: ["X": "secret5"], query: ["q": "secret6"])
        let request = HTTPRequest(method: "GET", url: "https://a/b?c=secret7", headers: [("X", "secret8")], body: Data("secret9".utf8))
        let response = HTTPResponse.json("\"secret10\"", headers: [("X", "secret11")])
        let list = try fake(transport).items("listUsers", arguments, options: options)
        XCTAssertEqual("\(list)", "PagedSequence(listUsers)")
        XCTAssertEqual("\(arguments)", "Arguments(id, q, X, body)")
        XCTAssertEqual("\(options)", "CallOptions(timeout: 1.0 seconds)")
        var printed = ""
        for value in [arguments, options, request, response, list, list.pages()] as [Any] {
            dump(value, to: &printed)
            printed += "\(value) \(String(reflecting: value))"
        }
        XCTAssertFalse(printed.contains("secret"), printed)
    }
}
