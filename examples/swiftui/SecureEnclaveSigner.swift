#if canImport(CryptoKit)
    import CryptoKit
    import Foundation
    import Oktant
    import Security

    /// Signs DPoP proofs with a key that never leaves the Secure Enclave; the Keychain has the reference to it.
    struct SecureEnclaveSigner: Signer {
        private let key: SecureEnclave.P256.Signing.PrivateKey

        /// The key with this name; the first time it is made.
        init(name: String) throws {
            let query: [CFString: Any] = [kSecClass: kSecClassGenericPassword, kSecAttrAccount: name]
            var found: CFTypeRef?
            if SecItemCopyMatching(query.merging([kSecReturnData: true]) { $1 } as CFDictionary, &found) == errSecSuccess, let data = found as? Data {
                key = try SecureEnclave.P256.Signing.PrivateKey(dataRepresentation: data)
                return
            }
            key = try SecureEnclave.P256.Signing.PrivateKey()
            let access = kSecAttrAccessibleAfterFirstUnlockThisDeviceOnly
            let item = query.merging([kSecValueData: key.dataRepresentation, kSecAttrAccessible: access]) { $1 }
            let status = SecItemAdd(item as CFDictionary, nil)
            guard status == errSecSuccess else { throw NSError(domain: NSOSStatusErrorDomain, code: Int(status)) }
        }

        var publicJWK: String {
            let point = key.publicKey.rawRepresentation
            return #"{"kty":"EC","crv":"P-256","x":"\#(base64URL(point.prefix(32)))","y":"\#(base64URL(point.suffix(32)))"}"#
        }

        func sign(_ bytes: Data) throws -> Data {
            try key.signature(for: bytes).derRepresentation
        }

        private func base64URL(_ bytes: Data) -> String {
            bytes.base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
        }
    }
#endif
