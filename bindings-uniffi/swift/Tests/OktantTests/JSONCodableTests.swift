import Foundation
import Oktant
import XCTest

final class JSONCodableTests: XCTestCase {
    private let document = #"""
        {"null":null,"bool":[true,false],"text":"é😀\u0000","empty":{},"none":[],"nested":{"a":[{"b":[null,[1]]}]},
        "numbers":[0,-1,1.5,1e2,-2.5e-3,9223372036854775807,-9223372036854775808,18446744073709551615,0.1,5e-324,1.7976931348623157e308]}
        """#

    func testJSONCodersKeepEveryValue() throws {
        let value = try XCTUnwrap(JSON(parsing: document.utf8))
        let encoded = try JSONEncoder().encode(value)
        XCTAssertEqual(JSON(parsing: encoded), value)
        XCTAssertEqual(try JSONDecoder().decode(JSON.self, from: encoded), value)
        XCTAssertEqual(try JSONDecoder().decode(JSON.self, from: Data(document.utf8)), value)
    }

    func testJSONCodersKeep38Digits() throws {
        let value = try XCTUnwrap(JSON(parsing: "[12345678901234567890123456789012345678,-0.1234567890123456789012345,1.10]"))
        let encoded = try JSONEncoder().encode(value)
        XCTAssertEqual(JSON(parsing: encoded), value)
        XCTAssertEqual(try JSONDecoder().decode(JSON.self, from: encoded), value)
    }

    func testPropertyListsKeepEveryValue() throws {
        let value = try XCTUnwrap(JSON(parsing: document.utf8))
        for format in [PropertyListSerialization.PropertyListFormat.xml, .binary] {
            let encoder = PropertyListEncoder()
            encoder.outputFormat = format
            XCTAssertEqual(try PropertyListDecoder().decode(JSON.self, from: encoder.encode(value)), value)
        }
    }

    func testRefusesWhatWouldLoseDigits() throws {
        for text in ["[1e400]", "[1234567890123456789012345678901234567890.5]", #"["\ud800"]"#] {
            let value = try XCTUnwrap(JSON(parsing: text.utf8))
            XCTAssertThrowsError(try JSONEncoder().encode(value), text) { XCTAssertTrue($0 is EncodingError) }
        }
    }

    func testIsPartOfOtherTypes() throws {
        struct Saved: Codable, Equatable {
            var name: String
            var settings: JSON
            var extra: JSON?
        }
        let saved = Saved(name: "a", settings: ["b": [1, nil]], extra: nil)
        XCTAssertEqual(try JSONDecoder().decode(Saved.self, from: JSONEncoder().encode(saved)), saved)
    }
}
