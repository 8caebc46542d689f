package dev.oktant

import kotlinx.serialization.json.JsonElement

/** One page of a list. */
public class Page internal constructor(
    /** The items on this page. A page may be empty without being the last. */
    public val items: List<JsonElement>,
    /** The cursor of the next page, from which another process can continue; null on the last page. */
    public val cursor: String?,
) {
    override fun toString(): String = "Page(${items.size} items)"
}
