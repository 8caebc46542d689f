package program

import dev.oktant.Arguments
import dev.oktant.OktantClient
import dev.oktant.OktantException
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.runBlocking
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive

/** A program as users write it, which PackageTest shrinks and runs. The org is that of the environment. */
fun main(): Unit = runBlocking {
    OktantClient.fromEnvironment().use { okta ->
        val users = okta.items("listUsers", Arguments(query = mapOf("limit" to 200))).toList()
        println("listed ${users.size}")
        val ids = users.take(200).map { it.jsonObject.getValue("id").jsonPrimitive.content }
        val read = ids.map { async { okta.call("getUser", Arguments(path = mapOf("id" to it))) } }.awaitAll()
        println("read ${read.size}, equal: ${read.map { it?.jsonObject?.get("id")?.jsonPrimitive?.content } == ids}")
        try {
            okta.call("getUser", Arguments(path = mapOf("id" to "nobody@example.com")))
        } catch (error: OktantException.Api) {
            println("status ${error.status}, code ${error.code}")
        }
    }
}
