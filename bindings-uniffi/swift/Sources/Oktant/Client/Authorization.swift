/// How a client authenticates.
public enum AuthorizationMode: String, Sendable {
    /// With an API token.
    case ssws = "SSWS"
    /// With an access token that was given, or that a callback gives.
    case bearer = "Bearer"
    /// With access tokens that it requests with the private key of a service app.
    case privateKey = "PrivateKey"
}

extension Settings {
    /// Gives an OAuth access token; `fresh` is true if the org refused the previous one.
    public typealias Bearer = @Sendable (_ fresh: Bool) async throws -> String
}

/// Names only: values may be secrets.
extension Settings: CustomStringConvertible, CustomReflectable {
    /// The names of what is set.
    public var description: String {
        let names = texts.compactMap { key, text in text.map { _ in key } } + extraSettings.keys.sorted()
        return "Settings(\(names.joined(separator: ", ")))"
    }

    /// Nothing: values may be secrets.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
