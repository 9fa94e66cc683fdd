import AjarCore
import Synchronization

/// The `date` header (RFC 9110 §5.6.7), written once a second.
final class HTTPDate: Sendable {
    private let clock: Clock
    private let written = Mutex<(second: Int, text: String)>((-1, ""))

    init(clock: Clock) { self.clock = clock }

    var text: String {
        let now = clock.now
        let second = now.micros / 1_000_000
        return written.withLock { written in
            if written.second != second { written = (second, Self.text(now)) }
            return written.text
        }
    }

    /// `Sun, 06 Nov 1994 08:49:37 GMT`
    static func text(_ moment: Timestamp) -> String {
        let day = moment.date()
        let weekdays = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let weekday = weekdays[((day.daysSince1970 % 7) + 7) % 7]
        // `…T08:49:37.…` of the ISO form.
        let time = moment.text(.naive).dropFirst(11).prefix(8)
        return
            "\(weekday), \(day.day < 10 ? "0" : "")\(day.day) \(months[day.month - 1]) \(day.year) \(time) GMT"
    }
}
