package program

import dev.oktant.OktantClient
import dev.oktant.OktantException
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.runBlocking

/** A program as users write it, which PackageTest shrinks and runs. The org is that of the environment. */
fun main(): Unit = runBlocking {
    OktantClient.fromEnvironment().use { okta ->
        val users = okta.users.listUsers(limit = 200).toList()
        println("listed ${users.size >= 1000}")
        val ids = users.take(200).map { checkNotNull(it.id) }
        val read = ids.map { async { okta.users.getUser(it) } }.awaitAll()
        println("read ${read.size}, equal: ${read.map { it.id } == ids}")
        try {
            okta.users.getUser("nobody@example.com")
        } catch (error: OktantException.Api) {
            println("status ${error.status}, code ${error.code}")
        }
    }
}
