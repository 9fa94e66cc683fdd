package import AjarCore

/// When a server received a message: ` 7-Feb-2026 21:52:25 +0100`. `date-time` of RFC 9051.
extension Timestamp {
    private static let months: [String] = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ]

    /// Nil for anything else; a date the server can't spell is no reason to lose the message.
    package init?(internalDate text: String) {
        let words: [Substring] = text.split(separator: " ")
        guard words.count == 3, words[0].utf8.count <= 11, words[1].utf8.count == 8, words[2].utf8.count == 5
        else { return nil }
        let parts: [Substring] = words[0].split(separator: "-")
        guard parts.count == 3, let day = Int(parts[0]), let year = Int(parts[2]) else { return nil }
        guard let month = Self.months.firstIndex(of: parts[1].lowercased()) else { return nil }
        guard let date = CivilDate(year: year, month: month + 1, day: day) else { return nil }
        let clock: [Int] = words[1].split(separator: ":").compactMap { Int($0) }
        guard clock.count == 3, (0..<24).contains(clock[0]), (0..<60).contains(clock[1]),
            (0...60).contains(clock[2])
        else { return nil }
        guard let zone = Int(words[2].dropFirst()), zone >= 0, zone % 100 < 60, zone / 100 < 24 else {
            return nil
        }
        guard words[2].hasPrefix("+") || words[2].hasPrefix("-") else { return nil }
        let offset: Int = (zone / 100 * 60 + zone % 100) * (words[2].hasPrefix("-") ? -1 : 1)
        let seconds: Int = clock[0] * 3600 + clock[1] * 60 + min(clock[2], 59)
        self = Timestamp(startOf: date, offsetMinutes: offset) + .seconds(seconds)
    }

    /// As APPEND wants it, in UTC.
    package var internalDate: String {
        let date: CivilDate = date()
        let month: String = Self.months[date.month - 1].capitalisedASCII
        let clock: Substring = text().dropFirst(11).prefix(8)
        return "\(date.day < 10 ? "0" : "")\(date.day)-\(month)-\(date.year) \(clock) +0000"
    }
}

extension String {
    fileprivate var capitalisedASCII: String { prefix(1).uppercased() + dropFirst() }
}
