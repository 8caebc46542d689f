// A program with Oktant: lists the users of an org, creates, changes and restores one, and continues a list from a cursor.

import dev.oktant.OktantClient
import dev.oktant.OktantException
import dev.oktant.models.CreateUserRequest
import dev.oktant.models.UserStatus
import kotlinx.coroutines.flow.count
import kotlin.time.DurationUnit
import kotlin.time.measureTimedValue

/** The org is that of OKTA_CLIENT_ORGURL and OKTA_CLIENT_TOKEN, or of okta.yaml; `--write` also makes, changes and deletes a user. */
suspend fun main(vararg arguments: String) {
    OktantClient.fromEnvironment().use { okta ->
        val cursor = listUsers(okta)
        if ("--write" in arguments) writeAndRestore(okta)
        if (cursor != null) continueList(cursor)
    }
}

/** Lists every user of the org, page by page; returns the cursor after the first page. */
private suspend fun listUsers(okta: OktantClient): String? {
    var count = 0
    var active = 0
    var first: String? = null
    val (_, time) =
        measureTimedValue {
            okta.users.listUsers(limit = 200).pages().collect { page ->
                if (count == 0) first = page.cursor
                count += page.items.size
                active += page.items.count { it.status == UserStatus.ACTIVE }
            }
        }
    println("listed ${"%,d".format(count)} users in ${time.toString(DurationUnit.SECONDS, 2)}, ${"%,d".format(active)} active")
    return first
}

/** Creates a user with a custom attribute, changes it, restores it, and deletes it. */
private suspend fun writeAndRestore(okta: OktantClient) {
    val request =
        CreateUserRequest {
            profile {
                firstName = "Ada"
                lastName = "Nowak"
                email = "ada@example.com"
                login = "ada@example.com"
                this["badge"] = "42"
            }
        }
    val ada = okta.users.createUser(request, activate = false)
    val id = checkNotNull(ada.id)
    println("created $id, status ${ada.status?.value}, badge ${ada.profile?.get("badge")}")

    val before = okta.users.getUser(id)
    val changed =
        before.copy {
            profile {
                nickName = "Countess"
                this["badge"] = "43"
            }
        }
    val replaced = okta.users.replaceUser(id, changed).profile
    println("changed nickName to ${replaced?.nickName}, badge to ${replaced?.get("badge")}")

    val restored = okta.users.replaceUser(id, before).profile
    println("put it back: its badge is ${restored?.get("badge")}, its nickName ${restored?.nickName ?: "gone"}")

    okta.userLifecycle.deactivateUser(id)
    okta.users.deleteUser(id)
    try {
        okta.users.getUser(id)
    } catch (error: OktantException.Api) {
        if (error.status != 404) throw error
        println("deleted it; asking again: ${error.message}")
    }
}

/** Continues the list from the cursor with another client, which could be in another process. */
private suspend fun continueList(cursor: String) {
    val count = OktantClient.fromEnvironment().use { it.users.listUsers(cursor = cursor).count() }
    println("a second client went on from the cursor and saw the other ${"%,d".format(count)} users")
}
