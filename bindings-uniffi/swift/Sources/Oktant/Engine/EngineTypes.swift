internal import OktantEngine

extension Settings {
    /// Gives an OAuth access token; `fresh` is true if the org refused the previous one.
    public typealias Bearer = @Sendable (_ fresh: Bool) async throws -> String

    var named: [Setting] {
        let known = texts.compactMap { key, text in text.map { Setting(key: key, text: $0, origin: .code) } }
        return known + extraSettings.sorted { $0.key < $1.key }.map { Setting(key: $0.key, text: $0.value, origin: .code) }
    }
}

/// How a client authenticates.
public enum AuthorizationMode: String, Sendable {
    /// With an API token.
    case ssws = "SSWS"
    /// With an access token that was given, or that a callback gives.
    case bearer = "Bearer"
    /// With access tokens that it requests with the private key of a service app.
    case privateKey = "PrivateKey"
}

extension Duration {
    var text: String { "\(milliseconds)ms" }
}

/// Names only: values may be secrets.
extension Settings: CustomStringConvertible, CustomReflectable {
    /// The names of what is set.
    public var description: String { "Settings(\(named.map(\.key).joined(separator: ", ")))" }

    /// Nothing: values may be secrets.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
