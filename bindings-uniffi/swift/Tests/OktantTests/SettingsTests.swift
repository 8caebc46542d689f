import Foundation
import Oktant
import XCTest

final class SettingsTests: XCTestCase {
    func testEachSettingReachesTheEngine() throws {
        var settings = Settings()
        settings.orgURL = "https://example.okta.com"
        settings.clientID = "0oa1"
        settings.scopes = ["okta.users.read", "okta.groups.read"]
        let key = try Servers.environment("OKTANT_ROOT") + "/tests/keys/p256.pkcs8.pem"
        settings.privateKey = try String(contentsOfFile: key, encoding: .utf8)
        settings.keyID = "p256"
        settings.dpop = true
        settings.userAgent = "program/1"
        settings.timeout = .milliseconds(1500)
        settings.deadline = .seconds(2)
        settings.maxRetries = 3
        settings.maxWait = .seconds(4)
        settings.maxBodyMegabytes = 5
        settings.pacing = false
        settings.pacingReserve = 6
        settings.extraSettings = ["OAUTHTOKENRENEWALOFFSET": "7"]
        let lines = try OktantClient(settings).explain().split(separator: "\n")
        for line in [
            "ORGURL = https://example.okta.com", "AUTHORIZATIONMODE = PrivateKey", "CLIENTID = 0oa1",
            "SCOPES = okta.users.read okta.groups.read", "PRIVATEKEY = ***", "KEYID = p256", "DPOPENABLED = true",
            "USERAGENT = program/1", "REQUESTTIMEOUT = 1500ms", "DEADLINE = 2000ms", "RATELIMIT_MAXRETRIES = 3",
            "MAXWAIT = 4000ms", "MAXBODY = 5", "PACING = false", "PACINGRESERVE = 6", "OAUTHTOKENRENEWALOFFSET = 7",
        ] { XCTAssertTrue(lines.contains("OKTA_CLIENT_\(line) (code)"), "\(lines)") }
    }

    func testAllErrorsInSettingsAreReportedTogether() async throws {
        let error = try await failure {
            var settings = Settings()
            settings.maxRetries = -1
            settings.timeout = .seconds(7200)
            _ = try OktantClient(settings)
        }
        guard case .config = error else { return XCTFail("\(error)") }
        for name in ["ORGURL", "TOKEN", "RATELIMIT_MAXRETRIES", "REQUESTTIMEOUT"] {
            XCTAssertTrue(error.description.contains("OKTA_CLIENT_\(name)"), error.description)
        }
    }

    func testAFleetIsRefusedUntilThereAreFleetsHere() async throws {
        let error = try await failure {
            var settings = Settings()
            settings.orgURL = "https://example.okta.com"
            settings.token = "00token"
            settings.extraSettings = ["FLEET": "redis://127.0.0.1"]
            _ = try OktantClient(settings)
        }
        guard case .config = error else { return XCTFail("\(error)") }
        let what = "OKTA_CLIENT_FLEET (code): this package has no fleets: unset it for this program"
        XCTAssertTrue(error.description.contains(what), error.description)
    }
}
