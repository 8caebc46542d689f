// Which method a case calls, and its arguments.

import dev.oktant.Body
import dev.oktant.CallOptions
import dev.oktant.OktantClient
import dev.oktant.PagedDocuments
import dev.oktant.PagedFlow
import dev.oktant.Response
import kotlinx.coroutines.flow.first
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonObject
import java.lang.reflect.InvocationTargetException
import kotlin.reflect.KClass
import kotlin.reflect.KFunction
import kotlin.reflect.KParameter
import kotlin.reflect.KProperty1
import kotlin.reflect.KType
import kotlin.reflect.KVisibility
import kotlin.reflect.full.callSuspendBy
import kotlin.reflect.full.declaredMemberFunctions
import kotlin.reflect.full.instanceParameter
import kotlin.reflect.full.memberProperties
import kotlin.reflect.full.valueParameters
import kotlin.time.Instant

/** A method of a service; an operation has several if its body may be of several types. */
private class Method(val service: KProperty1<OktantClient, *>, val function: KFunction<*>)

/** The methods of all services, by the IDs of their operations. */
private val METHODS: Map<String, List<Method>> by lazy {
    OktantClient::class.memberProperties.filter { it.visibility == KVisibility.PUBLIC }
        .flatMap { service ->
            val functions = (service.returnType.classifier as KClass<*>).declaredMemberFunctions
            functions.filter { it.visibility == KVisibility.PUBLIC }.map { Method(service, it) }
        }
        .groupBy { it.function.name }
}

/** Calls the method of a case; a list is asked for its first page. */
suspend fun call(okta: OktantClient, case: Case): Response<Any?> {
    val overloads = METHODS[case.operation] ?: throw Unfit("no method ${case.operation}")
    // One after the other, so that each is called.
    val method = overloads[case.n % overloads.size]
    val arguments = arguments(method.function, case).toMutableMap()
    arguments[checkNotNull(method.function.instanceParameter)] = method.service.get(okta)
    return okta.withResponse {
        try {
            when (val value = method.function.callSuspendBy(arguments)) {
                is PagedDocuments<*, *> -> value.documents().first()
                is PagedFlow<*> -> value.firstPage().items
                else -> value
            }
        } catch (error: InvocationTargetException) {
            throw error.targetException
        }
    }
}

private fun arguments(function: KFunction<*>, case: Case): Map<KParameter, Any?> {
    val left = case.arguments.toMutableMap()
    val given = LinkedHashMap<KParameter, Any?>()
    for (parameter in function.valueParameters) {
        val name = parameter.name.orEmpty()
        if (name == "body") {
            if (case.body != null || !parameter.isOptional) given[parameter] = body(parameter.type, case.body)
        } else if (name != "options") {
            val wire = left.keys.find { plain(it) == plain(name) }
            val texts = wire?.let(left::getValue) ?: if (parameter.isOptional) continue else listOf("")
            given[parameter] = argument(parameter.type, texts) ?: continue
            wire?.let(left::remove)
        }
    }
    // What no argument holds, such as a text that is no time, is a query member like any other.
    val options = CallOptions(headers = mapOf("X-Replay-Case" to "${case.n}"), query = left + case.extraQuery)
    given[function.valueParameters.last()] = options
    return given
}

/** An argument as the method takes it; null for a text that is no time, or a time written otherwise. */
private fun argument(type: KType, texts: List<String>): Any? = when (val of = type.classifier) {
    List::class -> texts.map { argument(type.arguments.single().type!!, listOf(it)) }
    String::class -> texts.first()
    Int::class -> texts.first().ifEmpty { "0" }.toInt()
    Double::class -> texts.first().ifEmpty { "0" }.toDouble()
    Boolean::class -> texts.first().lowercase().toBooleanStrict()
    Instant::class -> Instant.parseOrNull(texts.first())?.takeIf { MILLISECONDS.matches(texts.first()) }
    else -> openEnum(of as KClass<*>, texts.first())
}

/** A time as the package writes it. */
private val MILLISECONDS = Regex(""".*\.\d{3}Z""")

/** A body: typed where it is JSON; an empty one, or one byte of a file, where the recording lost it. */
private fun body(type: KType, text: String?): Any {
    val bytes = (text ?: "x").encodeToByteArray()
    return when (type.classifier) {
        Body.File::class -> Body.File("upload.png", bytes)
        Body.Bytes::class -> Body.Bytes(bytes)
        else -> {
            val empty = if (type.classifier == List::class) JsonArray(emptyList()) else JsonObject(emptyMap())
            val document = text?.let(Json::parseToJsonElement) ?: empty
            val built = built(type, document)
            if (built == null || jsonOf(built) != document) throw Unfit("the body is not held by $type")
            built
        }
    }
}

/** A name without what is no letter or digit, in lower case: the same on the wire and in Kotlin. */
fun plain(name: String): String = name.filter(Char::isLetterOrDigit).lowercase()
