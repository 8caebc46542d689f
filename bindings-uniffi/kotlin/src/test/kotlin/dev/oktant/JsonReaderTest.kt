package dev.oktant

import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNull
import org.junit.jupiter.api.Test

internal class JsonReaderTest {
    private fun read(text: String): Document = Document.of(text.toByteArray())

    @Test
    fun `accepts what another parser accepts`() {
        val good =
            listOf(
                "null", " true ", "-0.5e+7", "[]", "{}", "[1,[2,[3]]]", """{"a":{"b":"c"}}""",
                """"\u00e9\n\ud83d\ude00/"""",
                "[\t1\r\n]", "\"1234567\\\"8\"", "\"\u007f\u0080é\uD83D\uDE00\"", "1E400", """{"é":1,"é":2}""",
                """{"a":"\\","b":"\"é\\é"}""",
                "[\"\uFFFD\"]",
            )
        for (text in good) assertEquals(Json.parseToJsonElement(text), read(text).value, text)
    }

    @Test
    fun `rejects what is not JSON`() {
        val broken =
            listOf(
                "[1,]", "[1 2]", "[", "{", "{\"a\"}", "{\"a\":}", "{a:1}", "{\"a\":1,}", "\"", "\"\\x\"", "\"\\u12g4\"",
                "\"\n\"", "[1]]", "[01]", "[1.]", "[-]", "[nul]", "[NaN]", "{\"a\":1 \"b\":2}", "\"\\ud8",
            )
        for (text in broken) assertEquals(JsonKind.BROKEN, read(text).kind, text)
        for (text in listOf("nul", "nulll", "01", "1.", "+1", "<html>", "NaN", "'a'", "hello")) {
            assertEquals(
                JsonKind.NOT_JSON,
                read(text).kind,
                text,
            )
        }
        for (text in listOf("", " \r\n\t", "\uFEFF")) assertEquals(JsonKind.EMPTY, read(text).kind, text)
        assertEquals(
            JsonKind.BROKEN,
            Document.of(byteArrayOf('['.code.toByte(), '"'.code.toByte(), -1, '"'.code.toByte(), ']'.code.toByte())).kind,
        )
        assertNull(read("[1").value)
    }

    @Test
    fun `reports the kind of a body`() {
        assertEquals(JsonKind.OBJECT, read("\uFEFF {\"a\":1}").kind)
        assertEquals(JsonKind.ARRAY, read("[1]").kind)
        assertEquals(JsonKind.OTHER, read("null").kind)
    }

    @Test
    fun `keeps every digit, the order of members, and lone surrogates`() {
        val text = """{"z":1.10,"a":123456789012345678901234567890,"m":1E+2,"lone":"\ud800","b":[true,false,null]}"""
        val value = read(text).value!!
        assertEquals(text, value.toWire())
        assertEquals("\"\ud83d\ude00\"", JsonPrimitive("\ud83d\ude00").toWire())
        assertEquals("\"\\udc00\ud83d\ude00\\ud83d\"", JsonPrimitive("\udc00\ud83d\ude00\ud83d").toWire())
    }

    @Test
    fun `finds every member of small and large objects`() {
        for (size in listOf(0, 1, 8, 9, 31, 32, 33, 100)) {
            val text = (0..<size).joinToString(",", "{", "}") { "\"n$it\":$it" }
            val value = read(text).value as JsonObject
            assertEquals(Json.parseToJsonElement(text), value)
            assertEquals(text, value.toWire())
            assertEquals((0..<size).map { "n$it" }, value.keys.toList())
            for (at in 0..<size) assertEquals("$at", (value.getValue("n$at") as JsonPrimitive).content)
            assertNull(value["n$size"])
        }
    }

    @Test
    fun `keeps names apart that are alike, and the last value of a name`() {
        val text = """[{"abcde":1,"aXcYe":2,"":3,"abcde":4,"é":5,"a\u0062cde":6},{"aXcYe":7,"abcde":8,"":9}]"""
        assertEquals(Json.parseToJsonElement(text), read(text).value)
        assertEquals("""[{"abcde":6,"aXcYe":2,"":3,"é":5},{"aXcYe":7,"abcde":8,"":9}]""", read(text).value!!.toWire())
        val many = (0..<40).joinToString(",", "{", "}") { "\"n${it % 35}\":$it" }
        assertEquals(Json.parseToJsonElement(many), read(many).value)
    }

    @Test
    fun `reads objects that are alike at first, longer, shorter, or with other names`() {
        val objects =
            listOf(
                """{"a":1,"b":{"c":2}}""", """{"a":3,"b":{"c":4}}""", """{"a":5}""", """{"a":6,"b":{"c":7,"d":8},"e":9}""",
                """{"b":{"d":1},"a":2}""", """{"a":1,"a":2,"b":3}""", """{"ab":1,"b":2}""", "{}", """{"\u0061":1,"b":2}""",
                """{"a\"b":1,"c":2}""", """{"a\"b":3,"c":4}""", """{"é":1}""", """{"é":2,"a":[{"a":1},{"a":2}]}""", "null", "[1]",
            )
        for (first in objects) {
            for (second in objects) {
                for (third in objects) {
                    val text = "[$first,$second,$third]"
                    assertEquals(Json.parseToJsonElement(text).toString(), read(text).value.toString())
                }
            }
        }
        assertEquals(JsonKind.BROKEN, read("""[{"a\"b":1},{"a"b":2}]""").kind)
        assertEquals(JsonKind.BROKEN, read("""[{"ab":1},{"ab" 2}]""").kind)
        assertEquals(JsonKind.BROKEN, read("""[{"ab":1},{"ab""").kind)
        val large = (0..<40).joinToString(",") { "\"n$it\":$it" }
        val text = "[{$large},{$large},{$large,\"m\":1,\"n7\":8},{$large}]"
        val value = read(text).value as JsonArray
        assertEquals(Json.parseToJsonElement(text), value)
        for (one in value) assertEquals("39", ((one as JsonObject).getValue("n39") as JsonPrimitive).content)
    }

    @Test
    fun `accepts 500 levels and no more`() {
        fun nest(depth: Int) = "[".repeat(depth) + "]".repeat(depth)
        assertEquals(JsonKind.ARRAY, read(nest(500)).kind)
        assertEquals(JsonKind.BROKEN, read(nest(501)).kind)
        assertEquals(JsonKind.BROKEN, read("[".repeat(1_000_000)).kind)
    }

    @Test
    fun `needs no deep stack`() {
        var shapes = emptyList<JsonKind>()
        val texts = listOf("[".repeat(500) + "]".repeat(500), "{\"a\":".repeat(500) + "1" + "}".repeat(500))
        val small = Thread(null, { shapes = texts.map { read(it).kind } }, "small", 1)
        small.start()
        small.join()
        assertEquals(listOf(JsonKind.ARRAY, JsonKind.OBJECT), shapes)
    }

    @Test
    fun `finds the value at a pointer`() {
        val value = read("""{"a/b":{"~":[1,{"x":null}]}}""").value!!
        assertEquals(JsonPrimitive(1), value.at("/a~1b/~0/0").let { JsonPrimitive((it as JsonPrimitive).content.toInt()) })
        assertNull(value.at("/a~1b/~0/7"))
        assertNull(value.at("/a"))
        assertEquals(value, value.at(""))
        assertEquals(JsonObject(emptyMap()), JsonArray(listOf(JsonObject(emptyMap()))).at("/0"))
    }
}
