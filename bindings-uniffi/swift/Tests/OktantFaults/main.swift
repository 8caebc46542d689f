// The driver of the fault scenarios for Swift; tests/faults/driver.py says what goes in and out.
import Foundation
import Oktant

/// Clients by name, and the running commands.
actor Driver {
    private var clients: [String: OktantClient] = [:]
    private var running: [Int: Task<Void, Never>] = [:]

    func take(_ command: JSON) {
        if let id = command["cancel"]?.int {
            running[id]?.cancel()
        } else if let name = command["close"]?.string {
            clients[name] = nil
        } else if let name = command["open"]?.string {
            say(open(name, command), command)
        } else if let id = command["id"]?.int, let client = clients[command["on"]?.string ?? ""] {
            running[id] = Task {
                let row = await run(client, command)
                running[id] = nil
                say(row, command)
            }
        }
    }

    private func open(_ name: String, _ command: JSON) -> JSON.Object {
        var settings = Settings()
        for (name, text) in command["settings"]?.object ?? [:] { settings.extraSettings[name] = text.string }
        settings.onEvent = { log($0) }
        do {
            let client = try OktantClient(settings)
            clients[name] = client
            return ["outcome": "ok", "texts": texts("\(client)", String(reflecting: settings), client.explain())]
        } catch {
            return failed(error)
        }
    }

    private func say(_ row: JSON.Object, _ command: JSON) {
        var row = row
        row["id"] = command["id"]
        FileHandle.standardOutput.write(Data((JSON.object(row).description + "\n").utf8))
    }
}

func log(_ event: Event) {
    let line: JSON = ["log": .string("\(event)")]
    FileHandle.standardOutput.write(Data((line.description + "\n").utf8))
}

/// Runs a command; the row holds its results even if it fails.
func run(_ client: OktantClient, _ command: JSON) async -> JSON.Object {
    var row: JSON.Object = ["outcome": "ok"]
    do {
        try await act(client, command, &row)
    } catch {
        for (name, value) in failed(error) { row[name] = value }
    }
    return row
}

func act(_ client: OktantClient, _ command: JSON, _ row: inout JSON.Object) async throws {
    let kind = ["call", "items", "pages"].first { command[$0] != nil } ?? "call"
    guard let call = command[kind], let operation = call["op"]?.string else { return }
    if call["parse"] != nil { return try await typed(client, call, &row) }
    let arguments = arguments(call)
    let take = call["take"]?.int ?? Int.max
    if kind == "call" {
        let answer = try await client.raw(operation, arguments)
        row["value"] = .string((answer.json ?? .null).description)
        row["texts"] = texts("\(answer.status)")
        return
    }
    row["items"] = []
    func add(_ items: [JSON]) { row["items"] = .array((row["items"]?.array ?? []) + items.map { .string($0.description) }) }
    var count = 0
    if kind == "items" {
        for try await item in client.items(operation, arguments) {
            add([item])
            count += 1
            if count >= take { break }
        }
        return
    }
    for try await page in client.items(operation, arguments).pages() {
        add(page.items)
        count += 1
        row["pages"] = .number(String(count))
        if count >= take { break }
    }
}

func arguments(_ call: JSON) -> Arguments {
    var arguments = Arguments()
    for (name, value) in call["path"]?.object ?? [:] { arguments.path.pairs.append((name, plain(value))) }
    for (name, value) in call["header"]?.object ?? [:] { arguments.headers.pairs.append((name, plain(value))) }
    for (name, value) in call["query"]?.object ?? [:] {
        arguments.query.pairs.append((name, (value.array ?? [value]).map(plain)))
    }
    arguments.body = call["body"]?.string.flatMap { JSON(parsing: $0.utf8) }.map(Body.json)
    return arguments
}

/// The row of an error, with every text that a person may see.
func failed(_ error: any Error) -> JSON.Object {
    guard let error = error as? OktantError else {
        let kind = error is CancellationError ? "cancelled" : "\(error)"
        return ["outcome": "error", "kind": .string(kind), "message": ""]
    }
    let details = error.details
    let underlying = details.underlying.map { "\($0) \(String(reflecting: $0))" } ?? ""
    return [
        "outcome": "error", "kind": .string(kind(error)), "message": .string(error.description), "code": text(error.code),
        "status": error.status.map { .number(String($0)) } ?? .null, "error_id": text(details.id), "request_id": text(details.requestID),
        "causes": .array(details.causes.map(JSON.string)), "phase": text(details.phase.map { "\($0)" }),
        "texts": texts(error.localizedDescription, String(reflecting: error), underlying),
    ]
}

/// The name of an error's case, `rateLimited` as `rate_limited`.
func kind(_ error: OktantError) -> String {
    let name = Mirror(reflecting: error).children.first?.label ?? ""
    return name.replacing(/[A-Z]/) { "_\($0.0.lowercased())" }
}

func text(_ text: String?) -> JSON { text.map(JSON.string) ?? .null }

func texts(_ texts: String...) -> JSON { .array(texts.map(JSON.string)) }

func plain(_ value: JSON) -> String { value.string ?? value.description }

let driver = Driver()
print(#"{"ready":true,"typed":true}"#)
fflush(nil)
while let line = readLine() {
    if let command = JSON(parsing: line.utf8) { await driver.take(command) }
}
exit(0)
