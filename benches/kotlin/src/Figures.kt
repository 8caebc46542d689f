import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.buildJsonObject
import kotlinx.serialization.json.put

/** What is compared, with its measurements of the same rounds. */
class Peer(val name: String, val version: String, val theirs: List<Double>)

/** Prints a figure for `make bench` if BENCH_FIGURES is set; `benches/report/figures.py` has the form. */
fun emit(measure: String, unit: String, ours: List<Double>, peer: Peer? = null) {
    if (System.getenv("BENCH_FIGURES") == null) return
    val figure =
        buildJsonObject {
            put("benchmark", "kotlin")
            put("measure", measure)
            put("unit", unit)
            put("ours", spread(ours))
            peer?.let {
                put("peer", it.name)
                put("version", it.version)
                put("theirs", spread(it.theirs))
                put("ratio", spread(it.theirs.zip(ours) { their, own -> their / own }))
            }
        }
    println(figure)
}

fun median(values: List<Double>): Double = values.sorted().let { (it[(it.size - 1) / 2] + it[it.size / 2]) / 2 }

private fun spread(values: List<Double>) = JsonArray(listOf(values.min(), median(values), values.max()).map { JsonPrimitive(it) })
