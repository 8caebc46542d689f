package dev.oktant

/**
 * A signing key outside this library: in the Android Keystore, a KMS or a hardware token. It replaces the private key of a service
 * app ([Settings.signer]) or the key that DPoP binds tokens to ([Settings.proofSigner]).
 */
public interface Signer {
    /** The public JWK. Its `alg` names the algorithm. Default: the one of its curve, or RS256 for RSA keys. */
    public val publicJwk: String

    /** The key ID, sent as `kid` in JWTs. Default: the `kid` of the JWK. */
    public val kid: String? get() = null

    /**
     * The signature of [bytes], made with the algorithm's digest. For ES algorithms in DER, as `java.security.Signature` gives it, or
     * r and s concatenated. An exception becomes the cause of an [OktantException].
     */
    public suspend fun sign(bytes: ByteArray): ByteArray
}
