package dev.oktant

import kotlinx.coroutines.flow.Flow
import kotlinx.serialization.json.JsonElement

/** The users of an org. */
public class Users internal constructor(private val client: OktantClient) {
    /** All users, or those that fit; page by page as they are collected. */
    public fun listUsers(
        search: String? = null,
        filter: String? = null,
        q: String? = null,
        limit: Int? = null,
        options: CallOptions? = null,
    ): Flow<JsonElement> {
        val query = mapOf("search" to search, "filter" to filter, "q" to q, "limit" to limit)
        return client.items("listUsers", Arguments(query = query), options)
    }
}
