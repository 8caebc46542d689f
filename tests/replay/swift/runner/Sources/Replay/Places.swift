import Foundation
import Oktant

/// JSON pointers to the members that typed properties, extras and raw values hold.
final class Places {
    var typed: [String] = []
    var extras: [String] = []
    var raw: [String] = []

    /// What models say is of another type, by its place.
    private var problems: [String: String] = [:]

    init() {}

    /// The places of a whole result.
    init(of value: Any, _ json: JSON) throws {
        let models = (value as? [Any])?.enumerated().map { ("/\($0)", $1) } ?? [("", value)]
        for case (let at, let model as any AnyModel) in models {
            for problem in model.problems() {
                let parts = problem.split(separator: ": expected ", maxSplits: 1, omittingEmptySubsequences: false)
                problems[at + parts[0]] = String(parts[1])
            }
        }
        try look(value, json, "")
        if let (place, problem) = problems.first { throw Unfit("no problem is \(place): \(problem)") }
    }

    /// Says of a value what its public properties read of its JSON.
    private func look(_ value: Any, _ json: JSON, _ at: String) throws {
        switch value {
        case let model as any AnyModel: try lookInto(model, at)
        case let json as JSON: open(json, at)
        case let object as JSON.Object: open(.object(object), at)
        case let list as [Any]: try lookThrough(list, json, at)
        case let map as [String: Any]: try lookUnder(map, json, at)
        default: break
        }
        guard holds(value, json) else { throw Unfit("\(at) is \(value), not \(json)") }
    }

    private func lookInto(_ model: any AnyModel, _ at: String) throws {
        guard let object = model.json.object else { return try misfit(at) }
        guard let schema = model.schema as? any Readable.Type else { throw Unfit("no properties of \(model.schema)") }
        let (names, values) = (schema.names, schema.values(model.json))
        let others = object.map(\.name).filter { !names.contains($0) }
        guard model.extras.map(\.name) == others else { throw Unfit("\(at) has the extras \(model.extras), not \(others)") }
        for (name, member) in object {
            let place = below(at, name)
            if !names.contains(name) || member == .null {
                extras.append(place)
            } else if let value = values[name] {
                typed.append(place)
                try look(value, member, place)
            } else if problems[place] == "a date and time, found a string" {
                // The text of a time that cannot be read stays in the JSON; its type is right.
                problems[place] = nil
                typed.append(place)
            } else {
                try misfit(place)
            }
        }
    }

    /// The elements of a list. One of another type keeps its place as a model, and as a text where it has no problems to be among.
    private func lookThrough(_ list: [Any], _ json: JSON, _ at: String) throws {
        let elements = json.array ?? []
        var values = list.makeIterator()
        for (index, element) in elements.enumerated() {
            let place = "\(at)/\(index)"
            if list.count < elements.count, problems[place] != nil {
                try misfit(place)
                continue
            }
            guard let value = values.next() else { throw Unfit("\(at) has fewer elements than its JSON") }
            if element.string == nil, value as? String == element.description {
                raw.append(place)
            } else {
                try look(value, element, place)
            }
        }
        if values.next() != nil { throw Unfit("\(at) has more elements than its JSON") }
    }

    /// The values of a map.
    private func lookUnder(_ map: [String: Any], _ json: JSON, _ at: String) throws {
        for (name, member) in json.object ?? [:] {
            let place = below(at, name)
            guard let value = map[name] else {
                try misfit(place)
                continue
            }
            typed.append(place)
            try look(value, member, place)
        }
    }

    /// What is inside a value without a documented type.
    func open(_ json: JSON, _ at: String) {
        switch json {
        case .object(let object): extras += object.map { below(at, $0.name) }
        case .array(let items): extras += items.indices.map { "\(at)/\($0)" }
        default: break
        }
    }

    /// A value of another type, which must be among the problems.
    private func misfit(_ at: String) throws {
        guard problems.removeValue(forKey: at) != nil else { throw Unfit("\(at) is no problem") }
        raw.append(at)
    }
}

/// Whether a value that was read says what the JSON says.
private func holds(_ value: Any, _ json: JSON) -> Bool {
    switch value {
    case let model as any AnyModel: model.json == json
    case let value as JSON: value == json
    case let object as JSON.Object: .object(object) == json
    case let text as String: json.string == text
    case let value as Bool: json.bool == value
    case let value as Int64: json == .number(String(value))
    case let value as Double: json.double == value
    case let value as Date: json.string.flatMap { try? Date($0, strategy: .iso8601) }.map { abs($0.timeIntervalSince(value)) < 1 } ?? true
    case let value as any RawRepresentable: value.rawValue as? String == (json.string ?? json.bool.map(String.init))
    // Each of what they hold was looked at.
    case is [Any], is [String: Any]: true
    default: false
    }
}

private func below(_ pointer: String, _ name: String) -> String {
    "\(pointer)/\(name.replacing("~", with: "~0").replacing("/", with: "~1"))"
}
