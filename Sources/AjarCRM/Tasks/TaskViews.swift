import AjarCore
import AjarResource
import AjarStore

/// How tasks are listed: what is due until tonight, what comes later, and what is done (reference 5.5).
enum TaskViews {
    private typealias Task = LeadTask

    static let list: ListRules = ListRules(
        maxLimit: 1000,
        orders: [
            "date": "\"date\", \"id\"", "-date": "\"date\" DESC, \"id\" DESC",
            "date_created": "\"date_created\", \"id\"", "-date_created": "\"date_created\" DESC, \"id\" DESC",
        ],
        filters: [
            // These depend on each other: `scope` reads them.
            "_type": { _, _ in nil }, "_type__in": { _, _ in nil }, "view": { _, _ in nil },
            "date__lt": { _, _ in nil }, "date__gte": { _, _ in nil },
            "assigned_to": { text, context in try UserFilter.condition("assigned_to", text, context) },
            "assigned_to__in": { text, context in try UserFilter.condition("assigned_to", text, context) },
        ],
        scope: scope)

    @Sendable private static func scope(_ query: ListQuery, _ context: ReadContext) throws -> SQL? {
        var parts: [SQL] = []
        if let types = try types(query.parameters) { parts.append("\"_type\" IN (\(list: types))") }
        let view = query.parameters.nonempty("view")
        if let view, let condition = condition(view, context) { parts.append(condition) }
        if view != "inbox", view != "future" {
            for (name, comparison) in [("date__lt", " < "), ("date__gte", " >= ")] {
                guard let text = query.parameters.nonempty(name) else { continue }
                guard let value = Task.date.spec.kind.filterValue(text) else {
                    throw AjarError.invalid("date", "Could not parse datetime")
                }
                parts.append("\"date\"\(SQL(trusted: comparison))\(value)")
            }
        }
        return parts.isEmpty ? nil : parts.joined(" AND ")
    }

    /// Without a wish only what people wrote themselves; `all` is everything.
    private static func types(_ parameters: Parameters) throws -> [String]? {
        guard let wish = parameters.nonempty("_type") ?? parameters.nonempty("_type__in") else {
            return ["lead"]
        }
        let types = wish.split(separator: ",").map(\.trimmed)
        guard !types.contains(where: { $0.utf8.contains(0) }) else {
            throw AjarError.invalid("_type", "Invalid value.")
        }
        return types.contains("all") ? nil : types
    }

    /// Days end in the caller's time zone; a moment has the same end in all of them.
    private static func condition(_ view: String, _ context: ReadContext) -> SQL? {
        let tonight = Tonight(context)
        let isDue: SQL = """
            (LENGTH("date") = 10 AND "date" <= \(tonight.today) OR LENGTH("date") > 10 AND "date" < \(tonight.end))
            """
        switch view {
        case "inbox": return "\"is_complete\" = 0 AND \(isDue)"
        case "future": return "\"is_complete\" = 0 AND NOT \(isDue)"
        case "archive": return "\"is_complete\" = 1"
        default: return nil
        }
    }

    private struct Tonight {
        let today: String
        /// The first moment of tomorrow, as dates are kept.
        let end: String

        init(_ context: ReadContext) {
            let offset = context.caller.offsetMinutes
            let day = context.now.date(offsetMinutes: offset)
            today = day.text
            end = Timestamp(startOf: CivilDate(daysSince1970: day.daysSince1970 + 1), offsetMinutes: offset)
                .text()
        }

        func includes(_ date: String) -> Bool { date.utf8.count == 10 ? date <= today : date < end }
    }

    /// Which list a task is in right now. An event is read later, so it doesn't say.
    static let load: Load = Load(["view"]) { records, context in
        guard context.purpose != .event else { return }
        let tonight = Tonight(context)
        for index in records.indices {
            let isDue = tonight.includes(records[index][Task.date] ?? "")
            records[index]["view"] = .string(
                records[index][Task.isComplete] ? "archive" : isDue ? "inbox" : "future")
        }
    }
}
