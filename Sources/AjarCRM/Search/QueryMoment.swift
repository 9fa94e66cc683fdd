import AjarCore
import AjarResource
import AjarStore

/// A day or a moment in a query: `2026-01-31`, `today`, `"3 days ago"`, `"last month"`.
struct QueryMoment: Sendable {
    /// From the first moment to the one after the last.
    let start: Timestamp
    let end: Timestamp

    private init(from start: Timestamp, to end: Timestamp) {
        self.start = start
        self.end = end
    }

    /// Nil when the text is no time. Days begin where the caller is.
    init?(_ text: String, _ context: ReadContext) {
        let offset = context.caller.offsetMinutes
        let words = text.lowercased().split(whereSeparator: { $0.isWhitespace || $0 == "-" || $0 == "_" })
            .map(String.init)
        if let moment = Timestamp(iso: text) {
            if text.utf8.count == 10 {
                self.init(days: moment.date().daysSince1970, 1, offset)
            } else {
                self.init(from: moment, to: moment)
            }
            return
        }
        let today = context.now.date(offsetMinutes: offset)
        switch words {
        case ["now"]: self.init(from: context.now, to: context.now)
        case ["today"]: self.init(days: today.daysSince1970, 1, offset)
        case ["yesterday"]: self.init(days: today.daysSince1970 - 1, 1, offset)
        case ["tomorrow"]: self.init(days: today.daysSince1970 + 1, 1, offset)
        case _ where words.count == 3 && (words[2] == "ago" || words[0] == "in"):
            let isPast = words[2] == "ago"
            guard let count = Int(isPast ? words[0] : words[1]), (0...10_000).contains(count),
                let unit = Unit(isPast ? words[1] : words[2])
            else { return nil }
            let moment = unit.move(context.now, by: isPast ? -count : count, offset)
            self.init(from: moment, to: moment)
        case _ where words.count == 2:
            guard let unit = Unit(words[1]), let step = ["last": -1, "this": 0, "next": 1][words[0]] else {
                return nil
            }
            let first = unit.first(today, step)
            let next = unit.first(today, step + 1)
            self.init(days: first.daysSince1970, next.daysSince1970 - first.daysSince1970, offset)
        default: return nil
        }
    }

    private init(_ moment: Timestamp) { (start, end) = (moment, moment) }

    private init(days first: Int, _ count: Int, _ offset: Int) {
        start = Timestamp(startOf: CivilDate(daysSince1970: first), offsetMinutes: offset)
        end = Timestamp(startOf: CivilDate(daysSince1970: first + count), offsetMinutes: offset)
    }

    private enum Unit: String {
        case minute, hour, day, week, month, quarter, year

        init?(_ word: String) { self.init(rawValue: word.hasSuffix("s") ? String(word.dropLast()) : word) }

        private var months: Int? {
            switch self {
            case .month: 1
            case .quarter: 3
            case .year: 12
            case .minute, .hour, .day, .week: nil
            }
        }

        func move(_ moment: Timestamp, by count: Int, _ offset: Int) -> Timestamp {
            if let months {
                let day = moment.date(offsetMinutes: offset)
                let moved = Self.month(day, months * count, day: day.day)
                return moment + .seconds((moved.daysSince1970 - day.daysSince1970) * 86_400)
            }
            let seconds = self == .minute ? 60 : self == .hour ? 3600 : self == .day ? 86_400 : 7 * 86_400
            return moment + .seconds(seconds * count)
        }

        /// The first day of this period, or of one `step` periods away. Weeks begin on Monday.
        func first(_ day: CivilDate, _ step: Int) -> CivilDate {
            switch self {
            case .minute, .hour, .day: return CivilDate(daysSince1970: day.daysSince1970 + step)
            case .week:
                let monday = day.daysSince1970 - ((day.daysSince1970 - 4) % 7 + 7) % 7
                return CivilDate(daysSince1970: monday + 7 * step)
            case .month: return Self.month(day, step, day: 1)
            case .quarter: return Self.month(day, 3 * step - (day.month - 1) % 3, day: 1)
            case .year: return Self.month(day, 12 * step - (day.month - 1), day: 1)
            }
        }

        /// So many months away, on this day or on the last one that the month has.
        private static func month(_ from: CivilDate, _ step: Int, day: Int) -> CivilDate {
            let months = from.year * 12 + from.month - 1 + step
            let (year, month) = (months / 12, months % 12 + 1)
            for day in stride(from: day, through: 1, by: -1) {
                if let date = CivilDate(year: year, month: month, day: day) { return date }
            }
            return from
        }
    }

    /// The condition that a column of moments fits.
    func condition(_ column: SQL, _ comparison: QueryComparison) -> SQL {
        switch comparison {
        case .matches: start == end ? "\(column) = \(start)" : "\(column) >= \(start) AND \(column) < \(end)"
        case .less: "\(column) < \(start)"
        case .lessOrEqual: start == end ? "\(column) <= \(end)" : "\(column) < \(end)"
        case .more: start == end ? "\(column) > \(end)" : "\(column) >= \(end)"
        case .moreOrEqual: "\(column) >= \(start)"
        }
    }

    /// The same for a column of days, `YYYY-MM-DD`.
    func dayCondition(_ column: SQL, _ comparison: QueryComparison, _ offset: Int) -> SQL {
        let first = start.date(offsetMinutes: offset).text
        let last = (end > start ? end - .microseconds(1) : end).date(offsetMinutes: offset).text
        switch comparison {
        case .matches: return "\(column) >= \(first) AND \(column) <= \(last)"
        case .less: return "\(column) < \(first)"
        case .lessOrEqual: return "\(column) <= \(last)"
        case .more: return "\(column) > \(last)"
        case .moreOrEqual: return "\(column) >= \(first)"
        }
    }
}
