internal import OktantEngine

/// What a client is made with. What is wrong shows when the client is made, all of it at once.
public struct Settings: Sendable {
    /// Gives an OAuth access token where one is needed; asked again with `fresh` where the org refused the last one.
    public typealias Bearer = @Sendable (_ fresh: Bool) async throws -> String

    /// The org's address, `https://example.okta.com`.
    public var orgURL: String?
    /// An API token of the org.
    public var token: String?
    /// Gives OAuth access tokens, instead of an API token.
    public var bearer: Bearer?
    /// Which of the credentials is used, where more than one is set.
    public var authorizationMode: AuthorizationMode?
    /// The client id of the service app that asks for tokens.
    public var clientID: String?
    /// What its tokens are to allow, `okta.users.read`.
    public var scopes: [String]?
    /// The private key of the service app: PEM (PKCS#1, PKCS#8, SEC1), a JWK, or the path of one. Tokens are asked for with it when
    /// they are needed, once for all calls, and renewed before they end.
    public var privateKey: String?
    /// The name of that key, where the app has several.
    public var keyID: String?
    /// What signs for the service app, instead of a private key in memory.
    public var signer: (any Signer)?
    /// Whether tokens are bound to a key, so that nobody else can use them (DPoP). The key is made with the client.
    public var dpop: Bool?
    /// What signs the proofs of DPoP, instead of a key in memory.
    public var proofSigner: (any Signer)?
    /// Whether calls are held back that the org would refuse now; they are, where nothing is said.
    public var pacing: Bool?
    /// Hears what happens in the calls, in the middle of it: it should be brief.
    public var onEvent: (@Sendable (Event) -> Void)?
    /// The configuration file, as okta.yaml is written: it is read instead of the files at the usual places, and must be there.
    public var configFile: String?
    /// What stands before the SDK's own name in User-Agent.
    public var userAgent: String?
    /// How long one attempt may take, from its start to the last byte of its answer; zero is for ever.
    public var timeout: Duration?
    /// How long a whole call may take, pauses and tokens included; zero is for ever.
    public var deadline: Duration?
    /// How often a call may be repeated on its own.
    public var maxRetries: Int?
    /// The longest single pause.
    public var maxWait: Duration?
    /// The largest body of a 2xx response in megabytes, unpacked; a larger one is an error. Default: 256.
    public var maxBodyMegabytes: Int?
    /// Anything else by its name in the environment, with or without `OKTA_CLIENT_` before it.
    public var others: [String: String] = [:]
    /// What sends the requests, instead of URLSession.
    public var transport: (any HTTPTransport)?

    /// Settings to be filled.
    public init() {}

    var named: [Setting] {
        let mode = authorizationMode ?? (privateKey != nil || signer != nil ? .privateKey : nil)
        let bound = dpop ?? (proofSigner != nil ? true : nil)
        let own: [(key: String, text: String?)] = [
            ("ORGURL", orgURL), ("TOKEN", token), ("AUTHORIZATIONMODE", mode?.rawValue), ("CLIENTID", clientID),
            ("SCOPES", scopes?.joined(separator: " ")), ("PRIVATEKEY", privateKey), ("KEYID", keyID),
            ("DPOPENABLED", bound.map(String.init)), ("PACING", pacing.map(String.init)),
            ("CONFIGFILE", configFile), ("USERAGENT", userAgent), ("REQUESTTIMEOUT", timeout?.text),
            ("DEADLINE", deadline?.text), ("RATELIMIT_MAXRETRIES", maxRetries.map(String.init)), ("MAXWAIT", maxWait?.text),
            ("MAXBODY", maxBodyMegabytes.map(String.init)),
        ]
        let known = own.compactMap { key, text in text.map { Setting(key: key, text: $0, origin: .code) } }
        return known + others.sorted { $0.key < $1.key }.map { Setting(key: $0.key, text: $0.value, origin: .code) }
    }
}

/// How a client shows who it is.
public enum AuthorizationMode: String, Sendable {
    /// By an API token.
    case ssws = "SSWS"
    /// By an access token that was given, or that a callback gives.
    case bearer = "Bearer"
    /// By access tokens that it asks for with the private key of a service app.
    case privateKey = "PrivateKey"
}

extension Duration {
    fileprivate var text: String { "\(milliseconds)ms" }
}

/// Names only: values may be secrets.
extension Settings: CustomStringConvertible, CustomReflectable {
    /// The names of what is set.
    public var description: String { "Settings(\(named.map(\.key).joined(separator: ", ")))" }

    /// Nothing: values may be secrets.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
