package dev.oktant

import kotlinx.serialization.json.JsonElement

// What the methods of services call. None of this is inlined: a method is then one call, without a class or a state machine of its own.

/** The value that [read] makes of the JSON that an operation returns. */
internal suspend fun <T> OktantClient.value(
    operation: String,
    arguments: ArgumentsBuilder,
    options: CallOptions?,
    read: (JsonElement) -> T,
): T {
    val response = raw(operation, arguments.build(), options)
    return read(response.json ?: throw checkNotNull(response.missingDocument) { "$operation needs no document" })
}

/** The same; null if the operation returns nothing. */
internal suspend fun <T> OktantClient.valueOrNull(
    operation: String,
    arguments: ArgumentsBuilder,
    options: CallOptions?,
    read: (JsonElement) -> T,
): T? = raw(operation, arguments.build(), options).json?.let(read)

/** Calls an operation that returns nothing. */
internal suspend fun OktantClient.unit(operation: String, arguments: ArgumentsBuilder, options: CallOptions?) {
    raw(operation, arguments.build(), options)
}

/** The text that an operation returns. */
internal suspend fun OktantClient.text(operation: String, arguments: ArgumentsBuilder, options: CallOptions?): String =
    raw(operation, arguments.build(), options).text

/** A list, with the items that [read] makes of the JSON of its pages. */
internal fun <T> OktantClient.list(
    operation: String,
    arguments: ArgumentsBuilder,
    cursor: String?,
    options: CallOptions?,
    read: (JsonElement) -> T,
): PagedFlow<T> = PagedFlow(PagedList(driver, operation, arguments.build(), options, cursor, null, read))

/** A list whose pages are the documents that [view] makes of their JSON. */
internal fun <T, D> OktantClient.documents(
    operation: String,
    arguments: ArgumentsBuilder,
    cursor: String?,
    options: CallOptions?,
    view: (JsonElement) -> D,
    read: (JsonElement) -> T,
): PagedDocuments<T, D> = PagedDocuments(PagedList(driver, operation, arguments.build(), options, cursor, null, read), view)

/** Collects the arguments of a call. A null argument is left out. */
internal class ArgumentsBuilder {
    private val path = LinkedHashMap<String, String>()
    private val query = LinkedHashMap<String, Any?>()
    private val headers = LinkedHashMap<String, String?>()
    private var body: Body? = null

    fun path(name: String, value: String): ArgumentsBuilder = apply { path[name] = value }

    fun query(name: String, value: Any?): ArgumentsBuilder = apply { query[name] = value }

    fun header(name: String, value: Any?): ArgumentsBuilder = apply { headers[name] = value?.toString() }

    fun body(value: Body?): ArgumentsBuilder = apply { body = value }

    /** A body of JSON: a model, a list of models, or any other JSON. */
    fun json(value: Any?): ArgumentsBuilder = apply { body = value?.let { Body.Json(toJson(it)) } }

    fun build(): Arguments = Arguments(path, query, headers, body)
}
