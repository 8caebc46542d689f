package dev.oktant.models

import dev.oktant.at
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.jsonPrimitive

/** A user. */
public class User internal constructor(
    /** The document. */
    public val json: JsonElement,
) {
    /** The ID. */
    public val id: String? get() = json.at("/id")?.jsonPrimitive?.content

    /** The status. */
    public val status: String? get() = json.at("/status")?.jsonPrimitive?.content
}
