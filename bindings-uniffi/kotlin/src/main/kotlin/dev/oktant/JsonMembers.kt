package dev.oktant

import kotlinx.serialization.json.JsonElement
import java.util.AbstractMap.SimpleImmutableEntry

/**
 * The members of a JSON object in their order, as two arrays: quicker to build and smaller than a hash map. Many have an index. As long
 * as the names are those of the object that it begins [like], both share them.
 */
internal class JsonMembers(private var like: JsonMembers? = null) : AbstractMap<String, JsonElement>() {
    private var memberNames: Array<String?> = like?.memberNames ?: arrayOfNulls(CAPACITY)
    private var memberValues = arrayOfNulls<JsonElement>(like?.size ?: CAPACITY)
    private var index: HashMap<String, Int>? = null

    override var size: Int = 0
        private set

    val isLikeAnother: Boolean get() = like != null

    /** The next name of the object that this is like; null if this has other names, or more. */
    val expectedName: String? get() = like?.let { if (size < it.size) memberNames[size] else null }

    /** Adds a member by [expectedName]. */
    fun addExpected(value: JsonElement) {
        memberValues[size++] = value
    }

    /** Adds a member. One that is there already gets the value and keeps its place. */
    operator fun set(name: String, value: JsonElement) {
        val at = find(name)
        if (at >= 0) {
            memberValues[at] = value
            return
        }
        if (like != null || size == memberValues.size) {
            like = null
            val capacity = maxOf(CAPACITY, 2 * size)
            memberNames = memberNames.copyOf(capacity)
            memberValues = memberValues.copyOf(capacity)
        }
        memberNames[size] = name
        memberValues[size] = value
        size += 1
        if (size >= INDEXED) index()
    }

    /** This, ready to be read by several threads. */
    fun built(): JsonMembers {
        like = null
        if (size >= INDEXED) index()
        return this
    }

    override fun get(key: String): JsonElement? = find(key).let { if (it < 0) null else memberValues[it] }

    override fun containsKey(key: String): Boolean = find(key) >= 0

    override val entries: Set<Map.Entry<String, JsonElement>> get() = Entries()

    private inner class Entries : AbstractSet<Map.Entry<String, JsonElement>>() {
        override val size get() = this@JsonMembers.size

        override fun iterator() = iterator { for (at in 0..<size) yield(SimpleImmutableEntry(memberNames[at]!!, memberValues[at]!!)) }
    }

    /** Brings the index up to date. */
    private fun index() {
        val known = index ?: HashMap<String, Int>().also { index = it }
        for (new in known.size..<size) known[memberNames[new]!!] = new
    }

    private fun find(name: String): Int {
        // What was added as expected is not in the index yet.
        index?.let { if (it.size == size) return it[name] ?: -1 }
        for (at in 0..<size) if (memberNames[at] == name) return at
        return -1
    }

    private companion object {
        const val CAPACITY = 8

        /** The size from which there is an index. */
        const val INDEXED = 32
    }
}
