package dev.oktant

import kotlin.time.Duration.Companion.seconds
import kotlin.time.Instant

/**
 * The instant that a text of Okta means, null if none: RFC 3339 (with `T` or a space; seconds, fraction and offset are optional, and
 * the default offset is UTC), `Wed Dec 10 10:00:00 UTC 2025`, or milliseconds as digits.
 */
internal fun parseTimestamp(text: String): Instant? = Instant.parseOrNull(text) ?: lenient(text.trim())

/** The form that Okta uses, to the millisecond: `1970-01-01T00:00:00.000Z`. */
internal fun formatTimestamp(time: Instant): String {
    val text = Instant.fromEpochMilliseconds(time.toEpochMilliseconds()).toString()
    return if ('.' in text) text else text.replace("Z", ".000Z")
}

private fun lenient(text: String): Instant? {
    if (text.isNotEmpty() && text.all { it in '0'..'9' }) return text.toLongOrNull()?.let(Instant::fromEpochMilliseconds)
    val (date, clock, zone) = (RFC3339.matchEntire(text) ?: unixStyle(text)?.let(RFC3339::matchEntire) ?: return null).destructured
    val time = if (clock.length == MINUTES) "$clock:00" else clock
    val offset = zone.uppercase().let { if (it.length == SHORT_OFFSET) "${it.take(3)}:${it.drop(3)}" else it }.ifEmpty { "Z" }
    // A leap second, which can only be the last second of a UTC day, is the second after it.
    if (!time.regionMatches(MINUTES, ":60", 0, LEAP)) return Instant.parseOrNull("${date}T$time$offset")
    val before = Instant.parseOrNull("${date}T${time.replaceRange(MINUTES, MINUTES + LEAP, ":59")}$offset")
    return before?.plus(1.seconds)?.takeIf { it.epochSeconds % DAY == 0L }
}

/** `Wed Dec 10 10:00:00 UTC 2025` as RFC 3339. */
private fun unixStyle(text: String): String? {
    val (month, day, clock, year) = UNIX_STYLE.matchEntire(text)?.destructured ?: return null
    val number = MONTHS.indexOf(month.lowercase()) / MONTH + 1
    return "$year-${number.toString().padStart(2, '0')}-${day.padStart(2, '0')}T$clock"
}

private val RFC3339 = Regex("""(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)([Zz]|[+-]\d\d(?::?\d\d)?)?""")
private const val MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec"
private val UNIX_STYLE =
    Regex("""\S+\s+(${MONTHS.replace(' ', '|')})\s+(\d\d?)\s+(\S+)\s+(?:UTC|GMT|Z)\s+(\d{4})""", RegexOption.IGNORE_CASE)
private const val MINUTES = 5
private const val SHORT_OFFSET = 5
private const val LEAP = 3
private const val DAY = 86_400L
private const val MONTH = 4
