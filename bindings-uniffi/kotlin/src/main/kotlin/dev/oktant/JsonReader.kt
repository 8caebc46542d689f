package dev.oktant

import kotlinx.serialization.ExperimentalSerializationApi
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonNull
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.JsonUnquotedLiteral
import java.nio.ByteBuffer
import java.nio.charset.CharacterCodingException

/** What a body is, seen as JSON. */
internal enum class JsonKind { EMPTY, OBJECT, ARRAY, OTHER, BROKEN, NOT_JSON }

/** A parsed body: its kind, and its value if it is JSON. */
internal class Document(val kind: JsonKind, val value: JsonElement?) {
    companion object {
        fun of(bytes: ByteArray): Document {
            val reader = JsonReader(bytes)
            if (reader.isBlank()) return Document(JsonKind.EMPTY, null)
            return try {
                val value = reader.document()
                when (value) {
                    is JsonObject -> Document(JsonKind.OBJECT, value)
                    is JsonArray -> Document(JsonKind.ARRAY, value)
                    else -> Document(JsonKind.OTHER, value)
                }
            } catch (_: NotJson) {
                Document(if (reader.beginsLikeJson()) JsonKind.BROKEN else JsonKind.NOT_JSON, null)
            }
        }
    }
}

/** The value at a JSON pointer (RFC 6901). */
internal fun JsonElement.at(pointer: String): JsonElement? = pointer.split('/').drop(1).fold(this as JsonElement?) { value, part ->
    val name = part.replace("~1", "/").replace("~0", "~")
    when (value) {
        is JsonObject -> value[name]
        is JsonArray -> name.toIntOrNull()?.let(value::getOrNull)
        else -> null
    }
}

/** JSON text that can be encoded in UTF-8: lone surrogates, which Kotlin strings may hold, are escaped. */
internal fun JsonElement.toWire(): String {
    val text = toString()
    return if (text.none(Char::isSurrogate)) text else LONE_SURROGATES.replace(text) { "\\u%04x".format(it.value[0].code) }
}

/** Whether a text has no lone surrogate. */
internal fun isWellFormed(text: String): Boolean = text.none(Char::isSurrogate) || !LONE_SURROGATES.containsMatchIn(text)

private val LONE_SURROGATES = Regex("[\\ud800-\\udbff](?![\\udc00-\\udfff])|(?<![\\ud800-\\udbff])[\\udc00-\\udfff]")

private class NotJson : Exception(null, null, false, false)

/**
 * A JSON parser with the rules of the engine's own: strict, keeping every digit of a number and lone surrogates, at most [DEPTH]
 * levels deep. The parser of kotlinx.serialization accepts unquoted words as values, and is slower on bytes.
 */
private class JsonReader(private val text: ByteArray) {
    private var at = if (text.size >= 3 && BOM.indices.all { text[it] == BOM[it] }) BOM.size else 0
    private val start = at
    private var depth = 0

    /** Names that the document repeats, and where each was read. */
    private val names = arrayOfNulls<String>(NAMES)
    private val namePlaces = IntArray(NAMES)

    fun isBlank(): Boolean = (start..text.lastIndex).all { isSpace(text[it]) }

    fun beginsLikeJson(): Boolean {
        val first = (start..text.lastIndex).first { !isSpace(text[it]) }
        return text[first].toInt().toChar() in "{[\""
    }

    fun document(): JsonElement {
        val value = value()
        if (next() != END) fail()
        return value
    }

    /** The next value. Open containers are kept in a list and not on the stack, which may be small. */
    private fun value(): JsonElement {
        val open = ArrayDeque<Container>()
        while (true) {
            var done = begin(open)
            var first = done == null
            // A value that ends may be the last one of its container.
            while (true) {
                val top = open.lastOrNull() ?: return done!!
                if (done != null) top.add(done)
                if (more(top.end, first)) {
                    if (top.members != null) top.name = memberName()
                    break
                }
                done = open.removeLast().build()
                first = false
            }
        }
    }

    /** A scalar value; null after opening a container. */
    private fun begin(open: ArrayDeque<Container>): JsonElement? {
        when (next()) {
            '{'.code -> open.addLast(Container(JsonMembers(), null))
            '['.code -> open.addLast(Container(null, ArrayList()))
            '"'.code -> return JsonPrimitive(string())
            't'.code -> return word("true", TRUE)
            'f'.code -> return word("false", FALSE)
            'n'.code -> return word("null", JsonNull)
            else -> return number()
        }
        this.open()
        return null
    }

    private fun memberName(): String {
        if (next() != '"'.code) fail()
        val name = name()
        if (next() != ':'.code) fail()
        at += 1
        return name
    }

    /** An object or array whose end is not read yet. */
    private class Container(val members: JsonMembers?, val items: ArrayList<JsonElement>?) {
        var name = ""
        val end = if (members != null) '}' else ']'

        fun add(value: JsonElement) {
            items?.add(value)
            members?.set(name, value)
        }

        fun build(): JsonElement = if (members != null) JsonObject(members) else JsonArray(items!!)
    }

    private fun open() {
        if (++depth > DEPTH) fail()
        at += 1
    }

    /** True if another element follows; otherwise reads past the closing [end]. */
    private fun more(end: Char, first: Boolean): Boolean {
        val byte = next()
        when {
            byte == end.code -> depth -= 1
            first -> return true
            byte != ','.code -> fail()
        }
        at += 1
        return byte == ','.code
    }

    private fun word(word: String, value: JsonElement): JsonElement {
        for (char in word) if (peek() == char.code) at += 1 else fail()
        return value
    }

    @OptIn(ExperimentalSerializationApi::class)
    private fun number(): JsonElement {
        val from = at
        if (peek() == '-'.code) at += 1
        if (peek() == '0'.code) at += 1 else digits()
        if (peek() == '.'.code) {
            at += 1
            digits()
        }
        if ((peek() or CASE) == 'e'.code) {
            at += 1
            if (peek() == '+'.code || peek() == '-'.code) at += 1
            digits()
        }
        return JsonUnquotedLiteral(String(text, from, at - from, Charsets.ISO_8859_1))
    }

    private fun digits() {
        val from = at
        while (peek() in '0'.code..'9'.code) at += 1
        if (at == from) fail()
    }

    private fun string(): String {
        val from = at + 1
        val seen = skipPlain()
        return if (peek() == '"'.code) plain(from, at++, seen) else escaped(from, seen)
    }

    private fun name(): String {
        val from = at + 1
        val seen = skipPlain()
        if (peek() != '"'.code) return escaped(from, seen)
        if (seen < 0 || at == from) return plain(from, at++, seen)
        val length = at++ - from
        val slot = ((text[from] * HASH + text[from + length / 2]) * HASH + text[from + length - 1] + length) and (NAMES - 1)
        names[slot]?.let { if (it.length == length && isSame(namePlaces[slot], from, length)) return it }
        namePlaces[slot] = from
        return String(text, from, length, Charsets.ISO_8859_1).also { names[slot] = it }
    }

    /**
     * Moves from the quote that opens a string to the one that closes it, or to its first escape. Returns the bitwise or of the bytes
     * between, which is negative unless all are ASCII.
     */
    private fun skipPlain(): Int {
        val text = text
        var to = at + 1
        var seen = 0
        while (to < text.size) {
            val byte = text[to].toInt()
            if (byte == '"'.code || byte == '\\'.code || byte in 0..CONTROL) break
            seen = seen or byte
            to += 1
        }
        at = to
        return seen
    }

    private fun isSame(first: Int, second: Int, length: Int): Boolean {
        val text = text
        for (index in 0..<length) if (text[first + index] != text[second + index]) return false
        return true
    }

    /** Bytes without escapes as text. [seen] is the bitwise or of them. */
    private fun plain(from: Int, to: Int, seen: Int): String {
        if (seen >= 0) return String(text, from, to - from, Charsets.ISO_8859_1)
        val decoded = String(text, from, to - from, Charsets.UTF_8)
        // The fast decoder replaces invalid UTF-8 with this character; the strict one finds out whether it did.
        if ('\uFFFD' in decoded) {
            try {
                Charsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text, from, to - from))
            } catch (_: CharacterCodingException) {
                fail()
            }
        }
        return decoded
    }

    private fun escaped(first: Int, seenBefore: Int): String {
        val out = StringBuilder()
        var from = first
        var seen = seenBefore
        while (at < text.size) {
            val byte = text[at].toInt()
            when {
                byte == '"'.code -> {
                    out.append(plain(from, at, seen))
                    at += 1
                    return out.toString()
                }
                byte == '\\'.code -> {
                    out.append(plain(from, at, seen))
                    at += 1
                    out.append(escape())
                    from = at
                    seen = 0
                }
                byte in 0..CONTROL -> fail()
                else -> {
                    seen = seen or byte
                    at += 1
                }
            }
        }
        fail()
    }

    private fun escape(): Char {
        val byte = peek()
        at += 1
        return when (byte) {
            '"'.code, '\\'.code, '/'.code -> byte.toChar()
            'b'.code -> '\b'
            'f'.code -> '\u000c'
            'n'.code -> '\n'
            'r'.code -> '\r'
            't'.code -> '\t'
            'u'.code -> unit()
            else -> fail()
        }
    }

    private fun unit(): Char {
        var unit = 0
        repeat(UNIT) {
            val digit = Character.digit(peek(), RADIX)
            if (digit < 0) fail()
            unit = unit * RADIX + digit
            at += 1
        }
        return unit.toChar()
    }

    /** Skips white space and returns the byte at [at], or [END] after the last one. */
    private fun next(): Int {
        while (at < text.size && isSpace(text[at])) at += 1
        return peek()
    }

    private fun peek(): Int = if (at < text.size) text[at].toInt() else END

    private fun isSpace(byte: Byte): Boolean = byte.toInt() == 32 || byte.toInt() in 9..10 || byte.toInt() == 13

    private fun fail(): Nothing = throw NotJson()

    private companion object {
        const val DEPTH = 500
        const val NAMES = 256
        const val END = Int.MIN_VALUE
        const val CONTROL = 0x1f
        const val CASE = 0x20
        const val HASH = 31
        const val UNIT = 4
        const val RADIX = 16
        val BOM = byteArrayOf(0xef.toByte(), 0xbb.toByte(), 0xbf.toByte())
        val TRUE = JsonPrimitive(true)
        val FALSE = JsonPrimitive(false)
    }
}
