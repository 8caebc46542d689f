import Foundation

/// A signing key outside this library: in the Secure Enclave, a KMS or a hardware token. It replaces the private key of a service app
/// (``Settings/signer``) or the key that DPoP binds tokens to (``Settings/proofSigner``).
public protocol Signer: Sendable {
    /// The public JWK. Its `alg` names the algorithm. Default: the one of its curve, or RS256 for RSA keys.
    var publicJWK: String { get }

    /// The key ID, sent as `kid` in JWTs. Default: the `kid` of the JWK.
    var keyID: String? { get }

    /// The signature of `bytes`, made with the algorithm's digest. For ES algorithms in DER, or r and s concatenated. A thrown error
    /// becomes the ``OktantError/Details/underlying`` error of the call.
    func sign(_ bytes: Data) async throws -> Data
}

extension Signer {
    /// No key ID other than the `kid` of the JWK.
    public var keyID: String? { nil }
}
