import AjarCore
import AjarResource

/// Hours of the week in which an account sends, on the clock of a place.
struct SendingWindows: Sendable {
    /// From one minute of a day up to another, without the latter.
    private struct Window: Sendable {
        let days: Set<Int>
        let minutes: Range<Int>
    }

    private let windows: [Window]
    private let clock: WallClock

    /// Nil when the account sends at any hour.
    init?(_ settings: JSON) {
        windows = (settings["windows"].array ?? []).compactMap { window in
            guard let from = window["from"].string.flatMap(Self.minutes),
                let to = window["to"].string.flatMap(Self.minutes),
                from < to
            else { return nil }
            let days = (window["days"].array ?? []).compactMap { $0.string.flatMap(Self.days.firstIndex) }
            return Window(days: days.isEmpty ? Set(0..<7) : Set(days), minutes: from..<to)
        }
        guard !windows.isEmpty else { return nil }
        clock = settings["timezone"].string.flatMap(WallClock.init(zone:)) ?? .utc
    }

    /// The moment itself when it lies in a window, otherwise the next opening.
    func opening(from now: Timestamp) -> Timestamp {
        let reading = clock.reading(at: now)
        let today = reading.dividedDown(by: Self.day)
        let openings: [Timestamp] = (0...8).flatMap { ahead in
            windows.filter { $0.days.contains(Self.weekday(today + ahead)) }.compactMap { window in
                let start = (today + ahead) * Self.day
                let begin = start + window.minutes.lowerBound * Self.minute
                let end = start + window.minutes.upperBound * Self.minute
                if reading >= end { return nil }
                return reading >= begin ? now : max(now, clock.moment(showing: begin))
            }
        }
        return openings.min() ?? now
    }

    private static let minute = 60_000_000
    private static let day = 86_400_000_000
    static let days: [String] = [
        "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
    ]

    /// Monday is 0; the first of January 1970 was a Thursday.
    private static func weekday(_ day: Int) -> Int { ((day + 3) % 7 + 7) % 7 }

    /// `09:30` as minutes since midnight; `24:00` is the end of a day.
    static func minutes(_ text: String) -> Int? {
        let parts = text.utf8.split(separator: 0x3A, omittingEmptySubsequences: false)
        guard text.utf8.count == 5, parts.count == 2, parts[0].count == 2,
            let hour = Int(Substring(parts[0])),
            let minute = Int(Substring(parts[1])), (0...24).contains(hour), (0..<60).contains(minute),
            hour < 24 || minute == 0
        else { return nil }
        return hour * 60 + minute
    }
}

extension Int {
    /// Rounded towards minus infinity.
    fileprivate func dividedDown(by divisor: Int) -> Int { (self >= 0 ? self : self - divisor + 1) / divisor }
}

extension FieldKind {
    /// A name of the tz database, such as `Europe/Berlin`.
    static let timezone: FieldKind = FieldKind("timezone", storage: .text, schema: ["type": "string"]) {
        value throws(Problem) in
        let text = try checkedText(value, max: 100)
        guard WallClock(zone: text) != nil else { throw .text("Not a time zone, such as Europe/Berlin.") }
        return .string(text)
    }

    static let timeOfDay: FieldKind = FieldKind("time", storage: .text, schema: ["type": "string"]) {
        value throws(Problem) in
        let text = try checkedText(value, max: 5)
        guard SendingWindows.minutes(text) != nil else { throw .text("Not a time of day, such as 09:30.") }
        return .string(text)
    }

    static let sendingWindow: FieldKind = .members(
        [
            Plain("days", .list(.choice(SendingWindows.days), max: 7), standard: []),
            Plain("from", .timeOfDay, required: true), Plain("to", .timeOfDay, required: true),
        ],
        finish: { window throws(Problem) in
            guard let from = window["from"]?.string, let to = window["to"]?.string, from < to else {
                throw .text("A window ends after it begins, on the same day.")
            }
        })
}
