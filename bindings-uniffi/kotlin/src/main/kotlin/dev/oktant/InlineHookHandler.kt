package dev.oktant

import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonObject

/** An inline hook: Okta posts a payload to your service and takes a reply. Works with any web framework. */
public class InlineHookHandler<out Payload : Model, in Reply : Model> internal constructor(private val read: (JsonElement) -> Payload) {
    /**
     * The payload, from the body of Okta's request.
     *
     * @throws OktantException.Decode if it is not a JSON object: respond with status 400
     */
    public fun parse(body: ByteArray): Payload = read(hookObject(body))

    /**
     * The payload, from the text of the body.
     *
     * @throws OktantException.Decode if it is not a JSON object: respond with status 400
     */
    public fun parse(body: String): Payload = parse(body.encodeToByteArray())

    /** The body of the response, JSON text: send it with status 200 and `Content-Type: application/json`. */
    public fun reply(reply: Reply): String = reply.json.toWire()
}

/** The JSON object that Okta sent to a hook. */
internal fun hookObject(body: ByteArray): JsonElement = Document.of(body).value as? JsonObject
    ?: throw OktantException.Decode(ErrorDetails("the hook's payload is not a JSON object: respond with status 400"), body)
