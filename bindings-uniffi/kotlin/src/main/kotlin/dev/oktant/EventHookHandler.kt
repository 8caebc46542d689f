package dev.oktant

import dev.oktant.models.LogEvent
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.buildJsonObject
import kotlinx.serialization.json.put
import kotlin.time.Instant

/**
 * The event hook. Okta verifies the endpoint once by a GET with the header [CHALLENGE]: respond with [verification]. It then posts
 * deliveries, which [parse] reads: respond within 3 seconds with status 200 or 204, and do the work afterwards. Events may arrive
 * twice and out of order; their `uuid` identifies them. To check that a request comes from Okta, compare its header `Authorization`,
 * or the one that was set with the hook, in constant time (`MessageDigest.isEqual`).
 */
public object EventHookHandler {
    /** The header that holds the challenge. */
    public const val CHALLENGE: String = "X-Okta-Verification-Challenge"

    /** The body of the response to a challenge, JSON text: send it with status 200 and `Content-Type: application/json`. */
    public fun verification(challenge: String): String = buildJsonObject { put("verification", challenge) }.toWire()

    /**
     * A delivery, from the body of Okta's request.
     *
     * @throws OktantException.Decode if it is not a JSON object: respond with status 400
     */
    public fun parse(body: ByteArray): EventDelivery = EventDelivery(hookObject(body))

    /**
     * A delivery, from the text of the body.
     *
     * @throws OktantException.Decode if it is not a JSON object: respond with status 400
     */
    public fun parse(body: String): EventDelivery = parse(body.encodeToByteArray())
}

/** A delivery that Okta posts to an event hook. */
public class EventDelivery internal constructor(json: JsonElement) : AbstractModel(json) {
    /** `eventId`: string, the ID of the delivery. */
    public val eventId: String? get() = text("eventId")

    /** `eventTime`: timestamp of the delivery. */
    public val eventTime: Instant? get() = timestamp("eventTime")

    /** `eventType`: string, `com.okta.event_hook`. */
    public val eventType: String? get() = text("eventType")

    /** `eventTypeVersion`: string, the version of the format of the delivery. */
    public val eventTypeVersion: String? get() = text("eventTypeVersion")

    /** `cloudEventsVersion`: string, the version of the CloudEvents specification that the delivery follows. */
    public val cloudEventsVersion: String? get() = text("cloudEventsVersion")

    /** `contentType`: string, the media type of [data]. */
    public val contentType: String? get() = text("contentType")

    /** `source`: string, the URL of the hook at the org. */
    public val source: String? get() = text("source")

    /** `data`: the log events, and what Okta may add beside them. */
    public val data: EventDeliveryData? get() = model("data") { EventDeliveryData(it) }

    /** The log events, in the order of the delivery. */
    public val events: List<LogEvent> get() = data?.events.orEmpty()

    override fun readAll(): Inspection = inspect(EventDelivery(json)) {
        eventId
        eventTime
        eventType
        eventTypeVersion
        cloudEventsVersion
        contentType
        source
        data
    }
}

/** The `data` of an [EventDelivery]: what happened. */
public class EventDeliveryData internal constructor(json: JsonElement) : AbstractModel(json) {
    /** `events`: what happened, in the order of the delivery. */
    public val events: List<LogEvent>? get() = models("events") { LogEvent(it) }

    override fun readAll(): Inspection = inspect(EventDeliveryData(json)) {
        events
    }
}
