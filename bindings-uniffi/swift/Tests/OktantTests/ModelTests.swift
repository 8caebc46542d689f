import XCTest

@testable import Oktant

final class ModelTests: XCTestCase {
    func testOddElementsStayWhenAListOrAMapIsChanged() throws {
        var user = CreateUserRequest(json: ["groupIds": ["a", 5, nil, ["x": 1], "b"]])
        user.groupIds?.append("c")
        XCTAssertEqual(user.json, ["groupIds": ["a", 5, nil, ["x": 1], "b", "c"]])
        user.groupIds = user.groupIds
        XCTAssertEqual(user.json, ["groupIds": ["a", 5, nil, ["x": 1], "b", "c"]])
        user.groupIds?.removeAll()
        XCTAssertEqual(user.json, ["groupIds": [5, nil, ["x": 1]]])
        user.groupIds = nil
        XCTAssertEqual(user.json, ["groupIds": nil])
        user.groupIds?.append("d")
        XCTAssertEqual(user.json, ["groupIds": nil])
    }

    func testAnOddMemberStaysBelowAnOptionalChain() throws {
        var user = User(json: ["profile": ["odd", 1]])
        user.profile?.nickName = "x"
        user.profile?.login?.append("y")
        XCTAssertEqual(user.json, ["profile": ["odd", 1]])
        var profile = UserProfile(json: [:])
        profile.nickName?.append("z")
        XCTAssertEqual(profile.json, [:])
        profile["address"] = ["city": "Bern"]
        profile["address"]?["zip"] = "3000"
        XCTAssertEqual(profile.json, ["address": ["city": "Bern", "zip": "3000"]])
    }

    func testAModelIsBuiltWithCustomAttributes() {
        var profile = UserProfile(login: "ann@example.com")
        profile.nickName = nil
        profile["badge"] = "42"
        profile["floors"] = [1, 2]
        let request = CreateUserRequest(groupIds: ["00g1"], profile: profile)
        let expected = #"{"login":"ann@example.com","nickName":null,"badge":"42","floors":[1,2]}"#
        XCTAssertEqual(request.json.description, #"{"groupIds":["00g1"],"profile":\#(expected)}"#)
        XCTAssertEqual(request.profile?.login, "ann@example.com")
    }

    func testACopyChangesWhatIsAssignedAndKeepsTheRest() throws {
        let text = #"{"id":"00u1","profile":{"login":"a","nickName":"x","n":1.50,"badge":"42"},"new":[null]}"#
        let user = User(json: try json(text))
        var copy = user
        copy.profile?.nickName?.append("y")
        copy.profile?.remove("login")
        copy.profile?.mobilePhone = nil
        let profile = #"{"nickName":"xy","n":1.50,"badge":"42","mobilePhone":null}"#
        XCTAssertEqual(copy.json.description, #"{"id":"00u1","profile":\#(profile),"new":[null]}"#)
        XCTAssertEqual(user.json.description, text)
    }

    func testWhatIsAbsentStaysAbsentBelowOptionalChains() throws {
        var user = User(json: try json(#"{"id":"00u1"}"#))
        user.profile?.nickName = "x"
        user.profile?["badge"] = "42"
        user.profile?.remove("login")
        user.credentials?.password?.value = "x"
        user.profile?.nickName?.append("y")
        user["badge"]? = "42"
        XCTAssertEqual(user.json.description, #"{"id":"00u1"}"#)
        var app = Application(json: try json(#"{"signOnMode":"NEW"}"#))
        app.label?.append("y")
        app.visibility?.autoLaunch = true
        XCTAssertEqual(app.json.description, #"{"signOnMode":"NEW"}"#)
        app.label = nil
        XCTAssertEqual(app.json.description, #"{"signOnMode":"NEW","label":null}"#)
    }

    func testNullRemovesAnAttributeOfASchema() throws {
        let schema = UserSchemaPublic(properties: ["badge": nil])
        XCTAssertEqual(schema.json.description, #"{"properties":{"badge":null}}"#)
        XCTAssertEqual(schema.properties?.keys.sorted(), ["badge"])
        XCTAssertEqual(schema.problems(), [])
    }

    func testAbsentNullAndValueAreApart() throws {
        let profile = UserProfile(json: try json(#"{"nickName":null,"login":"a"}"#))
        XCTAssertEqual([profile.login, profile.nickName, profile.title], ["a", nil, nil])
        XCTAssertEqual(["login", "nickName", "title"].map(profile.contains), [true, true, false])
        XCTAssertEqual([profile["login"], profile["nickName"], profile["title"]], [.string("a"), .null, nil])
        XCTAssertEqual(profile.problems(), [])
    }

    func testExtrasAreTheMembersWithoutAProperty() throws {
        let profile = UserProfile(json: try json(#"{"login":"a","badge":"42","rooms":[1]}"#))
        XCTAssertEqual(JSON.object(profile.extras).description, #"{"badge":"42","rooms":[1]}"#)
        XCTAssertEqual(UserProfile(json: 3).extras.count, 0)
    }

    func testValuesOfAnotherTypeReadNilAndAreTold() throws {
        let odd = #""profile":{"login":["a"],"email":"e"},"type":true,"credentials":{"provider":{"name":{}}}"#
        var user = UserGetSingleton(json: try json(#"{"id":7,"created":"soon",\#(odd)}"#))
        XCTAssertNil(user.id)
        XCTAssertNil(user.created)
        XCTAssertNil(user.profile?.login)
        XCTAssertNil(user.type)
        XCTAssertEqual(user.profile?.email, "e")
        XCTAssertEqual(
            user.problems().sorted(),
            [
                "/created: expected a date and time, found a string",
                "/credentials/provider/name: expected a string, found an object",
                "/id: expected a string, found a number",
                "/profile/login: expected a string, found a list",
                "/type: expected an object, found a boolean",
            ])
        user.profile?.nickName = "x"
        XCTAssertEqual(user["id"], 7)
    }

    func testElementsOfAnotherTypeKeepTheirPlaceAmongModelsAndAreLeftOutAmongTexts() throws {
        let zone = NetworkZone(json: try json(#"{"type":"IP","gateways":[{"type":"CIDR"},"odd"],"_links":{}}"#))
        XCTAssertEqual(zone.problems(), ["/gateways/1: expected an object, found a string"])
        let group = Group(json: try json(#"{"objectClass":["a",1,"b"],"_embedded":{"x~/y":{},"z":3}}"#))
        XCTAssertEqual(group.objectClass, ["a", "b"])
        XCTAssertEqual(group.embedded?.keys.sorted(), ["x~/y"])
        XCTAssertEqual(
            group.problems().sorted(),
            ["/_embedded/z: expected an object, found a number", "/objectClass/1: expected a string, found a number"])
    }

    func testUnionsAreToldApartByTheirTagWhereverItIs() throws {
        func name(_ text: String) throws -> String {
            switch UserFactor(json: try json(text)) {
            case .call(let factor): "call \(factor.profile?.phoneNumber ?? "-")"
            case .unknown(let factor): "unknown \(factor.factorType?.rawValue ?? "-")"
            default: "other"
            }
        }
        XCTAssertEqual(try name(#"{"profile":{"phoneNumber":"+1"},"factorType":"call"}"#), "call +1")
        XCTAssertEqual(try name(#"{"factorType":"brain"}"#), "unknown brain")
        XCTAssertEqual(try name(#"{"factorType":5}"#), "unknown -")
        XCTAssertEqual(try name("[]"), "unknown -")
        let app = Application(json: try json(#"{"id":"0oa1","signOnMode":"AUTO_LOGIN","label":"A"}"#))
        guard case .autoLogin = app else { return XCTFail("\(app)") }
        XCTAssertEqual([app.id, app.label, app.signOnMode?.rawValue], ["0oa1", "A", "AUTO_LOGIN"])
        let unknown = Application(json: try json(#"{"id":"0oa1","signOnMode":"NEW","x":1}"#))
        XCTAssertEqual(unknown.extras.map(\.name), ["x"])
    }

    func testSwitchOverAUnionNeedsNoDefault() throws {
        func name(_ stream: LogStream) -> String {
            switch stream {
            case .aws: "aws"
            case .splunk: "splunk"
            case .unknown: "unknown"
            }
        }
        let texts = [#"{"type":"aws_eventbridge"}"#, #"{"type":"splunk_cloud_logstreaming"}"#, "{}"]
        XCTAssertEqual(try texts.map { name(LogStream(json: try json($0))) }, ["aws", "splunk", "unknown"])
    }

    func testAVariantIsBuiltWithItsTagAndAnUnknownOneIsKept() throws {
        var app = Application.basicAuth(BasicAuthApplication(label: "B"))
        app.label = "C"
        XCTAssertEqual(app.json.description, #"{"label":"C","signOnMode":"BASIC_AUTH"}"#)
        guard case .basicAuth = app else { return XCTFail("\(app)") }
        var unknown = Application(json: try json(#"{"signOnMode":"NEW","x":1}"#))
        unknown.label = "C"
        XCTAssertEqual(unknown.json.description, #"{"signOnMode":"NEW","x":1,"label":"C"}"#)
        unknown.signOnMode = .bookmark
        guard case .bookmark = unknown else { return XCTFail("\(unknown)") }
    }

    func testEnumsAreOpen() throws {
        let user = User(json: try json(#"{"status":"NEW"}"#))
        XCTAssertEqual(User(json: try json(#"{"status":"ACTIVE"}"#)).status, .active)
        XCTAssertEqual(user.status, "NEW")
        XCTAssertEqual("\(UserStatus("NEW"))", "NEW")
        XCTAssertEqual(try JSONDecoder().decode([UserStatus].self, from: JSONEncoder().encode([UserStatus.active])), [.active])
        let counts: [UserStatus: Int] = [.active: 2, "NEW": 1]
        let encoded = try JSONEncoder().encode(counts)
        XCTAssertEqual(JSON(parsing: encoded), ["ACTIVE": 2, "NEW": 1])
        XCTAssertEqual(try JSONDecoder().decode([UserStatus: Int].self, from: encoded), counts)
        for text in [#"{"unique":true}"#, #"{"unique":"UNIQUE_VALIDATED"}"#] {
            let attribute = UserSchemaAttribute(json: try json(text))
            XCTAssertEqual(attribute.problems(), [])
            XCTAssertEqual(UserSchemaAttribute(unique: attribute.unique).json.description, text)
        }
        XCTAssertEqual(UserSchemaAttribute(json: try json(#"{"unique":"NOT_UNIQUE"}"#)).unique, .notUnique)
    }

    func testNumbersKeepTheirDigits() throws {
        let text = #"{"n":12345678901234567890.10,"m":1e400}"#
        XCTAssertEqual(User(json: try json(text)).json.description, text)
        XCTAssertEqual(PasswordCredentialHash(json: try json(#"{"workFactor":9007199254740993}"#)).workFactor, 9_007_199_254_740_993)
        let odd = PasswordCredentialHash(json: try json(#"{"workFactor":5.0}"#))
        XCTAssertNil(odd.workFactor)
        XCTAssertEqual(odd.problems(), ["/workFactor: expected an integer, found a number"])
    }

    func testSecretsAreMasked() throws {
        let secrets = #""credentials":{"password":{"value":"pw-1"}},"profile":{"login":"ann","apiToken":"t-1"}"#
        let user = User(json: try json(#"{\#(secrets),"x":[{"clientSecret":"s-1"}]}"#))
        let expected = #"User(credentials: (password: ***), profile: (login: "ann", apiToken: ***), x: [{"clientSecret":***}])"#
        XCTAssertEqual("\(user)", expected)
        XCTAssertEqual(String(reflecting: user), expected)
        var dumped = ""
        dump(user, to: &dumped)
        XCTAssertFalse(["pw-1", "t-1", "s-1"].contains { dumped.contains($0) }, dumped)
        let password = PasswordCredential(json: try json(#"{"value":"pw-1","hash":{"salt":"na","algorithm":"BCRYPT"}}"#))
        XCTAssertEqual("\(password)", #"PasswordCredential(value: ***, hash: (salt: ***, algorithm: "BCRYPT"))"#)
        var empty = PasswordCredential()
        empty.value = nil
        XCTAssertEqual("\(empty)", "PasswordCredential(value: null)")
        let app = Application(json: try json(#"{"signOnMode":"BASIC_AUTH","credentials":{"password":{"value":"pw-1"}}}"#))
        XCTAssertEqual("\(app)", #"BasicAuthApplication(signOnMode: "BASIC_AUTH", credentials: (password: ***))"#)
    }

    func testADescriptionOfTheDocumentIsAProperty() throws {
        let profile = GroupProfile(json: try json(#"{"name":"n","description":"d"}"#))
        XCTAssertEqual(profile.description, "d")
        XCTAssertEqual("\(profile)", #"GroupProfile(name: "n", description: "d")"#)
    }

    func testModelsAreEqualByTheirJSON() throws {
        let models = try [#"{"id":"1"}"#, #"{ "id": "1" }"#, #"{"id":"2"}"#].map { User(json: try json($0)) }
        XCTAssertEqual(models[0], models[1])
        XCTAssertEqual(Set(models).count, 2)
    }

    func testModelsAreCodable() throws {
        let text = #"{"id":"1","n":12345678901234567890,"profile":{"badge":null}}"#
        let user = User(json: try json(text))
        XCTAssertEqual(try JSONDecoder().decode([User].self, from: JSONEncoder().encode([user])), [user])
        let app = Application(json: try json(#"{"signOnMode":"BOOKMARK"}"#))
        XCTAssertEqual(try JSONDecoder().decode(Application.self, from: JSONEncoder().encode(app)), app)
    }

    func testTimesAreReadInEveryFormOfOktaAndWrittenInOne() {
        for (text, ms) in times {
            XCTAssertEqual(parseTimestamp(text).map { Int64(($0.timeIntervalSince1970 * 1000).rounded()) }, ms, text)
        }
        for ms in [0, 1_759_117_790_123, -1] as [Int64] {
            let time = Date(timeIntervalSince1970: Double(ms) / 1000)
            XCTAssertEqual(formatTimestamp(time).flatMap(parseTimestamp), time)
        }
        XCTAssertEqual(formatTimestamp(Date(timeIntervalSince1970: 0)), "1970-01-01T00:00:00.000Z")
        XCTAssertEqual(formatTimestamp(Date(timeIntervalSince1970: 0.12)), "1970-01-01T00:00:00.120Z")
        XCTAssertEqual(formatTimestamp(Date(timeIntervalSince1970: 951_782_400)), "2000-02-29T00:00:00.000Z")
    }

    private func json(_ text: String) throws -> JSON { try XCTUnwrap(JSON(parsing: text.utf8)) }

    private let times: [(String, Int64?)] = [
        ("2025-09-29T03:49:50.000Z", 1_759_117_790_000),
        ("2025-09-29T05:49:50.123+02:00", 1_759_117_790_123),
        ("2025-09-29T03:49:50.1234567Z", 1_759_117_790_123),
        ("2025-08-25 07:55:06.0", 1_756_108_506_000),
        ("2021-06-14 14:45:46", 1_623_681_946_000),
        ("1757605937000", 1_757_605_937_000),
        ("1969-12-31T23:59:59.999Z", -1),
        ("2024-02-29T00:00:00-0530", 1_709_184_600_000),
        ("2025-01-01T10:00Z", 1_735_725_600_000),
        ("2025-01-01T10:00+02", 1_735_718_400_000),
        ("2025-01-01T10+05Z", nil),
        ("2016-12-31T23:59:60Z", 1_483_228_800_000),
        ("2016-12-31T18:59:60.5-05:00", 1_483_228_800_500),
        ("2016-12-31T18:59:60Z", nil),
        ("2025-02-31T00:00:00Z", nil),
        ("2023-02-29T00:00:00Z", nil),
        ("2025-01-01T24:00:00Z", nil),
        ("2025-01-01T00:00:00+24:00", nil),
        ("2025-01-01T00:00:00+01:", nil),
        ("2025-01-01T10:00.0Z", nil),
        ("Wed Dec 10 10:00:00 UTC 2025", 1_765_360_800_000),
        ("Wed Dec +9 10:00:00 UTC 2025", nil),
        ("Sat Feb 30 10:00:00 UTC 2025", nil),
        ("Wed Dec 10 10:00:00 CEST 2025", nil),
        ("2025-01-01", nil),
        ("2025-01-01T00:00:00.Z", nil),
        ("99999999999999999999999", nil),
        ("", nil),
    ]
}
