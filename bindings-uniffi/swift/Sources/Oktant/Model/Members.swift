import Foundation

extension JSON {
    var integer: Int64? {
        if case .number(let text) = self { Int64(text) } else { nil }
    }

    var timestamp: Date? { string.flatMap(parseTimestamp) }

    /// Changes an object in place. What is no object becomes one.
    mutating func withObject(_ change: (inout Object) -> Void) {
        var object = object ?? [:]
        self = .null
        change(&object)
        self = .object(object)
    }

    var textOrBool: String? { string ?? bool.map(String.init) }
}

// The JSON of what is not a model, and of lists, as methods of services use it.

extension JSON {
    @usableFromInline
    var json: JSON { self }

    /// A document that is a list of models.
    @usableFromInline
    func models<M: AnyModel>() -> [M] { (array ?? []).map(M.init(json:)) }
}

extension JSON.Object {
    @usableFromInline
    var json: JSON { .object(self) }
}

extension Array where Element: AnyModel {
    @usableFromInline
    var json: JSON { .array(map(\.json)) }
}
