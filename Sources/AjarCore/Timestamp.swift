/// A moment in microseconds since 1970-01-01 UTC: the only clock type. Both databases keep it as a 64-bit
/// integer.
package struct Timestamp: Sendable, Hashable, Comparable {
    package var micros: Int

    package init(micros: Int) { self.micros = micros }

    package static func < (left: Self, right: Self) -> Bool { left.micros < right.micros }

    package static func + (moment: Self, delay: Duration) -> Self {
        Self(micros: moment.micros + delay.micros)
    }

    package static func - (moment: Self, delay: Duration) -> Self {
        Self(micros: moment.micros - delay.micros)
    }

    package static func - (later: Self, earlier: Self) -> Duration {
        .microseconds(later.micros - earlier.micros)
    }
}

extension Duration {
    /// Whole microseconds; what is finer is dropped.
    package var micros: Int {
        let (seconds, attoseconds) = components
        return Int(seconds) * 1_000_000 + Int(attoseconds / 1_000_000_000_000)
    }
}

// MARK: - ISO 8601 out

extension Timestamp {
    /// The two forms in which resources print a moment.
    package enum Style: Sendable {
        /// `2013-02-20T06:39:57.266000+00:00`
        case classic
        /// `2013-02-20T06:39:57.266000`, always UTC
        case naive
    }

    package func text(_ style: Style = .classic) -> String {
        String(decoding: utf8(style), as: UTF8.self)
    }

    /// The same as bytes, for writing straight into an answer.
    package func utf8(_ style: Style) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(32)
        let (days, inDay) = micros.flooredDivision(by: 86_400_000_000)
        let date = CivilDate(daysSince1970: days)
        out.appendDigits(date.year, width: 4)
        out.append(UInt8(ascii: "-"))
        out.appendDigits(date.month, width: 2)
        out.append(UInt8(ascii: "-"))
        out.appendDigits(date.day, width: 2)
        out.append(UInt8(ascii: "T"))
        out.appendDigits(inDay / 3_600_000_000, width: 2)
        out.append(UInt8(ascii: ":"))
        out.appendDigits(inDay / 60_000_000 % 60, width: 2)
        out.append(UInt8(ascii: ":"))
        out.appendDigits(inDay / 1_000_000 % 60, width: 2)
        out.append(UInt8(ascii: "."))
        out.appendDigits(inDay % 1_000_000, width: 6)
        if style == .classic { out.append(contentsOf: "+00:00".utf8) }
        return out
    }

    /// The day it falls on, `offset` minutes east of UTC.
    package func date(offsetMinutes: Int = 0) -> CivilDate {
        CivilDate(
            daysSince1970: (micros + offsetMinutes * 60_000_000).flooredDivision(by: 86_400_000_000).quotient)
    }

    /// Midnight that begins a day, `offset` minutes east of UTC.
    package init(startOf date: CivilDate, offsetMinutes: Int = 0) {
        self.init(micros: date.daysSince1970 * 86_400_000_000 - offsetMinutes * 60_000_000)
    }

    /// RFC 5322 §3.3, with the unknown zone `-0000`: how an email envelope prints its date.
    package var rfc5322: String {
        let (days, inDay) = micros.flooredDivision(by: 86_400_000_000)
        let date = CivilDate(daysSince1970: days)
        let weekdays = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        var time: [UInt8] = []
        time.appendDigits(inDay / 3_600_000_000, width: 2)
        time.append(UInt8(ascii: ":"))
        time.appendDigits(inDay / 60_000_000 % 60, width: 2)
        time.append(UInt8(ascii: ":"))
        time.appendDigits(inDay / 1_000_000 % 60, width: 2)
        let weekday = weekdays[days.flooredDivision(by: 7).remainder]
        let day = date.day < 10 ? "0\(date.day)" : "\(date.day)"
        return
            "\(weekday), \(day) \(months[date.month - 1]) \(date.year) \(String(decoding: time, as: UTF8.self)) -0000"
    }
}

// MARK: - ISO 8601 in

extension Timestamp {
    /// Reads a date, or a date and time with any offset; without one it is UTC. Nil for everything else.
    package init?(iso text: some StringProtocol) {
        guard text.utf8.count <= 40 else { return nil }
        var scan = DigitScanner(Array(text.utf8))
        guard let date = scan.date() else { return nil }
        var micros = date.daysSince1970 * 86_400_000_000
        if scan.isAtEnd {
            self.init(micros: micros)
            return
        }
        guard scan.take("T") || scan.take("t") || scan.take(" ") else { return nil }
        guard let hour = scan.number(width: 2), hour < 24, scan.take(":") else { return nil }
        guard let minute = scan.number(width: 2), minute < 60 else { return nil }
        micros += (hour * 60 + minute) * 60_000_000
        if scan.take(":") {
            guard let second = scan.number(width: 2), second <= 60 else { return nil }
            micros += min(second, 59) * 1_000_000  // a leap second is the last one of its minute
            if scan.take(".") || scan.take(",") {
                guard let fraction = scan.fraction() else { return nil }
                micros += fraction
            }
        }
        guard let offset = scan.offsetMinutes(), scan.isAtEnd else { return nil }
        micros -= offset * 60_000_000
        // An offset may lead out of the years that can be printed with four digits.
        guard (Self.firstMicros...Self.lastMicros).contains(micros) else { return nil }
        self.init(micros: micros)
    }

    private static let firstMicros: Int = -62_135_596_800_000_000  // 0001-01-01T00:00:00.000000
    private static let lastMicros: Int = 253_402_300_799_999_999  // 9999-12-31T23:59:59.999999
}

/// A calendar day of the proleptic Gregorian calendar.
package struct CivilDate: Sendable, Hashable, Comparable {
    package let year: Int
    package let month: Int
    package let day: Int

    package init?(year: Int, month: Int, day: Int) {
        guard (1...9999).contains(year), (1...12).contains(month), day >= 1 else { return nil }
        guard day <= Self.days(in: month, of: year) else { return nil }
        (self.year, self.month, self.day) = (year, month, day)
    }

    /// `YYYY-MM-DD`, or the date part of a longer ISO text.
    package init?(iso text: some StringProtocol) {
        var scan = DigitScanner(Array(text.utf8.prefix(40)))
        guard let date = scan.date(), scan.isAtEnd || Timestamp(iso: text) != nil else { return nil }
        self = date
    }

    /// Howard Hinnant's days-from-civil, the other way round: eras of 400 years that begin on 1 March.
    package init(daysSince1970 days: Int) {
        let (era, dayOfEra) = (days + 719_468).flooredDivision(by: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * shifted + 2) / 5 + 1
        month = shifted < 10 ? shifted + 3 : shifted - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    package var daysSince1970: Int {
        let shiftedYear = month <= 2 ? year - 1 : year
        let (era, yearOfEra) = shiftedYear.flooredDivision(by: 400)
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    package var text: String {
        var out: [UInt8] = []
        out.appendDigits(year, width: 4)
        out.append(UInt8(ascii: "-"))
        out.appendDigits(month, width: 2)
        out.append(UInt8(ascii: "-"))
        out.appendDigits(day, width: 2)
        return String(decoding: out, as: UTF8.self)
    }

    package static func < (left: Self, right: Self) -> Bool { left.daysSince1970 < right.daysSince1970 }

    private static func days(in month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

/// Reads fixed-width numbers off the front of a short text.
private struct DigitScanner {
    private let bytes: [UInt8]
    private var index = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { index == bytes.count }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard index < bytes.count, bytes[index] == UInt8(ascii: character) else { return false }
        index += 1
        return true
    }

    mutating func number(width: Int) -> Int? {
        guard index + width <= bytes.count else { return nil }
        var value = 0
        for byte in bytes[index..<index + width] {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            value = value * 10 + Int(byte - UInt8(ascii: "0"))
        }
        index += width
        return value
    }

    mutating func date() -> CivilDate? {
        guard let year = number(width: 4), take("-"), let month = number(width: 2), take("-"),
            let day = number(width: 2)
        else { return nil }
        return CivilDate(year: year, month: month, day: day)
    }

    /// Digits after the point as microseconds; what is finer is dropped.
    mutating func fraction() -> Int? {
        var value = 0
        var digits = 0
        while let digit = number(width: 1) {
            if digits < 6 { value = value * 10 + digit }
            digits += 1
        }
        guard digits > 0 else { return nil }
        for _ in min(digits, 6)..<6 { value *= 10 }
        return value
    }

    /// `Z`, `+hh:mm`, `+hhmm`, `+hh`, or nothing, which is UTC.
    mutating func offsetMinutes() -> Int? {
        if isAtEnd || take("Z") || take("z") { return 0 }
        _ = take(" ")
        let sign: Int
        if take("+") { sign = 1 } else if take("-") { sign = -1 } else { return nil }
        guard let hours = number(width: 2), hours < 24 else { return nil }
        if isAtEnd { return sign * hours * 60 }
        _ = take(":")
        guard let minutes = number(width: 2), minutes < 60 else { return nil }
        return sign * (hours * 60 + minutes)
    }
}

extension Int {
    /// Division that rounds towards minus infinity, so that moments before 1970 keep their day.
    func flooredDivision(by divisor: Int) -> (quotient: Int, remainder: Int) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}

extension [UInt8] {
    mutating func appendDigits(_ value: Int, width: Int) {
        var divisor = 1
        for _ in 1..<width { divisor *= 10 }
        while divisor > 0 {
            append(UInt8(ascii: "0") + UInt8(value / divisor % 10))
            divisor /= 10
        }
    }
}
