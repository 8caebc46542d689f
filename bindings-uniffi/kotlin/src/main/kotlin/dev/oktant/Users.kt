package dev.oktant

import dev.oktant.models.User

/** The users of an org: the operations of Okta's User API. */
public class Users internal constructor(private val client: OktantClient) {
    /** GET one user. */
    @JvmOverloads
    public suspend fun getUser(id: String, expand: String? = null, options: CallOptions? = null): User =
        client.value("getUser", ArgumentsBuilder().path("id", id).query("expand", expand), options) { User(it) }

    /** DELETE one user. */
    public suspend fun deleteUser(id: String, sendEmail: Boolean? = null, prefer: String? = null, options: CallOptions? = null): Unit =
        client.unit(
            "deleteUser",
            ArgumentsBuilder()
                .path("id", id)
                .query("sendEmail", sendEmail)
                .header("Prefer", prefer),
            options,
        )

    /** The users of the org. */
    @JvmOverloads
    public fun listUsers(
        search: String? = null,
        filter: String? = null,
        q: String? = null,
        limit: Int? = null,
        cursor: String? = null,
        options: CallOptions? = null,
    ): PagedFlow<User> = client.list(
        "listUsers",
        ArgumentsBuilder()
            .query("search", search)
            .query("filter", filter)
            .query("q", q)
            .query("limit", limit),
        cursor,
        options,
    ) { User(it) }
}
