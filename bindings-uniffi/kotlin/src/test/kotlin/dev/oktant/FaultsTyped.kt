package dev.oktant

import dev.oktant.models.Application
import dev.oktant.models.ApplicationLifecycleStatus
import dev.oktant.models.BookmarkApplication
import dev.oktant.models.SamlApplication
import dev.oktant.models.UserStatus
import kotlinx.coroutines.flow.toList
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.int
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive
import kotlinx.serialization.json.longOrNull
import kotlin.time.Instant

/**
 * The calls of scenarios with `parse`, through the typed methods, and what properties give: a time as its instant, an enum as `known`
 * or `unknown`, a union as the tag that chose its class.
 */
internal suspend fun OktantClient.typed(call: JsonObject): Map<String, JsonElement> {
    val seen = HashMap<String, String?>()
    val row = HashMap<String, JsonElement>()
    when (val operation = call.getValue("op").jsonPrimitive.content) {
        "getUser" -> {
            val user = users.getUser(call.getValue("path").jsonObject.getValue("id").jsonPrimitive.content)
            row["value"] = JsonPrimitive(user.json.toWire())
            row["texts"] = JsonArray(listOf(JsonPrimitive(user.toString())))
            seen["/status"] = known(user.status in USERS)
            val times = with(user) { listOf(created, activated, statusChanged, lastLogin, lastUpdated, passwordChanged) }
            // A number is a value of another type, which only the document has.
            TIMES.zip(times) { name, time -> seen["/$name"] = (time ?: number(user[name]))?.toString() }
        }
        "listApplications" -> {
            val limit = call["query"]?.jsonObject?.get("limit")?.jsonPrimitive?.int
            val apps = applications.listApplications(limit = limit).toList()
            row["items"] = JsonArray(apps.map { JsonPrimitive(it.json.toWire()) })
            row["texts"] = JsonArray(apps.map { JsonPrimitive(it.toString()) })
            apps.forEachIndexed { index, app ->
                seen["/$index"] = tag(app)
                seen["/$index/created"] = app.created?.toString()
                seen["/$index/status"] = known(app.status in APPLICATIONS)
            }
        }
        else -> error("no typed call of $operation in this driver")
    }
    val parsed = call.getValue("parse").jsonObject.keys.associateWith { pointer ->
        check(pointer in seen) { "no property at $pointer in this driver" }
        JsonPrimitive(seen[pointer])
    }
    return row + ("parsed" to JsonObject(parsed))
}

private fun number(value: JsonElement?) = (value as? JsonPrimitive)?.longOrNull?.let(Instant::fromEpochMilliseconds)

private fun known(isKnown: Boolean) = if (isKnown) "known" else "unknown"

private fun tag(app: Application): String = when (app) {
    is BookmarkApplication -> "BOOKMARK"
    is SamlApplication -> "SAML_2_0"
    is Application.Unknown -> "unknown"
    else -> app.javaClass.simpleName
}

private val TIMES = listOf("created", "activated", "statusChanged", "lastLogin", "lastUpdated", "passwordChanged")
private val USERS =
    with(UserStatus) { setOf(ACTIVE, DEPROVISIONED, LOCKED_OUT, PASSWORD_EXPIRED, PROVISIONED, RECOVERY, STAGED, SUSPENDED) }
private val APPLICATIONS = with(ApplicationLifecycleStatus) { setOf(ACTIVE, DELETED, INACTIVE) }
