package dev.oktant

import dev.oktant.models.Application
import dev.oktant.models.AutoLoginApplication
import dev.oktant.models.BasicAuthApplication
import dev.oktant.models.CreateUserRequest
import dev.oktant.models.Group
import dev.oktant.models.LogStream
import dev.oktant.models.LogStreamAws
import dev.oktant.models.LogStreamSplunk
import dev.oktant.models.NetworkZone
import dev.oktant.models.PasswordCredential
import dev.oktant.models.PasswordCredentialHash
import dev.oktant.models.User
import dev.oktant.models.UserFactor
import dev.oktant.models.UserFactorCall
import dev.oktant.models.UserGetSingleton
import dev.oktant.models.UserProfile
import dev.oktant.models.UserSchemaAttribute
import dev.oktant.models.UserSchemaAttributeUnique
import dev.oktant.models.UserSchemaPublic
import dev.oktant.models.UserStatus
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonNull
import kotlinx.serialization.json.JsonPrimitive
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertNotEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import java.io.File
import kotlin.time.Instant

internal class ModelTest {
    @Test
    fun `a model is built, with custom attributes`() {
        val request =
            CreateUserRequest {
                profile {
                    login = "ann@example.com"
                    nickName = null
                    this["badge"] = "42"
                    this["floors"] = listOf(1, 2)
                }
                groupIds = listOf("00g1")
            }
        val profile = """{"login":"ann@example.com","nickName":null,"badge":"42","floors":[1,2]}"""
        assertEquals("""{"profile":$profile,"groupIds":["00g1"]}""", request.json.toWire())
        assertEquals("ann@example.com", request.profile?.login)
    }

    @Test
    fun `a copy changes what is assigned and keeps the rest`() {
        val text = """{"id":"00u1","profile":{"login":"a","nickName":"x","n":1.50,"badge":"42"},"new":[null]}"""
        val user = User(json(text))
        val copy =
            user.copy {
                profile {
                    nickName = nickName + "y"
                    remove("login")
                    mobilePhone = null
                }
            }
        val profile = """{"nickName":"xy","n":1.50,"badge":"42","mobilePhone":null}"""
        assertEquals("""{"id":"00u1","profile":$profile,"new":[null]}""", copy.json.toWire())
        assertEquals(text, user.json.toWire())
        assertEquals(text, user.copy { }.json.toWire())
    }

    @Test
    fun `null removes an attribute of a schema`() {
        assertEquals("""{"properties":{"badge":null}}""", UserSchemaPublic { properties = mapOf("badge" to null) }.json.toWire())
    }

    @Test
    fun `what a list or map does not show stays, in its place`() {
        val user = CreateUserRequest(json("""{"groupIds":["a",7,"b",null]}"""))
        assertEquals(listOf("a", "b"), user.groupIds)
        fun changed(change: CreateUserRequest.Builder.() -> Unit) = user.copy(change)["groupIds"]?.toWire()
        assertEquals("""["a",7,"b",null,"c"]""", changed { groupIds = groupIds.orEmpty() + "c" })
        assertEquals("""["a",7,"b",null]""", changed { groupIds = user.groupIds })
        assertEquals("""[7,null]""", changed { groupIds = emptyList() })
        assertEquals("null", changed { groupIds = null })
        assertEquals("""["a"]""", changed { this["groupIds"] = listOf("a") })
        val schema = UserSchemaPublic(json("""{"properties":{"a":{"title":"A"},"b":7,"c":null}}"""))
        val again = schema.copy { properties = properties }
        assertEquals(schema, again)
    }

    @Test
    fun `a builder that is used later changes no model`() {
        var kept: UserProfile.Builder? = null
        val profile = UserProfile { kept = this }
        kept?.login = "late"
        assertEquals("{}", profile.json.toWire())
    }

    @Test
    fun `absent, null and value are apart`() {
        val profile = UserProfile(json("""{"nickName":null,"login":"a"}"""))
        assertEquals(listOf("a", null, null), listOf(profile.login, profile.nickName, profile.title))
        assertEquals(listOf(true, true, false), listOf("login" in profile, "nickName" in profile, "title" in profile))
        assertEquals(listOf(JsonPrimitive("a"), JsonNull, null), listOf(profile["login"], profile["nickName"], profile["title"]))
        assertEquals(emptyList<String>(), profile.problems())
    }

    @Test
    fun `extras are the members without a property`() {
        val profile = UserProfile(json("""{"login":"a","badge":"42","rooms":[1]}"""))
        assertEquals(mapOf("badge" to json("\"42\""), "rooms" to json("[1]")), profile.extras)
        assertEquals(emptyMap<String, JsonElement>(), UserProfile(json("3")).extras)
    }

    @Test
    fun `values of another type read null and are told`() {
        val user =
            UserGetSingleton(
                json(
                    """{"id":7,"created":"soon","profile":{"login":["a"],"email":"e"},"type":true,""" +
                        """"credentials":{"provider":{"name":{}}}}""",
                ),
            )
        assertEquals(listOf(null, null, null, null), listOf(user.id, user.created, user.profile?.login, user.type))
        assertEquals("e", user.profile?.email)
        assertEquals(
            listOf(
                "/created: expected a date and time, found a string",
                "/credentials/provider/name: expected a string, found an object",
                "/id: expected a string, found a number",
                "/profile/login: expected a string, found a list",
                "/type: expected an object, found a boolean",
            ),
            user.problems().sorted(),
        )
        assertEquals(json("7"), user.copy { profile { nickName = "x" } }["id"])
    }

    @Test
    fun `elements of another type keep their place among models and are left out among texts`() {
        val zone = NetworkZone(json("""{"type":"IP","gateways":[{"type":"CIDR"},"odd"],"_links":{}}"""))
        assertEquals(listOf("/gateways/1: expected an object, found a string"), zone.problems())
        val group = Group(json("""{"objectClass":["a",1,"b"],"_embedded":{"x~/y":{},"z":3}}"""))
        assertEquals(listOf("a", "b"), group.objectClass)
        assertEquals(setOf("x~/y"), group.embedded?.keys)
        val expected = listOf("/_embedded/z: expected an object, found a number", "/objectClass/1: expected a string, found a number")
        assertEquals(expected, group.problems().sorted())
    }

    @Test
    fun `unions are told apart by their tag, wherever it is`() {
        fun nameOf(text: String) = when (val factor = UserFactor(json(text))) {
            is UserFactorCall -> "call ${factor.profile?.phoneNumber}"
            is UserFactor.Unknown -> "unknown ${factor.factorType}"
            else -> "other"
        }
        assertEquals("call +1", nameOf("""{"profile":{"phoneNumber":"+1"},"factorType":"call"}"""))
        assertEquals("unknown brain", nameOf("""{"factorType":"brain"}"""))
        assertEquals("unknown null", nameOf("""{"factorType":5}"""))
        assertEquals("unknown null", nameOf("[]"))
        val app: Application = Application(json("""{"id":"0oa1","signOnMode":"AUTO_LOGIN","label":"A"}"""))
        assertTrue(app is AutoLoginApplication)
        assertEquals(listOf("0oa1", "A", "AUTO_LOGIN"), listOf(app.id, app.label, app.signOnMode?.value))
        assertEquals(setOf("x"), Application(json("""{"id":"0oa1","signOnMode":"NEW","x":1}""")).extras.keys)
    }

    @Test
    fun `when over a union needs no else`() {
        fun nameOf(stream: LogStream): String = when (stream) {
            is LogStreamAws -> "aws"
            is LogStreamSplunk -> "splunk"
            is LogStream.Unknown -> "unknown"
        }
        val texts = listOf("""{"type":"aws_eventbridge"}""", """{"type":"splunk_cloud_logstreaming"}""", "{}")
        assertEquals(listOf("aws", "splunk", "unknown"), texts.map { nameOf(LogStream(json(it))) })
    }

    @Test
    fun `a variant is built with its tag, and an unknown one is kept`() {
        assertEquals("""{"signOnMode":"BASIC_AUTH","label":"B"}""", BasicAuthApplication { label = "B" }.json.toWire())
        val unknown = Application(json("""{"signOnMode":"NEW","x":1}""")) as Application.Unknown
        assertEquals("""{"signOnMode":"NEW","x":1,"label":"C"}""", unknown.copy { label = "C" }.json.toWire())
    }

    @Test
    fun `enums are open`() {
        assertEquals(UserStatus.ACTIVE, User(json("""{"status":"ACTIVE"}""")).status)
        assertEquals("NEW", User(json("""{"status":"NEW"}""")).status?.value)
        assertEquals("NEW", "${UserStatus("NEW")}")
        for (text in listOf("""{"unique":true}""", """{"unique":"UNIQUE_VALIDATED"}""")) {
            val attribute = UserSchemaAttribute(json(text))
            assertEquals(emptyList<String>(), attribute.problems())
            assertEquals(text, UserSchemaAttribute { unique = attribute.unique }.json.toWire())
        }
        assertEquals("true", UserSchemaAttribute(json("""{"unique":true}""")).unique?.value)
        assertEquals(UserSchemaAttributeUnique.NOT_UNIQUE, UserSchemaAttribute(json("""{"unique":"NOT_UNIQUE"}""")).unique)
    }

    @Test
    fun `numbers keep their digits`() {
        val text = """{"n":12345678901234567890.10,"m":1e400}"""
        assertEquals(text, User(json(text)).copy { }.json.toWire())
        assertEquals(9007199254740993, PasswordCredentialHash(json("""{"workFactor":9007199254740993}""")).workFactor)
        val odd = PasswordCredentialHash(json("""{"workFactor":5.0}"""))
        assertNull(odd.workFactor)
        assertEquals(listOf("/workFactor: expected an integer, found a number"), odd.problems())
    }

    @Test
    fun `secrets are masked`() {
        val secrets = """"credentials":{"password":{"value":"pw-1"}},"profile":{"login":"ann","apiToken":"t-1"}"""
        val user = User(json("""{$secrets,"x":[{"clientSecret":"s-1"}]}"""))
        assertEquals("User(credentials=(password=***), profile=(login=\"ann\", apiToken=***), x=[(clientSecret=***)])", "$user")
        val password = PasswordCredential(json("""{"value":"pw-1","hash":{"salt":"na","algorithm":"BCRYPT"}}"""))
        assertEquals("PasswordCredential(value=***, hash=(salt=***, algorithm=\"BCRYPT\"))", "$password")
        assertEquals("PasswordCredential(value=null)", "${PasswordCredential { value = null }}")
    }

    @Test
    fun `models are equal by class and JSON`() {
        val (one, same, other) = listOf("""{"id":"1"}""", """{ "id": "1" }""", """{"id":"2"}""").map { User(json(it)) }
        assertEquals(one, same)
        assertEquals(one.hashCode(), same.hashCode())
        assertNotEquals(one, other)
        assertFalse(one.equals(UserGetSingleton(one.json)))
    }

    @Test
    fun `times are read in every form of Okta and written in one`() {
        for ((text, ms) in TIMES) assertEquals(ms, parseTimestamp(text)?.toEpochMilliseconds(), text)
        for (ms in listOf(0L, 1_759_117_790_123, -1)) {
            assertEquals(ms, parseTimestamp(formatTimestamp(Instant.fromEpochMilliseconds(ms)))?.toEpochMilliseconds())
        }
        assertEquals("1970-01-01T00:00:00.000Z", formatTimestamp(Instant.fromEpochSeconds(0)))
        assertEquals("1970-01-01T00:00:00.120Z", formatTimestamp(Instant.fromEpochMilliseconds(120)))
    }

    @Test
    fun `what is no JSON cannot be set`() {
        assertThrows(IllegalArgumentException::class.java) { UserProfile { this["x"] = Any() } }
        assertThrows(IllegalArgumentException::class.java) { UserProfile { this["x"] = Double.NaN } }
    }

    @Test
    fun `every model inspects all of its properties`() {
        val classes = File("target/classes/dev/oktant/models").list().orEmpty().filter { it.endsWith(".class") }
        val loaded = classes.map { Class.forName("dev.oktant.models." + it.removeSuffix(".class")) }
        val models = loaded.filter { AbstractModel::class.java.isAssignableFrom(it) }
        assertTrue(models.size > 900) { "${models.size} models" }
        for (model in models) {
            val view = model.getDeclaredConstructor(JsonElement::class.java).newInstance(json("{}")) as AbstractModel
            val getters = model.methods.filter { it.parameterCount == 0 && GETTER.matches(it.name) }.map { it.name } - OF_MODELS
            assertEquals(getters.size, view.readAll().values.size) { "$model: $getters" }
        }
    }

    private fun json(text: String): JsonElement = checkNotNull(Document.of(text.encodeToByteArray()).value)

    private companion object {
        val GETTER = Regex("(get|is)[^$]+")
        val OF_MODELS = setOf("getJson", "getExtras", "getClass")
        val TIMES =
            listOf(
                "2025-09-29T03:49:50.000Z" to 1_759_117_790_000,
                "2025-09-29T05:49:50.123+02:00" to 1_759_117_790_123,
                "2025-08-25 07:55:06.0" to 1_756_108_506_000,
                "2021-06-14 14:45:46" to 1_623_681_946_000,
                "1757605937000" to 1_757_605_937_000,
                "1969-12-31T23:59:59.999Z" to -1L,
                "2024-02-29T00:00:00-0530" to 1_709_184_600_000,
                "2025-01-01T10:00Z" to 1_735_725_600_000,
                "2025-01-01T10+05Z" to null,
                "2016-12-31T23:59:60Z" to 1_483_228_800_000,
                "2016-12-31T18:59:60.5-05:00" to 1_483_228_800_500,
                "2016-12-31T18:59:60Z" to null,
                "2025-02-31T00:00:00Z" to null,
                "2025-01-01T24:00:00Z" to null,
                "2025-01-01T00:00:00+24:00" to null,
                "2025-01-01T00:00:00+01:" to null,
                "2025-01-01T10:00.0Z" to null,
                "Wed Dec 10 10:00:00 UTC 2025" to 1_765_360_800_000,
                "Wed Dec +9 10:00:00 UTC 2025" to null,
                "Sat Feb 30 10:00:00 UTC 2025" to null,
                "Wed Dec 10 10:00:00 CEST 2025" to null,
                "2025-01-01" to null,
                "2025-01-01T00:00:00.Z" to null,
                "99999999999999999999999" to null,
                "" to null,
            )
    }
}
