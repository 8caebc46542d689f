internal import OktantEngine
import Foundation

/// A key that never leaves its place: the Secure Enclave, a KMS, a hardware token. It stands for the private key of a service app
/// (``Settings/signer``), or for the one to which tokens are bound (``Settings/proofSigner``).
public protocol Signer: Sendable {
    /// Its public JWK. Its `alg` says what it signs with, else the curve, or RS256.
    var publicJWK: String { get }

    /// Its name, where the JWK does not hold it; JWTs carry it as `kid`.
    var keyID: String? { get }

    /// Signs bytes, their digest included. Of ES algorithms DER will do as well as r and s side by side.
    func sign(_ bytes: Data) async throws -> Data
}

extension Signer {
    /// None beside that in the JWK.
    public var keyID: String? { nil }

    var engine: HostKey { HostKey(jwk: publicJWK, kid: keyID) }
}
