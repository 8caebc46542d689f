import Foundation

/// One way to read the same users.
struct Reader {
    let name: String
    var isOurs = false
    /// Returns how many users it has read.
    let read: () async throws -> Int
}

/// Runs the readers in turn, so that other load affects all, and prints a table of medians. The first rounds warm up. The first reader
/// is ours, and a figure has each that is not.
func compare(_ title: String, rounds: Int, _ readers: [Reader]) async throws {
    let warmUp = max(2, rounds / 4)
    var took = [[Took]](repeating: [], count: readers.count)
    for round in 0..<warmUp + rounds {
        for (place, reader) in round.isMultiple(of: 2) ? Array(readers.enumerated()) : readers.enumerated().reversed() {
            let start = Took.now
            guard try await reader.read() > 0 else { fatalError("\(reader.name) read no users") }
            if round >= warmUp { took[place].append(Took.now - start) }
        }
    }
    print("\n| \(title) | ms | ms of CPU time | times as long as the first | of CPU time |\n| - | - | - | - | - |")
    for (reader, mine) in zip(readers, took) {
        let wall = median(zip(mine, took[0]).map { $0.wall / $1.wall }), cpu = median(zip(mine, took[0]).map { $0.cpu / $1.cpu })
        let columns = [median(mine.map(\.wall)) * 1000, median(mine.map(\.cpu)) * 1000, wall, cpu]
        if !reader.isOurs { try emit(title, reader.name, ours: took[0].map(\.wall), theirs: mine.map(\.wall)) }
        print("| \(reader.name) | " + columns.map { String(format: "%.2f", $0) }.joined(separator: " | ") + " |")
    }
}

/// Seconds by the clock, and of CPU time of this process.
struct Took {
    let wall: Double
    let cpu: Double

    static var now: Took { Took(wall: seconds(CLOCK_MONOTONIC), cpu: seconds(CLOCK_PROCESS_CPUTIME_ID)) }

    static func - (end: Took, start: Took) -> Took { Took(wall: end.wall - start.wall, cpu: end.cpu - start.cpu) }

    private static func seconds(_ clock: clockid_t) -> Double {
        var time = timespec()
        clock_gettime(clock, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}

/// The largest memory that this process had, in MB.
func peakMemory() -> Double {
    var usage = rusage()
    // RUSAGE_SELF, which has another type on each system.
    getrusage(0, &usage)
    #if canImport(Darwin)
        return Double(usage.ru_maxrss) / 1e6
    #else
        return Double(usage.ru_maxrss) * 1024 / 1e6
    #endif
}

func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
}
