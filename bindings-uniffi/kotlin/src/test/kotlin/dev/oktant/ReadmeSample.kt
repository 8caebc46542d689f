package dev.oktant

/** The example of the README, which must compile. */
@Suppress("unused")
suspend fun readmeSample() {
    OktantClient.fromEnvironment().use { okta ->
        okta.users.listUsers(search = "status eq \"ACTIVE\"").collect { user -> println("${user.id} ${user.profile?.email}") }
        val ann = okta.users.getUser("ann@example.com")
        val changed = ann.copy {
            profile {
                nickName = "Annie"
                this["badge"] = "42" // a custom attribute
            }
        }
        okta.users.replaceUser("ann@example.com", changed)
    }
}
