package dev.oktant

import kotlinx.coroutines.flow.Flow
import kotlinx.serialization.json.JsonElement

/** The users of an org: the operations of Okta's User API. */
public class Users internal constructor(private val client: OktantClient) {
    /**
     * The users of the org, fetched page by page as they are collected.
     *
     * @param search a search expression, `status eq "ACTIVE"`
     * @param filter a filter expression over fewer properties
     * @param q the start of a first name, last name or email address
     * @param limit the number of users per page
     * @throws OktantException while the flow is collected
     */
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
