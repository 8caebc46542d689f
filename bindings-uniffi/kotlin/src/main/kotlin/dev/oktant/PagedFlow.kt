package dev.oktant

import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.flow.map
import kotlinx.serialization.json.JsonElement
import java.util.Spliterator
import java.util.Spliterators
import java.util.stream.Stream
import java.util.stream.StreamSupport
import kotlin.time.Duration
import kotlin.time.toKotlinDuration

/**
 * The items of a list, as a cold flow: each collection requests the pages again, one at a time, as its items are collected. `take(n)`
 * requests no page after the last item. Throws [OktantException] while it is collected, after the items before the error.
 */
public open class PagedFlow<T> internal constructor(private val list: PagedList<T>) : Flow<T> by list.items() {
    /** The pages, requested as they are collected. */
    public fun pages(): Flow<Page<T>> = list.pages()

    /**
     * The first page alone.
     *
     * @throws OktantException if the call fails
     */
    @JvmSuppressWildcards
    public suspend fun firstPage(): Page<T> = list.open().use { checkNotNull(it.next()) { "a list has a first page" } }

    /**
     * Follows a growing list, such as the system log: polls it again after this time at its end, forever. A page that is not full is
     * the end for now. With pacing, a quarter of the rate limit is left to other calls.
     *
     * @throws OktantException.InvalidArgument if the time is negative
     */
    public fun follow(every: Duration): PagedFlow<T> = PagedFlow(list.following(every))

    /** Follows a growing list; for Java. */
    public fun follow(every: java.time.Duration): PagedFlow<T> = follow(every.toKotlinDuration())

    /**
     * The items, for Java's `for`; each iteration requests the pages again. Blocks the thread while a page is requested, as
     * [OktantClient.blocking] does.
     */
    public fun asIterable(): Iterable<T> = Iterable { iterator() }

    /** The items; for Java. Blocks the thread while a page is requested, as [OktantClient.blocking] does. */
    public fun iterator(): Iterator<T> = BlockingIterator(list.open())

    /** The items; for Java. Blocks the thread while a page is requested, as [OktantClient.blocking] does. */
    public fun stream(): Stream<T> {
        val items = BlockingIterator(list.open())
        val spliterator = Spliterators.spliteratorUnknownSize(items, Spliterator.ORDERED or Spliterator.IMMUTABLE)
        return StreamSupport.stream(spliterator, false).onClose(items::close)
    }

    override fun toString(): String = "PagedFlow(${list.operation})"
}

/** A list whose pages are documents, with more than items: `okta.customRoles.listRoles().documents().first().links`. */
public class PagedDocuments<T, D> internal constructor(list: PagedList<T>, private val view: (JsonElement) -> D) : PagedFlow<T>(list) {
    /** The pages as documents, requested as they are collected. */
    public fun documents(): Flow<D> = pages().map { view(it.json) }
}

/** One page of a list. */
public class Page<out T> internal constructor(
    internal val json: JsonElement,
    /** The items on this page. A page may be empty without being the last. */
    public val items: List<T>,
    /** The cursor of the next page, from which another process can continue; null on the last page. */
    public val cursor: String?,
) {
    override fun toString(): String = "Page(${items.size} items)"
}

/** What a list reads, and how. Nothing is requested before it is opened and read. */
internal class PagedList<out T>(
    private val driver: CallDriver,
    val operation: String,
    private val arguments: Arguments,
    private val options: CallOptions?,
    private val cursor: String?,
    private val every: Duration?,
    private val read: (JsonElement) -> T,
) {
    fun following(every: Duration): PagedList<T> {
        if (every.isNegative()) throw invalidArgument(operation, "cannot follow a list every $every: give 0 or more")
        return PagedList(driver, operation, arguments, options, cursor, every, read)
    }

    fun open(): OpenList<T> = OpenList(driver.pages(operation, arguments, options, cursor, every), read)

    fun pages(): Flow<Page<T>> = flow {
        open().use { list -> while (true) emit(list.next() ?: break) }
    }

    fun items(): Flow<T> = flow { pages().collect { page -> for (item in page.items) emit(item) } }
}

/** A list that is being read. */
internal class OpenList<out T>(private val reader: PageReader, private val read: (JsonElement) -> T) : AutoCloseable by reader {
    /** The next page; null after the last. */
    suspend fun next(): Page<T>? = reader.next()?.let { page -> Page(page.json, page.items.map(read), page.cursor) }
}

/** The items of a list on a thread that waits for them. */
private class BlockingIterator<T>(private val list: OpenList<T>) :
    Iterator<T>,
    AutoCloseable by list {
    private var page: Iterator<T> = emptyList<T>().iterator()

    override fun hasNext(): Boolean {
        while (!page.hasNext()) page = await { list.next() }?.items?.iterator() ?: return false
        return true
    }

    override fun next(): T = if (hasNext()) page.next() else throw NoSuchElementException()
}
