import Foundation

// What the methods of services call.

extension OktantClient {
    /// The value that `read` makes of the JSON that an operation returns.
    @usableFromInline
    func value<T>(_ operation: String, _ arguments: Arguments, _ options: CallOptions, _ read: (JSON) -> T) async throws -> T {
        let response = try await raw(operation, arguments, options: options)
        if let json = response.json { return read(json) }
        throw response.missingDocument ?? OktantError.decode(.init(text: "\(operation): the response has no document"))
    }

    /// The same; nil if the operation returns nothing.
    @usableFromInline
    func valueOrNil<T>(_ operation: String, _ arguments: Arguments, _ options: CallOptions, _ read: (JSON) -> T) async throws -> T? {
        try await raw(operation, arguments, options: options).json.map(read)
    }

    /// Calls an operation that returns nothing.
    @usableFromInline
    func unit(_ operation: String, _ arguments: Arguments, _ options: CallOptions) async throws {
        _ = try await raw(operation, arguments, options: options)
    }

    /// The text that an operation returns.
    @usableFromInline
    func text(_ operation: String, _ arguments: Arguments, _ options: CallOptions) async throws -> String {
        try await raw(operation, arguments, options: options).text
    }

    /// The bytes that an operation returns.
    @usableFromInline
    func bytes(_ operation: String, _ arguments: Arguments, _ options: CallOptions) async throws -> Data {
        try await raw(operation, arguments, options: options).bytes
    }

    /// A list, with the items that `read` makes of the JSON of its pages.
    @usableFromInline
    func list<T>(
        _ operation: String, _ arguments: Arguments, _ cursor: String?, _ options: CallOptions, _ read: @escaping @Sendable (JSON) -> T
    ) -> PagedSequence<T> {
        PagedSequence(client: self, operation: operation, arguments: arguments, options: options, cursor: cursor, read: read)
    }

    /// A list whose pages are the documents that `view` makes of their JSON.
    @usableFromInline
    func documents<T, D>(
        _ operation: String, _ arguments: Arguments, _ cursor: String?, _ options: CallOptions,
        _ view: @escaping @Sendable (JSON) -> D, _ read: @escaping @Sendable (JSON) -> T
    ) -> PagedDocuments<T, D> {
        PagedDocuments(list: list(operation, arguments, cursor, options, read), view: view)
    }
}

extension Arguments {
    @usableFromInline
    func path(_ name: String, _ value: String) -> Arguments { with { $0.path.pairs.append((name, value)) } }

    @usableFromInline
    func query(_ name: String, _ value: (any ArgumentValue)?) -> Arguments { with { $0.query.pairs.append((name, value)) } }

    @usableFromInline
    func header(_ name: String, _ value: String?) -> Arguments { with { $0.headers.pairs.append((name, value)) } }

    @usableFromInline
    func body(_ value: Body?) -> Arguments { with { $0.body = value } }

    @usableFromInline
    func json(_ value: JSON?) -> Arguments { with { $0.body = value.map(Body.json) } }

    private func with(_ change: (inout Arguments) -> Void) -> Arguments {
        var arguments = self
        change(&arguments)
        return arguments
    }
}
