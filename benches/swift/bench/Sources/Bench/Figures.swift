import Foundation

/// Prints a figure for `make bench` if BENCH_FIGURES is set; `benches/report/figures.py` has the form. Times are in seconds, of the same
/// rounds.
func emit(_ measure: String, _ peer: String, ours: [Double], theirs: [Double]) throws {
    guard ProcessInfo.processInfo.environment["BENCH_FIGURES"] != nil else { return }
    let figure = Figure(
        benchmark: "swift", measure: measure, unit: "ms", ours: spread(ours.map { $0 * 1000 }), peer: peer,
        theirs: spread(theirs.map { $0 * 1000 }), ratio: spread(zip(theirs, ours).map { $0 / $1 }))
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    print(String(decoding: try encoder.encode(figure), as: UTF8.self))
}

private struct Figure: Encodable {
    let benchmark, measure, unit: String
    let ours: [Double]
    let peer: String
    let theirs, ratio: [Double]
}

/// Least, median and most.
private func spread(_ values: [Double]) -> [Double] { [values.min() ?? 0, median(values), values.max() ?? 0] }
