package dev.oktant

import dev.oktant.engine.HostKey

/**
 * A key that never leaves its place: the Android Keystore, a KMS, a hardware token. It stands for the private key of a service app
 * ([Settings.signer]), or for the one to which tokens are bound ([Settings.proofSigner]).
 */
public interface Signer {
    /** Its public JWK. Its `alg` says what it signs with, else the curve, or RS256. */
    public val publicJwk: String

    /** Its name, where the JWK does not hold it; JWTs carry it as `kid`. */
    public val kid: String? get() = null

    /** Signs bytes, their digest included. Of ES algorithms DER will do, as `java.security.Signature` gives it. */
    public suspend fun sign(bytes: ByteArray): ByteArray
}

internal fun Signer.toEngine(): HostKey = HostKey(publicJwk, kid)
