import Foundation

/// The time that a text of Okta means, to the millisecond, nil if none: RFC 3339 (with `T` or a space; seconds, fraction and offset are
/// optional, and the default offset is UTC), `Wed Dec 10 10:00:00 UTC 2025`, or milliseconds as digits.
func parseTimestamp(_ text: String) -> Date? {
    var fields = Fields(text)
    let whole = fields
    guard let ms = fields.digitsToEnd() ?? whole.rfc3339() ?? whole.unixStyle() else { return nil }
    return Date(timeIntervalSince1970: Double(ms) / 1000)
}

/// The form that Okta uses, to the millisecond: `1970-01-01T00:00:00.000Z`; nil for what is no time in the years 0 to 9999.
func formatTimestamp(_ time: Date) -> String? {
    let exact = (time.timeIntervalSince1970 * 1000).rounded()
    guard exact >= -62_167_219_200_000, exact < 253_402_300_800_000 else { return nil }
    let ms = Int64(exact)
    let day = (ms - modulo(ms, dayMs)) / dayMs
    let (year, month, dayOfMonth) = date(ofDay: day)
    let inDay = modulo(ms, dayMs)
    let parts = [inDay / 3_600_000, inDay / 60_000 % 60, inDay / 1000 % 60].map { padded($0, 2) }
    return "\(padded(year, 4))-\(padded(month, 2))-\(padded(dayOfMonth, 2))T\(parts.joined(separator: ":")).\(padded(inDay % 1000, 3))Z"
}

/// What is left of a text to read, without white space around it.
private struct Fields {
    var rest: Substring.UTF8View

    init(_ text: String) {
        rest = Substring(text).utf8
        skipSpaces()
        while let last = rest.last, isSpace(last) { rest.removeLast() }
    }

    mutating func skipSpaces() {
        while let first = rest.first, isSpace(first) { rest.removeFirst() }
    }

    /// Milliseconds as digits.
    mutating func digitsToEnd() -> Int64? {
        guard rest.allSatisfy({ $0 &- UInt8(ascii: "0") < 10 }) else { return nil }
        return Int64(Substring(rest))
    }

    func rfc3339() -> Int64? {
        var fields = self
        guard let year = fields.digits(4), fields.eat("-"), let month = fields.digits(2), fields.eat("-"), let day = fields.digits(2),
            fields.eat("T", "t", " "), let date = dayNumber(year, month, day), let clock = fields.clock(), let offset = fields.offset()
        else { return nil }
        return fields.rest.isEmpty ? clock.ms(onDay: date, offset: offset) : nil
    }

    func unixStyle() -> Int64? {
        var fields = self
        guard fields.word() != nil, let name = fields.word(), let month = months.firstIndex(of: name.lowercased()),
            let day = fields.word(), var clock = fields.word().map({ Fields(String($0)) }), let zone = fields.word(),
            ["UTC", "GMT", "Z"].contains(zone), let year = fields.word(), fields.rest.isEmpty, year.utf8.count == 4,
            day.utf8.count <= 2, let year = decimal(year), let day = decimal(day), let date = dayNumber(year, Int64(month) + 1, day)
        else { return nil }
        let time = clock.clock()
        return clock.rest.isEmpty ? time?.ms(onDay: date, offset: 0) : nil
    }

    /// `10:00`, `10:00:00` or `10:00:00.5`.
    mutating func clock() -> Clock? {
        guard let hours = digits(2), eat(":"), let minutes = digits(2), hours < 24, minutes < 60 else { return nil }
        var clock = Clock(minutes: hours * 60 + minutes)
        guard eat(":") else { return rest.first == UInt8(ascii: ".") ? nil : clock }
        guard let seconds = digits(2), seconds <= 60 else { return nil }
        clock.seconds = seconds
        guard eat(".") else { return clock }
        let fraction = rest.prefix { isDigit($0) }
        guard !fraction.isEmpty, let ms = decimal((Substring(fraction) + "00").prefix(3)) else { return nil }
        rest.removeFirst(fraction.count)
        clock.fraction = ms
        return clock
    }

    /// An offset in milliseconds: `+02:00`, `-0530`, `+02`, `Z`, or nothing.
    mutating func offset() -> Int64? {
        if rest.isEmpty || eat("Z", "z") { return 0 }
        let isNegative = rest.first == UInt8(ascii: "-")
        guard eat("+", "-"), let hours = digits(2), hours < 24 else { return nil }
        var minutes: Int64? = 0
        if eat(":") || !rest.isEmpty { minutes = digits(2) }
        guard let minutes, minutes < 60 else { return nil }
        let ms = (hours * 60 + minutes) * 60_000
        return isNegative ? -ms : ms
    }

    mutating func digits(_ count: Int) -> Int64? {
        let part = rest.prefix(count)
        guard part.count == count, let number = decimal(Substring(part)) else { return nil }
        rest.removeFirst(count)
        return number
    }

    mutating func eat(_ any: Unicode.Scalar...) -> Bool {
        guard let first = rest.first, any.contains(Unicode.Scalar(first)) else { return false }
        rest.removeFirst()
        return true
    }

    mutating func word() -> Substring? {
        let word = rest.prefix { !isSpace($0) }
        rest.removeFirst(word.count)
        skipSpaces()
        return word.isEmpty ? nil : Substring(word)
    }
}

/// A time of day.
private struct Clock {
    var minutes: Int64
    var seconds: Int64 = 0
    /// In milliseconds.
    var fraction: Int64 = 0

    func ms(onDay day: Int64, offset: Int64) -> Int64? {
        let whole = day * dayMs + (minutes * 60 + seconds) * 1000 - offset
        // Second 60 is a leap second, which can only be the last second of a UTC day. It is the second after it, as in Unix time.
        return seconds == 60 && modulo(whole, dayMs) != 0 ? nil : whole + fraction
    }
}

private let dayMs: Int64 = 86_400_000
private let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]

private func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }

private func isSpace(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || (9...13).contains(byte) }

/// The number that decimal digits mean.
private func decimal(_ text: some StringProtocol) -> Int64? {
    text.utf8.allSatisfy(isDigit) ? Int64(text) : nil
}

/// The number of days from the Unix epoch to a Gregorian date; nil if there is no such date.
private func dayNumber(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64? {
    guard (1...12).contains(month), day >= 1 else { return nil }
    // A year that begins in March ends in its leap day.
    let (marchYear, marchMonth) = month > 2 ? (year, month - 3) : (year - 1, month + 9)
    let leapDays = floorDivide(marchYear, 4) - floorDivide(marchYear, 100) + floorDivide(marchYear, 400)
    let number = 365 * marchYear + leapDays + (153 * marchMonth + 2) / 5 + day - 1 - 719_468
    let found = date(ofDay: number)
    return found == (year, month, day) ? number : nil
}

private func date(ofDay day: Int64) -> (year: Int64, month: Int64, day: Int64) {
    let shifted = day + 719_468
    let era = floorDivide(shifted, 146_097)
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let marchMonth = (5 * dayOfYear + 2) / 153
    let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * marchMonth + 2) / 5 + 1)
}

private func floorDivide(_ number: Int64, _ divisor: Int64) -> Int64 { (number - modulo(number, divisor)) / divisor }

private func modulo(_ number: Int64, _ divisor: Int64) -> Int64 { (number % divisor + divisor) % divisor }

private func padded(_ number: Int64, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
}
