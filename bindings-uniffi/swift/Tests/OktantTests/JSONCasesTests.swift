import Foundation
@testable import Oktant
import XCTest

/// Documents of the engine's program `json_cases`, with what its reader makes of each: this one must make the same of them.
final class JSONCasesTests: XCTestCase {
    func testReadsWhatTheEngineReads() throws {
        let path = try Servers.environment("OKTANT_JSON_CASES")
        let lines = try String(contentsOf: URL(fileURLWithPath: path), encoding: .utf8).split(separator: "\n")
        var last = JSON.null
        var values = 0
        for line in lines {
            let words = line.split(separator: " ", omittingEmptySubsequences: false)
            guard words.count == 3, let document = bytes(words[0]) else { return XCTFail("no case: \(line)") }
            guard let value = JSON(parsing: document) else {
                XCTAssertEqual(words[1], "-", "not read: \(line)")
                continue
            }
            values += 1
            XCTAssertEqual(bytes(words[1]), Array(value.description.utf8), "\(line)")
            XCTAssertEqual(value == last, words[2] == "same", "\(line)")
            XCTAssertEqual(last == value, words[2] == "same", "\(line)")
            if words[2] == "same" { XCTAssertEqual(value.hashValue, last.hashValue, "\(line)") }
            last = value
        }
        XCTAssertGreaterThan(values, lines.count / 4)
        print("\(lines.count) documents read as the engine reads them, \(values) of them JSON")
    }

    private func bytes(_ hex: Substring) -> [UInt8]? {
        let digits = hex.utf8.compactMap { byte -> UInt8? in
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
            default: nil
            }
        }
        guard digits.count == hex.utf8.count, digits.count.isMultiple(of: 2) else { return nil }
        return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }
}
