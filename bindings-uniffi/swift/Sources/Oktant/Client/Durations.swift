extension Duration {
    /// Whole milliseconds, rounded up: a short limit is not none.
    var milliseconds: Int64 {
        let (seconds, attoseconds) = components
        let part = attoseconds / Duration.attosecondsPerMillisecond + (attoseconds % Duration.attosecondsPerMillisecond > 0 ? 1 : 0)
        let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1000)
        return overflow ? (seconds < 0 ? .min : .max) : whole.addingReportingOverflow(part).partialValue
    }

    /// This, or a lifetime if it is longer: `Task.sleep` returns at once when it is given millions of years.
    var bounded: Duration { min(self, .seconds(Int32.max)) }

    /// The text of a setting.
    var text: String { "\(milliseconds)ms" }

    private static let attosecondsPerMillisecond: Int64 = 1_000_000_000_000_000
}
