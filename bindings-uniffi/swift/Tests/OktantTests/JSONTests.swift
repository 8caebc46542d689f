import Foundation
@testable import Oktant
import XCTest

final class JSONTests: XCTestCase {
    private func read(_ text: String) -> JSON? { JSON(parsing: text.utf8) }

    func testParsesJSONAndWritesItBack() {
        let good = [
            "null", "true", "-0.5e+7", "[]", "{}", "[1,[2,[3]]]", #"{"a":{"b":"c"}}"#, #""1234567\"8\\""#, "\"\u{7f}\u{80}é😀\u{FFFD}\"",
            "1E400", #"{"z":1.10,"a":123456789012345678901234567890,"half":"\ud800","b":[true,false,null]}"#, #""\u0001\n\r\t""#,
        ]
        for text in good { XCTAssertEqual(read(text)?.description, text) }
        XCTAssertEqual(read("\u{FEFF} [1 ,\t2\r\n] ")?.description, "[1,2]")
        XCTAssertEqual(read(#""\u00e9\ud83d\ude00\/\b\f""#), .string("é😀/\u{8}\u{c}"))
    }

    func testKeepsTheFirstPlaceAndTheLastValueOfARepeatedName() {
        XCTAssertEqual(read(#"{"a":1,"b":2,"a":3}"#)?.description, #"{"a":3,"b":2}"#)
        XCTAssertEqual(read(#"{"a":{"a":1,"\u0061":2},"a":{"b":3,"b":4}}"#)?.description, #"{"a":{"b":4}}"#)
        XCTAssertEqual(read(#"{"aLongNameOfManyCharacters":1,"aLongNameOfManyCharacters":2}"#)?.description, #"{"aLongNameOfManyCharacters":2}"#)
        let many = (0..<100).map { "\"n\($0)\":\($0)" }.joined(separator: ",")
        XCTAssertEqual(read("{\(many),\"n7\":true}")?.description, "{\(many.replacing(",\"n7\":7,", with: ",\"n7\":true,"))}")
    }

    func testTellsNamesAndStringsApartThatSwiftCallsEqual() {
        let text = "{\"\u{E9}\":\"\u{E9}\",\"e\u{301}\":\"e\u{301}\",\"\u{212A}\":1,\"K\":2}"
        XCTAssertEqual(read(text)?.description, text)
        XCTAssertEqual(read(text)?["K"]?.int, 2)
        XCTAssertNotEqual(read("\"\u{E9}\""), read("\"e\u{301}\""))
        XCTAssertNotEqual(read("{\"\u{E9}\":1}"), read("{\"e\u{301}\":1}"))
    }

    func testRejectsWhatIsNotJSON() {
        let bad = [
            "", " ", "nul", "nulll", "tru", "[1,]", "[1 2]", "[", "{", "{\"a\"}", "{\"a\":}", "{a:1}", "{\"a\":1,}", "01", "1.", "-",
            "+1", "\"", "\"\\x\"", "\"\\u12g4\"", "\"\n\"", "[1]]", "<html>", "NaN", "'a'", "{\"a\":1 \"b\":2}", "\"\\ud8", "\"\\", "[1,,2]",
            "{\"\\ud800\":1}",
        ]
        for text in bad { XCTAssertNil(read(text), text) }
        XCTAssertNil(JSON(parsing: [0x22, 0xFF, 0x22] as [UInt8]))
        XCTAssertNil(JSON(parsing: [0x22, 0xED, 0xA0, 0x80, 0x22] as [UInt8]), "half a surrogate pair is no UTF-8")
    }

    func testReportsTheKindOfABody() {
        func shape(_ text: String) -> String { Array(text.utf8).withUnsafeBufferPointer { "\(Document($0).kind)" } }
        XCTAssertEqual(["{\"a\":1}", "[1]", "null", " \r\n", "\u{FEFF}"].map(shape), ["object", "array", "other", "empty", "empty"])
        XCTAssertEqual(["{\"a\":", "[nul]", "\"", "<html>", "hello"].map(shape), ["broken", "broken", "broken", "notJSON", "notJSON"])
    }

    func testAccepts500LevelsAndNoMore() {
        func nest(_ depth: Int) -> String { String(repeating: "[", count: depth) + String(repeating: "]", count: depth) }
        XCTAssertNotNil(read(nest(500)))
        XCTAssertNil(read(nest(501)))
        XCTAssertNil(read(String(repeating: "[", count: 1_000_000)))
    }

    func testNeedsNoDeepStack() {
        nonisolated(unsafe) var values: [JSON?] = []
        nonisolated(unsafe) var written: [String?] = []
        nonisolated(unsafe) var isSame = false
        let texts = deepest
        onThread(stackSize: 64 << 10) {
            values = (texts + texts).map { JSON(parsing: $0.utf8) }
            written = values.map { $0?.description }
            isSame = values[0] == values[2] && values[1] == values[3] && values[0]?.hashValue == values[2]?.hashValue
        }
        // Freed out here, level by level, which needs 130 kB: that is Swift's to do.
        values = []
        XCTAssertEqual(written, texts + texts)
        XCTAssertTrue(isSame)
    }

    /// Such as a thread of an app has, other than the main one.
    func testAStackOf512KilobytesIsEnoughForModelsToo() {
        nonisolated(unsafe) var shown: [String] = []
        let texts = deepest
        onThread(stackSize: 512 << 10) {
            for text in texts {
                var user = User(json: ["status": JSON(parsing: text) ?? .null])
                user["profile"] = ["login": user["status"] ?? .null, "mail": user["status"] ?? .null]
                shown = ["\(user)", user.json.debugDescription, "\(user.problems())", "\(Set([user, user]).count)"]
                user.profile?["mail"] = nil
                dump(user, to: &shown[0])
            }
        }
        XCTAssertEqual(shown.last, "1")
        XCTAssertEqual(shown.first?.contains(texts[1]), true)
    }

    /// Documents of 500 levels, which are as many as there may be.
    private var deepest: [String] {
        [("[", "]"), ("{\"a\":", "}")].map { String(repeating: $0, count: 500) + "1" + String(repeating: $1, count: 500) }
    }

    private func onThread(stackSize: Int, _ work: @escaping @Sendable () -> Void) {
        let done = DispatchSemaphore(value: 0)
        let thread = Thread {
            work()
            done.signal()
        }
        thread.stackSize = stackSize
        thread.start()
        done.wait()
    }

    func testComparesByValue() {
        XCTAssertEqual(read(#"{"a":1.0,"b":[1e2,-0]}"#), read(#"{"b":[100,0],"a":1}"#))
        XCTAssertNotEqual(read("1"), read("10"))
        XCTAssertNotEqual(read("1"), read("-1"))
        XCTAssertEqual(read("12e-1")?.hashValue, read("1.20")?.hashValue)
        XCTAssertNotEqual(read(#"{"a":1}"#), read(#"{"a":1,"b":2}"#))
        XCTAssertNotEqual(read(#"{"a":1}"#), read(#"{"b":1}"#))
        XCTAssertEqual(read(#"{"a":1.0,"b":[1e2,-0]}"#)?.hashValue, read(#"{"b":[100,0],"a":1}"#)?.hashValue)
        let exponents = ["10e9223372036854775807", "0.1e-9223372036854775808", "1e99999999999999999999", "-0.5e-99999999999999999999"]
        XCTAssertEqual(Set(exponents.map(read)).count, 4, "no overflow")
        let many = (0..<100).map { "\"n\($0)\":\($0)" }
        XCTAssertEqual(read("{\(many.joined(separator: ","))}"), read("{\(many.reversed().joined(separator: ","))}"))
    }

    func testHashesObjectsOfTheSameNamesApart() {
        let users = (0..<1000).compactMap { read(#"{"profile":{"login":"user\#($0)"},"status":"ACTIVE"}"#) }
        XCTAssertGreaterThan(Set(users.map(\.hashValue)).count, 990)
    }

    func testMasksSecretsForLogsAndDebuggers() {
        let value = read(#"[{"password":{"value":["x"]},"client_secret":"x","token":null,"n":[1,"a"]}]"#)
        let masked = #"[{"password":***,"client_secret":***,"token":null,"n":[1,"a"]}]"#
        XCTAssertEqual(value?.debugDescription, masked)
        XCTAssertEqual(value?[0]?.object?.debugDescription, String(masked.dropFirst().dropLast()))
        XCTAssertEqual(value?.description.contains("x"), true)
        var dumped = ""
        dump(value, to: &dumped)
        dump(value?[0]?.object, to: &dumped)
        XCTAssertFalse(dumped.contains("x"), dumped)
    }

    func testAMemberIsChangedInPlace() throws {
        var value = try XCTUnwrap(read(#"{"a":{"b":{}}}"#))
        var storages = Set<Int>()
        for number in 0..<1000 {
            value["a"]?["b"]?["n\(number)"] = JSON(number)
            value.at("/a/b")?.object?.members.withUnsafeBytes { _ = storages.insert(Int(bitPattern: $0.baseAddress)) }
        }
        XCTAssertEqual(value.at("/a/b")?.object?.count, 1000)
        XCTAssertLessThan(storages.count, 20, "it moves when it grows, not with each change")
        let copy = value
        value["a"]?["b"] = nil
        XCTAssertEqual(value.description, #"{"a":{}}"#)
        XCTAssertEqual(copy.at("/a/b/n999"), 999)
    }

    func testAChangeOfWhatIsNotThereChangesNothing() {
        for text in ["[1]", "\"x\"", #"{"a":1}"#] {
            var value = read(text) ?? .null
            value["b"]?["c"] = 1
            value["b"] = nil
            value["b"]?["c"]?["d"] = nil
            XCTAssertEqual(value.description, text)
            value["b"] = 2
            XCTAssertEqual(value["b"], 2)
        }
    }

    func testFindsTheValueAtAPointer() {
        let value = read(#"{"a/b":{"~":[1,{"x":null}]}}"#)
        XCTAssertEqual(value?.at("/a~1b/~0/0")?.int, 1)
        XCTAssertEqual(value?.at("/a~1b/~0/1/x"), JSON.null)
        XCTAssertNil(value?.at("/a~1b/~0/7"))
        XCTAssertEqual(value?.at(""), value)
        XCTAssertNil(value?.at("a~1b"))
    }
}
