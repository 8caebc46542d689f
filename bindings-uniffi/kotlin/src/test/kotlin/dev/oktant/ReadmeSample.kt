package dev.oktant

/** The example of the README, which must compile. */
@Suppress("unused")
suspend fun readmeSample() {
    OktantClient.fromEnvironment().use { okta ->
        okta.users.listUsers(search = "status eq \"ACTIVE\"").collect { user -> println(user) }
        val ann = okta.call("getUser", Arguments(path = mapOf("id" to "ann@example.com")))
        println(ann)
    }
}
